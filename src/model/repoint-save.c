/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-save.h"

#include "repoint-document-writer.h"

/* How long one slice holds the main loop. A slice ends after the step in which this time is over, and a busy machine
 * may take the processor away in the middle of it; a frame has 16 ms in all. */
#define SLICE_TIME (2 * G_TIME_SPAN_MILLISECOND)

struct _RepointSave
{
  RepointProject        *project;
  RepointDocumentFile   *document;     /* nullable: a recovery copy alone */
  gboolean               replace;
  RepointRecovery       *recovery;     /* borrowed, nullable */
  RepointRecovery       *new_recovery; /* made when there was need and none */
  guint64                revision;

  RepointDocumentWriter *writer;
  GPtrArray             *chunks;
};

/* (transfer full): a save of @project as it will be when it is run. @recovery (nullable) must live as long. */
RepointSave *
repoint_save_new (RepointProject      *project,
                  RepointDocumentFile *document,
                  gboolean             replace,
                  RepointRecovery     *recovery)
{
  RepointSave *self = g_new0 (RepointSave, 1);

  self->project = g_object_ref (project);
  self->document = document != NULL ? repoint_document_file_ref (document) : NULL;
  self->replace = replace;
  self->recovery = recovery;

  return self;
}

void
repoint_save_free (RepointSave *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->writer, repoint_document_writer_free);
  g_clear_pointer (&self->chunks, g_ptr_array_unref);
  g_clear_pointer (&self->document, repoint_document_file_unref);
  g_clear_pointer (&self->new_recovery, repoint_recovery_free);
  g_clear_object (&self->project);
  g_free (self);
}

static void
begin (RepointSave *self)
{
  self->revision = repoint_project_get_revision (self->project);
  self->writer = repoint_document_writer_new (self->project);
}

static gboolean
end (RepointSave  *self,
     GError      **error)
{
  gsize size;

  self->chunks = repoint_document_writer_finish (self->writer, &size);
  g_clear_pointer (&self->writer, repoint_document_writer_free);

  if (size > REPOINT_DOCUMENT_MAX_SIZE)
    {
      g_set_error (error, REPOINT_PROJECT_ERROR, REPOINT_PROJECT_ERROR_TOO_BIG,
                   "the document has %" G_GSIZE_FORMAT " bytes; at most %d can be read again", size,
                   REPOINT_DOCUMENT_MAX_SIZE);
      return FALSE;
    }

  return TRUE;
}

static gboolean
write_recovery (RepointSave  *self,
                GError      **error)
{
  if (self->recovery == NULL)
    self->recovery = self->new_recovery = repoint_recovery_new (error);

  return self->recovery != NULL &&
         repoint_document_file_write (repoint_recovery_get_document (self->recovery), self->chunks, self->revision,
                                      TRUE, error);
}

/* Puts the bytes where they belong. In any thread. */
static gboolean
write_chunks (RepointSave  *self,
              GError      **error)
{
  g_autoptr (GError) recovery_error = NULL;
  GError *problem = NULL;

  if (self->document == NULL)
    return write_recovery (self, error);

  if (repoint_document_file_write (self->document, self->chunks, self->revision, self->replace, &problem))
    return TRUE;

  if (!write_recovery (self, &recovery_error))
    {
      g_autofree char *both = g_strdup_printf ("%s; no recovery copy either: %s", problem->message,
                                               recovery_error->message);

      g_free (problem->message);
      problem->message = g_steal_pointer (&both);
    }
  g_propagate_error (error, problem);

  return FALSE;
}

static void
write_in_thread (GTask        *task,
                 gpointer      source_object,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  GError *error = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;

  if (write_chunks (task_data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static gboolean
slice_cb (gpointer user_data)
{
  GTask *task = user_data;
  RepointSave *self = g_task_get_task_data (task);
  gint64 deadline = g_get_monotonic_time () + SLICE_TIME;
  GError *error = NULL;

  if (g_task_return_error_if_cancelled (task))
    return G_SOURCE_REMOVE;

  while (repoint_document_writer_step (self->writer))
    {
      if (g_get_monotonic_time () >= deadline)
        return G_SOURCE_CONTINUE;
    }

  if (end (self, &error))
    g_task_run_in_thread (task, write_in_thread);
  else
    g_task_return_error (task, error);

  return G_SOURCE_REMOVE;
}

/* Saves the project as it is now. @self must live until the callback. */
void
repoint_save_run_async (RepointSave         *self,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GSource) source = g_idle_source_new ();

  g_task_set_source_tag (task, repoint_save_run_async);
  g_task_set_task_data (task, self, NULL);
  /* What has been written is not called cancelled. */
  g_task_set_check_cancellable (task, FALSE);
  begin (self);
  g_source_set_static_name (source, "[repoint] serialize");
  g_task_attach_source (task, source, slice_cb);
}

gboolean
repoint_save_run_finish (GAsyncResult  *result,
                         GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Saves the project as it is now, while everything waits. */
gboolean
repoint_save_run (RepointSave  *self,
                  GError      **error)
{
  begin (self);

  return end (self, error) && write_chunks (self, error);
}

/* The revision of the project that was saved. */
guint64
repoint_save_get_revision (RepointSave *self)
{
  return self->revision;
}

/* (transfer none) (nullable) */
RepointDocumentFile *
repoint_save_get_document (RepointSave *self)
{
  return self->document;
}

/* (transfer full) (nullable): the recovery copy that had to be made. */
RepointRecovery *
repoint_save_steal_recovery (RepointSave *self)
{
  return g_steal_pointer (&self->new_recovery);
}
