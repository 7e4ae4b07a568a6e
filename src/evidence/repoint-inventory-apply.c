/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-inventory-apply.h"

#include "repoint-inventory-reader.h"

/* ---- Whom an entry is about ---- */

static const char *
first_address (RepointDevice *device)
{
  const char * const *addresses = repoint_device_get_addresses (device);

  return addresses != NULL ? addresses[0] : NULL;
}

static char *
known_or_null (const char *text)
{
  return *text != '\0' ? g_strdup (text) : NULL;
}

/* What a row of a table says that a device can be recognized by. Its other fields are the admin's word and set as such. */
static RepointSighting *
sighting_for_row (RepointDevice *device)
{
  RepointSighting *sighting = repoint_sighting_new ("inventory", first_address (device));

  sighting->mac = known_or_null (repoint_device_get_mac (device));
  sighting->serial = known_or_null (repoint_device_get_serial (device));
  sighting->vendor = known_or_null (repoint_device_get_vendor (device));
  sighting->name = known_or_null (repoint_device_get_name (device));
  sighting->kind = repoint_device_get_kind (device);
  return sighting;
}

static gboolean
has_only_a_name (RepointDevice *device)
{
  return first_address (device) == NULL && *repoint_device_get_mac (device) == '\0'
         && *repoint_device_get_serial (device) == '\0';
}

/* Every name of the inventory, as a collation key, to the one device that has it, or to NULL when several have it. */
static GHashTable *
index_names (RepointInventory *inventory)
{
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (inventory)); i++)
    {
      g_autoptr (RepointDevice) device = g_list_model_get_item (G_LIST_MODEL (inventory), i);
      g_autofree char *key = g_utf8_collate_key (repoint_device_get_name (device), -1);
      gboolean taken = g_hash_table_contains (names, key);

      g_hash_table_insert (names, g_steal_pointer (&key), taken ? NULL : device);
    }
  return names;
}

/* The one device of that name, or a new one when there is none, or several. Transfer full. */
static RepointDevice *
find_or_add_by_name (RepointInventory *inventory,
                     GHashTable       *names,
                     RepointDevice    *described)
{
  g_autofree char *key = g_utf8_collate_key (repoint_device_get_name (described), -1);
  RepointDevice *device = g_hash_table_lookup (names, key);

  if (device != NULL)
    return g_object_ref (device);

  device = repoint_device_new ();
  repoint_inventory_add (inventory, device);
  return device;
}

/* ---- What it says ---- */

static void
apply_fields (RepointDevice *device,
              RepointDevice *described)
{
  static const char * const properties[] = { "name", "vendor", "model", "firmware", "serial", "mac", "location" };

  for (guint i = 0; i < G_N_ELEMENTS (properties); i++)
    {
      g_autofree char *value = NULL;

      g_object_get (described, properties[i], &value, NULL);
      if (*value != '\0')
        g_object_set (device, properties[i], value, NULL);
    }
  if (repoint_device_get_kind (described) != REPOINT_DEVICE_KIND_UNKNOWN)
    repoint_device_set_kind (device, repoint_device_get_kind (described));
}

static void
apply_addresses (RepointDevice *device,
                 RepointDevice *described)
{
  const char * const *addresses = repoint_device_get_addresses (described);

  for (guint i = 0; addresses != NULL && addresses[i] != NULL; i++)
    repoint_device_add_address (device, addresses[i]);
}

static void
apply_notes (RepointDevice *device,
             RepointDevice *described)
{
  g_auto (GStrv) known = g_strsplit (repoint_device_get_notes (device), "\n", -1);
  g_auto (GStrv) lines = g_strsplit (repoint_device_get_notes (described), "\n", -1);
  g_autoptr (GString) notes = g_string_new (repoint_device_get_notes (device));

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (*lines[i] == '\0' || g_strv_contains ((const char * const *) known, lines[i]))
        continue;
      if (notes->len > 0)
        g_string_append_c (notes, '\n');
      g_string_append (notes, lines[i]);
    }
  if (!g_str_equal (notes->str, repoint_device_get_notes (device)))
    repoint_device_set_notes (device, notes->str);
}

static gboolean
agree (const char *one,
       const char *other)
{
  return *one == '\0' || *other == '\0' || g_ascii_strcasecmp (one, other) == 0;
}

/* The use of mail that a row means: the same protocol, and neither another server nor another mailbox. */
static RepointMailUse *
find_mail_use (RepointDevice  *device,
               RepointMailUse *described,
               GHashTable     *taken)
{
  GListModel *uses = repoint_device_get_mail_uses (device);

  for (guint i = 0; i < g_list_model_get_n_items (uses); i++)
    {
      g_autoptr (RepointMailUse) use = g_list_model_get_item (uses, i);

      if (!g_hash_table_contains (taken, use)
          && repoint_mail_use_get_protocol (use) == repoint_mail_use_get_protocol (described)
          && agree (repoint_mail_use_get_host (use), repoint_mail_use_get_host (described))
          && agree (repoint_mail_use_get_mailbox (use), repoint_mail_use_get_mailbox (described)))
        return g_steal_pointer (&use);
    }
  return NULL;
}

static void
fill_mail_use (RepointMailUse *use,
               RepointMailUse *described)
{
  RepointSecurity security;

  if (*repoint_mail_use_get_host (described) != '\0')
    repoint_mail_use_set_host (use, repoint_mail_use_get_host (described));
  if (repoint_mail_use_get_port (described) != 0)
    repoint_mail_use_set_port (use, repoint_mail_use_get_port (described));
  if (repoint_mail_use_get_security (described, &security))
    repoint_mail_use_set_security (use, security);
  if (repoint_mail_use_get_sign_in (described) != REPOINT_SIGN_IN_UNKNOWN)
    repoint_mail_use_set_sign_in (use, repoint_mail_use_get_sign_in (described));
  if (*repoint_mail_use_get_mailbox (described) != '\0')
    repoint_mail_use_set_mailbox (use, repoint_mail_use_get_mailbox (described));
  if (repoint_mail_use_get_recipients (described) != REPOINT_RECIPIENTS_UNKNOWN)
    repoint_mail_use_set_recipients (use, repoint_mail_use_get_recipients (described));
}

static void
apply_mail_uses (RepointDevice *device,
                 RepointDevice *described)
{
  g_autoptr (GHashTable) taken = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  GListModel *uses = repoint_device_get_mail_uses (described);

  for (guint i = 0; i < g_list_model_get_n_items (uses); i++)
    {
      g_autoptr (RepointMailUse) row = g_list_model_get_item (uses, i);
      RepointMailUse *use = find_mail_use (device, row, taken);

      if (use == NULL)
        {
          use = repoint_mail_use_new (repoint_mail_use_get_protocol (row));
          fill_mail_use (use, row);
          repoint_device_add_mail_use (device, use);
        }
      else
        {
          fill_mail_use (use, row);
        }
      g_hash_table_add (taken, use);
    }
}

/* Whether the file said so before: two rows that contradict each other would else be news at each import. */
static gboolean
is_stated (RepointProject *project,
           RepointDevice  *device,
           const char     *version)
{
  GPtrArray *observations = repoint_project_get_observations (project, repoint_device_get_id (device));

  for (guint i = 0; i < observations->len; i++)
    {
      RepointObservation *observation = g_ptr_array_index (observations, i);

      if (g_str_equal (repoint_observation_get_kind (observation), REPOINT_OBSERVATION_STATEMENT)
          && g_strcmp0 (json_object_get_string_member_with_default (repoint_observation_get_data (observation), "max_tls", NULL),
                        version) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
apply_statements (RepointProject *project,
                  RepointDevice  *device,
                  GPtrArray      *versions,
                  GDateTime      *now)
{
  for (guint i = 0; i < versions->len; i++)
    {
      g_autoptr (JsonObject) data = json_object_new ();
      g_autoptr (RepointObservation) observation = NULL;

      if (is_stated (project, device, g_ptr_array_index (versions, i)))
        continue;
      json_object_set_string_member (data, "max_tls", g_ptr_array_index (versions, i));
      observation = repoint_observation_new (repoint_device_get_id (device), REPOINT_OBSERVATION_STATEMENT,
                                             REPOINT_STRENGTH_STATEMENT, now, data);
      repoint_project_observe (project, observation);
    }
}

/* ---- The edit ---- */

/* Finds or makes the device of each entry, all in one change of the inventory. Of RepointDevice, in order. */
static GPtrArray *
find_devices (GPtrArray        *entries,
              RepointInventory *inventory)
{
  g_autoptr (GPtrArray) sightings = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_sighting_free);
  g_autoptr (GPtrArray) recognized = NULL;
  g_autoptr (GHashTable) names = NULL;
  GPtrArray *devices = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < entries->len; i++)
    {
      const RepointInventoryEntry *entry = g_ptr_array_index (entries, i);

      if (entry->sighting != NULL)
        g_ptr_array_add (sightings, repoint_sighting_copy (entry->sighting));
      else if (!has_only_a_name (entry->device))
        g_ptr_array_add (sightings, sighting_for_row (entry->device));
    }
  recognized = repoint_inventory_absorb (inventory, sightings);
  names = index_names (inventory);

  for (guint i = 0, n = 0; i < entries->len; i++)
    {
      const RepointInventoryEntry *entry = g_ptr_array_index (entries, i);

      if (entry->sighting == NULL && has_only_a_name (entry->device))
        g_ptr_array_add (devices, find_or_add_by_name (inventory, names, entry->device));
      else
        g_ptr_array_add (devices, g_object_ref (g_ptr_array_index (recognized, n++)));
    }
  return devices;
}

static void
apply_entry (const RepointInventoryEntry *entry,
             RepointDevice               *device,
             RepointProject              *project,
             GDateTime                   *now)
{
  if (entry->sighting != NULL)
    {
      g_autoptr (GPtrArray) sightings = g_ptr_array_new ();

      g_ptr_array_add (sightings, entry->sighting);
      repoint_project_absorb (project, sightings, now);
    }
  else
    {
      apply_fields (device, entry->device);
    }
  apply_addresses (device, entry->device);
  apply_notes (device, entry->device);
  apply_mail_uses (device, entry->device);
  apply_statements (project, device, entry->max_tls, now);
}

guint
repoint_inventory_apply (GPtrArray      *entries,
                         RepointProject *project,
                         GDateTime      *now)
{
  RepointInventory *inventory = repoint_project_get_inventory (project);
  guint before = g_list_model_get_n_items (G_LIST_MODEL (inventory));
  g_autoptr (GPtrArray) devices = NULL;
  guint after;

  repoint_project_begin_edit (project, "import");
  devices = find_devices (entries, inventory);
  for (guint i = 0; i < entries->len; i++)
    apply_entry (g_ptr_array_index (entries, i), g_ptr_array_index (devices, i), project, now);
  repoint_project_end_edit (project);

  after = g_list_model_get_n_items (G_LIST_MODEL (inventory));
  return after > before ? after - before : 0;
}
