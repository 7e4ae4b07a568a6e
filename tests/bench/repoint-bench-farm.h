/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-test-daemon.h"

G_BEGIN_DECLS

/**
 * RepointBenchFarm: many servers on loopback: one process of nginx on many addresses, whose versions repoint_bench_truth()
 * names; the same through a relay, a round trip away; and addresses that accept connections and say nothing.
 */
typedef struct _RepointBenchFarm RepointBenchFarm;

/* NULL after a message when nginx or its mail module is not there. @relay: the program; nullable: no relay. */
RepointBenchFarm *repoint_bench_farm_new              (guint             n_addresses,
                                                       const char       *relay,
                                                       guint             round_trip_ms);
void              repoint_bench_farm_free             (RepointBenchFarm *self);

guint16           repoint_bench_farm_get_tls_port     (RepointBenchFarm *self);
guint16           repoint_bench_farm_get_distant_port (RepointBenchFarm *self);
guint16           repoint_bench_farm_get_smtp_port    (RepointBenchFarm *self); /* STARTTLS */

/* The first @n silent addresses accept connections at the TLS port from now on; those before are closed. */
void              repoint_bench_farm_set_silent       (RepointBenchFarm *self,
                                                       guint             n);

/* Of nginx, so far: seconds of processor time, and connections accepted. */
double            repoint_bench_farm_get_cpu          (RepointBenchFarm *self);
guint             repoint_bench_farm_get_connections  (RepointBenchFarm *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointBenchFarm, repoint_bench_farm_free)

G_END_DECLS
