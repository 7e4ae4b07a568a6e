/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-observation.h"
#include "repoint-target.h"
#include "repoint-tls-version.h"

G_BEGIN_DECLS

/* Reads what a device showed of itself: observations of the kinds hello, passage and replay. They may come from a document
 * that somebody else wrote: what is missing or of another type was not observed. */

/* What follows from one of them for the server it names. */
typedef enum
{
  REPOINT_VISIT_INCONCLUSIVE, /* nothing: it was not reached, or the device left by itself, as one does that checks names */
  REPOINT_VISIT_TURNED_AWAY,  /* TLS was agreed on, and then the server sent it off, not saying that it was because of TLS */
  REPOINT_VISIT_DISTRUSTED,   /* the device did not take the server's certificate */
  REPOINT_VISIT_REFUSED,      /* the server turned it away because of its TLS */
  REPOINT_VISIT_ACCEPTED,     /* TLS was agreed on; what comes after is not known */
} RepointVisitVerdict;

gboolean             repoint_visits_is_visit      (RepointObservation  *observation);
RepointVisitVerdict  repoint_visits_judge         (RepointObservation  *observation);
GPtrArray           *repoint_visits_list_current  (GPtrArray           *observations);
RepointObservation  *repoint_visits_find_at       (GPtrArray           *visits,
                                                   const RepointTarget *target);
RepointObservation  *repoint_visits_find_latest_at (GPtrArray          *visits,
                                                   const RepointTarget *target,
                                                   const char          *kind);
RepointObservation  *repoint_visits_find_talk     (GPtrArray           *observations,
                                                   RepointProtocol      protocol);
RepointTlsVersion    repoint_visits_get_version   (RepointObservation  *observation,
                                                   const char          *name);
gboolean             repoint_visits_went_in_clear (RepointObservation  *hello);
gboolean             repoint_visits_began_with_tls (RepointObservation *hello);
gboolean             repoint_visits_get_validates (GPtrArray           *observations,
                                                   gboolean            *validates,
                                                   RepointObservation **hello);

G_END_DECLS
