/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-phrase.h"

G_BEGIN_DECLS

/* Renders plans and tenant steps into an issued checklist: an immutable copy with ids and versions. */
RepointChecklist *repoint_checklist_compose (RepointProject *project,
                                             GPtrArray      *plans,  /* of RepointPlan */
                                             RepointCatalog *catalog,
                                             RepointGuides  *guides,
                                             const GDate    *today,
                                             GDateTime      *now);

G_END_DECLS
