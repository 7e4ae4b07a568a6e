/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-scheduler.h"
#include "repoint-test-listener.h"
#include "repoint-test-talk.h"

#include <sys/socket.h>

#define N_SLOW 5

static const RepointLimits hasty = { .max_open = 256, .max_per_address = 1, .gap_ms = 0, .connect_ms = 20000, .conversation_ms = 20000 };

static void
serve_echo (int      fd,
            gpointer user_data)
{
  char buffer[100];
  gssize n;

  while ((n = recv (fd, buffer, sizeof buffer, 0)) > 0)
    repoint_test_send (fd, buffer, n);
}

/* Says something more while the first is still being worked on, and hangs up. */
static void
serve_more (int      fd,
            gpointer user_data)
{
  RepointTestLatch *latch = user_data;

  repoint_test_send (fd, "one", 3);
  repoint_test_latch_wait (latch, 1);
  repoint_test_send (fd, "two", 3);
  shutdown (fd, SHUT_WR);
  repoint_test_read_to_end (fd, NULL);
}

static void
serve_reset (int      fd,
             gpointer user_data)
{
  RepointTestLatch *latch = user_data;

  repoint_test_send (fd, "one", 3);
  repoint_test_latch_wait (latch, 1);
  repoint_test_reset_on_close (fd);
}

typedef struct
{
  RepointTestListener *listener;
  RepointScheduler    *scheduler;
  RepointTestLatch     latch;
  RepointTestCounter   slow_ended;
  RepointTestCounter   fast_ended;
  RepointTestTalk     *slow[N_SLOW];
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  RepointLimits limits = hasty;

  if (data != NULL)
    limits.conversation_ms = GPOINTER_TO_UINT (data);
  fixture->listener = repoint_test_listener_new (NULL, 0, serve_echo, NULL);
  fixture->scheduler = repoint_scheduler_new (&limits);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  repoint_test_latch_open (&fixture->latch);
  g_clear_object (&fixture->scheduler);
  repoint_test_listener_free (fixture->listener);
  for (guint i = 0; i < N_SLOW; i++)
    g_clear_object (&fixture->slow[i]);
}

static void
run_slow (Fixture      *fixture,
          GCancellable *cancellable)
{
  for (guint i = 0; i < N_SLOW; i++)
    {
      g_autofree char *address = g_strdup_printf ("127.14.0.%u", i + 1);
      RepointTestTalk *talk = g_object_new (REPOINT_TYPE_TEST_TALK, NULL);

      talk->first = "echo";
      talk->enough = 4;
      talk->latch = &fixture->latch;
      fixture->slow[i] = talk;
      repoint_test_talk_run (fixture->scheduler, talk, address, repoint_test_listener_get_port (fixture->listener),
                             cancellable, &fixture->slow_ended);
    }
  repoint_test_latch_wait (&fixture->latch, 2);
}

/* Work that takes for ever holds up nobody but those that have work, too; two at once, on threads of their own. */
static void
test_others_go_on (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr (GPtrArray) fast = g_ptr_array_new_with_free_func (g_object_unref);

  run_slow (fixture, NULL);
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *address = g_strdup_printf ("127.14.1.%u", i % 20 + 1);
      RepointTestTalk *talk = g_object_new (REPOINT_TYPE_TEST_TALK, NULL);

      g_ptr_array_add (fast, talk);
      talk->first = "echo";
      talk->enough = 4;
      repoint_test_talk_run (fixture->scheduler, talk, address, repoint_test_listener_get_port (fixture->listener), NULL,
                             &fixture->fast_ended);
    }
  repoint_test_counter_wait (&fixture->fast_ended, 100);
  g_assert_cmpuint (repoint_test_counter_get (&fixture->slow_ended), ==, 0);
  g_assert_cmpuint (fixture->latch.begun, ==, 2);

  repoint_test_latch_open (&fixture->latch);
  repoint_test_counter_wait (&fixture->slow_ended, N_SLOW);
  g_assert_cmpuint (fixture->latch.peak, ==, 2);
  for (guint i = 0; i < N_SLOW; i++)
    {
      g_assert_cmpuint (fixture->slow[i]->n_worked, ==, 1);
      g_assert_cmpstr (fixture->slow[i]->received->str, ==, "echo");
      g_assert_cmpint (fixture->slow[i]->closed, ==, -1);
      g_assert_true (fixture->slow[i]->worker != fixture->slow_ended.thread);
      g_assert_true (fixture->slow[i]->worker != g_thread_self ());
    }
}

/* Those that are worked on and those that wait for it hear it within one round of the loop. What was not begun is
 * never done. */
static void
test_cancel (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  run_slow (fixture, cancellable);
  g_cancellable_cancel (cancellable);
  repoint_test_one_round (fixture->scheduler);
  g_assert_cmpuint (repoint_test_counter_get (&fixture->slow_ended), ==, N_SLOW);
  g_assert_cmpuint (fixture->latch.running, ==, 2);
  for (guint i = 0; i < N_SLOW; i++)
    g_assert_cmpint (fixture->slow[i]->closed, ==, REPOINT_CLOSED_CANCELLED);

  repoint_test_latch_open (&fixture->latch);
  g_clear_object (&fixture->scheduler);
  g_assert_cmpuint (fixture->latch.begun, ==, 2);
  for (guint i = 0; i < N_SLOW; i++)
    {
      g_assert_cmpuint (fixture->slow[i]->n_closed, ==, 1);
      g_assert_cmpuint (fixture->slow[i]->n_worked, ==, 0);
    }
}

/* The deadline is absolute: it does not wait for work either. */
static void
test_deadline (Fixture       *fixture,
               gconstpointer  data)
{
  run_slow (fixture, NULL);
  repoint_test_counter_wait (&fixture->slow_ended, N_SLOW);
  g_assert_cmpuint (fixture->latch.running, ==, 2);
  for (guint i = 0; i < N_SLOW; i++)
    g_assert_cmpint (fixture->slow[i]->closed, ==, REPOINT_CLOSED_TIMEOUT);
}

/* The scheduler goes away: all are told before the work that was begun has ended, and the rest is not begun. */
static void
test_unref (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr (GThread) opener = NULL;

  run_slow (fixture, NULL);
  opener = g_thread_new ("opener", (GThreadFunc) (GCallback) repoint_test_latch_open, &fixture->latch);
  g_clear_object (&fixture->scheduler);
  g_thread_join (g_steal_pointer (&opener));
  g_assert_cmpuint (fixture->slow_ended.done, ==, N_SLOW);
  g_assert_cmpuint (fixture->latch.running, ==, 0);
}

/* What arrives meanwhile is read afterwards, and so is the end. */
static void
run_against (RepointTestHandler handler,
             RepointTestTalk   *talk)
{
  RepointTestLatch latch = { 0 };
  RepointTestListener *listener = repoint_test_listener_new ("127.0.0.1", 0, handler, &latch);
  g_autoptr (RepointScheduler) scheduler = repoint_scheduler_new (&hasty);
  RepointTestCounter counter = { 0 };

  talk->latch = &latch;
  repoint_test_talk_run (scheduler, talk, "127.0.0.1", repoint_test_listener_get_port (listener), NULL, &counter);
  repoint_test_latch_wait (&latch, 1);
  /* Were the hang-up told while there is work, the loop would not come to rest any more. */
  if (handler == serve_reset)
    repoint_test_listener_free (g_steal_pointer (&listener));
  repoint_test_one_round (scheduler);
  g_assert_cmpuint (repoint_test_counter_get (&counter), ==, 0);
  repoint_test_latch_open (&latch);
  repoint_test_counter_wait (&counter, 1);
  g_clear_pointer (&listener, repoint_test_listener_free);
}

static void
test_reads_on (void)
{
  g_autoptr (RepointTestTalk) talk = g_object_new (REPOINT_TYPE_TEST_TALK, NULL);

  run_against (serve_more, talk);
  g_assert_cmpstr (talk->received->str, ==, "onetwo");
  g_assert_cmpint (talk->closed, ==, REPOINT_CLOSED_FIN);
  g_assert_cmpuint (talk->n_worked, ==, 2);
}

static void
test_reset_meanwhile (void)
{
  g_autoptr (RepointTestTalk) talk = g_object_new (REPOINT_TYPE_TEST_TALK, NULL);

  run_against (serve_reset, talk);
  g_assert_cmpstr (talk->received->str, ==, "one");
  g_assert_cmpint (talk->closed, ==, REPOINT_CLOSED_RESET);
  g_assert_cmpuint (talk->n_worked, ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/scheduler-work/others-go-on", Fixture, NULL, set_up, test_others_go_on, tear_down);
  g_test_add ("/scheduler-work/cancel", Fixture, NULL, set_up, test_cancel, tear_down);
  g_test_add ("/scheduler-work/deadline", Fixture, GUINT_TO_POINTER (300), set_up, test_deadline, tear_down);
  g_test_add ("/scheduler-work/unref", Fixture, NULL, set_up, test_unref, tear_down);
  g_test_add_func ("/scheduler-work/reads-on", test_reads_on);
  g_test_add_func ("/scheduler-work/reset-meanwhile", test_reset_meanwhile);

  return g_test_run ();
}
