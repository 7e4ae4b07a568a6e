/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-address-budget.h"
#include "repoint-connection.h"
#include "repoint-door.h"
#include "repoint-scheduler.h"
#include "repoint-timer-heap.h"

G_BEGIN_DECLS

typedef struct _RepointEngine RepointEngine;

/* What a worker holds on to, whatever becomes of the entry in the meantime. */
typedef struct _RepointEntryWork RepointEntryWork;

/**
 * RepointEntry: a conversation in the engine's hands, from run() until its socket is closed. Private to the engine, used
 * on its thread but for what the cancellable and the workers do.
 */
typedef struct
{
  RepointConnection        connection; /* first: its address is what epoll events carry */
  gatomicrefcount          references; /* one of the engine, one of the cancellable's handler */
  RepointEngine           *engine;
  GInetAddress            *address;
  guint16                  port;
  GCancellable            *cancellable;
  gulong                   cancelled_id;
  RepointConversationDone  done;
  gpointer                 user_data;
  GDestroyNotify           destroy;
  gboolean                 started;
  gboolean                 lingering;  /* gave its slot back; counts as lingering, no longer as open */
  gboolean                 reported;   /* done was called */
  RepointDoor             *door;       /* through which the visitor came; NULL: we went out */
  GList                    link;       /* among the engine's arrivals, then in the budget; of a visitor: inside the door */
  GList                    member;     /* among all entries of the engine */
  GList                    woken;      /* in the engine's queue of those who were woken, while is_woken */
  gboolean                 is_woken;
  RepointAddressBudget    *budget;     /* of the engine's, the one in which it waits and counts; NULL: not yet */
  RepointTimer             timer;
  RepointEntryWork        *work;       /* what the workers have of it */
} RepointEntry;

RepointEntry     *repoint_entry_new          (RepointEngine           *engine,
                                              RepointConversation     *conversation,
                                              GInetAddress            *address,
                                              guint16                  port,
                                              GCancellable            *cancellable,
                                              RepointConversationDone  done,
                                              gpointer                 user_data,
                                              GDestroyNotify           destroy);
/* The one that waits for the events of @conversation, or of what holds it inside. Transfer none, nullable. */
RepointEntry     *repoint_entry_find         (RepointConversation     *conversation);
RepointEntry     *repoint_entry_ref          (RepointEntry            *self);
void              repoint_entry_unref        (gpointer                 self);
/* From now on the engine is told when the cancellable is cancelled. */
void              repoint_entry_watch_cancel (RepointEntry            *self);
gboolean          repoint_entry_is_cancelled (RepointEntry            *self);
/* Calls done, and lets go of what the caller gave. */
void              repoint_entry_report       (RepointEntry            *self);

/* Makes the work of an entry that has some; it goes to the workers. */
RepointEntryWork *repoint_entry_begin_work   (RepointEntry            *self);
/* To be called on a worker thread. The engine is told when it is done. */
void              repoint_entry_work_do      (gpointer                 work);
void              repoint_entry_work_free    (gpointer                 work);
/* Returns the entry that waits for this work, or NULL when nobody does any more. */
RepointEntry     *repoint_entry_work_end     (RepointEntryWork        *work);

G_END_DECLS
