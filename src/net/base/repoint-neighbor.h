/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Who answers to an address on the own wire, as the kernel has learned it by ARP (RFC 826) or Neighbor Discovery
 * (RFC 4861) while talking to it. */
char *repoint_neighbor_find_mac (GInetAddress *address, guint32 scope_id);

G_END_DECLS
