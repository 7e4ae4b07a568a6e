/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-session-conversation.h"

G_BEGIN_DECLS

char       *repoint_session_end_describe (const RepointSessionResult *result,
                                          const RepointMailReport    *report);
const char *repoint_session_end_classify (const RepointMailReport    *report);

G_END_DECLS
