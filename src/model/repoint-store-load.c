/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-store-private.h"

/* What a worker thread has loaded. */
typedef struct
{
  RepointProject      *project;
  RepointDocumentFile *document;
  GDateTime           *modified;
} Loaded;

static void
loaded_free (gpointer data)
{
  Loaded *loaded = data;

  g_clear_object (&loaded->project);
  g_clear_pointer (&loaded->document, repoint_document_file_unref);
  g_clear_pointer (&loaded->modified, g_date_time_unref);
  g_free (loaded);
}

static Loaded *
load (GFile   *file,
      GError **error)
{
  g_autoptr (RepointDocumentFile) document = repoint_document_file_new (file);
  g_autoptr (GDateTime) modified = NULL;
  g_autoptr (GBytes) bytes = repoint_document_file_read (document, &modified, error);
  g_autoptr (RepointProject) project = NULL;
  Loaded *loaded;

  if (bytes == NULL)
    return NULL;

  project = repoint_project_from_bytes (bytes, error);
  if (project == NULL)
    return NULL;

  loaded = g_new0 (Loaded, 1);
  loaded->project = g_steal_pointer (&project);
  loaded->document = g_steal_pointer (&document);
  loaded->modified = g_steal_pointer (&modified);

  return loaded;
}

/* @loaded is taken. */
static RepointStore *
store_new_from_loaded (Loaded *loaded)
{
  RepointStore *self = repoint_store_new_loaded (loaded->project, loaded->document, loaded->modified, NULL);

  loaded_free (loaded);

  return self;
}

static void
load_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  GError *error = NULL;
  Loaded *loaded = load (task_data, &error);

  if (loaded != NULL)
    g_task_return_pointer (task, loaded, loaded_free);
  else
    g_task_return_error (task, error);
}

/**
 * repoint_store_load_async: reads a document in a worker thread.
 *
 * A file that cannot be read, or is no document, is left as it is.
 */
void
repoint_store_load_async (GFile               *file,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, repoint_store_load_async);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (task, load_in_thread);
}

/** repoint_store_load_finish: (transfer full): the store, %NULL on error; see repoint_project_from_bytes(). */
RepointStore *
repoint_store_load_finish (GAsyncResult  *result,
                           GError       **error)
{
  Loaded *loaded;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  loaded = g_task_propagate_pointer (G_TASK (result), error);

  return loaded != NULL ? store_new_from_loaded (loaded) : NULL;
}

/** repoint_store_load: (transfer full): reads a document while everything waits; %NULL on error. */
RepointStore *
repoint_store_load (GFile   *file,
                    GError **error)
{
  Loaded *loaded;

  g_return_val_if_fail (G_IS_FILE (file), NULL);

  loaded = load (file, error);

  return loaded != NULL ? store_new_from_loaded (loaded) : NULL;
}

/**
 * repoint_store_recover: takes over what was left behind.
 * @file: one of repoint_store_list_recoverable()
 * @error: also %G_IO_ERROR_BUSY, when a running Repoint is responsible for it
 *
 * The project has no file; the copy stays until it gets one.
 *
 * Returns: (transfer full): the store, %NULL on error; @file is then left as it is.
 */
RepointStore *
repoint_store_recover (GFile   *file,
                       GError **error)
{
  g_autoptr (RepointRecovery) recovery = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (RepointProject) project = NULL;

  g_return_val_if_fail (G_IS_FILE (file), NULL);

  recovery = repoint_recovery_take_over (file, error);
  if (recovery == NULL)
    return NULL;

  bytes = repoint_document_file_read (repoint_recovery_get_document (recovery), NULL, error);
  if (bytes == NULL)
    return NULL;

  project = repoint_project_from_bytes (bytes, error);
  if (project == NULL)
    return NULL;

  return repoint_store_new_loaded (project, NULL, NULL, g_steal_pointer (&recovery));
}

/** repoint_store_list_recoverable: (transfer full): of #GFile, what was left behind unsaved, the newest first. */
GPtrArray *
repoint_store_list_recoverable (void)
{
  return repoint_recovery_list ();
}

/** repoint_store_discard_recoverable: removes @file, one of repoint_store_list_recoverable(), for good. */
void
repoint_store_discard_recoverable (GFile *file)
{
  g_autoptr (RepointRecovery) recovery = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (G_IS_FILE (file));

  recovery = repoint_recovery_take_over (file, &error);
  if (recovery != NULL)
    repoint_recovery_discard (recovery);
  else
    g_warning ("%s", error->message);
}
