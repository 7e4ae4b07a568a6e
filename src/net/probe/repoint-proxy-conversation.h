/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-conversation.h"
#include "repoint-proxy-dialogue.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_PROXY_CONVERSATION (repoint_proxy_conversation_get_type ())
G_DECLARE_FINAL_TYPE (RepointProxyConversation, repoint_proxy_conversation, REPOINT, PROXY_CONVERSATION, GObject)

/**
 * RepointProxyConversation: asks a proxy for a way to the target and, on that way, holds another conversation.
 *
 * The inner conversation is opened when the way is, and never learns that there is a proxy. If the way does not open, it
 * is closed as one that was refused before it began.
 */
RepointConversation *repoint_proxy_conversation_new         (RepointProxyProtocol      protocol,
                                                             const char               *host,
                                                             guint16                   port,
                                                             RepointConversation      *inner);
const char          *repoint_proxy_conversation_get_problem (RepointProxyConversation *self);
const char          *repoint_proxy_conversation_get_detail  (RepointProxyConversation *self);

G_END_DECLS
