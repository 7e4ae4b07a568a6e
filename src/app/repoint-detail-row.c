/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-detail-row.h"

#include "repoint-phrase.h"

static GtkWidget *
make_label (const char *text)
{
  g_autofree char *markup = repoint_phrase_to_markup (text);
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  return label;
}

/**
 * repoint_detail_row_new:
 * @name: (nullable): a phrase
 * @value: a phrase
 *
 * Returns: (transfer floating): a row of a list that cannot be pressed
 */
GtkWidget *
repoint_detail_row_new (const char *name,
                        const char *value)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *text = make_label (value);

  if (name != NULL)
    {
      g_autofree char *plain = repoint_phrase_to_plain (name);
      GtkWidget *caption = make_label (name);

      gtk_widget_add_css_class (caption, "caption");
      gtk_widget_add_css_class (caption, "dim-label");
      gtk_box_append (GTK_BOX (box), caption);
      gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, plain, -1);
      gtk_accessible_update_relation (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_RELATION_LABELLED_BY, caption, NULL, -1);
    }
  gtk_label_set_selectable (GTK_LABEL (text), TRUE);
  gtk_box_append (GTK_BOX (box), text);
  gtk_widget_add_css_class (box, "detail");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  return row;
}
