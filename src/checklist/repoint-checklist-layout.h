/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <pango/pango.h>

#include "repoint-checklist.h"

G_BEGIN_DECLS

/* Paper sizes, in points. */
typedef enum
{
  REPOINT_PAPER_A4,
  REPOINT_PAPER_LETTER,
} RepointPaper;

/**
 * RepointChecklistLayout: the checklist broken into pages, drawn on any cairo_t: printer, PDF, preview, test.
 *
 * Its pages are whole sheets: they have their margins in them. It may be made in any thread and drawn in another, as
 * long as it is not used from two at once; a checklist of many devices takes seconds.
 */
#define REPOINT_TYPE_CHECKLIST_LAYOUT (repoint_checklist_layout_get_type ())
G_DECLARE_FINAL_TYPE (RepointChecklistLayout, repoint_checklist_layout, REPOINT, CHECKLIST_LAYOUT, GObject)

RepointChecklistLayout *repoint_checklist_layout_new         (RepointChecklist       *checklist,
                                                              double                  width,   /* points */
                                                              double                  height);
RepointPaper            repoint_paper_for_locale             (void);
void                    repoint_paper_get_size               (RepointPaper paper, double *width, double *height);
guint                   repoint_checklist_layout_get_n_pages (RepointChecklistLayout *self);
/* The page, from 0, on which the checklist's n-th block begins. */
guint                   repoint_checklist_layout_get_block_page (RepointChecklistLayout *self, guint block);
/* Draws a page, from 0, with its top left corner at the origin; one unit is one point. */
void                    repoint_checklist_layout_draw_page   (RepointChecklistLayout *self, cairo_t *cr, guint page);

G_END_DECLS
