/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-checklist.h"
#include "repoint-unknown.h"

G_BEGIN_DECLS

RepointChecklist *repoint_checklist_new_with_id (const char *id,
                                                 GDateTime  *issued,
                                                 const char *today,
                                                 const char *title,
                                                 const char *domain,
                                                 const char *catalog_version,
                                                 const char *guides_version);
RepointUnknown   *repoint_checklist_get_date_unknown (RepointChecklist *self,
                                                      guint             index);
void              repoint_checklist_set_date_unknown (RepointChecklist *self,
                                                      guint             index,
                                                      RepointUnknown   *unknown);

G_END_DECLS
