/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-observation.h"
#include "repoint-sighting.h"

G_BEGIN_DECLS

/* An observation keeps its data as one line of JSON and its times in seconds since 1970: a project has a hundred
 * thousand of them, and nearly all are only carried from the document to the document. */
RepointObservation *repoint_observation_new_from_text  (const char         *subject,
                                                        const char         *kind,
                                                        RepointStrength     strength,
                                                        gint64              first_seen,
                                                        gint64              last_seen,
                                                        guint               count,
                                                        char               *text);
RepointObservation *repoint_observation_new_from_evidence (const char            *subject,
                                                           const RepointEvidence *evidence,
                                                           const char            *address,
                                                           GDateTime             *seen);
RepointObservation *repoint_observation_copy           (RepointObservation *self,
                                                        const char         *subject);
const char         *repoint_observation_get_text       (RepointObservation *self);
const char         *repoint_observation_get_member     (RepointObservation *self,
                                                        const char         *name);
gint64              repoint_observation_get_first_time (RepointObservation *self);
gint64              repoint_observation_get_last_time  (RepointObservation *self);
guint64             repoint_observation_get_order      (RepointObservation *self);
void                repoint_observation_set_order      (RepointObservation *self,
                                                        guint64             order);
gboolean            repoint_observation_is_of_visit    (RepointObservation *self);
gboolean            repoint_observation_same           (RepointObservation *self,
                                                        RepointObservation *other);
gboolean            repoint_observation_same_slot      (RepointObservation *self,
                                                        RepointObservation *other);
void                repoint_observation_raise          (RepointObservation *self,
                                                        gint64              seen);
void                repoint_observation_set_subject    (RepointObservation *self,
                                                        const char         *subject);

G_END_DECLS
