/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-rounds.h"

typedef struct
{
  GSource source;
  gint    rounds; /* atomic */
} Rounds;

static gboolean
count_round (GSource *source,
             int     *timeout)
{
  g_atomic_int_inc (&((Rounds *) source)->rounds);
  *timeout = -1;
  return FALSE;
}

static gboolean
is_ready (GSource *source)
{
  return FALSE;
}

static gboolean
keep (GSource     *source,
      GSourceFunc  callback,
      gpointer     user_data)
{
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs rounds_funcs = { .prepare = count_round, .check = is_ready, .dispatch = keep };

GSource *
repoint_test_rounds_new (RepointScheduler *scheduler)
{
  GSource *rounds = g_source_new (&rounds_funcs, sizeof (Rounds));

  g_source_attach (rounds, repoint_scheduler_get_context (scheduler));
  return rounds;
}

guint
repoint_test_rounds_get (GSource *rounds)
{
  return (guint) g_atomic_int_get (&((Rounds *) rounds)->rounds);
}
