/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RepointWorkers: a few threads for what takes so long that the scheduler's own thread must not do it. First come,
 * first served. A thread is made when it is needed and ends with the workers, joined, so that what a library keeps
 * per thread is cleared by then.
 *
 * All but @work is called by one thread, the owner's.
 */
typedef struct _RepointWorkers RepointWorkers;

/* Called with each item on a thread of the workers. */
typedef void (*RepointWork) (gpointer item);

RepointWorkers *repoint_workers_new      (guint            max_threads,
                                          RepointWork      work,
                                          GDestroyNotify   drop); /* for items that nobody got round to */
/* Drops what waits, and waits for what runs. */
void            repoint_workers_free     (RepointWorkers  *self);
void            repoint_workers_push     (RepointWorkers  *self,
                                          gpointer         item);
/* Takes back an item that still waits, without dropping it. FALSE: it is being worked on, or was. */
gboolean        repoint_workers_withdraw (RepointWorkers  *self,
                                          gpointer         item);

G_END_DECLS
