/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-scheduler.h"
#include "repoint-test-listener.h"
#include "repoint-test-talk.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- Servers ---- */

/* Nobody gets an answer before a hundred are here. */
typedef struct
{
  GMutex mutex;
  GCond  cond;
  guint  here;
} Barrier;

static void
serve_together (int      fd,
                gpointer user_data)
{
  Barrier *barrier = user_data;

  g_mutex_lock (&barrier->mutex);
  barrier->here++;
  g_cond_broadcast (&barrier->cond);
  while (barrier->here < 100)
    g_cond_wait (&barrier->cond, &barrier->mutex);
  g_mutex_unlock (&barrier->mutex);
  repoint_test_send (fd, "x", 1);
  repoint_test_read_to_end (fd, NULL);
}

static void
serve_echo (int      fd,
            gpointer user_data)
{
  char buffer[100];
  gssize n = recv (fd, buffer, sizeof buffer, 0);

  if (n > 0)
    repoint_test_send (fd, buffer, n);
  repoint_test_read_to_end (fd, NULL);
}

/* ---- Tests ---- */

static const RepointLimits hasty = { .max_open = 256, .max_per_address = 1, .gap_ms = 0, .connect_ms = 20000, .conversation_ms = 20000 };

/* Several users of one scheduler, four addresses, one at a time each. */
static void
test_one_per_address (void)
{
  g_autoptr (RepointTestListener) listener = repoint_test_listener_new (NULL, 0, serve_echo, NULL);
  g_autoptr (RepointScheduler) scheduler = repoint_scheduler_new (&hasty);
  g_autoptr (GPtrArray) talks = g_ptr_array_new_with_free_func (g_object_unref);
  RepointTestCounter counter = { 0 };

  for (guint i = 0; i < 200; i++)
    {
      RepointTestTalk *talk = g_object_new (REPOINT_TYPE_TEST_TALK, NULL);
      g_autofree char *address = g_strdup_printf ("127.9.0.%u", i % 4 + 1);

      g_ptr_array_add (talks, talk);
      talk->first = "echo";
      talk->enough = 4;
      repoint_test_talk_run (scheduler, talk, address, repoint_test_listener_get_port (listener), NULL, &counter);
    }
  repoint_test_counter_wait (&counter, 200);
  for (guint i = 0; i < talks->len; i++)
    g_assert_cmpstr (((RepointTestTalk *) talks->pdata[i])->received->str, ==, "echo");
  g_assert_cmpuint (repoint_test_listener_get_accepted (listener), ==, 200);
  g_assert_cmpuint (repoint_test_listener_get_peak_per_address (listener), ==, 1);
  g_assert_cmpuint (repoint_test_listener_get_peak (listener), <=, 4);
  g_clear_object (&scheduler);
}

/* The first visitor gets no answer before the second is here. */
static void
serve_in_company (int      fd,
                  gpointer user_data)
{
  Barrier *barrier = user_data;

  g_mutex_lock (&barrier->mutex);
  barrier->here++;
  g_cond_broadcast (&barrier->cond);
  while (barrier->here < 2)
    g_cond_wait (&barrier->cond, &barrier->mutex);
  g_mutex_unlock (&barrier->mutex);
  repoint_test_send (fd, "x", 1);
  repoint_test_read_to_end (fd, NULL);
}

/* Two wait for their turn at an address; one that somebody waits behind does not, and takes nobody's turn. */
static void
test_urgent (void)
{
  Barrier barrier = { 0 };
  g_autoptr (RepointTestListener) listener = repoint_test_listener_new ("127.0.0.1", 0, serve_in_company, &barrier);
  g_autoptr (RepointScheduler) scheduler = repoint_scheduler_new (&hasty);
  g_autoptr (GPtrArray) talks = g_ptr_array_new_with_free_func (g_object_unref);
  RepointTestCounter counter = { 0 };

  for (guint i = 0; i < 3; i++)
    {
      RepointTestTalk *talk = g_object_new (REPOINT_TYPE_TEST_TALK, NULL);

      g_ptr_array_add (talks, talk);
      talk->enough = 1;
      talk->is_urgent = i == 2;
      repoint_test_talk_run (scheduler, talk, "127.0.0.1", repoint_test_listener_get_port (listener), NULL, &counter);
    }
  repoint_test_counter_wait (&counter, 3);
  for (guint i = 0; i < talks->len; i++)
    g_assert_cmpstr (((RepointTestTalk *) talks->pdata[i])->received->str, ==, "x");
  g_assert_cmpuint (repoint_test_listener_get_peak_per_address (listener), ==, 2);
  g_clear_object (&scheduler);
}

static void
test_gap (void)
{
  g_autoptr (RepointTestListener) listener = repoint_test_listener_new ("127.0.0.1", 0, serve_echo, NULL);
  RepointLimits limits = hasty;
  g_autoptr (RepointScheduler) scheduler = NULL;
  RepointTestTalk *talks[4];
  RepointTestCounter counter = { 0 };

  limits.gap_ms = 30;
  scheduler = repoint_scheduler_new (&limits);
  for (guint i = 0; i < G_N_ELEMENTS (talks); i++)
    {
      talks[i] = g_object_new (REPOINT_TYPE_TEST_TALK, NULL);
      talks[i]->only_connect = TRUE;
      repoint_test_talk_run (scheduler, talks[i], "127.0.0.1", repoint_test_listener_get_port (listener), NULL, &counter);
    }
  repoint_test_counter_wait (&counter, G_N_ELEMENTS (talks));
  for (guint i = 1; i < G_N_ELEMENTS (talks); i++)
    g_assert_cmpint (talks[i]->opened_at - talks[i - 1]->opened_at, >=, 30 * G_TIME_SPAN_MILLISECOND);
  g_clear_object (&scheduler);
  for (guint i = 0; i < G_N_ELEMENTS (talks); i++)
    g_object_unref (talks[i]);
}

static void
test_many_at_once (void)
{
  Barrier barrier = { 0 };
  g_autoptr (RepointTestListener) listener = repoint_test_listener_new (NULL, 0, serve_together, &barrier);
  RepointLimits limits = hasty;
  g_autoptr (RepointScheduler) scheduler = NULL;
  RepointTestCounter counter = { 0 };

  limits.max_open = 120;
  scheduler = repoint_scheduler_new (&limits);
  for (guint i = 0; i < 600; i++)
    {
      g_autoptr (RepointTestTalk) talk = g_object_new (REPOINT_TYPE_TEST_TALK, NULL);
      g_autofree char *address = g_strdup_printf ("127.10.%u.%u", i / 200, i % 200 + 1);

      talk->enough = 1;
      repoint_test_talk_run (scheduler, talk, address, repoint_test_listener_get_port (listener), NULL, &counter);
    }
  repoint_test_counter_wait (&counter, 600);
  g_clear_object (&scheduler);
  g_assert_cmpuint (repoint_test_listener_get_accepted (listener), ==, 600);
  g_assert_cmpuint (repoint_test_listener_get_peak (listener), >=, 100);
  g_assert_cmpuint (repoint_test_listener_get_peak (listener), <=, 120);
}

/* Reads to the client's end, and then does not end it from its own side until all were here. */
typedef struct
{
  GMutex mutex;
  GCond  cond;
  GArray *held; /* of int */
  guint  expected;
  guint  peak;  /* how many of them the client had not closed */
} Hold;

/* To a socket that lingers one can still send; one that is closed answers with RST, which is here at once. */
static gboolean
is_lingering (int fd)
{
  struct tcp_info info;
  socklen_t length = sizeof info;

  repoint_test_send (fd, "x", 1);
  return getsockopt (fd, IPPROTO_TCP, TCP_INFO, &info, &length) == 0 && info.tcpi_state == TCP_CLOSE_WAIT;
}

static void
serve_hold (int      fd,
            gpointer user_data)
{
  Hold *hold = user_data;
  guint lingering = 0;

  g_assert_cmpint (repoint_test_read_to_end (fd, NULL), ==, 0);
  g_mutex_lock (&hold->mutex);
  g_array_append_val (hold->held, fd);
  for (guint i = 0; i < hold->held->len; i++)
    lingering += is_lingering (g_array_index (hold->held, int, i));
  hold->peak = MAX (hold->peak, lingering);
  g_cond_broadcast (&hold->cond);
  while (hold->held->len < hold->expected)
    g_cond_wait (&hold->cond, &hold->mutex);
  g_mutex_unlock (&hold->mutex);
}

static guint
run_and_hold (guint n,
              guint n_addresses,
              guint max_open)
{
  Hold hold = { .held = g_array_new (FALSE, FALSE, sizeof (int)), .expected = n };
  RepointTestListener *listener = repoint_test_listener_new (NULL, 0, serve_hold, &hold);
  RepointLimits limits = hasty;
  g_autoptr (RepointScheduler) scheduler = NULL;
  RepointTestCounter counter = { 0 };

  limits.max_open = max_open;
  scheduler = repoint_scheduler_new (&limits);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (RepointTestTalk) talk = g_object_new (REPOINT_TYPE_TEST_TALK, NULL);
      g_autofree char *address = g_strdup_printf ("127.13.0.%u", i % n_addresses + 1);

      talk->only_connect = TRUE;
      repoint_test_talk_run (scheduler, talk, address, repoint_test_listener_get_port (listener), NULL, &counter);
    }
  repoint_test_counter_wait (&counter, n);
  repoint_test_listener_wait (listener, n);
  g_clear_object (&scheduler);
  repoint_test_listener_free (listener);
  g_array_unref (hold.held);
  return hold.peak;
}

/* A server that never ends a connection from its side delays none of the next: if each had to wait for it until it is
 * given up, two hundred would take longer than a test may. */
static void
test_next_after_our_fin (void)
{
  run_and_hold (200, 1, 256);
}

static void
test_lingering_is_bounded (void)
{
  g_assert_cmpuint (run_and_hold (12, 12, 2), <=, 4);
}

/* The listener stays in the parent: it must not share the shortage. */
static void
run_short_of_descriptors (guint16 port)
{
  g_autoptr (RepointScheduler) scheduler = NULL;
  g_autoptr (GArray) hogs = g_array_new (FALSE, FALSE, sizeof (int));
  RepointTestCounter counter = { 0 };
  int fd;

  g_assert_no_errno (setrlimit (RLIMIT_NOFILE, &(struct rlimit) { 256, 256 }));
  scheduler = repoint_scheduler_new (&hasty);
  g_assert_cmpuint (repoint_scheduler_get_limits (scheduler)->max_open, ==, 128);
  g_assert_cmpuint (repoint_scheduler_get_wanted_open (scheduler), ==, 256);
  g_assert_cmpuint (repoint_scheduler_get_most_open (scheduler), ==, 128);
  /* Others use up all but a handful: what the scheduler counted on is gone. */
  while ((fd = dup (2)) >= 0)
    g_array_append_val (hogs, fd);
  for (guint i = 0; i < 5; i++)
    close (g_array_index (hogs, int, i));

  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (RepointTestTalk) talk = g_object_new (REPOINT_TYPE_TEST_TALK, NULL);
      g_autofree char *address = g_strdup_printf ("127.12.0.%u", i + 1);

      talk->first = "echo";
      talk->enough = 4;
      repoint_test_talk_run (scheduler, talk, address, port, NULL, &counter);
    }
  repoint_test_counter_wait (&counter, 100);
  g_assert_cmpuint (repoint_scheduler_get_most_open (scheduler), <=, 5);
}

static void
test_few_descriptors (void)
{
  g_autoptr (RepointTestListener) listener = NULL;
  g_autofree char *port = NULL;

  if (g_test_subprocess ())
    {
      run_short_of_descriptors ((guint16) g_ascii_strtoull (g_getenv ("REPOINT_TEST_PORT"), NULL, 10));
      _exit (0);
    }

  listener = repoint_test_listener_new (NULL, 0, serve_echo, NULL);
  port = g_strdup_printf ("%u", repoint_test_listener_get_port (listener));
  g_setenv ("REPOINT_TEST_PORT", port, TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
  g_assert_cmpuint (repoint_test_listener_get_accepted (listener), ==, 100);
  g_assert_cmpuint (repoint_test_listener_get_peak (listener), <=, 5);
}

/* A soft limit is ours to raise; the hard one is not. */
static void
test_raises_descriptor_limit (void)
{
  struct rlimit limit;

  if (g_test_subprocess ())
    {
      RepointLimits limits = hasty;
      g_autoptr (RepointScheduler) scheduler = NULL;

      limits.max_open = 1000;
      g_assert_no_errno (setrlimit (RLIMIT_NOFILE, &(struct rlimit) { 256, 4096 }));
      scheduler = repoint_scheduler_new (&limits);
      g_assert_cmpuint (repoint_scheduler_get_limits (scheduler)->max_open, ==, 1000);
      g_assert_cmpuint (repoint_scheduler_get_most_open (scheduler), ==, 1000);
      g_assert_no_errno (getrlimit (RLIMIT_NOFILE, &limit));
      g_assert_cmpuint (limit.rlim_cur, >=, 2000);
      g_assert_cmpuint (limit.rlim_max, ==, 4096);
      _exit (0);
    }

  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/scheduler-limits/one-per-address", test_one_per_address);
  g_test_add_func ("/scheduler-limits/urgent", test_urgent);
  g_test_add_func ("/scheduler-limits/gap", test_gap);
  g_test_add_func ("/scheduler-limits/many-at-once", test_many_at_once);
  g_test_add_func ("/scheduler-limits/next-after-our-fin", test_next_after_our_fin);
  g_test_add_func ("/scheduler-limits/lingering-is-bounded", test_lingering_is_bounded);
  g_test_add_func ("/scheduler-limits/raises-descriptor-limit", test_raises_descriptor_limit);
  g_test_add_func ("/scheduler-limits/few-descriptors", test_few_descriptors);

  return g_test_run ();
}
