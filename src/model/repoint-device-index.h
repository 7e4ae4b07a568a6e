/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-device.h"

G_BEGIN_DECLS

/* RepointDeviceIndex: finds devices by id (the ids of devices merged into them included) and by the keys of
 * repoint-identity.h. It borrows the devices; whoever changes one updates it. */
typedef struct _RepointDeviceIndex RepointDeviceIndex;

RepointDeviceIndex *repoint_device_index_new     (void);
void                repoint_device_index_free    (RepointDeviceIndex *self);
void                repoint_device_index_update  (RepointDeviceIndex *self,
                                                  RepointDevice      *device);
void                repoint_device_index_remove  (RepointDeviceIndex *self,
                                                  RepointDevice      *device);
GPtrArray          *repoint_device_index_lookup  (RepointDeviceIndex *self,
                                                  const char         *key);
RepointDevice      *repoint_device_index_find_id (RepointDeviceIndex *self,
                                                  const char         *id);

G_END_DECLS
