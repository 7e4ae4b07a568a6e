/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "repoint-visit-item.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_VISIT_ROW (repoint_visit_row_get_type ())
G_DECLARE_FINAL_TYPE (RepointVisitRow, repoint_visit_row, REPOINT, VISIT_ROW, AdwPreferencesRow)

/**
 * RepointVisitRow: a visit in the feed: when, who, and what it showed.
 *
 * Signals: "opened": it was pressed; "assign": whoever it was is to be chosen.
 */
GtkWidget        *repoint_visit_row_new      (RepointVisitItem *item,
                                              gboolean          named); /* FALSE: among the visits of one device */
RepointVisitItem *repoint_visit_row_get_item (RepointVisitRow  *self);

G_END_DECLS
