/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-visit-row.h"

#include "repoint-finding-row.h"
#include "repoint-phrase.h"

struct _RepointVisitRow
{
  AdwPreferencesRow parent_instance;

  RepointVisitItem *item;
  gboolean named;

  GtkListBox *list; /* not owned: that it stands in */

  GtkImage *icon;
  GtkLabel *title_label;
  GtkLabel *time_label;
  GtkLabel *sentence_label;
  GtkButton *assign_button;
};

static guint opened_signal;
static guint assign_signal;

G_DEFINE_FINAL_TYPE (RepointVisitRow, repoint_visit_row, ADW_TYPE_PREFERENCES_ROW)

/* The icon says how much it matters; so does the description that is read out. */
static void
update (RepointVisitRow *self)
{
  RepointSeverity severity = repoint_visit_item_get_severity (self->item);
  const char *classes[] = { repoint_severity_get_style_class (severity), NULL };
  g_autofree char *title = NULL;
  g_autofree char *time = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *sentence_markup = NULL;
  g_autofree char *sentence_plain = NULL;
  g_autofree char *word = repoint_phrase_enum (REPOINT_TYPE_SEVERITY, (int) severity);
  g_autofree char *description = NULL;
  g_autofree char *moment = repoint_phrase_moment (repoint_visit_item_get_time (self->item));
  gboolean assigned;

  g_object_get (self->item, "title", &title, "time", &time, "sentence", &sentence, "assigned", &assigned, NULL);
  sentence_markup = repoint_phrase_to_markup (sentence);
  sentence_plain = repoint_phrase_to_plain (sentence);
  description = g_strdup_printf ("%s, %s: %s", time, word, sentence_plain);

  gtk_image_set_from_icon_name (self->icon, repoint_severity_get_icon_name (severity));
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), classes);
  gtk_label_set_label (self->time_label, time);
  gtk_widget_set_visible (GTK_WIDGET (self->time_label), self->named);
  gtk_label_set_label (self->title_label, self->named ? title : moment);
  gtk_label_set_markup (self->sentence_label, sentence_markup);
  gtk_widget_set_visible (GTK_WIDGET (self->assign_button), !assigned);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->named ? title : moment,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
}

static void
assign_clicked_cb (RepointVisitRow *self)
{
  g_signal_emit (self, assign_signal, 0);
}

static void
row_activated_cb (RepointVisitRow *self,
                  GtkListBoxRow   *row)
{
  if (row == GTK_LIST_BOX_ROW (self))
    g_signal_emit (self, opened_signal, 0);
}

/* It is the list that tells which row was pressed. */
static void
parent_changed_cb (RepointVisitRow *self)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  if (self->list != NULL)
    {
      g_signal_handlers_disconnect_by_func (self->list, row_activated_cb, self);
      g_clear_weak_pointer (&self->list);
    }
  if (GTK_IS_LIST_BOX (parent))
    {
      g_set_weak_pointer (&self->list, GTK_LIST_BOX (parent));
      g_signal_connect_object (parent, "row-activated", G_CALLBACK (row_activated_cb), self, G_CONNECT_SWAPPED);
    }
}

static void
repoint_visit_row_dispose (GObject *object)
{
  RepointVisitRow *self = REPOINT_VISIT_ROW (object);

  g_clear_weak_pointer (&self->list);
  g_clear_object (&self->item);

  G_OBJECT_CLASS (repoint_visit_row_parent_class)->dispose (object);
}

static void
repoint_visit_row_class_init (RepointVisitRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = repoint_visit_row_dispose;

  opened_signal = g_signal_new ("opened", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  assign_signal = g_signal_new ("assign", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/repoint/Repoint/ui/repoint-visit-row.ui");
  gtk_widget_class_bind_template_child (widget_class, RepointVisitRow, icon);
  gtk_widget_class_bind_template_child (widget_class, RepointVisitRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, RepointVisitRow, time_label);
  gtk_widget_class_bind_template_child (widget_class, RepointVisitRow, sentence_label);
  gtk_widget_class_bind_template_child (widget_class, RepointVisitRow, assign_button);
  gtk_widget_class_bind_template_callback (widget_class, assign_clicked_cb);
}

static void
repoint_visit_row_init (RepointVisitRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "notify::parent", G_CALLBACK (parent_changed_cb), NULL);
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
