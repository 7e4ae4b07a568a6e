/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-project.h"

G_BEGIN_DECLS

/* Merges @entries (of RepointInventoryEntry) into the project as one edit; returns how many devices are new. Private
 * to evidence. */
guint repoint_inventory_apply (GPtrArray      *entries,
                               RepointProject *project,
                               GDateTime      *now);

G_END_DECLS
