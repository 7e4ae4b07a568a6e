/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-hello-judgement.h"

G_BEGIN_DECLS

/* Prints how what is published would have @target take a client, as JSON or for people. */
void repoint_cli_print_judgement (const RepointTarget         *target,
                                  const RepointHelloJudgement *judgement,
                                  gboolean                     json);

G_END_DECLS
