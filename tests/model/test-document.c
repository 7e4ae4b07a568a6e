/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "repoint-project.h"

/* A project with something of everything. */
static RepointProject *
make_project (void)
{
  RepointProject *project = repoint_project_new ();
  RepointOrganization *organization = repoint_project_get_organization (project);
  RepointInventory *inventory = repoint_project_get_inventory (project);
  g_autoptr (RepointEndpoint) endpoint = repoint_endpoint_parse ("legacy=smtp://legacy.example:587", NULL);
  g_autoptr (RepointDevice) copier = repoint_device_new ();
  g_autoptr (RepointDevice) program = repoint_device_new ();
  g_autoptr (RepointMailUse) use = repoint_mail_use_new (REPOINT_PROTOCOL_SMTP);
  g_autoptr (RepointTarget) target = repoint_target_parse ("https://10.0.0.5", NULL);
  g_autoptr (RepointObservation) survey = NULL;
  g_autoptr (RepointChecklist) checklist = NULL;
  g_autoptr (RepointChecklistBlock) block = repoint_checklist_block_new (NULL, NULL, "Tenant");
  g_autoptr (RepointChecklistItem) item = NULL;
  g_autoptr (RepointSighting) sighting = repoint_sighting_new ("web-page", "10.0.0.5");
  g_autoptr (GPtrArray) sightings = g_ptr_array_new ();
  g_autoptr (GDateTime) seen = g_date_time_new_utc (2026, 11, 20, 10, 30, 0);
  g_autoptr (JsonObject) data = json_object_new ();

  repoint_organization_set_name (organization, "Büro \"Süd\" \\ <b>");
  repoint_organization_set_cloud (organization, REPOINT_CLOUD_OWN);
  repoint_organization_set_legacy_tls (organization, REPOINT_SWITCH_UNSET);
  repoint_organization_add_endpoint (organization, endpoint);

  repoint_device_set_name (copier, "Copier");
  repoint_device_set_kind (copier, REPOINT_DEVICE_KIND_PRINTER);
  repoint_device_set_addresses (copier, (const char *[]) { "10.0.0.5", "fe80::1", NULL });
  repoint_device_set_notes (copier, "line one\nline two\ttab \x01");
  repoint_device_add_target (copier, target);
  repoint_device_set_mail (copier, REPOINT_ANSWER_YES);
  repoint_mail_use_set_host (use, "smtp.office365.com");
  repoint_mail_use_set_port (use, 587);
  repoint_mail_use_set_security (use, REPOINT_SECURITY_STARTTLS);
  repoint_mail_use_set_sign_in (use, REPOINT_SIGN_IN_BASIC);
  repoint_device_add_mail_use (copier, use);
  repoint_inventory_add (inventory, copier);
  repoint_device_set_kind (program, REPOINT_DEVICE_KIND_PROGRAM);
  repoint_device_set_hidden (program, TRUE);
  repoint_inventory_add (inventory, program);

  repoint_project_set_ranges (project, (const char *[]) { "10.0.0.0/24", NULL }, seen);
  repoint_project_set_never (project, (const char *[]) { "10.0.0.9", NULL });

  sighting->vendor = g_strdup ("Canon");
  repoint_sighting_add_evidence (sighting, "title", "Canon iR-ADV C3325");
  g_ptr_array_add (sightings, sighting);
  repoint_project_absorb (project, sightings, seen);

  json_object_set_string_member (data, "target", "https://10.0.0.5:443");
  json_object_set_boolean_member (data, "reachable", TRUE);
  json_object_set_double_member (data, "load", 0.5);
  json_object_set_null_member (data, "problem");
  survey = repoint_observation_new (repoint_device_get_id (copier), REPOINT_OBSERVATION_SURVEY,
                                    REPOINT_STRENGTH_OWN_SERVER, seen, data);
  repoint_project_observe (project, survey);
  repoint_project_observe (project, survey);

  checklist = repoint_checklist_new (seen, "2026-11-20", "Checklist", "example.com", "1", "2");
  repoint_checklist_add_summary (checklist, "Two devices.");
  repoint_checklist_add_date (checklist, "2026-12-31", "Something ends.", "somewhere");
  item = repoint_checklist_item_new ("open-page", REPOINT_CHECKLIST_ITEM_STEP, "Open it.", NULL);
  repoint_checklist_item_tick (item, TRUE, "AB", seen);
  repoint_checklist_block_add_item (block, item);
  repoint_checklist_block_add_evidence (block, "Seen.");
  repoint_checklist_add_block (checklist, block);
  repoint_project_issue (project, checklist);

  return project;
}

static void
test_round_trip (void)
{
  g_autoptr (RepointProject) project = make_project ();
  g_autoptr (GBytes) written = repoint_project_to_bytes (project);
  g_autoptr (GError) error = NULL;
  g_autoptr (RepointProject) read = repoint_project_from_bytes (written, &error);
  g_autoptr (GBytes) again = NULL;

  g_assert_no_error (error);
  again = repoint_project_to_bytes (read);
  g_assert_cmpmem (g_bytes_get_data (written, NULL), g_bytes_get_size (written),
                   g_bytes_get_data (again, NULL), g_bytes_get_size (again));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/document/round-trip", test_round_trip);

  return g_test_run ();
}
