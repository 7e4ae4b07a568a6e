/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-plan.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_DEVICE_ITEM (repoint_device_item_get_type ())
G_DECLARE_FINAL_TYPE (RepointDeviceItem, repoint_device_item, REPOINT, DEVICE_ITEM, GObject)

/**
 * RepointDeviceItem: a device as lists show it: computed words, so that rows, search and sort need no code.
 *
 * Properties (read-only, all notified together): device, title, subtitle ("Reception · 192.168.1.40"), icon-name,
 * kind-name, action (int, RepointAction of the plan that asks most), action-name, action-icon, verdict, search-text
 * (case-folded).
 */
RepointDeviceItem *repoint_device_item_new          (RepointDevice     *device,
                                                     GPtrArray         *plans); /* of RepointPlan */
RepointDevice     *repoint_device_item_get_device   (RepointDeviceItem *self);
GPtrArray         *repoint_device_item_get_plans    (RepointDeviceItem *self);  /* transfer none */
void               repoint_device_item_set_plans    (RepointDeviceItem *self,
                                                     GPtrArray         *plans);
RepointAction      repoint_device_item_get_action   (RepointDeviceItem *self);
gboolean           repoint_device_item_has_mail_use (RepointDeviceItem *self);

/* The symbolic icon and style class that stand beside an action's name. */
const char        *repoint_action_get_icon_name     (RepointAction      action);
const char        *repoint_action_get_style_class   (RepointAction      action);
const char        *repoint_device_kind_get_icon_name (RepointDeviceKind kind);

G_END_DECLS
