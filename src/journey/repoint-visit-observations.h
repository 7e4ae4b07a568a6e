/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "repoint-observation.h"

G_BEGIN_DECLS

/* Turns what the engine saw into observations: what differs from one visit of the same client to the next is left out. */
GPtrArray          *repoint_visit_observations_new    (JsonObject         *visit,
                                                       const char         *subject,
                                                       GDateTime          *seen);
RepointObservation *repoint_replay_observation_new    (JsonObject         *replay,
                                                       const char         *subject,
                                                       GDateTime          *seen);
/* The other way: as much of the `listen` object as is known of it now; @raw (nullable): the hello that it refers to. */
JsonObject         *repoint_visit_observations_restore (RepointObservation *observation,
                                                       GBytes             *raw);

G_END_DECLS
