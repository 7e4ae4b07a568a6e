/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app-fixture.h"
#include "repoint-capture-page.h"
#include "repoint-check-in-page.h"
#include "repoint-test-handshake.h"
#include "repoint-visit-row.h"

#include <glib/gstdio.h>
#include <string.h>

#define TEST_STEP 2

/* A file with one mail client at 10.77.0.21, or with nothing that is a capture. Transfer full. */
static GFile *
write_file (gboolean sound)
{
  static const RepointTestHandshake handshake = { .max_version = REPOINT_TLS_VERSION_1_2 };
  static const RepointTestLayers layers = { FALSE };
  g_autoptr(RepointTestTcpTalk) talk = repoint_test_tcp_talk_new (REPOINT_LINK_TYPE_ETHERNET, &layers, 993);
  g_autoptr(GPtrArray) turns = repoint_test_handshake_list_turns (&handshake);
  g_autofree char *path = NULL;
  int descriptor = g_file_open_tmp ("repoint-capture-XXXXXX.pcap", &path, NULL);
  g_autoptr(GBytes) bytes = NULL;

  g_assert_cmpint (descriptor, >=, 0);
  g_close (descriptor, NULL);
  repoint_test_tcp_talk_open (talk);
  repoint_test_handshake_say (talk, turns);
  repoint_test_tcp_talk_close (talk, REPOINT_TEST_TCP_CLIENT);
  bytes = sound ? repoint_test_tcp_talk_to_pcap (talk) : g_bytes_new_static ("no capture at all, but long enough", 34);
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), NULL));
  return g_file_new_for_path (path);
}

static GtkDropTarget *
find_drop_target (GtkWidget *widget)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GObject) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        return GTK_DROP_TARGET (controller); /* the widget holds it */
    }
  return NULL;
}

/* As when files are dropped from a file manager on the Test page. */
static void
drop (RepointWindow *window,
      GSList        *files)
{
  g_auto(GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;

  repoint_window_show_step (window, TEST_STEP);
  app_settle ();
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_set_boxed (&value, files);
  g_signal_emit_by_name (find_drop_target (GTK_WIDGET (repoint_window_get_page (window))), "drop", &value, 1.0, 1.0, &taken);
  g_assert_true (taken);
}

static gboolean
is_done (gpointer user_data)
{
  GtkWidget *nested = repoint_page_get_nested_child (repoint_window_get_page (user_data));
  GtkWidget *stack = nested != NULL ? app_find (nested, GTK_TYPE_STACK) : NULL;

  return nested == NULL || g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (stack)), "done") == 0;
}

static AdwStatusPage *
find_status (RepointWindow *window)
{
  return ADW_STATUS_PAGE (app_find (repoint_page_get_nested_child (repoint_window_get_page (window)), ADW_TYPE_STATUS_PAGE));
}

/* Several files are read one after the other; what they hold is summed up, and looked at among the visits. */
static void
test_dropped (void)
{
  RepointWindow *window = app_new_office ();
  g_autoptr(GFile) first = write_file (TRUE);
  g_autoptr(GFile) second = write_file (TRUE);
  g_autoptr(GSList) files = g_slist_append (g_slist_append (NULL, first), second);
  GtkWidget *nested;

  drop (window, files);
  g_assert_true (REPOINT_IS_CAPTURE_PAGE (repoint_page_get_nested_child (repoint_window_get_page (window))));
  app_run_until (is_done, window);
  g_assert_cmpstr (adw_status_page_get_title (find_status (window)), ==, "Packet Capture Read");
  g_assert_nonnull (strstr (adw_status_page_get_description (find_status (window)), "2 mail clients were found"));

  gtk_widget_activate_action (repoint_page_get_nested_child (repoint_window_get_page (window)), "capture.show-visits", NULL);
  app_settle ();
  nested = repoint_page_get_nested_child (repoint_window_get_page (window));
  g_assert_true (REPOINT_IS_CHECK_IN_PAGE (nested));
  g_assert_nonnull (app_find (nested, REPOINT_TYPE_VISIT_ROW));

  g_file_delete (first, NULL, NULL);
  g_file_delete (second, NULL, NULL);
  app_destroy (window);
}

/* What is no capture is told in words, and leaves nothing behind. */
static void
test_not_a_capture (void)
{
  RepointWindow *window = app_new_office ();
  g_autoptr(GFile) file = write_file (FALSE);
  g_autoptr(GSList) files = g_slist_append (NULL, file);
  RepointProject *project = repoint_session_get_project (repoint_window_get_session (window));
  g_autoptr(GPtrArray) visitors = NULL;

  drop (window, files);
  app_run_until (is_done, window);
  g_assert_null (repoint_page_get_nested_child (repoint_window_get_page (window)));
  visitors = repoint_project_list_visitors (project);
  g_assert_cmpuint (visitors->len, ==, 0);
  g_file_delete (file, NULL, NULL);
  app_destroy (window);
}

/* Who cancels, or leaves, has nothing of the file in the office. */
static void
test_cancelled (void)
{
  RepointWindow *window = app_new_office ();
  g_autoptr(GFile) file = write_file (TRUE);
  g_autoptr(GSList) files = g_slist_append (NULL, file);
  g_autoptr(GPtrArray) visitors = NULL;

  drop (window, files);
  gtk_widget_activate_action (repoint_page_get_nested_child (repoint_window_get_page (window)), "capture.cancel", NULL);
  app_settle ();
  g_assert_null (repoint_page_get_nested_child (repoint_window_get_page (window)));

  drop (window, files);
  repoint_page_back (repoint_window_get_page (window));
  app_settle ();
  visitors = repoint_project_list_visitors (repoint_session_get_project (repoint_window_get_session (window)));
  g_assert_cmpuint (visitors->len, ==, 0);
  g_file_delete (file, NULL, NULL);
  app_destroy (window);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/app/capture-page/dropped", test_dropped);
  g_test_add_func ("/app/capture-page/not-a-capture", test_not_a_capture);
  g_test_add_func ("/app/capture-page/cancelled", test_cancelled);

  return g_test_run ();
}
