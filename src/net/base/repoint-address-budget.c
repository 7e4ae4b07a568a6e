/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-address-budget.h"
#include "repoint-timer-heap.h"

typedef struct
{
  GInetAddress *address;
  GQueue        waiting;    /* links of the caller */
  guint         open;
  gint64        not_before; /* monotonic µs */
  RepointTimer  pause;
  GList         turn;       /* in RepointAddressBudget.turns */
  gboolean      has_turn;
} Slot;

struct _RepointAddressBudget
{
  guint             max_per_address;
  gint64            gap;
  GHashTable       *slots; /* GInetAddress → Slot */
  GQueue            turns; /* of Slot.turn: those that may start one, in turn */
  RepointTimerHeap  pauses;
};

static guint
hash_address (gconstpointer data)
{
  GInetAddress *address = (GInetAddress *) data;
  const guint8 *bytes = g_inet_address_to_bytes (address);
  gsize length = g_inet_address_get_native_size (address);
  guint32 hash = 2166136261u;

  for (gsize i = 0; i < length; i++)
    hash = (hash ^ bytes[i]) * 16777619u;
  return hash;
}

static gboolean
equal_address (gconstpointer a,
               gconstpointer b)
{
  return g_inet_address_equal ((GInetAddress *) a, (GInetAddress *) b);
}

static void
slot_free (gpointer data)
{
  Slot *slot = data;

  g_object_unref (slot->address);
  g_free (slot);
}

static Slot *
get_slot (RepointAddressBudget *self,
          GInetAddress         *address)
{
  Slot *slot = g_hash_table_lookup (self->slots, address);

  if (slot == NULL)
    {
      slot = g_new0 (Slot, 1);
      slot->address = g_object_ref (address);
      slot->pause.owner = slot;
      slot->turn.data = slot;
      g_hash_table_insert (self->slots, slot->address, slot);
    }
  return slot;
}

/* Brings turn, pause and existence of a slot in line with its state. May free it. */
static void
update_slot (RepointAddressBudget *self,
             Slot                 *slot,
             gint64                now)
{
  gboolean pausing = now < slot->not_before;
  gboolean wants = slot->waiting.length > 0 && slot->open < self->max_per_address;
  gboolean idle = slot->waiting.length == 0 && slot->open == 0;

  if (wants && !pausing && !slot->has_turn)
    {
      slot->has_turn = TRUE;
      g_queue_push_tail_link (&self->turns, &slot->turn);
    }
  else if ((!wants || pausing) && slot->has_turn)
    {
      slot->has_turn = FALSE;
      g_queue_unlink (&self->turns, &slot->turn);
    }

  repoint_timer_heap_set (&self->pauses, &slot->pause, pausing && (wants || idle) ? slot->not_before : -1);

  if (idle && !pausing)
    g_hash_table_remove (self->slots, slot->address);
}

RepointAddressBudget *
repoint_address_budget_new (guint  max_per_address,
                            gint64 gap)
{
  RepointAddressBudget *self = g_new0 (RepointAddressBudget, 1);

  self->max_per_address = MAX (max_per_address, 1);
  self->gap = gap;
  self->slots = g_hash_table_new_full (hash_address, equal_address, NULL, slot_free);
  repoint_timer_heap_init (&self->pauses);
  return self;
}

void
repoint_address_budget_free (RepointAddressBudget *self)
{
  g_hash_table_unref (self->slots);
  repoint_timer_heap_clear (&self->pauses);
  g_free (self);
}

void
repoint_address_budget_wait (RepointAddressBudget *self,
                             GInetAddress         *address,
                             GList                *link,
                             gboolean              first,
                             gint64                now)
{
  Slot *slot = get_slot (self, address);

  if (first)
    g_queue_push_head_link (&slot->waiting, link);
  else
    g_queue_push_tail_link (&slot->waiting, link);
  update_slot (self, slot, now);
}

void
repoint_address_budget_withdraw (RepointAddressBudget *self,
                                 GInetAddress         *address,
                                 GList                *link,
                                 gint64                now)
{
  Slot *slot = get_slot (self, address);

  g_queue_unlink (&slot->waiting, link);
  update_slot (self, slot, now);
}

GList *
repoint_address_budget_next (RepointAddressBudget *self,
                             gint64                now)
{
  RepointTimer *pause;
  Slot *slot;
  GList *link;

  while ((pause = repoint_timer_heap_pop_due (&self->pauses, now)) != NULL)
    update_slot (self, pause->owner, now);

  if (self->turns.head == NULL)
    return NULL;

  slot = g_queue_pop_head_link (&self->turns)->data;
  slot->has_turn = FALSE;
  link = g_queue_pop_head_link (&slot->waiting);
  slot->open++;
  update_slot (self, slot, now);
  return link;
}

void
repoint_address_budget_ended (RepointAddressBudget *self,
                              GInetAddress         *address,
                              gint64                since,
                              gint64                now)
{
  Slot *slot = get_slot (self, address);

  g_return_if_fail (slot->open > 0);

  slot->open--;
  if (since >= 0)
    slot->not_before = MAX (slot->not_before, since + self->gap);
  update_slot (self, slot, now);
}

gint64
repoint_address_budget_get_next_time (RepointAddressBudget *self)
{
  return repoint_timer_heap_get_next (&self->pauses);
}

guint
repoint_address_budget_get_size (RepointAddressBudget *self)
{
  return g_hash_table_size (self->slots);
}
