/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "repoint-session.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_TRIAL_GRID (repoint_trial_grid_get_type ())
G_DECLARE_FINAL_TYPE (RepointTrialGrid, repoint_trial_grid, REPOINT, TRIAL_GRID, AdwBin)

/* RepointTrialGrid: what devices met at the standard mail server and at the legacy one, side by side, a row each. */
void repoint_trial_grid_clear (RepointTrialGrid *self);
void repoint_trial_grid_add   (RepointTrialGrid *self,
                               RepointSession   *session,
                               const char       *title,
                               const char       *subject, /* a device's id */
                               RepointProtocol   protocol,
                               const char       *kind);   /* of observation; NULL: whatever says most */

G_END_DECLS
