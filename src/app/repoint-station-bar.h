/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "repoint-station-control.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_STATION_BAR (repoint_station_bar_get_type ())
G_DECLARE_FINAL_TYPE (RepointStationBar, repoint_station_bar, REPOINT, STATION_BAR, AdwBin)

/* RepointStationBar: says on every step that the check-in station listens, for as long as it does. */
void repoint_station_bar_set_control   (RepointStationBar *self,
                                         RepointStationControl    *control);
void repoint_station_bar_set_suppressed (RepointStationBar *self,
                                         gboolean           suppressed);

G_END_DECLS
