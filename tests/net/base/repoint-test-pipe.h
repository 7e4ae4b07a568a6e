/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-scheduler.h"

G_BEGIN_DECLS

/**
 * RepointTestPipe: one of two conversations that pass on to each other what they are fed, as bytes that the other one
 * sends. Each is full while the other holds more than a little.
 */
#define REPOINT_TYPE_TEST_PIPE (repoint_test_pipe_get_type ())
G_DECLARE_FINAL_TYPE (RepointTestPipe, repoint_test_pipe, REPOINT, TEST_PIPE, GObject)

struct _RepointTestPipe
{
  GObject           parent_instance;

  RepointScheduler *scheduler; /* borrowed */
  RepointTestPipe  *partner;   /* borrowed; NULL: it has gone */
  gboolean          deaf;      /* of the test: is_full is not implemented */
  gint64            talk_time;

  GQueue            out;       /* of GBytes */
  gsize             held;      /* bytes in @out */
  gboolean          opened;
  gboolean          over;
  gboolean          finish;    /* done when @out is empty */
  int               closed;    /* RepointClosed, -1: not told */
  gsize             passed_on; /* to this one by its partner, until it was closed */

  GMutex            mutex;     /* guards the rest, which the test reads while it runs */
  GCond             cond;
  gsize             fed;
  gsize             most_held;
  gboolean          was_full;
  guint             n_asked;   /* how often is_full() was */
};

void  repoint_test_pipe_pair      (RepointScheduler *scheduler,
                                   RepointTestPipe  *one,
                                   RepointTestPipe  *other);
/* Waits until it is full, and returns how much it has been fed by then. */
gsize repoint_test_pipe_wait_full (RepointTestPipe  *self);
gsize repoint_test_pipe_get_most_held (RepointTestPipe *self);

G_END_DECLS
