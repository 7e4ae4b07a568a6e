/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-page.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_CHECKLIST_PAGE (repoint_checklist_page_get_type ())
G_DECLARE_FINAL_TYPE (RepointChecklistPage, repoint_checklist_page, REPOINT, CHECKLIST_PAGE, RepointPage)

/**
 * RepointChecklistPage: step 5: the pages that print, beside the devices to tick.
 *
 * Property: checklist (read-only, nullable): what is shown. As long as nothing was printed, exported or ticked that is
 * a draft which follows the plans; then it is issued, kept in the project, and stays as it is.
 */
RepointChecklist *repoint_checklist_page_get_checklist (RepointChecklistPage *self);

G_END_DECLS
