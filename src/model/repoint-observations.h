/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-observation.h"

G_BEGIN_DECLS

/* RepointObservations: what was observed of each subject, the oldest first. */
typedef struct _RepointObservations RepointObservations;

RepointObservations *repoint_observations_new           (void);
void                 repoint_observations_free          (RepointObservations *self);
GPtrArray           *repoint_observations_get           (RepointObservations *self,
                                                         const char          *subject);
void                 repoint_observations_add           (RepointObservations *self,
                                                         RepointObservation  *observation);
RepointObservation  *repoint_observations_keep          (RepointObservations *self,
                                                         RepointObservation  *observation);
char                *repoint_observations_find_surplus  (RepointObservations *self,
                                                         const char          *subject);
void                 repoint_observations_forget        (RepointObservations *self,
                                                         const char          *subject);
void                 repoint_observations_move          (RepointObservations *self,
                                                         GPtrArray           *observations,
                                                         const char          *from,
                                                         const char          *to);
GPtrArray           *repoint_observations_at_address    (RepointObservations *self,
                                                         const char          *subject,
                                                         const char          *address);
GPtrArray           *repoint_observations_list_subjects (RepointObservations *self,
                                                         GHashTable          *known);

G_END_DECLS
