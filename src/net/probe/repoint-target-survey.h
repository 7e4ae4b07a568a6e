/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-scheduler.h"
#include "repoint-survey.h"
#include "repoint-target.h"

G_BEGIN_DECLS

/* Surveys one target: address, versions, then sessions at those versions, one conversation after the other. To be called
 * on the scheduler's thread; cancelling ends it at once, with what was found until then. Calling @done is the last
 * thing it does. */
void repoint_target_survey_run (RepointScheduler           *scheduler,
                                const RepointTarget        *target,
                                const RepointSurveyOptions *options,
                                GCancellable               *cancellable,
                                RepointTargetProgress       progress,
                                RepointTargetDone           done,
                                gpointer                    user_data);

G_END_DECLS
