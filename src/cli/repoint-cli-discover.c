/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-cli-json.h"
#include "repoint-cli-output.h"
#include "repoint-cli-work.h"
#include "repoint-journey.h"
#include "repoint-network.h"

#include <glib/gi18n.h>

static gboolean
add_range (GArray     *ranges,
           const char *text)
{
  RepointAddressRange range;
  GError *error = NULL;

  if (!repoint_address_range_parse (text, &range, &error))
    {
      repoint_cli_complain_error (error, text);
      return FALSE;
    }

  g_array_append_val (ranges, range);

  return TRUE;
}

/* The networks of one interface. FALSE when it has none to scan. */
static gboolean
add_interface (GArray     *ranges,
               const char *name)
{
  g_autoptr(GListModel) networks = repoint_network_list_own ();
  gboolean found = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (networks); i++)
    {
      g_autoptr(RepointNetwork) network = g_list_model_get_item (networks, i);

      if (g_str_equal (repoint_network_get_interface (network), name))
        found = add_range (ranges, repoint_network_get_range (network)) || found;
    }

  if (!found)
    repoint_cli_complain (_("“%s” is no interface with a private IPv4 network."), name);

  return found;
}

static void
print_device (RepointDevice  *device,
              RepointProject *project)
{
  const char * const *addresses = repoint_device_get_addresses (device);
  GPtrArray *observations = repoint_project_get_observations (project, repoint_device_get_id (device));

  repoint_cli_print ("%s\n  %s", repoint_device_get_title (device), addresses[0] != NULL ? addresses[0] : "");

  for (guint i = 0; i < observations->len; i++)
    {
      JsonObject *data = repoint_observation_get_data (g_ptr_array_index (observations, i));

      repoint_cli_print ("  %s %s: %s", json_object_get_string_member_with_default (data, "source", ""),
                         json_object_get_string_member_with_default (data, "what", ""),
                         json_object_get_string_member_with_default (data, "value", ""));
    }
}

RepointCliStatus
repoint_cli_discover (int    argc,
                      char **argv)
{
  RepointCliEffort effort = REPOINT_CLI_EFFORT_INIT;
  g_autofree char *interface = NULL;
  g_autofree char *ports_text = NULL;
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "interface", 0, 0, G_OPTION_ARG_STRING, &interface, N_("Look in the networks of this interface"), N_("NAME") },
    { "ports", 0, 0, G_OPTION_ARG_STRING, &ports_text, N_("Ports to ask instead of the usual ones, such as 80,443,8443/https"), N_("LIST") },
    { "concurrency", 0, 0, G_OPTION_ARG_INT, &effort.concurrency, N_("Connections at once, in all"), N_("N") },
    { "gap", 0, 0, G_OPTION_ARG_INT, &effort.gap_ms, N_("Pause between two connections to one address"), N_("MS") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Print one JSON object per device"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr(GArray) ranges = g_array_new (FALSE, FALSE, sizeof (RepointAddressRange));
  g_autoptr(GArray) ports = NULL;
  g_autoptr(RepointProject) project = NULL;
  g_autoptr(RepointJourney) journey = NULL;
  GListModel *devices;
  GError *error = NULL;
  RepointLimits limits;
  RepointCliStatus status;
  gboolean done;

  if (!repoint_cli_parse (&argc, &argv, entries, _("RANGE…"),
                          _("Looks for devices in private networks: 192.168.1.0/24, 192.168.1.10-40, 192.168.1.7. Scan only networks that are yours."),
                          &status))
    return status;

  if (!repoint_cli_effort_check (&effort))
    return REPOINT_CLI_USAGE;

  for (int i = 1; i < argc; i++)
    {
      if (!add_range (ranges, argv[i]))
        return REPOINT_CLI_USAGE;
    }

  if (interface != NULL && !add_interface (ranges, interface))
    return REPOINT_CLI_FAILED;

  if (ranges->len == 0)
    {
      repoint_cli_complain (_("Name a range such as 192.168.1.0/24, or an interface."));
      return REPOINT_CLI_USAGE;
    }

  ports = ports_text != NULL ? repoint_port_table_parse (ports_text, &error) : repoint_port_table_default ();
  if (ports == NULL)
    {
      repoint_cli_complain_error (error, ports_text);
      return REPOINT_CLI_USAGE;
    }

  project = repoint_project_new ();
  limits = repoint_cli_effort_limits (&effort);
  journey = repoint_journey_new (project, &limits, &error);
  if (journey == NULL)
    {
      repoint_cli_complain_error (error, _("catalog and guides"));
      return REPOINT_CLI_FAILED;
    }

  repoint_journey_discover (journey, ranges, ports);
  done = repoint_cli_wait (repoint_journey_get_jobs (journey));

  devices = G_LIST_MODEL (repoint_project_get_inventory (project));
  for (guint i = 0; i < g_list_model_get_n_items (devices); i++)
    {
      g_autoptr(RepointDevice) device = g_list_model_get_item (devices, i);

      if (json)
        {
          g_autoptr(JsonObject) object = repoint_cli_json_for_sighted (device, project);

          repoint_cli_print_json (object);
        }
      else
        {
          print_device (device, project);
        }
    }

  return done ? REPOINT_CLI_DONE : REPOINT_CLI_FAILED;
}
