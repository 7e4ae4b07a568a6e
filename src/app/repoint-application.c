/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-application.h"

#include "repoint-dialogs.h"
#include "repoint-recents.h"
#include "repoint-window.h"

#include <glib/gi18n.h>

struct _RepointApplication
{
  AdwApplication parent_instance;

  RepointRecents *recents;
  gboolean practice; /* asked for on the command line */
};

G_DEFINE_FINAL_TYPE (RepointApplication, repoint_application, ADW_TYPE_APPLICATION)

static RepointWindow *
add_window (RepointApplication *self)
{
  RepointWindow *window = repoint_window_new (ADW_APPLICATION (self), self->recents);

  gtk_window_present (GTK_WINDOW (window));
  return window;
}

/* A window that still shows the start page is used; an office gets a window of its own. */
static RepointWindow *
get_empty_window (RepointApplication *self)
{
  GtkWindow *active = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (REPOINT_IS_WINDOW (active) && repoint_window_get_session (REPOINT_WINDOW (active)) == NULL &&
      repoint_window_get_file (REPOINT_WINDOW (active)) == NULL)
    return REPOINT_WINDOW (active);
  return add_window (self);
}

static void
open_file (RepointApplication *self,
           GFile              *file)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    {
      GFile *open = REPOINT_IS_WINDOW (l->data) ? repoint_window_get_file (l->data) : NULL;

      if (open != NULL && g_file_equal (open, file))
        {
          gtk_window_present (l->data);
          return;
        }
    }
  repoint_window_open_file (get_empty_window (self), file);
}

static void
new_office_action (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  repoint_window_new_office (get_empty_window (user_data));
}

static void
practice_action (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  repoint_window_open_practice (get_empty_window (user_data));
}

static void
file_chosen_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(RepointApplication) self = user_data;
  g_autoptr(GFile) file = repoint_dialogs_open_finish (result);

  if (file != NULL)
    open_file (self, file);
}

static void
open_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  GtkWindow *window = gtk_application_get_active_window (user_data);
  const RepointFilePattern patterns[] = {
    { repoint_phrase_text (REPOINT_TEXT_REPOINT_FILES), "*.repoint" },
    { NULL, NULL },
  };

  if (window == NULL)
    window = GTK_WINDOW (add_window (user_data));
  repoint_dialogs_open_async (window, repoint_phrase_text (REPOINT_TEXT_OPEN_OFFICE), patterns, NULL, file_chosen_cb,
                              g_object_ref (user_data));
}

static void
open_uri_action (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  g_autoptr(GFile) file = g_file_new_for_uri (g_variant_get_string (parameter, NULL));

  open_file (user_data, file);
}

static void
recover_action (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  g_autoptr(GFile) file = g_file_new_for_uri (g_variant_get_string (parameter, NULL));

  repoint_window_recover (get_empty_window (user_data), file);
}

static void
about_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  repoint_dialogs_about (gtk_application_get_active_window (user_data), APPLICATION_ID, PACKAGE_VERSION,
                         repoint_phrase_text (REPOINT_TEXT_ABOUT_SUMMARY));
}

/* Each window is asked in turn; one that has something to lose stays. */
static void
quit_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  g_autoptr(GList) windows = g_list_copy (gtk_application_get_windows (user_data));

  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (l->data);
}

static void
add_actions (RepointApplication *self)
{
  const GActionEntry entries[] = {
    { .name = "new-office", .activate = new_office_action },
    { .name = "practice", .activate = practice_action },
    { .name = "open", .activate = open_action },
    { .name = "open-uri", .activate = open_uri_action, .parameter_type = "s" },
    { .name = "recover", .activate = recover_action, .parameter_type = "s" },
    { .name = "about", .activate = about_action },
    { .name = "quit", .activate = quit_action },
  };
  static const struct
  {
    const char *action;
    const char *keys[3];
  } shortcuts[] = {
    { "app.new-office", { "<Control>n" } },
    { "app.open", { "<Control>o" } },
    { "app.quit", { "<Control>q" } },
    { "window.close", { "<Control>w" } },
    { "win.save", { "<Control>s" } },
    { "win.save-as", { "<Control><Shift>s" } },
    { "win.print", { "<Control>p" } },
    { "win.find", { "<Control>f" } },
    { "win.undo", { "<Control>z" } },
    { "win.redo", { "<Control><Shift>z", "<Control>y" } },
    { "win.back", { "<Alt>Left" } },
    { "win.next-step", { "<Alt>Right" } },
    { "win.step(0)", { "<Alt>1" } },
    { "win.step(1)", { "<Alt>2" } },
    { "win.step(2)", { "<Alt>3" } },
    { "win.step(3)", { "<Alt>4" } },
    { "win.step(4)", { "<Alt>5" } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  for (guint i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), shortcuts[i].action, (const char **) shortcuts[i].keys);
}

static void
repoint_application_startup (GApplication *application)
{
  RepointApplication *self = REPOINT_APPLICATION (application);

  G_APPLICATION_CLASS (repoint_application_parent_class)->startup (application);

  self->recents = repoint_recents_new (NULL);
  gtk_window_set_default_icon_name (APPLICATION_ID);
  add_actions (self);
}

static void
repoint_application_activate (GApplication *application)
{
  RepointApplication *self = REPOINT_APPLICATION (application);
  GtkWindow *active = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (self->practice)
    {
      self->practice = FALSE;
      repoint_window_open_practice (get_empty_window (self));
    }
  else if (active != NULL)
    {
      gtk_window_present (active);
    }
  else
    {
      add_window (self);
    }
}

static void
repoint_application_open (GApplication  *application,
                          GFile        **files,
                          int            n_files,
                          const char    *hint)
{
  for (int i = 0; i < n_files; i++)
    open_file (REPOINT_APPLICATION (application), files[i]);
}

static int
repoint_application_handle_local_options (GApplication *application,
                                          GVariantDict *options)
{
  RepointApplication *self = REPOINT_APPLICATION (application);
  g_autoptr(GError) error = NULL;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("repoint %s\n", PACKAGE_VERSION);
      return 0;
    }
  if (!g_variant_dict_contains (options, "practice"))
    return -1;

  if (!g_application_register (application, NULL, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  if (g_application_get_is_remote (application))
    {
      g_action_group_activate_action (G_ACTION_GROUP (application), "practice", NULL);
      return 0;
    }
  self->practice = TRUE;
  return -1;
}

static void
repoint_application_finalize (GObject *object)
{
  g_clear_object (&REPOINT_APPLICATION (object)->recents);

  G_OBJECT_CLASS (repoint_application_parent_class)->finalize (object);
}

static void
repoint_application_class_init (RepointApplicationClass *class)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = repoint_application_finalize;
  application_class->startup = repoint_application_startup;
  application_class->activate = repoint_application_activate;
  application_class->open = repoint_application_open;
  application_class->handle_local_options = repoint_application_handle_local_options;
}

static void
repoint_application_init (RepointApplication *self)
{
  const GOptionEntry options[] = {
    { "practice", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Open the practice office"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Print the version and exit"), NULL },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

/** repoint_application_new: the application; %NULL as id makes one that is not shared between processes. */
RepointApplication *
repoint_application_new (const char *application_id)
{
  return g_object_new (REPOINT_TYPE_APPLICATION,
                       "application-id", application_id,
                       "flags", G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", "/io/github/repoint/Repoint",
                       NULL);
}
