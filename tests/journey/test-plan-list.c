/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-plan-list.h"

#define N_DEVICES 5

typedef struct
{
  RepointProject  *project;
  RepointPlanList *plans;
  RepointDevice   *devices[N_DEVICES];
  GString         *changes; /* "position-removed+added " for each items-changed */
  guint            n_updates;
} Fixture;

static void
items_changed_cb (Fixture    *fixture,
                  guint       position,
                  guint       removed,
                  guint       added,
                  GListModel *model)
{
  g_string_append_printf (fixture->changes, "%u-%u+%u ", position, removed, added);
}

static void
updated_cb (Fixture *fixture)
{
  fixture->n_updates++;
}

static void
add_use (RepointDevice   *device,
         RepointProtocol  protocol)
{
  g_autoptr(RepointMailUse) use = repoint_mail_use_new (protocol);

  repoint_device_add_mail_use (device, use);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  g_autoptr(RepointCatalog) catalog = repoint_catalog_load (NULL);
  g_autoptr(RepointGuides) guides = repoint_guides_load (NULL);
  GDate today;

  g_date_clear (&today, 1);
  g_date_set_dmy (&today, 20, 11, 2026);
  fixture->project = repoint_project_new ();

  for (guint i = 0; i < N_DEVICES; i++)
    {
      g_autoptr(RepointDevice) device = repoint_device_new ();
      g_autofree char *name = g_strdup_printf ("Device %u", i);

      repoint_device_set_name (device, name);
      add_use (device, REPOINT_PROTOCOL_SMTP);
      repoint_inventory_add (repoint_project_get_inventory (fixture->project), device);
      fixture->devices[i] = device; /* the inventory holds it */
    }

  fixture->plans = repoint_plan_list_new (fixture->project, catalog, guides, &today);
  fixture->changes = g_string_new (NULL);
  g_signal_connect_swapped (fixture->plans, "items-changed", G_CALLBACK (items_changed_cb), fixture);
  g_signal_connect_swapped (fixture->plans, "updated", G_CALLBACK (updated_cb), fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_assert_finalize_object (fixture->plans);
  g_assert_finalize_object (fixture->project);
  g_string_free (fixture->changes, TRUE);
}

static RepointPlan *
get_plan (Fixture *fixture,
          guint    position)
{
  g_autoptr(RepointPlan) plan = g_list_model_get_item (G_LIST_MODEL (fixture->plans), position);

  return plan; /* the list holds it */
}

/* Complete from the begin, in inventory order. */
static void
test_complete (Fixture       *fixture,
               gconstpointer  user_data)
{
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->plans)), ==, N_DEVICES);
  for (guint i = 0; i < N_DEVICES; i++)
    g_assert_true (repoint_plan_get_device (get_plan (fixture, i)) == fixture->devices[i]);
}

/* A change of one device makes that device's plan anew and leaves the others as they are. */
static void
test_one_device (Fixture       *fixture,
                 gconstpointer  user_data)
{
  RepointPlan *before = get_plan (fixture, 1);

  repoint_device_set_vendor (fixture->devices[2], "Canon");
  repoint_device_set_model (fixture->devices[2], "iR-ADV C5051");
  g_assert_cmpstr (fixture->changes->str, ==, "");

  repoint_plan_list_update (fixture->plans);
  g_assert_cmpstr (fixture->changes->str, ==, "2-1+1 ");
  g_assert_true (get_plan (fixture, 1) == before);
  g_assert_cmpstr (repoint_guide_get_id (repoint_plan_get_guide (get_plan (fixture, 2))), ==, "canon-imagerunner-advance");

  repoint_plan_list_update (fixture->plans);
  g_assert_cmpuint (fixture->n_updates, ==, 1);
}

/* A second use of mail is a second plan, and lookup brings the list up to date. */
static void
test_second_use (Fixture       *fixture,
                 gconstpointer  user_data)
{
  g_autoptr(GPtrArray) plans = NULL;

  add_use (fixture->devices[0], REPOINT_PROTOCOL_IMAP);
  plans = repoint_plan_list_lookup (fixture->plans, fixture->devices[0]);
  g_assert_cmpuint (plans->len, ==, 2);
  g_assert_cmpstr (fixture->changes->str, ==, "0-1+2 ");
}

static void
test_added_and_removed (Fixture       *fixture,
                        gconstpointer  user_data)
{
  g_autoptr(RepointDevice) added = repoint_device_new ();
  g_autoptr(RepointDevice) removed = g_object_ref (fixture->devices[1]);
  RepointInventory *inventory = repoint_project_get_inventory (fixture->project);
  g_autoptr(GPtrArray) none = NULL;

  repoint_inventory_add (inventory, added);
  repoint_plan_list_update (fixture->plans);
  g_assert_cmpstr (fixture->changes->str, ==, "5-0+1 ");

  g_string_truncate (fixture->changes, 0);
  repoint_inventory_remove (inventory, removed);
  repoint_plan_list_update (fixture->plans);
  g_assert_cmpstr (fixture->changes->str, ==, "1-1+0 ");

  none = repoint_plan_list_lookup (fixture->plans, removed);
  g_assert_cmpuint (none->len, ==, 0);

  g_string_truncate (fixture->changes, 0);
  repoint_device_set_name (removed, "Gone");
  repoint_plan_list_update (fixture->plans);
  g_assert_cmpstr (fixture->changes->str, ==, "");
}

/* What was seen of a device concerns it alone; the organization and its mail servers concern all. */
static void
test_what_concerns_whom (Fixture       *fixture,
                         gconstpointer  user_data)
{
  g_autoptr(JsonObject) data = json_object_new ();
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr(RepointObservation) of_device = NULL;
  g_autoptr(RepointObservation) of_server = NULL;

  json_object_set_string_member (data, "max_tls", "TLSv1.0");
  of_device = repoint_observation_new (repoint_device_get_id (fixture->devices[3]), REPOINT_OBSERVATION_STATEMENT,
                                       REPOINT_STRENGTH_STATEMENT, now, data);
  repoint_project_observe (fixture->project, of_device);
  repoint_plan_list_update (fixture->plans);
  g_assert_cmpstr (fixture->changes->str, ==, "3-1+1 ");
  g_assert_cmpint (repoint_plan_get_capability (get_plan (fixture, 3))->max_version, ==, REPOINT_TLS_VERSION_1_0);

  g_string_truncate (fixture->changes, 0);
  of_server = repoint_observation_new ("smtp://smtp.office365.com:587", REPOINT_OBSERVATION_SURVEY,
                                       REPOINT_STRENGTH_NONE, now, data);
  repoint_project_observe (fixture->project, of_server);
  repoint_plan_list_update (fixture->plans);
  g_assert_cmpstr (fixture->changes->str, ==, "0-5+5 ");

  g_string_truncate (fixture->changes, 0);
  repoint_organization_set_cloud (repoint_project_get_organization (fixture->project), REPOINT_CLOUD_GCC);
  repoint_plan_list_update (fixture->plans);
  g_assert_cmpstr (fixture->changes->str, ==, "0-5+5 ");
}

static void
test_today (Fixture       *fixture,
            gconstpointer  user_data)
{
  GDate next_year;

  g_date_clear (&next_year, 1);
  g_date_set_dmy (&next_year, 2, 1, 2027);
  repoint_plan_list_set_today (fixture->plans, &next_year);
  repoint_plan_list_set_today (fixture->plans, &next_year);
  repoint_plan_list_update (fixture->plans);
  g_assert_cmpstr (fixture->changes->str, ==, "0-5+5 ");
  g_assert_cmpint (g_date_compare (repoint_plan_list_get_today (fixture->plans), &next_year), ==, 0);
}

/* Nobody asks: the list follows by itself, many changes in one go. */
static void
test_follows (Fixture       *fixture,
              gconstpointer  user_data)
{
  for (guint i = 0; i < N_DEVICES; i++)
    repoint_device_set_vendor (fixture->devices[i], "Canon");

  while (fixture->n_updates == 0)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpuint (fixture->n_updates, ==, 1);
  g_assert_cmpstr (fixture->changes->str, ==, "0-5+5 ");
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/plan-list/complete", test_complete);
  ADD ("/plan-list/one-device", test_one_device);
  ADD ("/plan-list/second-use", test_second_use);
  ADD ("/plan-list/added-and-removed", test_added_and_removed);
  ADD ("/plan-list/what-concerns-whom", test_what_concerns_whom);
  ADD ("/plan-list/today", test_today);
  ADD ("/plan-list/follows", test_follows);

  return g_test_run ();
}
