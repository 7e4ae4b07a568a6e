/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "repoint-session.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_TENANT_PAGE (repoint_tenant_page_get_type ())
G_DECLARE_FINAL_TYPE (RepointTenantPage, repoint_tenant_page, REPOINT, TENANT_PAGE, AdwBin)

/* RepointTenantPage: what is to be set at the mail provider, given what all the devices need. */
GtkWidget *repoint_tenant_page_new (RepointSession *session);

G_END_DECLS
