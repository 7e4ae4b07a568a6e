/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "repoint-session.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_CAPTURE_PAGE (repoint_capture_page_get_type ())
G_DECLARE_FINAL_TYPE (RepointCapturePage, repoint_capture_page, REPOINT, CAPTURE_PAGE, AdwBin)

/* RepointCapturePage: reads packet captures, shows how far it is, and then what was in them. Who leaves it stops the
 * reading; what is in a capture is taken over when all of it was read. */
GtkWidget *repoint_capture_page_new (RepointSession *session,
                                     GListModel     *files); /* of GFile */

G_END_DECLS
