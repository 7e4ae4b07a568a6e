/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-replay.h"

static void
keep_result (RepointReplay *replay, RepointTarget *target, JsonObject *object, gpointer user_data)
{
  JsonObject **result = user_data;

  g_assert_null (*result);
  *result = json_object_ref (object);
}

JsonObject *
repoint_test_replay (const RepointClientHello *hello, const char *uri, guint timeout_ms)
{
  const RepointLimits limits = { .max_open = 8, .max_per_address = 1, .connect_ms = 20000, .conversation_ms = 60000 };
  const RepointReplayOptions options = { .timeout_ms = timeout_ms };
  g_autoptr (RepointScheduler) scheduler = repoint_scheduler_new (&limits);
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_target_free);
  g_autoptr (RepointReplay) replay = NULL;
  JsonObject *result = NULL;

  g_ptr_array_add (targets, repoint_target_parse (uri, NULL));
  replay = repoint_replay_new (scheduler, hello, targets, &options);
  g_signal_connect (replay, "result", G_CALLBACK (keep_result), &result);
  repoint_job_start (REPOINT_JOB (replay));
  while (repoint_job_get_state (REPOINT_JOB (replay)) != REPOINT_JOB_FINISHED)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpint (repoint_job_get_result (REPOINT_JOB (replay)), ==, REPOINT_JOB_RESULT_DONE);
  g_assert_nonnull (result);

  return result;
}

JsonObject *
repoint_test_replay_device (const RepointTestDeviceOptions *device, const char *uri)
{
  g_autoptr (RepointClientHello) hello = repoint_test_device_get_hello (device, 0);

  return repoint_test_replay (hello, uri, 0);
}

static void
append (GString *text, JsonObject *object, const char *member)
{
  if (!json_object_get_null_member (object, member))
    g_string_append_printf (text, " %s", json_object_get_string_member (object, member));
}

char *
repoint_test_replay_describe (JsonObject *result)
{
  const char *verdict = json_object_get_string_member (result, "result");
  GString *text = g_string_new (verdict);

  if (g_str_equal (verdict, "accepted"))
    {
      append (text, result, "version");
      append (text, result, "cipher");
    }
  append (text, result, "refused_by");
  append (text, result, "problem");
  append (text, result, "not_offered");

  return g_string_free (text, FALSE);
}

char *
repoint_test_replay_describe_session (JsonObject *result)
{
  JsonObject *session;
  GString *text;

  if (json_object_get_null_member (result, "session"))
    return g_strdup ("none");

  session = json_object_get_object_member (result, "session");
  text = g_string_new (json_object_get_string_member (session, "result"));
  append (text, session, "version");
  append (text, session, "cipher");
  append (text, session, "stage");
  append (text, session, "error");
  append (text, session, "ended_by");

  return g_string_free (text, FALSE);
}
