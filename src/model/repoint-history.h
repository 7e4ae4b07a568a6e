/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-project.h"

G_BEGIN_DECLS

/**
 * RepointHistory: what the admin did to a project and can take back.
 *
 * An edit remembers each member of an object the first time it is about to change, so that its cost grows with what is changed,
 * not with what there is. It borrows the project, which owns it.
 */
typedef struct _RepointHistory RepointHistory;

RepointHistory *repoint_history_new          (RepointProject *project);
void            repoint_history_free         (RepointHistory *self);
gboolean        repoint_history_is_recording (RepointHistory *self);
void            repoint_history_begin        (RepointHistory *self,
                                              const char     *label);
gboolean        repoint_history_end          (RepointHistory *self);
void            repoint_history_note_member  (RepointHistory *self,
                                              GObject        *object,
                                              const char     *member);
void            repoint_history_note_list    (RepointHistory *self);
void            repoint_history_settle_list  (RepointHistory *self);
void            repoint_history_note_move    (RepointHistory *self,
                                              GPtrArray      *observations,
                                              const char     *from,
                                              const char     *to);
const char     *repoint_history_get_undo     (RepointHistory *self);
const char     *repoint_history_get_redo     (RepointHistory *self);
gboolean        repoint_history_undo         (RepointHistory *self);
gboolean        repoint_history_redo         (RepointHistory *self);

G_END_DECLS
