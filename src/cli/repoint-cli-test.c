/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-cli-output.h"
#include "repoint-cli-project.h"
#include "repoint-cli-work.h"
#include "repoint-phrase.h"

#include <glib/gi18n.h>

typedef struct
{
  RepointProject *project;
  gboolean        json;
} Test;

static void
observed_cb (RepointProject     *project,
             RepointObservation *observation,
             Test               *self)
{
  RepointInventory *inventory = repoint_project_get_inventory (project);
  const char *subject = repoint_observation_get_subject (observation);
  RepointDevice *device = repoint_inventory_find (inventory, subject);

  if (self->json)
    {
      repoint_cli_print_json (repoint_observation_get_data (observation));
    }
  else
    {
      g_autofree char *sentence = repoint_phrase_survey (repoint_observation_get_data (observation));

      repoint_cli_print ("%s\n  %s", device != NULL ? repoint_device_get_title (device) : subject, sentence);
    }
}

RepointCliStatus
repoint_cli_test (int    argc,
                  char **argv)
{
  RepointCliEffort effort = REPOINT_CLI_EFFORT_INIT;
  Test self = { NULL, FALSE };
  const GOptionEntry entries[] = {
    { "repeat", 0, 0, G_OPTION_ARG_INT, &effort.repeat, N_("Ask each accepted version for its sign-in this often"), N_("N") },
    { "timeout", 0, 0, G_OPTION_ARG_INT, &effort.timeout_s, N_("Give up on a target after this long"), N_("SECONDS") },
    { "concurrency", 0, 0, G_OPTION_ARG_INT, &effort.concurrency, N_("Connections at once, in all"), N_("N") },
    { "gap", 0, 0, G_OPTION_ARG_INT, &effort.gap_ms, N_("Pause between two connections to one address"), N_("MS") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self.json, N_("Print one JSON object per target"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr(RepointCliProject) project = NULL;
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

  self.project = repoint_journey_get_project (project->journey);
  g_signal_connect (self.project, "observed", G_CALLBACK (observed_cb), &self);

  repoint_journey_test_endpoints (project->journey, &options);
  repoint_journey_test_devices (project->journey, NULL, &options);

  if (g_list_model_get_n_items (repoint_journey_get_jobs (project->journey)) == 0)
    {
      repoint_cli_complain (_("There is nothing to test yet: no mail server and no device with an address."));
      return REPOINT_CLI_FAILED;
    }

  done = repoint_cli_wait (repoint_journey_get_jobs (project->journey));
  g_signal_handlers_disconnect_by_data (self.project, &self);

  return repoint_cli_project_save (project) && done ? REPOINT_CLI_DONE : REPOINT_CLI_FAILED;
}
