/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-autosave.h"

/* A save waits until nothing has changed for a while, but not for ever: discovery changes something all the time. */
#define QUIET_TIME (3 * G_USEC_PER_SEC)
#define MAX_DELAY  (30 * G_USEC_PER_SEC)

/* Something has changed. */
void
repoint_autosave_note_change (RepointAutosave *self,
                              gint64           now)
{
  if (self->first_change < 0)
    self->first_change = now;
  self->last_change = now;
}

/* A save of everything has begun. */
void
repoint_autosave_note_save (RepointAutosave *self)
{
  self->first_change = self->last_change = -1;
}

/* When the next save is due; -1: there is nothing to save. */
gint64
repoint_autosave_get_deadline (RepointAutosave *self)
{
  if (self->first_change < 0)
    return -1;

  return MIN (self->last_change + QUIET_TIME, self->first_change + MAX_DELAY);
}
