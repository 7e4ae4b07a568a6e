/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-device.h"
#include "repoint-sighting.h"

G_BEGIN_DECLS

/* What becomes of a device's fields when something is learned of it, or when it turns out to be another one too. */
void repoint_merge_sighting (RepointDevice         *device,
                             const RepointSighting *sighting,
                             gboolean               with_mac);
void repoint_merge_devices  (RepointDevice         *into,
                             RepointDevice         *from);
void repoint_merge_move     (RepointDevice         *from,
                             RepointDevice         *to,
                             const char            *address);
void repoint_merge_forget_address (RepointDevice   *device,
                                   const char      *address);

G_END_DECLS
