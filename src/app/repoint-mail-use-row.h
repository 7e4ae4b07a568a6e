/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "repoint-session.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_MAIL_USE_ROW (repoint_mail_use_row_get_type ())
G_DECLARE_FINAL_TYPE (RepointMailUseRow, repoint_mail_use_row, REPOINT, MAIL_USE_ROW, AdwExpanderRow)

/* RepointMailUseRow: one way in which a device sends or fetches mail, as it is set up today. */
GtkWidget *repoint_mail_use_row_new (RepointSession *session,
                                     RepointDevice  *device,
                                     RepointMailUse *use);

G_END_DECLS
