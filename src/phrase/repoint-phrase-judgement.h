/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-hello-judgement.h"

G_BEGIN_DECLS

/* What is published says how an endpoint would take a client: one sentence. Transfer full. Same rules as repoint-phrase.h. */
char *repoint_phrase_judgement (const RepointHelloJudgement *judgement);

G_END_DECLS
