/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-session-plan.h"
#include "repoint-test-survey.h"

#include <string.h>

/* Which session comes next and what is made of the answer, without a single connection. */

/* Answers hellos as a server that accepts TLS 1.0 up to @highest and nothing else (alert 70). */
static RepointSurveyResult *
make_result (RepointProtocol protocol, RepointTlsVersion lowest, RepointTlsVersion highest)
{
  const RepointTarget target = { protocol, REPOINT_SECURITY_TLS, (char *) "mail.example", 465 };
  const RepointSurveyOptions options = { .versions_only = TRUE };
  RepointSurveyResult *result = repoint_survey_result_new (&target, &options);
  RepointQuestion question;

  while (repoint_questionnaire_next (result->questions, &question))
    {
      RepointHelloResult hello = { .outcome = REPOINT_HELLO_ALERT, .opened = 1, .heard = TRUE };
      RepointTlsVersion version = MIN (question.hello.max_version, highest);
      RepointTlsVersion asked_lowest =
          question.hello.min_version != REPOINT_TLS_VERSION_NONE ? question.hello.min_version : question.hello.max_version;

      hello.answer.kind = REPOINT_TLS_ANSWER_ALERT;
      hello.answer.alert = 70;
      if (version >= lowest && version >= asked_lowest)
        {
          hello.outcome = REPOINT_HELLO_ANSWERED;
          hello.answer.kind = REPOINT_TLS_ANSWER_SERVER_HELLO;
          hello.answer.version = version;
          hello.answer.suite = version == REPOINT_TLS_VERSION_1_3 ? 0x1301 : 0x002f;
        }
      repoint_questionnaire_answer (result->questions, &hello);
    }

  return result;
}

/* The versions in the order in which sessions are wanted, each answered by @session. */
static char *
run (RepointSessionPlan *plan, RepointSessionResult *session)
{
  GString *order = g_string_new (NULL);
  RepointTlsVersion version;
  gboolean certificate;

  while (repoint_session_plan_next_session (plan, &version, &certificate))
    {
      g_string_append_printf (order, "%s%s ", repoint_tls_version_to_string (version) + strlen ("TLSv"), certificate ? "+" : "");
      g_assert_null (repoint_session_plan_answer_session (plan, session));
    }

  return g_string_free (order, FALSE);
}

static void
test_order (void)
{
  g_autoptr (RepointSurveyResult) result = make_result (REPOINT_PROTOCOL_SMTP, REPOINT_TLS_VERSION_1_0, REPOINT_TLS_VERSION_1_3);
  g_autoptr (RepointSessionPlan) plan = repoint_session_plan_new (result, 3);
  g_autoptr (JsonObject) certificate = json_object_new ();
  RepointSessionResult session = { .outcome = REPOINT_SESSION_ENDED, .alert = -1 };
  RepointTlsVersion version;
  RepointQuestion question;
  gboolean wanted;
  g_autofree char *order = NULL;

  g_assert_cmpuint (repoint_session_plan_count_left (plan), ==, 12);

  /* The same one until it is answered; the certificate is wanted until somebody has brought it. */
  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (repoint_session_plan_next_session (plan, &version, &wanted));
      g_assert_cmpint (version, ==, REPOINT_TLS_VERSION_1_3);
      g_assert_true (wanted);
    }
  g_assert_null (repoint_session_plan_answer_session (plan, &session));
  g_assert_true (repoint_session_plan_next_session (plan, &version, &wanted));
  g_assert_true (wanted);
  session.certificate = certificate;
  g_assert_null (repoint_session_plan_answer_session (plan, &session));

  order = run (plan, &session);
  g_assert_cmpstr (order, ==, "1.1 1.0 1.3 1.2 1.1 1.0 1.3 1.2 1.1 1.0 ");
  g_assert_false (repoint_session_plan_next_flight (plan, &question));
  g_assert_true (result->certificate == certificate);
}

static void
test_not_mail (void)
{
  g_autoptr (RepointSurveyResult) result = make_result (REPOINT_PROTOCOL_HTTP, REPOINT_TLS_VERSION_1_0, REPOINT_TLS_VERSION_1_2);
  g_autoptr (RepointSessionPlan) plan = repoint_session_plan_new (result, 1);
  g_autoptr (JsonObject) certificate = json_object_new ();
  RepointSessionResult session = { .outcome = REPOINT_SESSION_LOCAL, .alert = -1 };
  RepointTlsVersion version;
  gboolean wanted;
  g_autofree char *order = NULL;
  g_autoptr (JsonObject) object = NULL;

  /* A version that brings no certificate is followed by the next. */
  g_assert_true (repoint_session_plan_next_session (plan, &version, &wanted));
  g_assert_cmpint (version, ==, REPOINT_TLS_VERSION_1_2);
  g_assert_null (repoint_session_plan_answer_session (plan, &session));
  session = (RepointSessionResult) { .outcome = REPOINT_SESSION_DONE, .alert = -1, .certificate = certificate };
  order = run (plan, &session);
  g_assert_cmpstr (order, ==, "1.1+ ");

  object = repoint_survey_result_to_json (result);
  g_assert_cmpuint (json_object_get_size (json_object_get_object_member (object, "application")), ==, 0);
}

/* That OpenSSL cannot do without extensions is not the server's doing; the certificate can be had without it. */
static void
test_bare (void)
{
  const RepointTarget target = { REPOINT_PROTOCOL_SMTP, REPOINT_SECURITY_TLS, (char *) "mail.example", 465 };
  const RepointSurveyOptions options = { .versions_only = TRUE };
  g_autoptr (RepointSurveyResult) result = repoint_survey_result_new (&target, &options);
  g_autoptr (RepointSessionPlan) plan = NULL;
  g_autoptr (JsonObject) object = NULL;
  JsonObject *tally;
  RepointTlsVersion version;
  RepointQuestion question;
  gboolean certificate;

  while (repoint_questionnaire_next (result->questions, &question))
    {
      RepointHelloResult hello = { .outcome = REPOINT_HELLO_CLOSED, .opened = 1, .answer.alert = -1 };

      if (question.hello.no_extensions)
        {
          hello.outcome = REPOINT_HELLO_ANSWERED;
          hello.heard = TRUE;
          hello.answer.version = REPOINT_TLS_VERSION_1_0;
          hello.answer.suite = 0x002f;
        }
      repoint_questionnaire_answer (result->questions, &hello);
    }

  plan = repoint_session_plan_new (result, 1);
  g_assert_false (repoint_session_plan_next_session (plan, &version, &certificate));
  g_assert_true (repoint_session_plan_next_flight (plan, &question));
  g_assert_true (question.hello.no_extensions);

  object = repoint_survey_result_to_json (result);
  tally = json_object_get_object_member (json_object_get_object_member (object, "application"), "TLSv1.0");
  g_assert_true (json_object_get_boolean_member (tally, "local_limitation"));
}

static void
test_none_wanted (void)
{
  g_autoptr (RepointSurveyResult) result = make_result (REPOINT_PROTOCOL_SMTP, REPOINT_TLS_VERSION_1_0, REPOINT_TLS_VERSION_1_2);
  g_autoptr (RepointSessionPlan) plan = repoint_session_plan_new (result, 0);
  RepointTlsVersion version;
  RepointQuestion question;
  gboolean wanted;

  g_assert_cmpuint (repoint_session_plan_count_left (plan), ==, 0);
  g_assert_false (repoint_session_plan_next_session (plan, &version, &wanted));
  g_assert_false (repoint_session_plan_next_flight (plan, &question));
}

/* Once, at the highest version that has a flight in the clear, and not if a flight was seen already. */
static void
test_flight (void)
{
  static const struct
  {
    RepointTlsVersion lowest;
    RepointTlsVersion highest;
    RepointTlsVersion flight; /* NONE: nothing to be had */
  } rows[] = {
    { REPOINT_TLS_VERSION_1_0, REPOINT_TLS_VERSION_1_3, REPOINT_TLS_VERSION_1_2 },
    { REPOINT_TLS_VERSION_1_0, REPOINT_TLS_VERSION_1_0, REPOINT_TLS_VERSION_1_0 },
    { REPOINT_TLS_VERSION_1_3, REPOINT_TLS_VERSION_1_3, REPOINT_TLS_VERSION_NONE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (int seen = FALSE; seen <= TRUE; seen++)
      {
        g_autoptr (RepointSurveyResult) result = make_result (REPOINT_PROTOCOL_SMTP, rows[i].lowest, rows[i].highest);
        g_autoptr (RepointSessionPlan) plan = repoint_session_plan_new (result, 1);
        g_autoptr (GPtrArray) certificates = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
        RepointTlsAnswer answer = { .certificates = seen ? certificates : NULL };
        RepointSessionResult session = { .outcome = REPOINT_SESSION_LOCAL, .alert = -1 };
        gboolean expected = !seen && rows[i].flight != REPOINT_TLS_VERSION_NONE;
        RepointQuestion question;
        g_autofree char *order = run (plan, &session);

        repoint_survey_result_keep_flight (result, &answer);
        g_assert_cmpint (repoint_session_plan_next_flight (plan, &question), ==, expected);
        if (expected)
          {
            g_assert_cmpint (question.hello.max_version, ==, rows[i].flight);
            g_assert_true (question.flight);
          }
        g_assert_false (repoint_session_plan_next_flight (plan, &question));
      }
}

static void
test_problems (void)
{
  RepointMailReport throttled = { .result = REPOINT_MAIL_RESULT_THROTTLED };
  RepointMailReport injected = { .result = REPOINT_MAIL_RESULT_INJECTED, .reply = (char *) "250 injected" };
  RepointMailReport refused = { .result = REPOINT_MAIL_RESULT_REFUSED, .stage = REPOINT_MAIL_STAGE_AUTH };
  const struct
  {
    RepointSessionResult session;
    const char          *problem;
    guint                tries;
  } rows[] = {
    { { REPOINT_SESSION_STOPPED, REPOINT_CLOSED_CANCELLED }, "stopped", 0 },
    { { REPOINT_SESSION_UNCONNECTED, REPOINT_CLOSED_REFUSED }, "refused", 0 },
    { { REPOINT_SESSION_DIALOGUE, .clear = &throttled }, "throttled", 1 },
    { { REPOINT_SESSION_DIALOGUE, .clear = &injected }, "injected", 1 },
    { { REPOINT_SESSION_DONE, .completed = TRUE, .secure = &throttled }, "throttled", 1 },
    { { REPOINT_SESSION_HANDSHAKE, REPOINT_CLOSED_TIMEOUT }, "timeout", 1 },
    { { REPOINT_SESSION_DONE, .completed = TRUE, .secure = &refused }, NULL, 1 },
    { { REPOINT_SESSION_HANDSHAKE, REPOINT_CLOSED_RESET }, NULL, 1 },
    { { REPOINT_SESSION_LOCAL }, NULL, 0 },
  };

  throttled.sign_in = injected.sign_in = refused.sign_in = g_ptr_array_new ();
  throttled.capabilities = injected.capabilities = refused.capabilities = g_ptr_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (RepointSurveyResult) result =
          make_result (REPOINT_PROTOCOL_SMTP, REPOINT_TLS_VERSION_1_2, REPOINT_TLS_VERSION_1_2);
      g_autoptr (RepointSessionPlan) plan = repoint_session_plan_new (result, 1);
      RepointSessionResult session = rows[i].session;
      g_autoptr (JsonObject) object = NULL;
      JsonObject *application;

      session.alert = -1;
      g_assert_cmpstr (repoint_session_plan_answer_session (plan, &session), ==, rows[i].problem);
      object = repoint_survey_result_to_json (result);
      application = repoint_test_survey_application (object, "TLSv1.2");
      g_assert_cmpint (application != NULL ? json_object_get_int_member (application, "tries") : 0, ==, rows[i].tries);
    }

  g_ptr_array_unref (refused.sign_in);
  g_ptr_array_unref (refused.capabilities);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/session-plan/order", test_order);
  g_test_add_func ("/session-plan/not-mail", test_not_mail);
  g_test_add_func ("/session-plan/bare", test_bare);
  g_test_add_func ("/session-plan/none-wanted", test_none_wanted);
  g_test_add_func ("/session-plan/flight", test_flight);
  g_test_add_func ("/session-plan/problems", test_problems);

  return g_test_run ();
}
