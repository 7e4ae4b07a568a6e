/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "repoint-inventory-private.h"

#define MAC_A "00:1b:a9:00:00:0a"
#define MAC_B "00:1b:a9:00:00:0b"
#define LOCAL_MAC "02:1b:a9:00:00:0a"
#define UUID  "6f8a1b2c-0000-1000-8000-001ba9123456"

/* What a source saw; NULL where it saw nothing. */
typedef struct
{
  const char        *address;
  const char        *mac;
  const char        *uuid;
  const char        *serial;
  const char        *name;
  const char        *vendor;
  RepointDeviceKind  kind;
} Seen;

static RepointSighting *
make_sighting (const char *source,
               const Seen *seen)
{
  RepointSighting *sighting = repoint_sighting_new (source, seen->address);

  sighting->mac = g_strdup (seen->mac);
  sighting->uuid = g_strdup (seen->uuid);
  sighting->serial = g_strdup (seen->serial);
  sighting->name = g_strdup (seen->name);
  sighting->vendor = g_strdup (seen->vendor);
  sighting->kind = seen->kind;

  return sighting;
}

/* (transfer none): the device that @seen belongs to. */
static RepointDevice *
absorb_from (RepointInventory *inventory,
             const char       *source,
             const Seen       *seen)
{
  g_autoptr (GPtrArray) sightings = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_sighting_free);
  g_autoptr (GPtrArray) devices = NULL;

  g_ptr_array_add (sightings, make_sighting (source, seen));
  devices = repoint_inventory_absorb (inventory, sightings);
  g_assert_cmpuint (devices->len, ==, 1);

  return g_ptr_array_index (devices, 0);
}

#define absorb(inventory, ...) absorb_from ((inventory), "test", &(const Seen) { __VA_ARGS__ })

static guint
count_devices (RepointInventory *inventory)
{
  return g_list_model_get_n_items (G_LIST_MODEL (inventory));
}

/* Pairs of sightings, in one batch or in two: whether they are of one device. */
static const struct
{
  const char *what;
  Seen        first;
  Seen        second;
  gboolean    same;
} rules[] = {
  { "same MAC, other address", { "10.0.0.1", MAC_A }, { "10.0.0.2", MAC_A }, TRUE },
  { "MAC in another spelling", { "10.0.0.1", MAC_A }, { "10.0.0.2", "00-1B-A9-00-00-0A" }, TRUE },
  { "same address, other MAC", { "10.0.0.1", MAC_A }, { "10.0.0.1", MAC_B }, FALSE },
  { "local MAC says nothing", { "10.0.0.1", LOCAL_MAC }, { "10.0.0.2", LOCAL_MAC }, FALSE },
  { "local MAC contradicts nothing", { "10.0.0.1", LOCAL_MAC }, { "10.0.0.1", MAC_A }, TRUE },
  { "same UUID", { "10.0.0.1", NULL, UUID }, { "10.0.0.2", NULL, "urn:uuid:" UUID }, TRUE },
  { "same serial", { "10.0.0.1", NULL, NULL, "QWE12345" }, { "10.0.0.2", NULL, NULL, "qwe12345" }, TRUE },
  { "same serial, two network cards", { "10.0.0.1", MAC_A, NULL, "QWE12345" },
    { "10.0.0.2", MAC_B, NULL, "QWE12345" }, TRUE },
  { "same serial, other vendor", { "10.0.0.1", NULL, NULL, "QWE12345", NULL, "Canon" },
    { "10.0.0.2", NULL, NULL, "QWE12345", NULL, "Ricoh" }, FALSE },
  { "serial that everybody has", { "10.0.0.1", NULL, NULL, "123456789" }, { "10.0.0.2", NULL, NULL, "123456789" },
    FALSE },
  { "same address alone", { "10.0.0.1" }, { "10.0.0.1" }, TRUE },
  { "same address, other name", { "10.0.0.1", .name = "copier" }, { "10.0.0.1", .name = "Canon iR" }, TRUE },
  { "same address, other serial", { "10.0.0.1", NULL, NULL, "QWE11111" }, { "10.0.0.1", NULL, NULL, "QWE22222" },
    FALSE },
  { "other address, same name", { "10.0.0.1", .name = "copier" }, { "10.0.0.2", .name = "copier" }, FALSE },
  { "program and its computer", { "10.0.0.1", .kind = REPOINT_DEVICE_KIND_PROGRAM }, { "10.0.0.1" }, FALSE },
  { "nothing in common", { "10.0.0.1" }, { "10.0.0.2" }, FALSE },
  { "nothing at all", { NULL }, { NULL }, FALSE },
};

static void
test_rules (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autoptr (RepointInventory) one_by_one = repoint_inventory_new ();
      g_autoptr (RepointInventory) batch = repoint_inventory_new ();
      g_autoptr (GPtrArray) sightings = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_sighting_free);
      g_autoptr (GPtrArray) devices = NULL;
      RepointDevice *first, *second;

      g_test_message ("%s", rules[i].what);
      first = absorb_from (one_by_one, "test", &rules[i].first);
      second = absorb_from (one_by_one, "test", &rules[i].second);
      g_assert_cmpint (first == second, ==, rules[i].same);
      g_assert_cmpuint (count_devices (one_by_one), ==, rules[i].same ? 1 : 2);

      g_ptr_array_add (sightings, make_sighting ("test", &rules[i].first));
      g_ptr_array_add (sightings, make_sighting ("test", &rules[i].second));
      devices = repoint_inventory_absorb (batch, sightings);
      g_assert_cmpuint (devices->len, ==, 2);
      g_assert_cmpint (g_ptr_array_index (devices, 0) == g_ptr_array_index (devices, 1), ==, rules[i].same);
      g_assert_cmpuint (count_devices (batch), ==, rules[i].same ? 1 : 2);
    }
}

static void
test_name_tells_at_one_address (void)
{
  g_autoptr (RepointInventory) inventory = repoint_inventory_new ();
  RepointDevice *devices[2];

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (RepointDevice) device = repoint_device_new ();

      repoint_device_set_kind (device, REPOINT_DEVICE_KIND_PROGRAM);
      repoint_device_set_name (device, i == 0 ? "Tickets" : "Backup");
      repoint_device_add_address (device, "10.0.0.1");
      repoint_inventory_add (inventory, device);
      devices[i] = device;
    }

  g_assert_true (absorb (inventory, "10.0.0.1", .name = "backup") == devices[1]);
  g_assert_true (absorb (inventory, "10.0.0.1", .name = "Tickets") == devices[0]);
  g_assert_true (absorb (inventory, "10.0.0.1", .kind = REPOINT_DEVICE_KIND_PROGRAM) == devices[0]);
}

static void
test_typed_stays (void)
{
  g_autoptr (RepointInventory) inventory = repoint_inventory_new ();
  g_autoptr (RepointDevice) device = repoint_device_new ();

  repoint_device_set_name (device, "Copier");
  repoint_device_set_kind (device, REPOINT_DEVICE_KIND_PRINTER);
  repoint_device_set_addresses (device, (const char *[]) { "10.0.0.1", NULL });
  repoint_inventory_add (inventory, device);

  g_assert_true (absorb (inventory, "10.0.0.1", MAC_A, .name = "NPI1234", .vendor = "Canon",
                         .kind = REPOINT_DEVICE_KIND_CAMERA) == device);
  g_assert_cmpstr (repoint_device_get_name (device), ==, "Copier");
  g_assert_cmpint (repoint_device_get_kind (device), ==, REPOINT_DEVICE_KIND_PRINTER);
  g_assert_cmpstr (repoint_device_get_vendor (device), ==, "Canon");

  absorb (inventory, "10.0.0.9", MAC_A);
  g_assert_cmpstrv (repoint_device_get_addresses (device), ((const char *[]) { "10.0.0.1", "10.0.0.9", NULL }));

  /* Somebody else has the typed address now; the admin's word still stands. */
  absorb (inventory, "10.0.0.1", MAC_B);
  g_assert_cmpstrv (repoint_device_get_addresses (device), ((const char *[]) { "10.0.0.1", "10.0.0.9", NULL }));

  repoint_device_set_name (device, "");
  absorb (inventory, "10.0.0.1", MAC_A, .name = "NPI1234");
  g_assert_cmpstr (repoint_device_get_name (device), ==, "NPI1234");
}

static void
test_sources_do_not_take_turns (void)
{
  g_autoptr (RepointInventory) inventory = repoint_inventory_new ();
  RepointDevice *device = absorb_from (inventory, "snmp", &(const Seen) { "10.0.0.1", .name = "copier" });

  absorb_from (inventory, "web-page", &(const Seen) { "10.0.0.1", .name = "Remote UI" });
  g_assert_cmpstr (repoint_device_get_name (device), ==, "copier");
  absorb_from (inventory, "snmp", &(const Seen) { "10.0.0.1", .name = "" });
  g_assert_cmpstr (repoint_device_get_name (device), ==, "copier");
  absorb_from (inventory, "snmp", &(const Seen) { "10.0.0.1", .name = "copier-2" });
  g_assert_cmpstr (repoint_device_get_name (device), ==, "copier-2");
}

static void
test_hostile_text (void)
{
  g_autoptr (RepointInventory) inventory = repoint_inventory_new ();
  g_autofree char *long_name = g_strnfill (10000, 'n');
  RepointDevice *device = absorb (inventory, "10.0.0.1", .name = long_name, .vendor = " \x01\xff\n<b>\t");

  g_assert_cmpuint (strlen (repoint_device_get_name (device)), ==, 256);
  g_assert_cmpstr (repoint_device_get_vendor (device), ==, "\xef\xbf\xbd <b>");
}

static void
test_address_in_use_comes_first (void)
{
  g_autoptr (RepointInventory) inventory = repoint_inventory_new ();
  RepointDevice *device = absorb (inventory, "10.0.0.1", MAC_A);

  absorb (inventory, "10.0.0.2", MAC_A);
  absorb (inventory, "fe80::1", MAC_A);
  g_assert_cmpstrv (repoint_device_get_addresses (device),
                    ((const char *[]) { "10.0.0.2", "10.0.0.1", "fe80::1", NULL }));
}

static void
test_address_moves (void)
{
  g_autoptr (RepointInventory) inventory = repoint_inventory_new ();
  RepointDevice *old = absorb (inventory, "10.0.0.1", MAC_A);
  RepointDevice *new = absorb (inventory, "10.0.0.1", MAC_B);

  g_assert_cmpuint (g_strv_length ((GStrv) repoint_device_get_addresses (old)), ==, 0);
  g_assert_true (repoint_inventory_find_address (inventory, "10.0.0.1") == new);
  g_assert_null (repoint_inventory_find_address (inventory, "10.0.0.2"));
}

/* A router answers for four others: its MAC tells nothing. */
static void
check_shared_mac (guint batch_size)
{
  g_autoptr (RepointInventory) inventory = repoint_inventory_new ();
  g_autoptr (GPtrArray) batch = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_sighting_free);

  for (guint i = 1; i <= 6; i++)
    {
      g_autofree char *address = g_strdup_printf ("10.1.0.%u", i);

      g_ptr_array_add (batch, make_sighting ("arp", &(const Seen) { address, MAC_A }));
      if (batch->len < batch_size && i < 6)
        continue;

      g_ptr_array_unref (repoint_inventory_absorb (inventory, batch));
      g_ptr_array_set_size (batch, 0);
    }

  g_assert_cmpuint (count_devices (inventory), ==, 6);
  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (RepointDevice) device = g_list_model_get_item (G_LIST_MODEL (inventory), i);

      g_assert_cmpuint (g_strv_length ((GStrv) repoint_device_get_addresses (device)), ==, 1);
      g_assert_cmpstr (repoint_device_get_mac (device), ==, "");
    }
}

static void
test_shared_mac (void)
{
  check_shared_mac (1);
  check_shared_mac (2);
  check_shared_mac (4);
  check_shared_mac (6);
}

static void
test_many_ipv6_addresses_are_one_device (void)
{
  g_autoptr (RepointInventory) inventory = repoint_inventory_new ();

  for (guint i = 1; i <= 10; i++)
    {
      g_autofree char *address = g_strdup_printf ("2001:db8::%u", i);

      absorb (inventory, address, MAC_A);
    }
  g_assert_cmpuint (count_devices (inventory), ==, 1);
}

static void
test_twins_join (void)
{
  g_autoptr (RepointInventory) inventory = repoint_inventory_new ();
  g_autoptr (RepointMailUse) use = repoint_mail_use_new (REPOINT_PROTOCOL_SMTP);
  RepointDevice *wired = absorb (inventory, "10.0.0.1", MAC_A);
  RepointDevice *wireless = absorb (inventory, "10.0.0.2", MAC_B, .serial = "QWE12345");
  g_autofree char *wireless_id = g_strdup (repoint_device_get_id (wireless));

  repoint_device_add_mail_use (wireless, use);
  repoint_device_set_notes (wireless, "by the window");
  g_assert_true (absorb (inventory, "10.0.0.1", MAC_A, .serial = "QWE12345") == wired);
  g_assert_cmpuint (count_devices (inventory), ==, 1);
  g_assert_cmpstr (repoint_device_get_notes (wired), ==, "by the window");
  g_assert_true (repoint_device_find_mail_use (wired, repoint_mail_use_get_id (use)) == use);
  g_assert_true (repoint_inventory_find (inventory, wireless_id) == wired);
  g_assert_true (absorb (inventory, "10.0.0.2") == wired);
}

static void
test_merge_is_remembered (void)
{
  g_autoptr (RepointInventory) inventory = repoint_inventory_new ();
  RepointDevice *into = absorb (inventory, "10.0.0.1", MAC_A, .name = "one");
  RepointDevice *from = absorb (inventory, "10.0.0.2", MAC_B, .name = "other", .vendor = "Canon");
  g_autofree char *from_id = g_strdup (repoint_device_get_id (from));

  repoint_inventory_merge (inventory, into, from);
  g_assert_cmpuint (count_devices (inventory), ==, 1);
  g_assert_cmpstr (repoint_device_get_name (into), ==, "one");
  g_assert_cmpstr (repoint_device_get_vendor (into), ==, "Canon");
  g_assert_cmpstrv (repoint_device_get_addresses (into), ((const char *[]) { "10.0.0.1", "10.0.0.2", NULL }));
  g_assert_true (repoint_inventory_find (inventory, from_id) == into);

  /* Its MAC brings it here, wherever it is seen. */
  g_assert_true (absorb (inventory, "10.0.0.77", MAC_B) == into);
  g_assert_cmpuint (count_devices (inventory), ==, 1);
}

static void
test_merge_keeps_what_was_typed (void)
{
  g_autoptr (RepointInventory) inventory = repoint_inventory_new ();
  RepointDevice *into = absorb (inventory, "10.0.0.1", .name = "seen");
  RepointDevice *from = absorb (inventory, "10.0.0.2");

  repoint_device_set_name (from, "typed");
  repoint_device_set_notes (into, "first");
  repoint_device_set_notes (from, "second");
  repoint_device_set_mail (from, REPOINT_ANSWER_YES);
  repoint_inventory_merge (inventory, into, from);
  g_assert_cmpstr (repoint_device_get_name (into), ==, "typed");
  g_assert_cmpstr (repoint_device_get_notes (into), ==, "first\nsecond");
  g_assert_cmpint (repoint_device_get_mail (into), ==, REPOINT_ANSWER_YES);
}

static void
test_split_is_remembered (void)
{
  g_autoptr (RepointInventory) inventory = repoint_inventory_new ();
  g_autoptr (RepointTarget) first = repoint_target_parse ("https://10.0.0.1", NULL);
  g_autoptr (RepointTarget) second = repoint_target_parse ("https://10.0.0.2", NULL);
  RepointDevice *device = absorb (inventory, "10.0.0.1", MAC_A, .serial = "QWE12345");
  RepointDevice *other;

  absorb (inventory, "10.0.0.2", MAC_A);
  repoint_device_add_target (device, first);
  repoint_device_add_target (device, second);

  g_assert_null (repoint_inventory_split (inventory, device, "10.0.0.3"));
  other = repoint_inventory_split (inventory, device, "10.0.0.2");
  g_assert_nonnull (other);
  g_assert_cmpuint (count_devices (inventory), ==, 2);
  g_assert_cmpstrv (repoint_device_get_addresses (other), ((const char *[]) { "10.0.0.2", NULL }));
  g_assert_cmpstrv (repoint_device_get_addresses (device), ((const char *[]) { "10.0.0.1", NULL }));
  g_assert_cmpuint (repoint_device_get_targets (device)->len, ==, 1);
  g_assert_cmpuint (repoint_device_get_targets (other)->len, ==, 1);
  g_assert_null (repoint_inventory_split (inventory, device, "10.0.0.1")); /* it has no other address */

  /* MAC and serial say one device; the admin says two, and wins. */
  g_assert_true (absorb (inventory, "10.0.0.2", MAC_A, .serial = "QWE12345") == other);
  g_assert_true (absorb (inventory, "10.0.0.1", MAC_A, .serial = "QWE12345") == device);
  g_assert_true (absorb (inventory, "10.0.0.2", MAC_A) == other);
  g_assert_cmpuint (count_devices (inventory), ==, 2);

  /* The address was given to somebody else. */
  g_assert_true (absorb (inventory, "10.0.0.2", MAC_B) != other);
  g_assert_cmpuint (count_devices (inventory), ==, 3);
}

static void
test_later_decision_wins (void)
{
  g_autoptr (RepointInventory) inventory = repoint_inventory_new ();
  RepointDevice *device = absorb (inventory, "10.0.0.1", MAC_A);
  RepointDevice *other;

  absorb (inventory, "10.0.0.2", MAC_A);
  other = repoint_inventory_split (inventory, device, "10.0.0.2");
  repoint_inventory_merge (inventory, device, other);
  g_assert_true (absorb (inventory, "10.0.0.2", MAC_A) == device);
  other = repoint_inventory_split (inventory, device, "10.0.0.2");
  g_assert_true (absorb (inventory, "10.0.0.2", MAC_A) == other);
}

typedef struct
{
  guint n_changes;
  guint n_items;
} Watch;

static void
on_items_changed (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  gpointer    user_data)
{
  Watch *watch = user_data;

  watch->n_changes++;
  watch->n_items = watch->n_items - removed + added;
  g_assert_cmpuint (watch->n_items, ==, g_list_model_get_n_items (model));
}

static void
test_ten_thousand_sightings (void)
{
  g_autoptr (RepointInventory) inventory = repoint_inventory_new ();
  g_autoptr (GPtrArray) sightings = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_sighting_free);
  g_autoptr (GPtrArray) devices = NULL;
  Watch watch = { 0, 0 };

  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *address = g_strdup_printf ("10.%u.%u.1", (i % 2500) / 250, i % 250);
      g_autofree char *mac = g_strdup_printf ("00:1b:a9:00:%02x:%02x", (i % 2500) / 256, (i % 2500) % 256);

      g_ptr_array_add (sightings, make_sighting (i < 5000 ? "arp" : "tcp", &(const Seen) { address, mac }));
    }

  g_signal_connect (inventory, "items-changed", G_CALLBACK (on_items_changed), &watch);
  devices = repoint_inventory_absorb (inventory, sightings);
  g_assert_cmpuint (devices->len, ==, 10000);
  g_assert_cmpuint (count_devices (inventory), ==, 2500);
  g_assert_cmpuint (watch.n_changes, ==, 1);

  g_ptr_array_unref (repoint_inventory_absorb (inventory, sightings));
  g_assert_cmpuint (watch.n_changes, ==, 1); /* nothing new, nothing changed */
}

static void
test_joining_in_a_batch_is_one_change (void)
{
  g_autoptr (RepointInventory) inventory = repoint_inventory_new ();
  g_autoptr (GPtrArray) sightings = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_sighting_free);
  g_autoptr (GPtrArray) devices = NULL;
  Watch watch = { 3, 3 };

  absorb (inventory, "10.0.0.1", MAC_A);
  absorb (inventory, "10.0.0.2", MAC_B, .serial = "QWE12345");
  absorb (inventory, "10.0.0.3");
  watch.n_changes = 0;
  g_signal_connect (inventory, "items-changed", G_CALLBACK (on_items_changed), &watch);

  g_ptr_array_add (sightings, make_sighting ("test", &(const Seen) { "10.0.0.2", MAC_B }));
  g_ptr_array_add (sightings, make_sighting ("test", &(const Seen) { "10.0.0.1", MAC_A, .serial = "QWE12345" }));
  g_ptr_array_add (sightings, make_sighting ("test", &(const Seen) { "10.0.0.4" }));
  devices = repoint_inventory_absorb (inventory, sightings);
  g_assert_cmpuint (watch.n_changes, ==, 1);
  g_assert_cmpuint (count_devices (inventory), ==, 3);
  /* What the first sighting was of has become part of another device by the end of the batch. */
  g_assert_true (g_ptr_array_index (devices, 0) == g_ptr_array_index (devices, 1));
}

static void
on_device_changed (RepointInventory *inventory,
                   RepointDevice    *device,
                   gpointer          user_data)
{
  *(RepointDevice **) user_data = device;
}

static void
test_device_changed (void)
{
  g_autoptr (RepointInventory) inventory = repoint_inventory_new ();
  g_autoptr (RepointDevice) device = repoint_device_new ();
  RepointDevice *changed = NULL;

  repoint_inventory_add (inventory, device);
  g_signal_connect (inventory, "device-changed", G_CALLBACK (on_device_changed), &changed);
  repoint_device_set_mac (device, MAC_A);
  g_assert_true (changed == device);
  g_assert_true (absorb (inventory, "10.0.0.1", MAC_A) == device); /* it is found by what it has become */

  repoint_inventory_remove (inventory, device);
  repoint_inventory_remove (inventory, device);
  changed = NULL;
  repoint_device_set_name (device, "gone");
  g_assert_null (changed);
  g_assert_null (repoint_inventory_find (inventory, repoint_device_get_id (device)));
  g_assert_true (absorb (inventory, "10.0.0.1", MAC_A) != device);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/inventory/rules", test_rules);
  g_test_add_func ("/model/inventory/name-tells-at-one-address", test_name_tells_at_one_address);
  g_test_add_func ("/model/inventory/what-was-typed-stays", test_typed_stays);
  g_test_add_func ("/model/inventory/sources-do-not-take-turns", test_sources_do_not_take_turns);
  g_test_add_func ("/model/inventory/hostile-text", test_hostile_text);
  g_test_add_func ("/model/inventory/address-in-use-comes-first", test_address_in_use_comes_first);
  g_test_add_func ("/model/inventory/address-moves", test_address_moves);
  g_test_add_func ("/model/inventory/shared-mac-tells-nothing", test_shared_mac);
  g_test_add_func ("/model/inventory/many-ipv6-addresses-are-one-device", test_many_ipv6_addresses_are_one_device);
  g_test_add_func ("/model/inventory/twins-join", test_twins_join);
  g_test_add_func ("/model/inventory/merge-is-remembered", test_merge_is_remembered);
  g_test_add_func ("/model/inventory/merge-keeps-what-was-typed", test_merge_keeps_what_was_typed);
  g_test_add_func ("/model/inventory/split-is-remembered", test_split_is_remembered);
  g_test_add_func ("/model/inventory/later-decision-wins", test_later_decision_wins);
  g_test_add_func ("/model/inventory/ten-thousand-sightings", test_ten_thousand_sightings);
  g_test_add_func ("/model/inventory/joining-in-a-batch-is-one-change", test_joining_in_a_batch_is_one_change);
  g_test_add_func ("/model/inventory/device-changed", test_device_changed);

  return g_test_run ();
}
