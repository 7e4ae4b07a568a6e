/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-dialogs.h"

#define HAVE_ADW_DIALOGS ADW_CHECK_VERSION (1, 5, 0)
#define HAVE_FILE_DIALOG GTK_CHECK_VERSION (4, 10, 0)

#if HAVE_ADW_DIALOGS
#define MESSAGE(name) adw_alert_dialog_ ## name
#define MESSAGE_TYPE AdwAlertDialog
#else
#define MESSAGE(name) adw_message_dialog_ ## name
#define MESSAGE_TYPE AdwMessageDialog
#endif

static void
response_cb (MESSAGE_TYPE *dialog,
             const char   *response,
             GTask        *task)
{
  if (!g_task_get_completed (task))
    g_task_return_pointer (task, g_strdup (response), g_free);
}

static AdwResponseAppearance
appearance_of (RepointResponseLook look)
{
  switch (look)
    {
    case REPOINT_RESPONSE_SUGGESTED:
      return ADW_RESPONSE_SUGGESTED;
    case REPOINT_RESPONSE_DESTRUCTIVE:
      return ADW_RESPONSE_DESTRUCTIVE;
    case REPOINT_RESPONSE_PLAIN:
      break;
    }
  return ADW_RESPONSE_DEFAULT;
}

/**
 * repoint_dialogs_confirm_async:
 * @responses: what can be answered, the one that changes nothing first; its id is "cancel"
 *
 * Asks a question over @parent. Cancelling closes the dialog with the answer "cancel".
 */
void
repoint_dialogs_confirm_async (GtkWindow             *parent,
                               const char            *heading,
                               const char            *body,
                               const RepointResponse *responses,
                               GCancellable          *cancellable,
                               GAsyncReadyCallback    callback,
                               gpointer               user_data)
{
  GTask *task = g_task_new (parent, cancellable, callback, user_data);
  MESSAGE_TYPE *dialog;

  g_task_set_source_tag (task, repoint_dialogs_confirm_async);
  g_task_set_check_cancellable (task, FALSE);
#if HAVE_ADW_DIALOGS
  dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (heading, body));
#else
  dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (parent, heading, body));
#endif
  for (guint i = 0; responses[i].id != NULL; i++)
    {
      MESSAGE (add_response) (dialog, responses[i].id, responses[i].label);
      MESSAGE (set_response_appearance) (dialog, responses[i].id, appearance_of (responses[i].look));
      if (responses[i].look == REPOINT_RESPONSE_SUGGESTED)
        MESSAGE (set_default_response) (dialog, responses[i].id);
    }
  MESSAGE (set_close_response) (dialog, "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), task, (GClosureNotify) g_object_unref, 0);
#if HAVE_ADW_DIALOGS
  if (cancellable != NULL)
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (adw_dialog_force_close), dialog, G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (parent));
#else
  if (cancellable != NULL)
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (gtk_window_close), dialog, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
#endif
}

/** repoint_dialogs_confirm_finish: Returns: (transfer full): the id of the answer, "cancel" when there was none. */
char *
repoint_dialogs_confirm_finish (GAsyncResult *result)
{
  char *response = g_task_propagate_pointer (G_TASK (result), NULL);

  return response != NULL ? response : g_strdup ("cancel");
}

static void
add_filters (GListStore               *filters,
             const RepointFilePattern *patterns)
{
  for (guint i = 0; patterns != NULL && patterns[i].pattern != NULL; i++)
    {
      g_autoptr(GtkFileFilter) filter = gtk_file_filter_new ();

      gtk_file_filter_set_name (filter, patterns[i].name);
      gtk_file_filter_add_pattern (filter, patterns[i].pattern);
      g_list_store_append (filters, filter);
    }
}

#if HAVE_FILE_DIALOG

typedef GFile *(*Finish) (GtkFileDialog *dialog, GAsyncResult *result, GError **error);

static void
file_chosen (GObject      *source,
             GAsyncResult *result,
             GTask        *task,
             Finish        finish)
{
  g_autoptr(GTask) owned = task;

  /* Dismissed is the only "error" a person can cause: no file. */
  g_task_return_pointer (owned, finish (GTK_FILE_DIALOG (source), result, NULL), g_object_unref);
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  file_chosen (source, result, user_data, gtk_file_dialog_open_finish);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  file_chosen (source, result, user_data, gtk_file_dialog_save_finish);
}

static void
choose_file (GtkWindow                *parent,
             gboolean                  save,
             const char               *title,
             const char               *name,
             const RepointFilePattern *patterns,
             GTask                    *task)
{
  g_autoptr(GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr(GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  GCancellable *cancellable = g_task_get_cancellable (task);

  add_filters (filters, patterns);
  gtk_file_dialog_set_title (dialog, title);
  gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
  if (name != NULL)
    gtk_file_dialog_set_initial_name (dialog, name);
  if (save)
    gtk_file_dialog_save (dialog, parent, cancellable, saved_cb, task);
  else
    gtk_file_dialog_open (dialog, parent, cancellable, opened_cb, task);
}

#else

static void
chooser_response_cb (GtkNativeDialog *chooser,
                     int              response,
                     GTask           *task)
{
  GFile *file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  gtk_native_dialog_hide (chooser);
  if (!g_task_get_completed (task))
    g_task_return_pointer (task, file, g_object_unref);
  g_object_unref (chooser);
}

static void
choose_file (GtkWindow                *parent,
             gboolean                  save,
             const char               *title,
             const char               *name,
             const RepointFilePattern *patterns,
             GTask                    *task)
{
  GtkFileChooserNative *chooser;
  g_autoptr(GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);

  chooser = gtk_file_chooser_native_new (title, parent,
                                         save ? GTK_FILE_CHOOSER_ACTION_SAVE : GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  add_filters (filters, patterns);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (filters)); i++)
    {
      g_autoptr(GtkFileFilter) filter = g_list_model_get_item (G_LIST_MODEL (filters), i);

      gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
    }
  if (name != NULL)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_data (chooser, "response", G_CALLBACK (chooser_response_cb), task, (GClosureNotify) g_object_unref, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

#endif

/** repoint_dialogs_open_async: asks for a file to open. */
void
repoint_dialogs_open_async (GtkWindow                *parent,
                            const char               *title,
                            const RepointFilePattern *patterns,
                            GCancellable             *cancellable,
                            GAsyncReadyCallback       callback,
                            gpointer                  user_data)
{
  GTask *task = g_task_new (parent, cancellable, callback, user_data);

  g_task_set_source_tag (task, repoint_dialogs_open_async);
  choose_file (parent, FALSE, title, NULL, patterns, task);
}

/** repoint_dialogs_open_finish: Returns: (transfer full) (nullable): the file, %NULL when none was chosen. */
GFile *
repoint_dialogs_open_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

/** repoint_dialogs_save_async: asks where to save something called @name. */
void
repoint_dialogs_save_async (GtkWindow                *parent,
                            const char               *title,
                            const char               *name,
                            const RepointFilePattern *patterns,
                            GCancellable             *cancellable,
                            GAsyncReadyCallback       callback,
                            gpointer                  user_data)
{
  GTask *task = g_task_new (parent, cancellable, callback, user_data);

  g_task_set_source_tag (task, repoint_dialogs_save_async);
  choose_file (parent, TRUE, title, name, patterns, task);
}

/** repoint_dialogs_save_finish: Returns: (transfer full) (nullable): the file, %NULL when none was chosen. */
GFile *
repoint_dialogs_save_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

/** repoint_dialogs_about: shows what this program is. */
void
repoint_dialogs_about (GtkWindow  *parent,
                       const char *icon_name,
                       const char *version,
                       const char *comments)
{
#if HAVE_ADW_DIALOGS
  AdwDialog *about = adw_about_dialog_new ();
#else
  GtkWidget *about = adw_about_window_new ();
#endif

  g_object_set (about,
                "application-icon", icon_name,
                "application-name", "Repoint",
                "comments", comments,
                "license-type", GTK_LICENSE_GPL_3_0,
                "version", version,
                NULL);
#if HAVE_ADW_DIALOGS
  adw_dialog_present (about, GTK_WIDGET (parent));
#else
  gtk_window_set_transient_for (GTK_WINDOW (about), parent);
  gtk_window_present (GTK_WINDOW (about));
#endif
}
