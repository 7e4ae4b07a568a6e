/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-timer-heap.h"

/* The children of position n are 2n and 2n + 1, its parent is n / 2. */

static RepointTimer *
get_timer (RepointTimerHeap *self,
           guint             position)
{
  return g_ptr_array_index (self->timers, position);
}

static void
put_timer (RepointTimerHeap *self,
           guint             position,
           RepointTimer     *timer)
{
  g_ptr_array_index (self->timers, position) = timer;
  timer->position = position;
}

static void
sift (RepointTimerHeap *self,
      RepointTimer     *timer)
{
  guint last = self->timers->len - 1;
  guint position = timer->position;

  while (position > 1 && get_timer (self, position / 2)->when > timer->when)
    {
      put_timer (self, position, get_timer (self, position / 2));
      position /= 2;
    }
  while (position * 2 <= last)
    {
      guint child = position * 2;

      if (child < last && get_timer (self, child + 1)->when < get_timer (self, child)->when)
        child++;
      if (get_timer (self, child)->when >= timer->when)
        break;
      put_timer (self, position, get_timer (self, child));
      position = child;
    }
  put_timer (self, position, timer);
}

static void
remove_timer (RepointTimerHeap *self,
              RepointTimer     *timer)
{
  guint hole = timer->position;
  RepointTimer *last = g_ptr_array_steal_index (self->timers, self->timers->len - 1);

  timer->position = 0;
  if (last != timer)
    {
      put_timer (self, hole, last);
      sift (self, last);
    }
}

void
repoint_timer_heap_init (RepointTimerHeap *self)
{
  self->timers = g_ptr_array_new ();
  g_ptr_array_add (self->timers, NULL);
}

void
repoint_timer_heap_clear (RepointTimerHeap *self)
{
  g_clear_pointer (&self->timers, g_ptr_array_unref);
}

/* Sets, moves or (with -1) removes a timer. */
void
repoint_timer_heap_set (RepointTimerHeap *self,
                        RepointTimer     *timer,
                        gint64            when)
{
  if (when < 0)
    {
      if (timer->position != 0)
        remove_timer (self, timer);
      return;
    }
  if (timer->position != 0 && timer->when == when)
    return;

  timer->when = when;
  if (timer->position == 0)
    {
      timer->position = self->timers->len;
      g_ptr_array_add (self->timers, timer);
    }
  sift (self, timer);
}

gint64
repoint_timer_heap_get_next (RepointTimerHeap *self)
{
  return self->timers->len > 1 ? get_timer (self, 1)->when : -1;
}

RepointTimer *
repoint_timer_heap_pop_due (RepointTimerHeap *self,
                            gint64            now)
{
  RepointTimer *timer;

  if (self->timers->len <= 1)
    return NULL;
  timer = get_timer (self, 1);
  if (timer->when > now)
    return NULL;
  remove_timer (self, timer);
  return timer;
}
