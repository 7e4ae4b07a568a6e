/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-scheduler.h"
#include "repoint-test-listener.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- A conversation that does what the test tells it, and remembers what happened ---- */

#define TEST_TYPE_TALK (test_talk_get_type ())
G_DECLARE_FINAL_TYPE (TestTalk, test_talk, TEST, TALK, GObject)

struct _TestTalk
{
  GObject     parent_instance;

  const char *first;    /* sent when opened, in two pieces */
  const char *last;     /* sent when closed */
  guint       enough;   /* done after so many bytes; 0: never */
  gboolean    only_connect;
  gint64      patience; /* µs from opened; 0: none of its own */

  GString    *received;
  gboolean    opened;
  int         closed;   /* RepointClosed, -1: not told */
  guint       n_closed;
  gint64      opened_at;
  gint64      deadline;
  GQueue      out;      /* of GBytes */
};

static void test_talk_conversation_init (RepointConversationInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestTalk, test_talk, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (REPOINT_TYPE_CONVERSATION, test_talk_conversation_init))

static void
test_talk_opened (RepointConversation *conversation,
                  gint64               now)
{
  TestTalk *self = TEST_TALK (conversation);

  g_assert_false (self->opened);
  self->opened = TRUE;
  self->opened_at = now;
  if (self->patience > 0)
    self->deadline = now + self->patience;
  if (self->first != NULL)
    {
      gsize half = strlen (self->first) / 2;

      g_queue_push_tail (&self->out, g_bytes_new (self->first, half));
      g_queue_push_tail (&self->out, g_bytes_new (self->first + half, strlen (self->first) - half));
    }
}

static void
test_talk_feed (RepointConversation *conversation,
                const guint8        *bytes,
                gsize                length,
                gint64               now)
{
  TestTalk *self = TEST_TALK (conversation);

  g_assert_true (self->opened);
  g_assert_cmpint (self->closed, ==, -1);
  g_string_append_len (self->received, (const char *) bytes, length);
}

static void
test_talk_closed (RepointConversation *conversation,
                  RepointClosed        how)
{
  TestTalk *self = TEST_TALK (conversation);

  self->closed = how;
  self->n_closed++;
  if (self->last != NULL)
    g_queue_push_tail (&self->out, g_bytes_new (self->last, strlen (self->last)));
}

static GBytes *
test_talk_take (RepointConversation *conversation)
{
  return g_queue_pop_head (&TEST_TALK (conversation)->out);
}

static gint64
test_talk_get_deadline (RepointConversation *conversation)
{
  return TEST_TALK (conversation)->deadline;
}

static gboolean
test_talk_is_done (RepointConversation *conversation)
{
  TestTalk *self = TEST_TALK (conversation);

  return (self->only_connect && self->opened) || (self->enough > 0 && self->received->len >= self->enough);
}

static void
test_talk_conversation_init (RepointConversationInterface *iface)
{
  iface->opened = test_talk_opened;
  iface->feed = test_talk_feed;
  iface->closed = test_talk_closed;
  iface->take = test_talk_take;
  iface->get_deadline = test_talk_get_deadline;
  iface->is_done = test_talk_is_done;
}

static void
test_talk_finalize (GObject *object)
{
  TestTalk *self = TEST_TALK (object);

  g_string_free (self->received, TRUE);
  g_queue_clear_full (&self->out, (GDestroyNotify) g_bytes_unref);
  G_OBJECT_CLASS (test_talk_parent_class)->finalize (object);
}

static void
test_talk_class_init (TestTalkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_talk_finalize;
}

static void
test_talk_init (TestTalk *self)
{
  self->received = g_string_new (NULL);
  self->closed = -1;
  self->deadline = -1;
}

/* ---- Waiting for conversations ---- */

typedef struct
{
  GMutex   mutex;
  GCond    cond;
  guint    done;
  GThread *thread; /* on which done was called */
} Counter;

static void
counter_done (RepointConversation *conversation,
              gpointer             user_data)
{
  Counter *counter = user_data;

  g_mutex_lock (&counter->mutex);
  counter->done++;
  counter->thread = g_thread_self ();
  g_cond_broadcast (&counter->cond);
  g_mutex_unlock (&counter->mutex);
}

static guint
counter_get (Counter *counter)
{
  guint done;

  g_mutex_lock (&counter->mutex);
  done = counter->done;
  g_mutex_unlock (&counter->mutex);
  return done;
}

static void
counter_wait (Counter *counter,
              guint    n)
{
  g_mutex_lock (&counter->mutex);
  while (counter->done < n)
    g_cond_wait (&counter->cond, &counter->mutex);
  g_mutex_unlock (&counter->mutex);
}

static void
run (RepointScheduler *scheduler,
     TestTalk         *talk,
     const char       *address,
     guint16           port,
     GCancellable     *cancellable,
     Counter          *counter)
{
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (address);

  repoint_scheduler_run (scheduler, REPOINT_CONVERSATION (talk), inet, port, cancellable, counter_done, counter, NULL);
}

static TestTalk *
run_alone (const RepointLimits *limits,
           TestTalk            *talk,
           const char          *address,
           guint16              port)
{
  g_autoptr (RepointScheduler) scheduler = repoint_scheduler_new (limits);
  Counter counter = { 0 };

  run (scheduler, talk, address, port, NULL, &counter);
  counter_wait (&counter, 1);
  g_assert_true (counter.thread != g_thread_self ());
  g_clear_object (&scheduler);
  g_assert_cmpuint (counter.done, ==, 1);
  g_assert_cmpuint (talk->n_closed, <=, 1);
  return talk;
}

/* Lets the scheduler's loop go round until all it had to do when this was called is done. */
static gboolean
set_flag (gpointer user_data)
{
  Counter *counter = user_data;

  counter_done (NULL, counter);
  return G_SOURCE_REMOVE;
}

static void
one_round (RepointScheduler *scheduler)
{
  Counter counter = { 0 };
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_LOW);
  g_source_set_callback (source, set_flag, &counter, NULL);
  g_source_attach (source, repoint_scheduler_get_context (scheduler));
  counter_wait (&counter, 1);
}

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

/* The hello leaves in one write, though it was yielded in two; the end is a FIN. */
static void
test_talks (void)
{
  Seen seen = { .received = g_string_new (NULL), .end = -1 };
  RepointTestListener *listener = repoint_test_listener_new ("127.0.0.1", 0, serve_answer, &seen);
  g_autoptr (TestTalk) talk = g_object_new (TEST_TYPE_TALK, NULL);

  talk->first = "hello, who is there?";
  talk->enough = 6;
  run_alone (&hasty, talk, "127.0.0.1", repoint_test_listener_get_port (listener));
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
  g_autoptr (TestTalk) talk = g_object_new (TEST_TYPE_TALK, NULL);
  g_autoptr (RepointScheduler) scheduler = repoint_scheduler_new (&hasty);
  Counter counter = { 0 };

  talk->enough = 1;
  run (scheduler, talk, "127.0.0.1", repoint_test_listener_get_port (listener), NULL, &counter);
  counter_wait (&counter, 1);
  repoint_test_listener_free (listener);
  g_assert_cmpint (seen.end, ==, 0);
  g_string_free (seen.received, TRUE);
}

static void
test_last_words (void)
{
  Seen seen = { .received = g_string_new (NULL), .end = -1 };
  RepointTestListener *listener = repoint_test_listener_new ("127.0.0.1", 0, serve_goodbye, &seen);
  g_autoptr (TestTalk) talk = g_object_new (TEST_TYPE_TALK, NULL);

  talk->last = "goodbye";
  run_alone (&hasty, talk, "127.0.0.1", repoint_test_listener_get_port (listener));
  repoint_test_listener_free (listener);
  g_assert_cmpint (talk->closed, ==, REPOINT_CLOSED_FIN);
  g_assert_cmpstr (seen.received->str, ==, "goodbye");
  g_assert_cmpint (seen.end, ==, 0);
  g_string_free (seen.received, TRUE);
}

static void
test_reset (void)
{
  g_autoptr (RepointTestListener) listener = repoint_test_listener_new ("127.0.0.1", 0, serve_reset, NULL);
  g_autoptr (TestTalk) talk = g_object_new (TEST_TYPE_TALK, NULL);

  talk->first = "hello";
  run_alone (&hasty, talk, "127.0.0.1", repoint_test_listener_get_port (listener));
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
  g_autoptr (TestTalk) talk = g_object_new (TEST_TYPE_TALK, NULL);
  guint16 port;
  int fd = reserve_port (&port, -1);

  run_alone (&hasty, talk, "127.0.0.1", port);
  g_assert_cmpint (talk->closed, ==, REPOINT_CLOSED_REFUSED);
  g_assert_false (talk->opened);
  close (fd);
}

static void
test_connect_not_answered (void)
{
  RepointLimits limits = hasty;
  g_autoptr (TestTalk) talk = g_object_new (TEST_TYPE_TALK, NULL);
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
  run_alone (&limits, talk, "127.0.0.1", port);
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
  g_autoptr (TestTalk) patient = g_object_new (TEST_TYPE_TALK, NULL);
  g_autoptr (TestTalk) impatient = g_object_new (TEST_TYPE_TALK, NULL);
  gint64 begin = g_get_monotonic_time ();

  limits.conversation_ms = 60;
  run_alone (&limits, patient, "127.0.0.1", repoint_test_listener_get_port (listener));
  g_assert_cmpint (patient->closed, ==, REPOINT_CLOSED_TIMEOUT);
  g_assert_true (patient->opened);
  g_assert_cmpint (g_get_monotonic_time () - begin, >=, 60 * G_TIME_SPAN_MILLISECOND);

  /* Its own deadline comes first; with the default ones this would not end in the time a test may take. */
  limits.conversation_ms = 3600 * 1000;
  impatient->patience = 10 * G_TIME_SPAN_MILLISECOND;
  run_alone (&limits, impatient, "127.0.0.1", repoint_test_listener_get_port (listener));
  g_assert_cmpint (impatient->closed, ==, REPOINT_CLOSED_TIMEOUT);
}

static void
test_forbidden (void)
{
  /* An address of our own, so that tests which run at the same time do not meet. */
  g_autofree char *address = g_strdup_printf ("127.%u.%u.9", (guint) getpid () >> 8 & 255, (guint) getpid () & 255);
  g_autoptr (RepointTestListener) raw = repoint_test_listener_new (address, 9100, serve_silence, NULL);
  g_autoptr (RepointScheduler) scheduler = repoint_scheduler_new (&hasty);
  Counter counter = { 0 };

  for (guint port = 9100; port <= 9116; port++)
    {
      g_autoptr (TestTalk) talk = g_object_new (TEST_TYPE_TALK, NULL);

      talk->first = "this would be printed";
      run (scheduler, talk, address, port, NULL, &counter);
      counter_wait (&counter, port - 9099);
      g_assert_cmpint (talk->closed, ==, REPOINT_CLOSED_FORBIDDEN);
    }
  g_assert_cmpuint (repoint_test_listener_get_accepted (raw), ==, 0);
}

/* Several users of one scheduler, four addresses, one at a time each. */
static void
test_one_per_address (void)
{
  g_autoptr (RepointTestListener) listener = repoint_test_listener_new (NULL, 0, serve_echo, NULL);
  g_autoptr (RepointScheduler) scheduler = repoint_scheduler_new (&hasty);
  g_autoptr (GPtrArray) talks = g_ptr_array_new_with_free_func (g_object_unref);
  Counter counter = { 0 };

  for (guint i = 0; i < 200; i++)
    {
      TestTalk *talk = g_object_new (TEST_TYPE_TALK, NULL);
      g_autofree char *address = g_strdup_printf ("127.9.0.%u", i % 4 + 1);

      g_ptr_array_add (talks, talk);
      talk->first = "echo";
      talk->enough = 4;
      run (scheduler, talk, address, repoint_test_listener_get_port (listener), NULL, &counter);
    }
  counter_wait (&counter, 200);
  for (guint i = 0; i < talks->len; i++)
    g_assert_cmpstr (((TestTalk *) talks->pdata[i])->received->str, ==, "echo");
  g_assert_cmpuint (repoint_test_listener_get_accepted (listener), ==, 200);
  g_assert_cmpuint (repoint_test_listener_get_peak_per_address (listener), ==, 1);
  g_assert_cmpuint (repoint_test_listener_get_peak (listener), <=, 4);
  g_clear_object (&scheduler);
}

static void
test_gap (void)
{
  g_autoptr (RepointTestListener) listener = repoint_test_listener_new ("127.0.0.1", 0, serve_echo, NULL);
  RepointLimits limits = hasty;
  g_autoptr (RepointScheduler) scheduler = NULL;
  TestTalk *talks[4];
  Counter counter = { 0 };

  limits.gap_ms = 30;
  scheduler = repoint_scheduler_new (&limits);
  for (guint i = 0; i < G_N_ELEMENTS (talks); i++)
    {
      talks[i] = g_object_new (TEST_TYPE_TALK, NULL);
      talks[i]->only_connect = TRUE;
      run (scheduler, talks[i], "127.0.0.1", repoint_test_listener_get_port (listener), NULL, &counter);
    }
  counter_wait (&counter, G_N_ELEMENTS (talks));
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
  Counter counter = { 0 };

  limits.max_open = 120;
  scheduler = repoint_scheduler_new (&limits);
  for (guint i = 0; i < 600; i++)
    {
      g_autoptr (TestTalk) talk = g_object_new (TEST_TYPE_TALK, NULL);
      g_autofree char *address = g_strdup_printf ("127.10.%u.%u", i / 200, i % 200 + 1);

      talk->enough = 1;
      run (scheduler, talk, address, repoint_test_listener_get_port (listener), NULL, &counter);
    }
  counter_wait (&counter, 600);
  g_clear_object (&scheduler);
  g_assert_cmpuint (repoint_test_listener_get_accepted (listener), ==, 600);
  g_assert_cmpuint (repoint_test_listener_get_peak (listener), >=, 100);
  g_assert_cmpuint (repoint_test_listener_get_peak (listener), <=, 120);
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
  Counter counter = { 0 };
  Counter others = { 0 };
  g_autoptr (TestTalk) other = g_object_new (TEST_TYPE_TALK, NULL);
  guint n_opened = 0;

  limits.max_open = 20;
  scheduler = repoint_scheduler_new (&limits);
  run (scheduler, other, "127.11.1.1", repoint_test_listener_get_port (listener), NULL, &others);
  for (guint i = 0; i < 500; i++)
    {
      TestTalk *talk = g_object_new (TEST_TYPE_TALK, NULL);
      g_autofree char *address = g_strdup_printf ("127.11.0.%u", i % 50 + 1);

      g_ptr_array_add (talks, talk);
      run (scheduler, talk, address, repoint_test_listener_get_port (listener), cancellable, &counter);
    }
  repoint_test_listener_wait (listener, 20);
  g_assert_cmpuint (counter_get (&counter), ==, 0);

  g_cancellable_cancel (cancellable);
  one_round (scheduler);
  g_assert_cmpuint (counter_get (&counter), ==, 500);
  g_assert_cmpuint (counter_get (&others), ==, 0);
  for (guint i = 0; i < talks->len; i++)
    {
      TestTalk *talk = talks->pdata[i];

      g_assert_cmpint (talk->closed, ==, REPOINT_CLOSED_CANCELLED);
      g_assert_cmpuint (talk->n_closed, ==, 1);
      n_opened += talk->opened;
    }
  g_assert_cmpuint (n_opened, ==, 19);

  /* One that is cancelled before it is queued never gets a connection. */
  {
    g_autoptr (TestTalk) late = g_object_new (TEST_TYPE_TALK, NULL);

    run (scheduler, late, "127.11.2.1", repoint_test_listener_get_port (listener), cancellable, &counter);
    one_round (scheduler);
    g_assert_cmpuint (counter_get (&counter), ==, 501);
    g_assert_false (late->opened);
  }
  g_clear_object (&scheduler);
  g_assert_cmpuint (counter_get (&others), ==, 1);
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
      Counter counter = { 0 };

      for (guint i = 0; i < 10; i++)
        {
          g_autoptr (TestTalk) talk = g_object_new (TEST_TYPE_TALK, NULL);

          run (scheduler, talk, "127.0.0.1", repoint_test_listener_get_port (listener), cancellable, &counter);
        }
      if (round % 2 == 0)
        one_round (scheduler);
      g_object_unref (scheduler);
      g_assert_cmpuint (counter.done, ==, 10);
    }
  g_cancellable_cancel (cancellable);
}

typedef struct
{
  RepointScheduler *scheduler;
  Counter           counter;
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

  counter_done (NULL, &last->counter);
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
      g_autoptr (TestTalk) first = g_object_new (TEST_TYPE_TALK, NULL);
      g_autoptr (TestTalk) second = g_object_new (TEST_TYPE_TALK, NULL);

      first->only_connect = TRUE;
      last.scheduler = g_object_ref (scheduler);
      repoint_scheduler_run (scheduler, REPOINT_CONVERSATION (second), loopback,
                             repoint_test_listener_get_port (listener), NULL, NULL, &last, count_destroy);
      repoint_scheduler_run (scheduler, REPOINT_CONVERSATION (first), loopback,
                             repoint_test_listener_get_port (listener), NULL, drop_last, &last, count_destroy);
      /* The one who queues lets go, too; whichever of the two is last. */
      second->only_connect = TRUE;
      g_object_unref (scheduler);
      counter_wait (&last.counter, 2);
      g_assert_null (last.scheduler);
    }
}

/* The listener stays in the parent: it must not share the shortage. */
static void
run_short_of_descriptors (guint16 port)
{
  g_autoptr (RepointScheduler) scheduler = NULL;
  g_autoptr (GArray) hogs = g_array_new (FALSE, FALSE, sizeof (int));
  Counter counter = { 0 };
  int fd;

  g_assert_no_errno (setrlimit (RLIMIT_NOFILE, &(struct rlimit) { 256, 256 }));
  scheduler = repoint_scheduler_new (&hasty);
  g_assert_cmpuint (repoint_scheduler_get_limits (scheduler)->max_open, ==, 128);
  /* Others use up all but a handful: what the scheduler counted on is gone. */
  while ((fd = dup (2)) >= 0)
    g_array_append_val (hogs, fd);
  for (guint i = 0; i < 5; i++)
    close (g_array_index (hogs, int, i));

  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (TestTalk) talk = g_object_new (TEST_TYPE_TALK, NULL);
      g_autofree char *address = g_strdup_printf ("127.12.0.%u", i + 1);

      talk->first = "echo";
      talk->enough = 4;
      run (scheduler, talk, address, port, NULL, &counter);
    }
  counter_wait (&counter, 100);
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

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/scheduler/talks", test_talks);
  g_test_add_func ("/scheduler/closes-cleanly-on-unread", test_closes_cleanly_on_unread);
  g_test_add_func ("/scheduler/last-words", test_last_words);
  g_test_add_func ("/scheduler/reset", test_reset);
  g_test_add_func ("/scheduler/refused", test_refused);
  g_test_add_func ("/scheduler/connect-not-answered", test_connect_not_answered);
  g_test_add_func ("/scheduler/deadlines", test_deadlines);
  g_test_add_func ("/scheduler/forbidden", test_forbidden);
  g_test_add_func ("/scheduler/one-per-address", test_one_per_address);
  g_test_add_func ("/scheduler/gap", test_gap);
  g_test_add_func ("/scheduler/many-at-once", test_many_at_once);
  g_test_add_func ("/scheduler/cancel", test_cancel);
  g_test_add_func ("/scheduler/unref-ends-all", test_unref_ends_all);
  g_test_add_func ("/scheduler/unref-on-own-thread", test_unref_on_own_thread);
  g_test_add_func ("/scheduler/few-descriptors", test_few_descriptors);

  return g_test_run ();
}
