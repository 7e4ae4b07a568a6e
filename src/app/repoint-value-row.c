/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-value-row.h"

#include "repoint-phrase-window.h"
#include "repoint-window.h"

struct _RepointValueRow
{
  AdwBin parent_instance;

  char *name;
  char *value;
  char *hint;
  gboolean copyable;
};

typedef enum
{
  PROP_NAME = 1,
  PROP_VALUE,
  PROP_HINT,
  PROP_COPYABLE,
} RepointValueRowProps;

static GParamSpec *props[PROP_COPYABLE + 1];

G_DEFINE_FINAL_TYPE (RepointValueRow, repoint_value_row, ADW_TYPE_BIN)

static gboolean
is_not_empty (RepointValueRow *self,
              const char      *text)
{
  return text != NULL && text[0] != '\0';
}

static void
copy_clicked_cb (RepointValueRow *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->value);
  repoint_window_toast (GTK_WIDGET (self), repoint_phrase_text (REPOINT_TEXT_COPIED), FALSE);
}

static void
repoint_value_row_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  RepointValueRow *self = REPOINT_VALUE_ROW (object);

  switch ((RepointValueRowProps) prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_VALUE:
      g_value_set_string (value, self->value);
      break;
    case PROP_HINT:
      g_value_set_string (value, self->hint);
      break;
    case PROP_COPYABLE:
      g_value_set_boolean (value, self->copyable);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_value_row_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  RepointValueRow *self = REPOINT_VALUE_ROW (object);

  switch ((RepointValueRowProps) prop_id)
    {
    case PROP_NAME:
      g_free (self->name);
      self->name = g_value_dup_string (value);
      break;
    case PROP_VALUE:
      repoint_value_row_set_value (self, g_value_get_string (value));
      break;
    case PROP_HINT:
      g_free (self->hint);
      self->hint = g_value_dup_string (value);
      break;
    case PROP_COPYABLE:
      self->copyable = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_value_row_finalize (GObject *object)
{
  RepointValueRow *self = REPOINT_VALUE_ROW (object);

  g_free (self->name);
  g_free (self->value);
  g_free (self->hint);

  G_OBJECT_CLASS (repoint_value_row_parent_class)->finalize (object);
}

static void
repoint_value_row_class_init (RepointValueRowClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = repoint_value_row_get_property;
  object_class->set_property = repoint_value_row_set_property;
  object_class->finalize = repoint_value_row_finalize;

  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  props[PROP_VALUE] = g_param_spec_string ("value", NULL, NULL, "", flags | G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_HINT] = g_param_spec_string ("hint", NULL, NULL, NULL, flags);
  props[PROP_COPYABLE] = g_param_spec_boolean ("copyable", NULL, NULL, TRUE, flags | G_PARAM_CONSTRUCT);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/repoint/Repoint/ui/repoint-value-row.ui");
  gtk_widget_class_bind_template_callback (widget_class, is_not_empty);
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked_cb);
}

static void
repoint_value_row_init (RepointValueRow *self)
{
  self->value = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
}

/** repoint_value_row_get_value: what to type. Returns: (transfer none). */
const char *
repoint_value_row_get_value (RepointValueRow *self)
{
  g_return_val_if_fail (REPOINT_IS_VALUE_ROW (self), NULL);

  return self->value;
}

/** repoint_value_row_set_value: sets what to type. */
void
repoint_value_row_set_value (RepointValueRow *self,
                             const char      *value)
{
  g_return_if_fail (REPOINT_IS_VALUE_ROW (self));
  g_return_if_fail (value != NULL);

  if (g_str_equal (self->value, value))
    return;
  g_free (self->value);
  self->value = g_strdup (value);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VALUE]);
}
