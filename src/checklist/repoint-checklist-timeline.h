/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pangocairo.h>

G_BEGIN_DECLS

/* A line with today and numbered dates on it, drawn to scale. */
typedef struct _RepointChecklistTimeline RepointChecklistTimeline;

RepointChecklistTimeline *repoint_checklist_timeline_new      (PangoContext       *context,
                                                               const char         *today,
                                                               const char * const *dates,
                                                               guint               n_dates);
void                      repoint_checklist_timeline_free     (gpointer            self);
double                    repoint_checklist_timeline_height   (void);
void                      repoint_checklist_timeline_draw     (cairo_t            *cr,
                                                               double              width,
                                                               gpointer            self);
void                      repoint_checklist_draw_badge        (cairo_t            *cr,
                                                               PangoLayout        *number,
                                                               double              x,
                                                               double              y,
                                                               gboolean            passed);

G_END_DECLS
