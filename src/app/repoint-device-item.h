/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-mail-relevance.h"
#include "repoint-plan.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_DEVICE_ITEM (repoint_device_item_get_type ())
G_DECLARE_FINAL_TYPE (RepointDeviceItem, repoint_device_item, REPOINT, DEVICE_ITEM, GObject)

/**
 * RepointDeviceItem: a device as lists show it: computed words, so that rows, search and sort need no code.
 *
 * Properties (read-only, all notified together): device, title, subtitle ("Reception · 192.168.1.40"), icon-name,
 * kind-name, relevance (int, RepointMailRelevance), relevance-name, relevance-reason, tested (boolean: something is
 * known of its TLS), capability ("TLS 1.0 at most"), hint (boolean: that rests on hints alone), standard and legacy (int, RepointTransport with the provider's
 * servers), standard-name, legacy-name, action (int, RepointAction of the plan that asks most), action-name, verdict,
 * search-text.
 */
RepointDeviceItem *repoint_device_item_new          (RepointDevice     *device,
                                                     GPtrArray         *plans); /* of RepointPlan */
RepointDevice     *repoint_device_item_get_device   (RepointDeviceItem *self);
GPtrArray         *repoint_device_item_get_plans    (RepointDeviceItem *self);  /* transfer none */
void               repoint_device_item_set_plans    (RepointDeviceItem *self,
                                                     GPtrArray         *plans);
RepointAction      repoint_device_item_get_action   (RepointDeviceItem *self);
RepointMailRelevance repoint_device_item_get_relevance (RepointDeviceItem *self);
gboolean           repoint_device_item_get_tested   (RepointDeviceItem *self);
gboolean           repoint_device_item_get_hint     (RepointDeviceItem *self);

/* The symbolic icon and style class that stand beside an action's name. */
const char        *repoint_action_get_icon_name     (RepointAction      action);
const char        *repoint_action_get_style_class   (RepointAction      action);
/* hint: as repoint_device_item_get_hint() */
const char        *repoint_transport_get_icon_name  (RepointTransport   transport,
                                                     gboolean           hint);
const char        *repoint_transport_get_style_class (RepointTransport  transport,
                                                      gboolean          hint);
const char        *repoint_device_kind_get_icon_name (RepointDeviceKind kind);

G_END_DECLS
