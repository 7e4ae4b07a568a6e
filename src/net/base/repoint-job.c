/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-job.h"

#include "repoint-estimate.h"

#define NOTIFY_INTERVAL_MS 100

typedef struct
{
  GMainContext     *context; /* of the thread that made it */

  /* What the owner's thread sees. */
  RepointJobState   state;
  RepointJobResult  result;
  GError           *error;
  guint             completed;
  guint             total;
  double            fraction;
  int               seconds_left;
  guint             most_open;
  guint             wanted_open;
  RepointEstimate   estimate;
  gint64            notified; /* monotonic µs */

  /* What was reported from whatever thread and not shown yet. */
  GMutex            mutex;
  GSource          *flush;
  guint             new_completed;
  guint             new_total;
  double            new_part;
  gboolean          ended;
  RepointJobResult  new_result;
  GError           *new_error;
} RepointJobPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (RepointJob, repoint_job, G_TYPE_OBJECT)

typedef enum
{
  PROP_STATE = 1,
  PROP_RESULT,
  PROP_ERROR,
  PROP_COMPLETED,
  PROP_TOTAL,
  PROP_FRACTION,
  PROP_SECONDS_LEFT,
  PROP_MOST_OPEN,
  PROP_WANTED_OPEN,
} RepointJobProps;

static GParamSpec *props[PROP_WANTED_OPEN + 1];

enum
{
  FINISHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
set_state (RepointJob      *self,
           RepointJobState  state)
{
  RepointJobPrivate *priv = repoint_job_get_instance_private (self);

  if (priv->state == state)
    return;
  priv->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

static void
set_uint (RepointJob *self,
          guint      *field,
          guint       value,
          guint       prop)
{
  if (*field == value)
    return;
  *field = value;
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

static void
set_seconds_left (RepointJob *self,
                  int         seconds_left)
{
  RepointJobPrivate *priv = repoint_job_get_instance_private (self);

  if (priv->seconds_left == seconds_left)
    return;
  priv->seconds_left = seconds_left;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SECONDS_LEFT]);
}

static void
set_fraction (RepointJob *self,
              double      fraction)
{
  RepointJobPrivate *priv = repoint_job_get_instance_private (self);

  if (fraction <= priv->fraction)
    return;
  priv->fraction = MIN (fraction, 1);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FRACTION]);
}

static void
end (RepointJob       *self,
     RepointJobResult  result,
     GError           *error)
{
  RepointJobPrivate *priv = repoint_job_get_instance_private (self);

  priv->result = result;
  priv->error = error;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RESULT]);
  if (priv->error != NULL)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
  set_seconds_left (self, -1);
  set_state (self, REPOINT_JOB_FINISHED);
  g_signal_emit (self, signals[FINISHED], 0);
}

static gboolean
flush (gpointer user_data)
{
  g_autoptr (RepointJob) self = g_weak_ref_get (user_data);
  RepointJobPrivate *priv;
  gint64 now = g_get_monotonic_time ();
  guint completed;
  guint total;
  double part;
  gboolean ended;
  RepointJobResult result;
  g_autoptr (GError) error = NULL;

  if (self == NULL)
    return G_SOURCE_REMOVE;

  priv = repoint_job_get_instance_private (self);
  g_mutex_lock (&priv->mutex);
  g_clear_pointer (&priv->flush, g_source_unref);
  completed = priv->new_completed;
  total = priv->new_total;
  part = priv->new_part;
  ended = priv->ended;
  result = priv->new_result;
  error = g_steal_pointer (&priv->new_error);
  g_mutex_unlock (&priv->mutex);

  if (priv->state == REPOINT_JOB_FINISHED)
    return G_SOURCE_REMOVE;

  priv->notified = now;
  set_uint (self, &priv->total, total, PROP_TOTAL);
  set_uint (self, &priv->completed, completed, PROP_COMPLETED);
  if (total > 0)
    set_fraction (self, (completed + part) / total);
  if (ended)
    end (self, result, g_steal_pointer (&error));
  else if (priv->state == REPOINT_JOB_RUNNING || priv->state == REPOINT_JOB_STOPPING)
    set_seconds_left (self, repoint_estimate_update (&priv->estimate, completed + part, total, now));
  return G_SOURCE_REMOVE;
}

static void
weak_ref_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

/* With the mutex held. Holds no reference: a job that nobody has any more is over, progress to tell or not. */
static void
schedule_flush (RepointJob *self,
                gboolean    at_once)
{
  RepointJobPrivate *priv = repoint_job_get_instance_private (self);

  if (priv->flush == NULL)
    {
      GWeakRef *weak_self = g_new (GWeakRef, 1);

      g_weak_ref_init (weak_self, self);
      priv->flush = g_timeout_source_new (NOTIFY_INTERVAL_MS);
      g_source_set_static_name (priv->flush, "[repoint] job progress");
      g_source_set_callback (priv->flush, flush, weak_self, weak_ref_free);
      g_source_attach (priv->flush, priv->context);
    }
  if (at_once)
    g_source_set_ready_time (priv->flush, 0);
}

/**
 * repoint_job_set_progress:
 * @self: a job
 * @completed: units done
 * @total: units in all
 *
 * For subclasses: reports progress, from any thread. It is shown at most every 100 ms.
 */
void
repoint_job_set_progress (RepointJob *self,
                          guint       completed,
                          guint       total)
{
  RepointJobPrivate *priv = repoint_job_get_instance_private (self);

  g_return_if_fail (REPOINT_IS_JOB (self));

  g_mutex_lock (&priv->mutex);
  priv->new_completed = completed;
  priv->new_total = total;
  schedule_flush (self, FALSE);
  g_mutex_unlock (&priv->mutex);
}

/**
 * repoint_job_set_part:
 * @self: a job
 * @part: what is done of the units that are not completed, in units
 *
 * For subclasses: reports progress within units, from any thread. May be less than last time, because units that
 * were running have been completed, or because more turned out to be necessary.
 */
void
repoint_job_set_part (RepointJob *self,
                      double      part)
{
  RepointJobPrivate *priv = repoint_job_get_instance_private (self);

  g_return_if_fail (REPOINT_IS_JOB (self));

  g_mutex_lock (&priv->mutex);
  priv->new_part = part;
  schedule_flush (self, FALSE);
  g_mutex_unlock (&priv->mutex);
}

/**
 * repoint_job_note_limits:
 * @self: a job
 * @scheduler: what it runs its conversations on
 * @useful: how many connections at once would be of use to it
 *
 * For subclasses: brings most-open and wanted-open up to date, on the owner's thread.
 */
void
repoint_job_note_limits (RepointJob       *self,
                         RepointScheduler *scheduler,
                         guint             useful)
{
  RepointJobPrivate *priv = repoint_job_get_instance_private (self);
  guint most;
  guint wanted;

  g_return_if_fail (REPOINT_IS_JOB (self));
  g_return_if_fail (REPOINT_IS_SCHEDULER (scheduler));

  most = repoint_scheduler_get_most_open (scheduler);
  wanted = repoint_scheduler_get_wanted_open (scheduler);
  if (most >= wanted || most >= useful)
    return;
  set_uint (self, &priv->wanted_open, wanted, PROP_WANTED_OPEN);
  set_uint (self, &priv->most_open, most, PROP_MOST_OPEN);
}

/**
 * repoint_job_finish:
 * @self: a job
 * @result: how it ended, not %REPOINT_JOB_RESULT_NONE
 * @error: (transfer full) (nullable): why, for %REPOINT_JOB_RESULT_FAILED
 *
 * For subclasses: reports the end, once, from any thread. Never emits before it returns.
 */
void
repoint_job_finish (RepointJob       *self,
                    RepointJobResult  result,
                    GError           *error)
{
  RepointJobPrivate *priv = repoint_job_get_instance_private (self);

  g_return_if_fail (REPOINT_IS_JOB (self));
  g_return_if_fail (result != REPOINT_JOB_RESULT_NONE);

  g_mutex_lock (&priv->mutex);
  if (!priv->ended)
    {
      priv->ended = TRUE;
      priv->new_result = result;
      priv->new_error = g_steal_pointer (&error);
      schedule_flush (self, TRUE);
    }
  g_mutex_unlock (&priv->mutex);
  g_clear_error (&error);
}

/**
 * repoint_job_start:
 * @self: a job
 *
 * Starts a queued job.
 */
void
repoint_job_start (RepointJob *self)
{
  RepointJobPrivate *priv = repoint_job_get_instance_private (self);

  g_return_if_fail (REPOINT_IS_JOB (self));

  if (priv->state != REPOINT_JOB_QUEUED)
    return;
  (void) repoint_estimate_update (&priv->estimate, 0, 0, g_get_monotonic_time ());
  set_state (self, REPOINT_JOB_RUNNING);
  REPOINT_JOB_GET_CLASS (self)->start (self);
}

/**
 * repoint_job_pause:
 * @self: a job
 *
 * Pauses a running job: what runs may finish, nothing new starts.
 */
void
repoint_job_pause (RepointJob *self)
{
  RepointJobPrivate *priv = repoint_job_get_instance_private (self);

  g_return_if_fail (REPOINT_IS_JOB (self));

  if (priv->state != REPOINT_JOB_RUNNING)
    return;
  set_seconds_left (self, -1);
  set_state (self, REPOINT_JOB_PAUSED);
  REPOINT_JOB_GET_CLASS (self)->pause (self, TRUE);
}

/**
 * repoint_job_resume:
 * @self: a job
 *
 * Lets a paused job go on.
 */
void
repoint_job_resume (RepointJob *self)
{
  RepointJobPrivate *priv = repoint_job_get_instance_private (self);

  g_return_if_fail (REPOINT_IS_JOB (self));

  if (priv->state != REPOINT_JOB_PAUSED)
    return;
  repoint_estimate_skip (&priv->estimate, g_get_monotonic_time ());
  set_state (self, REPOINT_JOB_RUNNING);
  REPOINT_JOB_GET_CLASS (self)->pause (self, FALSE);
}

/**
 * repoint_job_stop:
 * @self: a job
 *
 * The first call lets what runs finish, a second one aborts it. A job that was not started is over at once, with
 * %REPOINT_JOB_RESULT_STOPPED like every stopped job. What was found until then is kept.
 */
void
repoint_job_stop (RepointJob *self)
{
  RepointJobPrivate *priv = repoint_job_get_instance_private (self);

  g_return_if_fail (REPOINT_IS_JOB (self));

  switch (priv->state)
    {
    case REPOINT_JOB_QUEUED:
      set_state (self, REPOINT_JOB_STOPPING);
      repoint_job_finish (self, REPOINT_JOB_RESULT_STOPPED, NULL);
      break;
    case REPOINT_JOB_RUNNING:
    case REPOINT_JOB_PAUSED:
      set_state (self, REPOINT_JOB_STOPPING);
      REPOINT_JOB_GET_CLASS (self)->stop (self, FALSE);
      break;
    case REPOINT_JOB_STOPPING:
      REPOINT_JOB_GET_CLASS (self)->stop (self, TRUE);
      break;
    case REPOINT_JOB_FINISHED:
      break;
    }
}

RepointJobState
repoint_job_get_state (RepointJob *self)
{
  RepointJobPrivate *priv = repoint_job_get_instance_private (self);

  g_return_val_if_fail (REPOINT_IS_JOB (self), REPOINT_JOB_FINISHED);
  return priv->state;
}

RepointJobResult
repoint_job_get_result (RepointJob *self)
{
  RepointJobPrivate *priv = repoint_job_get_instance_private (self);

  g_return_val_if_fail (REPOINT_IS_JOB (self), REPOINT_JOB_RESULT_NONE);
  return priv->result;
}

/**
 * repoint_job_get_error:
 * @self: a job
 *
 * Returns: (transfer none) (nullable): why it failed
 */
const GError *
repoint_job_get_error (RepointJob *self)
{
  RepointJobPrivate *priv = repoint_job_get_instance_private (self);

  g_return_val_if_fail (REPOINT_IS_JOB (self), NULL);
  return priv->error;
}

guint
repoint_job_get_completed (RepointJob *self)
{
  RepointJobPrivate *priv = repoint_job_get_instance_private (self);

  g_return_val_if_fail (REPOINT_IS_JOB (self), 0);
  return priv->completed;
}

guint
repoint_job_get_total (RepointJob *self)
{
  RepointJobPrivate *priv = repoint_job_get_instance_private (self);

  g_return_val_if_fail (REPOINT_IS_JOB (self), 0);
  return priv->total;
}

/**
 * repoint_job_get_fraction:
 * @self: a job
 *
 * Returns: how much of it is done, from 0 to 1; never less than before
 */
double
repoint_job_get_fraction (RepointJob *self)
{
  RepointJobPrivate *priv = repoint_job_get_instance_private (self);

  g_return_val_if_fail (REPOINT_IS_JOB (self), 0);
  return priv->fraction;
}

/**
 * repoint_job_get_seconds_left:
 * @self: a job
 *
 * Returns: a smoothed estimate, -1 while it is not known
 */
int
repoint_job_get_seconds_left (RepointJob *self)
{
  RepointJobPrivate *priv = repoint_job_get_instance_private (self);

  g_return_val_if_fail (REPOINT_IS_JOB (self), -1);
  return priv->seconds_left;
}

/**
 * repoint_job_get_most_open:
 * @self: a job
 *
 * Returns: how many connections at once this computer allows; 0 if as many as were wanted or are of use
 */
guint
repoint_job_get_most_open (RepointJob *self)
{
  RepointJobPrivate *priv = repoint_job_get_instance_private (self);

  g_return_val_if_fail (REPOINT_IS_JOB (self), 0);
  return priv->most_open;
}

/**
 * repoint_job_get_wanted_open:
 * @self: a job
 *
 * Returns: how many connections at once were wanted; 0 where most-open is
 */
guint
repoint_job_get_wanted_open (RepointJob *self)
{
  RepointJobPrivate *priv = repoint_job_get_instance_private (self);

  g_return_val_if_fail (REPOINT_IS_JOB (self), 0);
  return priv->wanted_open;
}

static void
repoint_job_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  RepointJobPrivate *priv = repoint_job_get_instance_private (REPOINT_JOB (object));

  switch ((RepointJobProps) prop_id)
    {
    case PROP_STATE:
      g_value_set_int (value, priv->state);
      break;
    case PROP_RESULT:
      g_value_set_int (value, priv->result);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, priv->error);
      break;
    case PROP_COMPLETED:
      g_value_set_uint (value, priv->completed);
      break;
    case PROP_TOTAL:
      g_value_set_uint (value, priv->total);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, priv->fraction);
      break;
    case PROP_SECONDS_LEFT:
      g_value_set_int (value, priv->seconds_left);
      break;
    case PROP_MOST_OPEN:
      g_value_set_uint (value, priv->most_open);
      break;
    case PROP_WANTED_OPEN:
      g_value_set_uint (value, priv->wanted_open);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_job_finalize (GObject *object)
{
  RepointJobPrivate *priv = repoint_job_get_instance_private (REPOINT_JOB (object));

  if (priv->flush != NULL)
    g_source_destroy (priv->flush);
  g_clear_pointer (&priv->flush, g_source_unref);
  g_main_context_unref (priv->context);
  g_clear_error (&priv->error);
  g_clear_error (&priv->new_error);
  g_mutex_clear (&priv->mutex);

  G_OBJECT_CLASS (repoint_job_parent_class)->finalize (object);
}

static void
repoint_job_class_init (RepointJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = repoint_job_get_property;
  object_class->finalize = repoint_job_finalize;

  props[PROP_STATE] = g_param_spec_int ("state", NULL, NULL,
                                        REPOINT_JOB_QUEUED, REPOINT_JOB_FINISHED, REPOINT_JOB_QUEUED, flags);
  props[PROP_RESULT] = g_param_spec_int ("result", NULL, NULL,
                                         REPOINT_JOB_RESULT_NONE, REPOINT_JOB_RESULT_FAILED, REPOINT_JOB_RESULT_NONE, flags);
  props[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  props[PROP_COMPLETED] = g_param_spec_uint ("completed", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_TOTAL] = g_param_spec_uint ("total", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0, flags);
  props[PROP_SECONDS_LEFT] = g_param_spec_int ("seconds-left", NULL, NULL, -1, G_MAXINT, -1, flags);
  props[PROP_MOST_OPEN] = g_param_spec_uint ("most-open", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_WANTED_OPEN] = g_param_spec_uint ("wanted-open", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  /**
   * RepointJob::finished:
   *
   * Emitted once, when state and result are final and all progress has been notified.
   */
  signals[FINISHED] = g_signal_new ("finished", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
repoint_job_init (RepointJob *self)
{
  RepointJobPrivate *priv = repoint_job_get_instance_private (self);

  priv->context = g_main_context_ref_thread_default ();
  priv->seconds_left = -1;
  g_mutex_init (&priv->mutex);
}
