/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-engine.h"

#include "repoint-address-budget.h"
#include "repoint-door.h"
#include "repoint-places.h"
#include "repoint-workers.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define EVENTS_PER_ROUND    256
#define STARTS_PER_ROUND    256
#define VISITS_PER_ROUND    32  /* at a door: accepting costs little, but what a visit begins with may not */
#define WORKERS             2

struct _RepointEngine
{
  gatomicrefcount       references;
  RepointLimits         limits;
  RepointPlaces         places;
  GMainContext         *context;
  GSource              *source;
  int                   epoll;
  int                   wakeup;    /* eventfd, a member of @epoll */

  GMutex                mutex;     /* guards the next five */
  GQueue                arrived;   /* of RepointEntry.link */
  GPtrArray            *cancelled; /* of RepointEntry, with a reference each */
  GQueue                worked;    /* of RepointEntryWork */
  GQueue                door_news; /* of RepointDoor, with a reference each: new ones and dropped ones */
  gboolean              quit;

  GQueue                all;       /* of RepointEntry.member */
  GQueue                woken;     /* of RepointEntry.woken */
  GPtrArray            *doors;     /* of RepointDoor */
  RepointAddressBudget *budget;
  RepointAddressBudget *urgent;    /* of conversations that do not wait for a turn at their address */
  RepointTimerHeap      timers;
  RepointWorkers       *workers;
  gint64                next;      /* when there is something to do without an event; -1: never */
};

typedef struct
{
  GSource        source;
  RepointEngine *engine;
  gpointer       tag;
} EngineSource;

/* ---- The parts that any thread may touch ---- */

RepointEngine *
repoint_engine_ref (RepointEngine *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
repoint_engine_unref (RepointEngine *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;

  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_main_context_unref (self->context);
  close (self->wakeup);
  close (self->epoll);
  g_ptr_array_unref (self->cancelled);
  g_ptr_array_unref (self->doors);
  repoint_address_budget_free (self->budget);
  repoint_address_budget_free (self->urgent);
  repoint_timer_heap_clear (&self->timers);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

static void
engine_wake (RepointEngine *self)
{
  guint64 one = 1;

  /* It can only fail when the counter is full, and then the thread is being woken already. */
  (void) !write (self->wakeup, &one, sizeof one);
}

void
repoint_engine_tell_cancelled (RepointEngine *self,
                               RepointEntry  *entry)
{
  g_mutex_lock (&self->mutex);
  g_ptr_array_add (self->cancelled, entry);
  g_mutex_unlock (&self->mutex);
  engine_wake (self);
}

void
repoint_engine_tell_worked (RepointEngine    *self,
                            RepointEntryWork *work)
{
  g_mutex_lock (&self->mutex);
  g_queue_push_tail (&self->worked, work);
  g_mutex_unlock (&self->mutex);
  engine_wake (self);
}

void
repoint_engine_run (RepointEngine *self,
                    RepointEntry  *entry)
{
  gboolean first;

  g_mutex_lock (&self->mutex);
  first = self->arrived.length == 0;
  g_queue_push_tail_link (&self->arrived, &entry->link);
  g_mutex_unlock (&self->mutex);
  /* The thread itself, when one conversation leads to the next, need not be woken. */
  if (first && !g_main_context_is_owner (self->context))
    engine_wake (self);
}

void
repoint_engine_tell_door (RepointEngine *self,
                          RepointDoor   *door)
{
  g_mutex_lock (&self->mutex);
  g_queue_push_tail (&self->door_news, repoint_door_ref (door));
  g_mutex_unlock (&self->mutex);
  engine_wake (self);
}

void
repoint_engine_quit (RepointEngine *self)
{
  g_mutex_lock (&self->mutex);
  self->quit = TRUE;
  g_mutex_unlock (&self->mutex);
  engine_wake (self);
}

const RepointLimits *
repoint_engine_get_limits (RepointEngine *self)
{
  return &self->limits;
}

guint
repoint_engine_get_wanted_open (RepointEngine *self)
{
  return self->places.wanted_open;
}

guint
repoint_engine_get_most_open (RepointEngine *self)
{
  return repoint_places_get_most_open (&self->places);
}

GMainContext *
repoint_engine_get_context (RepointEngine *self)
{
  return self->context;
}

/* ---- The scheduler's thread ---- */

void
repoint_engine_wake (RepointEngine       *self,
                     RepointConversation *conversation)
{
  RepointEntry *entry = repoint_entry_find (conversation);

  if (entry == NULL || entry->engine != self || entry->is_woken)
    return;
  entry->is_woken = TRUE;
  g_queue_push_tail_link (&self->woken, &entry->woken);
}

/* Our FIN is the end as far as the address is concerned: waiting for theirs would cost each conversation a round
 * trip that the one after it has to wait for. */
static void
release_slot (RepointEngine *self,
              RepointEntry  *entry,
              gint64         now)
{
  entry->lingering = TRUE;
  repoint_places_give_back (&self->places);
  repoint_address_budget_ended (entry->budget, entry->address, entry->connection.since, now);
}

static void
remove_entry (RepointEngine *self,
              RepointEntry  *entry,
              gint64         now)
{
  repoint_timer_heap_set (&self->timers, &entry->timer, -1);
  g_queue_unlink (&self->all, &entry->member);
  if (entry->is_woken)
    g_queue_unlink (&self->woken, &entry->woken);
  if (entry->door != NULL)
    {
      repoint_door_left (entry->door, &entry->link, entry->address, now);
    }
  else if (entry->started)
    {
      repoint_places_socket_closed (&self->places);
    }
  repoint_connection_clear (&entry->connection);
  repoint_entry_unref (entry);
}

/* Nobody waits for it any more: what was begun goes on, what was not is left. */
static void
forget_work (RepointEngine *self,
             RepointEntry  *entry)
{
  RepointEntryWork *work = g_steal_pointer (&entry->work);

  if (repoint_workers_withdraw (self->workers, work))
    repoint_entry_work_free (work);
}

/* After each event of an entry. May free it. */
static void
settle (RepointEngine *self,
        RepointEntry  *entry,
        gint64         now)
{
  gboolean closed = entry->connection.state == REPOINT_CONNECTION_CLOSED;

  if (entry->door == NULL && entry->started && !entry->lingering && (closed || entry->connection.since >= 0))
    release_slot (self, entry, now);
  if (entry->work != NULL && entry->connection.over)
    forget_work (self, entry);
  else if (entry->work == NULL && entry->connection.working && !entry->connection.over)
    repoint_workers_push (self->workers, repoint_entry_begin_work (entry));
  if (entry->connection.over && !entry->reported)
    repoint_entry_report (entry);
  if (closed)
    remove_entry (self, entry, now);
  else
    repoint_timer_heap_set (&self->timers, &entry->timer, entry->connection.deadline);
}

static void
take_arrivals (RepointEngine *self,
               gint64         now)
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
      RepointEntry *entry = link->data;

      g_queue_push_tail_link (&self->all, &entry->member);
      entry->budget = repoint_conversation_is_urgent (entry->connection.conversation) ? self->urgent : self->budget;
      repoint_address_budget_wait (entry->budget, entry->address, link, FALSE, now);
      repoint_entry_watch_cancel (entry);
    }

  g_mutex_lock (&self->mutex);
  cancelled = g_steal_pointer (&self->cancelled);
  self->cancelled = g_ptr_array_new_with_free_func (repoint_entry_unref);
  g_mutex_unlock (&self->mutex);

  for (guint i = 0; i < cancelled->len; i++)
    {
      RepointEntry *entry = g_ptr_array_index (cancelled, i);

      if (entry->reported)
        continue;
      if (!entry->started)
        repoint_address_budget_withdraw (entry->budget, entry->address, &entry->link, now);
      repoint_connection_cancel (&entry->connection, now);
      settle (self, entry, now);
    }
}

static void
take_worked (RepointEngine *self,
             gint64         now)
{
  GQueue worked;
  RepointEntryWork *work;

  g_mutex_lock (&self->mutex);
  worked = self->worked;
  g_queue_init (&self->worked);
  g_mutex_unlock (&self->mutex);

  while ((work = g_queue_pop_head (&worked)) != NULL)
    {
      RepointEntry *entry = repoint_entry_work_end (work);

      if (entry != NULL)
        {
          repoint_connection_worked (&entry->connection, now);
          settle (self, entry, now);
        }
      repoint_entry_work_free (work);
    }
}

/* Returns FALSE when this computer has no descriptor left: the entry waits again until one is free. */
static gboolean
start_entry (RepointEngine *self,
             RepointEntry  *entry,
             gint64         now)
{
  int error;

  /* Its handler is about to run, or is waiting behind others of the same cancellable. */
  if (repoint_entry_is_cancelled (entry))
    {
      repoint_address_budget_ended (entry->budget, entry->address, -1, now);
      repoint_connection_cancel (&entry->connection, now);
      settle (self, entry, now);
      return TRUE;
    }

  error = repoint_connection_start (&entry->connection, self->epoll, entry->address, entry->port,
                                    self->limits.connect_ms * G_TIME_SPAN_MILLISECOND,
                                    self->limits.conversation_ms * G_TIME_SPAN_MILLISECOND, now);
  if (error != 0 && repoint_places_run_short (&self->places))
    {
      repoint_address_budget_wait (entry->budget, entry->address, &entry->link, TRUE, now);
      repoint_address_budget_ended (entry->budget, entry->address, -1, now);
      return FALSE;
    }

  repoint_places_take (&self->places);
  entry->started = TRUE;
  if (error != 0)
    repoint_connection_fail (&entry->connection);
  settle (self, entry, now);
  return TRUE;
}

/* Who was woken while this goes on has to wait for the next round, and so has one whose arrival was not looked at yet. */
static void
take_woken (RepointEngine *self,
            gint64         now)
{
  for (guint n = self->woken.length; n > 0; n--)
    {
      GList *link = g_queue_pop_head_link (&self->woken);
      RepointEntry *entry = link->data;

      if (!entry->started && entry->budget == NULL)
        {
          g_queue_push_tail_link (&self->woken, link);
          continue;
        }
      entry->is_woken = FALSE;
      if (!entry->started && repoint_conversation_is_done (entry->connection.conversation))
        repoint_address_budget_withdraw (entry->budget, entry->address, &entry->link, now);
      repoint_connection_wake (&entry->connection, now);
      settle (self, entry, now);
    }
}

/* ---- Visitors ---- */

/* Events carry an entry, NULL for the eventfd, or a door, which is told from an entry by its lowest bit. */
static gpointer
tag_door (RepointDoor *door)
{
  return (gpointer) ((gsize) door | 1);
}

static RepointDoor *
get_tagged_door (gpointer tag)
{
  return ((gsize) tag & 1) != 0 ? (RepointDoor *) ((gsize) tag - 1) : NULL;
}

/* -1: never. */
static gint64
earlier (gint64 one,
         gint64 other)
{
  return one < 0 ? other : other < 0 ? one : MIN (one, other);
}

static void
admit (RepointEngine      *self,
       RepointDoor        *door,
       RepointDoorVisitor *visitor,
       gint64              now)
{
  RepointEntry *entry = repoint_entry_new (self, visitor->conversation, visitor->address, door->port, NULL, NULL, NULL, NULL);

  entry->door = repoint_door_ref (door);
  entry->started = TRUE;
  g_queue_push_tail_link (&self->all, &entry->member);
  repoint_door_entered (door, &entry->link);
  repoint_connection_accept (&entry->connection, self->epoll, visitor->fd,
                             door->limits.conversation_ms * G_TIME_SPAN_MILLISECOND, now);
  settle (self, entry, now);
  g_object_unref (visitor->conversation);
  g_object_unref (visitor->address);
}

/* A flood gets its turn like everybody else: epoll tells of the rest once more. */
static void
receive_visitors (RepointEngine *self,
                  RepointDoor   *door,
                  gint64         now)
{
  for (guint i = 0; i < VISITS_PER_ROUND; i++)
    {
      RepointDoorVisitor visitor;
      RepointDoorAnswer answer = repoint_door_next (door, now, &visitor);

      if (answer == REPOINT_DOOR_NOBODY)
        return;
      if (answer == REPOINT_DOOR_VISITOR)
        admit (self, door, &visitor, now);
    }
}

static void
open_door (RepointEngine *self,
           RepointDoor   *door)
{
  repoint_places_change_visitors (&self->places, (gint) door->limits.max_open);
  g_ptr_array_add (self->doors, repoint_door_ref (door));
  repoint_door_open (door, self->epoll, tag_door (door));
}

static void
close_door (RepointEngine *self,
            RepointDoor   *door,
            gint64         now)
{
  for (GList *link = door->inside.head, *next = NULL; link != NULL; link = next)
    {
      RepointEntry *entry = link->data;

      next = link->next;
      repoint_connection_cancel (&entry->connection, now);
      settle (self, entry, now);
    }
  repoint_door_close (door);
  if (g_ptr_array_remove (self->doors, door))
    repoint_places_change_visitors (&self->places, -(gint) door->limits.max_open);
}

static void
take_doors (RepointEngine *self,
            gint64         now)
{
  GQueue news;
  RepointDoor *door;

  g_mutex_lock (&self->mutex);
  news = self->door_news;
  g_queue_init (&self->door_news);
  g_mutex_unlock (&self->mutex);

  while ((door = g_queue_pop_head (&news)) != NULL)
    {
      if (repoint_door_is_dropped (door))
        close_door (self, door, now);
      else
        open_door (self, door);
      repoint_door_unref (door);
    }
}

/* Lets those in again who had to wait for want of descriptors. Returns when the next door is to be looked at; -1: never. */
static gint64
look_at_doors (RepointEngine *self,
               gint64         now)
{
  gint64 next = -1;

  for (guint i = 0; i < self->doors->len; i++)
    {
      RepointDoor *door = g_ptr_array_index (self->doors, i);

      if (door->shut_until >= 0 && door->shut_until <= now)
        repoint_door_look (door, now);
      next = earlier (next, door->shut_until);
    }
  return next;
}

/* Returns FALSE when it stopped only so that other events get their turn. */
static gboolean
start_some (RepointEngine *self,
            gint64         now)
{
  for (guint i = 0; i < STARTS_PER_ROUND; i++)
    {
      GList *link = repoint_places_have_room (&self->places) ? repoint_address_budget_next (self->urgent, now) : NULL;

      if (link == NULL && repoint_places_have_room (&self->places))
        link = repoint_address_budget_next (self->budget, now);
      if (link == NULL || !start_entry (self, link->data, now))
        return TRUE;
    }
  return FALSE;
}

static void
handle_events (RepointEngine *self,
               gint64         now)
{
  struct epoll_event events[EVENTS_PER_ROUND];
  int n = epoll_wait (self->epoll, events, G_N_ELEMENTS (events), 0);

  for (int i = 0; i < n; i++)
    {
      RepointEntry *entry = events[i].data.ptr;
      RepointDoor *door = get_tagged_door (entry);
      guint64 count;

      if (entry == NULL)
        {
          (void) !read (self->wakeup, &count, sizeof count);
        }
      else if (door != NULL)
        {
          receive_visitors (self, door, now);
        }
      else
        {
          repoint_connection_handle (&entry->connection, events[i].events, now);
          settle (self, entry, now);
        }
    }
}

/* Of what the thread itself has brought, for which nothing wakes it. */
static gboolean
has_arrivals (RepointEngine *self)
{
  gboolean has;

  g_mutex_lock (&self->mutex);
  has = self->arrived.length > 0;
  g_mutex_unlock (&self->mutex);
  return has || self->woken.length > 0;
}

/* Not by g_source_set_ready_time(), which would wake the loop each time, also from within. */
static gboolean
engine_prepare (GSource *source,
                int     *timeout)
{
  RepointEngine *self = ((EngineSource *) source)->engine;
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
  RepointEngine *self = ((EngineSource *) source)->engine;
  gint64 now = g_get_monotonic_time ();
  RepointTimer *timer;

  /* An event concerns its own entry alone: nothing done for one frees another of the same round. */
  handle_events (self, now);
  take_worked (self, now);
  take_arrivals (self, now);
  take_doors (self, now);
  while ((timer = repoint_timer_heap_pop_due (&self->timers, now)) != NULL)
    {
      RepointEntry *entry = timer->owner;

      repoint_connection_expire (&entry->connection, now);
      settle (self, entry, now);
    }
  take_woken (self, now);

  if (!start_some (self, now))
    {
      self->next = 0;
      return G_SOURCE_CONTINUE;
    }

  self->next = earlier (repoint_timer_heap_get_next (&self->timers), look_at_doors (self, now));
  if (repoint_places_have_room (&self->places))
    self->next = earlier (self->next, repoint_address_budget_get_next_time (self->budget));
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs engine_source_funcs = {
  .prepare = engine_prepare,
  .check = engine_check,
  .dispatch = engine_dispatch,
};

static gboolean
engine_get_quit (RepointEngine *self)
{
  gboolean quit;

  g_mutex_lock (&self->mutex);
  quit = self->quit;
  g_mutex_unlock (&self->mutex);
  return quit;
}

gpointer
repoint_engine_thread (gpointer data)
{
  RepointEngine *self = data;
  GList *member;

  g_main_context_push_thread_default (self->context);
  while (!engine_get_quit (self))
    g_main_context_iteration (self->context, TRUE);

  take_arrivals (self, g_get_monotonic_time ());
  take_doors (self, g_get_monotonic_time ());
  while ((member = g_queue_peek_head_link (&self->all)) != NULL)
    {
      RepointEntry *entry = member->data;

      if (!entry->started)
        repoint_address_budget_withdraw (entry->budget, entry->address, &entry->link, 0);
      repoint_connection_abandon (&entry->connection);
      settle (self, entry, 0);
    }
  repoint_workers_free (self->workers);
  take_worked (self, 0);
  g_main_context_pop_thread_default (self->context);
  repoint_engine_unref (self);
  return NULL;
}

RepointEngine *
repoint_engine_new (const RepointLimits *limits)
{
  RepointEngine *self = g_new0 (RepointEngine, 1);
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
  repoint_places_init (&self->places, self->limits.max_open);
  self->limits.max_open = self->places.max_open;

  self->next = -1;
  g_mutex_init (&self->mutex);
  g_queue_init (&self->arrived);
  g_queue_init (&self->worked);
  g_queue_init (&self->door_news);
  g_queue_init (&self->all);
  g_queue_init (&self->woken);
  self->doors = g_ptr_array_new_with_free_func (repoint_door_unref);
  self->cancelled = g_ptr_array_new_with_free_func (repoint_entry_unref);
  self->urgent = repoint_address_budget_new (G_MAXUINT, 0);
  self->budget = repoint_address_budget_new (self->limits.max_per_address,
                                             self->limits.gap_ms * G_TIME_SPAN_MILLISECOND);
  repoint_timer_heap_init (&self->timers);
  self->workers = repoint_workers_new (WORKERS, repoint_entry_work_do, repoint_entry_work_free);

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
