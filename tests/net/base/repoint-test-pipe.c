/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-pipe.h"

#define ENOUGH (32 * 1024)

static void repoint_test_pipe_conversation_init (RepointConversationInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RepointTestPipe, repoint_test_pipe, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (REPOINT_TYPE_CONVERSATION, repoint_test_pipe_conversation_init))

static void
wake (RepointTestPipe *self)
{
  repoint_scheduler_wake (self->scheduler, REPOINT_CONVERSATION (self));
}

static void
opened (RepointConversation *conversation,
        gint64               now)
{
  REPOINT_TEST_PIPE (conversation)->opened = TRUE;
}

static void
feed (RepointConversation *conversation,
      const guint8        *bytes,
      gsize                length,
      gint64               now)
{
  RepointTestPipe *self = REPOINT_TEST_PIPE (conversation);
  RepointTestPipe *partner = self->partner;

  g_mutex_lock (&self->mutex);
  self->fed += length;
  g_mutex_unlock (&self->mutex);
  if (partner == NULL)
    return;

  g_queue_push_tail (&partner->out, g_bytes_new (bytes, length));
  partner->held += length;
  g_mutex_lock (&partner->mutex);
  partner->most_held = MAX (partner->most_held, partner->held);
  g_mutex_unlock (&partner->mutex);
  wake (partner);
}

/* The other one has what it was given still to send. */
static void
closed (RepointConversation *conversation,
        RepointClosed        how)
{
  RepointTestPipe *self = REPOINT_TEST_PIPE (conversation);

  self->closed = how;
  if (self->partner == NULL)
    return;
  self->passed_on = self->partner->fed;
  self->partner->partner = NULL;
  self->partner->finish = TRUE;
  wake (self->partner);
}

static GBytes *
take (RepointConversation *conversation)
{
  RepointTestPipe *self = REPOINT_TEST_PIPE (conversation);
  GBytes *bytes = self->opened ? g_queue_pop_head (&self->out) : NULL;

  if (bytes == NULL)
    return NULL;
  self->held -= g_bytes_get_size (bytes);
  if (self->partner != NULL)
    wake (self->partner);
  return bytes;
}

static gboolean
is_done (RepointConversation *conversation)
{
  RepointTestPipe *self = REPOINT_TEST_PIPE (conversation);

  return self->finish && self->held == 0;
}

static gboolean
is_full (RepointConversation *conversation)
{
  RepointTestPipe *self = REPOINT_TEST_PIPE (conversation);
  gboolean full = !self->deaf && self->partner != NULL && self->partner->held >= ENOUGH;

  g_mutex_lock (&self->mutex);
  self->n_asked++;
  if (full)
    {
      self->was_full = TRUE;
      g_cond_broadcast (&self->cond);
    }
  g_mutex_unlock (&self->mutex);
  return full;
}

static gint64
get_talk_time (RepointConversation *conversation)
{
  return REPOINT_TEST_PIPE (conversation)->talk_time;
}

static void
repoint_test_pipe_conversation_init (RepointConversationInterface *iface)
{
  iface->opened = opened;
  iface->feed = feed;
  iface->closed = closed;
  iface->take = take;
  iface->is_done = is_done;
  iface->is_full = is_full;
  iface->get_talk_time = get_talk_time;
}

static void
repoint_test_pipe_finalize (GObject *object)
{
  RepointTestPipe *self = REPOINT_TEST_PIPE (object);

  g_queue_clear_full (&self->out, (GDestroyNotify) g_bytes_unref);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  G_OBJECT_CLASS (repoint_test_pipe_parent_class)->finalize (object);
}

static void
repoint_test_pipe_class_init (RepointTestPipeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = repoint_test_pipe_finalize;
}

static void
repoint_test_pipe_init (RepointTestPipe *self)
{
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->closed = -1;
  self->talk_time = -1;
}

void
repoint_test_pipe_pair (RepointScheduler *scheduler,
                        RepointTestPipe  *one,
                        RepointTestPipe  *other)
{
  one->scheduler = scheduler;
  one->partner = other;
  other->scheduler = scheduler;
  other->partner = one;
}

gsize
repoint_test_pipe_wait_full (RepointTestPipe *self)
{
  gsize fed;

  g_mutex_lock (&self->mutex);
  while (!self->was_full)
    g_cond_wait (&self->cond, &self->mutex);
  fed = self->fed;
  g_mutex_unlock (&self->mutex);
  return fed;
}

gsize
repoint_test_pipe_get_most_held (RepointTestPipe *self)
{
  gsize held;

  g_mutex_lock (&self->mutex);
  held = self->most_held;
  g_mutex_unlock (&self->mutex);
  return held;
}
