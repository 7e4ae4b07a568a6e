/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "repoint-session.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_FIELD (repoint_field_get_type ())
G_DECLARE_FINAL_TYPE (RepointField, repoint_field, REPOINT, FIELD, GObject)

/**
 * RepointField: keeps a row and a property of the model in step, so that what is typed or chosen is one step of undo.
 * Lives as long as its row.
 */
RepointField *repoint_field_bind_text   (GtkEditable    *row,
                                         const char     *property,
                                         const char     *edit_label); /* transfer none */
/* For a property of an enum type: fills the row with a phrase for every value of @type. */
RepointField *repoint_field_bind_choice (AdwComboRow    *row,
                                         GType           type,
                                         const char     *property,
                                         const char     *edit_label); /* transfer none */
/* Both NULL: the row is empty. */
void          repoint_field_set_target  (RepointField   *self,
                                         RepointSession *session,
                                         GObject        *target);

G_END_DECLS
