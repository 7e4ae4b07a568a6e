/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-group-search.h"

#include "repoint-tls-group.h"

/* A server as a function: what it does with a list of groups. */
typedef struct
{
  const char        *name;
  RepointTlsVersion  version;
  guint16            groups[16];   /* in its order, up to a 0 */
  guint16            suites[4];    /* what it accepts */
  guint16            certificate;  /* the curve of its key, that every list has to name; 0: an RSA key */
  guint16            known;        /* the group it named before; 0: none */
  gboolean           key_share;    /* was met with a share only */
  gboolean           no_retry;     /* knows no HelloRetryRequest, so that no more can be known */
  const char        *found;        /* expected */
  guint              n_questions;  /* expected */
} Server;

static const Server servers[] = {
  { "TLS 1.3", REPOINT_TLS_VERSION_1_3, { 29, 23, 256 }, .known = 29, .found = "x25519,secp256r1,ffdhe2048", .n_questions = 3 },
  { "post-quantum", REPOINT_TLS_VERSION_1_3, { 0x11ec, 29 }, .known = 0x11ec, .found = "X25519MLKEM768,x25519", .n_questions = 2 },
  { "TLS 1.3 met with a share", REPOINT_TLS_VERSION_1_3, { 29, 23 }, .known = 29, .key_share = TRUE, .found = "x25519,secp256r1", .n_questions = 3 },
  { "TLS 1.3 without HelloRetryRequest", REPOINT_TLS_VERSION_1_3, { 29, 23 }, .known = 29, .key_share = TRUE, .no_retry = TRUE, .found = "x25519", .n_questions = 1 },
  { "ECDHE with RSA", REPOINT_TLS_VERSION_1_2, { 24, 23, 29 }, { 0xc02f, 0x009c }, .known = 24, .found = "secp384r1,secp256r1,x25519", .n_questions = 3 },
  { "ECDHE with ECDSA", REPOINT_TLS_VERSION_1_2, { 29, 24, 23 }, { 0xc02b }, .certificate = 23, .known = 29, .found = "x25519,secp384r1,secp256r1", .n_questions = 4 },
  { "ECDSA, its own curve first", REPOINT_TLS_VERSION_1_2, { 23, 24 }, { 0xc02b }, .certificate = 23, .known = 23, .found = "secp256r1", .n_questions = 2 },
  { "a binary curve in TLS 1.0", REPOINT_TLS_VERSION_1_0, { 1 }, { 0xc013 }, .found = "sect163k1", .n_questions = 2 },
  { "no ECDHE", REPOINT_TLS_VERSION_1_2, { 0 }, { 0x009c, 0x0033 }, .found = "", .n_questions = 0 },
  { "an ffdhe prime that was seen", REPOINT_TLS_VERSION_1_2, { 29 }, { 0xc02f, 0x0033 }, .known = 256, .found = "ffdhe2048,x25519", .n_questions = 2 },
};

static gboolean
offers (const RepointQuestion *question, guint16 group)
{
  for (guint i = 0; i < question->hello.n_groups; i++)
    if (question->hello.groups[i] == group)
      return TRUE;

  return FALSE;
}

static void
answer (const Server *server, const RepointQuestion *question, RepointHelloResult *result)
{
  *result = (RepointHelloResult) { .opened = 1, .heard = TRUE, .answer.alert = -1 };

  for (guint i = 0; server->groups[i] != 0 && !server->no_retry && (server->certificate == 0 || offers (question, server->certificate)); i++)
    if (offers (question, server->groups[i]))
      {
        result->outcome = REPOINT_HELLO_ANSWERED;
        result->answer.version = server->version;
        result->answer.group = server->groups[i];
        return;
      }

  result->outcome = REPOINT_HELLO_ALERT;
  result->answer.alert = 40;
}

static GArray *
list_suites (const Server *server)
{
  GArray *suites = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint i = 0; i < G_N_ELEMENTS (server->suites) && server->suites[i] != 0; i++)
    {
      guint32 suite = server->suites[i];

      g_array_append_val (suites, suite);
    }

  return suites;
}

static char *
list_found (RepointGroupSearch *search, RepointTlsVersion version, gboolean *incomplete)
{
  g_autoptr (JsonObject) object = json_object_new ();
  GString *text = g_string_new (NULL);
  JsonArray *names;

  repoint_inquiry_add_to_result (REPOINT_INQUIRY (search), object);
  *incomplete = json_object_has_member (object, "groups_incomplete");
  names = json_object_get_array_member (json_object_get_object_member (object, "groups"), repoint_tls_version_to_string (version));
  for (guint i = 0; i < json_array_get_length (names); i++)
    g_string_append_printf (text, i > 0 ? ",%s" : "%s", json_array_get_string_element (names, i));

  return g_string_free (text, FALSE);
}

static void
test_server (gconstpointer data)
{
  const Server *server = data;
  const RepointQuestion manner = { .hello.max_version = server->version, .key_share = server->key_share };
  g_autoptr (GArray) suites = list_suites (server);
  g_autoptr (GArray) known = g_array_new (FALSE, FALSE, sizeof (guint16));
  g_autoptr (RepointGroupSearch) search = NULL;
  g_autofree char *found = NULL;
  RepointQuestion question;
  gboolean incomplete;
  guint n = 0;

  g_array_append_val (known, server->known);
  search = repoint_group_search_new (server->version, &manner, suites, known);
  while (repoint_inquiry_next (REPOINT_INQUIRY (search), &question))
    {
      RepointHelloResult result;

      g_assert_cmpuint (++n, <, 32);
      g_assert_cmpint (question.hello.max_version, ==, server->version);
      g_assert_cmpint (question.flight, ==, server->version < REPOINT_TLS_VERSION_1_3);
      g_assert_false (question.key_share);
      for (guint i = 0; i < question.hello.n_groups; i++)
        g_assert_nonnull (repoint_tls_group_to_string (question.hello.groups[i]));
      answer (server, &question, &result);
      repoint_inquiry_answer (REPOINT_INQUIRY (search), &result);
    }

  found = list_found (search, server->version, &incomplete);
  g_assert_cmpstr (found, ==, server->found);
  g_assert_cmpint (incomplete, ==, server->no_retry);
  g_assert_cmpuint (n, ==, server->n_questions);
}

/* A flight that broke off before its group, an older version, a server that is gone: no more is known, and that is said. */
static void
test_incomplete (void)
{
  static const RepointHelloResult ends[] = {
    { .outcome = REPOINT_HELLO_ANSWERED, .answer.version = REPOINT_TLS_VERSION_1_2 },
    { .outcome = REPOINT_HELLO_ANSWERED, .answer.version = REPOINT_TLS_VERSION_1_1, .answer.group = 24 },
    { .outcome = REPOINT_HELLO_SILENT },
    { .outcome = REPOINT_HELLO_UNCONNECTED },
    { .outcome = REPOINT_HELLO_ILLEGAL },
  };
  const guint32 suite = 0xc02f;
  const guint16 group = 23;
  const RepointQuestion manner = { .hello.max_version = REPOINT_TLS_VERSION_1_2 };
  g_autoptr (GArray) suites = g_array_new (FALSE, FALSE, sizeof suite);
  g_autoptr (GArray) known = g_array_new (FALSE, FALSE, sizeof group);

  g_array_append_val (suites, suite);
  g_array_append_val (known, group);
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr (RepointGroupSearch) search = repoint_group_search_new (REPOINT_TLS_VERSION_1_2, &manner, suites, known);
      g_autofree char *found = NULL;
      RepointQuestion question;
      gboolean incomplete;

      g_assert_true (repoint_inquiry_next (REPOINT_INQUIRY (search), &question));
      repoint_inquiry_answer (REPOINT_INQUIRY (search), &ends[i]);
      g_assert_false (repoint_inquiry_next (REPOINT_INQUIRY (search), &question));
      found = list_found (search, REPOINT_TLS_VERSION_1_2, &incomplete);
      g_assert_cmpstr (found, ==, "secp256r1");
      g_assert_true (incomplete);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      g_autofree char *path = g_strdelimit (g_strdup_printf ("/group-search/%s", servers[i].name), " ", '-');

      g_test_add_data_func (path, &servers[i], test_server);
    }
  g_test_add_func ("/group-search/incomplete", test_incomplete);

  return g_test_run ();
}
