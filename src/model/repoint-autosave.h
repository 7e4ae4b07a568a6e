/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* RepointAutosave: when a save is due. It knows no clock; times are microseconds that somebody else counts. */
typedef struct
{
  gint64 first_change; /* the oldest change that is not saved, -1: there is none */
  gint64 last_change;
} RepointAutosave;

#define REPOINT_AUTOSAVE_INIT { -1, -1 }

void   repoint_autosave_note_change  (RepointAutosave *self,
                                      gint64           now);
void   repoint_autosave_note_save    (RepointAutosave *self);
gint64 repoint_autosave_get_deadline (RepointAutosave *self);

G_END_DECLS
