/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "repoint-checklist-item.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_CHECKLIST_BLOCK (repoint_checklist_block_get_type ())
G_DECLARE_FINAL_TYPE (RepointChecklistBlock, repoint_checklist_block, REPOINT, CHECKLIST_BLOCK, GObject)

/**
 * RepointChecklistBlock: what one device (or the tenant) gets on the checklist. Immutable but for its ticks.
 *
 * Properties (read-only): device-id ("" for the tenant), mail-use-id, title, place, address, url (of the device's
 * own page, "" if none), action (id), verdict (one sentence), evidence (GStrv of sentences in small type),
 * items (GListModel of RepointChecklistItem), done (all its steps are ticked, and it has any).
 * Signals: "item-changing" before and "item-changed" after a tick (RepointChecklistItem *).
 *
 * The setters are for whoever composes the block, before it is added to a checklist.
 */
RepointChecklistBlock *repoint_checklist_block_new             (const char            *device_id,
                                                                const char            *mail_use_id,
                                                                const char            *title);
void                   repoint_checklist_block_set_place       (RepointChecklistBlock *self, const char *place);
void                   repoint_checklist_block_set_address     (RepointChecklistBlock *self, const char *address);
void                   repoint_checklist_block_set_url         (RepointChecklistBlock *self, const char *url);
void                   repoint_checklist_block_set_action      (RepointChecklistBlock *self, const char *action);
void                   repoint_checklist_block_set_verdict     (RepointChecklistBlock *self, const char *verdict);
void                   repoint_checklist_block_add_evidence    (RepointChecklistBlock *self, const char *sentence);
void                   repoint_checklist_block_add_item        (RepointChecklistBlock *self, RepointChecklistItem *item);
const char            *repoint_checklist_block_get_device_id   (RepointChecklistBlock *self);
const char            *repoint_checklist_block_get_mail_use_id (RepointChecklistBlock *self);
const char            *repoint_checklist_block_get_title       (RepointChecklistBlock *self);
const char            *repoint_checklist_block_get_place       (RepointChecklistBlock *self);
const char            *repoint_checklist_block_get_address     (RepointChecklistBlock *self);
const char            *repoint_checklist_block_get_url         (RepointChecklistBlock *self);
const char            *repoint_checklist_block_get_action      (RepointChecklistBlock *self);
const char            *repoint_checklist_block_get_verdict     (RepointChecklistBlock *self);
const char * const    *repoint_checklist_block_get_evidence    (RepointChecklistBlock *self);
GListModel            *repoint_checklist_block_get_items       (RepointChecklistBlock *self);

G_END_DECLS
