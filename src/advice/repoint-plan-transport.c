/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-plan-private.h"

#include "repoint-survey-data.h"

/* How one endpoint takes the TLS that the device's mail client can do.
 *
 * The standard endpoints of Microsoft 365 are judged by what is documented: a probe that was not turned away before
 * sign-in proves nothing there, nor does a device whose TLS was agreed on. That it was refused does. The legacy ones
 * depend on the tenant's switch, which only the admin knows, and never work for sure beyond a day that has been
 * announced. Of an own provider nothing is documented: what a survey saw
 * decides, and what the device itself met before that; old TLS that is not turned away before sign-in is unproven, never
 * more. */

/**
 * repoint_plan_get_standing:
 *
 * Returns: (transfer none): "standard" or "legacy", as reasons have it
 */
const char *
repoint_plan_get_standing (const RepointEndpointState *state)
{
  return repoint_enum_to_string (REPOINT_TYPE_STANDING,
                                 repoint_endpoint_get_standing (state->endpoint->endpoint));
}

static void
add_version_reason (RepointPlanContext         *context,
                    const RepointEndpointState *state,
                    const char                 *id,
                    const RepointFact          *fact,
                    RepointTlsVersion           version)
{
  repoint_reasons_add (context->reasons, id, fact,
                       "standing", repoint_plan_get_standing (state),
                       "version", repoint_tls_version_to_string (version),
                       NULL);
}

static void
add_minimum_reason (RepointPlanContext         *context,
                    const RepointEndpointState *state,
                    const char                 *id)
{
  repoint_reasons_add (context->reasons, id, &state->endpoint->tls_fact,
                       "standing", repoint_plan_get_standing (state),
                       "version", repoint_tls_version_to_string (context->capability->max_version),
                       "minimum", repoint_tls_version_to_string (state->endpoint->min_tls),
                       NULL);
}

typedef enum
{
  SEEN_NOTHING,
  SEEN_LET_IN,       /* up to sign-in */
  SEEN_REFUSED,      /* because of its TLS, at least sometimes */
  SEEN_TURNED_AWAY,  /* for another reason */
} Seen;

static void
add_tries_reason (RepointPlanContext             *context,
                  const RepointEndpointState     *state,
                  const char                     *id,
                  RepointTlsVersion               version,
                  guint                           refused,
                  guint                           tries)
{
  g_autofree char *refused_text = g_strdup_printf ("%u", refused);
  g_autofree char *tries_text = g_strdup_printf ("%u", tries);

  repoint_reasons_add (context->reasons, id, NULL,
                       "standing", repoint_plan_get_standing (state),
                       "version", repoint_tls_version_to_string (version),
                       "refused", refused_text,
                       "tries", tries_text,
                       NULL);
}

/* What a survey saw when it went on to talk with a version that the server had accepted. */
static Seen
look_behind_tls (RepointPlanContext         *context,
                 const RepointEndpointState *state,
                 JsonObject                 *survey,
                 RepointTlsVersion           version)
{
  RepointSurveyApplication application;

  repoint_survey_data_get_application (survey, version, &application);

  if (application.refused > 0)
    {
      gboolean tls = repoint_survey_data_is_about_tls (survey, version);

      add_tries_reason (context, state, tls ? "refused-in-tries" : "turned-away-in-tries", version, application.refused,
                        application.tries);
      return tls ? SEEN_REFUSED : SEEN_TURNED_AWAY;
    }

  if (application.handshake_refused > 0 && repoint_survey_data_is_about_tls (survey, version))
    {
      add_tries_reason (context, state, "broken-off-in-tries", version, application.handshake_refused, application.tries);
      return SEEN_REFUSED;
    }

  if (application.not_refused == 0)
    return SEEN_NOTHING;

  /* Of newer versions nobody doubts that they are let in. */
  if (version < REPOINT_TLS_VERSION_1_2)
    add_tries_reason (context, state, "not-refused-in-tries", version, 0, application.tries);

  return SEEN_LET_IN;
}

/* Whether every version that the device may offer was turned away: then there is none left to agree on. */
static gboolean
all_refused (JsonObject        *survey,
             RepointTlsVersion  highest)
{
  RepointTlsVersion lowest = MIN (highest, REPOINT_TLS_VERSION_1_0);

  for (gsize i = 0; i < G_N_ELEMENTS (repoint_survey_data_versions); i++)
    {
      RepointTlsVersion version = repoint_survey_data_versions[i];

      if (version >= lowest && version <= highest &&
          repoint_survey_data_get_answer (survey, version) != REPOINT_SURVEY_REFUSED)
        return FALSE;
    }

  return TRUE;
}

static RepointTransport
rate (RepointTlsVersion version)
{
  return version >= REPOINT_TLS_VERSION_1_2 ? REPOINT_TRANSPORT_WORKS : REPOINT_TRANSPORT_UNPROVEN;
}

/* The device itself, or its own hello, was there. */
static RepointTransport
judge_met (RepointPlanContext         *context,
           const RepointEndpointState *state,
           RepointVisitVerdict         verdict,
           RepointTlsVersion           agreed)
{
  JsonObject *survey = repoint_plan_find_survey (context, state->endpoint->endpoint);

  if (verdict == REPOINT_VISIT_REFUSED)
    return REPOINT_TRANSPORT_REFUSED;
  if (verdict != REPOINT_VISIT_ACCEPTED)
    return REPOINT_TRANSPORT_UNPROVEN;

  /* What comes after can be seen by a survey alone. */
  switch (survey != NULL && agreed != REPOINT_TLS_VERSION_NONE ? look_behind_tls (context, state, survey, agreed)
                                                               : SEEN_NOTHING)
    {
    case SEEN_REFUSED:
      return REPOINT_TRANSPORT_REFUSED;

    case SEEN_TURNED_AWAY:
      return REPOINT_TRANSPORT_UNPROVEN;

    case SEEN_LET_IN:
    case SEEN_NOTHING:
      break;
    }

  return rate (agreed);
}

static RepointTransport
judge_observed (RepointPlanContext         *context,
                const RepointEndpointState *state)
{
  JsonObject *survey = repoint_plan_find_survey (context, state->endpoint->endpoint);
  RepointTlsVersion highest = context->capability->max_version;
  RepointTlsVersion common, agreed;
  RepointSurveyApplication application;
  RepointVisitVerdict verdict = repoint_plan_look_at_visits (context, state, &agreed);

  if (survey != NULL && repoint_survey_data_is_reachable (survey))
    state->endpoint->min_tls = repoint_survey_data_get_floor (survey);

  if (verdict != REPOINT_VISIT_INCONCLUSIVE)
    return judge_met (context, state, verdict, agreed);

  if (survey == NULL || !repoint_survey_data_is_reachable (survey))
    {
      repoint_reasons_add (context->reasons, survey == NULL ? "server-not-asked" : "server-not-reached", NULL,
                           "standing", repoint_plan_get_standing (state), NULL);
      return REPOINT_TRANSPORT_UNKNOWN;
    }

  if (highest == REPOINT_TLS_VERSION_NONE)
    return REPOINT_TRANSPORT_UNKNOWN;

  common = repoint_survey_data_get_highest (survey, highest);
  if (common == REPOINT_TLS_VERSION_NONE)
    {
      gboolean refused = all_refused (survey, highest);

      add_version_reason (context, state, refused ? "server-refuses" : "server-unclear", NULL, highest);
      return refused ? REPOINT_TRANSPORT_REFUSED : REPOINT_TRANSPORT_UNKNOWN;
    }

  /* Where the handshake is all that it accepts, what came behind it is told alone. */
  repoint_survey_data_get_application (survey, common, &application);
  if (application.refused == 0 && application.handshake_refused == 0)
    add_version_reason (context, state, "server-accepts", NULL, common);
  switch (look_behind_tls (context, state, survey, common))
    {
    case SEEN_REFUSED:
      return REPOINT_TRANSPORT_REFUSED;

    case SEEN_TURNED_AWAY:
      return REPOINT_TRANSPORT_UNPROVEN;

    case SEEN_LET_IN:
    case SEEN_NOTHING:
      break;
    }

  return rate (common);
}

/* What a survey saw of a legacy endpoint with the old version: a refusal is certain, its absence is not. @agreed: what
 * the device itself agreed on there, if it did. */
static gboolean
is_refused_at_legacy (RepointPlanContext         *context,
                      const RepointEndpointState *state,
                      RepointTlsVersion           agreed)
{
  JsonObject *survey = repoint_plan_find_survey (context, state->endpoint->endpoint);
  RepointTlsVersion highest = context->capability->max_version;
  RepointTlsVersion common;

  if (survey == NULL || !repoint_survey_data_is_reachable (survey))
    return FALSE;

  common = agreed != REPOINT_TLS_VERSION_NONE ? agreed : repoint_survey_data_get_highest (survey, highest);
  if (common != REPOINT_TLS_VERSION_NONE)
    return look_behind_tls (context, state, survey, common) == SEEN_REFUSED;

  if (!all_refused (survey, highest))
    return FALSE;

  add_version_reason (context, state, "server-refuses", NULL, highest);

  return TRUE;
}

static RepointTransport
judge_switch (RepointPlanContext           *context,
              const RepointCatalogEndpoint *endpoint)
{
  switch (repoint_organization_get_legacy_tls (context->organization))
    {
    case REPOINT_SWITCH_OFF:
      repoint_reasons_add (context->reasons, "legacy-switch-off", &endpoint->fact, NULL);
      return REPOINT_TRANSPORT_REFUSED;

    case REPOINT_SWITCH_UNSET:
      repoint_reasons_add (context->reasons, "legacy-switch-unset", &endpoint->fact, NULL);
      return REPOINT_TRANSPORT_REFUSED;

    case REPOINT_SWITCH_UNKNOWN:
      repoint_reasons_add (context->reasons, "legacy-switch-unknown", &endpoint->fact, NULL);
      return REPOINT_TRANSPORT_UNPROVEN;

    case REPOINT_SWITCH_ON:
      break;
    }

  return REPOINT_TRANSPORT_WORKS;
}

/* Old TLS at an endpoint that is documented to take it. */
static RepointTransport
judge_legacy (RepointPlanContext   *context,
              RepointEndpointState *state,
              RepointTlsVersion     agreed)
{
  const RepointCatalogEndpoint *endpoint = state->endpoint;
  RepointTransport transport;

  if (is_refused_at_legacy (context, state, agreed))
    return REPOINT_TRANSPORT_REFUSED;

  if (endpoint->block_until != NULL && repoint_plan_is_past (context, endpoint->block_until))
    {
      repoint_reasons_add (context->reasons, "legacy-block-passed", &endpoint->block_fact,
                           "date", endpoint->block_until, NULL);
      return REPOINT_TRANSPORT_REFUSED;
    }

  transport = endpoint->needs_opt_in ? judge_switch (context, endpoint) : REPOINT_TRANSPORT_WORKS;
  if (transport == REPOINT_TRANSPORT_REFUSED)
    return transport;

  if (endpoint->tls_fact.confidence == REPOINT_CONFIDENCE_LOW)
    {
      repoint_reasons_add (context->reasons, "legacy-weakly-documented", &endpoint->tls_fact, NULL);
      transport = REPOINT_TRANSPORT_UNPROVEN;
    }

  if (endpoint->block_until == NULL)
    {
      repoint_reasons_add (context->reasons, "legacy-no-date", &endpoint->tls_fact, NULL);
      return transport;
    }

  state->transport_date = endpoint->block_until;
  repoint_reasons_add (context->reasons, "legacy-block-until", &endpoint->block_fact,
                       "date", endpoint->block_until, NULL);
  if (endpoint->block_from != NULL && g_strcmp0 (context->today, endpoint->block_from) >= 0)
    repoint_reasons_add (context->reasons, "legacy-may-stop-any-day", &endpoint->block_fact,
                         "date", endpoint->block_from, NULL);

  return transport == REPOINT_TRANSPORT_WORKS ? REPOINT_TRANSPORT_WORKS_UNTIL : transport;
}

/* The device met the endpoint, and did not get through for a reason that is not its old TLS. */
static gboolean
is_held_up (RepointVisitVerdict verdict)
{
  return verdict == REPOINT_VISIT_DISTRUSTED || verdict == REPOINT_VISIT_TURNED_AWAY;
}

/* The legacy endpoint is made for what the device has outgrown. Where TLS was agreed on all the same, it is taken only by
 * the tenant's leave. */
static RepointTransport
judge_beyond_documents (RepointPlanContext   *context,
                        RepointEndpointState *state,
                        RepointVisitVerdict   verdict,
                        RepointTlsVersion     agreed)
{
  RepointTransport met;

  if (verdict == REPOINT_VISIT_INCONCLUSIVE)
    {
      repoint_reasons_add (context->reasons, "legacy-tls12-unconfirmed", &state->endpoint->tls_fact, NULL);
      return REPOINT_TRANSPORT_UNPROVEN;
    }

  met = judge_met (context, state, verdict, agreed);
  if (met != REPOINT_TRANSPORT_WORKS || !state->endpoint->needs_opt_in ||
      repoint_organization_get_legacy_tls (context->organization) == REPOINT_SWITCH_ON)
    return met;

  return REPOINT_TRANSPORT_UNPROVEN;
}

/* A survey that saw the opposite of what is documented, perhaps because something stands in between. What the device
 * itself agreed on is beyond doubt. */
static gboolean
survey_disagrees (RepointPlanContext         *context,
                  const RepointEndpointState *state,
                  RepointTlsVersion           agreed)
{
  JsonObject *survey = repoint_plan_find_survey (context, state->endpoint->endpoint);
  RepointTlsVersion highest = context->capability->max_version;
  RepointTlsVersion common;

  if (survey == NULL || !repoint_survey_data_is_reachable (survey))
    return FALSE;

  common = agreed != REPOINT_TLS_VERSION_NONE ? agreed : repoint_survey_data_get_highest (survey, highest);
  if (common >= state->endpoint->min_tls)
    return look_behind_tls (context, state, survey, common) >= SEEN_REFUSED;

  return repoint_survey_data_get_answer (survey, state->endpoint->min_tls) == REPOINT_SURVEY_REFUSED;
}

static RepointTransport
rate_offer (RepointHelloVerdict verdict)
{
  switch (verdict)
    {
    case REPOINT_HELLO_VERDICT_REFUSED:
      return REPOINT_TRANSPORT_REFUSED;

    case REPOINT_HELLO_VERDICT_UNCLEAR:
      return REPOINT_TRANSPORT_UNPROVEN;

    case REPOINT_HELLO_VERDICT_UNKNOWN:
    case REPOINT_HELLO_VERDICT_ACCEPTED:
      break;
    }

  return REPOINT_TRANSPORT_WORKS;
}

static RepointTransport
judge_documented (RepointPlanContext   *context,
                  RepointEndpointState *state)
{
  const RepointCatalogEndpoint *endpoint = state->endpoint;
  RepointTlsVersion highest = context->capability->max_version;
  RepointTlsVersion agreed;
  RepointVisitVerdict verdict = repoint_plan_look_at_visits (context, state, &agreed);

  if (highest == REPOINT_TLS_VERSION_NONE)
    return REPOINT_TRANSPORT_UNKNOWN;

  if (highest < endpoint->min_tls)
    {
      JsonObject *survey = repoint_plan_find_survey (context, endpoint->endpoint);

      add_minimum_reason (context, state, "below-minimum");
      if (survey != NULL && repoint_survey_data_get_highest (survey, highest) != REPOINT_TLS_VERSION_NONE)
        look_behind_tls (context, state, survey, repoint_survey_data_get_highest (survey, highest));
      return REPOINT_TRANSPORT_REFUSED;
    }

  if (verdict == REPOINT_VISIT_REFUSED)
    return REPOINT_TRANSPORT_REFUSED;

  if (highest < REPOINT_TLS_VERSION_1_2)
    {
      RepointTransport transport = judge_legacy (context, state, agreed);

      return is_held_up (verdict) && transport != REPOINT_TRANSPORT_REFUSED ? REPOINT_TRANSPORT_UNPROVEN : transport;
    }

  if (endpoint->documented_max != REPOINT_TLS_VERSION_NONE && highest > endpoint->documented_max)
    return judge_beyond_documents (context, state, verdict, agreed);

  add_minimum_reason (context, state, "meets-minimum");
  if (is_held_up (verdict))
    return REPOINT_TRANSPORT_UNPROVEN;

  if (survey_disagrees (context, state, agreed))
    {
      add_version_reason (context, state, "survey-disagrees", NULL, highest);
      return REPOINT_TRANSPORT_UNPROVEN;
    }

  return verdict == REPOINT_VISIT_ACCEPTED ? REPOINT_TRANSPORT_WORKS
                                           : rate_offer (repoint_plan_judge_offer (context, state));
}

/**
 * repoint_plan_judge_transport:
 * @state: what is known of the endpoint; gets transport and its date
 */
void
repoint_plan_judge_transport (RepointPlanContext   *context,
                              RepointEndpointState *state)
{
  state->available = state->endpoint->available;

  if (!state->available)
    {
      repoint_reasons_add (context->reasons, "legacy-not-in-cloud", &state->endpoint->fact, "cloud",
                           repoint_enum_to_string (REPOINT_TYPE_CLOUD,
                                                   repoint_organization_get_cloud (context->organization)),
                           NULL);
      state->transport = REPOINT_TRANSPORT_UNAVAILABLE;
    }
  else if (repoint_plan_is_own_provider (context))
    state->transport = judge_observed (context, state);
  else
    state->transport = judge_documented (context, state);
}
