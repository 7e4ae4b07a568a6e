/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-field.h"

#include "repoint-phrase.h"

struct _RepointField
{
  GObject parent_instance;

  GtkWidget *row; /* owns the field */
  GType type;     /* of an enum; G_TYPE_INVALID for text */
  const char *property;
  const char *edit_label;
  RepointSession *session;
  GObject *target;
  gulong target_handler;
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (RepointField, repoint_field, G_TYPE_OBJECT)

static int
value_at (RepointField *self,
          guint         position)
{
  g_autoptr(GEnumClass) class = g_type_class_ref (self->type);

  return position < class->n_values ? class->values[position].value : class->values[0].value;
}

static guint
position_of (RepointField *self,
             int           value)
{
  g_autoptr(GEnumClass) class = g_type_class_ref (self->type);

  for (guint i = 0; i < class->n_values; i++)
    if (class->values[i].value == value)
      return i;
  return GTK_INVALID_LIST_POSITION;
}

static void
show_target (RepointField *self)
{
  if (self->updating)
    return;

  self->updating = TRUE;
  if (self->type != G_TYPE_INVALID)
    {
      int value = 0;

      if (self->target != NULL)
        g_object_get (self->target, self->property, &value, NULL);
      adw_combo_row_set_selected (ADW_COMBO_ROW (self->row), position_of (self, value));
    }
  else
    {
      g_autofree char *text = NULL;

      if (self->target != NULL)
        g_object_get (self->target, self->property, &text, NULL);
      if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->row)), text != NULL ? text : "") != 0)
        gtk_editable_set_text (GTK_EDITABLE (self->row), text != NULL ? text : "");
    }
  self->updating = FALSE;
}

static void
row_changed_cb (RepointField *self)
{
  if (self->updating || self->target == NULL)
    return;

  self->updating = TRUE;
  repoint_session_edit (self->session, self->edit_label);
  if (self->type != G_TYPE_INVALID)
    {
      guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self->row));

      g_object_set (self->target, self->property, value_at (self, selected), NULL);
      repoint_session_end_edit (self->session);
    }
  else
    {
      g_object_set (self->target, self->property, gtk_editable_get_text (GTK_EDITABLE (self->row)), NULL);
    }
  self->updating = FALSE;
}

static void
repoint_field_dispose (GObject *object)
{
  RepointField *self = REPOINT_FIELD (object);

  if (self->target != NULL)
    g_clear_signal_handler (&self->target_handler, self->target);
  g_clear_object (&self->target);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (repoint_field_parent_class)->dispose (object);
}

static void
repoint_field_class_init (RepointFieldClass *class)
{
  G_OBJECT_CLASS (class)->dispose = repoint_field_dispose;
}

static void
repoint_field_init (RepointField *self)
{
}

static RepointField *
bind_row (GtkWidget  *row,
          GType       type,
          const char *property,
          const char *edit_label,
          const char *signal)
{
  RepointField *self = g_object_new (REPOINT_TYPE_FIELD, NULL);

  self->row = row;
  self->type = type;
  self->property = g_intern_string (property);
  self->edit_label = g_intern_string (edit_label);
  g_object_set_data_full (G_OBJECT (row), "repoint-field", self, g_object_unref);
  g_signal_connect_object (row, signal, G_CALLBACK (row_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/** repoint_field_bind_text: @row will edit the string @property as the step of undo @edit_label. */
RepointField *
repoint_field_bind_text (GtkEditable *row,
                         const char  *property,
                         const char  *edit_label)
{
  g_return_val_if_fail (GTK_IS_EDITABLE (row), NULL);

  return bind_row (GTK_WIDGET (row), G_TYPE_INVALID, property, edit_label, "changed");
}

/** repoint_field_bind_choice: @row will choose the value of @property, of the enum @type. */
RepointField *
repoint_field_bind_choice (AdwComboRow *row,
                           GType        type,
                           const char  *property,
                           const char  *edit_label)
{
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
  g_autoptr(GEnumClass) class = NULL;

  g_return_val_if_fail (ADW_IS_COMBO_ROW (row), NULL);
  g_return_val_if_fail (G_TYPE_IS_ENUM (type), NULL);

  class = g_type_class_ref (type);
  for (guint i = 0; i < class->n_values; i++)
    gtk_string_list_take (names, repoint_phrase_enum (type, class->values[i].value));
  adw_combo_row_set_model (row, G_LIST_MODEL (names));
  return bind_row (GTK_WIDGET (row), type, property, edit_label, "notify::selected");
}

/** repoint_field_set_target: the object whose property is edited, and the session that keeps undo. */
void
repoint_field_set_target (RepointField   *self,
                          RepointSession *session,
                          GObject        *target)
{
  g_autofree char *signal = NULL;

  g_return_if_fail (REPOINT_IS_FIELD (self));
  g_return_if_fail ((session == NULL) == (target == NULL));

  if (self->target != NULL)
    g_clear_signal_handler (&self->target_handler, self->target);
  g_set_object (&self->session, session);
  g_set_object (&self->target, target);
  if (target != NULL)
    {
      signal = g_strconcat ("notify::", self->property, NULL);
      self->target_handler = g_signal_connect_object (target, signal, G_CALLBACK (show_target), self, G_CONNECT_SWAPPED);
    }
  show_target (self);
}
