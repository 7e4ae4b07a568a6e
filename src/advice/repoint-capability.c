/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-capability.h"

#include "repoint-survey-data.h"
#include "repoint-visits.h"

/**
 * repoint_capability_read:
 * @observation: one of a device
 *
 * Reads the highest TLS version that an observation shows or claims: a statement's "max_tls", the highest version that
 * a server of the device accepts, and "max_version" of every other kind, whatever it is.
 *
 * Returns: %REPOINT_TLS_VERSION_NONE when it says nothing about TLS
 */
RepointTlsVersion
repoint_capability_read (RepointObservation *observation)
{
  const char *kind;
  const char *version;
  JsonObject *data;

  g_return_val_if_fail (REPOINT_IS_OBSERVATION (observation), REPOINT_TLS_VERSION_NONE);

  kind = repoint_observation_get_kind (observation);
  if (g_str_equal (kind, REPOINT_OBSERVATION_SIGHTING))
    return REPOINT_TLS_VERSION_NONE;

  data = repoint_observation_get_data (observation);
  if (g_str_equal (kind, REPOINT_OBSERVATION_SURVEY))
    return repoint_survey_data_get_highest (data, REPOINT_TLS_VERSION_1_3);

  version = repoint_survey_data_get_string (data, g_str_equal (kind, REPOINT_OBSERVATION_STATEMENT) ? "max_tls"
                                                                                                    : "max_version");

  return version != NULL ? repoint_tls_version_from_string (version) : REPOINT_TLS_VERSION_NONE;
}

/* What an observation is about: a newer one with the same key takes the place of an older one. */
static char *
make_key (RepointObservation *observation)
{
  JsonObject *data = repoint_observation_get_data (observation);
  const char *target = repoint_survey_data_get_string (data, "target");
  const char *hello = repoint_survey_data_get_string (data, "hello");

  return g_strdup_printf ("%s %d %s %s", repoint_observation_get_kind (observation),
                          repoint_observation_get_strength (observation), target != NULL ? target : "",
                          hello != NULL ? hello : "");
}

static gboolean
is_newer (RepointObservation *a,
          RepointObservation *b)
{
  return g_date_time_compare (repoint_observation_get_last_seen (a), repoint_observation_get_last_seen (b)) >= 0;
}

static int
compare_evidence (gconstpointer a,
                  gconstpointer b)
{
  RepointObservation *left = *(RepointObservation * const *) a;
  RepointObservation *right = *(RepointObservation * const *) b;
  int by_strength = (int) repoint_observation_get_strength (left) - (int) repoint_observation_get_strength (right);

  if (by_strength != 0)
    return by_strength;

  /* Several servers of a device, several hellos of a client that falls back: the one with the highest version says most.
   * Else the newest. */
  if (repoint_capability_read (left) != repoint_capability_read (right) &&
      (repoint_observation_get_strength (left) == REPOINT_STRENGTH_OWN_SERVER || repoint_visits_is_visit (left)))
    return (int) repoint_capability_read (right) - (int) repoint_capability_read (left);

  return g_date_time_compare (repoint_observation_get_last_seen (right), repoint_observation_get_last_seen (left));
}

static gboolean
is_profile (RepointObservation *observation)
{
  return g_str_equal (repoint_observation_get_kind (observation), REPOINT_OBSERVATION_PROFILE);
}

/* (nullable): what the device is assumed to be, or that it is assumed to be nothing any more. */
static RepointObservation *
find_profile (GPtrArray *observations)
{
  RepointObservation *profile = NULL;

  for (guint i = 0; i < observations->len; i++)
    {
      RepointObservation *observation = g_ptr_array_index (observations, i);

      if (is_profile (observation) && (profile == NULL || is_newer (observation, profile)))
        profile = observation;
    }

  return profile;
}

/* Whether it still counts, and for as much as its strength says. */
static gboolean
counts (RepointObservation *observation,
        RepointObservation *profile,
        GPtrArray          *visits)
{
  if (repoint_observation_get_strength (observation) == REPOINT_STRENGTH_NONE ||
      repoint_capability_read (observation) == REPOINT_TLS_VERSION_NONE)
    return FALSE;

  if (is_profile (observation))
    return observation == profile;
  if (!repoint_visits_is_visit (observation))
    return TRUE;

  return g_ptr_array_find (visits, observation, NULL) &&
         (repoint_observation_get_strength (observation) >= REPOINT_STRENGTH_CAPTURED_HELLO ||
          repoint_visits_judge (observation) != REPOINT_VISIT_INCONCLUSIVE);
}

/* The newest of each kind, strength, target and hello that says something about TLS, the strongest first. */
static GPtrArray *
collect_evidence (GPtrArray *observations)
{
  g_autoptr(GPtrArray) visits = repoint_visits_list_current (observations);
  RepointObservation *profile = find_profile (observations);
  g_autoptr(GHashTable) places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *evidence = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < observations->len; i++)
    {
      RepointObservation *observation = g_ptr_array_index (observations, i);
      g_autofree char *key = NULL;
      gpointer place;

      if (!counts (observation, profile, visits))
        continue;

      key = make_key (observation);
      if (!g_hash_table_lookup_extended (places, key, NULL, &place))
        {
          g_hash_table_insert (places, g_steal_pointer (&key), GUINT_TO_POINTER (evidence->len));
          g_ptr_array_add (evidence, g_object_ref (observation));
        }
      else if (is_newer (observation, g_ptr_array_index (evidence, GPOINTER_TO_UINT (place))))
        g_set_object ((RepointObservation **) &evidence->pdata[GPOINTER_TO_UINT (place)], observation);
    }

  g_ptr_array_sort (evidence, compare_evidence);

  return evidence;
}

/* It depends on the kind of evidence alone, and a stronger kind never has less: so taking evidence away never makes
 * anybody more confident. That two pieces disagree is told beside it. */
static RepointConfidence
judge (RepointStrength    strength,
       const RepointFact *fact)
{
  switch (strength)
    {
    case REPOINT_STRENGTH_DELIVERY:
    case REPOINT_STRENGTH_PASSAGE:
    case REPOINT_STRENGTH_REPLAY:
    case REPOINT_STRENGTH_CAPTURED_HELLO:
      return REPOINT_CONFIDENCE_HIGH;

    case REPOINT_STRENGTH_REPORT:
    case REPOINT_STRENGTH_OWN_SERVER:
      return REPOINT_CONFIDENCE_MEDIUM;

    case REPOINT_STRENGTH_GUIDE:
      return MIN (fact->confidence, REPOINT_CONFIDENCE_MEDIUM);

    case REPOINT_STRENGTH_STATEMENT:
    case REPOINT_STRENGTH_NONE:
      break;
    }

  return REPOINT_CONFIDENCE_LOW;
}

static void
take_observation (RepointCapability  *self,
                  RepointObservation *observation)
{
  self->max_version = repoint_capability_read (observation);
  self->strength = repoint_observation_get_strength (observation);
}

static gboolean
can_tls12 (RepointTlsVersion version)
{
  return version >= REPOINT_TLS_VERSION_1_2;
}

/* Servers of one device may differ, and so may the hellos of a client that falls back: only their best counts. What a
 * guide knows differs by setting and firmware. */
static gboolean
is_contradicted (const RepointCapability *self)
{
  gboolean server_seen = FALSE;
  gboolean visit_seen = FALSE;

  for (guint i = 0; i < self->evidence->len; i++)
    {
      RepointObservation *observation = g_ptr_array_index (self->evidence, i);

      if (repoint_observation_get_strength (observation) == REPOINT_STRENGTH_OWN_SERVER)
        {
          if (server_seen)
            continue;
          server_seen = TRUE;
        }
      else if (repoint_visits_is_visit (observation))
        {
          if (visit_seen)
            continue;
          visit_seen = TRUE;
        }

      if (can_tls12 (repoint_capability_read (observation)) != can_tls12 (self->max_version))
        return TRUE;
    }

  return FALSE;
}

/**
 * repoint_capability_new:
 * @observations: (element-type RepointObservation): all of the device, in any order
 * @guide: (nullable): what is known of its model
 * @firmware: (nullable): of the device; %NULL or "": not known
 *
 * Judges what the device's mail client can do. The strongest evidence decides; of the same strength the newest.
 *
 * Returns: (transfer full): the judgement; its fact lives as long as @guide
 */
RepointCapability *
repoint_capability_new (GPtrArray    *observations,
                        RepointGuide *guide,
                        const char   *firmware)
{
  RepointCapability *self = g_new0 (RepointCapability, 1);
  RepointFact fact = { NULL };
  RepointTlsVersion known;

  g_return_val_if_fail (observations != NULL, self);

  self->strength = REPOINT_STRENGTH_NONE;
  self->evidence = collect_evidence (observations);
  known = guide != NULL ? repoint_guide_get_max_tls (guide, firmware, &fact) : REPOINT_TLS_VERSION_NONE;

  if (self->evidence->len > 0)
    take_observation (self, g_ptr_array_index (self->evidence, 0));

  if (known != REPOINT_TLS_VERSION_NONE && self->strength > REPOINT_STRENGTH_GUIDE)
    {
      self->max_version = known;
      self->strength = REPOINT_STRENGTH_GUIDE;
      self->from_guide = TRUE;
      self->fact = fact;
    }

  self->confidence = judge (self->strength, &self->fact);
  self->contradicted = is_contradicted (self);

  return self;
}

/**
 * repoint_capability_free:
 * @self: (nullable) (transfer full): a judgement
 */
void
repoint_capability_free (RepointCapability *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->evidence, g_ptr_array_unref);
  g_free (self);
}

/**
 * repoint_capability_has:
 *
 * Returns: whether there is evidence of this strength, decisive or not
 */
gboolean
repoint_capability_has (const RepointCapability *self,
                        RepointStrength          strength)
{
  g_return_val_if_fail (self != NULL, FALSE);

  for (guint i = 0; i < self->evidence->len; i++)
    if (repoint_observation_get_strength (g_ptr_array_index (self->evidence, i)) == strength)
      return TRUE;

  return self->from_guide && strength == REPOINT_STRENGTH_GUIDE;
}

/**
 * repoint_capability_is_hint:
 *
 * Returns: whether nothing of it was seen of the mail client itself: another part of the device, its guide or somebody's
 *   word is all there is
 */
gboolean
repoint_capability_is_hint (const RepointCapability *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->strength == REPOINT_STRENGTH_OWN_SERVER || self->strength == REPOINT_STRENGTH_GUIDE ||
         self->strength == REPOINT_STRENGTH_STATEMENT;
}
