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

/* For repoint-window.c. What to say that @error of saving in @file (nullable) is about (transfer full): what does not
 * exist when a file is made anew is its folder. */
char *
_repoint_window_name_unsaved (RepointWindow *self,
                              GFile         *file,
                              const GError  *error)
{
  g_autoptr(GFile) folder = file != NULL ? g_file_get_parent (file) : NULL;

  if (folder != NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return g_file_get_basename (folder);
  if (file != NULL)
    return g_file_get_basename (file);
  return g_strdup (self->session != NULL ? repoint_session_get_title (self->session) : NULL);
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

typedef struct
{
  RepointWindow *window;
  GFile *file; /* where it was to be saved; nullable: nowhere yet */
} Saving;

static void
saving_free (Saving *saving)
{
  g_clear_object (&saving->window);
  g_clear_object (&saving->file);
  g_free (saving);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Saving, saving_free)

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(Saving) saving = user_data;
  RepointWindow *self = saving->window;
  g_autoptr(GError) error = NULL;

  if (repoint_store_save_finish (REPOINT_STORE (source), result, &error))
    {
      remember (self);
      if (self->may_close)
        gtk_window_close (GTK_WINDOW (self));
    }
  else
    {
      g_autofree char *what = _repoint_window_name_unsaved (self, saving->file, error);

      self->may_close = FALSE;
      repoint_window_tell_error (GTK_WIDGET (self), error, what);
    }
}

static void
save_to (RepointWindow *self,
         GFile         *file)
{
  RepointStore *store = repoint_session_get_store (self->session);
  GFile *target = file != NULL ? file : repoint_store_get_file (store);
  Saving *saving = g_new0 (Saving, 1);

  saving->window = g_object_ref (self);
  saving->file = target != NULL ? g_object_ref (target) : NULL;
  repoint_session_end_edit (self->session);
  repoint_store_save_async (store, file, NULL, saved_cb, saving);
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
    {
      self->may_lose = TRUE;
      repoint_store_discard (repoint_session_get_store (self->session));
    }
  gtk_window_close (GTK_WINDOW (self));
}

static void
ask_before_closing (RepointWindow *self,
                    RepointText    reason)
{
  const gboolean working = reason == REPOINT_TEXT_CLOSE_WORKING_BODY;
  const RepointResponse about_office[] = {
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
                                 repoint_phrase_text (working ? REPOINT_TEXT_CLOSE_WORKING_HEADING
                                                              : REPOINT_TEXT_CLOSE_DRAFT_HEADING),
                                 repoint_phrase_text (reason), working ? about_work : about_office, NULL,
                                 close_answered_cb, NULL);
}

static void
save_geometry (RepointWindow *self)
{
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set (self->settings, "window-size", "(ii)", width, height);
  g_settings_set_boolean (self->settings, "window-maximized", gtk_window_is_maximized (GTK_WINDOW (self)));
}

/* Whether everything is where it belongs now. */
static gboolean
finish_session (RepointWindow *self)
{
  RepointStore *store = repoint_session_get_store (self->session);

  repoint_session_stop (self->session);
  repoint_session_stop (self->session);
  repoint_session_end_edit (self->session);
  if (store == NULL || repoint_store_get_file (store) == NULL || self->may_lose)
    return TRUE;
  /* Why it fails is shown in the window as long as it lasts. */
  if (repoint_store_get_state (store) != REPOINT_STORE_SAVED && !repoint_store_save (store, NULL))
    return FALSE;
  remember (self);
  return TRUE;
}

/* For repoint-window.c. Asks only when something would be lost: an office without a file, results of work that is under
 * way, or what cannot be saved any more. */
gboolean
_repoint_window_close_request (GtkWindow *window)
{
  RepointWindow *self = REPOINT_WINDOW (window);

  if (self->session != NULL && !self->may_close)
    {
      gboolean draft = repoint_session_is_draft (self->session);

      if (draft || (repoint_session_is_working (self->session) && !repoint_session_get_practice (self->session)))
        {
          ask_before_closing (self, draft ? REPOINT_TEXT_CLOSE_DRAFT_BODY : REPOINT_TEXT_CLOSE_WORKING_BODY);
          return TRUE;
        }
    }
  if (self->session != NULL && !finish_session (self))
    {
      self->may_close = FALSE;
      ask_before_closing (self, REPOINT_TEXT_CLOSE_UNSAVED_BODY);
      return TRUE;
    }
  save_geometry (self);
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
