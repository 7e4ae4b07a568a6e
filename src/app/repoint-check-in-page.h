/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "repoint-session.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_CHECK_IN_PAGE (repoint_check_in_page_get_type ())
G_DECLARE_FINAL_TYPE (RepointCheckInPage, repoint_check_in_page, REPOINT, CHECK_IN_PAGE, AdwBin)

/* RepointCheckInPage: leads through the check-in of a device: what to type into it, who came, and what they showed. It
 * begins to listen when it comes up; who leaves it does not stop that. */
GtkWidget *repoint_check_in_page_new (RepointSession *session);

G_END_DECLS
