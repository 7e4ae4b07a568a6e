/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RepointEstimate: how long work will still take, from how fast it went lately. Zeroed it is ready for use; it is
 * told the time. Time that is spent paused must be left out by repoint_estimate_skip().
 */
typedef struct
{
  gint64  begun; /* monotonic µs; 0: not yet */
  gint64  last;
  double  completed;
  double  rate;  /* units per second, smoothed; 0: not known */
} RepointEstimate;

/* Parts of a unit count, too. Returns the seconds left, rounded up, or -1 while that is not known. */
int  repoint_estimate_update (RepointEstimate *self,
                              double           completed,
                              double           total,
                              gint64           now);
/* Work went on again at @now: the time since the last update does not count. */
void repoint_estimate_skip   (RepointEstimate *self,
                              gint64           now);

G_END_DECLS
