/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-version-search.h"

#include <string.h>

/* A server as a function: what it does with a hello. */
typedef struct
{
  const char *name;
  const char *accepts;     /* of "0" SSLv3, "1" TLS 1.0, … "4" TLS 1.3 */
  char        below;       /* what becomes of a hello whose versions are all too old or unknown: A alert 70, H alert 40, F close,
                            * R reset, S silence, N close_notify, W warning 40 and close, I illegal, G garbage */
  char        big;         /* what becomes of a large hello; 0: nothing special */
  char        above;       /* what becomes of a hello whose highest version is not accepted; 0: chooses a lower one */
  gboolean    downgrades;  /* takes TLS 1.2 from a hello without key share and says so */
  const char *states;      /* expected, SSLv3 first: a r i - */
  const char *refused_by;  /* expected, of the lowest version that has it */
  guint       n_questions; /* expected */
} Server;

static const Server servers[] = {
  { "everything", "01234", 'A', 0, 0, FALSE, "aaaaa", NULL, 5 },
  { "modern", "34", 'A', 0, 0, FALSE, "rrraa", "alert 70", 3 },
  { "only 1.2", "3", 'A', 0, 0, FALSE, "rrrar", "alert 70", 2 },
  { "only 1.3", "4", 'A', 0, 0, FALSE, "rrrra", "alert 70", 2 },
  { "only 1.0", "1", 'A', 0, 0, FALSE, "rarrr", "alert 70", 2 },
  { "only SSLv3", "0", 'A', 0, 0, FALSE, "arrrr", "lower-version", 1 },
  { "1.0 to 1.3, SSLv3 by alert 40", "1234", 'H', 0, 0, FALSE, "raaaa", "alert 40", 5 },
  { "a hole at 1.1", "134", 'A', 0, 0, FALSE, "raraa", "alert 70", 4 },
  { "closes like Dovecot", "34", 'F', 0, 0, FALSE, "rrraa", "close", 6 },
  { "resets", "34", 'R', 0, 0, FALSE, "rrraa", "reset", 6 },
  { "close_notify like wolfSSL", "34", 'N', 0, 0, FALSE, "rrraa", "close_notify", 6 },
  { "warns and closes", "34", 'W', 0, 0, FALSE, "rrraa", "alert 40", 6 },
  { "answers nonsense below", "34", 'I', 0, 0, FALSE, "---aa", NULL, 6 },
  { "silent below", "34", 'S', 0, 0, FALSE, "---aa", NULL, 4 },
  { "resets large hellos", "3", 'A', 'R', 0, FALSE, "rrrar", "alert 70", 6 },
  { "alert 40 to large hellos", "123", 'A', 'H', 0, FALSE, "raaar", "alert 70", 6 },
  { "silent on large hellos", "3", 'A', 'S', 0, FALSE, "-----", NULL, 1 },
  { "closes on what is too new", "1", 'F', 0, 'F', FALSE, "rarri", "close", 6 },
  { "takes 1.2 without a key share", "34", 'A', 0, 0, TRUE, "rrraa", "alert 70", 5 },
  { "turns all down", "", 'H', 0, 0, FALSE, "-----", "alert 40", 6 },
  { "turns all down by version", "", 'A', 0, 0, FALSE, "-----", "alert 70", 2 },
  { "closes always", "", 'F', 0, 0, FALSE, "-----", "close", 6 },
  { "silent always", "", 'S', 0, 0, FALSE, "-----", NULL, 1 },
  { "no TLS", "", 'G', 0, 0, FALSE, "-----", NULL, 1 },
};

static gboolean
accepts (const Server *server, guint version)
{
  return strchr (server->accepts, (int) ('0' + version - REPOINT_TLS_VERSION_SSL3)) != NULL;
}

static void
end (RepointHelloResult *result, char how)
{
  static const struct
  {
    char                how;
    RepointHelloOutcome outcome;
    int                 alert;
    gboolean            heard;
  } ends[] = {
    { 'A', REPOINT_HELLO_ALERT, 70, TRUE },   { 'H', REPOINT_HELLO_ALERT, 40, TRUE },    { 'F', REPOINT_HELLO_CLOSED, -1, FALSE },
    { 'R', REPOINT_HELLO_RESET, -1, FALSE },  { 'S', REPOINT_HELLO_SILENT, -1, FALSE },  { 'N', REPOINT_HELLO_ALERT, 0, TRUE },
    { 'W', REPOINT_HELLO_CLOSED, 40, TRUE },  { 'I', REPOINT_HELLO_ILLEGAL, -1, TRUE },  { 'G', REPOINT_HELLO_GARBAGE, -1, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    if (ends[i].how == how)
      {
        result->outcome = ends[i].outcome;
        result->answer.alert = ends[i].alert;
        result->heard = ends[i].heard;
        return;
      }

  g_assert_not_reached ();
}

static void
answer (const Server *server, const RepointQuestion *question, RepointHelloResult *result)
{
  const RepointTlsHello *hello = &question->hello;
  gboolean list = hello->max_version == REPOINT_TLS_VERSION_1_3;
  guint lowest = list ? hello->min_version : REPOINT_TLS_VERSION_SSL3;

  result->opened = 1;
  result->answer.alert = -1;
  if (server->big != 0 && !hello->small)
    {
      end (result, server->big);
      return;
    }
  if (server->above != 0 && !accepts (server, hello->max_version))
    {
      end (result, server->above);
      return;
    }
  if (list && hello->min_version < REPOINT_TLS_VERSION_1_3)
    lowest = REPOINT_TLS_VERSION_SSL3; /* an old server does not know the list */

  for (guint version = hello->max_version; version >= lowest; version--)
    {
      if (!accepts (server, version))
        continue;
      if (version == REPOINT_TLS_VERSION_1_3 && server->downgrades && !question->key_share)
        {
          result->answer.downgraded = TRUE;
          continue;
        }

      result->outcome = REPOINT_HELLO_ANSWERED;
      result->heard = TRUE;
      result->answer.version = (RepointTlsVersion) version;
      result->answer.suite = 0x002f;
      return;
    }

  result->answer.downgraded = FALSE;
  end (result, server->below);
}

static void
test_server (gconstpointer data)
{
  const Server *server = data;
  g_autoptr (RepointVersionSearch) search = repoint_version_search_new ();
  RepointQuestion question;
  const char *refused_by = NULL;
  guint n = 0;

  while (repoint_inquiry_next (REPOINT_INQUIRY (search), &question))
    {
      RepointHelloResult result = { 0 };

      g_assert_cmpuint (++n, <=, 6);
      answer (server, &question, &result);
      repoint_inquiry_answer (REPOINT_INQUIRY (search), &result);
    }

  for (guint i = 0; i < 5; i++)
    {
      RepointTlsVersion version = REPOINT_TLS_VERSION_SSL3 + i;
      RepointVersionState state = repoint_version_search_get_state (search, version);

      g_test_message ("%s: %s", repoint_tls_version_to_string (version), repoint_version_state_to_string (state));
      g_assert_cmpint ("-ari"[state], ==, server->states[i]);
      g_assert_cmpint (repoint_version_search_get_suite (search, version) != 0, ==, state == REPOINT_VERSION_ACCEPTED);
      if (refused_by == NULL)
        refused_by = repoint_version_search_get_refused_by (search, version);
    }

  g_assert_cmpstr (refused_by, ==, server->refused_by);
  g_assert_cmpuint (n, ==, server->n_questions);
  g_assert_cmpint (repoint_version_search_has_accepted (search), ==, strchr (server->states, 'a') != NULL);
}

/* A conversation that ended for another reason than the hello ends the search. */
static void
test_interrupted (void)
{
  static const RepointHelloOutcome outcomes[] = { REPOINT_HELLO_UNCONNECTED, REPOINT_HELLO_DIALOGUE, REPOINT_HELLO_STOPPED };

  for (gsize i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      g_autoptr (RepointVersionSearch) search = repoint_version_search_new ();
      RepointHelloResult result = { .outcome = outcomes[i], .answer.alert = -1 };
      RepointQuestion question;

      g_assert_true (repoint_inquiry_next (REPOINT_INQUIRY (search), &question));
      repoint_inquiry_answer (REPOINT_INQUIRY (search), &result);
      g_assert_false (repoint_inquiry_next (REPOINT_INQUIRY (search), &question));
      g_assert_false (repoint_version_search_has_accepted (search));
    }
}

static void
test_questions (void)
{
  g_autoptr (RepointVersionSearch) search = repoint_version_search_new ();
  RepointHelloResult broke = { .outcome = REPOINT_HELLO_CLOSED, .answer.alert = -1 };
  RepointQuestion question;

  g_assert_true (repoint_inquiry_next (REPOINT_INQUIRY (search), &question));
  g_assert_cmpint (question.hello.max_version, ==, REPOINT_TLS_VERSION_1_3);
  g_assert_cmpint (question.hello.min_version, ==, REPOINT_TLS_VERSION_1_0);
  g_assert_false (question.hello.small);
  g_assert_false (question.key_share);

  repoint_inquiry_answer (REPOINT_INQUIRY (search), &broke);
  for (guint version = REPOINT_TLS_VERSION_1_3; version >= REPOINT_TLS_VERSION_SSL3; version--)
    {
      g_assert_true (repoint_inquiry_next (REPOINT_INQUIRY (search), &question));
      g_assert_cmpint (question.hello.max_version, ==, version);
      g_assert_cmpint (question.hello.min_version, ==, version);
      g_assert_true (question.hello.small);
      g_assert_cmpint (question.key_share, ==, version == REPOINT_TLS_VERSION_1_3);
      repoint_inquiry_answer (REPOINT_INQUIRY (search), &broke);
    }
  g_assert_false (repoint_inquiry_next (REPOINT_INQUIRY (search), &question));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      g_autofree char *path = g_strdelimit (g_strdup_printf ("/version-search/%s", servers[i].name), " ", '-');

      g_test_add_data_func (path, &servers[i], test_server);
    }
  g_test_add_func ("/version-search/interrupted", test_interrupted);
  g_test_add_func ("/version-search/questions", test_questions);

  return g_test_run ();
}
