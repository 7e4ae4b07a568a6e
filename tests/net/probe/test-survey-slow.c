/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-survey.h"

#include <dlfcn.h>
#include <openssl/ssl.h>
#include <pthread.h>

/* One server whose key exchange takes this computer a quarter of a second, among many others. Each step of a handshake of
 * ours passes through here, so that it is known on which thread it is taken. */

#define N_FAST 12

static struct
{
  GMutex   mutex;
  GCond    cond;
  gboolean open;     /* those on a worker may go on */
  guint    n_worker;
  guint    n_network;
  guint    n_wrong;  /* with a slow key exchange, on the thread of the network */
} steps;

static gboolean
is_on (const char *name)
{
  char own[16] = "";

  pthread_getname_np (pthread_self (), own, sizeof own);

  return g_str_equal (own, name);
}

static gboolean
is_slow (const SSL *ssl)
{
  const SSL_CIPHER *cipher = SSL_get_current_cipher (ssl);

  if (cipher == NULL)
    cipher = SSL_get_pending_cipher (ssl);

  return cipher != NULL && SSL_CIPHER_get_kx_nid (cipher) == NID_kx_dhe;
}

/* In place of OpenSSL's. */
int
SSL_do_handshake (SSL *ssl)
{
  int (*real) (SSL *) = (int (*) (SSL *)) dlsym (RTLD_NEXT, "SSL_do_handshake");
  gboolean network = is_on ("repoint-network");
  gboolean worker = is_on ("repoint-worker");
  int done;

  g_mutex_lock (&steps.mutex);
  steps.n_network += network;
  steps.n_worker += worker;
  g_cond_broadcast (&steps.cond);
  while (worker && !steps.open)
    g_cond_wait (&steps.cond, &steps.mutex);
  g_mutex_unlock (&steps.mutex);

  done = real (ssl);

  g_mutex_lock (&steps.mutex);
  steps.n_wrong += network && is_slow (ssl);
  g_mutex_unlock (&steps.mutex);

  return done;
}

static void
let_workers_go (void)
{
  g_mutex_lock (&steps.mutex);
  steps.open = TRUE;
  g_cond_broadcast (&steps.cond);
  g_mutex_unlock (&steps.mutex);
}

static void
wait_for_worker (void)
{
  g_mutex_lock (&steps.mutex);
  while (steps.n_worker == 0)
    g_cond_wait (&steps.cond, &steps.mutex);
  g_mutex_unlock (&steps.mutex);
}

typedef struct
{
  RepointTestTlsServer *slow;
  RepointTestTlsServer *fast[N_FAST];
  RepointScheduler     *scheduler;
  RepointSurvey        *survey;
  JsonObject           *slow_result;
  guint                 n_fast;
  guint                 n_problems; /* of the fast ones */
} Fixture;

static void
on_result (RepointSurvey *survey, RepointTarget *target, JsonObject *object, gpointer user_data)
{
  Fixture *fixture = user_data;

  if (target->port == repoint_test_tls_server_get_port (fixture->slow))
    {
      fixture->slow_result = json_object_ref (object);
    }
  else
    {
      fixture->n_fast++;
      fixture->n_problems += repoint_test_survey_string (object, "problem") != NULL;
    }
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const RepointTestTlsOptions slow = { .protocol = REPOINT_PROTOCOL_SMTP, .max_version = REPOINT_TLS_VERSION_1_2,
                                       .min_version = REPOINT_TLS_VERSION_1_2, .ciphers = "DHE:@SECLEVEL=0",
                                       .dh_group = "ffdhe8192" };
  const RepointTestTlsOptions fast = { .protocol = REPOINT_PROTOCOL_SMTP };
  const RepointLimits limits = { .max_per_address = N_FAST + 1, .conversation_ms = 60000 };
  const RepointSurveyOptions options = { .repeat = 1, .timeout_ms = 60000 };
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_target_free);

  steps.open = FALSE;
  steps.n_worker = steps.n_network = steps.n_wrong = 0;
  fixture->slow = repoint_test_tls_server_new (&slow);
  g_ptr_array_add (targets, repoint_target_new (slow.protocol, REPOINT_SECURITY_TLS, "127.0.0.1",
                                                repoint_test_tls_server_get_port (fixture->slow)));
  for (guint i = 0; i < N_FAST; i++)
    {
      fixture->fast[i] = repoint_test_tls_server_new (&fast);
      g_ptr_array_add (targets, repoint_target_new (fast.protocol, REPOINT_SECURITY_TLS, "127.0.0.1",
                                                    repoint_test_tls_server_get_port (fixture->fast[i])));
    }

  fixture->scheduler = repoint_scheduler_new (&limits);
  fixture->survey = repoint_survey_new (fixture->scheduler, targets, &options);
  g_signal_connect (fixture->survey, "result", G_CALLBACK (on_result), fixture);
  repoint_job_start (REPOINT_JOB (fixture->survey));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->survey);
  g_clear_object (&fixture->scheduler);
  g_clear_pointer (&fixture->slow_result, json_object_unref);
  repoint_test_tls_server_free (fixture->slow);
  for (guint i = 0; i < N_FAST; i++)
    repoint_test_tls_server_free (fixture->fast[i]);
}

static void
finish (Fixture *fixture)
{
  while (repoint_job_get_state (REPOINT_JOB (fixture->survey)) != REPOINT_JOB_FINISHED)
    g_main_context_iteration (NULL, TRUE);
}

/* All others are through while its key exchange has not even begun; then its result is as good as theirs. */
static void
test_delays_nobody (Fixture *fixture, gconstpointer data)
{
  g_autofree char *states = NULL;

  while (fixture->n_fast < N_FAST)
    g_main_context_iteration (NULL, TRUE);
  wait_for_worker ();
  g_assert_null (fixture->slow_result);
  g_assert_cmpuint (fixture->n_problems, ==, 0);

  let_workers_go ();
  finish (fixture);
  g_mutex_lock (&steps.mutex);
  g_assert_cmpuint (steps.n_wrong, ==, 0);
  g_assert_cmpuint (steps.n_worker, >, 0);
  g_assert_cmpuint (steps.n_network, >, N_FAST);
  g_mutex_unlock (&steps.mutex);
  g_assert_null (repoint_test_survey_string (fixture->slow_result, "problem"));
  g_assert_false (json_object_get_null_member (fixture->slow_result, "certificate"));
  g_assert_nonnull (repoint_test_survey_application (fixture->slow_result, "TLSv1.2"));
}

/* An abort is over while the key exchange is still being computed. */
static void
test_abort (Fixture *fixture, gconstpointer data)
{
  wait_for_worker ();
  repoint_job_stop (REPOINT_JOB (fixture->survey));
  repoint_job_stop (REPOINT_JOB (fixture->survey));
  finish (fixture);
  g_assert_cmpint (repoint_job_get_result (REPOINT_JOB (fixture->survey)), ==, REPOINT_JOB_RESULT_STOPPED);
  g_assert_cmpstr (repoint_test_survey_string (fixture->slow_result, "problem"), ==, "stopped");
  let_workers_go ();
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/survey/slow/delays-nobody", Fixture, NULL, set_up, test_delays_nobody, tear_down);
  g_test_add ("/survey/slow/abort", Fixture, NULL, set_up, test_abort, tear_down);

  return g_test_run ();
}
