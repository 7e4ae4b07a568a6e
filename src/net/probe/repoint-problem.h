/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-hello-conversation.h"

G_BEGIN_DECLS

/* The ids of "problem" in repoint-survey.h for how conversations end. All are static. */
const char *repoint_problem_of_closed   (RepointClosed            how);
const char *repoint_problem_of_dialogue (const RepointMailReport *report,
                                         RepointClosed            how);
const char *repoint_problem_of_hello    (const RepointHelloResult *hello);

G_END_DECLS
