/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "repoint-device.h"
#include "repoint-observation.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_JOURNEY_VISIT (repoint_journey_visit_get_type ())
G_DECLARE_FINAL_TYPE (RepointJourneyVisit, repoint_journey_visit, REPOINT, JOURNEY_VISIT, GObject)

/**
 * RepointJourneyVisit: one visit to the check-in station, or one hello of a packet capture, and the device it was.
 *
 * Properties: time (boxed GDateTime, UTC), peer (string, the address it came from), mac (string, "" = not known), data
 * (boxed JsonObject: the `listen` object of the command line), device (RepointDevice, nullable: nobody knows), which
 * follows when somebody says which device it was, or takes that back.
 */
GDateTime     *repoint_journey_visit_get_time         (RepointJourneyVisit *self);
const char    *repoint_journey_visit_get_peer         (RepointJourneyVisit *self);
const char    *repoint_journey_visit_get_mac          (RepointJourneyVisit *self);
JsonObject    *repoint_journey_visit_get_data         (RepointJourneyVisit *self);
RepointDevice *repoint_journey_visit_get_device       (RepointJourneyVisit *self); /* nullable */

/* For the list of visits alone. */
RepointJourneyVisit *repoint_journey_visit_new        (JsonObject          *data,
                                                       GDateTime           *time);
void           repoint_journey_visit_set_device       (RepointJourneyVisit *self,
                                                       RepointDevice       *device);
/* What the project keeps of it; the subject of the first of them says whose it is. Transfer none, of RepointObservation. */
GPtrArray     *repoint_journey_visit_get_observations (RepointJourneyVisit *self);

G_END_DECLS
