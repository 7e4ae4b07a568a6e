/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-command-row.h"

#include "repoint-phrase-window.h"
#include "repoint-window.h"

struct _RepointCommandRow
{
  GtkListBoxRow parent_instance;

  char *name;
  char *command;
};

typedef enum
{
  PROP_COMMAND = 1,
  PROP_NAME,
} RepointCommandRowProps;

static GParamSpec *props[PROP_NAME + 1];

G_DEFINE_FINAL_TYPE (RepointCommandRow, repoint_command_row, GTK_TYPE_LIST_BOX_ROW)

static gboolean
is_named (RepointCommandRow *self,
          const char        *name)
{
  return name != NULL;
}

static void
copy_clicked_cb (RepointCommandRow *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->command);
  repoint_window_toast (GTK_WIDGET (self), repoint_phrase_text (REPOINT_TEXT_COPIED), FALSE);
}

static void
repoint_command_row_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  RepointCommandRow *self = REPOINT_COMMAND_ROW (object);

  switch ((RepointCommandRowProps) prop_id)
    {
    case PROP_COMMAND:
      g_value_set_string (value, self->command);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_command_row_set_property (GObject      *object,
                                  guint         prop_id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  RepointCommandRow *self = REPOINT_COMMAND_ROW (object);

  switch ((RepointCommandRowProps) prop_id)
    {
    case PROP_COMMAND:
      self->command = g_value_dup_string (value);
      break;
    case PROP_NAME:
      self->name = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_command_row_finalize (GObject *object)
{
  RepointCommandRow *self = REPOINT_COMMAND_ROW (object);

  g_free (self->name);
  g_free (self->command);

  G_OBJECT_CLASS (repoint_command_row_parent_class)->finalize (object);
}

static void
repoint_command_row_class_init (RepointCommandRowClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = repoint_command_row_get_property;
  object_class->set_property = repoint_command_row_set_property;
  object_class->finalize = repoint_command_row_finalize;

  props[PROP_COMMAND] = g_param_spec_string ("command", NULL, NULL, "",
                                             G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL,
                                          G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/repoint/Repoint/ui/repoint-command-row.ui");
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, is_named);
}

static void
repoint_command_row_init (RepointCommandRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/** repoint_command_row_new: a row for @command. */
GtkWidget *
repoint_command_row_new (const char *command)
{
  return g_object_new (REPOINT_TYPE_COMMAND_ROW, "command", command, NULL);
}

/** repoint_command_row_new_named: a row for @command, with what it is for above it. */
GtkWidget *
repoint_command_row_new_named (const char *name,
                               const char *command)
{
  return g_object_new (REPOINT_TYPE_COMMAND_ROW, "name", name, "command", command, NULL);
}
