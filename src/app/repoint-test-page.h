/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-page.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_TEST_PAGE (repoint_test_page_get_type ())
G_DECLARE_FINAL_TYPE (RepointTestPage, repoint_test_page, REPOINT, TEST_PAGE, RepointPage)

/* RepointTestPage: step 3: what each device that may use mail can do, and how that stands with the servers. */

G_END_DECLS
