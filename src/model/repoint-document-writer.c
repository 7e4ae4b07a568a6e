/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-document-writer.h"

#include <stdlib.h>

#include "repoint-checklist-json.h"
#include "repoint-device-json.h"
#include "repoint-inventory-private.h"
#include "repoint-memento.h"
#include "repoint-observation-json.h"
#include "repoint-organization-json.h"
#include "repoint-project-private.h"

#define CHUNK_SIZE (256 * 1024)

typedef enum
{
  STAGE_DEVICES,
  STAGE_OBSERVATIONS,
  STAGE_HELLOS,
  STAGE_CHECKLISTS,
  STAGE_END,
} Stage;

struct _RepointDocumentWriter
{
  RepointProject    *project;
  Stage              stage;
  guint              position;      /* in the list of the stage */
  guint              n_blocks;      /* of the checklist at the position: written so far */

  GPtrArray         *devices;
  GPtrArray         *subjects;
  GPtrArray         *hellos;        /* of const char*: ids; what is kept under them stays as it is */
  GPtrArray         *checklists;

  /* What changed before its turn came, and what it was before: its text. What is written has the value %NULL. These
   * tables are filled on the way, because filling them at the start would hold the main loop. */
  GHashTable        *early_devices;  /* RepointDevice → char*, nullable */
  GHashTable        *early_subjects; /* subject → char*, nullable */
  GHashTable        *early_ticks;    /* RepointChecklistItem → GVariant */

  RepointJsonWriter  json;
  GString           *text;
  GPtrArray         *chunks;         /* of GBytes */
  gsize              size;
};

static void
flush (RepointDocumentWriter *self,
       gsize                  limit)
{
  if (self->text->len <= limit)
    return;

  self->size += self->text->len;
  g_ptr_array_add (self->chunks, g_string_free_to_bytes (self->text));
  self->text = g_string_sized_new (CHUNK_SIZE + CHUNK_SIZE / 4);
  self->json.text = self->text;
}

/* A device as it stands in the list, with the line break in front of it. */
static char *
write_device (RepointDevice *device)
{
  GString *text = g_string_new (NULL);
  RepointJsonWriter json;

  repoint_json_writer_init (&json, text, 2, TRUE);
  repoint_device_write_json (device, &json);

  return g_string_free (text, FALSE);
}

/* The list of what was observed of @subject, without its brackets. */
static char *
write_subject (RepointProject *project,
               const char     *subject)
{
  GPtrArray *observations = repoint_project_peek_observations (project, subject);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < observations->len; i++)
    {
      g_string_append (text, i == 0 ? "\n      " : ",\n      ");
      repoint_observation_append_json (g_ptr_array_index (observations, i), text);
    }

  return g_string_free (text, FALSE);
}

static void
on_device_changing (RepointInventory *inventory,
                    RepointDevice    *device,
                    const char       *member,
                    gpointer          user_data)
{
  RepointDocumentWriter *self = user_data;

  if (self->stage == STAGE_DEVICES && !g_hash_table_contains (self->early_devices, device))
    g_hash_table_insert (self->early_devices, g_object_ref (device), write_device (device));
}

static void
on_subject_changing (RepointProject *project,
                     const char     *subject,
                     gpointer        user_data)
{
  RepointDocumentWriter *self = user_data;

  if (self->stage <= STAGE_OBSERVATIONS && !g_hash_table_contains (self->early_subjects, subject))
    g_hash_table_insert (self->early_subjects, g_strdup (subject), write_subject (project, subject));
}

static void
on_item_changing (RepointChecklist     *checklist,
                  RepointChecklistItem *item,
                  gpointer              user_data)
{
  RepointDocumentWriter *self = user_data;

  if (!g_hash_table_contains (self->early_ticks, item))
    g_hash_table_insert (self->early_ticks, g_object_ref (item), repoint_memento_take (G_OBJECT (item), "tick"));
}

static void
write_consent (RepointDocumentWriter *self)
{
  GDateTime *agreed = repoint_project_get_consent (self->project);
  const char * const *ranges = repoint_project_get_ranges (self->project);
  const char * const *never = repoint_project_get_never (self->project);
  const RepointUnknown *unknown = repoint_unknown_get (self->project, "consent");

  if (agreed == NULL && ranges[0] == NULL && never[0] == NULL && unknown == NULL)
    return;

  repoint_json_writer_begin (&self->json, "consent", '{');
  if (agreed != NULL)
    repoint_json_writer_add_time (&self->json, "agreed", g_date_time_to_unix (agreed));
  repoint_json_writer_add_strv (&self->json, "ranges", ranges);
  repoint_json_writer_add_strv (&self->json, "never", never);
  repoint_json_writer_add_unknown (&self->json, unknown);
  repoint_json_writer_end (&self->json, '}');
}

static void
write_decisions (RepointDocumentWriter *self,
                 GPtrArray             *decisions)
{
  if (decisions->len == 0)
    return;

  repoint_json_writer_begin (&self->json, "decisions", '[');
  for (guint i = 0; i < decisions->len; i++)
    {
      const RepointDecision *decision = g_ptr_array_index (decisions, i);

      repoint_json_writer_begin (&self->json, NULL, '{');
      repoint_json_writer_add_string (&self->json, "key", decision->key);
      repoint_json_writer_add_string (&self->json, "device", decision->device);
      repoint_json_writer_add_string (&self->json, "by", decision->split ? "split" : "merge");
      repoint_json_writer_add_unknown (&self->json, decision->unknown);
      repoint_json_writer_end (&self->json, '}');
    }
  repoint_json_writer_end (&self->json, ']');
}

static int
compare_text (gconstpointer a,
              gconstpointer b)
{
  return g_strcmp0 (*(const char * const *) a, *(const char * const *) b);
}

static void
write_recognition (RepointDocumentWriter *self)
{
  RepointInventory *inventory = repoint_project_get_inventory (self->project);
  GHashTable *macs = repoint_inventory_get_shared_macs (inventory);
  g_autoptr (GPtrArray) decisions = repoint_decisions_list (repoint_inventory_get_decisions (inventory));
  const RepointUnknown *unknown = repoint_unknown_get (self->project, "recognition");
  g_autofree const char **keys = (const char **) g_hash_table_get_keys_as_array (macs, NULL);

  if (decisions->len == 0 && keys[0] == NULL && unknown == NULL)
    return;

  qsort (keys, g_hash_table_size (macs), sizeof *keys, compare_text);
  repoint_json_writer_begin (&self->json, "recognition", '{');
  repoint_json_writer_add_strv (&self->json, "shared", keys);
  write_decisions (self, decisions);
  repoint_json_writer_add_unknown (&self->json, unknown);
  repoint_json_writer_end (&self->json, '}');
}

/* What stands before the devices; it is short. */
static void
write_head (RepointDocumentWriter *self)
{
  repoint_json_writer_init (&self->json, self->text, 0, TRUE);
  repoint_json_writer_begin (&self->json, NULL, '{');
  repoint_json_writer_add_uint (&self->json, "format", REPOINT_DOCUMENT_FORMAT);
  repoint_json_writer_add_string (&self->json, "id", repoint_project_peek_id (self->project));
  repoint_json_writer_add_unknown (&self->json, repoint_unknown_get (self->project, "members"));
  repoint_organization_write_json (repoint_project_get_organization (self->project), &self->json, "organization");
  write_consent (self);
  write_recognition (self);
  repoint_json_writer_begin (&self->json, "devices", '[');
}

static void
step_devices (RepointDocumentWriter *self)
{
  RepointDevice *device;
  const char *early;

  if (self->position == self->devices->len)
    {
      repoint_json_writer_end (&self->json, ']');
      repoint_json_writer_begin (&self->json, "observations", '{');
      self->stage = STAGE_OBSERVATIONS;
      self->position = 0;
      return;
    }

  device = g_ptr_array_index (self->devices, self->position++);
  early = g_hash_table_lookup (self->early_devices, device);
  if (early == NULL)
    {
      repoint_device_write_json (device, &self->json);
    }
  else
    {
      g_string_append (self->text, self->json.first ? "" : ",");
      g_string_append (self->text, early);
      self->json.first = FALSE;
    }
  g_hash_table_insert (self->early_devices, g_object_ref (device), NULL);
}

static void
begin_checklists (RepointDocumentWriter *self)
{
  repoint_json_writer_begin (&self->json, "checklists", '[');
  self->stage = STAGE_CHECKLISTS;
  self->position = 0;
}

static void
step_observations (RepointDocumentWriter *self)
{
  g_autofree char *written = NULL;
  const char *subject, *text;

  if (self->position == self->subjects->len)
    {
      repoint_json_writer_end (&self->json, '}');
      if (self->hellos->len == 0)
        {
          begin_checklists (self);
          return;
        }

      repoint_json_writer_begin (&self->json, "hellos", '{');
      self->stage = STAGE_HELLOS;
      self->position = 0;
      return;
    }

  subject = g_ptr_array_index (self->subjects, self->position++);
  text = g_hash_table_lookup (self->early_subjects, subject);
  if (text == NULL)
    text = written = write_subject (self->project, subject);
  repoint_json_writer_begin (&self->json, subject, '[');
  g_string_append (self->text, text);
  self->json.first = *text == '\0';
  repoint_json_writer_end (&self->json, ']');
  g_hash_table_insert (self->early_subjects, g_strdup (subject), NULL);
}

static void
step_hellos (RepointDocumentWriter *self)
{
  RepointHellos *hellos = repoint_project_get_hellos (self->project);
  g_autofree char *hex = NULL;
  const char *id;

  if (self->position == self->hellos->len)
    {
      repoint_json_writer_end (&self->json, '}');
      begin_checklists (self);
      return;
    }

  id = g_ptr_array_index (self->hellos, self->position++);
  hex = repoint_hellos_to_hex (repoint_hellos_get (hellos, id));
  repoint_json_writer_add_string (&self->json, id, hex);
}

static void
step_checklists (RepointDocumentWriter *self)
{
  RepointChecklist *checklist;
  g_autoptr (RepointChecklistBlock) block = NULL;

  if (self->position == self->checklists->len)
    {
      repoint_json_writer_end (&self->json, ']');
      repoint_json_writer_end (&self->json, '}');
      g_string_append_c (self->text, '\n');
      self->stage = STAGE_END;
      return;
    }

  checklist = g_ptr_array_index (self->checklists, self->position);
  if (self->n_blocks == 0)
    repoint_checklist_write_head (checklist, &self->json);

  block = g_list_model_get_item (repoint_checklist_get_blocks (checklist), self->n_blocks);
  if (block != NULL)
    {
      repoint_checklist_write_block (block, self->early_ticks, &self->json);
      self->n_blocks++;
    }
  else
    {
      repoint_checklist_write_tail (checklist, &self->json);
      self->n_blocks = 0;
      self->position++;
    }
}

static void
list_checklists (RepointDocumentWriter *self)
{
  GListModel *checklists = repoint_project_get_checklists (self->project);
  guint n_checklists = g_list_model_get_n_items (checklists);

  for (guint i = 0; i < n_checklists; i++)
    {
      RepointChecklist *checklist = g_list_model_get_item (checklists, i);

      g_ptr_array_add (self->checklists, checklist);
      g_signal_connect (checklist, "item-changing", G_CALLBACK (on_item_changing), self);
    }
}

/* (transfer full): begins to write @project as it is now. */
RepointDocumentWriter *
repoint_document_writer_new (RepointProject *project)
{
  RepointDocumentWriter *self = g_new0 (RepointDocumentWriter, 1);
  RepointInventory *inventory = repoint_project_get_inventory (project);

  self->project = g_object_ref (project);
  self->text = g_string_sized_new (CHUNK_SIZE + CHUNK_SIZE / 4);
  self->chunks = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->devices = g_ptr_array_copy (repoint_inventory_get_devices (inventory), (GCopyFunc) g_object_ref, NULL);
  self->subjects = repoint_project_list_subjects (project);
  self->hellos = repoint_hellos_list_ids (repoint_project_get_hellos (project));
  self->checklists = g_ptr_array_new_with_free_func (g_object_unref);
  list_checklists (self);

  self->early_devices = g_hash_table_new_full (NULL, NULL, g_object_unref, g_free);
  self->early_subjects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->early_ticks = g_hash_table_new_full (NULL, NULL, g_object_unref, (GDestroyNotify) g_variant_unref);

  g_signal_connect (inventory, "device-changing", G_CALLBACK (on_device_changing), self);
  g_signal_connect (project, "subject-changing", G_CALLBACK (on_subject_changing), self);
  write_head (self);

  return self;
}

void
repoint_document_writer_free (RepointDocumentWriter *self)
{
  if (self == NULL)
    return;

  g_signal_handlers_disconnect_by_data (repoint_project_get_inventory (self->project), self);
  g_signal_handlers_disconnect_by_data (self->project, self);
  for (guint i = 0; i < self->checklists->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->checklists, i), self);

  g_hash_table_unref (self->early_devices);
  g_hash_table_unref (self->early_subjects);
  g_hash_table_unref (self->early_ticks);
  g_ptr_array_unref (self->devices);
  g_ptr_array_unref (self->subjects);
  g_ptr_array_unref (self->hellos);
  g_ptr_array_unref (self->checklists);
  g_ptr_array_unref (self->chunks);
  g_string_free (self->text, TRUE);
  g_object_unref (self->project);
  g_free (self);
}

/* Writes one thing more: a device, what was observed of one subject, a hello, or one block of a checklist. Returns whether
 * there is anything left to write. */
gboolean
repoint_document_writer_step (RepointDocumentWriter *self)
{
  switch (self->stage)
    {
    case STAGE_DEVICES:
      step_devices (self);
      break;

    case STAGE_OBSERVATIONS:
      step_observations (self);
      break;

    case STAGE_HELLOS:
      step_hellos (self);
      break;

    case STAGE_CHECKLISTS:
      step_checklists (self);
      break;

    case STAGE_END:
    default:
      break;
    }

  flush (self, CHUNK_SIZE);

  return self->stage != STAGE_END;
}

/**
 * repoint_document_writer_finish: writes what is left.
 * @size: (out) (optional): how many bytes the document has
 *
 * Returns: (transfer full): of #GBytes, the document in pieces.
 */
GPtrArray *
repoint_document_writer_finish (RepointDocumentWriter *self,
                                gsize                 *size)
{
  while (repoint_document_writer_step (self))
    ;
  flush (self, 0);

  if (size != NULL)
    *size = self->size;

  return g_ptr_array_ref (self->chunks);
}
