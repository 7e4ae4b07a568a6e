/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-tls-version.h"

G_BEGIN_DECLS

/* One server that is asked, and the truth about it: a set of bits, one for each version it accepts. */
typedef struct
{
  char    *address;
  guint16  port;
  guint    truth;
} RepointBenchTarget;

#define REPOINT_BENCH_BIT(version) (1u << ((version) - REPOINT_TLS_VERSION_SSL3))

/* The addresses of the servers (127.1.0.1 and on) and of those that say nothing (127.2.0.1 and on). */
char      *repoint_bench_address        (guint       i);
char      *repoint_bench_silent_address (guint       i);
/* What the server at the address with this number accepts: four sets take turns. */
guint      repoint_bench_truth          (guint       i);

/* @n targets of which @percent_silent say nothing, spread evenly: the others are the first addresses. */
GPtrArray *repoint_bench_targets_new    (guint       n,
                                         guint16     port,
                                         guint       percent_silent);
guint      repoint_bench_count_silent   (guint       n,
                                         guint       percent_silent);
/* A line for each: the prefix, the address and, when @with_port, the port. */
char      *repoint_bench_targets_list   (GPtrArray  *targets,
                                         const char *prefix,
                                         gboolean    with_port);

G_END_DECLS
