/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "repoint-application-tally.h"
#include "repoint-mail-record.h"
#include "repoint-questionnaire.h"
#include "repoint-target.h"

G_BEGIN_DECLS

/**
 * RepointSurveyResult: what is being found out about one target; becomes the `survey` object of the command line.
 */
typedef struct
{
  RepointTarget           *target;
  char                    *address;     /* nullable */
  gboolean                 reachable;
  const char              *problem;     /* nullable: an id, see repoint-survey.h */
  char                    *problem_detail; /* nullable: the same */
  char                    *proxy;       /* nullable */
  JsonArray               *addresses;   /* nullable: none */
  RepointQuestionnaire    *questions;
  RepointVersionSearch    *search;      /* not owned: it is one of the questions */
  JsonObject              *certificate; /* nullable */
  GPtrArray               *flight;      /* (nullable) of GBytes: certificates that nobody has looked at, in DER */
  RepointMailRecord       *mail;
  RepointApplicationTally *tallies[REPOINT_TLS_VERSION_1_3 - REPOINT_TLS_VERSION_SSL3 + 1]; /* nullable each */
} RepointSurveyResult;

RepointSurveyResult     *repoint_survey_result_new        (const RepointTarget     *target,
                                                           const RepointSurveyOptions *options);
void                     repoint_survey_result_free       (RepointSurveyResult     *self);
RepointApplicationTally *repoint_survey_result_get_tally  (RepointSurveyResult     *self,
                                                           RepointTlsVersion        version);
void                     repoint_survey_result_keep_flight (RepointSurveyResult    *self,
                                                           const RepointTlsAnswer *answer);
JsonObject              *repoint_survey_result_to_json    (RepointSurveyResult     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointSurveyResult, repoint_survey_result_free)

G_END_DECLS
