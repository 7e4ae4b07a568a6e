/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "repoint-job.h"
#include "repoint-scheduler.h"
#include "repoint-target.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_TARGET_JOB (repoint_target_job_get_type ())
G_DECLARE_DERIVABLE_TYPE (RepointTargetJob, repoint_target_job, REPOINT, TARGET_JOB, RepointJob)

/* Called on the scheduler's thread before each conversation: how many were held, and how many it will take still as far as
 * can be told, at least 1. */
typedef void (*RepointTargetProgress) (guint    held,
                                       guint    needed,
                                       gpointer user_data);

/* Called once, on the scheduler's thread. @result: (transfer full) */
typedef void (*RepointTargetDone)     (JsonObject *result,
                                       gpointer    user_data);

/**
 * RepointTargetJob: asks many targets at once, each one thing after the other; what it asks is for the subclass to say.
 *
 * Signal "result" (const RepointTarget *target, JsonObject *result), in the caller's context, once per target, in batches.
 * Units of progress are targets; the fraction also counts the conversations of those that run, against those they still
 * need as far as is known. A job that is dropped while it runs is aborted.
 *
 * The functions of the class know no job: it may be gone. @data is what repoint_target_job_construct() was given.
 *   ask()               asks one target, on the scheduler's thread; cancelling ends it at once, with what was found until
 *                       then. Calling @done is the last thing it does.
 *   describe_stopped()  the result of a target that nobody came to ask, on the caller's thread; transfer full
 */
struct _RepointTargetJobClass
{
  RepointJobClass parent_class;

  void        (*ask)              (RepointScheduler      *scheduler,
                                   const RepointTarget   *target,
                                   gpointer               data,
                                   GCancellable          *cancellable,
                                   RepointTargetProgress  progress,
                                   RepointTargetDone      done,
                                   gpointer               user_data);
  JsonObject *(*describe_stopped) (const RepointTarget   *target,
                                   gpointer               data);
};

void repoint_target_job_construct (RepointTargetJob *self,
                                   RepointScheduler *scheduler,
                                   GPtrArray        *targets, /* of RepointTarget; copied */
                                   gpointer          data,
                                   GDestroyNotify    destroy);

G_END_DECLS
