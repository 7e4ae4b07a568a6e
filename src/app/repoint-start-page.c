/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-start-page.h"

#include "repoint-dialogs.h"
#include "repoint-phrase-window.h"

struct _RepointStartPage
{
  AdwBin parent_instance;

  AdwPreferencesGroup *recovery_group;
  GtkListBox *recovery_list;
  AdwPreferencesGroup *recents_group;
  GtkListBox *recents_list;
  RepointRecents *recents;
};

G_DEFINE_FINAL_TYPE (RepointStartPage, repoint_start_page, ADW_TYPE_BIN)

static GtkWidget *
make_recent_row (gpointer item,
                 gpointer user_data)
{
  RepointRecent *recent = item;
  g_autofree char *uri = g_file_get_uri (repoint_recent_get_file (recent));
  g_autofree char *title = g_markup_escape_text (repoint_recent_get_title (recent), -1);
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *subtitle = NULL;
  guint n_done, n_total;
  GtkWidget *row = adw_action_row_new ();

  repoint_recent_get_progress (recent, &n_done, &n_total);
  subtitle = repoint_phrase_recent (n_done, n_total, repoint_recent_get_opened (recent), now);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "app.open-uri");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", uri);
  return row;
}

static void
recents_changed_cb (RepointStartPage *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->recents_group),
                          self->recents != NULL && g_list_model_get_n_items (G_LIST_MODEL (self->recents)) > 0);
}

static GtkWidget *
make_button (const char *icon_name,
             const char *text,
             const char *action,
             const char *uri)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  gtk_widget_set_tooltip_text (button, text);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", uri);
  return button;
}

static GtkWidget *
make_recovery_row (GFile *file)
{
  g_autofree char *uri = g_file_get_uri (file);
  g_autoptr(GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_TIME_MODIFIED, G_FILE_QUERY_INFO_NONE, NULL, NULL);
  g_autoptr(GDateTime) changed = info != NULL ? g_file_info_get_modification_date_time (info) : NULL;
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *subtitle = repoint_phrase_unsaved (changed, now);
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), repoint_phrase_text (REPOINT_TEXT_UNSAVED_OFFICE));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             make_button ("user-trash-symbolic", repoint_phrase_text (REPOINT_TEXT_DISCARD_UNSAVED),
                                          "start.discard", uri));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "app.recover");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", uri);
  return row;
}

static void
list_recoverable (RepointStartPage *self)
{
  g_autoptr(GPtrArray) files = repoint_store_list_recoverable ();
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->recovery_list))) != NULL)
    gtk_list_box_remove (self->recovery_list, row);
  for (guint i = 0; i < files->len; i++)
    gtk_list_box_append (self->recovery_list, make_recovery_row (g_ptr_array_index (files, i)));
  gtk_widget_set_visible (GTK_WIDGET (self->recovery_group), files->len > 0);
}

/* What a discard is about, while the question is open. */
typedef struct
{
  GWeakRef  page;
  GFile    *file;
} Discard;

static void
discard_answered_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  Discard *discard = user_data;
  g_autofree char *answer = repoint_dialogs_confirm_finish (result);
  g_autoptr(RepointStartPage) self = g_weak_ref_get (&discard->page);

  if (g_strcmp0 (answer, "discard") == 0)
    repoint_store_discard_recoverable (discard->file);
  if (self != NULL)
    list_recoverable (self);

  g_weak_ref_clear (&discard->page);
  g_object_unref (discard->file);
  g_free (discard);
}

/* Nothing brings it back, so it is asked for. */
static void
discard_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  const RepointResponse responses[] = {
    { "cancel", repoint_phrase_text (REPOINT_TEXT_CANCEL), REPOINT_RESPONSE_PLAIN },
    { "discard", repoint_phrase_text (REPOINT_TEXT_DISCARD), REPOINT_RESPONSE_DESTRUCTIVE },
    { NULL, NULL, REPOINT_RESPONSE_PLAIN },
  };
  Discard *discard = g_new0 (Discard, 1);

  g_weak_ref_init (&discard->page, widget);
  discard->file = g_file_new_for_uri (g_variant_get_string (parameter, NULL));
  repoint_dialogs_confirm_async (GTK_WINDOW (gtk_widget_get_root (widget)),
                                 repoint_phrase_text (REPOINT_TEXT_DISCARD_UNSAVED_HEADING),
                                 repoint_phrase_text (REPOINT_TEXT_DISCARD_UNSAVED_BODY), responses, NULL,
                                 discard_answered_cb, discard);
}

static void
repoint_start_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (repoint_start_page_parent_class)->map (widget);
  list_recoverable (REPOINT_START_PAGE (widget));
}

static void
repoint_start_page_dispose (GObject *object)
{
  g_clear_object (&REPOINT_START_PAGE (object)->recents);

  G_OBJECT_CLASS (repoint_start_page_parent_class)->dispose (object);
}

static void
repoint_start_page_class_init (RepointStartPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = repoint_start_page_dispose;
  widget_class->map = repoint_start_page_map;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/repoint/Repoint/ui/repoint-start-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RepointStartPage, recovery_group);
  gtk_widget_class_bind_template_child (widget_class, RepointStartPage, recovery_list);
  gtk_widget_class_bind_template_child (widget_class, RepointStartPage, recents_group);
  gtk_widget_class_bind_template_child (widget_class, RepointStartPage, recents_list);
  gtk_widget_class_install_action (widget_class, "start.discard", "s", discard_action);
}

static void
repoint_start_page_init (RepointStartPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/** repoint_start_page_set_recents: the offices to offer; %NULL for none. */
void
repoint_start_page_set_recents (RepointStartPage *self,
                                RepointRecents   *recents)
{
  g_return_if_fail (REPOINT_IS_START_PAGE (self));

  if (!g_set_object (&self->recents, recents))
    return;
  gtk_list_box_bind_model (self->recents_list, G_LIST_MODEL (recents), make_recent_row, NULL, NULL);
  g_signal_connect_object (recents, "items-changed", G_CALLBACK (recents_changed_cb), self, G_CONNECT_SWAPPED);
  recents_changed_cb (self);
}
