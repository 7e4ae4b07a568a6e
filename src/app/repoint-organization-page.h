/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-page.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_ORGANIZATION_PAGE (repoint_organization_page_get_type ())
G_DECLARE_FINAL_TYPE (RepointOrganizationPage, repoint_organization_page, REPOINT, ORGANIZATION_PAGE, RepointPage)

/* RepointOrganizationPage: step 1: the office, its provider and tenant switches, its mail servers as seen from here, and
 * the dates that apply. */

G_END_DECLS
