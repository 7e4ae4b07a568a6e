/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "repoint-device-row.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_DEVICE_LIST (repoint_device_list_get_type ())
G_DECLARE_FINAL_TYPE (RepointDeviceList, repoint_device_list, REPOINT, DEVICE_LIST, AdwBin)

/**
 * RepointDeviceList: any number of devices, with a search field.
 *
 * Properties: model (GListModel of RepointDeviceItem), view (RepointDeviceView), filter (nullable GtkFilter, beside the
 * search), sorter (nullable GtkSorter), header (widget above the search field), n-items (uint, what is listed now),
 * compact (boolean, read-only: there is little room).
 * Signal "activated" (RepointDeviceItem *).
 */
GtkWidget *repoint_device_list_new     (GListModel        *model,
                                        RepointDeviceView  view);
/* To be called when what the filter and the sorter look at has changed. */
void       repoint_device_list_refresh (RepointDeviceList *self);

G_END_DECLS
