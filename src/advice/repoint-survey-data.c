/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-survey-data.h"

const RepointTlsVersion repoint_survey_data_versions[6] = {
  REPOINT_TLS_VERSION_SSL2, REPOINT_TLS_VERSION_SSL3, REPOINT_TLS_VERSION_1_0,
  REPOINT_TLS_VERSION_1_1,  REPOINT_TLS_VERSION_1_2,  REPOINT_TLS_VERSION_1_3,
};

static JsonObject *
get_object (JsonObject *object,
            const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static JsonNode *
get_value (JsonObject *object,
           const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? node : NULL;
}

static guint
get_count (JsonObject *object,
           const char *name)
{
  JsonNode *node = get_value (object, name);
  gint64 count = node != NULL && json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node) : 0;

  return (guint) CLAMP (count, 0, G_MAXINT);
}

/**
 * repoint_survey_data_get_string:
 *
 * Returns: (transfer none) (nullable): a member that is text
 */
const char *
repoint_survey_data_get_string (JsonObject *survey,
                                const char *name)
{
  JsonNode *node;

  g_return_val_if_fail (survey != NULL, NULL);

  node = get_value (survey, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

gboolean
repoint_survey_data_is_reachable (JsonObject *survey)
{
  JsonNode *node;

  g_return_val_if_fail (survey != NULL, FALSE);

  node = get_value (survey, "reachable");

  return node != NULL && json_node_get_value_type (node) == G_TYPE_BOOLEAN && json_node_get_boolean (node);
}

/**
 * repoint_survey_data_get_answer:
 *
 * Returns: how the target answered this one version
 */
RepointSurveyAnswer
repoint_survey_data_get_answer (JsonObject        *survey,
                                RepointTlsVersion  version)
{
  JsonObject *versions;
  const char *answer;

  g_return_val_if_fail (survey != NULL, REPOINT_SURVEY_NOT_OBSERVED);

  versions = get_object (survey, "versions");
  answer = versions != NULL ? repoint_survey_data_get_string (versions, repoint_tls_version_to_string (version)) : NULL;

  if (g_strcmp0 (answer, "accepted") == 0)
    return REPOINT_SURVEY_ACCEPTED;
  if (g_strcmp0 (answer, "refused") == 0)
    return REPOINT_SURVEY_REFUSED;
  if (g_strcmp0 (answer, "intolerant") == 0)
    return REPOINT_SURVEY_INTOLERANT;

  return REPOINT_SURVEY_NOT_OBSERVED;
}

/**
 * repoint_survey_data_get_highest:
 * @at_most: %REPOINT_TLS_VERSION_1_3 for no limit
 *
 * Returns: the highest version up to @at_most that the target accepts, %REPOINT_TLS_VERSION_NONE when there is none
 */
RepointTlsVersion
repoint_survey_data_get_highest (JsonObject        *survey,
                                 RepointTlsVersion  at_most)
{
  for (gsize i = G_N_ELEMENTS (repoint_survey_data_versions); i > 0; i--)
    {
      RepointTlsVersion version = repoint_survey_data_versions[i - 1];

      if (version <= at_most && repoint_survey_data_get_answer (survey, version) == REPOINT_SURVEY_ACCEPTED)
        return version;
    }

  return REPOINT_TLS_VERSION_NONE;
}

/**
 * repoint_survey_data_get_application:
 * @application: (out caller-allocates): what was seen; tries 0 when nothing was
 */
void
repoint_survey_data_get_application (JsonObject               *survey,
                                     RepointTlsVersion         version,
                                     RepointSurveyApplication *application)
{
  JsonObject *all;
  JsonObject *one;

  g_return_if_fail (survey != NULL);
  g_return_if_fail (application != NULL);

  *application = (RepointSurveyApplication) { 0 };
  all = get_object (survey, "application");
  one = all != NULL ? get_object (all, repoint_tls_version_to_string (version)) : NULL;
  if (one == NULL)
    return;

  application->tries = get_count (one, "tries");
  application->refused = MIN (get_count (one, "refused"), application->tries);
  application->not_refused = MIN (get_count (one, "not_refused_before_sign_in"), application->tries - application->refused);
  application->reply = repoint_survey_data_get_string (one, "reply");
  application->error = repoint_survey_data_get_string (one, "error");
}

/**
 * repoint_survey_data_is_about_tls:
 *
 * A refusal after the connection was encrypted is about TLS when its text says so, or when a newer version is not
 * turned away: a server may have other reasons to send a stranger off.
 *
 * Returns: whether @version was refused there, because it is that version
 */
gboolean
repoint_survey_data_is_about_tls (JsonObject        *survey,
                                  RepointTlsVersion  version)
{
  RepointSurveyApplication application;

  g_return_val_if_fail (survey != NULL, FALSE);

  repoint_survey_data_get_application (survey, version, &application);
  if (application.refused == 0)
    return FALSE;
  if (application.error != NULL && g_str_has_prefix (application.error, "legacy-tls-refused"))
    return TRUE;

  for (gsize i = 0; version < REPOINT_TLS_VERSION_1_2 && i < G_N_ELEMENTS (repoint_survey_data_versions); i++)
    {
      RepointSurveyApplication newer;

      if (repoint_survey_data_versions[i] < REPOINT_TLS_VERSION_1_2)
        continue;

      repoint_survey_data_get_application (survey, repoint_survey_data_versions[i], &newer);
      if (newer.not_refused > 0 && newer.refused == 0)
        return TRUE;
    }

  return FALSE;
}

/**
 * repoint_survey_data_get_floor:
 *
 * Returns: the lowest version that the target accepts and does not turn away later, %REPOINT_TLS_VERSION_NONE when
 *   there is none
 */
RepointTlsVersion
repoint_survey_data_get_floor (JsonObject *survey)
{
  for (gsize i = 0; i < G_N_ELEMENTS (repoint_survey_data_versions); i++)
    {
      RepointTlsVersion version = repoint_survey_data_versions[i];
      RepointSurveyApplication application;

      repoint_survey_data_get_application (survey, version, &application);
      if (repoint_survey_data_get_answer (survey, version) == REPOINT_SURVEY_ACCEPTED && application.refused == 0)
        return version;
    }

  return REPOINT_TLS_VERSION_NONE;
}

static gboolean
offers_one_of (JsonObject         *survey,
               const char * const *methods)
{
  JsonNode *node = json_object_get_member (survey, "sign_in");
  JsonArray *offered = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; offered != NULL && i < json_array_get_length (offered); i++)
    {
      JsonNode *element = json_array_get_element (offered, i);
      const char *method = JSON_NODE_HOLDS_VALUE (element) && json_node_get_value_type (element) == G_TYPE_STRING
                             ? json_node_get_string (element)
                             : NULL;

      for (guint j = 0; method != NULL && methods[j] != NULL; j++)
        if (methods[j][0] == '*' || g_ascii_strcasecmp (method, methods[j]) == 0)
          return TRUE;
    }

  return FALSE;
}

/**
 * repoint_survey_data_offers_basic:
 *
 * Returns: whether the target offers to sign in with a password (SASL mechanisms, and USER of POP3)
 */
gboolean
repoint_survey_data_offers_basic (JsonObject *survey)
{
  g_return_val_if_fail (survey != NULL, FALSE);

  return offers_one_of (survey, (const char * const[]) { "PLAIN", "LOGIN", "USER", "APOP", "CRAM-MD5", "DIGEST-MD5",
                                                         "NTLM", "SCRAM-SHA-1", "SCRAM-SHA-256", NULL });
}

gboolean
repoint_survey_data_offers_oauth (JsonObject *survey)
{
  g_return_val_if_fail (survey != NULL, FALSE);

  return offers_one_of (survey, (const char * const[]) { "XOAUTH2", "OAUTHBEARER", NULL });
}

/**
 * repoint_survey_data_knows_sign_in:
 *
 * Returns: whether any method of signing in was seen: what is not in the list is then not offered
 */
gboolean
repoint_survey_data_knows_sign_in (JsonObject *survey)
{
  g_return_val_if_fail (survey != NULL, FALSE);

  return offers_one_of (survey, (const char * const[]) { "*", NULL });
}
