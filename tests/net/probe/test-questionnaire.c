/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-questionnaire.h"

#include <string.h>

/* Which questions come in which order, and when no more come. */

/* The server accepts TLS 1.2 and nothing else, with one suite of RSA, and turns down all that does without. */
static void
answer (const RepointQuestion *question, RepointHelloResult *result)
{
  const RepointTlsHello *hello = &question->hello;
  gboolean offered = hello->suites == NULL;

  *result = (RepointHelloResult) { .opened = 1, .heard = TRUE, .answer.alert = 40, .outcome = REPOINT_HELLO_ALERT };
  for (guint i = 0; i < hello->n_suites; i++)
    offered |= hello->suites[i] == 0x009c;

  if (hello->max_version < REPOINT_TLS_VERSION_1_2)
    {
      result->answer.alert = 70;
    }
  else if (offered)
    {
      result->outcome = REPOINT_HELLO_ANSWERED;
      result->answer.version = REPOINT_TLS_VERSION_1_2;
      result->answer.suite = 0x009c;
    }
}

static char
describe (const RepointQuestion *question)
{
  if (question->hello.max_version == REPOINT_TLS_VERSION_SSL2)
    return '2';
  if (question->hello.signature_algorithms != NULL)
    return 's';
  if (question->hello.no_extensions)
    return 'x';
  if (question->nameless)
    return 'n';
  if (question->hello.suites == NULL)
    return 'v';

  return question->hello.n_suites > 100 ? 'L' : 'p';
}

/* One letter for each question: v versions, 2 SSLv2, p profiles of suites, s signatures, n no name, x no extensions, L lists.
 * Question @fatal, from 1, ends like that. */
static char *
ask_all (RepointQuestionnaire *self, guint fatal, const RepointHelloResult *end)
{
  GString *asked = g_string_new (NULL);
  RepointQuestion question;

  do
    {
      g_string_append_c (asked, '|');
      while (repoint_questionnaire_next (self, &question))
        {
          RepointHelloResult result;

          g_string_append_c (asked, describe (&question));
          g_assert_cmpuint (asked->len, <, 64);
          answer (&question, &result);
          fatal--;
          repoint_questionnaire_answer (self, fatal == 0 ? end : &result);
        }
    }
  while (repoint_questionnaire_go_on (self));

  g_assert_false (repoint_questionnaire_go_on (self));
  g_assert_false (repoint_questionnaire_next (self, &question));

  return g_string_free (asked, FALSE);
}

static void
test_order (void)
{
  static const struct
  {
    RepointProtocol      protocol;
    const char          *host;
    RepointSurveyOptions options;
    const char          *asked;
  } rows[] = {
    { REPOINT_PROTOCOL_SMTP, "mail.example", { 0 }, "|vvv2|ppsnx" },
    { REPOINT_PROTOCOL_HTTP, "www.example", { 0 }, "|vvv2" },
    { REPOINT_PROTOCOL_SMTP, "mail.example", { .versions_only = TRUE }, "|vvv2" },
    { REPOINT_PROTOCOL_SMTP, "mail.example", { .ciphers = TRUE }, "|vvv2|ppsnxLL" },
    { REPOINT_PROTOCOL_HTTP, "www.example", { .ciphers = TRUE }, "|vvv2|LLppsnx" },
    { REPOINT_PROTOCOL_HTTP, "www.example", { .ciphers = TRUE, .versions_only = TRUE }, "|vvv2|LLppsnx" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const RepointTarget target = { rows[i].protocol, REPOINT_SECURITY_TLS, (char *) rows[i].host, 1 };
      g_autoptr (RepointQuestionnaire) questions = repoint_questionnaire_new (&target, &rows[i].options);
      g_autofree char *asked = ask_all (questions, 0, NULL);

      g_assert_cmpstr (asked, ==, rows[i].asked);
    }
}

/* Once a server is gone, throttles or falls silent, nobody asks on; what it said before stays. */
static void
test_ends (void)
{
  static const struct
  {
    RepointHelloResult end;
    guint              question;
    const char        *asked;
  } rows[] = {
    { { .outcome = REPOINT_HELLO_UNCONNECTED }, 2, "|vv" },
    { { .outcome = REPOINT_HELLO_DIALOGUE }, 2, "|vv" },
    { { .outcome = REPOINT_HELLO_STOPPED }, 2, "|vv" },
    { { .outcome = REPOINT_HELLO_SILENT }, 1, "|v|" },
    { { .outcome = REPOINT_HELLO_SILENT }, 2, "|vv|LLppsnx" }, /* a filter swallows what is old */
    { { .outcome = REPOINT_HELLO_SILENT }, 3, "|vvv|LLppsnx" },
    { { .outcome = REPOINT_HELLO_SILENT }, 4, "|vvv2|LLppsnx" },
    { { .outcome = REPOINT_HELLO_SILENT }, 5, "|vvv2|L" },
    { { .outcome = REPOINT_HELLO_SILENT }, 7, "|vvv2|LLp" },
    { { .outcome = REPOINT_HELLO_DIALOGUE }, 6, "|vvv2|LL" },
    { { .outcome = REPOINT_HELLO_UNCONNECTED }, 7, "|vvv2|LLp" },
    { { .outcome = REPOINT_HELLO_ANSWERED, .late = TRUE, .answer.version = REPOINT_TLS_VERSION_1_2, .answer.suite = 0x009c }, 5, "|vvv2|L" },
    { { .outcome = REPOINT_HELLO_ILLEGAL }, 7, "|vvv2|LLppsnx" },
    { { .outcome = REPOINT_HELLO_RESET, .heard = TRUE }, 7, "|vvv2|LLppsnx" },
    { { .outcome = REPOINT_HELLO_RESET }, 7, "|vvv2|LLpvpsnx" }, /* without a word: does it still talk to us? */
  };
  const RepointTarget target = { REPOINT_PROTOCOL_HTTP, REPOINT_SECURITY_TLS, (char *) "www.example", 443 };
  const RepointSurveyOptions options = { .ciphers = TRUE };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (RepointQuestionnaire) questions = repoint_questionnaire_new (&target, &options);
      g_autoptr (JsonObject) object = json_object_new ();
      g_autofree char *asked = ask_all (questions, rows[i].question, &rows[i].end);
      gboolean accepted = rows[i].question > 1;

      g_assert_cmpstr (asked, ==, rows[i].asked);
      repoint_questionnaire_add_to_result (questions, object);
      g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (object, "versions"), "TLSv1.2"), ==, accepted ? "accepted" : "not-observed");
      g_assert_true (json_object_has_member (object, "profiles"));
      g_assert_true (json_object_has_member (object, "ciphers"));
      g_assert_true (json_object_has_member (object, "groups"));
      g_assert_cmpint (json_object_has_member (object, "ciphers_incomplete"), ==, rows[i].question == 5 || rows[i].question == 6);
    }
}

/* From some question on the server hangs up on everybody: that is no answer to any. */
static void
test_turned_away (void)
{
  const RepointTarget target = { REPOINT_PROTOCOL_HTTP, REPOINT_SECURITY_TLS, (char *) "www.example", 443 };
  const RepointSurveyOptions options = { .ciphers = TRUE };
  const guint n_questions = 11; /* |vvv2|LLppsnx */

  for (guint last = 3; last < n_questions; last++)
    {
      g_autoptr (RepointQuestionnaire) questions = repoint_questionnaire_new (&target, &options);
      g_autoptr (JsonObject) object = json_object_new ();
      g_autoptr (GList) refused = NULL;
      JsonObject *refused_by;
      RepointQuestion question;
      guint n = 0;

      do
        while (repoint_questionnaire_next (questions, &question))
          {
            RepointHelloResult result = { .outcome = REPOINT_HELLO_RESET, .answer.alert = -1 };

            if (n++ < last)
              answer (&question, &result);
            repoint_questionnaire_answer (questions, &result);
          }
      while (repoint_questionnaire_go_on (questions));

      /* SSLv2 alone is no reason to ask again. */
      g_assert_cmpuint (n, ==, MAX (last, 4) + 2);
      g_assert_true (repoint_questionnaire_was_turned_away (questions));
      repoint_questionnaire_add_to_result (questions, object);
      refused_by = json_object_get_object_member (object, "profiles_refused_by");
      refused = json_object_get_values (refused_by);
      for (GList *node = refused; node != NULL; node = node->next)
        g_assert_cmpstr (json_node_get_string (node->data), ==, "alert 40");
      g_assert_cmpint (json_object_has_member (object, "ciphers_incomplete"), ==, last < 6);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/questionnaire/order", test_order);
  g_test_add_func ("/questionnaire/ends", test_ends);
  g_test_add_func ("/questionnaire/turned-away", test_turned_away);

  return g_test_run ();
}
