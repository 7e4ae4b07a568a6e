/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "repoint-address-range.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_NETWORK (repoint_network_get_type ())
G_DECLARE_FINAL_TYPE (RepointNetwork, repoint_network, REPOINT, NETWORK, GObject)

/**
 * RepointNetwork: a private IPv4 network this computer is part of. Immutable. Containers, virtual bridges and public
 * networks are left out; a VPN is listed but not proposed.
 *
 * Properties: interface, range (string), size (uint, addresses to ask), proposed (boolean), is-vpn (boolean), address
 * (this computer's own in it). The network of the default route comes first; one larger than a /22 is offered as the
 * /24 around this computer's address.
 */
GListModel *repoint_network_list_own      (void); /* transfer full, GListModel of RepointNetwork */
const char *repoint_network_get_interface (RepointNetwork *self);
const char *repoint_network_get_range     (RepointNetwork *self);
const char *repoint_network_get_address   (RepointNetwork *self);
guint       repoint_network_get_size      (RepointNetwork *self);
gboolean    repoint_network_get_proposed  (RepointNetwork *self);
gboolean    repoint_network_get_is_vpn    (RepointNetwork *self);

G_END_DECLS
