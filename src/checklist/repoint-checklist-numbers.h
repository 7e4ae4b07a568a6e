/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pangocairo.h>

#include "repoint-advice-enums.h"
#include "repoint-checklist.h"

G_BEGIN_DECLS

#define REPOINT_CHECKLIST_N_ACTIONS (REPOINT_ACTION_TEST_FIRST + 1)

/* counts[action]: how many of the devices' blocks have it. */
void                     repoint_checklist_count_actions      (RepointChecklist        *checklist,
                                                               guint                    counts[REPOINT_CHECKLIST_N_ACTIONS]);

/* How many blocks there are for each action, as large figures. */
typedef struct _RepointChecklistNumbers RepointChecklistNumbers;

RepointChecklistNumbers *repoint_checklist_numbers_new        (PangoContext            *context,
                                                               RepointChecklist        *checklist,
                                                               double                   width);
void                     repoint_checklist_numbers_free       (gpointer                 self);
double                   repoint_checklist_numbers_get_height (RepointChecklistNumbers *self);
void                     repoint_checklist_numbers_draw       (cairo_t                 *cr,
                                                               double                   width,
                                                               gpointer                 self);

G_END_DECLS
