/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-bench-answers.h"
#include "repoint-bench-farm.h"

G_BEGIN_DECLS

/* Somebody who does the job of a case: a program, what it is called in the table and how its output reads. */
typedef struct
{
  const char         *name;
  RepointBenchFormat  format;
  const char *const  *argv;    /* one argument may be "@", for the file with the targets */
  const char         *prefix;  /* before each target in the file; NULL: addresses alone, without ports */
  gboolean            is_peer; /* not ours: may be missing, may be wrong */
  guint               rounds;  /* at most */
  gboolean            is_fed;  /* the targets are its standard input */
} RepointBenchContender;

/* One run. */
typedef struct
{
  double               wall;        /* s */
  double               cpu;         /* s */
  double               memory;      /* MiB at the most */
  double               server_cpu;  /* s */
  guint                connections;
  gboolean             finished;
  char                *output;
  RepointBenchAnswers *answers;
} RepointBenchRun;

gboolean         repoint_bench_contender_is_there (const RepointBenchContender *self);

/* Runs it with these targets; @measure is the program that measures. It is given up after @limit_s. */
RepointBenchRun *repoint_bench_contender_run      (const RepointBenchContender *self,
                                                   RepointBenchFarm            *farm,
                                                   const char                  *measure,
                                                   GPtrArray                   *targets,
                                                   guint                        limit_s);
void             repoint_bench_run_free           (RepointBenchRun             *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointBenchRun, repoint_bench_run_free)

G_END_DECLS
