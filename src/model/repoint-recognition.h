/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-decisions.h"
#include "repoint-device-index.h"
#include "repoint-sighting.h"

G_BEGIN_DECLS

/* RepointRecognition: what tells which device a sighting is of: the keys of the devices, what the admin decided, and
 * what is known of MACs that are not one device's. */
typedef struct
{
  RepointDeviceIndex *index;
  RepointDecisions   *decisions;
  GHashTable         *shared_macs; /* set of keys */
  GHashTable         *seen_macs;   /* key → GHashTable, set of the IPv4 addresses seen with it since the start */
  GHashTable         *mac_joined;  /* key → GPtrArray of addresses that came to a device by this MAC alone */
} RepointRecognition;

RepointRecognition *repoint_recognition_new           (void);
void                repoint_recognition_free          (RepointRecognition    *self);
gboolean            repoint_recognition_is_shared_mac (RepointRecognition    *self,
                                                       const char            *key);
char               *repoint_recognition_mac_key       (RepointRecognition    *self,
                                                       const char            *mac);
gboolean            repoint_recognition_contradicts   (RepointRecognition    *self,
                                                       RepointDevice         *device,
                                                       const RepointSighting *sighting);
gboolean            repoint_recognition_has_address   (RepointDevice         *device,
                                                       const char            *address);
GPtrArray          *repoint_recognition_count_macs    (RepointRecognition    *self,
                                                       GPtrArray             *sightings);
RepointDevice      *repoint_recognition_find_visitor  (RepointRecognition    *self,
                                                       const RepointSighting *sighting);
RepointDevice      *repoint_recognition_find          (RepointRecognition    *self,
                                                       const RepointSighting *sighting);

G_END_DECLS
