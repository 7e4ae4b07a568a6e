/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-plan-private.h"

#include "repoint-survey-data.h"

/* How one endpoint takes the way in which the device signs in. */

static RepointSignInState
judge_observed (RepointPlanContext         *context,
                const RepointEndpointState *state,
                RepointSignIn               sign_in)
{
  JsonObject *survey = repoint_plan_find_survey (context, state->endpoint->endpoint);

  if (survey == NULL || !repoint_survey_data_knows_sign_in (survey))
    return REPOINT_SIGN_IN_STATE_UNKNOWN;

  if (sign_in == REPOINT_SIGN_IN_BASIC)
    {
      if (repoint_survey_data_offers_basic (survey))
        {
          repoint_reasons_add (context->reasons, "basic-offered", NULL, NULL);
          return REPOINT_SIGN_IN_STATE_WORKS;
        }

      repoint_reasons_add (context->reasons, "basic-not-offered", NULL, NULL);
      return repoint_survey_data_offers_oauth (survey) ? REPOINT_SIGN_IN_STATE_NEEDS_OAUTH
                                                       : REPOINT_SIGN_IN_STATE_REFUSED;
    }

  if (sign_in == REPOINT_SIGN_IN_OAUTH)
    {
      gboolean offered = repoint_survey_data_offers_oauth (survey);

      repoint_reasons_add (context->reasons, offered ? "oauth-works" : "oauth-not-offered", NULL, NULL);
      return offered ? REPOINT_SIGN_IN_STATE_WORKS : REPOINT_SIGN_IN_STATE_REFUSED;
    }

  return REPOINT_SIGN_IN_STATE_UNKNOWN;
}

static RepointSignInState
judge_basic (RepointPlanContext   *context,
             RepointEndpointState *state)
{
  const RepointCatalogEndpoint *endpoint = state->endpoint;

  if (!endpoint->basic)
    {
      repoint_reasons_add (context->reasons, "basic-gone", &endpoint->sign_in_fact, "protocol",
                           repoint_protocol_to_string (repoint_mail_use_get_protocol (context->use)), NULL);
      return REPOINT_SIGN_IN_STATE_NEEDS_OAUTH;
    }

  if (endpoint->basic_off_after == NULL)
    return REPOINT_SIGN_IN_STATE_WORKS;

  /* Off by default is not off: whether the tenant has switched it on again cannot be known, so the state stays. */
  state->sign_in_date = endpoint->basic_off_after;
  repoint_reasons_add (context->reasons, repoint_plan_is_past (context, endpoint->basic_off_after)
                                           ? "basic-default-off-passed"
                                           : "basic-default-off",
                       &endpoint->sign_in_fact, "date", endpoint->basic_off_after, NULL);

  return REPOINT_SIGN_IN_STATE_DEFAULT_OFF_AFTER;
}

static RepointSignInState
judge_documented (RepointPlanContext   *context,
                  RepointEndpointState *state,
                  RepointSignIn         sign_in)
{
  gboolean smtp = repoint_mail_use_get_protocol (context->use) == REPOINT_PROTOCOL_SMTP;
  gboolean off = smtp && repoint_organization_get_smtp_auth (context->organization) == REPOINT_SWITCH_OFF;
  RepointSignInState judged = REPOINT_SIGN_IN_STATE_UNKNOWN;

  switch (sign_in)
    {
    case REPOINT_SIGN_IN_NONE:
      repoint_reasons_add (context->reasons, "sign-in-missing", &state->endpoint->sign_in_fact, NULL);
      return REPOINT_SIGN_IN_STATE_REFUSED;

    case REPOINT_SIGN_IN_UNKNOWN:
      repoint_reasons_add (context->reasons, "sign-in-unknown", &state->endpoint->sign_in_fact, NULL);
      if (smtp)
        judge_basic (context, state); /* for its reason: most devices sign in with a password */
      state->sign_in_date = NULL;
      return REPOINT_SIGN_IN_STATE_UNKNOWN;

    case REPOINT_SIGN_IN_BASIC:
      judged = judge_basic (context, state);
      break;

    case REPOINT_SIGN_IN_OAUTH:
      repoint_reasons_add (context->reasons, "oauth-works", &state->endpoint->sign_in_fact, NULL);
      judged = REPOINT_SIGN_IN_STATE_WORKS;
      break;
    }

  /* The switch closes the protocol for passwords and OAuth alike, but for a mailbox that was allowed singly. */
  if (off)
    {
      repoint_reasons_add (context->reasons, "smtp-auth-off", NULL, NULL);
      state->sign_in_date = NULL;
      return REPOINT_SIGN_IN_STATE_REFUSED;
    }

  return judged;
}

/**
 * repoint_plan_judge_sign_in:
 * @state: after repoint_plan_judge_transport(); gets sign_in and its date
 */
void
repoint_plan_judge_sign_in (RepointPlanContext   *context,
                            RepointEndpointState *state)
{
  RepointSignIn sign_in = repoint_mail_use_get_sign_in (context->use);

  if (!state->available)
    state->sign_in = REPOINT_SIGN_IN_STATE_UNKNOWN;
  else if (repoint_plan_is_own_provider (context))
    state->sign_in = judge_observed (context, state, sign_in);
  else
    state->sign_in = judge_documented (context, state, sign_in);
}
