/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "repoint-protocol.h"
#include "repoint-tls-version.h"

G_BEGIN_DECLS

/* Reads the `survey` object of the command line (design section 5), as it stands in observations. It may come from a
 * document that somebody else wrote: what is missing or of another type counts as not observed. */

typedef enum
{
  REPOINT_SURVEY_NOT_OBSERVED,
  REPOINT_SURVEY_ACCEPTED,
  REPOINT_SURVEY_REFUSED,
  REPOINT_SURVEY_INTOLERANT,
} RepointSurveyAnswer;

/* What happened after the connection was encrypted, before sign-in. */
typedef struct
{
  guint       tries;       /* 0: not looked at */
  guint       not_refused;
  guint       refused;
  guint       handshake_refused; /* ended by the server, though it had accepted the version before */
  guint       throttled;   /* asked for a pause */
  guint       lost;        /* ended or fell silent without an answer */
  const char *stage;       /* where the refusal, or else the loss, came; nullable; the object's */
  const char *reply;       /* of the refusal, word for word; nullable; the object's */
  const char *error;       /* id, "legacy-tls-refused" or another of the catalog's, or "other"; nullable; the object's */
  gboolean    local_limitation; /* this computer cannot hold a session at that version with that server */
} RepointSurveyApplication;

extern const RepointTlsVersion repoint_survey_data_versions[6]; /* the lowest first */

const char          *repoint_survey_data_get_string     (JsonObject               *object,
                                                         const char               *name);
char                *repoint_survey_data_dup_problem    (JsonObject               *survey);
guint                repoint_survey_data_get_count      (JsonObject               *object,
                                                         const char               *name);
JsonObject          *repoint_survey_data_get_object     (JsonObject               *object,
                                                         const char               *name);
GPtrArray           *repoint_survey_data_list_strings   (JsonObject               *object,
                                                         const char               *name);
GPtrArray           *repoint_survey_data_list_objects   (JsonObject               *object,
                                                         const char               *name);
gboolean             repoint_survey_data_is_reachable   (JsonObject               *survey);
gboolean             repoint_survey_data_is_complete    (JsonObject               *survey);
RepointSurveyAnswer  repoint_survey_data_get_answer     (JsonObject               *survey,
                                                         RepointTlsVersion         version);
RepointTlsVersion    repoint_survey_data_get_highest    (JsonObject               *survey,
                                                         RepointTlsVersion         at_most);
RepointTlsVersion    repoint_survey_data_get_floor      (JsonObject               *survey);
void                 repoint_survey_data_get_application (JsonObject              *survey,
                                                         RepointTlsVersion         version,
                                                         RepointSurveyApplication *application);
gboolean             repoint_survey_data_is_about_tls   (JsonObject               *survey,
                                                         RepointTlsVersion         version);
gboolean             repoint_survey_data_offers_basic   (JsonObject               *survey);
gboolean             repoint_survey_data_offers_oauth   (JsonObject               *survey);
gboolean             repoint_survey_data_knows_sign_in  (JsonObject               *survey);

G_END_DECLS
