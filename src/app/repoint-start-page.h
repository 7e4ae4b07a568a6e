/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "repoint-recents.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_START_PAGE (repoint_start_page_get_type ())
G_DECLARE_FINAL_TYPE (RepointStartPage, repoint_start_page, REPOINT, START_PAGE, AdwBin)

/* RepointStartPage: new, open or practice office, what was left unsaved, and the offices of late. */
void repoint_start_page_set_recents (RepointStartPage *self,
                                     RepointRecents   *recents);

G_END_DECLS
