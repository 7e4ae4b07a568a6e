/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-device-index.h"

#include "repoint-device-private.h"
#include "repoint-identity.h"

struct _RepointDeviceIndex
{
  GHashTable *devices; /* key → GPtrArray of RepointDevice, in the order in which they got the key */
  GHashTable *keys;    /* RepointDevice → GPtrArray of char*: where it stands in the other table */
};

static GPtrArray *
list_keys (RepointDevice *device)
{
  GPtrArray *keys = repoint_identity_list_keys (device);
  const char * const *former_ids = repoint_device_get_former_ids (device);

  g_ptr_array_add (keys, g_strconcat ("id:", repoint_device_get_id (device), NULL));
  for (guint i = 0; former_ids[i] != NULL; i++)
    g_ptr_array_add (keys, g_strconcat ("id:", former_ids[i], NULL));

  return keys;
}

static gboolean
same_keys (GPtrArray *ours,
           GPtrArray *theirs)
{
  if (ours->len != theirs->len)
    return FALSE;

  for (guint i = 0; i < ours->len; i++)
    {
      if (!g_str_equal (g_ptr_array_index (ours, i), g_ptr_array_index (theirs, i)))
        return FALSE;
    }

  return TRUE;
}

static void
drop_key (RepointDeviceIndex *self,
          const char         *key,
          RepointDevice      *device)
{
  GPtrArray *devices = g_hash_table_lookup (self->devices, key);

  if (devices == NULL)
    return;

  g_ptr_array_remove (devices, device);
  if (devices->len == 0)
    g_hash_table_remove (self->devices, key);
}

static void
take_key (RepointDeviceIndex *self,
          const char         *key,
          RepointDevice      *device)
{
  GPtrArray *devices = g_hash_table_lookup (self->devices, key);

  if (devices == NULL)
    {
      devices = g_ptr_array_new ();
      g_hash_table_insert (self->devices, g_strdup (key), devices);
    }

  if (!g_ptr_array_find (devices, device, NULL))
    g_ptr_array_add (devices, device);
}

/* (transfer full): an empty index. */
RepointDeviceIndex *
repoint_device_index_new (void)
{
  RepointDeviceIndex *self = g_new0 (RepointDeviceIndex, 1);

  self->devices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->keys = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);

  return self;
}

void
repoint_device_index_free (RepointDeviceIndex *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->keys);
  g_hash_table_unref (self->devices);
  g_free (self);
}

/* Adds @device, or brings what is known of it up to date. */
void
repoint_device_index_update (RepointDeviceIndex *self,
                             RepointDevice      *device)
{
  g_autoptr (GPtrArray) keys = list_keys (device);
  GPtrArray *old_keys = g_hash_table_lookup (self->keys, device);

  if (old_keys != NULL && same_keys (old_keys, keys))
    return;

  /* A key that stays keeps its place in the order. */
  for (guint i = 0; old_keys != NULL && i < old_keys->len; i++)
    {
      const char *key = g_ptr_array_index (old_keys, i);

      if (!g_ptr_array_find_with_equal_func (keys, key, g_str_equal, NULL))
        drop_key (self, key, device);
    }

  for (guint i = 0; i < keys->len; i++)
    take_key (self, g_ptr_array_index (keys, i), device);

  g_hash_table_insert (self->keys, device, g_steal_pointer (&keys));
}

void
repoint_device_index_remove (RepointDeviceIndex *self,
                             RepointDevice      *device)
{
  GPtrArray *keys = g_hash_table_lookup (self->keys, device);

  if (keys == NULL)
    return;

  for (guint i = 0; i < keys->len; i++)
    drop_key (self, g_ptr_array_index (keys, i), device);
  g_hash_table_remove (self->keys, device);
}

/* (transfer none) (nullable): the devices with @key (nullable); valid until the index changes. */
GPtrArray *
repoint_device_index_lookup (RepointDeviceIndex *self,
                             const char         *key)
{
  return key != NULL ? g_hash_table_lookup (self->devices, key) : NULL;
}

/* (transfer none) (nullable): the device that has or had @id; one that has it comes before one that had it. */
RepointDevice *
repoint_device_index_find_id (RepointDeviceIndex *self,
                              const char         *id)
{
  g_autofree char *key = g_strconcat ("id:", id, NULL);
  GPtrArray *devices = g_hash_table_lookup (self->devices, key);

  for (guint i = 0; devices != NULL && i < devices->len; i++)
    {
      if (g_str_equal (repoint_device_get_id (g_ptr_array_index (devices, i)), id))
        return g_ptr_array_index (devices, i);
    }

  return devices != NULL ? g_ptr_array_index (devices, 0) : NULL;
}
