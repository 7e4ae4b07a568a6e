/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "app-fixture.h"
#include "repoint-device-page.h"
#include "repoint-device-row.h"
#include "repoint-organization-page.h"

/* A step with a state that the test sets, to see what the window makes of it. */
typedef struct
{
  const char *label;
  gboolean can_forward;
  gboolean busy;
  gboolean shown;   /* the forward button */
  gboolean enabled;
} ForwardCase;

static void
test_forward_follows_page (void)
{
  static const ForwardCase cases[] = {
    { "_Start Tests", TRUE, FALSE, TRUE, TRUE },
    { "_Start Tests", FALSE, FALSE, TRUE, FALSE },
    { "_Start Tests", TRUE, TRUE, TRUE, FALSE },
    { "", TRUE, FALSE, FALSE, FALSE },
  };
  RepointWindow *window = app_new_office ();
  RepointPage *page = repoint_window_get_page (window);
  GtkWidget *forward = app_find_button (GTK_WIDGET (window), "win.forward");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      repoint_page_set_forward_label (page, cases[i].label);
      repoint_page_set_can_forward (page, cases[i].can_forward);
      repoint_page_set_busy (page, cases[i].busy);
      g_assert_cmpint (gtk_widget_get_visible (forward), ==, cases[i].shown);
      g_assert_cmpint (gtk_widget_is_sensitive (forward), ==, cases[i].enabled);
      g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (forward)), ==, cases[i].label);
    }
  app_destroy (window);
}

static void
test_back_follows_page (void)
{
  RepointWindow *window = app_new_office ();
  GtkWidget *back = app_find_button (GTK_WIDGET (window), "win.back");
  GtkWidget *forward = app_find_button (GTK_WIDGET (window), "win.forward");
  RepointPage *page;

  g_assert_false (gtk_widget_get_visible (back)); /* nothing before the first step */

  repoint_window_show_step (window, 1);
  page = repoint_window_get_page (window);
  g_assert_true (gtk_widget_get_visible (back));
  g_assert_true (gtk_widget_get_visible (forward));

  repoint_page_push (page, gtk_label_new ("one level down"));
  g_assert_true (gtk_widget_get_visible (back));
  g_assert_false (gtk_widget_get_visible (forward)); /* the step's action has no meaning there */

  gtk_widget_activate_action (GTK_WIDGET (window), "win.back", NULL);
  g_assert_true (repoint_window_get_page (window) == page); /* leaves the level, not the step */
  g_assert_false (repoint_page_get_nested (page));
  g_assert_true (gtk_widget_get_visible (forward));

  gtk_widget_activate_action (GTK_WIDGET (window), "win.back", NULL);
  g_assert_true (REPOINT_IS_ORGANIZATION_PAGE (repoint_window_get_page (window)));
  app_destroy (window);
}

static void
test_steps_by_action (void)
{
  RepointWindow *window = app_new_office ();
  GHashTable *seen = g_hash_table_new (NULL, NULL);

  for (int i = 0; i < 5; i++)
    {
      gtk_widget_activate_action (GTK_WIDGET (window), "win.step", "i", i);
      g_hash_table_add (seen, repoint_window_get_page (window));
    }
  g_assert_cmpuint (g_hash_table_size (seen), ==, 5);

  /* A step that does not exist is not gone to. */
  gtk_widget_activate_action (GTK_WIDGET (window), "win.step", "i", 5);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.step", "i", 4);
  g_assert_true (g_hash_table_contains (seen, repoint_window_get_page (window)));
  g_hash_table_unref (seen);
  app_destroy (window);
}

static gboolean
has_width (gpointer user_data)
{
  return gtk_widget_get_width (user_data) > 0;
}

static void
check_size (RepointWindow *window)
{
  int minimum;

  app_settle ();
  gtk_widget_measure (GTK_WIDGET (window), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  gtk_widget_measure (GTK_WIDGET (window), GTK_ORIENTATION_VERTICAL, 360, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 600);
}

/* 360 × 600: whatever is shown, and however long its words are, nothing needs more. */
static void
test_fits_narrow (void)
{
  RepointWindow *window = app_new_practice ();
  RepointSession *session = repoint_window_get_session (window);

  app_run_until (has_width, window);
  for (int step = 0; step < 5; step++)
    {
      gtk_widget_activate_action (GTK_WIDGET (window), "win.step", "i", step);
      check_size (window);
    }
  app_add_devices (window, 3);
  for (int step = 0; step < 5; step++)
    {
      gtk_widget_activate_action (GTK_WIDGET (window), "win.step", "i", step);
      check_size (window);
    }
  for (int step = 1; step < 4; step++)
    {
      g_autoptr(RepointDeviceItem) item = g_list_model_get_item (repoint_session_get_devices (session), 0);

      repoint_window_show_step (window, step);
      repoint_page_push (repoint_window_get_page (window), repoint_device_page_new (session, item));
      check_size (window);
    }
  app_destroy (window);
}

/* However many devices there are, only as many rows are made as can be seen, and a few more. */
static void
test_many_devices (void)
{
  RepointWindow *window = app_new_office ();

  app_add_devices (window, 1000);
  g_assert_cmpuint (g_list_model_get_n_items (repoint_session_get_devices (repoint_window_get_session (window))), ==, 1000);
  for (int step = 1; step < 4; step++)
    {
      RepointPage *page;

      gtk_widget_activate_action (GTK_WIDGET (window), "win.step", "i", step);
      app_settle ();
      page = repoint_window_get_page (window);
      g_assert_cmpuint (app_count (GTK_WIDGET (page), REPOINT_TYPE_DEVICE_ROW), >=, 5);
      g_assert_cmpuint (app_count (GTK_WIDGET (page), REPOINT_TYPE_DEVICE_ROW), <=, 250);
    }
  app_destroy (window);
}

static void
test_typing_is_one_undo (void)
{
  RepointWindow *window = app_new_office ();
  RepointSession *session = repoint_window_get_session (window);
  RepointOrganization *organization = repoint_project_get_organization (repoint_session_get_project (session));
  GtkWidget *row = app_find (GTK_WIDGET (repoint_window_get_page (window)), ADW_TYPE_ENTRY_ROW);

  gtk_editable_set_text (GTK_EDITABLE (row), "C");
  gtk_editable_set_text (GTK_EDITABLE (row), "Co");
  gtk_editable_set_text (GTK_EDITABLE (row), "Contoso");
  g_assert_cmpstr (repoint_organization_get_name (organization), ==, "Contoso");
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, "Contoso");

  repoint_session_end_edit (session);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL);
  g_assert_cmpstr (repoint_organization_get_name (organization), ==, "");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "");

  gtk_widget_activate_action (GTK_WIDGET (window), "win.redo", NULL);
  g_assert_cmpstr (repoint_organization_get_name (organization), ==, "Contoso");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "Contoso");
  app_destroy (window);
}

static void
test_choice_is_undone (void)
{
  RepointWindow *window = app_new_office ();
  RepointSession *session = repoint_window_get_session (window);
  RepointOrganization *organization = repoint_project_get_organization (repoint_session_get_project (session));
  GtkWidget *row = app_find (GTK_WIDGET (repoint_window_get_page (window)), ADW_TYPE_COMBO_ROW);

  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 2);
  g_assert_cmpint (repoint_organization_get_recipients (organization), ==, REPOINT_RECIPIENTS_EXTERNAL);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL);
  g_assert_cmpint (repoint_organization_get_recipients (organization), ==, REPOINT_RECIPIENTS_UNKNOWN);
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (row)), ==, 0);
  app_destroy (window);
}

static gboolean
is_loaded (gpointer user_data)
{
  return repoint_window_get_file (user_data) == NULL;
}

static char *
write_temporary (const char *content)
{
  g_autoptr(GError) error = NULL;
  char *path = NULL;
  int descriptor = g_file_open_tmp ("repoint-XXXXXX.repoint", &path, &error);

  g_assert_no_error (error);
  g_assert_true (g_close (descriptor, NULL));
  g_file_set_contents (path, content, -1, &error);
  g_assert_no_error (error);
  return path;
}

/* Damaged, of a newer format, hostile: a sentence in the window, and the file stays as it was. */
static void
test_unreadable_document (gconstpointer data)
{
  const char *content = data;
  RepointWindow *window = repoint_window_new (NULL, NULL);
  g_autofree char *path = write_temporary (content);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autofree char *after = NULL;
  GtkWidget *status;
  const char *sentence;

  gtk_window_present (GTK_WINDOW (window));
  repoint_window_open_file (window, file);
  app_run_until (is_loaded, window);
  app_settle ();

  g_assert_null (repoint_window_get_session (window));
  status = gtk_widget_get_ancestor (app_find_button (GTK_WIDGET (window), "win.show-start"), ADW_TYPE_STATUS_PAGE);
  g_assert_true (gtk_widget_get_mapped (status));
  sentence = adw_status_page_get_description (ADW_STATUS_PAGE (status));
  g_test_message ("%s", sentence);
  g_assert_cmpuint (strlen (sentence), >, 20);
  g_assert_true (pango_parse_markup (sentence, -1, 0, NULL, NULL, NULL, NULL));

  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-start", NULL);
  g_assert_false (gtk_widget_get_mapped (status));
  g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, content);
  g_unlink (path);
  app_destroy (window);
}

static void
test_missing_document (void)
{
  RepointWindow *window = repoint_window_new (NULL, NULL);
  g_autoptr(GFile) file = g_file_new_for_path ("/nonexistent/<b>office</b>.repoint");
  GtkWidget *status;

  gtk_window_present (GTK_WINDOW (window));
  repoint_window_open_file (window, file);
  app_run_until (is_loaded, window);
  app_settle ();
  status = gtk_widget_get_ancestor (app_find_button (GTK_WIDGET (window), "win.show-start"), ADW_TYPE_STATUS_PAGE);
  g_assert_true (gtk_widget_get_mapped (status));
  g_assert_true (pango_parse_markup (adw_status_page_get_description (ADW_STATUS_PAGE (status)), -1, 0, NULL, NULL, NULL, NULL));
  app_destroy (window);
}

static gboolean
has_dialog (gpointer user_data)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr(GtkWindow) toplevel = g_list_model_get_item (toplevels, i);

      if (gtk_window_get_transient_for (toplevel) == user_data && gtk_widget_get_mapped (GTK_WIDGET (toplevel)))
        return TRUE;
    }
  return FALSE;
}

static GtkWindow *
get_dialog (RepointWindow *window)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr(GtkWindow) toplevel = g_list_model_get_item (toplevels, i);

      if (gtk_window_get_transient_for (toplevel) == GTK_WINDOW (window))
        return toplevel; /* GTK holds it */
    }
  return NULL;
}

static void
test_untouched_office_closes (void)
{
  RepointWindow *window = app_new_office ();
  gpointer gone = window;

  g_object_add_weak_pointer (G_OBJECT (window), &gone);
  gtk_window_close (GTK_WINDOW (window));
  app_settle ();
  g_assert_null (gone);
}

/* What has no file would be lost: the window asks, stays when told so, and goes when the answer is to discard. */
static void
test_draft_asks_before_closing (void)
{
  RepointWindow *window = app_new_office ();
  RepointSession *session = repoint_window_get_session (window);
  gpointer gone = window;

  g_object_add_weak_pointer (G_OBJECT (window), &gone);
  repoint_organization_set_name (repoint_project_get_organization (repoint_session_get_project (session)), "Contoso");
  gtk_window_close (GTK_WINDOW (window));
  app_run_until (has_dialog, window);
  g_assert_nonnull (gone);

  gtk_window_close (get_dialog (window)); /* "Cancel" */
  app_settle ();
  g_assert_nonnull (gone);
  g_assert_true (repoint_window_get_session (window) == session);

  gtk_window_close (GTK_WINDOW (window));
  app_run_until (has_dialog, window);
  g_signal_emit_by_name (get_dialog (window), "response", "discard");
  gtk_window_destroy (get_dialog (window));
  app_settle ();
  g_assert_null (gone);
}

static gboolean
has_session (gpointer user_data)
{
  return repoint_window_get_session (user_data) != NULL;
}

/* What was typed last is in the file, even when the window is closed before the next autosave. */
static void
test_closing_saves (void)
{
  g_autofree char *path = write_temporary ("");
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GError) error = NULL;
  RepointWindow *window;

  {
    g_autoptr(RepointProject) project = repoint_project_new ();
    g_autoptr(GBytes) bytes = repoint_project_to_bytes (project);

    g_file_set_contents (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error);
    g_assert_no_error (error);
  }
  window = repoint_window_new (NULL, NULL);
  gtk_window_present (GTK_WINDOW (window));
  repoint_window_open_file (window, file);
  app_run_until (has_session, window);
  app_settle ();
  gtk_editable_set_text (GTK_EDITABLE (app_find (GTK_WIDGET (repoint_window_get_page (window)), ADW_TYPE_ENTRY_ROW)), "Contoso");
  gtk_window_close (GTK_WINDOW (window));
  app_settle ();

  {
    g_autoptr(RepointStore) store = repoint_store_load (file, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (repoint_organization_get_name (repoint_project_get_organization (repoint_store_get_project (store))), ==, "Contoso");
  }
  g_unlink (path);
}

/* A file that cannot be written is told as long as it lasts, with a way out. */
static void
test_failed_save_is_told (void)
{
  g_autoptr(GFile) file = g_file_new_for_path ("/nonexistent/office.repoint");
  g_autoptr(RepointProject) project = repoint_project_new ();
  g_autoptr(RepointStore) store = repoint_store_new (project, file);
  g_autoptr(GError) error = NULL;
  g_autoptr(RepointSession) session = repoint_session_new (store, &error);
  RepointWindow *window = repoint_window_new (NULL, NULL);
  GtkWidget *button;

  g_assert_no_error (error);
  gtk_window_present (GTK_WINDOW (window));
  repoint_window_set_session (window, session);
  button = gtk_widget_get_ancestor (app_find_button (GTK_WIDGET (window), "win.save-as"), GTK_TYPE_REVEALER);
  g_assert_false (gtk_revealer_get_reveal_child (GTK_REVEALER (button)));

  repoint_organization_set_name (repoint_project_get_organization (project), "Contoso");
  g_assert_false (repoint_store_save (store, NULL));
  app_settle ();
  g_assert_true (gtk_revealer_get_reveal_child (GTK_REVEALER (button)));
  app_destroy (window);
}

static void
check_icon_buttons (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      if ((GTK_IS_BUTTON (child) && gtk_button_get_icon_name (GTK_BUTTON (child)) != NULL) ||
          (GTK_IS_MENU_BUTTON (child) && gtk_menu_button_get_icon_name (GTK_MENU_BUTTON (child)) != NULL))
        {
          /* What libadwaita and GTK bring along is theirs. */
          gboolean ours = gtk_widget_get_tooltip_text (child) != NULL &&
                          gtk_widget_get_ancestor (child, ADW_TYPE_ENTRY_ROW) == NULL;

          if (ours && !gtk_test_accessible_has_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL))
            g_error ("the button “%s” has no accessible name", gtk_widget_get_tooltip_text (child));
        }
      check_icon_buttons (child);
    }
}

/* What can be saved nowhere is not let go of in silence. */
static void
test_unsaved_asks_before_closing (void)
{
  g_autoptr(GFile) file = g_file_new_for_path ("/nonexistent/office.repoint");
  g_autoptr(RepointProject) project = repoint_project_new ();
  g_autoptr(RepointStore) store = repoint_store_new (project, file);
  g_autoptr(GError) error = NULL;
  g_autoptr(RepointSession) session = repoint_session_new (store, &error);
  RepointWindow *window = repoint_window_new (NULL, NULL);
  gpointer gone = window;

  g_assert_no_error (error);
  g_object_add_weak_pointer (G_OBJECT (window), &gone);
  gtk_window_present (GTK_WINDOW (window));
  repoint_window_set_session (window, session);
  repoint_organization_set_name (repoint_project_get_organization (project), "Contoso");

  gtk_window_close (GTK_WINDOW (window));
  app_run_until (has_dialog, window);
  gtk_window_close (get_dialog (window)); /* "Cancel" */
  app_settle ();
  g_assert_nonnull (gone);
  g_assert_true (repoint_window_get_session (window) == session);

  gtk_window_close (GTK_WINDOW (window));
  app_run_until (has_dialog, window);
  g_signal_emit_by_name (get_dialog (window), "response", "discard");
  gtk_window_destroy (get_dialog (window));
  app_settle ();
  g_assert_null (gone);
}

static void
test_accessible_names (void)
{
  RepointWindow *window = app_new_office ();

  for (int step = 0; step < 5; step++)
    {
      gtk_widget_activate_action (GTK_WIDGET (window), "win.step", "i", step);
      app_settle ();
      check_icon_buttons (GTK_WIDGET (window));
    }
  app_destroy (window);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/app/window/forward-follows-page", test_forward_follows_page);
  g_test_add_func ("/app/window/back-follows-page", test_back_follows_page);
  g_test_add_func ("/app/window/steps-by-action", test_steps_by_action);
  g_test_add_func ("/app/window/fits-narrow", test_fits_narrow);
  g_test_add_func ("/app/window/many-devices", test_many_devices);
  g_test_add_func ("/app/window/typing-is-one-undo", test_typing_is_one_undo);
  g_test_add_func ("/app/window/choice-is-undone", test_choice_is_undone);
  g_test_add_data_func ("/app/window/document/damaged", "{ \"format\": 1,\n  \"organization\": ", test_unreadable_document);
  g_test_add_data_func ("/app/window/document/newer", "{ \"format\": 99 }\n", test_unreadable_document);
  g_test_add_data_func ("/app/window/document/not-json", "<b>&amp</i>", test_unreadable_document);
  g_test_add_data_func ("/app/window/document/empty", "", test_unreadable_document);
  g_test_add_func ("/app/window/document/missing", test_missing_document);
  g_test_add_func ("/app/window/untouched-office-closes", test_untouched_office_closes);
  g_test_add_func ("/app/window/draft-asks-before-closing", test_draft_asks_before_closing);
  g_test_add_func ("/app/window/closing-saves", test_closing_saves);
  g_test_add_func ("/app/window/failed-save-is-told", test_failed_save_is_told);
  g_test_add_func ("/app/window/unsaved-asks-before-closing", test_unsaved_asks_before_closing);
  g_test_add_func ("/app/window/accessible-names", test_accessible_names);

  return g_test_run ();
}
