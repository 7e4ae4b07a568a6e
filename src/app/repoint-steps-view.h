/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "repoint-plan.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_STEPS_VIEW (repoint_steps_view_get_type ())
G_DECLARE_FINAL_TYPE (RepointStepsView, repoint_steps_view, REPOINT, STEPS_VIEW, AdwBin)

/* RepointStepsView: numbered steps, with a copy button for each value to type in. */
GtkWidget *repoint_steps_view_new       (void);
void       repoint_steps_view_set_steps (RepointStepsView *self,
                                         GPtrArray        *steps); /* of RepointStep */

G_END_DECLS
