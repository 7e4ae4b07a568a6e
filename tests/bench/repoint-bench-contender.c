/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-bench-contender.h"

#include "repoint-bench-targets.h"

#include <glib/gstdio.h>
#include <stdio.h>

gboolean
repoint_bench_contender_is_there (const RepointBenchContender *self)
{
  g_autofree char *program = g_find_program_in_path (self->argv[0]);

  return program != NULL;
}

static char *
write_targets (const RepointBenchContender *self, const char *directory, GPtrArray *targets)
{
  g_autofree char *list =
      repoint_bench_targets_list (targets, self->prefix != NULL ? self->prefix : "", self->prefix != NULL);
  char *path = g_build_filename (directory, "targets", NULL);

  if (!g_file_set_contents (path, list, -1, NULL))
    g_error ("%s cannot be written", path);

  return path;
}

static void
run (const RepointBenchContender *self, const char *const *argv, const char *input, const char *output)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;

  if (self->is_fed)
    g_subprocess_launcher_set_stdin_file_path (launcher, input);
  g_subprocess_launcher_set_stdout_file_path (launcher, output);
  process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  if (process == NULL || !g_subprocess_wait (process, NULL, &error))
    g_error ("%s: %s", self->name, error->message);
}

static void
read_result (RepointBenchRun *self, const char *path)
{
  g_autofree char *text = NULL;
  long kib;
  int status;

  if (!g_file_get_contents (path, &text, NULL, NULL) ||
      sscanf (text, "%lf %lf %ld %d", &self->wall, &self->cpu, &kib, &status) != 4)
    g_error ("nothing was measured");

  self->memory = (double) kib / 1024;
  self->finished = status >= 0;
}

RepointBenchRun *
repoint_bench_contender_run (const RepointBenchContender *self,
                             RepointBenchFarm            *farm,
                             const char                  *measure,
                             GPtrArray                   *targets,
                             guint                        limit_s)
{
  RepointBenchRun *result = g_new0 (RepointBenchRun, 1);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *directory = g_dir_make_tmp ("repoint-bench-XXXXXX", NULL);
  g_autofree char *input = write_targets (self, directory, targets);
  g_autofree char *output = g_build_filename (directory, "output", NULL);
  g_autofree char *measured = g_build_filename (directory, "measured", NULL);
  g_autofree char *limit = g_strdup_printf ("%u", limit_s);
  double server_cpu = repoint_bench_farm_get_cpu (farm);
  guint connections = repoint_bench_farm_get_connections (farm);

  g_ptr_array_add (argv, (char *) measure);
  g_ptr_array_add (argv, measured);
  g_ptr_array_add (argv, limit);
  for (guint i = 0; self->argv[i] != NULL; i++)
    g_ptr_array_add (argv, g_str_equal (self->argv[i], "@") ? input : (char *) self->argv[i]);
  g_ptr_array_add (argv, NULL);

  run (self, (const char *const *) argv->pdata, input, output);

  result->server_cpu = repoint_bench_farm_get_cpu (farm) - server_cpu;
  result->connections = repoint_bench_farm_get_connections (farm) - connections;
  read_result (result, measured);
  if (!g_file_get_contents (output, &result->output, NULL, NULL))
    g_error ("%s is gone", output);
  result->answers = repoint_bench_answers_parse (self->format, result->output);

  g_unlink (input);
  g_unlink (output);
  g_unlink (measured);
  g_rmdir (directory);

  return result;
}

void
repoint_bench_run_free (RepointBenchRun *self)
{
  g_free (self->output);
  repoint_bench_answers_free (self->answers);
  g_free (self);
}
