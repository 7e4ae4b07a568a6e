/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app-fixture.h"
#include "repoint-check-in-page.h"
#include "repoint-client-row.h"
#include "repoint-device-page.h"
#include "repoint-journey-station.h"
#include "repoint-practice-devices.h"
#include "repoint-station-bar.h"
#include "repoint-station-port.h"
#include "repoint-trial-grid.h"
#include "repoint-value-row.h"
#include "repoint-visit-page.h"
#include "repoint-visit-row.h"

#include <string.h>

#define TEST_STEP 2

#define DIALOGUE "EHLO copier\r\nQUIT\r\n"

/* What a visitor may say that tries to be markup, and to be very long. */
#define HOSTILE "<b>&amp;</span>aVeryLongWordWithoutAnyPlaceToBreakItThatGoesOnAndOnAndOnAndOnAndOnAndOnAndOnAndOnAndOn"

static RepointStationControl *
get_control (RepointWindow *window)
{
  return repoint_session_get_station (repoint_window_get_session (window));
}

/* The page where devices check in, one level below the Test page. */
static GtkWidget *
open_page (RepointWindow *window)
{
  GtkWidget *nested;

  repoint_window_show_step (window, TEST_STEP);
  gtk_widget_activate_action (GTK_WIDGET (repoint_window_get_page (window)), "test.check-in", NULL);
  app_settle ();
  nested = repoint_page_get_nested_child (repoint_window_get_page (window));
  g_assert_true (REPOINT_IS_CHECK_IN_PAGE (nested));
  return nested;
}

static RepointDevice *
add_device (RepointWindow *window,
            const char    *name,
            const char    *address)
{
  g_autoptr(RepointDevice) device = repoint_device_new ();
  g_autoptr(RepointMailUse) use = repoint_mail_use_new (REPOINT_PROTOCOL_SMTP);
  const char *addresses[] = { address, NULL };

  repoint_device_set_name (device, name);
  repoint_device_set_addresses (device, addresses);
  repoint_device_add_mail_use (device, use);
  repoint_inventory_add (repoint_project_get_inventory (repoint_session_get_project (repoint_window_get_session (window))), device);
  repoint_journey_update (repoint_session_get_journey (repoint_window_get_session (window)));
  app_settle ();
  return device; /* the inventory holds it */
}

static gboolean
has_visit (gpointer user_data)
{
  return repoint_station_control_get_n_visits (user_data) > 0;
}

/* A device sends its test mail: OpenSSL's own client, told what to offer. */
static void
visit (RepointWindow *window,
       const char    *version)
{
  RepointStationControl *control = get_control (window);
  g_autofree char *port = g_strdup_printf ("127.0.0.1:%u", repoint_station_control_get_port (control));
  g_autoptr(GBytes) dialogue = g_bytes_new_static (DIALOGUE, strlen (DIALOGUE));
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) client =
    g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error,
                      "openssl", "s_client", "-connect", port, "-starttls", "smtp", "-name", "copier", version,
                      "-cipher", "ALL:@SECLEVEL=0", "-quiet", NULL);

  g_assert_no_error (error);
  g_subprocess_communicate_async (client, dialogue, NULL, NULL, NULL);
  app_run_until (has_visit, control);
  g_subprocess_wait (client, NULL, NULL);
  repoint_journey_update (repoint_session_get_journey (repoint_window_get_session (window)));
  app_settle ();
}

static void
read_labels (GtkWidget *root,
             GString   *text)
{
  if (GTK_IS_LABEL (root) && gtk_widget_get_visible (root))
    g_string_append_printf (text, "%s\n", gtk_label_get_text (GTK_LABEL (root)));
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    read_labels (child, text);
}

static gboolean
shows (GtkWidget  *root,
       const char *text)
{
  g_autoptr(GString) all = g_string_new (NULL);

  read_labels (root, all);
  if (strstr (all->str, text) == NULL)
    g_test_message ("no “%s” in:\n%s", text, all->str);
  return strstr (all->str, text) != NULL;
}

static GtkWidget *
find_button_labelled (GtkWidget  *root,
                      const char *label)
{
  if (GTK_IS_LABEL (root) && g_strcmp0 (gtk_label_get_label (GTK_LABEL (root)), label) == 0)
    return gtk_widget_get_ancestor (root, GTK_TYPE_BUTTON);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button_labelled (child, label);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* From the values to type to what the device page says: one test mail is all it takes. */
static void
test_device_checks_in (void)
{
  RepointWindow *window = app_new_office ();
  RepointDevice *device = add_device (window, "Copier", "127.0.0.1");
  RepointStationControl *control = get_control (window);
  GtkWidget *page = open_page (window);
  g_autofree char *port = g_strdup_printf ("%u", repoint_station_control_get_port (control));
  RepointVisitRow *row;
  GtkWidget *nested;

  g_assert_cmpint (repoint_station_control_get_state (control), ==, REPOINT_STATION_LISTENING);
  g_assert_cmpstr (port, !=, "0");
  g_assert_true (shows (page, port));
  g_assert_true (shows (page, repoint_station_control_get_address (control)));
  g_assert_true (shows (page, "STARTTLS"));
  g_assert_true (shows (page, "Now send a test mail"));
  g_assert_null (app_find (page, REPOINT_TYPE_VISIT_ROW));

  visit (window, "-tls1");
  row = REPOINT_VISIT_ROW (app_find (page, REPOINT_TYPE_VISIT_ROW));
  g_assert_nonnull (row);
  g_assert_true (repoint_visit_item_get_device (repoint_visit_row_get_item (row)) == device);
  g_assert_true (shows (GTK_WIDGET (row), "Copier"));
  g_assert_true (shows (GTK_WIDGET (row), "nothing newer than TLS 1.0"));
  g_assert_true (shows (GTK_WIDGET (row), "does not check certificates"));
  g_assert_true (shows (page, "Copier was here"));

  gtk_widget_activate (GTK_WIDGET (row));
  app_settle ();
  nested = repoint_page_get_nested_child (repoint_window_get_page (window));
  g_assert_true (REPOINT_IS_VISIT_PAGE (nested));
  g_assert_true (shows (nested, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"));
  g_assert_true (shows (nested, "JA4"));
  g_assert_true (shows (nested, "127.0.0.1"));
  repoint_page_back (repoint_window_get_page (window));

  app_settle ();
  {
    g_autoptr(RepointDeviceItem) item = g_list_model_get_item (repoint_session_get_devices (repoint_window_get_session (window)), 0);
    GtkWidget *device_page = g_object_ref_sink (repoint_device_page_new (repoint_window_get_session (window), item));

    g_assert_cmpuint (app_count (device_page, REPOINT_TYPE_VISIT_ROW), ==, 1);
    g_assert_true (shows (device_page, "nothing newer than TLS 1.0"));
    g_object_unref (device_page);
  }
  app_destroy (window);
}

static gboolean
is_nobody (gpointer user_data)
{
  return repoint_visit_item_get_device (repoint_visit_row_get_item (user_data)) == NULL;
}

/* Nobody guesses whose visit it was; who says so can take it back. */
static void
test_unknown_visitor (void)
{
  RepointWindow *window = app_new_office ();
  GListModel *devices = repoint_session_get_devices (repoint_window_get_session (window));
  GtkWidget *page = open_page (window);
  RepointVisitRow *row;
  GtkWidget *add;

  visit (window, "-tls1_2");
  row = REPOINT_VISIT_ROW (app_find (page, REPOINT_TYPE_VISIT_ROW));
  g_assert_null (repoint_visit_item_get_device (repoint_visit_row_get_item (row)));
  g_assert_true (shows (GTK_WIDGET (row), "Something at 127.0.0.1"));

  g_signal_emit_by_name (find_button_labelled (GTK_WIDGET (row), "_Which Device Was This?"), "clicked");
  app_settle ();
  add = find_button_labelled (GTK_WIDGET (repoint_page_get_nested_child (repoint_window_get_page (window))), "_None of These: Add It");
  g_assert_nonnull (add);
  g_assert_cmpuint (g_list_model_get_n_items (devices), ==, 0);
  g_signal_emit_by_name (add, "clicked");
  app_settle ();
  g_assert_true (repoint_page_get_nested_child (repoint_window_get_page (window)) == page);
  g_assert_cmpuint (g_list_model_get_n_items (devices), ==, 1);
  g_assert_nonnull (repoint_visit_item_get_device (repoint_visit_row_get_item (row)));
  g_assert_false (shows (GTK_WIDGET (row), "Something at"));

  gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL);
  app_settle ();
  g_assert_cmpuint (g_list_model_get_n_items (devices), ==, 0);
  app_run_until (is_nobody, row);
  g_assert_true (shows (GTK_WIDGET (row), "Something at 127.0.0.1"));
  app_destroy (window);
}

static gboolean
can_connect (guint16 port)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketAddress) there = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  g_autoptr(GSocketConnection) connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (there), NULL, NULL);

  return connection != NULL;
}

/* It listens while other steps are looked at, says so there, and ends when it is told to. */
static void
test_goes_on (void)
{
  RepointWindow *window = app_new_office ();
  RepointStationControl *control = get_control (window);
  GtkWidget *bar = app_find (GTK_WIDGET (window), REPOINT_TYPE_STATION_BAR);
  GtkRevealer *revealer = GTK_REVEALER (app_find (bar, GTK_TYPE_REVEALER));
  guint16 port;

  g_assert_false (gtk_revealer_get_reveal_child (revealer));
  open_page (window);
  g_assert_false (gtk_revealer_get_reveal_child (revealer));
  port = (guint16) repoint_station_control_get_port (control);

  repoint_window_show_step (window, 0);
  app_settle ();
  g_assert_true (gtk_revealer_get_reveal_child (revealer));
  g_assert_true (shows (bar, "Listening since"));
  g_assert_true (can_connect (port));

  gtk_widget_activate_action (GTK_WIDGET (window), "win.check-in", NULL);
  app_settle ();
  g_assert_true (REPOINT_IS_CHECK_IN_PAGE (repoint_page_get_nested_child (repoint_window_get_page (window))));
  g_assert_cmpuint (repoint_station_control_get_port (control), ==, port);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.stop-listening", NULL);
  app_settle ();
  g_assert_cmpint (repoint_station_control_get_state (control), ==, REPOINT_STATION_IDLE);
  g_assert_false (can_connect (port));
  g_assert_true (shows (GTK_WIDGET (window), "Not Listening"));
  app_destroy (window);
}

static void
test_ends_with_the_window (void)
{
  RepointWindow *window = app_new_office ();
  guint16 port;

  open_page (window);
  port = (guint16) repoint_station_control_get_port (get_control (window));
  g_assert_true (can_connect (port));
  app_destroy (window);
  g_assert_false (can_connect (port));
}

/* When other programs have all the ports, that is said in words, and can be tried again. */
static void
test_no_port (void)
{
  RepointWindow *window = app_new_office ();
  RepointStationControl *control = get_control (window);
  g_autoptr(GSocketListener) taken = g_socket_listener_new ();
  GtkWidget *page;

  for (guint i = 0; repoint_station_port_get_nth (REPOINT_PROTOCOL_POP3, i) != 0; i++)
    g_socket_listener_add_inet_port (taken, repoint_station_port_get_nth (REPOINT_PROTOCOL_POP3, i), NULL, NULL);
  repoint_station_control_set_protocol (control, REPOINT_PROTOCOL_POP3);
  page = open_page (window);
  g_assert_cmpint (repoint_station_control_get_state (control), ==, REPOINT_STATION_FAILED);
  g_assert_true (shows (page, "No Port Could Be Opened"));
  g_assert_true (shows (page, "POP3"));

  g_socket_listener_close (taken);
  g_signal_emit_by_name (find_button_labelled (page, "_Try Again"), "clicked");
  app_settle ();
  g_assert_cmpint (repoint_station_control_get_state (control), ==, REPOINT_STATION_LISTENING);
  app_destroy (window);
}

/* Several protocols at once: what was told to one device stays true when another is looked at. */
static void
test_protocols (void)
{
  RepointWindow *window = app_new_office ();
  RepointStationControl *control = get_control (window);
  g_autoptr(GArray) ports = NULL;
  guint first;

  open_page (window);
  first = repoint_station_control_get_port (control);
  repoint_station_control_set_protocol (control, REPOINT_PROTOCOL_IMAP);
  app_settle ();
  g_assert_cmpuint (repoint_station_control_get_port (control), !=, first);
  ports = repoint_station_control_list_ports (control);
  g_assert_cmpuint (ports->len, ==, 2);
  g_assert_true (can_connect ((guint16) first));
  app_destroy (window);
}

/* A device that is chosen brings what it speaks with it. */
static void
test_chosen_device (void)
{
  RepointWindow *window = app_new_office ();
  RepointDevice *device = add_device (window, "Collector", "192.0.2.9");
  RepointStationControl *control = get_control (window);
  g_autoptr(RepointMailUse) use = g_list_model_get_item (repoint_device_get_mail_uses (device), 0);
  GtkWidget *page = open_page (window);
  AdwComboRow *row = ADW_COMBO_ROW (app_find (page, ADW_TYPE_COMBO_ROW));

  g_object_set (use, "protocol", REPOINT_PROTOCOL_IMAP, NULL);
  adw_combo_row_set_selected (row, 1);
  app_settle ();
  g_assert_true (repoint_station_control_get_device (control) == device);
  g_assert_cmpint (repoint_station_control_get_protocol (control), ==, REPOINT_PROTOCOL_IMAP);
  g_assert_true (shows (page, "Now let Collector look for new mail."));
  g_assert_true (shows (page, "SSL/TLS"));

  adw_combo_row_set_selected (row, 0);
  g_assert_null (repoint_station_control_get_device (control));
  app_destroy (window);
}

static gboolean
is_tried (gpointer user_data)
{
  RepointProject *project = repoint_session_get_project (repoint_window_get_session (user_data));
  g_autoptr(RepointDevice) device = g_list_model_get_item (G_LIST_MODEL (repoint_project_get_inventory (project)), 0);
  GPtrArray *observations = repoint_project_get_observations (project, repoint_device_get_id (device));
  guint n_tried = 0;

  for (guint i = 0; i < observations->len; i++)
    n_tried += g_str_equal (repoint_observation_get_kind (g_ptr_array_index (observations, i)), REPOINT_OBSERVATION_REPLAY);
  return n_tried >= 2;
}

/* Connected through to servers that refuse as Microsoft's do: what came of it stands side by side. */
static void
test_connected_through (void)
{
  RepointWindow *window = app_new_practice ();
  GtkWidget *page;
  GtkWidget *grid;

  add_device (window, "Copier", "127.0.0.1");
  page = open_page (window);
  g_assert_true (shows (page, "Repoint refuses the sign-in"));
  repoint_station_control_set_passing (get_control (window), TRUE);
  app_settle ();
  g_assert_false (shows (page, "refuses the sign-in"));
  g_assert_false (shows (page, "No mail is delivered"));
  visit (window, "-tls1_2");
  g_assert_true (shows (GTK_WIDGET (app_find (page, REPOINT_TYPE_VISIT_ROW)), "agreed on TLS 1.2"));
  g_assert_true (shows (page, "Send one more test for the other server"));

  app_run_until (is_tried, window);
  repoint_journey_update (repoint_session_get_journey (repoint_window_get_session (window)));
  app_settle ();
  grid = app_find (page, REPOINT_TYPE_TRIAL_GRID);
  g_assert_true (shows (grid, "Copier"));
  g_assert_true (shows (grid, "TLS 1.2 agreed on"));
  app_destroy (window);
}

/* A device that stopped on its way through may check names: what to enter then is there to copy. */
static void
test_checks_names (void)
{
  RepointWindow *window = app_new_office ();
  g_autoptr(JsonNode) node = json_from_string ("{\"peer\":\"192.0.2.7\",\"local\":\"192.0.2.1\",\"outcome\":\"captured\",\"hello\":{\"max_version\":\"TLSv1.2\"},"
                                               "\"relay\":{\"target\":\"smtp://smtp.office365.com:587\",\"result\":\"inconclusive\"}}", NULL);
  GtkWidget *page = open_page (window);

  g_signal_emit_by_name (repoint_journey_get_station (repoint_session_get_journey (repoint_window_get_session (window))), "visit",
                         json_node_get_object (node));
  app_settle ();
  g_signal_emit_by_name (gtk_widget_get_parent (app_find (page, REPOINT_TYPE_VISIT_ROW)), "row-activated", app_find (page, REPOINT_TYPE_VISIT_ROW));
  app_settle ();
  page = repoint_page_get_nested_child (repoint_window_get_page (window));
  g_assert_true (REPOINT_IS_VISIT_PAGE (page));
  g_assert_true (shows (page, "192.0.2.1 smtp.office365.com"));
  g_assert_true (shows (page, "address=/smtp.office365.com/192.0.2.1"));
  app_destroy (window);
}

/* However long what stands on it, the page fits a narrow window, in whatever state. */
static void
test_narrow (void)
{
  RepointWindow *window = app_new_office ();
  RepointStationControl *control = get_control (window);
  g_autoptr(JsonNode) node = json_from_string ("{\"peer\":\"2001:db8:ffff:ffff:ffff:ffff:ffff:ffff\",\"client_name\":\"" HOSTILE "\",\"outcome\":\"captured\","
                                               "\"hello\":{\"max_version\":\"TLSv1.0\",\"sni\":\"" HOSTILE "\",\"ciphers\":[\"" HOSTILE "\"]},"
                                               "\"handshake\":{\"result\":\"alert\",\"alert\":\"" HOSTILE "\"}}", NULL);
  g_autoptr(RepointDeviceItem) chosen = NULL;
  GtkWidget *page;
  int minimum;

  app_add_devices (window, 2);
  page = open_page (window);
  repoint_station_control_set_address (control, "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff");
  g_signal_emit_by_name (repoint_journey_get_station (repoint_session_get_journey (repoint_window_get_session (window))), "visit",
                         json_node_get_object (node));
  app_settle ();
  g_assert_true (shows (page, HOSTILE));
  gtk_widget_measure (page, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);

  chosen = g_list_model_get_item (repoint_session_get_devices (repoint_window_get_session (window)), 0);
  repoint_station_control_set_device (control, repoint_device_item_get_device (chosen));
  g_signal_emit_by_name (find_button_labelled (app_find (page, REPOINT_TYPE_VISIT_ROW), "_Which Device Was This?"), "clicked");
  app_settle ();
  gtk_widget_measure (repoint_page_get_nested_child (repoint_window_get_page (window)), GTK_ORIENTATION_HORIZONTAL, -1, &minimum,
                      NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  repoint_page_back (repoint_window_get_page (window));
  app_settle ();

  gtk_widget_activate (app_find (page, REPOINT_TYPE_VISIT_ROW));
  app_settle ();
  page = repoint_page_get_nested_child (repoint_window_get_page (window));
  g_assert_true (REPOINT_IS_VISIT_PAGE (page));
  gtk_widget_measure (page, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  app_destroy (window);
}

static gboolean
all_came (gpointer user_data)
{
  return repoint_station_control_get_n_visits (user_data) >= repoint_practice_devices_get_count ();
}

static gboolean
is_at_rest (gpointer user_data)
{
  return g_list_model_get_n_items (repoint_journey_get_jobs (user_data)) == 0;
}

/* In the practice office the devices come when they are told to. */
static void
test_practice (void)
{
  RepointWindow *window = app_new_practice ();
  RepointStationControl *control = get_control (window);
  GtkWidget *page = open_page (window);
  GtkWidget *button = find_button_labelled (page, "Let It _Send");

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_get_visible (button));
  g_signal_emit_by_name (button, "clicked");
  app_run_until (all_came, control);
  g_assert_true (shows (page, "127.77.0.9"));

  app_run_until (is_at_rest, repoint_session_get_journey (repoint_window_get_session (window)));
  app_destroy (window);
}

/* Nobody else's copier is told what to do. */
static void
test_no_practice (void)
{
  RepointWindow *window = app_new_office ();
  GtkWidget *page = open_page (window);

  g_assert_false (gtk_widget_get_visible (find_button_labelled (page, "Let It _Send")));
  app_destroy (window);
}

/* Which client it is, is an assumption that can be made and taken back; the plan and the page say so. */
static void
test_known_client (void)
{
  RepointWindow *window = app_new_office ();
  RepointSession *session = repoint_window_get_session (window);
  g_autoptr(RepointDevice) device = repoint_device_new ();
  g_autoptr(RepointMailUse) use = repoint_mail_use_new (REPOINT_PROTOCOL_SMTP);
  g_autoptr(RepointDeviceItem) item = NULL;
  g_autoptr(GPtrArray) plans = NULL;
  GtkWidget *page;
  AdwComboRow *row;

  repoint_device_set_name (device, "Ticket desk");
  repoint_mail_use_set_host (use, "smtp.office365.com");
  repoint_device_add_mail_use (device, use);
  repoint_inventory_add (repoint_project_get_inventory (repoint_session_get_project (session)), device);
  item = g_list_model_get_item (repoint_session_get_devices (session), 0);
  page = g_object_ref_sink (repoint_device_page_new (session, item));
  row = ADW_COMBO_ROW (app_find (page, REPOINT_TYPE_CLIENT_ROW));
  g_assert_cmpuint (adw_combo_row_get_selected (row), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (adw_combo_row_get_model (row)), >, 15);

  /* Windows XP is the first of them: TLS 1.0. */
  adw_combo_row_set_selected (row, 1);
  repoint_journey_update (repoint_session_get_journey (session));
  app_settle ();
  plans = repoint_journey_list_plans (repoint_session_get_journey (session), device);
  g_assert_cmpint (repoint_plan_get_capability (g_ptr_array_index (plans, 0))->max_version, ==, REPOINT_TLS_VERSION_1_0);
  g_assert_cmpint (repoint_plan_get_capability (g_ptr_array_index (plans, 0))->strength, ==, REPOINT_STRENGTH_STATEMENT);
  g_assert_cmpuint (adw_combo_row_get_selected (row), ==, 1);

  adw_combo_row_set_selected (row, 0);
  repoint_journey_update (repoint_session_get_journey (session));
  app_settle ();
  g_clear_pointer (&plans, g_ptr_array_unref);
  plans = repoint_journey_list_plans (repoint_session_get_journey (session), device);
  g_assert_cmpint (repoint_plan_get_capability (g_ptr_array_index (plans, 0))->max_version, ==, REPOINT_TLS_VERSION_NONE);

  g_object_unref (page);
  app_destroy (window);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/app/check-in/device", test_device_checks_in);
  g_test_add_func ("/app/check-in/unknown-visitor", test_unknown_visitor);
  g_test_add_func ("/app/check-in/goes-on", test_goes_on);
  g_test_add_func ("/app/check-in/ends-with-the-window", test_ends_with_the_window);
  g_test_add_func ("/app/check-in/no-port", test_no_port);
  g_test_add_func ("/app/check-in/protocols", test_protocols);
  g_test_add_func ("/app/check-in/chosen-device", test_chosen_device);
  g_test_add_func ("/app/check-in/connected-through", test_connected_through);
  g_test_add_func ("/app/check-in/checks-names", test_checks_names);
  g_test_add_func ("/app/check-in/narrow", test_narrow);
  g_test_add_func ("/app/check-in/practice", test_practice);
  g_test_add_func ("/app/check-in/no-practice", test_no_practice);
  g_test_add_func ("/app/check-in/known-client", test_known_client);

  return g_test_run ();
}
