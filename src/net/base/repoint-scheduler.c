/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-scheduler.h"

#include "repoint-engine.h"

const RepointLimits repoint_limits_default = {
  .max_open = 8192,
  .max_per_address = 1,
  .gap_ms = 200,
  .connect_ms = 5000,
  .conversation_ms = 10000,
};

struct _RepointScheduler
{
  GObject        parent_instance;
  RepointEngine *engine;
  GThread       *thread;
};

G_DEFINE_FINAL_TYPE (RepointScheduler, repoint_scheduler, G_TYPE_OBJECT)

/**
 * repoint_scheduler_new:
 * @limits: (nullable): the limits; %NULL or a 0 in all but gap_ms: the default
 *
 * Makes a scheduler and starts its thread. Raises the soft limit of descriptors when @limits need it, and allows
 * fewer connections at once when that is not granted.
 *
 * Returns: (transfer full): a scheduler
 */
RepointScheduler *
repoint_scheduler_new (const RepointLimits *limits)
{
  RepointScheduler *self = g_object_new (REPOINT_TYPE_SCHEDULER, NULL);

  self->engine = repoint_engine_new (limits != NULL ? limits : &repoint_limits_default);
  self->thread = g_thread_new ("repoint-network", repoint_engine_thread, repoint_engine_ref (self->engine));
  return self;
}

/**
 * repoint_scheduler_get_limits:
 * @self: a scheduler
 *
 * Returns: (transfer none): the limits that hold, which may be lower than those asked for
 */
const RepointLimits *
repoint_scheduler_get_limits (RepointScheduler *self)
{
  g_return_val_if_fail (REPOINT_IS_SCHEDULER (self), NULL);

  return repoint_engine_get_limits (self->engine);
}

/**
 * repoint_scheduler_get_wanted_open:
 * @self: a scheduler
 *
 * Returns: how many conversations at once were asked for
 */
guint
repoint_scheduler_get_wanted_open (RepointScheduler *self)
{
  g_return_val_if_fail (REPOINT_IS_SCHEDULER (self), 0);

  return repoint_engine_get_wanted_open (self->engine);
}

/**
 * repoint_scheduler_get_most_open:
 * @self: a scheduler
 *
 * May be called from any thread.
 *
 * Returns: how many conversations at once this computer had descriptors for, at the worst so far; never more than were
 *   asked for
 */
guint
repoint_scheduler_get_most_open (RepointScheduler *self)
{
  g_return_val_if_fail (REPOINT_IS_SCHEDULER (self), 0);

  return repoint_engine_get_most_open (self->engine);
}

/**
 * repoint_scheduler_get_context:
 * @self: a scheduler
 *
 * Returns: (transfer none): the main context of the scheduler's thread, thread default there
 */
GMainContext *
repoint_scheduler_get_context (RepointScheduler *self)
{
  g_return_val_if_fail (REPOINT_IS_SCHEDULER (self), NULL);

  return repoint_engine_get_context (self->engine);
}

/**
 * repoint_scheduler_run:
 * @self: a scheduler
 * @conversation: a conversation that was not run before
 * @address: whom to talk to
 * @port: TCP port; a forbidden one ends it with %REPOINT_CLOSED_FORBIDDEN
 * @cancellable: (nullable): ends it with %REPOINT_CLOSED_CANCELLED at once, whether it runs or waits
 * @done: (nullable): called exactly once, on the scheduler's thread
 * @user_data: for @done
 * @destroy: (nullable): for @user_data, called after @done on the scheduler's thread
 *
 * Queues a conversation. May be called from any thread. When the scheduler goes away, what is queued or running
 * ends with %REPOINT_CLOSED_CANCELLED.
 */
void
repoint_scheduler_run (RepointScheduler        *self,
                       RepointConversation     *conversation,
                       GInetAddress            *address,
                       guint16                  port,
                       GCancellable            *cancellable,
                       RepointConversationDone  done,
                       gpointer                 user_data,
                       GDestroyNotify           destroy)
{
  g_return_if_fail (REPOINT_IS_SCHEDULER (self));
  g_return_if_fail (REPOINT_IS_CONVERSATION (conversation));
  g_return_if_fail (G_IS_INET_ADDRESS (address));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  repoint_engine_run (self->engine,
                      repoint_entry_new (self->engine, conversation, address, port, cancellable, done, user_data, destroy));
}

/**
 * repoint_scheduler_wake:
 * @self: a scheduler
 * @conversation: any conversation
 *
 * Lets it be asked for take(), is_done(), get_deadline(), has_work() and is_full() although nothing happened on its own
 * connection, because another conversation changed what it would answer. To be called on the scheduler's thread, from
 * within another conversation or a callback; the asking comes later. One that waits or connects is only asked whether it
 * is done, and then never begins. Does nothing for one that was not run, or has ended.
 */
void
repoint_scheduler_wake (RepointScheduler    *self,
                        RepointConversation *conversation)
{
  g_return_if_fail (REPOINT_IS_SCHEDULER (self));
  g_return_if_fail (REPOINT_IS_CONVERSATION (conversation));
  g_return_if_fail (g_main_context_is_owner (repoint_engine_get_context (self->engine)));

  repoint_engine_wake (self->engine, conversation);
}

RepointEngine *
repoint_scheduler_get_engine (RepointScheduler *self)
{
  return self->engine;
}

static void
repoint_scheduler_finalize (GObject *object)
{
  RepointScheduler *self = REPOINT_SCHEDULER (object);

  repoint_engine_quit (self->engine);

  /* The last reference may fall in a done callback, on the very thread that is to end. */
  if (self->thread == g_thread_self ())
    g_thread_unref (self->thread);
  else
    g_thread_join (self->thread);
  repoint_engine_unref (self->engine);

  G_OBJECT_CLASS (repoint_scheduler_parent_class)->finalize (object);
}

static void
repoint_scheduler_class_init (RepointSchedulerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = repoint_scheduler_finalize;
}

static void
repoint_scheduler_init (RepointScheduler *self)
{
}
