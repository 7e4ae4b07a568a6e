/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-page.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_DISCOVER_PAGE (repoint_discover_page_get_type ())
G_DECLARE_FINAL_TYPE (RepointDiscoverPage, repoint_discover_page, REPOINT, DISCOVER_PAGE, RepointPage)

/* RepointDiscoverPage: step 2: where to look, what was found, and what a network cannot tell. */

G_END_DECLS
