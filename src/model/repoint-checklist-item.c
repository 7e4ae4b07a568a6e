/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-checklist-item.h"

struct _RepointChecklistItem
{
  GObject                   parent_instance;

  char                     *step_id;
  RepointChecklistItemRole  role;
  char                     *text;
  char                     *source;
  gboolean                  ticked;
  char                     *ticked_by;
  GDateTime                *ticked_at;
};

typedef enum
{
  PROP_STEP_ID = 1,
  PROP_ROLE,
  PROP_TEXT,
  PROP_SOURCE,
  PROP_TICKED,
  PROP_TICKED_BY,
  PROP_TICKED_AT,
} RepointChecklistItemProps;

enum
{
  CHANGING,
  CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[PROP_TICKED_AT + 1];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RepointChecklistItem, repoint_checklist_item, G_TYPE_OBJECT)

static void
repoint_checklist_item_finalize (GObject *object)
{
  RepointChecklistItem *self = REPOINT_CHECKLIST_ITEM (object);

  g_clear_pointer (&self->step_id, g_free);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->source, g_free);
  g_clear_pointer (&self->ticked_by, g_free);
  g_clear_pointer (&self->ticked_at, g_date_time_unref);

  G_OBJECT_CLASS (repoint_checklist_item_parent_class)->finalize (object);
}

static void
repoint_checklist_item_get_property (GObject    *object,
                                     guint       prop_id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  RepointChecklistItem *self = REPOINT_CHECKLIST_ITEM (object);

  switch ((RepointChecklistItemProps) prop_id)
    {
    case PROP_STEP_ID:
      g_value_set_string (value, self->step_id);
      break;

    case PROP_ROLE:
      g_value_set_enum (value, self->role);
      break;

    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;

    case PROP_SOURCE:
      g_value_set_string (value, self->source);
      break;

    case PROP_TICKED:
      g_value_set_boolean (value, self->ticked);
      break;

    case PROP_TICKED_BY:
      g_value_set_string (value, self->ticked_by);
      break;

    case PROP_TICKED_AT:
      g_value_set_boxed (value, self->ticked_at);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_checklist_item_class_init (RepointChecklistItemClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = repoint_checklist_item_finalize;
  object_class->get_property = repoint_checklist_item_get_property;

  properties[PROP_STEP_ID] = g_param_spec_string ("step-id", NULL, NULL, NULL, flags);
  properties[PROP_ROLE] = g_param_spec_enum ("role", NULL, NULL, REPOINT_TYPE_CHECKLIST_ITEM_ROLE,
                                             REPOINT_CHECKLIST_ITEM_STEP, flags);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  properties[PROP_SOURCE] = g_param_spec_string ("source", NULL, NULL, NULL, flags);
  properties[PROP_TICKED] = g_param_spec_boolean ("ticked", NULL, NULL, FALSE, flags);
  properties[PROP_TICKED_BY] = g_param_spec_string ("ticked-by", NULL, NULL, NULL, flags);
  properties[PROP_TICKED_AT] = g_param_spec_boxed ("ticked-at", NULL, NULL, G_TYPE_DATE_TIME, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[CHANGING] = g_signal_new ("changing", REPOINT_TYPE_CHECKLIST_ITEM, G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CHANGED] = g_signal_new ("changed", REPOINT_TYPE_CHECKLIST_ITEM, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
repoint_checklist_item_init (RepointChecklistItem *self)
{
  self->ticked_by = g_strdup ("");
}

/**
 * repoint_checklist_item_new: one rendered step, not ticked.
 * @step_id: the guide's or the catalog's id of the step, "" for a free note
 * @text: the sentence, values to type in between U+2068 and U+2069
 * @source: (nullable): where the step comes from, as small print
 *
 * Returns: (transfer full): a new item.
 */
RepointChecklistItem *
repoint_checklist_item_new (const char               *step_id,
                            RepointChecklistItemRole  role,
                            const char               *text,
                            const char               *source)
{
  RepointChecklistItem *self;

  g_return_val_if_fail (step_id != NULL, NULL);
  g_return_val_if_fail (text != NULL, NULL);

  self = g_object_new (REPOINT_TYPE_CHECKLIST_ITEM, NULL);
  self->step_id = g_strdup (step_id);
  self->role = role;
  self->text = g_strdup (text);
  self->source = g_strdup (source != NULL ? source : "");

  return self;
}

/** repoint_checklist_item_get_step_id: (transfer none): "" for a free note. */
const char *
repoint_checklist_item_get_step_id (RepointChecklistItem *self)
{
  g_return_val_if_fail (REPOINT_IS_CHECKLIST_ITEM (self), NULL);

  return self->step_id;
}

/** repoint_checklist_item_get_role: what part it plays on paper. */
RepointChecklistItemRole
repoint_checklist_item_get_role (RepointChecklistItem *self)
{
  g_return_val_if_fail (REPOINT_IS_CHECKLIST_ITEM (self), REPOINT_CHECKLIST_ITEM_STEP);

  return self->role;
}

/** repoint_checklist_item_get_text: (transfer none): the sentence. */
const char *
repoint_checklist_item_get_text (RepointChecklistItem *self)
{
  g_return_val_if_fail (REPOINT_IS_CHECKLIST_ITEM (self), NULL);

  return self->text;
}

/** repoint_checklist_item_get_source: (transfer none): where it comes from, "" when nowhere. */
const char *
repoint_checklist_item_get_source (RepointChecklistItem *self)
{
  g_return_val_if_fail (REPOINT_IS_CHECKLIST_ITEM (self), NULL);

  return self->source;
}

/** repoint_checklist_item_get_ticked: whether it is done. */
gboolean
repoint_checklist_item_get_ticked (RepointChecklistItem *self)
{
  g_return_val_if_fail (REPOINT_IS_CHECKLIST_ITEM (self), FALSE);

  return self->ticked;
}

/** repoint_checklist_item_get_ticked_by: (transfer none): initials, "" when not given. */
const char *
repoint_checklist_item_get_ticked_by (RepointChecklistItem *self)
{
  g_return_val_if_fail (REPOINT_IS_CHECKLIST_ITEM (self), NULL);

  return self->ticked_by;
}

/** repoint_checklist_item_get_ticked_at: (transfer none) (nullable): when. */
GDateTime *
repoint_checklist_item_get_ticked_at (RepointChecklistItem *self)
{
  g_return_val_if_fail (REPOINT_IS_CHECKLIST_ITEM (self), NULL);

  return self->ticked_at;
}

/**
 * repoint_checklist_item_tick: ticks or unticks.
 * @ticked: whether the step is done
 * @by: (nullable): initials; an item that is not ticked has none
 * @at: (nullable): when; kept to the second; an item that is not ticked has none
 */
void
repoint_checklist_item_tick (RepointChecklistItem *self,
                             gboolean              ticked,
                             const char           *by,
                             GDateTime            *at)
{
  g_return_if_fail (REPOINT_IS_CHECKLIST_ITEM (self));

  ticked = !!ticked;
  if (!ticked || by == NULL)
    by = "";
  if (!ticked)
    at = NULL;

  if (self->ticked == ticked && g_strcmp0 (self->ticked_by, by) == 0 &&
      (self->ticked_at == at ||
       (self->ticked_at != NULL && at != NULL && g_date_time_to_unix (self->ticked_at) == g_date_time_to_unix (at))))
    return;

  g_signal_emit (self, signals[CHANGING], 0);
  g_object_freeze_notify (G_OBJECT (self));
  if (self->ticked != ticked)
    {
      self->ticked = ticked;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TICKED]);
    }
  if (g_strcmp0 (self->ticked_by, by) != 0)
    {
      char *copy = g_strdup (by); /* @by may be what is freed here */

      g_free (self->ticked_by);
      self->ticked_by = copy;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TICKED_BY]);
    }
  if (self->ticked_at != at)
    {
      GDateTime *kept = at != NULL ? g_date_time_new_from_unix_utc (g_date_time_to_unix (at)) : NULL;

      g_clear_pointer (&self->ticked_at, g_date_time_unref);
      self->ticked_at = kept;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TICKED_AT]);
    }
  g_object_thaw_notify (G_OBJECT (self));
  g_signal_emit (self, signals[CHANGED], 0);
}
