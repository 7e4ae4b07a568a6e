/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-survey.h"

static void
keep_result (RepointSurvey *survey, RepointTarget *target, JsonObject *object, gpointer user_data)
{
  GHashTable *results = user_data;
  char *uri = repoint_target_to_string (target);

  g_assert_true (g_hash_table_insert (results, uri, json_object_ref (object)));
}

GHashTable *
repoint_test_survey_all (GPtrArray *uris, const RepointLimits *limits, const RepointSurveyOptions *options)
{
  g_autoptr (RepointScheduler) scheduler = repoint_scheduler_new (limits);
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_target_free);
  GHashTable *results = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_object_unref);
  g_autoptr (RepointSurvey) survey = NULL;

  for (guint i = 0; i < uris->len; i++)
    {
      RepointTarget *target = repoint_target_parse (g_ptr_array_index (uris, i), NULL);

      g_assert_nonnull (target);
      g_ptr_array_add (targets, target);
    }

  survey = repoint_survey_new (scheduler, targets, options);
  g_signal_connect (survey, "result", G_CALLBACK (keep_result), results);
  repoint_job_start (REPOINT_JOB (survey));
  while (repoint_job_get_state (REPOINT_JOB (survey)) != REPOINT_JOB_FINISHED)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpint (repoint_job_get_result (REPOINT_JOB (survey)), ==, REPOINT_JOB_RESULT_DONE);
  g_assert_cmpuint (repoint_job_get_completed (REPOINT_JOB (survey)), ==, uris->len);
  g_assert_cmpuint (g_hash_table_size (results), ==, uris->len);

  return results;
}

JsonObject *
repoint_test_survey (const char *uri, guint repeat, guint patience_ms)
{
  const RepointLimits limits = { .max_per_address = 1, .conversation_ms = patience_ms > 0 ? patience_ms : 60000 };
  const RepointSurveyOptions options = { .repeat = repeat, .timeout_ms = 60000 };
  g_autoptr (GPtrArray) uris = g_ptr_array_new ();
  g_autoptr (GHashTable) results = NULL;
  GHashTableIter iter;
  gpointer result;

  g_ptr_array_add (uris, (char *) uri);
  results = repoint_test_survey_all (uris, &limits, &options);
  g_hash_table_iter_init (&iter, results);
  g_assert_true (g_hash_table_iter_next (&iter, NULL, &result));

  return json_object_ref (result);
}

char *
repoint_test_survey_uri (const RepointTestTlsOptions *options, RepointTestTlsServer *server)
{
  RepointSecurity security = options->security == REPOINT_SECURITY_NONE ? REPOINT_SECURITY_TLS : options->security;
  g_autoptr (RepointTarget) target =
      repoint_target_new (options->protocol, security, "127.0.0.1", repoint_test_tls_server_get_port (server));

  return repoint_target_to_string (target);
}

JsonObject *
repoint_test_survey_server (const RepointTestTlsOptions *options, guint repeat, guint patience_ms)
{
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (options);
  g_autofree char *uri = repoint_test_survey_uri (options, server);

  return repoint_test_survey (uri, repeat, patience_ms);
}

char *
repoint_test_survey_states (JsonObject *result)
{
  static const char *const names[] = { "SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3" };
  JsonObject *versions = json_object_get_object_member (result, "versions");
  GString *states = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *state = json_object_get_string_member (versions, names[i]);

      g_string_append_c (states, g_str_equal (state, "not-observed") ? '-' : state[0]);
    }

  return g_string_free (states, FALSE);
}

char *
repoint_test_survey_list (JsonObject *object, const char *member)
{
  JsonArray *array = json_object_get_array_member (object, member);
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (array); i++)
    g_string_append_printf (list, i > 0 ? ",%s" : "%s", json_array_get_string_element (array, i));

  return g_string_free (list, FALSE);
}

const char *
repoint_test_survey_string (JsonObject *object, const char *member)
{
  return json_object_get_null_member (object, member) ? NULL : json_object_get_string_member (object, member);
}

JsonObject *
repoint_test_survey_application (JsonObject *result, const char *version)
{
  JsonObject *application = json_object_get_object_member (result, "application");

  return json_object_has_member (application, version) ? json_object_get_object_member (application, version) : NULL;
}
