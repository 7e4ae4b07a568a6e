/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-catalog.h"
#include "repoint-client-hello.h"

G_BEGIN_DECLS

RepointClientHello *repoint_known_hello_new (const RepointCatalogClient *client);

G_END_DECLS
