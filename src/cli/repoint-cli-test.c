/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-cli-findings.h"
#include "repoint-cli-output.h"
#include "repoint-cli-project.h"
#include "repoint-cli-work.h"
#include "repoint-survey-data.h"

#include <glib/gi18n.h>

typedef struct
{
  RepointJourney *journey;
  gboolean        json;
  guint           n_results;
  guint           n_incomplete;
} Test;

static void
observed_cb (RepointProject     *project,
             RepointObservation *observation,
             Test               *self)
{
  RepointInventory *inventory = repoint_project_get_inventory (project);
  const char *subject = repoint_observation_get_subject (observation);
  RepointDevice *device = repoint_inventory_find (inventory, subject);
  JsonObject *survey = repoint_observation_get_data (observation);
  g_autoptr(GPtrArray) findings = repoint_journey_list_findings (self->journey, observation);

  /* A device without a server of its own has answered: there is none. */
  if (!repoint_survey_data_is_complete (survey) &&
      (device == NULL || g_strcmp0 (repoint_survey_data_get_string (survey, "problem"), "refused") != 0))
    self->n_incomplete++;

  if (self->json)
    {
      g_autoptr(JsonObject) object = repoint_cli_json_for_survey (survey, findings);

      repoint_cli_print_json (object);
    }
  else
    {
      const char *target = repoint_survey_data_get_string (survey, "target");

      repoint_cli_print (self->n_results > 0 ? "\n%s%s%s" : "%s%s%s", device != NULL ? repoint_device_get_title (device) : "",
                         device != NULL ? " · " : "", target != NULL ? target : subject);
      repoint_cli_print_findings (findings);
    }
  self->n_results++;
}

RepointCliStatus
repoint_cli_test (int    argc,
                  char **argv)
{
  RepointCliEffort effort = REPOINT_CLI_EFFORT_INIT;
  Test self = { 0 };
  const GOptionEntry entries[] = {
    { "repeat", 0, 0, G_OPTION_ARG_INT, &effort.repeat, N_("Ask each accepted version for its sign-in this often"), N_("N") },
    { "timeout", 0, 0, G_OPTION_ARG_INT, &effort.timeout_s, N_("Give up on a target after this long"), N_("SECONDS") },
    { "concurrency", 0, 0, G_OPTION_ARG_INT, &effort.concurrency, N_("Connections at once, in all"), N_("N") },
    { "gap", 0, 0, G_OPTION_ARG_INT, &effort.gap_ms, N_("Pause between two connections to one address"), N_("MS") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self.json, N_("Print one JSON object per target"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr(RepointCliProject) project = NULL;
  RepointProject *office;
  RepointCliStatus status;
  RepointLimits limits;
  RepointSurveyOptions options;
  gboolean done;

  if (!repoint_cli_parse (&argc, &argv, entries, _("PROJECT"),
                          _("Asks the office's mail servers and its devices' own servers what they accept."), &status))
    return status;

  if (!repoint_cli_effort_check (&effort))
    return REPOINT_CLI_USAGE;

  if (argc != 2)
    {
      repoint_cli_complain (_("Name one office."));
      return REPOINT_CLI_USAGE;
    }

  limits = repoint_cli_effort_limits (&effort);
  options = repoint_cli_effort_options (&effort);
  project = repoint_cli_project_open (argv[1], &limits, NULL);
  if (project == NULL)
    return REPOINT_CLI_FAILED;

  self.journey = project->journey;
  office = repoint_journey_get_project (project->journey);
  g_signal_connect (office, "observed", G_CALLBACK (observed_cb), &self);

  repoint_journey_test_endpoints (project->journey, &options);
  repoint_journey_test_devices (project->journey, NULL, &options);

  if (g_list_model_get_n_items (repoint_journey_get_jobs (project->journey)) == 0)
    {
      repoint_cli_complain (_("There is nothing to test yet: no mail server and no device with an address."));
      return REPOINT_CLI_FAILED;
    }

  done = repoint_cli_wait (repoint_journey_get_jobs (project->journey));
  g_signal_handlers_disconnect_by_data (office, &self);

  repoint_cli_complain_incomplete (self.n_incomplete, self.n_results);

  return repoint_cli_project_save (project) && done && self.n_incomplete == 0 ? REPOINT_CLI_DONE : REPOINT_CLI_FAILED;
}
