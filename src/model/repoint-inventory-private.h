/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-decisions.h"
#include "repoint-inventory.h"

G_BEGIN_DECLS

/* Signals for the project alone:
 *   "changing": the list or the decisions are about to change;
 *   "device-changing" (RepointDevice *, string): a member of a device is about to change;
 *   "merged" (into, from): what was seen of from belongs to into now;
 *   "split" (from, to, address): what was seen of from at the address belongs to to now. */

GPtrArray        *repoint_inventory_get_devices     (RepointInventory *self);
void              repoint_inventory_set_devices     (RepointInventory *self,
                                                     GPtrArray        *devices);
RepointDecisions *repoint_inventory_get_decisions   (RepointInventory *self);
void              repoint_inventory_set_decisions   (RepointInventory *self,
                                                     RepointDecisions *decisions);
GHashTable       *repoint_inventory_get_shared_macs (RepointInventory *self);

G_END_DECLS
