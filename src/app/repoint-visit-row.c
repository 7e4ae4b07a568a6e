/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-visit-row.h"

#include "repoint-finding-row.h"
#include "repoint-phrase.h"

struct _RepointVisitRow
{
  AdwActionRow parent_instance;

  RepointVisitItem *item;
  gboolean named;

  GtkImage *icon;
  GtkLabel *time_label;
  GtkButton *assign_button;
};

static guint assign_signal;

G_DEFINE_FINAL_TYPE (RepointVisitRow, repoint_visit_row, ADW_TYPE_ACTION_ROW)

/* The icon says how much it matters; so does the description that is read out. */
static void
update (RepointVisitRow *self)
{
  RepointSeverity severity = repoint_visit_item_get_severity (self->item);
  const char *classes[] = { repoint_severity_get_style_class (severity), NULL };
  g_autofree char *title = NULL;
  g_autofree char *time = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *title_markup = NULL;
  g_autofree char *sentence_markup = NULL;
  g_autofree char *sentence_plain = NULL;
  g_autofree char *word = repoint_phrase_enum (REPOINT_TYPE_SEVERITY, (int) severity);
  g_autofree char *description = NULL;
  g_autofree char *moment = repoint_phrase_moment (repoint_visit_item_get_time (self->item));
  gboolean assigned;

  g_object_get (self->item, "title", &title, "time", &time, "sentence", &sentence, "assigned", &assigned, NULL);
  title_markup = g_markup_escape_text (title, -1);
  sentence_markup = repoint_phrase_to_markup (sentence);
  sentence_plain = repoint_phrase_to_plain (sentence);
  description = g_strdup_printf ("%s, %s: %s", time, word, sentence_plain);

  gtk_image_set_from_icon_name (self->icon, repoint_severity_get_icon_name (severity));
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), classes);
  gtk_label_set_label (self->time_label, time);
  gtk_widget_set_visible (GTK_WIDGET (self->time_label), self->named);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), self->named ? title_markup : moment);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), sentence_markup);
  gtk_widget_set_visible (GTK_WIDGET (self->assign_button), !assigned);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
}

static void
assign_clicked_cb (RepointVisitRow *self)
{
  g_signal_emit (self, assign_signal, 0);
}

static void
repoint_visit_row_dispose (GObject *object)
{
  g_clear_object (&REPOINT_VISIT_ROW (object)->item);

  G_OBJECT_CLASS (repoint_visit_row_parent_class)->dispose (object);
}

static void
repoint_visit_row_class_init (RepointVisitRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = repoint_visit_row_dispose;

  assign_signal = g_signal_new ("assign", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/repoint/Repoint/ui/repoint-visit-row.ui");
  gtk_widget_class_bind_template_child (widget_class, RepointVisitRow, icon);
  gtk_widget_class_bind_template_child (widget_class, RepointVisitRow, time_label);
  gtk_widget_class_bind_template_child (widget_class, RepointVisitRow, assign_button);
  gtk_widget_class_bind_template_callback (widget_class, assign_clicked_cb);
}

static void
repoint_visit_row_init (RepointVisitRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/** repoint_visit_row_new: a row for @item, with the name of the device unless all visits around it are its own. */
GtkWidget *
repoint_visit_row_new (RepointVisitItem *item,
                       gboolean          named)
{
  RepointVisitRow *self;

  g_return_val_if_fail (REPOINT_IS_VISIT_ITEM (item), NULL);

  self = g_object_new (REPOINT_TYPE_VISIT_ROW, NULL);
  self->item = g_object_ref (item);
  self->named = named;
  /* All of an item's words are notified together; "assigned" is the last of them. */
  g_signal_connect_object (item, "notify::assigned", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}

/** repoint_visit_row_get_item: the visit shown. Returns: (transfer none). */
RepointVisitItem *
repoint_visit_row_get_item (RepointVisitRow *self)
{
  g_return_val_if_fail (REPOINT_IS_VISIT_ROW (self), NULL);

  return self->item;
}
