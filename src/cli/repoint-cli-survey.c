/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-cli-findings.h"
#include "repoint-cli-output.h"
#include "repoint-cli-work.h"
#include "repoint-known-error.h"
#include "repoint-survey-data.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

typedef struct
{
  RepointCatalog *catalog;
  GDate           today;
  gboolean        json;
  gboolean        certificate;
  guint           n_results;
  guint           n_incomplete;
} Survey;

static void
result_cb (RepointSurvey       *survey,
           const RepointTarget *target,
           JsonObject          *result,
           Survey              *self)
{
  g_autoptr(GPtrArray) findings = NULL;
  RepointSurveyContext context;

  repoint_known_error_mark_survey (self->catalog, result);
  repoint_survey_context_init (&context, self->catalog, target, &self->today);
  findings = repoint_finding_list (result, &context);
  self->n_incomplete += !repoint_survey_data_is_complete (result);

  if (self->json)
    {
      g_autoptr(JsonObject) object = repoint_cli_json_for_survey (result, findings);

      repoint_cli_print_json (object);
    }
  else
    {
      g_autofree char *uri = repoint_target_to_string (target);

      repoint_cli_print (self->n_results > 0 ? "\n%s" : "%s", uri);
      repoint_cli_print_findings (findings);
      repoint_cli_print_survey (result, self->certificate);
    }
  self->n_results++;
}

static gboolean
add_target (GPtrArray  *targets,
            const char *uri)
{
  GError *error = NULL;
  RepointTarget *target = repoint_target_parse (uri, &error);

  if (target == NULL)
    {
      repoint_cli_complain_error (error, uri);
      return FALSE;
    }

  g_ptr_array_add (targets, target);

  return TRUE;
}

/* One URI a line; blank lines and what begins with # are passed over. FALSE when a line was not understood. */
static gboolean
add_targets_from (GPtrArray  *targets,
                  const char *path)
{
  g_autofree char *contents = NULL;
  g_auto(GStrv) lines = NULL;
  GError *error = NULL;
  gboolean understood = TRUE;
  gsize start;

  if (!g_file_get_contents (path, &contents, NULL, &error))
    {
      repoint_cli_complain_error (error, path);
      return FALSE;
    }

  start = g_str_has_prefix (contents, "\xef\xbb\xbf") ? 3 : 0; /* the mark of UTF-8 that some editors write */
  lines = g_strsplit (contents + start, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *line = g_strstrip (lines[i]);

      if (line[0] != '\0' && line[0] != '#')
        understood = add_target (targets, line) && understood;
    }

  return understood;
}

RepointCliStatus
repoint_cli_survey (int    argc,
                    char **argv)
{
  RepointCliEffort effort = REPOINT_CLI_EFFORT_INIT;
  g_autofree char *targets_file = NULL;
  Survey self = { 0 };
  g_autoptr(RepointCatalog) catalog = NULL;
  GError *error = NULL;
  gboolean understood = TRUE;
  gboolean versions_only = FALSE;
  gboolean ciphers = FALSE;
  const GOptionEntry entries[] = {
    { "targets", 0, 0, G_OPTION_ARG_FILENAME, &targets_file, N_("Also take URIs from a file, one a line"), N_("FILE") },
    { "certificate", 0, 0, G_OPTION_ARG_NONE, &self.certificate, N_("Describe certificates too, which --json always does"), NULL },
    { "ciphers", 0, 0, G_OPTION_ARG_NONE, &ciphers, N_("List the cipher suites and groups of each version"), NULL },
    { "versions", 0, 0, G_OPTION_ARG_NONE, &versions_only, N_("Only ask which TLS versions are accepted; complete no handshake"), NULL },
    { "repeat", 0, 0, G_OPTION_ARG_INT, &effort.repeat, N_("Ask each accepted version for its sign-in this often"), N_("N") },
    { "timeout", 0, 0, G_OPTION_ARG_INT, &effort.timeout_s, N_("Give up on a target after this long"), N_("SECONDS") },
    { "concurrency", 0, 0, G_OPTION_ARG_INT, &effort.concurrency, N_("Connections at once, in all"), N_("N") },
    { "gap", 0, 0, G_OPTION_ARG_INT, &effort.gap_ms, N_("Pause between two connections to one address"), N_("MS") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self.json, N_("Print one JSON object per target"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr(GPtrArray) targets = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_target_free);
  g_autoptr(RepointScheduler) scheduler = NULL;
  g_autoptr(RepointSurvey) survey = NULL;
  g_autoptr(GListStore) jobs = NULL;
  RepointCliStatus status;
  RepointLimits limits;
  RepointSurveyOptions options;
  gboolean done;

  if (!repoint_cli_parse (&argc, &argv, entries, _("URI…"),
                          _("Says what servers accept: smtp://HOST:587, smtps, imap, imaps, pop3, pop3s, https, ipps, ldaps, tls."),
                          &status))
    return status;

  if (!repoint_cli_effort_check (&effort))
    return REPOINT_CLI_USAGE;

  if (versions_only && ciphers)
    {
      repoint_cli_complain (_("Either --versions or --ciphers: one asks for less, the other for more."));
      return REPOINT_CLI_USAGE;
    }

  for (int i = 1; i < argc; i++)
    {
      if (!add_target (targets, argv[i]))
        return REPOINT_CLI_USAGE;
    }

  if (targets_file != NULL)
    understood = add_targets_from (targets, targets_file);

  if (targets->len == 0)
    {
      if (understood)
        repoint_cli_complain (_("Name at least one URI, such as smtp://mail.example:587."));
      return understood ? REPOINT_CLI_USAGE : REPOINT_CLI_FAILED;
    }

  g_date_clear (&self.today, 1);
  g_date_set_time_t (&self.today, time (NULL));
  catalog = self.catalog = repoint_catalog_load (&error);
  if (catalog == NULL)
    {
      repoint_cli_complain_error (error, _("catalog"));
      return REPOINT_CLI_FAILED;
    }

  limits = repoint_cli_effort_limits (&effort);
  options = repoint_cli_effort_options (&effort);
  options.versions_only = versions_only;
  options.ciphers = ciphers;
  scheduler = repoint_scheduler_new (&limits);
  survey = repoint_survey_new (scheduler, targets, &options);
  jobs = g_list_store_new (REPOINT_TYPE_JOB);
  g_list_store_append (jobs, survey);
  g_signal_connect (survey, "result", G_CALLBACK (result_cb), &self);
  repoint_job_start (REPOINT_JOB (survey));
  done = repoint_cli_wait (G_LIST_MODEL (jobs));

  repoint_cli_complain_incomplete (self.n_incomplete, self.n_results);

  return done && understood && self.n_incomplete == 0 ? REPOINT_CLI_DONE : REPOINT_CLI_FAILED;
}
