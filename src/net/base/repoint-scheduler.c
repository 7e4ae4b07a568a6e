/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-scheduler.h"

#include "repoint-address-budget.h"
#include "repoint-connection.h"
#include "repoint-descriptor-limit.h"
#include "repoint-timer-heap.h"
#include "repoint-workers.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define EVENTS_PER_ROUND    256
#define STARTS_PER_ROUND    256
#define SOCKETS_PER_OPEN    2   /* a conversation, and the one before it at the same address, which lingers */
#define WORKERS             2

const RepointLimits repoint_limits_default = {
  .max_open = 8192,
  .max_per_address = 1,
  .gap_ms = 200,
  .connect_ms = 5000,
  .conversation_ms = 10000,
};

/* What the thread owns. It outlives the RepointScheduler by the moment that the thread needs to end. */
typedef struct
{
  gatomicrefcount       references;
  RepointLimits         limits;
  guint                 wanted_open; /* what limits.max_open would be if there were descriptors enough */
  gint                  most_open;   /* atomic: the fewest that there were descriptors for */
  GMainContext         *context;
  GSource              *source;
  int                   epoll;
  int                   wakeup;    /* eventfd, a member of @epoll */

  GMutex                mutex;     /* guards the next four */
  GQueue                arrived;   /* of Entry.link */
  GPtrArray            *cancelled; /* of Entry, with a reference each */
  GQueue                worked;    /* of Work */
  gboolean              quit;

  GQueue                all;       /* of Entry.member */
  RepointAddressBudget *budget;
  RepointTimerHeap      timers;
  RepointWorkers       *workers;
  guint                 open;      /* conversations that hold a slot of their address */
  guint                 lingering; /* sockets whose FIN has left and theirs not come */
  guint                 sockets;   /* as many of both as descriptors were granted for */
  guint                 allowed;   /* ≤ sockets; lower while descriptors are short */
  gint64                next;      /* when there is something to do without an event; -1: never */
} Engine;

/* A conversation in the scheduler's hands, from run() until its socket is closed. */
typedef struct
{
  RepointConnection        connection; /* first: its address is what epoll events carry */
  gatomicrefcount          references; /* one of the engine, one of the cancellable's handler */
  Engine                  *engine;
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
  GList                    link;       /* in Engine.arrived, then in the budget */
  GList                    member;     /* in Engine.all */
  RepointTimer             timer;
  gpointer                 work;       /* Work: what the workers have of it */
} Entry;

/* What a worker holds on to, whatever becomes of the entry in the meantime. */
typedef struct
{
  Entry               *entry;
  RepointConversation *conversation;
} Work;

typedef struct
{
  GSource   source;
  Engine   *engine;
  gpointer  tag;
} EngineSource;

struct _RepointScheduler
{
  GObject  parent_instance;
  Engine  *engine;
  GThread *thread;
};

G_DEFINE_FINAL_TYPE (RepointScheduler, repoint_scheduler, G_TYPE_OBJECT)

/* ---- The parts that any thread may touch ---- */

static Engine *
engine_ref (Engine *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

static void
engine_unref (Engine *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;

  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_main_context_unref (self->context);
  close (self->wakeup);
  close (self->epoll);
  g_ptr_array_unref (self->cancelled);
  repoint_address_budget_free (self->budget);
  repoint_timer_heap_clear (&self->timers);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

static void
engine_wake (Engine *self)
{
  guint64 one = 1;

  /* It can only fail when the counter is full, and then the thread is being woken already. */
  (void) !write (self->wakeup, &one, sizeof one);
}

static void
entry_unref (gpointer data)
{
  Entry *self = data;

  if (!g_atomic_ref_count_dec (&self->references))
    return;

  g_object_unref (self->address);
  g_clear_object (&self->cancellable);
  engine_unref (self->engine);
  g_free (self);
}

static void
on_cancelled (GCancellable *cancellable,
              gpointer      user_data)
{
  Entry *entry = user_data;
  Engine *engine = entry->engine;

  g_atomic_ref_count_inc (&entry->references);
  g_mutex_lock (&engine->mutex);
  g_ptr_array_add (engine->cancelled, entry);
  g_mutex_unlock (&engine->mutex);
  engine_wake (engine);
}

static void
work_free (gpointer data)
{
  Work *work = data;

  g_object_unref (work->conversation);
  entry_unref (work->entry);
  g_free (work);
}

/* On a worker thread. */
static void
do_work (gpointer item)
{
  Work *work = item;
  Engine *engine = work->entry->engine;

  repoint_conversation_work (work->conversation);

  g_mutex_lock (&engine->mutex);
  g_queue_push_tail (&engine->worked, work);
  g_mutex_unlock (&engine->mutex);
  engine_wake (engine);
}

/* ---- The scheduler's thread ---- */

static void
report (Entry *entry)
{
  g_autoptr (RepointConversation) conversation = g_object_ref (entry->connection.conversation);

  entry->reported = TRUE;
  /* Not g_cancellable_disconnect(): that waits for handlers that run, and one of them may be waiting for us. */
  if (entry->cancelled_id != 0)
    g_signal_handler_disconnect (entry->cancellable, entry->cancelled_id);
  entry->cancelled_id = 0;

  if (entry->done != NULL)
    entry->done (conversation, entry->user_data);
  if (entry->destroy != NULL)
    entry->destroy (entry->user_data);
}

/* Our FIN is the end as far as the address is concerned: waiting for theirs would cost each conversation a round
 * trip that the one after it has to wait for. */
static void
release_slot (Engine *self,
              Entry  *entry,
              gint64  now)
{
  entry->lingering = TRUE;
  self->open--;
  self->lingering++;
  repoint_address_budget_ended (self->budget, entry->address, entry->connection.since, now);
}

static void
remove_entry (Engine *self,
              Entry  *entry,
              gint64  now)
{
  repoint_timer_heap_set (&self->timers, &entry->timer, -1);
  g_queue_unlink (&self->all, &entry->member);
  if (entry->started)
    {
      self->lingering--;
      self->allowed = MIN (self->allowed + 1, self->sockets);
    }
  repoint_connection_clear (&entry->connection);
  entry_unref (entry);
}

static void
begin_work (Engine *self,
            Entry  *entry)
{
  Work *work = g_new0 (Work, 1);

  g_atomic_ref_count_inc (&entry->references);
  work->entry = entry;
  work->conversation = g_object_ref (entry->connection.conversation);
  entry->work = work;
  repoint_workers_push (self->workers, work);
}

/* Nobody waits for it any more: what was begun goes on, what was not is left. */
static void
forget_work (Engine *self,
             Entry  *entry)
{
  Work *work = g_steal_pointer (&entry->work);

  if (repoint_workers_withdraw (self->workers, work))
    work_free (work);
}

/* After each event of an entry. May free it. */
static void
settle (Engine *self,
        Entry  *entry,
        gint64  now)
{
  gboolean closed = entry->connection.state == REPOINT_CONNECTION_CLOSED;

  if (entry->started && !entry->lingering && (closed || entry->connection.since >= 0))
    release_slot (self, entry, now);
  if (entry->work != NULL && entry->connection.over)
    forget_work (self, entry);
  else if (entry->work == NULL && entry->connection.working && !entry->connection.over)
    begin_work (self, entry);
  if (entry->connection.over && !entry->reported)
    report (entry);
  if (closed)
    remove_entry (self, entry, now);
  else
    repoint_timer_heap_set (&self->timers, &entry->timer, entry->connection.deadline);
}

static void
take_arrivals (Engine *self,
               gint64  now)
{
  g_autoptr (GPtrArray) cancelled = NULL;
  GQueue arrived = G_QUEUE_INIT;
  GList *link;

  g_mutex_lock (&self->mutex);
  arrived = self->arrived;
  g_queue_init (&self->arrived);
  g_mutex_unlock (&self->mutex);

  while ((link = g_queue_pop_head_link (&arrived)) != NULL)
    {
      Entry *entry = link->data;

      g_queue_push_tail_link (&self->all, &entry->member);
      repoint_address_budget_wait (self->budget, entry->address, link, FALSE, now);
      if (entry->cancellable != NULL)
        {
          g_atomic_ref_count_inc (&entry->references);
          entry->cancelled_id = g_cancellable_connect (entry->cancellable, G_CALLBACK (on_cancelled), entry, entry_unref);
        }
    }

  g_mutex_lock (&self->mutex);
  cancelled = g_steal_pointer (&self->cancelled);
  self->cancelled = g_ptr_array_new_with_free_func (entry_unref);
  g_mutex_unlock (&self->mutex);

  for (guint i = 0; i < cancelled->len; i++)
    {
      Entry *entry = g_ptr_array_index (cancelled, i);

      if (entry->reported)
        continue;
      if (!entry->started)
        repoint_address_budget_withdraw (self->budget, entry->address, &entry->link, now);
      repoint_connection_cancel (&entry->connection, now);
      settle (self, entry, now);
    }
}

static void
take_worked (Engine *self,
             gint64  now)
{
  GQueue worked;
  Work *work;

  g_mutex_lock (&self->mutex);
  worked = self->worked;
  g_queue_init (&self->worked);
  g_mutex_unlock (&self->mutex);

  while ((work = g_queue_pop_head (&worked)) != NULL)
    {
      Entry *entry = work->entry;

      if (entry->work == work)
        {
          entry->work = NULL;
          repoint_connection_worked (&entry->connection, now);
          settle (self, entry, now);
        }
      work_free (work);
    }
}

/* Returns FALSE when this computer has no descriptor left: the entry waits again until one is free. */
static gboolean
start_entry (Engine *self,
             Entry  *entry,
             gint64  now)
{
  int error;

  /* Its handler is about to run, or is waiting behind others of the same cancellable. */
  if (entry->cancellable != NULL && g_cancellable_is_cancelled (entry->cancellable))
    {
      repoint_address_budget_ended (self->budget, entry->address, -1, now);
      repoint_connection_cancel (&entry->connection, now);
      settle (self, entry, now);
      return TRUE;
    }

  error = repoint_connection_start (&entry->connection, self->epoll, entry->address, entry->port,
                                    self->limits.connect_ms * G_TIME_SPAN_MILLISECOND,
                                    self->limits.conversation_ms * G_TIME_SPAN_MILLISECOND, now);
  if (error != 0 && self->open + self->lingering > 0)
    {
      self->allowed = self->open + self->lingering;
      if (self->allowed < (guint) g_atomic_int_get (&self->most_open))
        g_atomic_int_set (&self->most_open, (gint) self->allowed);
      g_debug ("Out of descriptors with %u sockets: going on with as many", self->allowed);
      repoint_address_budget_wait (self->budget, entry->address, &entry->link, TRUE, now);
      repoint_address_budget_ended (self->budget, entry->address, -1, now);
      return FALSE;
    }

  self->open++;
  entry->started = TRUE;
  if (error != 0)
    repoint_connection_fail (&entry->connection);
  settle (self, entry, now);
  return TRUE;
}

static gboolean
has_room (Engine *self)
{
  return self->open < self->limits.max_open && self->open + self->lingering < self->allowed;
}

/* Returns FALSE when it stopped only so that other events get their turn. */
static gboolean
start_some (Engine *self,
            gint64  now)
{
  for (guint i = 0; i < STARTS_PER_ROUND; i++)
    {
      GList *link = has_room (self) ? repoint_address_budget_next (self->budget, now) : NULL;

      if (link == NULL || !start_entry (self, link->data, now))
        return TRUE;
    }
  return FALSE;
}

static void
handle_events (Engine *self,
               gint64  now)
{
  struct epoll_event events[EVENTS_PER_ROUND];
  int n = epoll_wait (self->epoll, events, G_N_ELEMENTS (events), 0);

  for (int i = 0; i < n; i++)
    {
      Entry *entry = events[i].data.ptr;
      guint64 count;

      if (entry == NULL)
        {
          (void) !read (self->wakeup, &count, sizeof count);
          continue;
        }
      repoint_connection_handle (&entry->connection, events[i].events, now);
      settle (self, entry, now);
    }
}

static gboolean
has_arrivals (Engine *self)
{
  gboolean has;

  g_mutex_lock (&self->mutex);
  has = self->arrived.length > 0;
  g_mutex_unlock (&self->mutex);
  return has;
}

/* Not by g_source_set_ready_time(), which would wake the loop each time, also from within. */
static gboolean
engine_prepare (GSource *source,
                int     *timeout)
{
  Engine *self = ((EngineSource *) source)->engine;
  gint64 wait = has_arrivals (self) ? 0 : self->next < 0 ? -1 : MAX (0, self->next - g_source_get_time (source));

  *timeout = wait < 0 ? -1 : (int) MIN ((wait + 999) / 1000, G_MAXINT);
  return wait == 0;
}

static gboolean
engine_check (GSource *source)
{
  EngineSource *self = (EngineSource *) source;
  int timeout;

  return g_source_query_unix_fd (source, self->tag) != 0 || engine_prepare (source, &timeout);
}

static gboolean
engine_dispatch (GSource     *source,
                 GSourceFunc  callback,
                 gpointer     user_data)
{
  Engine *self = ((EngineSource *) source)->engine;
  gint64 now = g_get_monotonic_time ();
  RepointTimer *timer;
  gint64 pause;

  /* An event concerns its own entry alone: nothing done for one frees another of the same round. */
  handle_events (self, now);
  take_worked (self, now);
  take_arrivals (self, now);
  while ((timer = repoint_timer_heap_pop_due (&self->timers, now)) != NULL)
    {
      Entry *entry = timer->owner;

      repoint_connection_expire (&entry->connection, now);
      settle (self, entry, now);
    }

  if (!start_some (self, now))
    {
      self->next = 0;
      return G_SOURCE_CONTINUE;
    }

  self->next = repoint_timer_heap_get_next (&self->timers);
  pause = has_room (self) ? repoint_address_budget_get_next_time (self->budget) : -1;
  if (pause >= 0 && (self->next < 0 || pause < self->next))
    self->next = pause;
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs engine_source_funcs = {
  .prepare = engine_prepare,
  .check = engine_check,
  .dispatch = engine_dispatch,
};

static gboolean
engine_get_quit (Engine *self)
{
  gboolean quit;

  g_mutex_lock (&self->mutex);
  quit = self->quit;
  g_mutex_unlock (&self->mutex);
  return quit;
}

static gpointer
engine_thread (gpointer data)
{
  Engine *self = data;
  GList *member;

  g_main_context_push_thread_default (self->context);
  while (!engine_get_quit (self))
    g_main_context_iteration (self->context, TRUE);

  take_arrivals (self, g_get_monotonic_time ());
  while ((member = g_queue_peek_head_link (&self->all)) != NULL)
    {
      Entry *entry = member->data;

      if (!entry->started)
        repoint_address_budget_withdraw (self->budget, entry->address, &entry->link, 0);
      repoint_connection_abandon (&entry->connection);
      settle (self, entry, 0);
    }
  repoint_workers_free (self->workers);
  take_worked (self, 0);
  g_main_context_pop_thread_default (self->context);
  engine_unref (self);
  return NULL;
}

/* ---- The object ---- */

static Engine *
engine_new (const RepointLimits *limits)
{
  Engine *self = g_new0 (Engine, 1);
  struct epoll_event event = { .events = EPOLLIN, .data.ptr = NULL };

  g_atomic_ref_count_init (&self->references);
  self->limits = *limits;
  if (self->limits.max_open == 0)
    self->limits.max_open = repoint_limits_default.max_open;
  if (self->limits.max_per_address == 0)
    self->limits.max_per_address = repoint_limits_default.max_per_address;
  if (self->limits.connect_ms == 0)
    self->limits.connect_ms = repoint_limits_default.connect_ms;
  if (self->limits.conversation_ms == 0)
    self->limits.conversation_ms = repoint_limits_default.conversation_ms;
  self->sockets = repoint_descriptor_limit_raise (self->limits.max_open * SOCKETS_PER_OPEN);
  self->allowed = self->sockets;
  self->wanted_open = self->limits.max_open;
  self->limits.max_open = MIN (self->limits.max_open, self->sockets);
  self->most_open = (gint) self->limits.max_open;

  self->next = -1;
  g_mutex_init (&self->mutex);
  g_queue_init (&self->arrived);
  g_queue_init (&self->worked);
  g_queue_init (&self->all);
  self->cancelled = g_ptr_array_new_with_free_func (entry_unref);
  self->budget = repoint_address_budget_new (self->limits.max_per_address,
                                             self->limits.gap_ms * G_TIME_SPAN_MILLISECOND);
  repoint_timer_heap_init (&self->timers);
  self->workers = repoint_workers_new (WORKERS, do_work, work_free);

  self->epoll = epoll_create1 (EPOLL_CLOEXEC);
  self->wakeup = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (self->epoll < 0 || self->wakeup < 0 || epoll_ctl (self->epoll, EPOLL_CTL_ADD, self->wakeup, &event) < 0)
    g_error ("Cannot watch connections: %s", g_strerror (errno));

  self->context = g_main_context_new ();
  self->source = g_source_new (&engine_source_funcs, sizeof (EngineSource));
  ((EngineSource *) self->source)->engine = self;
  g_source_set_static_name (self->source, "[repoint] connections");
  ((EngineSource *) self->source)->tag = g_source_add_unix_fd (self->source, self->epoll, G_IO_IN);
  /* Otherwise GLib takes the descriptor away while we work and wakes the loop to put it back, each time. */
  g_source_set_can_recurse (self->source, TRUE);
  g_source_attach (self->source, self->context);
  return self;
}

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

  self->engine = engine_new (limits != NULL ? limits : &repoint_limits_default);
  self->thread = g_thread_new ("repoint-network", engine_thread, engine_ref (self->engine));
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

  return &self->engine->limits;
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

  return self->engine->wanted_open;
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

  return (guint) g_atomic_int_get (&self->engine->most_open);
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

  return self->engine->context;
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
  Entry *entry;
  Engine *engine;
  gboolean first;

  g_return_if_fail (REPOINT_IS_SCHEDULER (self));
  g_return_if_fail (REPOINT_IS_CONVERSATION (conversation));
  g_return_if_fail (G_IS_INET_ADDRESS (address));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  engine = self->engine;
  entry = g_new0 (Entry, 1);
  g_atomic_ref_count_init (&entry->references);
  repoint_connection_init (&entry->connection, conversation);
  entry->engine = engine_ref (engine);
  entry->address = g_object_ref (address);
  entry->port = port;
  entry->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  entry->done = done;
  entry->user_data = user_data;
  entry->destroy = destroy;
  entry->link.data = entry;
  entry->member.data = entry;
  entry->timer.owner = entry;

  g_mutex_lock (&engine->mutex);
  first = engine->arrived.length == 0;
  g_queue_push_tail_link (&engine->arrived, &entry->link);
  g_mutex_unlock (&engine->mutex);
  /* The thread itself, when one conversation leads to the next, need not be woken. */
  if (first && !g_main_context_is_owner (engine->context))
    engine_wake (engine);
}

static void
repoint_scheduler_finalize (GObject *object)
{
  RepointScheduler *self = REPOINT_SCHEDULER (object);

  g_mutex_lock (&self->engine->mutex);
  self->engine->quit = TRUE;
  g_mutex_unlock (&self->engine->mutex);
  engine_wake (self->engine);

  /* The last reference may fall in a done callback, on the very thread that is to end. */
  if (self->thread == g_thread_self ())
    g_thread_unref (self->thread);
  else
    g_thread_join (self->thread);
  engine_unref (self->engine);

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
