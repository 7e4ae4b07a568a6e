/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-survey.h"

static void
keep_result (RepointSurvey *survey, RepointTarget *target, JsonObject *object, gpointer user_data)
{
  JsonObject **result = user_data;

  g_assert_null (*result);
  *result = json_object_ref (object);
}

JsonObject *
repoint_test_survey (const char *uri, guint repeat, guint patience_ms)
{
  const RepointLimits limits = { .max_per_address = 1, .conversation_ms = patience_ms > 0 ? patience_ms : 60000 };
  const RepointSurveyOptions options = { .repeat = repeat, .timeout_ms = 60000 };
  g_autoptr (RepointScheduler) scheduler = repoint_scheduler_new (&limits);
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_target_free);
  g_autoptr (RepointSurvey) survey = NULL;
  JsonObject *result = NULL;

  g_ptr_array_add (targets, repoint_target_parse (uri, NULL));
  survey = repoint_survey_new (scheduler, targets, &options);
  g_signal_connect (survey, "result", G_CALLBACK (keep_result), &result);
  repoint_job_start (REPOINT_JOB (survey));
  while (repoint_job_get_state (REPOINT_JOB (survey)) != REPOINT_JOB_FINISHED)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpint (repoint_job_get_result (REPOINT_JOB (survey)), ==, REPOINT_JOB_RESULT_DONE);
  g_assert_cmpuint (repoint_job_get_completed (REPOINT_JOB (survey)), ==, 1);
  g_assert_nonnull (result);

  return result;
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
