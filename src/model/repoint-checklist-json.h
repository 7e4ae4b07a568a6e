/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-checklist.h"
#include "repoint-json-reader.h"
#include "repoint-json-writer.h"

G_BEGIN_DECLS

RepointChecklist *repoint_checklist_new_from_json (RepointJsonReader     *reader);

/* A checklist is written in three parts, because it can be long: the head, which leaves the list of blocks open, each
 * block, and the tail. @ticks (nullable): RepointChecklistItem → GVariant, what to write for items whose tick has
 * changed since; see repoint_memento_take(). */
void              repoint_checklist_write_head    (RepointChecklist      *self,
                                                   RepointJsonWriter     *writer);
void              repoint_checklist_write_block   (RepointChecklistBlock *block,
                                                   GHashTable            *ticks,
                                                   RepointJsonWriter     *writer);
void              repoint_checklist_write_tail    (RepointChecklist      *self,
                                                   RepointJsonWriter     *writer);

G_END_DECLS
