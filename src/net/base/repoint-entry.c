/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-entry.h"

#include "repoint-engine.h"

struct _RepointEntryWork
{
  RepointEntry        *entry;
  RepointConversation *conversation;
};

static GQuark
entry_quark (void)
{
  return g_quark_from_static_string ("repoint-entry");
}

RepointEntry *
repoint_entry_new (RepointEngine           *engine,
                   RepointConversation     *conversation,
                   GInetAddress            *address,
                   guint16                  port,
                   GCancellable            *cancellable,
                   RepointConversationDone  done,
                   gpointer                 user_data,
                   GDestroyNotify           destroy)
{
  RepointEntry *self = g_new0 (RepointEntry, 1);

  g_atomic_ref_count_init (&self->references);
  repoint_connection_init (&self->connection, conversation);
  self->engine = repoint_engine_ref (engine);
  self->address = g_object_ref (address);
  self->port = port;
  self->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  self->done = done;
  self->user_data = user_data;
  self->destroy = destroy;
  self->link.data = self;
  self->member.data = self;
  self->woken.data = self;
  self->timer.owner = self;
  g_object_set_qdata (G_OBJECT (conversation), entry_quark (), self);
  return self;
}

RepointEntry *
repoint_entry_find (RepointConversation *conversation)
{
  g_autoptr (RepointConversation) held = g_object_ref (conversation);
  RepointEntry *self = g_object_get_qdata (G_OBJECT (held), entry_quark ());

  while (self == NULL)
    {
      RepointConversation *outer = repoint_conversation_dup_outer (held);

      if (outer == NULL)
        return NULL;
      g_object_unref (held);
      held = outer;
      self = g_object_get_qdata (G_OBJECT (held), entry_quark ());
    }
  return self;
}

RepointEntry *
repoint_entry_ref (RepointEntry *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
repoint_entry_unref (gpointer data)
{
  RepointEntry *self = data;

  if (!g_atomic_ref_count_dec (&self->references))
    return;

  g_object_unref (self->address);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->door, repoint_door_unref);
  repoint_engine_unref (self->engine);
  g_free (self);
}

static void
on_cancelled (GCancellable *cancellable,
              gpointer      user_data)
{
  RepointEntry *self = user_data;

  repoint_engine_tell_cancelled (self->engine, repoint_entry_ref (self));
}

void
repoint_entry_watch_cancel (RepointEntry *self)
{
  if (self->cancellable != NULL)
    self->cancelled_id = g_cancellable_connect (self->cancellable, G_CALLBACK (on_cancelled), repoint_entry_ref (self),
                                                repoint_entry_unref);
}

gboolean
repoint_entry_is_cancelled (RepointEntry *self)
{
  return self->cancellable != NULL && g_cancellable_is_cancelled (self->cancellable);
}

void
repoint_entry_report (RepointEntry *self)
{
  g_autoptr (RepointConversation) conversation = g_object_ref (self->connection.conversation);

  self->reported = TRUE;
  g_object_set_qdata (G_OBJECT (conversation), entry_quark (), NULL);
  /* Not g_cancellable_disconnect(): that waits for handlers that run, and one of them may be waiting for us. */
  if (self->cancelled_id != 0)
    g_signal_handler_disconnect (self->cancellable, self->cancelled_id);
  self->cancelled_id = 0;

  if (self->done != NULL)
    self->done (conversation, self->user_data);
  if (self->destroy != NULL)
    self->destroy (self->user_data);
}

RepointEntryWork *
repoint_entry_begin_work (RepointEntry *self)
{
  RepointEntryWork *work = g_new0 (RepointEntryWork, 1);

  work->entry = repoint_entry_ref (self);
  work->conversation = g_object_ref (self->connection.conversation);
  self->work = work;
  return work;
}

void
repoint_entry_work_do (gpointer item)
{
  RepointEntryWork *work = item;

  repoint_conversation_work (work->conversation);
  repoint_engine_tell_worked (work->entry->engine, work);
}

void
repoint_entry_work_free (gpointer data)
{
  RepointEntryWork *work = data;

  g_object_unref (work->conversation);
  repoint_entry_unref (work->entry);
  g_free (work);
}

RepointEntry *
repoint_entry_work_end (RepointEntryWork *work)
{
  RepointEntry *entry = work->entry;

  if (entry->work != work)
    return NULL;
  entry->work = NULL;
  return entry;
}
