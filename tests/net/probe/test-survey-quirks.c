/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-relay.h"
#include "repoint-test-survey.h"

#include <string.h>

/* The oddities that misled, or hung, at least one of sslscan, nmap, tls-scan and testssl. The truth is TLS 1.2 and nothing
 * else. Times are a quarter of what was met, and so are the deadlines; all servers are met in one survey. */

#define SCALE           4
#define CONVERSATION_MS (10000 / SCALE)
#define TARGET_MS       (30000 / SCALE)

typedef struct
{
  const char             *name;
  RepointTestTlsOptions   server;
  RepointTestRelayOptions relay;
  const char             *accepted;
  const char             *problem;
} Case;

#define ONLY_1_2 .min_version = REPOINT_TLS_VERSION_1_2, .max_version = REPOINT_TLS_VERSION_1_2
#define TLS      .protocol = REPOINT_PROTOCOL_TLS, ONLY_1_2
#define SMTP     .protocol = REPOINT_PROTOCOL_SMTP, .security = REPOINT_SECURITY_STARTTLS, ONLY_1_2

/* There may not be the time for all the questions. */
#define ANY "any"

static const Case cases[] = {
  { "records-of-3-bytes", { TLS, .fragment = 3 }, {}, "TLSv1.2", NULL },
  { "smtp-records-of-3-bytes", { SMTP, .fragment = 3 }, {}, "TLSv1.2", NULL },
  { "warning-before-the-hello", { TLS, .warn_first = TRUE }, {}, "TLSv1.2", NULL },
  { "reset-on-large-hellos", { TLS }, { .max_hello = 255, .max_suites = 48 }, "TLSv1.2", NULL },
  { "smtp-reset-on-large-hellos", { SMTP }, { .max_hello = 255, .max_suites = 48 }, "TLSv1.2", NULL },
  { "segments-of-7-bytes", { TLS }, { .segment = 7, .pause_ms = 20 / SCALE }, "TLSv1.2", NULL },
  { "smtp-segments-of-7-bytes", { SMTP }, { .segment = 7, .pause_ms = 20 / SCALE }, "TLSv1.2", NULL },
  { "first-answer-after-4-s", { TLS }, { .first_ms = 4000 / SCALE }, "TLSv1.2", ANY },
  { "smtp-line-by-line", { SMTP }, { .by_line = TRUE, .pause_ms = 200 / SCALE }, "TLSv1.2", NULL },
  { "smtp-greeting-after-6-s", { SMTP }, { .greet_ms = 6000 / SCALE }, "TLSv1.2", ANY },
  { "smtp-421-from-the-third-on", { SMTP, .throttle_from = 3 }, {}, "TLSv1.2", "throttled" },
  { "a-byte-per-1.5-s", { TLS }, { .segment = 1, .pause_ms = 1500 / SCALE }, "", "timeout" },
  { "smtp-a-byte-per-1.5-s", { SMTP }, { .segment = 1, .pause_ms = 1500 / SCALE }, "", "timeout" },
};

typedef struct
{
  GPtrArray *results; /* of JsonObject */
  guint      connections[G_N_ELEMENTS (cases)];
} Findings;

static Findings *
survey_all (void)
{
  const RepointLimits limits = { .conversation_ms = CONVERSATION_MS };
  const RepointSurveyOptions options = { .repeat = 1, .timeout_ms = TARGET_MS };
  g_autoptr (GPtrArray) servers = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_test_tls_server_free);
  g_autoptr (GPtrArray) relays = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_test_relay_free);
  g_autoptr (GPtrArray) uris = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) found = NULL;
  Findings *self = g_new0 (Findings, 1);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const RepointTestTlsOptions *server = &cases[i].server;
      g_autofree char *address = g_strdup_printf ("127.40.1.%u", i + 1);
      RepointTestRelayOptions relay = cases[i].relay;
      g_autoptr (RepointTarget) target = NULL;

      g_ptr_array_add (servers, repoint_test_tls_server_new (server));
      relay.upstream = repoint_test_tls_server_get_port (g_ptr_array_index (servers, i));
      g_ptr_array_add (relays, repoint_test_relay_new (address, &relay));
      target = repoint_target_new (server->protocol, server->security != 0 ? server->security : REPOINT_SECURITY_TLS, address,
                                   repoint_test_relay_get_port (g_ptr_array_index (relays, i)));
      g_ptr_array_add (uris, repoint_target_to_string (target));
    }

  found = repoint_test_survey_all (uris, &limits, &options);
  self->results = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  for (guint i = 0; i < uris->len; i++)
    {
      g_ptr_array_add (self->results, json_object_ref (g_hash_table_lookup (found, g_ptr_array_index (uris, i))));
      self->connections[i] = repoint_test_relay_get_connections (g_ptr_array_index (relays, i));
    }

  return self;
}

static const Findings *
get_findings (void)
{
  static Findings *findings;

  if (findings == NULL)
    findings = survey_all ();

  return findings;
}

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  gsize n = (gsize) (test - cases);
  JsonObject *result = g_ptr_array_index (get_findings ()->results, n);
  JsonObject *versions = json_object_get_object_member (result, "versions");
  g_autoptr (GList) names = json_object_get_members (versions);

  for (GList *name = names; name != NULL; name = name->next)
    {
      const char *state = json_object_get_string_member (versions, name->data);

      if (g_str_equal (name->data, test->accepted))
        g_assert_cmpstr (state, ==, "accepted");
      else if (test->accepted[0] != '\0' && test->problem == NULL)
        g_assert_cmpstr (state, ==, "refused");
      else
        g_assert_cmpstr (state, !=, "accepted");
    }

  g_assert_true (json_object_get_boolean_member (result, "reachable"));
  if (g_strcmp0 (test->problem, ANY) != 0)
    g_assert_cmpstr (repoint_test_survey_string (result, "problem"), ==, test->problem);

  /* Who got through with a hello gets through with a session. */
  if (test->server.protocol == REPOINT_PROTOCOL_SMTP && test->accepted[0] != '\0' && test->problem == NULL)
    g_assert_cmpint (json_object_get_int_member (
                         json_object_get_object_member (json_object_get_object_member (result, "application"), test->accepted),
                         "not_refused_before_sign_in"),
                     ==, 1);

  /* Nobody whose TLS was met is said not to have it. */
  if (test->server.security == REPOINT_SECURITY_STARTTLS && test->accepted[0] != '\0')
    g_assert_cmpstr (repoint_test_survey_string (result, "starttls"), ==, "offered");
}

/* A server that says it has had too much is left alone, at once; what it said before proves more than it was asked. */
static void
test_throttled (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (cases[i].server.throttle_from > 0)
      {
        JsonObject *result = g_ptr_array_index (get_findings ()->results, i);
        JsonObject *profiles = json_object_get_object_member (result, "profiles");

        g_assert_cmpuint (get_findings ()->connections[i], ==, cases[i].server.throttle_from);
        g_assert_cmpstr (json_object_get_string_member (profiles, "rsa-key-exchange"), ==, "accepted");
        g_assert_cmpstr (json_object_get_string_member (profiles, "no-extensions"), ==, "not-observed");
      }
}

/* One that is silent is not waited for again. */
static void
test_silent (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (cases[i].accepted[0] == '\0')
      g_assert_cmpuint (get_findings ()->connections[i], <=, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/survey/quirks/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/survey/quirks/throttled-is-left-alone", test_throttled);
  g_test_add_func ("/survey/quirks/silent-is-not-asked-on", test_silent);

  return g_test_run ();
}
