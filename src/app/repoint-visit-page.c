/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-visit-page.h"

#include "repoint-command-row.h"
#include "repoint-detail-row.h"
#include "repoint-phrase-station.h"
#include "repoint-phrase-visit.h"
#include "repoint-phrase-window.h"
#include "repoint-survey-data.h"
#include "repoint-target.h"
#include "repoint-window.h"

struct _RepointVisitPage
{
  AdwBin parent_instance;

  RepointVisitItem *item;

  GtkLabel *title_label;
  GtkLabel *time_label;
  GtkLabel *sentence_label;
  AdwPreferencesGroup *names_group;
  GtkListBox *names_list;
  AdwPreferencesGroup *sections_group;
};

G_DEFINE_FINAL_TYPE (RepointVisitPage, repoint_visit_page, ADW_TYPE_BIN)

static void
show_head (RepointVisitPage *self)
{
  g_autofree char *title = NULL;
  g_autofree char *time = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *markup = NULL;

  g_object_get (self->item, "title", &title, "time", &time, "sentence", &sentence, NULL);
  markup = repoint_phrase_to_markup (sentence);
  gtk_label_set_label (self->title_label, title);
  gtk_label_set_label (self->time_label, time);
  gtk_label_set_markup (self->sentence_label, markup);
}

static void
list_sections (RepointVisitPage *self)
{
  g_autoptr(GPtrArray) sections = repoint_phrase_visit_sections (repoint_visit_item_get_data (self->item));

  for (guint i = 0; i < sections->len; i++)
    {
      const RepointPhraseSection *section = g_ptr_array_index (sections, i);
      GtkWidget *expander = adw_expander_row_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (expander), section->title);
      adw_expander_row_set_expanded (ADW_EXPANDER_ROW (expander), i == 0);
      for (guint j = 0; j < section->rows->len; j++)
        {
          const RepointPhraseRow *row = g_ptr_array_index (section->rows, j);

          adw_expander_row_add_row (ADW_EXPANDER_ROW (expander), repoint_detail_row_new (row->name, row->value));
        }
      adw_preferences_group_add (self->sections_group, expander);
    }
}

/* A device that was connected through and stopped may check names: what to enter then, ready to copy. */
static void
list_names (RepointVisitPage *self)
{
  JsonObject *data = repoint_visit_item_get_data (self->item);
  JsonObject *relay = repoint_survey_data_get_object (data, "relay");
  const char *result = relay != NULL ? repoint_survey_data_get_string (relay, "result") : NULL;
  const char *uri = relay != NULL ? repoint_survey_data_get_string (relay, "target") : NULL;
  g_autoptr(RepointTarget) target = uri != NULL ? repoint_target_parse (uri, NULL) : NULL;
  g_autofree char *hint = NULL;
  g_autofree char *markup = NULL;
  g_autofree char *entry = NULL;
  g_auto(GStrv) lines = NULL;

  if (target == NULL || (g_strcmp0 (result, "inconclusive") != 0 && g_strcmp0 (result, "device-left") != 0))
    return;

  hint = repoint_phrase_dns_hint (target->host);
  entry = repoint_phrase_dns_entry (target->host, repoint_survey_data_get_string (data, "local"));
  markup = repoint_phrase_to_markup (hint);
  adw_preferences_group_set_description (self->names_group, markup);
  lines = g_strsplit (entry, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *plain = repoint_phrase_to_plain (lines[i]);

      if (plain[0] != '\0')
        gtk_list_box_append (self->names_list, repoint_command_row_new (plain));
    }
  gtk_widget_show (GTK_WIDGET (self->names_group));
}

static void
copy_clicked_cb (RepointVisitPage *self)
{
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;

  json_node_set_object (node, repoint_visit_item_get_data (self->item));
  text = json_to_string (node, TRUE);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  repoint_window_toast (GTK_WIDGET (self), repoint_phrase_text (REPOINT_TEXT_COPIED), FALSE);
}

static void
repoint_visit_page_dispose (GObject *object)
{
  g_clear_object (&REPOINT_VISIT_PAGE (object)->item);

  G_OBJECT_CLASS (repoint_visit_page_parent_class)->dispose (object);
}

static void
repoint_visit_page_class_init (RepointVisitPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = repoint_visit_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/repoint/Repoint/ui/repoint-visit-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RepointVisitPage, title_label);
  gtk_widget_class_bind_template_child (widget_class, RepointVisitPage, time_label);
  gtk_widget_class_bind_template_child (widget_class, RepointVisitPage, sentence_label);
  gtk_widget_class_bind_template_child (widget_class, RepointVisitPage, names_group);
  gtk_widget_class_bind_template_child (widget_class, RepointVisitPage, names_list);
  gtk_widget_class_bind_template_child (widget_class, RepointVisitPage, sections_group);
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked_cb);
}

static void
repoint_visit_page_init (RepointVisitPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/** repoint_visit_page_new: shows @item. */
GtkWidget *
repoint_visit_page_new (RepointVisitItem *item)
{
  RepointVisitPage *self;

  g_return_val_if_fail (REPOINT_IS_VISIT_ITEM (item), NULL);

  self = g_object_new (REPOINT_TYPE_VISIT_PAGE, NULL);
  self->item = g_object_ref (item);
  g_signal_connect_object (item, "notify::assigned", G_CALLBACK (show_head), self, G_CONNECT_SWAPPED);
  show_head (self);
  list_names (self);
  list_sections (self);
  return GTK_WIDGET (self);
}
