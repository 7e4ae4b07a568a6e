/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

#include "repoint-enums.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_OBSERVATION (repoint_observation_get_type ())
G_DECLARE_FINAL_TYPE (RepointObservation, repoint_observation, REPOINT, OBSERVATION, GObject)

/* Kinds and what their data holds. Unknown kinds of a newer Repoint are kept as they are. */
#define REPOINT_OBSERVATION_SURVEY    "survey"    /* the `survey` object of the command line, one target */
#define REPOINT_OBSERVATION_STATEMENT "statement" /* {"max_tls":"TLSv1.0"}: somebody said so */
#define REPOINT_OBSERVATION_SIGHTING  "sighting"  /* {"source":..,"what":..,"value":..}: evidence of identity */

/**
 * RepointObservation: something that was seen, when and how often. Immutable but for count and last-seen, which
 * the project raises when the very same thing is seen again.
 *
 * Properties (read-only): subject (a device's id or an endpoint's URI), kind, strength, first-seen and last-seen
 * (GDateTime, UTC), count.
 */
RepointObservation *repoint_observation_new            (const char         *subject,
                                                        const char         *kind,
                                                        RepointStrength     strength,
                                                        GDateTime          *seen,
                                                        JsonObject         *data);
const char         *repoint_observation_get_subject    (RepointObservation *self);
const char         *repoint_observation_get_kind       (RepointObservation *self);
RepointStrength     repoint_observation_get_strength   (RepointObservation *self);
GDateTime          *repoint_observation_get_first_seen (RepointObservation *self);
GDateTime          *repoint_observation_get_last_seen  (RepointObservation *self);
guint               repoint_observation_get_count      (RepointObservation *self);
JsonObject         *repoint_observation_get_data       (RepointObservation *self); /* transfer none; sealed */

G_END_DECLS
