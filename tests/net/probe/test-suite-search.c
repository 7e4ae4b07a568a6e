/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-suite-search.h"
#include "repoint-tls-suite.h"

#include <string.h>

typedef enum
{
  PICKS_ITS_OWN,  /* by the order of its own list */
  PICKS_OURS,     /* the first of ours that it has */
} Picks;

/* A server as a function: what it does with a list of suites. */
typedef struct
{
  const char         *name;
  RepointTlsVersion   version;
  guint16             suites[24];  /* in its order, up to a 0 */
  Picks               picks;
  guint16             chosen;      /* what it chose in the search for versions */
  gboolean            small;       /* it was let in by a small hello only */
  guint               max_suites;  /* resets a hello with more; 0: any */
  guint16             lower;       /* this one it has in an older version only */
  RepointHelloOutcome denial;      /* 0: alert */

  const char         *found;       /* expected, in this order */
  RepointSuiteOrder   order;       /* expected */
  guint               n_questions; /* expected */
} Server;

#define TLS(minor) .version = REPOINT_TLS_VERSION_1_##minor

static const Server servers[] = {
  { "one", TLS (2), { 0x002f }, PICKS_ITS_OWN, 0x002f, .found = "002f", .n_questions = 2 },
  { "server's order", TLS (2), { 0xc030, 0x009c, 0x002f, 0x0005 }, PICKS_ITS_OWN, 0xc030,
    .found = "c030 009c 002f 0005", .order = REPOINT_SUITE_ORDER_SERVER, .n_questions = 5 },
  { "server's order is ours", TLS (2), { 0x009c, 0x002f }, PICKS_ITS_OWN, 0x009c,
    .found = "009c 002f", .order = REPOINT_SUITE_ORDER_SERVER, .n_questions = 3 },
  { "client's order", TLS (2), { 0xc030, 0x009c, 0x002f, 0x0005 }, PICKS_OURS, 0x009c,
    .found = "009c 002f 0005 c030", .order = REPOINT_SUITE_ORDER_CLIENT, .n_questions = 4 },
  { "closes what it does not like", TLS (2), { 0xc030, 0x009c }, PICKS_ITS_OWN, 0xc030, .denial = REPOINT_HELLO_CLOSED,
    .found = "c030 009c", .order = REPOINT_SUITE_ORDER_SERVER, .n_questions = 3 },
  { "TLS 1.3", TLS (3), { 0x1302, 0x1303, 0x1301 }, PICKS_ITS_OWN, 0x1302,
    .found = "1302 1303 1301", .order = REPOINT_SUITE_ORDER_SERVER, .n_questions = 4 },
  { "TLS 1.3 in our order", TLS (3), { 0x1302, 0x1303, 0x1301 }, PICKS_OURS, 0x1301,
    .found = "1301 1302 1303", .order = REPOINT_SUITE_ORDER_CLIENT, .n_questions = 3 },
  { "TLS 1.3 with all there is", TLS (3), { 0x1302, 0x1303, 0x1301, 0x1304, 0x1305 }, PICKS_ITS_OWN, 0x1302,
    .found = "1302 1303 1301 1304 1305", .order = REPOINT_SUITE_ORDER_SERVER, .n_questions = 5 },
  { "only RC4 in TLS 1.0", TLS (0), { 0x0005, 0x0004 }, PICKS_ITS_OWN, 0x0005,
    .found = "0005 0004", .order = REPOINT_SUITE_ORDER_SERVER, .n_questions = 3 },
  { "SSLv3 with export suites", .version = REPOINT_TLS_VERSION_SSL3, { 0x0003, 0x0006, 0x0008, 0x000a }, PICKS_ITS_OWN, 0x0003,
    .found = "0003 0006 0008 000a", .order = REPOINT_SUITE_ORDER_SERVER, .n_questions = 5 },
  { "anonymous and without encryption", TLS (2), { 0x0034, 0xc018, 0x0002, 0x003b }, PICKS_ITS_OWN, 0x0034,
    .found = "0034 c018 0002 003b", .order = REPOINT_SUITE_ORDER_SERVER, .n_questions = 5 },
  { "unusual ones find their place", TLS (2), { 0x008c, 0xc030, 0xc0a4, 0x009c, 0x002f, 0x00a8 }, PICKS_ITS_OWN, 0xc030,
    .found = "008c c030 c0a4 009c 002f 00a8", .order = REPOINT_SUITE_ORDER_SERVER, .n_questions = 8 },
  { "one usual and one unusual", TLS (2), { 0x008c, 0x002f }, PICKS_ITS_OWN, 0x002f,
    .found = "008c 002f", .order = REPOINT_SUITE_ORDER_SERVER, .n_questions = 4 },
  { "one unusual and one usual", TLS (2), { 0x002f, 0x008c }, PICKS_ITS_OWN, 0x002f,
    .found = "002f 008c", .order = REPOINT_SUITE_ORDER_SERVER, .n_questions = 3 },
  { "unusual ones in our order", TLS (2), { 0x008c, 0x002f, 0x00a8 }, PICKS_OURS, 0x002f,
    .found = "002f 008c 00a8", .order = REPOINT_SUITE_ORDER_CLIENT, .n_questions = 3 },
  { "128 at most", TLS (2), { 0x008c, 0xc030, 0xc0a4, 0x009c, 0x002f, 0x00a8 }, PICKS_ITS_OWN, 0xc030, .max_suites = 128,
    .found = "008c c030 c0a4 009c 002f 00a8", .order = REPOINT_SUITE_ORDER_SERVER, .n_questions = 16 },
  { "128 at most, and only one of them usual", TLS (2), { 0x008c, 0x002f }, PICKS_ITS_OWN, 0x002f, .max_suites = 128,
    .found = "002f 008c", .order = REPOINT_SUITE_ORDER_UNKNOWN, .n_questions = 6 },
  { "small hellos", TLS (2), { 0xc030, 0x009c, 0x002f, 0x0016, 0x00a8 }, PICKS_ITS_OWN, 0xc030, .small = TRUE, .max_suites = 48,
    .denial = REPOINT_HELLO_RESET, .found = "c030 009c 002f 0016 00a8", .order = REPOINT_SUITE_ORDER_SERVER, .n_questions = 21 },
  { "small hellos in our order", TLS (0), { 0x0035, 0x002f, 0x0005 }, PICKS_OURS, 0x002f, .small = TRUE, .max_suites = 48,
    .found = "002f 0035 0005", .order = REPOINT_SUITE_ORDER_CLIENT, .n_questions = 8 },
  { "has one in an older version only", TLS (2), { 0xc030, 0x0005, 0x002f }, PICKS_ITS_OWN, 0xc030, .lower = 0x0005,
    .found = "c030 002f", .order = REPOINT_SUITE_ORDER_SERVER, .n_questions = 4 },
};

static gboolean
offers (const RepointQuestion *question, guint16 suite)
{
  for (guint i = 0; i < question->hello.n_suites; i++)
    if (question->hello.suites[i] == suite)
      return TRUE;

  return FALSE;
}

static gboolean
has (const Server *server, guint16 suite)
{
  for (guint i = 0; server->suites[i] != 0; i++)
    if (server->suites[i] == suite)
      return TRUE;

  return FALSE;
}

static guint16
pick (const Server *server, const RepointQuestion *question)
{
  if (server->picks == PICKS_ITS_OWN)
    {
      for (guint i = 0; server->suites[i] != 0; i++)
        if (offers (question, server->suites[i]))
          return server->suites[i];
      return 0;
    }

  for (guint i = 0; i < question->hello.n_suites; i++)
    if (has (server, question->hello.suites[i]))
      return question->hello.suites[i];

  return 0;
}

static void
answer (const Server *server, const RepointQuestion *question, RepointHelloResult *result)
{
  guint16 suite = pick (server, question);

  *result = (RepointHelloResult) { .opened = 1, .heard = TRUE, .answer.alert = -1 };
  if (server->max_suites > 0 && question->hello.n_suites > server->max_suites)
    {
      result->outcome = REPOINT_HELLO_RESET;
    }
  else if (suite == 0)
    {
      result->outcome = server->denial != REPOINT_HELLO_NONE ? server->denial : REPOINT_HELLO_ALERT;
      result->answer.alert = result->outcome == REPOINT_HELLO_ALERT ? 40 : -1;
    }
  else
    {
      result->outcome = REPOINT_HELLO_ANSWERED;
      result->answer.version = suite == server->lower ? server->version - 1 : server->version;
      result->answer.suite = suite;
    }
}

/* What is asked has to be a fair question. */
static void
check_question (const Server *server, const RepointQuestion *question)
{
  g_assert_cmpint (question->hello.max_version, ==, server->version);
  g_assert_cmpint (question->hello.min_version, ==, server->version);
  g_assert_cmpint (question->flight, ==, server->version < REPOINT_TLS_VERSION_1_3);
  g_assert_cmpint (question->hello.small, ==, server->small);
  g_assert_cmpuint (question->hello.n_suites, >=, 1);

  for (guint i = 0; i < question->hello.n_suites; i++)
    {
      g_assert_true (repoint_tls_suite_exists_at (question->hello.suites[i], server->version));
      for (guint k = 0; k < i; k++)
        g_assert_cmpuint (question->hello.suites[i], !=, question->hello.suites[k]);
    }
}

static char *
list (RepointSuiteSearch *search)
{
  const GArray *suites = repoint_suite_search_get_suites (search);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < suites->len; i++)
    g_string_append_printf (text, i > 0 ? " %04x" : "%04x", g_array_index (suites, guint32, i));

  return g_string_free (text, FALSE);
}

static void
test_server (gconstpointer data)
{
  const Server *server = data;
  const RepointQuestion manner = { .hello.small = server->small, .hello.max_version = REPOINT_TLS_VERSION_1_3 };
  g_autoptr (RepointSuiteSearch) search = repoint_suite_search_new (server->version, &manner, server->chosen, 0);
  g_autoptr (JsonObject) object = json_object_new ();
  const char *version = repoint_tls_version_to_string (server->version);
  g_autofree char *found = NULL;
  RepointQuestion question;
  guint n = 0;

  while (repoint_inquiry_next (REPOINT_INQUIRY (search), &question))
    {
      RepointHelloResult result;

      g_assert_cmpuint (++n, <, 64);
      check_question (server, &question);
      answer (server, &question, &result);
      repoint_inquiry_answer (REPOINT_INQUIRY (search), &result);
    }

  found = list (search);
  g_assert_cmpstr (found, ==, server->found);
  g_assert_cmpint (repoint_suite_search_get_order (search), ==, server->order);
  g_assert_cmpuint (n, ==, server->n_questions);

  repoint_inquiry_add_to_result (REPOINT_INQUIRY (search), object);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (json_object_get_object_member (object, "ciphers"), version)), ==,
                    repoint_suite_search_get_suites (search)->len);
  g_assert_cmpint (json_object_has_member (object, "cipher_order"), ==, server->order != REPOINT_SUITE_ORDER_UNKNOWN);
  g_assert_false (json_object_has_member (object, "ciphers_incomplete"));
}

/* Every suite of the table is asked about at every version where it exists, but for those that a client with no account
 * cannot be given. */
static void
test_asks_all (void)
{
  for (RepointTlsVersion version = REPOINT_TLS_VERSION_SSL3; version <= REPOINT_TLS_VERSION_1_2; version++)
    {
      const RepointQuestion manner = { .hello.max_version = version };
      const RepointHelloResult denied = { .outcome = REPOINT_HELLO_ALERT, .answer.alert = 40 };
      g_autoptr (RepointSuiteSearch) search = repoint_suite_search_new (version, &manner, 0, 0);
      g_autoptr (GHashTable) asked = g_hash_table_new (NULL, NULL);
      RepointQuestion question;
      guint32 suite;

      while (repoint_inquiry_next (REPOINT_INQUIRY (search), &question))
        {
          for (guint i = 0; i < question.hello.n_suites; i++)
            g_assert_true (g_hash_table_add (asked, GUINT_TO_POINTER (question.hello.suites[i])));
          repoint_inquiry_answer (REPOINT_INQUIRY (search), &denied);
        }

      for (guint n = 0; repoint_tls_suite_get_nth (n, &suite); n++)
        {
          const char *name = repoint_tls_suite_to_string (suite);
          gboolean wanted = repoint_tls_suite_exists_at (suite, version) && strstr (name, "_SRP_") == NULL && strstr (name, "_ECCPWD_") == NULL;

          g_assert_cmpint (g_hash_table_contains (asked, GUINT_TO_POINTER (suite)), ==, wanted);
        }
    }
}

/* What ends the search leaves what was found, and says that it is not all. */
static void
test_incomplete (void)
{
  static const RepointHelloResult ends[] = {
    { .outcome = REPOINT_HELLO_SILENT },      { .outcome = REPOINT_HELLO_UNCONNECTED },
    { .outcome = REPOINT_HELLO_DIALOGUE },    { .outcome = REPOINT_HELLO_ILLEGAL },
    { .outcome = REPOINT_HELLO_GARBAGE },     { .outcome = REPOINT_HELLO_STOPPED },
    { .outcome = REPOINT_HELLO_ALERT },       /* turns down what it chose before, also among fewer */
  };
  const RepointQuestion manner = { .hello.max_version = REPOINT_TLS_VERSION_1_2 };

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr (RepointSuiteSearch) search = repoint_suite_search_new (REPOINT_TLS_VERSION_1_2, &manner, 0x009c, 23);
      g_autoptr (JsonObject) object = json_object_new ();
      g_autofree char *found = list (search);
      RepointQuestion question;
      guint n = 0;

      for (; repoint_inquiry_next (REPOINT_INQUIRY (search), &question); n++)
        repoint_inquiry_answer (REPOINT_INQUIRY (search), &ends[i]);
      g_assert_cmpuint (n, ==, ends[i].outcome == REPOINT_HELLO_ALERT ? 2 : 1);
      repoint_inquiry_add_to_result (REPOINT_INQUIRY (search), object);
      g_assert_cmpstr (found, ==, "009c");
      g_assert_cmpstr (json_array_get_string_element (json_object_get_array_member (object, "ciphers_incomplete"), 0), ==, "TLSv1.2");
    }
}

/* The smallest prime counts, unless a law made it small. */
static void
test_flight (void)
{
  static const struct
  {
    guint16 suite;
    guint16 group;
    guint   dh_bits;
  } answers[] = { { 0x0033, 0, 2048 }, { 0x0039, 256, 1024 }, { 0x0014, 0, 512 }, { 0x0016, 0, 4096 }, { 0xc02f, 29, 0 }, { 0xc030, 29, 0 } };
  const RepointQuestion manner = { .hello.max_version = REPOINT_TLS_VERSION_1_2 };
  g_autoptr (RepointSuiteSearch) search = repoint_suite_search_new (REPOINT_TLS_VERSION_1_2, &manner, 0x009c, 23);
  g_autoptr (JsonObject) object = json_object_new ();
  const GArray *groups = repoint_suite_search_get_groups (search);

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      RepointHelloResult result = { .outcome = REPOINT_HELLO_ANSWERED, .answer.alert = -1, .answer.version = REPOINT_TLS_VERSION_1_2 };
      RepointQuestion question;

      result.answer.suite = answers[i].suite;
      result.answer.group = answers[i].group;
      result.answer.dh_bits = answers[i].dh_bits;
      g_assert_true (repoint_inquiry_next (REPOINT_INQUIRY (search), &question));
      /* What was seen stands behind what was not. */
      g_assert_cmpuint (question.hello.groups[question.hello.n_groups - 1], ==, g_array_index (groups, guint16, groups->len - 1));
      g_assert_cmpuint (question.hello.groups[0], ==, i < 5 ? 29 : 24);
      repoint_inquiry_answer (REPOINT_INQUIRY (search), &result);
    }

  repoint_inquiry_add_to_result (REPOINT_INQUIRY (search), object);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (object, "dh_bits"), "TLSv1.2"), ==, 1024);
  g_assert_cmpuint (groups->len, ==, 3);
  g_assert_cmpuint (g_array_index (groups, guint16, 0), ==, 23);
  g_assert_cmpuint (g_array_index (groups, guint16, 1), ==, 256);
  g_assert_cmpuint (g_array_index (groups, guint16, 2), ==, 29);
}

static void
test_told (void)
{
  static const guint32 kinds[] = { 0x0700c0, 0x010080 };
  g_autoptr (RepointSuiteSearch) search = repoint_suite_search_new_told (kinds, G_N_ELEMENTS (kinds));
  g_autoptr (JsonObject) object = json_object_new ();
  RepointQuestion question;
  JsonArray *names;

  g_assert_false (repoint_inquiry_next (REPOINT_INQUIRY (search), &question));
  repoint_inquiry_add_to_result (REPOINT_INQUIRY (search), object);
  names = json_object_get_array_member (json_object_get_object_member (object, "ciphers"), "SSLv2");
  g_assert_cmpuint (json_array_get_length (names), ==, 2);
  g_assert_cmpstr (json_array_get_string_element (names, 0), ==, "SSL_CK_DES_192_EDE3_CBC_WITH_MD5");
  g_assert_false (json_object_has_member (object, "cipher_order"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      g_autofree char *path = g_strdelimit (g_strdup_printf ("/suite-search/%s", servers[i].name), " ", '-');

      g_test_add_data_func (path, &servers[i], test_server);
    }
  g_test_add_func ("/suite-search/asks-all", test_asks_all);
  g_test_add_func ("/suite-search/incomplete", test_incomplete);
  g_test_add_func ("/suite-search/flight", test_flight);
  g_test_add_func ("/suite-search/told", test_told);

  return g_test_run ();
}
