/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-cli-json.h"
#include "repoint-cli-output.h"
#include "repoint-cli-project.h"
#include "repoint-phrase-visit.h"
#include "repoint-visits.h"

#include <glib/gi18n.h>
#include <string.h>

/* (transfer container): what was seen of a device or a visitor itself, and what it is assumed to be. */
static GPtrArray *
list_visits (RepointProject *office,
             const char     *subject)
{
  GPtrArray *visits = g_ptr_array_new ();
  GPtrArray *observations = repoint_project_get_observations (office, subject);

  for (guint i = 0; i < observations->len; i++)
    {
      RepointObservation *observation = g_ptr_array_index (observations, i);

      if (repoint_visits_is_visit (observation) ||
          strcmp (repoint_observation_get_kind (observation), REPOINT_OBSERVATION_PROFILE) == 0)
        g_ptr_array_add (visits, observation);
    }

  return visits;
}

static JsonArray *
json_for_visits (RepointProject *office,
                 const char     *subject)
{
  g_autoptr(GPtrArray) visits = list_visits (office, subject);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < visits->len; i++)
    json_array_add_object_element (array, repoint_cli_json_for_observation (g_ptr_array_index (visits, i)));

  return array;
}

static JsonObject *
json_for_device_and_uses (RepointProject *office,
                          RepointDevice  *device)
{
  JsonObject *object = repoint_cli_json_for_device (device);
  GListModel *uses = repoint_device_get_mail_uses (device);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (uses); i++)
    {
      g_autoptr(RepointMailUse) use = g_list_model_get_item (uses, i);

      json_array_add_object_element (array, repoint_cli_json_for_use (use));
    }

  json_object_set_array_member (object, "uses", array);
  json_object_set_array_member (object, "observed", json_for_visits (office, repoint_device_get_id (device)));

  return object;
}

/* What the devices showed of themselves, a line each. */
static void
print_visits (RepointProject *office,
              const char     *subject)
{
  g_autoptr(GPtrArray) visits = list_visits (office, subject);

  for (guint i = 0; i < visits->len; i++)
    {
      g_autofree char *sentence = repoint_phrase_observation (g_ptr_array_index (visits, i));

      repoint_cli_print ("    %s", sentence);
    }
}

/* Those of whom nobody knows which device they are. */
static void
print_visitors (RepointProject *office)
{
  g_autoptr(GPtrArray) visitors = repoint_project_list_visitors (office);

  for (guint i = 0; i < visitors->len; i++)
    {
      const char *visitor = g_ptr_array_index (visitors, i);
      g_autoptr(JsonObject) visit = json_object_new ();
      g_autofree char *title = NULL;

      json_object_set_string_member (visit, "peer", visitor + strlen (REPOINT_VISITOR_PREFIX));
      title = repoint_phrase_visitor (visit);
      repoint_cli_print ("  %s", title);
      print_visits (office, visitor);
    }
}

static void
print_organization (RepointOrganization *organization)
{
  g_autofree char *cloud = repoint_phrase_enum (REPOINT_TYPE_CLOUD, repoint_organization_get_cloud (organization));
  g_autofree char *legacy_tls =
    repoint_phrase_enum (REPOINT_TYPE_SWITCH, repoint_organization_get_legacy_tls (organization));
  g_autofree char *smtp_auth =
    repoint_phrase_enum (REPOINT_TYPE_SWITCH, repoint_organization_get_smtp_auth (organization));

  if (repoint_organization_get_domain (organization)[0] != '\0')
    repoint_cli_print ("%s (%s)", repoint_organization_get_name (organization),
                       repoint_organization_get_domain (organization));
  else
    repoint_cli_print ("%s", repoint_organization_get_name (organization));
  repoint_cli_print (_("Mail service: %s"), cloud);

  if (repoint_organization_get_cloud (organization) != REPOINT_CLOUD_OWN)
    repoint_cli_print (_("Legacy TLS clients: %s. SMTP AUTH: %s."), legacy_tls, smtp_auth);
}

/* Each mail server, and what matters most of what its last survey found. */
static void
print_endpoints (RepointJourney *journey)
{
  RepointProject *office = repoint_journey_get_project (journey);
  g_autoptr(GPtrArray) endpoints =
    repoint_catalog_list_endpoints (repoint_journey_get_catalog (journey), repoint_project_get_organization (office));

  for (guint i = 0; i < endpoints->len; i++)
    {
      const RepointCatalogEndpoint *entry = g_ptr_array_index (endpoints, i);
      const char *uri = repoint_endpoint_get_uri (entry->endpoint);
      g_autoptr(GPtrArray) surveys = repoint_journey_list_surveys (journey, uri);
      g_autofree char *title = repoint_phrase_endpoint (entry->endpoint);
      g_autoptr(GPtrArray) findings = surveys->len > 0
                                        ? repoint_journey_list_findings (journey, g_ptr_array_index (surveys, 0))
                                        : g_ptr_array_new ();
      g_autofree char *finding = surveys->len > 0 ? repoint_phrase_findings (findings) : g_strdup (_("Not yet tested"));

      repoint_cli_print ("  %s · %s\n    %s", title, uri, finding);
    }
}

static void
print_checklists (GListModel *checklists)
{
  for (guint i = 0; i < g_list_model_get_n_items (checklists); i++)
    {
      g_autoptr(RepointChecklist) checklist = g_list_model_get_item (checklists, i);
      g_autofree char *date = repoint_phrase_date (repoint_checklist_get_today (checklist));

      repoint_cli_print (_("Checklist of %s: %u of %u done"), date,
                         repoint_checklist_get_n_ticked (checklist), repoint_checklist_get_n_items (checklist));
    }
}

RepointCliStatus
repoint_cli_show (int    argc,
                  char **argv)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Print one JSON object per device"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr(RepointCliProject) project = NULL;
  RepointProject *office;
  GListModel *devices;
  RepointCliStatus status;

  if (!repoint_cli_parse (&argc, &argv, entries, _("PROJECT"), _("Shows what is known of an office."), &status))
    return status;

  if (argc != 2)
    {
      repoint_cli_complain (_("Name one office."));
      return REPOINT_CLI_USAGE;
    }

  project = repoint_cli_project_open (argv[1], NULL, NULL);
  if (project == NULL)
    return REPOINT_CLI_FAILED;

  office = repoint_journey_get_project (project->journey);
  devices = G_LIST_MODEL (repoint_project_get_inventory (office));

  if (!json)
    {
      print_organization (repoint_project_get_organization (office));
      print_endpoints (project->journey);
    }

  for (guint i = 0; i < g_list_model_get_n_items (devices); i++)
    {
      g_autoptr(RepointDevice) device = g_list_model_get_item (devices, i);

      if (json)
        {
          g_autoptr(JsonObject) object = json_for_device_and_uses (office, device);

          repoint_cli_print_json (object);
        }
      else
        {
          const char * const *addresses = repoint_device_get_addresses (device);
          g_autofree char *kind = repoint_phrase_enum (REPOINT_TYPE_DEVICE_KIND, repoint_device_get_kind (device));

          repoint_cli_print ("  %s · %s · %s", repoint_device_get_title (device), kind,
                             addresses != NULL && addresses[0] != NULL ? addresses[0] : "—");
          print_visits (office, repoint_device_get_id (device));
        }
    }

  if (!json)
    {
      print_visitors (office);
      print_checklists (repoint_project_get_checklists (office));
    }

  return REPOINT_CLI_DONE;
}
