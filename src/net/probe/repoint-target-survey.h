/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-scheduler.h"
#include "repoint-survey.h"
#include "repoint-target.h"

G_BEGIN_DECLS

/* Called once, on the scheduler's thread. @result: (transfer full) */
typedef void (*RepointTargetSurveyDone) (JsonObject *result,
                                         gpointer    user_data);

/* Called on the scheduler's thread before each conversation: how many were held, and how many it will take still as far as
 * can be told, at least 1. */
typedef void (*RepointTargetSurveyProgress) (guint    held,
                                             guint    needed,
                                             gpointer user_data);

/* Surveys one target: address, versions, then sessions at those versions, one conversation after the other. To be called
 * on the scheduler's thread; cancelling ends it at once, with what was found until then. Calling @done is the last
 * thing it does. */
void repoint_target_survey_run (RepointScheduler           *scheduler,
                                const RepointTarget        *target,
                                const RepointSurveyOptions *options,
                                GCancellable               *cancellable,
                                RepointTargetSurveyProgress progress,
                                RepointTargetSurveyDone     done,
                                gpointer                    user_data);

G_END_DECLS
