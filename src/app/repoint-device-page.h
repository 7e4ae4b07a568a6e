/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "repoint-device-item.h"
#include "repoint-session.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_DEVICE_PAGE (repoint_device_page_get_type ())
G_DECLARE_FINAL_TYPE (RepointDevicePage, repoint_device_page, REPOINT, DEVICE_PAGE, AdwBin)

/* RepointDevicePage: one device: who it is, what it uses mail for, what is known of it, and what to do. Removes itself
 * from its page when the device is removed. */
GtkWidget *repoint_device_page_new (RepointSession    *session,
                                    RepointDeviceItem *item);

G_END_DECLS
