/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-observations.h"

#include "repoint-observation-private.h"
#include "repoint-target.h"

/* Evidence of identity that is kept per device: a page whose title is a clock has a new one at each visit. */
#define MAX_SIGHTINGS 1000
/* What is kept of the visits of each: whoever comes with another hello every time fills no document. */
#define MAX_VISITS    300
#define MAX_VISITORS  500

struct _RepointObservations
{
  GHashTable *lists; /* subject → GPtrArray of RepointObservation, the oldest first */
  GPtrArray  *none;  /* what is returned for a subject of which nothing was seen */
  guint64     n_added;
};

/* The list of @subject, made if need be. */
static GPtrArray *
ensure (RepointObservations *self,
        const char          *subject)
{
  GPtrArray *list = g_hash_table_lookup (self->lists, subject);

  if (list == NULL)
    {
      list = g_ptr_array_new_with_free_func (g_object_unref);
      g_hash_table_insert (self->lists, g_strdup (subject), list);
    }

  return list;
}

/* Whether @observation belongs before @other: the one that was seen first, or else was added first. */
static gboolean
is_before (RepointObservation *observation,
           RepointObservation *other)
{
  gint64 time = repoint_observation_get_first_time (observation);
  gint64 other_time = repoint_observation_get_first_time (other);

  return time < other_time ||
         (time == other_time && repoint_observation_get_order (observation) < repoint_observation_get_order (other));
}

static gboolean
is_sighting (RepointObservation *observation)
{
  return g_str_equal (repoint_observation_get_kind (observation), REPOINT_OBSERVATION_SIGHTING);
}

/* Makes room for one more of those that @counts counts: of them, the one seen longest ago goes. */
static void
forget_oldest (GPtrArray *list,
               gboolean (*counts) (RepointObservation *observation),
               guint      max)
{
  guint n_counted = 0;
  guint oldest = 0;
  gint64 oldest_time = G_MAXINT64;

  for (guint i = 0; i < list->len; i++)
    {
      RepointObservation *observation = g_ptr_array_index (list, i);

      if (!counts (observation))
        continue;

      n_counted++;
      if (repoint_observation_get_last_time (observation) < oldest_time)
        {
          oldest_time = repoint_observation_get_last_time (observation);
          oldest = i;
        }
    }

  if (n_counted >= max)
    g_ptr_array_remove_index (list, oldest);
}

static void
make_room (GPtrArray          *list,
           RepointObservation *observation)
{
  if (is_sighting (observation))
    forget_oldest (list, is_sighting, MAX_SIGHTINGS);
  else if (repoint_observation_is_of_visit (observation))
    forget_oldest (list, repoint_observation_is_of_visit, MAX_VISITS);
}

static gint64
get_last_time (GPtrArray *list)
{
  gint64 time = G_MININT64;

  for (guint i = 0; i < list->len; i++)
    time = MAX (time, repoint_observation_get_last_time (g_ptr_array_index (list, i)));

  return time;
}

/* Whether what was observed was observed at @address. */
static gboolean
is_of_address (RepointObservation *observation,
               const char         *address)
{
  const char *seen_at = repoint_observation_get_member (observation, "address");
  const char *uri = repoint_observation_get_member (observation, "target");
  g_autoptr (RepointTarget) target = NULL;

  if (seen_at != NULL && g_ascii_strcasecmp (seen_at, address) == 0)
    return TRUE;

  target = uri != NULL ? repoint_target_parse (uri, NULL) : NULL;

  return target != NULL && g_ascii_strcasecmp (target->host, address) == 0;
}

static int
compare_text (gconstpointer a,
              gconstpointer b)
{
  return g_strcmp0 (*(const char * const *) a, *(const char * const *) b);
}

/* (transfer full): nothing observed. */
RepointObservations *
repoint_observations_new (void)
{
  RepointObservations *self = g_new0 (RepointObservations, 1);

  self->lists = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->none = g_ptr_array_new ();

  return self;
}

void
repoint_observations_free (RepointObservations *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->lists);
  g_ptr_array_unref (self->none);
  g_free (self);
}

/* (transfer none): what was observed of exactly this subject, never %NULL. */
GPtrArray *
repoint_observations_get (RepointObservations *self,
                          const char          *subject)
{
  GPtrArray *list = g_hash_table_lookup (self->lists, subject);

  return list != NULL ? list : self->none;
}

/* Adds an observation as it is. */
void
repoint_observations_add (RepointObservations *self,
                          RepointObservation  *observation)
{
  GPtrArray *list = ensure (self, repoint_observation_get_subject (observation));
  guint place = list->len;

  if (repoint_observation_get_order (observation) == 0)
    repoint_observation_set_order (observation, ++self->n_added);
  while (place > 0 && is_before (observation, g_ptr_array_index (list, place - 1)))
    place--;
  g_ptr_array_insert (list, place, g_object_ref (observation));
}

/* (transfer none): the observation that is kept: @observation, or the last of its kind and target, counted up because
 * it says the same. */
RepointObservation *
repoint_observations_keep (RepointObservations *self,
                           RepointObservation  *observation)
{
  GPtrArray *list = ensure (self, repoint_observation_get_subject (observation));
  RepointObservation *last = NULL;

  for (guint i = list->len; i > 0 && last == NULL; i--)
    {
      if (repoint_observation_same_slot (g_ptr_array_index (list, i - 1), observation))
        last = g_ptr_array_index (list, i - 1);
    }

  if (last != NULL && repoint_observation_same (last, observation))
    {
      repoint_observation_raise (last, repoint_observation_get_last_time (observation));
      return last;
    }

  make_room (list, observation);
  repoint_observations_add (self, observation);

  return observation;
}

/* (transfer full) (nullable): the visitor that makes room for @subject, of whom nothing was observed yet: the one seen
 * longest ago. %NULL: there is room, or @subject is no visitor. */
char *
repoint_observations_find_surplus (RepointObservations *self,
                                   const char          *subject)
{
  const char *oldest = NULL;
  gint64 oldest_time = G_MAXINT64;
  guint n_visitors = 0;
  GHashTableIter iter;
  gpointer key;
  GPtrArray *list;

  if (!g_str_has_prefix (subject, REPOINT_VISITOR_PREFIX) || repoint_observations_get (self, subject)->len > 0)
    return NULL;

  g_hash_table_iter_init (&iter, self->lists);
  while (g_hash_table_iter_next (&iter, &key, (gpointer *) &list))
    {
      gint64 time;

      if (list->len == 0 || !g_str_has_prefix (key, REPOINT_VISITOR_PREFIX))
        continue;

      n_visitors++;
      time = get_last_time (list);
      if (time < oldest_time)
        {
          oldest_time = time;
          oldest = key;
        }
    }

  return n_visitors >= MAX_VISITORS ? g_strdup (oldest) : NULL;
}

/* All that was observed of @subject goes. */
void
repoint_observations_forget (RepointObservations *self,
                             const char          *subject)
{
  g_hash_table_remove (self->lists, subject);
}

/* Gives @observations to another subject. Those that are not there any more stay where they are. */
void
repoint_observations_move (RepointObservations *self,
                           GPtrArray           *observations,
                           const char          *from,
                           const char          *to)
{
  GPtrArray *list = ensure (self, from);
  g_autoptr (GHashTable) moved = g_hash_table_new (NULL, NULL);
  GPtrArray *kept = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < observations->len; i++)
    g_hash_table_add (moved, g_ptr_array_index (observations, i));

  for (guint i = 0; i < list->len; i++)
    {
      RepointObservation *observation = g_ptr_array_index (list, i);

      if (g_hash_table_contains (moved, observation))
        {
          repoint_observation_set_subject (observation, to);
          repoint_observations_add (self, observation);
        }
      else
        {
          g_ptr_array_add (kept, g_object_ref (observation));
        }
    }

  g_hash_table_insert (self->lists, g_strdup (from), kept);
}

/* (transfer full): those of @subject that were observed at @address. */
GPtrArray *
repoint_observations_at_address (RepointObservations *self,
                                 const char          *subject,
                                 const char          *address)
{
  GPtrArray *list = repoint_observations_get (self, subject);
  GPtrArray *found = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < list->len; i++)
    {
      RepointObservation *observation = g_ptr_array_index (list, i);

      if (is_of_address (observation, address))
        g_ptr_array_add (found, g_object_ref (observation));
    }

  return found;
}

/* (transfer container): the subjects of which anything was observed and that are not in the set @known, by name. */
GPtrArray *
repoint_observations_list_subjects (RepointObservations *self,
                                    GHashTable          *known)
{
  GPtrArray *subjects = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer subject;
  GPtrArray *list;

  g_hash_table_iter_init (&iter, self->lists);
  while (g_hash_table_iter_next (&iter, &subject, (gpointer *) &list))
    {
      if (list->len > 0 && !g_hash_table_contains (known, subject))
        g_ptr_array_add (subjects, subject);
    }
  g_ptr_array_sort (subjects, compare_text);

  return subjects;
}
