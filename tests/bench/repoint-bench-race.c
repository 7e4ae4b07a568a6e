/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-bench-race.h"

struct _RepointBenchRace
{
  const RepointBenchContender *contenders;
  guint                        n_contenders;
  GPtrArray                   *targets;
  GPtrArray                  **runs; /* of each contender: RepointBenchRun, one a round */
};

static void
shuffle (guint *numbers, guint n)
{
  for (guint i = n; i > 1; i--)
    {
      guint j = (guint) g_random_int_range (0, (gint32) i);
      guint kept = numbers[i - 1];

      numbers[i - 1] = numbers[j];
      numbers[j] = kept;
    }
}

RepointBenchRace *
repoint_bench_race_new (RepointBenchFarm            *farm,
                        const char                  *measure,
                        GPtrArray                   *targets,
                        const RepointBenchContender *contenders,
                        guint                        n_contenders,
                        gboolean                     with_peers,
                        guint                        limit_s)
{
  RepointBenchRace *self = g_new0 (RepointBenchRace, 1);
  g_autofree guint *order = g_new (guint, n_contenders);
  guint rounds = 0;

  self->contenders = contenders;
  self->n_contenders = n_contenders;
  self->targets = g_ptr_array_ref (targets);
  self->runs = g_new (GPtrArray *, n_contenders);
  for (guint i = 0; i < n_contenders; i++)
    {
      self->runs[i] = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_bench_run_free);
      order[i] = i;
      rounds = MAX (rounds, contenders[i].rounds);
    }

  for (guint round = 0; round < rounds; round++)
    {
      shuffle (order, n_contenders);
      for (guint i = 0; i < n_contenders; i++)
        {
          const RepointBenchContender *contender = &contenders[order[i]];

          if (round < contender->rounds && (with_peers || !contender->is_peer) &&
              repoint_bench_contender_is_there (contender))
            g_ptr_array_add (self->runs[order[i]],
                             repoint_bench_contender_run (contender, farm, measure, targets, limit_s));
        }
    }

  return self;
}

void
repoint_bench_race_free (RepointBenchRace *self)
{
  for (guint i = 0; i < self->n_contenders; i++)
    g_ptr_array_unref (self->runs[i]);
  g_free (self->runs);
  g_ptr_array_unref (self->targets);
  g_free (self);
}

static GPtrArray *
find (RepointBenchRace *self, const char *name)
{
  for (guint i = 0; i < self->n_contenders; i++)
    if (g_str_equal (self->contenders[i].name, name))
      return self->runs[i];

  g_error ("There is no contender %s", name);
}

static double
measure_run (const RepointBenchRun *run, RepointBenchMetric metric)
{
  switch (metric)
    {
    case REPOINT_BENCH_WALL:
      return run->wall;
    case REPOINT_BENCH_CPU:
      return run->cpu;
    case REPOINT_BENCH_SERVER_CPU:
      return run->server_cpu;
    case REPOINT_BENCH_BOTH_CPU:
      return run->cpu + run->server_cpu;
    case REPOINT_BENCH_CONNECTIONS:
      return run->connections;
    case REPOINT_BENCH_MEMORY:
    default:
      return run->memory;
    }
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const double *one = a;
  const double *other = b;

  return (*one > *other) - (*one < *other);
}

static double
get_median (GArray *numbers)
{
  g_array_sort (numbers, compare);
  if (numbers->len == 0)
    return 0;
  if (numbers->len % 2 == 0)
    return (g_array_index (numbers, double, numbers->len / 2 - 1) + g_array_index (numbers, double, numbers->len / 2)) / 2;

  return g_array_index (numbers, double, numbers->len / 2);
}

gboolean
repoint_bench_race_has (RepointBenchRace *self, const char *name)
{
  return find (self, name)->len > 0;
}

double
repoint_bench_race_get (RepointBenchRace *self, const char *name, RepointBenchMetric metric)
{
  GPtrArray *runs = find (self, name);
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < runs->len; i++)
    {
      double number = measure_run (g_ptr_array_index (runs, i), metric);

      g_array_append_val (numbers, number);
    }

  return get_median (numbers);
}

double
repoint_bench_race_get_ratio (RepointBenchRace  *self,
                              const char        *name,
                              RepointBenchMetric metric,
                              const char        *base,
                              RepointBenchMetric base_metric)
{
  GPtrArray *runs = find (self, name);
  GPtrArray *base_runs = find (self, base);
  g_autoptr (GArray) ratios = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < MIN (runs->len, base_runs->len); i++)
    {
      double ratio = measure_run (g_ptr_array_index (runs, i), metric) /
                     measure_run (g_ptr_array_index (base_runs, i), base_metric);

      g_array_append_val (ratios, ratio);
    }

  return get_median (ratios);
}

RepointBenchRun *
repoint_bench_race_get_run (RepointBenchRace *self, const char *name)
{
  GPtrArray *runs = find (self, name);

  return runs->len > 0 ? g_ptr_array_index (runs, 0) : NULL;
}

/* Of the worst run. */
static guint
count_right (RepointBenchRace *self, GPtrArray *runs)
{
  guint right = self->targets->len;

  for (guint i = 0; i < runs->len; i++)
    {
      RepointBenchRun *run = g_ptr_array_index (runs, i);

      right = MIN (right, repoint_bench_answers_count_right (run->answers, self->targets));
    }

  return right;
}

gboolean
repoint_bench_race_is_right (RepointBenchRace *self)
{
  gboolean right = TRUE;

  for (guint i = 0; i < self->n_contenders; i++)
    if (!self->contenders[i].is_peer && count_right (self, self->runs[i]) < self->targets->len)
      {
        g_print ("WRONG: %s\n", self->contenders[i].name);
        right = FALSE;
      }

  return right;
}

static gboolean
all_finished (GPtrArray *runs)
{
  for (guint i = 0; i < runs->len; i++)
    if (!((RepointBenchRun *) g_ptr_array_index (runs, i))->finished)
      return FALSE;

  return TRUE;
}

void
repoint_bench_race_print (RepointBenchRace *self, const char *title, const char *base)
{
  double n = self->targets->len;

  g_print ("\n%-34s %9s %7s %9s %7s %8s %9s %7s %9s %4s\n", title, "wall s", "x", "CPU s", "x", "conns", "server", "MiB",
           "right", "runs");
  for (guint i = 0; i < self->n_contenders; i++)
    {
      const char *name = self->contenders[i].name;
      g_autofree char *right = g_strdup_printf ("%u/%u", count_right (self, self->runs[i]), self->targets->len);

      if (self->runs[i]->len == 0)
        {
          g_print ("  %-32s %9s\n", name,
                   repoint_bench_contender_is_there (&self->contenders[i]) ? "left out" : "not installed");
          continue;
        }
      if (!all_finished (self->runs[i]))
        {
          g_print ("  %-32s not finished after %.0f s\n", name, repoint_bench_race_get (self, name, REPOINT_BENCH_WALL));
          continue;
        }
      g_print ("  %-32s %9.3f %7.2f %9.4f %7.2f %8.2f %6.2f ms %7.1f %9s %4u\n", name,
               repoint_bench_race_get (self, name, REPOINT_BENCH_WALL),
               repoint_bench_race_get_ratio (self, name, REPOINT_BENCH_WALL, base, REPOINT_BENCH_WALL),
               repoint_bench_race_get (self, name, REPOINT_BENCH_CPU),
               repoint_bench_race_get_ratio (self, name, REPOINT_BENCH_CPU, base, REPOINT_BENCH_CPU),
               repoint_bench_race_get (self, name, REPOINT_BENCH_CONNECTIONS) / n,
               repoint_bench_race_get (self, name, REPOINT_BENCH_SERVER_CPU) / n * 1000,
               repoint_bench_race_get (self, name, REPOINT_BENCH_MEMORY), right, self->runs[i]->len);
    }
}
