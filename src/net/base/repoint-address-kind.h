/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What an address tells about where it leads, before anybody is asked. */
gboolean      repoint_address_is_usable (GInetAddress *address);
gboolean      repoint_address_is_public (GInetAddress *address);
GInetAddress *repoint_address_unmap     (GInetAddress *address);

/* The same for a name: FALSE for those that only the own network can know. */
gboolean      repoint_address_is_public_name (const char *name);

G_END_DECLS
