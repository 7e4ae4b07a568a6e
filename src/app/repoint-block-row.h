/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "repoint-checklist.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_BLOCK_ROW (repoint_block_row_get_type ())
G_DECLARE_FINAL_TYPE (RepointBlockRow, repoint_block_row, REPOINT, BLOCK_ROW, AdwBin)

/* RepointBlockRow: a device on the checklist: a box for all of its steps, and how many are done. Signal "toggled"
 * (gboolean done), when the box was pressed: the row itself changes nothing. */
GtkWidget             *repoint_block_row_new       (void);
RepointChecklistBlock *repoint_block_row_get_block (RepointBlockRow       *self); /* transfer none, nullable */
void                   repoint_block_row_set_block (RepointBlockRow       *self,
                                                    RepointChecklistBlock *block);

G_END_DECLS
