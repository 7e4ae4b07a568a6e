/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-bench-targets.h"

#define PER_NETWORK 250

char *
repoint_bench_address (guint i)
{
  return g_strdup_printf ("127.1.%u.%u", i / PER_NETWORK, i % PER_NETWORK + 1);
}

char *
repoint_bench_silent_address (guint i)
{
  return g_strdup_printf ("127.2.%u.%u", i / PER_NETWORK, i % PER_NETWORK + 1);
}

guint
repoint_bench_truth (guint i)
{
  static const guint sets[] = {
    REPOINT_BENCH_BIT (REPOINT_TLS_VERSION_1_0) | REPOINT_BENCH_BIT (REPOINT_TLS_VERSION_1_1) |
        REPOINT_BENCH_BIT (REPOINT_TLS_VERSION_1_2) | REPOINT_BENCH_BIT (REPOINT_TLS_VERSION_1_3),
    REPOINT_BENCH_BIT (REPOINT_TLS_VERSION_1_2),
    REPOINT_BENCH_BIT (REPOINT_TLS_VERSION_1_2) | REPOINT_BENCH_BIT (REPOINT_TLS_VERSION_1_3),
    REPOINT_BENCH_BIT (REPOINT_TLS_VERSION_1_0),
  };

  return sets[i % G_N_ELEMENTS (sets)];
}

static void
target_free (gpointer data)
{
  RepointBenchTarget *self = data;

  g_free (self->address);
  g_free (self);
}

guint
repoint_bench_count_silent (guint n, guint percent_silent)
{
  return n * percent_silent / 100;
}

GPtrArray *
repoint_bench_targets_new (guint n, guint16 port, guint percent_silent)
{
  GPtrArray *targets = g_ptr_array_new_with_free_func (target_free);
  guint n_silent = 0;

  for (guint i = 0; i < n; i++)
    {
      RepointBenchTarget *target = g_new0 (RepointBenchTarget, 1);
      gboolean silent = repoint_bench_count_silent (i + 1, percent_silent) > n_silent;

      target->address = silent ? repoint_bench_silent_address (n_silent) : repoint_bench_address (i - n_silent);
      target->truth = silent ? 0 : repoint_bench_truth (i - n_silent);
      target->port = port;
      n_silent += silent;
      g_ptr_array_add (targets, target);
    }

  return targets;
}

char *
repoint_bench_targets_list (GPtrArray *targets, const char *prefix, gboolean with_port)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < targets->len; i++)
    {
      const RepointBenchTarget *target = g_ptr_array_index (targets, i);

      g_string_append_printf (list, "%s%s", prefix, target->address);
      if (with_port)
        g_string_append_printf (list, ":%u", target->port);
      g_string_append_c (list, '\n');
    }

  return g_string_free (list, FALSE);
}
