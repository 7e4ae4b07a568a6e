/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-discover-page.h"

#include "repoint-device-list.h"
#include "repoint-device-page.h"
#include "repoint-dialogs.h"
#include "repoint-import-page.h"
#include "repoint-inventory-file.h"
#include "repoint-network.h"
#include "repoint-window.h"

/* What the page itself shows at most; the rest is one click away, in a list that can be searched. */
#define MAX_ROWS 50

/* From this many on, searching is offered even when all are shown. */
#define SEARCH_ROWS 10

struct _RepointDiscoverPage
{
  RepointPage parent_instance;

  GSignalGroup *works_signals;
  GSignalGroup *devices_signals;
  GSignalGroup *session_signals;
  GPtrArray *network_rows; /* of AdwActionRow, with a "repoint-switch" and a "repoint-range" */
  GtkCustomFilter *filter;
  GtkCustomSorter *sorter;
  GtkFilterListModel *shown;
  GtkSortListModel *sorted;
  gboolean looked;

  AdwPreferencesGroup *networks_group;
  GtkButton *look_button;
  AdwEntryRow *other_row;
  AdwEntryRow *never_row;
  GtkLabel *consent_label;
  AdwPreferencesGroup *devices_group;
  GtkWidget *practice_list;
  GtkWidget *found;
  GtkListBox *devices_list;
  GtkWidget *all_list;
  AdwActionRow *all_row;
  GtkWidget *nothing_box;
};

G_DEFINE_FINAL_TYPE (RepointDiscoverPage, repoint_discover_page, REPOINT_TYPE_PAGE)

static RepointSession *
get_session (RepointDiscoverPage *self)
{
  return repoint_page_get_session (REPOINT_PAGE (self));
}

static gboolean
is_relevant (gpointer item,
             gpointer user_data)
{
  return repoint_device_item_get_relevance (item) != REPOINT_MAIL_RELEVANCE_UNLIKELY;
}

static int
compare_relevance (gconstpointer a,
                   gconstpointer b,
                   gpointer      user_data)
{
  return (int) repoint_device_item_get_relevance ((gpointer) a) - (int) repoint_device_item_get_relevance ((gpointer) b);
}

static char **
split_addresses (const char *text)
{
  g_auto(GStrv) words = g_strsplit_set (text, " ,;\t\n", -1);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; words[i] != NULL; i++)
    if (words[i][0] != '\0')
      g_strv_builder_add (builder, words[i]);
  return g_strv_builder_end (builder);
}

/* Returns: the first word that is no range to look in, %NULL when all are; error then tells why. */
static const char *
find_bad_range (char  **words,
                GError **error)
{
  for (guint i = 0; words[i] != NULL; i++)
    {
      RepointAddressRange range;

      if (!repoint_address_range_parse (words[i], &range, error))
        return words[i];
    }
  return NULL;
}

static char **
list_ranges (RepointDiscoverPage *self)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) others = split_addresses (gtk_editable_get_text (GTK_EDITABLE (self->other_row)));

  for (guint i = 0; i < self->network_rows->len; i++)
    {
      GObject *row = g_ptr_array_index (self->network_rows, i);

      if (gtk_switch_get_active (g_object_get_data (row, "repoint-switch")))
        g_strv_builder_add (builder, g_object_get_data (row, "repoint-range"));
    }
  g_strv_builder_addv (builder, (const char **) others);
  return g_strv_builder_end (builder);
}

static guint
count_addresses (char **ranges)
{
  guint n = 0;

  for (guint i = 0; ranges[i] != NULL; i++)
    {
      RepointAddressRange range;

      if (repoint_address_range_parse (ranges[i], &range, NULL))
        n += repoint_address_range_size (&range);
    }
  return n;
}

static void
count_devices (RepointDiscoverPage *self,
               guint               *n_devices,
               guint               *n_relevant,
               guint               *n_likely)
{
  GListModel *devices = repoint_session_get_devices (get_session (self));

  *n_devices = g_list_model_get_n_items (devices);
  *n_relevant = *n_likely = 0;
  for (guint i = 0; i < *n_devices; i++)
    {
      g_autoptr(RepointDeviceItem) item = g_list_model_get_item (devices, i);

      *n_relevant += is_relevant (item, NULL);
      *n_likely += repoint_device_item_get_relevance (item) == REPOINT_MAIL_RELEVANCE_LIKELY;
    }
}

static gboolean
has_mail_use (RepointDiscoverPage *self)
{
  GListModel *devices = repoint_session_get_devices (get_session (self));

  for (guint i = 0; i < g_list_model_get_n_items (devices); i++)
    {
      g_autoptr(RepointDeviceItem) item = g_list_model_get_item (devices, i);

      if (g_list_model_get_n_items (repoint_device_get_mail_uses (repoint_device_item_get_device (item))) > 0)
        return TRUE;
    }
  return FALSE;
}

static void
update_devices (RepointDiscoverPage *self,
                guint                n_devices,
                guint                n_relevant,
                gboolean             working)
{
  guint n_shown = MIN (n_relevant, MAX_ROWS);
  g_autofree char *all = repoint_phrase_all_devices (n_devices, n_devices - n_shown);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->all_row), all);
  gtk_widget_set_visible (self->all_list, n_devices > n_shown || n_devices >= SEARCH_ROWS);
  gtk_widget_set_visible (self->practice_list, repoint_session_get_practice (get_session (self)) && n_devices > 0 &&
                                               !working && !has_mail_use (self));
  gtk_widget_set_visible (self->found, n_devices > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->devices_list), n_relevant > 0);
  gtk_widget_set_visible (self->nothing_box, n_devices == 0 && self->looked && !working);
  gtk_widget_set_visible (GTK_WIDGET (self->devices_group), n_devices > 0 || self->looked || working);
}

/* The state of the step, which the window shows. */
static void
update_state (RepointDiscoverPage *self)
{
  RepointPage *page = REPOINT_PAGE (self);
  g_auto(GStrv) ranges = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *status = NULL;
  g_autofree char *consent = NULL;
  const char *bad_range;
  guint n_devices, n_relevant, n_likely, n_addresses;
  gboolean working;

  if (get_session (self) == NULL)
    return;

  working = repoint_session_find_work (get_session (self), REPOINT_WORK_DISCOVERY) != NULL;
  ranges = list_ranges (self);
  bad_range = find_bad_range (ranges, &error);
  n_addresses = bad_range == NULL ? count_addresses (ranges) : 0;
  count_devices (self, &n_devices, &n_relevant, &n_likely);
  status = repoint_phrase_discover_status (n_devices, n_likely);
  consent = bad_range != NULL ? repoint_phrase_error (error, bad_range) : repoint_phrase_consent (n_addresses);

  /* While rows are arriving they keep their place, so that nothing jumps away under the pointer. */
  gtk_sort_list_model_set_sorter (self->sorted, working ? NULL : GTK_SORTER (self->sorter));
  update_devices (self, n_devices, n_relevant, working);
  gtk_label_set_label (self->consent_label, consent);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "discover.look", n_addresses > 0 && !working);
  gtk_widget_set_visible (GTK_WIDGET (self->look_button), n_devices > 0);
  repoint_page_set_status (page, status);
  repoint_page_set_complete (page, n_devices > 0 && !working);
  repoint_page_set_busy (page, working && n_devices == 0);
  repoint_page_set_can_forward (page, n_devices > 0 || n_addresses > 0);
  repoint_page_set_forward_label (page, repoint_phrase_text (n_devices > 0 ? REPOINT_TEXT_CONTINUE_TO_TEST
                                                                           : REPOINT_TEXT_LOOK_FOR_DEVICES));
}

static void
plans_changed_cb (RepointDiscoverPage *self)
{
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  gtk_sorter_changed (GTK_SORTER (self->sorter), GTK_SORTER_CHANGE_DIFFERENT);
  update_state (self);
}

static void
look (RepointDiscoverPage *self)
{
  RepointSession *session = get_session (self);
  g_auto(GStrv) ranges = list_ranges (self);
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();

  /* Pressing the button under the sentence is the consent; it is kept with what it was given for. */
  repoint_project_set_ranges (repoint_session_get_project (session), (const char * const *) ranges, now);
  self->looked = TRUE;
  repoint_session_discover (session, (const char * const *) ranges);
  update_state (self);
}

static void
look_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  look (REPOINT_DISCOVER_PAGE (widget));
}

static void
add_network_row (RepointDiscoverPage *self,
                 const char          *range,
                 const char          *subtitle,
                 gboolean             active)
{
  g_autofree char *title_markup = g_markup_escape_text (range, -1);
  g_autofree char *subtitle_markup = g_markup_escape_text (subtitle, -1);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *toggle = gtk_switch_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title_markup);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle_markup);
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  gtk_switch_set_active (GTK_SWITCH (toggle), active);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), toggle);
  g_object_set_data (G_OBJECT (row), "repoint-switch", toggle);
  g_object_set_data_full (G_OBJECT (row), "repoint-range", g_strdup (range), g_free);
  g_signal_connect_object (toggle, "notify::active", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->networks_group, row);
  g_ptr_array_add (self->network_rows, row);
}

/* The fields stay below the networks. */
static void
move_to_end (AdwPreferencesGroup *group,
             GtkWidget           *row)
{
  g_object_ref (row);
  adw_preferences_group_remove (group, row);
  adw_preferences_group_add (group, row);
  g_object_unref (row);
}

static void
list_networks (RepointDiscoverPage *self)
{
  RepointProject *project = repoint_session_get_project (get_session (self));
  const char *practice = repoint_session_get_practice_range (get_session (self));
  const char * const *agreed = repoint_project_get_ranges (project);
  gboolean asked = repoint_project_get_consent (project) != NULL;
  g_autoptr(GListModel) networks = NULL;
  g_autoptr(GString) others = g_string_new (NULL);

  if (practice != NULL)
    {
      g_autofree char *subtitle = repoint_phrase_network ("lo", count_addresses ((char *[]) { (char *) practice, NULL }), FALSE);

      add_network_row (self, practice, subtitle, TRUE);
      return;
    }

  networks = repoint_network_list_own ();
  for (guint i = 0; i < g_list_model_get_n_items (networks); i++)
    {
      g_autoptr(RepointNetwork) network = g_list_model_get_item (networks, i);
      const char *range = repoint_network_get_range (network);
      g_autofree char *subtitle = repoint_phrase_network (repoint_network_get_interface (network),
                                                          repoint_network_get_size (network),
                                                          repoint_network_get_is_vpn (network));

      add_network_row (self, range, subtitle,
                       asked ? agreed != NULL && g_strv_contains (agreed, range) : repoint_network_get_proposed (network));
    }

  for (guint i = 0; agreed != NULL && agreed[i] != NULL; i++)
    {
      gboolean own = FALSE;

      for (guint j = 0; j < self->network_rows->len; j++)
        own |= g_str_equal (g_object_get_data (g_ptr_array_index (self->network_rows, j), "repoint-range"), agreed[i]);
      if (!own)
        g_string_append_printf (others, "%s%s", others->len > 0 ? ", " : "", agreed[i]);
    }
  gtk_editable_set_text (GTK_EDITABLE (self->other_row), others->str);
}

static void
mark_invalid (AdwEntryRow *row,
              gboolean     invalid)
{
  if (invalid)
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                               invalid ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static void
other_changed_cb (RepointDiscoverPage *self)
{
  g_auto(GStrv) words = split_addresses (gtk_editable_get_text (GTK_EDITABLE (self->other_row)));

  mark_invalid (self->other_row, find_bad_range (words, NULL) != NULL);
  update_state (self);
}

static void
never_applied_cb (RepointDiscoverPage *self)
{
  RepointSession *session = get_session (self);
  g_auto(GStrv) words = split_addresses (gtk_editable_get_text (GTK_EDITABLE (self->never_row)));
  gboolean valid = find_bad_range (words, NULL) == NULL;

  mark_invalid (self->never_row, !valid);
  if (!valid)
    return;
  repoint_session_edit (session, "change-networks");
  repoint_project_set_never (repoint_session_get_project (session), (const char * const *) words);
  repoint_session_end_edit (session);
}

static void
show_device (RepointDiscoverPage *self,
             RepointDeviceItem   *item)
{
  repoint_page_push (REPOINT_PAGE (self), repoint_device_page_new (get_session (self), item));
}

static void
device_activated_cb (RepointDiscoverPage *self,
                     GtkListBoxRow       *row)
{
  GtkWidget *child = gtk_list_box_row_get_child (row);

  if (REPOINT_IS_DEVICE_ROW (child))
    show_device (self, repoint_device_row_get_item (REPOINT_DEVICE_ROW (child)));
}

static void
show_all_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  RepointDiscoverPage *self = REPOINT_DISCOVER_PAGE (widget);
  GtkWidget *list = repoint_device_list_new (repoint_session_get_devices (get_session (self)), REPOINT_DEVICE_VIEW_RELEVANCE);

  g_object_set (list, "sorter", self->sorter, NULL);
  g_signal_connect_object (list, "activated", G_CALLBACK (show_device), self, G_CONNECT_SWAPPED);
  repoint_page_push (REPOINT_PAGE (self), list);
}

static RepointDeviceItem *
find_item (RepointDiscoverPage *self,
           RepointDevice       *device)
{
  GListModel *devices = repoint_session_get_devices (get_session (self));

  for (guint i = g_list_model_get_n_items (devices); i > 0; i--)
    {
      g_autoptr(RepointDeviceItem) item = g_list_model_get_item (devices, i - 1);

      if (repoint_device_item_get_device (item) == device)
        return item; /* the list holds it */
    }
  return NULL;
}

static RepointDevice *
add_device (RepointDiscoverPage *self,
            const char          *name,
            RepointDeviceKind    kind,
            char               **protocols)
{
  RepointSession *session = get_session (self);
  g_autoptr(RepointDevice) device = repoint_device_new ();

  repoint_device_set_name (device, name);
  repoint_device_set_kind (device, kind);
  for (guint i = 0; protocols[i] != NULL; i++)
    {
      RepointProtocol protocol;

      if (repoint_protocol_from_string (protocols[i], &protocol))
        {
          g_autoptr(RepointMailUse) use = repoint_mail_use_new (protocol);

          repoint_device_add_mail_use (device, use);
        }
    }
  repoint_session_edit (session, "add-device");
  repoint_inventory_add (repoint_project_get_inventory (repoint_session_get_project (session)), device);
  repoint_session_end_edit (session);
  return device; /* the inventory holds it */
}

static void
add_device_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  RepointDiscoverPage *self = REPOINT_DISCOVER_PAGE (widget);
  char *none[] = { NULL };
  RepointDevice *device = add_device (self, repoint_phrase_text (REPOINT_TEXT_NEW_DEVICE), REPOINT_DEVICE_KIND_UNKNOWN, none);
  RepointDeviceItem *item = find_item (self, device);

  if (item != NULL)
    show_device (self, item);
}

/* The buttons under "Also Add" say in their widget name what they add: kind, then protocols. */
static void
also_add_clicked_cb (GtkButton           *button,
                     RepointDiscoverPage *self)
{
  g_auto(GStrv) words = g_strsplit (gtk_widget_get_name (GTK_WIDGET (button)), " ", -1);
  const char *name = gtk_button_get_label (button);
  g_autofree char *toast = repoint_phrase_added (name);
  int kind = REPOINT_DEVICE_KIND_PROGRAM;

  repoint_enum_from_string (REPOINT_TYPE_DEVICE_KIND, words[0], &kind);
  add_device (self, name, kind, words + 1);
  repoint_window_toast (GTK_WIDGET (self), toast, TRUE);
}

static void
imported_cb (RepointDiscoverPage *self,
             guint                n_added)
{
  g_autofree char *toast = repoint_phrase_imported (n_added);

  repoint_page_back (REPOINT_PAGE (self));
  repoint_window_toast (GTK_WIDGET (self), toast, TRUE);
}

static void
show_import (RepointDiscoverPage *self,
             GBytes              *bytes,
             const char          *name)
{
  g_autoptr(GError) error = NULL;
  GtkWidget *import = repoint_import_page_new (get_session (self), bytes, &error);

  if (import == NULL)
    {
      repoint_window_tell_error (GTK_WIDGET (self), error, name);
      return;
    }
  g_signal_connect_object (import, "imported", G_CALLBACK (imported_cb), self, G_CONNECT_SWAPPED);
  repoint_page_push (REPOINT_PAGE (self), import);
}

static void
import_loaded_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(RepointDiscoverPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autofree char *name = g_file_get_basename (G_FILE (source));
  char *contents;
  gsize length;

  if (g_file_load_partial_contents_finish (G_FILE (source), result, &contents, &length, NULL, &error))
    bytes = g_bytes_new_take (contents, length);

  if (get_session (self) == NULL)
    return;
  if (bytes == NULL)
    {
      repoint_window_tell_error (GTK_WIDGET (self), error, name);
      return;
    }
  show_import (self, bytes, name);
}

/* What is longer is turned down by its size; there is no need to have all of it. */
static gboolean
is_short_enough (const char *contents,
                 goffset     size,
                 gpointer    user_data)
{
  return size <= REPOINT_INVENTORY_FILE_MAX_BYTES;
}

static void
import_chosen_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(RepointDiscoverPage) self = user_data;
  g_autoptr(GFile) file = repoint_dialogs_open_finish (result);

  if (file != NULL)
    g_file_load_partial_contents_async (file, NULL, is_short_enough, import_loaded_cb, g_object_ref (self));
}

/* The practice office has its inventory at hand; else a file is asked for. */
static void
import_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  RepointDiscoverPage *self = REPOINT_DISCOVER_PAGE (widget);
  g_autoptr(GBytes) practice = repoint_session_get_practice_inventory (get_session (self));
  const RepointFilePattern patterns[] = {
    { repoint_phrase_text (REPOINT_TEXT_INVENTORY_FILES), "*.csv" },
    { repoint_phrase_text (REPOINT_TEXT_ALL_FILES), "*" },
    { NULL, NULL },
  };

  if (practice != NULL)
    show_import (self, practice, repoint_phrase_text (REPOINT_TEXT_PRACTICE_OFFICE));
  else
    repoint_dialogs_open_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                repoint_phrase_text (REPOINT_TEXT_IMPORT_INVENTORY), patterns, NULL,
                                import_chosen_cb, g_object_ref (self));
}

static GtkWidget *
make_device_row (gpointer item,
                 gpointer user_data)
{
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), repoint_device_row_new (item, REPOINT_DEVICE_VIEW_RELEVANCE));
  return row;
}

static void
repoint_discover_page_set_session (RepointPage    *page,
                                   RepointSession *session)
{
  RepointDiscoverPage *self = REPOINT_DISCOVER_PAGE (page);

  REPOINT_PAGE_CLASS (repoint_discover_page_parent_class)->set_session (page, session);

  for (guint i = 0; i < self->network_rows->len; i++)
    adw_preferences_group_remove (self->networks_group, g_ptr_array_index (self->network_rows, i));
  g_ptr_array_set_size (self->network_rows, 0);
  gtk_filter_list_model_set_model (self->shown, session != NULL ? repoint_session_get_devices (session) : NULL);
  g_signal_group_set_target (self->works_signals, session != NULL ? repoint_session_get_works (session) : NULL);
  g_signal_group_set_target (self->devices_signals, session != NULL ? repoint_session_get_devices (session) : NULL);
  g_signal_group_set_target (self->session_signals, session);
  self->looked = FALSE;
  if (session != NULL)
    {
      const char * const *never = repoint_project_get_never (repoint_session_get_project (session));
      g_autofree char *text = never != NULL ? g_strjoinv (", ", (char **) never) : g_strdup ("");

      gtk_editable_set_text (GTK_EDITABLE (self->never_row), text);
      list_networks (self);
      move_to_end (self->networks_group, GTK_WIDGET (self->other_row));
      move_to_end (self->networks_group, GTK_WIDGET (self->never_row));
    }
  update_state (self);
}

static void
repoint_discover_page_forward (RepointPage *page)
{
  RepointDiscoverPage *self = REPOINT_DISCOVER_PAGE (page);

  if (g_list_model_get_n_items (repoint_session_get_devices (get_session (self))) > 0)
    repoint_page_advance (page);
  else
    look (self);
}

static void
repoint_discover_page_dispose (GObject *object)
{
  RepointDiscoverPage *self = REPOINT_DISCOVER_PAGE (object);

  g_clear_object (&self->works_signals);
  g_clear_object (&self->devices_signals);
  g_clear_object (&self->session_signals);
  g_clear_object (&self->filter);
  g_clear_object (&self->sorter);
  g_clear_object (&self->shown);
  g_clear_object (&self->sorted);
  g_clear_pointer (&self->network_rows, g_ptr_array_unref);

  G_OBJECT_CLASS (repoint_discover_page_parent_class)->dispose (object);
}

static void
repoint_discover_page_class_init (RepointDiscoverPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  RepointPageClass *page_class = REPOINT_PAGE_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = repoint_discover_page_dispose;
  page_class->set_session = repoint_discover_page_set_session;
  page_class->forward = repoint_discover_page_forward;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/repoint/Repoint/ui/repoint-discover-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RepointDiscoverPage, networks_group);
  gtk_widget_class_bind_template_child (widget_class, RepointDiscoverPage, look_button);
  gtk_widget_class_bind_template_child (widget_class, RepointDiscoverPage, other_row);
  gtk_widget_class_bind_template_child (widget_class, RepointDiscoverPage, never_row);
  gtk_widget_class_bind_template_child (widget_class, RepointDiscoverPage, consent_label);
  gtk_widget_class_bind_template_child (widget_class, RepointDiscoverPage, devices_group);
  gtk_widget_class_bind_template_child (widget_class, RepointDiscoverPage, practice_list);
  gtk_widget_class_bind_template_child (widget_class, RepointDiscoverPage, found);
  gtk_widget_class_bind_template_child (widget_class, RepointDiscoverPage, devices_list);
  gtk_widget_class_bind_template_child (widget_class, RepointDiscoverPage, all_list);
  gtk_widget_class_bind_template_child (widget_class, RepointDiscoverPage, all_row);
  gtk_widget_class_bind_template_child (widget_class, RepointDiscoverPage, nothing_box);
  gtk_widget_class_bind_template_callback (widget_class, other_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, never_applied_cb);
  gtk_widget_class_bind_template_callback (widget_class, device_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, also_add_clicked_cb);
  gtk_widget_class_install_action (widget_class, "discover.add-device", NULL, add_device_action);
  gtk_widget_class_install_action (widget_class, "discover.import", NULL, import_action);
  gtk_widget_class_install_action (widget_class, "discover.look", NULL, look_action);
  gtk_widget_class_install_action (widget_class, "discover.show-all", NULL, show_all_action);
}

static void
repoint_discover_page_init (RepointDiscoverPage *self)
{
  g_autoptr(GtkSliceListModel) slice = NULL;

  self->network_rows = g_ptr_array_new ();
  self->filter = gtk_custom_filter_new (is_relevant, NULL, NULL);
  self->sorter = gtk_custom_sorter_new (compare_relevance, NULL, NULL);
  self->shown = gtk_filter_list_model_new (NULL, g_object_ref (GTK_FILTER (self->filter)));
  self->sorted = gtk_sort_list_model_new (g_object_ref (G_LIST_MODEL (self->shown)), NULL);
  slice = gtk_slice_list_model_new (g_object_ref (G_LIST_MODEL (self->sorted)), 0, MAX_ROWS);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_bind_model (self->devices_list, G_LIST_MODEL (slice), make_device_row, NULL, NULL);

  self->works_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->works_signals, "items-changed", G_CALLBACK (update_state), self);
  self->devices_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->devices_signals, "items-changed", G_CALLBACK (update_state), self);
  self->session_signals = g_signal_group_new (REPOINT_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "plans-changed", G_CALLBACK (plans_changed_cb), self);
}
