/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  REPOINT_BENCH_FORMAT_LINES,   /* of the yardstick */
  REPOINT_BENCH_FORMAT_JSON,    /* of repoint-cli */
  REPOINT_BENCH_FORMAT_SSLSCAN, /* its XML */
  REPOINT_BENCH_FORMAT_NMAP,    /* the XML of its script ssl-enum-ciphers */
} RepointBenchFormat;

/**
 * RepointBenchAnswers: what a program found, of each address: the versions accepted, as the bits of RepointBenchTarget, and
 * which suites at which version.
 */
typedef struct
{
  GHashTable *versions; /* address → GUINT_TO_POINTER */
  GHashTable *suites;   /* address → GHashTable, a set of version << 16 | suite */
} RepointBenchAnswers;

RepointBenchAnswers *repoint_bench_answers_parse       (RepointBenchFormat   format,
                                                        const char          *output);
void                 repoint_bench_answers_free        (RepointBenchAnswers *self);

/* How many of the targets were answered with the truth about their versions. */
guint                repoint_bench_answers_count_right (RepointBenchAnswers *self,
                                                        GPtrArray           *targets);
/* At how many addresses both found the same suites, and any at all. */
guint                repoint_bench_answers_count_same  (RepointBenchAnswers *self,
                                                        RepointBenchAnswers *other);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointBenchAnswers, repoint_bench_answers_free)

G_END_DECLS
