/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-target-job.h"

#define BATCH_MS 100

/* What has come of the targets and was not emitted yet. The thread that puts something in may be overtaken by the caller's, which
 * then lets go of everything else. */
typedef struct
{
  gatomicrefcount  references;
  GMainContext    *context;
  guint            total;

  GMutex           mutex;     /* guards the rest */
  GQueue           results;   /* of Result */
  guint            completed;
  double           part;      /* of the targets that run, what is done */
  gint64           shown;     /* when that was last told, monotonic µs */
  GSource         *flush;     /* NULL while there are no results */
} Outbox;

/* What both threads work on. References that the scheduler's thread holds are handed back to the caller's with each result,
 * so that once the job has finished nothing of it is left over there. */
typedef struct
{
  gatomicrefcount             references;
  const RepointTargetJobClass *class;
  gpointer                    data;        /* of the subclass */
  GDestroyNotify              destroy;
  RepointScheduler           *scheduler;
  GPtrArray                  *targets;     /* of RepointTarget */
  GCancellable               *cancellable;

  Outbox                     *outbox;
  RepointTargetJob           *job;         /* not owned; NULL when the job is gone; the caller's thread only */

  GMutex                      mutex;       /* guards the rest */
  guint                       next;        /* the first target that was not started */
  guint                       running;
  gboolean                    paused;
  gboolean                    stopping;
} Engine;

typedef struct
{
  Engine              *engine;
  const RepointTarget *target; /* the engine's */
  JsonObject          *object; /* NULL while it runs */
  double               part;   /* what is done of it while it runs; never less than before */
} Result;

typedef struct
{
  Engine *engine;
} RepointTargetJobPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (RepointTargetJob, repoint_target_job, REPOINT_TYPE_JOB)

enum
{
  RESULT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static Outbox *
outbox_new (guint total)
{
  Outbox *self = g_new0 (Outbox, 1);

  g_atomic_ref_count_init (&self->references);
  self->context = g_main_context_ref_thread_default ();
  self->total = total;
  g_mutex_init (&self->mutex);
  g_queue_init (&self->results);

  return self;
}

static Outbox *
outbox_ref (Outbox *self)
{
  g_atomic_ref_count_inc (&self->references);

  return self;
}

static void
outbox_unref (gpointer data)
{
  Outbox *self = data;

  if (!g_atomic_ref_count_dec (&self->references))
    return;

  g_main_context_unref (self->context);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Outbox, outbox_unref)

static Engine *
engine_ref (Engine *self)
{
  g_atomic_ref_count_inc (&self->references);

  return self;
}

static void
engine_unref (gpointer data)
{
  Engine *self = data;

  if (!g_atomic_ref_count_dec (&self->references))
    return;

  g_object_unref (self->scheduler);
  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->targets);
  outbox_unref (self->outbox);
  g_mutex_clear (&self->mutex);
  if (self->destroy != NULL)
    self->destroy (self->data);
  g_free (self);
}

static Engine *
get_engine (gpointer job)
{
  RepointTargetJobPrivate *priv = repoint_target_job_get_instance_private (job);

  return priv->engine;
}

static Result *
result_new (Engine *engine, guint n)
{
  Result *self = g_new0 (Result, 1);

  self->engine = engine_ref (engine);
  self->target = g_ptr_array_index (engine->targets, n);

  return self;
}

static void
result_free (gpointer data)
{
  Result *self = data;

  g_clear_pointer (&self->object, json_object_unref);
  engine_unref (self->engine);
  g_free (self);
}

/* ---- The caller's thread ---- */

static gboolean
show_part (gpointer user_data)
{
  Engine *self = user_data;
  double part;

  g_mutex_lock (&self->outbox->mutex);
  part = self->outbox->part;
  g_mutex_unlock (&self->outbox->mutex);

  if (self->job != NULL)
    repoint_job_set_part (REPOINT_JOB (self->job), part);

  return G_SOURCE_REMOVE;
}

static gboolean
flush (gpointer user_data)
{
  Outbox *self = user_data;
  g_autoptr (RepointTargetJob) job = NULL;
  GQueue results;
  Result *result;
  guint completed;
  double part;

  g_mutex_lock (&self->mutex);
  results = self->results;
  g_queue_init (&self->results);
  completed = self->completed;
  part = self->part;
  g_clear_pointer (&self->flush, g_source_unref);
  g_mutex_unlock (&self->mutex);

  result = g_queue_peek_head (&results);
  if (result->engine->job != NULL)
    job = g_object_ref (result->engine->job);

  while ((result = g_queue_pop_head (&results)) != NULL)
    {
      if (job != NULL)
        g_signal_emit (job, signals[RESULT], 0, result->target, result->object);
      result_free (result);
    }

  if (job != NULL)
    {
      repoint_job_set_progress (REPOINT_JOB (job), completed, self->total);
      repoint_job_set_part (REPOINT_JOB (job), part);
      repoint_job_note_limits (REPOINT_JOB (job), get_engine (job)->scheduler, self->total);
      if (completed == self->total)
        repoint_job_finish (REPOINT_JOB (job),
                            repoint_job_get_state (REPOINT_JOB (job)) == REPOINT_JOB_STOPPING
                                ? REPOINT_JOB_RESULT_STOPPED
                                : REPOINT_JOB_RESULT_DONE,
                            NULL);
    }

  return G_SOURCE_REMOVE;
}

/* ---- Either thread ---- */

/* Hands over a result, and with it its reference to the engine. They are emitted in batches, for which the caller is woken once;
 * the last one waits for nothing. */
static void
add_result (Result *result)
{
  g_autoptr (Outbox) self = outbox_ref (result->engine->outbox);

  g_mutex_lock (&self->mutex);
  if (self->flush == NULL)
    {
      self->flush = g_timeout_source_new (BATCH_MS);
      g_source_set_static_name (self->flush, "[repoint] results of targets");
      g_source_set_callback (self->flush, flush, outbox_ref (self), outbox_unref);
      g_source_attach (self->flush, self->context);
    }
  g_queue_push_tail (&self->results, result);
  self->part -= result->part;
  if (++self->completed == self->total)
    g_source_set_ready_time (self->flush, 0);
  g_mutex_unlock (&self->mutex);
}

/* ---- The caller's thread ---- */

/* Targets that were not started have a result, too. */
static void
stop_waiting (Engine *self)
{
  guint first;

  g_mutex_lock (&self->mutex);
  self->stopping = TRUE;
  first = self->next;
  self->next = self->targets->len;
  g_mutex_unlock (&self->mutex);

  for (guint i = first; i < self->targets->len; i++)
    {
      Result *result = result_new (self, i);

      result->object = self->class->describe_stopped (result->target, self->data);
      add_result (result);
    }
}

/* ---- The scheduler's thread ---- */

static gboolean launch (gpointer user_data);

/* Waking the caller for each conversation would cost as much as some of them. */
static void
target_progress (guint held, guint needed, gpointer user_data)
{
  Result *result = user_data;
  Outbox *outbox = result->engine->outbox;
  double part = MAX (result->part, (double) held / (held + needed));
  gint64 now = g_get_monotonic_time ();
  gboolean show;

  g_mutex_lock (&outbox->mutex);
  outbox->part += part - result->part;
  show = part > result->part && now - outbox->shown >= BATCH_MS * G_TIME_SPAN_MILLISECOND;
  if (show)
    outbox->shown = now;
  g_mutex_unlock (&outbox->mutex);

  result->part = part;
  if (show)
    g_main_context_invoke_full (outbox->context, G_PRIORITY_DEFAULT, show_part, engine_ref (result->engine), engine_unref);
}

static void
target_done (JsonObject *object, gpointer user_data)
{
  Result *result = user_data;
  Engine *self = result->engine;

  g_mutex_lock (&self->mutex);
  self->running--;
  g_mutex_unlock (&self->mutex);
  launch (self);

  /* From here on the engine is the caller's. */
  result->object = object;
  add_result (result);
}

/* Starts as many targets as connections are allowed; each has one at a time. */
static gboolean
launch (gpointer user_data)
{
  Engine *self = user_data;
  guint most = repoint_scheduler_get_limits (self->scheduler)->max_open;

  while (TRUE)
    {
      Result *result = NULL;

      g_mutex_lock (&self->mutex);
      if (!self->paused && !self->stopping && self->next < self->targets->len && self->running < most)
        {
          result = result_new (self, self->next++);
          self->running++;
        }
      g_mutex_unlock (&self->mutex);

      if (result == NULL)
        return G_SOURCE_REMOVE;

      self->class->ask (self->scheduler, result->target, self->data, self->cancellable, target_progress, target_done,
                        result);
    }
}

static void
launch_on_scheduler (Engine *self)
{
  g_main_context_invoke_full (repoint_scheduler_get_context (self->scheduler), G_PRIORITY_DEFAULT, launch,
                              engine_ref (self), engine_unref);
}

/* ---- The job ---- */

static void
repoint_target_job_start (RepointJob *job)
{
  Engine *engine = get_engine (job);

  repoint_job_set_progress (job, 0, engine->targets->len);
  repoint_job_note_limits (job, engine->scheduler, engine->targets->len);
  if (engine->targets->len == 0)
    repoint_job_finish (job, REPOINT_JOB_RESULT_DONE, NULL);
  else
    launch_on_scheduler (engine);
}

static void
repoint_target_job_pause (RepointJob *job, gboolean paused)
{
  Engine *engine = get_engine (job);

  g_mutex_lock (&engine->mutex);
  engine->paused = paused;
  g_mutex_unlock (&engine->mutex);

  if (!paused)
    launch_on_scheduler (engine);
}

static void
repoint_target_job_stop (RepointJob *job, gboolean abort)
{
  Engine *engine = get_engine (job);

  stop_waiting (engine);
  if (abort)
    g_cancellable_cancel (engine->cancellable);
}

static void
repoint_target_job_finalize (GObject *object)
{
  Engine *engine = get_engine (object);

  engine->job = NULL;
  g_mutex_lock (&engine->mutex);
  engine->stopping = TRUE;
  g_mutex_unlock (&engine->mutex);
  g_cancellable_cancel (engine->cancellable);
  engine_unref (engine);

  G_OBJECT_CLASS (repoint_target_job_parent_class)->finalize (object);
}

static void
repoint_target_job_class_init (RepointTargetJobClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  RepointJobClass *job_class = REPOINT_JOB_CLASS (class);

  object_class->finalize = repoint_target_job_finalize;
  job_class->start = repoint_target_job_start;
  job_class->pause = repoint_target_job_pause;
  job_class->stop = repoint_target_job_stop;

  /**
   * RepointTargetJob::result:
   * @target: (type RepointTarget): the target
   * @result: what is known of it now
   *
   * Emitted once per target, before "finished".
   */
  signals[RESULT] = g_signal_new ("result", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                  2, REPOINT_TYPE_TARGET | G_SIGNAL_TYPE_STATIC_SCOPE, JSON_TYPE_OBJECT);
}

static void
repoint_target_job_init (RepointTargetJob *self)
{
}

/**
 * repoint_target_job_construct:
 * @self: a job that was just made
 * @scheduler: what does the talking
 * @targets: (element-type RepointTarget): whom to ask; copied, asked in this order
 * @data: what the functions of the class are given; used on both threads
 * @destroy: (nullable): frees it, on either thread
 *
 * To be called once by the function that makes a job, on the thread where it lives.
 */
void
repoint_target_job_construct (RepointTargetJob *self, RepointScheduler *scheduler, GPtrArray *targets, gpointer data,
                              GDestroyNotify destroy)
{
  RepointTargetJobPrivate *priv = repoint_target_job_get_instance_private (self);
  Engine *engine;

  g_return_if_fail (REPOINT_IS_TARGET_JOB (self) && priv->engine == NULL);

  engine = g_new0 (Engine, 1);
  g_atomic_ref_count_init (&engine->references);
  engine->class = REPOINT_TARGET_JOB_GET_CLASS (self);
  engine->data = data;
  engine->destroy = destroy;
  engine->scheduler = g_object_ref (scheduler);
  engine->targets = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_target_free);
  for (guint i = 0; i < targets->len; i++)
    g_ptr_array_add (engine->targets, repoint_target_copy (g_ptr_array_index (targets, i)));
  engine->outbox = outbox_new (targets->len);
  engine->cancellable = g_cancellable_new ();
  engine->job = self;
  g_mutex_init (&engine->mutex);
  priv->engine = engine;
}
