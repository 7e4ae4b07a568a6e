/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-survey.h"

#include "repoint-survey-result.h"
#include "repoint-target-survey.h"

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
  gatomicrefcount       references;
  RepointScheduler     *scheduler;
  RepointSurveyOptions  options;
  GPtrArray            *targets;     /* of RepointTarget */
  GCancellable         *cancellable;

  Outbox               *outbox;
  RepointSurvey        *survey;      /* not owned; NULL when the job is gone; the caller's thread only */

  GMutex                mutex;       /* guards the rest */
  guint                 next;        /* the first target that was not started */
  guint                 running;
  gboolean              paused;
  gboolean              stopping;
} Engine;

typedef struct
{
  Engine              *engine;
  const RepointTarget *target; /* the engine's */
  JsonObject          *object; /* NULL while it runs */
  double               part;   /* what is done of it while it runs; never less than before */
} Result;

struct _RepointSurvey
{
  RepointJob  parent_instance;
  Engine     *engine;
};

G_DEFINE_FINAL_TYPE (RepointSurvey, repoint_survey, REPOINT_TYPE_JOB)

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
  g_free (self);
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

  if (self->survey != NULL)
    repoint_job_set_part (REPOINT_JOB (self->survey), part);

  return G_SOURCE_REMOVE;
}

static gboolean
flush (gpointer user_data)
{
  Outbox *self = user_data;
  g_autoptr (RepointSurvey) survey = NULL;
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
  if (result->engine->survey != NULL)
    survey = g_object_ref (result->engine->survey);

  while ((result = g_queue_pop_head (&results)) != NULL)
    {
      if (survey != NULL)
        g_signal_emit (survey, signals[RESULT], 0, result->target, result->object);
      result_free (result);
    }

  if (survey != NULL)
    {
      repoint_job_set_progress (REPOINT_JOB (survey), completed, self->total);
      repoint_job_set_part (REPOINT_JOB (survey), part);
      repoint_job_note_limits (REPOINT_JOB (survey), survey->engine->scheduler, self->total);
      if (completed == self->total)
        repoint_job_finish (REPOINT_JOB (survey),
                            repoint_job_get_state (REPOINT_JOB (survey)) == REPOINT_JOB_STOPPING
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
      g_source_set_static_name (self->flush, "[repoint] survey results");
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
      g_autoptr (RepointSurveyResult) stopped = repoint_survey_result_new (result->target, &self->options);

      stopped->problem = "stopped";
      result->object = repoint_survey_result_to_json (stopped);
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

      repoint_target_survey_run (self->scheduler, result->target, &self->options, self->cancellable, target_progress,
                                 target_done, result);
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
repoint_survey_start (RepointJob *job)
{
  Engine *engine = REPOINT_SURVEY (job)->engine;

  repoint_job_set_progress (job, 0, engine->targets->len);
  repoint_job_note_limits (job, engine->scheduler, engine->targets->len);
  if (engine->targets->len == 0)
    repoint_job_finish (job, REPOINT_JOB_RESULT_DONE, NULL);
  else
    launch_on_scheduler (engine);
}

static void
repoint_survey_pause (RepointJob *job, gboolean paused)
{
  Engine *engine = REPOINT_SURVEY (job)->engine;

  g_mutex_lock (&engine->mutex);
  engine->paused = paused;
  g_mutex_unlock (&engine->mutex);

  if (!paused)
    launch_on_scheduler (engine);
}

static void
repoint_survey_stop (RepointJob *job, gboolean abort)
{
  Engine *engine = REPOINT_SURVEY (job)->engine;

  stop_waiting (engine);
  if (abort)
    g_cancellable_cancel (engine->cancellable);
}

static void
repoint_survey_finalize (GObject *object)
{
  Engine *engine = REPOINT_SURVEY (object)->engine;

  engine->survey = NULL;
  g_mutex_lock (&engine->mutex);
  engine->stopping = TRUE;
  g_mutex_unlock (&engine->mutex);
  g_cancellable_cancel (engine->cancellable);
  engine_unref (engine);

  G_OBJECT_CLASS (repoint_survey_parent_class)->finalize (object);
}

static void
repoint_survey_class_init (RepointSurveyClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  RepointJobClass *job_class = REPOINT_JOB_CLASS (class);

  object_class->finalize = repoint_survey_finalize;
  job_class->start = repoint_survey_start;
  job_class->pause = repoint_survey_pause;
  job_class->stop = repoint_survey_stop;

  /**
   * RepointSurvey::result:
   * @target: (type RepointTarget): the target
   * @result: what is known of it now
   *
   * Emitted once per target, before "finished".
   */
  signals[RESULT] = g_signal_new ("result", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                  2, REPOINT_TYPE_TARGET | G_SIGNAL_TYPE_STATIC_SCOPE, JSON_TYPE_OBJECT);
}

static void
repoint_survey_init (RepointSurvey *self)
{
}

/**
 * repoint_survey_new:
 * @scheduler: what does the talking
 * @targets: (element-type RepointTarget): whom to ask; copied, asked in this order
 * @options: (nullable): %NULL for one check and 30 s
 *
 * Returns: (transfer full): a job that is not started
 */
RepointSurvey *
repoint_survey_new (RepointScheduler *scheduler, GPtrArray *targets, const RepointSurveyOptions *options)
{
  RepointSurvey *self;
  Engine *engine;

  g_return_val_if_fail (REPOINT_IS_SCHEDULER (scheduler), NULL);
  g_return_val_if_fail (targets != NULL, NULL);

  self = g_object_new (REPOINT_TYPE_SURVEY, NULL);
  engine = g_new0 (Engine, 1);
  g_atomic_ref_count_init (&engine->references);
  engine->scheduler = g_object_ref (scheduler);
  engine->targets = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_target_free);
  for (guint i = 0; i < targets->len; i++)
    g_ptr_array_add (engine->targets, repoint_target_copy (g_ptr_array_index (targets, i)));
  if (options != NULL)
    engine->options = *options;
  engine->outbox = outbox_new (targets->len);
  engine->cancellable = g_cancellable_new ();
  engine->survey = self;
  g_mutex_init (&engine->mutex);
  self->engine = engine;

  return self;
}
