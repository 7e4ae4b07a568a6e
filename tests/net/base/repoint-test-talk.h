/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-scheduler.h"

G_BEGIN_DECLS

/* Holds work up until the test lets it go. Zeroed before use. */
typedef struct
{
  GMutex   mutex;
  GCond    cond;
  gboolean open;
  guint    running;
  guint    peak;   /* the most that ran at once */
  guint    begun;
} RepointTestLatch;

/**
 * RepointTestTalk: a conversation that does what the test tells it, and remembers what happened.
 */
#define REPOINT_TYPE_TEST_TALK (repoint_test_talk_get_type ())
G_DECLARE_FINAL_TYPE (RepointTestTalk, repoint_test_talk, REPOINT, TEST_TALK, GObject)

struct _RepointTestTalk
{
  GObject           parent_instance;

  const char       *first;    /* sent when opened, in two pieces */
  const char       *last;     /* sent when closed */
  guint             enough;   /* done after so many bytes; 0: never */
  gboolean          only_connect;
  gboolean          echo;     /* sends what arrives */
  const guint      *watch;    /* looked at whenever something arrives; NULL: nothing to look at */
  gboolean          is_urgent;
  gint64            patience; /* µs from opened; 0: none of its own */
  guint             renewals; /* so often it goes on, with as much patience again, and says "more" */
  RepointTestLatch *latch;    /* what arrives makes work, which waits for this; NULL: no work */

  GString          *received;
  gboolean          opened;
  guint             seen;     /* of what is watched, when something arrived last */
  int               closed;   /* RepointClosed, -1: not told */
  guint             n_closed;
  guint             n_expired;
  gint64            opened_at;
  gint64            deadline;
  gboolean          has_work;
  guint             n_worked;
  GThread          *worker;   /* on which the last work was done */
  GQueue            out;      /* of GBytes */
};

/* How many conversations have ended. Zeroed before use. */
typedef struct
{
  GMutex   mutex;
  GCond    cond;
  guint    done;
  GThread *thread; /* on which the last one was reported */
} RepointTestCounter;

void             repoint_test_latch_open     (RepointTestLatch    *latch);
/* Waits until so much work was begun. */
void             repoint_test_latch_wait     (RepointTestLatch    *latch,
                                              guint                begun);

/* Holds the scheduler's thread up until @latch is open. Returns when it does. */
void             repoint_test_latch_hold     (RepointTestLatch    *latch,
                                              RepointScheduler    *scheduler);

void             repoint_test_counter_add    (RepointTestCounter  *counter);
guint            repoint_test_counter_get    (RepointTestCounter  *counter);
void             repoint_test_counter_wait   (RepointTestCounter  *counter,
                                              guint                n);

void             repoint_test_talk_run       (RepointScheduler    *scheduler,
                                              RepointTestTalk     *talk,
                                              const char          *address,
                                              guint16              port,
                                              GCancellable        *cancellable,
                                              RepointTestCounter  *counter);
/* Runs @talk on a scheduler of its own and waits until it and the scheduler are gone. Returns it. */
RepointTestTalk *repoint_test_talk_run_alone (const RepointLimits *limits,
                                              RepointTestTalk     *talk,
                                              const char          *address,
                                              guint16              port);
/* Lets the scheduler's loop go round until all it had to do when this was called is done. */
void             repoint_test_one_round      (RepointScheduler    *scheduler);

G_END_DECLS
