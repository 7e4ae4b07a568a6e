/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "repoint-inventory-file.h"
#include "repoint-session.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_IMPORT_PAGE (repoint_import_page_get_type ())
G_DECLARE_FINAL_TYPE (RepointImportPage, repoint_import_page, REPOINT, IMPORT_PAGE, AdwBin)

/* RepointImportPage: what an inventory holds and what of it was not understood, before it is taken over. Signal
 * "imported" (guint n_added). */
GtkWidget *repoint_import_page_new (RepointSession  *session,
                                    GBytes          *bytes,
                                    GError         **error);

G_END_DECLS
