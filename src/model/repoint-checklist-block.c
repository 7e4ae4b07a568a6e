/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-checklist-block.h"

struct _RepointChecklistBlock
{
  GObject     parent_instance;

  char       *device_id;
  char       *mail_use_id;
  char       *title;
  char       *place;
  char       *address;
  char       *url;
  char       *action;
  char       *verdict;
  GPtrArray  *evidence; /* %NULL-terminated at all times */
  GListStore *items;
  guint       n_open;   /* steps that are not ticked */
  guint       n_steps;
};

typedef enum
{
  PROP_DEVICE_ID = 1,
  PROP_MAIL_USE_ID,
  PROP_TITLE,
  PROP_PLACE,
  PROP_ADDRESS,
  PROP_URL,
  PROP_ACTION,
  PROP_VERDICT,
  PROP_EVIDENCE,
  PROP_ITEMS,
  PROP_DONE,
} RepointChecklistBlockProps;

enum
{
  ITEM_CHANGING,
  ITEM_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[PROP_DONE + 1];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RepointChecklistBlock, repoint_checklist_block, G_TYPE_OBJECT)

static gboolean
is_done (RepointChecklistBlock *self)
{
  return self->n_open == 0 && self->n_steps > 0;
}

static void
set_text (RepointChecklistBlock       *self,
          char                       **field,
          const char                  *value,
          RepointChecklistBlockProps   property)
{
  char *copy;

  if (value == NULL)
    value = "";

  if (g_strcmp0 (*field, value) == 0)
    return;

  copy = g_strdup (value); /* it may be a part of what is freed here */
  g_free (*field);
  *field = copy;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
count_steps (RepointChecklistBlock *self)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->items));

  self->n_steps = self->n_open = 0;

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (RepointChecklistItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      if (repoint_checklist_item_get_role (item) != REPOINT_CHECKLIST_ITEM_STEP)
        continue;

      self->n_steps++;
      if (!repoint_checklist_item_get_ticked (item))
        self->n_open++;
    }
}

static void
update_done (RepointChecklistBlock *self)
{
  gboolean was_done = is_done (self);

  count_steps (self);
  if (is_done (self) != was_done)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DONE]);
}

static void
on_item_changing (RepointChecklistItem *item,
                  gpointer              user_data)
{
  g_signal_emit (user_data, signals[ITEM_CHANGING], 0, item);
}

static void
on_item_changed (RepointChecklistItem *item,
                 gpointer              user_data)
{
  RepointChecklistBlock *self = REPOINT_CHECKLIST_BLOCK (user_data);

  update_done (self);
  g_signal_emit (self, signals[ITEM_CHANGED], 0, item);
}

static void
repoint_checklist_block_finalize (GObject *object)
{
  RepointChecklistBlock *self = REPOINT_CHECKLIST_BLOCK (object);
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->items));

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (RepointChecklistItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      g_signal_handlers_disconnect_by_data (item, self);
    }

  g_clear_object (&self->items);
  g_clear_pointer (&self->device_id, g_free);
  g_clear_pointer (&self->mail_use_id, g_free);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->place, g_free);
  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->action, g_free);
  g_clear_pointer (&self->verdict, g_free);
  g_clear_pointer (&self->evidence, g_ptr_array_unref);

  G_OBJECT_CLASS (repoint_checklist_block_parent_class)->finalize (object);
}

static void
repoint_checklist_block_get_property (GObject    *object,
                                      guint       prop_id,
                                      GValue     *value,
                                      GParamSpec *pspec)
{
  RepointChecklistBlock *self = REPOINT_CHECKLIST_BLOCK (object);

  switch ((RepointChecklistBlockProps) prop_id)
    {
    case PROP_DEVICE_ID:
      g_value_set_string (value, self->device_id);
      break;

    case PROP_MAIL_USE_ID:
      g_value_set_string (value, self->mail_use_id);
      break;

    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;

    case PROP_PLACE:
      g_value_set_string (value, self->place);
      break;

    case PROP_ADDRESS:
      g_value_set_string (value, self->address);
      break;

    case PROP_URL:
      g_value_set_string (value, self->url);
      break;

    case PROP_ACTION:
      g_value_set_string (value, self->action);
      break;

    case PROP_VERDICT:
      g_value_set_string (value, self->verdict);
      break;

    case PROP_EVIDENCE:
      g_value_set_boxed (value, self->evidence->pdata);
      break;

    case PROP_ITEMS:
      g_value_set_object (value, self->items);
      break;

    case PROP_DONE:
      g_value_set_boolean (value, is_done (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_checklist_block_class_init (RepointChecklistBlockClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = repoint_checklist_block_finalize;
  object_class->get_property = repoint_checklist_block_get_property;

  properties[PROP_DEVICE_ID] = g_param_spec_string ("device-id", NULL, NULL, NULL, flags);
  properties[PROP_MAIL_USE_ID] = g_param_spec_string ("mail-use-id", NULL, NULL, NULL, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_PLACE] = g_param_spec_string ("place", NULL, NULL, NULL, flags);
  properties[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, NULL, flags);
  properties[PROP_URL] = g_param_spec_string ("url", NULL, NULL, NULL, flags);
  properties[PROP_ACTION] = g_param_spec_string ("action", NULL, NULL, NULL, flags);
  properties[PROP_VERDICT] = g_param_spec_string ("verdict", NULL, NULL, NULL, flags);
  properties[PROP_EVIDENCE] = g_param_spec_boxed ("evidence", NULL, NULL, G_TYPE_STRV, flags);
  properties[PROP_ITEMS] = g_param_spec_object ("items", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_DONE] = g_param_spec_boolean ("done", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[ITEM_CHANGING] = g_signal_new ("item-changing", REPOINT_TYPE_CHECKLIST_BLOCK, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, REPOINT_TYPE_CHECKLIST_ITEM);
  signals[ITEM_CHANGED] = g_signal_new ("item-changed", REPOINT_TYPE_CHECKLIST_BLOCK, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, REPOINT_TYPE_CHECKLIST_ITEM);
}

static void
repoint_checklist_block_init (RepointChecklistBlock *self)
{
  self->place = g_strdup ("");
  self->address = g_strdup ("");
  self->url = g_strdup ("");
  self->action = g_strdup ("");
  self->verdict = g_strdup ("");
  self->evidence = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->evidence, NULL);
  self->items = g_list_store_new (REPOINT_TYPE_CHECKLIST_ITEM);
}

/**
 * repoint_checklist_block_new: an empty block.
 * @device_id: (nullable): of the device; %NULL or "" for the tenant
 * @mail_use_id: (nullable): of the mail use
 * @title: what the device is called on paper
 *
 * Returns: (transfer full): a new block.
 */
RepointChecklistBlock *
repoint_checklist_block_new (const char *device_id,
                             const char *mail_use_id,
                             const char *title)
{
  RepointChecklistBlock *self;

  g_return_val_if_fail (title != NULL, NULL);

  self = g_object_new (REPOINT_TYPE_CHECKLIST_BLOCK, NULL);
  self->device_id = g_strdup (device_id != NULL ? device_id : "");
  self->mail_use_id = g_strdup (mail_use_id != NULL ? mail_use_id : "");
  self->title = g_strdup (title);

  return self;
}

/** repoint_checklist_block_set_place: where the device stands; %NULL counts as "". For the maker of the block. */
void
repoint_checklist_block_set_place (RepointChecklistBlock *self,
                                   const char            *place)
{
  g_return_if_fail (REPOINT_IS_CHECKLIST_BLOCK (self));

  set_text (self, &self->place, place, PROP_PLACE);
}

/** repoint_checklist_block_set_address: its address in the network; %NULL counts as "". */
void
repoint_checklist_block_set_address (RepointChecklistBlock *self,
                                     const char            *address)
{
  g_return_if_fail (REPOINT_IS_CHECKLIST_BLOCK (self));

  set_text (self, &self->address, address, PROP_ADDRESS);
}

/** repoint_checklist_block_set_url: of the device's own page; %NULL counts as "". */
void
repoint_checklist_block_set_url (RepointChecklistBlock *self,
                                 const char            *url)
{
  g_return_if_fail (REPOINT_IS_CHECKLIST_BLOCK (self));

  set_text (self, &self->url, url, PROP_URL);
}

/** repoint_checklist_block_set_action: the id of what to do; %NULL counts as "". */
void
repoint_checklist_block_set_action (RepointChecklistBlock *self,
                                    const char            *action)
{
  g_return_if_fail (REPOINT_IS_CHECKLIST_BLOCK (self));

  set_text (self, &self->action, action, PROP_ACTION);
}

/** repoint_checklist_block_set_verdict: one sentence; %NULL counts as "". */
void
repoint_checklist_block_set_verdict (RepointChecklistBlock *self,
                                     const char            *verdict)
{
  g_return_if_fail (REPOINT_IS_CHECKLIST_BLOCK (self));

  set_text (self, &self->verdict, verdict, PROP_VERDICT);
}

/** repoint_checklist_block_add_evidence: appends a sentence of small print. */
void
repoint_checklist_block_add_evidence (RepointChecklistBlock *self,
                                      const char            *sentence)
{
  g_return_if_fail (REPOINT_IS_CHECKLIST_BLOCK (self));
  g_return_if_fail (sentence != NULL);

  g_ptr_array_insert (self->evidence, self->evidence->len - 1, g_strdup (sentence));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EVIDENCE]);
}

/** repoint_checklist_block_add_item: appends @item, taking one reference. */
void
repoint_checklist_block_add_item (RepointChecklistBlock *self,
                                  RepointChecklistItem  *item)
{
  g_return_if_fail (REPOINT_IS_CHECKLIST_BLOCK (self));
  g_return_if_fail (REPOINT_IS_CHECKLIST_ITEM (item));

  g_signal_connect (item, "changing", G_CALLBACK (on_item_changing), self);
  g_signal_connect (item, "changed", G_CALLBACK (on_item_changed), self);
  g_list_store_append (self->items, item);
  update_done (self);
}

/** repoint_checklist_block_get_device_id: (transfer none): "" for the tenant. */
const char *
repoint_checklist_block_get_device_id (RepointChecklistBlock *self)
{
  g_return_val_if_fail (REPOINT_IS_CHECKLIST_BLOCK (self), NULL);

  return self->device_id;
}

/** repoint_checklist_block_get_mail_use_id: (transfer none): "" when the block is about no mail use. */
const char *
repoint_checklist_block_get_mail_use_id (RepointChecklistBlock *self)
{
  g_return_val_if_fail (REPOINT_IS_CHECKLIST_BLOCK (self), NULL);

  return self->mail_use_id;
}

/** repoint_checklist_block_get_title: (transfer none): what the device is called on paper. */
const char *
repoint_checklist_block_get_title (RepointChecklistBlock *self)
{
  g_return_val_if_fail (REPOINT_IS_CHECKLIST_BLOCK (self), NULL);

  return self->title;
}

/** repoint_checklist_block_get_place: (transfer none): where it stands, "" when not known. */
const char *
repoint_checklist_block_get_place (RepointChecklistBlock *self)
{
  g_return_val_if_fail (REPOINT_IS_CHECKLIST_BLOCK (self), NULL);

  return self->place;
}

/** repoint_checklist_block_get_address: (transfer none): "" when not known. */
const char *
repoint_checklist_block_get_address (RepointChecklistBlock *self)
{
  g_return_val_if_fail (REPOINT_IS_CHECKLIST_BLOCK (self), NULL);

  return self->address;
}

/** repoint_checklist_block_get_url: (transfer none): of the device's own page, "" when none is known. */
const char *
repoint_checklist_block_get_url (RepointChecklistBlock *self)
{
  g_return_val_if_fail (REPOINT_IS_CHECKLIST_BLOCK (self), NULL);

  return self->url;
}

/** repoint_checklist_block_get_action: (transfer none): the id of what to do. */
const char *
repoint_checklist_block_get_action (RepointChecklistBlock *self)
{
  g_return_val_if_fail (REPOINT_IS_CHECKLIST_BLOCK (self), NULL);

  return self->action;
}

/** repoint_checklist_block_get_verdict: (transfer none): one sentence. */
const char *
repoint_checklist_block_get_verdict (RepointChecklistBlock *self)
{
  g_return_val_if_fail (REPOINT_IS_CHECKLIST_BLOCK (self), NULL);

  return self->verdict;
}

/** repoint_checklist_block_get_evidence: (transfer none): sentences, %NULL-terminated. */
const char * const *
repoint_checklist_block_get_evidence (RepointChecklistBlock *self)
{
  g_return_val_if_fail (REPOINT_IS_CHECKLIST_BLOCK (self), NULL);

  return (const char * const *) self->evidence->pdata;
}

/** repoint_checklist_block_get_items: (transfer none): of #RepointChecklistItem. */
GListModel *
repoint_checklist_block_get_items (RepointChecklistBlock *self)
{
  g_return_val_if_fail (REPOINT_IS_CHECKLIST_BLOCK (self), NULL);

  return G_LIST_MODEL (self->items);
}
