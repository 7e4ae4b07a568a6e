/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-inventory-reader.h"

#include "repoint-mac.h"
#include "repoint-text.h"

#include <string.h>

#define MAX_FIELD    255
#define MAX_NOTES    4096
#define MAX_SHOWN    128
#define MAX_PROBLEMS 1000 /* nobody reads more */

static const char * const column_names[REPOINT_N_COLUMNS] = {
  "name", "kind", "vendor", "model", "firmware", "serial", "address", "mac", "location",
  "protocol", "server", "port", "security", "sign_in", "mailbox", "max_tls", "recipients",
};

/* Columns that are a device's property of the same name, and plain text. */
static const RepointColumn text_columns[] = {
  REPOINT_COLUMN_NAME, REPOINT_COLUMN_VENDOR, REPOINT_COLUMN_MODEL, REPOINT_COLUMN_FIRMWARE,
  REPOINT_COLUMN_SERIAL, REPOINT_COLUMN_MAC, REPOINT_COLUMN_LOCATION,
};

const char *
repoint_column_get_name (RepointColumn column)
{
  g_return_val_if_fail (column < REPOINT_N_COLUMNS, NULL);

  return column_names[column];
}

RepointColumn
repoint_column_find (const char *header)
{
  g_autofree char *stripped = g_strstrip (g_strdup (header));

  for (guint i = 0; i < REPOINT_N_COLUMNS; i++)
    if (g_ascii_strcasecmp (stripped, column_names[i]) == 0)
      return (RepointColumn) i;
  return REPOINT_N_COLUMNS;
}

/* ---- Problems ---- */

static void
problem_free (gpointer data)
{
  RepointInventoryProblem *self = data;

  g_free (self->column);
  g_free (self->value);
  g_free (self->problem);
  g_free (self);
}

void
repoint_inventory_reader_complain (RepointInventoryReader *self,
                                   const char             *column,
                                   const char             *value,
                                   const char             *problem)
{
  RepointInventoryProblem *entry;

  if (self->problems->len >= MAX_PROBLEMS)
    return;
  entry = g_new0 (RepointInventoryProblem, 1);
  entry->line = self->line;
  entry->column = repoint_text_tidy (column, MAX_SHOWN);
  entry->value = repoint_text_tidy (value, MAX_SHOWN);
  entry->problem = g_strdup (problem);
  g_ptr_array_add (self->problems, entry);
}

/* ---- Entries ---- */

RepointInventoryEntry *
repoint_inventory_entry_new (void)
{
  RepointInventoryEntry *self = g_new0 (RepointInventoryEntry, 1);

  self->device = repoint_device_new ();
  self->max_tls = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
repoint_inventory_entry_free (RepointInventoryEntry *self)
{
  g_object_unref (self->device);
  g_ptr_array_unref (self->max_tls);
  g_clear_pointer (&self->sighting, repoint_sighting_free);
  g_free (self);
}

/* A line that is there already is not added again, so that rows may repeat themselves. */
static void
add_note_line (RepointDevice *device,
               const char    *line)
{
  const char *notes = repoint_device_get_notes (device);
  g_auto (GStrv) lines = g_strsplit (notes, "\n", -1);
  g_autofree char *joined = NULL;

  if (g_strv_contains ((const char * const *) lines, line))
    return;
  joined = *notes != '\0' ? g_strconcat (notes, "\n", line, NULL) : g_strdup (line);
  if (strlen (joined) <= MAX_NOTES)
    repoint_device_set_notes (device, joined);
}

void
repoint_inventory_entry_add_note (RepointInventoryEntry *self,
                                  const char            *header,
                                  const char            *value)
{
  g_autofree char *tidy_header = repoint_text_tidy (header, MAX_SHOWN);
  g_autofree char *tidy_value = repoint_text_tidy (value, MAX_FIELD);
  g_autofree char *line = NULL;

  if (*tidy_value == '\0')
    return;
  line = *tidy_header != '\0' ? g_strdup_printf ("%s: %s", tidy_header, tidy_value) : g_strdup (tidy_value);
  add_note_line (self->device, line);
}

static const char *
get_address (RepointInventoryEntry *entry)
{
  const char * const *addresses = repoint_device_get_addresses (entry->device);

  return addresses != NULL && addresses[0] != NULL ? addresses[0] : "";
}

static char *
make_key (const char *prefix,
          const char *one,
          const char *other)
{
  g_autofree char *folded_one = g_utf8_casefold (one, -1);
  g_autofree char *folded_other = g_utf8_casefold (other, -1);

  return *one != '\0' ? g_strdup_printf ("%s:%s:%s", prefix, folded_one, folded_other) : NULL;
}

/* What an entry is recognized by, the strongest first; NULL where it has no such thing. */
static void
make_keys (RepointInventoryEntry *entry,
           char                  *keys[4])
{
  RepointDevice *device = entry->device;
  gboolean is_program = repoint_device_get_kind (device) == REPOINT_DEVICE_KIND_PROGRAM;

  keys[0] = is_program ? NULL : make_key ("mac", repoint_device_get_mac (device), "");
  keys[1] = make_key ("serial", repoint_device_get_serial (device), repoint_device_get_vendor (device));
  keys[2] = make_key (is_program ? "program" : "address", get_address (entry),
                      is_program ? repoint_device_get_name (device) : "");
  keys[3] = make_key ("name", repoint_device_get_name (device), is_program ? "program" : "");
}

static gboolean
differ (const char *one,
        const char *other)
{
  return *one != '\0' && *other != '\0' && g_ascii_strcasecmp (one, other) != 0;
}

static gboolean
is_same (RepointInventoryEntry *one,
         RepointInventoryEntry *other,
         guint                  key)
{
  if (differ (repoint_device_get_mac (one->device), repoint_device_get_mac (other->device))
      || differ (repoint_device_get_serial (one->device), repoint_device_get_serial (other->device)))
    return key == 0;
  /* Two devices may be called the same, as long as they are at different addresses. */
  return key < 3 || !differ (get_address (one), get_address (other));
}

/* What @more says goes into the gaps of @entry; what it says differently becomes a note. */
static void
join (RepointInventoryEntry *entry,
      RepointInventoryEntry *more)
{
  GListModel *uses = repoint_device_get_mail_uses (more->device);
  const char * const *addresses = repoint_device_get_addresses (more->device);
  g_auto (GStrv) notes = g_strsplit (repoint_device_get_notes (more->device), "\n", -1);

  for (guint i = 0; i < G_N_ELEMENTS (text_columns); i++)
    {
      const char *name = column_names[text_columns[i]];
      g_autofree char *ours = NULL;
      g_autofree char *theirs = NULL;

      g_object_get (entry->device, name, &ours, NULL);
      g_object_get (more->device, name, &theirs, NULL);
      if (*ours == '\0' && *theirs != '\0')
        g_object_set (entry->device, name, theirs, NULL);
      else if (*theirs != '\0' && !g_str_equal (ours, theirs))
        repoint_inventory_entry_add_note (entry, name, theirs);
    }
  if (repoint_device_get_kind (entry->device) == REPOINT_DEVICE_KIND_UNKNOWN)
    repoint_device_set_kind (entry->device, repoint_device_get_kind (more->device));
  for (guint i = 0; addresses != NULL && addresses[i] != NULL; i++)
    repoint_device_add_address (entry->device, addresses[i]);
  for (guint i = 0; notes[i] != NULL; i++)
    if (*notes[i] != '\0')
      add_note_line (entry->device, notes[i]);
  for (guint i = 0; i < more->max_tls->len; i++)
    if (!g_ptr_array_find_with_equal_func (entry->max_tls, more->max_tls->pdata[i], g_str_equal, NULL))
      g_ptr_array_add (entry->max_tls, g_strdup (more->max_tls->pdata[i]));
  for (guint i = 0; i < g_list_model_get_n_items (uses); i++)
    {
      g_autoptr (RepointMailUse) use = g_list_model_get_item (uses, i);

      repoint_device_add_mail_use (entry->device, use);
    }
}

/* ---- The reader ---- */

void
repoint_inventory_reader_init (RepointInventoryReader *self)
{
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_inventory_entry_free);
  self->problems = g_ptr_array_new_with_free_func (problem_free);
  self->by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->line = 1;
}

void
repoint_inventory_reader_clear (RepointInventoryReader *self)
{
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  g_clear_pointer (&self->by_key, g_hash_table_unref);
}

static void
remember (RepointInventoryReader *self,
          RepointInventoryEntry  *entry)
{
  char *keys[4];

  make_keys (entry, keys);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (keys[i] != NULL && !g_hash_table_contains (self->by_key, keys[i]))
      g_hash_table_insert (self->by_key, keys[i], entry);
    else
      g_free (keys[i]);
}

static RepointInventoryEntry *
find_same (RepointInventoryReader *self,
           RepointInventoryEntry  *entry)
{
  RepointInventoryEntry *found = NULL;
  char *keys[4];

  make_keys (entry, keys);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      RepointInventoryEntry *candidate = keys[i] != NULL ? g_hash_table_lookup (self->by_key, keys[i]) : NULL;

      if (found == NULL && candidate != NULL && is_same (candidate, entry, i))
        found = candidate;
      g_free (keys[i]);
    }
  return found;
}

void
repoint_inventory_reader_take (RepointInventoryReader *self,
                               RepointInventoryEntry  *entry)
{
  RepointInventoryEntry *same;

  if (*repoint_device_get_name (entry->device) == '\0' && *get_address (entry) == '\0'
      && *repoint_device_get_mac (entry->device) == '\0' && *repoint_device_get_serial (entry->device) == '\0')
    {
      repoint_inventory_reader_complain (self, "", "", "no-name-or-address");
      repoint_inventory_entry_free (entry);
      return;
    }

  same = find_same (self, entry);
  if (same == NULL)
    {
      g_ptr_array_add (self->entries, entry);
      remember (self, entry);
      return;
    }
  join (same, entry);
  remember (self, same);
  repoint_inventory_entry_free (entry);
}

/* ---- Values ---- */

void
repoint_inventory_read_text (RepointInventoryReader *self,
                             RepointInventoryEntry  *entry,
                             RepointColumn           column,
                             const char             *value)
{
  g_autofree char *tidy = repoint_text_tidy (value, MAX_FIELD);

  if (strlen (value) > MAX_FIELD)
    repoint_inventory_reader_complain (self, column_names[column], value, "too-long");
  g_object_set (entry->device, column_names[column], tidy, NULL);
}

void
repoint_inventory_read_kind (RepointInventoryReader *self,
                             RepointInventoryEntry  *entry,
                             const char             *value)
{
  g_autofree char *lower = g_ascii_strdown (value, -1);
  int kind;

  if (repoint_enum_from_string (REPOINT_TYPE_DEVICE_KIND, lower, &kind))
    repoint_device_set_kind (entry->device, (RepointDeviceKind) kind);
  else
    repoint_inventory_reader_complain (self, "kind", value, "unknown-value");
}

void
repoint_inventory_read_address (RepointInventoryReader *self,
                                RepointInventoryEntry  *entry,
                                const char             *value)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (value);
  g_autofree char *text = address != NULL ? g_inet_address_to_string (address) : NULL;

  if (text != NULL)
    repoint_device_add_address (entry->device, text);
  else
    repoint_inventory_reader_complain (self, "address", value, "not-an-address");
}

void
repoint_inventory_read_mac (RepointInventoryReader *self,
                            RepointInventoryEntry  *entry,
                            const char             *value)
{
  g_autofree char *mac = repoint_mac_normalize (value);

  if (mac != NULL)
    repoint_device_set_mac (entry->device, mac);
  else
    repoint_inventory_reader_complain (self, "mac", value, "not-an-address");
}
