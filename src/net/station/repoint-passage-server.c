/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-passage-server.h"

#include "repoint-problem.h"

struct _RepointPassageServer
{
  GObject                   parent_instance;

  RepointMailPassage       *passage; /* of the visitor's half; NULL: that is gone */
  gint64                    time;
  RepointPassageServerNews  news;
  gpointer                  user_data;
  gboolean                  open;
  RepointClosed             how;     /* once closed */
  gint64                    now;
};

static void conversation_iface_init (RepointConversationInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RepointPassageServer, repoint_passage_server, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (REPOINT_TYPE_CONVERSATION, conversation_iface_init))

static void
tell (RepointPassageServer *self)
{
  if (self->passage != NULL)
    self->news (self->now, self->user_data);
}

static void
opened (RepointConversation *conversation, gint64 now)
{
  RepointPassageServer *self = REPOINT_PASSAGE_SERVER (conversation);

  self->open = TRUE;
  self->now = now;
  tell (self);
}

static void
feed (RepointConversation *conversation, const guint8 *bytes, gsize length, gint64 now)
{
  RepointPassageServer *self = REPOINT_PASSAGE_SERVER (conversation);

  if (self->passage == NULL)
    return;

  self->now = now;
  repoint_mail_passage_feed (self->passage, REPOINT_TLS_SIDE_SERVER, bytes, length);
  tell (self);
}

static void
closed (RepointConversation *conversation, RepointClosed how)
{
  RepointPassageServer *self = REPOINT_PASSAGE_SERVER (conversation);

  self->how = how;
  if (self->passage == NULL || !self->open)
    return;

  self->open = FALSE;
  self->now = g_get_monotonic_time ();
  repoint_mail_passage_closed (self->passage, REPOINT_TLS_SIDE_SERVER, repoint_problem_of_closed (how));
  tell (self);
}

/* The visitor may be read from again once this has made room. */
static GBytes *
take (RepointConversation *conversation)
{
  RepointPassageServer *self = REPOINT_PASSAGE_SERVER (conversation);
  gboolean was_full;
  GBytes *bytes;

  if (self->passage == NULL)
    return NULL;

  was_full = repoint_mail_passage_is_full (self->passage, REPOINT_TLS_SIDE_CLIENT);
  bytes = repoint_mail_passage_take (self->passage, REPOINT_TLS_SIDE_SERVER);
  if (was_full && !repoint_mail_passage_is_full (self->passage, REPOINT_TLS_SIDE_CLIENT))
    tell (self);

  return bytes;
}

static gboolean
is_done (RepointConversation *conversation)
{
  RepointPassageServer *self = REPOINT_PASSAGE_SERVER (conversation);

  return self->passage == NULL || repoint_mail_passage_is_done (self->passage, REPOINT_TLS_SIDE_SERVER);
}

static gboolean
is_full (RepointConversation *conversation)
{
  RepointPassageServer *self = REPOINT_PASSAGE_SERVER (conversation);

  return self->passage != NULL && repoint_mail_passage_is_full (self->passage, REPOINT_TLS_SIDE_SERVER);
}

static gint64
get_talk_time (RepointConversation *conversation)
{
  return REPOINT_PASSAGE_SERVER (conversation)->time;
}

static gboolean
is_urgent (RepointConversation *conversation)
{
  return TRUE;
}

static void
conversation_iface_init (RepointConversationInterface *iface)
{
  iface->opened = opened;
  iface->feed = feed;
  iface->closed = closed;
  iface->take = take;
  iface->is_done = is_done;
  iface->is_full = is_full;
  iface->get_talk_time = get_talk_time;
  iface->is_urgent = is_urgent;
}

static void
repoint_passage_server_class_init (RepointPassageServerClass *class)
{
}

static void
repoint_passage_server_init (RepointPassageServer *self)
{
}

/**
 * repoint_passage_server_new:
 * @passage: what both halves share; to be kept until repoint_passage_server_leave()
 * @time: how long it may take in all, µs
 * @news: told when the visitor should be asked again
 * @user_data: for @news
 *
 * Returns: (transfer full): a conversation
 */
RepointPassageServer *
repoint_passage_server_new (RepointMailPassage *passage, gint64 time, RepointPassageServerNews news, gpointer user_data)
{
  RepointPassageServer *self;

  g_return_val_if_fail (passage != NULL, NULL);
  g_return_val_if_fail (news != NULL, NULL);

  self = g_object_new (REPOINT_TYPE_PASSAGE_SERVER, NULL);
  self->passage = passage;
  self->time = time;
  self->news = news;
  self->user_data = user_data;

  return self;
}

/**
 * repoint_passage_server_is_open:
 *
 * Returns: %TRUE while the connection to the server stands
 */
gboolean
repoint_passage_server_is_open (RepointPassageServer *self)
{
  g_return_val_if_fail (REPOINT_IS_PASSAGE_SERVER (self), FALSE);

  return self->open;
}

/**
 * repoint_passage_server_get_closed:
 *
 * Returns: how it ended, or why it never began, which is left to the visitor's half to tell
 */
RepointClosed
repoint_passage_server_get_closed (RepointPassageServer *self)
{
  g_return_val_if_fail (REPOINT_IS_PASSAGE_SERVER (self), REPOINT_CLOSED_LOCAL);

  return self->how;
}

void
repoint_passage_server_leave (RepointPassageServer *self)
{
  g_return_if_fail (REPOINT_IS_PASSAGE_SERVER (self));

  self->passage = NULL;
}
