/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-estimate.h"

#include <math.h>

/* The rate forgets with this time constant, so that a slow stretch is felt but one slow unit is not. */
#define MEMORY  (10.0 * G_USEC_PER_SEC)
/* Nothing is said before this much was seen. */
#define WARM_UP (1 * G_USEC_PER_SEC)

int
repoint_estimate_update (RepointEstimate *self,
                         double           completed,
                         double           total,
                         gint64           now)
{
  gint64 elapsed;

  if (self->begun == 0)
    {
      self->begun = self->last = now;
      self->completed = completed;
      return -1;
    }

  elapsed = now - self->last;
  if (elapsed > 0 && completed >= self->completed)
    {
      double recent = (completed - self->completed) * G_USEC_PER_SEC / elapsed;
      /* The first moments weigh as much as they lasted, later ones fade. */
      double weight = elapsed / MIN (MEMORY + elapsed, (double) (now - self->begun));

      self->rate += weight * (recent - self->rate);
      self->last = now;
      self->completed = completed;
    }

  if (completed >= total)
    return 0;
  if (now - self->begun < WARM_UP || self->rate <= 0)
    return -1;
  return (int) MIN (ceil ((total - completed) / self->rate), (double) G_MAXINT);
}

void
repoint_estimate_skip (RepointEstimate *self,
                       gint64           now)
{
  if (self->begun == 0)
    return;
  self->begun += now - self->last;
  self->last = now;
}
