/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-talk.h"

static void repoint_test_talk_conversation_init (RepointConversationInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RepointTestTalk, repoint_test_talk, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (REPOINT_TYPE_CONVERSATION, repoint_test_talk_conversation_init))

static void
repoint_test_talk_opened (RepointConversation *conversation,
                          gint64               now)
{
  RepointTestTalk *self = REPOINT_TEST_TALK (conversation);

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
repoint_test_talk_feed (RepointConversation *conversation,
                        const guint8        *bytes,
                        gsize                length,
                        gint64               now)
{
  RepointTestTalk *self = REPOINT_TEST_TALK (conversation);

  g_assert_true (self->opened);
  g_assert_cmpint (self->closed, ==, -1);
  g_assert_false (self->has_work);
  g_string_append_len (self->received, (const char *) bytes, length);
  self->has_work = self->latch != NULL;
  if (self->watch != NULL)
    self->seen = *self->watch;
  if (self->echo)
    g_queue_push_tail (&self->out, g_bytes_new (bytes, length));
}

static gboolean
repoint_test_talk_has_work (RepointConversation *conversation)
{
  return REPOINT_TEST_TALK (conversation)->has_work;
}

static void
repoint_test_talk_work (RepointConversation *conversation)
{
  RepointTestTalk *self = REPOINT_TEST_TALK (conversation);
  RepointTestLatch *latch = self->latch;

  self->worker = g_thread_self ();
  g_mutex_lock (&latch->mutex);
  latch->begun++;
  latch->running++;
  latch->peak = MAX (latch->peak, latch->running);
  g_cond_broadcast (&latch->cond);
  while (!latch->open)
    g_cond_wait (&latch->cond, &latch->mutex);
  latch->running--;
  g_mutex_unlock (&latch->mutex);
}

static void
repoint_test_talk_worked (RepointConversation *conversation,
                          gint64               now)
{
  RepointTestTalk *self = REPOINT_TEST_TALK (conversation);

  g_assert_true (self->has_work);
  g_assert_cmpint (self->closed, ==, -1);
  self->has_work = FALSE;
  self->n_worked++;
}

static void
repoint_test_talk_closed (RepointConversation *conversation,
                          RepointClosed        how)
{
  RepointTestTalk *self = REPOINT_TEST_TALK (conversation);

  self->closed = how;
  self->n_closed++;
  if (self->last != NULL)
    g_queue_push_tail (&self->out, g_bytes_new (self->last, strlen (self->last)));
}

static GBytes *
repoint_test_talk_take (RepointConversation *conversation)
{
  return g_queue_pop_head (&REPOINT_TEST_TALK (conversation)->out);
}

static gint64
repoint_test_talk_get_deadline (RepointConversation *conversation)
{
  return REPOINT_TEST_TALK (conversation)->deadline;
}

static gboolean
repoint_test_talk_is_done (RepointConversation *conversation)
{
  RepointTestTalk *self = REPOINT_TEST_TALK (conversation);

  if (self->has_work)
    return FALSE;
  return (self->only_connect && self->opened) || (self->enough > 0 && self->received->len >= self->enough);
}

static gboolean
repoint_test_talk_is_urgent (RepointConversation *conversation)
{
  return REPOINT_TEST_TALK (conversation)->is_urgent;
}

static gboolean
repoint_test_talk_expired (RepointConversation *conversation,
                           gint64               now)
{
  RepointTestTalk *self = REPOINT_TEST_TALK (conversation);

  g_assert_cmpint (self->closed, ==, -1);
  g_assert_cmpint (now, >=, self->deadline);
  g_assert_false (self->has_work);
  if (self->n_expired++ == self->renewals)
    return FALSE;

  self->deadline = now + self->patience;
  g_queue_push_tail (&self->out, g_bytes_new ("more", 4));

  return TRUE;
}

static void
repoint_test_talk_conversation_init (RepointConversationInterface *iface)
{
  iface->opened = repoint_test_talk_opened;
  iface->feed = repoint_test_talk_feed;
  iface->closed = repoint_test_talk_closed;
  iface->take = repoint_test_talk_take;
  iface->get_deadline = repoint_test_talk_get_deadline;
  iface->is_done = repoint_test_talk_is_done;
  iface->has_work = repoint_test_talk_has_work;
  iface->work = repoint_test_talk_work;
  iface->worked = repoint_test_talk_worked;
  iface->expired = repoint_test_talk_expired;
  iface->is_urgent = repoint_test_talk_is_urgent;
}

static void
repoint_test_talk_finalize (GObject *object)
{
  RepointTestTalk *self = REPOINT_TEST_TALK (object);

  g_string_free (self->received, TRUE);
  g_queue_clear_full (&self->out, (GDestroyNotify) g_bytes_unref);
  G_OBJECT_CLASS (repoint_test_talk_parent_class)->finalize (object);
}

static void
repoint_test_talk_class_init (RepointTestTalkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = repoint_test_talk_finalize;
}

static void
repoint_test_talk_init (RepointTestTalk *self)
{
  self->received = g_string_new (NULL);
  self->closed = -1;
  self->deadline = -1;
}

void
repoint_test_latch_open (RepointTestLatch *latch)
{
  g_mutex_lock (&latch->mutex);
  latch->open = TRUE;
  g_cond_broadcast (&latch->cond);
  g_mutex_unlock (&latch->mutex);
}

void
repoint_test_latch_wait (RepointTestLatch *latch,
                         guint             begun)
{
  g_mutex_lock (&latch->mutex);
  while (latch->begun < begun)
    g_cond_wait (&latch->cond, &latch->mutex);
  g_mutex_unlock (&latch->mutex);
}

static gboolean
wait_for_latch (gpointer user_data)
{
  RepointTestLatch *latch = user_data;

  g_mutex_lock (&latch->mutex);
  latch->begun++;
  g_cond_broadcast (&latch->cond);
  while (!latch->open)
    g_cond_wait (&latch->cond, &latch->mutex);
  g_mutex_unlock (&latch->mutex);
  return G_SOURCE_REMOVE;
}

void
repoint_test_latch_hold (RepointTestLatch *latch,
                         RepointScheduler *scheduler)
{
  g_main_context_invoke (repoint_scheduler_get_context (scheduler), wait_for_latch, latch);
  repoint_test_latch_wait (latch, 1);
}

void
repoint_test_counter_add (RepointTestCounter *counter)
{
  g_mutex_lock (&counter->mutex);
  counter->done++;
  counter->thread = g_thread_self ();
  g_cond_broadcast (&counter->cond);
  g_mutex_unlock (&counter->mutex);
}

static void
count_done (RepointConversation *conversation,
            gpointer             user_data)
{
  repoint_test_counter_add (user_data);
}

guint
repoint_test_counter_get (RepointTestCounter *counter)
{
  guint done;

  g_mutex_lock (&counter->mutex);
  done = counter->done;
  g_mutex_unlock (&counter->mutex);
  return done;
}

void
repoint_test_counter_wait (RepointTestCounter *counter,
                           guint               n)
{
  g_mutex_lock (&counter->mutex);
  while (counter->done < n)
    g_cond_wait (&counter->cond, &counter->mutex);
  g_mutex_unlock (&counter->mutex);
}

void
repoint_test_talk_run (RepointScheduler   *scheduler,
                       RepointTestTalk    *talk,
                       const char         *address,
                       guint16             port,
                       GCancellable       *cancellable,
                       RepointTestCounter *counter)
{
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (address);

  repoint_scheduler_run (scheduler, REPOINT_CONVERSATION (talk), inet, port, cancellable, count_done, counter, NULL);
}

RepointTestTalk *
repoint_test_talk_run_alone (const RepointLimits *limits,
                             RepointTestTalk     *talk,
                             const char          *address,
                             guint16              port)
{
  g_autoptr (RepointScheduler) scheduler = repoint_scheduler_new (limits);
  RepointTestCounter counter = { 0 };

  repoint_test_talk_run (scheduler, talk, address, port, NULL, &counter);
  repoint_test_counter_wait (&counter, 1);
  g_assert_true (counter.thread != g_thread_self ());
  g_clear_object (&scheduler);
  g_assert_cmpuint (counter.done, ==, 1);
  g_assert_cmpuint (talk->n_closed, <=, 1);
  return talk;
}

static gboolean
set_flag (gpointer user_data)
{
  repoint_test_counter_add (user_data);
  return G_SOURCE_REMOVE;
}

void
repoint_test_one_round (RepointScheduler *scheduler)
{
  RepointTestCounter counter = { 0 };
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_LOW);
  g_source_set_callback (source, set_flag, &counter, NULL);
  g_source_attach (source, repoint_scheduler_get_context (scheduler));
  repoint_test_counter_wait (&counter, 1);
}
