/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-replay.h"

#include "repoint-replay-result.h"
#include "repoint-replay-share.h"

/* What both threads use; it is not changed. */
typedef struct
{
  RepointClientHello   *hello;
  RepointReplayOptions  options;
} Question;

struct _RepointReplay
{
  RepointTargetJob parent_instance;
};

G_DEFINE_FINAL_TYPE (RepointReplay, repoint_replay, REPOINT_TYPE_TARGET_JOB)

static void
question_free (gpointer data)
{
  Question *self = data;

  repoint_client_hello_free (self->hello);
  g_free (self);
}

static void
repoint_replay_ask (RepointScheduler *scheduler, const RepointTarget *target, gpointer data, GCancellable *cancellable,
                    RepointTargetProgress progress, RepointTargetDone done, gpointer user_data)
{
  const Question *question = data;

  repoint_replay_share_run (scheduler, question->hello, target, question->options.timeout_ms, cancellable, progress, done,
                            user_data);
}

static JsonObject *
repoint_replay_describe_stopped (const RepointTarget *target, gpointer data)
{
  const Question *question = data;
  g_autoptr (RepointReplayResult) result = repoint_replay_result_new (question->hello, target);

  result->problem = "stopped";

  return repoint_replay_result_to_json (result);
}

static void
repoint_replay_class_init (RepointReplayClass *class)
{
  RepointTargetJobClass *job_class = REPOINT_TARGET_JOB_CLASS (class);

  job_class->ask = repoint_replay_ask;
  job_class->describe_stopped = repoint_replay_describe_stopped;
}

static void
repoint_replay_init (RepointReplay *self)
{
}

/**
 * repoint_replay_new:
 * @scheduler: what does the talking
 * @hello: the hello of a device
 * @targets: (element-type RepointTarget): whom to say it to, all with TLS; copied, asked in this order
 * @options: (nullable): %NULL for 30 s
 *
 * Returns: (transfer full): a job that is not started
 */
RepointReplay *
repoint_replay_new (RepointScheduler *scheduler, const RepointClientHello *hello, GPtrArray *targets,
                    const RepointReplayOptions *options)
{
  RepointReplay *self;
  Question *question;

  g_return_val_if_fail (REPOINT_IS_SCHEDULER (scheduler), NULL);
  g_return_val_if_fail (hello != NULL && targets != NULL, NULL);
  for (guint i = 0; i < targets->len; i++)
    g_return_val_if_fail (((RepointTarget *) g_ptr_array_index (targets, i))->security != REPOINT_SECURITY_NONE, NULL);

  question = g_new0 (Question, 1);
  question->hello = repoint_client_hello_copy (hello);
  if (options != NULL)
    question->options = *options;

  self = g_object_new (REPOINT_TYPE_REPLAY, NULL);
  repoint_target_job_construct (REPOINT_TARGET_JOB (self), scheduler, targets, question, question_free);

  return self;
}
