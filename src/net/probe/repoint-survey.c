/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-survey.h"

#include "repoint-survey-result.h"
#include "repoint-target-survey.h"

struct _RepointSurvey
{
  RepointTargetJob parent_instance;
};

G_DEFINE_FINAL_TYPE (RepointSurvey, repoint_survey, REPOINT_TYPE_TARGET_JOB)

static void
repoint_survey_ask (RepointScheduler *scheduler, const RepointTarget *target, gpointer data, GCancellable *cancellable,
                    RepointTargetProgress progress, RepointTargetDone done, gpointer user_data)
{
  repoint_target_survey_run (scheduler, target, data, cancellable, progress, done, user_data);
}

static JsonObject *
repoint_survey_describe_stopped (const RepointTarget *target, gpointer data)
{
  g_autoptr (RepointSurveyResult) result = repoint_survey_result_new (target, data);

  result->problem = "stopped";

  return repoint_survey_result_to_json (result);
}

static void
repoint_survey_class_init (RepointSurveyClass *class)
{
  RepointTargetJobClass *job_class = REPOINT_TARGET_JOB_CLASS (class);

  job_class->ask = repoint_survey_ask;
  job_class->describe_stopped = repoint_survey_describe_stopped;
}

static void
repoint_survey_init (RepointSurvey *self)
{
}

/**
 * repoint_survey_new:
 * @scheduler: what does the talking
 * @targets: (element-type RepointTarget): whom to ask; copied, asked in this order
 * @options: (nullable): %NULL for one check and 30 s
 *
 * Returns: (transfer full): a job that is not started
 */
RepointSurvey *
repoint_survey_new (RepointScheduler *scheduler, GPtrArray *targets, const RepointSurveyOptions *options)
{
  const RepointSurveyOptions usual = { 0 };
  RepointSurvey *self;

  g_return_val_if_fail (REPOINT_IS_SCHEDULER (scheduler), NULL);
  g_return_val_if_fail (targets != NULL, NULL);

  self = g_object_new (REPOINT_TYPE_SURVEY, NULL);
  repoint_target_job_construct (REPOINT_TARGET_JOB (self), scheduler, targets,
                                g_memdup2 (options != NULL ? options : &usual, sizeof usual), g_free);

  return self;
}
