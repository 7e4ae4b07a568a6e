/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-check-in-page.h"

#include "repoint-command-row.h"
#include "repoint-detail-row.h"
#include "repoint-device-list.h"
#include "repoint-page.h"
#include "repoint-phrase-check-in.h"
#include "repoint-phrase-station.h"
#include "repoint-phrase-window.h"
#include "repoint-practice-devices.h"
#include "repoint-practice-mailer.h"
#include "repoint-survey-data.h"
#include "repoint-target.h"
#include "repoint-trial-grid.h"
#include "repoint-value-row.h"
#include "repoint-visit-page.h"
#include "repoint-visit-row.h"
#include "repoint-visits.h"
#include "repoint-window.h"

struct _RepointCheckInPage
{
  AdwBin parent_instance;

  RepointSession *session;
  RepointStationControl *control;
  RepointVisitItem *assigning; /* whose device is being chosen */
  GPtrArray *command_rows;
  GPtrArray *help_rows;
  char *help_key; /* what the help speaks of */
  gboolean updating;
  gboolean helped; /* the help was opened, for nothing came */

  GtkLabel *head_label;
  AdwComboRow *device_row;
  AdwComboRow *protocol_row;
  AdwComboRow *address_row;
  GtkStack *state_stack;
  RepointValueRow *server_value;
  RepointValueRow *port_value;
  RepointValueRow *encryption_value;
  GtkLabel *encryption_hint;
  GtkLabel *sign_in_label;
  GtkSpinner *spinner;
  GtkWidget *practice_button;
  GtkLabel *waiting_label;
  GtkLabel *summary_label;
  GtkLabel *idle_title;
  GtkLabel *idle_label;
  GtkButton *start_button;
  GtkCheckButton *look_check;
  AdwActionRow *pass_row;
  GtkCheckButton *pass_check;
  GtkListBox *visits_list;
  AdwPreferencesGroup *trials_group;
  RepointTrialGrid *trials;
  AdwExpanderRow *commands_row;
  AdwExpanderRow *help_row;
};

G_DEFINE_FINAL_TYPE (RepointCheckInPage, repoint_check_in_page, ADW_TYPE_BIN)

/* In the order of the rows in the .ui file. */
static const RepointProtocol protocols[] = { REPOINT_PROTOCOL_SMTP, REPOINT_PROTOCOL_IMAP, REPOINT_PROTOCOL_POP3 };

static void
show_values (RepointCheckInPage *self)
{
  RepointSecurity security = repoint_station_control_get_security (self->control);
  g_autofree char *number = g_strdup_printf ("%u", repoint_station_control_get_port (self->control));
  g_autofree char *encryption = repoint_phrase_encryption (security);
  g_autofree char *other = repoint_phrase_other_encryption (security);

  repoint_value_row_set_value (self->server_value, repoint_station_control_get_address (self->control));
  repoint_value_row_set_value (self->port_value, number);
  repoint_value_row_set_value (self->encryption_value, encryption);
  gtk_label_set_label (self->encryption_hint, other);
}

/* Servers take turns: a device that was not at the last of them has another one to try. */
static gboolean
has_more_servers (RepointCheckInPage *self,
                  RepointVisitItem   *visit)
{
  JsonObject *relay = repoint_survey_data_get_object (repoint_visit_item_get_data (visit), "relay");
  const char *uri = relay != NULL ? repoint_survey_data_get_string (relay, "target") : NULL;
  g_autoptr(RepointTarget) target = uri != NULL ? repoint_target_parse (uri, NULL) : NULL;
  g_autoptr(GPtrArray) servers = repoint_station_control_list_servers (self->control);

  return target != NULL && servers->len > 0 && repoint_station_control_get_passing (self->control) &&
         !g_str_equal (target->host, g_ptr_array_index (servers, servers->len - 1));
}

/* What to do now: that depends on who is here, and who was. */
static char *
make_waiting (RepointCheckInPage *self,
              gboolean            overdue)
{
  RepointDevice *device = repoint_station_control_get_device (self->control);
  g_autoptr(RepointVisitItem) last = NULL;
  g_autofree char *visitor = NULL;
  g_autofree char *title = NULL;

  g_object_get (self->control, "visitor", &visitor, NULL);
  if (visitor != NULL)
    return repoint_phrase_visiting (visitor);

  if (repoint_station_control_get_n_visits (self->control) > 0)
    last = g_list_model_get_item (repoint_station_control_get_visits (self->control), 0);
  if (last != NULL)
    {
      g_object_get (last, "title", &title, NULL);
      return repoint_phrase_visited (title, repoint_visit_item_get_data (last), has_more_servers (self, last));
    }
  return repoint_phrase_waiting (device != NULL ? repoint_device_get_title (device) : NULL,
                                 repoint_station_control_get_protocol (self->control), overdue);
}

static void
show_waiting (RepointCheckInPage *self)
{
  g_autofree char *summary = NULL;
  g_autofree char *waiting = NULL;
  g_autofree char *plain = NULL;
  gboolean overdue;

  g_object_get (self->control, "summary", &summary, "overdue", &overdue, NULL);
  waiting = make_waiting (self, overdue);
  plain = repoint_phrase_to_plain (waiting);
  gtk_label_set_label (self->waiting_label, plain);
  gtk_label_set_label (self->summary_label, summary);
  /* Once: who closes it has read it. */
  if (overdue && !self->helped)
    adw_expander_row_set_expanded (self->help_row, TRUE);
  self->helped = overdue;
}

/* The practice device that has an address of @device's; -1: none. */
static int
find_practice_device (RepointDevice *device)
{
  const char * const *addresses = repoint_device_get_addresses (device);

  for (guint i = 0; addresses != NULL && addresses[i] != NULL; i++)
    if (repoint_practice_mailer_find (addresses[i]) >= 0)
      return repoint_practice_mailer_find (addresses[i]);
  return -1;
}

/* In the practice office nobody can walk to the copier. */
static void
show_practice (RepointCheckInPage *self)
{
  RepointDevice *device = repoint_station_control_get_device (self->control);

  gtk_widget_set_visible (self->practice_button, repoint_session_get_practice (self->session) &&
                                                 (device == NULL || find_practice_device (device) >= 0));
}

static void
practice_clicked_cb (RepointCheckInPage *self)
{
  RepointDevice *device = repoint_station_control_get_device (self->control);
  const char *protocol = repoint_protocol_to_string (repoint_station_control_get_protocol (self->control));
  guint16 port = (guint16) repoint_station_control_get_port (self->control);

  if (device != NULL)
    {
      int number = find_practice_device (device);

      if (number >= 0)
        repoint_practice_mailer_visit ((guint) number, protocol, port);
      return;
    }

  for (guint i = 0; i < repoint_practice_devices_get_count (); i++)
    repoint_practice_mailer_visit (i, protocol, port);
}

static void
show_idle (RepointCheckInPage *self)
{
  const GError *error = repoint_station_control_get_error (self->control);
  g_autofree char *what = g_ascii_strup (repoint_protocol_to_string (repoint_station_control_get_protocol (self->control)), -1);
  g_autofree char *sentence = error != NULL ? repoint_phrase_error (error, what) : NULL;
  g_autofree char *plain = sentence != NULL ? repoint_phrase_to_plain (sentence) : NULL;

  gtk_label_set_label (self->idle_title,
                       repoint_phrase_text (error != NULL ? REPOINT_TEXT_CANNOT_LISTEN : REPOINT_TEXT_NOT_LISTENING));
  gtk_label_set_label (self->idle_label, plain != NULL ? plain : repoint_phrase_text (REPOINT_TEXT_NOT_LISTENING_BODY));
  gtk_button_set_label (self->start_button,
                        repoint_phrase_text (error != NULL ? REPOINT_TEXT_TRY_AGAIN : REPOINT_TEXT_START_LISTENING));
}

static void
add_row (AdwExpanderRow *expander,
         GPtrArray      *rows,
         GtkWidget      *row)
{
  adw_expander_row_add_row (expander, row);
  g_ptr_array_add (rows, row);
}

static void
remove_rows (AdwExpanderRow *expander,
             GPtrArray      *rows)
{
  for (guint i = 0; i < rows->len; i++)
    adw_expander_row_remove (expander, g_ptr_array_index (rows, i));
  g_ptr_array_set_size (rows, 0);
}

static void
add_commands (RepointCheckInPage *self,
              const char         *name,
              char               *commands)
{
  g_autofree char *owned = commands;
  g_autofree char *plain = repoint_phrase_to_plain (owned);

  if (plain[0] != '\0')
    add_row (self->commands_row, self->command_rows, repoint_command_row_new_named (name, plain));
}

static void
list_commands (RepointCheckInPage *self,
               guint               port)
{
  guint preset = repoint_protocol_get_port (repoint_station_control_get_protocol (self->control), REPOINT_SECURITY_STARTTLS);
  g_autofree char *network = repoint_station_control_dup_network (self->control);
  g_autoptr(GArray) ports = repoint_station_control_list_ports (self->control);

  remove_rows (self->commands_row, self->command_rows);
  add_commands (self, repoint_phrase_text (REPOINT_TEXT_OPEN_FIREWALLD),
                repoint_phrase_firewall_open (REPOINT_FIREWALL_FIREWALLD, ports, network));
  add_commands (self, repoint_phrase_text (REPOINT_TEXT_OPEN_UFW), repoint_phrase_firewall_open (REPOINT_FIREWALL_UFW, ports, network));
  add_commands (self, repoint_phrase_text (REPOINT_TEXT_CLOSE_UFW), repoint_phrase_firewall_close (REPOINT_FIREWALL_UFW, ports, network));
  if (port != preset)
    {
      g_autofree char *hint = repoint_phrase_low_port_hint (preset);

      add_commands (self, hint, repoint_phrase_low_port_command (preset));
    }
}

/* What names the port and the address is made anew only when they are others: somebody may be reading or copying it. */
static void
show_help (RepointCheckInPage *self)
{
  guint port = repoint_station_control_get_port (self->control);
  const char *address = repoint_station_control_get_address (self->control);
  g_autofree char *key = g_strdup_printf ("%u %s", port, address);
  g_auto(GStrv) checks = NULL;

  if (port == 0 || g_strcmp0 (key, self->help_key) == 0)
    return;

  g_free (self->help_key);
  self->help_key = g_steal_pointer (&key);
  list_commands (self, port);
  remove_rows (self->help_row, self->help_rows);
  checks = repoint_phrase_nothing_arrives (address, port);
  for (guint i = 0; checks[i] != NULL; i++)
    add_row (self->help_row, self->help_rows, repoint_detail_row_new (NULL, checks[i]));
}

static gboolean
has_visits (RepointProject *project,
            const char     *subject)
{
  GPtrArray *observations = repoint_project_get_observations (project, subject);

  for (guint i = 0; i < observations->len; i++)
    if (repoint_visits_is_visit (g_ptr_array_index (observations, i)))
      return TRUE;
  return FALSE;
}

/* The device that is to check in, or all that did. */
static void
show_trials (RepointCheckInPage *self)
{
  GListModel *devices = repoint_session_get_devices (self->session);
  RepointDevice *chosen = repoint_station_control_get_device (self->control);
  RepointProtocol protocol = repoint_station_control_get_protocol (self->control);
  guint n_shown = 0;

  repoint_trial_grid_clear (self->trials);
  for (guint i = 0; i < g_list_model_get_n_items (devices); i++)
    {
      g_autoptr(RepointDeviceItem) item = g_list_model_get_item (devices, i);
      RepointDevice *device = repoint_device_item_get_device (item);
      const char *id = repoint_device_get_id (device);

      if (chosen != NULL ? device != chosen : !has_visits (repoint_session_get_project (self->session), id))
        continue;
      repoint_trial_grid_add (self->trials, self->session, repoint_device_get_title (device), id, protocol, NULL);
      n_shown++;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->trials_group), n_shown > 0);
}

static void
show_way (RepointCheckInPage *self)
{
  gboolean passing = repoint_station_control_get_passing (self->control);
  g_autoptr(GPtrArray) servers = repoint_station_control_list_servers (self->control);
  g_autofree char *sentence = repoint_phrase_passing (servers);
  g_autofree char *markup = repoint_phrase_to_markup (sentence);
  g_autofree char *head = repoint_phrase_check_in (passing);
  g_autofree char *sign_in = repoint_phrase_sign_in (passing);

  gtk_label_set_label (self->head_label, head);
  gtk_label_set_label (self->sign_in_label, sign_in);
  adw_action_row_set_subtitle (self->pass_row, markup);
  gtk_widget_set_sensitive (GTK_WIDGET (self->pass_row), servers->len > 0);
  gtk_check_button_set_active (passing ? self->pass_check : self->look_check, TRUE);
}

static void
select_protocol (RepointCheckInPage *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    if (protocols[i] == repoint_station_control_get_protocol (self->control))
      adw_combo_row_set_selected (self->protocol_row, i);
}

static void
select_address (RepointCheckInPage *self)
{
  GListModel *addresses = repoint_station_control_get_addresses (self->control);

  for (guint i = 0; i < g_list_model_get_n_items (addresses); i++)
    {
      g_autoptr(RepointOwnAddress) address = g_list_model_get_item (addresses, i);

      if (g_str_equal (repoint_own_address_get_text (address), repoint_station_control_get_address (self->control)))
        adw_combo_row_set_selected (self->address_row, i);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->address_row), g_list_model_get_n_items (addresses) > 1);
}

/* The first entry is any device. */
static void
select_device (RepointCheckInPage *self)
{
  GListModel *devices = repoint_session_get_devices (self->session);
  RepointDevice *chosen = repoint_station_control_get_device (self->control);
  guint selected = 0;

  for (guint i = 0; chosen != NULL && i < g_list_model_get_n_items (devices); i++)
    {
      g_autoptr(RepointDeviceItem) item = g_list_model_get_item (devices, i);

      if (repoint_device_item_get_device (item) == chosen)
        selected = i + 1;
    }
  adw_combo_row_set_selected (self->device_row, selected);
}

static void
update (RepointCheckInPage *self)
{
  gboolean listening = repoint_station_control_get_state (self->control) == REPOINT_STATION_LISTENING;

  if (self->updating)
    return;

  self->updating = TRUE;
  gtk_stack_set_visible_child_name (self->state_stack, listening ? "listening" : "idle");
  gtk_spinner_set_spinning (self->spinner, listening);
  select_device (self);
  select_protocol (self);
  select_address (self);
  show_values (self);
  show_waiting (self);
  show_practice (self);
  show_idle (self);
  show_way (self);
  show_help (self);
  show_trials (self);
  self->updating = FALSE;
}

static void
device_chosen_cb (RepointCheckInPage *self)
{
  GListModel *devices;
  guint selected;
  g_autoptr(RepointDeviceItem) item = NULL;

  if (self->updating || self->control == NULL)
    return;

  devices = repoint_session_get_devices (self->session);
  selected = adw_combo_row_get_selected (self->device_row);
  if (selected > 0 && selected != GTK_INVALID_LIST_POSITION)
    item = g_list_model_get_item (devices, selected - 1);
  repoint_station_control_set_device (self->control, item != NULL ? repoint_device_item_get_device (item) : NULL);
}

static void
protocol_chosen_cb (RepointCheckInPage *self)
{
  guint selected = adw_combo_row_get_selected (self->protocol_row);

  if (!self->updating && self->control != NULL && selected < G_N_ELEMENTS (protocols))
    repoint_station_control_set_protocol (self->control, protocols[selected]);
}

static void
address_chosen_cb (RepointCheckInPage *self)
{
  g_autoptr(RepointOwnAddress) address = NULL;

  if (self->updating || self->control == NULL)
    return;

  address = g_list_model_get_item (repoint_station_control_get_addresses (self->control),
                                   adw_combo_row_get_selected (self->address_row));
  if (address != NULL)
    repoint_station_control_set_address (self->control, repoint_own_address_get_text (address));
}

static void
pass_toggled_cb (RepointCheckInPage *self)
{
  if (!self->updating && self->control != NULL)
    repoint_station_control_set_passing (self->control, gtk_check_button_get_active (self->pass_check));
}

static void
start_clicked_cb (RepointCheckInPage *self)
{
  repoint_station_control_start (self->control);
}

static void
copy_all_clicked_cb (RepointCheckInPage *self)
{
  g_autofree char *text = repoint_phrase_values (repoint_station_control_get_address (self->control),
                                                 repoint_station_control_get_port (self->control),
                                                 repoint_station_control_get_security (self->control));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  repoint_window_toast (GTK_WIDGET (self), repoint_phrase_text (REPOINT_TEXT_COPIED), FALSE);
}

static void
visit_opened_cb (RepointCheckInPage *self,
                 RepointVisitRow    *row)
{
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (self), REPOINT_TYPE_PAGE);

  if (page != NULL)
    repoint_page_push (REPOINT_PAGE (page), repoint_visit_page_new (repoint_visit_row_get_item (row)));
}

static void
finish_assigning (RepointCheckInPage *self,
                  RepointDevice      *device)
{
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (self), REPOINT_TYPE_PAGE);
  g_autofree char *toast = repoint_phrase_assigned (repoint_device_get_title (device));

  repoint_page_back (REPOINT_PAGE (page));
  repoint_station_control_assign (self->control, self->assigning, device);
  repoint_session_end_edit (self->session);
  g_clear_object (&self->assigning);
  repoint_window_toast (GTK_WIDGET (self), toast, TRUE);
}

static void
device_named_cb (RepointCheckInPage *self,
                 RepointDeviceItem  *item)
{
  repoint_session_edit (self->session, "assign-visit");
  finish_assigning (self, repoint_device_item_get_device (item));
}

static void
new_device_clicked_cb (RepointCheckInPage *self)
{
  g_autoptr(RepointDevice) device = repoint_station_control_make_device (self->control, self->assigning);

  repoint_session_edit (self->session, "assign-visit");
  repoint_inventory_add (repoint_project_get_inventory (repoint_session_get_project (self->session)), device);
  finish_assigning (self, device);
}

static void
chosen_device_clicked_cb (RepointCheckInPage *self)
{
  repoint_session_edit (self->session, "assign-visit");
  finish_assigning (self, repoint_station_control_get_device (self->control));
}

static GtkWidget *
make_label (const char *text,
            const char *style_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, style_class);
  return label;
}

static GtkWidget *
make_button (RepointCheckInPage *self,
             const char         *label,
             GCallback           callback)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *text = gtk_label_new_with_mnemonic (label);

  gtk_label_set_ellipsize (GTK_LABEL (text), PANGO_ELLIPSIZE_END); /* a device may have a long name */
  gtk_button_set_child (GTK_BUTTON (button), text);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  return button;
}

/* Above the devices: what it showed, and the two answers that save looking through them. */
static GtkWidget *
make_assign_header (RepointCheckInPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  RepointDevice *chosen = repoint_station_control_get_device (self->control);
  g_autofree char *visitor = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *plain = NULL;
  g_autofree char *line = NULL;

  g_object_get (self->assigning, "title", &visitor, "sentence", &sentence, NULL);
  plain = repoint_phrase_to_plain (sentence);
  line = g_strdup_printf ("%s · %s", visitor, plain);
  gtk_box_append (GTK_BOX (box), make_label (repoint_phrase_text (REPOINT_TEXT_WHICH_DEVICE), "title-2"));
  gtk_box_append (GTK_BOX (box), make_label (line, "dim-label"));
  if (chosen != NULL)
    {
      g_autofree char *label = repoint_phrase_it_was (repoint_device_get_title (chosen));
      GtkWidget *button = make_button (self, label, G_CALLBACK (chosen_device_clicked_cb));

      gtk_widget_add_css_class (button, "suggested-action");
      gtk_box_append (GTK_BOX (box), button);
    }
  gtk_box_append (GTK_BOX (box), make_button (self, repoint_phrase_text (REPOINT_TEXT_A_NEW_DEVICE),
                                              G_CALLBACK (new_device_clicked_cb)));
  return box;
}

static void
assign_cb (RepointCheckInPage *self,
           RepointVisitRow    *row)
{
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (self), REPOINT_TYPE_PAGE);
  GtkWidget *list;

  if (page == NULL)
    return;

  g_set_object (&self->assigning, repoint_visit_row_get_item (row));
  list = repoint_device_list_new (repoint_session_get_devices (self->session), REPOINT_DEVICE_VIEW_RELEVANCE);
  g_object_set (list, "header", make_assign_header (self), NULL);
  g_signal_connect_object (list, "activated", G_CALLBACK (device_named_cb), self, G_CONNECT_SWAPPED);
  repoint_page_push (REPOINT_PAGE (page), list);
}

static GtkWidget *
make_visit_row (gpointer item,
                gpointer user_data)
{
  GtkWidget *row = repoint_visit_row_new (item, TRUE);

  g_signal_connect_object (row, "opened", G_CALLBACK (visit_opened_cb), user_data, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "assign", G_CALLBACK (assign_cb), user_data, G_CONNECT_SWAPPED);
  return row;
}

/* "Any device", then all there are. */
static void
fill_devices (RepointCheckInPage *self)
{
  GListModel *devices = repoint_session_get_devices (self->session);
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);

  gtk_string_list_append (names, repoint_phrase_text (REPOINT_TEXT_ANY_DEVICE));
  for (guint i = 0; i < g_list_model_get_n_items (devices); i++)
    {
      g_autoptr(RepointDeviceItem) item = g_list_model_get_item (devices, i);

      gtk_string_list_append (names, repoint_device_get_title (repoint_device_item_get_device (item)));
    }
  self->updating = TRUE;
  adw_combo_row_set_model (self->device_row, G_LIST_MODEL (names));
  select_device (self);
  self->updating = FALSE;
}

static void
fill_addresses (RepointCheckInPage *self)
{
  GListModel *addresses = repoint_station_control_get_addresses (self->control);
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (addresses); i++)
    {
      g_autoptr(RepointOwnAddress) address = g_list_model_get_item (addresses, i);
      g_autofree char *name = g_strdup_printf ("%s · %s", repoint_own_address_get_text (address),
                                               repoint_own_address_get_interface (address));

      gtk_string_list_append (names, name);
    }
  self->updating = TRUE;
  adw_combo_row_set_model (self->address_row, G_LIST_MODEL (names));
  self->updating = FALSE;
}

static void
repoint_check_in_page_dispose (GObject *object)
{
  RepointCheckInPage *self = REPOINT_CHECK_IN_PAGE (object);

  g_clear_object (&self->assigning);
  g_clear_object (&self->control);
  g_clear_object (&self->session);
  g_clear_pointer (&self->command_rows, g_ptr_array_unref);
  g_clear_pointer (&self->help_rows, g_ptr_array_unref);

  G_OBJECT_CLASS (repoint_check_in_page_parent_class)->dispose (object);
}

static void
repoint_check_in_page_finalize (GObject *object)
{
  g_free (REPOINT_CHECK_IN_PAGE (object)->help_key);

  G_OBJECT_CLASS (repoint_check_in_page_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, RepointCheckInPage, head_label);
  gtk_widget_class_bind_template_child (widget_class, RepointCheckInPage, device_row);
  gtk_widget_class_bind_template_child (widget_class, RepointCheckInPage, protocol_row);
  gtk_widget_class_bind_template_child (widget_class, RepointCheckInPage, address_row);
  gtk_widget_class_bind_template_child (widget_class, RepointCheckInPage, state_stack);
  gtk_widget_class_bind_template_child (widget_class, RepointCheckInPage, server_value);
  gtk_widget_class_bind_template_child (widget_class, RepointCheckInPage, port_value);
  gtk_widget_class_bind_template_child (widget_class, RepointCheckInPage, encryption_value);
  gtk_widget_class_bind_template_child (widget_class, RepointCheckInPage, encryption_hint);
  gtk_widget_class_bind_template_child (widget_class, RepointCheckInPage, sign_in_label);
  gtk_widget_class_bind_template_child (widget_class, RepointCheckInPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, RepointCheckInPage, practice_button);
  gtk_widget_class_bind_template_child (widget_class, RepointCheckInPage, waiting_label);
  gtk_widget_class_bind_template_child (widget_class, RepointCheckInPage, summary_label);
  gtk_widget_class_bind_template_child (widget_class, RepointCheckInPage, idle_title);
  gtk_widget_class_bind_template_child (widget_class, RepointCheckInPage, idle_label);
  gtk_widget_class_bind_template_child (widget_class, RepointCheckInPage, start_button);
  gtk_widget_class_bind_template_child (widget_class, RepointCheckInPage, look_check);
  gtk_widget_class_bind_template_child (widget_class, RepointCheckInPage, pass_row);
  gtk_widget_class_bind_template_child (widget_class, RepointCheckInPage, pass_check);
  gtk_widget_class_bind_template_child (widget_class, RepointCheckInPage, visits_list);
  gtk_widget_class_bind_template_child (widget_class, RepointCheckInPage, trials_group);
  gtk_widget_class_bind_template_child (widget_class, RepointCheckInPage, trials);
  gtk_widget_class_bind_template_child (widget_class, RepointCheckInPage, commands_row);
  gtk_widget_class_bind_template_child (widget_class, RepointCheckInPage, help_row);
  gtk_widget_class_bind_template_callback (widget_class, device_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, protocol_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, address_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, pass_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, practice_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, start_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_all_clicked_cb);
}

static void
repoint_check_in_page_class_init (RepointCheckInPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = repoint_check_in_page_dispose;
  G_OBJECT_CLASS (class)->finalize = repoint_check_in_page_finalize;

  g_type_ensure (REPOINT_TYPE_TRIAL_GRID);
  g_type_ensure (REPOINT_TYPE_VALUE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/repoint/Repoint/ui/repoint-check-in-page.ui");
  bind_children (widget_class);
}

static void
repoint_check_in_page_init (RepointCheckInPage *self)
{
  self->command_rows = g_ptr_array_new ();
  self->help_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/** repoint_check_in_page_new: shows the station of @session, and begins to listen unless that failed before. */
GtkWidget *
repoint_check_in_page_new (RepointSession *session)
{
  RepointCheckInPage *self;

  g_return_val_if_fail (REPOINT_IS_SESSION (session), NULL);

  self = g_object_new (REPOINT_TYPE_CHECK_IN_PAGE, NULL);
  self->session = g_object_ref (session);
  self->control = g_object_ref (repoint_session_get_station (session));
  fill_devices (self);
  fill_addresses (self);
  gtk_list_box_bind_model (self->visits_list, repoint_station_control_get_visits (self->control), make_visit_row, self, NULL);
  g_signal_connect_object (self->control, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (repoint_session_get_devices (session), "items-changed", G_CALLBACK (fill_devices), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "plans-changed", G_CALLBACK (show_trials), self, G_CONNECT_SWAPPED);
  repoint_station_control_start (self->control);
  update (self);
  return GTK_WIDGET (self);
}
