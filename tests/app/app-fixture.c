/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app-fixture.h"

#define DEADLINE_SECONDS 60

static gboolean
too_late_cb (gpointer user_data)
{
  g_error ("waited for %d seconds in vain", DEADLINE_SECONDS);
  return G_SOURCE_REMOVE;
}

void
app_run_until (AppCondition condition,
               gpointer     user_data)
{
  guint deadline = g_timeout_add_seconds (DEADLINE_SECONDS, too_late_cb, NULL);

  while (!condition (user_data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
}

void
app_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

RepointWindow *
app_new_office (void)
{
  RepointWindow *window = repoint_window_new (NULL, NULL);

  gtk_window_present (GTK_WINDOW (window));
  repoint_window_new_office (window);
  g_assert_nonnull (repoint_window_get_session (window));
  app_settle ();
  return window;
}

RepointWindow *
app_new_practice (void)
{
  RepointWindow *window = repoint_window_new (NULL, NULL);

  gtk_window_present (GTK_WINDOW (window));
  repoint_window_open_practice (window);
  g_assert_nonnull (repoint_window_get_session (window));
  app_settle ();
  return window;
}

GtkWidget *
app_find (GtkWidget *root,
          GType      type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (root, type))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = app_find (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

GtkWidget *
app_find_button (GtkWidget  *root,
                 const char *action)
{
  if (GTK_IS_BUTTON (root) && g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (root)), action) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = app_find_button (child, action);

      if (found != NULL)
        return found;
    }
  return NULL;
}

guint
app_count (GtkWidget *root,
           GType      type)
{
  guint n = G_TYPE_CHECK_INSTANCE_TYPE (root, type);

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    n += app_count (child, type);
  return n;
}

void
app_add_devices (RepointWindow *window,
                 guint          n)
{
  RepointProject *project = repoint_session_get_project (repoint_window_get_session (window));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(RepointDevice) device = repoint_device_new ();
      g_autoptr(RepointMailUse) use = repoint_mail_use_new (REPOINT_PROTOCOL_SMTP);
      g_autofree char *name = g_strdup_printf ("<b>Kopierer & Drucker</b> mit einem sehrlangenNamenohneLeerzeichenderniezuEndegeht %u", i);

      repoint_device_set_name (device, name);
      repoint_device_set_location (device, "Third floor, behind the kitchen, the second door on the left side of the corridor");
      repoint_device_set_vendor (device, "Averyveryverylongvendornameinoneword GmbH & Co. KG");
      repoint_device_set_kind (device, REPOINT_DEVICE_KIND_PRINTER);
      repoint_mail_use_set_host (use, "averyveryveryveryveryveryveryverylongservername.mail.protection.example.com");
      repoint_device_add_mail_use (device, use);
      repoint_inventory_add (repoint_project_get_inventory (project), device);
    }
  repoint_journey_update (repoint_session_get_journey (repoint_window_get_session (window)));
  app_settle ();
}

void
app_destroy (RepointWindow *window)
{
  gtk_window_destroy (GTK_WINDOW (window));
  app_settle ();
}

gboolean
app_action_enabled (RepointWindow *window,
                    const char    *action)
{
  GtkWidget *button = app_find_button (GTK_WIDGET (window), action);

  g_assert_nonnull (button);
  return gtk_widget_is_sensitive (button);
}
