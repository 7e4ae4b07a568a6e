/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-journey.h"
#include "repoint-practice-office.h"

typedef struct
{
  RepointPracticeOffice *office;
  RepointProject        *project;
  RepointJourney        *journey;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  const RepointLimits limits = { .max_open = 64, .max_per_address = 1, .gap_ms = 0, .connect_ms = 2000, .conversation_ms = 5000 };
  const char * const *endpoints;

  fixture->office = repoint_practice_office_new (NULL);
  fixture->project = repoint_project_new ();
  repoint_organization_set_cloud (repoint_project_get_organization (fixture->project), REPOINT_CLOUD_OWN);
  endpoints = repoint_practice_office_get_endpoints (fixture->office);

  for (guint i = 0; endpoints[i] != NULL; i++)
    {
      g_autoptr(RepointEndpoint) endpoint = repoint_endpoint_parse (endpoints[i], NULL);

      repoint_organization_add_endpoint (repoint_project_get_organization (fixture->project), endpoint);
    }

  fixture->journey = repoint_journey_new (fixture->project, &limits, NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_assert_finalize_object (fixture->journey);
  g_assert_finalize_object (fixture->project);
  g_assert_finalize_object (fixture->office);
}

static void
wait_for_jobs (Fixture *fixture)
{
  while (g_list_model_get_n_items (repoint_journey_get_jobs (fixture->journey)) > 0)
    g_main_context_iteration (NULL, TRUE);
}

static RepointJob *
discover (Fixture *fixture)
{
  g_autoptr(GArray) ranges = g_array_new (FALSE, FALSE, sizeof (RepointAddressRange));
  g_autoptr(GArray) ports = repoint_port_table_parse (repoint_practice_office_get_ports (fixture->office), NULL);
  RepointAddressRange range;

  g_assert_true (repoint_address_range_parse (repoint_practice_office_get_range (fixture->office), &range, NULL));
  g_array_append_val (ranges, range);

  return repoint_journey_discover (fixture->journey, ranges, ports);
}

static guint
count_surveys (Fixture    *fixture,
               const char *subject)
{
  GPtrArray *observations = repoint_project_get_observations (fixture->project, subject);
  guint n = 0;

  for (guint i = 0; i < observations->len; i++)
    n += g_str_equal (repoint_observation_get_kind (g_ptr_array_index (observations, i)), REPOINT_OBSERVATION_SURVEY);

  return n;
}

/* What is seen becomes devices and observations, and the plans know of it. */
static void
test_five_steps (Fixture       *fixture,
                 gconstpointer  user_data)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  GListModel *devices = G_LIST_MODEL (repoint_project_get_inventory (fixture->project));
  GListModel *endpoints = repoint_organization_get_endpoints (repoint_project_get_organization (fixture->project));
  RepointChecklist *checklist;
  guint n_tested = 0;

  discover (fixture);
  wait_for_jobs (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (devices), ==, 8);

  g_assert_nonnull (repoint_journey_test_endpoints (fixture->journey, NULL));
  g_assert_nonnull (repoint_journey_test_devices (fixture->journey, NULL, NULL));
  wait_for_jobs (fixture);

  for (guint i = 0; i < g_list_model_get_n_items (endpoints); i++)
    {
      g_autoptr(RepointEndpoint) endpoint = g_list_model_get_item (endpoints, i);

      g_assert_cmpuint (count_surveys (fixture, repoint_endpoint_get_uri (endpoint)), ==, 1);
    }

  for (guint i = 0; i < g_list_model_get_n_items (devices); i++)
    {
      g_autoptr(RepointDevice) device = g_list_model_get_item (devices, i);
      g_autoptr(GPtrArray) plans = repoint_journey_list_plans (fixture->journey, device);

      g_assert_cmpuint (plans->len, ==, 1);
      n_tested += count_surveys (fixture, repoint_device_get_id (device)) > 0;
    }
  g_assert_cmpuint (n_tested, ==, 6); /* two have no page over TLS */

  checklist = repoint_journey_issue (fixture->journey, now);
  g_assert_cmpuint (g_list_model_get_n_items (repoint_checklist_get_blocks (checklist)), ==, 8);
  g_assert_cmpuint (g_list_model_get_n_items (repoint_project_get_checklists (fixture->project)), ==, 1);
}

/* What hardly sends mail has a plan, for whoever asks, but nobody walks to it; what the admin named is on the list. */
static void
test_checklist_leaves_out (Fixture       *fixture,
                           gconstpointer  user_data)
{
  RepointInventory *inventory = repoint_project_get_inventory (fixture->project);
  g_autoptr(GPtrArray) sightings = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_sighting_free);
  g_autoptr(RepointDevice) named = repoint_device_new ();
  g_autoptr(RepointChecklist) checklist = NULL;
  g_autoptr(RepointChecklistBlock) block = NULL;
  g_autoptr(GDateTime) now = g_date_time_new_utc (2026, 8, 22, 9, 0, 0);
  GListModel *blocks;

  g_ptr_array_add (sightings, repoint_sighting_new ("tcp", "127.77.0.99"));
  g_ptr_array_unref (repoint_inventory_absorb (inventory, sightings));
  repoint_device_set_name (named, "Franking machine");
  repoint_inventory_add (inventory, named);

  checklist = repoint_journey_compose (fixture->journey, now);
  g_assert_cmpuint (g_list_model_get_n_items (repoint_journey_get_plans (fixture->journey)), ==, 2);
  blocks = repoint_checklist_get_blocks (checklist);
  g_assert_cmpuint (g_list_model_get_n_items (blocks), ==, 1);
  block = g_list_model_get_item (blocks, 0);
  g_assert_cmpstr (repoint_checklist_block_get_title (block), ==, "Franking machine");
  g_assert_cmpuint (g_list_model_get_n_items (repoint_project_get_checklists (fixture->project)), ==, 0);
}

/* An address that is never to be contacted is neither swept nor tested. */
static void
test_never (Fixture       *fixture,
            gconstpointer  user_data)
{
  static const char * const never[] = { "127.77.0.9-127.77.0.15", NULL };
  g_autoptr(RepointDevice) device = repoint_device_new ();
  GListModel *devices = G_LIST_MODEL (repoint_project_get_inventory (fixture->project));

  repoint_project_set_never (fixture->project, never);
  discover (fixture);
  wait_for_jobs (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (devices), ==, 1);

  repoint_device_add_address (device, "127.77.0.9");
  repoint_inventory_add (repoint_project_get_inventory (fixture->project), device);
  repoint_journey_test_devices (fixture->journey, NULL, NULL);
  wait_for_jobs (fixture);
  g_assert_cmpuint (count_surveys (fixture, repoint_device_get_id (device)), ==, 0);
}

/* An imported public address is no reason to talk to a stranger. */
static void
test_public_address (Fixture       *fixture,
                     gconstpointer  user_data)
{
  g_autoptr(RepointDevice) device = repoint_device_new ();
  g_autoptr(RepointTarget) target = repoint_target_new (REPOINT_PROTOCOL_HTTP, REPOINT_SECURITY_TLS, "192.0.2.7", 443);

  repoint_device_add_address (device, "192.0.2.7");
  repoint_device_add_target (device, target);
  repoint_inventory_add (repoint_project_get_inventory (fixture->project), device);
  g_assert_null (repoint_journey_test_devices (fixture->journey, NULL, NULL));
}

/* What is stopped keeps what it has found, and what was not asked is not an observation. */
static void
test_stopped (Fixture       *fixture,
              gconstpointer  user_data)
{
  RepointJob *job = repoint_journey_test_endpoints (fixture->journey, NULL);
  GListModel *endpoints = repoint_organization_get_endpoints (repoint_project_get_organization (fixture->project));

  repoint_job_stop (job);
  repoint_job_stop (job);
  wait_for_jobs (fixture);

  for (guint i = 0; i < g_list_model_get_n_items (endpoints); i++)
    {
      g_autoptr(RepointEndpoint) endpoint = g_list_model_get_item (endpoints, i);

      g_assert_cmpuint (count_surveys (fixture, repoint_endpoint_get_uri (endpoint)), ==, 0);
    }
}

/* Letting go of an office in the middle of its work is no trouble. */
static void
test_dropped (Fixture       *fixture,
              gconstpointer  user_data)
{
  discover (fixture);
  repoint_journey_test_endpoints (fixture->journey, NULL);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/journey/five-steps", test_five_steps);
  ADD ("/journey/checklist-leaves-out", test_checklist_leaves_out);
  ADD ("/journey/never", test_never);
  ADD ("/journey/public-address", test_public_address);
  ADD ("/journey/stopped", test_stopped);
  ADD ("/journey/dropped", test_dropped);

  return g_test_run ();
}
