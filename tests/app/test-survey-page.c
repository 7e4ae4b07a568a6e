/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app-fixture.h"
#include "repoint-device-page.h"
#include "repoint-survey-page.h"
#include "repoint-survey-row.h"

#include <string.h>

#define STANDARD "smtp://smtp.office365.com:587"

/* What a server may say that tries to be markup, and to be very long. */
#define HOSTILE "<b>&amp;\xe2\x80\xae</span>aVeryLongWordWithoutAnyPlaceToBreakItThatGoesOnAndOnAndOnAndOnAndOnAndOnAndOnAndOnAndOn"

static RepointObservation *
observe (RepointWindow *window,
         const char    *subject,
         const char    *target,
         const char    *rest)
{
  RepointProject *project = repoint_session_get_project (repoint_window_get_session (window));
  g_autofree char *json = g_strdup_printf ("{\"target\":\"%s\",\"host\":\"smtp.office365.com\",\"reachable\":true,%s}", target, rest);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = json_from_string (json, &error);
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr(RepointObservation) observation = NULL;

  g_assert_no_error (error);
  observation = repoint_observation_new (subject, REPOINT_OBSERVATION_SURVEY, REPOINT_STRENGTH_OWN_SERVER, now,
                                         json_node_get_object (node));
  observation = repoint_project_observe (project, g_steal_pointer (&observation));
  app_settle ();
  return g_object_ref (observation);
}

static RepointSurveyRow *
find_row (GtkWidget  *root,
          const char *target)
{
  if (REPOINT_IS_SURVEY_ROW (root))
    return g_str_equal (repoint_survey_row_get_target (REPOINT_SURVEY_ROW (root)), target) ? REPOINT_SURVEY_ROW (root) : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      RepointSurveyRow *found = find_row (child, target);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* The text of all labels. */
static void
read_labels (GtkWidget *root,
             GString   *text)
{
  if (GTK_IS_LABEL (root))
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
  return strstr (all->str, text) != NULL;
}

/* A row says what matters, its page says all, and a test that ends is shown on both. */
static void
test_endpoint (void)
{
  RepointWindow *window = app_new_office ();
  RepointPage *page = repoint_window_get_page (window);
  RepointSurveyRow *row = find_row (GTK_WIDGET (page), STANDARD);
  g_autoptr(RepointObservation) first = NULL;
  g_autoptr(RepointObservation) second = NULL;
  GtkWidget *nested;

  g_assert_nonnull (row);
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "Not yet tested"));

  first = observe (window, STANDARD, STANDARD,
                   "\"versions\":{\"TLSv1.0\":\"accepted\",\"TLSv1.2\":\"accepted\"},\"profiles\":{\"rsa-key-exchange\":\"refused\"},"
                   "\"application\":{\"TLSv1.0\":{\"tries\":5,\"refused\":5,\"error\":\"legacy-tls-refused\",\"reply\":\"421 " HOSTILE "\"},"
                   "\"TLSv1.2\":{\"tries\":5,\"not_refused_before_sign_in\":5}}");
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "turns TLS 1.0 away"));
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "RSA key exchange"));

  adw_action_row_activate (ADW_ACTION_ROW (row));
  app_settle ();
  nested = repoint_page_get_nested_child (page);
  g_assert_true (REPOINT_IS_SURVEY_PAGE (nested));
  g_assert_true (shows (nested, STANDARD));
  g_assert_true (shows (nested, "5 tries per version"));
  g_assert_true (shows (nested, "It refuses TLS 1.2 with RSA key exchange."));
  g_assert_true (shows (nested, "and then turns the client away, in 5 of 5 tries"));
  g_assert_true (shows (nested, "421 <b>&amp;</span>aVeryLongWord"));
  g_assert_true (shows (nested, "Versions"));

  second = observe (window, STANDARD, STANDARD, "\"versions\":{\"TLSv1.2\":\"accepted\"}");
  g_assert_false (shows (nested, "It refuses TLS 1.2 with RSA key exchange."));
  g_assert_true (shows (nested, "It accepts TLS 1.2."));

  repoint_page_back (page);
  app_settle ();
  g_assert_null (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "RSA key exchange"));
  app_destroy (window);
}

/* What was opened stays open when the test is made again. */
static void
test_stays_open (void)
{
  RepointWindow *window = app_new_office ();
  RepointPage *page = repoint_window_get_page (window);
  g_autoptr(RepointObservation) first = observe (window, STANDARD, STANDARD, "\"versions\":{\"TLSv1.2\":\"accepted\"}");
  g_autoptr(RepointObservation) second = NULL;
  AdwExpanderRow *expander;

  adw_action_row_activate (ADW_ACTION_ROW (find_row (GTK_WIDGET (page), STANDARD)));
  app_settle ();
  expander = ADW_EXPANDER_ROW (app_find (repoint_page_get_nested_child (page), ADW_TYPE_EXPANDER_ROW));
  adw_expander_row_set_expanded (expander, TRUE);

  second = observe (window, STANDARD, STANDARD, "\"versions\":{\"TLSv1.2\":\"accepted\",\"TLSv1.3\":\"accepted\"}");
  expander = ADW_EXPANDER_ROW (app_find (repoint_page_get_nested_child (page), ADW_TYPE_EXPANDER_ROW));
  g_assert_true (adw_expander_row_get_expanded (expander));
  app_destroy (window);
}

/* However long what a server says, the page fits a narrow window. */
static void
test_narrow (void)
{
  RepointWindow *window = app_new_office ();
  RepointPage *page = repoint_window_get_page (window);
  g_autoptr(RepointObservation) survey =
    observe (window, STANDARD, STANDARD,
             "\"versions\":{\"TLSv1.2\":\"accepted\"},\"greeting\":\"" HOSTILE "\",\"servers\":[\"" HOSTILE "\",\"b\"],"
             "\"ciphers\":{\"TLSv1.2\":[\"TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384_AND_SO_ON_" HOSTILE "\"]},"
             "\"certificate\":{\"subject\":\"" HOSTILE "\",\"problems\":[\"name-mismatch\"],\"names\":[\"" HOSTILE "\"]}");
  int minimum;

  adw_action_row_activate (ADW_ACTION_ROW (find_row (GTK_WIDGET (page), STANDARD)));
  app_settle ();
  gtk_widget_measure (repoint_page_get_nested_child (page), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  app_destroy (window);
}

/* A device's page has a row for each of its own servers, with the last survey of each. */
static void
test_device (void)
{
  RepointWindow *window = app_new_office ();
  RepointSession *session = repoint_window_get_session (window);
  g_autoptr(RepointDevice) device = repoint_device_new ();
  const char *addresses[] = { "192.0.2.7", NULL };
  g_autoptr(RepointDeviceItem) item = NULL;
  g_autoptr(RepointObservation) web = NULL;
  g_autoptr(RepointObservation) print = NULL;
  g_autoptr(RepointObservation) again = NULL;
  GtkWidget *page;

  repoint_device_set_name (device, "Copier");
  repoint_device_set_addresses (device, addresses);
  repoint_inventory_add (repoint_project_get_inventory (repoint_session_get_project (session)), device);
  web = observe (window, repoint_device_get_id (device), "https://192.0.2.7", "\"versions\":{\"TLSv1.0\":\"accepted\",\"TLSv1.2\":\"refused\"}");
  print = observe (window, repoint_device_get_id (device), "ipps://192.0.2.7", "\"versions\":{\"TLSv1.2\":\"accepted\"}");
  item = g_list_model_get_item (repoint_session_get_devices (session), 0);
  page = g_object_ref_sink (repoint_device_page_new (session, item));

  g_assert_cmpuint (app_count (page, REPOINT_TYPE_SURVEY_ROW), ==, 2);
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (find_row (page, "https://192.0.2.7"))), "nothing newer than TLS 1.0"));

  again = observe (window, repoint_device_get_id (device), "https://192.0.2.7", "\"versions\":{\"TLSv1.2\":\"accepted\"}");
  repoint_journey_update (repoint_session_get_journey (session));
  app_settle ();
  g_assert_cmpuint (app_count (page, REPOINT_TYPE_SURVEY_ROW), ==, 2);
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (find_row (page, "https://192.0.2.7"))), "Answers with TLS 1.2"));

  g_object_unref (page);
  app_destroy (window);
}

/* What only a device's own web page shows is told as a hint wherever it stands. */
static void
test_hint (void)
{
  RepointWindow *window = app_new_office ();
  RepointSession *session = repoint_window_get_session (window);
  g_autoptr(RepointDevice) device = repoint_device_new ();
  g_autoptr(RepointMailUse) use = repoint_mail_use_new (REPOINT_PROTOCOL_SMTP);
  g_autoptr(RepointDeviceItem) item = NULL;
  g_autoptr(RepointObservation) server = NULL;
  g_autoptr(RepointObservation) web = NULL;
  g_autofree char *word = NULL;
  GtkWidget *page;

  repoint_device_set_name (device, "Copier");
  repoint_mail_use_set_host (use, "smtp.office365.com");
  repoint_device_add_mail_use (device, use);
  repoint_inventory_add (repoint_project_get_inventory (repoint_session_get_project (session)), device);
  server = observe (window, STANDARD, STANDARD, "\"versions\":{\"TLSv1.0\":\"refused\",\"TLSv1.2\":\"accepted\"}");
  web = observe (window, repoint_device_get_id (device), "https://192.0.2.7", "\"versions\":{\"TLSv1.2\":\"accepted\"}");
  repoint_journey_update (repoint_session_get_journey (session));
  app_settle ();

  item = g_list_model_get_item (repoint_session_get_devices (session), 0);
  g_object_get (item, "standard-name", &word, NULL);
  g_assert_cmpstr (word, ==, "Likely works");
  page = g_object_ref_sink (repoint_device_page_new (session, item));
  g_assert_true (shows (page, "Probably accepts its TLS"));

  g_object_unref (page);
  app_destroy (window);
}

/* While a server is being asked for the first time, it does not count as not tested. */
static void
test_being_asked (void)
{
  RepointWindow *window = app_new_practice ();
  RepointSession *session = repoint_window_get_session (window);
  GtkWidget *row = app_find (GTK_WIDGET (repoint_window_get_page (window)), REPOINT_TYPE_SURVEY_ROW);

  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "Not yet tested"));
  repoint_session_test_endpoints (session);
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "Being asked"));
  repoint_session_stop (session);
  repoint_session_stop (session);
  app_destroy (window);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/app/survey-page/endpoint", test_endpoint);
  g_test_add_func ("/app/survey-page/stays-open", test_stays_open);
  g_test_add_func ("/app/survey-page/narrow", test_narrow);
  g_test_add_func ("/app/survey-page/device", test_device);
  g_test_add_func ("/app/survey-page/hint", test_hint);
  g_test_add_func ("/app/survey-page/being-asked", test_being_asked);

  return g_test_run ();
}
