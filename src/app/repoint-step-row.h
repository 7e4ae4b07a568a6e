/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-page.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_STEP_ROW (repoint_step_row_get_type ())
G_DECLARE_FINAL_TYPE (RepointStepRow, repoint_step_row, REPOINT, STEP_ROW, GtkListBoxRow)

/* RepointStepRow: a step in the list of steps: icon, name, one line of state, and a mark when it is done. */
GtkWidget   *repoint_step_row_new      (RepointPage    *page);
RepointPage *repoint_step_row_get_page (RepointStepRow *self);

G_END_DECLS
