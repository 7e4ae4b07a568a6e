/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "repoint-conversation.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_SCHEDULER (repoint_scheduler_get_type ())
G_DECLARE_FINAL_TYPE (RepointScheduler, repoint_scheduler, REPOINT, SCHEDULER, GObject)

/* The one place that holds the limits. */
typedef struct
{
  guint max_open;         /* conversations at once, in all */
  guint max_per_address;  /* at once to one address, whoever asks; 1 unless the caller knows better */
  guint gap_ms;           /* between our FIN of one and the begin of the next to the same address, 0: at once; a
                           * connect that was refused or not answered was none */
  guint connect_ms;       /* time to connect */
  guint conversation_ms;  /* absolute, from the begin of the connect */
} RepointLimits;

/* 8192 open, 1 per address, 200 ms gap, 5 s to connect, 10 s a conversation. */
extern const RepointLimits repoint_limits_default;

/**
 * RepointScheduler: runs conversations on a thread and main context of its own, with one source that holds an
 * epoll descriptor and a heap of timers. One scheduler serves everything that talks to the network, so the budget
 * per address is shared; addresses take turns.
 *
 * A connection ends with what is left to send and our FIN; done is called before that. From our FIN on the place in
 * max_open is free, and that at the address once the gap is over. The socket lingers until their FIN, or 500 ms, in
 * which what still arrives is thrown away, so that nobody is answered with RST. Sockets that linger are at most as
 * many as max_open, and fewer where descriptors are short: then new connections wait for them.
 *
 * What a conversation sets aside as work is done by at most two worker threads, in the order in which it came.
 *
 * Unreffing the last reference ends the thread, on whatever thread it falls.
 */
RepointScheduler    *repoint_scheduler_new         (const RepointLimits *limits);
const RepointLimits *repoint_scheduler_get_limits  (RepointScheduler    *self);
/* How many conversations at once were asked for, and how many there were descriptors for, which may become fewer while
 * it runs. */
guint                repoint_scheduler_get_wanted_open (RepointScheduler *self);
guint                repoint_scheduler_get_most_open (RepointScheduler  *self);
GMainContext        *repoint_scheduler_get_context (RepointScheduler    *self);

/* Called on the scheduler's thread when a conversation has ended. */
typedef void (*RepointConversationDone) (RepointConversation *conversation, gpointer user_data);

/* Queues a conversation with address:port. May be called from any thread. Cancelling ends it with
 * %REPOINT_CLOSED_CANCELLED at once, whether it runs or waits; done is called exactly once. */
void                 repoint_scheduler_run         (RepointScheduler        *self,
                                                    RepointConversation     *conversation,
                                                    GInetAddress            *address,
                                                    guint16                  port,
                                                    GCancellable            *cancellable,
                                                    RepointConversationDone  done,
                                                    gpointer                 user_data,
                                                    GDestroyNotify           destroy);

/* Asks a conversation that runs again, on behalf of another one; for pairs that pass bytes to each other. On the
 * scheduler's thread only. */
void                 repoint_scheduler_wake        (RepointScheduler        *self,
                                                    RepointConversation     *conversation);

G_END_DECLS
