/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-version-search.h"

#include <string.h>

/* A server as a function: what it does with a hello. */
typedef struct
{
  const char *name;
  const char *accepts;     /* of "O" SSLv2, "S" SSLv3, "0" TLS 1.0, … "3" TLS 1.3 */
  char        below;       /* what becomes of a hello whose versions are all too old or unknown: A alert 70, H alert 40, F close,
                            * R reset, S silence, N close_notify, W warning 40 and close, U alert 112, I illegal, G garbage */
  const char *states;      /* expected, SSLv2 first: a r i - */
  const char *refused_by;  /* expected, of the lowest version above SSLv2 that has it */
  guint       n_questions; /* expected */

  char        big;         /* what becomes of a large hello; 0: nothing special */
  char        above;       /* of a hello whose highest version is not accepted; 0: chooses a lower one */
  char        name_sent;   /* of a hello with a name */
  char        extended;    /* of a hello with extensions */
  char        shareless;   /* of a hello for TLS 1.3 without a key share; D: takes TLS 1.2 and says so */
  guint       patience;    /* after how many hellos it turns away whoever comes; 0: never */
  char        late;        /* in which way */
} Server;

static const Server servers[] = {
  { "everything", "OS0123", 'A', "aaaaaa", NULL, 6 },
  { "modern", "23", 'A', "rrrraa", "alert 70", 5 },
  { "only 1.2", "2", 'A', "rrrrar", "alert 70", 4 },
  { "only 1.3", "3", 'A', "rrrrra", "alert 70", 5 },
  { "only 1.0", "0", 'A', "rrarrr", "alert 70", 3 },
  { "only SSLv3", "S", 'A', "rarrrr", "lower-version", 2 },
  { "only SSLv2", "O", 'F', "arrrrr", "close", 10 },
  { "SSLv2 and SSLv3", "OS", 'A', "aarrrr", "lower-version", 2 },
  { "1.0 to 1.3, SSLv3 by alert 40", "0123", 'H', "rraaaa", "alert 40", 6 },
  { "a hole at 1.1, and strict like GnuTLS", "023", 'A', "rraraa", "alert 70", 6, .above = 'A' },
  { "a hole at 1.1", "023", 'A', "rraraa", "alert 70", 5 },
  { "closes like Dovecot", "23", 'F', "rrrraa", "close", 8 },
  { "resets", "23", 'R', "rrrraa", "reset", 8 },
  { "close_notify like wolfSSL", "23", 'N', "rrrraa", "close_notify", 7 },
  { "warns and closes", "23", 'W', "rrrraa", "alert 40", 7 },
  { "answers nonsense below", "23", 'I', "----aa", NULL, 7 },
  { "silent below", "23", 'S', "----aa", NULL, 3 },
  { "resets large hellos", "2", 'A', "rrrrar", "alert 70", 6, .big = 'R' },
  { "alert 40 to large hellos", "012", 'A', "rraaar", "alert 70", 6, .big = 'H' },
  { "silent on large hellos", "2", 'A', "------", NULL, 1, .big = 'S' },
  { "closes on what is too new", "0", 'F', "rrarri", "close", 8, .above = 'F' },
  { "takes 1.2 without a key share", "23", 'A', "rrrraa", "alert 70", 6, .shareless = 'D' },
  { "wants a key share", "23", 'A', "rrrraa", "alert 70", 7, .shareless = 'H' },
  { "wants a key share, and only 1.3", "3", 'H', "rrrrra", "alert 40", 7, .shareless = 'H' },
  { "turns all down", "", 'H', "------", "alert 40", 10 },
  { "turns all down by version", "", 'A', "------", "alert 70", 3 },
  { "closes always", "", 'F', "------", "close", 10 },
  { "silent always", "", 'S', "------", NULL, 1 },
  { "no TLS", "", 'G', "------", NULL, 1 },
  { "does not know the name", "23", 'A', "rrrraa", "alert 70", 6, .name_sent = 'U' },
  { "does not know the name, only 1.0", "0", 'A', "rrarrr", "alert 70", 4, .name_sent = 'U' },
  { "closes on names", "12", 'A', "rrraar", "alert 70", 11, .name_sent = 'F' },
  { "closes on names, only 1.3", "3", 'A', "rrrrra", "alert 70", 12, .name_sent = 'F' },
  { "does not know any name, and has nothing", "", 'U', "------", "alert 112", 10 },
  { "closes on extensions", "01", 'A', "rraari", "alert 70", 10, .extended = 'F' },
  { "closes on extensions, has SSLv3", "S0", 'A', "raarri", "lower-version", 9, .extended = 'F' },
  { "closes on extensions and what is too new", "0", 'F', "rrarri", "close", 12, .extended = 'F', .above = 'F' },
  { "lets in two, then closes", "0123", 'A', "----aa", NULL, 8, .patience = 2, .late = 'F' },
  { "lets in two, then resets", "0123", 'A', "----aa", NULL, 8, .patience = 2, .late = 'R' },
  { "lets in six, then closes", "23", 'F', "----aa", NULL, 8, .patience = 6, .late = 'F' },
  { "silent on extensions", "0", 'A', "------", NULL, 1, .extended = 'S' },
};

/* In the order of the letters. */
static const RepointTlsVersion versions[] = {
  REPOINT_TLS_VERSION_SSL2, REPOINT_TLS_VERSION_SSL3, REPOINT_TLS_VERSION_1_0,
  REPOINT_TLS_VERSION_1_1,  REPOINT_TLS_VERSION_1_2,  REPOINT_TLS_VERSION_1_3,
};

static gboolean
accepts (const Server *server, RepointTlsVersion version)
{
  for (gsize i = 0; i < G_N_ELEMENTS (versions); i++)
    if (versions[i] == version)
      return strchr (server->accepts, "OS0123"[i]) != NULL;

  return FALSE;
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
    { 'U', REPOINT_HELLO_ALERT, 112, TRUE }, { 'W', REPOINT_HELLO_CLOSED, 40, TRUE },  { 'I', REPOINT_HELLO_ILLEGAL, -1, TRUE },  { 'G', REPOINT_HELLO_GARBAGE, -1, TRUE },
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

/* Returns what becomes of a hello like this before its versions are looked at, or 0. */
static char
breaks_on (const Server *server, const RepointQuestion *question)
{
  const RepointTlsHello *hello = &question->hello;
  gboolean extended = !hello->no_extensions && hello->max_version > REPOINT_TLS_VERSION_SSL3;

  if (server->big != 0 && !hello->small && hello->max_version > REPOINT_TLS_VERSION_SSL2)
    return server->big;
  if (server->extended != 0 && extended)
    return server->extended;
  if (server->name_sent != 0 && extended && !question->nameless)
    return server->name_sent;
  if (server->above != 0 && !accepts (server, hello->max_version))
    return server->above;
  if (server->shareless != 0 && server->shareless != 'D' && !question->key_share &&
      hello->max_version == REPOINT_TLS_VERSION_1_3)
    return server->shareless;

  return 0;
}

static void
answer (const Server *server, const RepointQuestion *question, RepointHelloResult *result)
{
  const RepointTlsHello *hello = &question->hello;
  char how = breaks_on (server, question);

  result->opened = 1;
  result->answer.alert = -1;
  if (how != 0)
    {
      end (result, how);
      return;
    }

  for (gsize i = G_N_ELEMENTS (versions); i-- > 0;)
    {
      if (versions[i] > hello->max_version || !accepts (server, versions[i]) ||
          (versions[i] == REPOINT_TLS_VERSION_SSL2 && hello->max_version > REPOINT_TLS_VERSION_SSL2))
        continue;
      if (versions[i] == REPOINT_TLS_VERSION_1_3 && server->shareless == 'D' && !question->key_share)
        {
          result->answer.downgraded = TRUE;
          continue;
        }

      result->outcome = REPOINT_HELLO_ANSWERED;
      result->heard = TRUE;
      result->answer.version = versions[i];
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
  g_autoptr (RepointVersionSearch) search = repoint_version_search_new (TRUE);
  RepointQuestion question;
  char states[G_N_ELEMENTS (versions) + 1] = "";
  const char *refused_by = NULL;
  guint n = 0;

  while (repoint_inquiry_next (REPOINT_INQUIRY (search), &question))
    {
      RepointHelloResult result = { 0 };

      g_assert_cmpuint (++n, <=, 12);
      if (server->patience != 0 && n > server->patience)
        end (&result, server->late);
      else
        answer (server, &question, &result);
      repoint_inquiry_answer (REPOINT_INQUIRY (search), &result);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      RepointVersionState state = repoint_version_search_get_state (search, versions[i]);

      states[i] = "-ari"[state];
      g_assert_cmpint (repoint_version_search_get_suite (search, versions[i]) != 0, ==, state == REPOINT_VERSION_ACCEPTED);
      if (refused_by == NULL && versions[i] > REPOINT_TLS_VERSION_SSL2)
        refused_by = repoint_version_search_get_refused_by (search, versions[i]);
    }

  g_assert_cmpstr (states, ==, server->states);
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
      g_autoptr (RepointVersionSearch) search = repoint_version_search_new (TRUE);
      RepointHelloResult result = { .outcome = outcomes[i], .answer.alert = -1 };
      RepointQuestion question;

      g_assert_true (repoint_inquiry_next (REPOINT_INQUIRY (search), &question));
      repoint_inquiry_answer (REPOINT_INQUIRY (search), &result);
      g_assert_false (repoint_inquiry_next (REPOINT_INQUIRY (search), &question));
      g_assert_false (repoint_version_search_has_accepted (search));
    }
}

/* Neither does it make a refusal of what the server was silent about before. */
static void
test_gone (void)
{
  static const RepointHelloOutcome ends[] = { REPOINT_HELLO_UNCONNECTED, REPOINT_HELLO_DIALOGUE, REPOINT_HELLO_SILENT };

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr (RepointVersionSearch) search = repoint_version_search_new (TRUE);
      RepointHelloResult accepted = { .outcome = REPOINT_HELLO_ANSWERED, .heard = TRUE, .answer.alert = -1 };
      RepointHelloResult closed = { .outcome = REPOINT_HELLO_CLOSED, .answer.alert = -1 };
      RepointHelloResult end = { .outcome = ends[i], .answer.alert = -1 };
      RepointQuestion question;

      accepted.answer.version = REPOINT_TLS_VERSION_1_3;
      g_assert_true (repoint_inquiry_next (REPOINT_INQUIRY (search), &question));
      repoint_inquiry_answer (REPOINT_INQUIRY (search), &accepted);
      for (guint n = 0; n < 2; n++)
        {
          g_assert_true (repoint_inquiry_next (REPOINT_INQUIRY (search), &question));
          g_assert_cmpint (question.hello.max_version, ==, REPOINT_TLS_VERSION_1_2);
          repoint_inquiry_answer (REPOINT_INQUIRY (search), &closed);
        }
      g_assert_true (repoint_inquiry_next (REPOINT_INQUIRY (search), &question));
      repoint_inquiry_answer (REPOINT_INQUIRY (search), &end);

      g_assert_false (repoint_inquiry_next (REPOINT_INQUIRY (search), &question));
      g_assert_cmpint (repoint_version_search_get_state (search, REPOINT_TLS_VERSION_1_3), ==, REPOINT_VERSION_ACCEPTED);
      g_assert_cmpint (repoint_version_search_get_state (search, REPOINT_TLS_VERSION_1_2), ==, REPOINT_VERSION_NOT_OBSERVED);
      g_assert_null (repoint_version_search_get_refused_by (search, REPOINT_TLS_VERSION_1_2));
    }
}

/* What the hellos look like that are sent when each before was turned down. */
static void
test_questions (void)
{
  static const struct
  {
    RepointTlsVersion version;
    const char       *traits; /* s small, k with a key share, n without a name, b bare of extensions */
  } named[] = {
    { REPOINT_TLS_VERSION_1_3, "" },   { REPOINT_TLS_VERSION_1_3, "sk" },  { REPOINT_TLS_VERSION_1_2, "s" },
    { REPOINT_TLS_VERSION_1_1, "s" },  { REPOINT_TLS_VERSION_1_0, "s" },   { REPOINT_TLS_VERSION_SSL3, "s" },
    { REPOINT_TLS_VERSION_1_2, "sn" }, { REPOINT_TLS_VERSION_1_2, "snb" }, { REPOINT_TLS_VERSION_1_0, "snb" },
    { REPOINT_TLS_VERSION_SSL2, "sn" },
  };
  RepointHelloResult broke = { .outcome = REPOINT_HELLO_CLOSED, .answer.alert = -1 };

  for (int has_name = FALSE; has_name <= TRUE; has_name++)
    {
      g_autoptr (RepointVersionSearch) search = repoint_version_search_new (has_name);
      RepointQuestion question;

      for (gsize i = 0; i < G_N_ELEMENTS (named); i++)
        {
          g_autoptr (GString) traits = g_string_new (NULL);

          /* A hello that has no name anyway is not sent again without. */
          if (!has_name && g_str_equal (named[i].traits, "sn") && named[i].version > REPOINT_TLS_VERSION_SSL2)
            continue;

          g_assert_true (repoint_inquiry_next (REPOINT_INQUIRY (search), &question));
          g_string_append (traits, question.hello.small ? "s" : "");
          g_string_append (traits, question.key_share ? "k" : "");
          g_string_append (traits, has_name && question.nameless ? "n" : "");
          g_string_append (traits, !has_name && strchr (named[i].traits, 'n') != NULL ? "n" : "");
          g_string_append (traits, question.hello.no_extensions ? "b" : "");
          g_assert_cmpint (question.hello.max_version, ==, named[i].version);
          g_assert_cmpint (question.hello.min_version, ==, REPOINT_TLS_VERSION_1_0);
          g_assert_cmpstr (traits->str, ==, named[i].traits);
          repoint_inquiry_answer (REPOINT_INQUIRY (search), &broke);
        }
      g_assert_false (repoint_inquiry_next (REPOINT_INQUIRY (search), &question));
    }
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
  g_test_add_func ("/version-search/gone", test_gone);
  g_test_add_func ("/version-search/questions", test_questions);

  return g_test_run ();
}
