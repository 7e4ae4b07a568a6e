/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-conversation.h"

G_DEFINE_INTERFACE (RepointConversation, repoint_conversation, G_TYPE_OBJECT)

static void
repoint_conversation_default_init (RepointConversationInterface *iface)
{
}

/**
 * repoint_conversation_opened:
 * @self: a conversation
 * @now: monotonic time in µs
 *
 * Tells it that the connection stands. Called once, before any other event but closed().
 */
void
repoint_conversation_opened (RepointConversation *self,
                             gint64               now)
{
  RepointConversationInterface *iface;

  g_return_if_fail (REPOINT_IS_CONVERSATION (self));

  iface = REPOINT_CONVERSATION_GET_IFACE (self);
  if (iface->opened != NULL)
    iface->opened (self, now);
}

/**
 * repoint_conversation_feed:
 * @self: a conversation
 * @bytes: what arrived
 * @length: how much, at least 1
 * @now: monotonic time in µs
 *
 * Hands over bytes as they arrived; the cuts between two calls mean nothing.
 */
void
repoint_conversation_feed (RepointConversation *self,
                           const guint8        *bytes,
                           gsize                length,
                           gint64               now)
{
  RepointConversationInterface *iface;

  g_return_if_fail (REPOINT_IS_CONVERSATION (self));
  g_return_if_fail (bytes != NULL && length > 0);

  iface = REPOINT_CONVERSATION_GET_IFACE (self);
  if (iface->feed != NULL)
    iface->feed (self, bytes, length, now);
}

/**
 * repoint_conversation_closed:
 * @self: a conversation
 * @how: why nothing more will arrive
 *
 * Called at most once, and not when the conversation was done first. The conversation is over after it, whatever
 * is_done() says.
 */
void
repoint_conversation_closed (RepointConversation *self,
                             RepointClosed        how)
{
  RepointConversationInterface *iface;

  g_return_if_fail (REPOINT_IS_CONVERSATION (self));

  iface = REPOINT_CONVERSATION_GET_IFACE (self);
  if (iface->closed != NULL)
    iface->closed (self, how);
}

/**
 * repoint_conversation_take:
 * @self: a conversation
 *
 * Asks for bytes to send. Called until it yields nothing; all of it goes into one write.
 *
 * Returns: (transfer full) (nullable): the next bytes
 */
GBytes *
repoint_conversation_take (RepointConversation *self)
{
  RepointConversationInterface *iface;

  g_return_val_if_fail (REPOINT_IS_CONVERSATION (self), NULL);

  iface = REPOINT_CONVERSATION_GET_IFACE (self);
  return iface->take != NULL ? iface->take (self) : NULL;
}

/**
 * repoint_conversation_get_deadline:
 * @self: a conversation
 *
 * Returns: when it wants to hear %REPOINT_CLOSED_TIMEOUT at the latest, in monotonic µs; -1: no wish of its own
 */
gint64
repoint_conversation_get_deadline (RepointConversation *self)
{
  RepointConversationInterface *iface;

  g_return_val_if_fail (REPOINT_IS_CONVERSATION (self), -1);

  iface = REPOINT_CONVERSATION_GET_IFACE (self);
  return iface->get_deadline != NULL ? iface->get_deadline (self) : -1;
}

/**
 * repoint_conversation_is_done:
 * @self: a conversation
 *
 * Returns: %TRUE when it wants nothing more than that what take() yielded is sent
 */
gboolean
repoint_conversation_is_done (RepointConversation *self)
{
  RepointConversationInterface *iface;

  g_return_val_if_fail (REPOINT_IS_CONVERSATION (self), TRUE);

  iface = REPOINT_CONVERSATION_GET_IFACE (self);
  return iface->is_done != NULL ? iface->is_done (self) : FALSE;
}

/**
 * repoint_conversation_get_connect_time:
 * @self: a conversation
 *
 * Asked once, before connecting. It can only shorten what the scheduler allows.
 *
 * Returns: how long the connect may go without an answer, in µs; -1: no wish of its own
 */
gint64
repoint_conversation_get_connect_time (RepointConversation *self)
{
  RepointConversationInterface *iface;

  g_return_val_if_fail (REPOINT_IS_CONVERSATION (self), -1);

  iface = REPOINT_CONVERSATION_GET_IFACE (self);
  return iface->get_connect_time != NULL ? iface->get_connect_time (self) : -1;
}

/**
 * repoint_conversation_has_work:
 * @self: a conversation
 *
 * Asked after opened(), feed() and worked().
 *
 * Returns: %TRUE when it cannot go on before work() was called
 */
gboolean
repoint_conversation_has_work (RepointConversation *self)
{
  RepointConversationInterface *iface;

  g_return_val_if_fail (REPOINT_IS_CONVERSATION (self), FALSE);

  iface = REPOINT_CONVERSATION_GET_IFACE (self);
  return iface->has_work != NULL ? iface->has_work (self) : FALSE;
}

/**
 * repoint_conversation_work:
 * @self: a conversation that has work
 *
 * Does it, for as long as it takes. Called on any thread but never at the same time as feed() or worked().
 */
void
repoint_conversation_work (RepointConversation *self)
{
  RepointConversationInterface *iface;

  g_return_if_fail (REPOINT_IS_CONVERSATION (self));

  iface = REPOINT_CONVERSATION_GET_IFACE (self);
  if (iface->work != NULL)
    iface->work (self);
}

/**
 * repoint_conversation_worked:
 * @self: a conversation
 * @now: monotonic time in µs
 *
 * Tells it that work() has returned. Not called when it heard closed() in the meantime.
 */
void
repoint_conversation_worked (RepointConversation *self,
                             gint64               now)
{
  RepointConversationInterface *iface;

  g_return_if_fail (REPOINT_IS_CONVERSATION (self));

  iface = REPOINT_CONVERSATION_GET_IFACE (self);
  if (iface->worked != NULL)
    iface->worked (self, now);
}

/**
 * repoint_conversation_expects_silence:
 * @self: a conversation
 *
 * Asked after feed(), before take().
 *
 * Returns: %TRUE when bytes that have arrived by now must be fed before what take() yields is sent
 */
gboolean
repoint_conversation_expects_silence (RepointConversation *self)
{
  RepointConversationInterface *iface;

  g_return_val_if_fail (REPOINT_IS_CONVERSATION (self), FALSE);

  iface = REPOINT_CONVERSATION_GET_IFACE (self);
  return iface->expects_silence != NULL ? iface->expects_silence (self) : FALSE;
}

/**
 * repoint_conversation_expired:
 * @self: a conversation
 * @now: monotonic time in µs
 *
 * Tells it that the deadline has passed which get_deadline() named.
 *
 * Returns: %TRUE when it goes on
 */
gboolean
repoint_conversation_expired (RepointConversation *self,
                              gint64               now)
{
  RepointConversationInterface *iface;

  g_return_val_if_fail (REPOINT_IS_CONVERSATION (self), FALSE);

  iface = REPOINT_CONVERSATION_GET_IFACE (self);
  return iface->expired != NULL ? iface->expired (self, now) : FALSE;
}

/**
 * repoint_conversation_is_full:
 * @self: a conversation
 *
 * Asked after each event and when it is woken.
 *
 * Returns: %TRUE when it wants to be fed nothing more for now
 */
gboolean
repoint_conversation_is_full (RepointConversation *self)
{
  RepointConversationInterface *iface;

  g_return_val_if_fail (REPOINT_IS_CONVERSATION (self), FALSE);

  iface = REPOINT_CONVERSATION_GET_IFACE (self);
  return iface->is_full != NULL ? iface->is_full (self) : FALSE;
}

/**
 * repoint_conversation_get_talk_time:
 * @self: a conversation
 *
 * Asked once, before connecting or when a visitor has come. It takes the place of what the scheduler or the listener
 * allows a conversation in all, and may be longer.
 *
 * Returns: how long it may take in all, connecting included, in µs; -1: no wish of its own
 */
gint64
repoint_conversation_get_talk_time (RepointConversation *self)
{
  RepointConversationInterface *iface;

  g_return_val_if_fail (REPOINT_IS_CONVERSATION (self), -1);

  iface = REPOINT_CONVERSATION_GET_IFACE (self);
  return iface->get_talk_time != NULL ? iface->get_talk_time (self) : -1;
}

/**
 * repoint_conversation_is_urgent:
 * @self: a conversation
 *
 * Asked once, when it is run.
 *
 * Returns: %TRUE when it begins beside whatever else is said to its address, and does not count there
 */
gboolean
repoint_conversation_is_urgent (RepointConversation *self)
{
  RepointConversationInterface *iface;

  g_return_val_if_fail (REPOINT_IS_CONVERSATION (self), FALSE);

  iface = REPOINT_CONVERSATION_GET_IFACE (self);
  return iface->is_urgent != NULL ? iface->is_urgent (self) : FALSE;
}

static GQuark
outer_quark (void)
{
  return g_quark_from_static_string ("repoint-conversation-outer");
}

static void
outer_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

/**
 * repoint_conversation_set_outer:
 * @inner: a conversation
 * @outer: the one that passes its events on to @inner
 *
 * To be called by @outer before the first event that it passes on.
 */
void
repoint_conversation_set_outer (RepointConversation *inner,
                                RepointConversation *outer)
{
  GWeakRef *weak;

  g_return_if_fail (REPOINT_IS_CONVERSATION (inner));
  g_return_if_fail (REPOINT_IS_CONVERSATION (outer) && outer != inner);

  weak = g_new (GWeakRef, 1);
  g_weak_ref_init (weak, outer);
  g_object_set_qdata_full (G_OBJECT (inner), outer_quark (), weak, outer_free);
}

/**
 * repoint_conversation_dup_outer:
 * @inner: a conversation
 *
 * Returns: (transfer full) (nullable): the one that set_outer() named, if it is still there
 */
RepointConversation *
repoint_conversation_dup_outer (RepointConversation *inner)
{
  GWeakRef *weak;

  g_return_val_if_fail (REPOINT_IS_CONVERSATION (inner), NULL);

  weak = g_object_get_qdata (G_OBJECT (inner), outer_quark ());
  return weak != NULL ? g_weak_ref_get (weak) : NULL;
}
