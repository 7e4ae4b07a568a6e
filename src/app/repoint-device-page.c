/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-device-page.h"

#include "repoint-check-in-page.h"
#include "repoint-client-row.h"
#include "repoint-detail-row.h"
#include "repoint-device-list.h"
#include "repoint-field.h"
#include "repoint-mail-use-row.h"
#include "repoint-page.h"
#include "repoint-plan-view.h"
#include "repoint-survey-data.h"
#include "repoint-survey-row.h"
#include "repoint-trial-grid.h"
#include "repoint-visit-page.h"
#include "repoint-visit-row.h"
#include "repoint-visits.h"
#include "repoint-window.h"

#define N_FIELDS 6
#define MAX_VISITS 3 /* the rest is among the evidence */

struct _RepointDevicePage
{
  AdwBin parent_instance;

  RepointSession *session;
  RepointDeviceItem *item;
  GPtrArray *use_rows;
  GPtrArray *evidence_rows;
  GPtrArray *server_rows;
  GPtrArray *visit_rows;
  GPtrArray *plan_views;
  gboolean showing_notes;

  GtkImage *icon;
  GtkLabel *title_label;
  GtkLabel *subtitle_label;
  AdwEntryRow *name_row;
  AdwComboRow *kind_row;
  AdwEntryRow *location_row;
  AdwEntryRow *vendor_row;
  AdwEntryRow *model_row;
  AdwEntryRow *firmware_row;
  AdwActionRow *address_row;
  AdwPreferencesGroup *uses_group;
  AdwPreferencesGroup *evidence_group;
  AdwExpanderRow *evidence_row;
  AdwPreferencesGroup *station_group;
  RepointClientRow *client_row;
  GtkBox *trials_box;
  RepointTrialGrid *trials;
  GtkBox *plans_box;
  GtkTextView *notes_view;
  GMenu *split_menu;
};

G_DEFINE_FINAL_TYPE (RepointDevicePage, repoint_device_page, ADW_TYPE_BIN)

static RepointDevice *
get_device (RepointDevicePage *self)
{
  return repoint_device_item_get_device (self->item);
}

static void
show_head (RepointDevicePage *self)
{
  RepointDevice *device = get_device (self);
  g_autofree char *subtitle = NULL;
  g_autofree char *addresses = g_strjoinv (", ", (char **) repoint_device_get_addresses (device));
  g_autofree char *hardware = g_strjoin (addresses[0] != '\0' && repoint_device_get_mac (device)[0] != '\0' ? " · " : "",
                                         addresses, repoint_device_get_mac (device), NULL);
  g_autofree char *hardware_markup = g_markup_escape_text (hardware, -1);

  g_object_get (self->item, "subtitle", &subtitle, NULL);
  gtk_image_set_from_icon_name (self->icon, repoint_device_kind_get_icon_name (repoint_device_get_kind (device)));
  gtk_label_set_label (self->title_label, repoint_device_get_title (device));
  gtk_label_set_label (self->subtitle_label, subtitle);
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle_label), subtitle[0] != '\0');
  adw_action_row_set_subtitle (self->address_row, hardware_markup);
  gtk_widget_set_visible (GTK_WIDGET (self->address_row), hardware[0] != '\0');
}

/* With several addresses, one may turn out to be another device. */
static void
update_split_menu (RepointDevicePage *self)
{
  const char * const *addresses = repoint_device_get_addresses (get_device (self));

  g_menu_remove_all (self->split_menu);
  for (guint i = 0; addresses != NULL && addresses[0] != NULL && addresses[1] != NULL && addresses[i] != NULL; i++)
    {
      g_autofree char *label = repoint_phrase_split_off (addresses[i]);
      g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "device.split", "s", addresses[i]);
      g_menu_append_item (self->split_menu, item);
    }
}

static void
show_notes (RepointDevicePage *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->notes_view);
  g_autofree char *shown = NULL;

  g_object_get (buffer, "text", &shown, NULL);
  if (g_str_equal (shown, repoint_device_get_notes (get_device (self))))
    return;

  self->showing_notes = TRUE;
  gtk_text_buffer_set_text (buffer, repoint_device_get_notes (get_device (self)), -1);
  self->showing_notes = FALSE;
}

static void
notes_changed_cb (RepointDevicePage *self)
{
  g_autofree char *text = NULL;

  if (self->showing_notes || self->item == NULL)
    return;

  g_object_get (gtk_text_view_get_buffer (self->notes_view), "text", &text, NULL);
  repoint_session_edit (self->session, "edit-notes");
  repoint_device_set_notes (get_device (self), text);
}

static void
list_uses (RepointDevicePage *self)
{
  GListModel *uses = repoint_device_get_mail_uses (get_device (self));

  for (guint i = 0; i < self->use_rows->len; i++)
    adw_preferences_group_remove (self->uses_group, g_ptr_array_index (self->use_rows, i));
  g_ptr_array_set_size (self->use_rows, 0);
  for (guint i = 0; i < g_list_model_get_n_items (uses); i++)
    {
      g_autoptr(RepointMailUse) use = g_list_model_get_item (uses, i);
      GtkWidget *row = repoint_mail_use_row_new (self->session, get_device (self), use);

      adw_preferences_group_add (self->uses_group, row);
      g_ptr_array_add (self->use_rows, row);
    }
}

/* Rows stay where they are while the servers are the same, for the focus may be in one. */
static gboolean
shows_servers (RepointDevicePage *self,
               GPtrArray         *surveys)
{
  if (self->server_rows->len != surveys->len)
    return FALSE;
  for (guint i = 0; i < surveys->len; i++)
    {
      JsonObject *survey = repoint_observation_get_data (g_ptr_array_index (surveys, i));

      if (g_strcmp0 (repoint_survey_row_get_target (g_ptr_array_index (self->server_rows, i)),
                     repoint_survey_data_get_string (survey, "target")) != 0)
        return FALSE;
    }
  return TRUE;
}

static void
list_servers (RepointDevicePage *self)
{
  const char *id = repoint_device_get_id (get_device (self));
  g_autoptr(GPtrArray) surveys = repoint_journey_list_surveys (repoint_session_get_journey (self->session), id);

  if (shows_servers (self, surveys))
    {
      for (guint i = 0; i < self->server_rows->len; i++)
        repoint_survey_row_update (g_ptr_array_index (self->server_rows, i));
      return;
    }

  for (guint i = 0; i < self->server_rows->len; i++)
    adw_preferences_group_remove (self->evidence_group, g_ptr_array_index (self->server_rows, i));
  g_ptr_array_set_size (self->server_rows, 0);
  for (guint i = 0; i < surveys->len; i++)
    {
      const char *target = repoint_survey_data_get_string (repoint_observation_get_data (g_ptr_array_index (surveys, i)), "target");
      GtkWidget *row = repoint_survey_row_new (self->session, id, target != NULL ? target : "", target != NULL ? target : "");

      adw_preferences_group_add (self->evidence_group, row);
      g_ptr_array_add (self->server_rows, row);
    }
}

static void
list_evidence (RepointDevicePage *self)
{
  const char * const *addresses = repoint_device_get_addresses (get_device (self));
  RepointProject *project = repoint_session_get_project (self->session);
  GPtrArray *observations = repoint_project_get_observations (project, repoint_device_get_id (get_device (self)));

  for (guint i = 0; i < self->evidence_rows->len; i++)
    adw_expander_row_remove (self->evidence_row, g_ptr_array_index (self->evidence_rows, i));
  g_ptr_array_set_size (self->evidence_rows, 0);
  for (guint i = observations->len; i > 0; i--)
    {
      g_autofree char *sentence = repoint_phrase_observation (g_ptr_array_index (observations, i - 1));
      GtkWidget *row = repoint_detail_row_new (NULL, sentence);

      adw_expander_row_add_row (self->evidence_row, row);
      g_ptr_array_add (self->evidence_rows, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->evidence_row), observations->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->evidence_group),
                          observations->len > 0 || (addresses != NULL && addresses[0] != NULL));
}

static void
visit_opened_cb (RepointDevicePage *self,
                 RepointVisitRow   *row)
{
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (self), REPOINT_TYPE_PAGE);

  if (page != NULL)
    repoint_page_push (REPOINT_PAGE (page), repoint_visit_page_new (repoint_visit_row_get_item (row)));
}

/* What still counts of what it showed, the newest first. */
static void
list_visits (RepointDevicePage *self)
{
  RepointProject *project = repoint_session_get_project (self->session);
  g_autoptr(GPtrArray) visits =
    repoint_visits_list_current (repoint_project_get_observations (project, repoint_device_get_id (get_device (self))));

  for (guint i = 0; i < self->visit_rows->len; i++)
    adw_preferences_group_remove (self->station_group, g_ptr_array_index (self->visit_rows, i));
  g_ptr_array_set_size (self->visit_rows, 0);
  for (guint i = visits->len; i > 0 && self->visit_rows->len < MAX_VISITS; i--)
    {
      RepointObservation *observation = g_ptr_array_index (visits, i - 1);
      g_autoptr(RepointVisitItem) item = NULL;
      GtkWidget *row;

      if (!g_str_equal (repoint_observation_get_kind (observation), REPOINT_OBSERVATION_HELLO))
        continue;
      item = repoint_visit_item_new_kept (project, observation, get_device (self));
      row = repoint_visit_row_new (item, FALSE);
      g_signal_connect_object (row, "opened", G_CALLBACK (visit_opened_cb), self, G_CONNECT_SWAPPED);
      adw_preferences_group_add (self->station_group, row);
      g_ptr_array_add (self->visit_rows, row);
    }
}

static gboolean
has_kind (GPtrArray      *visits,
          RepointProtocol protocol,
          const char     *kind)
{
  for (guint i = 0; i < visits->len; i++)
    {
      RepointObservation *observation = g_ptr_array_index (visits, i);
      const char *uri = repoint_survey_data_get_string (repoint_observation_get_data (observation), "target");
      g_autoptr(RepointTarget) target = uri != NULL ? repoint_target_parse (uri, NULL) : NULL;

      if (target != NULL && target->protocol == protocol && g_str_equal (repoint_observation_get_kind (observation), kind))
        return TRUE;
    }
  return FALSE;
}

/* A row for each way it was tried, for each thing it uses mail for. */
static void
list_trials (RepointDevicePage *self)
{
  const RepointProtocol protocols[] = { REPOINT_PROTOCOL_SMTP, REPOINT_PROTOCOL_IMAP, REPOINT_PROTOCOL_POP3 };
  const char *id = repoint_device_get_id (get_device (self));
  RepointProject *project = repoint_session_get_project (self->session);
  g_autoptr(GPtrArray) visits = repoint_visits_list_current (repoint_project_get_observations (project, id));
  guint n_shown = 0;

  repoint_trial_grid_clear (self->trials);
  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      gboolean passed = has_kind (visits, protocols[i], REPOINT_OBSERVATION_PASSAGE);
      gboolean sent = has_kind (visits, protocols[i], REPOINT_OBSERVATION_REPLAY);

      if (!passed && !sent)
        continue;
      repoint_trial_grid_add (self->trials, self->session, repoint_phrase_text (REPOINT_TEXT_PASSED_ON), id, protocols[i],
                              REPOINT_OBSERVATION_PASSAGE);
      repoint_trial_grid_add (self->trials, self->session, repoint_phrase_text (REPOINT_TEXT_SENT_AGAIN), id, protocols[i],
                              REPOINT_OBSERVATION_REPLAY);
      n_shown++;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->trials_box), n_shown > 0);
}

/* A view for each plan; views stay where they are when only their plan was made anew, so that nothing that is being
 * read or pressed goes away. */
static void
show_plans (RepointDevicePage *self)
{
  GPtrArray *plans = repoint_device_item_get_plans (self->item);
  RepointPlan *first = plans->len > 0 ? g_ptr_array_index (plans, 0) : NULL;
  g_autofree char *capability = first != NULL ? repoint_phrase_capability (repoint_plan_get_capability (first)) : NULL;
  g_autofree char *markup = capability != NULL ? repoint_phrase_to_markup (capability) : NULL;

  while (self->plan_views->len > plans->len)
    {
      gtk_box_remove (self->plans_box, g_ptr_array_index (self->plan_views, self->plan_views->len - 1));
      g_ptr_array_set_size (self->plan_views, self->plan_views->len - 1);
    }
  for (guint i = 0; i < plans->len; i++)
    {
      if (i >= self->plan_views->len)
        {
          GtkWidget *view = repoint_plan_view_new (self->session);

          gtk_box_append (self->plans_box, view);
          g_ptr_array_add (self->plan_views, view);
        }
      repoint_plan_view_set_plan (g_ptr_array_index (self->plan_views, i), g_ptr_array_index (plans, i));
    }
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->evidence_row), markup != NULL ? markup : "");
}

static void
item_changed_cb (RepointDevicePage *self)
{
  show_head (self);
  update_split_menu (self);
  show_notes (self);
  show_plans (self);
  list_servers (self);
  list_evidence (self);
  list_visits (self);
  list_trials (self);
  repoint_client_row_update (self->client_row);
}

static void
add_use (RepointDevicePage *self,
         RepointProtocol    protocol)
{
  g_autoptr(RepointMailUse) use = repoint_mail_use_new (protocol);

  repoint_session_edit (self->session, "edit-mail-use");
  repoint_device_add_mail_use (get_device (self), use);
  repoint_session_end_edit (self->session);
}

static void
add_use_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  RepointProtocol protocol;

  if (repoint_protocol_from_string (g_variant_get_string (parameter, NULL), &protocol))
    add_use (REPOINT_DEVICE_PAGE (widget), protocol);
}

static void
remove_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  g_autoptr(RepointDevicePage) self = g_object_ref (REPOINT_DEVICE_PAGE (widget)); /* it goes with its device */
  RepointInventory *inventory = repoint_project_get_inventory (repoint_session_get_project (self->session));
  g_autofree char *toast = repoint_phrase_removed (repoint_device_get_title (get_device (self)));

  repoint_session_edit (self->session, "remove-device");
  repoint_window_toast (widget, toast, TRUE);
  repoint_inventory_remove (inventory, get_device (self));
  repoint_session_end_edit (self->session);
}

static void
split_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  RepointDevicePage *self = REPOINT_DEVICE_PAGE (widget);
  RepointInventory *inventory = repoint_project_get_inventory (repoint_session_get_project (self->session));
  RepointDevice *other;

  repoint_session_edit (self->session, "split-device");
  other = repoint_inventory_split (inventory, get_device (self), g_variant_get_string (parameter, NULL));
  repoint_session_end_edit (self->session);
  if (other != NULL)
    {
      g_autofree char *toast = repoint_phrase_added (repoint_device_get_title (other));

      repoint_window_toast (widget, toast, TRUE);
    }
}

static void
merge_chosen_cb (RepointDevicePage *self,
                 RepointDeviceItem *other)
{
  RepointInventory *inventory = repoint_project_get_inventory (repoint_session_get_project (self->session));
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (self), REPOINT_TYPE_PAGE);

  repoint_page_back (REPOINT_PAGE (page));
  repoint_session_edit (self->session, "merge-devices");
  repoint_inventory_merge (inventory, get_device (self), repoint_device_item_get_device (other));
  repoint_session_end_edit (self->session);
  repoint_window_toast (GTK_WIDGET (self), repoint_phrase_text (REPOINT_TEXT_MERGED), TRUE);
}

static GtkWidget *
make_merge_header (RepointDevicePage *self)
{
  g_autofree char *text = repoint_phrase_merge_into (repoint_device_get_title (get_device (self)));
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "title-2");
  return label;
}

static gboolean
is_another (gpointer item,
            gpointer user_data)
{
  return item != user_data;
}

static void
merge_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  RepointDevicePage *self = REPOINT_DEVICE_PAGE (widget);
  GtkWidget *page = gtk_widget_get_ancestor (widget, REPOINT_TYPE_PAGE);
  g_autoptr(GtkCustomFilter) others = gtk_custom_filter_new (is_another, g_object_ref (self->item), g_object_unref);
  GtkWidget *list;

  if (page == NULL)
    return;

  list = repoint_device_list_new (repoint_session_get_devices (self->session), REPOINT_DEVICE_VIEW_RELEVANCE);
  g_object_set (list, "filter", others, "header", make_merge_header (self), NULL);
  g_signal_connect_object (list, "activated", G_CALLBACK (merge_chosen_cb), self, G_CONNECT_SWAPPED);
  repoint_page_push (REPOINT_PAGE (page), list);
}

static void
test_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  RepointDevicePage *self = REPOINT_DEVICE_PAGE (widget);
  g_autoptr(GPtrArray) devices = g_ptr_array_new ();

  g_ptr_array_add (devices, get_device (self));
  repoint_session_test_devices (self->session, devices);
}

static void
check_in_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  RepointDevicePage *self = REPOINT_DEVICE_PAGE (widget);
  GtkWidget *page = gtk_widget_get_ancestor (widget, REPOINT_TYPE_PAGE);

  if (page == NULL)
    return;
  repoint_station_control_set_device (repoint_session_get_station (self->session), get_device (self));
  repoint_page_push (REPOINT_PAGE (page), repoint_check_in_page_new (self->session));
}

/* The device may go while it is shown, by undo or by the button. */
static void
devices_changed_cb (RepointDevicePage *self)
{
  RepointInventory *inventory = repoint_project_get_inventory (repoint_session_get_project (self->session));
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (self), REPOINT_TYPE_PAGE);

  if (repoint_inventory_find (inventory, repoint_device_get_id (get_device (self))) == NULL && page != NULL &&
      repoint_page_get_nested_child (REPOINT_PAGE (page)) == GTK_WIDGET (self))
    repoint_page_back (REPOINT_PAGE (page));
}

static void
repoint_device_page_dispose (GObject *object)
{
  RepointDevicePage *self = REPOINT_DEVICE_PAGE (object);

  g_clear_object (&self->item);
  g_clear_object (&self->session);
  g_clear_pointer (&self->use_rows, g_ptr_array_unref);
  g_clear_pointer (&self->evidence_rows, g_ptr_array_unref);
  g_clear_pointer (&self->server_rows, g_ptr_array_unref);
  g_clear_pointer (&self->visit_rows, g_ptr_array_unref);
  g_clear_pointer (&self->plan_views, g_ptr_array_unref);

  G_OBJECT_CLASS (repoint_device_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, RepointDevicePage, icon);
  gtk_widget_class_bind_template_child (widget_class, RepointDevicePage, title_label);
  gtk_widget_class_bind_template_child (widget_class, RepointDevicePage, subtitle_label);
  gtk_widget_class_bind_template_child (widget_class, RepointDevicePage, name_row);
  gtk_widget_class_bind_template_child (widget_class, RepointDevicePage, kind_row);
  gtk_widget_class_bind_template_child (widget_class, RepointDevicePage, location_row);
  gtk_widget_class_bind_template_child (widget_class, RepointDevicePage, vendor_row);
  gtk_widget_class_bind_template_child (widget_class, RepointDevicePage, model_row);
  gtk_widget_class_bind_template_child (widget_class, RepointDevicePage, firmware_row);
  gtk_widget_class_bind_template_child (widget_class, RepointDevicePage, address_row);
  gtk_widget_class_bind_template_child (widget_class, RepointDevicePage, uses_group);
  gtk_widget_class_bind_template_child (widget_class, RepointDevicePage, evidence_group);
  gtk_widget_class_bind_template_child (widget_class, RepointDevicePage, evidence_row);
  gtk_widget_class_bind_template_child (widget_class, RepointDevicePage, station_group);
  gtk_widget_class_bind_template_child (widget_class, RepointDevicePage, client_row);
  gtk_widget_class_bind_template_child (widget_class, RepointDevicePage, trials_box);
  gtk_widget_class_bind_template_child (widget_class, RepointDevicePage, trials);
  gtk_widget_class_bind_template_child (widget_class, RepointDevicePage, plans_box);
  gtk_widget_class_bind_template_child (widget_class, RepointDevicePage, notes_view);
  gtk_widget_class_bind_template_child (widget_class, RepointDevicePage, split_menu);
  gtk_widget_class_bind_template_callback (widget_class, notes_changed_cb);
}

static void
repoint_device_page_class_init (RepointDevicePageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = repoint_device_page_dispose;

  g_type_ensure (REPOINT_TYPE_CLIENT_ROW);
  g_type_ensure (REPOINT_TYPE_TRIAL_GRID);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/repoint/Repoint/ui/repoint-device-page.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "device.add-use", "s", add_use_action);
  gtk_widget_class_install_action (widget_class, "device.merge", NULL, merge_action);
  gtk_widget_class_install_action (widget_class, "device.split", "s", split_action);
  gtk_widget_class_install_action (widget_class, "device.remove", NULL, remove_action);
  gtk_widget_class_install_action (widget_class, "device.test", NULL, test_action);
  gtk_widget_class_install_action (widget_class, "device.check-in", NULL, check_in_action);
}

static void
repoint_device_page_init (RepointDevicePage *self)
{
  self->use_rows = g_ptr_array_new ();
  self->evidence_rows = g_ptr_array_new ();
  self->server_rows = g_ptr_array_new ();
  self->visit_rows = g_ptr_array_new ();
  self->plan_views = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
bind_fields (RepointDevicePage *self)
{
  RepointField *fields[N_FIELDS];
  guint n = 0;

  fields[n++] = repoint_field_bind_text (GTK_EDITABLE (self->name_row), "name", "edit-device");
  fields[n++] = repoint_field_bind_choice (self->kind_row, REPOINT_TYPE_DEVICE_KIND, "kind", "edit-device");
  fields[n++] = repoint_field_bind_text (GTK_EDITABLE (self->location_row), "location", "edit-device");
  fields[n++] = repoint_field_bind_text (GTK_EDITABLE (self->vendor_row), "vendor", "edit-device");
  fields[n++] = repoint_field_bind_text (GTK_EDITABLE (self->model_row), "model", "edit-device");
  fields[n++] = repoint_field_bind_text (GTK_EDITABLE (self->firmware_row), "firmware", "edit-device");
  for (guint i = 0; i < n; i++)
    repoint_field_set_target (fields[i], self->session, G_OBJECT (get_device (self)));
}

/** repoint_device_page_new: shows @item, and follows it. */
GtkWidget *
repoint_device_page_new (RepointSession    *session,
                         RepointDeviceItem *item)
{
  RepointDevicePage *self;

  g_return_val_if_fail (REPOINT_IS_SESSION (session), NULL);
  g_return_val_if_fail (REPOINT_IS_DEVICE_ITEM (item), NULL);

  self = g_object_new (REPOINT_TYPE_DEVICE_PAGE, NULL);
  self->session = g_object_ref (session);
  self->item = g_object_ref (item);
  bind_fields (self);
  list_uses (self);
  repoint_client_row_set_device (self->client_row, session, get_device (self));
  item_changed_cb (self);
  /* All of an item's words are notified together; "search-text" is the last of them. */
  g_signal_connect_object (item, "notify::search-text", G_CALLBACK (item_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (repoint_device_get_mail_uses (get_device (self)), "items-changed", G_CALLBACK (list_uses), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (repoint_session_get_devices (session), "items-changed", G_CALLBACK (devices_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
