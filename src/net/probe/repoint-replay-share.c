/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-replay-share.h"

#include "repoint-client-hello-id.h"
#include "repoint-target-replay.h"

/* What is being asked, by whom ever. Lives on the scheduler's thread, in a table that the scheduler has. */
typedef struct
{
  GHashTable   *table;       /* key → Share */
  char         *key;
  GCancellable *cancellable; /* its own: of the asking */
  GPtrArray    *waiters;     /* of Waiter */
} Share;

/* Somebody who wants to know. */
typedef struct
{
  Share                 *share;       /* NULL once it was told */
  RepointScheduler      *scheduler;
  RepointClientHello    *hello;
  RepointTarget         *target;
  GCancellable          *cancellable;
  gulong                 cancelled_id;
  RepointTargetProgress  progress;
  RepointTargetDone      done;
  gpointer               user_data;
} Waiter;

static void
waiter_clear (gpointer data)
{
  Waiter *self = data;

  g_object_unref (self->scheduler);
  repoint_client_hello_free (self->hello);
  repoint_target_free (self->target);
  g_object_unref (self->cancellable);
}

static void
waiter_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, waiter_clear);
}

static void
share_free (gpointer data)
{
  Share *self = data;

  g_hash_table_unref (self->table);
  g_free (self->key);
  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->waiters);
  g_free (self);
}

/* Telling is the very last act: who is told may let go of everything then. */
static void
tell (Waiter *self, JsonObject *result)
{
  RepointTargetDone done = self->done;
  gpointer user_data = self->user_data;

  /* Not g_cancellable_disconnect(): that waits for handlers that run, and one of them may be waiting for us. */
  if (self->cancelled_id != 0)
    g_signal_handler_disconnect (self->cancellable, self->cancelled_id);
  self->share = NULL;
  waiter_unref (self);
  done (result, user_data);
}

static void
share_progress (guint held, guint needed, gpointer user_data)
{
  Share *self = user_data;

  for (guint i = 0; i < self->waiters->len; i++)
    {
      Waiter *waiter = g_ptr_array_index (self->waiters, i);

      waiter->progress (held, needed, waiter->user_data);
    }
}

/* So that nobody joins it any more. */
static void
forget (Share *self)
{
  if (g_hash_table_lookup (self->table, self->key) == self)
    g_hash_table_remove (self->table, self->key);
}

static void
share_done (const RepointReplayResult *result, gpointer user_data)
{
  Share *self = user_data;
  g_autoptr (GPtrArray) waiters = g_ptr_array_ref (self->waiters);

  forget (self);
  share_free (self);
  for (guint i = 0; i < waiters->len; i++)
    tell (g_ptr_array_index (waiters, i), repoint_replay_result_to_json (result));
}

/* Who is the last to want to know ends the asking, and hears what was found until then. */
static gboolean
leave (gpointer data)
{
  Waiter *self = data;
  g_autoptr (RepointReplayResult) stopped = NULL;

  if (self->share == NULL)
    return G_SOURCE_REMOVE;

  if (self->share->waiters->len == 1)
    {
      forget (self->share);
      g_cancellable_cancel (self->share->cancellable);
      return G_SOURCE_REMOVE;
    }

  g_ptr_array_remove (self->share->waiters, self);
  stopped = repoint_replay_result_new (self->hello, self->target);
  stopped->problem = "stopped";
  tell (self, repoint_replay_result_to_json (stopped));

  return G_SOURCE_REMOVE;
}

/* On whatever thread it is cancelled. */
static void
cancelled (GCancellable *cancellable, gpointer data)
{
  Waiter *self = data;

  g_main_context_invoke_full (repoint_scheduler_get_context (self->scheduler), G_PRIORITY_DEFAULT, leave,
                              g_atomic_rc_box_acquire (self), waiter_unref);
}

static GHashTable *
get_table (RepointScheduler *scheduler)
{
  static const char key[] = "repoint-replays";
  GHashTable *table = g_object_get_data (G_OBJECT (scheduler), key);

  if (table == NULL)
    {
      table = g_hash_table_new (g_str_hash, g_str_equal);
      g_object_set_data_full (G_OBJECT (scheduler), key, table, (GDestroyNotify) g_hash_table_unref);
    }

  return table;
}

static char *
make_key (const RepointClientHello *hello, const RepointTarget *target)
{
  g_autofree char *id = repoint_client_hello_get_id (hello);
  g_autofree char *uri = repoint_target_to_string (target);

  return g_strdup_printf ("%s %s", id, uri);
}

void
repoint_replay_share_run (RepointScheduler         *scheduler,
                          const RepointClientHello *hello,
                          const RepointTarget      *target,
                          guint                     timeout_ms,
                          GCancellable             *cancellable,
                          RepointTargetProgress     progress,
                          RepointTargetDone         done,
                          gpointer                  user_data)
{
  GHashTable *table = get_table (scheduler);
  g_autofree char *key = make_key (hello, target);
  Share *share = g_hash_table_lookup (table, key);
  gboolean first = share == NULL;
  Waiter *waiter = g_atomic_rc_box_new0 (Waiter);

  if (first)
    {
      share = g_new0 (Share, 1);
      share->table = g_hash_table_ref (table);
      share->key = g_steal_pointer (&key);
      share->cancellable = g_cancellable_new ();
      share->waiters = g_ptr_array_new ();
      g_hash_table_insert (table, share->key, share);
    }

  waiter->share = share;
  waiter->scheduler = g_object_ref (scheduler);
  waiter->hello = repoint_client_hello_copy (hello);
  waiter->target = repoint_target_copy (target);
  waiter->cancellable = g_object_ref (cancellable);
  waiter->progress = progress;
  waiter->done = done;
  waiter->user_data = user_data;
  g_ptr_array_add (share->waiters, waiter);

  /* Connecting calls back at once where it is cancelled already. */
  g_atomic_rc_box_acquire (waiter);
  waiter->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled), g_atomic_rc_box_acquire (waiter),
                                                waiter_unref);
  waiter_unref (waiter);

  if (first)
    repoint_target_replay_run (scheduler, hello, target, timeout_ms, share->cancellable, share_progress, share_done, share);
}
