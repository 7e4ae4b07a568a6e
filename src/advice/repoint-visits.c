/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-visits.h"

#include <string.h>

#include "repoint-survey-data.h"

/* A client that fails tries again at once with less: what it offered within this time is one answer. */
#define FALLBACK_SECONDS 120

/* Beyond it, what the server does today counts more than what the device itself met. */
#define DAY_SECONDS (24 * 60 * 60)

static gboolean
is_kind (RepointObservation *observation,
         const char         *kind)
{
  return strcmp (repoint_observation_get_kind (observation), kind) == 0;
}

static const char *
get_string (RepointObservation *observation,
            const char         *name)
{
  return repoint_survey_data_get_string (repoint_observation_get_data (observation), name);
}

static gboolean
has_string (RepointObservation *observation,
            const char         *name,
            const char         *value)
{
  return g_strcmp0 (get_string (observation, name), value) == 0;
}

static gint64
get_time (RepointObservation *observation)
{
  return g_date_time_to_unix (repoint_observation_get_last_seen (observation));
}

/**
 * repoint_visits_is_visit:
 *
 * Returns: whether it is of what the device itself did, or was done with its own hello
 */
gboolean
repoint_visits_is_visit (RepointObservation *observation)
{
  g_return_val_if_fail (REPOINT_IS_OBSERVATION (observation), FALSE);

  return is_kind (observation, REPOINT_OBSERVATION_HELLO) || is_kind (observation, REPOINT_OBSERVATION_PASSAGE) ||
         is_kind (observation, REPOINT_OBSERVATION_REPLAY);
}

/**
 * repoint_visits_get_version:
 * @name: a member that is the name of a version
 *
 * Returns: the version, %REPOINT_TLS_VERSION_NONE when there is none
 */
RepointTlsVersion
repoint_visits_get_version (RepointObservation *observation,
                            const char         *name)
{
  g_return_val_if_fail (REPOINT_IS_OBSERVATION (observation), REPOINT_TLS_VERSION_NONE);

  return repoint_tls_version_from_string (get_string (observation, name));
}

/* The alerts by which a client says that it does not take the certificate (RFC 8446, section 6.2). */
static gboolean
is_distrust (const char *alert)
{
  static const char * const alerts[] = { "unknown_ca", "bad_certificate", "certificate_unknown", "certificate_expired",
                                         "unsupported_certificate", "certificate_revoked", NULL };

  return alert != NULL && g_strv_contains (alerts, alert);
}

static RepointVisitVerdict
judge_passage (RepointObservation *observation)
{
  gboolean by_device = has_string (observation, "alert_from", "device");

  if (by_device && is_distrust (get_string (observation, "alert")))
    return REPOINT_VISIT_DISTRUSTED;
  if (has_string (observation, "result", "tls-established") &&
      repoint_visits_get_version (observation, "version") != REPOINT_TLS_VERSION_NONE)
    return REPOINT_VISIT_ACCEPTED;
  if (has_string (observation, "result", "refused") && !by_device)
    return REPOINT_VISIT_REFUSED;

  return REPOINT_VISIT_INCONCLUSIVE;
}

static RepointVisitVerdict
judge_replay (RepointObservation *observation)
{
  JsonObject *session = repoint_survey_data_get_object (repoint_observation_get_data (observation), "session");
  const char *error;

  if (has_string (observation, "result", "refused"))
    return REPOINT_VISIT_REFUSED;
  if (!has_string (observation, "result", "accepted") ||
      repoint_visits_get_version (observation, "version") == REPOINT_TLS_VERSION_NONE)
    return REPOINT_VISIT_INCONCLUSIVE;
  if (session == NULL || g_strcmp0 (repoint_survey_data_get_string (session, "result"), "refused") != 0)
    return REPOINT_VISIT_ACCEPTED;

  error = repoint_survey_data_get_string (session, "error");

  return error != NULL && g_str_has_prefix (error, "legacy-tls-refused") ? REPOINT_VISIT_REFUSED
                                                                        : REPOINT_VISIT_TURNED_AWAY;
}

/**
 * repoint_visits_judge:
 * @observation: of any kind
 *
 * Returns: what follows for the server; a hello alone leads to none
 */
RepointVisitVerdict
repoint_visits_judge (RepointObservation *observation)
{
  g_return_val_if_fail (REPOINT_IS_OBSERVATION (observation), REPOINT_VISIT_INCONCLUSIVE);

  if (is_kind (observation, REPOINT_OBSERVATION_PASSAGE))
    return judge_passage (observation);
  if (is_kind (observation, REPOINT_OBSERVATION_REPLAY))
    return judge_replay (observation);

  return REPOINT_VISIT_INCONCLUSIVE;
}

/* Whether the device was there itself, with TLS, and it is evidence of that. */
static gboolean
shows_offer (RepointObservation *observation)
{
  if (repoint_observation_get_strength (observation) > REPOINT_STRENGTH_CAPTURED_HELLO ||
      repoint_visits_get_version (observation, "max_version") == REPOINT_TLS_VERSION_NONE)
    return FALSE;

  return is_kind (observation, REPOINT_OBSERVATION_HELLO) ||
         (is_kind (observation, REPOINT_OBSERVATION_PASSAGE) && judge_passage (observation) != REPOINT_VISIT_INCONCLUSIVE);
}

/* What the device offered last: the ids of its hellos. @since gets the time from which on it counts. */
static GHashTable *
list_last_hellos (GPtrArray *observations,
                  gint64    *since)
{
  GHashTable *hellos = g_hash_table_new (g_str_hash, g_str_equal);

  *since = G_MININT64;
  for (guint i = 0; i < observations->len; i++)
    if (shows_offer (g_ptr_array_index (observations, i)))
      *since = MAX (*since, get_time (g_ptr_array_index (observations, i)) - FALLBACK_SECONDS);

  for (guint i = 0; i < observations->len; i++)
    {
      RepointObservation *observation = g_ptr_array_index (observations, i);
      const char *hello = get_string (observation, "hello");

      if (hello != NULL && shows_offer (observation) && get_time (observation) >= *since)
        g_hash_table_add (hellos, (gpointer) hello);
    }

  return hellos;
}

/**
 * repoint_visits_list_current:
 * @observations: (element-type RepointObservation): of one device
 *
 * A device that was updated or set up anew since offers something else: of what it showed before, nothing counts any
 * more, neither how a server took it nor how its old hello, sent again, was taken.
 *
 * Returns: (transfer container) (element-type RepointObservation): the visits that still count, in the same order
 */
GPtrArray *
repoint_visits_list_current (GPtrArray *observations)
{
  GPtrArray *current = g_ptr_array_new ();
  g_autoptr(GHashTable) hellos = NULL;
  gint64 since;

  g_return_val_if_fail (observations != NULL, current);

  hellos = list_last_hellos (observations, &since);
  for (guint i = 0; i < observations->len; i++)
    {
      RepointObservation *observation = g_ptr_array_index (observations, i);
      const char *hello;

      if (!repoint_visits_is_visit (observation))
        continue;

      hello = get_string (observation, "hello");
      if (hello != NULL ? g_hash_table_size (hellos) == 0 || g_hash_table_contains (hellos, hello)
                        : get_time (observation) >= since)
        g_ptr_array_add (current, observation);
    }

  return current;
}

/* Whether it says more than @other of a server: the stronger kind, then what succeeded – a client that falls back gets
 * in –, then the newer. */
static gboolean
says_more (RepointObservation *observation,
           RepointObservation *other)
{
  int by_strength = (int) repoint_observation_get_strength (other) - (int) repoint_observation_get_strength (observation);
  int by_verdict = (int) repoint_visits_judge (observation) - (int) repoint_visits_judge (other);

  if (by_strength != 0)
    return by_strength > 0;
  if (by_verdict != 0)
    return by_verdict > 0;

  return get_time (observation) >= get_time (other);
}

static gboolean
is_at (RepointObservation  *observation,
       const RepointTarget *target)
{
  const char *uri = get_string (observation, "target");
  g_autoptr(RepointTarget) other = uri != NULL ? repoint_target_parse (uri, NULL) : NULL;

  return other != NULL && repoint_target_equal (other, target);
}

/**
 * repoint_visits_find_at:
 * @visits: (element-type RepointObservation): as repoint_visits_list_current() lists them
 * @target: a server
 *
 * What the device itself met there is stronger than what its hello meets when it is sent again; but where the latter is
 * newer by more than a day and says something else, the server has changed.
 *
 * Returns: (transfer none) (nullable): what decides how the server takes the device; %NULL: nothing conclusive is known
 */
RepointObservation *
repoint_visits_find_at (GPtrArray           *visits,
                        const RepointTarget *target)
{
  RepointObservation *newest = NULL;
  RepointObservation *strongest = NULL;

  g_return_val_if_fail (visits != NULL, NULL);
  g_return_val_if_fail (target != NULL, NULL);

  for (guint i = 0; i < visits->len; i++)
    {
      RepointObservation *observation = g_ptr_array_index (visits, i);

      if (repoint_visits_judge (observation) == REPOINT_VISIT_INCONCLUSIVE || !is_at (observation, target))
        continue;

      if (newest == NULL || get_time (observation) > get_time (newest) ||
          (get_time (observation) == get_time (newest) && says_more (observation, newest)))
        newest = observation;
      if (strongest == NULL || says_more (observation, strongest))
        strongest = observation;
    }

  if (strongest == NULL || repoint_visits_judge (strongest) == repoint_visits_judge (newest) ||
      get_time (newest) - get_time (strongest) <= DAY_SECONDS)
    return strongest;

  return newest;
}

/**
 * repoint_visits_find_latest_at:
 * @kind: %REPOINT_OBSERVATION_PASSAGE or %REPOINT_OBSERVATION_REPLAY
 *
 * Returns: (transfer none) (nullable): the newest of a kind at a server, conclusive or not
 */
RepointObservation *
repoint_visits_find_latest_at (GPtrArray           *visits,
                               const RepointTarget *target,
                               const char          *kind)
{
  RepointObservation *latest = NULL;

  g_return_val_if_fail (visits != NULL, NULL);
  g_return_val_if_fail (target != NULL, NULL);

  for (guint i = 0; i < visits->len; i++)
    {
      RepointObservation *observation = g_ptr_array_index (visits, i);

      if (is_kind (observation, kind) && is_at (observation, target) &&
          (latest == NULL || get_time (observation) >= get_time (latest)))
        latest = observation;
    }

  return latest;
}

/**
 * repoint_visits_find_talk:
 * @observations: (element-type RepointObservation): of one device
 *
 * Returns: (transfer none) (nullable): the newest visit by that protocol, with a hello or without
 */
RepointObservation *
repoint_visits_find_talk (GPtrArray       *observations,
                          RepointProtocol  protocol)
{
  RepointObservation *latest = NULL;

  g_return_val_if_fail (observations != NULL, NULL);

  for (guint i = 0; i < observations->len; i++)
    {
      RepointObservation *observation = g_ptr_array_index (observations, i);

      if (is_kind (observation, REPOINT_OBSERVATION_HELLO) &&
          has_string (observation, "protocol", repoint_protocol_to_string (protocol)) &&
          (latest == NULL || get_time (observation) >= get_time (latest)))
        latest = observation;
    }

  return latest;
}

/**
 * repoint_visits_went_in_clear:
 * @hello: an observation of that kind
 *
 * Returns: whether the device never asked for encryption, or would have signed in without it
 */
gboolean
repoint_visits_went_in_clear (RepointObservation *hello)
{
  g_return_val_if_fail (REPOINT_IS_OBSERVATION (hello), FALSE);

  return has_string (hello, "outcome", "in-clear") || has_string (hello, "asked_sign_in", "clear");
}

/**
 * repoint_visits_began_with_tls:
 * @hello: an observation of that kind
 *
 * Returns: whether the device began with encryption instead of asking for it
 */
gboolean
repoint_visits_began_with_tls (RepointObservation *hello)
{
  g_return_val_if_fail (REPOINT_IS_OBSERVATION (hello), FALSE);

  return has_string (hello, "security", "tls") && get_string (hello, "hello") != NULL;
}

/**
 * repoint_visits_get_validates:
 * @validates: (out): whether the device checks certificates
 * @hello: (out) (transfer none): the visit that showed it
 *
 * Returns: whether that is known; the newest visit that showed it counts
 */
gboolean
repoint_visits_get_validates (GPtrArray           *observations,
                              gboolean            *validates,
                              RepointObservation **hello)
{
  g_return_val_if_fail (observations != NULL, FALSE);

  *hello = NULL;
  for (guint i = 0; i < observations->len; i++)
    {
      RepointObservation *observation = g_ptr_array_index (observations, i);
      JsonObject *handshake;
      JsonNode *node;

      if (!is_kind (observation, REPOINT_OBSERVATION_HELLO) ||
          (*hello != NULL && get_time (observation) < get_time (*hello)))
        continue;

      handshake = repoint_survey_data_get_object (repoint_observation_get_data (observation), "handshake");
      node = handshake != NULL ? json_object_get_member (handshake, "validates_certificate") : NULL;
      if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
        continue;

      *validates = json_node_get_boolean (node);
      *hello = observation;
    }

  return *hello != NULL;
}
