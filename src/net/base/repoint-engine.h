/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-entry.h"

G_BEGIN_DECLS

/**
 * RepointEngine: what the scheduler's thread owns: the epoll descriptor, the timers, the budget of the addresses. It
 * outlives the RepointScheduler by the moment that the thread needs to end. Private to the scheduler.
 *
 * Functions without a remark may be called from any thread.
 */
RepointEngine       *repoint_engine_new             (const RepointLimits *limits);
RepointEngine       *repoint_engine_ref             (RepointEngine       *self);
void                 repoint_engine_unref           (RepointEngine       *self);
/* The body of the thread; takes a reference. Returns after quit(), when all entries are closed. */
gpointer             repoint_engine_thread          (gpointer             self);
void                 repoint_engine_quit            (RepointEngine       *self);

const RepointLimits *repoint_engine_get_limits      (RepointEngine       *self);
guint                repoint_engine_get_wanted_open (RepointEngine       *self);
guint                repoint_engine_get_most_open   (RepointEngine       *self);
GMainContext        *repoint_engine_get_context     (RepointEngine       *self);

void                 repoint_engine_run             (RepointEngine       *self,
                                                     RepointEntry        *entry); /* transfer full */
void                 repoint_engine_tell_cancelled  (RepointEngine       *self,
                                                     RepointEntry        *entry); /* transfer full */
void                 repoint_engine_tell_worked     (RepointEngine       *self,
                                                     RepointEntryWork    *work);  /* transfer full */

/* Opens a door, or closes it when it was dropped: visitors that are inside are cancelled. */
void                 repoint_engine_tell_door       (RepointEngine       *self,
                                                     RepointDoor         *door);
/* On the thread itself. Nothing happens within the call. */
void                 repoint_engine_wake            (RepointEngine       *self,
                                                     RepointConversation *conversation);

/* Of repoint-scheduler.c. */
RepointEngine       *repoint_scheduler_get_engine   (RepointScheduler    *scheduler); /* transfer none */

G_END_DECLS
