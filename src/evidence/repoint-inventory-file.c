/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-inventory-file.h"

#include "repoint-inventory-apply.h"
#include "repoint-inventory-reader.h"

#include <string.h>

struct _RepointInventoryFile
{
  GObject    parent_instance;
  GPtrArray *entries;
  GPtrArray *devices;
  GPtrArray *problems;
};

G_DEFINE_FINAL_TYPE (RepointInventoryFile, repoint_inventory_file, G_TYPE_OBJECT)
G_DEFINE_QUARK (repoint-inventory-file-error-quark, repoint_inventory_file_error)

static gboolean
looks_like_json (GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  gsize mark = length >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

  for (gsize i = mark; i < length; i++)
    if (!g_ascii_isspace (data[i]))
      return data[i] == '{';
  return FALSE;
}

/**
 * repoint_inventory_file_read:
 * @bytes: a file's content
 * @error: return location, of the domain %REPOINT_INVENTORY_FILE_ERROR
 *
 * Reads a table or JSON lines. What is not understood becomes a problem, and the rest is read all the same.
 *
 * Returns: (transfer full) (nullable): the inventory, with at least one device; %NULL when there is none in it
 */
RepointInventoryFile *
repoint_inventory_file_read (GBytes  *bytes,
                             GError **error)
{
  g_autoptr (RepointInventoryFile) self = NULL;
  RepointInventoryReader reader;
  gboolean good;

  g_return_val_if_fail (bytes != NULL, NULL);

  repoint_inventory_reader_init (&reader);
  good = looks_like_json (bytes) ? repoint_inventory_read_json (&reader, bytes, error)
                                 : repoint_inventory_read_table (&reader, bytes, error);
  if (good && reader.entries->len == 0)
    {
      g_set_error (error, REPOINT_INVENTORY_FILE_ERROR, REPOINT_INVENTORY_FILE_ERROR_EMPTY,
                   "no row has a name or an address");
      good = FALSE;
    }
  if (good)
    {
      self = g_object_new (REPOINT_TYPE_INVENTORY_FILE, NULL);
      self->entries = g_steal_pointer (&reader.entries);
      self->problems = g_steal_pointer (&reader.problems);
      for (guint i = 0; i < self->entries->len; i++)
        {
          RepointInventoryEntry *entry = g_ptr_array_index (self->entries, i);

          g_ptr_array_add (self->devices, g_object_ref (entry->device));
        }
    }
  repoint_inventory_reader_clear (&reader);
  return g_steal_pointer (&self);
}

GPtrArray *
repoint_inventory_file_get_devices (RepointInventoryFile *self)
{
  g_return_val_if_fail (REPOINT_IS_INVENTORY_FILE (self), NULL);
  return self->devices;
}

GPtrArray *
repoint_inventory_file_get_problems (RepointInventoryFile *self)
{
  g_return_val_if_fail (REPOINT_IS_INVENTORY_FILE (self), NULL);
  return self->problems;
}

guint
repoint_inventory_file_apply (RepointInventoryFile *self,
                              RepointProject       *project,
                              GDateTime            *now)
{
  g_return_val_if_fail (REPOINT_IS_INVENTORY_FILE (self), 0);
  g_return_val_if_fail (REPOINT_IS_PROJECT (project), 0);
  g_return_val_if_fail (now != NULL, 0);

  return repoint_inventory_apply (self->entries, project, now);
}

static void
repoint_inventory_file_finalize (GObject *object)
{
  RepointInventoryFile *self = REPOINT_INVENTORY_FILE (object);

  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_clear_pointer (&self->devices, g_ptr_array_unref);
  g_clear_pointer (&self->problems, g_ptr_array_unref);

  G_OBJECT_CLASS (repoint_inventory_file_parent_class)->finalize (object);
}

static void
repoint_inventory_file_class_init (RepointInventoryFileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = repoint_inventory_file_finalize;
}

static void
repoint_inventory_file_init (RepointInventoryFile *self)
{
  self->devices = g_ptr_array_new_with_free_func (g_object_unref);
}
