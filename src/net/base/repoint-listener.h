/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-scheduler.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_LISTENER (repoint_listener_get_type ())
G_DECLARE_FINAL_TYPE (RepointListener, repoint_listener, REPOINT, LISTENER, GObject)

/* What a listener lets in. 0: the default. */
typedef struct
{
  guint max_open;          /* visitors at once, in all; who comes then waits in the kernel's queue */
  guint max_per_address;   /* at once from one address; who comes then is hung up on */
  guint visits_per_minute; /* of one address, after a minute's worth at once; who comes then is hung up on */
  guint conversation_ms;   /* absolute, unless the conversation has a talk time of its own */
} RepointListenerLimits;

/* 128 open, 4 per address, 120 visits a minute, 60 s a visit. */
extern const RepointListenerLimits repoint_listener_limits_default;

/**
 * RepointListenerReceive:
 * @peer: who comes; a plain IPv4 address where the kernel says IPv4-mapped, with the scope where it is link-local
 * @local: where it came to, likewise
 *
 * Called on the scheduler's thread, within a visitor's first moment: it must not wait.
 *
 * Returns: (transfer full) (nullable): what to talk; NULL: the visitor is hung up on
 */
typedef RepointConversation *(*RepointListenerReceive) (GInetSocketAddress *peer,
                                                        GInetSocketAddress *local,
                                                        gpointer            user_data);

/**
 * RepointListener: listens at a TCP port of all addresses of this computer, IPv4 and IPv6, and runs a conversation with
 * each who comes, on the thread of a scheduler and under the same rules: opened() comes at once, work is done by its
 * workers, deadlines are absolute, the end is FIN and a short while of lingering. Visitors hold no place of those in
 * RepointLimits, neither in all nor of their address.
 *
 * The IPv6 addresses of a /64 together may do eight times what one address may. When descriptors run out, those who come
 * wait in the kernel's queue.
 *
 * Unreffing the last reference, on whatever thread, frees the port at once; visitors that are inside hear
 * %REPOINT_CLOSED_CANCELLED, say their last words and go. A call of receive may be under way then; when @destroy is
 * called there will be no more.
 */
RepointListener *repoint_listener_new      (RepointScheduler            *scheduler,
                                            guint16                      port,
                                            const RepointListenerLimits *limits,
                                            RepointListenerReceive       receive,
                                            gpointer                     user_data,
                                            GDestroyNotify               destroy,
                                            GError                     **error);
guint16          repoint_listener_get_port (RepointListener             *self);

G_END_DECLS
