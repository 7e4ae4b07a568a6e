/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-steps-view.h"

#include "repoint-phrase-window.h"
#include "repoint-source-button.h"
#include "repoint-window.h"

/* What stands around a value to type in (see repoint-phrase.h). */
#define VALUE_BEGIN "\342\201\250"
#define VALUE_END "\342\201\251"

struct _RepointStepsView
{
  AdwBin parent_instance;

  GtkListBox *list;
  GPtrArray *texts; /* of char*: what is shown, to leave it alone when nothing has changed */
};

G_DEFINE_FINAL_TYPE (RepointStepsView, repoint_steps_view, ADW_TYPE_BIN)

static void
copy_clicked_cb (GtkButton *button)
{
  const char *value = g_object_get_data (G_OBJECT (button), "repoint-value");

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (button)), value);
  repoint_window_toast (GTK_WIDGET (button), repoint_phrase_text (REPOINT_TEXT_COPIED), FALSE);
}

static void
add_copy_buttons (GtkBox     *box,
                  const char *text)
{
  const char *begin = text;

  while ((begin = strstr (begin, VALUE_BEGIN)) != NULL)
    {
      const char *end = strstr (begin, VALUE_END);
      g_autofree char *value = NULL;
      g_autofree char *tooltip = NULL;
      GtkWidget *button;

      if (end == NULL)
        return;
      begin += strlen (VALUE_BEGIN);
      value = g_strndup (begin, end - begin);
      tooltip = repoint_phrase_copy_value (value);
      button = gtk_button_new_from_icon_name ("edit-copy-symbolic");
      gtk_widget_set_tooltip_text (button, tooltip);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip, -1);
      gtk_widget_add_css_class (button, "flat");
      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      g_object_set_data_full (G_OBJECT (button), "repoint-value", g_steal_pointer (&value), g_free);
      g_signal_connect (button, "clicked", G_CALLBACK (copy_clicked_cb), NULL);
      gtk_box_append (box, button);
      begin = end;
    }
}

static GtkWidget *
make_text (const RepointStep *step,
           const char        *text,
           gboolean           with_role)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *label = gtk_label_new (NULL);
  g_autofree char *markup = repoint_phrase_to_markup (text);
  g_autofree char *role = repoint_phrase_step_role (step->role);

  if (with_role && role[0] != '\0')
    {
      GtkWidget *head = gtk_label_new (role);

      gtk_label_set_xalign (GTK_LABEL (head), 0);
      gtk_widget_add_css_class (head, "caption-heading");
      gtk_widget_add_css_class (head, "dim-label");
      gtk_box_append (GTK_BOX (box), head);
    }
  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_set_hexpand (box, TRUE);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  return box;
}

/* @number 0: the line is no step. @with_role: it is the first of its kind. */
static GtkWidget *
make_row (const RepointStep *step,
          const char        *text,
          guint              number,
          gboolean           with_role)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  g_autofree char *number_text = number > 0 ? g_strdup_printf ("%u.", number) : g_strdup ("");
  GtkWidget *mark = gtk_label_new (number_text);

  gtk_label_set_xalign (GTK_LABEL (mark), 1);
  gtk_label_set_yalign (GTK_LABEL (mark), 0);
  gtk_label_set_width_chars (GTK_LABEL (mark), 3);
  gtk_widget_set_valign (mark, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (mark, "numeric");
  gtk_widget_add_css_class (mark, "dim-label");

  add_copy_buttons (GTK_BOX (buttons), text);
  if (step->fact.source != NULL)
    {
      g_autofree char *fact = repoint_phrase_fact (&step->fact);

      gtk_box_append (GTK_BOX (buttons), repoint_source_button_new (fact, step->fact.source));
    }
  gtk_box_append (GTK_BOX (box), mark);
  gtk_box_append (GTK_BOX (box), make_text (step, text, with_role));
  gtk_box_append (GTK_BOX (box), buttons);
  gtk_widget_add_css_class (box, "step");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  return row;
}

static gboolean
is_shown (RepointStepsView *self,
          GPtrArray        *texts)
{
  if (self->texts->len != texts->len)
    return FALSE;
  for (guint i = 0; i < texts->len; i++)
    if (!g_str_equal (g_ptr_array_index (texts, i), g_ptr_array_index (self->texts, i)))
      return FALSE;
  return TRUE;
}

static void
repoint_steps_view_finalize (GObject *object)
{
  g_ptr_array_unref (REPOINT_STEPS_VIEW (object)->texts);

  G_OBJECT_CLASS (repoint_steps_view_parent_class)->finalize (object);
}

static void
repoint_steps_view_class_init (RepointStepsViewClass *class)
{
  G_OBJECT_CLASS (class)->finalize = repoint_steps_view_finalize;
}

static void
repoint_steps_view_init (RepointStepsView *self)
{
  self->texts = g_ptr_array_new_with_free_func (g_free);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->list));
}

/** repoint_steps_view_new: without steps yet. */
GtkWidget *
repoint_steps_view_new (void)
{
  return g_object_new (REPOINT_TYPE_STEPS_VIEW, NULL);
}

/** repoint_steps_view_set_steps: shows @steps (of #RepointStep); nothing changes when they read as before. */
void
repoint_steps_view_set_steps (RepointStepsView *self,
                              GPtrArray        *steps)
{
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  const char *role = NULL;
  GtkWidget *row;
  guint number = 0;

  g_return_if_fail (REPOINT_IS_STEPS_VIEW (self));
  g_return_if_fail (steps != NULL);

  for (guint i = 0; i < steps->len; i++)
    g_ptr_array_add (texts, repoint_phrase_step (g_ptr_array_index (steps, i)));
  if (is_shown (self, texts))
    return;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  for (guint i = 0; i < steps->len; i++)
    {
      const RepointStep *step = g_ptr_array_index (steps, i);
      gboolean is_step = g_strcmp0 (step->role, "step") == 0;

      number += is_step;
      gtk_list_box_append (self->list, make_row (step, g_ptr_array_index (texts, i), is_step ? number : 0,
                                                 g_strcmp0 (step->role, role) != 0));
      role = step->role;
    }
  g_ptr_array_unref (self->texts);
  self->texts = g_steal_pointer (&texts);
}
