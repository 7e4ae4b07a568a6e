/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-checklist.h"

G_BEGIN_DECLS

RepointChecklist *repoint_checklist_new_with_id (const char *id,
                                                 GDateTime  *issued,
                                                 const char *today,
                                                 const char *title,
                                                 const char *domain,
                                                 const char *catalog_version,
                                                 const char *guides_version);

G_END_DECLS
