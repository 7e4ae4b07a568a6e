/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-project.h"

#include <string.h>

static const guint8 message[] = { 1, 0, 0, 2, 3, 1 };

static RepointObservation *
observe (RepointProject *project,
         const char     *subject,
         const char     *kind,
         guint           minute,
         const char     *json)
{
  g_autoptr (JsonNode) node = json_from_string (json, NULL);
  g_autoptr (GDateTime) start = g_date_time_new_utc (2026, 11, 20, 10, 0, 0);
  g_autoptr (GDateTime) seen = g_date_time_add_minutes (start, (int) minute);
  g_autoptr (RepointObservation) observation =
    repoint_observation_new (subject, kind, REPOINT_STRENGTH_CAPTURED_HELLO, seen, json_node_get_object (node));

  return repoint_project_observe (project, observation);
}

static guint
count (RepointProject *project,
       const char     *subject)
{
  return repoint_project_get_observations (project, subject)->len;
}

static void
count_changed (RepointProject *project,
               gpointer        user_data)
{
  (*(guint *) user_data)++;
}

static void
test_kept_once (void)
{
  g_autoptr (RepointProject) project = repoint_project_new ();
  g_autoptr (GBytes) raw = g_bytes_new_static (message, sizeof message);
  g_autoptr (GBytes) other = g_bytes_new_static ("\1\0\0\2\3\2", 6);
  guint n_changed = 0;

  g_signal_connect (project, "changed", G_CALLBACK (count_changed), &n_changed);
  g_assert_null (repoint_project_get_hello (project, "0000000000000001"));
  g_assert_true (repoint_project_keep_hello (project, raw, "0000000000000001"));
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_true (repoint_project_keep_hello (project, other, "0000000000000001"));
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_true (g_bytes_equal (repoint_project_get_hello (project, "0000000000000001"), raw));
}

/* An office that never used the station needs no id; once it has one it keeps it. */
static void
test_id_is_kept (void)
{
  g_autoptr (RepointProject) project = repoint_project_new ();
  g_autoptr (GBytes) before = repoint_project_to_bytes (project);
  g_autofree char *id = NULL;
  g_autoptr (GBytes) after = NULL;
  g_autoptr (RepointProject) read = NULL;
  guint n_changed = 0;

  g_assert_null (g_strstr_len (g_bytes_get_data (before, NULL), (gssize) g_bytes_get_size (before), "\"id\""));
  g_signal_connect (project, "changed", G_CALLBACK (count_changed), &n_changed);
  id = g_strdup (repoint_project_get_id (project));
  g_assert_cmpuint (strlen (id), ==, 16);
  g_assert_cmpstr (repoint_project_get_id (project), ==, id);
  g_assert_cmpuint (n_changed, ==, 1);

  after = repoint_project_to_bytes (project);
  read = repoint_project_from_bytes (after, NULL);
  g_assert_cmpstr (repoint_project_get_id (read), ==, id);
}

static void
test_damaged_are_not_kept (void)
{
  static const struct
  {
    const char *id;
    const char *message;
    gsize       size;
  } refused[] = {
    { "", "\1\0\0\2\3\1", 6 },
    { "000000000000000", "\1\0\0\2\3\1", 6 },
    { "00000000000000000", "\1\0\0\2\3\1", 6 },
    { "000000000000000G", "\1\0\0\2\3\1", 6 },
    { "0000000000000001", "", 0 },
    { "0000000000000001", "\1\0\0", 3 },
    { "0000000000000001", "\1\0\0\2\3", 5 },
    { "0000000000000001", "\1\0\0\2\3\1\1", 7 },
    { "0000000000000001", "\2\0\0\2\3\1", 6 },
    { "0000000000000001", "\x80\5\1\0\2\0", 6 },
    { "0000000000000001", "\x80\4\2\0\2\0", 6 },
  };
  g_autoptr (RepointProject) project = repoint_project_new ();
  g_autoptr (GBytes) ssl2 = g_bytes_new_static ("\x80\4\1\0\2\0", 6);

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GBytes) raw = g_bytes_new_static (refused[i].message, refused[i].size);

      g_assert_false (repoint_project_keep_hello (project, raw, refused[i].id));
    }
  g_assert_null (repoint_project_get_hello (project, "0000000000000001"));
  g_assert_true (repoint_project_keep_hello (project, ssl2, "0000000000000001"));
}

/* Somebody who comes with another hello every time. */
static void
test_hellos_are_bounded (void)
{
  g_autoptr (RepointProject) project = repoint_project_new ();
  guint n_kept = 0;

  for (guint i = 0; i < 300; i++)
    {
      gsize size = 64 * 1024;
      g_autofree guint8 *data = g_malloc0 (size);
      g_autofree char *id = g_strdup_printf ("%016x", i);
      g_autoptr (GBytes) raw = NULL;

      data[0] = 1;
      data[2] = (guint8) ((size - 4) >> 8);
      data[3] = (guint8) (size - 4);
      raw = g_bytes_new_take (g_steal_pointer (&data), size);
      n_kept += repoint_project_keep_hello (project, raw, id) ? 1 : 0;
    }
  g_assert_cmpuint (n_kept, ==, 256);

  /* What is there still counts as kept. */
  {
    g_autoptr (GBytes) raw = g_bytes_new_static (message, sizeof message);

    g_assert_true (repoint_project_keep_hello (project, raw, "0000000000000000"));
  }
}

static void
test_many_small_hellos_are_bounded (void)
{
  g_autoptr (RepointProject) project = repoint_project_new ();
  g_autoptr (GBytes) raw = g_bytes_new_static (message, sizeof message);
  g_autoptr (GBytes) document = NULL;
  g_autoptr (RepointProject) read = NULL;
  g_autoptr (GError) error = NULL;
  guint n_kept = 0;

  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *id = g_strdup_printf ("%016x", i);

      n_kept += repoint_project_keep_hello (project, raw, id) ? 1 : 0;
    }
  g_assert_cmpuint (n_kept, ==, 4096);

  document = repoint_project_to_bytes (project);
  read = repoint_project_from_bytes (document, &error);
  g_assert_no_error (error);
  g_assert_nonnull (repoint_project_get_hello (read, "0000000000000fff"));
}

/* A device that falls back shows two hellos in turn: each is counted for itself. */
static void
test_each_hello_is_counted (void)
{
  g_autoptr (RepointProject) project = repoint_project_new ();
  RepointObservation *new, *old;

  new = observe (project, "d", "hello", 1, "{\"source\":\"station\",\"protocol\":\"smtp\",\"hello\":\"n\"}");
  old = observe (project, "d", "hello", 1, "{\"source\":\"station\",\"protocol\":\"smtp\",\"hello\":\"o\"}");
  g_assert_true (observe (project, "d", "hello", 2, "{\"source\":\"station\",\"protocol\":\"smtp\",\"hello\":\"n\"}") == new);
  g_assert_true (observe (project, "d", "hello", 2, "{\"source\":\"station\",\"protocol\":\"smtp\",\"hello\":\"o\"}") == old);
  observe (project, "d", "hello", 3, "{\"source\":\"station\",\"protocol\":\"imap\",\"hello\":\"n\"}");
  observe (project, "d", "hello", 3, "{\"source\":\"capture\",\"protocol\":\"smtp\",\"hello\":\"n\"}");
  observe (project, "d", "passage", 3, "{\"target\":\"smtp://a:587\",\"hello\":\"n\"}");
  observe (project, "d", "passage", 3, "{\"target\":\"smtp://a:587\",\"hello\":\"o\"}");
  observe (project, "d", "passage", 4, "{\"target\":\"smtp://a:587\",\"hello\":\"n\"}");
  g_assert_cmpuint (count (project, "d"), ==, 6);
}

static void
test_visits_are_bounded (void)
{
  g_autoptr (RepointProject) project = repoint_project_new ();

  observe (project, "d", "survey", 0, "{\"target\":\"https://a:443\"}");
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"hello\":\"%u\"}", i);
      g_autofree char *visitor = g_strdup_printf ("visitor:10.0.%u.%u", i / 256, i % 256);

      observe (project, "d", "hello", i, json);
      observe (project, visitor, "hello", i, json);
    }
  g_assert_cmpuint (count (project, "d"), ==, 301);
  g_assert_cmpuint (count (project, "visitor:10.0.0.0"), ==, 0);
  g_assert_cmpuint (count (project, "visitor:10.0.3.231"), ==, 1);

  {
    g_autoptr (GPtrArray) visitors = repoint_project_list_visitors (project);

    g_assert_cmpuint (visitors->len, ==, 500);
  }
}

static void
test_assigned_and_taken_back (void)
{
  g_autoptr (RepointProject) project = repoint_project_new ();
  g_autoptr (RepointDevice) copier = repoint_device_new ();
  g_autoptr (RepointDevice) other = repoint_device_new ();
  g_autoptr (GPtrArray) visitors = NULL;
  g_autoptr (GPtrArray) one = g_ptr_array_new ();
  const char *copier_id = repoint_device_get_id (copier);

  repoint_inventory_add (repoint_project_get_inventory (project), copier);
  repoint_inventory_add (repoint_project_get_inventory (project), other);
  observe (project, "visitor:10.0.0.5", "hello", 1, "{\"hello\":\"a\"}");
  observe (project, "visitor:10.0.0.5", "hello", 2, "{\"hello\":\"b\"}");
  observe (project, "visitor:10.0.0.6", "hello", 3, "{\"hello\":\"c\"}");

  visitors = repoint_project_list_visitors (project);
  g_assert_cmpuint (visitors->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (visitors, 0), ==, "visitor:10.0.0.5");

  repoint_project_begin_edit (project, "assign-visit");
  repoint_project_assign_visits (project, "visitor:10.0.0.5", NULL, copier);
  repoint_project_end_edit (project);
  g_assert_cmpuint (count (project, copier_id), ==, 2);
  g_assert_cmpuint (count (project, "visitor:10.0.0.5"), ==, 0);
  g_assert_cmpstr (repoint_observation_get_subject (g_ptr_array_index (repoint_project_get_observations (project, copier_id), 0)),
                   ==, copier_id);

  /* What comes meanwhile stays where it came. */
  observe (project, copier_id, "hello", 4, "{\"hello\":\"d\"}");
  g_assert_true (repoint_project_undo (project));
  g_assert_cmpuint (count (project, copier_id), ==, 1);
  g_assert_cmpuint (count (project, "visitor:10.0.0.5"), ==, 2);
  g_assert_true (repoint_project_redo (project));
  g_assert_cmpuint (count (project, copier_id), ==, 3);

  /* One of them was another device. */
  g_ptr_array_add (one, g_ptr_array_index (repoint_project_get_observations (project, copier_id), 0));
  repoint_project_begin_edit (project, "assign-visit");
  repoint_project_assign_visits (project, copier_id, one, other);
  repoint_project_end_edit (project);
  g_assert_cmpuint (count (project, copier_id), ==, 2);
  g_assert_cmpuint (count (project, repoint_device_get_id (other)), ==, 1);
}

/* What the machine finds out is no edit, even while one is open. */
static void
test_recognised_is_never_undone (void)
{
  g_autoptr (RepointProject) project = repoint_project_new ();
  g_autoptr (RepointDevice) copier = repoint_device_new ();

  repoint_inventory_add (repoint_project_get_inventory (project), copier);
  observe (project, "visitor:10.0.0.5", "hello", 1, "{\"hello\":\"a\"}");
  repoint_project_begin_edit (project, "rename-device");
  repoint_device_set_name (copier, "Copier");
  repoint_project_recognize_visitor (project, "visitor:10.0.0.5", copier);
  repoint_project_end_edit (project);

  g_assert_true (repoint_project_undo (project));
  g_assert_cmpstr (repoint_device_get_name (copier), ==, "");
  g_assert_cmpuint (count (project, repoint_device_get_id (copier)), ==, 1);
}

/* What was seen at the address that is split off goes with it. */
static void
test_split_by_address (void)
{
  g_autoptr (RepointProject) project = repoint_project_new ();
  RepointInventory *inventory = repoint_project_get_inventory (project);
  g_autoptr (RepointDevice) device = repoint_device_new ();
  RepointDevice *other;

  repoint_device_set_addresses (device, (const char *[]) { "10.0.0.1", "10.0.0.2", NULL });
  repoint_inventory_add (inventory, device);
  observe (project, repoint_device_get_id (device), "hello", 1, "{\"hello\":\"a\",\"address\":\"10.0.0.1\"}");
  observe (project, repoint_device_get_id (device), "hello", 2, "{\"hello\":\"b\",\"address\":\"10.0.0.2\"}");
  observe (project, repoint_device_get_id (device), "passage", 2,
           "{\"target\":\"smtp://a:587\",\"hello\":\"b\",\"address\":\"10.0.0.2\"}");

  other = repoint_inventory_split (inventory, device, "10.0.0.2");
  g_assert_cmpuint (count (project, repoint_device_get_id (device)), ==, 1);
  g_assert_cmpuint (count (project, repoint_device_get_id (other)), ==, 2);
}

static RepointDevice *
add_device (RepointProject *project,
            const char     *name,
            const char     *mac,
            const char     *address)
{
  g_autoptr (RepointDevice) device = repoint_device_new ();

  repoint_device_set_name (device, name);
  if (mac != NULL)
    repoint_device_set_mac (device, mac);
  if (address != NULL)
    repoint_device_add_address (device, address);
  repoint_inventory_add (repoint_project_get_inventory (project), device);

  return device;
}

static void
test_who_came (void)
{
  static const struct
  {
    const char *why;
    const char *address;
    const char *mac;
    const char *name; /* nullable: nobody */
  } rows[] = {
    { "by address", "10.0.0.1", NULL, "copier" },
    { "by address, and the MAC is its own", "10.0.0.1", "00:1b:a9:00:00:01", "copier" },
    { "by address, whose device has no MAC yet", "10.0.0.3", "00:1b:a9:00:00:77", "scanner" },
    { "the MAC wins: the address was given to another one", "10.0.0.1", "00:1b:a9:00:00:02", "alarm" },
    { "the address has gone to a stranger", "10.0.0.1", "00:1b:a9:00:00:99", NULL },
    { "by MAC at a new address", "10.0.0.200", "00:1B:A9:00:00:02", "alarm" },
    { "a MAC that is made up tells nothing", "10.0.0.1", "02:00:00:00:00:05", "copier" },
    { "two at one address", "10.0.0.4", NULL, NULL },
    { "two at one address, told apart by MAC", "10.0.0.4", "00:1b:a9:00:00:04", "server" },
    { "two with one MAC, told apart by address", "10.0.0.6", "00:1b:a9:00:00:05", "card 2" },
    { "two with one MAC at neither address", "10.0.0.9", "00:1b:a9:00:00:05", NULL },
    { "nobody", "10.0.0.250", NULL, NULL },
    { "no address at all", "", NULL, NULL },
  };
  g_autoptr (RepointProject) project = repoint_project_new ();

  add_device (project, "copier", "00:1b:a9:00:00:01", "10.0.0.1");
  add_device (project, "alarm", "00:1b:a9:00:00:02", "10.0.0.2");
  add_device (project, "scanner", NULL, "10.0.0.3");
  add_device (project, "server", "00:1b:a9:00:00:04", "10.0.0.4");
  add_device (project, "program", NULL, "10.0.0.4");
  add_device (project, "card 1", "00:1b:a9:00:00:05", "10.0.0.5");
  add_device (project, "card 2", "00:1b:a9:00:00:05", "10.0.0.6");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      RepointDevice *device = repoint_inventory_find_visitor (repoint_project_get_inventory (project), rows[i].address,
                                                              rows[i].mac);

      g_test_message ("%s", rows[i].why);
      g_assert_cmpstr (device != NULL ? repoint_device_get_name (device) : NULL, ==, rows[i].name);
    }
}

/* What the admin has decided about an address holds for visits too. */
static void
test_split_decides_who_came (void)
{
  g_autoptr (RepointProject) project = repoint_project_new ();
  RepointInventory *inventory = repoint_project_get_inventory (project);
  RepointDevice *device = add_device (project, "both", NULL, "10.0.0.1");
  RepointDevice *other;

  repoint_device_add_address (device, "10.0.0.2");
  g_assert_true (repoint_inventory_find_visitor (inventory, "10.0.0.2", NULL) == device);
  other = repoint_inventory_split (inventory, device, "10.0.0.2");
  g_assert_true (repoint_inventory_find_visitor (inventory, "10.0.0.2", NULL) == other);
  g_assert_true (repoint_inventory_find_visitor (inventory, "10.0.0.1", NULL) == device);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/visits/hello-is-kept-once", test_kept_once);
  g_test_add_func ("/model/visits/id-is-kept", test_id_is_kept);
  g_test_add_func ("/model/visits/damaged-hellos-are-not-kept", test_damaged_are_not_kept);
  g_test_add_func ("/model/visits/hellos-are-bounded", test_hellos_are_bounded);
  g_test_add_func ("/model/visits/many-small-hellos-are-bounded", test_many_small_hellos_are_bounded);
  g_test_add_func ("/model/visits/each-hello-is-counted", test_each_hello_is_counted);
  g_test_add_func ("/model/visits/visits-are-bounded", test_visits_are_bounded);
  g_test_add_func ("/model/visits/assigned-and-taken-back", test_assigned_and_taken_back);
  g_test_add_func ("/model/visits/recognised-is-never-undone", test_recognised_is_never_undone);
  g_test_add_func ("/model/visits/split-by-address", test_split_by_address);
  g_test_add_func ("/model/visits/who-came", test_who_came);
  g_test_add_func ("/model/visits/split-decides-who-came", test_split_decides_who_came);

  return g_test_run ();
}
