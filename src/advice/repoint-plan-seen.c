/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-plan-private.h"

#include "repoint-survey-data.h"

/* What the device itself, or its own hello sent again, met at an endpoint, and how it went about mail. It proves that TLS
 * is agreed on, never that mail is taken afterwards. */

static const char *
get_text (RepointObservation *observation,
          const char         *name)
{
  const char *text = repoint_survey_data_get_string (repoint_observation_get_data (observation), name);

  return text != NULL ? text : "";
}

static char *
get_time (RepointObservation *observation)
{
  return g_date_time_format_iso8601 (repoint_observation_get_last_seen (observation));
}

static gboolean
is_passage (RepointObservation *observation)
{
  return g_str_equal (repoint_observation_get_kind (observation), REPOINT_OBSERVATION_PASSAGE);
}

/* Only what was refused is worth the version that was offered; else it is the one that was agreed on. */
static void
add_met_reason (RepointPlanContext         *context,
                const RepointEndpointState *state,
                const char                 *id,
                RepointObservation         *observation,
                const char                 *version_member)
{
  RepointTlsVersion version = repoint_visits_get_version (observation, version_member);
  g_autofree char *seen = get_time (observation);

  repoint_reasons_add (context->reasons, id, NULL,
                       "standing", repoint_plan_get_standing (state),
                       "version", version != REPOINT_TLS_VERSION_NONE ? repoint_tls_version_to_string (version) : "",
                       "alert", get_text (observation, "alert"),
                       "seen", seen,
                       NULL);
}

static const char *
get_distrust_reason (RepointObservation *observation)
{
  const char *alert = get_text (observation, "alert");

  if (g_str_equal (alert, "unknown_ca"))
    return "passage-distrusts";

  return g_str_equal (alert, "certificate_expired") ? "passage-clock" : "passage-disputes";
}

/* Why nothing conclusive is known, though somebody tried. */
static void
add_inconclusive_reason (RepointPlanContext         *context,
                         const RepointEndpointState *state)
{
  const RepointTarget *target = repoint_endpoint_get_target (state->endpoint->endpoint);
  RepointObservation *passage = repoint_visits_find_latest_at (context->visits, target, REPOINT_OBSERVATION_PASSAGE);
  const char *result = passage != NULL ? get_text (passage, "result") : "";

  if (g_str_equal (result, "no-starttls"))
    add_met_reason (context, state, "passage-no-starttls", passage, "max_version");
  else if (g_str_equal (result, "inconclusive") || g_str_equal (result, "device-left"))
    add_met_reason (context, state, "passage-inconclusive", passage, "max_version");
}

/* Whether the server has been asked from here since, and does not take that version any more. */
static gboolean
has_ended_since (const RepointPlanContext   *context,
                 const RepointEndpointState *state,
                 RepointObservation         *observation,
                 RepointTlsVersion           version)
{
  RepointObservation *survey = repoint_plan_find_survey_observation (context, state->endpoint->endpoint);

  return survey != NULL && version != REPOINT_TLS_VERSION_NONE &&
         g_date_time_difference (repoint_observation_get_last_seen (survey),
                                 repoint_observation_get_last_seen (observation)) > G_TIME_SPAN_DAY &&
         repoint_survey_data_get_answer (repoint_observation_get_data (survey), version) == REPOINT_SURVEY_REFUSED;
}

/**
 * repoint_plan_look_at_visits:
 * @version: (out): where TLS was agreed on, the version
 *
 * Adds why.
 *
 * Returns: what follows for the endpoint
 */
RepointVisitVerdict
repoint_plan_look_at_visits (RepointPlanContext         *context,
                             const RepointEndpointState *state,
                             RepointTlsVersion          *version)
{
  RepointObservation *decisive =
    repoint_visits_find_at (context->visits, repoint_endpoint_get_target (state->endpoint->endpoint));
  RepointVisitVerdict verdict;

  *version = REPOINT_TLS_VERSION_NONE;
  if (decisive == NULL)
    {
      add_inconclusive_reason (context, state);
      return REPOINT_VISIT_INCONCLUSIVE;
    }

  verdict = repoint_visits_judge (decisive);
  switch (verdict)
    {
    case REPOINT_VISIT_ACCEPTED:
      *version = repoint_visits_get_version (decisive, "version");
      if (has_ended_since (context, state, decisive, *version))
        {
          *version = REPOINT_TLS_VERSION_NONE;
          return REPOINT_VISIT_INCONCLUSIVE;
        }
      add_met_reason (context, state, is_passage (decisive) ? "passage-established" : "replay-accepted", decisive,
                      "version");
      break;

    case REPOINT_VISIT_REFUSED:
      add_met_reason (context, state, is_passage (decisive) ? "passage-refused" : "replay-refused", decisive,
                      "max_version");
      break;

    case REPOINT_VISIT_DISTRUSTED:
      add_met_reason (context, state, get_distrust_reason (decisive), decisive, "max_version");
      break;

    case REPOINT_VISIT_TURNED_AWAY:
      *version = repoint_visits_get_version (decisive, "version");
      add_met_reason (context, state, "replay-turned-away", decisive, "version");
      break;

    case REPOINT_VISIT_INCONCLUSIVE:
      break;
    }

  return verdict;
}

/**
 * repoint_plan_distrusts_servers:
 *
 * Returns: whether the device broke off because of the certificate of a server that the mail use may go to: they all lead
 *   to the same roots
 */
gboolean
repoint_plan_distrusts_servers (const RepointPlanContext *context)
{
  gboolean distrusts = FALSE;

  for (guint i = 0; i < context->states->len; i++)
    {
      const RepointEndpointState *state = g_ptr_array_index (context->states, i);
      RepointObservation *decisive =
        repoint_visits_find_at (context->visits, repoint_endpoint_get_target (state->endpoint->endpoint));
      RepointVisitVerdict verdict = decisive != NULL ? repoint_visits_judge (decisive) : REPOINT_VISIT_INCONCLUSIVE;

      if (verdict == REPOINT_VISIT_ACCEPTED && is_passage (decisive))
        return FALSE;
      distrusts = distrusts || verdict == REPOINT_VISIT_DISTRUSTED;
    }

  return distrusts;
}

/**
 * repoint_plan_get_root:
 * @state: (nullable): of the server
 *
 * Returns: (transfer none): the name of the root that the server's certificate leads to, as was seen, or else as is
 *   documented; "" when that is not known
 */
const char *
repoint_plan_get_root (const RepointPlanContext   *context,
                       const RepointEndpointState *state)
{
  JsonObject *survey = state != NULL ? repoint_plan_find_survey (context, state->endpoint->endpoint) : NULL;
  JsonObject *certificate = survey != NULL ? repoint_survey_data_get_object (survey, "certificate") : NULL;
  const char *root = certificate != NULL ? repoint_survey_data_get_string (certificate, "root") : NULL;
  g_autoptr(GPtrArray) roots = NULL;

  if (root != NULL || state == NULL)
    return root != NULL ? root : "";

  roots = repoint_catalog_list_roots (context->catalog,
                                      repoint_endpoint_get_target (state->endpoint->endpoint)->host);

  return roots->len > 0 ? ((const RepointCatalogRoot *) g_ptr_array_index (roots, 0))->name : "";
}

/**
 * repoint_plan_look_at_manners:
 *
 * Adds how the device goes about mail, as it was seen.
 *
 * Returns: which of its settings have to change
 */
RepointManners
repoint_plan_look_at_manners (RepointPlanContext *context)
{
  RepointProtocol protocol = repoint_mail_use_get_protocol (context->use);
  RepointObservation *talk = repoint_visits_find_talk (context->observations, protocol);
  RepointObservation *hello = NULL;
  RepointManners manners = 0;
  gboolean validates = FALSE;

  if (talk != NULL && repoint_visits_went_in_clear (talk))
    {
      g_autofree char *seen = get_time (talk);

      manners |= REPOINT_MANNERS_IN_CLEAR;
      repoint_reasons_add (context->reasons, "seen-in-clear", NULL, "seen", seen, NULL);
    }
  else if (talk != NULL && protocol == REPOINT_PROTOCOL_SMTP && repoint_visits_began_with_tls (talk) &&
           !repoint_plan_is_own_provider (context))
    {
      g_autofree char *seen = get_time (talk);

      manners |= REPOINT_MANNERS_TLS_AT_ONCE;
      repoint_reasons_add (context->reasons, "tls-at-once", NULL, "seen", seen, NULL);
    }

  if (repoint_visits_get_validates (context->observations, &validates, &hello))
    {
      g_autofree char *seen = get_time (hello);
      const RepointEndpointState *goal = repoint_plan_find_goal (context);

      if (validates)
        manners |= REPOINT_MANNERS_VALIDATES;
      repoint_reasons_add (context->reasons, validates ? "checks-certificates" : "takes-any-certificate", NULL,
                           "root", validates ? repoint_plan_get_root (context, goal) : "",
                           "seen", seen,
                           NULL);
    }

  return manners;
}
