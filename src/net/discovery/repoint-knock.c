/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-knock.h"

struct _RepointKnock
{
  GObject              parent_instance;
  RepointConversation *inner;
  gint64               connect_time;
  gboolean             opened;
  RepointKnockAnswer   answer;
};

static void repoint_knock_conversation_init (RepointConversationInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RepointKnock, repoint_knock, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (REPOINT_TYPE_CONVERSATION, repoint_knock_conversation_init))

static void
repoint_knock_opened (RepointConversation *conversation,
                      gint64               now)
{
  RepointKnock *self = REPOINT_KNOCK (conversation);

  self->opened = TRUE;
  self->answer = REPOINT_KNOCK_OPEN;
  if (self->inner != NULL)
    repoint_conversation_opened (self->inner, now);
}

static void
repoint_knock_feed (RepointConversation *conversation,
                    const guint8        *bytes,
                    gsize                length,
                    gint64               now)
{
  RepointKnock *self = REPOINT_KNOCK (conversation);

  if (self->inner != NULL)
    repoint_conversation_feed (self->inner, bytes, length, now);
}

static void
repoint_knock_closed (RepointConversation *conversation,
                      RepointClosed        how)
{
  RepointKnock *self = REPOINT_KNOCK (conversation);

  if (!self->opened)
    {
      switch (how)
        {
        case REPOINT_CLOSED_REFUSED:
        case REPOINT_CLOSED_RESET:
        case REPOINT_CLOSED_FIN:
          self->answer = REPOINT_KNOCK_REFUSED;
          break;
        case REPOINT_CLOSED_TIMEOUT:
          self->answer = REPOINT_KNOCK_SILENT;
          break;
        case REPOINT_CLOSED_UNREACHABLE:
          self->answer = REPOINT_KNOCK_UNREACHABLE;
          break;
        case REPOINT_CLOSED_FORBIDDEN:
        case REPOINT_CLOSED_CANCELLED:
        case REPOINT_CLOSED_LOCAL:
          self->answer = REPOINT_KNOCK_NOT_TRIED;
          break;
        }
    }
  if (self->inner != NULL)
    repoint_conversation_closed (self->inner, how);
}

static GBytes *
repoint_knock_take (RepointConversation *conversation)
{
  RepointKnock *self = REPOINT_KNOCK (conversation);

  return self->inner != NULL ? repoint_conversation_take (self->inner) : NULL;
}

static gint64
repoint_knock_get_deadline (RepointConversation *conversation)
{
  RepointKnock *self = REPOINT_KNOCK (conversation);

  return self->inner != NULL ? repoint_conversation_get_deadline (self->inner) : -1;
}

static gboolean
repoint_knock_is_done (RepointConversation *conversation)
{
  RepointKnock *self = REPOINT_KNOCK (conversation);

  return self->inner != NULL ? repoint_conversation_is_done (self->inner) : self->opened;
}

static gint64
repoint_knock_get_connect_time (RepointConversation *conversation)
{
  return REPOINT_KNOCK (conversation)->connect_time;
}

static void
repoint_knock_conversation_init (RepointConversationInterface *iface)
{
  iface->opened = repoint_knock_opened;
  iface->feed = repoint_knock_feed;
  iface->closed = repoint_knock_closed;
  iface->take = repoint_knock_take;
  iface->get_deadline = repoint_knock_get_deadline;
  iface->is_done = repoint_knock_is_done;
  iface->get_connect_time = repoint_knock_get_connect_time;
}

RepointKnock *
repoint_knock_new (RepointConversation *inner,
                   gint64               connect_time)
{
  RepointKnock *self = g_object_new (REPOINT_TYPE_KNOCK, NULL);

  self->inner = inner != NULL ? g_object_ref (inner) : NULL;
  self->connect_time = connect_time;
  return self;
}

RepointConversation *
repoint_knock_get_inner (RepointKnock *self)
{
  g_return_val_if_fail (REPOINT_IS_KNOCK (self), NULL);
  return self->inner;
}

RepointKnockAnswer
repoint_knock_get_answer (RepointKnock *self)
{
  g_return_val_if_fail (REPOINT_IS_KNOCK (self), REPOINT_KNOCK_NOT_TRIED);
  return self->answer;
}

static void
repoint_knock_finalize (GObject *object)
{
  RepointKnock *self = REPOINT_KNOCK (object);

  g_clear_object (&self->inner);
  G_OBJECT_CLASS (repoint_knock_parent_class)->finalize (object);
}

static void
repoint_knock_class_init (RepointKnockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = repoint_knock_finalize;
}

static void
repoint_knock_init (RepointKnock *self)
{
  self->answer = REPOINT_KNOCK_NOT_TRIED;
}
