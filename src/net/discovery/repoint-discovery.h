/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-address-range.h"
#include "repoint-job.h"
#include "repoint-port-table.h"
#include "repoint-scheduler.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_DISCOVERY (repoint_discovery_get_type ())
G_DECLARE_FINAL_TYPE (RepointDiscovery, repoint_discovery, REPOINT, DISCOVERY, RepointJob)

/**
 * RepointDiscovery: looks for devices in address ranges, by a polite TCP sweep, web pages and TLS certificates.
 *
 * Signal "sighted" (GPtrArray of RepointSighting), in the caller's context, in batches while it runs.
 * Units of progress are addresses.
 */
RepointDiscovery *repoint_discovery_new (RepointScheduler   *scheduler,
                                         GArray             *ranges,  /* of RepointAddressRange; copied */
                                         GArray             *ports,   /* of RepointPort; copied */
                                         const char * const *never);  /* addresses never to contact, nullable */

G_END_DECLS
