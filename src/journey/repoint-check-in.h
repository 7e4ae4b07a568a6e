/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-catalog.h"
#include "repoint-replay.h"
#include "repoint-station.h"
#include "repoint-visit-list.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_CHECK_IN (repoint_check_in_get_type ())
G_DECLARE_FINAL_TYPE (RepointCheckIn, repoint_check_in, REPOINT, CHECK_IN, GObject)

/**
 * RepointCheckIn: the check-in station of one office, the visits to it, and what follows from each by itself: a hello that
 * is new is said again to the mail servers it may be meant for.
 *
 * Signal "replay" (RepointJob *job): one that is to be started; the next one waits until it has finished.
 */
RepointCheckIn   *repoint_check_in_new              (RepointProject      *project,
                                                     RepointCatalog      *catalog,
                                                     RepointScheduler    *scheduler);
/* Transfer full, nullable, of RepointAddressRange: who may come by IPv4; none: the own private networks. */
GArray           *repoint_check_in_list_clients     (RepointProject      *project);
RepointStation   *repoint_check_in_get_station      (RepointCheckIn      *self);
RepointVisitList *repoint_check_in_get_visits       (RepointCheckIn      *self);
gboolean          repoint_check_in_get_pass_through (RepointCheckIn      *self);
void              repoint_check_in_set_pass_through (RepointCheckIn      *self,
                                                     gboolean             pass_through);
/* Transfer full. */
RepointJourneyVisit *repoint_check_in_take          (RepointCheckIn      *self,
                                                     JsonObject          *visit);
/* Transfer full, nullable: nothing to ask. */
RepointJob       *repoint_check_in_replay           (RepointCheckIn      *self,
                                                     RepointObservation  *hello);

G_END_DECLS
