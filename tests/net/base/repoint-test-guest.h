/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-listener.h"
#include "repoint-test-talk.h"

G_BEGIN_DECLS

/**
 * RepointTestHost: a listener at a free port whose visitors are talked to by RepointTestTalk.
 *
 * The members up to @turn_away are what the test says of talks to come; set them before somebody comes.
 */
typedef struct
{
  const char         *first;
  const char         *last;
  guint               enough;
  RepointTestLatch   *latch;
  gint64              patience;
  gboolean            only_connect;
  const char         *echo;      /* who comes from here is only answered with what it says; NULL: nobody */
  gboolean            turn_away;

  RepointScheduler   *scheduler;
  RepointListener    *listener;

  GMutex              mutex;
  GCond               cond;
  GPtrArray          *talks;     /* of RepointTestTalk, in the order in which they came */
  GPtrArray          *peers;     /* of char *: the address */
  GPtrArray          *locals;
  guint               turned;
  guint               destroyed;
} RepointTestHost;

RepointTestHost     *repoint_test_host_new            (const RepointListenerLimits *limits);
void                 repoint_test_host_free           (RepointTestHost             *self);
RepointConversation *repoint_test_host_receive        (GInetSocketAddress          *peer,
                                                       GInetSocketAddress          *local,
                                                       gpointer                     host);
/* Waits until so many have come in. */
void                 repoint_test_host_wait_arrived   (RepointTestHost             *self,
                                                       guint                        n);
/* Waits until so many of them have gone: their conversation belongs to nobody but the host any more. */
void                 repoint_test_host_wait_left      (RepointTestHost             *self,
                                                       guint                        n);
void                 repoint_test_host_wait_destroyed (RepointTestHost             *self);
RepointTestTalk     *repoint_test_host_get_talk       (RepointTestHost             *self,
                                                       guint                        nth);

/* Whether this computer has the address; IPv6 may be switched off. */
gboolean             repoint_test_has_address         (const char                  *address);
/* A blocking connection to the host, from an address of loopback to the same. */
int                  repoint_test_guest_connect       (RepointTestHost             *host,
                                                       const char                  *address);
/* The same in two steps. */
int                  repoint_test_guest_prepare       (const char                  *address);
void                 repoint_test_guest_go            (int                          fd,
                                                       RepointTestHost             *host,
                                                       const char                  *address);
/* A handler for RepointTestListener: reads to the end. */
void                 repoint_test_guest_ignore        (int                          fd,
                                                       gpointer                     unused);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointTestHost, repoint_test_host_free)

G_END_DECLS
