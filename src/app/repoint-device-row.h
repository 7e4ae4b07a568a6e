/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "repoint-device-item.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_DEVICE_ROW  (repoint_device_row_get_type ())
#define REPOINT_TYPE_DEVICE_VIEW (repoint_device_view_get_type ())
G_DECLARE_FINAL_TYPE (RepointDeviceRow, repoint_device_row, REPOINT, DEVICE_ROW, AdwBin)

/* What a list of devices is about, and so what stands at the end of a row. */
typedef enum
{
  REPOINT_DEVICE_VIEW_RELEVANCE, /* whether it sends mail */
  REPOINT_DEVICE_VIEW_TEST,      /* how it stands with the standard and the legacy servers */
  REPOINT_DEVICE_VIEW_ACTION,    /* what to do */
} RepointDeviceView;

GType             repoint_device_view_get_type (void);

/**
 * RepointDeviceRow: a device in a list.
 *
 * Properties: item (nullable RepointDeviceItem), view (RepointDeviceView), compact (boolean: little room in width).
 */
GtkWidget         *repoint_device_row_new      (RepointDeviceItem *item,
                                                RepointDeviceView  view);
RepointDeviceItem *repoint_device_row_get_item (RepointDeviceRow  *self);
void               repoint_device_row_set_item (RepointDeviceRow  *self,
                                                RepointDeviceItem *item);

G_END_DECLS
