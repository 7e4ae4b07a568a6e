/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "repoint-visit-item.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_VISIT_PAGE (repoint_visit_page_get_type ())
G_DECLARE_FINAL_TYPE (RepointVisitPage, repoint_visit_page, REPOINT, VISIT_PAGE, AdwBin)

/* RepointVisitPage: all that one visit showed, in the terms of the field. */
GtkWidget *repoint_visit_page_new (RepointVisitItem *item);

G_END_DECLS
