/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-project.h"

static void
count (GObject  *object,
       gpointer  user_data)
{
  (*(guint *) user_data)++;
}

static void
count_observed (RepointProject     *project,
                RepointObservation *observation,
                gpointer            user_data)
{
  (*(guint *) user_data)++;
}

static GDateTime *
at_minute (guint minute)
{
  return g_date_time_new_utc (2026, 11, 20, 10, minute, 0);
}

/* (transfer none): observes @json of @subject. */
static RepointObservation *
observe (RepointProject *project,
         const char     *subject,
         const char     *kind,
         guint           minute,
         const char     *json)
{
  g_autoptr (JsonNode) node = json_from_string (json, NULL);
  g_autoptr (GDateTime) seen = at_minute (minute);
  g_autoptr (RepointObservation) observation =
    repoint_observation_new (subject, kind, REPOINT_STRENGTH_OWN_SERVER, seen, json_node_get_object (node));

  return repoint_project_observe (project, observation);
}

static void
test_same_again_is_counted (void)
{
  g_autoptr (RepointProject) project = repoint_project_new ();
  g_autoptr (GDateTime) first_seen = at_minute (1);
  g_autoptr (GDateTime) last_seen = at_minute (5);
  GPtrArray *list;
  RepointObservation *first, *again;

  first = observe (project, "d", "survey", 1, "{\"target\":\"https://a:443\",\"reachable\":true}");
  observe (project, "d", "survey", 2, "{\"target\":\"https://a:444\",\"reachable\":false}");
  again = observe (project, "d", "survey", 5, "{\"reachable\":true,\"target\":\"https://a:443\"}");
  g_assert_true (again == first);
  g_assert_cmpuint (repoint_observation_get_count (first), ==, 2);
  g_assert_true (g_date_time_equal (repoint_observation_get_first_seen (first), first_seen));
  g_assert_true (g_date_time_equal (repoint_observation_get_last_seen (first), last_seen));

  /* A clock that was set back does not turn time. */
  observe (project, "d", "survey", 3, "{\"reachable\":true,\"target\":\"https://a:443\"}");
  g_assert_cmpuint (repoint_observation_get_count (first), ==, 3);
  g_assert_true (g_date_time_equal (repoint_observation_get_last_seen (first), last_seen));

  /* Another result, and then the old one again: three things happened. */
  observe (project, "d", "survey", 6, "{\"target\":\"https://a:443\",\"reachable\":false}");
  observe (project, "d", "survey", 7, "{\"target\":\"https://a:443\",\"reachable\":true}");
  list = repoint_project_get_observations (project, "d");
  g_assert_cmpuint (list->len, ==, 4);
  g_assert_cmpuint (repoint_observation_get_count (first), ==, 3);

  g_assert_cmpuint (repoint_project_get_observations (project, "nobody")->len, ==, 0);
}

static void
test_kinds_and_strengths_differ (void)
{
  g_autoptr (RepointProject) project = repoint_project_new ();

  observe (project, "d", "survey", 1, "{\"a\":1}");
  observe (project, "d", "statement", 1, "{\"a\":1}");
  observe (project, "e", "survey", 1, "{\"a\":1}");
  observe (project, "d", "survey", 2, "{\"a\":2}");
  observe (project, "d", "survey", 3, "{\"a\":12}"); /* the same length is not the same */
  g_assert_cmpuint (repoint_project_get_observations (project, "d")->len, ==, 4);
  g_assert_cmpuint (repoint_project_get_observations (project, "e")->len, ==, 1);
}

/* A file may say anything. */
static void
test_odd_data (void)
{
  static const char * const odd[] = { "{\"target\":[]}", "{\"target\":{}}", "{\"target\":5}", "{\"target\":null}",
                                      "{\"address\":{\"a\":1}}", "{\"target\":\"no target\"}" };
  g_autoptr (RepointProject) project = repoint_project_new ();
  RepointInventory *inventory = repoint_project_get_inventory (project);
  g_autoptr (RepointDevice) device = repoint_device_new ();

  repoint_device_set_addresses (device, (const char *[]) { "10.0.0.1", "10.0.0.2", NULL });
  repoint_inventory_add (inventory, device);
  for (guint round = 0; round < 2; round++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
        observe (project, repoint_device_get_id (device), "survey", i, odd[i]);
    }
  g_assert_nonnull (repoint_inventory_split (inventory, device, "10.0.0.2"));
  g_assert_cmpuint (repoint_project_get_observations (project, repoint_device_get_id (device))->len, >, 0);
}

static void
test_oldest_first (void)
{
  g_autoptr (RepointProject) project = repoint_project_new ();
  GPtrArray *list;

  observe (project, "d", "statement", 30, "{\"n\":3}");
  observe (project, "d", "statement", 10, "{\"n\":1}");
  observe (project, "d", "statement", 20, "{\"n\":2}");
  list = repoint_project_get_observations (project, "d");
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (json_object_get_int_member (repoint_observation_get_data (g_ptr_array_index (list, i)), "n"),
                     ==, i + 1);
}

static void
test_immutable (void)
{
  g_autoptr (RepointProject) project = repoint_project_new ();
  g_autoptr (JsonObject) data = json_object_new ();
  g_autoptr (GDateTime) seen = at_minute (0);
  g_autoptr (RepointObservation) observation = NULL;

  json_object_set_string_member (data, "max_tls", "TLSv1.0");
  observation = repoint_observation_new ("d", REPOINT_OBSERVATION_STATEMENT, REPOINT_STRENGTH_STATEMENT, seen, data);
  json_object_set_string_member (data, "max_tls", "TLSv1.3"); /* the caller's own object is the caller's */
  g_assert_cmpstr (json_object_get_string_member (repoint_observation_get_data (observation), "max_tls"), ==, "TLSv1.0");
  g_assert_true (json_object_is_immutable (repoint_observation_get_data (observation)));
}

static GPtrArray *
make_sightings (const char *address,
                const char *mac,
                const char *title)
{
  GPtrArray *sightings = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_sighting_free);
  RepointSighting *sighting = repoint_sighting_new ("web-page", address);

  sighting->mac = g_strdup (mac);
  repoint_sighting_add_evidence (sighting, "title", title);
  repoint_sighting_add_evidence (sighting, "server", "Virata-EmWeb/R6_2_1");
  g_ptr_array_add (sightings, sighting);

  return sightings;
}

static RepointDevice *
nth_device (RepointProject *project,
            guint           n)
{
  g_autoptr (RepointDevice) device =
    g_list_model_get_item (G_LIST_MODEL (repoint_project_get_inventory (project)), n);

  return device; /* the inventory holds another reference */
}

static void
test_absorb (void)
{
  g_autoptr (RepointProject) project = repoint_project_new ();
  g_autoptr (GPtrArray) sightings = make_sightings ("10.0.0.1", NULL, "Copier");
  g_autoptr (GDateTime) seen = at_minute (0);
  guint n_changed = 0;
  guint n_observed = 0;
  guint64 revision = repoint_project_get_revision (project);
  GPtrArray *list;
  JsonObject *data;

  g_signal_connect (project, "changed", G_CALLBACK (count), &n_changed);
  g_signal_connect (project, "observed", G_CALLBACK (count_observed), &n_observed);
  for (guint i = 0; i < 3; i++)
    repoint_project_absorb (project, sightings, seen);
  g_assert_cmpuint (n_changed, ==, 3); /* once per batch */
  g_assert_cmpuint (n_observed, ==, 6);
  g_assert_cmpuint (repoint_project_get_revision (project), ==, revision + 3);

  list = repoint_project_get_observations (project, repoint_device_get_id (nth_device (project, 0)));
  g_assert_cmpuint (list->len, ==, 2); /* title and server do not take turns */
  g_assert_cmpuint (repoint_observation_get_count (g_ptr_array_index (list, 0)), ==, 3);
  data = repoint_observation_get_data (g_ptr_array_index (list, 0));
  g_assert_cmpstr (json_object_get_string_member (data, "source"), ==, "web-page");
  g_assert_cmpstr (json_object_get_string_member (data, "what"), ==, "title");
  g_assert_cmpstr (json_object_get_string_member (data, "value"), ==, "Copier");
  g_assert_cmpstr (json_object_get_string_member (data, "address"), ==, "10.0.0.1");
}

/* A page whose title is a clock does not fill the document. */
static void
test_evidence_is_bounded (void)
{
  g_autoptr (RepointProject) project = repoint_project_new ();
  GPtrArray *list;
  JsonObject *data;

  for (guint i = 0; i < 1200; i++)
    {
      g_autofree char *title = g_strdup_printf ("It is %u o'clock", i);
      g_autoptr (GPtrArray) sightings = make_sightings ("10.0.0.1", NULL, title);
      g_autoptr (GDateTime) seen = g_date_time_new_from_unix_utc (1000000 + i);

      repoint_project_absorb (project, sightings, seen);
    }

  list = repoint_project_get_observations (project, repoint_device_get_id (nth_device (project, 0)));
  g_assert_cmpuint (list->len, ==, 1000);
  data = repoint_observation_get_data (g_ptr_array_index (list, 999));
  g_assert_cmpstr (json_object_get_string_member (data, "value"), ==, "It is 1199 o'clock");
  /* What is seen again and again is not forgotten. */
  data = repoint_observation_get_data (g_ptr_array_index (list, 0));
  g_assert_cmpstr (json_object_get_string_member (data, "what"), ==, "server");
}

static void
test_observations_follow_merge_and_split (void)
{
  g_autoptr (RepointProject) project = repoint_project_new ();
  RepointInventory *inventory = repoint_project_get_inventory (project);
  g_autoptr (GPtrArray) first = make_sightings ("10.0.0.1", NULL, "one");
  g_autoptr (GPtrArray) second = make_sightings ("10.0.0.2", NULL, "two");
  g_autoptr (GDateTime) seen = at_minute (0);
  g_autofree char *from_id = NULL;
  RepointDevice *into, *from, *other;

  repoint_project_absorb (project, first, seen);
  repoint_project_absorb (project, second, seen);
  into = nth_device (project, 0);
  from = nth_device (project, 1);
  from_id = g_strdup (repoint_device_get_id (from));
  observe (project, from_id, "survey", 1, "{\"target\":\"https://10.0.0.2:443\"}");
  observe (project, from_id, "statement", 1, "{\"max_tls\":\"TLSv1.0\"}");

  repoint_inventory_merge (inventory, into, from);
  g_assert_cmpuint (repoint_project_get_observations (project, repoint_device_get_id (into))->len, ==, 6);
  /* By its old id, too, and what a test that was under way still brings. */
  g_assert_cmpuint (repoint_project_get_observations (project, from_id)->len, ==, 6);
  observe (project, from_id, "survey", 2, "{\"target\":\"https://10.0.0.2:631\"}");
  g_assert_cmpuint (repoint_project_get_observations (project, repoint_device_get_id (into))->len, ==, 7);

  other = repoint_inventory_split (inventory, into, "10.0.0.2");
  g_assert_cmpuint (repoint_project_get_observations (project, repoint_device_get_id (other))->len, ==, 4);
  g_assert_cmpuint (repoint_project_get_observations (project, repoint_device_get_id (into))->len, ==, 3);
  for (guint i = 0; i < 4; i++)
    {
      GPtrArray *list = repoint_project_get_observations (project, repoint_device_get_id (other));

      g_assert_cmpstr (repoint_observation_get_subject (g_ptr_array_index (list, i)), ==,
                       repoint_device_get_id (other));
    }
}

static void
test_changed_for_nested_changes (void)
{
  g_autoptr (RepointProject) project = repoint_project_new ();
  g_autoptr (RepointDevice) device = repoint_device_new ();
  g_autoptr (RepointMailUse) use = repoint_mail_use_new (REPOINT_PROTOCOL_SMTP);
  g_autoptr (GDateTime) now = at_minute (0);
  g_autoptr (RepointChecklist) checklist = repoint_checklist_new (now, "2026-11-20", "T", "", "", "");
  g_autoptr (RepointChecklistBlock) block = repoint_checklist_block_new (NULL, NULL, "B");
  g_autoptr (RepointChecklistItem) item = repoint_checklist_item_new ("s", REPOINT_CHECKLIST_ITEM_STEP, "Do.", NULL);
  guint n_changed = 0;

  g_signal_connect (project, "changed", G_CALLBACK (count), &n_changed);
  repoint_inventory_add (repoint_project_get_inventory (project), device);
  g_assert_cmpuint (n_changed, ==, 1);
  repoint_device_add_mail_use (device, use);
  repoint_mail_use_set_port (use, 587);
  g_assert_cmpuint (n_changed, ==, 3);
  repoint_organization_set_cloud (repoint_project_get_organization (project), REPOINT_CLOUD_GCC);
  g_assert_cmpuint (n_changed, ==, 4);
  repoint_checklist_block_add_item (block, item);
  repoint_checklist_add_block (checklist, block);
  repoint_project_issue (project, checklist);
  g_assert_cmpuint (n_changed, ==, 5);
  repoint_checklist_item_tick (item, TRUE, "AB", now);
  g_assert_cmpuint (n_changed, ==, 6);
  repoint_project_set_ranges (project, (const char *[]) { "10.0.0.0/24", NULL }, now);
  repoint_project_set_never (project, (const char *[]) { "10.0.0.9", NULL });
  g_assert_cmpuint (n_changed, ==, 8);
  repoint_project_set_never (project, (const char *[]) { "10.0.0.9", NULL });
  g_assert_cmpuint (n_changed, ==, 8);
  repoint_project_set_ranges (project, NULL, NULL);
  g_assert_null (repoint_project_get_consent (project));
  g_assert_null (repoint_project_get_ranges (project)[0]);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/project/same-again-is-counted", test_same_again_is_counted);
  g_test_add_func ("/model/project/kinds-and-subjects-differ", test_kinds_and_strengths_differ);
  g_test_add_func ("/model/project/odd-data", test_odd_data);
  g_test_add_func ("/model/project/oldest-first", test_oldest_first);
  g_test_add_func ("/model/project/observations-are-immutable", test_immutable);
  g_test_add_func ("/model/project/absorb", test_absorb);
  g_test_add_func ("/model/project/evidence-is-bounded", test_evidence_is_bounded);
  g_test_add_func ("/model/project/observations-follow-merge-and-split", test_observations_follow_merge_and_split);
  g_test_add_func ("/model/project/changed-for-nested-changes", test_changed_for_nested_changes);

  return g_test_run ();
}
