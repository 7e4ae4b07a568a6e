/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-bench-contender.h"

G_BEGIN_DECLS

/**
 * RepointBenchRace: several contenders do the same job with the same targets in rounds, each round in another order, so that
 * what else the machine does meets all of them. Ratios are taken within a round; of all numbers the median counts.
 */
typedef struct _RepointBenchRace RepointBenchRace;

typedef enum
{
  REPOINT_BENCH_WALL,        /* s */
  REPOINT_BENCH_CPU,         /* s */
  REPOINT_BENCH_SERVER_CPU,  /* s */
  REPOINT_BENCH_BOTH_CPU,    /* s */
  REPOINT_BENCH_CONNECTIONS,
  REPOINT_BENCH_MEMORY,      /* MiB */
} RepointBenchMetric;

/* Runs it. Contenders that are not there are left out, and so are peers if not @with_peers. A run ends after @limit_s. */
RepointBenchRace    *repoint_bench_race_new        (RepointBenchFarm            *farm,
                                                    const char                  *measure,
                                                    GPtrArray                   *targets,
                                                    const RepointBenchContender *contenders,
                                                    guint                        n_contenders,
                                                    gboolean                     with_peers,
                                                    guint                        limit_s);
void                 repoint_bench_race_free       (RepointBenchRace            *self);

/* The table; ratios are to the contender called @base. */
void                 repoint_bench_race_print      (RepointBenchRace            *self,
                                                    const char                  *title,
                                                    const char                  *base);
gboolean             repoint_bench_race_has        (RepointBenchRace            *self,
                                                    const char                  *name);
double               repoint_bench_race_get        (RepointBenchRace            *self,
                                                    const char                  *name,
                                                    RepointBenchMetric           metric);
double               repoint_bench_race_get_ratio  (RepointBenchRace            *self,
                                                    const char                  *name,
                                                    RepointBenchMetric           metric,
                                                    const char                  *base,
                                                    RepointBenchMetric           base_metric);
/* The first run of a contender; NULL if there was none. */
RepointBenchRun     *repoint_bench_race_get_run    (RepointBenchRace            *self,
                                                    const char                  *name);
/* Whether all but the peers told the truth about every target in every run. */
gboolean             repoint_bench_race_is_right   (RepointBenchRace            *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointBenchRace, repoint_bench_race_free)

G_END_DECLS
