/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "repoint-journey.h"
#include "repoint-own-address.h"
#include "repoint-visit-item.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_STATION_CONTROL (repoint_station_control_get_type ())
#define REPOINT_TYPE_STATION_STATE   (repoint_station_state_get_type ())
G_DECLARE_FINAL_TYPE (RepointStationControl, repoint_station_control, REPOINT, STATION_CONTROL, GObject)

typedef enum
{
  REPOINT_STATION_IDLE,
  REPOINT_STATION_LISTENING,
  REPOINT_STATION_FAILED, /* no port could be had: see error */
} RepointStationState;

GType repoint_station_state_get_type (void);

/**
 * RepointStationControl: the check-in station of one office as the window shows it: what is to be typed into a device, and
 * who came. It goes on while other steps are looked at.
 *
 * Properties: device (nullable RepointDevice: the one that is to check in; NULL: any), protocol (int, RepointProtocol),
 * passing (boolean: visitors are connected through to the mail servers), address (which of this computer's the device is
 * told); and read-only: state, port (uint, 0 while not listening), n-visits (uint, since it began to listen), visitor
 * (string, nullable: who is here just now), summary ("Listening since 10:38 · 2 visits"), overdue (boolean: nothing came
 * in a while).
 */
RepointStationControl *repoint_station_control_new           (RepointJourney        *journey);
RepointStationState    repoint_station_control_get_state     (RepointStationControl *self);
const GError          *repoint_station_control_get_error     (RepointStationControl *self); /* nullable */
void                   repoint_station_control_start         (RepointStationControl *self);
void                   repoint_station_control_stop          (RepointStationControl *self);

RepointDevice         *repoint_station_control_get_device    (RepointStationControl *self); /* transfer none, nullable */
void                   repoint_station_control_set_device    (RepointStationControl *self,
                                                              RepointDevice         *device);
RepointProtocol        repoint_station_control_get_protocol  (RepointStationControl *self);
void                   repoint_station_control_set_protocol  (RepointStationControl *self,
                                                              RepointProtocol        protocol);
RepointSecurity        repoint_station_control_get_security  (RepointStationControl *self); /* what to choose in the device */

gboolean               repoint_station_control_get_passing   (RepointStationControl *self);
void                   repoint_station_control_set_passing   (RepointStationControl *self,
                                                              gboolean               passing);
/* The hosts to connect through to, in turn. Transfer full, of char*. */
GPtrArray             *repoint_station_control_list_servers  (RepointStationControl *self);

GListModel            *repoint_station_control_get_addresses (RepointStationControl *self); /* transfer none, of RepointOwnAddress */
const char            *repoint_station_control_get_address   (RepointStationControl *self);
void                   repoint_station_control_set_address   (RepointStationControl *self,
                                                              const char            *address);
char                  *repoint_station_control_dup_network   (RepointStationControl *self); /* of the address; nullable */
guint                  repoint_station_control_get_port      (RepointStationControl *self);
GArray                *repoint_station_control_list_ports    (RepointStationControl *self); /* transfer full, of guint16: all that are open */

guint                  repoint_station_control_get_n_visits  (RepointStationControl *self);
GListModel            *repoint_station_control_get_visits    (RepointStationControl *self); /* transfer none, of RepointVisitItem, newest first */
void                   repoint_station_control_assign        (RepointStationControl *self,
                                                              RepointVisitItem      *visit,
                                                              RepointDevice         *device);
/* A device as far as a visit tells of it. Transfer full. */
RepointDevice         *repoint_station_control_make_device   (RepointStationControl *self,
                                                              RepointVisitItem      *visit);

G_END_DECLS
