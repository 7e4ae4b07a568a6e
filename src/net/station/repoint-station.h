/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "repoint-protocol.h"
#include "repoint-scheduler.h"
#include "repoint-station-identity.h"
#include "repoint-target.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_STATION  (repoint_station_get_type ())
#define REPOINT_STATION_ERROR (repoint_station_error_quark ())

G_DECLARE_FINAL_TYPE (RepointStation, repoint_station, REPOINT, STATION, GObject)

typedef enum
{
  REPOINT_STATION_ERROR_TAKEN,     /* the port is another program's */
  REPOINT_STATION_ERROR_DENIED,    /* this user may not listen at the port */
  REPOINT_STATION_ERROR_ALL_TAKEN, /* so are all that were tried */
} RepointStationError;

/**
 * RepointStation: the check-in station: listens at a port for each protocol that is open, on all addresses of this computer,
 * and receives devices, which are pointed here to show what they can do.
 *
 * Visitors are talked to on the scheduler's thread. The signals are emitted in the main context that was the default of the
 * thread when the station was made, where the station is also to be used and dropped:
 *   arrived (const char *peer)     somebody who may has come
 *   visit (JsonObject *visit)      a visit is over; as `listen` prints it, src/DESIGN.md section 5
 *
 * Visitors are received in handshake mode (RepointVisit), or passed on to mail servers (RepointPassage).
 *
 * While more than a few hundred visits wait to be told, nobody is let in.
 */
GQuark          repoint_station_error_quark (void);
RepointStation *repoint_station_new         (RepointScheduler        *scheduler,
                                             RepointStationIdentity  *identity);
gboolean        repoint_station_open        (RepointStation          *self,
                                             RepointProtocol          protocol,
                                             guint16                  port,
                                             GError                 **error);
void            repoint_station_close       (RepointStation          *self,
                                             RepointProtocol          protocol);
guint16         repoint_station_get_port    (RepointStation          *self,
                                             RepointProtocol          protocol);
gboolean        repoint_station_is_relay    (RepointProtocol          protocol,
                                             const RepointTarget     *target);
void            repoint_station_set_relays  (RepointStation          *self,
                                             RepointProtocol          protocol,
                                             GPtrArray               *targets);
void            repoint_station_set_clients (RepointStation          *self,
                                             GArray                  *ranges);
void            repoint_station_set_ipv6    (RepointStation          *self,
                                             gboolean                 allowed);

G_END_DECLS
