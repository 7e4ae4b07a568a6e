/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* %TRUE for 515, 9100–9116 and 9999: printers print whatever arrives there. */
gboolean repoint_connect_is_forbidden (guint16 port);

/* The one place where Repoint opens a TCP connection: non-blocking, close-on-exec, TCP_NODELAY. Returns a
 * descriptor that is connecting (or connected: it becomes writable), or -1 with errno; a forbidden port is EACCES
 * and no socket is made. What is sent on it must be sent with MSG_NOSIGNAL. */
int      repoint_connect_start        (GInetAddress *address,
                                       guint16       port);

G_END_DECLS
