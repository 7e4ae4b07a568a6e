/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-listener.h"

#include "repoint-test-guest.h"
#include "repoint-test-listener.h"
#include "repoint-test-rounds.h"
#include "repoint-test-talk.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define FLOOD         10000
#define FLOOD_THREADS 8

/* Says so much and hears it back. */
static void
talk_once (int  fd,
           char what)
{
  char answer = 0;

  repoint_test_send (fd, &what, 1);
  g_assert_cmpint (recv (fd, &answer, 1, 0), ==, 1);
  g_assert_cmpint (answer, ==, what);
}

static gboolean
is_hung_up (int fd)
{
  char byte;

  return recv (fd, &byte, 1, 0) <= 0;
}

/* More at once from one address than may be: they are hung up on, others come in. */
static void
test_too_many_from_one (void)
{
  g_autoptr (RepointTestHost) host = repoint_test_host_new (NULL);
  const char *const others[] = { "127.0.0.2", "::1" };
  int guests[4];
  int fd;

  host->first = "welcome";
  for (guint i = 0; i < G_N_ELEMENTS (guests); i++)
    {
      guests[i] = repoint_test_guest_connect (host, "127.0.0.1");
      g_assert_false (is_hung_up (guests[i]));
    }
  for (guint i = 0; i < 20; i++)
    {
      fd = repoint_test_guest_connect (host, "127.0.0.1");
      g_assert_true (is_hung_up (fd));
      close (fd);
    }
  for (guint i = 0; i < G_N_ELEMENTS (others) && repoint_test_has_address (others[i]); i++)
    {
      fd = repoint_test_guest_connect (host, others[i]);
      g_assert_false (is_hung_up (fd));
      close (fd);
    }

  close (guests[0]);
  repoint_test_host_wait_left (host, 3);
  fd = repoint_test_guest_connect (host, "127.0.0.1");
  g_assert_false (is_hung_up (fd));
  close (fd);
  for (guint i = 1; i < G_N_ELEMENTS (guests); i++)
    close (guests[i]);
}

static void
test_too_often_from_one (void)
{
  g_autoptr (RepointTestHost) host = NULL;
  RepointListenerLimits limits = { .visits_per_minute = 10 };
  guint let_in = 0;
  int fd;

  host = repoint_test_host_new (&limits);
  host->first = "welcome";
  host->only_connect = TRUE;
  for (guint i = 0; i < 200; i++)
    {
      fd = repoint_test_guest_connect (host, "127.0.0.1");
      let_in += !is_hung_up (fd);
      close (fd);
    }
  /* One more for every six seconds that this computer needed for it. */
  g_assert_cmpuint (let_in, >=, 10);
  g_assert_cmpuint (let_in, <, 20);
  fd = repoint_test_guest_connect (host, "127.0.0.2");
  g_assert_false (is_hung_up (fd));
  close (fd);
}

/* As many as there may be, from everywhere: who comes then waits, and comes in when one goes. */
static void
test_crowded (void)
{
  RepointListenerLimits limits = { .max_open = 8, .max_per_address = 1, .conversation_ms = 3600 * 1000 };
  g_autoptr (RepointTestHost) host = repoint_test_host_new (&limits);
  int guests[20];

  host->first = "welcome";
  for (guint i = 0; i < G_N_ELEMENTS (guests); i++)
    {
      g_autofree char *address = g_strdup_printf ("127.0.0.%u", i + 1);

      guests[i] = repoint_test_guest_connect (host, address);
      if (i < limits.max_open)
        g_assert_false (is_hung_up (guests[i]));
    }
  for (guint i = 0; i < 5; i++)
    repoint_test_one_round (host->scheduler);
  g_assert_cmpuint (host->talks->len, ==, limits.max_open);

  for (guint i = limits.max_open; i < G_N_ELEMENTS (guests); i++)
    {
      close (guests[i - limits.max_open]);
      g_assert_false (is_hung_up (guests[i]));
    }
  for (guint i = G_N_ELEMENTS (guests) - limits.max_open; i < G_N_ELEMENTS (guests); i++)
    close (guests[i]);
  repoint_test_host_wait_left (host, G_N_ELEMENTS (guests));
}

typedef struct
{
  RepointTestHost *host;
  gint             next;    /* atomic: of those who come */
  gint             greeted; /* atomic */
  gint             gone;    /* atomic */
} Flood;

static gpointer
come_in_crowds (gpointer user_data)
{
  Flood *flood = user_data;
  gint i;

  while ((i = g_atomic_int_add (&flood->next, 1)) < FLOOD)
    {
      g_autofree char *address = i % 2 == 0 ? g_strdup ("127.1.0.1") : g_strdup_printf ("127.1.%u.%u", i >> 8, i & 255);
      int fd = repoint_test_guest_connect (flood->host, address);

      /* A request of a protocol that nobody speaks here. */
      repoint_test_send (fd, "GET / HTTP/1.1\r\n\r\n", 18);
      if (!is_hung_up (fd))
        g_atomic_int_inc (&flood->greeted);
      close (fd);
      g_atomic_int_inc (&flood->gone);
    }
  return NULL;
}

static void
serve_hello (int      fd,
             gpointer unused)
{
  repoint_test_send (fd, "hello", 5);
  repoint_test_read_to_end (fd, NULL);
}

/* 10,000 visits, half of them from one address, as fast as they can be made: a visitor who was there before is answered,
 * one who comes is let in, and probes go out, all of it before the flood is over; and of the one address no more come in
 * than may. */
static void
test_flood (void)
{
  g_autoptr (RepointTestHost) host = repoint_test_host_new (NULL);
  g_autoptr (RepointTestListener) target = repoint_test_listener_new (NULL, 0, serve_hello, NULL);
  RepointTestTalk *probes[20];
  RepointTestCounter probed = { 0 };
  Flood flood = { .host = host };
  GThread *threads[FLOOD_THREADS];
  gint gone_when_probed;
  guint from_one = 0;
  int before;
  int late;

  host->first = "welcome";
  host->only_connect = TRUE;
  host->echo = "127.9.9.9";
  before = repoint_test_guest_connect (host, "127.9.9.9");
  talk_once (before, 'a');

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("flood", come_in_crowds, &flood);
  while (g_atomic_int_get (&flood.gone) < FLOOD / 100)
    talk_once (before, 'b');

  late = repoint_test_guest_connect (host, "127.9.9.9");
  for (guint i = 0; i < 20; i++)
    {
      talk_once (before, 'c');
      talk_once (late, 'd');
    }
  for (guint i = 0; i < G_N_ELEMENTS (probes); i++)
    {
      g_autofree char *address = g_strdup_printf ("127.2.0.%u", i + 1);

      probes[i] = g_object_new (REPOINT_TYPE_TEST_TALK, NULL);
      probes[i]->enough = 5;
      repoint_test_talk_run (host->scheduler, probes[i], address, repoint_test_listener_get_port (target), NULL, &probed);
    }
  repoint_test_counter_wait (&probed, G_N_ELEMENTS (probes));
  gone_when_probed = g_atomic_int_get (&flood.gone);

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  talk_once (before, 'e');
  talk_once (late, 'f');
  close (before);
  close (late);

  g_assert_cmpint (gone_when_probed, <, FLOOD);
  for (guint i = 0; i < G_N_ELEMENTS (probes); i++)
    {
      g_assert_cmpint (probes[i]->closed, ==, -1);
      g_assert_cmpstr (probes[i]->received->str, ==, "hello");
      g_object_unref (probes[i]);
    }
  repoint_test_host_wait_left (host, host->talks->len);
  for (guint i = 0; i < host->peers->len; i++)
    from_one += g_str_equal (host->peers->pdata[i], "127.1.0.1");
  /* Two more for every second that this computer needed for it. */
  g_assert_cmpuint (from_one, >=, 4);
  g_assert_cmpuint (from_one, <, FLOOD / 4);
  g_assert_cmpint (flood.greeted, ==, (gint) host->talks->len - 2);
  g_test_message ("%u of %d let in, %u of %d from the one address", host->talks->len, FLOOD, from_one, FLOOD / 2);
}

/* A crowd that stands before the door when somebody inside says something does not go first. */
static void
test_crowd_takes_turns (void)
{
  RepointListenerLimits limits = { .max_open = 600, .max_per_address = 600, .visits_per_minute = 100000 };
  g_autoptr (RepointTestHost) host = repoint_test_host_new (&limits);
  RepointTestLatch latch = { 0 };
  int crowd[500];
  int inside;

  host->echo = "127.9.9.9";
  inside = repoint_test_guest_connect (host, "127.9.9.9");
  talk_once (inside, 'a');
  repoint_test_latch_hold (&latch, host->scheduler);
  for (guint i = 0; i < G_N_ELEMENTS (crowd); i++)
    crowd[i] = repoint_test_guest_connect (host, "127.0.0.1");
  repoint_test_send (inside, "b", 1);
  repoint_test_latch_open (&latch);
  repoint_test_host_wait_arrived (host, 1 + G_N_ELEMENTS (crowd));

  g_assert_cmpuint (repoint_test_host_get_talk (host, 0)->received->len, ==, 2);
  g_assert_cmpuint (repoint_test_host_get_talk (host, 0)->seen, <, 1 + G_N_ELEMENTS (crowd) / 5);
  for (guint i = 0; i < G_N_ELEMENTS (crowd); i++)
    close (crowd[i]);
  close (inside);
  repoint_test_host_wait_left (host, 1 + G_N_ELEMENTS (crowd));
}

/* The deadline is absolute: who says something now and then does not move it, nor who says nothing, nor who neither
 * reads nor goes when told to. */
static void
test_never_leaves (void)
{
  RepointListenerLimits limits = { .max_open = 2, .max_per_address = 1, .conversation_ms = 100 };
  g_autoptr (RepointTestHost) host = repoint_test_host_new (&limits);
  int slow;
  int silent;
  int next;

  host->last = "too late";
  slow = repoint_test_guest_connect (host, "127.0.0.1");
  silent = repoint_test_guest_connect (host, "127.0.0.2");
  repoint_test_host_wait_arrived (host, 2);

  /* Until the other side has no ear for it any more. */
  while (send (slow, "s", 1, MSG_NOSIGNAL) == 1)
    g_usleep (1000);

  /* Both are still connected, but their places are free. */
  next = repoint_test_guest_connect (host, "127.0.0.2");
  repoint_test_host_wait_arrived (host, 3);
  close (slow);
  close (silent);
  close (next);
  repoint_test_host_wait_left (host, 3);
  g_assert_cmpint (repoint_test_host_get_talk (host, 0)->closed, ==, REPOINT_CLOSED_TIMEOUT);
  g_assert_cmpint (repoint_test_host_get_talk (host, 1)->closed, ==, REPOINT_CLOSED_TIMEOUT);
  g_assert_cmpint (repoint_test_host_get_talk (host, 2)->closed, ==, REPOINT_CLOSED_FIN);
}

/* ---- No descriptors left ---- */

/* Who comes then waits, in a loop that sleeps, and is let in when there are descriptors again. Who is inside stays. */
static void
test_no_descriptors (void)
{
  g_autoptr (RepointTestHost) host = repoint_test_host_new (NULL);
  g_autoptr (GSource) rounds = repoint_test_rounds_new (host->scheduler);
  g_autoptr (GArray) fillers = g_array_new (FALSE, FALSE, sizeof (int));
  int inside = repoint_test_guest_prepare ("127.0.0.1");
  int waiting = repoint_test_guest_prepare ("127.0.0.2");
  struct rlimit before;
  struct rlimit tight;
  int filler;
  guint before_it;

  host->first = "welcome";
  host->echo = "127.0.0.1";
  repoint_test_guest_go (inside, host, "127.0.0.1");
  talk_once (inside, 'a');

  g_assert_no_errno (getrlimit (RLIMIT_NOFILE, &before));
  tight = before;
  tight.rlim_cur = 64;
  g_assert_no_errno (setrlimit (RLIMIT_NOFILE, &tight));
  while ((filler = fcntl (inside, F_DUPFD_CLOEXEC, 0)) >= 0)
    g_array_append_val (fillers, filler);
  g_assert_cmpint (errno, ==, EMFILE);

  before_it = repoint_test_rounds_get (rounds);
  repoint_test_guest_go (waiting, host, "127.0.0.2");
  g_usleep (700 * G_TIME_SPAN_MILLISECOND);
  g_assert_cmpuint (repoint_test_rounds_get (rounds) - before_it, <, 100);
  g_assert_cmpuint (host->talks->len, ==, 1);
  talk_once (inside, 'b');

  for (guint i = 0; i < fillers->len; i++)
    close (g_array_index (fillers, int, i));
  g_assert_no_errno (setrlimit (RLIMIT_NOFILE, &before));
  g_assert_false (is_hung_up (waiting));
  close (inside);
  close (waiting);
  repoint_test_host_wait_left (host, 2);
  g_source_destroy (rounds);
}

/* Where the hard limit is low, visitors get theirs of what there is, and those we go to the rest. */
static void
test_few_descriptors (void)
{
  RepointListenerLimits limits = { .max_open = 64 };
  struct rlimit few = { 300, 300 };

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_passed ();
      return;
    }

  g_assert_no_errno (setrlimit (RLIMIT_NOFILE, &few));
  {
    g_autoptr (RepointScheduler) scheduler = repoint_scheduler_new (NULL);
    g_autoptr (RepointListener) one = NULL;
    g_autoptr (RepointListener) other = NULL;

    g_assert_cmpuint (repoint_scheduler_get_most_open (scheduler), ==, 300 - 128);
    one = repoint_listener_new (scheduler, 0, &limits, repoint_test_host_receive, NULL, NULL, NULL);
    repoint_test_one_round (scheduler);
    g_assert_cmpuint (repoint_scheduler_get_most_open (scheduler), ==, 300 - 128 - 64);
    other = repoint_listener_new (scheduler, 0, &limits, repoint_test_host_receive, NULL, NULL, NULL);
    repoint_test_one_round (scheduler);
    g_assert_cmpuint (repoint_scheduler_get_most_open (scheduler), ==, 300 - 128 - 2 * 64);
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/listener/too-many-from-one", test_too_many_from_one);
  g_test_add_func ("/listener/too-often-from-one", test_too_often_from_one);
  g_test_add_func ("/listener/crowded", test_crowded);
  g_test_add_func ("/listener/flood", test_flood);
  g_test_add_func ("/listener/crowd-takes-turns", test_crowd_takes_turns);
  g_test_add_func ("/listener/never-leaves", test_never_leaves);
  g_test_add_func ("/listener/no-descriptors", test_no_descriptors);
  g_test_add_func ("/listener/few-descriptors", test_few_descriptors);

  return g_test_run ();
}
