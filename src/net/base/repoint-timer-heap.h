/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RepointTimerHeap: any number of timers behind one main loop source; setting and removing cost O(log n).
 *
 * A RepointTimer is embedded in what it belongs to. It must be zeroed before its first use and removed (set to -1)
 * before it is freed.
 */
typedef struct
{
  gint64   when;     /* monotonic µs */
  guint    position; /* in the heap, from 1; 0 = not in it */
  gpointer owner;    /* the caller's */
} RepointTimer;

typedef struct
{
  GPtrArray *timers; /* of RepointTimer, borrowed; element 0 is unused */
} RepointTimerHeap;

void          repoint_timer_heap_init     (RepointTimerHeap *self);
void          repoint_timer_heap_clear    (RepointTimerHeap *self);
void          repoint_timer_heap_set      (RepointTimerHeap *self,
                                           RepointTimer     *timer,
                                           gint64            when); /* -1: removes it */
gint64        repoint_timer_heap_get_next (RepointTimerHeap *self); /* -1: none */
RepointTimer *repoint_timer_heap_pop_due  (RepointTimerHeap *self,
                                           gint64            now);  /* removes and returns one that is due, or NULL */

G_END_DECLS
