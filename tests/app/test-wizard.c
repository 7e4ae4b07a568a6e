/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app-fixture.h"
#include "repoint-block-row.h"
#include "repoint-checklist-export.h"
#include "repoint-checklist-page.h"
#include "repoint-device-item.h"
#include "repoint-import-page.h"

/* The whole journey through the practice office, with nothing but the window's actions. */

static gboolean
is_idle (gpointer user_data)
{
  return !repoint_session_is_working (repoint_window_get_session (user_data));
}

static void
forward (RepointWindow *window)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.forward", NULL);
  app_settle ();
}

static RepointPage *
page_of (RepointWindow *window)
{
  return repoint_window_get_page (window);
}

static void
check_organization (RepointWindow *window)
{
  forward (window); /* Test the Mail Servers */
  g_assert_true (repoint_session_is_working (repoint_window_get_session (window)));
  app_run_until (is_idle, window);
  app_settle ();
  g_assert_true (repoint_page_get_complete (page_of (window)));
  forward (window); /* Continue to Discover */
}

static void
check_discover (RepointWindow *window)
{
  RepointSession *session = repoint_window_get_session (window);
  GListModel *devices = repoint_session_get_devices (session);
  RepointPage *page = page_of (window);
  guint n_found;

  g_assert_cmpuint (g_list_model_get_n_items (devices), ==, 0);
  forward (window); /* Look for Devices */
  app_run_until (is_idle, window);
  app_settle ();
  n_found = g_list_model_get_n_items (devices);
  g_assert_cmpuint (n_found, ==, 8);
  g_assert_nonnull (repoint_project_get_consent (repoint_session_get_project (session)));

  gtk_widget_activate_action (GTK_WIDGET (page), "discover.import", NULL);
  g_assert_true (REPOINT_IS_IMPORT_PAGE (repoint_page_get_nested_child (page)));
  gtk_widget_activate_action (repoint_page_get_nested_child (page), "import.apply", NULL);
  app_settle ();
  g_assert_false (repoint_page_get_nested (page));
  g_assert_cmpuint (g_list_model_get_n_items (devices), >=, n_found);

  /* Importing is one step of undo. */
  gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.redo", NULL);

  gtk_widget_activate_action (GTK_WIDGET (page), "discover.add-device", NULL);
  g_assert_true (repoint_page_get_nested (page));
  gtk_widget_activate_action (repoint_page_get_nested_child (page), "device.remove", NULL);
  app_settle ();
  g_assert_false (repoint_page_get_nested (page));

  g_assert_true (repoint_page_get_complete (page));
  forward (window); /* Continue to Test */
}

static void
check_test (RepointWindow *window)
{
  g_assert_true (page_of (window) != NULL);
  forward (window); /* Start Tests */
  app_run_until (is_idle, window);
  app_settle ();
  forward (window); /* Make the Plan */
}

static void
check_plan (RepointWindow *window)
{
  GListModel *devices = repoint_session_get_devices (repoint_window_get_session (window));
  GHashTable *actions = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (devices); i++)
    {
      g_autoptr(RepointDeviceItem) item = g_list_model_get_item (devices, i);
      g_autofree char *verdict = NULL;

      g_object_get (item, "verdict", &verdict, NULL);
      g_assert_cmpuint (strlen (verdict), >, 0);
      g_hash_table_add (actions, GINT_TO_POINTER (repoint_device_item_get_action (item)));
    }
  /* Devices of different vintages need different things. */
  g_assert_cmpuint (g_hash_table_size (actions), >, 1);
  g_hash_table_unref (actions);
  forward (window); /* Make the Checklist */
}

static gboolean
has_rows (gpointer user_data)
{
  return app_find (user_data, REPOINT_TYPE_BLOCK_ROW) != NULL;
}

static void
check_checklist (RepointWindow *window)
{
  RepointProject *project = repoint_session_get_project (repoint_window_get_session (window));
  RepointChecklistPage *page = REPOINT_CHECKLIST_PAGE (page_of (window));
  RepointChecklist *checklist = repoint_checklist_page_get_checklist (page);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) pdf = NULL;
  GtkWidget *check;

  g_assert_nonnull (checklist);
  g_assert_cmpuint (g_list_model_get_n_items (repoint_checklist_get_blocks (checklist)), >, 4);
  g_assert_cmpuint (g_list_model_get_n_items (repoint_project_get_checklists (project)), ==, 0);
  pdf = repoint_checklist_to_pdf (checklist, REPOINT_PAPER_A4, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (pdf), >, 1000);

  /* The first tick issues the list. */
  app_run_until (has_rows, page);
  check = app_find (app_find (GTK_WIDGET (page), REPOINT_TYPE_BLOCK_ROW), GTK_TYPE_CHECK_BUTTON);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (repoint_project_get_checklists (project)), ==, 1);
  checklist = repoint_checklist_page_get_checklist (page);
  g_assert_cmpuint (repoint_checklist_get_n_ticked (checklist), >, 0);

  /* Ticking is undone like any edit; the list stays issued. */
  gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL);
  g_assert_cmpuint (repoint_checklist_get_n_ticked (checklist), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (repoint_project_get_checklists (project)), ==, 1);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.redo", NULL);
  g_assert_cmpuint (repoint_checklist_get_n_ticked (checklist), >, 0);

  /* An issued list stays when the plans change. */
  repoint_organization_set_legacy_tls (repoint_project_get_organization (project), REPOINT_SWITCH_ON);
  repoint_journey_update (repoint_session_get_journey (repoint_window_get_session (window)));
  app_settle ();
  g_assert_true (repoint_checklist_page_get_checklist (page) == checklist);
}

static void
test_practice_journey (void)
{
  RepointWindow *window = app_new_practice ();

  check_organization (window);
  check_discover (window);
  check_test (window);
  check_plan (window);
  check_checklist (window);
  app_destroy (window);
}

static gboolean
is_working (gpointer user_data)
{
  return repoint_session_is_working (repoint_window_get_session (user_data));
}

/* Stop and Pause are there on every page while work runs, and gone when it is done. */
static void
test_work_is_controlled (void)
{
  RepointWindow *window = app_new_practice ();
  GtkWidget *pause = app_find_button (GTK_WIDGET (window), "win.pause");
  GtkWidget *stop = app_find_button (GTK_WIDGET (window), "win.stop");
  RepointWork *work;

  g_assert_false (gtk_widget_is_sensitive (pause));
  g_assert_false (gtk_widget_is_sensitive (stop));
  forward (window);
  app_run_until (is_working, window);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.step", "i", 3);
  g_assert_true (gtk_widget_is_sensitive (pause));
  g_assert_true (gtk_widget_is_sensitive (stop));

  work = repoint_session_find_work (repoint_window_get_session (window), REPOINT_WORK_ENDPOINTS);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.pause", NULL);
  g_assert_true (repoint_work_get_paused (work));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.pause", NULL);
  g_assert_false (repoint_work_get_paused (work));

  gtk_widget_activate_action (GTK_WIDGET (window), "win.stop", NULL);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.stop", NULL);
  app_run_until (is_idle, window);
  app_settle ();
  g_assert_false (gtk_widget_is_sensitive (pause));
  app_destroy (window);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/app/wizard/practice-journey", test_practice_journey);
  g_test_add_func ("/app/wizard/work-is-controlled", test_work_is_controlled);

  return g_test_run ();
}
