/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-places.h"

#include "repoint-descriptor-limit.h"

#define SOCKETS_PER_OPEN 2 /* a conversation, and the one before it at the same address, which lingers */
#define MIN_SOCKETS      8 /* that are never taken from those we go to */

static void
note_fewest (RepointPlaces *self)
{
  if (self->allowed < (guint) g_atomic_int_get (&self->most_open))
    g_atomic_int_set (&self->most_open, (gint) self->allowed);
}

void
repoint_places_init (RepointPlaces *self,
                     guint          wanted_open)
{
  *self = (RepointPlaces) { .wanted_open = wanted_open };
  self->sockets = repoint_descriptor_limit_raise (wanted_open * SOCKETS_PER_OPEN);
  self->allowed = self->sockets;
  self->max_open = MIN (wanted_open, self->sockets);
  self->most_open = (gint) self->max_open;
}

guint
repoint_places_get_most_open (RepointPlaces *self)
{
  return (guint) g_atomic_int_get (&self->most_open);
}

gboolean
repoint_places_have_room (RepointPlaces *self)
{
  return self->open < self->max_open && self->open + self->lingering < self->allowed;
}

void
repoint_places_take (RepointPlaces *self)
{
  self->open++;
}

void
repoint_places_give_back (RepointPlaces *self)
{
  self->open--;
  self->lingering++;
}

void
repoint_places_socket_closed (RepointPlaces *self)
{
  self->lingering--;
  self->allowed = MIN (self->allowed + 1, self->sockets);
}

gboolean
repoint_places_run_short (RepointPlaces *self)
{
  if (self->open + self->lingering == 0)
    return FALSE;

  self->allowed = self->open + self->lingering;
  note_fewest (self);
  g_debug ("Out of descriptors with %u sockets: going on with as many", self->allowed);
  return TRUE;
}

void
repoint_places_change_visitors (RepointPlaces *self,
                                gint           change)
{
  guint before = self->sockets;
  guint granted;

  self->visitors += change;
  granted = repoint_descriptor_limit_raise (self->wanted_open * SOCKETS_PER_OPEN + self->visitors);
  self->sockets = granted > self->visitors + MIN_SOCKETS ? granted - self->visitors : MIN_SOCKETS;
  if (self->sockets > before)
    self->allowed += self->sockets - before;
  else
    self->allowed = MIN (self->allowed, self->sockets);
  note_fewest (self);
}
