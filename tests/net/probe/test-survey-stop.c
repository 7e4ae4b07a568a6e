/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-survey.h"
#include "repoint-test-resolver.h"

#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/* Who stops a survey for good hears of it though whatever it waits for never comes: names that are not answered, servers
 * that say nothing, as many of them as can be. */

typedef struct
{
  RepointScheduler *scheduler;
  GPtrArray        *targets;
  RepointSurvey    *survey;
  guint             n_results;
  guint             n_stopped;
  guint             n_reachable;
} Fixture;

static void
on_result (RepointSurvey *survey, RepointTarget *target, JsonObject *object, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_results++;
  fixture->n_stopped += g_strcmp0 (json_object_get_string_member_with_default (object, "problem", NULL), "stopped") == 0;
  fixture->n_reachable += json_object_get_boolean_member (object, "reachable");
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const RepointLimits limits = { .max_open = 1000, .connect_ms = 60000, .conversation_ms = 60000 };

  fixture->scheduler = repoint_scheduler_new (&limits);
  fixture->targets = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_target_free);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->survey);
  g_clear_object (&fixture->scheduler);
  g_ptr_array_unref (fixture->targets);
}

static void
begin (Fixture *fixture)
{
  const RepointSurveyOptions options = { .repeat = 1, .timeout_ms = 60000 };

  fixture->survey = repoint_survey_new (fixture->scheduler, fixture->targets, &options);
  g_signal_connect (fixture->survey, "result", G_CALLBACK (on_result), fixture);
  repoint_job_start (REPOINT_JOB (fixture->survey));
}

static void
abort_and_finish (Fixture *fixture)
{
  gint64 since = g_get_monotonic_time ();

  repoint_job_stop (REPOINT_JOB (fixture->survey));
  repoint_job_stop (REPOINT_JOB (fixture->survey));
  while (repoint_job_get_state (REPOINT_JOB (fixture->survey)) != REPOINT_JOB_FINISHED)
    g_main_context_iteration (NULL, TRUE);
  g_test_message ("heard of it after %.1f ms", (g_get_monotonic_time () - since) / 1000.0);

  g_assert_cmpint (repoint_job_get_result (REPOINT_JOB (fixture->survey)), ==, REPOINT_JOB_RESULT_STOPPED);
  g_assert_cmpuint (fixture->n_results, ==, fixture->targets->len);
  g_assert_cmpuint (fixture->n_stopped, ==, fixture->targets->len);
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RepointTestResolver) resolver = repoint_test_resolver_install ();

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *name = g_strdup_printf ("silent%u.example", i);

      repoint_test_resolver_add (resolver, name, "", REPOINT_TEST_RESOLVER_NEVER);
      g_ptr_array_add (fixture->targets, repoint_target_new (REPOINT_PROTOCOL_TLS, REPOINT_SECURITY_TLS, name, 443));
    }
  begin (fixture);
  while (repoint_test_resolver_get_asked (resolver, "silent19.example") == 0)
    g_main_context_iteration (NULL, FALSE);

  abort_and_finish (fixture);
  g_assert_cmpuint (fixture->n_reachable, ==, 0);
}

/* All ended in good order, too: a FIN behind what was sent. */
static void
assert_ended (int fd)
{
  char buffer[1024];
  gssize n;

  while ((n = recv (fd, buffer, sizeof buffer, 0)) > 0)
    ;
  g_assert_cmpint (n, ==, 0);
}

static void
test_thousand_open (Fixture *fixture, gconstpointer data)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_ANY) };
  socklen_t length = sizeof address;
  int listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (int));
  struct rlimit limit;
  guint n;

  /* Two descriptors each, and those that the scheduler leaves to others. */
  g_assert_no_errno (getrlimit (RLIMIT_NOFILE, &limit));
  limit.rlim_cur = limit.rlim_max;
  g_assert_no_errno (setrlimit (RLIMIT_NOFILE, &limit));
  n = limit.rlim_max >= 4096 ? repoint_scheduler_get_limits (fixture->scheduler)->max_open : 100;

  g_assert_no_errno (bind (listener, (struct sockaddr *) &address, sizeof address));
  g_assert_no_errno (listen (listener, 4096));
  g_assert_no_errno (getsockname (listener, (struct sockaddr *) &address, &length));
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *host = g_strdup_printf ("127.23.%u.%u", i / 200, i % 200 + 1);

      g_ptr_array_add (fixture->targets,
                       repoint_target_new (REPOINT_PROTOCOL_TLS, REPOINT_SECURITY_TLS, host, ntohs (address.sin_port)));
    }
  begin (fixture);
  for (guint i = 0; i < n; i++)
    {
      int fd = accept4 (listener, NULL, NULL, SOCK_CLOEXEC);
      char first;

      g_assert_no_errno (fd);
      g_assert_cmpint (recv (fd, &first, 1, 0), ==, 1);
      g_array_append_val (open, fd);
    }

  abort_and_finish (fixture);
  g_assert_cmpuint (fixture->n_reachable, ==, n);
  for (guint i = 0; i < n; i++)
    {
      assert_ended (g_array_index (open, int, i));
      close (g_array_index (open, int, i));
    }
  close (listener);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/survey/stop/names", Fixture, NULL, set_up, test_names, tear_down);
  g_test_add ("/survey/stop/thousand-open", Fixture, NULL, set_up, test_thousand_open, tear_down);

  return g_test_run ();
}
