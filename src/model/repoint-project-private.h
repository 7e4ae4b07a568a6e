/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-hellos.h"
#include "repoint-project.h"

G_BEGIN_DECLS

/* Signal for the document writer alone:
 *   "subject-changing" (string): what was observed of the subject is about to change. */

/* Changes between begin and end are one "changed". */
void       repoint_project_begin_change      (RepointProject  *self);
void       repoint_project_end_change        (RepointProject  *self);
void       repoint_project_mark_changed      (RepointProject  *self);

/* For undo. */
GVariant  *repoint_project_take_setting      (RepointProject  *self,
                                              const char      *name);
void       repoint_project_apply_setting     (RepointProject  *self,
                                              const char      *name,
                                              GVariant        *value);
void       repoint_project_move_observations (RepointProject  *self,
                                              GPtrArray       *observations,
                                              const char      *from,
                                              const char      *to);

/* As repoint_project_move_observations(), by the admin: undo takes it back. */
void       repoint_project_move_and_note     (RepointProject  *self,
                                              GPtrArray       *observations,
                                              const char      *from,
                                              const char      *to);

/* For the document. */
RepointHellos *repoint_project_get_hellos    (RepointProject  *self);
const char *repoint_project_peek_id          (RepointProject  *self);
void       repoint_project_set_id            (RepointProject  *self,
                                              const char      *id);
GPtrArray *repoint_project_list_subjects     (RepointProject  *self);
GPtrArray *repoint_project_peek_observations (RepointProject  *self,
                                              const char      *subject);
void       repoint_project_load_observation  (RepointProject     *self,
                                              RepointObservation *observation);

G_END_DECLS
