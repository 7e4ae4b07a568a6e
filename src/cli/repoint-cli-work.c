/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-cli-work.h"

#include "repoint-cli-output.h"
#include "repoint-phrase-window.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <unistd.h>

gboolean
repoint_cli_effort_check (const RepointCliEffort *effort)
{
  if (effort->repeat < 1 || effort->repeat > 1000)
    repoint_cli_complain (_("--repeat takes a number from 1 to 1000."));
  else if (effort->timeout_s < 1 || effort->timeout_s > 3600)
    repoint_cli_complain (_("--timeout takes a number of seconds from 1 to 3600."));
  else if (effort->concurrency < 1 || effort->concurrency > 8192)
    repoint_cli_complain (_("--concurrency takes a number from 1 to 8192."));
  else if (effort->gap_ms < 0 || effort->gap_ms > 60000)
    repoint_cli_complain (_("--gap takes a number of milliseconds from 0 to 60000."));
  else
    return TRUE;

  return FALSE;
}

RepointLimits
repoint_cli_effort_limits (const RepointCliEffort *effort)
{
  RepointLimits limits = repoint_limits_default;

  limits.max_open = effort->concurrency;
  limits.gap_ms = effort->gap_ms;

  return limits;
}

RepointSurveyOptions
repoint_cli_effort_options (const RepointCliEffort *effort)
{
  return (RepointSurveyOptions) {
    .repeat = effort->repeat,
    .timeout_ms = effort->timeout_s * 1000,
  };
}

typedef struct
{
  GMainLoop *loop;
  GPtrArray *jobs;
  gboolean   few_connections; /* that was said */
} Wait;

static gboolean
is_finished (Wait *wait)
{
  for (guint i = 0; i < wait->jobs->len; i++)
    {
      if (repoint_job_get_state (g_ptr_array_index (wait->jobs, i)) != REPOINT_JOB_FINISHED)
        return FALSE;
    }

  return TRUE;
}

static void
finished_cb (Wait *wait)
{
  if (is_finished (wait))
    g_main_loop_quit (wait->loop);
}

static void
progress_cb (Wait *wait)
{
  guint completed = 0;
  guint total = 0;
  double done = 0;

  for (guint i = 0; i < wait->jobs->len; i++)
    {
      completed += repoint_job_get_completed (g_ptr_array_index (wait->jobs, i));
      total += repoint_job_get_total (g_ptr_array_index (wait->jobs, i));
      done += repoint_job_get_fraction (g_ptr_array_index (wait->jobs, i));
    }

  /* Back to the begin of the line, and nothing left of what stood there. */
  g_printerr ("\r\033[K");
  /* Translators: targets or addresses; the last number counts those that are not quite done, too: "3 of 8 (41 %)" */
  g_printerr (_("%u of %u (%u %%)"), completed, total, (guint) (100 * done / wait->jobs->len));
}

static void
few_connections_cb (RepointJob *job,
                    GParamSpec *pspec,
                    Wait       *wait)
{
  g_autofree char *text = NULL;

  if (wait->few_connections || repoint_job_get_most_open (job) == 0)
    return;

  wait->few_connections = TRUE;

  text = repoint_phrase_few_connections (repoint_job_get_most_open (job), repoint_job_get_wanted_open (job));
  repoint_cli_complain ("%s", text);
}

static gboolean
interrupted_cb (gpointer user_data)
{
  Wait *wait = user_data;

  for (guint i = 0; i < wait->jobs->len; i++)
    repoint_job_stop (g_ptr_array_index (wait->jobs, i));

  return G_SOURCE_CONTINUE;
}

gboolean
repoint_cli_wait (GListModel *jobs)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  Wait wait = { loop, all, FALSE };
  gboolean show_progress = isatty (STDERR_FILENO);
  gboolean done = TRUE;
  static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
  guint interrupts[G_N_ELEMENTS (signals)];

  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      RepointJob *job = g_list_model_get_item (jobs, i);

      g_ptr_array_add (all, job);
      g_signal_connect_swapped (job, "finished", G_CALLBACK (finished_cb), &wait);
      g_signal_connect (job, "notify::most-open", G_CALLBACK (few_connections_cb), &wait);
      few_connections_cb (job, NULL, &wait);
      if (show_progress)
        g_signal_connect_swapped (job, "notify::fraction", G_CALLBACK (progress_cb), &wait);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    interrupts[i] = g_unix_signal_add (signals[i], interrupted_cb, &wait);
  if (!is_finished (&wait))
    g_main_loop_run (loop);
  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    g_source_remove (interrupts[i]);

  if (show_progress)
    g_printerr ("\r\033[K");

  for (guint i = 0; i < all->len; i++)
    {
      RepointJob *job = g_ptr_array_index (all, i);
      const GError *error = repoint_job_get_error (job);

      g_signal_handlers_disconnect_by_data (job, &wait);
      if (error != NULL)
        repoint_cli_complain_error (g_error_copy (error), _("the network"));
      done = done && repoint_job_get_result (job) == REPOINT_JOB_RESULT_DONE;
    }

  return done;
}
