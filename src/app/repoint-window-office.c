/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-window-private.h"

#include "repoint-dialogs.h"

/* How a window comes to its office, keeps it, and lets it go. */

static void
remember (RepointWindow *self)
{
  RepointStore *store = self->session != NULL ? repoint_session_get_store (self->session) : NULL;
  guint n_done, n_total;

  if (store == NULL || repoint_store_get_file (store) == NULL || self->recents == NULL)
    return;

  repoint_session_get_progress (self->session, &n_done, &n_total);
  repoint_recents_add (self->recents, repoint_store_get_file (store), repoint_session_get_title (self->session),
                       n_done, n_total);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(RepointWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(RepointStore) store = repoint_store_load_finish (result, &error);
  g_autoptr(GFile) file = g_steal_pointer (&self->file_loading);
  g_autofree char *name = file != NULL ? g_file_get_basename (file) : NULL;
  g_autoptr(RepointSession) session = NULL;

  g_clear_object (&self->loading);
  gtk_widget_set_sensitive (GTK_WIDGET (self->start_page), TRUE);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (store != NULL)
    session = repoint_session_new (store, &error);
  if (session == NULL)
    {
      repoint_window_show_error (self, error, name);
      return;
    }
  repoint_window_set_session (self, session);
  remember (self);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(RepointWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (repoint_store_save_finish (REPOINT_STORE (source), result, &error))
    {
      remember (self);
      if (self->may_close)
        gtk_window_close (GTK_WINDOW (self));
    }
  else
    {
      GFile *file = repoint_store_get_file (REPOINT_STORE (source));
      g_autofree char *name = file != NULL ? g_file_get_basename (file) : g_strdup (repoint_session_get_title (self->session));

      self->may_close = FALSE;
      repoint_window_tell_error (GTK_WIDGET (self), error, name);
    }
}

static void
save_to (RepointWindow *self,
         GFile         *file)
{
  repoint_session_end_edit (self->session);
  repoint_store_save_async (repoint_session_get_store (self->session), file, NULL, saved_cb, g_object_ref (self));
}

static void
save_chosen_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  RepointWindow *self = REPOINT_WINDOW (source);
  g_autoptr(GFile) file = repoint_dialogs_save_finish (result);

  if (file != NULL && self->session != NULL)
    save_to (self, file);
  else
    self->may_close = FALSE;
}

static void
save_as (RepointWindow *self)
{
  const RepointFilePattern patterns[] = {
    { repoint_phrase_text (REPOINT_TEXT_REPOINT_FILES), "*.repoint" },
    { NULL, NULL },
  };
  const char *name = repoint_organization_get_name (repoint_project_get_organization (repoint_session_get_project (self->session)));
  g_autofree char *file_name = g_strconcat (name[0] != '\0' ? name : repoint_phrase_text (REPOINT_TEXT_FILE_NAME),
                                            ".repoint", NULL);

  g_strdelimit (file_name, "/\\:", '-');
  repoint_dialogs_save_async (GTK_WINDOW (self), repoint_phrase_text (REPOINT_TEXT_SAVE_OFFICE), file_name, patterns,
                              NULL, save_chosen_cb, NULL);
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  RepointWindow *self = REPOINT_WINDOW (widget);

  if (g_str_equal (name, "win.save-as") || repoint_store_get_file (repoint_session_get_store (self->session)) == NULL)
    save_as (self);
  else
    save_to (self, NULL);
}

static void
close_answered_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  RepointWindow *self = REPOINT_WINDOW (source);
  g_autofree char *answer = repoint_dialogs_confirm_finish (result);

  if (g_str_equal (answer, "cancel") || self->session == NULL)
    return;

  self->may_close = TRUE;
  repoint_session_stop (self->session);
  if (g_str_equal (answer, "save"))
    {
      save_as (self);
      return;
    }
  if (g_str_equal (answer, "discard"))
    repoint_store_discard (repoint_session_get_store (self->session));
  gtk_window_close (GTK_WINDOW (self));
}

static void
ask_before_closing (RepointWindow *self,
                    gboolean       draft)
{
  const RepointResponse about_draft[] = {
    { "cancel", repoint_phrase_text (REPOINT_TEXT_CANCEL), REPOINT_RESPONSE_PLAIN },
    { "discard", repoint_phrase_text (REPOINT_TEXT_DISCARD), REPOINT_RESPONSE_DESTRUCTIVE },
    { "save", repoint_phrase_text (REPOINT_TEXT_SAVE), REPOINT_RESPONSE_SUGGESTED },
    { NULL, NULL, REPOINT_RESPONSE_PLAIN },
  };
  const RepointResponse about_work[] = {
    { "cancel", repoint_phrase_text (REPOINT_TEXT_KEEP_WORKING), REPOINT_RESPONSE_PLAIN },
    { "close", repoint_phrase_text (REPOINT_TEXT_STOP_AND_CLOSE), REPOINT_RESPONSE_DESTRUCTIVE },
    { NULL, NULL, REPOINT_RESPONSE_PLAIN },
  };

  repoint_dialogs_confirm_async (GTK_WINDOW (self),
                                 repoint_phrase_text (draft ? REPOINT_TEXT_CLOSE_DRAFT_HEADING
                                                            : REPOINT_TEXT_CLOSE_WORKING_HEADING),
                                 repoint_phrase_text (draft ? REPOINT_TEXT_CLOSE_DRAFT_BODY
                                                            : REPOINT_TEXT_CLOSE_WORKING_BODY),
                                 draft ? about_draft : about_work, NULL, close_answered_cb, NULL);
}

static void
save_geometry (RepointWindow *self)
{
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set (self->settings, "window-size", "(ii)", width, height);
  g_settings_set_boolean (self->settings, "window-maximized", gtk_window_is_maximized (GTK_WINDOW (self)));
}

static void
finish_session (RepointWindow *self)
{
  RepointStore *store = repoint_session_get_store (self->session);

  repoint_session_stop (self->session);
  repoint_session_stop (self->session);
  repoint_session_end_edit (self->session);
  if (store == NULL || repoint_store_get_file (store) == NULL)
    return;
  if (repoint_store_get_state (store) != REPOINT_STORE_SAVED)
    {
      g_autoptr(GError) error = NULL;

      if (!repoint_store_save (store, &error))
        g_message ("Could not save: %s", error->message);
    }
  remember (self);
}

/* For repoint-window.c. Asks only when something would be lost: an office without a file, or results of work that is
 * under way. */
gboolean
_repoint_window_close_request (GtkWindow *window)
{
  RepointWindow *self = REPOINT_WINDOW (window);

  if (self->session != NULL && !self->may_close)
    {
      gboolean draft = repoint_session_is_draft (self->session);

      if (draft || (repoint_session_is_working (self->session) && !repoint_session_get_practice (self->session)))
        {
          ask_before_closing (self, draft);
          return TRUE;
        }
    }
  save_geometry (self);
  if (self->session != NULL)
    finish_session (self);
  return FALSE;
}

/* For repoint-window.c. */
void
_repoint_window_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "win.save-as", NULL, save_action);
}

/** repoint_window_new_office: begins an office that has no file yet. */
void
repoint_window_new_office (RepointWindow *self)
{
  g_autoptr(RepointProject) project = NULL;
  g_autoptr(RepointStore) store = NULL;
  g_autoptr(RepointSession) session = NULL;
  g_autoptr(GError) error = NULL;

  g_return_if_fail (REPOINT_IS_WINDOW (self));

  project = repoint_project_new ();
  store = repoint_store_new (project, NULL);
  session = repoint_session_new (store, &error);
  if (session == NULL)
    {
      repoint_window_show_error (self, error, repoint_phrase_text (REPOINT_TEXT_NEW_OFFICE));
      return;
    }
  repoint_window_set_session (self, session);
  /* The first thing to do is to give it a name. */
  gtk_widget_child_focus (GTK_WIDGET (repoint_window_get_page (self)), GTK_DIR_TAB_FORWARD);
}

/** repoint_window_open_practice: opens the practice office. */
void
repoint_window_open_practice (RepointWindow *self)
{
  g_autoptr(RepointSession) session = NULL;
  g_autoptr(GError) error = NULL;

  g_return_if_fail (REPOINT_IS_WINDOW (self));

  session = repoint_session_new_practice (&error);
  if (session != NULL)
    repoint_window_set_session (self, session);
  else
    repoint_window_show_error (self, error, repoint_phrase_text (REPOINT_TEXT_PRACTICE_OFFICE));
}

/** repoint_window_open_file: loads an office; a file that cannot be read is explained in the window. */
void
repoint_window_open_file (RepointWindow *self,
                          GFile         *file)
{
  g_return_if_fail (REPOINT_IS_WINDOW (self));
  g_return_if_fail (G_IS_FILE (file));

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  self->loading = g_cancellable_new ();
  g_set_object (&self->file_loading, file);
  gtk_widget_set_sensitive (GTK_WIDGET (self->start_page), FALSE);
  repoint_store_load_async (file, self->loading, loaded_cb, g_object_ref (self));
}

/** repoint_window_recover: opens what was left unsaved in @file; it has no file of its own again. */
void
repoint_window_recover (RepointWindow *self,
                        GFile         *file)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(RepointStore) store = NULL;
  g_autoptr(RepointSession) session = NULL;

  g_return_if_fail (REPOINT_IS_WINDOW (self));
  g_return_if_fail (G_IS_FILE (file));

  store = repoint_store_recover (file, &error);
  if (store != NULL)
    session = repoint_session_new (store, &error);
  if (session == NULL)
    {
      repoint_window_show_error (self, error, repoint_phrase_text (REPOINT_TEXT_UNSAVED_OFFICE));
      return;
    }
  repoint_window_set_session (self, session);
}

/** repoint_window_get_file: the file of the office shown or being loaded. Returns: (transfer none) (nullable). */
GFile *
repoint_window_get_file (RepointWindow *self)
{
  RepointStore *store;

  g_return_val_if_fail (REPOINT_IS_WINDOW (self), NULL);

  store = self->session != NULL ? repoint_session_get_store (self->session) : NULL;
  return store != NULL ? repoint_store_get_file (store) : self->file_loading;
}

/** repoint_window_show_error: explains why there is no office: @error, and @what it was about (nullable). */
void
repoint_window_show_error (RepointWindow *self,
                           const GError  *error,
                           const char    *what)
{
  g_autofree char *sentence = NULL;
  g_autofree char *markup = NULL;

  g_return_if_fail (REPOINT_IS_WINDOW (self));
  g_return_if_fail (error != NULL);

  sentence = repoint_phrase_error (error, what);
  markup = repoint_phrase_to_markup (sentence);
  adw_status_page_set_description (self->error_page, markup);
  gtk_stack_set_visible_child_name (self->root, "error");
}
