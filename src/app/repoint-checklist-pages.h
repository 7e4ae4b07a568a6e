/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "repoint-checklist.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_CHECKLIST_PAGES (repoint_checklist_pages_get_type ())
G_DECLARE_FINAL_TYPE (RepointChecklistPages, repoint_checklist_pages, REPOINT, CHECKLIST_PAGES, AdwBin)

/**
 * RepointChecklistPages: the pages of a checklist, as they print, in a scrolling list. They are laid out in a thread; the
 * old ones stay until the new ones are there.
 *
 * Property: n-pages (uint, read-only: what is shown now).
 */
void repoint_checklist_pages_set_checklist (RepointChecklistPages *self,
                                            RepointChecklist      *checklist); /* nullable */
/* To be called when the checklist's ticks have changed. */
void repoint_checklist_pages_refresh       (RepointChecklistPages *self);

G_END_DECLS
