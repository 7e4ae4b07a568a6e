/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "repoint-session.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_SURVEY_ROW (repoint_survey_row_get_type ())
G_DECLARE_FINAL_TYPE (RepointSurveyRow, repoint_survey_row, REPOINT, SURVEY_ROW, AdwActionRow)

/* RepointSurveyRow: a server as seen from here: what matters most of what its last survey found. Pressed, it shows all
 * of it on a page of its own. */
GtkWidget  *repoint_survey_row_new         (RepointSession   *session,
                                            const char       *subject,  /* a device's id or an endpoint's URI */
                                            const char       *target,   /* the server's URI */
                                            const char       *title);
const char *repoint_survey_row_get_subject (RepointSurveyRow *self);
const char *repoint_survey_row_get_target  (RepointSurveyRow *self);
void        repoint_survey_row_update      (RepointSurveyRow *self);

G_END_DECLS
