/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-work.h"

struct _RepointWork
{
  GObject parent_instance;

  RepointWorkKind kind;
  RepointJob *job;
  char *text;
};

typedef enum
{
  PROP_JOB = 1,
  PROP_FRACTION,
  PROP_TEXT,
  PROP_PAUSED,
  PROP_STOPPING,
} RepointWorkProps;

static GParamSpec *props[PROP_STOPPING + 1];

G_DEFINE_FINAL_TYPE (RepointWork, repoint_work, G_TYPE_OBJECT)

static void
job_notify_cb (RepointWork *self)
{
  GObject *object = G_OBJECT (self);

  g_free (self->text);
  self->text = repoint_phrase_work (self->kind,
                                    repoint_job_get_completed (self->job),
                                    repoint_job_get_total (self->job),
                                    repoint_job_get_seconds_left (self->job),
                                    repoint_work_get_paused (self),
                                    repoint_work_get_stopping (self));
  for (guint i = PROP_FRACTION; i < G_N_ELEMENTS (props); i++)
    g_object_notify_by_pspec (object, props[i]);
}

static void
repoint_work_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  RepointWork *self = REPOINT_WORK (object);

  switch ((RepointWorkProps) prop_id)
    {
    case PROP_JOB:
      g_value_set_object (value, self->job);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, repoint_work_get_fraction (self));
      break;
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_PAUSED:
      g_value_set_boolean (value, repoint_work_get_paused (self));
      break;
    case PROP_STOPPING:
      g_value_set_boolean (value, repoint_work_get_stopping (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_work_finalize (GObject *object)
{
  RepointWork *self = REPOINT_WORK (object);

  g_clear_object (&self->job);
  g_free (self->text);

  G_OBJECT_CLASS (repoint_work_parent_class)->finalize (object);
}

static void
repoint_work_class_init (RepointWorkClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = repoint_work_get_property;
  object_class->finalize = repoint_work_finalize;

  props[PROP_JOB] = g_param_spec_object ("job", NULL, NULL, REPOINT_TYPE_JOB, flags);
  props[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0, flags);
  props[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, "", flags);
  props[PROP_PAUSED] = g_param_spec_boolean ("paused", NULL, NULL, FALSE, flags);
  props[PROP_STOPPING] = g_param_spec_boolean ("stopping", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
repoint_work_init (RepointWork *self)
{
}

/** repoint_work_new: follows @job, which is of @kind. */
RepointWork *
repoint_work_new (RepointWorkKind  kind,
                  RepointJob      *job)
{
  RepointWork *self;

  g_return_val_if_fail (REPOINT_IS_JOB (job), NULL);

  self = g_object_new (REPOINT_TYPE_WORK, NULL);
  self->kind = kind;
  self->job = g_object_ref (job);
  g_signal_connect_object (job, "notify", G_CALLBACK (job_notify_cb), self, G_CONNECT_SWAPPED);
  job_notify_cb (self);
  return self;
}

/** repoint_work_get_kind: what is being done. */
RepointWorkKind
repoint_work_get_kind (RepointWork *self)
{
  g_return_val_if_fail (REPOINT_IS_WORK (self), REPOINT_WORK_ENDPOINTS);

  return self->kind;
}

/** repoint_work_get_job: the job. Returns: (transfer none). */
RepointJob *
repoint_work_get_job (RepointWork *self)
{
  g_return_val_if_fail (REPOINT_IS_WORK (self), NULL);

  return self->job;
}

/** repoint_work_get_text: how far it is, in words. Returns: (transfer none). */
const char *
repoint_work_get_text (RepointWork *self)
{
  g_return_val_if_fail (REPOINT_IS_WORK (self), NULL);

  return self->text;
}

/** repoint_work_get_fraction: how far it is, from 0 to 1. */
double
repoint_work_get_fraction (RepointWork *self)
{
  g_return_val_if_fail (REPOINT_IS_WORK (self), 0);

  return repoint_job_get_fraction (self->job);
}

/** repoint_work_get_paused: whether nothing new is started for now. */
gboolean
repoint_work_get_paused (RepointWork *self)
{
  g_return_val_if_fail (REPOINT_IS_WORK (self), FALSE);

  return repoint_job_get_state (self->job) == REPOINT_JOB_PAUSED;
}

/** repoint_work_get_stopping: whether what runs is only being brought to its end. */
gboolean
repoint_work_get_stopping (RepointWork *self)
{
  g_return_val_if_fail (REPOINT_IS_WORK (self), FALSE);

  return repoint_job_get_state (self->job) == REPOINT_JOB_STOPPING;
}
