/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-workers.h"

struct _RepointWorkers
{
  RepointWork     work;
  GDestroyNotify  drop;
  guint           max_threads;
  GPtrArray      *threads; /* of GThread */

  GMutex          mutex;   /* guards the rest */
  GCond           cond;
  GQueue          waiting;
  guint           idle;
  gboolean        quit;
};

static gpointer
worker_thread (gpointer data)
{
  RepointWorkers *self = data;

  g_mutex_lock (&self->mutex);
  while (!self->quit)
    {
      gpointer item = g_queue_pop_head (&self->waiting);

      if (item == NULL)
        {
          self->idle++;
          g_cond_wait (&self->cond, &self->mutex);
          self->idle--;
          continue;
        }
      g_mutex_unlock (&self->mutex);
      self->work (item);
      g_mutex_lock (&self->mutex);
    }
  g_mutex_unlock (&self->mutex);
  return NULL;
}

RepointWorkers *
repoint_workers_new (guint          max_threads,
                     RepointWork    work,
                     GDestroyNotify drop)
{
  RepointWorkers *self = g_new0 (RepointWorkers, 1);

  self->work = work;
  self->drop = drop;
  self->max_threads = max_threads;
  self->threads = g_ptr_array_new ();
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  return self;
}

void
repoint_workers_free (RepointWorkers *self)
{
  gpointer item;

  g_mutex_lock (&self->mutex);
  self->quit = TRUE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
  for (guint i = 0; i < self->threads->len; i++)
    g_thread_join (g_ptr_array_index (self->threads, i));

  while ((item = g_queue_pop_head (&self->waiting)) != NULL)
    self->drop (item);
  g_ptr_array_unref (self->threads);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self);
}

void
repoint_workers_push (RepointWorkers *self,
                      gpointer        item)
{
  gboolean short_handed;

  g_mutex_lock (&self->mutex);
  g_queue_push_tail (&self->waiting, item);
  short_handed = self->waiting.length > self->idle;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);

  if (short_handed && self->threads->len < self->max_threads)
    g_ptr_array_add (self->threads, g_thread_new ("repoint-worker", worker_thread, self));
}

gboolean
repoint_workers_withdraw (RepointWorkers *self,
                          gpointer        item)
{
  gboolean waited;

  g_mutex_lock (&self->mutex);
  waited = g_queue_remove (&self->waiting, item);
  g_mutex_unlock (&self->mutex);
  return waited;
}
