/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RepointNameLookup: the addresses of a host name, from the system's resolver, in bounded time.
 */
void   repoint_name_lookup_async  (const char           *name,
                                   guint                 timeout_ms,
                                   GCancellable         *cancellable,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
GList *repoint_name_lookup_finish (GAsyncResult         *result,
                                   GError              **error);

G_END_DECLS
