/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-address-race.h"

#include <string.h>

#include "repoint-test-blackhole.h"
#include "repoint-test-listener.h"
#include "repoint-test-talk.h"

/* One conversation and several addresses, which no other test uses. */

typedef struct
{
  RepointScheduler   *scheduler;
  RepointTestTalk    *talk;
  GPtrArray          *addresses;
  guint16             port;
  GCancellable       *cancellable;
  RepointTestCounter  counter;
  int                 winner;
  RepointClosed       how;
  GString            *failed; /* "0 refused 1 timeout " */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  /* To connect may take longer than any test: whatever waits for a silent address never ends. */
  const RepointLimits limits = { .max_open = 16, .max_per_address = 1, .connect_ms = 600000, .conversation_ms = 600000 };

  fixture->scheduler = repoint_scheduler_new (&limits);
  fixture->talk = g_object_new (REPOINT_TYPE_TEST_TALK, NULL);
  fixture->addresses = g_ptr_array_new_with_free_func (g_object_unref);
  fixture->cancellable = g_cancellable_new ();
  fixture->failed = g_string_new (NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->scheduler);
  g_object_unref (fixture->talk);
  g_ptr_array_unref (fixture->addresses);
  g_object_unref (fixture->cancellable);
  g_string_free (fixture->failed, TRUE);
}

static void
address_failed (guint nth, RepointClosed how, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_string_append_printf (fixture->failed, "%u:%d ", nth, how);
}

static void
race_done (int winner, RepointClosed how, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->winner = winner;
  fixture->how = how;
  repoint_test_counter_add (&fixture->counter);
}

static gboolean
start (gpointer user_data)
{
  Fixture *fixture = user_data;

  repoint_address_race_run (fixture->scheduler, REPOINT_CONVERSATION (fixture->talk), fixture->addresses, fixture->port,
                            fixture->cancellable, address_failed, race_done, fixture);

  return G_SOURCE_REMOVE;
}

static void
begin (Fixture *fixture, const char *addresses, guint16 port)
{
  g_auto (GStrv) list = g_strsplit (addresses, " ", 0);

  for (guint i = 0; list[i] != NULL; i++)
    g_ptr_array_add (fixture->addresses, g_inet_address_new_from_string (list[i]));
  fixture->port = port;
  g_main_context_invoke (repoint_scheduler_get_context (fixture->scheduler), start, fixture);
}

static void
finish (Fixture *fixture, int winner)
{
  repoint_test_counter_wait (&fixture->counter, 1);
  g_assert_cmpint (fixture->winner, ==, winner);
  g_assert_cmpint (fixture->talk->opened, ==, winner >= 0);
  if (winner < 0)
    g_assert_cmpint (fixture->talk->closed, ==, -1);
}

static void
echo (int fd, gpointer user_data)
{
  g_autoptr (GString) received = g_string_new (NULL);

  repoint_test_send (fd, "hello", 5);
  repoint_test_read_to_end (fd, received);
  if (user_data != NULL)
    g_string_append_len (user_data, received->str, received->len);
}

static void
test_first (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RepointTestListener) listener = repoint_test_listener_new (NULL, 0, echo, NULL);

  fixture->talk->enough = 5;
  begin (fixture, "127.77.0.1 127.77.0.2 127.77.0.3", repoint_test_listener_get_port (listener));
  finish (fixture, 0);
  g_assert_cmpstr (fixture->talk->received->str, ==, "hello");
  g_assert_cmpstr (fixture->failed->str, ==, "");
  repoint_test_one_round (fixture->scheduler);
  g_assert_cmpuint (repoint_test_listener_get_accepted (listener), ==, 1);
}

/* Whoever refuses is passed over without waiting. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) said = g_string_new (NULL);
  g_autoptr (RepointTestListener) listener = repoint_test_listener_new ("127.77.0.3", 0, echo, said);

  fixture->talk->first = "question";
  fixture->talk->enough = 5;
  begin (fixture, "127.77.0.1 127.77.0.2 127.77.0.3 127.77.0.4", repoint_test_listener_get_port (listener));
  finish (fixture, 2);
  g_assert_cmpstr (fixture->failed->str, ==, "0:3 1:3 ");
  g_clear_pointer (&listener, repoint_test_listener_free);
  g_assert_cmpstr (said->str, ==, "question");
}

static void
test_silent (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RepointTestBlackhole) first = repoint_test_blackhole_new ("127.77.0.1", 0);
  guint16 port = repoint_test_blackhole_get_port (first);
  g_autoptr (RepointTestBlackhole) second = repoint_test_blackhole_new ("127.77.0.2", port);
  g_autoptr (RepointTestListener) listener = repoint_test_listener_new ("127.77.0.3", port, echo, NULL);

  fixture->talk->enough = 5;
  begin (fixture, "127.77.0.1 127.77.0.2 127.77.0.3", port);
  finish (fixture, 2);
  g_assert_cmpstr (fixture->failed->str, ==, "");
}

/* A budget that has no place left does not hold up the race. */
static void
test_busy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RepointTestListener) listener = repoint_test_listener_new (NULL, 0, echo, NULL);
  guint16 port = repoint_test_listener_get_port (listener);
  g_autoptr (RepointTestTalk) other = g_object_new (REPOINT_TYPE_TEST_TALK, NULL);
  RepointTestCounter others = { 0 };

  repoint_test_talk_run (fixture->scheduler, other, "127.77.0.1", port, fixture->cancellable, &others);
  repoint_test_listener_wait (listener, 1);
  fixture->talk->enough = 5;
  begin (fixture, "127.77.0.1 127.77.0.2", port);
  finish (fixture, 1);
  g_assert_cmpuint (repoint_test_listener_get_peak_per_address (listener), ==, 1);
  g_cancellable_cancel (fixture->cancellable);
  repoint_test_counter_wait (&others, 1);
}

static void
test_nobody (Fixture *fixture, gconstpointer data)
{
  begin (fixture, "127.77.0.1 127.77.0.2 127.77.0.3", 1);
  finish (fixture, -1);
  g_assert_cmpint (fixture->how, ==, REPOINT_CLOSED_REFUSED);
  g_assert_cmpstr (fixture->failed->str, ==, "0:3 1:3 2:3 ");
}

static void
test_forbidden (Fixture *fixture, gconstpointer data)
{
  begin (fixture, "127.77.0.1 127.77.0.2", 9100);
  finish (fixture, -1);
  g_assert_cmpint (fixture->how, ==, REPOINT_CLOSED_FORBIDDEN);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RepointTestBlackhole) first = repoint_test_blackhole_new ("127.77.0.1", 0);
  guint16 port = repoint_test_blackhole_get_port (first);
  g_autoptr (RepointTestBlackhole) second = repoint_test_blackhole_new ("127.77.0.2", port);

  begin (fixture, "127.77.0.1 127.77.0.2 127.77.0.9", port);
  if (GPOINTER_TO_INT (data) > 0)
    repoint_test_one_round (fixture->scheduler);
  g_cancellable_cancel (fixture->cancellable);
  finish (fixture, -1);
  g_assert_cmpint (fixture->how, ==, REPOINT_CLOSED_CANCELLED);
  g_assert_cmpstr (fixture->failed->str, ==, "");
}

/* Once a connection stands, a cancel ends the conversation that is held on it. */
static void
test_cancel_winner (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RepointTestListener) listener = repoint_test_listener_new (NULL, 0, echo, NULL);

  begin (fixture, "127.77.0.1 127.77.0.2", repoint_test_listener_get_port (listener));
  repoint_test_listener_wait (listener, 1);
  g_cancellable_cancel (fixture->cancellable);
  repoint_test_counter_wait (&fixture->counter, 1);
  if (fixture->winner >= 0)
    g_assert_cmpint (fixture->talk->closed, ==, REPOINT_CLOSED_CANCELLED);
}

/* The winner's conversation goes on as it would without a race: what it sets aside is done. */
static void
test_work (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RepointTestListener) listener = repoint_test_listener_new (NULL, 0, echo, NULL);
  RepointTestLatch latch = { 0 };

  fixture->talk->enough = 5;
  fixture->talk->latch = &latch;
  begin (fixture, "127.77.0.1 127.77.0.2", repoint_test_listener_get_port (listener));
  repoint_test_latch_wait (&latch, 1);
  repoint_test_latch_open (&latch);
  finish (fixture, 0);
  g_assert_cmpuint (fixture->talk->n_worked, ==, 1);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void      (*test) (Fixture *, gconstpointer);
    int         data;
  } tests[] = {
    { "/address-race/first", test_first, 0 },
    { "/address-race/refused", test_refused, 0 },
    { "/address-race/silent", test_silent, 0 },
    { "/address-race/busy", test_busy, 0 },
    { "/address-race/nobody", test_nobody, 0 },
    { "/address-race/forbidden", test_forbidden, 0 },
    { "/address-race/cancel-at-once", test_cancel, 0 },
    { "/address-race/cancel", test_cancel, 1 },
    { "/address-race/cancel-winner", test_cancel_winner, 0 },
    { "/address-race/work", test_work, 0 },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, GINT_TO_POINTER (tests[i].data), set_up, tests[i].test, tear_down);

  return g_test_run ();
}
