/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "repoint-catalog.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_TIMELINE (repoint_timeline_get_type ())
G_DECLARE_FINAL_TYPE (RepointTimeline, repoint_timeline, REPOINT, TIMELINE, GtkWidget)

/* RepointTimeline: a line with a mark for each date and one for today. A picture only: the dates stand below it in
 * words, so it is hidden from assistive technology. */
void repoint_timeline_set_dates (RepointTimeline *self,
                                 GPtrArray       *dates, /* of RepointCatalogDate */
                                 const GDate     *today);

G_END_DECLS
