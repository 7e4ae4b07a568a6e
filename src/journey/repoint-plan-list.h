/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-plan.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_PLAN_LIST (repoint_plan_list_get_type ())
G_DECLARE_FINAL_TYPE (RepointPlanList, repoint_plan_list, REPOINT, PLAN_LIST, GObject)

/**
 * RepointPlanList: the plans of a project as a GListModel of RepointPlan, in inventory order, that follows the project.
 *
 * A change marks what depends on it; the plans concerned are made anew at most every 100 ms, in one splice. Property
 * today (boxed GDate). Signal "updated": after the list was brought up to date, changed or not.
 */
RepointPlanList *repoint_plan_list_new       (RepointProject  *project,
                                              RepointCatalog  *catalog,
                                              RepointGuides   *guides,
                                              const GDate     *today);
const GDate     *repoint_plan_list_get_today (RepointPlanList *self);
void             repoint_plan_list_set_today (RepointPlanList *self,
                                              const GDate     *today);
/* The plans of one device, one per mail use, brought up to date first. Transfer container, of RepointPlan. */
GPtrArray       *repoint_plan_list_lookup    (RepointPlanList *self,
                                              RepointDevice   *device);
/* Brings the list up to date now. */
void             repoint_plan_list_update    (RepointPlanList *self);

G_END_DECLS
