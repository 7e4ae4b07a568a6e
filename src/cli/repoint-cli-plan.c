/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-cli-json.h"
#include "repoint-cli-output.h"
#include "repoint-cli-project.h"
#include "repoint-phrase.h"

#include <glib/gi18n.h>

static void
print_steps (GPtrArray *steps)
{
  guint number = 0;

  for (guint i = 0; i < steps->len; i++)
    {
      const RepointStep *step = g_ptr_array_index (steps, i);
      g_autofree char *text = repoint_phrase_step (step);

      if (g_str_equal (step->role, "step"))
        repoint_cli_print ("  %2u. %s", ++number, text);
      else
        repoint_cli_print ("   -  %s", text);
    }
}

static void
print_plan (RepointPlan *plan)
{
  GPtrArray *states = repoint_plan_get_endpoints (plan);
  GPtrArray *reasons = repoint_plan_get_reasons (plan);
  gboolean hint = repoint_capability_is_hint (repoint_plan_get_capability (plan));
  g_autofree char *action = repoint_phrase_enum (REPOINT_TYPE_ACTION, repoint_plan_get_action (plan));
  g_autofree char *verdict = repoint_phrase_verdict (plan);

  repoint_cli_print ("%s — %s\n  %s", repoint_device_get_title (repoint_plan_get_device (plan)), action, verdict);

  for (guint i = 0; i < states->len; i++)
    {
      const RepointEndpointState *state = g_ptr_array_index (states, i);
      g_autofree char *endpoint = repoint_phrase_endpoint (state->endpoint->endpoint);
      g_autofree char *transport = repoint_phrase_transport (state, hint);
      g_autofree char *sign_in = repoint_phrase_sign_in_state (state);

      repoint_cli_print ("  %s: %s %s", endpoint, transport, sign_in);
    }

  for (guint i = 0; i < reasons->len; i++)
    {
      g_autofree char *reason = repoint_phrase_reason (g_ptr_array_index (reasons, i));

      repoint_cli_print ("  • %s", reason);
    }

  print_steps (repoint_plan_get_steps (plan));
  repoint_cli_print ("%s", "");
}

RepointCliStatus
repoint_cli_plan (int    argc,
                  char **argv)
{
  g_autofree char *today = NULL;
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "today", 0, 0, G_OPTION_ARG_STRING, &today, N_("Plan for this day instead of today"), N_("YYYY-MM-DD") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Print one JSON object per use of mail"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr(RepointCliProject) project = NULL;
  g_autoptr(GPtrArray) tenant_steps = NULL;
  GListModel *plans;
  RepointCliStatus status;

  if (!repoint_cli_parse (&argc, &argv, entries, _("PROJECT"),
                          _("Says for each device how it stands and what has to happen."), &status))
    return status;

  if (!repoint_cli_check_today (today))
    return REPOINT_CLI_USAGE;

  if (argc != 2)
    {
      repoint_cli_complain (_("Name one office."));
      return REPOINT_CLI_USAGE;
    }

  project = repoint_cli_project_open (argv[1], NULL, today);
  if (project == NULL)
    return REPOINT_CLI_FAILED;

  repoint_journey_update (project->journey);
  plans = repoint_journey_get_plans (project->journey);

  for (guint i = 0; i < g_list_model_get_n_items (plans); i++)
    {
      g_autoptr(RepointPlan) plan = g_list_model_get_item (plans, i);

      if (json)
        {
          g_autoptr(JsonObject) object = repoint_cli_json_for_plan (plan, repoint_journey_get_today (project->journey));

          repoint_cli_print_json (object);
        }
      else
        {
          print_plan (plan);
        }
    }

  if (!json)
    {
      tenant_steps = repoint_journey_list_tenant_steps (project->journey);
      if (tenant_steps->len > 0)
        repoint_cli_print ("%s", _("In the tenant"));
      print_steps (tenant_steps);
    }

  return REPOINT_CLI_DONE;
}
