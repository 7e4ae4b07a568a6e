/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-survey-result.h"

G_BEGIN_DECLS

/**
 * RepointSessionPlan: what to find out of one server by holding sessions with it: its certificate, once, and for mail what
 * it says inside TLS, as often as wanted at each version that it accepted. Where this computer's OpenSSL can hold none, the
 * certificate is read from the flight of a hello. Knows no socket: it is asked what comes next and told what came of it;
 * what was learned goes into the result.
 */
typedef struct _RepointSessionPlan RepointSessionPlan;

RepointSessionPlan *repoint_session_plan_new            (RepointSurveyResult        *result, /* not owned */
                                                         guint                       repeat);
void                repoint_session_plan_free           (RepointSessionPlan         *self);
guint               repoint_session_plan_count_left     (RepointSessionPlan         *self);
gboolean            repoint_session_plan_next_session   (RepointSessionPlan         *self,
                                                         RepointTlsVersion          *version,
                                                         gboolean                   *certificate);
const char         *repoint_session_plan_answer_session (RepointSessionPlan         *self,
                                                         const RepointSessionResult *session);
gboolean            repoint_session_plan_next_flight    (RepointSessionPlan         *self,
                                                         RepointQuestion            *question);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointSessionPlan, repoint_session_plan_free)

G_END_DECLS
