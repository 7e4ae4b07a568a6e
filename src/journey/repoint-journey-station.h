/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-journey-visit.h"
#include "repoint-journey.h"
#include "repoint-station.h"

G_BEGIN_DECLS

/* The check-in station of the office: devices are pointed at it to show what they can do. Made when it is first asked for;
 * which protocols it listens for is up to who asks. Visits become observations, and a hello that is new is said again to the
 * organization's mail servers of its protocol by itself. Transfer none. */
RepointStation *repoint_journey_get_station  (RepointJourney      *self);
/* Whether devices are passed on to the organization's mail servers: each to the standard one, and to the legacy one when it
 * comes again. If not, as in the beginning, they are received here, which shows how they treat an unknown certificate. */
gboolean        repoint_journey_get_pass_through (RepointJourney  *self);
void            repoint_journey_set_pass_through (RepointJourney  *self,
                                              gboolean             pass_through);
/* GListModel of RepointJourneyVisit, the newest first, 500 at most; it begins with those of whom nobody knows which device
 * they are. Transfer none. */
GListModel     *repoint_journey_get_visits   (RepointJourney      *self);
/* The admin says which device it was. An edit of its own, which undo takes back. */
void            repoint_journey_assign_visit (RepointJourney      *self,
                                              RepointJourneyVisit *visit,
                                              RepointDevice       *device);
/* Says a hello of a device again to the organization's mail servers. The job has been started; NULL: there is none to ask,
 * or no such hello. Transfer none. */
RepointJob     *repoint_journey_replay       (RepointJourney      *self,
                                              RepointDevice       *device,
                                              const char          *hello_id);

G_END_DECLS
