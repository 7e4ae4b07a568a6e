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

/* What the device itself was seen to do. "hello" is the id of a hello that the project keeps, null where there was
 * none; "max_version" is the highest version it offers. No time, number or port is in the data, so that the same visit
 * again counts up. "address" and "mac" say where it was seen, as far as that is known. */
#define REPOINT_OBSERVATION_HELLO     "hello"     /* {"source":"station"|"capture"|"file","protocol":..,"security":..,"hello":..,
                                                     "max_version":..,"ja3":..,"ja4":..,"handshake":{..},"asked_sign_in":..,"outcome":..} */
#define REPOINT_OBSERVATION_PASSAGE   "passage"   /* {"target":..,"hello":..,"max_version":..,"result":..,"version":..,"cipher":..,
                                                     "alert":..,"alert_from":..,"closed_by":..}: it was passed on to that server */
#define REPOINT_OBSERVATION_REPLAY    "replay"    /* {"target":..,"hello":..,"max_version":..,"result":..,"version":..,"cipher":..,
                                                     "refused_by":..,"session":{..}}: its hello was sent to that server */
#define REPOINT_OBSERVATION_PROFILE   "profile"   /* {"profile":"<id>","name":..,"max_version":..}: it is assumed to be that known client; {"profile":null}: no more */

/* The subject of what an address did that nobody has said the device of: this, and the address. */
#define REPOINT_VISITOR_PREFIX "visitor:"

/**
 * RepointObservation: something that was seen, when and how often. Immutable but for count and last-seen, which
 * the project raises when the very same thing is seen again.
 *
 * Properties (read-only): subject (a device's id, an endpoint's URI or a visitor), kind, strength, first-seen and last-seen
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
