/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-plan.h"

G_BEGIN_DECLS

/* The objects that commands print, as src/DESIGN.md section 5 names their members. All are transfer full. */

JsonObject *repoint_cli_json_for_device  (RepointDevice  *device);
/* `discover`: a device with the evidence it was found by. */
JsonObject *repoint_cli_json_for_sighted (RepointDevice  *device,
                                          RepointProject *project);
JsonObject *repoint_cli_json_for_use     (RepointMailUse *use);
/* An observation: kind, strength, seen, count and text. */
JsonObject *repoint_cli_json_for_observation (RepointObservation *observation);
/* `plan` */
JsonObject *repoint_cli_json_for_plan    (RepointPlan    *plan,
                                          const GDate    *today);

G_END_DECLS
