/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-checklist-private.h"

#include "repoint-id.h"

struct _RepointChecklist
{
  GObject     parent_instance;

  char       *id;
  GDateTime  *issued;
  char       *today;
  char       *title;
  char       *domain;
  char       *catalog_version;
  char       *guides_version;
  GPtrArray  *summary; /* %NULL-terminated at all times */
  GPtrArray  *dates;
  GListStore *blocks;
};

typedef enum
{
  PROP_ID = 1,
  PROP_ISSUED,
  PROP_TODAY,
  PROP_TITLE,
  PROP_DOMAIN,
  PROP_SUMMARY,
  PROP_DATES,
  PROP_CATALOG_VERSION,
  PROP_GUIDES_VERSION,
  PROP_BLOCKS,
  PROP_N_ITEMS,
  PROP_N_TICKED,
} RepointChecklistProps;

enum
{
  ITEM_CHANGING,
  ITEM_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[PROP_N_TICKED + 1];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RepointChecklist, repoint_checklist, G_TYPE_OBJECT)

/* A date with the members that this Repoint does not know. */
typedef struct
{
  RepointChecklistDate  date;
  RepointUnknown       *unknown;
} Date;

static void
date_free (gpointer data)
{
  Date *date = data;

  g_free (date->date.date);
  g_free (date->date.text);
  g_free (date->date.source);
  g_clear_pointer (&date->unknown, g_ptr_array_unref);
  g_free (date);
}

static void
on_item_changing (RepointChecklistBlock *block,
                  RepointChecklistItem  *item,
                  gpointer               user_data)
{
  g_signal_emit (user_data, signals[ITEM_CHANGING], 0, item);
}

static void
on_item_changed (RepointChecklistBlock *block,
                 RepointChecklistItem  *item,
                 gpointer               user_data)
{
  g_object_notify_by_pspec (G_OBJECT (user_data), properties[PROP_N_TICKED]);
  g_signal_emit (user_data, signals[ITEM_CHANGED], 0, item);
}

static void
count_items (RepointChecklist *self,
             guint            *n_items,
             guint            *n_ticked)
{
  guint n_blocks = g_list_model_get_n_items (G_LIST_MODEL (self->blocks));

  *n_items = *n_ticked = 0;
  for (guint i = 0; i < n_blocks; i++)
    {
      g_autoptr (RepointChecklistBlock) block = g_list_model_get_item (G_LIST_MODEL (self->blocks), i);
      GListModel *items = repoint_checklist_block_get_items (block);
      guint n_block_items = g_list_model_get_n_items (items);

      for (guint j = 0; j < n_block_items; j++)
        {
          g_autoptr (RepointChecklistItem) item = g_list_model_get_item (items, j);

          if (repoint_checklist_item_get_role (item) != REPOINT_CHECKLIST_ITEM_STEP)
            continue;

          (*n_items)++;
          if (repoint_checklist_item_get_ticked (item))
            (*n_ticked)++;
        }
    }
}

static void
repoint_checklist_finalize (GObject *object)
{
  RepointChecklist *self = REPOINT_CHECKLIST (object);
  guint n_blocks = g_list_model_get_n_items (G_LIST_MODEL (self->blocks));

  for (guint i = 0; i < n_blocks; i++)
    {
      g_autoptr (RepointChecklistBlock) block = g_list_model_get_item (G_LIST_MODEL (self->blocks), i);

      g_signal_handlers_disconnect_by_data (block, self);
    }

  g_clear_object (&self->blocks);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->issued, g_date_time_unref);
  g_clear_pointer (&self->today, g_free);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->domain, g_free);
  g_clear_pointer (&self->catalog_version, g_free);
  g_clear_pointer (&self->guides_version, g_free);
  g_clear_pointer (&self->summary, g_ptr_array_unref);
  g_clear_pointer (&self->dates, g_ptr_array_unref);

  G_OBJECT_CLASS (repoint_checklist_parent_class)->finalize (object);
}

static void
repoint_checklist_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  RepointChecklist *self = REPOINT_CHECKLIST (object);

  switch ((RepointChecklistProps) prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;

    case PROP_ISSUED:
      g_value_set_boxed (value, self->issued);
      break;

    case PROP_TODAY:
      g_value_set_string (value, self->today);
      break;

    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;

    case PROP_DOMAIN:
      g_value_set_string (value, self->domain);
      break;

    case PROP_SUMMARY:
      g_value_set_boxed (value, self->summary->pdata);
      break;

    case PROP_DATES:
      g_value_set_boxed (value, self->dates);
      break;

    case PROP_CATALOG_VERSION:
      g_value_set_string (value, self->catalog_version);
      break;

    case PROP_GUIDES_VERSION:
      g_value_set_string (value, self->guides_version);
      break;

    case PROP_BLOCKS:
      g_value_set_object (value, self->blocks);
      break;

    case PROP_N_ITEMS:
      g_value_set_uint (value, repoint_checklist_get_n_items (self));
      break;

    case PROP_N_TICKED:
      g_value_set_uint (value, repoint_checklist_get_n_ticked (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_checklist_class_init (RepointChecklistClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = repoint_checklist_finalize;
  object_class->get_property = repoint_checklist_get_property;

  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  properties[PROP_ISSUED] = g_param_spec_boxed ("issued", NULL, NULL, G_TYPE_DATE_TIME, flags);
  properties[PROP_TODAY] = g_param_spec_string ("today", NULL, NULL, NULL, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_DOMAIN] = g_param_spec_string ("domain", NULL, NULL, NULL, flags);
  properties[PROP_SUMMARY] = g_param_spec_boxed ("summary", NULL, NULL, G_TYPE_STRV, flags);
  properties[PROP_DATES] = g_param_spec_boxed ("dates", NULL, NULL, G_TYPE_PTR_ARRAY, flags);
  properties[PROP_CATALOG_VERSION] = g_param_spec_string ("catalog-version", NULL, NULL, NULL, flags);
  properties[PROP_GUIDES_VERSION] = g_param_spec_string ("guides-version", NULL, NULL, NULL, flags);
  properties[PROP_BLOCKS] = g_param_spec_object ("blocks", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_N_TICKED] = g_param_spec_uint ("n-ticked", NULL, NULL, 0, G_MAXUINT, 0, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[ITEM_CHANGING] = g_signal_new ("item-changing", REPOINT_TYPE_CHECKLIST, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, REPOINT_TYPE_CHECKLIST_ITEM);
  signals[ITEM_CHANGED] = g_signal_new ("item-changed", REPOINT_TYPE_CHECKLIST, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, REPOINT_TYPE_CHECKLIST_ITEM);
}

static void
repoint_checklist_init (RepointChecklist *self)
{
  self->summary = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->summary, NULL);
  self->dates = g_ptr_array_new_with_free_func (date_free);
  self->blocks = g_list_store_new (REPOINT_TYPE_CHECKLIST_BLOCK);
}

/* As repoint_checklist_new(), with an @id from a document; %NULL makes a new one. */
RepointChecklist *
repoint_checklist_new_with_id (const char *id,
                               GDateTime  *issued,
                               const char *today,
                               const char *title,
                               const char *domain,
                               const char *catalog_version,
                               const char *guides_version)
{
  RepointChecklist *self = g_object_new (REPOINT_TYPE_CHECKLIST, NULL);

  self->id = id != NULL ? g_strdup (id) : repoint_id_new ();
  self->issued = g_date_time_new_from_unix_utc (g_date_time_to_unix (issued));
  self->today = g_strdup (today);
  self->title = g_strdup (title != NULL ? title : "");
  self->domain = g_strdup (domain != NULL ? domain : "");
  self->catalog_version = g_strdup (catalog_version != NULL ? catalog_version : "");
  self->guides_version = g_strdup (guides_version != NULL ? guides_version : "");

  return self;
}

/* (transfer none) (nullable): the unknown members of the date at @index. */
RepointUnknown *
repoint_checklist_get_date_unknown (RepointChecklist *self,
                                    guint             index)
{
  return ((Date *) g_ptr_array_index (self->dates, index))->unknown;
}

/* @unknown is taken. */
void
repoint_checklist_set_date_unknown (RepointChecklist *self,
                                    guint             index,
                                    RepointUnknown   *unknown)
{
  Date *date = g_ptr_array_index (self->dates, index);

  g_clear_pointer (&date->unknown, g_ptr_array_unref);
  date->unknown = unknown;
}

/**
 * repoint_checklist_new: an empty checklist with a new id.
 * @issued: when it was printed or exported; kept to the second, UTC
 * @today: the day the plan was made for, YYYY-MM-DD
 * @title: (nullable): what stands on top
 * @domain: (nullable): the office's mail domain
 * @catalog_version: (nullable): of the catalog the steps come from
 * @guides_version: (nullable): of the guides the steps come from
 *
 * Returns: (transfer full): a checklist to be filled and then issued with repoint_project_issue().
 */
RepointChecklist *
repoint_checklist_new (GDateTime  *issued,
                       const char *today,
                       const char *title,
                       const char *domain,
                       const char *catalog_version,
                       const char *guides_version)
{
  g_return_val_if_fail (issued != NULL, NULL);
  g_return_val_if_fail (today != NULL, NULL);

  return repoint_checklist_new_with_id (NULL, issued, today, title, domain, catalog_version, guides_version);
}

/** repoint_checklist_add_summary: appends a sentence of the summary. For the maker of the checklist. */
void
repoint_checklist_add_summary (RepointChecklist *self,
                               const char       *sentence)
{
  g_return_if_fail (REPOINT_IS_CHECKLIST (self));
  g_return_if_fail (sentence != NULL);

  g_ptr_array_insert (self->summary, self->summary->len - 1, g_strdup (sentence));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUMMARY]);
}

/** repoint_checklist_add_date: appends a date that applies (ISO), the sentence about it and its source (nullable). */
void
repoint_checklist_add_date (RepointChecklist *self,
                            const char       *date,
                            const char       *text,
                            const char       *source)
{
  Date *added;

  g_return_if_fail (REPOINT_IS_CHECKLIST (self));
  g_return_if_fail (date != NULL && text != NULL);

  added = g_new0 (Date, 1);
  added->date.date = g_strdup (date);
  added->date.text = g_strdup (text);
  added->date.source = g_strdup (source != NULL ? source : "");
  g_ptr_array_add (self->dates, added);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DATES]);
}

/** repoint_checklist_add_block: appends @block, taking one reference. */
void
repoint_checklist_add_block (RepointChecklist      *self,
                             RepointChecklistBlock *block)
{
  g_return_if_fail (REPOINT_IS_CHECKLIST (self));
  g_return_if_fail (REPOINT_IS_CHECKLIST_BLOCK (block));

  g_signal_connect (block, "item-changing", G_CALLBACK (on_item_changing), self);
  g_signal_connect (block, "item-changed", G_CALLBACK (on_item_changed), self);
  g_list_store_append (self->blocks, block);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_TICKED]);
}

/** repoint_checklist_get_id: (transfer none): unique in the project. */
const char *
repoint_checklist_get_id (RepointChecklist *self)
{
  g_return_val_if_fail (REPOINT_IS_CHECKLIST (self), NULL);

  return self->id;
}

/** repoint_checklist_get_issued: (transfer none): UTC. */
GDateTime *
repoint_checklist_get_issued (RepointChecklist *self)
{
  g_return_val_if_fail (REPOINT_IS_CHECKLIST (self), NULL);

  return self->issued;
}

/** repoint_checklist_get_today: (transfer none): the day the plan was made for, YYYY-MM-DD. */
const char *
repoint_checklist_get_today (RepointChecklist *self)
{
  g_return_val_if_fail (REPOINT_IS_CHECKLIST (self), NULL);

  return self->today;
}

/** repoint_checklist_get_title: (transfer none): what stands on top. */
const char *
repoint_checklist_get_title (RepointChecklist *self)
{
  g_return_val_if_fail (REPOINT_IS_CHECKLIST (self), NULL);

  return self->title;
}

/** repoint_checklist_get_domain: (transfer none): the office's mail domain, "" when not known. */
const char *
repoint_checklist_get_domain (RepointChecklist *self)
{
  g_return_val_if_fail (REPOINT_IS_CHECKLIST (self), NULL);

  return self->domain;
}

/** repoint_checklist_get_catalog_version: (transfer none): of the catalog the steps come from. */
const char *
repoint_checklist_get_catalog_version (RepointChecklist *self)
{
  g_return_val_if_fail (REPOINT_IS_CHECKLIST (self), NULL);

  return self->catalog_version;
}

/** repoint_checklist_get_guides_version: (transfer none): of the guides the steps come from. */
const char *
repoint_checklist_get_guides_version (RepointChecklist *self)
{
  g_return_val_if_fail (REPOINT_IS_CHECKLIST (self), NULL);

  return self->guides_version;
}

/** repoint_checklist_get_summary: (transfer none): sentences, %NULL-terminated. */
const char * const *
repoint_checklist_get_summary (RepointChecklist *self)
{
  g_return_val_if_fail (REPOINT_IS_CHECKLIST (self), NULL);

  return (const char * const *) self->summary->pdata;
}

/** repoint_checklist_get_dates: (transfer none): of #RepointChecklistDate, in the order added. */
GPtrArray *
repoint_checklist_get_dates (RepointChecklist *self)
{
  g_return_val_if_fail (REPOINT_IS_CHECKLIST (self), NULL);

  return self->dates;
}

/** repoint_checklist_get_blocks: (transfer none): of #RepointChecklistBlock. */
GListModel *
repoint_checklist_get_blocks (RepointChecklist *self)
{
  g_return_val_if_fail (REPOINT_IS_CHECKLIST (self), NULL);

  return G_LIST_MODEL (self->blocks);
}

/** repoint_checklist_get_n_items: the number of steps, that is of boxes to tick. */
guint
repoint_checklist_get_n_items (RepointChecklist *self)
{
  guint n_items, n_ticked;

  g_return_val_if_fail (REPOINT_IS_CHECKLIST (self), 0);

  count_items (self, &n_items, &n_ticked);

  return n_items;
}

/** repoint_checklist_get_n_ticked: how many of them are ticked. */
guint
repoint_checklist_get_n_ticked (RepointChecklist *self)
{
  guint n_items, n_ticked;

  g_return_val_if_fail (REPOINT_IS_CHECKLIST (self), 0);

  count_items (self, &n_items, &n_ticked);

  return n_ticked;
}

static void
copy_items (RepointChecklistBlock *copy,
            RepointChecklistBlock *block)
{
  GListModel *items = repoint_checklist_block_get_items (block);

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (RepointChecklistItem) item = g_list_model_get_item (items, i);
      g_autoptr (RepointChecklistItem) same = repoint_checklist_item_new (repoint_checklist_item_get_step_id (item),
                                                                         repoint_checklist_item_get_role (item),
                                                                         repoint_checklist_item_get_text (item),
                                                                         repoint_checklist_item_get_source (item));

      if (repoint_checklist_item_get_ticked (item))
        repoint_checklist_item_tick (same, TRUE, repoint_checklist_item_get_ticked_by (item),
                                     repoint_checklist_item_get_ticked_at (item));
      repoint_checklist_block_add_item (copy, same);
    }
}

static RepointChecklistBlock *
copy_block (RepointChecklistBlock *block)
{
  RepointChecklistBlock *copy = repoint_checklist_block_new (repoint_checklist_block_get_device_id (block),
                                                             repoint_checklist_block_get_mail_use_id (block),
                                                             repoint_checklist_block_get_title (block));
  const char * const *evidence = repoint_checklist_block_get_evidence (block);

  repoint_checklist_block_set_place (copy, repoint_checklist_block_get_place (block));
  repoint_checklist_block_set_address (copy, repoint_checklist_block_get_address (block));
  repoint_checklist_block_set_url (copy, repoint_checklist_block_get_url (block));
  repoint_checklist_block_set_action (copy, repoint_checklist_block_get_action (block));
  repoint_checklist_block_set_verdict (copy, repoint_checklist_block_get_verdict (block));
  for (guint i = 0; evidence != NULL && evidence[i] != NULL; i++)
    repoint_checklist_block_add_evidence (copy, evidence[i]);
  copy_items (copy, block);

  return copy;
}

/**
 * repoint_checklist_copy:
 *
 * Makes another checklist that is the same now, ticks and id included. The two share nothing that can change, so that
 * one of them can be read in another thread.
 *
 * Returns: (transfer full): the copy
 */
RepointChecklist *
repoint_checklist_copy (RepointChecklist *self)
{
  RepointChecklist *copy;

  g_return_val_if_fail (REPOINT_IS_CHECKLIST (self), NULL);

  copy = repoint_checklist_new (self->issued, self->today, self->title, self->domain, self->catalog_version,
                                self->guides_version);
  g_free (copy->id);
  copy->id = g_strdup (self->id);
  for (guint i = 0; i < self->summary->len && g_ptr_array_index (self->summary, i) != NULL; i++)
    repoint_checklist_add_summary (copy, g_ptr_array_index (self->summary, i));
  for (guint i = 0; i < self->dates->len; i++)
    {
      const RepointChecklistDate *date = g_ptr_array_index (self->dates, i);

      repoint_checklist_add_date (copy, date->date, date->text, date->source);
    }
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->blocks)); i++)
    {
      g_autoptr (RepointChecklistBlock) block = g_list_model_get_item (G_LIST_MODEL (self->blocks), i);
      g_autoptr (RepointChecklistBlock) same = copy_block (block);

      repoint_checklist_add_block (copy, same);
    }

  return copy;
}

/* What a tick refers to; the text is part of it, for a step that reads differently now has not been done. */
static char *
make_tick_key (RepointChecklistBlock *block,
               RepointChecklistItem  *item)
{
  return g_strjoin ("\n", repoint_checklist_block_get_device_id (block), repoint_checklist_block_get_mail_use_id (block),
                    repoint_checklist_item_get_step_id (item), repoint_checklist_item_get_text (item), NULL);
}

/**
 * repoint_checklist_take_ticks:
 * @from: an older checklist of the same project
 *
 * Takes over the ticks of @from, with who and when, for every step that says the same for the same device and mail use.
 */
void
repoint_checklist_take_ticks (RepointChecklist *self,
                              RepointChecklist *from)
{
  g_autoptr (GHashTable) ticked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);

  g_return_if_fail (REPOINT_IS_CHECKLIST (self));
  g_return_if_fail (REPOINT_IS_CHECKLIST (from));

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (from->blocks)); i++)
    {
      g_autoptr (RepointChecklistBlock) block = g_list_model_get_item (G_LIST_MODEL (from->blocks), i);
      GListModel *items = repoint_checklist_block_get_items (block);

      for (guint j = 0; j < g_list_model_get_n_items (items); j++)
        {
          g_autoptr (RepointChecklistItem) item = g_list_model_get_item (items, j);

          if (repoint_checklist_item_get_ticked (item))
            g_hash_table_insert (ticked, make_tick_key (block, item), g_object_ref (item));
        }
    }

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->blocks)); i++)
    {
      g_autoptr (RepointChecklistBlock) block = g_list_model_get_item (G_LIST_MODEL (self->blocks), i);
      GListModel *items = repoint_checklist_block_get_items (block);

      for (guint j = 0; j < g_list_model_get_n_items (items); j++)
        {
          g_autoptr (RepointChecklistItem) item = g_list_model_get_item (items, j);
          g_autofree char *key = make_tick_key (block, item);
          RepointChecklistItem *older = g_hash_table_lookup (ticked, key);

          if (older != NULL)
            repoint_checklist_item_tick (item, TRUE, repoint_checklist_item_get_ticked_by (older),
                                         repoint_checklist_item_get_ticked_at (older));
        }
    }
}
