/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-check-in.h"
#include "repoint-journey.h"

G_BEGIN_DECLS

RepointCheckIn *repoint_journey_get_check_in (RepointJourney *self);
/* Lists @job among those under way and starts it. Transfer none. */
RepointJob     *repoint_journey_start_job    (RepointJourney *self,
                                              RepointJob     *job);

G_END_DECLS
