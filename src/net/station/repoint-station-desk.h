/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "repoint-station-identity.h"
#include "repoint-visit-record.h"

G_BEGIN_DECLS

/* Called in the context of who made the desk. @record is %NULL for somebody who has just come. */
typedef void (*RepointStationTell) (const char *peer, const RepointVisitRecord *record, gpointer user_data);

/**
 * RepointStationDesk: what the station and its visitors share across threads: who may come, what they are shown, and what has to
 * be told in the station's main context, in batches.
 *
 * admit() and report() are for the scheduler's thread; set_clients() and set_ipv6() for any; new() and leave() for the station's.
 */
typedef struct _RepointStationDesk RepointStationDesk;

RepointStationDesk     *repoint_station_desk_new          (RepointStationIdentity *identity,
                                                           RepointStationTell      tell,
                                                           gpointer                user_data);
RepointStationDesk     *repoint_station_desk_ref          (RepointStationDesk     *self);
void                    repoint_station_desk_unref        (RepointStationDesk     *self);
void                    repoint_station_desk_leave        (RepointStationDesk     *self);
RepointStationIdentity *repoint_station_desk_get_identity (RepointStationDesk     *self);
void                    repoint_station_desk_set_clients  (RepointStationDesk     *self,
                                                           GArray                 *ranges);
void                    repoint_station_desk_set_ipv6     (RepointStationDesk     *self,
                                                           gboolean                allowed);
gboolean                repoint_station_desk_admit        (RepointStationDesk     *self,
                                                           RepointProtocol         protocol,
                                                           GInetSocketAddress     *peer,
                                                           GInetSocketAddress     *local);
void                    repoint_station_desk_report       (RepointStationDesk     *self,
                                                           RepointVisitRecord     *record);

G_END_DECLS
