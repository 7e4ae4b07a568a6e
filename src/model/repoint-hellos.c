/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-hellos.h"

#include <string.h>

#include "repoint-id.h"

#define MAX_SIZE   (64 * 1024 + 4)    /* of one: what the reader of hellos lets through, and its header */
#define MAX_HELLOS 4096
#define MAX_TOTAL  (16 * 1024 * 1024)

#define CLIENT_HELLO 1 /* msg_type, in both formats */

struct _RepointHellos
{
  GHashTable *messages; /* id → GBytes */
  gsize       total;
};

/* Whether the header says that this is a ClientHello of just this length. */
static gboolean
is_whole (GBytes *raw)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (raw, &size);

  if (size < 4 || size > MAX_SIZE)
    return FALSE;

  if (data[0] & 0x80)
    return data[2] == CLIENT_HELLO && ((gsize) (data[0] & 0x7f) << 8 | data[1]) == size - 2;

  return data[0] == CLIENT_HELLO && ((gsize) data[1] << 16 | (gsize) data[2] << 8 | data[3]) == size - 4;
}

static int
compare_text (gconstpointer a,
              gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

/* (transfer full): none. */
RepointHellos *
repoint_hellos_new (void)
{
  RepointHellos *self = g_new0 (RepointHellos, 1);

  self->messages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);

  return self;
}

void
repoint_hellos_free (RepointHellos *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->messages);
  g_free (self);
}

/* Keeps @raw under @id, taking one reference. */
RepointHellosResult
repoint_hellos_keep (RepointHellos *self,
                     const char    *id,
                     GBytes        *raw)
{
  gsize size = g_bytes_get_size (raw);

  if (!repoint_id_is (id))
    return REPOINT_HELLOS_BAD_ID;
  if (g_hash_table_contains (self->messages, id))
    return REPOINT_HELLOS_KNOWN;
  if (!is_whole (raw))
    return REPOINT_HELLOS_DAMAGED;
  if (g_hash_table_size (self->messages) == MAX_HELLOS || self->total + size > MAX_TOTAL)
    return REPOINT_HELLOS_FULL;

  self->total += size;
  g_hash_table_insert (self->messages, g_strdup (id), g_bytes_ref (raw));

  return REPOINT_HELLOS_KEPT;
}

/* (transfer none) (nullable): the message. */
GBytes *
repoint_hellos_get (RepointHellos *self,
                    const char    *id)
{
  return g_hash_table_lookup (self->messages, id);
}

/* (transfer container): the ids (const char *), sorted, so that documents differ little. They live as long as @self. */
GPtrArray *
repoint_hellos_list_ids (RepointHellos *self)
{
  GPtrArray *ids = g_ptr_array_sized_new (g_hash_table_size (self->messages));
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->messages);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_ptr_array_add (ids, id);
  g_ptr_array_sort (ids, compare_text);

  return ids;
}

/* (transfer full): @raw as text. */
char *
repoint_hellos_to_hex (GBytes *raw)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (raw, &size);
  GString *text = g_string_sized_new (size * 2 + 1);

  for (gsize i = 0; i < size; i++)
    g_string_append_printf (text, "%02x", data[i]);

  return g_string_free (text, FALSE);
}

/* (transfer full) (nullable): what @hex stands for; %NULL: that is no such text, or one of something too large. */
GBytes *
repoint_hellos_from_hex (const char *hex)
{
  gsize length = strlen (hex);
  g_autofree guint8 *data = NULL;

  if (length == 0 || length % 2 != 0 || length > MAX_SIZE * 2)
    return NULL;

  data = g_malloc (length / 2);
  for (gsize i = 0; i < length; i += 2)
    {
      int high = g_ascii_xdigit_value (hex[i]);
      int low = g_ascii_xdigit_value (hex[i + 1]);

      if (high < 0 || low < 0)
        return NULL;
      data[i / 2] = (guint8) (high << 4 | low);
    }

  return g_bytes_new_take (g_steal_pointer (&data), length / 2);
}
