/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-finding.h"
#include "repoint-journey-visit.h"
#include "repoint-project.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_VISIT_ITEM (repoint_visit_item_get_type ())
G_DECLARE_FINAL_TYPE (RepointVisitItem, repoint_visit_item, REPOINT, VISIT_ITEM, GObject)

/**
 * RepointVisitItem: a visit to the check-in station as lists show it: computed words, so that rows need no code.
 *
 * Properties (read-only, all notified together): device (nullable), title (the device, or where the visitor came from),
 * time ("10:42"), sentence (a phrase: what it showed), severity (int, RepointSeverity), assigned (boolean: it is known
 * which device it was).
 */
RepointVisitItem *repoint_visit_item_new          (RepointJourneyVisit *visit);
/* What was kept of a visit: an observation of kind "hello", and its hello. */
RepointVisitItem *repoint_visit_item_new_kept     (RepointProject     *project,
                                                   RepointObservation *observation,
                                                   RepointDevice      *device);
JsonObject       *repoint_visit_item_get_data     (RepointVisitItem *self);   /* transfer none */
GDateTime        *repoint_visit_item_get_time     (RepointVisitItem *self);   /* transfer none */
RepointDevice    *repoint_visit_item_get_device   (RepointVisitItem *self);   /* transfer none, nullable */
RepointJourneyVisit *repoint_visit_item_get_visit (RepointVisitItem *self);   /* transfer none, nullable: it is over long since */
RepointSeverity   repoint_visit_item_get_severity (RepointVisitItem *self);

G_END_DECLS
