/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-block-page.h"

#include "repoint-phrase-window.h"

struct _RepointBlockPage
{
  AdwBin parent_instance;

  RepointSession *session;
  RepointChecklistBlock *block;

  GtkLabel *title_label;
  GtkLabel *verdict_label;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (RepointBlockPage, repoint_block_page, ADW_TYPE_BIN)

static void
toggled_cb (RepointBlockPage *self,
            GtkCheckButton   *check)
{
  RepointChecklistItem *item = g_object_get_data (G_OBJECT (check), "repoint-item");
  gboolean active = gtk_check_button_get_active (check);

  if (active == repoint_checklist_item_get_ticked (item))
    return;
  repoint_session_edit (self->session, "tick");
  repoint_tick_item (item, active);
  repoint_session_end_edit (self->session);
}

static void
ticked_cb (AdwActionRow         *row,
           GParamSpec           *pspec,
           RepointChecklistItem *item)
{
  GtkWidget *check = adw_action_row_get_activatable_widget (row);
  GDateTime *at = repoint_checklist_item_get_ticked_at (item);
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *who = repoint_phrase_ticked (repoint_checklist_item_get_ticked_by (item), at, now);
  g_autofree char *markup = g_markup_escape_text (who, -1);

  adw_action_row_set_subtitle (row, markup);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), repoint_checklist_item_get_ticked (item));
}

static GtkWidget *
make_row (gpointer object,
          gpointer user_data)
{
  RepointChecklistItem *item = object;
  RepointChecklistItemRole role = repoint_checklist_item_get_role (item);
  g_autofree char *markup = repoint_phrase_to_markup (repoint_checklist_item_get_text (item));
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), markup);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  if (role == REPOINT_CHECKLIST_ITEM_STEP)
    {
      GtkWidget *check = gtk_check_button_new ();

      gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
      g_object_set_data_full (G_OBJECT (check), "repoint-item", g_object_ref (item), g_object_unref);
      g_signal_connect_object (check, "toggled", G_CALLBACK (toggled_cb), user_data, G_CONNECT_SWAPPED);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
      g_signal_connect_object (item, "notify::ticked", G_CALLBACK (ticked_cb), row, G_CONNECT_SWAPPED);
      ticked_cb (ADW_ACTION_ROW (row), NULL, item);
    }
  else
    {
      g_autofree char *head = repoint_phrase_item_role (role);
      g_autofree char *head_markup = g_markup_escape_text (head, -1);
      g_autofree char *both = g_strdup_printf ("<b>%s</b> %s", head_markup, markup);

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), both);
    }
  return row;
}

static void
repoint_block_page_dispose (GObject *object)
{
  RepointBlockPage *self = REPOINT_BLOCK_PAGE (object);

  g_clear_object (&self->block);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (repoint_block_page_parent_class)->dispose (object);
}

static void
repoint_block_page_class_init (RepointBlockPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = repoint_block_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/repoint/Repoint/ui/repoint-block-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RepointBlockPage, title_label);
  gtk_widget_class_bind_template_child (widget_class, RepointBlockPage, verdict_label);
  gtk_widget_class_bind_template_child (widget_class, RepointBlockPage, list);
}

static void
repoint_block_page_init (RepointBlockPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/** repoint_block_page_new: shows the steps of @block. */
GtkWidget *
repoint_block_page_new (RepointSession        *session,
                        RepointChecklistBlock *block)
{
  RepointBlockPage *self;
  g_autofree char *verdict = NULL;

  g_return_val_if_fail (REPOINT_IS_SESSION (session), NULL);
  g_return_val_if_fail (REPOINT_IS_CHECKLIST_BLOCK (block), NULL);

  self = g_object_new (REPOINT_TYPE_BLOCK_PAGE, NULL);
  self->session = g_object_ref (session);
  self->block = g_object_ref (block);
  verdict = repoint_phrase_to_markup (repoint_checklist_block_get_verdict (block));
  gtk_label_set_label (self->title_label, repoint_checklist_block_get_title (block));
  gtk_label_set_markup (self->verdict_label, verdict);
  gtk_widget_set_visible (GTK_WIDGET (self->verdict_label), verdict[0] != '\0');
  gtk_list_box_bind_model (self->list, repoint_checklist_block_get_items (block), make_row, self, NULL);
  return GTK_WIDGET (self);
}

/** repoint_tick_item: ticks @item as the person at this computer, now. */
void
repoint_tick_item (RepointChecklistItem *item,
                   gboolean              ticked)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  const char *name = g_get_real_name ();

  g_return_if_fail (REPOINT_IS_CHECKLIST_ITEM (item));

  if (name == NULL || g_str_equal (name, "Unknown"))
    name = g_get_user_name ();
  repoint_checklist_item_tick (item, ticked, ticked ? name : "", ticked ? now : NULL);
}
