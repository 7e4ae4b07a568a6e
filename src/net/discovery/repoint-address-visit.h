/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-scheduler.h"
#include "repoint-sighting.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RepointAddressVisit: goes through the ports of one address, one connection after the other, and lets the sources
 * ask at those that are open. Used on the scheduler's thread only.
 *
 * An address where nobody answers is not worth all of its ports: it is left when the network says so, or when the
 * first three are silent.
 */
typedef struct _RepointAddressVisit RepointAddressVisit;

typedef void (*RepointAddressVisitStepped) (RepointAddressVisit *self, gpointer user_data);

/* @ports (of RepointPort) and @sources (of RepointSource) are shared by all visits. */
RepointAddressVisit *repoint_address_visit_new    (GInetAddress               *address,
                                                   GArray                     *ports,
                                                   GPtrArray                  *sources);
void                 repoint_address_visit_free   (RepointAddressVisit        *self);

/* Whether anything is left to ask. */
gboolean             repoint_address_visit_goes_on (RepointAddressVisit       *self);
/* Begins the next conversation, if the visit goes on, and calls @stepped when it has ended. */
void                 repoint_address_visit_next   (RepointAddressVisit        *self,
                                                   RepointScheduler           *scheduler,
                                                   GCancellable               *cancellable,
                                                   RepointAddressVisitStepped  stepped,
                                                   gpointer                    user_data);
/* What was learned until now; NULL: no port was open. Transfer full; to be called once. */
RepointSighting     *repoint_address_visit_take   (RepointAddressVisit        *self);

G_END_DECLS
