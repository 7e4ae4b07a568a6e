/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-survey.h"

#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* A survey as a job: progress, batches, stop and abort. */

typedef struct
{
  RepointScheduler *scheduler;
  GPtrArray        *targets;
  RepointSurvey    *survey;
  GPtrArray        *results;  /* of JsonObject */
  guint             finished;
  guint             late;     /* results after "finished" */
  guint             stop_at;  /* results after which to stop; 0: never */
} Fixture;

static void
on_result (RepointSurvey *survey, RepointTarget *target, JsonObject *object, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_ptr_array_add (fixture->results, json_object_ref (object));
  fixture->late += fixture->finished;
  if (fixture->stop_at != 0 && fixture->results->len == fixture->stop_at)
    repoint_job_stop (REPOINT_JOB (survey));
}

static void
on_finished (RepointSurvey *survey, gpointer user_data)
{
  ((Fixture *) user_data)->finished++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  RepointLimits limits = { .max_open = 4, .max_per_address = 4, .conversation_ms = 60000 };

  fixture->scheduler = repoint_scheduler_new (&limits);
  fixture->targets = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_target_free);
  fixture->results = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->survey);
  g_ptr_array_unref (fixture->targets);
  g_ptr_array_unref (fixture->results);
  g_clear_object (&fixture->scheduler);
}

static void
add (Fixture *fixture, RepointProtocol protocol, const char *host, guint16 port)
{
  RepointTarget *target = repoint_target_new (protocol, REPOINT_SECURITY_TLS, host, port);

  g_assert_nonnull (target);
  g_ptr_array_add (fixture->targets, target);
}

static void
begin (Fixture *fixture, guint timeout_ms)
{
  const RepointSurveyOptions options = { .repeat = 1, .timeout_ms = timeout_ms };

  fixture->survey = repoint_survey_new (fixture->scheduler, fixture->targets, &options);
  g_signal_connect (fixture->survey, "result", G_CALLBACK (on_result), fixture);
  g_signal_connect (fixture->survey, "finished", G_CALLBACK (on_finished), fixture);
  repoint_job_start (REPOINT_JOB (fixture->survey));
}

static void
finish (Fixture *fixture, RepointJobResult result)
{
  while (fixture->finished == 0)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpuint (fixture->finished, ==, 1);
  g_assert_cmpuint (fixture->late, ==, 0);
  g_assert_cmpint (repoint_job_get_result (REPOINT_JOB (fixture->survey)), ==, result);
  g_assert_cmpuint (repoint_job_get_total (REPOINT_JOB (fixture->survey)), ==, fixture->targets->len);
  g_assert_cmpuint (repoint_job_get_completed (REPOINT_JOB (fixture->survey)), ==, fixture->results->len);
}

static JsonObject *
find (Fixture *fixture, const char *uri)
{
  for (guint i = 0; i < fixture->results->len; i++)
    {
      JsonObject *result = g_ptr_array_index (fixture->results, i);

      if (g_str_equal (json_object_get_string_member (result, "target"), uri))
        return result;
    }

  g_assert_not_reached ();
}

static guint
count_problem (Fixture *fixture, const char *problem)
{
  guint n = 0;

  for (guint i = 0; i < fixture->results->len; i++)
    n += g_strcmp0 (repoint_test_survey_string (g_ptr_array_index (fixture->results, i), "problem"), problem) == 0;

  return n;
}

static void
wait_for_connections (RepointTestTlsServer *server, guint n)
{
  while (repoint_test_tls_server_get_connections (server) < n)
    g_main_context_iteration (NULL, FALSE);
}

static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  begin (fixture, 0);
  finish (fixture, REPOINT_JOB_RESULT_DONE);
  g_assert_cmpuint (fixture->results->len, ==, 0);
}

static void
test_unreachable (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *uri;
    const char *problem;
  } rows[] = {
    { "tls://127.0.0.1:9100", "forbidden" },
    { "tls://127.0.0.1:515", "forbidden" },
    { "tls://no-such-host.invalid:443", "dns" },
    { "tls://127.0.0.1:1", "refused" },
    { "tls://[::1]:1", "refused" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_ptr_array_add (fixture->targets, repoint_target_parse (rows[i].uri, NULL));
  begin (fixture, 0);
  finish (fixture, REPOINT_JOB_RESULT_DONE);

  g_assert_cmpuint (fixture->results->len, ==, G_N_ELEMENTS (rows));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      JsonObject *result = find (fixture, rows[i].uri);
      g_autofree char *states = repoint_test_survey_states (result);
      const char *problem = repoint_test_survey_string (result, "problem");

      g_assert_false (json_object_get_boolean_member (result, "reachable"));
      g_assert_cmpstr (states, ==, "-----");
      /* a computer without IPv6 */
      if (strstr (rows[i].uri, "::1") == NULL || g_strcmp0 (problem, "unreachable") != 0)
        g_assert_cmpstr (problem, ==, rows[i].problem);
    }
}

/* An address where nobody listens is not the end: localhost has two. */
static void
test_second_address (Fixture *fixture, gconstpointer data)
{
  const RepointTestTlsOptions options = { .protocol = REPOINT_PROTOCOL_TLS };
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&options);
  JsonObject *result;

  add (fixture, REPOINT_PROTOCOL_TLS, "localhost", repoint_test_tls_server_get_port (server));
  begin (fixture, 0);
  finish (fixture, REPOINT_JOB_RESULT_DONE);

  result = g_ptr_array_index (fixture->results, 0);
  g_assert_true (json_object_get_boolean_member (result, "reachable"));
  g_assert_cmpstr (json_object_get_string_member (result, "address"), ==, "127.0.0.1");
  g_assert_cmpstr (json_object_get_string_member (result, "host"), ==, "localhost");
}

static void
test_clear (Fixture *fixture, gconstpointer data)
{
  const RepointTestTlsOptions options = { .protocol = REPOINT_PROTOCOL_HTTP, .is_clear = TRUE, .greeting = "x" };
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&options);
  JsonObject *result;

  g_ptr_array_add (fixture->targets, repoint_target_new (REPOINT_PROTOCOL_HTTP, REPOINT_SECURITY_NONE, "127.0.0.1",
                                                         repoint_test_tls_server_get_port (server)));
  begin (fixture, 0);
  finish (fixture, REPOINT_JOB_RESULT_DONE);

  result = g_ptr_array_index (fixture->results, 0);
  g_assert_true (json_object_get_boolean_member (result, "reachable"));
  g_assert_cmpuint (json_object_get_size (json_object_get_object_member (result, "versions")), ==, 0);
  g_assert_cmpstr (repoint_test_survey_string (result, "problem"), ==, NULL);
}

static void
test_many (Fixture *fixture, gconstpointer data)
{
  const RepointTestTlsOptions options = { .protocol = REPOINT_PROTOCOL_TLS, .min_version = REPOINT_TLS_VERSION_1_2 };
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&options);

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *host = g_strdup_printf ("127.0.0.%u", 1 + i % 8);

      /* Only 127.0.0.1 has a server. */
      add (fixture, REPOINT_PROTOCOL_TLS, host, repoint_test_tls_server_get_port (server));
    }
  begin (fixture, 0);
  finish (fixture, REPOINT_JOB_RESULT_DONE);

  g_assert_cmpuint (fixture->results->len, ==, 40);
  g_assert_cmpuint (count_problem (fixture, NULL), ==, 5);
  g_assert_cmpuint (count_problem (fixture, "refused"), ==, 35);
}

/* A silent target does not hold up the others. */
static void
test_silent_delays_nobody (Fixture *fixture, gconstpointer data)
{
  const RepointTestTlsOptions silent = { .protocol = REPOINT_PROTOCOL_TLS, .stall_after = -1 };
  const RepointTestTlsOptions quick = { .protocol = REPOINT_PROTOCOL_TLS };
  g_autoptr (RepointTestTlsServer) silent_server = repoint_test_tls_server_new (&silent);
  g_autoptr (RepointTestTlsServer) quick_server = repoint_test_tls_server_new (&quick);

  add (fixture, REPOINT_PROTOCOL_TLS, "127.0.0.1", repoint_test_tls_server_get_port (silent_server));
  for (guint i = 0; i < 10; i++)
    add (fixture, REPOINT_PROTOCOL_TLS, "127.0.0.1", repoint_test_tls_server_get_port (quick_server));
  begin (fixture, 0);
  while (fixture->results->len < 10)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (count_problem (fixture, NULL), ==, 10);

  repoint_job_stop (REPOINT_JOB (fixture->survey));
  repoint_job_stop (REPOINT_JOB (fixture->survey));
  finish (fixture, REPOINT_JOB_RESULT_STOPPED);
  g_assert_cmpuint (count_problem (fixture, "stopped"), ==, 1);
  g_assert_cmpuint (repoint_test_tls_server_get_connections (silent_server), ==, 1);
}

/* The first stop lets the four that run come to their end; the others are reported as stopped. */
static void
test_stop (Fixture *fixture, gconstpointer data)
{
  const RepointTestTlsOptions options = { .protocol = REPOINT_PROTOCOL_TLS, .min_version = REPOINT_TLS_VERSION_1_2, .chunk = 40, .chunk_ms = 2 };
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&options);

  for (guint i = 0; i < 20; i++)
    add (fixture, REPOINT_PROTOCOL_TLS, "127.0.0.1", repoint_test_tls_server_get_port (server));
  begin (fixture, 0);
  wait_for_connections (server, 1);
  repoint_job_stop (REPOINT_JOB (fixture->survey));
  g_assert_cmpint (repoint_job_get_state (REPOINT_JOB (fixture->survey)), ==, REPOINT_JOB_STOPPING);
  finish (fixture, REPOINT_JOB_RESULT_STOPPED);

  g_assert_cmpuint (fixture->results->len, ==, 20);
  g_assert_cmpuint (count_problem (fixture, NULL), >=, 1);
  g_assert_cmpuint (count_problem (fixture, NULL) + count_problem (fixture, "stopped"), ==, 20);
  g_assert_cmpuint (count_problem (fixture, "stopped"), >=, 10);
}

/* The second stop ends what runs: these servers would never answer. */
static void
test_abort (Fixture *fixture, gconstpointer data)
{
  const RepointTestTlsOptions options = { .protocol = REPOINT_PROTOCOL_TLS, .stall_after = -1 };
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&options);

  for (guint i = 0; i < 20; i++)
    add (fixture, REPOINT_PROTOCOL_TLS, i == 0 ? "localhost" : "127.0.0.1", repoint_test_tls_server_get_port (server));
  begin (fixture, 0);
  wait_for_connections (server, 2);
  repoint_job_stop (REPOINT_JOB (fixture->survey));
  repoint_job_stop (REPOINT_JOB (fixture->survey));
  finish (fixture, REPOINT_JOB_RESULT_STOPPED);

  g_assert_cmpuint (fixture->results->len, ==, 20);
  g_assert_cmpuint (count_problem (fixture, "stopped"), ==, 20);
}

/* Stopped from within a result, which is where a window would do it. */
static void
test_stop_in_result (Fixture *fixture, gconstpointer data)
{
  const RepointTestTlsOptions options = { .protocol = REPOINT_PROTOCOL_TLS, .stall_after = -1 };
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&options);

  add (fixture, REPOINT_PROTOCOL_TLS, "127.0.0.1", 1);
  for (guint i = 0; i < 20; i++)
    add (fixture, REPOINT_PROTOCOL_TLS, "127.0.0.1", repoint_test_tls_server_get_port (server));
  fixture->stop_at = 1;
  begin (fixture, 1000);
  finish (fixture, REPOINT_JOB_RESULT_STOPPED);
  g_assert_cmpuint (fixture->results->len, ==, 21);
  g_assert_cmpuint (count_problem (fixture, "refused"), ==, 1);
  g_assert_cmpuint (count_problem (fixture, "timeout") + count_problem (fixture, "stopped"), ==, 20);
  g_assert_cmpuint (count_problem (fixture, "timeout"), >, 0);
  g_assert_cmpuint (count_problem (fixture, "stopped"), >, 0);
}

static void
test_pause (Fixture *fixture, gconstpointer data)
{
  const RepointTestTlsOptions options = { .protocol = REPOINT_PROTOCOL_TLS, .min_version = REPOINT_TLS_VERSION_1_2, .chunk = 40, .chunk_ms = 2 };
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&options);

  for (guint i = 0; i < 12; i++)
    add (fixture, REPOINT_PROTOCOL_TLS, "127.0.0.1", repoint_test_tls_server_get_port (server));
  begin (fixture, 0);
  wait_for_connections (server, 1);
  repoint_job_pause (REPOINT_JOB (fixture->survey));

  /* the four that run */
  while (fixture->results->len < 4)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (repoint_job_get_state (REPOINT_JOB (fixture->survey)), ==, REPOINT_JOB_PAUSED);
  g_assert_cmpuint (fixture->results->len, <, 12);

  repoint_job_resume (REPOINT_JOB (fixture->survey));
  finish (fixture, REPOINT_JOB_RESULT_DONE);
  g_assert_cmpuint (fixture->results->len, ==, 12);
  g_assert_cmpuint (count_problem (fixture, NULL), ==, 12);
}

static void
note_fraction (RepointJob *job, GParamSpec *pspec, gpointer user_data)
{
  GArray *fractions = user_data;
  double fraction = repoint_job_get_fraction (job);

  g_assert_true (fractions->len == 0 || fraction > g_array_index (fractions, double, fractions->len - 1));
  g_assert_true (fraction == 1 || repoint_job_get_completed (job) == 0);
  g_array_append_val (fractions, fraction);
}

/* One target that is asked many things moves all the same. Told at most every 100 ms, which is the gap here. */
static void
test_progress_of_one (void)
{
  const RepointTestTlsOptions server_options = { .protocol = REPOINT_PROTOCOL_SMTP, .min_version = REPOINT_TLS_VERSION_1_2,
                                                 .max_version = REPOINT_TLS_VERSION_1_2 };
  const RepointLimits limits = { .gap_ms = 100, .conversation_ms = 60000 };
  const RepointSurveyOptions options = { .repeat = 5, .timeout_ms = 60000 };
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&server_options);
  g_autoptr (RepointScheduler) scheduler = repoint_scheduler_new (&limits);
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_target_free);
  g_autoptr (GArray) fractions = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (RepointSurvey) survey = NULL;

  g_ptr_array_add (targets, repoint_target_new (REPOINT_PROTOCOL_SMTP, REPOINT_SECURITY_TLS, "127.0.0.1",
                                                repoint_test_tls_server_get_port (server)));
  survey = repoint_survey_new (scheduler, targets, &options);
  g_signal_connect (survey, "notify::fraction", G_CALLBACK (note_fraction), fractions);
  repoint_job_start (REPOINT_JOB (survey));
  while (repoint_job_get_state (REPOINT_JOB (survey)) != REPOINT_JOB_FINISHED)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpuint (fractions->len, >=, 4);
  g_assert_cmpfloat (g_array_index (fractions, double, fractions->len - 1), ==, 1);
}

/* As many targets as need more connections than this computer allows: it takes longer, and says so. */
static void
run_short_of_descriptors (guint n_targets, gboolean says)
{
  const RepointLimits limits = { .max_open = 400, .conversation_ms = 60000 };
  g_autoptr (RepointScheduler) scheduler = NULL;
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_target_free);
  g_autoptr (RepointSurvey) survey = NULL;

  g_assert_no_errno (setrlimit (RLIMIT_NOFILE, &(struct rlimit) { 200, 200 }));
  scheduler = repoint_scheduler_new (&limits);
  for (guint i = 0; i < n_targets; i++)
    {
      g_autofree char *host = g_strdup_printf ("127.21.0.%u", i + 1);

      g_ptr_array_add (targets, repoint_target_new (REPOINT_PROTOCOL_TLS, REPOINT_SECURITY_TLS, host, 1));
    }
  survey = repoint_survey_new (scheduler, targets, NULL);
  repoint_job_start (REPOINT_JOB (survey));
  while (repoint_job_get_state (REPOINT_JOB (survey)) != REPOINT_JOB_FINISHED)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpint (repoint_job_get_result (REPOINT_JOB (survey)), ==, REPOINT_JOB_RESULT_DONE);
  g_assert_cmpuint (repoint_job_get_most_open (REPOINT_JOB (survey)), ==, says ? 72 : 0);
  g_assert_cmpuint (repoint_job_get_wanted_open (REPOINT_JOB (survey)), ==, says ? 400 : 0);
}

static void
test_few_descriptors (void)
{
  if (g_test_subprocess ())
    {
      run_short_of_descriptors (72, FALSE);
      run_short_of_descriptors (73, TRUE);
      _exit (0);
    }

  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

/* Dropped while it runs, and never heard of again. */
static void
test_drop (Fixture *fixture, gconstpointer data)
{
  const RepointTestTlsOptions options = { .protocol = REPOINT_PROTOCOL_TLS, .stall_after = -1 };
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&options);

  for (guint i = 0; i < 8; i++)
    add (fixture, REPOINT_PROTOCOL_TLS, "127.0.0.1", repoint_test_tls_server_get_port (server));
  begin (fixture, 0);
  wait_for_connections (server, 4);
  g_clear_object (&fixture->survey);

  /* The scheduler's thread ends only when nothing of the survey is left. */
  g_clear_object (&fixture->scheduler);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (fixture->finished, ==, 0);
  g_assert_cmpuint (fixture->results->len, ==, 0);
}

/* Asking for versions alone completes no handshake: every conversation but the one for the certificate. */
static void
test_versions_only (Fixture *fixture, gconstpointer data)
{
  const RepointTestTlsOptions server_options = { .protocol = REPOINT_PROTOCOL_TLS };
  const RepointSurveyOptions options = { .repeat = 1, .timeout_ms = 60000, .versions_only = TRUE };
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&server_options);
  g_autofree char *states = NULL;

  add (fixture, REPOINT_PROTOCOL_TLS, "127.0.0.1", repoint_test_tls_server_get_port (server));
  fixture->survey = repoint_survey_new (fixture->scheduler, fixture->targets, &options);
  g_signal_connect (fixture->survey, "result", G_CALLBACK (on_result), fixture);
  g_signal_connect (fixture->survey, "finished", G_CALLBACK (on_finished), fixture);
  repoint_job_start (REPOINT_JOB (fixture->survey));
  finish (fixture, REPOINT_JOB_RESULT_DONE);

  states = repoint_test_survey_states (g_ptr_array_index (fixture->results, 0));
  g_assert_cmpstr (states, ==, "raaaa");
  g_assert_true (json_object_get_null_member (g_ptr_array_index (fixture->results, 0), "certificate"));
  g_assert_cmpuint (repoint_test_tls_server_get_connections (server), ==, 6);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/survey/job/versions-only", test_versions_only);
  ADD ("/survey/job/nothing-to-do", test_nothing);
  ADD ("/survey/job/unreachable", test_unreachable);
  ADD ("/survey/job/second-address", test_second_address);
  ADD ("/survey/job/clear", test_clear);
  ADD ("/survey/job/many", test_many);
  ADD ("/survey/job/silent-delays-nobody", test_silent_delays_nobody);
  ADD ("/survey/job/stop", test_stop);
  ADD ("/survey/job/abort", test_abort);
  ADD ("/survey/job/stop-in-result", test_stop_in_result);
  ADD ("/survey/job/pause", test_pause);
  ADD ("/survey/job/drop", test_drop);
#undef ADD
  g_test_add_func ("/survey/job/few-descriptors", test_few_descriptors);
  g_test_add_func ("/survey/job/progress-of-one", test_progress_of_one);

  return g_test_run ();
}
