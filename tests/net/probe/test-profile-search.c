/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-profile-search.h"

#include "repoint-tls-suite.h"

#include <string.h>

/* A server as a function: what it does with a hello. Refusals are alert 40. */
typedef struct
{
  const char *name;
  const char *versions;       /* of "S" SSLv3, "0" TLS 1.0, … "3" TLS 1.3 */
  guint16     suites[8];      /* in its order; up to a 0 */
  guint16     signature;      /* what it signs with when nothing that was offered suits it; 0: refuses then */
  guint16     algorithms[4];  /* what it can sign with */
  char        needs_name;     /* what becomes of a hello without: 'H' alert 40, 0 nothing special */
  char        bare;           /* what becomes of a hello without extensions */
  char        extended;       /* what becomes of a hello with extensions: 'F' closes */
  gboolean    literal;        /* the target is an address */
  const char *states;         /* expected: rsa, ecdhe, cbc, sha1, no sni, no extensions */
  const char *refused_by;     /* expected, of the last that is refused */
  guint       n_questions;    /* expected, beyond those about versions */
} Server;

static const Server servers[] = {
  { "everything", "0123", { 0x009c, 0xc02f, 0x002f, 0x0033 }, .algorithms = { 0x0804, 0x0201 }, .states = "aaaaaa", .n_questions = 5 },
  { "address", "0123", { 0x009c, 0xc02f, 0x002f }, .algorithms = { 0x0804, 0x0201 }, .literal = TRUE, .states = "aaaaaa", .n_questions = 4 },
  { "proves much at once", "2", { 0x002f }, .algorithms = { 0x0804 }, .literal = TRUE, .states = "araraa", .refused_by = "alert 40", .n_questions = 3 },
  { "only ECDHE with AEAD", "23", { 0xc02f, 0xc030 }, .algorithms = { 0x0804 }, .literal = TRUE, .states = "rarraa", .refused_by = "alert 40", .n_questions = 4 },
  { "no SHA-1", "2", { 0x009c, 0xc02f, 0x002f }, .algorithms = { 0x0804, 0x0401 }, .literal = TRUE, .states = "aaaraa", .refused_by = "alert 40", .n_questions = 4 },
  { "signs with another hash", "2", { 0x009c, 0xc02f, 0x002f }, .algorithms = { 0x0401 }, .signature = 0x0401, .literal = TRUE, .states = "aaaraa", .refused_by = "other-signature", .n_questions = 4 },
  { "needs a name", "2", { 0x009c, 0xc02f, 0x002f }, .algorithms = { 0x0201 }, .needs_name = 'H', .states = "aaaarr", .refused_by = "alert 40", .n_questions = 5 },
  { "needs extensions", "2", { 0x009c, 0xc02f, 0x002f }, .algorithms = { 0x0201 }, .bare = 'H', .states = "aaaaar", .refused_by = "alert 40", .n_questions = 5 },
  { "only anonymous beside RSA export", "12", { 0x0034, 0x0003 }, .states = "rrrrrr", .refused_by = "alert 40", .n_questions = 6 },
  { "only 1.0", "0", { 0x002f }, .states = "rrrraa", .refused_by = "lower-version", .n_questions = 2 },
  { "only 1.3", "3", { 0x1301 }, .states = "rrrrar", .refused_by = "alert 70", .n_questions = 1 },
  { "only SSLv3", "S", { 0x002f }, .states = "rrrraa", .refused_by = "lower-version", .n_questions = 0 },
  { "closes on extensions", "0", { 0x002f }, .extended = 'F', .states = "rrrraa", .refused_by = "lower-version", .n_questions = 0 },
  { "nothing", "", { 0 }, .states = "------", .n_questions = 0 },
};

static const RepointTlsVersion versions[] = {
  REPOINT_TLS_VERSION_SSL3, REPOINT_TLS_VERSION_1_0, REPOINT_TLS_VERSION_1_1, REPOINT_TLS_VERSION_1_2, REPOINT_TLS_VERSION_1_3,
};

static RepointTlsVersion
pick_version (const Server *server, const RepointTlsHello *hello)
{
  for (gsize i = G_N_ELEMENTS (versions); i-- > 0;)
    if (versions[i] <= hello->max_version && strchr (server->versions, "S0123"[i]) != NULL)
      return versions[i];

  return REPOINT_TLS_VERSION_NONE;
}

static gboolean
contains (const guint16 *values, guint n_values, guint16 wanted)
{
  for (guint i = 0; i < n_values; i++)
    if (values[i] == wanted)
      return TRUE;

  return FALSE;
}

/* Returns 0 if nothing suits. */
static guint16
pick_signature (const Server *server, const RepointTlsHello *hello)
{
  for (guint i = 0; server->algorithms[i] != 0; i++)
    if (hello->signature_algorithms == NULL || contains (hello->signature_algorithms, hello->n_signature_algorithms, server->algorithms[i]))
      return server->algorithms[i];

  return server->signature;
}

static guint16
pick_suite (const Server *server, const RepointTlsHello *hello, RepointTlsVersion version, guint16 *signature)
{
  g_autoptr (GArray) usual = repoint_tls_hello_list_usual_suites (hello->max_version);
  const guint16 *offered = hello->suites != NULL ? hello->suites : (const guint16 *) usual->data;
  guint n_offered = hello->suites != NULL ? hello->n_suites : usual->len;

  for (guint i = 0; server->suites[i] != 0; i++)
    {
      guint16 suite = server->suites[i];
      RepointTlsKeyExchange exchange = repoint_tls_suite_get_key_exchange (suite);

      *signature = exchange == REPOINT_TLS_KEY_EXCHANGE_ECDHE || exchange == REPOINT_TLS_KEY_EXCHANGE_DHE ? pick_signature (server, hello) : 1;
      if (*signature != 0 && contains (offered, n_offered, suite) && repoint_tls_suite_exists_at (suite, version))
        return suite;
    }

  return 0;
}

static void
answer (const Server *server, const RepointQuestion *question, RepointHelloResult *result)
{
  const RepointTlsHello *hello = &question->hello;
  gboolean bare = hello->no_extensions || hello->max_version == REPOINT_TLS_VERSION_SSL3;
  RepointTlsVersion version = pick_version (server, hello);
  guint16 signature = 0;
  guint16 suite;

  *result = (RepointHelloResult) { .opened = 1, .heard = TRUE, .answer.alert = -1, .outcome = REPOINT_HELLO_ALERT };
  if (hello->max_version == REPOINT_TLS_VERSION_SSL2)
    {
      result->outcome = REPOINT_HELLO_CLOSED;
      return;
    }
  if (!bare && server->extended == 'F')
    {
      result->outcome = REPOINT_HELLO_CLOSED;
      return;
    }

  suite = version != REPOINT_TLS_VERSION_NONE ? pick_suite (server, hello, version, &signature) : 0;
  if (version == REPOINT_TLS_VERSION_NONE)
    result->answer.alert = 70;
  else if (suite == 0 || (bare && server->bare == 'H') || ((bare || question->nameless) && server->needs_name == 'H'))
    result->answer.alert = 40;
  else
    {
      result->outcome = REPOINT_HELLO_ANSWERED;
      result->answer.version = version;
      result->answer.suite = suite;
      result->answer.signature_algorithm = question->flight ? signature : 0;
    }
}

static guint
ask (const Server *server, RepointInquiry *inquiry)
{
  RepointQuestion question;
  guint n = 0;

  while (repoint_inquiry_next (inquiry, &question))
    {
      RepointHelloResult result;

      g_assert_cmpuint (++n, <, 16);
      answer (server, &question, &result);
      repoint_inquiry_answer (inquiry, &result);
    }

  return n;
}

static void
test_server (gconstpointer data)
{
  const Server *server = data;
  g_autoptr (RepointVersionSearch) version_search = repoint_version_search_new (!server->literal);
  g_autoptr (GPtrArray) suites = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (RepointProfileSearch) search = repoint_profile_search_new (version_search, suites);
  g_autoptr (JsonObject) object = json_object_new ();
  char states[REPOINT_N_PROFILES + 1] = "";
  const char *refused_by = NULL;
  JsonObject *member;

  ask (server, REPOINT_INQUIRY (version_search));
  g_assert_cmpuint (ask (server, REPOINT_INQUIRY (search)), ==, server->n_questions);

  for (RepointProfile profile = 0; profile < REPOINT_N_PROFILES; profile++)
    {
      states[profile] = "-ari"[repoint_profile_search_get_state (search, profile)];
      if (repoint_profile_search_get_refused_by (search, profile) != NULL)
        refused_by = repoint_profile_search_get_refused_by (search, profile);
    }
  g_assert_cmpstr (states, ==, server->states);
  g_assert_cmpstr (refused_by, ==, server->refused_by);

  repoint_inquiry_add_to_result (REPOINT_INQUIRY (search), object);
  member = json_object_get_object_member (object, "profiles");
  g_assert_cmpuint (json_object_get_size (member), ==, REPOINT_N_PROFILES);
  g_assert_cmpint (json_object_get_string_member (member, "no-extensions")[0], ==, states[REPOINT_PROFILE_NO_EXTENSIONS] == '-' ? 'n' : states[REPOINT_PROFILE_NO_EXTENSIONS]);
}

/* What the list of suites has shown is not asked again; what it has not shown is. */
static void
test_suites_prove (void)
{
  const Server server = { .versions = "2", .suites = { 0x009c, 0xc02f, 0x002f }, .algorithms = { 0x0201 } };
  g_autoptr (RepointVersionSearch) version_search = repoint_version_search_new (FALSE);
  g_autoptr (GPtrArray) suites = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (RepointProfileSearch) search = repoint_profile_search_new (version_search, suites);
  RepointSuiteSearch *suite_search;

  ask (&server, REPOINT_INQUIRY (version_search));
  suite_search = repoint_suite_search_new (REPOINT_TLS_VERSION_1_2, repoint_version_search_get_manner (version_search, REPOINT_TLS_VERSION_1_2), 0x009c, 0);
  g_ptr_array_add (suites, suite_search);
  ask (&server, REPOINT_INQUIRY (suite_search));
  g_assert_cmpuint (ask (&server, REPOINT_INQUIRY (search)), ==, 2);
  for (RepointProfile profile = 0; profile < REPOINT_N_PROFILES; profile++)
    g_assert_cmpint (repoint_profile_search_get_state (search, profile), ==, REPOINT_VERSION_ACCEPTED);
}

/* An answer that says nothing leaves the question open, and the others are asked; a flight that broke off before its signature
 * says nothing either. */
static void
test_not_observed (void)
{
  static const RepointHelloResult results[] = {
    { .outcome = REPOINT_HELLO_ILLEGAL, .answer.alert = -1 },
    { .outcome = REPOINT_HELLO_SILENT, .answer.alert = -1 },
    { .outcome = REPOINT_HELLO_GARBAGE, .answer.alert = -1 },
    { .outcome = REPOINT_HELLO_ANSWERED, .answer.version = REPOINT_TLS_VERSION_1_2, .answer.suite = 0xc02f, .answer.alert = -1 },
  };
  const Server server = { .versions = "2", .suites = { 0x00a8, 0x009e }, .algorithms = { 0x0201 } };
  static const RepointProfile profiles[] = { REPOINT_PROFILE_RSA_KEY_EXCHANGE, REPOINT_PROFILE_ECDHE, REPOINT_PROFILE_CBC, REPOINT_PROFILE_SHA1_SIGNATURES };
  g_autoptr (RepointVersionSearch) version_search = repoint_version_search_new (FALSE);
  g_autoptr (GPtrArray) suites = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (RepointProfileSearch) search = repoint_profile_search_new (version_search, suites);
  RepointQuestion question;

  ask (&server, REPOINT_INQUIRY (version_search));
  for (gsize i = 0; i < G_N_ELEMENTS (profiles); i++)
    {
      g_assert_true (repoint_inquiry_next (REPOINT_INQUIRY (search), &question));
      g_assert_cmpint (question.flight, ==, profiles[i] == REPOINT_PROFILE_SHA1_SIGNATURES);
      repoint_inquiry_answer (REPOINT_INQUIRY (search), &results[i]);
      g_assert_cmpint (repoint_profile_search_get_state (search, profiles[i]), ==, REPOINT_VERSION_NOT_OBSERVED);
      g_assert_null (repoint_profile_search_get_refused_by (search, profiles[i]));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      g_autofree char *path = g_strdelimit (g_strdup_printf ("/profile-search/%s", servers[i].name), " ", '-');

      g_test_add_data_func (path, &servers[i], test_server);
    }
  g_test_add_func ("/profile-search/suites-prove", test_suites_prove);
  g_test_add_func ("/profile-search/not-observed", test_not_observed);

  return g_test_run ();
}
