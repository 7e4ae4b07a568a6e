/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-survey.h"

#include <string.h>

#include "repoint-test-proxy.h"
#include "repoint-test-resolver.h"

/* Targets on the internet, to which the only way is the system's proxy: the name is one that nobody here knows. */

#define NAME "mail.example.com"

typedef struct
{
  RepointTestResolver  *resolver;
  RepointTestTlsServer *server;
  RepointTestProxy     *proxy;
  guint16               port; /* of the target */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const RepointTestTlsOptions options = { .protocol = REPOINT_PROTOCOL_TLS, .min_version = REPOINT_TLS_VERSION_1_2,
                                          .max_version = REPOINT_TLS_VERSION_1_2 };

  fixture->resolver = repoint_test_resolver_install ();
  fixture->server = repoint_test_tls_server_new (&options);
  fixture->port = 8443;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->resolver);
  g_clear_pointer (&fixture->proxy, repoint_test_proxy_free);
  g_clear_pointer (&fixture->server, repoint_test_tls_server_free);
}

/* Makes the proxy that is offered; what comes @behind it in the list begins with a blank. */
static void
use_proxy (Fixture *fixture, const RepointTestProxyOptions *options, const char *behind)
{
  RepointTestProxyOptions all = *options;
  g_autofree char *offer = NULL;

  if (all.upstream == 0)
    all.upstream = repoint_test_tls_server_get_port (fixture->server);
  fixture->proxy = repoint_test_proxy_new (&all);
  offer = g_strdup_printf ("%s://user:secret@127.0.0.1:%u%s", all.socks ? "socks5" : all.tls ? "https" : "http",
                           repoint_test_proxy_get_port (fixture->proxy), behind);
  repoint_test_proxy_offer (offer);
}

static JsonObject *
survey_host (Fixture *fixture, const char *scheme, const char *host, guint conversation_ms, gboolean without_proxy)
{
  const RepointLimits limits = { .max_per_address = 1, .connect_ms = 600000, .conversation_ms = conversation_ms };
  const RepointSurveyOptions options = { .repeat = 1, .timeout_ms = 600000, .without_proxy = without_proxy };
  g_autofree char *uri = g_strdup_printf ("%s://%s:%u", scheme, host, fixture->port);
  g_autoptr (GPtrArray) uris = g_ptr_array_new ();
  g_autoptr (GHashTable) results = NULL;

  g_ptr_array_add (uris, uri);
  results = repoint_test_survey_all (uris, &limits, &options);

  return json_object_ref (g_hash_table_lookup (results, uri));
}

static JsonObject *
survey (Fixture *fixture, const char *scheme)
{
  return survey_host (fixture, scheme, NAME, 600000, FALSE);
}

static void
check_no_secret (const char *text)
{
  g_assert_null (strstr (text, "secret"));
  g_assert_null (strstr (text, "user"));
  g_assert_null (strstr (text, "Authorization"));
}

/* Whatever came of it: the proxy is named, the name was its business, and credentials were nobody's. */
static void
check_route (Fixture *fixture, JsonObject *result, const char *scheme)
{
  g_autofree char *proxy = g_strdup_printf ("%s://127.0.0.1:%u", scheme, repoint_test_proxy_get_port (fixture->proxy));
  g_autofree char *requests = repoint_test_proxy_get_requests (fixture->proxy);
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), result);
  g_autofree char *text = json_to_string (node, FALSE);

  g_assert_cmpstr (repoint_test_survey_string (result, "proxy"), ==, proxy);
  g_assert_cmpstr (repoint_test_survey_string (result, "address"), ==, NULL);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (result, "addresses")), ==, 0);
  g_assert_cmpuint (repoint_test_resolver_get_asked (fixture->resolver, NAME), ==, 0);
  g_assert_cmpuint (repoint_test_proxy_get_peak (fixture->proxy), ==, 1);
  check_no_secret (requests);
  check_no_secret (text);
}

static void
check_problem (JsonObject *result, const char *problem, const char *detail)
{
  g_autofree char *states = repoint_test_survey_states (result);

  g_assert_cmpstr (repoint_test_survey_string (result, "problem"), ==, problem);
  g_assert_cmpstr (repoint_test_survey_string (result, "problem_detail"), ==, detail);
  g_assert_false (json_object_get_boolean_member (result, "reachable"));
  g_assert_cmpstr (states, ==, "-----");
}

static void
check_found (JsonObject *result)
{
  g_autofree char *states = repoint_test_survey_states (result);

  g_assert_cmpstr (repoint_test_survey_string (result, "problem"), ==, NULL);
  g_assert_true (json_object_get_boolean_member (result, "reachable"));
  g_assert_cmpstr (states, ==, "rrrar");
  g_assert_false (json_object_get_null_member (result, "certificate"));
}

/* ---- Proxies that do as they are asked ---- */

static void
test_http (Fixture *fixture, gconstpointer data)
{
  static const char request[] = "CONNECT " NAME ":8443 HTTP/1.1\r\nHost: " NAME ":8443\r\n\r\n";
  const RepointTestProxyOptions options = { 0 };
  g_autoptr (JsonObject) result = NULL;
  g_autofree char *requests = NULL;
  g_autofree char *asked = NULL;
  guint n;

  use_proxy (fixture, &options, "");
  result = survey (fixture, "tls");
  check_found (result);
  check_route (fixture, result, "http");

  asked = repoint_test_proxy_get_asked ();
  g_assert_cmpstr (asked, ==, "tls://" NAME ":8443");
  requests = repoint_test_proxy_get_requests (fixture->proxy);
  n = repoint_test_proxy_get_accepted (fixture->proxy);
  g_assert_cmpuint (n, ==, repoint_test_tls_server_get_connections (fixture->server));
  g_assert_cmpuint (strlen (requests), ==, n * strlen (request));
  for (guint i = 0; i < n; i++)
    g_assert_cmpmem (requests + i * strlen (request), strlen (request), request, strlen (request));
}

static void
test_answers (Fixture *fixture, gconstpointer data)
{
  const RepointTestProxyOptions rows[] = {
    { .by_byte = TRUE },
    { .answer = "HTTP/1.0 200\n\n" },
    { .answer = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" },
    { .tls = TRUE },
    { .socks = TRUE },
    { .socks = TRUE, .by_byte = TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (JsonObject) result = NULL;

      use_proxy (fixture, &rows[i], "");
      result = survey (fixture, "tls");
      check_found (result);
      check_route (fixture, result, rows[i].socks ? "socks5" : rows[i].tls ? "https" : "http");
      g_clear_pointer (&fixture->proxy, repoint_test_proxy_free);
    }
}

/* The greeting of a mail server may come with the proxy's answer, in one segment. */
static void
test_together (Fixture *fixture, gconstpointer data)
{
  const RepointTestTlsOptions mail = { .protocol = REPOINT_PROTOCOL_SMTP, .security = REPOINT_SECURITY_STARTTLS,
                                       .min_version = REPOINT_TLS_VERSION_1_2, .max_version = REPOINT_TLS_VERSION_1_2 };
  RepointTestProxyOptions options = { .together = TRUE };

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&mail);
      g_autoptr (JsonObject) result = NULL;

      options.upstream = repoint_test_tls_server_get_port (server);
      options.tls = i == 1;
      use_proxy (fixture, &options, "");
      result = survey (fixture, "smtp");
      check_found (result);
      check_route (fixture, result, options.tls ? "https" : "http");
      g_assert_cmpstr (repoint_test_survey_string (result, "starttls"), ==, "offered");
      g_clear_pointer (&fixture->proxy, repoint_test_proxy_free);
    }
}

static void
test_public_address (Fixture *fixture, gconstpointer data)
{
  const RepointTestProxyOptions options = { 0 };
  g_autoptr (JsonObject) result = NULL;
  g_autofree char *requests = NULL;

  use_proxy (fixture, &options, "");
  result = survey_host (fixture, "tls", "[2001:db8::25]", 600000, FALSE);
  check_found (result);
  check_route (fixture, result, "http");
  requests = repoint_test_proxy_get_requests (fixture->proxy);
  g_assert_true (g_str_has_prefix (requests, "CONNECT [2001:db8::25]:8443 HTTP/1.1\r\nHost: [2001:db8::25]:8443\r\n\r\n"));
}

/* A printer prints what reaches such a port, whoever brings it there. */
static void
test_forbidden (Fixture *fixture, gconstpointer data)
{
  static const guint16 ports[] = { 515, 9100, 9107, 9116, 9999 };
  const RepointTestProxyOptions options = { 0 };

  use_proxy (fixture, &options, "");
  for (gsize i = 0; i < G_N_ELEMENTS (ports); i++)
    {
      g_autoptr (JsonObject) result = NULL;

      fixture->port = ports[i];
      result = survey (fixture, "tls");
      g_assert_cmpstr (repoint_test_survey_string (result, "problem"), ==, "forbidden");
      g_assert_false (json_object_get_boolean_member (result, "reachable"));
    }
  g_assert_cmpuint (repoint_test_proxy_get_accepted (fixture->proxy), ==, 0);
}

/* ---- Proxies that do not ---- */

static void
test_problems (Fixture *fixture, gconstpointer data)
{
  const struct
  {
    RepointTestProxyOptions options;
    const char             *problem;
    const char             *detail;
  } rows[] = {
    { { .answer = "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n" },
      "proxy-authentication", NULL },
    { { .answer = "HTTP/1.1 403 Forbidden\r\n\r\n<h1>%n%s</h1>" }, "proxy-refused", "403" },
    { { .answer = "HTTP/1.1 502 Bad Gateway\r\n\r\n" }, "proxy-refused", "502" },
    { { .answer = "HTTP/1.0 503 Service Unavailable\r\n\r\n" }, "proxy-refused", "503" },
    { { .answer = "HTTP/1.1 302 Found\r\nLocation: http://portal.example.com/\r\n\r\n" }, "proxy-refused", "302" },
    { { .answer = "220 " NAME " ESMTP\r\n" }, "proxy-unusable", "other-protocol" },
    { { .answer = "HTTP/1.1 2" }, "proxy-unusable", "closed" },
    { { .closes = TRUE }, "proxy-unusable", "closed" },
    { { .resets = TRUE }, "proxy-unusable", "reset" },
    { { .socks = TRUE, .socks_reply = 2 }, "proxy-refused", "2" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (JsonObject) result = NULL;

      g_test_message ("%s", rows[i].options.answer != NULL ? rows[i].options.answer : rows[i].problem);
      /* That a proxy cannot be used is no reason to go past it. */
      use_proxy (fixture, &rows[i].options, " direct://");
      result = survey (fixture, "smtp");
      check_problem (result, rows[i].problem, rows[i].detail);
      check_route (fixture, result, rows[i].options.socks ? "socks5" : "http");
      g_assert_cmpuint (repoint_test_proxy_get_accepted (fixture->proxy), ==, 1);
      g_assert_cmpuint (repoint_test_tls_server_get_connections (fixture->server), ==, 0);
      g_clear_pointer (&fixture->proxy, repoint_test_proxy_free);
    }
}

static void
test_silent (Fixture *fixture, gconstpointer data)
{
  const RepointTestProxyOptions options = { .silent = TRUE };
  g_autoptr (JsonObject) result = NULL;

  use_proxy (fixture, &options, "");
  result = survey_host (fixture, "tls", NAME, 200, FALSE);
  check_problem (result, "proxy-unusable", "timeout");
  check_route (fixture, result, "http");
}

/* What was found before the proxy had enough stands. */
static void
test_refuses_later (Fixture *fixture, gconstpointer data)
{
  const RepointTestProxyOptions options = { .refuse_from = 2 };
  g_autoptr (JsonObject) result = NULL;
  g_autofree char *states = NULL;

  use_proxy (fixture, &options, "");
  result = survey (fixture, "tls");
  states = repoint_test_survey_states (result);
  g_assert_cmpstr (repoint_test_survey_string (result, "problem"), ==, "proxy-refused");
  g_assert_cmpstr (repoint_test_survey_string (result, "problem_detail"), ==, "503");
  g_assert_true (json_object_get_boolean_member (result, "reachable"));
  g_assert_cmpint (states[3], ==, 'a');
  check_route (fixture, result, "http");
}

static void
test_unreachable (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *offer;
    const char *problem;
    const char *detail;
    const char *proxy;
  } rows[] = {
    { "http://user:secret@127.0.0.1:1", "proxy-unreachable", "refused", "http://127.0.0.1:1" },
    { "https://127.0.0.1:1", "proxy-unreachable", "refused", "https://127.0.0.1:1" },
    { "http://127.0.0.1:9100", "proxy-unreachable", "forbidden", "http://127.0.0.1:9100" },
    { "http://no-proxy.example.com:3128", "proxy-unreachable", "dns", "http://no-proxy.example.com:3128" },
    { "socks4://127.0.0.1:1", "proxy-unsupported", NULL, "socks4://127.0.0.1:1" },
    { "http://127.0.0.1:1 http://no-proxy.example.com:3128", "proxy-unreachable", "refused", "http://127.0.0.1:1" },
    { "http://127.0.0.1:1 direct://", "proxy-unreachable", "refused", "http://127.0.0.1:1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (JsonObject) result = NULL;

      repoint_test_proxy_offer (rows[i].offer);
      result = survey (fixture, "smtp");
      check_problem (result, rows[i].problem, rows[i].detail);
      g_assert_cmpstr (repoint_test_survey_string (result, "proxy"), ==, rows[i].proxy);
    }
}

/* A way that cannot be reached is passed over, and is no problem then. */
static void
test_next_way (Fixture *fixture, gconstpointer data)
{
  const RepointTestProxyOptions options = { 0 };
  g_autoptr (JsonObject) through = NULL;
  g_autoptr (JsonObject) direct = NULL;
  g_autofree char *offer = NULL;

  use_proxy (fixture, &options, "");
  offer = g_strdup_printf ("socks4://127.0.0.1:1 http://127.0.0.1:1 http://no-proxy.example.com:1 http://127.0.0.1:%u",
                           repoint_test_proxy_get_port (fixture->proxy));
  repoint_test_proxy_offer (offer);
  through = survey (fixture, "tls");
  check_found (through);
  check_route (fixture, through, "http");

  repoint_test_proxy_offer ("http://127.0.0.1:1 direct://");
  repoint_test_resolver_add (fixture->resolver, NAME, "127.0.0.1", 0);
  fixture->port = repoint_test_tls_server_get_port (fixture->server);
  direct = survey (fixture, "tls");
  check_found (direct);
  g_assert_cmpstr (repoint_test_survey_string (direct, "proxy"), ==, NULL);
  g_assert_cmpstr (repoint_test_survey_string (direct, "address"), ==, "127.0.0.1");
}

/* ---- Not for everybody ---- */

/* The own network is never looked for in somebody else's. */
static void
test_own_network (Fixture *fixture, gconstpointer data)
{
  static const char *const hosts[] = { "127.0.0.1", "localhost", "printer", "printer.local", "printer.home.arpa" };

  repoint_test_proxy_offer ("http://127.0.0.1:1");
  fixture->port = repoint_test_tls_server_get_port (fixture->server);
  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_autoptr (JsonObject) result = NULL;
      g_autofree char *asked = NULL;

      repoint_test_resolver_add (fixture->resolver, hosts[i], "127.0.0.1", 0);
      result = survey_host (fixture, "tls", hosts[i], 600000, FALSE);
      check_found (result);
      g_assert_cmpstr (repoint_test_survey_string (result, "proxy"), ==, NULL);
      asked = repoint_test_proxy_get_asked ();
      g_assert_cmpstr (asked, ==, NULL);
    }
}

static void
test_without_proxy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) result = NULL;
  g_autofree char *asked = NULL;

  repoint_test_proxy_offer ("http://127.0.0.1:1");
  repoint_test_resolver_add (fixture->resolver, NAME, "127.0.0.1", 0);
  fixture->port = repoint_test_tls_server_get_port (fixture->server);
  result = survey_host (fixture, "tls", NAME, 600000, TRUE);
  check_found (result);
  asked = repoint_test_proxy_get_asked ();
  g_assert_cmpstr (asked, ==, NULL);
}

/* ---- Stopping ---- */

static void
keep_result (RepointSurvey *job, RepointTarget *target, JsonObject *object, gpointer user_data)
{
  *(JsonObject **) user_data = json_object_ref (object);
}

static JsonObject *
stop_survey (Fixture *fixture)
{
  const RepointLimits limits = { .max_per_address = 1, .connect_ms = 600000, .conversation_ms = 600000 };
  const RepointSurveyOptions options = { .repeat = 1, .timeout_ms = 600000 };
  g_autoptr (RepointScheduler) scheduler = repoint_scheduler_new (&limits);
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_target_free);
  g_autoptr (RepointSurvey) job = NULL;
  JsonObject *result = NULL;

  g_ptr_array_add (targets, repoint_target_new (REPOINT_PROTOCOL_TLS, REPOINT_SECURITY_TLS, NAME, fixture->port));
  job = repoint_survey_new (scheduler, targets, &options);
  g_signal_connect (job, "result", G_CALLBACK (keep_result), &result);
  repoint_job_start (REPOINT_JOB (job));
  if (fixture->proxy != NULL)
    {
      repoint_test_proxy_wait (fixture->proxy, 1);
    }
  else
    {
      char *asked;

      while ((asked = repoint_test_proxy_get_asked ()) == NULL)
        g_main_context_iteration (NULL, FALSE);
      g_free (asked);
    }
  repoint_job_stop (REPOINT_JOB (job));
  repoint_job_stop (REPOINT_JOB (job));
  while (repoint_job_get_state (REPOINT_JOB (job)) != REPOINT_JOB_FINISHED)
    g_main_context_iteration (NULL, TRUE);

  return result;
}

static void
test_stop (Fixture *fixture, gconstpointer data)
{
  const RepointTestProxyOptions options = { .silent = TRUE };
  g_autoptr (JsonObject) early = NULL;
  g_autoptr (JsonObject) late = NULL;

  repoint_test_proxy_offer (NULL);
  early = stop_survey (fixture);
  check_problem (early, "stopped", NULL);

  use_proxy (fixture, &options, "");
  late = stop_survey (fixture);
  check_problem (late, "stopped", NULL);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void      (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "/survey-proxy/http", test_http },
    { "/survey-proxy/answers", test_answers },
    { "/survey-proxy/together", test_together },
    { "/survey-proxy/public-address", test_public_address },
    { "/survey-proxy/forbidden", test_forbidden },
    { "/survey-proxy/problems", test_problems },
    { "/survey-proxy/silent", test_silent },
    { "/survey-proxy/refuses-later", test_refuses_later },
    { "/survey-proxy/unreachable", test_unreachable },
    { "/survey-proxy/next-way", test_next_way },
    { "/survey-proxy/own-network", test_own_network },
    { "/survey-proxy/without-proxy", test_without_proxy },
    { "/survey-proxy/stop", test_stop },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);

  return g_test_run ();
}
