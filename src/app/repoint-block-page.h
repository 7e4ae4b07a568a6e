/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "repoint-session.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_BLOCK_PAGE (repoint_block_page_get_type ())
G_DECLARE_FINAL_TYPE (RepointBlockPage, repoint_block_page, REPOINT, BLOCK_PAGE, AdwBin)

/* RepointBlockPage: the steps of one device on an issued checklist, to tick. */
GtkWidget *repoint_block_page_new   (RepointSession        *session,
                                     RepointChecklistBlock *block);

/* Ticks a step, or takes the tick away, as the person at this computer and now. For undo the caller opens an edit. */
void       repoint_tick_item        (RepointChecklistItem  *item,
                                     gboolean               ticked);

G_END_DECLS
