/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-checklist.h"

/* A checklist as a real office would have it, and one that tries to break the layout. */
RepointChecklist      *checklist_sample_office  (void);
RepointChecklist      *checklist_sample_hostile (void);
RepointChecklist      *checklist_sample_many    (guint n_devices);
RepointChecklistBlock *checklist_sample_block   (RepointChecklist *checklist,
                                                 guint             n);

/* Texts that try to get out of where they belong. */
extern const char * const checklist_hostile_texts[];
