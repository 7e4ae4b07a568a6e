/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-survey-data.h"

const RepointTlsVersion repoint_survey_data_versions[6] = {
  REPOINT_TLS_VERSION_SSL2, REPOINT_TLS_VERSION_SSL3, REPOINT_TLS_VERSION_1_0,
  REPOINT_TLS_VERSION_1_1,  REPOINT_TLS_VERSION_1_2,  REPOINT_TLS_VERSION_1_3,
};

static JsonNode *
get_value (JsonObject *object,
           const char *name,
           GType       type)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type ? node : NULL;
}

static JsonArray *
get_array (JsonObject *object,
           const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static gboolean
get_flag (JsonObject *object,
          const char *name)
{
  JsonNode *node = get_value (object, name, G_TYPE_BOOLEAN);

  return node != NULL && json_node_get_boolean (node);
}

/**
 * repoint_survey_data_get_string:
 * @object: the survey or an object in it
 *
 * Returns: (transfer none) (nullable): a member that is text
 */
const char *
repoint_survey_data_get_string (JsonObject *object,
                                const char *name)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL, NULL);

  node = get_value (object, name, G_TYPE_STRING);

  return node != NULL ? json_node_get_string (node) : NULL;
}

/**
 * repoint_survey_data_dup_problem:
 *
 * Returns: (transfer full) (nullable): the problem, and where there is a detail to it, a colon and the detail:
 *   "dns:no-such-name"; for repoint_phrase_survey_problem()
 */
char *
repoint_survey_data_dup_problem (JsonObject *survey)
{
  const char *problem;
  const char *detail;

  g_return_val_if_fail (survey != NULL, NULL);

  problem = repoint_survey_data_get_string (survey, "problem");
  detail = repoint_survey_data_get_string (survey, "problem_detail");

  return problem != NULL && detail != NULL ? g_strconcat (problem, ":", detail, NULL) : g_strdup (problem);
}

/**
 * repoint_survey_data_get_count:
 * @object: the survey or an object in it
 *
 * Returns: a member that is a number, 0 when it is none or below 0
 */
guint
repoint_survey_data_get_count (JsonObject *object,
                               const char *name)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL, 0);

  node = get_value (object, name, G_TYPE_INT64);

  return node != NULL ? (guint) CLAMP (json_node_get_int (node), 0, G_MAXINT) : 0;
}

/**
 * repoint_survey_data_get_object:
 * @object: the survey or an object in it
 *
 * Returns: (transfer none) (nullable): a member that is an object
 */
JsonObject *
repoint_survey_data_get_object (JsonObject *object,
                                const char *name)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL, NULL);

  node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * repoint_survey_data_list_strings:
 * @object: the survey or an object in it
 *
 * Returns: (transfer container) (element-type utf8): the texts of a member that is a list, in its order; never %NULL
 */
GPtrArray *
repoint_survey_data_list_strings (JsonObject *object,
                                  const char *name)
{
  GPtrArray *list = g_ptr_array_new ();
  JsonArray *array;

  g_return_val_if_fail (object != NULL, list);

  array = get_array (object, name);
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
        g_ptr_array_add (list, (char *) json_node_get_string (node));
    }

  return list;
}

/**
 * repoint_survey_data_list_objects:
 * @object: the survey or an object in it
 *
 * Returns: (transfer container) (element-type JsonObject): the objects of a member that is a list, in its order; never
 *   %NULL
 */
GPtrArray *
repoint_survey_data_list_objects (JsonObject *object,
                                  const char *name)
{
  GPtrArray *list = g_ptr_array_new ();
  JsonArray *array;

  g_return_val_if_fail (object != NULL, list);

  array = get_array (object, name);
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_OBJECT (node))
        g_ptr_array_add (list, json_node_get_object (node));
    }

  return list;
}

gboolean
repoint_survey_data_is_reachable (JsonObject *survey)
{
  g_return_val_if_fail (survey != NULL, FALSE);

  return get_flag (survey, "reachable");
}

/**
 * repoint_survey_data_is_complete:
 *
 * Returns: whether the target could be asked to the end. That it has no encryption to ask about, or that somebody on the
 *   way spoils it, is what was found, not a failure to find out.
 */
gboolean
repoint_survey_data_is_complete (JsonObject *survey)
{
  static const char * const ends[] = { "no-starttls", "starttls-refused", "injected", NULL };
  const char *problem;

  g_return_val_if_fail (survey != NULL, FALSE);

  problem = repoint_survey_data_get_string (survey, "problem");

  return repoint_survey_data_is_reachable (survey) && (problem == NULL || g_strv_contains (ends, problem));
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

  versions = repoint_survey_data_get_object (survey, "versions");
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

/* Counts of one kind each: together never more than there were tries. */
static guint
take (JsonObject *object,
      const char *name,
      guint      *left)
{
  guint count = MIN (repoint_survey_data_get_count (object, name), *left);

  *left -= count;

  return count;
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
  guint left;

  g_return_if_fail (survey != NULL);
  g_return_if_fail (application != NULL);

  *application = (RepointSurveyApplication) { 0 };
  all = repoint_survey_data_get_object (survey, "application");
  one = all != NULL ? repoint_survey_data_get_object (all, repoint_tls_version_to_string (version)) : NULL;
  if (one == NULL)
    return;

  application->tries = repoint_survey_data_get_count (one, "tries");
  left = application->tries;
  application->refused = take (one, "refused", &left);
  application->not_refused = take (one, "not_refused_before_sign_in", &left);
  application->handshake_refused = take (one, "handshake_refused", &left);
  application->throttled = take (one, "throttled", &left);
  application->lost = take (one, "lost", &left);
  application->stage = repoint_survey_data_get_string (one, "stage");
  application->reply = repoint_survey_data_get_string (one, "reply");
  application->error = repoint_survey_data_get_string (one, "error");
  application->local_limitation = get_flag (one, "local_limitation");
}

/**
 * repoint_survey_data_is_about_tls:
 *
 * A refusal in the handshake or after the connection was encrypted is about TLS when its text says so, or when a newer
 * version is not turned away: a server may have other reasons to send a stranger off.
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
  if (application.refused == 0 && application.handshake_refused == 0)
    return FALSE;
  if (application.error != NULL && g_str_has_prefix (application.error, "legacy-tls-refused"))
    return TRUE;

  for (gsize i = 0; version < REPOINT_TLS_VERSION_1_2 && i < G_N_ELEMENTS (repoint_survey_data_versions); i++)
    {
      RepointSurveyApplication newer;

      if (repoint_survey_data_versions[i] < REPOINT_TLS_VERSION_1_2)
        continue;

      repoint_survey_data_get_application (survey, repoint_survey_data_versions[i], &newer);
      if (newer.not_refused > 0 && newer.refused == 0 && newer.handshake_refused == 0)
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
      if (repoint_survey_data_get_answer (survey, version) == REPOINT_SURVEY_ACCEPTED &&
          application.refused == 0 && application.handshake_refused == 0)
        return version;
    }

  return REPOINT_TLS_VERSION_NONE;
}

static gboolean
offers_one_of (JsonObject         *survey,
               const char * const *methods)
{
  g_autoptr(GPtrArray) offered = repoint_survey_data_list_strings (survey, "sign_in");

  for (guint i = 0; i < offered->len; i++)
    for (guint j = 0; methods[j] != NULL; j++)
      if (methods[j][0] == '*' || g_ascii_strcasecmp (g_ptr_array_index (offered, i), methods[j]) == 0)
        return TRUE;

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
