/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-scheduler.h"
#include "repoint-test-listener.h"
#include "repoint-test-talk.h"

#include <sys/socket.h>

/* What comes while a conversation thinks about what it heard. */

#define REPOINT_TYPE_TEST_LISTENER_TALK (repoint_test_listener_talk_get_type ())
G_DECLARE_FINAL_TYPE (RepointTestListenerTalk, repoint_test_listener_talk, REPOINT, TEST_LISTENER_TALK, GObject)

struct _RepointTestListenerTalk
{
  GObject           parent_instance;

  gboolean          expects_silence;
  RepointTestLatch *thinking; /* opened when the first bytes are being thought about */
  RepointTestLatch *said_more; /* opened when the server has said more */
  GString          *before;   /* what came before we said anything */
  gboolean          spoke;
};

static void listener_talk_iface_init (RepointConversationInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RepointTestListenerTalk, repoint_test_listener_talk, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (REPOINT_TYPE_CONVERSATION, listener_talk_iface_init))

static void
wait_open (RepointTestLatch *latch)
{
  g_mutex_lock (&latch->mutex);
  while (!latch->open)
    g_cond_wait (&latch->cond, &latch->mutex);
  g_mutex_unlock (&latch->mutex);
}

static void
talk_feed (RepointConversation *conversation,
           const guint8        *bytes,
           gsize                length,
           gint64               now)
{
  RepointTestListenerTalk *self = REPOINT_TEST_LISTENER_TALK (conversation);
  gboolean first = self->before->len == 0;

  if (!self->spoke)
    g_string_append_len (self->before, (const char *) bytes, (gssize) length);
  if (first)
    {
      repoint_test_latch_open (self->thinking);
      wait_open (self->said_more);
    }
}

static gboolean
talk_expects_silence (RepointConversation *conversation)
{
  return REPOINT_TEST_LISTENER_TALK (conversation)->expects_silence;
}

static GBytes *
talk_take (RepointConversation *conversation)
{
  RepointTestListenerTalk *self = REPOINT_TEST_LISTENER_TALK (conversation);

  if (self->spoke || self->before->len == 0)
    return NULL;

  self->spoke = TRUE;
  return g_bytes_new_static ("hello", 5);
}

static gboolean
talk_is_done (RepointConversation *conversation)
{
  return REPOINT_TEST_LISTENER_TALK (conversation)->spoke;
}

static void
listener_talk_iface_init (RepointConversationInterface *iface)
{
  iface->feed = talk_feed;
  iface->expects_silence = talk_expects_silence;
  iface->take = talk_take;
  iface->is_done = talk_is_done;
}

static void
repoint_test_listener_talk_finalize (GObject *object)
{
  g_string_free (REPOINT_TEST_LISTENER_TALK (object)->before, TRUE);

  G_OBJECT_CLASS (repoint_test_listener_talk_parent_class)->finalize (object);
}

static void
repoint_test_listener_talk_class_init (RepointTestListenerTalkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = repoint_test_listener_talk_finalize;
}

static void
repoint_test_listener_talk_init (RepointTestListenerTalk *self)
{
  self->before = g_string_new (NULL);
}

typedef struct
{
  RepointTestLatch thinking;
  RepointTestLatch said_more;
  gboolean         hangs_up; /* instead of saying more */
  GString         *received;
} Server;

static void
serve (int      fd,
       gpointer user_data)
{
  Server *self = user_data;

  repoint_test_send (fd, "first", 5);
  wait_open (&self->thinking);
  if (self->hangs_up)
    shutdown (fd, SHUT_WR);
  else
    repoint_test_send (fd, "second", 6);
  repoint_test_latch_open (&self->said_more);
  repoint_test_read_to_end (fd, self->received);
}

static void
count (RepointConversation *conversation,
       gpointer             user_data)
{
  repoint_test_counter_add (user_data);
}

/* Over loopback, what was sent is there when send() returns. */
static void
run (gboolean    expects_silence,
     gboolean    hangs_up,
     const char *before)
{
  static const RepointLimits limits = { .max_open = 1, .max_per_address = 1, .connect_ms = 20000, .conversation_ms = 20000 };
  Server server = { .hangs_up = hangs_up, .received = g_string_new (NULL) };
  RepointTestListener *listener = repoint_test_listener_new (NULL, 0, serve, &server);
  g_autoptr(RepointScheduler) scheduler = repoint_scheduler_new (&limits);
  g_autoptr(RepointTestListenerTalk) talk = g_object_new (REPOINT_TYPE_TEST_LISTENER_TALK, NULL);
  g_autoptr(GInetAddress) address = g_inet_address_new_from_string ("127.0.0.1");
  RepointTestCounter counter = { 0 };

  talk->expects_silence = expects_silence;
  talk->thinking = &server.thinking;
  talk->said_more = &server.said_more;
  repoint_scheduler_run (scheduler, REPOINT_CONVERSATION (talk), address, repoint_test_listener_get_port (listener), NULL,
                         count, &counter, NULL);
  repoint_test_counter_wait (&counter, 1);
  g_clear_object (&scheduler);
  repoint_test_listener_free (listener);

  g_assert_cmpstr (talk->before->str, ==, before);
  g_assert_cmpstr (server.received->str, ==, "hello");
  g_string_free (server.received, TRUE);
}

static void
test_expected (void)
{
  run (TRUE, FALSE, "firstsecond");
}

static void
test_not_expected (void)
{
  run (FALSE, FALSE, "first");
}

/* The end is nothing that was said: it is told in its turn. */
static void
test_end (void)
{
  run (TRUE, TRUE, "first");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/silence/expected", test_expected);
  g_test_add_func ("/silence/not-expected", test_not_expected);
  g_test_add_func ("/silence/end", test_end);

  return g_test_run ();
}
