/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-journey-visit.h"
#include "repoint-project.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_VISIT_LIST (repoint_visit_list_get_type ())
G_DECLARE_FINAL_TYPE (RepointVisitList, repoint_visit_list, REPOINT, VISIT_LIST, GObject)

/**
 * RepointVisitList: the visits of an office as a GListModel of RepointJourneyVisit, the newest first, 500 at most.
 *
 * What comes in becomes observations of the device it was, or of the visitor while nobody knows which device that is; the
 * list begins with what the project holds of visitors. When a device becomes known that a visitor can only be, what was
 * observed of the visitor becomes the device's.
 */
RepointVisitList    *repoint_visit_list_new    (RepointProject      *project);
/* A visit is over. Transfer full: one that is older than all of a full list is not in it. */
RepointJourneyVisit *repoint_visit_list_take   (RepointVisitList    *self,
                                                JsonObject          *visit);
/* The admin says which device it was, and that it is the one at that address. One edit. */
void                 repoint_visit_list_assign (RepointVisitList    *self,
                                                RepointJourneyVisit *visit,
                                                RepointDevice       *device);

G_END_DECLS
