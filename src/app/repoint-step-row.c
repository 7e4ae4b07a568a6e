/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-step-row.h"

struct _RepointStepRow
{
  GtkListBoxRow parent_instance;

  RepointPage *page;
};

typedef enum
{
  PROP_PAGE = 1,
} RepointStepRowProps;

static GParamSpec *props[PROP_PAGE + 1];

G_DEFINE_FINAL_TYPE (RepointStepRow, repoint_step_row, GTK_TYPE_LIST_BOX_ROW)

static gboolean
has_text (GObject    *object,
          const char *text,
          gpointer    user_data)
{
  return text != NULL && text[0] != '\0';
}

static void
repoint_step_row_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  RepointStepRow *self = REPOINT_STEP_ROW (object);

  switch ((RepointStepRowProps) prop_id)
    {
    case PROP_PAGE:
      g_value_set_object (value, self->page);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_step_row_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  RepointStepRow *self = REPOINT_STEP_ROW (object);

  switch ((RepointStepRowProps) prop_id)
    {
    case PROP_PAGE:
      self->page = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_step_row_dispose (GObject *object)
{
  g_clear_object (&REPOINT_STEP_ROW (object)->page);

  G_OBJECT_CLASS (repoint_step_row_parent_class)->dispose (object);
}

static void
repoint_step_row_class_init (RepointStepRowClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = repoint_step_row_get_property;
  object_class->set_property = repoint_step_row_set_property;
  object_class->dispose = repoint_step_row_dispose;

  props[PROP_PAGE] = g_param_spec_object ("page", NULL, NULL, REPOINT_TYPE_PAGE,
                                          G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/repoint/Repoint/ui/repoint-step-row.ui");
  gtk_widget_class_bind_template_callback (widget_class, has_text);
}

static void
repoint_step_row_init (RepointStepRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/** repoint_step_row_new: a row that follows @page. */
GtkWidget *
repoint_step_row_new (RepointPage *page)
{
  return g_object_new (REPOINT_TYPE_STEP_ROW, "page", page, NULL);
}

/** repoint_step_row_get_page: the step. Returns: (transfer none). */
RepointPage *
repoint_step_row_get_page (RepointStepRow *self)
{
  g_return_val_if_fail (REPOINT_IS_STEP_ROW (self), NULL);

  return self->page;
}
