/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-visit-list.h"
#include "repoint-visit-observations.h"

#include <string.h>

/* A hello of TLS 1.0 with one suite. */
#define RAW "0100002903010000000000000000000000000000000000000000000000000000000000000000000002002f0100"

#define HELLO "\"hello\":{\"id\":\"00000000000000a1\",\"max_version\":\"TLSv1.0\",\"ja3\":\"j\",\"ja4\":\"k\",\"raw\":\"" RAW "\"}"

typedef struct
{
  RepointProject   *project;
  RepointInventory *inventory;
  RepointVisitList *list;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->project = repoint_project_new ();
  fixture->inventory = repoint_project_get_inventory (fixture->project);
  fixture->list = repoint_visit_list_new (fixture->project);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_assert_finalize_object (fixture->list);
  g_assert_finalize_object (fixture->project);
}

static RepointDevice *
add_device (Fixture    *fixture,
            const char *name,
            const char *mac,
            const char *address)
{
  g_autoptr (RepointDevice) device = repoint_device_new ();

  repoint_device_set_name (device, name);
  if (mac != NULL)
    repoint_device_set_mac (device, mac);
  if (address != NULL)
    repoint_device_add_address (device, address);
  repoint_inventory_add (fixture->inventory, device);

  return device;
}

static RepointJourneyVisit *
take (Fixture    *fixture,
      const char *time,
      const char *peer,
      const char *mac,
      const char *members)
{
  g_autofree char *quoted = mac != NULL ? g_strdup_printf ("\"%s\"", mac) : g_strdup ("null");
  g_autofree char *json =
    g_strdup_printf ("{\"visit\":1,\"time\":\"2026-11-20T%s:00Z\",\"peer\":\"%s\",\"mac\":%s,\"port\":2587,\"protocol\":\"smtp\","
                     "\"security\":\"starttls\",%s}", time, peer, quoted, members);
  g_autoptr (JsonNode) node = json_from_string (json, NULL);
  g_autoptr (RepointJourneyVisit) visit = NULL;

  g_assert_nonnull (node);
  visit = repoint_visit_list_take (fixture->list, json_node_get_object (node));

  return visit;
}

static RepointJourneyVisit *
take_hello (Fixture    *fixture,
            const char *time,
            const char *peer,
            const char *mac)
{
  return take (fixture, time, peer, mac, HELLO ",\"asked_sign_in\":\"none\",\"outcome\":\"captured\"");
}

static GPtrArray *
get (Fixture    *fixture,
     const char *subject)
{
  return repoint_project_get_observations (fixture->project, subject);
}

static guint
count (Fixture       *fixture,
       RepointDevice *device)
{
  return get (fixture, repoint_device_get_id (device))->len;
}

static const char *
name_of (RepointJourneyVisit *visit)
{
  RepointDevice *device = repoint_journey_visit_get_device (visit);

  return device != NULL ? repoint_device_get_name (device) : NULL;
}

static guint
n_visits (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->list));
}

/* Until what is due is done. */
static void
settle (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  g_timeout_add_full (G_PRIORITY_LOW, 150, G_SOURCE_FUNC (g_main_loop_quit), loop, NULL);
  g_main_loop_run (loop);
}

static void
test_known_device (Fixture       *fixture,
                   gconstpointer  user_data)
{
  RepointDevice *copier = add_device (fixture, "copier", NULL, "10.0.0.1");
  RepointJourneyVisit *visit = take_hello (fixture, "10:00", "10.0.0.1", NULL);
  RepointObservation *observation;
  JsonObject *data;

  g_assert_cmpstr (name_of (visit), ==, "copier");
  g_assert_cmpuint (count (fixture, copier), ==, 1);
  observation = g_ptr_array_index (get (fixture, repoint_device_get_id (copier)), 0);
  g_assert_cmpstr (repoint_observation_get_kind (observation), ==, "hello");
  g_assert_cmpint (repoint_observation_get_strength (observation), ==, REPOINT_STRENGTH_CAPTURED_HELLO);
  data = repoint_observation_get_data (observation);
  g_assert_cmpstr (json_object_get_string_member (data, "hello"), ==, "00000000000000a1");
  g_assert_cmpstr (json_object_get_string_member (data, "max_version"), ==, "TLSv1.0");
  g_assert_cmpstr (json_object_get_string_member (data, "source"), ==, "station");
  g_assert_false (json_object_has_member (data, "raw"));
  g_assert_false (json_object_has_member (data, "visit"));
  g_assert_false (json_object_has_member (data, "port"));
  g_assert_nonnull (repoint_project_get_hello (fixture->project, "00000000000000a1"));

  /* The same again counts up, whatever else differs. */
  take_hello (fixture, "10:05", "10.0.0.1", NULL);
  g_assert_cmpuint (count (fixture, copier), ==, 1);
  g_assert_cmpuint (repoint_observation_get_count (observation), ==, 2);
  g_assert_cmpuint (n_visits (fixture), ==, 2);
}

static void
test_passage_beside_hello (Fixture       *fixture,
                           gconstpointer  user_data)
{
  RepointDevice *copier = add_device (fixture, "copier", NULL, "10.0.0.1");
  RepointObservation *passage;
  JsonObject *data;

  take (fixture, "10:00", "10.0.0.1", NULL,
        HELLO ",\"outcome\":\"captured\",\"relay\":{\"target\":\"smtp://mail.example.net:587\",\"address\":\"192.0.2.1\","
        "\"result\":\"tls-established\",\"version\":\"TLSv1.0\",\"cipher\":\"TLS_RSA_WITH_AES_128_CBC_SHA\",\"alert\":null,"
        "\"alert_from\":null,\"closed_by\":\"device\",\"bytes_from_device\":900,\"bytes_from_server\":4000}");
  g_assert_cmpuint (count (fixture, copier), ==, 2);
  passage = g_ptr_array_index (get (fixture, repoint_device_get_id (copier)), 1);
  g_assert_cmpstr (repoint_observation_get_kind (passage), ==, "passage");
  g_assert_cmpint (repoint_observation_get_strength (passage), ==, REPOINT_STRENGTH_PASSAGE);
  data = repoint_observation_get_data (passage);
  g_assert_cmpstr (json_object_get_string_member (data, "target"), ==, "smtp://mail.example.net:587");
  g_assert_cmpstr (json_object_get_string_member (data, "hello"), ==, "00000000000000a1");
  g_assert_cmpstr (json_object_get_string_member (data, "max_version"), ==, "TLSv1.0");
  g_assert_cmpstr (json_object_get_string_member (data, "address"), ==, "10.0.0.1");
  g_assert_false (json_object_has_member (data, "bytes_from_device"));
}

/* Who looks for open ports leaves nothing in the office's file. */
static void
test_nothing_shown (Fixture       *fixture,
                    gconstpointer  user_data)
{
  static const char * const outcomes[] = { "not-mail", "left", "turned-away", "timeout", "too-large", "no-hello" };
  g_autoptr (GPtrArray) visitors = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      g_autofree char *members = g_strdup_printf ("\"hello\":null,\"asked_sign_in\":\"none\",\"outcome\":\"%s\"", outcomes[i]);

      take (fixture, "10:00", "10.0.0.9", NULL, members);
    }
  visitors = repoint_project_list_visitors (fixture->project);
  g_assert_cmpuint (visitors->len, ==, 0);
  g_assert_cmpuint (n_visits (fixture), ==, G_N_ELEMENTS (outcomes));

  take (fixture, "10:01", "10.0.0.9", NULL, "\"hello\":null,\"asked_sign_in\":\"clear\",\"outcome\":\"in-clear\"");
  g_assert_cmpuint (get (fixture, "visitor:10.0.0.9")->len, ==, 1);
}

/* DHCP gave the copier another address: its MAC tells, and the inventory learns. */
static void
test_address_has_changed (Fixture       *fixture,
                          gconstpointer  user_data)
{
  RepointDevice *copier = add_device (fixture, "copier", "00:1b:a9:00:00:01", NULL);
  RepointDevice *other = add_device (fixture, "other", "00:1b:a9:00:00:02", NULL);
  const char *source = NULL;

  {
    g_autoptr (GPtrArray) sightings = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_sighting_free);
    g_autoptr (GDateTime) now = g_date_time_new_utc (2026, 11, 20, 9, 0, 0);
    RepointSighting *sighting = repoint_sighting_new ("tcp", "10.0.0.1");

    sighting->mac = g_strdup ("00:1b:a9:00:00:02");
    g_ptr_array_add (sightings, sighting);
    repoint_project_absorb (fixture->project, sightings, now);
    source = repoint_device_get_addresses (other)[0];
    g_assert_cmpstr (source, ==, "10.0.0.1");
  }

  g_assert_cmpstr (name_of (take_hello (fixture, "10:00", "10.0.0.1", "00:1b:a9:00:00:01")), ==, "copier");
  g_assert_cmpstr (repoint_device_get_addresses (copier)[0], ==, "10.0.0.1");
  g_assert_null (repoint_device_get_addresses (other)[0]);
  g_assert_cmpuint (count (fixture, other), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->inventory)), ==, 2);
}

static void
test_mac_is_learned (Fixture       *fixture,
                     gconstpointer  user_data)
{
  RepointDevice *copier = add_device (fixture, "copier", NULL, "10.0.0.1");

  take_hello (fixture, "10:00", "10.0.0.1", "00:1b:a9:00:00:01");
  g_assert_cmpstr (repoint_device_get_mac (copier), ==, "00:1b:a9:00:00:01");
}

/* A program has the address of its computer, and is asked for nothing more. */
static void
test_program (Fixture       *fixture,
              gconstpointer  user_data)
{
  RepointDevice *program = add_device (fixture, "ticket system", NULL, "10.0.0.1");

  repoint_device_set_kind (program, REPOINT_DEVICE_KIND_PROGRAM);
  g_assert_cmpstr (name_of (take_hello (fixture, "10:00", "10.0.0.1", "00:1b:a9:00:00:01")), ==, "ticket system");
  g_assert_cmpstr (repoint_device_get_mac (program), ==, "");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->inventory)), ==, 1);
}

static void
test_several_at_one_address (Fixture       *fixture,
                             gconstpointer  user_data)
{
  RepointDevice *first = add_device (fixture, "first", NULL, "10.0.0.1");
  RepointJourneyVisit *visit;

  add_device (fixture, "second", NULL, "10.0.0.1");
  visit = take_hello (fixture, "10:00", "10.0.0.1", NULL);
  g_assert_null (name_of (visit));
  g_assert_cmpuint (get (fixture, "visitor:10.0.0.1")->len, ==, 1);

  repoint_visit_list_assign (fixture->list, visit, first);
  g_assert_cmpstr (name_of (visit), ==, "first");
  g_assert_cmpuint (count (fixture, first), ==, 1);
  g_assert_cmpstr (name_of (take_hello (fixture, "10:01", "10.0.0.1", NULL)), ==, "first");
}

static void
count_notify (RepointJourneyVisit *visit,
              GParamSpec          *pspec,
              gpointer             user_data)
{
  (*(guint *) user_data)++;
}

static void
test_assigned_and_undone (Fixture       *fixture,
                          gconstpointer  user_data)
{
  RepointDevice *copier = add_device (fixture, "copier", NULL, NULL);
  RepointJourneyVisit *first = take_hello (fixture, "10:00", "10.0.0.7", "00:1b:a9:00:00:07");
  RepointJourneyVisit *second;
  guint n_notified = 0;

  g_assert_null (name_of (first));
  g_signal_connect (first, "notify::device", G_CALLBACK (count_notify), &n_notified);
  second = take (fixture, "10:01", "10.0.0.7", "00:1b:a9:00:00:07",
                 "\"hello\":null,\"asked_sign_in\":\"clear\",\"outcome\":\"in-clear\"");
  repoint_visit_list_assign (fixture->list, second, copier);

  /* All that was seen of the address, and the address itself. */
  g_assert_cmpstr (name_of (first), ==, "copier");
  g_assert_cmpstr (name_of (second), ==, "copier");
  g_assert_cmpuint (n_notified, ==, 1);
  g_assert_cmpuint (count (fixture, copier), ==, 2);
  g_assert_cmpstr (repoint_device_get_addresses (copier)[0], ==, "10.0.0.7");
  g_assert_cmpstr (repoint_device_get_mac (copier), ==, "00:1b:a9:00:00:07");

  g_assert_true (repoint_project_undo (fixture->project));
  settle ();
  g_assert_null (name_of (first));
  g_assert_null (name_of (second));
  g_assert_cmpuint (count (fixture, copier), ==, 0);
  g_assert_null (repoint_device_get_addresses (copier)[0]);
  g_assert_cmpuint (get (fixture, "visitor:10.0.0.7")->len, ==, 2);

  g_assert_true (repoint_project_redo (fixture->project));
  settle ();
  g_assert_cmpstr (name_of (second), ==, "copier");
}

/* It was taken for one device, and was another: from now on, too. */
static void
test_assigned_to_another (Fixture       *fixture,
                          gconstpointer  user_data)
{
  RepointDevice *wrong = add_device (fixture, "wrong", "00:1b:a9:00:00:01", "10.0.0.1");
  RepointDevice *right = add_device (fixture, "right", NULL, NULL);
  RepointJourneyVisit *visit = take_hello (fixture, "10:00", "10.0.0.1", "00:1b:a9:00:00:01");

  g_assert_cmpstr (name_of (visit), ==, "wrong");
  repoint_visit_list_assign (fixture->list, visit, right);
  g_assert_cmpstr (name_of (visit), ==, "right");
  g_assert_cmpuint (count (fixture, wrong), ==, 0);
  g_assert_cmpuint (count (fixture, right), ==, 1);
  g_assert_cmpstr (name_of (take_hello (fixture, "10:05", "10.0.0.1", "00:1b:a9:00:00:01")), ==, "right");
}

/* Discovery comes after the visit. */
static void
test_recognised_later (Fixture       *fixture,
                       gconstpointer  user_data)
{
  RepointJourneyVisit *visit = take_hello (fixture, "10:00", "10.0.0.1", NULL);
  RepointDevice *copier;

  g_assert_null (name_of (visit));
  copier = add_device (fixture, "copier", NULL, "10.0.0.1");
  settle ();
  g_assert_cmpstr (name_of (visit), ==, "copier");
  g_assert_cmpuint (count (fixture, copier), ==, 1);
  g_assert_cmpuint (get (fixture, "visitor:10.0.0.1")->len, ==, 0);
}

static void
test_newest_first (Fixture       *fixture,
                   gconstpointer  user_data)
{
  static const char * const times[] = { "10:01", "10:03", "10:02" };
  g_autoptr (RepointJourneyVisit) newest = NULL;
  g_autoptr (RepointJourneyVisit) oldest = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    take_hello (fixture, times[i], "10.0.0.1", NULL);
  newest = g_list_model_get_item (G_LIST_MODEL (fixture->list), 0);
  oldest = g_list_model_get_item (G_LIST_MODEL (fixture->list), 2);
  g_assert_cmpint (g_date_time_get_minute (repoint_journey_visit_get_time (newest)), ==, 3);
  g_assert_cmpint (g_date_time_get_minute (repoint_journey_visit_get_time (oldest)), ==, 1);
}

/* A capture may be old: what it shows of addresses is nothing to learn from. */
static void
test_old_capture (Fixture       *fixture,
                  gconstpointer  user_data)
{
  RepointDevice *copier = add_device (fixture, "copier", "00:1b:a9:00:00:01", "10.0.0.1");
  RepointJourneyVisit *visit = take (fixture, "09:00", "10.0.0.99", "00:1b:a9:00:00:01",
                                     "\"source\":\"capture\"," HELLO ",\"outcome\":\"captured\"");
  RepointObservation *observation;

  g_assert_cmpstr (name_of (visit), ==, "copier");
  g_assert_cmpuint (g_strv_length ((GStrv) repoint_device_get_addresses (copier)), ==, 1);
  observation = g_ptr_array_index (get (fixture, repoint_device_get_id (copier)), 0);
  g_assert_cmpstr (json_object_get_string_member (repoint_observation_get_data (observation), "source"), ==, "capture");
}

static void
check_change (GListModel *list,
              guint       position,
              guint       removed,
              guint       added,
              gpointer    user_data)
{
  gint *n_items = user_data;

  *n_items += (gint) added - (gint) removed;
  g_assert_cmpint (*n_items, >=, 0);
  g_assert_cmpuint (position + added, <=, g_list_model_get_n_items (list));
}

static void
test_bounded (Fixture       *fixture,
              gconstpointer  user_data)
{
  gint n_items = 0;

  g_signal_connect (fixture->list, "items-changed", G_CALLBACK (check_change), &n_items);
  for (guint i = 0; i < 1200; i++)
    take (fixture, "10:00", "10.0.0.9", NULL, "\"hello\":null,\"outcome\":\"left\"");
  g_assert_cmpuint (n_visits (fixture), ==, 500);
  g_assert_cmpint (n_items, ==, 500);

  /* One that is older than all of them is kept by the project alone. */
  {
    g_autoptr (JsonNode) node = json_from_string ("{\"time\":\"2026-11-01T10:00:00Z\",\"peer\":\"10.0.0.9\"," HELLO "}", NULL);
    g_autoptr (RepointJourneyVisit) visit = repoint_visit_list_take (fixture->list, json_node_get_object (node));

    g_assert_cmpuint (repoint_journey_visit_get_observations (visit)->len, ==, 1);
    g_assert_cmpuint (n_visits (fixture), ==, 500);
  }
}

/* Whoever comes with another hello every time takes the room of nobody else. */
static void
test_many_hellos (Fixture       *fixture,
                  gconstpointer  user_data)
{
  guint n_kept = 0;

  for (guint i = 0; i < 400; i++)
    {
      g_autofree char *id = g_strdup_printf ("%016x", i);
      g_autofree char *members =
        g_strdup_printf ("\"hello\":{\"id\":\"%s\",\"max_version\":\"TLSv1.0\",\"raw\":\"" RAW "\"}", id);

      take (fixture, "10:00", "10.0.0.9", NULL, members);
      n_kept += repoint_project_get_hello (fixture->project, id) != NULL ? 1 : 0;
    }
  g_assert_cmpuint (n_kept, ==, 32);
  g_assert_cmpuint (get (fixture, "visitor:10.0.0.9")->len, ==, 300);

  take_hello (fixture, "10:01", "10.0.0.1", NULL);
  g_assert_nonnull (repoint_project_get_hello (fixture->project, "00000000000000a1"));
}

/* What a document holds of visitors stands in the list of the office that is opened again. */
static void
test_after_opening (Fixture       *fixture,
                    gconstpointer  user_data)
{
  g_autoptr (GBytes) document = NULL;
  g_autoptr (RepointProject) read = NULL;
  g_autoptr (RepointVisitList) list = NULL;
  g_autoptr (RepointJourneyVisit) visit = NULL;
  JsonObject *hello;

  add_device (fixture, "copier", NULL, "10.0.0.1");
  take_hello (fixture, "10:00", "10.0.0.1", NULL);
  take_hello (fixture, "10:01", "10.0.0.7", "00:1b:a9:00:00:07");
  document = repoint_project_to_bytes (fixture->project);
  read = repoint_project_from_bytes (document, NULL);
  list = repoint_visit_list_new (read);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
  visit = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_cmpstr (repoint_journey_visit_get_peer (visit), ==, "10.0.0.7");
  g_assert_cmpstr (repoint_journey_visit_get_mac (visit), ==, "00:1b:a9:00:00:07");
  hello = json_object_get_object_member (repoint_journey_visit_get_data (visit), "hello");
  g_assert_cmpstr (json_object_get_string_member (hello, "max_version"), ==, "TLSv1.0");
  g_assert_cmpstr (json_object_get_string_member (hello, "raw"), ==, RAW);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (hello, "ciphers")), ==, 1);

  {
    g_autoptr (RepointDevice) device = g_list_model_get_item (G_LIST_MODEL (repoint_project_get_inventory (read)), 0);

    repoint_visit_list_assign (list, visit, device);
    g_assert_cmpuint (repoint_project_get_observations (read, repoint_device_get_id (device))->len, ==, 2);
  }
}

/* Whatever a visit holds, it is a line in the list at most. */
static void
test_strange_visits (Fixture       *fixture,
                     gconstpointer  user_data)
{
  static const char * const strange[] = {
    "{}",
    "{\"time\":\"yesterday\",\"peer\":7,\"mac\":[],\"hello\":{\"id\":3,\"raw\":\"zz\",\"max_version\":null},\"relay\":{}}",
    "{\"peer\":\"10.0.0.1\",\"mac\":\"no\",\"hello\":{},\"relay\":{\"target\":5},\"handshake\":[],\"outcome\":null}",
    "{\"peer\":\"10.0.0.1\",\"hello\":{\"id\":\"A\",\"raw\":\"0100\"},\"relay\":{\"target\":\"no uri\"}}",
  };

  add_device (fixture, "copier", NULL, "10.0.0.1");
  for (guint i = 0; i < G_N_ELEMENTS (strange); i++)
    {
      g_autoptr (JsonNode) node = json_from_string (strange[i], NULL);

      g_autoptr (RepointJourneyVisit) visit = repoint_visit_list_take (fixture->list, json_node_get_object (node));

      g_assert_nonnull (visit);
    }
  g_assert_cmpuint (n_visits (fixture), ==, G_N_ELEMENTS (strange));
  g_assert_cmpuint (get (fixture, REPOINT_VISITOR_PREFIX)->len, ==, 0);
  g_assert_null (repoint_project_get_hello (fixture->project, "A"));
}

static void
test_replay_observation (void)
{
  g_autoptr (JsonNode) node =
    json_from_string ("{\"target\":\"smtp://mail.example.net:587\",\"address\":\"192.0.2.1\",\"hello\":{\"id\":\"00000000000000a1\","
                      "\"max_version\":\"TLSv1.0\",\"ja3\":\"j\"},\"result\":\"accepted\",\"version\":\"TLSv1.0\",\"cipher\":\"c\","
                      "\"refused_by\":null,\"greeting\":\"220 x\",\"session\":{\"result\":\"completed\"}}", NULL);
  g_autoptr (GDateTime) now = g_date_time_new_utc (2026, 11, 20, 9, 0, 0);
  g_autoptr (RepointObservation) replay = repoint_replay_observation_new (json_node_get_object (node), "d", now);
  JsonObject *data = repoint_observation_get_data (replay);

  g_assert_cmpint (repoint_observation_get_strength (replay), ==, REPOINT_STRENGTH_REPLAY);
  g_assert_cmpstr (json_object_get_string_member (data, "hello"), ==, "00000000000000a1");
  g_assert_cmpstr (json_object_get_string_member (data, "max_version"), ==, "TLSv1.0");
  g_assert_cmpstr (json_object_get_string_member (data, "result"), ==, "accepted");
  g_assert_true (json_object_has_member (data, "session"));
  g_assert_false (json_object_has_member (data, "greeting"));
  g_assert_false (json_object_has_member (data, "address"));
}

#define ADD(name, func) g_test_add ("/visit-list/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("known-device", test_known_device);
  ADD ("passage-beside-hello", test_passage_beside_hello);
  ADD ("nothing-shown", test_nothing_shown);
  ADD ("address-has-changed", test_address_has_changed);
  ADD ("mac-is-learned", test_mac_is_learned);
  ADD ("program", test_program);
  ADD ("several-at-one-address", test_several_at_one_address);
  ADD ("assigned-and-undone", test_assigned_and_undone);
  ADD ("assigned-to-another", test_assigned_to_another);
  ADD ("recognised-later", test_recognised_later);
  ADD ("newest-first", test_newest_first);
  ADD ("old-capture", test_old_capture);
  ADD ("bounded", test_bounded);
  ADD ("many-hellos", test_many_hellos);
  ADD ("after-opening", test_after_opening);
  ADD ("strange-visits", test_strange_visits);
  g_test_add_func ("/visit-list/replay-observation", test_replay_observation);

  return g_test_run ();
}
