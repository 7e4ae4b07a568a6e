/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-session-plan.h"

#include "repoint-problem.h"
#include "repoint-session-context.h"

struct _RepointSessionPlan
{
  RepointSurveyResult *result;   /* not owned */
  GArray              *versions; /* of RepointTlsVersion: still to be had, the last one next */
  gboolean             flight;   /* one may still be asked for */
};

static gboolean
is_mail (RepointSessionPlan *self)
{
  return self->result->target->protocol <= REPOINT_PROTOCOL_POP3;
}

static gboolean
is_accepted (RepointSessionPlan *self, RepointTlsVersion version)
{
  return repoint_version_search_get_state (self->result->search, version) == REPOINT_VERSION_ACCEPTED;
}

/* A server that takes no hello with extensions would turn OpenSSL's down, which is never without. */
static gboolean
can_hold (RepointSessionPlan *self, RepointTlsVersion version)
{
  return repoint_session_context_get (version) != NULL &&
         !repoint_version_search_get_manner (self->result->search, version)->hello.no_extensions;
}

/**
 * repoint_session_plan_new:
 * @result: what is known by now, versions above all; lives longer than the plan
 * @repeat: how often each version is tried; 0 for no session at all
 *
 * The highest version comes first, and the tries of one version do not follow each other at once: a share of refusals is
 * seen better over a longer time.
 *
 * Returns: (transfer full): a plan
 */
RepointSessionPlan *
repoint_session_plan_new (RepointSurveyResult *result, guint repeat)
{
  RepointSessionPlan *self;

  g_return_val_if_fail (result != NULL, NULL);

  self = g_new0 (RepointSessionPlan, 1);
  self->result = result;
  self->versions = g_array_new (FALSE, FALSE, sizeof (RepointTlsVersion));
  self->flight = repeat > 0;

  for (guint i = 0; i < repeat; i++)
    for (RepointTlsVersion version = REPOINT_TLS_VERSION_SSL3; version <= REPOINT_TLS_VERSION_1_3; version++)
      {
        if (!is_accepted (self, version))
          continue;

        if (can_hold (self, version))
          g_array_append_val (self->versions, version);
        else if (is_mail (self))
          repoint_application_tally_add_local (repoint_survey_result_get_tally (result, version));
      }

  return self;
}

/**
 * repoint_session_plan_free:
 * @self: (nullable) (transfer full): a plan
 */
void
repoint_session_plan_free (RepointSessionPlan *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->versions);
  g_free (self);
}

/**
 * repoint_session_plan_count_left:
 *
 * Returns: how many sessions there are still to be had, as far as one can say
 */
guint
repoint_session_plan_count_left (RepointSessionPlan *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->versions->len;
}

/**
 * repoint_session_plan_next_session:
 * @version: (out): at which version
 * @certificate: (out): whether the certificate is still wanted
 *
 * The same session comes until it is answered.
 *
 * Returns: %FALSE if there is none left to be had
 */
gboolean
repoint_session_plan_next_session (RepointSessionPlan *self, RepointTlsVersion *version, gboolean *certificate)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (version != NULL, FALSE);
  g_return_val_if_fail (certificate != NULL, FALSE);

  if (self->versions->len == 0)
    return FALSE;

  *version = g_array_index (self->versions, RepointTlsVersion, self->versions->len - 1);
  *certificate = self->result->certificate == NULL;

  return TRUE;
}

static gboolean
has_result (const RepointMailReport *report, RepointMailResult result)
{
  return report != NULL && report->result == result;
}

/* Asking on would only add to the load, or to the waiting, or to what somebody between gets to hear. */
static const char *
judge (const RepointSessionResult *session)
{
  if (session->outcome == REPOINT_SESSION_STOPPED || session->outcome == REPOINT_SESSION_UNCONNECTED)
    return repoint_problem_of_closed (session->closed);
  if (has_result (session->clear, REPOINT_MAIL_RESULT_INJECTED))
    return "injected";
  if (has_result (session->clear, REPOINT_MAIL_RESULT_THROTTLED) ||
      has_result (session->secure, REPOINT_MAIL_RESULT_THROTTLED))
    return "throttled";
  if (session->outcome != REPOINT_SESSION_DONE && session->closed == REPOINT_CLOSED_TIMEOUT)
    return "timeout";

  return NULL;
}

/**
 * repoint_session_plan_answer_session:
 * @session: what came of the session that was next
 *
 * Returns: the id of a problem that makes asking on pointless, or %NULL
 */
const char *
repoint_session_plan_answer_session (RepointSessionPlan *self, const RepointSessionResult *session)
{
  RepointSurveyResult *result;
  RepointTlsVersion version;
  guint16 suite;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (session != NULL, NULL);
  g_return_val_if_fail (self->versions->len > 0, NULL);

  result = self->result;
  version = g_array_index (self->versions, RepointTlsVersion, self->versions->len - 1);
  suite = repoint_version_search_get_suite (result->search, version);
  g_array_set_size (self->versions, self->versions->len - 1);
  if (session->outcome == REPOINT_SESSION_STOPPED)
    return judge (session);

  repoint_mail_record_add_clear (result->mail, session->clear);
  repoint_mail_record_add_secure (result->mail, session->secure);
  if (session->certificate != NULL && result->certificate == NULL)
    result->certificate = json_object_ref (session->certificate);

  if (is_mail (self))
    repoint_application_tally_add (repoint_survey_result_get_tally (result, version), session,
                                   repoint_session_context_has_suite (version, suite));
  else if (result->certificate != NULL)
    g_array_set_size (self->versions, 0); /* one is enough where there is nothing to say inside */

  return judge (session);
}

/**
 * repoint_session_plan_next_flight:
 * @question: (out caller-allocates): what to ask
 *
 * To be called when there are no more sessions. What is learned from the answer is for
 * repoint_survey_result_keep_flight().
 *
 * Returns: %TRUE, once, if the certificate is still not known and can be read from a flight
 */
gboolean
repoint_session_plan_next_flight (RepointSessionPlan *self, RepointQuestion *question)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (question != NULL, FALSE);

  if (!self->flight || self->result->certificate != NULL || self->result->flight != NULL)
    return FALSE;

  self->flight = FALSE;
  for (RepointTlsVersion version = REPOINT_TLS_VERSION_1_2; version >= REPOINT_TLS_VERSION_SSL3; version--)
    {
      const RepointQuestion *manner = repoint_version_search_get_manner (self->result->search, version);

      if (manner == NULL)
        continue;

      *question = *manner;
      question->hello.max_version = version;
      question->flight = TRUE;
      return TRUE;
    }

  return FALSE;
}
