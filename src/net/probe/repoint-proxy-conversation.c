/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-proxy-conversation.h"

#include "repoint-problem.h"

/*
 * opened ──▶ ASKING ──the way is open──▶ THROUGH: all that comes and goes is the inner conversation's
 *               └─────refused, no answer─▶ the inner one is closed, with a problem
 */

struct _RepointProxyConversation
{
  GObject               parent_instance;

  RepointProxyDialogue *dialogue;
  RepointConversation  *inner;
  gboolean              connected;
  gboolean              through;
  GBytes               *early;   /* nullable: came with the proxy's answer, for an inner conversation that is at work */
  const char           *problem; /* nullable: an id, see repoint-survey.h */
  char                 *detail;  /* nullable */
};

static void conversation_iface_init (RepointConversationInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RepointProxyConversation, repoint_proxy_conversation, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (REPOINT_TYPE_CONVERSATION, conversation_iface_init))

static void
fail (RepointProxyConversation *self, const char *problem, char *detail)
{
  self->problem = problem;
  self->detail = detail;
  repoint_conversation_closed (self->inner, REPOINT_CLOSED_REFUSED);
}

/* The way is open; some servers have spoken before we know it. */
static void
go_through (RepointProxyConversation *self, const guint8 *bytes, gsize length, gint64 now)
{
  self->through = TRUE;
  repoint_conversation_opened (self->inner, now);
  if (length > 0 && repoint_conversation_has_work (self->inner))
    self->early = g_bytes_new (bytes, length);
  else if (length > 0)
    repoint_conversation_feed (self->inner, bytes, length, now);
}

static void
opened (RepointConversation *conversation, gint64 now)
{
  REPOINT_PROXY_CONVERSATION (conversation)->connected = TRUE;
}

static void
feed (RepointConversation *conversation, const guint8 *bytes, gsize length, gint64 now)
{
  RepointProxyConversation *self = REPOINT_PROXY_CONVERSATION (conversation);
  gsize used = 0;

  if (self->problem != NULL)
    return;
  if (self->through)
    {
      repoint_conversation_feed (self->inner, bytes, length, now);
      return;
    }

  switch (repoint_proxy_dialogue_feed (self->dialogue, bytes, length, &used))
    {
    case REPOINT_PROXY_ANSWER_OPEN:
      go_through (self, bytes + used, length - used, now);
      break;

    case REPOINT_PROXY_ANSWER_AUTHENTICATION:
      fail (self, "proxy-authentication", NULL);
      break;

    case REPOINT_PROXY_ANSWER_REFUSED:
      fail (self, "proxy-refused", g_strdup_printf ("%u", repoint_proxy_dialogue_get_status (self->dialogue)));
      break;

    case REPOINT_PROXY_ANSWER_GARBAGE:
      fail (self, "proxy-unusable", g_strdup ("other-protocol"));
      break;

    case REPOINT_PROXY_ANSWER_MORE:
    default:
      break;
    }
}

static void
closed (RepointConversation *conversation, RepointClosed how)
{
  RepointProxyConversation *self = REPOINT_PROXY_CONVERSATION (conversation);

  if (self->problem != NULL)
    return;

  if (self->through || how == REPOINT_CLOSED_CANCELLED || how == REPOINT_CLOSED_LOCAL)
    repoint_conversation_closed (self->inner, how);
  else
    fail (self, self->connected ? "proxy-unusable" : "proxy-unreachable", g_strdup (repoint_problem_of_closed (how)));
}

static GBytes *
take (RepointConversation *conversation)
{
  RepointProxyConversation *self = REPOINT_PROXY_CONVERSATION (conversation);

  return self->through ? repoint_conversation_take (self->inner) : repoint_proxy_dialogue_take (self->dialogue);
}

static gint64
get_deadline (RepointConversation *conversation)
{
  RepointProxyConversation *self = REPOINT_PROXY_CONVERSATION (conversation);

  return self->through ? repoint_conversation_get_deadline (self->inner) : -1;
}

static gboolean
is_done (RepointConversation *conversation)
{
  RepointProxyConversation *self = REPOINT_PROXY_CONVERSATION (conversation);

  return self->problem != NULL || repoint_conversation_is_done (self->inner);
}

static gboolean
has_work (RepointConversation *conversation)
{
  RepointProxyConversation *self = REPOINT_PROXY_CONVERSATION (conversation);

  return self->through && repoint_conversation_has_work (self->inner);
}

static void
work (RepointConversation *conversation)
{
  repoint_conversation_work (REPOINT_PROXY_CONVERSATION (conversation)->inner);
}

static void
worked (RepointConversation *conversation, gint64 now)
{
  RepointProxyConversation *self = REPOINT_PROXY_CONVERSATION (conversation);
  g_autoptr (GBytes) early = g_steal_pointer (&self->early);

  repoint_conversation_worked (self->inner, now);
  if (early != NULL && !repoint_conversation_is_done (self->inner))
    repoint_conversation_feed (self->inner, g_bytes_get_data (early, NULL), g_bytes_get_size (early), now);
}

static gboolean
expects_silence (RepointConversation *conversation)
{
  RepointProxyConversation *self = REPOINT_PROXY_CONVERSATION (conversation);

  return self->through && repoint_conversation_expects_silence (self->inner);
}

static gboolean
expired (RepointConversation *conversation, gint64 now)
{
  RepointProxyConversation *self = REPOINT_PROXY_CONVERSATION (conversation);

  return self->through && repoint_conversation_expired (self->inner, now);
}

static gboolean
is_full (RepointConversation *conversation)
{
  RepointProxyConversation *self = REPOINT_PROXY_CONVERSATION (conversation);

  return self->through && repoint_conversation_is_full (self->inner);
}

static gint64
get_talk_time (RepointConversation *conversation)
{
  return repoint_conversation_get_talk_time (REPOINT_PROXY_CONVERSATION (conversation)->inner);
}

static gboolean
is_urgent (RepointConversation *conversation)
{
  return repoint_conversation_is_urgent (REPOINT_PROXY_CONVERSATION (conversation)->inner);
}

static void
conversation_iface_init (RepointConversationInterface *iface)
{
  iface->opened = opened;
  iface->feed = feed;
  iface->closed = closed;
  iface->take = take;
  iface->get_deadline = get_deadline;
  iface->is_done = is_done;
  iface->has_work = has_work;
  iface->work = work;
  iface->worked = worked;
  iface->expects_silence = expects_silence;
  iface->expired = expired;
  iface->is_full = is_full;
  iface->get_talk_time = get_talk_time;
  iface->is_urgent = is_urgent;
}

static void
repoint_proxy_conversation_finalize (GObject *object)
{
  RepointProxyConversation *self = REPOINT_PROXY_CONVERSATION (object);

  repoint_proxy_dialogue_free (self->dialogue);
  g_clear_pointer (&self->early, g_bytes_unref);
  g_object_unref (self->inner);
  g_free (self->detail);

  G_OBJECT_CLASS (repoint_proxy_conversation_parent_class)->finalize (object);
}

static void
repoint_proxy_conversation_class_init (RepointProxyConversationClass *class)
{
  G_OBJECT_CLASS (class)->finalize = repoint_proxy_conversation_finalize;
}

static void
repoint_proxy_conversation_init (RepointProxyConversation *self)
{
}

/**
 * repoint_proxy_conversation_new:
 * @host: the target's name, which the proxy will look up, or its address
 * @port: the target's
 * @inner: what to say to the target
 *
 * Returns: (transfer full): a conversation, to be held with the proxy
 */
RepointConversation *
repoint_proxy_conversation_new (RepointProxyProtocol protocol, const char *host, guint16 port, RepointConversation *inner)
{
  RepointProxyConversation *self;

  g_return_val_if_fail (host != NULL, NULL);
  g_return_val_if_fail (REPOINT_IS_CONVERSATION (inner), NULL);

  self = g_object_new (REPOINT_TYPE_PROXY_CONVERSATION, NULL);
  self->dialogue = repoint_proxy_dialogue_new (protocol, host, port);
  self->inner = g_object_ref (inner);
  repoint_conversation_set_outer (inner, REPOINT_CONVERSATION (self));

  return REPOINT_CONVERSATION (self);
}

/**
 * repoint_proxy_conversation_get_problem:
 *
 * Returns: (transfer none) (nullable): why the proxy gave no way: proxy-unreachable, proxy-authentication, proxy-refused
 *   or proxy-unusable; %NULL if it did, or if that is not known
 */
const char *
repoint_proxy_conversation_get_problem (RepointProxyConversation *self)
{
  g_return_val_if_fail (REPOINT_IS_PROXY_CONVERSATION (self), NULL);

  return self->problem;
}

/**
 * repoint_proxy_conversation_get_detail:
 *
 * Returns: (transfer none) (nullable): the status or reply code with which it refused, or what became of the connection
 */
const char *
repoint_proxy_conversation_get_detail (RepointProxyConversation *self)
{
  g_return_val_if_fail (REPOINT_IS_PROXY_CONVERSATION (self), NULL);

  return self->detail;
}
