/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-protocol.h"

G_BEGIN_DECLS

/* The ports at which the station tries to listen for a protocol, the best one first: that which devices have preset, which
 * not everybody may listen at; then the same with 2 in front, and those above it. */
guint16  repoint_station_port_get_nth   (RepointProtocol protocol,
                                         guint           n);
gboolean repoint_station_port_is_served (RepointProtocol protocol);

G_END_DECLS
