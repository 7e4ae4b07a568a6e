/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define REPOINT_TYPE_OWN_ADDRESS (repoint_own_address_get_type ())
G_DECLARE_FINAL_TYPE (RepointOwnAddress, repoint_own_address, REPOINT, OWN_ADDRESS, GObject)

/**
 * RepointOwnAddress: an address of this computer that can be typed into a device. Immutable.
 *
 * Properties: text (string, the address as one types it), interface (string), is-vpn (boolean).
 *
 * Left out are containers, virtual bridges, IPv6 addresses that are link-local or change by themselves, and interfaces
 * that are not connected. The interface of the default route comes first, IPv4 before IPv6, IPv6 of the site (RFC 4193)
 * before global, IPv4 link-local and then VPNs last. Loopback is listed only when there is nothing else.
 */
GListModel        *repoint_own_address_list          (void); /* transfer full, GListModel of RepointOwnAddress */
/* The one of @addresses that @peer reaches us at, or NULL. Transfer full. */
RepointOwnAddress *repoint_own_address_find_facing   (GListModel        *addresses,
                                                      GInetAddress      *peer);
GInetAddress      *repoint_own_address_get_inet      (RepointOwnAddress *self);
const char        *repoint_own_address_get_text      (RepointOwnAddress *self);
const char        *repoint_own_address_get_interface (RepointOwnAddress *self);
gboolean           repoint_own_address_get_is_vpn    (RepointOwnAddress *self);
gboolean           repoint_own_address_is_near       (RepointOwnAddress *self,
                                                      GInetAddress      *peer);

G_END_DECLS
