/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-decisions.h"

struct _RepointDecisions
{
  GHashTable *decisions; /* key → RepointDecision */
  GHashTable *split;     /* set of the ids of devices that were taken apart; NULL: to be made anew */
  guint       next_order;
};

static void
decision_free (gpointer data)
{
  RepointDecision *decision = data;

  g_free (decision->key);
  g_free (decision->device);
  g_clear_pointer (&decision->unknown, g_ptr_array_unref);
  g_free (decision);
}

static int
compare_order (gconstpointer a,
               gconstpointer b)
{
  const RepointDecision *left = *(RepointDecision **) a;
  const RepointDecision *right = *(RepointDecision **) b;

  return left->order < right->order ? -1 : left->order > right->order;
}

/* (transfer full): nothing decided. */
RepointDecisions *
repoint_decisions_new (void)
{
  RepointDecisions *self = g_new0 (RepointDecisions, 1);

  self->decisions = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, decision_free);

  return self;
}

/* (transfer full): a deep copy. */
RepointDecisions *
repoint_decisions_copy (RepointDecisions *self)
{
  RepointDecisions *copy = repoint_decisions_new ();
  g_autoptr (GPtrArray) list = repoint_decisions_list (self);

  for (guint i = 0; i < list->len; i++)
    {
      const RepointDecision *decision = g_ptr_array_index (list, i);
      RepointDecision *added = repoint_decisions_add (copy, decision->key, decision->device, decision->split);

      if (decision->unknown != NULL)
        added->unknown = g_ptr_array_ref (decision->unknown);
    }

  return copy;
}

gboolean
repoint_decisions_equal (RepointDecisions *self,
                         RepointDecisions *other)
{
  g_autoptr (GPtrArray) ours = repoint_decisions_list (self);
  g_autoptr (GPtrArray) theirs = repoint_decisions_list (other);

  if (ours->len != theirs->len)
    return FALSE;

  for (guint i = 0; i < ours->len; i++)
    {
      const RepointDecision *a = g_ptr_array_index (ours, i);
      const RepointDecision *b = g_ptr_array_index (theirs, i);

      if (!g_str_equal (a->key, b->key) || !g_str_equal (a->device, b->device) || a->split != b->split)
        return FALSE;
    }

  return TRUE;
}

void
repoint_decisions_free (RepointDecisions *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->split, g_hash_table_unref);
  g_hash_table_unref (self->decisions);
  g_free (self);
}

/* Decides that what has @key is @device; an older decision about @key is forgotten. Returns: (transfer none). */
RepointDecision *
repoint_decisions_add (RepointDecisions *self,
                       const char       *key,
                       const char       *device,
                       gboolean          split)
{
  RepointDecision *decision = g_new0 (RepointDecision, 1);

  decision->key = g_strdup (key);
  decision->device = g_strdup (device);
  decision->split = split;
  decision->order = self->next_order++;
  g_hash_table_replace (self->decisions, decision->key, decision);
  g_clear_pointer (&self->split, g_hash_table_unref);

  return decision;
}

/* The device @from has become part of @into: what was decided for the one holds for the other. */
void
repoint_decisions_retarget (RepointDecisions *self,
                            const char       *from,
                            const char       *into)
{
  GHashTableIter iter;
  RepointDecision *decision;

  g_hash_table_iter_init (&iter, self->decisions);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &decision))
    {
      if (!g_str_equal (decision->device, from))
        continue;

      g_free (decision->device);
      decision->device = g_strdup (into);
      decision->split = FALSE;
    }
  g_clear_pointer (&self->split, g_hash_table_unref);
}

/* (transfer none) (nullable): what was decided about @key (nullable). */
const RepointDecision *
repoint_decisions_lookup (RepointDecisions *self,
                          const char       *key)
{
  return key != NULL ? g_hash_table_lookup (self->decisions, key) : NULL;
}

/* Whether the admin took @device (an id) apart from another one; no rule may then put them together again. */
gboolean
repoint_decisions_is_split (RepointDecisions *self,
                            const char       *device)
{
  if (self->split == NULL)
    {
      GHashTableIter iter;
      RepointDecision *decision;

      self->split = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_hash_table_iter_init (&iter, self->decisions);
      while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &decision))
        {
          if (decision->split)
            g_hash_table_add (self->split, g_strdup (decision->device));
        }
    }

  return g_hash_table_contains (self->split, device);
}

/* (transfer container): of RepointDecision, the oldest first. */
GPtrArray *
repoint_decisions_list (RepointDecisions *self)
{
  GPtrArray *list = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer decision;

  g_hash_table_iter_init (&iter, self->decisions);
  while (g_hash_table_iter_next (&iter, NULL, &decision))
    g_ptr_array_add (list, decision);
  g_ptr_array_sort (list, compare_order);

  return list;
}
