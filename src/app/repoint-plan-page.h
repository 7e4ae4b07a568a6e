/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-page.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_PLAN_PAGE (repoint_plan_page_get_type ())
G_DECLARE_FINAL_TYPE (RepointPlanPage, repoint_plan_page, REPOINT, PLAN_PAGE, RepointPage)

/* RepointPlanPage: step 4: what every device needs, by what is to be done, and the steps for the tenant. */

G_END_DECLS
