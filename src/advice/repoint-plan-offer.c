/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-plan-private.h"

#include "repoint-survey-data.h"
#include "repoint-tls-suite.h"

/* What the device offers, held against what is published: where neither it nor its hello has been at the endpoint. */

/* (transfer full) (nullable): the hello that the capability rests on. */
static RepointClientHello *
find_hello (const RepointPlanContext *context,
            RepointObservation       *evidence)
{
  const char *id = repoint_survey_data_get_string (repoint_observation_get_data (evidence), "hello");
  GBytes *raw = id != NULL ? repoint_project_get_hello (context->project, id) : NULL;

  return raw != NULL ? repoint_client_hello_parse (raw, NULL) : NULL;
}

static const RepointCatalogClient *
find_client (const RepointPlanContext *context,
             RepointObservation       *evidence)
{
  const char *id = repoint_survey_data_get_string (repoint_observation_get_data (evidence), "profile");

  return id != NULL ? repoint_catalog_find_client (context->catalog, id) : NULL;
}

static RepointHelloJudgement
judge (const RepointPlanContext   *context,
       const RepointEndpointState *state)
{
  RepointHelloJudgement judgement = { REPOINT_HELLO_VERDICT_UNKNOWN };
  RepointObservation *evidence;

  if (context->capability->from_guide || context->capability->evidence->len == 0)
    return judgement;

  evidence = g_ptr_array_index (context->capability->evidence, 0);
  if (g_str_equal (repoint_observation_get_kind (evidence), REPOINT_OBSERVATION_PROFILE))
    {
      const RepointCatalogClient *client = find_client (context, evidence);

      if (client != NULL)
        judgement = repoint_hello_judge_known (client, state->endpoint);
    }
  else if (repoint_visits_is_visit (evidence))
    {
      g_autoptr(RepointClientHello) hello = find_hello (context, evidence);

      if (hello != NULL)
        judgement = repoint_hello_judge (hello, state->endpoint);
    }

  return judgement;
}

/* A survey asked the very server for the key exchange that is reported not to be taken. */
static RepointHelloVerdict
resolve_doubt (RepointPlanContext          *context,
               const RepointEndpointState  *state,
               const RepointHelloJudgement *judgement)
{
  JsonObject *survey = repoint_plan_find_survey (context, state->endpoint->endpoint);
  JsonObject *profiles = survey != NULL ? repoint_survey_data_get_object (survey, "profiles") : NULL;
  const char *answer = profiles != NULL ? repoint_survey_data_get_string (profiles, "rsa-key-exchange") : NULL;

  if (repoint_tls_suite_get_key_exchange (judgement->suite) != REPOINT_TLS_KEY_EXCHANGE_RSA)
    return judgement->verdict;

  if (g_strcmp0 (answer, "accepted") == 0)
    return REPOINT_HELLO_VERDICT_ACCEPTED;

  return g_strcmp0 (answer, "refused") == 0 ? REPOINT_HELLO_VERDICT_REFUSED : judgement->verdict;
}

/**
 * repoint_plan_judge_offer:
 * @state: an endpoint whose version the device can do
 *
 * Adds why, unless the endpoint would take the suites of the device, or nothing is known of either.
 *
 * Returns: what follows for the endpoint
 */
RepointHelloVerdict
repoint_plan_judge_offer (RepointPlanContext         *context,
                          const RepointEndpointState *state)
{
  RepointHelloJudgement judgement = judge (context, state);
  RepointHelloVerdict verdict = judgement.verdict;
  const char *id = NULL;

  switch (verdict)
    {
    case REPOINT_HELLO_VERDICT_UNCLEAR:
      if (judgement.suite != 0)
        verdict = resolve_doubt (context, state, &judgement);
      id = judgement.suite == 0 ? "suites-tls13-only"
           : verdict == REPOINT_HELLO_VERDICT_REFUSED ? "suites-refused" : "suites-doubtful";
      break;

    case REPOINT_HELLO_VERDICT_REFUSED:
      id = "suites-missing";
      break;

    case REPOINT_HELLO_VERDICT_UNKNOWN:
    case REPOINT_HELLO_VERDICT_ACCEPTED:
      break;
    }

  if (id != NULL && verdict != REPOINT_HELLO_VERDICT_ACCEPTED)
    repoint_reasons_add (context->reasons, id, judgement.fact, "standing", repoint_plan_get_standing (state), NULL);

  return verdict;
}
