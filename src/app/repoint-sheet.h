/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "repoint-checklist-layout.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_SHEET (repoint_sheet_get_type ())
G_DECLARE_FINAL_TYPE (RepointSheet, repoint_sheet, REPOINT, SHEET, GtkWidget)

/* RepointSheet: a page of paper, as it prints. */
GtkWidget *repoint_sheet_new      (void);
void       repoint_sheet_set_page (RepointSheet           *self,
                                   RepointChecklistLayout *layout, /* nullable */
                                   guint                   page,
                                   double                  width,  /* of the paper, points */
                                   double                  height);

G_END_DECLS
