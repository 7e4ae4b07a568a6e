/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-checklist-json.h"

#include "repoint-checklist-private.h"
#include "repoint-members.h"

static void
read_text (RepointJsonReader  *reader,
           char              **text)
{
  g_free (*text);
  *text = repoint_json_reader_read_string (reader);
}

static void
clear_unknown (gpointer data)
{
  RepointUnknown **unknown = data;

  g_clear_pointer (unknown, g_ptr_array_unref);
}

/* (transfer full) (nullable) */
static RepointChecklistItem *
read_item (RepointJsonReader *reader)
{
  g_autofree char *step = NULL;
  g_autofree char *text = NULL;
  g_autofree char *source = NULL;
  g_autofree char *by = NULL;
  g_autoptr (GPtrArray) unknown = NULL;
  g_autoptr (GDateTime) at = NULL;
  RepointChecklistItem *item;
  int role = REPOINT_CHECKLIST_ITEM_STEP;
  gint64 time = G_MININT64;
  gboolean ticked = FALSE;
  const char *name;

  if (!repoint_json_reader_begin_object (reader))
    return NULL;

  while ((name = repoint_json_reader_next_member (reader)) != NULL)
    {
      if (g_str_equal (name, "step"))
        read_text (reader, &step);
      else if (g_str_equal (name, "role"))
        repoint_members_read_enum (reader, REPOINT_TYPE_CHECKLIST_ITEM_ROLE, &role);
      else if (g_str_equal (name, "text"))
        read_text (reader, &text);
      else if (g_str_equal (name, "source"))
        read_text (reader, &source);
      else if (g_str_equal (name, "ticked"))
        repoint_json_reader_read_boolean (reader, &ticked);
      else if (g_str_equal (name, "ticked_by"))
        read_text (reader, &by);
      else if (g_str_equal (name, "ticked_at"))
        repoint_members_read_time (reader, &time);
      else
        repoint_members_keep (reader, name, &unknown);
    }

  if (text == NULL)
    repoint_json_reader_fail (reader, "an item without \"text\"");

  if (repoint_json_reader_has_failed (reader))
    return NULL;

  item = repoint_checklist_item_new (step != NULL ? step : "", role, text, source);
  if (time != G_MININT64)
    at = g_date_time_new_from_unix_utc (time);
  repoint_checklist_item_tick (item, ticked, by, at);
  repoint_unknown_set (item, "members", g_steal_pointer (&unknown));

  return item;
}

static void
read_items (RepointJsonReader *reader,
            GPtrArray         *items)
{
  if (!repoint_json_reader_begin_array (reader))
    return;

  while (repoint_json_reader_next_element (reader))
    {
      RepointChecklistItem *item = read_item (reader);

      if (item != NULL)
        g_ptr_array_add (items, item);
    }
}

/* What is read of a block before it can be made. */
typedef struct
{
  char           *device;
  char           *mail_use;
  char           *title;
  char           *place;
  char           *address;
  char           *url;
  char           *action;
  char           *verdict;
  GStrv           evidence;
  GPtrArray      *items;
  RepointUnknown *unknown;
} BlockParts;

static void
block_parts_clear (BlockParts *parts)
{
  g_free (parts->device);
  g_free (parts->mail_use);
  g_free (parts->title);
  g_free (parts->place);
  g_free (parts->address);
  g_free (parts->url);
  g_free (parts->action);
  g_free (parts->verdict);
  g_strfreev (parts->evidence);
  g_ptr_array_unref (parts->items);
  clear_unknown (&parts->unknown);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BlockParts, block_parts_clear)

static void
read_block_member (RepointJsonReader *reader,
                   const char        *name,
                   BlockParts        *parts)
{
  if (g_str_equal (name, "device"))
    read_text (reader, &parts->device);
  else if (g_str_equal (name, "mail_use"))
    read_text (reader, &parts->mail_use);
  else if (g_str_equal (name, "title"))
    read_text (reader, &parts->title);
  else if (g_str_equal (name, "place"))
    read_text (reader, &parts->place);
  else if (g_str_equal (name, "address"))
    read_text (reader, &parts->address);
  else if (g_str_equal (name, "url"))
    read_text (reader, &parts->url);
  else if (g_str_equal (name, "action"))
    read_text (reader, &parts->action);
  else if (g_str_equal (name, "verdict"))
    read_text (reader, &parts->verdict);
  else if (g_str_equal (name, "evidence"))
    {
      g_strfreev (parts->evidence);
      parts->evidence = repoint_members_read_strv (reader);
    }
  else if (g_str_equal (name, "items"))
    read_items (reader, parts->items);
  else
    repoint_members_keep (reader, name, &parts->unknown);
}

static RepointChecklistBlock *
read_block (RepointJsonReader *reader)
{
  g_auto (BlockParts) parts = { .items = g_ptr_array_new_with_free_func (g_object_unref) };
  RepointChecklistBlock *block;
  const char *name;

  if (!repoint_json_reader_begin_object (reader))
    return NULL;

  while ((name = repoint_json_reader_next_member (reader)) != NULL)
    read_block_member (reader, name, &parts);

  if (repoint_json_reader_has_failed (reader))
    return NULL;

  block = repoint_checklist_block_new (parts.device, parts.mail_use, parts.title != NULL ? parts.title : "");
  repoint_checklist_block_set_place (block, parts.place);
  repoint_checklist_block_set_address (block, parts.address);
  repoint_checklist_block_set_url (block, parts.url);
  repoint_checklist_block_set_action (block, parts.action);
  repoint_checklist_block_set_verdict (block, parts.verdict);
  for (guint i = 0; parts.evidence != NULL && parts.evidence[i] != NULL; i++)
    repoint_checklist_block_add_evidence (block, parts.evidence[i]);
  for (guint i = 0; i < parts.items->len; i++)
    repoint_checklist_block_add_item (block, g_ptr_array_index (parts.items, i));
  repoint_unknown_set (block, "members", g_steal_pointer (&parts.unknown));

  return block;
}

static void
read_blocks (RepointJsonReader *reader,
             GPtrArray         *blocks)
{
  if (!repoint_json_reader_begin_array (reader))
    return;

  while (repoint_json_reader_next_element (reader))
    {
      RepointChecklistBlock *block = read_block (reader);

      if (block != NULL)
        g_ptr_array_add (blocks, block);
    }
}

/* A date that applies. */
typedef struct
{
  char           *date;
  char           *text;
  char           *source;
  RepointUnknown *unknown;
} DateParts;

static void
date_parts_clear (gpointer data)
{
  DateParts *parts = data;

  g_free (parts->date);
  g_free (parts->text);
  g_free (parts->source);
  clear_unknown (&parts->unknown);
}

static void
read_date (RepointJsonReader *reader,
           GArray            *dates)
{
  DateParts parts = { NULL, NULL, NULL, NULL };
  const char *name;

  if (!repoint_json_reader_begin_object (reader))
    return;

  while ((name = repoint_json_reader_next_member (reader)) != NULL)
    {
      if (g_str_equal (name, "date"))
        read_text (reader, &parts.date);
      else if (g_str_equal (name, "text"))
        read_text (reader, &parts.text);
      else if (g_str_equal (name, "source"))
        read_text (reader, &parts.source);
      else
        repoint_members_keep (reader, name, &parts.unknown);
    }

  if (parts.date == NULL || parts.text == NULL)
    repoint_json_reader_fail (reader, "a date without \"date\" or \"text\"");
  g_array_append_val (dates, parts);
}

static void
read_dates (RepointJsonReader *reader,
            GArray            *dates)
{
  if (!repoint_json_reader_begin_array (reader))
    return;

  while (repoint_json_reader_next_element (reader))
    read_date (reader, dates);
}

/* What is read of a checklist before it can be made. */
typedef struct
{
  char           *id;
  gint64          issued;
  char           *today;
  char           *title;
  char           *domain;
  char           *catalog_version;
  char           *guides_version;
  GStrv           summary;
  GArray         *dates;  /* of DateParts */
  GPtrArray      *blocks;
  RepointUnknown *unknown;
} Parts;

static void
parts_clear (Parts *parts)
{
  g_free (parts->id);
  g_free (parts->today);
  g_free (parts->title);
  g_free (parts->domain);
  g_free (parts->catalog_version);
  g_free (parts->guides_version);
  g_strfreev (parts->summary);
  g_array_unref (parts->dates);
  g_ptr_array_unref (parts->blocks);
  clear_unknown (&parts->unknown);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, parts_clear)

static void
read_member (RepointJsonReader *reader,
             const char        *name,
             Parts             *parts)
{
  if (g_str_equal (name, "id"))
    read_text (reader, &parts->id);
  else if (g_str_equal (name, "issued"))
    repoint_members_read_time (reader, &parts->issued);
  else if (g_str_equal (name, "today"))
    read_text (reader, &parts->today);
  else if (g_str_equal (name, "title"))
    read_text (reader, &parts->title);
  else if (g_str_equal (name, "domain"))
    read_text (reader, &parts->domain);
  else if (g_str_equal (name, "catalog_version"))
    read_text (reader, &parts->catalog_version);
  else if (g_str_equal (name, "guides_version"))
    read_text (reader, &parts->guides_version);
  else if (g_str_equal (name, "summary"))
    {
      g_strfreev (parts->summary);
      parts->summary = repoint_members_read_strv (reader);
    }
  else if (g_str_equal (name, "dates"))
    read_dates (reader, parts->dates);
  else if (g_str_equal (name, "blocks"))
    read_blocks (reader, parts->blocks);
  else
    repoint_members_keep (reader, name, &parts->unknown);
}

/* (transfer full) (nullable): reads the checklist that is due. */
RepointChecklist *
repoint_checklist_new_from_json (RepointJsonReader *reader)
{
  g_auto (Parts) parts = {
    .issued = G_MININT64,
    .dates = g_array_new (FALSE, FALSE, sizeof (DateParts)),
    .blocks = g_ptr_array_new_with_free_func (g_object_unref),
  };
  g_autoptr (GDateTime) issued = NULL;
  RepointChecklist *checklist;
  const char *name;

  g_array_set_clear_func (parts.dates, date_parts_clear);
  if (!repoint_json_reader_begin_object (reader))
    return NULL;

  while ((name = repoint_json_reader_next_member (reader)) != NULL)
    read_member (reader, name, &parts);

  if (parts.id == NULL || *parts.id == '\0')
    repoint_json_reader_fail (reader, "a checklist without \"id\"");
  if (parts.issued == G_MININT64)
    repoint_json_reader_fail (reader, "a checklist without \"issued\"");
  if (parts.today == NULL)
    repoint_json_reader_fail (reader, "a checklist without \"today\"");
  if (repoint_json_reader_has_failed (reader))
    return NULL;

  issued = g_date_time_new_from_unix_utc (parts.issued);
  checklist = repoint_checklist_new_with_id (parts.id, issued, parts.today, parts.title, parts.domain,
                                             parts.catalog_version, parts.guides_version);
  for (guint i = 0; parts.summary != NULL && parts.summary[i] != NULL; i++)
    repoint_checklist_add_summary (checklist, parts.summary[i]);
  for (guint i = 0; i < parts.dates->len; i++)
    {
      DateParts *date = &g_array_index (parts.dates, DateParts, i);

      repoint_checklist_add_date (checklist, date->date, date->text, date->source);
      repoint_checklist_set_date_unknown (checklist, i, g_steal_pointer (&date->unknown));
    }
  for (guint i = 0; i < parts.blocks->len; i++)
    repoint_checklist_add_block (checklist, g_ptr_array_index (parts.blocks, i));
  repoint_unknown_set (checklist, "members", g_steal_pointer (&parts.unknown));

  return checklist;
}

/* Writes the element up to its first block. */
void
repoint_checklist_write_head (RepointChecklist  *self,
                              RepointJsonWriter *writer)
{
  GPtrArray *dates = repoint_checklist_get_dates (self);

  repoint_json_writer_begin (writer, NULL, '{');
  repoint_json_writer_add_string (writer, "id", repoint_checklist_get_id (self));
  repoint_json_writer_add_time (writer, "issued", g_date_time_to_unix (repoint_checklist_get_issued (self)));
  repoint_json_writer_add_text (writer, "today", repoint_checklist_get_today (self));
  repoint_json_writer_add_string (writer, "title", repoint_checklist_get_title (self));
  repoint_json_writer_add_string (writer, "domain", repoint_checklist_get_domain (self));
  repoint_json_writer_add_string (writer, "catalog_version", repoint_checklist_get_catalog_version (self));
  repoint_json_writer_add_string (writer, "guides_version", repoint_checklist_get_guides_version (self));
  repoint_json_writer_add_unknown (writer, repoint_unknown_get (self, "members"));
  repoint_json_writer_add_strv (writer, "summary", repoint_checklist_get_summary (self));

  if (dates->len > 0)
    repoint_json_writer_begin (writer, "dates", '[');
  for (guint i = 0; i < dates->len; i++)
    {
      const RepointChecklistDate *date = g_ptr_array_index (dates, i);

      repoint_json_writer_begin (writer, NULL, '{');
      repoint_json_writer_add_text (writer, "date", date->date);
      repoint_json_writer_add_text (writer, "text", date->text);
      repoint_json_writer_add_string (writer, "source", date->source);
      repoint_json_writer_add_unknown (writer, repoint_checklist_get_date_unknown (self, i));
      repoint_json_writer_end (writer, '}');
    }
  if (dates->len > 0)
    repoint_json_writer_end (writer, ']');

  repoint_json_writer_begin (writer, "blocks", '[');
}

static void
write_tick (RepointJsonWriter *writer,
            gboolean           ticked,
            const char        *by,
            gint64             time)
{
  if (!ticked)
    return;

  repoint_json_writer_add_boolean (writer, "ticked", TRUE);
  repoint_json_writer_add_string (writer, "ticked_by", by);
  if (time != G_MININT64)
    repoint_json_writer_add_time (writer, "ticked_at", time);
}

static void
write_item (RepointChecklistItem *item,
            GVariant             *earlier,
            RepointJsonWriter    *writer)
{
  const char *role = repoint_enum_to_string (REPOINT_TYPE_CHECKLIST_ITEM_ROLE, repoint_checklist_item_get_role (item));
  GDateTime *at = repoint_checklist_item_get_ticked_at (item);

  repoint_json_writer_begin (writer, NULL, '{');
  repoint_json_writer_add_string (writer, "step", repoint_checklist_item_get_step_id (item));
  repoint_json_writer_add_string (writer, "role", role);
  repoint_json_writer_add_text (writer, "text", repoint_checklist_item_get_text (item));
  repoint_json_writer_add_string (writer, "source", repoint_checklist_item_get_source (item));

  if (earlier != NULL)
    {
      gboolean ticked;
      const char *by;
      gint64 time;

      g_variant_get (earlier, "(b&sx)", &ticked, &by, &time);
      write_tick (writer, ticked, by, time);
    }
  else
    {
      write_tick (writer, repoint_checklist_item_get_ticked (item), repoint_checklist_item_get_ticked_by (item),
                  at != NULL ? g_date_time_to_unix (at) : G_MININT64);
    }

  repoint_json_writer_add_unknown (writer, repoint_unknown_get (item, "members"));
  repoint_json_writer_end (writer, '}');
}

/* Writes one block as an element. */
void
repoint_checklist_write_block (RepointChecklistBlock *block,
                               GHashTable            *ticks,
                               RepointJsonWriter     *writer)
{
  GListModel *items = repoint_checklist_block_get_items (block);
  guint n_items = g_list_model_get_n_items (items);

  repoint_json_writer_begin (writer, NULL, '{');
  repoint_json_writer_add_string (writer, "device", repoint_checklist_block_get_device_id (block));
  repoint_json_writer_add_string (writer, "mail_use", repoint_checklist_block_get_mail_use_id (block));
  repoint_json_writer_add_string (writer, "title", repoint_checklist_block_get_title (block));
  repoint_json_writer_add_string (writer, "place", repoint_checklist_block_get_place (block));
  repoint_json_writer_add_string (writer, "address", repoint_checklist_block_get_address (block));
  repoint_json_writer_add_string (writer, "url", repoint_checklist_block_get_url (block));
  repoint_json_writer_add_string (writer, "action", repoint_checklist_block_get_action (block));
  repoint_json_writer_add_string (writer, "verdict", repoint_checklist_block_get_verdict (block));
  repoint_json_writer_add_strv (writer, "evidence", repoint_checklist_block_get_evidence (block));

  if (n_items > 0)
    repoint_json_writer_begin (writer, "items", '[');
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (RepointChecklistItem) item = g_list_model_get_item (items, i);

      write_item (item, ticks != NULL ? g_hash_table_lookup (ticks, item) : NULL, writer);
    }
  if (n_items > 0)
    repoint_json_writer_end (writer, ']');

  repoint_json_writer_add_unknown (writer, repoint_unknown_get (block, "members"));
  repoint_json_writer_end (writer, '}');
}

/* Writes what stands after the last block. */
void
repoint_checklist_write_tail (RepointChecklist  *self,
                              RepointJsonWriter *writer)
{
  repoint_json_writer_end (writer, ']');
  repoint_json_writer_end (writer, '}');
}
