/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replays as jobs: many devices, few servers, and second thoughts. */
#include "config.h"

#include "repoint-test-bytes.h"
#include "repoint-test-listener.h"
#include "repoint-test-replay.h"

#include <sys/socket.h>

#define N_MANY 200

/* RC4, for which OpenSSL has no session: a replay is one connection. */
#define ANSWER "16 0301 [2 02 [3 0301 @RANDOM@ [1] 0005 00]] 16 0301 [2 0b [3 [3 [3 'certificate']]] 0e [3]]"

typedef struct
{
  RepointTestListener *listener;
  GMutex               mutex;
  GCond                cond;
  gboolean             open;     /* nobody is answered before */

  RepointScheduler    *scheduler;
  GPtrArray           *targets;
  GPtrArray           *jobs;     /* of RepointReplay */
  GPtrArray           *results;  /* of char*: in the words of repoint_test_replay_describe() */
} Fixture;

static void
serve (int fd, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GBytes) answer = repoint_test_bytes (ANSWER);
  guint8 hello[4096];

  if (recv (fd, hello, sizeof hello, 0) <= 0)
    return;

  g_mutex_lock (&fixture->mutex);
  while (!fixture->open)
    g_cond_wait (&fixture->cond, &fixture->mutex);
  g_mutex_unlock (&fixture->mutex);

  repoint_test_send (fd, g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
  repoint_test_read_to_end (fd, NULL);
}

static void
open_gate (Fixture *fixture)
{
  g_mutex_lock (&fixture->mutex);
  fixture->open = TRUE;
  g_cond_broadcast (&fixture->cond);
  g_mutex_unlock (&fixture->mutex);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const RepointLimits limits = { .max_open = 64, .max_per_address = 1, .connect_ms = 20000, .conversation_ms = 60000 };

  fixture->listener = repoint_test_listener_new (NULL, 0, serve, fixture);
  fixture->scheduler = repoint_scheduler_new (&limits);
  fixture->targets = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_target_free);
  fixture->jobs = g_ptr_array_new_with_free_func (g_object_unref);
  fixture->results = g_ptr_array_new_with_free_func (g_free);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  open_gate (fixture);
  g_ptr_array_unref (fixture->jobs);
  g_clear_object (&fixture->scheduler);
  repoint_test_listener_free (fixture->listener);
  g_ptr_array_unref (fixture->targets);
  g_ptr_array_unref (fixture->results);
}

static void
add_target (Fixture *fixture, const char *host)
{
  g_ptr_array_add (fixture->targets, repoint_target_new (REPOINT_PROTOCOL_TLS, REPOINT_SECURITY_TLS, host,
                                                         repoint_test_listener_get_port (fixture->listener)));
}

static void
on_result (RepointReplay *replay, RepointTarget *target, JsonObject *object, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_ptr_array_add (fixture->results, repoint_test_replay_describe (object));
  /* Each has its own, to do with as it likes. */
  json_object_set_string_member (object, "result", "spoiled");
}

/* @suite: makes one device out of another; RC4 is what they have in common */
static RepointReplay *
begin (Fixture *fixture, guint suite)
{
  g_autofree char *notation = g_strdup_printf ("01 [3 0301 @RANDOM@ [1] [2 0005 %04x] [1 00]]", suite);
  g_autoptr (GBytes) raw = repoint_test_bytes (notation);
  g_autoptr (RepointClientHello) hello = repoint_client_hello_parse (raw, NULL);
  RepointReplay *replay = repoint_replay_new (fixture->scheduler, hello, fixture->targets, NULL);

  g_signal_connect (replay, "result", G_CALLBACK (on_result), fixture);
  g_ptr_array_add (fixture->jobs, replay);
  repoint_job_start (REPOINT_JOB (replay));

  return replay;
}

static void
wait_for (RepointReplay *replay)
{
  while (repoint_job_get_state (REPOINT_JOB (replay)) != REPOINT_JOB_FINISHED)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for_all (Fixture *fixture)
{
  for (guint i = 0; i < fixture->jobs->len; i++)
    wait_for (g_ptr_array_index (fixture->jobs, i));
}

static guint
count (Fixture *fixture, const char *words)
{
  guint n = 0;

  for (guint i = 0; i < fixture->results->len; i++)
    n += g_str_equal (g_ptr_array_index (fixture->results, i), words);

  return n;
}

/* The scheduler's thread has done what it was asked until now. */
static gboolean
set_true (gpointer flag)
{
  g_atomic_int_set ((int *) flag, TRUE);

  return G_SOURCE_REMOVE;
}

static void
synchronize (Fixture *fixture)
{
  int done = FALSE;

  g_main_context_invoke_full (repoint_scheduler_get_context (fixture->scheduler), G_PRIORITY_LOW, set_true, &done, NULL);
  while (!g_atomic_int_get (&done))
    g_thread_yield ();
}

#define ACCEPTED "accepted TLSv1.0 TLS_RSA_WITH_RC4_128_SHA"
#define STOPPED  "not-observed stopped"

static void
test_no_targets (Fixture *fixture, gconstpointer data)
{
  wait_for (begin (fixture, 0x002f));

  g_assert_cmpuint (fixture->results->len, ==, 0);
}

static void
test_said_once (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 3; i++)
    add_target (fixture, "127.0.0.1");
  add_target (fixture, "127.0.0.2");

  for (guint i = 0; i < 5; i++)
    begin (fixture, 0x002f);
  synchronize (fixture);
  open_gate (fixture);
  wait_for_all (fixture);

  g_assert_cmpuint (count (fixture, ACCEPTED), ==, 20);
  g_assert_cmpuint (repoint_test_listener_get_accepted (fixture->listener), ==, 2);
}

/* What was answered is asked anew by who comes later. */
static void
test_said_again (Fixture *fixture, gconstpointer data)
{
  add_target (fixture, "127.0.0.1");
  open_gate (fixture);
  wait_for (begin (fixture, 0x002f));
  wait_for (begin (fixture, 0x002f));

  g_assert_cmpuint (count (fixture, ACCEPTED), ==, 2);
  g_assert_cmpuint (repoint_test_listener_get_accepted (fixture->listener), ==, 2);
}

static void
test_budget (Fixture *fixture, gconstpointer data)
{
  add_target (fixture, "127.0.0.1");
  open_gate (fixture);
  for (guint i = 0; i < N_MANY; i++)
    begin (fixture, 0x1000 + i);
  wait_for_all (fixture);

  g_assert_cmpuint (count (fixture, ACCEPTED), ==, N_MANY);
  g_assert_cmpuint (repoint_test_listener_get_accepted (fixture->listener), ==, N_MANY);
  g_assert_cmpuint (repoint_test_listener_get_peak_per_address (fixture->listener), ==, 1);
}

static void
test_stop (Fixture *fixture, gconstpointer data)
{
  RepointReplay *replay;

  for (guint i = 1; i <= 100; i++)
    {
      g_autofree char *host = g_strdup_printf ("127.0.1.%u", i);

      add_target (fixture, host);
    }
  replay = begin (fixture, 0x002f);
  repoint_test_listener_wait (fixture->listener, 64);
  repoint_job_stop (REPOINT_JOB (replay));
  open_gate (fixture);
  wait_for (replay);

  g_assert_cmpint (repoint_job_get_result (REPOINT_JOB (replay)), ==, REPOINT_JOB_RESULT_STOPPED);
  g_assert_cmpuint (count (fixture, ACCEPTED), ==, 64);
  g_assert_cmpuint (count (fixture, STOPPED), ==, 36);
}

/* The second stop ends what runs; the gate stays shut. */
static void
test_abort (Fixture *fixture, gconstpointer data)
{
  RepointReplay *replay;

  add_target (fixture, "127.0.0.1");
  replay = begin (fixture, 0x002f);
  repoint_test_listener_wait (fixture->listener, 1);
  repoint_job_stop (REPOINT_JOB (replay));
  repoint_job_stop (REPOINT_JOB (replay));
  wait_for (replay);

  g_assert_cmpint (repoint_job_get_result (REPOINT_JOB (replay)), ==, REPOINT_JOB_RESULT_STOPPED);
  g_assert_cmpuint (count (fixture, STOPPED), ==, 1);
}

/* Who gives up does not take the answer from the others. */
static void
test_abort_one (Fixture *fixture, gconstpointer data)
{
  RepointReplay *first;
  RepointReplay *second;

  add_target (fixture, "127.0.0.1");
  first = begin (fixture, 0x002f);
  second = begin (fixture, 0x002f);
  synchronize (fixture);
  repoint_test_listener_wait (fixture->listener, 1);

  repoint_job_stop (REPOINT_JOB (first));
  repoint_job_stop (REPOINT_JOB (first));
  wait_for (first);
  g_assert_cmpuint (count (fixture, STOPPED), ==, 1);
  g_assert_cmpint (repoint_job_get_state (REPOINT_JOB (second)), ==, REPOINT_JOB_RUNNING);

  open_gate (fixture);
  wait_for (second);
  g_assert_cmpuint (count (fixture, ACCEPTED), ==, 1);
  g_assert_cmpuint (repoint_test_listener_get_accepted (fixture->listener), ==, 1);
}

/* What is being given up is nothing to join. */
static void
test_abort_and_ask (Fixture *fixture, gconstpointer data)
{
  RepointReplay *first;

  add_target (fixture, "127.0.0.1");
  first = begin (fixture, 0x002f);
  repoint_test_listener_wait (fixture->listener, 1);
  repoint_job_stop (REPOINT_JOB (first));
  repoint_job_stop (REPOINT_JOB (first));
  begin (fixture, 0x002f);
  wait_for (first);
  open_gate (fixture);
  wait_for_all (fixture);

  g_assert_cmpuint (count (fixture, STOPPED), ==, 1);
  g_assert_cmpuint (count (fixture, ACCEPTED), ==, 1);
}

/* A job that is dropped tells nobody, and is no burden to the others. */
static void
test_drop (Fixture *fixture, gconstpointer data)
{
  RepointReplay *second;

  add_target (fixture, "127.0.0.1");
  begin (fixture, 0x002f);
  second = begin (fixture, 0x002f);
  synchronize (fixture);
  g_ptr_array_remove_index (fixture->jobs, 0);
  open_gate (fixture);
  wait_for (second);

  g_assert_cmpuint (fixture->results->len, ==, 1);
  g_assert_cmpuint (count (fixture, ACCEPTED), ==, 1);
}

static void
on_fraction (RepointJob *job, GParamSpec *pspec, gpointer user_data)
{
  double *last = user_data;

  g_assert_cmpfloat (repoint_job_get_fraction (job), >=, *last);
  *last = repoint_job_get_fraction (job);
}

static void
test_progress (Fixture *fixture, gconstpointer data)
{
  double last = 0;
  RepointReplay *replay;

  add_target (fixture, "127.0.0.1");
  add_target (fixture, "127.0.0.2");
  open_gate (fixture);
  replay = begin (fixture, 0x002f);
  g_signal_connect (replay, "notify::fraction", G_CALLBACK (on_fraction), &last);
  wait_for (replay);

  g_assert_cmpuint (repoint_job_get_completed (REPOINT_JOB (replay)), ==, 2);
  g_assert_cmpuint (repoint_job_get_total (REPOINT_JOB (replay)), ==, 2);
  g_assert_cmpfloat (last, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define TEST(name, function) g_test_add ("/replay-job/" name, Fixture, NULL, set_up, function, tear_down)
  TEST ("no-targets", test_no_targets);
  TEST ("said-once", test_said_once);
  TEST ("said-again", test_said_again);
  TEST ("budget", test_budget);
  TEST ("stop", test_stop);
  TEST ("abort", test_abort);
  TEST ("abort-one", test_abort_one);
  TEST ("abort-and-ask", test_abort_and_ask);
  TEST ("drop", test_drop);
  TEST ("progress", test_progress);

  return g_test_run ();
}
