/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "repoint-job.h"
#include "repoint-scheduler.h"
#include "repoint-target.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_SURVEY (repoint_survey_get_type ())
G_DECLARE_FINAL_TYPE (RepointSurvey, repoint_survey, REPOINT, SURVEY, RepointJob)

/**
 * RepointSurvey: asks many targets at once what they accept.
 *
 * Signal "result" (const RepointTarget *target, JsonObject *result), in the caller's context, once per target: the
 * `survey` object of the command line (design section 5). A target that could not be reached has a result too:
 * reachable false and a problem id (dns, refused, unreachable, timeout, forbidden, stopped).
 * Units of progress are targets.
 */
typedef struct
{
  guint repeat;      /* application checks per accepted version, at least 1 */
  guint timeout_ms;  /* absolute, per target; 0 = 30 s */
} RepointSurveyOptions;

RepointSurvey *repoint_survey_new (RepointScheduler           *scheduler,
                                   GPtrArray                  *targets, /* of RepointTarget; copied */
                                   const RepointSurveyOptions *options);

G_END_DECLS
