/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-listener.h"

#include "repoint-test-guest.h"
#include "repoint-test-listener.h"
#include "repoint-test-pipe.h"
#include "repoint-test-rounds.h"

#include <sys/socket.h>
#include <unistd.h>

#define AMOUNT     (64 * 1024 * 1024)
#define HOUR       G_TIME_SPAN_HOUR
/* What the kernel may hold between two who talk by way of us: what each of four sockets may grow to, and more. */
#define IN_KERNEL  (32 * 1024 * 1024)

/* ---- Who is passed on to ---- */

typedef struct
{
  RepointTestLatch  latch;    /* reading begins when it is open */
  gboolean          hang_up;  /* instead of reading */
  gboolean          answers;  /* with what it reads */
  gboolean          pours;    /* before it reads */
  gsize             received;
  GChecksum        *checksum;
} Sink;

static void
drink (int      fd,
       gpointer user_data)
{
  Sink *sink = user_data;
  char buffer[65536];
  gssize n;

  g_mutex_lock (&sink->latch.mutex);
  while (!sink->latch.open)
    g_cond_wait (&sink->latch.cond, &sink->latch.mutex);
  g_mutex_unlock (&sink->latch.mutex);
  if (sink->hang_up)
    return;

  for (gsize sent = 0; sink->pours && sent < AMOUNT; sent += sizeof buffer)
    {
      memset (buffer, (int) sent, sizeof buffer);
      repoint_test_send (fd, buffer, sizeof buffer);
    }

  /* Sips at first. */
  while ((n = recv (fd, buffer, sink->received < AMOUNT / 64 ? 997 : sizeof buffer, 0)) > 0)
    {
      sink->received += n;
      g_checksum_update (sink->checksum, (const guchar *) buffer, n);
      if (sink->answers)
        repoint_test_send (fd, buffer, n);
    }
}

/* ---- Who passes on ---- */

/* Holds another conversation inside, as a way through a proxy does. */
struct _TestWrapper
{
  GObject              parent_instance;
  RepointConversation *inner;
};

G_DECLARE_FINAL_TYPE (TestWrapper, test_wrapper, TEST, WRAPPER, GObject)

static void test_wrapper_conversation_init (RepointConversationInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestWrapper, test_wrapper, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (REPOINT_TYPE_CONVERSATION, test_wrapper_conversation_init))

static void
wrapper_opened (RepointConversation *conversation,
                gint64               now)
{
  repoint_conversation_opened (TEST_WRAPPER (conversation)->inner, now);
}

static void
wrapper_feed (RepointConversation *conversation,
              const guint8        *bytes,
              gsize                length,
              gint64               now)
{
  repoint_conversation_feed (TEST_WRAPPER (conversation)->inner, bytes, length, now);
}

static void
wrapper_closed (RepointConversation *conversation,
                RepointClosed        how)
{
  repoint_conversation_closed (TEST_WRAPPER (conversation)->inner, how);
}

static GBytes *
wrapper_take (RepointConversation *conversation)
{
  return repoint_conversation_take (TEST_WRAPPER (conversation)->inner);
}

static gboolean
wrapper_is_done (RepointConversation *conversation)
{
  return repoint_conversation_is_done (TEST_WRAPPER (conversation)->inner);
}

static gboolean
wrapper_is_full (RepointConversation *conversation)
{
  return repoint_conversation_is_full (TEST_WRAPPER (conversation)->inner);
}

static gint64
wrapper_get_talk_time (RepointConversation *conversation)
{
  return repoint_conversation_get_talk_time (TEST_WRAPPER (conversation)->inner);
}

static void
test_wrapper_conversation_init (RepointConversationInterface *iface)
{
  iface->opened = wrapper_opened;
  iface->feed = wrapper_feed;
  iface->closed = wrapper_closed;
  iface->take = wrapper_take;
  iface->is_done = wrapper_is_done;
  iface->is_full = wrapper_is_full;
  iface->get_talk_time = wrapper_get_talk_time;
}

static void
test_wrapper_finalize (GObject *object)
{
  g_object_unref (TEST_WRAPPER (object)->inner);
  G_OBJECT_CLASS (test_wrapper_parent_class)->finalize (object);
}

static void
test_wrapper_class_init (TestWrapperClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_wrapper_finalize;
}

static void
test_wrapper_init (TestWrapper *self)
{
}

static RepointConversation *
wrap (RepointConversation *inner)
{
  TestWrapper *self = g_object_new (test_wrapper_get_type (), NULL);

  self->inner = g_object_ref (inner);
  repoint_conversation_set_outer (inner, REPOINT_CONVERSATION (self));
  return REPOINT_CONVERSATION (self);
}

/* A way from a port of ours to a sink. */
typedef struct
{
  RepointScheduler    *scheduler;
  RepointListener     *listener;
  RepointTestListener *target;
  Sink                 sink;
  RepointTestPipe     *in;
  RepointTestPipe     *out;
  gboolean             wrapped;
  RepointTestCounter   ended;   /* the way out */
} Way;

static void
count_end (RepointConversation *conversation,
           gpointer             user_data)
{
  repoint_test_counter_add (user_data);
}

static RepointConversation *
pass_on (GInetSocketAddress *peer,
         GInetSocketAddress *local,
         gpointer            user_data)
{
  Way *way = user_data;
  g_autoptr (RepointConversation) outer = NULL;

  repoint_test_pipe_pair (way->scheduler, way->in, way->out);
  outer = way->wrapped ? wrap (REPOINT_CONVERSATION (way->out)) : g_object_ref (REPOINT_CONVERSATION (way->out));
  repoint_scheduler_run (way->scheduler, outer, g_inet_socket_address_get_address (peer),
                         repoint_test_listener_get_port (way->target), NULL, count_end, &way->ended, NULL);
  return way->wrapped ? wrap (REPOINT_CONVERSATION (way->in)) : g_object_ref (REPOINT_CONVERSATION (way->in));
}

static void
way_open (Way *way)
{
  g_autoptr (GError) error = NULL;

  way->in = g_object_new (REPOINT_TYPE_TEST_PIPE, NULL);
  way->out = g_object_new (REPOINT_TYPE_TEST_PIPE, NULL);
  way->in->talk_time = HOUR;
  way->out->talk_time = HOUR;
  way->sink.checksum = g_checksum_new (G_CHECKSUM_SHA256);
  way->target = repoint_test_listener_new (NULL, 0, drink, &way->sink);
  way->scheduler = repoint_scheduler_new (NULL);
  way->listener = repoint_listener_new (way->scheduler, 0, NULL, pass_on, way, NULL, &error);
  g_assert_no_error (error);
}

static void
way_clear (Way *way)
{
  g_clear_object (&way->listener);
  g_clear_object (&way->scheduler);
  g_clear_pointer (&way->target, repoint_test_listener_free);
  g_clear_object (&way->in);
  g_clear_object (&way->out);
  g_clear_pointer (&way->sink.checksum, g_checksum_free);
}

/* ---- Who comes ---- */

typedef struct
{
  int        fd;
  gsize      amount;
  gboolean   stays;    /* does not say that this was all */
  GChecksum *checksum;
} Source;

static gpointer
pour (gpointer user_data)
{
  Source *source = user_data;
  g_autofree guint8 *bytes = g_malloc (1024 * 1024);
  guint32 state = 1;

  for (gsize sent = 0; sent < source->amount; sent += 1024 * 1024)
    {
      for (guint i = 0; i < 1024 * 1024; i++)
        bytes[i] = (state = state * 1664525u + 1013904223u) >> 24;
      g_checksum_update (source->checksum, bytes, 1024 * 1024);
      repoint_test_send (source->fd, bytes, 1024 * 1024);
    }
  if (!source->stays)
    shutdown (source->fd, SHUT_WR);
  return NULL;
}

static int
connect_to (Way *way)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1",
                                                                              repoint_listener_get_port (way->listener));
  struct sockaddr_storage native;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_true (g_socket_address_to_native (address, &native, sizeof native, NULL));
  g_assert_no_errno (connect (fd, (struct sockaddr *) &native, g_socket_address_get_native_size (address)));
  return fd;
}

/* ---- Tests ---- */

/* Nobody reads until the way is full: then the sender waits, and what we hold is little. Everything arrives. */
static void
test_slow_reader (gconstpointer wrapped)
{
  Way way = { .wrapped = GPOINTER_TO_INT (wrapped) };
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  Source source = { .amount = AMOUNT, .checksum = checksum };
  GThread *thread;
  gsize fed;

  way_open (&way);
  source.fd = connect_to (&way);
  thread = g_thread_new ("source", pour, &source);
  fed = repoint_test_pipe_wait_full (way.in);
  g_assert_cmpuint (fed, <, IN_KERNEL);

  repoint_test_latch_open (&way.sink.latch);
  repoint_test_counter_wait (&way.ended, 1);
  g_thread_join (thread);
  close (source.fd);
  g_clear_pointer (&way.target, repoint_test_listener_free);

  g_assert_cmpuint (way.sink.received, ==, AMOUNT);
  g_assert_cmpstr (g_checksum_get_string (way.sink.checksum), ==, g_checksum_get_string (checksum));
  g_assert_cmpuint (repoint_test_pipe_get_most_held (way.out), <, 64 * 1024);
  g_assert_cmpint (way.in->closed, ==, REPOINT_CLOSED_FIN);
  g_assert_cmpint (way.out->closed, ==, -1);
  g_test_message ("stopped at %" G_GSIZE_FORMAT " bytes, held %" G_GSIZE_FORMAT " at the most", fed,
                  repoint_test_pipe_get_most_held (way.out));
  way_clear (&way);
}

/* Both ways at once, and the sender reads only when it cannot send. */
static void
test_both_ways (void)
{
  Way way = { .sink.answers = TRUE };
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GChecksum) answer = g_checksum_new (G_CHECKSUM_SHA256);
  Source source = { .amount = AMOUNT, .stays = TRUE, .checksum = checksum };
  char buffer[65536];
  gsize received = 0;
  GThread *thread;
  gssize n;

  way_open (&way);
  repoint_test_latch_open (&way.sink.latch);
  source.fd = connect_to (&way);
  thread = g_thread_new ("source", pour, &source);
  repoint_test_pipe_wait_full (way.in);
  while (received < AMOUNT && (n = recv (source.fd, buffer, sizeof buffer, 0)) > 0)
    {
      received += n;
      g_checksum_update (answer, (const guchar *) buffer, n);
    }
  g_thread_join (thread);
  close (source.fd);
  repoint_test_counter_wait (&way.ended, 1);
  g_clear_pointer (&way.target, repoint_test_listener_free);

  g_assert_cmpuint (way.sink.received, ==, AMOUNT);
  g_assert_cmpstr (g_checksum_get_string (way.sink.checksum), ==, g_checksum_get_string (checksum));
  g_assert_cmpuint (received, ==, AMOUNT);
  g_assert_cmpstr (g_checksum_get_string (answer), ==, g_checksum_get_string (checksum));
  g_assert_cmpuint (repoint_test_pipe_get_most_held (way.in), <, 64 * 1024);
  g_assert_cmpuint (repoint_test_pipe_get_most_held (way.out), <, 64 * 1024);
  way_clear (&way);
}

/* The one at the far end hangs up: who has said nothing at all hears of it by our FIN. */
static void
test_far_end_hangs_up (void)
{
  Way way = { .sink.hang_up = TRUE };
  int fd;

  way_open (&way);
  repoint_test_latch_open (&way.sink.latch);
  fd = connect_to (&way);
  g_assert_cmpint (repoint_test_read_to_end (fd, NULL), ==, 0);
  close (fd);
  repoint_test_counter_wait (&way.ended, 1);
  g_assert_cmpint (way.out->closed, ==, REPOINT_CLOSED_FIN);
  g_assert_cmpint (way.in->closed, ==, -1);
  way_clear (&way);
}

/* Who sent until it was full resets, and nobody has read yet: the loop sleeps, and what had come is passed on. */
static void
test_reset_while_full (void)
{
  Way way = { 0 };
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  Source source = { .amount = AMOUNT, .checksum = checksum };
  g_autoptr (GSource) rounds = NULL;
  GThread *thread;
  gsize fed;

  way_open (&way);
  source.fd = connect_to (&way);
  thread = g_thread_new ("source", pour, &source);
  fed = repoint_test_pipe_wait_full (way.in);
  rounds = repoint_test_rounds_new (way.scheduler);
  repoint_test_reset_on_close (source.fd);
  /* Wakes the one who sends; the descriptor stays until then. */
  shutdown (source.fd, SHUT_RDWR);
  g_thread_join (thread);
  close (source.fd);
  g_usleep (300 * G_TIME_SPAN_MILLISECOND);
  g_assert_cmpuint (repoint_test_rounds_get (rounds), <, 100);

  repoint_test_latch_open (&way.sink.latch);
  repoint_test_counter_wait (&way.ended, 1);
  g_clear_pointer (&way.target, repoint_test_listener_free);
  g_assert_cmpuint (way.sink.received, >=, fed);
  g_assert_cmpint (way.out->closed, ==, -1);
  g_source_destroy (rounds);
  way_clear (&way);
}

/* The same while there is as much to send to the one who resets: it is not sent for ever. */
static void
test_reset_while_both_are_full (void)
{
  Way way = { .sink.pours = TRUE };
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  Source source = { .amount = AMOUNT, .checksum = checksum };
  gsize answered;
  GThread *thread;

  way_open (&way);
  repoint_test_latch_open (&way.sink.latch);
  source.fd = connect_to (&way);
  thread = g_thread_new ("source", pour, &source);
  repoint_test_pipe_wait_full (way.in);
  answered = repoint_test_pipe_wait_full (way.out);
  g_assert_cmpuint (answered, <, IN_KERNEL);
  repoint_test_reset_on_close (source.fd);
  shutdown (source.fd, SHUT_RDWR);
  g_thread_join (thread);
  close (source.fd);

  repoint_test_counter_wait (&way.ended, 1);
  g_clear_pointer (&way.target, repoint_test_listener_free);
  g_assert_cmpint (way.in->closed, ==, REPOINT_CLOSED_RESET);
  g_assert_cmpuint (way.in->passed_on, <, IN_KERNEL);
  g_assert_cmpint (way.out->closed, ==, -1);
  way_clear (&way);
}

/* ---- Waking those who cannot be woken ---- */

typedef struct
{
  RepointScheduler    *scheduler;
  RepointConversation *conversation;
  RepointTestCounter   counter;
} Waking;

static gboolean
wake_it (gpointer user_data)
{
  Waking *waking = user_data;

  repoint_scheduler_wake (waking->scheduler, waking->conversation);
  repoint_scheduler_wake (waking->scheduler, waking->conversation);
  repoint_test_counter_add (&waking->counter);
  return G_SOURCE_REMOVE;
}

static void
wake (RepointScheduler *scheduler,
      RepointTestPipe  *pipe)
{
  Waking waking = { scheduler, REPOINT_CONVERSATION (pipe) };
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, wake_it, &waking, NULL);
  g_source_attach (source, repoint_scheduler_get_context (scheduler));
  repoint_test_counter_wait (&waking.counter, 1);
  repoint_test_one_round (scheduler);
}

static void
test_wake_out_of_time (void)
{
  RepointLimits limits = { .max_open = 1 };
  RepointTestLatch latch = { 0 };
  g_autoptr (RepointTestListener) target = repoint_test_listener_new (NULL, 0, repoint_test_guest_ignore, &latch);
  g_autoptr (RepointScheduler) scheduler = repoint_scheduler_new (&limits);
  g_autoptr (RepointTestPipe) never = g_object_new (REPOINT_TYPE_TEST_PIPE, NULL);
  g_autoptr (RepointTestPipe) runs = g_object_new (REPOINT_TYPE_TEST_PIPE, NULL);
  g_autoptr (RepointTestPipe) waits = g_object_new (REPOINT_TYPE_TEST_PIPE, NULL);
  g_autoptr (RepointTestPipe) changes = g_object_new (REPOINT_TYPE_TEST_PIPE, NULL);
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string ("127.0.0.1");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  RepointTestCounter ended = { 0 };
  guint16 port = repoint_test_listener_get_port (target);
  guint asked;

  wake (scheduler, never);
  g_assert_cmpuint (never->n_asked, ==, 0);

  repoint_scheduler_run (scheduler, REPOINT_CONVERSATION (runs), address, port, cancellable, count_end, &ended, NULL);
  repoint_test_listener_wait (target, 1);
  repoint_scheduler_run (scheduler, REPOINT_CONVERSATION (waits), address, port, NULL, count_end, &ended, NULL);
  repoint_scheduler_run (scheduler, REPOINT_CONVERSATION (changes), address, port, NULL, count_end, &ended, NULL);
  repoint_test_one_round (scheduler);
  asked = runs->n_asked;
  wake (scheduler, runs);
  g_assert_cmpuint (runs->n_asked, ==, asked + 1);

  /* One that waits and is not done goes on waiting; one that has become done never begins. */
  wake (scheduler, waits);
  changes->finish = TRUE;
  wake (scheduler, changes);
  repoint_test_counter_wait (&ended, 1);
  g_assert_false (changes->opened);
  g_assert_cmpint (changes->closed, ==, -1);

  g_cancellable_cancel (cancellable);
  repoint_test_counter_wait (&ended, 2);
  asked = runs->n_asked;
  wake (scheduler, runs);
  wake (scheduler, changes);
  g_assert_cmpuint (runs->n_asked, ==, asked);

  repoint_test_listener_wait (target, 2);
  g_clear_object (&scheduler);
  g_assert_cmpuint (ended.done, ==, 3);
  g_assert_cmpint (waits->closed, ==, REPOINT_CLOSED_CANCELLED);
}

typedef struct
{
  RepointScheduler    *scheduler;
  RepointConversation *next;
  GInetAddress        *address;
  guint16              port;
  RepointTestCounter   ended;
} Chain;

static void
run_and_wake_next (RepointConversation *conversation,
                   gpointer             user_data)
{
  Chain *chain = user_data;

  repoint_scheduler_run (chain->scheduler, chain->next, chain->address, chain->port, NULL, count_end, &chain->ended, NULL);
  repoint_scheduler_wake (chain->scheduler, chain->next);
}

/* Run and woken in the same moment, out of a deadline, after the scheduler has looked for what is to be run. */
static void
test_wake_at_once (void)
{
  g_autoptr (RepointTestListener) target = repoint_test_listener_new (NULL, 0, repoint_test_guest_ignore, NULL);
  g_autoptr (RepointScheduler) scheduler = repoint_scheduler_new (NULL);
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string ("127.0.0.1");
  g_autoptr (RepointTestPipe) expires = g_object_new (REPOINT_TYPE_TEST_PIPE, NULL);
  g_autoptr (RepointTestPipe) next = g_object_new (REPOINT_TYPE_TEST_PIPE, NULL);
  guint16 port = repoint_test_listener_get_port (target);
  Chain chain = { scheduler, REPOINT_CONVERSATION (next), address, port };

  expires->talk_time = 20 * G_TIME_SPAN_MILLISECOND;
  next->finish = TRUE;
  repoint_scheduler_run (scheduler, REPOINT_CONVERSATION (expires), address, port, NULL, run_and_wake_next, &chain, NULL);
  repoint_test_counter_wait (&chain.ended, 1);
  g_assert_cmpint (expires->closed, ==, REPOINT_CLOSED_TIMEOUT);
  g_assert_cmpint (next->closed, ==, -1);
  g_assert_false (next->opened);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/pair/slow-reader", GINT_TO_POINTER (FALSE), test_slow_reader);
  g_test_add_data_func ("/pair/slow-reader-wrapped", GINT_TO_POINTER (TRUE), test_slow_reader);
  g_test_add_func ("/pair/both-ways", test_both_ways);
  g_test_add_func ("/pair/far-end-hangs-up", test_far_end_hangs_up);
  g_test_add_func ("/pair/reset-while-full", test_reset_while_full);
  g_test_add_func ("/pair/reset-while-both-are-full", test_reset_while_both_are_full);
  g_test_add_func ("/pair/wake-out-of-time", test_wake_out_of_time);
  g_test_add_func ("/pair/wake-at-once", test_wake_at_once);

  return g_test_run ();
}
