/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-device.h"
#include "repoint-sighting.h"

G_BEGIN_DECLS

/* Keys by which a device is recognized: "mac:…", "uuid:…", "serial:…", "address:…". Each of these returns %NULL when
 * the value is too common to name one device. */
char      *repoint_identity_mac_key     (const char            *mac);
char      *repoint_identity_uuid_key    (const char            *uuid);
char      *repoint_identity_serial_key  (const char            *serial);
char      *repoint_identity_address_key (const char            *address);

GPtrArray *repoint_identity_list_keys   (RepointDevice         *device);
gboolean   repoint_identity_differ      (const char            *ours,
                                         const char            *theirs);

G_END_DECLS
