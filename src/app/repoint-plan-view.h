/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "repoint-session.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_PLAN_VIEW (repoint_plan_view_get_type ())
G_DECLARE_FINAL_TYPE (RepointPlanView, repoint_plan_view, REPOINT, PLAN_VIEW, AdwBin)

/* RepointPlanView: what is, why, which routes there are and the steps of the one chosen, for one use of mail. */
GtkWidget *repoint_plan_view_new      (RepointSession  *session);
void       repoint_plan_view_set_plan (RepointPlanView *self,
                                       RepointPlan     *plan);

G_END_DECLS
