/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "repoint-session.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_CLIENT_ROW (repoint_client_row_get_type ())
G_DECLARE_FINAL_TYPE (RepointClientRow, repoint_client_row, REPOINT, CLIENT_ROW, AdwComboRow)

/* RepointClientRow: which well-known client a device is assumed to be that cannot be checked in. */
void repoint_client_row_set_device (RepointClientRow *self,
                                    RepointSession   *session,
                                    RepointDevice    *device);
/* To be called when more became known of the device. */
void repoint_client_row_update     (RepointClientRow *self);

G_END_DECLS
