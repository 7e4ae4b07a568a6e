/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RepointVisitors: who has come how often, and who is inside. It is told the time and holds no descriptor.
 *
 * The limits are those of one address. All addresses of an IPv6 /64 together have eight times as much: a host has the
 * whole of it to choose from, but a whole office may live in it, too. It forgets whom it has not seen for long, when
 * there are too many to remember, but nobody who is inside.
 */
typedef struct _RepointVisitors RepointVisitors;

RepointVisitors *repoint_visitors_new      (guint            max_inside,      /* at once */
                                            guint            visits_per_minute);
void             repoint_visitors_free     (RepointVisitors *self);

/* Returns FALSE when @address has been here too often, or has too many inside; then nothing is counted. */
gboolean         repoint_visitors_enter    (RepointVisitors *self,
                                            GInetAddress    *address,
                                            gint64           now);            /* monotonic µs */
/* One of @address that was let in has gone. */
void             repoint_visitors_leave    (RepointVisitors *self,
                                            GInetAddress    *address);
/* How many addresses and networks are remembered. */
guint            repoint_visitors_get_size (RepointVisitors *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointVisitors, repoint_visitors_free)

G_END_DECLS
