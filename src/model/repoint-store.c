/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-store-private.h"

#include "repoint-autosave.h"
#include "repoint-save.h"

struct _RepointStore
{
  GObject              parent_instance;

  RepointProject      *project;
  RepointDocumentFile *document;      /* nullable: the project has no file yet */
  RepointRecovery     *recovery;      /* nullable: there was no need so far */
  RepointStoreState    state;
  GError              *error;
  GDateTime           *saved_at;
  gint64               saved_revision; /* -1: nothing of it is anywhere */
  gboolean             discarded;

  RepointAutosave      autosave;
  RepointStoreClock    clock;
  GSource             *timer;

  GQueue               requests;      /* of Request; the first one is being served */
  gboolean             serving;
};

/* A wish to save. */
typedef struct
{
  RepointStore        *store;
  GTask               *task;     /* nullable: nobody waits for it */
  RepointDocumentFile *document; /* nullable */
  gboolean             replace;
  RepointSave         *save;     /* once it is served */
} Request;

typedef enum
{
  PROP_PROJECT = 1,
  PROP_FILE,
  PROP_STATE,
  PROP_ERROR,
  PROP_SAVED_AT,
} RepointStoreProps;

static GParamSpec *properties[PROP_SAVED_AT + 1];

G_DEFINE_FINAL_TYPE (RepointStore, repoint_store, G_TYPE_OBJECT)

static void serve_next (RepointStore *self);

static void
request_free (Request *request)
{
  g_clear_pointer (&request->save, repoint_save_free);
  g_clear_pointer (&request->document, repoint_document_file_unref);
  g_clear_object (&request->task);
  g_clear_object (&request->store);
  g_free (request);
}

static void
set_state (RepointStore      *self,
           RepointStoreState  state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

/* @error (nullable) is copied. */
static void
set_error (RepointStore *self,
           const GError *error)
{
  if (self->error == NULL && error == NULL)
    return;

  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

/* @time (nullable) is taken. */
static void
set_saved_at (RepointStore *self,
              GDateTime    *time)
{
  g_clear_pointer (&self->saved_at, g_date_time_unref);
  self->saved_at = time;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SAVED_AT]);
}

static void
set_document (RepointStore        *self,
              RepointDocumentFile *document)
{
  if (self->document == document)
    return;

  g_clear_pointer (&self->document, repoint_document_file_unref);
  self->document = repoint_document_file_ref (document);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FILE]);
}

static gboolean
is_saved (RepointStore *self)
{
  return self->saved_revision == (gint64) repoint_project_get_revision (self->project);
}

static void
schedule (RepointStore *self)
{
  gint64 deadline = repoint_autosave_get_deadline (&self->autosave);

  if (deadline >= 0 && self->clock == g_get_monotonic_time)
    g_source_set_ready_time (self->timer, deadline);
  else
    g_source_set_ready_time (self->timer, -1);
}

/* Everything up to @revision is in @document (nullable: in the recovery copy). */
static void
note_saved (RepointStore        *self,
            guint64              revision,
            RepointDocumentFile *document)
{
  self->saved_revision = MAX (self->saved_revision, (gint64) revision);
  if (document != NULL)
    {
      set_document (self, document);
      set_saved_at (self, g_date_time_new_now_utc ());
      if (self->recovery != NULL)
        repoint_recovery_discard (self->recovery);
    }
  set_error (self, NULL);
  set_state (self, is_saved (self) ? REPOINT_STORE_SAVED : REPOINT_STORE_CHANGED);
}

/* A save of @revision into @document (nullable) went wrong. */
static void
note_failed (RepointStore        *self,
             guint64              revision,
             RepointDocumentFile *document,
             const GError        *error)
{
  gboolean cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  if (cancelled || document != self->document)
    {
      /* Nothing is wrong with the file that the project has, but it may still wait for a save. */
      if (!is_saved (self))
        repoint_autosave_note_change (&self->autosave, self->clock ());
      set_state (self, is_saved (self) ? REPOINT_STORE_SAVED
                       : self->error != NULL ? REPOINT_STORE_FAILED : REPOINT_STORE_CHANGED);
    }
  else if ((gint64) revision > self->saved_revision || !is_saved (self))
    {
      set_error (self, error);
      set_state (self, REPOINT_STORE_FAILED);
    }
  else
    {
      set_state (self, REPOINT_STORE_SAVED); /* a later save has succeeded meanwhile */
    }
}

static void
adopt_recovery (RepointStore *self,
                RepointSave  *save)
{
  RepointRecovery *recovery = repoint_save_steal_recovery (save);

  if (recovery != NULL && self->recovery != NULL)
    {
      /* Two saves at the same time had need of one. The one that was adopted first is the one that is kept up. */
      repoint_recovery_discard (recovery);
      repoint_recovery_free (recovery);
    }
  else if (recovery != NULL)
    {
      self->recovery = recovery;
    }
}

static void
finish_request (RepointStore *self,
                GError       *error)
{
  Request *request = g_queue_pop_head (&self->requests);
  g_autoptr (RepointStore) kept = g_object_ref (self);

  self->serving = FALSE;
  if (request->task != NULL && error != NULL)
    g_task_return_error (request->task, error);
  else if (request->task != NULL)
    g_task_return_boolean (request->task, TRUE);
  else
    g_clear_error (&error);

  request_free (request);
  schedule (self);
  serve_next (self);
}

static void
saved_cb (GObject      *source_object,
          GAsyncResult *result,
          gpointer      user_data)
{
  RepointStore *self = REPOINT_STORE (user_data);
  Request *request = g_queue_peek_head (&self->requests);
  guint64 revision = repoint_save_get_revision (request->save);
  GError *error = NULL;

  if (repoint_save_run_finish (result, &error))
    note_saved (self, revision, request->document);
  else
    note_failed (self, revision, request->document, error);

  adopt_recovery (self, request->save);
  finish_request (self, error);
}

/* Starts the save that is wished for next, if there is one. */
static void
serve_next (RepointStore *self)
{
  Request *request = g_queue_peek_head (&self->requests);

  if (request == NULL || self->serving)
    return;

  self->serving = TRUE;
  repoint_autosave_note_save (&self->autosave);
  schedule (self);
  set_state (self, REPOINT_STORE_SAVING);
  request->save = repoint_save_new (self->project, request->document, request->replace, self->recovery);
  repoint_save_run_async (request->save, request->task != NULL ? g_task_get_cancellable (request->task) : NULL,
                          saved_cb, self);
}

/* @task (nullable) and @document (nullable) are taken. */
static void
enqueue (RepointStore        *self,
         GTask               *task,
         RepointDocumentFile *document,
         gboolean             replace)
{
  Request *request = g_new0 (Request, 1);

  request->store = g_object_ref (self);
  request->task = task;
  request->document = document;
  request->replace = replace;
  if (task != NULL)
    self->discarded = FALSE;
  g_queue_push_tail (&self->requests, request);
  serve_next (self);
}

static RepointDocumentFile *
ref_document (RepointDocumentFile *document)
{
  return document != NULL ? repoint_document_file_ref (document) : NULL;
}

/* The timer went off, or might have. */
void
repoint_store_wake (RepointStore *self)
{
  gint64 deadline = repoint_autosave_get_deadline (&self->autosave);

  if (deadline < 0 || self->discarded || self->clock () < deadline)
    schedule (self);
  else if (g_queue_is_empty (&self->requests))
    enqueue (self, NULL, ref_document (self->document), FALSE);
  else
    g_source_set_ready_time (self->timer, -1); /* looked at again when the save that is under way has ended */
}

void
repoint_store_set_clock (RepointStore      *self,
                         RepointStoreClock  clock)
{
  self->clock = clock;
  schedule (self);
}

static gboolean
timer_dispatch (GSource     *source,
                GSourceFunc  callback,
                gpointer     user_data)
{
  return callback (user_data);
}

static gboolean
timer_cb (gpointer user_data)
{
  repoint_store_wake (REPOINT_STORE (user_data));

  return G_SOURCE_CONTINUE;
}

static GSourceFuncs timer_funcs = { NULL, NULL, timer_dispatch, NULL, NULL, NULL };

static void
on_changed (RepointProject *project,
            gpointer        user_data)
{
  RepointStore *self = REPOINT_STORE (user_data);

  if (self->discarded)
    return;

  repoint_autosave_note_change (&self->autosave, self->clock ());
  schedule (self);
  if (self->state == REPOINT_STORE_SAVED)
    set_state (self, REPOINT_STORE_CHANGED);
}

/* What is not saved by now is kept for the next start. */
static void
keep_last_copy (RepointStore *self)
{
  g_autoptr (RepointSave) save = NULL;
  g_autoptr (GError) error = NULL;

  if (self->discarded || is_saved (self))
    return;

  save = repoint_save_new (self->project, NULL, FALSE, self->recovery);
  if (!repoint_save_run (save, &error))
    g_warning ("No recovery copy could be kept: %s", error->message);
  adopt_recovery (self, save);
}

static void
repoint_store_dispose (GObject *object)
{
  RepointStore *self = REPOINT_STORE (object);

  if (self->timer != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->project, self);
      g_source_destroy (self->timer);
      g_clear_pointer (&self->timer, g_source_unref);
      keep_last_copy (self);
    }

  G_OBJECT_CLASS (repoint_store_parent_class)->dispose (object);
}

static void
repoint_store_finalize (GObject *object)
{
  RepointStore *self = REPOINT_STORE (object);

  g_clear_object (&self->project);
  g_clear_pointer (&self->document, repoint_document_file_unref);
  g_clear_pointer (&self->recovery, repoint_recovery_free);
  g_clear_error (&self->error);
  g_clear_pointer (&self->saved_at, g_date_time_unref);

  G_OBJECT_CLASS (repoint_store_parent_class)->finalize (object);
}

static void
repoint_store_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  RepointStore *self = REPOINT_STORE (object);

  switch ((RepointStoreProps) prop_id)
    {
    case PROP_PROJECT:
      g_value_set_object (value, self->project);
      break;

    case PROP_FILE:
      g_value_set_object (value, repoint_store_get_file (self));
      break;

    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;

    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;

    case PROP_SAVED_AT:
      g_value_set_boxed (value, self->saved_at);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_store_class_init (RepointStoreClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = repoint_store_dispose;
  object_class->finalize = repoint_store_finalize;
  object_class->get_property = repoint_store_get_property;

  properties[PROP_PROJECT] = g_param_spec_object ("project", NULL, NULL, REPOINT_TYPE_PROJECT, flags);
  properties[PROP_FILE] = g_param_spec_object ("file", NULL, NULL, G_TYPE_FILE, flags);
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, REPOINT_TYPE_STORE_STATE, REPOINT_STORE_SAVED, flags);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  properties[PROP_SAVED_AT] = g_param_spec_boxed ("saved-at", NULL, NULL, G_TYPE_DATE_TIME, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
repoint_store_init (RepointStore *self)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  self->autosave = (RepointAutosave) REPOINT_AUTOSAVE_INIT;
  self->clock = g_get_monotonic_time;
  g_queue_init (&self->requests);
  self->timer = g_source_new (&timer_funcs, sizeof (GSource));
  g_source_set_static_name (self->timer, "[repoint] autosave");
  g_source_set_callback (self->timer, timer_cb, self, NULL);
  g_source_attach (self->timer, context);
}

/* (transfer full): a store of a project that is as it stands in @document (nullable) or in @recovery (nullable), which
 * is taken. */
RepointStore *
repoint_store_new_loaded (RepointProject      *project,
                          RepointDocumentFile *document,
                          GDateTime           *modified,
                          RepointRecovery     *recovery)
{
  RepointStore *self = g_object_new (REPOINT_TYPE_STORE, NULL);

  self->project = g_object_ref (project);
  self->document = ref_document (document);
  self->saved_at = modified != NULL ? g_date_time_ref (modified) : NULL;
  self->recovery = recovery;
  self->saved_revision = (gint64) repoint_project_get_revision (project);
  g_signal_connect (project, "changed", G_CALLBACK (on_changed), self);

  return self;
}

/**
 * repoint_store_new: keeps a project that is in no file yet.
 * @project: the project
 * @file: (nullable): where it will be saved; the first save replaces what is there. %NULL: the recovery directory,
 *   until repoint_store_save_async() names a file
 *
 * Returns: (transfer full): a new store, which saves @project soon if there is anything in it.
 */
RepointStore *
repoint_store_new (RepointProject *project,
                   GFile          *file)
{
  g_autoptr (RepointDocumentFile) document = NULL;
  RepointStore *self;

  g_return_val_if_fail (REPOINT_IS_PROJECT (project), NULL);
  g_return_val_if_fail (file == NULL || G_IS_FILE (file), NULL);

  document = file != NULL ? repoint_document_file_new (file) : NULL;
  self = repoint_store_new_loaded (project, document, NULL, NULL);
  if (file != NULL || repoint_project_get_revision (project) > 0)
    {
      self->saved_revision = -1;
      on_changed (project, self);
    }

  return self;
}

/**
 * repoint_store_save_async: saves now.
 * @file: (nullable): where; %NULL: where it is. A file that is named is replaced whatever it holds, and from then on
 *   the project is kept there.
 *
 * Changes that are made while the save is under way are saved by the next one. Saves are served in turn.
 */
void
repoint_store_save_async (RepointStore        *self,
                          GFile               *file,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  RepointDocumentFile *document;
  GTask *task;

  g_return_if_fail (REPOINT_IS_STORE (self));
  g_return_if_fail (file == NULL || G_IS_FILE (file));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, repoint_store_save_async);
  if (file == NULL || (repoint_store_get_file (self) != NULL && g_file_equal (file, repoint_store_get_file (self))))
    document = ref_document (self->document);
  else
    document = repoint_document_file_new (file);

  enqueue (self, task, document, file != NULL);
}

/** repoint_store_save_finish: whether the project, as it was when the save began, is in the file. */
gboolean
repoint_store_save_finish (RepointStore  *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (REPOINT_IS_STORE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/** repoint_store_save: saves where it is while everything waits. A save that is under way is overtaken. */
gboolean
repoint_store_save (RepointStore  *self,
                    GError       **error)
{
  g_autoptr (RepointSave) save = NULL;
  GError *problem = NULL;

  g_return_val_if_fail (REPOINT_IS_STORE (self), FALSE);

  self->discarded = FALSE;
  repoint_autosave_note_save (&self->autosave);
  schedule (self);
  save = repoint_save_new (self->project, self->document, FALSE, self->recovery);
  if (repoint_save_run (save, &problem))
    note_saved (self, repoint_save_get_revision (save), self->document);
  else
    note_failed (self, repoint_save_get_revision (save), self->document, problem);
  adopt_recovery (self, save);

  if (problem == NULL)
    return TRUE;

  g_propagate_error (error, problem);

  return FALSE;
}

/**
 * repoint_store_discard: what is not saved is not wanted.
 *
 * The recovery copy is removed and nothing is saved any more until repoint_store_save_async() or
 * repoint_store_save() is called. The file, if there is one, keeps what was saved last.
 */
void
repoint_store_discard (RepointStore *self)
{
  g_return_if_fail (REPOINT_IS_STORE (self));

  self->discarded = TRUE;
  repoint_autosave_note_save (&self->autosave);
  schedule (self);
  if (self->recovery != NULL)
    repoint_recovery_discard (self->recovery);
}

/** repoint_store_get_project: (transfer none): what is kept. */
RepointProject *
repoint_store_get_project (RepointStore *self)
{
  g_return_val_if_fail (REPOINT_IS_STORE (self), NULL);

  return self->project;
}

/** repoint_store_get_file: (transfer none) (nullable): where it is kept, %NULL while it has no file. */
GFile *
repoint_store_get_file (RepointStore *self)
{
  g_return_val_if_fail (REPOINT_IS_STORE (self), NULL);

  return self->document != NULL ? repoint_document_file_get_file (self->document) : NULL;
}

/** repoint_store_get_state: whether the file holds the project as it is. */
RepointStoreState
repoint_store_get_state (RepointStore *self)
{
  g_return_val_if_fail (REPOINT_IS_STORE (self), REPOINT_STORE_SAVED);

  return self->state;
}

/** repoint_store_get_error: (transfer none) (nullable): why the last save failed. */
const GError *
repoint_store_get_error (RepointStore *self)
{
  g_return_val_if_fail (REPOINT_IS_STORE (self), NULL);

  return self->error;
}

/** repoint_store_get_saved_at: (transfer none) (nullable): when the file was written, UTC. */
GDateTime *
repoint_store_get_saved_at (RepointStore *self)
{
  g_return_val_if_fail (REPOINT_IS_STORE (self), NULL);

  return self->saved_at;
}
