/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "repoint-client-hello-id.h"
#include "repoint-client-hello.h"

G_BEGIN_DECLS

/* The "hello" object that commands print and read (src/DESIGN.md section 5). */
JsonObject         *repoint_client_hello_to_json   (const RepointClientHello  *hello);
RepointClientHello *repoint_client_hello_from_json (JsonObject                *object,
                                                    GError                   **error);

G_END_DECLS
