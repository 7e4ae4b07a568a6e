/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-scheduler.h"
#include "repoint-test-listener.h"
#include "repoint-test-talk.h"

#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- Servers ---- */

typedef struct
{
  GString *received;
  gssize   first_read;
  int      end;
} Seen;

static void
serve_answer (int      fd,
              gpointer user_data)
{
  Seen *seen = user_data;
  char buffer[100];

  seen->first_read = recv (fd, buffer, sizeof buffer, 0);
  repoint_test_send (fd, "answer", 6);
  seen->end = repoint_test_read_to_end (fd, seen->received);
}

static void
serve_much (int      fd,
            gpointer user_data)
{
  Seen *seen = user_data;
  g_autofree char *much = g_malloc0 (150000);

  repoint_test_send (fd, much, 150000);
  seen->end = repoint_test_read_to_end (fd, seen->received);
}

static void
serve_goodbye (int      fd,
               gpointer user_data)
{
  Seen *seen = user_data;

  shutdown (fd, SHUT_WR);
  seen->end = repoint_test_read_to_end (fd, seen->received);
}

static void
serve_reset (int      fd,
             gpointer user_data)
{
  char buffer[100];

  (void) !recv (fd, buffer, sizeof buffer, 0);
  repoint_test_send (fd, "cut o", 5);
  repoint_test_reset_on_close (fd);
}

static void
serve_silence (int      fd,
               gpointer user_data)
{
  repoint_test_read_to_end (fd, NULL);
}

static void
serve_attention (int      fd,
                 gpointer user_data)
{
  Seen *seen = user_data;

  seen->end = repoint_test_read_to_end (fd, seen->received);
}

/* Has a second descriptor of the client's socket, like a child that was just forked; what comes later is for nobody. */
typedef struct
{
  GMutex mutex;
  GCond  cond;
  int    copy;
} Forked;

static int
copy_peer (int fd)
{
  struct sockaddr_in peer;
  struct sockaddr_in own;
  socklen_t length = sizeof peer;

  g_assert_no_errno (getpeername (fd, (struct sockaddr *) &peer, &length));
  for (int other = 0; other < 1024; other++)
    {
      length = sizeof own;
      if (getsockname (other, (struct sockaddr *) &own, &length) == 0 && own.sin_family == AF_INET
          && own.sin_port == peer.sin_port)
        return dup (other);
    }
  return -1;
}

static void
serve_forked (int      fd,
              gpointer user_data)
{
  Forked *forked = user_data;
  int copy = copy_peer (fd);

  g_assert_cmpint (copy, >=, 0);
  repoint_test_send (fd, "answer", 6);
  repoint_test_read_to_end (fd, NULL);
  g_mutex_lock (&forked->mutex);
  forked->copy = copy;
  g_cond_broadcast (&forked->cond);
  g_mutex_unlock (&forked->mutex);
}

/* ---- Tests ---- */

static const RepointLimits hasty = { .max_open = 256, .max_per_address = 1, .gap_ms = 0, .connect_ms = 20000, .conversation_ms = 20000 };

/* The hello leaves in one write, though it was yielded in two; the end is a FIN. */
static void
test_talks (void)
{
  Seen seen = { .received = g_string_new (NULL), .end = -1 };
  RepointTestListener *listener = repoint_test_listener_new ("127.0.0.1", 0, serve_answer, &seen);
  g_autoptr (RepointTestTalk) talk = g_object_new (REPOINT_TYPE_TEST_TALK, NULL);

  talk->first = "hello, who is there?";
  talk->enough = 6;
  repoint_test_talk_run_alone (&hasty, talk, "127.0.0.1", repoint_test_listener_get_port (listener));
  repoint_test_listener_free (listener);

  g_assert_cmpstr (talk->received->str, ==, "answer");
  g_assert_cmpint (talk->closed, ==, -1);
  g_assert_cmpint (seen.first_read, ==, strlen ("hello, who is there?"));
  g_assert_cmpint (seen.end, ==, 0);
  g_string_free (seen.received, TRUE);
}

/* What we do not want to read any more must not make our close a reset. */
static void
test_closes_cleanly_on_unread (void)
{
  Seen seen = { .received = g_string_new (NULL), .end = -1 };
  RepointTestListener *listener = repoint_test_listener_new ("127.0.0.1", 0, serve_much, &seen);
  g_autoptr (RepointTestTalk) talk = g_object_new (REPOINT_TYPE_TEST_TALK, NULL);
  g_autoptr (RepointScheduler) scheduler = repoint_scheduler_new (&hasty);
  RepointTestCounter counter = { 0 };

  talk->enough = 1;
  repoint_test_talk_run (scheduler, talk, "127.0.0.1", repoint_test_listener_get_port (listener), NULL, &counter);
  repoint_test_counter_wait (&counter, 1);
  repoint_test_listener_free (listener);
  g_assert_cmpint (seen.end, ==, 0);
  g_string_free (seen.received, TRUE);
}

static void
test_last_words (void)
{
  Seen seen = { .received = g_string_new (NULL), .end = -1 };
  RepointTestListener *listener = repoint_test_listener_new ("127.0.0.1", 0, serve_goodbye, &seen);
  g_autoptr (RepointTestTalk) talk = g_object_new (REPOINT_TYPE_TEST_TALK, NULL);

  talk->last = "goodbye";
  repoint_test_talk_run_alone (&hasty, talk, "127.0.0.1", repoint_test_listener_get_port (listener));
  repoint_test_listener_free (listener);
  g_assert_cmpint (talk->closed, ==, REPOINT_CLOSED_FIN);
  g_assert_cmpstr (seen.received->str, ==, "goodbye");
  g_assert_cmpint (seen.end, ==, 0);
  g_string_free (seen.received, TRUE);
}

static void
test_forked (void)
{
  Forked forked = { .copy = -1 };
  RepointTestListener *listener = repoint_test_listener_new ("127.0.0.1", 0, serve_forked, &forked);
  g_autoptr (RepointTestTalk) talk = g_object_new (REPOINT_TYPE_TEST_TALK, NULL);
  g_autoptr (RepointScheduler) scheduler = repoint_scheduler_new (&hasty);
  RepointTestCounter counter = { 0 };

  talk->enough = 6;
  repoint_test_talk_run (scheduler, talk, "127.0.0.1", repoint_test_listener_get_port (listener), NULL, &counter);
  repoint_test_counter_wait (&counter, 1);
  g_mutex_lock (&forked.mutex);
  while (forked.copy < 0)
    g_cond_wait (&forked.cond, &forked.mutex);
  g_mutex_unlock (&forked.mutex);
  repoint_test_listener_free (listener);

  /* Their FIN is here: once the socket is closed nothing may tell of it any more. */
  for (guint i = 0; i < 10; i++)
    repoint_test_one_round (scheduler);
  close (forked.copy);
}

static void
test_reset (void)
{
  g_autoptr (RepointTestListener) listener = repoint_test_listener_new ("127.0.0.1", 0, serve_reset, NULL);
  g_autoptr (RepointTestTalk) talk = g_object_new (REPOINT_TYPE_TEST_TALK, NULL);

  talk->first = "hello";
  repoint_test_talk_run_alone (&hasty, talk, "127.0.0.1", repoint_test_listener_get_port (listener));
  g_assert_cmpint (talk->closed, ==, REPOINT_CLOSED_RESET);
}

/* A port that nobody listens at: bound, but not listened to, so that nobody else can take it. */
static int
reserve_port (guint16 *port,
              int      backlog)
{
  struct sockaddr_in local = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof local;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_no_errno (bind (fd, (struct sockaddr *) &local, sizeof local));
  if (backlog >= 0)
    g_assert_no_errno (listen (fd, backlog));
  g_assert_no_errno (getsockname (fd, (struct sockaddr *) &local, &length));
  *port = ntohs (local.sin_port);
  return fd;
}

static void
test_refused (void)
{
  g_autoptr (RepointTestTalk) talk = g_object_new (REPOINT_TYPE_TEST_TALK, NULL);
  guint16 port;
  int fd = reserve_port (&port, -1);

  repoint_test_talk_run_alone (&hasty, talk, "127.0.0.1", port);
  g_assert_cmpint (talk->closed, ==, REPOINT_CLOSED_REFUSED);
  g_assert_false (talk->opened);
  close (fd);
}

static void
test_connect_not_answered (void)
{
  RepointLimits limits = hasty;
  g_autoptr (RepointTestTalk) talk = g_object_new (REPOINT_TYPE_TEST_TALK, NULL);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  int fillers[8];
  guint16 port;
  int fd = reserve_port (&port, 0);

  /* A full backlog drops further SYNs without a word. */
  address.sin_port = htons (port);
  for (guint i = 0; i < G_N_ELEMENTS (fillers); i++)
    {
      fillers[i] = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
      (void) !connect (fillers[i], (struct sockaddr *) &address, sizeof address);
    }
  limits.connect_ms = 50;
  repoint_test_talk_run_alone (&limits, talk, "127.0.0.1", port);
  g_assert_cmpint (talk->closed, ==, REPOINT_CLOSED_TIMEOUT);
  g_assert_false (talk->opened);
  for (guint i = 0; i < G_N_ELEMENTS (fillers); i++)
    close (fillers[i]);
  close (fd);
}

static void
test_deadlines (void)
{
  g_autoptr (RepointTestListener) listener = repoint_test_listener_new ("127.0.0.1", 0, serve_silence, NULL);
  RepointLimits limits = hasty;
  g_autoptr (RepointTestTalk) patient = g_object_new (REPOINT_TYPE_TEST_TALK, NULL);
  g_autoptr (RepointTestTalk) impatient = g_object_new (REPOINT_TYPE_TEST_TALK, NULL);
  gint64 begin = g_get_monotonic_time ();

  limits.conversation_ms = 60;
  repoint_test_talk_run_alone (&limits, patient, "127.0.0.1", repoint_test_listener_get_port (listener));
  g_assert_cmpint (patient->closed, ==, REPOINT_CLOSED_TIMEOUT);
  g_assert_true (patient->opened);
  g_assert_cmpint (g_get_monotonic_time () - begin, >=, 60 * G_TIME_SPAN_MILLISECOND);

  /* Its own deadline comes first; with the default ones this would not end in the time a test may take. */
  limits.conversation_ms = 3600 * 1000;
  impatient->patience = 10 * G_TIME_SPAN_MILLISECOND;
  repoint_test_talk_run_alone (&limits, impatient, "127.0.0.1", repoint_test_listener_get_port (listener));
  g_assert_cmpint (impatient->closed, ==, REPOINT_CLOSED_TIMEOUT);
}

/* A conversation can be told that nothing has come for a while, speak, and go on; but not beyond the scheduler's limit. */
static void
test_renewed_deadline (void)
{
  Seen seen = { g_string_new (NULL), 0, -1 };
  RepointTestListener *listener = repoint_test_listener_new ("127.0.0.1", 0, serve_attention, &seen);
  RepointLimits limits = hasty;
  g_autoptr (RepointTestTalk) patient = g_object_new (REPOINT_TYPE_TEST_TALK, NULL);
  g_autoptr (RepointTestTalk) endless = g_object_new (REPOINT_TYPE_TEST_TALK, NULL);

  limits.conversation_ms = 3600 * 1000;
  patient->patience = 10 * G_TIME_SPAN_MILLISECOND;
  patient->renewals = 2;
  repoint_test_talk_run_alone (&limits, patient, "127.0.0.1", repoint_test_listener_get_port (listener));
  g_assert_cmpint (patient->closed, ==, REPOINT_CLOSED_TIMEOUT);
  g_assert_cmpuint (patient->n_expired, ==, 3);

  limits.conversation_ms = 60;
  endless->patience = 10 * G_TIME_SPAN_MILLISECOND;
  endless->renewals = G_MAXUINT;
  repoint_test_talk_run_alone (&limits, endless, "127.0.0.1", repoint_test_listener_get_port (listener));
  g_assert_cmpint (endless->closed, ==, REPOINT_CLOSED_TIMEOUT);
  g_assert_cmpuint (endless->n_closed, ==, 1);

  repoint_test_listener_free (listener);
  g_assert_true (g_str_has_prefix (seen.received->str, "moremore"));
  g_string_free (seen.received, TRUE);
}

static void
test_forbidden (void)
{
  /* An address of our own, so that tests which run at the same time do not meet. */
  g_autofree char *address = g_strdup_printf ("127.%u.%u.9", (guint) getpid () >> 8 & 255, (guint) getpid () & 255);
  g_autoptr (RepointTestListener) raw = repoint_test_listener_new (address, 9100, serve_silence, NULL);
  g_autoptr (RepointScheduler) scheduler = repoint_scheduler_new (&hasty);
  RepointTestCounter counter = { 0 };

  for (guint port = 9100; port <= 9116; port++)
    {
      g_autoptr (RepointTestTalk) talk = g_object_new (REPOINT_TYPE_TEST_TALK, NULL);

      talk->first = "this would be printed";
      repoint_test_talk_run (scheduler, talk, address, port, NULL, &counter);
      repoint_test_counter_wait (&counter, port - 9099);
      g_assert_cmpint (talk->closed, ==, REPOINT_CLOSED_FORBIDDEN);
    }
  g_assert_cmpuint (repoint_test_listener_get_accepted (raw), ==, 0);
}

/* Those that run and those that wait are told within one round of the loop, each of them once. */
static void
test_cancel (void)
{
  g_autoptr (RepointTestListener) listener = repoint_test_listener_new (NULL, 0, serve_silence, NULL);
  g_autoptr (RepointScheduler) scheduler = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GPtrArray) talks = g_ptr_array_new_with_free_func (g_object_unref);
  RepointLimits limits = hasty;
  RepointTestCounter counter = { 0 };
  RepointTestCounter others = { 0 };
  g_autoptr (RepointTestTalk) other = g_object_new (REPOINT_TYPE_TEST_TALK, NULL);
  guint n_opened = 0;

  limits.max_open = 20;
  scheduler = repoint_scheduler_new (&limits);
  repoint_test_talk_run (scheduler, other, "127.11.1.1", repoint_test_listener_get_port (listener), NULL, &others);
  for (guint i = 0; i < 500; i++)
    {
      RepointTestTalk *talk = g_object_new (REPOINT_TYPE_TEST_TALK, NULL);
      g_autofree char *address = g_strdup_printf ("127.11.0.%u", i % 50 + 1);

      g_ptr_array_add (talks, talk);
      repoint_test_talk_run (scheduler, talk, address, repoint_test_listener_get_port (listener), cancellable, &counter);
    }
  repoint_test_listener_wait (listener, 20);
  g_assert_cmpuint (repoint_test_counter_get (&counter), ==, 0);

  g_cancellable_cancel (cancellable);
  repoint_test_one_round (scheduler);
  g_assert_cmpuint (repoint_test_counter_get (&counter), ==, 500);
  g_assert_cmpuint (repoint_test_counter_get (&others), ==, 0);
  for (guint i = 0; i < talks->len; i++)
    {
      RepointTestTalk *talk = talks->pdata[i];

      g_assert_cmpint (talk->closed, ==, REPOINT_CLOSED_CANCELLED);
      g_assert_cmpuint (talk->n_closed, ==, 1);
      n_opened += talk->opened;
    }
  g_assert_cmpuint (n_opened, ==, 19);

  /* One that is cancelled before it is queued never gets a connection. */
  {
    g_autoptr (RepointTestTalk) late = g_object_new (REPOINT_TYPE_TEST_TALK, NULL);

    repoint_test_talk_run (scheduler, late, "127.11.2.1", repoint_test_listener_get_port (listener), cancellable, &counter);
    repoint_test_one_round (scheduler);
    g_assert_cmpuint (repoint_test_counter_get (&counter), ==, 501);
    g_assert_false (late->opened);
  }
  g_clear_object (&scheduler);
  g_assert_cmpuint (repoint_test_counter_get (&others), ==, 1);
  g_assert_cmpint (other->closed, ==, REPOINT_CLOSED_CANCELLED);
}

/* The last reference goes while conversations run and wait. */
static void
test_unref_ends_all (void)
{
  g_autoptr (RepointTestListener) listener = repoint_test_listener_new ("127.0.0.1", 0, serve_silence, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  for (guint round = 0; round < 20; round++)
    {
      RepointScheduler *scheduler = repoint_scheduler_new (&hasty);
      RepointTestCounter counter = { 0 };

      for (guint i = 0; i < 10; i++)
        {
          g_autoptr (RepointTestTalk) talk = g_object_new (REPOINT_TYPE_TEST_TALK, NULL);

          repoint_test_talk_run (scheduler, talk, "127.0.0.1", repoint_test_listener_get_port (listener), cancellable, &counter);
        }
      if (round % 2 == 0)
        repoint_test_one_round (scheduler);
      g_object_unref (scheduler);
      g_assert_cmpuint (counter.done, ==, 10);
    }
  g_cancellable_cancel (cancellable);
}

typedef struct
{
  RepointScheduler   *scheduler;
  RepointTestCounter  counter;
} Last;

static void
drop_last (RepointConversation *conversation,
           gpointer             user_data)
{
  Last *last = user_data;

  g_clear_object (&last->scheduler);
}

static void
count_destroy (gpointer user_data)
{
  Last *last = user_data;

  repoint_test_counter_add (&last->counter);
}

static void
test_unref_on_own_thread (void)
{
  g_autoptr (RepointTestListener) listener = repoint_test_listener_new ("127.0.0.1", 0, serve_silence, NULL);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);

  for (guint round = 0; round < 20; round++)
    {
      Last last = { 0 };
      RepointScheduler *scheduler = repoint_scheduler_new (&hasty);
      g_autoptr (RepointTestTalk) first = g_object_new (REPOINT_TYPE_TEST_TALK, NULL);
      g_autoptr (RepointTestTalk) second = g_object_new (REPOINT_TYPE_TEST_TALK, NULL);

      first->only_connect = TRUE;
      second->only_connect = TRUE;
      last.scheduler = g_object_ref (scheduler);
      repoint_scheduler_run (scheduler, REPOINT_CONVERSATION (second), loopback,
                             repoint_test_listener_get_port (listener), NULL, NULL, &last, count_destroy);
      repoint_scheduler_run (scheduler, REPOINT_CONVERSATION (first), loopback,
                             repoint_test_listener_get_port (listener), NULL, drop_last, &last, count_destroy);
      /* The one who queues lets go, too; whichever of the two is last. */
      g_object_unref (scheduler);
      repoint_test_counter_wait (&last.counter, 2);
      g_assert_null (last.scheduler);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/scheduler/talks", test_talks);
  g_test_add_func ("/scheduler/closes-cleanly-on-unread", test_closes_cleanly_on_unread);
  g_test_add_func ("/scheduler/last-words", test_last_words);
  g_test_add_func ("/scheduler/forked", test_forked);
  g_test_add_func ("/scheduler/reset", test_reset);
  g_test_add_func ("/scheduler/refused", test_refused);
  g_test_add_func ("/scheduler/connect-not-answered", test_connect_not_answered);
  g_test_add_func ("/scheduler/deadlines", test_deadlines);
  g_test_add_func ("/scheduler/renewed-deadline", test_renewed_deadline);
  g_test_add_func ("/scheduler/forbidden", test_forbidden);
  g_test_add_func ("/scheduler/cancel", test_cancel);
  g_test_add_func ("/scheduler/unref-ends-all", test_unref_ends_all);
  g_test_add_func ("/scheduler/unref-on-own-thread", test_unref_on_own_thread);

  return g_test_run ();
}
