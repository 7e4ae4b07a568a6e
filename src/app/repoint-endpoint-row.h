/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "repoint-session.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_ENDPOINT_ROW (repoint_endpoint_row_get_type ())
G_DECLARE_FINAL_TYPE (RepointEndpointRow, repoint_endpoint_row, REPOINT, ENDPOINT_ROW, AdwExpanderRow)

/* RepointEndpointRow: a mail server as seen from here: what its last survey found, in words, with the details below. */
GtkWidget       *repoint_endpoint_row_new          (RepointSession     *session,
                                                    RepointEndpoint    *endpoint);
RepointEndpoint *repoint_endpoint_row_get_endpoint (RepointEndpointRow *self);
void             repoint_endpoint_row_update       (RepointEndpointRow *self);

G_END_DECLS
