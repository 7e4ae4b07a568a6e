/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-scheduler.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_JOB (repoint_job_get_type ())
G_DECLARE_DERIVABLE_TYPE (RepointJob, repoint_job, REPOINT, JOB, GObject)

/* State and result are two things: what it is doing, and how it ended. */
typedef enum
{
  REPOINT_JOB_QUEUED,
  REPOINT_JOB_RUNNING,
  REPOINT_JOB_PAUSED,   /* what runs may finish, nothing new starts */
  REPOINT_JOB_STOPPING, /* the same, for good; a second stop aborts what still runs */
  REPOINT_JOB_FINISHED,
} RepointJobState;

typedef enum
{
  REPOINT_JOB_RESULT_NONE, /* not finished yet */
  REPOINT_JOB_RESULT_DONE,
  REPOINT_JOB_RESULT_STOPPED,
  REPOINT_JOB_RESULT_FAILED, /* see error */
} RepointJobResult;

/**
 * RepointJob: work on the network that takes a while: a survey of many targets, a discovery.
 *
 * Lives in the context of the thread that made it and notifies only there, at most every 100 ms. Properties
 * (read-only): state, result, error (nullable GError boxed), completed and total (units: targets or addresses),
 * fraction (of all units, with what is done of those that run; from 0 to 1, never less than it was), seconds-left
 * (-1 while unknown), most-open and wanted-open (0 and 0, unless this computer has descriptors for fewer connections
 * at once than were wanted, and the job could have used more). Signal "finished".
 */
struct _RepointJobClass
{
  GObjectClass parent_class;

  void (*start) (RepointJob *self);
  void (*pause) (RepointJob *self, gboolean paused);
  void (*stop)  (RepointJob *self, gboolean abort);
};

void             repoint_job_start        (RepointJob *self);
void             repoint_job_pause        (RepointJob *self);
void             repoint_job_resume       (RepointJob *self);
void             repoint_job_stop         (RepointJob *self); /* once: finish what runs; again: abort it */
RepointJobState  repoint_job_get_state    (RepointJob *self);
RepointJobResult repoint_job_get_result   (RepointJob *self);
const GError    *repoint_job_get_error    (RepointJob *self);
guint            repoint_job_get_completed (RepointJob *self);
guint            repoint_job_get_total    (RepointJob *self);
double           repoint_job_get_fraction (RepointJob *self);
int              repoint_job_get_seconds_left (RepointJob *self);
guint            repoint_job_get_most_open (RepointJob *self);
guint            repoint_job_get_wanted_open (RepointJob *self);

/* For subclasses. */
void             repoint_job_set_progress (RepointJob *self, guint completed, guint total);
void             repoint_job_set_part     (RepointJob *self, double part);
void             repoint_job_note_limits  (RepointJob *self, RepointScheduler *scheduler, guint useful);
void             repoint_job_finish       (RepointJob *self, RepointJobResult result, GError *error); /* error: transfer full, nullable */

G_END_DECLS
