/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "repoint-session.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_SURVEY_PAGE (repoint_survey_page_get_type ())
G_DECLARE_FINAL_TYPE (RepointSurveyPage, repoint_survey_page, REPOINT, SURVEY_PAGE, AdwBin)

/* RepointSurveyPage: all that the last survey of one server found: the findings in plain words, everything observed one
 * click away. Follows the project, so that a test that ends is shown. */
GtkWidget *repoint_survey_page_new (RepointSession *session,
                                    const char     *subject,  /* a device's id or an endpoint's URI */
                                    const char     *target);  /* the server's URI */

G_END_DECLS
