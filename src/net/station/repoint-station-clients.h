/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "repoint-address-range.h"

G_BEGIN_DECLS

/**
 * RepointStationClients: who may come to the station: this computer itself, who has an address that is good on one link or one
 * site only, and the networks that this computer is in, but for VPNs and, of IPv4, all but private ones. Once the admin has named
 * ranges, which are of IPv4, these and no others of IPv4. IPv6 may be left to this computer itself. May be used on any thread.
 */
typedef struct _RepointStationClients RepointStationClients;

RepointStationClients *repoint_station_clients_new        (void);
void                   repoint_station_clients_free       (RepointStationClients *self);
void                   repoint_station_clients_set_ranges (RepointStationClients *self,
                                                           GArray                *ranges);
void                   repoint_station_clients_set_ipv6   (RepointStationClients *self,
                                                           gboolean               allowed);
gboolean               repoint_station_clients_allow      (RepointStationClients *self,
                                                           GInetAddress          *peer,
                                                           gint64                 now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointStationClients, repoint_station_clients_free)

G_END_DECLS
