/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "repoint-enums.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_CHECKLIST_ITEM (repoint_checklist_item_get_type ())
G_DECLARE_FINAL_TYPE (RepointChecklistItem, repoint_checklist_item, REPOINT, CHECKLIST_ITEM, GObject)

/**
 * RepointChecklistItem: one rendered step. Immutable but for its tick.
 *
 * Text is plain; a value to type in stands between U+2068 and U+2069 (isolates), which every renderer shows in
 * monospace and drops where it cannot.
 * Properties: step-id, role, text, source (read-only); ticked (boolean), ticked-by (initials), ticked-at
 * (GDateTime, nullable) change together through repoint_checklist_item_tick(), between the signals "changing" and
 * "changed".
 */
RepointChecklistItem     *repoint_checklist_item_new           (const char               *step_id,
                                                                RepointChecklistItemRole  role,
                                                                const char               *text,
                                                                const char               *source);
const char               *repoint_checklist_item_get_step_id   (RepointChecklistItem     *self);
RepointChecklistItemRole  repoint_checklist_item_get_role      (RepointChecklistItem     *self);
const char               *repoint_checklist_item_get_text      (RepointChecklistItem     *self);
const char               *repoint_checklist_item_get_source    (RepointChecklistItem     *self);
gboolean                  repoint_checklist_item_get_ticked    (RepointChecklistItem     *self);
const char               *repoint_checklist_item_get_ticked_by (RepointChecklistItem     *self);
GDateTime                *repoint_checklist_item_get_ticked_at (RepointChecklistItem     *self);
void                      repoint_checklist_item_tick          (RepointChecklistItem     *self,
                                                                gboolean                  ticked,
                                                                const char               *by,
                                                                GDateTime                *at);

G_END_DECLS
