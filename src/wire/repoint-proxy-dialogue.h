/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  REPOINT_PROXY_PROTOCOL_HTTP,   /* CONNECT, RFC 9110 section 9.3.6 */
  REPOINT_PROXY_PROTOCOL_SOCKS5, /* RFC 1928 */
} RepointProxyProtocol;

typedef enum
{
  REPOINT_PROXY_ANSWER_MORE,           /* not known yet */
  REPOINT_PROXY_ANSWER_OPEN,           /* what follows is the target's */
  REPOINT_PROXY_ANSWER_AUTHENTICATION, /* it wants to know who asks; it is not told */
  REPOINT_PROXY_ANSWER_REFUSED,        /* see the status */
  REPOINT_PROXY_ANSWER_GARBAGE,        /* no answer of such a proxy, or an endless one */
} RepointProxyAnswer;

/**
 * RepointProxyDialogue: asks a proxy for a way to a host and port, and reads its answer up to the last byte that is the
 * proxy's own. Never says who asks.
 */
typedef struct _RepointProxyDialogue RepointProxyDialogue;

RepointProxyDialogue *repoint_proxy_dialogue_new        (RepointProxyProtocol  protocol,
                                                         const char           *host,
                                                         guint16               port);
void                  repoint_proxy_dialogue_free       (RepointProxyDialogue *self);
GBytes               *repoint_proxy_dialogue_take       (RepointProxyDialogue *self);
RepointProxyAnswer    repoint_proxy_dialogue_feed       (RepointProxyDialogue *self,
                                                         const guint8         *bytes,
                                                         gsize                 length,
                                                         gsize                *used);
guint                 repoint_proxy_dialogue_get_status (RepointProxyDialogue *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointProxyDialogue, repoint_proxy_dialogue_free)

G_END_DECLS
