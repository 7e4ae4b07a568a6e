/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-survey.h"

#include "repoint-test-proxy.h"
#include "repoint-test-resolver.h"
#include "repoint-test-tinyproxy.h"

/* A real proxy, by others. */

#define NAME "mail.example.com"

typedef struct
{
  RepointTestResolver  *resolver; /* which knows no name: they are the proxy's business */
  RepointTestTlsServer *server;
  guint16               port;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const RepointTestTlsOptions options = { .protocol = REPOINT_PROTOCOL_SMTP, .security = REPOINT_SECURITY_STARTTLS,
                                          .min_version = REPOINT_TLS_VERSION_1_2,
                                          .max_version = REPOINT_TLS_VERSION_1_2 };

  fixture->resolver = repoint_test_resolver_install ();
  fixture->server = repoint_test_tls_server_new (&options);
  fixture->port = repoint_test_tls_server_get_port (fixture->server);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->resolver);
  g_clear_pointer (&fixture->server, repoint_test_tls_server_free);
}

static JsonObject *
survey (guint16 port, guint16 proxy_port)
{
  g_autofree char *offer = g_strdup_printf ("http://127.0.0.1:%u", proxy_port);
  g_autofree char *uri = g_strdup_printf ("smtp://" NAME ":%u", port);
  JsonObject *result;

  repoint_test_proxy_offer (offer);
  result = repoint_test_survey (uri, 1, 0);
  g_assert_cmpstr (repoint_test_survey_string (result, "proxy"), ==, offer);

  return result;
}

static void
check (JsonObject *result, const char *problem, const char *detail, const char *states)
{
  g_autofree char *found = repoint_test_survey_states (result);

  g_assert_cmpstr (repoint_test_survey_string (result, "problem"), ==, problem);
  if (detail != NULL)
    g_assert_cmpstr (repoint_test_survey_string (result, "problem_detail"), ==, detail);
  g_assert_cmpstr (found, ==, states);
}

static void
test_way (Fixture *fixture, gconstpointer data)
{
  guint16 port;
  g_autoptr (RepointTestDaemon) proxy = repoint_test_tinyproxy_start (fixture->port, NAME, NULL, &port);
  g_autoptr (JsonObject) result = NULL;

  if (proxy == NULL)
    return;

  result = survey (fixture->port, port);
  check (result, NULL, NULL, "rrrar");
  g_assert_cmpstr (repoint_test_survey_string (result, "starttls"), ==, "offered");
  g_assert_false (json_object_get_null_member (result, "certificate"));
}

/* A port that the proxy has no way to, and a server that is not there. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  guint16 port;
  g_autoptr (RepointTestDaemon) proxy = repoint_test_tinyproxy_start (fixture->port, NAME, NULL, &port);
  g_autoptr (JsonObject) other_port = NULL;
  g_autoptr (JsonObject) nobody = NULL;

  if (proxy == NULL)
    return;

  other_port = survey (fixture->port == 587 ? 25 : 587, port);
  check (other_port, "proxy-refused", "403", "-----");
  g_clear_pointer (&fixture->server, repoint_test_tls_server_free);
  nobody = survey (fixture->port, port);
  check (nobody, "proxy-refused", NULL, "-----");
}

static void
test_authentication (Fixture *fixture, gconstpointer data)
{
  guint16 port;
  g_autoptr (RepointTestDaemon) proxy = repoint_test_tinyproxy_start (fixture->port, NAME, "secret", &port);
  g_autoptr (JsonObject) result = NULL;

  if (proxy == NULL)
    return;

  result = survey (fixture->port, port);
  check (result, "proxy-authentication", NULL, "-----");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/survey-tinyproxy/way", Fixture, NULL, set_up, test_way, tear_down);
  g_test_add ("/survey-tinyproxy/refused", Fixture, NULL, set_up, test_refused, tear_down);
  g_test_add ("/survey-tinyproxy/authentication", Fixture, NULL, set_up, test_authentication, tear_down);

  return g_test_run ();
}
