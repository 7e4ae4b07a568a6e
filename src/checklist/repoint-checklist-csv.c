/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-checklist-export.h"

#include "repoint-checklist-text.h"
#include "repoint-csv.h"
#include "repoint-phrase.h"

static const char *
get_role (RepointChecklistItemRole role)
{
  switch (role)
    {
    case REPOINT_CHECKLIST_ITEM_BEFORE:
      return "before";
    case REPOINT_CHECKLIST_ITEM_STEP:
      return "step";
    case REPOINT_CHECKLIST_ITEM_TEST:
      return "test";
    case REPOINT_CHECKLIST_ITEM_FAILURE:
      return "failure";
    case REPOINT_CHECKLIST_ITEM_NOTE:
      return "note";
    }
  g_return_val_if_reached ("");
}

static void
append_row (GString            *csv,
            const char * const *fields,
            guint               n_fields)
{
  for (guint i = 0; i < n_fields; i++)
    {
      g_autofree char *clean = repoint_checklist_clean (fields[i]);
      g_autofree char *plain = repoint_phrase_to_plain (clean);

      if (i > 0)
        g_string_append_c (csv, ',');
      repoint_csv_append_field (csv, plain);
    }
  g_string_append (csv, "\r\n");
}

/* Only steps are done or not. */
static const char *
get_done (RepointChecklistItem *item)
{
  if (repoint_checklist_item_get_role (item) != REPOINT_CHECKLIST_ITEM_STEP)
    return "";
  return repoint_checklist_item_get_ticked (item) ? "yes" : "no";
}

static void
append_item (GString               *csv,
             RepointChecklistBlock *block,
             RepointChecklistItem  *item,
             guint                 *n_steps)
{
  RepointChecklistItemRole role = repoint_checklist_item_get_role (item);
  GDateTime *at = repoint_checklist_item_get_ticked_at (item);
  g_autofree char *number = role == REPOINT_CHECKLIST_ITEM_STEP ? g_strdup_printf ("%u", ++*n_steps) : g_strdup ("");
  g_autofree char *date = at != NULL ? g_date_time_format (at, "%Y-%m-%d") : g_strdup ("");
  const char *fields[] = {
    repoint_checklist_block_get_title (block), repoint_checklist_block_get_place (block),
    repoint_checklist_block_get_address (block), repoint_checklist_block_get_action (block), number, get_role (role),
    repoint_checklist_item_get_text (item), get_done (item),
    repoint_checklist_item_get_ticked_by (item), date, repoint_checklist_item_get_source (item),
    repoint_checklist_item_get_step_id (item),
  };

  append_row (csv, fields, G_N_ELEMENTS (fields));
}

/* One row per item; column names and ids are English and stable, for other programs. Transfer full. */
GBytes *
repoint_checklist_to_csv (RepointChecklist *checklist)
{
  static const char * const header[] = {
    "device", "place", "address", "action", "number", "role", "text", "done", "initials", "date", "source", "step_id",
  };
  GString *csv = g_string_new ("\xef\xbb\xbf"); /* or some spreadsheets take it for Windows-1252 */
  GListModel *blocks;
  gsize length;

  g_return_val_if_fail (REPOINT_IS_CHECKLIST (checklist), NULL);

  blocks = repoint_checklist_get_blocks (checklist);
  append_row (csv, header, G_N_ELEMENTS (header));
  for (guint i = 0; i < g_list_model_get_n_items (blocks); i++)
    {
      g_autoptr (RepointChecklistBlock) block = g_list_model_get_item (blocks, i);
      GListModel *items = repoint_checklist_block_get_items (block);
      guint n_steps = 0;

      for (guint j = 0; j < g_list_model_get_n_items (items); j++)
        {
          g_autoptr (RepointChecklistItem) item = g_list_model_get_item (items, j);

          append_item (csv, block, item, &n_steps);
        }
    }
  length = csv->len;
  return g_bytes_new_take (g_string_free (csv, FALSE), length);
}
