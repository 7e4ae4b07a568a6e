/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "repoint-inventory-private.h"
#include "repoint-project.h"

typedef struct
{
  RepointProject      *project;
  RepointInventory    *inventory;
  RepointOrganization *organization;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->project = repoint_project_new ();
  fixture->inventory = repoint_project_get_inventory (fixture->project);
  fixture->organization = repoint_project_get_organization (fixture->project);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_object_unref (fixture->project);
}

/* What the document holds, which is everything. */
static char *
take_picture (RepointProject *project)
{
  g_autoptr (GBytes) bytes = repoint_project_to_bytes (project);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static RepointDevice *
absorb (Fixture    *fixture,
        const char *address,
        const char *mac,
        const char *title)
{
  g_autoptr (GPtrArray) sightings = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_sighting_free);
  RepointSighting *sighting = repoint_sighting_new ("web-page", address);
  g_autoptr (GDateTime) seen = g_date_time_new_utc (2026, 11, 20, 10, 0, 0);

  sighting->mac = g_strdup (mac);
  sighting->name = g_strdup (title);
  if (title != NULL)
    repoint_sighting_add_evidence (sighting, "title", title);
  g_ptr_array_add (sightings, sighting);
  repoint_project_absorb (fixture->project, sightings, seen);

  return repoint_inventory_find_address (fixture->inventory, address);
}

/* Things an admin does. Each is called on a project with two devices at 10.0.0.1 and 10.0.0.2, the second of which has
 * a mail use and also 10.0.0.3. */
static void
edit_organization (Fixture *fixture)
{
  g_autoptr (RepointEndpoint) endpoint = repoint_endpoint_parse ("legacy=smtp://legacy.example", NULL);

  repoint_organization_set_name (fixture->organization, "New name");
  repoint_organization_set_cloud (fixture->organization, REPOINT_CLOUD_OWN);
  repoint_organization_set_port_25 (fixture->organization, REPOINT_ANSWER_YES);
  repoint_organization_add_endpoint (fixture->organization, endpoint);
}

static void
edit_device (Fixture *fixture)
{
  RepointDevice *device = repoint_inventory_find_address (fixture->inventory, "10.0.0.1");
  g_autoptr (RepointTarget) target = repoint_target_parse ("https://10.0.0.1:8443", NULL);

  repoint_device_set_name (device, "Typed");
  repoint_device_set_location (device, "2nd floor");
  repoint_device_set_kind (device, REPOINT_DEVICE_KIND_PRINTER);
  repoint_device_set_mail (device, REPOINT_ANSWER_NO);
  repoint_device_set_hidden (device, TRUE);
  repoint_device_set_addresses (device, (const char *[]) { "10.0.0.77", "10.0.0.1", NULL });
  repoint_device_add_target (device, target);
}

static void
edit_mail_uses (Fixture *fixture)
{
  RepointDevice *device = repoint_inventory_find_address (fixture->inventory, "10.0.0.2");
  g_autoptr (RepointMailUse) first = g_list_model_get_item (repoint_device_get_mail_uses (device), 0);
  g_autoptr (RepointMailUse) added = repoint_mail_use_new (REPOINT_PROTOCOL_IMAP);

  repoint_mail_use_set_host (first, "other.example");
  repoint_mail_use_set_route (first, "bridge");
  repoint_mail_use_forget_security (first);
  repoint_device_add_mail_use (device, added);
  repoint_mail_use_set_mailbox (added, "scans@example.com");
}

static void
remove_mail_use (Fixture *fixture)
{
  RepointDevice *device = repoint_inventory_find_address (fixture->inventory, "10.0.0.2");
  g_autoptr (RepointMailUse) use = g_list_model_get_item (repoint_device_get_mail_uses (device), 0);

  repoint_device_remove_mail_use (device, use);
}

static void
add_device (Fixture *fixture)
{
  g_autoptr (RepointDevice) device = repoint_device_new ();

  repoint_device_set_name (device, "By hand");
  repoint_inventory_add (fixture->inventory, device);
  repoint_device_set_notes (device, "after it was added");
}

static void
remove_first (Fixture *fixture)
{
  repoint_inventory_remove (fixture->inventory, repoint_inventory_find_address (fixture->inventory, "10.0.0.1"));
}

static void
remove_all (Fixture *fixture)
{
  while (g_list_model_get_n_items (G_LIST_MODEL (fixture->inventory)) > 0)
    {
      g_autoptr (RepointDevice) device = g_list_model_get_item (G_LIST_MODEL (fixture->inventory), 0);

      repoint_inventory_remove (fixture->inventory, device);
    }
}

static void
merge (Fixture *fixture)
{
  repoint_inventory_merge (fixture->inventory, repoint_inventory_find_address (fixture->inventory, "10.0.0.1"),
                           repoint_inventory_find_address (fixture->inventory, "10.0.0.2"));
}

static void
split (Fixture *fixture)
{
  RepointDevice *device = repoint_inventory_find_address (fixture->inventory, "10.0.0.2");

  g_assert_nonnull (repoint_inventory_split (fixture->inventory, device, "10.0.0.3"));
}

static void
merge_and_split (Fixture *fixture)
{
  merge (fixture);
  split (fixture);
}

static void
edit_settings (Fixture *fixture)
{
  g_autoptr (GDateTime) agreed = g_date_time_new_utc (2026, 11, 20, 9, 0, 0);

  repoint_project_set_ranges (fixture->project, (const char *[]) { "10.0.0.0/24", "10.1.0.0/24", NULL }, agreed);
  repoint_project_set_never (fixture->project, (const char *[]) { "10.0.0.9", NULL });
}

static void
tick (Fixture *fixture)
{
  g_autoptr (RepointChecklist) checklist =
    g_list_model_get_item (repoint_project_get_checklists (fixture->project), 0);
  g_autoptr (RepointChecklistBlock) block = g_list_model_get_item (repoint_checklist_get_blocks (checklist), 0);
  g_autoptr (RepointChecklistItem) item = g_list_model_get_item (repoint_checklist_block_get_items (block), 0);
  g_autoptr (GDateTime) at = g_date_time_new_utc (2026, 11, 20, 11, 0, 0);

  repoint_checklist_item_tick (item, TRUE, "AB", at);
}

static const struct
{
  const char *label;
  void      (*edit) (Fixture *fixture);
} edits[] = {
  { "edit-organization", edit_organization },
  { "edit-device", edit_device },
  { "edit-mail-uses", edit_mail_uses },
  { "remove-mail-use", remove_mail_use },
  { "add-device", add_device },
  { "remove-device", remove_first },
  { "remove-devices", remove_all },
  { "merge", merge },
  { "split", split },
  { "merge-and-split", merge_and_split },
  { "edit-settings", edit_settings },
  { "tick", tick },
};

static void
fill (Fixture *fixture)
{
  RepointDevice *device;
  g_autoptr (RepointMailUse) use = repoint_mail_use_new (REPOINT_PROTOCOL_SMTP);
  g_autoptr (GDateTime) now = g_date_time_new_utc (2026, 11, 20, 10, 0, 0);
  g_autoptr (RepointChecklist) checklist = repoint_checklist_new (now, "2026-11-20", "T", "", "", "");
  g_autoptr (RepointChecklistBlock) block = repoint_checklist_block_new (NULL, NULL, "B");
  g_autoptr (RepointChecklistItem) item = repoint_checklist_item_new ("s", REPOINT_CHECKLIST_ITEM_STEP, "Do.", NULL);

  absorb (fixture, "10.0.0.1", "00:1b:a9:00:00:0a", "one");
  device = absorb (fixture, "10.0.0.3", "00:1b:a9:00:00:0b", "three");
  absorb (fixture, "10.0.0.2", "00:1b:a9:00:00:0b", "two");
  repoint_mail_use_set_host (use, "smtp.example");
  repoint_mail_use_set_security (use, REPOINT_SECURITY_STARTTLS);
  repoint_device_add_mail_use (device, use);
  repoint_checklist_block_add_item (block, item);
  repoint_checklist_add_block (checklist, block);
  repoint_project_issue (fixture->project, checklist);
}

/* Every edit, there and back and there again, compared by everything that a document holds. */
static void
test_there_and_back (Fixture       *fixture,
                     gconstpointer  data)
{
  fill (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (edits); i++)
    {
      g_autofree char *before = take_picture (fixture->project);
      g_autofree char *after = NULL;
      g_autofree char *undo_label = NULL;

      g_test_message ("%s", edits[i].label);
      repoint_project_begin_edit (fixture->project, edits[i].label);
      edits[i].edit (fixture);
      repoint_project_end_edit (fixture->project);
      after = take_picture (fixture->project);
      g_assert_cmpstr (after, !=, before);
      g_object_get (fixture->project, "undo-label", &undo_label, NULL);
      g_assert_cmpstr (undo_label, ==, edits[i].label);

      for (guint round = 0; round < 2; round++)
        {
          g_autofree char *undone = NULL;
          g_autofree char *redone = NULL;

          g_assert_true (repoint_project_undo (fixture->project));
          undone = take_picture (fixture->project);
          g_assert_cmpstr (undone, ==, before);
          g_assert_true (repoint_project_redo (fixture->project));
          redone = take_picture (fixture->project);
          g_assert_cmpstr (redone, ==, after);
        }

      g_assert_true (repoint_project_undo (fixture->project));
    }
}

/* All edits one after the other, and all the way back. */
static void
test_all_the_way (Fixture       *fixture,
                  gconstpointer  data)
{
  static const guint order[] = { 0, 1, 2, 4, 10, 11, 9, 3, 5, 6 };
  g_autoptr (GPtrArray) pictures = g_ptr_array_new_with_free_func (g_free);

  fill (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      g_ptr_array_add (pictures, take_picture (fixture->project));
      repoint_project_begin_edit (fixture->project, "edit");
      edits[order[i]].edit (fixture);
      repoint_project_end_edit (fixture->project);
    }
  g_ptr_array_add (pictures, take_picture (fixture->project));

  for (guint i = G_N_ELEMENTS (order); i > 0; i--)
    {
      g_autofree char *picture = NULL;

      g_assert_true (repoint_project_undo (fixture->project));
      picture = take_picture (fixture->project);
      g_assert_cmpstr (picture, ==, g_ptr_array_index (pictures, i - 1));
    }
  g_assert_false (repoint_project_undo (fixture->project));

  for (guint i = 1; i <= G_N_ELEMENTS (order); i++)
    {
      g_autofree char *picture = NULL;

      g_assert_true (repoint_project_redo (fixture->project));
      picture = take_picture (fixture->project);
      g_assert_cmpstr (picture, ==, g_ptr_array_index (pictures, i));
    }
  g_assert_false (repoint_project_redo (fixture->project));
}

static void
test_machine_is_not_undone (Fixture       *fixture,
                            gconstpointer  data)
{
  RepointDevice *device, *found;

  fill (fixture);
  device = repoint_inventory_find_address (fixture->inventory, "10.0.0.1");
  repoint_project_begin_edit (fixture->project, "edit");
  repoint_device_set_location (device, "2nd floor");
  repoint_device_set_addresses (device, (const char *[]) { "10.0.0.1", "10.0.0.77", NULL });
  repoint_project_end_edit (fixture->project);

  /* Discovery goes on meanwhile. */
  absorb (fixture, "10.0.0.8", "00:1b:a9:00:00:0a", NULL);
  found = absorb (fixture, "10.0.0.9", NULL, "new one");
  g_assert_cmpuint (repoint_project_get_observations (fixture->project, repoint_device_get_id (found))->len, ==, 1);

  repoint_project_undo (fixture->project);
  g_assert_cmpstr (repoint_device_get_location (device), ==, "");
  g_assert_cmpstrv (repoint_device_get_addresses (device), ((const char *[]) { "10.0.0.1", "10.0.0.8", NULL }));
  g_assert_true (repoint_inventory_find_address (fixture->inventory, "10.0.0.9") == found);
  g_assert_cmpuint (repoint_project_get_observations (fixture->project, repoint_device_get_id (found))->len, ==, 1);
}

static void
count_changed (RepointProject *project,
               gpointer        user_data)
{
  (*(guint *) user_data)++;
}

/* An edit is open while somebody types; discovery goes on. */
static void
test_machine_is_not_part_of_an_open_edit (Fixture       *fixture,
                                          gconstpointer  data)
{
  RepointDevice *typed, *found, *removed;
  guint n_changed = 0;

  fill (fixture);
  typed = repoint_inventory_find_address (fixture->inventory, "10.0.0.2");
  removed = repoint_inventory_find_address (fixture->inventory, "10.0.0.1");
  g_signal_connect (fixture->project, "changed", G_CALLBACK (count_changed), &n_changed);

  repoint_project_begin_edit (fixture->project, "edit");
  repoint_device_set_name (typed, "C");
  g_assert_cmpuint (n_changed, ==, 1); /* what is typed is saved, whether the edit is open or not */
  repoint_device_set_name (typed, "Co");
  add_device (fixture);
  absorb (fixture, "10.0.0.9", NULL, "new one");
  found = repoint_inventory_find_address (fixture->inventory, "10.0.0.9");
  repoint_device_set_name (typed, "Copier");
  repoint_inventory_remove (fixture->inventory, removed);
  absorb (fixture, "10.0.0.10", NULL, "another one");
  repoint_project_end_edit (fixture->project);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->inventory)), ==, 4);

  g_assert_true (repoint_project_undo (fixture->project));
  g_assert_false (repoint_project_undo (fixture->project));
  g_assert_cmpstr (repoint_device_get_name (typed), ==, "two");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->inventory)), ==, 4);
  g_assert_true (repoint_inventory_find_address (fixture->inventory, "10.0.0.1") == removed);
  g_assert_true (repoint_inventory_find_address (fixture->inventory, "10.0.0.9") == found);
  g_assert_nonnull (repoint_inventory_find_address (fixture->inventory, "10.0.0.10"));

  g_assert_true (repoint_project_redo (fixture->project));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->inventory)), ==, 4);
  g_assert_null (repoint_inventory_find_address (fixture->inventory, "10.0.0.1"));
}

/* What comes and goes within one edit leaves nothing behind. */
static void
test_added_and_removed_again (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr (RepointDevice) device = repoint_device_new ();

  repoint_project_begin_edit (fixture->project, "edit");
  repoint_inventory_add (fixture->inventory, device);
  absorb (fixture, "10.0.0.9", NULL, NULL); /* settles what was done so far */
  repoint_inventory_remove (fixture->inventory, device);
  repoint_project_end_edit (fixture->project);
  g_assert_false (repoint_project_undo (fixture->project));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->inventory)), ==, 1);
}

static void
test_removed_comes_back_to_its_place (Fixture       *fixture,
                                      gconstpointer  data)
{
  RepointDevice *devices[5];

  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *address = g_strdup_printf ("10.0.0.%u", i + 1);

      devices[i] = absorb (fixture, address, NULL, NULL);
    }

  repoint_project_begin_edit (fixture->project, "remove-devices");
  repoint_inventory_remove (fixture->inventory, devices[1]);
  repoint_inventory_remove (fixture->inventory, devices[3]);
  repoint_project_end_edit (fixture->project);
  absorb (fixture, "10.0.0.99", NULL, NULL);
  repoint_project_undo (fixture->project);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->inventory)), ==, 6);
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (RepointDevice) device = g_list_model_get_item (G_LIST_MODEL (fixture->inventory), i);

      g_assert_true (device == devices[i]); /* the very objects, so that what is bound to them goes on */
    }
}

static void
test_seen_again_before_undo (Fixture       *fixture,
                             gconstpointer  data)
{
  fill (fixture);
  repoint_project_begin_edit (fixture->project, "remove-device");
  remove_first (fixture);
  repoint_project_end_edit (fixture->project);

  absorb (fixture, "10.0.0.1", "00:1b:a9:00:00:0a", "one"); /* it is still there, after all */
  repoint_project_undo (fixture->project);
  absorb (fixture, "10.0.0.1", "00:1b:a9:00:00:0a", "one");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->inventory)), ==, 2);
}

static void
count_notify (GObject    *object,
              GParamSpec *pspec,
              gpointer    user_data)
{
  (*(guint *) user_data)++;
}

static void
test_labels_and_nesting (Fixture       *fixture,
                         gconstpointer  data)
{
  RepointProject *project = fixture->project;
  guint n_notified = 0;
  gboolean can_undo, can_redo;
  g_autofree char *undo_label = NULL;
  g_autofree char *redo_label = NULL;

  g_signal_connect (project, "notify::undo-label", G_CALLBACK (count_notify), &n_notified);

  repoint_project_begin_edit (project, "nothing");
  repoint_project_end_edit (project);
  repoint_project_begin_edit (project, "back-to-what-it-was");
  repoint_organization_set_name (fixture->organization, "x");
  repoint_organization_set_name (fixture->organization, "");
  repoint_project_end_edit (project);
  g_assert_false (repoint_project_undo (project));
  g_assert_cmpuint (n_notified, ==, 0);

  repoint_project_begin_edit (project, "outer");
  repoint_project_begin_edit (project, "inner");
  repoint_organization_set_name (fixture->organization, "Name");
  repoint_project_end_edit (project);
  g_assert_false (repoint_project_undo (project)); /* not in the middle of an edit */
  repoint_organization_set_domain (fixture->organization, "example.com");
  repoint_project_end_edit (project);

  g_object_get (project, "can-undo", &can_undo, "can-redo", &can_redo, "undo-label", &undo_label, NULL);
  g_assert_true (can_undo);
  g_assert_false (can_redo);
  g_assert_cmpstr (undo_label, ==, "outer");
  g_assert_cmpuint (n_notified, ==, 1);

  repoint_project_undo (project);
  g_assert_cmpstr (repoint_organization_get_name (fixture->organization), ==, "");
  g_assert_cmpstr (repoint_organization_get_domain (fixture->organization), ==, "");
  g_object_get (project, "can-undo", &can_undo, "can-redo", &can_redo, "redo-label", &redo_label, NULL);
  g_assert_false (can_undo);
  g_assert_true (can_redo);
  g_assert_cmpstr (redo_label, ==, "outer");

  /* A new edit forgets what could have been done again; what the machine does, does not. */
  absorb (fixture, "10.0.0.1", NULL, NULL);
  g_object_get (project, "can-redo", &can_redo, NULL);
  g_assert_true (can_redo);
  repoint_project_begin_edit (project, "other");
  repoint_organization_set_name (fixture->organization, "Other");
  repoint_project_end_edit (project);
  g_assert_false (repoint_project_redo (project));
}

static void
test_bounded (Fixture       *fixture,
              gconstpointer  data)
{
  guint n_undone = 0;

  for (guint i = 0; i < 150; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);

      repoint_project_begin_edit (fixture->project, "rename");
      repoint_organization_set_name (fixture->organization, name);
      repoint_project_end_edit (fixture->project);
    }
  while (repoint_project_undo (fixture->project))
    n_undone++;
  g_assert_cmpuint (n_undone, ==, 100);
  g_assert_cmpstr (repoint_organization_get_name (fixture->organization), ==, "49");
}

static void
test_one_changed_per_step (Fixture       *fixture,
                           gconstpointer  data)
{
  guint n_changed = 0;

  fill (fixture);
  g_signal_connect (fixture->project, "changed", G_CALLBACK (count_changed), &n_changed);
  repoint_project_begin_edit (fixture->project, "merge-and-split");
  merge_and_split (fixture);
  repoint_project_end_edit (fixture->project);
  g_assert_cmpuint (n_changed, >, 0);
  n_changed = 0;
  repoint_project_undo (fixture->project);
  g_assert_cmpuint (n_changed, ==, 1);
  repoint_project_redo (fixture->project);
  g_assert_cmpuint (n_changed, ==, 2);
}

static void
test_same_mail_use_object (Fixture       *fixture,
                           gconstpointer  data)
{
  RepointDevice *device;
  g_autoptr (RepointMailUse) before = NULL;
  g_autoptr (RepointMailUse) after = NULL;

  fill (fixture);
  device = repoint_inventory_find_address (fixture->inventory, "10.0.0.2");
  before = g_list_model_get_item (repoint_device_get_mail_uses (device), 0);
  repoint_project_begin_edit (fixture->project, "edit");
  repoint_mail_use_set_host (before, "other.example");
  repoint_project_end_edit (fixture->project);
  repoint_project_undo (fixture->project);
  after = g_list_model_get_item (repoint_device_get_mail_uses (device), 0);
  g_assert_true (after == before);
  g_assert_cmpstr (repoint_mail_use_get_host (before), ==, "smtp.example");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) g_test_add ("/model/undo/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("there-and-back", test_there_and_back);
  ADD ("all-the-way", test_all_the_way);
  ADD ("machine-is-not-undone", test_machine_is_not_undone);
  ADD ("machine-is-not-part-of-an-open-edit", test_machine_is_not_part_of_an_open_edit);
  ADD ("added-and-removed-again", test_added_and_removed_again);
  ADD ("removed-comes-back-to-its-place", test_removed_comes_back_to_its_place);
  ADD ("seen-again-before-undo", test_seen_again_before_undo);
  ADD ("labels-and-nesting", test_labels_and_nesting);
  ADD ("bounded", test_bounded);
  ADD ("one-changed-per-step", test_one_changed_per_step);
  ADD ("same-mail-use-object", test_same_mail_use_object);

  return g_test_run ();
}
