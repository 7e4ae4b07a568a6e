/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "repoint-device.h"
#include "repoint-sighting.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_INVENTORY (repoint_inventory_get_type ())
G_DECLARE_FINAL_TYPE (RepointInventory, repoint_inventory, REPOINT, INVENTORY, GObject)

/**
 * RepointInventory: the devices of the office, one row per real device. Implements GListModel of RepointDevice.
 *
 * repoint_inventory_absorb() finds the device a sighting belongs to — by MAC, then UUID or serial, then address
 * together with name, or address alone when nothing contradicts it — or makes one; what is known is never
 * overwritten by something emptier, and what the admin typed is never overwritten at all. Absorbing a batch
 * changes the list model at most once. Merges and splits by hand are remembered by key and win over the rules.
 *
 * A MAC that is administered locally, or that was seen at more than three IPv4 addresses (a router's), tells nothing.
 * A field of a device follows the source that filled it first. What turns out to be one device becomes one, and an
 * address that is another device's now is taken away from the one that had it.
 *
 * Signal "device-changed" (RepointDevice *): a device of the list, or one of its mail uses, has changed.
 */
RepointInventory *repoint_inventory_new         (void);
void              repoint_inventory_add         (RepointInventory *self, RepointDevice *device);
void              repoint_inventory_remove      (RepointInventory *self, RepointDevice *device);
RepointDevice    *repoint_inventory_find        (RepointInventory *self, const char *id);                /* transfer none, nullable */
RepointDevice    *repoint_inventory_find_address (RepointInventory *self, const char *address);          /* transfer none, nullable */
RepointDevice    *repoint_inventory_find_visitor (RepointInventory *self, const char *address, const char *mac);    /* transfer none, nullable; mac is nullable */
GPtrArray        *repoint_inventory_absorb      (RepointInventory *self, GPtrArray *sightings);          /* transfer container: the device of each sighting, in order */
void              repoint_inventory_merge       (RepointInventory *self, RepointDevice *into, RepointDevice *from);
RepointDevice    *repoint_inventory_split       (RepointInventory *self, RepointDevice *device, const char *address); /* transfer none */

G_END_DECLS
