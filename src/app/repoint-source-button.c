/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-source-button.h"

static GtkWidget *
make_popover (const char *text,
              const char *source)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 36);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_box_append (GTK_BOX (box), label);
  if (g_str_has_prefix (source, "https://"))
    {
      GtkWidget *link = gtk_link_button_new (source);

      gtk_widget_set_halign (link, GTK_ALIGN_START);
      gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (link))), PANGO_ELLIPSIZE_MIDDLE);
      gtk_label_set_max_width_chars (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (link))), 36);
      gtk_box_append (GTK_BOX (box), link);
    }
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  return popover;
}

/**
 * repoint_source_button_new:
 * @text: where from, as of when, how sure
 * @source: (nullable): title or web address
 *
 * Returns: (transfer floating): a button that tells where a statement comes from
 */
GtkWidget *
repoint_source_button_new (const char *text,
                           const char *source)
{
  GtkWidget *button = gtk_menu_button_new ();

  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "dialog-information-symbolic");
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), make_popover (text, source != NULL ? source : ""));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, text);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  return button;
}
