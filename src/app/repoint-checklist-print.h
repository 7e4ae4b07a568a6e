/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "repoint-checklist.h"

G_BEGIN_DECLS

/* Called once: printed is FALSE when it was cancelled; error is nullable and not to be freed. */
typedef void (*RepointPrintDone) (gboolean      printed,
                                  const GError *error,
                                  gpointer      user_data);

/* Prints @checklist; asks for the printer over @parent. */
void repoint_checklist_print (GtkWindow        *parent,
                              RepointChecklist *checklist,
                              RepointPrintDone  done,
                              gpointer          user_data);

G_END_DECLS
