/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-survey.h"

#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "repoint-name-lookup.h"
#include "repoint-test-blackhole.h"
#include "repoint-test-resolver.h"

/* Names that have several addresses, or none. The IPv4 ones are used by no other test. */

#define NAME "mail.example.com"

typedef struct
{
  RepointTestResolver *resolver;
  guint16              port;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *answer = g_strdup (data);

  fixture->resolver = repoint_test_resolver_install ();
  if (answer != NULL)
    repoint_test_resolver_add (fixture->resolver, NAME, answer, 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->resolver);
}

static RepointTestTlsServer *
serve (Fixture *fixture, const char *address, RepointTlsVersion version)
{
  const RepointTestTlsOptions options = {
    .address = address,
    .port = fixture->port,
    .protocol = REPOINT_PROTOCOL_TLS,
    .min_version = version,
    .max_version = version,
  };
  RepointTestTlsServer *server = repoint_test_tls_server_new (&options);

  fixture->port = repoint_test_tls_server_get_port (server);

  return server;
}

static JsonObject *
survey (Fixture *fixture, const char *scheme, guint connect_ms, gboolean versions_only)
{
  const RepointLimits limits = { .max_per_address = 1, .connect_ms = connect_ms, .conversation_ms = 600000 };
  const RepointSurveyOptions options = {
    .repeat = 1,
    .timeout_ms = 600000,
    .without_proxy = TRUE,
    .versions_only = versions_only,
  };
  g_autofree char *uri = g_strdup_printf ("%s://" NAME ":%u", scheme, fixture->port);
  g_autoptr (GPtrArray) uris = g_ptr_array_new ();
  g_autoptr (GHashTable) results = NULL;

  g_ptr_array_add (uris, uri);
  results = repoint_test_survey_all (uris, &limits, &options);

  return json_object_ref (g_hash_table_lookup (results, uri));
}

/* "::1 ipv6 reachable - TLSv1.2, 127.77.0.1 ipv4 - refused -" */
static char *
describe (JsonObject *result)
{
  JsonArray *addresses = json_object_get_array_member (result, "addresses");
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (addresses); i++)
    {
      JsonObject *address = json_array_get_object_element (addresses, i);
      const char *problem = repoint_test_survey_string (address, "problem");
      const char *highest = repoint_test_survey_string (address, "highest");

      g_string_append_printf (text, "%s%s %s %s %s %s", i > 0 ? ", " : "", json_object_get_string_member (address, "address"),
                              json_object_get_string_member (address, "family"),
                              json_object_get_boolean_member (address, "reachable") ? "reachable" : "-",
                              problem != NULL ? problem : "-", highest != NULL ? highest : "-");
    }

  return g_string_free (text, FALSE);
}

static void
check (JsonObject *result, const char *address, const char *addresses)
{
  g_autofree char *description = describe (result);

  g_assert_cmpstr (repoint_test_survey_string (result, "address"), ==, address);
  g_assert_cmpstr (description, ==, addresses);
  g_assert_cmpstr (repoint_test_survey_string (result, "proxy"), ==, NULL);
}

static gboolean
has_ipv6 (void)
{
  g_autoptr (GSocketAddress) place = g_inet_socket_address_new_from_string ("::1", 0);
  struct sockaddr_storage native;
  int fd = socket (AF_INET6, SOCK_STREAM, 0);
  gboolean has = FALSE;

  g_assert_true (g_socket_address_to_native (place, &native, sizeof native, NULL));
  if (fd >= 0)
    {
      has = bind (fd, (struct sockaddr *) &native, g_socket_address_get_native_size (place)) == 0;
      close (fd);
    }
  if (!has)
    g_test_skip ("this computer has no IPv6");

  return has;
}

/* Both families are asked, and need not agree. */
static void
test_families (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RepointTestTlsServer) six = NULL;
  g_autoptr (RepointTestTlsServer) four = NULL;
  g_autoptr (JsonObject) result = NULL;
  g_autofree char *states = NULL;

  if (!has_ipv6 ())
    return;

  six = serve (fixture, "::1", REPOINT_TLS_VERSION_1_2);
  four = serve (fixture, "127.77.1.1", REPOINT_TLS_VERSION_1_0);
  result = survey (fixture, "tls", 600000, FALSE);
  states = repoint_test_survey_states (result);
  g_assert_cmpstr (states, ==, "rrrar");
  check (result, "::1", "::1 ipv6 reachable - TLSv1.2, 127.77.1.1 ipv4 reachable - TLSv1.0");
  g_assert_cmpuint (repoint_test_tls_server_get_connections (four), ==, 1);
  g_assert_cmpuint (repoint_test_resolver_get_asked (fixture->resolver, NAME), ==, 1);
}

static void
test_family_refuses (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RepointTestTlsServer) four = NULL;
  g_autoptr (JsonObject) result = NULL;

  if (!has_ipv6 ())
    return;

  four = serve (fixture, "127.77.1.1", REPOINT_TLS_VERSION_1_2);
  result = survey (fixture, "tls", 600000, FALSE);
  g_assert_cmpstr (repoint_test_survey_string (result, "problem"), ==, NULL);
  check (result, "127.77.1.1", "::1 ipv6 - refused -, 127.77.1.1 ipv4 reachable - TLSv1.2");
}

/* No conversation waits for an address that says nothing: this one would do so for ten minutes. */
static void
test_silent_first (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RepointTestBlackhole) hole = repoint_test_blackhole_new ("127.77.1.1", 0);
  g_autoptr (RepointTestTlsServer) server = NULL;
  g_autoptr (JsonObject) result = NULL;
  g_autofree char *states = NULL;

  fixture->port = repoint_test_blackhole_get_port (hole);
  server = serve (fixture, "127.77.1.2", REPOINT_TLS_VERSION_1_2);
  result = survey (fixture, "tls", 600000, TRUE);
  states = repoint_test_survey_states (result);
  g_assert_cmpstr (states, ==, "rrrar");
  check (result, "127.77.1.2", "127.77.1.2 ipv4 reachable - TLSv1.2");
}

static void
test_silent_is_reported (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RepointTestBlackhole) hole = repoint_test_blackhole_new ("127.77.1.1", 0);
  g_autoptr (RepointTestTlsServer) server = NULL;
  g_autoptr (JsonObject) result = NULL;

  fixture->port = repoint_test_blackhole_get_port (hole);
  server = serve (fixture, "127.77.1.2", REPOINT_TLS_VERSION_1_2);
  result = survey (fixture, "tls", 400, FALSE);
  check (result, "127.77.1.2", "127.77.1.1 ipv4 - timeout -, 127.77.1.2 ipv4 reachable - TLSv1.2");
}

/* Of an address that refuses and one that says nothing, the one that refuses has told more. */
static void
test_nobody (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RepointTestBlackhole) hole = repoint_test_blackhole_new ("127.77.1.1", 0);
  g_autoptr (JsonObject) result = NULL;

  fixture->port = repoint_test_blackhole_get_port (hole);
  result = survey (fixture, "tls", 400, FALSE);
  g_assert_cmpstr (repoint_test_survey_string (result, "problem"), ==, "refused");
  g_assert_cmpstr (repoint_test_survey_string (result, "problem_detail"), ==, NULL);
  g_assert_false (json_object_get_boolean_member (result, "reachable"));
  check (result, "127.77.1.1", "127.77.1.1 ipv4 - timeout -, 127.77.1.2 ipv4 - refused -");
}

/* Others of the name are greeted even where the one that was asked is of no use. */
static void
test_useless_first (Fixture *fixture, gconstpointer data)
{
  const RepointTestTlsOptions rubbish = { .address = "127.77.1.1", .protocol = REPOINT_PROTOCOL_TLS, .is_clear = TRUE,
                                          .greeting = "SSH-2.0-OpenSSH_9.2p1\r\n" };
  g_autoptr (RepointTestTlsServer) first = repoint_test_tls_server_new (&rubbish);
  g_autoptr (RepointTestTlsServer) second = NULL;
  g_autoptr (JsonObject) result = NULL;

  fixture->port = repoint_test_tls_server_get_port (first);
  second = serve (fixture, "127.77.1.2", REPOINT_TLS_VERSION_1_3);
  result = survey (fixture, "tls", 600000, FALSE);
  g_assert_cmpstr (repoint_test_survey_string (result, "problem"), ==, "other-protocol");
  check (result, "127.77.1.1",
         "127.77.1.1 ipv4 reachable other-protocol -, 127.77.1.2 ipv4 reachable - TLSv1.3");
}

/* A server that asks for a pause gets one, at all of its addresses. */
static void
test_throttled (Fixture *fixture, gconstpointer data)
{
  const RepointTestTlsOptions busy = { .address = "127.77.1.1", .protocol = REPOINT_PROTOCOL_SMTP,
                                       .security = REPOINT_SECURITY_STARTTLS, .throttle_from = 1 };
  g_autoptr (RepointTestTlsServer) first = repoint_test_tls_server_new (&busy);
  g_autoptr (RepointTestTlsServer) second = NULL;
  g_autoptr (JsonObject) result = NULL;

  fixture->port = repoint_test_tls_server_get_port (first);
  second = serve (fixture, "127.77.1.2", REPOINT_TLS_VERSION_1_2);
  result = survey (fixture, "smtp", 600000, FALSE);
  g_assert_cmpstr (repoint_test_survey_string (result, "problem"), ==, "throttled");
  check (result, "127.77.1.1", "127.77.1.1 ipv4 reachable throttled -");
  g_assert_cmpuint (repoint_test_tls_server_get_connections (second), ==, 0);
}

/* Four of each family are enough of those that a name server gives. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RepointTestTlsServer) server = serve (fixture, "127.77.1.5", REPOINT_TLS_VERSION_1_2);
  g_autoptr (JsonObject) result = survey (fixture, "tls", 600000, FALSE);
  JsonArray *addresses = json_object_get_array_member (result, "addresses");

  g_assert_cmpstr (repoint_test_survey_string (result, "problem"), ==, "refused");
  g_assert_cmpuint (json_array_get_length (addresses), ==, 4);
  g_assert_cmpuint (repoint_test_tls_server_get_connections (server), ==, 0);
}

static void
test_literal (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RepointTestTlsServer) server = serve (fixture, "127.77.1.1", REPOINT_TLS_VERSION_1_2);
  g_autofree char *uri = g_strdup_printf ("tls://127.77.1.1:%u", fixture->port);
  g_autoptr (JsonObject) result = repoint_test_survey (uri, 1, 0);

  check (result, "127.77.1.1", "");
}

/* ---- No address ---- */

static void
check_dns (JsonObject *result, const char *detail)
{
  g_assert_cmpstr (repoint_test_survey_string (result, "problem"), ==, "dns");
  g_assert_cmpstr (repoint_test_survey_string (result, "problem_detail"), ==, detail);
  g_assert_false (json_object_get_boolean_member (result, "reachable"));
  check (result, NULL, "");
}

static void
test_dns (Fixture *fixture, gconstpointer data)
{
  const struct
  {
    GResolverError code;
    int            system; /* of getaddrinfo(3) */
    const char    *detail;
  } rows[] = {
    { G_RESOLVER_ERROR_NOT_FOUND, EAI_NONAME, "no-such-name" },
    { G_RESOLVER_ERROR_NOT_FOUND, EAI_NODATA, "no-address" },
    { G_RESOLVER_ERROR_NOT_FOUND, EAI_FAIL, "failed" },
    { G_RESOLVER_ERROR_TEMPORARY_FAILURE, EAI_AGAIN, repoint_name_lookup_has_network () ? "no-answer" : "no-network" },
    { G_RESOLVER_ERROR_INTERNAL, EAI_SYSTEM, "failed" },
  };

  fixture->port = 587;
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *message = g_strdup_printf ("Error resolving “" NAME "”: %s", gai_strerror (rows[i].system));
      g_autoptr (JsonObject) result = NULL;

      repoint_test_resolver_add_error (fixture->resolver, NAME, rows[i].code, message);
      result = survey (fixture, "smtp", 600000, FALSE);
      check_dns (result, rows[i].detail);
    }
}

static void
test_dns_useless (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) result = NULL;

  fixture->port = 587;
  result = survey (fixture, "smtp", 600000, FALSE);
  check_dns (result, "useless-address");
}

/* ---- Stopping ---- */

static void
keep_result (RepointSurvey *job, RepointTarget *target, JsonObject *object, gpointer user_data)
{
  *(JsonObject **) user_data = json_object_ref (object);
}

/* Whether a name server is silent, or the addresses are: who stops hears of it. */
static void
stop_survey (Fixture *fixture, const char *problem)
{
  const RepointLimits limits = { .max_per_address = 1, .connect_ms = 600000, .conversation_ms = 600000 };
  const RepointSurveyOptions options = { .repeat = 1, .timeout_ms = 600000, .without_proxy = TRUE };
  g_autoptr (RepointScheduler) scheduler = repoint_scheduler_new (&limits);
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_target_free);
  g_autoptr (RepointSurvey) job = NULL;
  g_autoptr (JsonObject) result = NULL;

  g_ptr_array_add (targets, repoint_target_new (REPOINT_PROTOCOL_TLS, REPOINT_SECURITY_TLS, NAME, fixture->port));
  job = repoint_survey_new (scheduler, targets, &options);
  g_signal_connect (job, "result", G_CALLBACK (keep_result), &result);
  repoint_job_start (REPOINT_JOB (job));
  while (repoint_test_resolver_get_asked (fixture->resolver, NAME) == 0)
    g_main_context_iteration (NULL, FALSE);
  repoint_job_stop (REPOINT_JOB (job));
  repoint_job_stop (REPOINT_JOB (job));
  while (repoint_job_get_state (REPOINT_JOB (job)) != REPOINT_JOB_FINISHED)
    g_main_context_iteration (NULL, TRUE);

  g_assert_nonnull (result);
  g_assert_cmpstr (repoint_test_survey_string (result, "problem"), ==, problem);
}

static void
test_stop_lookup (Fixture *fixture, gconstpointer data)
{
  fixture->port = 587;
  repoint_test_resolver_add (fixture->resolver, NAME, "127.77.1.1", REPOINT_TEST_RESOLVER_NEVER);
  stop_survey (fixture, "stopped");
}

static void
test_stop_race (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RepointTestBlackhole) first = repoint_test_blackhole_new ("127.77.1.1", 0);
  g_autoptr (RepointTestBlackhole) second = NULL;

  fixture->port = repoint_test_blackhole_get_port (first);
  second = repoint_test_blackhole_new ("127.77.1.2", fixture->port);
  stop_survey (fixture, "stopped");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    const char *answer;
    void      (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "/survey-addresses/families", "::1 127.77.1.1", test_families },
    { "/survey-addresses/family-refuses", "::1 127.77.1.1", test_family_refuses },
    { "/survey-addresses/silent-first", "127.77.1.1 127.77.1.2", test_silent_first },
    { "/survey-addresses/silent-is-reported", "127.77.1.1 127.77.1.2", test_silent_is_reported },
    { "/survey-addresses/nobody", "127.77.1.1 127.77.1.2", test_nobody },
    { "/survey-addresses/useless-first", "127.77.1.1 127.77.1.2", test_useless_first },
    { "/survey-addresses/throttled", "127.77.1.1 127.77.1.2", test_throttled },
    { "/survey-addresses/many", "127.77.1.1 127.77.1.2 127.77.1.3 127.77.1.4 127.77.1.5", test_many },
    { "/survey-addresses/literal", NULL, test_literal },
    { "/survey-addresses/dns/failures", NULL, test_dns },
    { "/survey-addresses/dns/useless", "0.0.0.0 ::", test_dns_useless },
    { "/survey-addresses/stop/lookup", NULL, test_stop_lookup },
    { "/survey-addresses/stop/race", "127.77.1.1 127.77.1.2", test_stop_race },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, tests[i].answer, set_up, tests[i].test, tear_down);

  return g_test_run ();
}
