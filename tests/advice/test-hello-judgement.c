/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plan-fixture.h"
#include "repoint-hello-judgement.h"
#include "repoint-known-hello.h"
#include "repoint-phrase.h"
#include "repoint-tls-hello.h"
#include "repoint-tls-suite.h"

#define STANDARD "smtp://smtp.office365.com:587"
#define LEGACY "smtp://smtp-legacy.office365.com:587"
#define GCC_HIGH "smtp://smtp.office365.us:587"

typedef struct
{
  const char        *name;
  RepointTlsVersion  version;
  const char        *suites;   /* separated by spaces */
  const char        *endpoint;
  const char        *verdict;
  const char        *reason;
  const char        *suite;    /* nullable */
} Case;

static const Case cases[] = {
  { "documented", REPOINT_TLS_VERSION_1_2, "TLS_RSA_WITH_AES_128_GCM_SHA256 TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", STANDARD,
    "accepted", "suite-documented", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA" },
  { "rsa-alone", REPOINT_TLS_VERSION_1_2, "TLS_RSA_WITH_AES_128_CBC_SHA TLS_RSA_WITH_AES_256_GCM_SHA384", STANDARD,
    "unclear", "suite-doubtful", "TLS_RSA_WITH_AES_256_GCM_SHA384" },
  { "none-documented", REPOINT_TLS_VERSION_1_2, "TLS_RSA_WITH_3DES_EDE_CBC_SHA TLS_RSA_WITH_RC4_128_SHA", STANDARD,
    "refused", "no-suite", NULL },
  { "tls13-alone", REPOINT_TLS_VERSION_1_3, "TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384", STANDARD,
    "unclear", "tls13-only", NULL },
  { "tls13-and-rc4", REPOINT_TLS_VERSION_1_3, "TLS_AES_128_GCM_SHA256 TLS_RSA_WITH_RC4_128_SHA", STANDARD,
    "refused", "no-suite", NULL },
  { "old", REPOINT_TLS_VERSION_1_0, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", STANDARD, "refused", "below-minimum", NULL },
  { "old-at-legacy", REPOINT_TLS_VERSION_1_0, "TLS_RSA_WITH_RC4_128_SHA", LEGACY, "accepted", "version-fits", NULL },
  { "ssl3-at-legacy", REPOINT_TLS_VERSION_SSL3, "TLS_RSA_WITH_RC4_128_SHA", LEGACY, "refused", "below-minimum", NULL },
  { "new-at-legacy", REPOINT_TLS_VERSION_1_2, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", LEGACY, "unclear", "beyond-documented", NULL },
  { "undocumented-cloud", REPOINT_TLS_VERSION_1_2, "TLS_RSA_WITH_RC4_128_SHA", GCC_HIGH, "accepted", "version-fits", NULL },
};

static RepointCatalog *catalog;

static GArray *
list_suites (const char *text)
{
  g_auto(GStrv) names = g_strsplit (text, " ", -1);
  GArray *suites = g_array_new (FALSE, FALSE, sizeof (guint16));

  for (guint i = 0; names[i] != NULL; i++)
    {
      guint32 number;
      guint16 suite;

      g_assert_true (repoint_tls_suite_from_string (names[i], &number));
      suite = (guint16) number;
      g_array_append_val (suites, suite);
    }

  return suites;
}

static RepointClientHello *
make_hello (RepointTlsVersion  version,
            const char        *names)
{
  g_autoptr(GArray) suites = list_suites (names);
  const RepointTlsHello hello = {
    .max_version = version,
    .min_version = version,
    .suites = (const guint16 *) suites->data,
    .n_suites = suites->len,
  };
  g_autoptr(GBytes) record = repoint_tls_hello_build (&hello);
  g_autoptr(GBytes) message = g_bytes_new_from_bytes (record, 5, g_bytes_get_size (record) - 5);
  g_autoptr(GError) error = NULL;
  RepointClientHello *parsed = repoint_client_hello_parse (message, &error);

  g_assert_no_error (error);

  return parsed;
}

static const RepointCatalogEndpoint *
find_endpoint (const char *uri)
{
  g_autoptr(RepointTarget) target = repoint_target_parse (uri, NULL);
  const RepointCatalogEndpoint *endpoint = repoint_catalog_find_endpoint (catalog, target);

  g_assert_nonnull (endpoint);

  return endpoint;
}

static void
test_judgement (gconstpointer data)
{
  const Case *test = data;
  g_autoptr(RepointClientHello) hello = make_hello (test->version, test->suites);
  RepointHelloJudgement judgement = repoint_hello_judge (hello, find_endpoint (test->endpoint));

  g_assert_cmpstr (repoint_hello_verdict_to_string (judgement.verdict), ==, test->verdict);
  g_assert_cmpstr (judgement.reason, ==, test->reason);
  g_assert_cmpstr (judgement.suite != 0 ? repoint_tls_suite_to_string (judgement.suite) : NULL, ==, test->suite);
  g_assert_nonnull (judgement.fact);
  g_assert_nonnull (judgement.fact->source);
}

static void
test_nothing_known (void)
{
  g_autoptr(RepointClientHello) hello = make_hello (REPOINT_TLS_VERSION_1_2, "TLS_RSA_WITH_RC4_128_SHA");
  const RepointCatalogEndpoint nothing = { .min_tls = REPOINT_TLS_VERSION_NONE };
  const RepointCatalogClient nobody = { .max_version = REPOINT_TLS_VERSION_NONE };

  g_assert_cmpstr (repoint_hello_judge (hello, &nothing).reason, ==, "not-documented");
  g_assert_cmpstr (repoint_hello_judge_known (&nobody, find_endpoint (STANDARD)).reason, ==, "version-unknown");
}

/* Each says where it has it from, and can be told apart from the others. */
static void
test_clients (void)
{
  g_autoptr(GPtrArray) clients = repoint_catalog_list_clients (catalog);

  g_assert_cmpuint (clients->len, >=, 15);
  for (guint i = 0; i < clients->len; i++)
    {
      const RepointCatalogClient *client = g_ptr_array_index (clients, i);

      g_assert_cmpint (client->max_version, >=, REPOINT_TLS_VERSION_1_0);
      g_assert_nonnull (client->fact.source);
      g_assert_nonnull (client->name);
      g_assert_true (repoint_catalog_find_client (catalog, client->id) == client);
      if (client->suites == NULL)
        continue;

      g_assert_nonnull (client->suites_fact.source);
      g_assert_cmpuint (client->suites->len, >, 0);
      g_assert_cmpuint (client->suites->len, <=, REPOINT_TLS_HELLO_MAX_SUITES);
      for (guint j = 0; j < client->suites->len; j++)
        g_assert_true (repoint_tls_suite_exists_at (g_array_index (client->suites, guint16, j), client->max_version));
    }

  g_assert_null (repoint_catalog_find_client (catalog, "nobody"));
}

/* What would be said for a client offers what is documented of it, no more and no less. */
static void
test_known_hello (void)
{
  g_autoptr(GPtrArray) clients = repoint_catalog_list_clients (catalog);

  for (guint i = 0; i < clients->len; i++)
    {
      const RepointCatalogClient *client = g_ptr_array_index (clients, i);
      g_autoptr(RepointClientHello) hello = repoint_known_hello_new (client);

      g_assert_true ((hello == NULL) == (client->suites == NULL));
      if (hello == NULL)
        continue;

      g_assert_cmpint (hello->max_version, ==, client->max_version);
      g_assert_true ((hello->extensions->len == 0) == client->no_extensions);
      g_assert_cmpmem (hello->suites->data, client->suites->len * sizeof (guint16), client->suites->data,
                       client->suites->len * sizeof (guint16));
      for (guint j = client->suites->len; j < hello->suites->len; j++)
        g_assert_true (g_str_has_suffix (repoint_tls_suite_to_string (g_array_index (hello->suites, guint16, j)), "_SCSV"));
      if (client->groups != NULL)
        g_assert_cmpmem (hello->groups->data, hello->groups->len * sizeof (guint16), client->groups->data,
                         client->groups->len * sizeof (guint16));
    }
}

static void
assert_client (const char *id,
               const char *endpoint,
               const char *verdict)
{
  const RepointCatalogClient *client = repoint_catalog_find_client (catalog, id);

  g_assert_nonnull (client);
  g_assert_cmpstr (repoint_hello_verdict_to_string (repoint_hello_judge_known (client, find_endpoint (endpoint)).verdict),
                   ==, verdict);
}

static void
test_well_known (void)
{
  assert_client ("windows-7", STANDARD, "refused");
  assert_client ("windows-7", LEGACY, "accepted");
  assert_client ("windows-7-tls12", STANDARD, "accepted");
  assert_client ("java-6", STANDARD, "refused");
  assert_client ("java-7", STANDARD, "refused");
  assert_client ("java-8", STANDARD, "accepted");
  assert_client ("openssl-0-9-8", STANDARD, "refused");
  assert_client ("openssl-1-0-1", STANDARD, "accepted");
  assert_client ("dotnet-4-6", STANDARD, "accepted");
  assert_client ("ios-6", STANDARD, "accepted");
}

/* A device of the project whose hello offers these suites with TLS 1.2. */
static void
see_offer (const PlanFixture *fixture,
           const char        *suites)
{
  g_autoptr(RepointClientHello) hello = make_hello (REPOINT_TLS_VERSION_1_2, suites);
  g_autoptr(GDateTime) seen = g_date_time_new_utc (2026, 11, 19, 14, 3, 0);
  g_autoptr(JsonObject) data = json_object_new ();
  g_autoptr(RepointObservation) observation = NULL;

  g_assert_true (repoint_project_keep_hello (fixture->project, hello->raw, "0123456789abcdef"));
  json_object_set_string_member (data, "source", "station");
  json_object_set_string_member (data, "protocol", "smtp");
  json_object_set_string_member (data, "security", "starttls");
  json_object_set_string_member (data, "outcome", "captured");
  json_object_set_string_member (data, "max_version", "TLSv1.2");
  json_object_set_string_member (data, "hello", "0123456789abcdef");
  observation = repoint_observation_new (repoint_device_get_id (fixture->device), REPOINT_OBSERVATION_HELLO,
                                         REPOINT_STRENGTH_CAPTURED_HELLO, seen, data);
  repoint_project_observe (fixture->project, observation);
}

static void
survey_says (const PlanFixture *fixture,
             const char        *rsa_key_exchange)
{
  g_autoptr(GDateTime) seen = g_date_time_new_utc (2026, 11, 19, 14, 0, 0);
  g_autofree char *text = g_strdup_printf ("{\"target\":\"" STANDARD "\",\"reachable\":true,\"versions\":{\"TLSv1.2\":\"accepted\"},"
                                           "\"profiles\":{\"rsa-key-exchange\":\"%s\"}}", rsa_key_exchange);
  g_autoptr(JsonNode) node = json_from_string (text, NULL);
  g_autoptr(RepointObservation) observation =
    repoint_observation_new (STANDARD, REPOINT_OBSERVATION_SURVEY, REPOINT_STRENGTH_NONE, seen, json_node_get_object (node));

  repoint_project_observe (fixture->project, observation);
}

static void
assert_plan (const char       *suites,
             const char       *survey, /* nullable */
             RepointTransport  transport,
             const char       *reason) /* nullable */
{
  const PlanCase plan_case = { .sign_in = "oauth" };
  g_autoptr(PlanFixture) fixture = plan_fixture_new (&plan_case);
  g_autoptr(RepointPlan) plan = NULL;
  const RepointEndpointState *state;
  gboolean found = FALSE;

  see_offer (fixture, suites);
  if (survey != NULL)
    survey_says (fixture, survey);
  plan = plan_fixture_plan (fixture);

  state = g_ptr_array_index (repoint_plan_get_endpoints (plan), 0);
  g_assert_cmpint (state->transport, ==, transport);
  for (guint i = 0; i < repoint_plan_get_reasons (plan)->len; i++)
    {
      const RepointReason *given = g_ptr_array_index (repoint_plan_get_reasons (plan), i);

      if (!g_str_has_prefix (given->id, "suites-"))
        continue;

      g_autofree char *sentence = repoint_phrase_reason (given);

      g_assert_cmpstr (given->id, ==, reason);
      g_assert_null (strchr (sentence, '{'));
      found = TRUE;
    }
  g_assert_true (found == (reason != NULL));
}

static void
test_plan (void)
{
  assert_plan ("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", NULL, REPOINT_TRANSPORT_WORKS, NULL);
  assert_plan ("TLS_RSA_WITH_AES_128_GCM_SHA256", NULL, REPOINT_TRANSPORT_UNPROVEN, "suites-doubtful");
  assert_plan ("TLS_RSA_WITH_AES_128_GCM_SHA256", "accepted", REPOINT_TRANSPORT_WORKS, NULL);
  assert_plan ("TLS_RSA_WITH_AES_128_GCM_SHA256", "refused", REPOINT_TRANSPORT_REFUSED, "suites-refused");
  assert_plan ("TLS_RSA_WITH_AES_128_GCM_SHA256", "not-observed", REPOINT_TRANSPORT_UNPROVEN, "suites-doubtful");
  assert_plan ("TLS_RSA_WITH_RC4_128_SHA", NULL, REPOINT_TRANSPORT_REFUSED, "suites-missing");
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  plan_fixture_init ();
  catalog = repoint_catalog_load (&error);
  g_assert_no_error (error);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/advice/hello-judgement/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_judgement);
    }
  g_test_add_func ("/advice/hello-judgement/nothing-known", test_nothing_known);
  g_test_add_func ("/advice/hello-judgement/clients", test_clients);
  g_test_add_func ("/advice/hello-judgement/known-hello", test_known_hello);
  g_test_add_func ("/advice/hello-judgement/well-known", test_well_known);
  g_test_add_func ("/advice/hello-judgement/plan", test_plan);

  return g_test_run ();
}
