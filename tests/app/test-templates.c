/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-adaptive-bin.h"
#include "repoint-block-page.h"
#include "repoint-block-row.h"
#include "repoint-capture-page.h"
#include "repoint-check-in-page.h"
#include "repoint-checklist-page.h"
#include "repoint-checklist-pages.h"
#include "repoint-client-row.h"
#include "repoint-command-row.h"
#include "repoint-device-list.h"
#include "repoint-device-page.h"
#include "repoint-discover-page.h"
#include "repoint-import-page.h"
#include "repoint-mail-use-row.h"
#include "repoint-organization-page.h"
#include "repoint-plan-page.h"
#include "repoint-plan-view.h"
#include "repoint-server-form.h"
#include "repoint-start-page.h"
#include "repoint-station-bar.h"
#include "repoint-step-row.h"
#include "repoint-survey-page.h"
#include "repoint-survey-row.h"
#include "repoint-tenant-page.h"
#include "repoint-test-page.h"
#include "repoint-trial-grid.h"
#include "repoint-value-row.h"
#include "repoint-visit-page.h"
#include "repoint-visit-row.h"
#include "repoint-timeline.h"
#include "repoint-window.h"

/* A missing child, callback or property in a .ui file is a warning, and warnings end a test. */
static void
test_instantiates (gconstpointer data)
{
  GType type = GPOINTER_TO_SIZE (data);
  GtkWidget *widget = g_object_ref_sink (g_object_new (type, NULL));

  g_assert_nonnull (gtk_widget_get_first_child (widget));
  g_assert_finalize_object (widget);
}

static void
test_every_template_is_listed (void)
{
  g_auto(GStrv) names = g_resources_enumerate_children ("/io/github/repoint/Repoint/ui", 0, NULL);

  g_assert_nonnull (names);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat ("/io/github/repoint/Repoint/ui/", names[i], NULL);
      g_autoptr(GBytes) bytes = g_resources_lookup_data (path, 0, NULL);
      g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      const char *begin = strstr (text, "<template class=\"");
      const char *end = begin != NULL ? strchr (begin + 17, '"') : NULL;
      g_autofree char *class = end != NULL ? g_strndup (begin + 17, end - begin - 17) : NULL;

      g_assert_nonnull (class);
      /* Registered when the table below was made: a template without a row here would not be. */
      if (g_type_from_name (class) == G_TYPE_INVALID)
        g_error ("%s is not tested", class);
    }
}

static void
test_shortcuts (void)
{
  g_autoptr(GtkBuilder) builder = gtk_builder_new_from_resource ("/io/github/repoint/Repoint/gtk/help-overlay.ui");
  GObject *overlay = gtk_builder_get_object (builder, "help_overlay");

  g_assert_true (GTK_IS_SHORTCUTS_WINDOW (overlay));
  gtk_window_destroy (GTK_WINDOW (overlay));
}

static void
test_adaptive (void)
{
  GtkWidget *bin = g_object_ref_sink (g_object_new (REPOINT_TYPE_ADAPTIVE_BIN,
                                                    "sidebar", gtk_label_new ("sidebar"),
                                                    "content", gtk_label_new ("content"),
                                                    "threshold", 400, "sidebar-width", 150, NULL));
  GtkWidget *sidebar, *content;
  int minimum, natural;

  g_object_get (bin, "sidebar", &sidebar, "content", &content, NULL);
  gtk_widget_measure (bin, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, <, 150);
  g_assert_cmpint (natural, >=, 400);

  gtk_widget_allocate (bin, 400, 300, -1, NULL);
  g_assert_false (repoint_adaptive_bin_get_narrow (REPOINT_ADAPTIVE_BIN (bin)));
  g_assert_true (gtk_widget_get_child_visible (sidebar));
  g_assert_cmpint (gtk_widget_get_width (content), ==, 250);

  gtk_widget_allocate (bin, 399, 300, -1, NULL);
  g_assert_true (repoint_adaptive_bin_get_narrow (REPOINT_ADAPTIVE_BIN (bin)));
  g_assert_false (gtk_widget_get_child_visible (sidebar));
  g_assert_cmpint (gtk_widget_get_width (content), ==, 399);

  g_object_unref (sidebar);
  g_object_unref (content);
  g_assert_finalize_object (bin);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  {
    const struct
    {
      const char *name;
      GType type;
    } types[] = {
      { "block-page", REPOINT_TYPE_BLOCK_PAGE },
      { "block-row", REPOINT_TYPE_BLOCK_ROW },
      { "capture-page", REPOINT_TYPE_CAPTURE_PAGE },
      { "check-in-page", REPOINT_TYPE_CHECK_IN_PAGE },
      { "checklist-page", REPOINT_TYPE_CHECKLIST_PAGE },
      { "checklist-pages", REPOINT_TYPE_CHECKLIST_PAGES },
      { "client-row", REPOINT_TYPE_CLIENT_ROW },
      { "command-row", REPOINT_TYPE_COMMAND_ROW },
      { "device-list", REPOINT_TYPE_DEVICE_LIST },
      { "device-page", REPOINT_TYPE_DEVICE_PAGE },
      { "device-row", REPOINT_TYPE_DEVICE_ROW },
      { "discover-page", REPOINT_TYPE_DISCOVER_PAGE },
      { "import-page", REPOINT_TYPE_IMPORT_PAGE },
      { "mail-use-row", REPOINT_TYPE_MAIL_USE_ROW },
      { "organization-page", REPOINT_TYPE_ORGANIZATION_PAGE },
      { "plan-page", REPOINT_TYPE_PLAN_PAGE },
      { "plan-view", REPOINT_TYPE_PLAN_VIEW },
      { "server-form", REPOINT_TYPE_SERVER_FORM },
      { "start-page", REPOINT_TYPE_START_PAGE },
      { "station-bar", REPOINT_TYPE_STATION_BAR },
      { "step-row", REPOINT_TYPE_STEP_ROW },
      { "survey-page", REPOINT_TYPE_SURVEY_PAGE },
      { "survey-row", REPOINT_TYPE_SURVEY_ROW },
      { "tenant-page", REPOINT_TYPE_TENANT_PAGE },
      { "test-page", REPOINT_TYPE_TEST_PAGE },
      { "trial-grid", REPOINT_TYPE_TRIAL_GRID },
      { "value-row", REPOINT_TYPE_VALUE_ROW },
      { "visit-page", REPOINT_TYPE_VISIT_PAGE },
      { "visit-row", REPOINT_TYPE_VISIT_ROW },
    };

    g_type_ensure (REPOINT_TYPE_WINDOW);
    for (guint i = 0; i < G_N_ELEMENTS (types); i++)
      {
        g_autofree char *path = g_strconcat ("/app/template/", types[i].name, NULL);

        g_test_add_data_func (path, GSIZE_TO_POINTER (types[i].type), test_instantiates);
      }
  }
  g_test_add_func ("/app/every-template-is-listed", test_every_template_is_listed);
  g_test_add_func ("/app/shortcuts-window", test_shortcuts);
  g_test_add_func ("/app/sidebar-hides-without-room", test_adaptive);

  return g_test_run ();
}
