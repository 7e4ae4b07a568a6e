/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the survey reports of real servers. */
#include "config.h"

#include <string.h>

#include "repoint-survey.h"
#include "repoint-test-dovecot.h"
#include "repoint-test-exim.h"
#include "repoint-test-nginx.h"

#define TIMEOUT_S 90

/* Nobody on loopback needs to be spared. */
static const RepointLimits limits = {
  .max_open = 8,
  .max_per_address = 4,
  .gap_ms = 0,
  .connect_ms = 10000,
  .conversation_ms = 20000,
};

typedef struct
{
  GMainLoop  *loop;
  GHashTable *results; /* target as text → JsonObject */
} Run;

static void
on_result (RepointSurvey       *survey,
           const RepointTarget *target,
           JsonObject          *result,
           gpointer             user_data)
{
  Run *run = user_data;

  if (!g_hash_table_insert (run->results, repoint_target_to_string (target), json_object_ref (result)))
    g_error ("a second result for %s", json_object_get_string_member (result, "target"));
}

static void
on_finished (RepointJob *job,
             gpointer    user_data)
{
  Run *run = user_data;

  g_main_loop_quit (run->loop);
}

static gboolean
on_timeout (gpointer unused)
{
  g_error ("The survey does not finish");
  return G_SOURCE_REMOVE;
}

/* One result for each target, or the test ends. */
static GHashTable *
survey (guint              repeat,
        const char *const *uris)
{
  g_autoptr (RepointScheduler) scheduler = repoint_scheduler_new (&limits);
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_target_free);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (RepointSurvey) job = NULL;
  RepointSurveyOptions options = { .repeat = repeat, .timeout_ms = TIMEOUT_S * 1000 };
  Run run = { .loop = loop };
  guint timeout;

  for (gsize i = 0; uris[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;

      g_ptr_array_add (targets, repoint_target_parse (uris[i], &error));
      g_assert_no_error (error);
    }
  run.results = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_object_unref);

  job = repoint_survey_new (scheduler, targets, &options);
  g_signal_connect (job, "result", G_CALLBACK (on_result), &run);
  g_signal_connect (job, "finished", G_CALLBACK (on_finished), &run);
  timeout = g_timeout_add_seconds (TIMEOUT_S + 10, on_timeout, NULL);
  repoint_job_start (REPOINT_JOB (job));
  g_main_loop_run (run.loop);
  g_source_remove (timeout);

  g_assert_cmpint (repoint_job_get_result (REPOINT_JOB (job)), ==, REPOINT_JOB_RESULT_DONE);
  g_assert_cmpuint (g_hash_table_size (run.results), ==, targets->len);
  return run.results;
}

#define survey(repeat, ...) (survey) ((repeat), (const char *const[]) { __VA_ARGS__, NULL })

static const char *
get_string (JsonObject *result,
            const char *group,
            const char *member)
{
  JsonObject *object = json_object_get_object_member (result, group);

  g_assert_nonnull (object);
  return json_object_get_string_member_with_default (object, member, NULL);
}

/* accepted: "1.0 1.2" names the TLS versions; all others must be refused. */
static void
assert_versions (JsonObject *result,
                 const char *accepted)
{
  static const char *const versions[] = { "SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3" };
  g_auto (GStrv) expected = g_strsplit (accepted, " ", -1);

  g_assert_true (json_object_get_boolean_member (result, "reachable"));
  for (gsize i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      const char *number = versions[i] + strlen ("TLSv");
      gboolean wanted = g_str_has_prefix (versions[i], "TLS") && g_strv_contains ((const char *const *) expected, number);
      const char *seen = get_string (result, "versions", versions[i]);

      if (g_strcmp0 (seen, wanted ? "accepted" : "refused") != 0)
        g_error ("%s: %s is %s", json_object_get_string_member (result, "target"), versions[i], seen);
    }
}

static gboolean
array_contains (JsonObject *object,
                const char *member,
                const char *text)
{
  JsonArray *array = json_object_get_array_member (object, member);

  for (guint i = 0; i < json_array_get_length (array); i++)
    if (g_str_equal (json_array_get_string_element (array, i), text))
      return TRUE;
  return FALSE;
}

static char *
uri (const char *scheme,
     guint16     port)
{
  return g_strdup_printf ("%s://127.0.0.1:%u", scheme, port);
}

/* What the server says of itself: a greeting, and TLS to be had before TLS and not inside it. */
static void
assert_record (JsonObject *result)
{
  JsonObject *capabilities = json_object_get_object_member (result, "capabilities");
  gboolean pop3 = g_str_equal (json_object_get_string_member (result, "protocol"), "pop3");
  gboolean direct = g_str_equal (json_object_get_string_member (result, "security"), "tls");
  const char *starttls = pop3 ? "STLS" : "STARTTLS";

  g_assert_nonnull (json_object_get_string_member (result, "greeting"));
  g_assert_true (json_object_get_null_member (result, "starttls_masked"));
  g_assert_true (json_object_get_null_member (result, "injected"));
  g_assert_cmpint (array_contains (capabilities, "clear", starttls), ==, !direct);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (capabilities, "secure")), >, 0);
  g_assert_false (array_contains (capabilities, "secure", starttls));
}

static void
test_dovecot (gconstpointer data)
{
  RepointTestAge age = GPOINTER_TO_UINT (data);
  RepointTestDovecotPorts ports = { 0 };
  g_autoptr (RepointTestDaemon) server = repoint_test_dovecot_start (age, &ports);
  g_autofree char *imap = uri ("imap", ports.imap);
  g_autofree char *imaps = uri ("imaps", ports.imaps);
  g_autofree char *pop3 = uri ("pop3", ports.pop3);
  g_autofree char *pop3s = uri ("pop3s", ports.pop3s);
  g_autoptr (GHashTable) results = NULL;
  GHashTableIter iter;
  JsonObject *result;

  if (server == NULL)
    return;
  results = survey (1, imap, imaps, pop3, pop3s);
  g_hash_table_iter_init (&iter, results);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &result))
    {
      gboolean direct = g_str_equal (json_object_get_string_member (result, "security"), "tls");

      assert_versions (result, age == REPOINT_TEST_STANDARD ? "1.2 1.3" : "1.0 1.1 1.2 1.3");
      g_assert_cmpstr (json_object_get_string_member (result, "starttls"), ==, direct ? "not-applicable" : "offered");
      g_assert_true (array_contains (result, "sign_in", "PLAIN"));
      g_assert_true (array_contains (result, "sign_in", "LOGIN"));
      assert_record (result);
      g_assert_true (array_contains (json_object_get_object_member (result, "certificate"), "names", "localhost"));
      g_assert_true (array_contains (json_object_get_object_member (result, "certificate"), "problems", "self-signed"));
      /* Dovecot hangs up without an alert. */
      g_assert_cmpstr (get_string (result, "refused_by", "SSLv3"), ==, "close");
      if (age == REPOINT_TEST_STANDARD)
        g_assert_cmpstr (get_string (result, "refused_by", "TLSv1.0"), ==, "close");
    }
}

static void
test_exim_standard (void)
{
  RepointTestEximPorts ports = { 0 };
  g_autoptr (RepointTestDaemon) server = NULL;
  g_autofree char *smtp = NULL;
  g_autofree char *smtps = NULL;
  g_autoptr (GHashTable) results = NULL;
  JsonObject *result;

  server = repoint_test_exim_start (REPOINT_TEST_STANDARD, REPOINT_TEST_REFUSAL_NONE, 0, &ports);
  if (server == NULL)
    return;
  smtp = uri ("smtp", ports.submission);
  smtps = uri ("smtps", ports.submissions);
  results = survey (1, smtp, smtps);

  result = g_hash_table_lookup (results, smtp);
  assert_versions (result, "1.2 1.3");
  g_assert_cmpstr (json_object_get_string_member (result, "starttls"), ==, "offered");
  g_assert_true (array_contains (result, "sign_in", "LOGIN"));
  g_assert_cmpint (json_array_get_length (json_object_get_array_member (result, "sign_in")), ==, 1);
  g_assert_cmpstr (get_string (result, "refused_by", "TLSv1.0"), ==, "alert 70");
  assert_record (result);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (result, "servers")), ==, 1);

  result = g_hash_table_lookup (results, smtps);
  assert_record (result);
  assert_versions (result, "1.2 1.3");
  g_assert_cmpstr (json_object_get_string_member (result, "starttls"), ==, "not-applicable");
  g_assert_true (array_contains (result, "sign_in", "LOGIN"));
}

typedef struct
{
  const char        *name;
  RepointTestRefusal refusal;
  guint              percent;
  guint              repeat;
  const char        *stage; /* NULL: not refused before sign-in */
} Refusal;

static const Refusal refusals[] = {
  { "/survey/exim/accepts", REPOINT_TEST_REFUSAL_NONE, 0, 3, NULL },
  { "/survey/exim/refuses-at-ehlo", REPOINT_TEST_REFUSAL_EHLO, 100, 3, "ehlo" },
  { "/survey/exim/refuses-at-auth", REPOINT_TEST_REFUSAL_AUTH, 100, 3, "auth" },
  /* What comes after the credentials cannot be seen by somebody who never sends any, and is not claimed. */
  { "/survey/exim/refuses-after-credentials", REPOINT_TEST_REFUSAL_CREDENTIALS, 100, 3, NULL },
  { "/survey/exim/refuses-some-at-ehlo", REPOINT_TEST_REFUSAL_EHLO, 50, 24, "ehlo" },
  { "/survey/exim/refuses-some-at-auth", REPOINT_TEST_REFUSAL_AUTH, 50, 24, "auth" },
};

static void
assert_application (const Refusal *expected,
                    JsonObject    *result,
                    const char    *version)
{
  JsonObject *seen = json_object_get_object_member (json_object_get_object_member (result, "application"), version);
  gboolean old = g_str_equal (version, "TLSv1.0") || g_str_equal (version, "TLSv1.1");
  gint64 refused = json_object_get_int_member (seen, "refused");
  gint64 passed = json_object_get_int_member (seen, "not_refused_before_sign_in");

  g_assert_cmpint (json_object_get_int_member (seen, "tries"), ==, expected->repeat);
  g_assert_cmpint (refused + passed, ==, expected->repeat);
  if (!old || expected->stage == NULL)
    {
      g_assert_cmpint (refused, ==, 0);
      return;
    }
  /* With half of 24 refused at random, all or none of them are once in 8 million runs. */
  g_assert_cmpint (refused, >, 0);
  g_assert_cmpint (passed > 0, ==, expected->percent < 100);
  g_assert_cmpstr (json_object_get_string_member (seen, "stage"), ==, expected->stage);
  g_assert_cmpstr (json_object_get_string_member (seen, "error"), ==, "legacy-tls-refused");
  g_assert_true (g_str_has_prefix (json_object_get_string_member (seen, "reply"), "421 4.7.66 TLS 1.0 and 1.1 are not supported."));
}

static void
test_exim_refusal (gconstpointer data)
{
  const Refusal *refusal = data;
  RepointTestEximPorts ports = { 0 };
  g_autoptr (RepointTestDaemon) server = NULL;
  g_autofree char *smtp = NULL;
  g_autoptr (GHashTable) results = NULL;
  JsonObject *result;

  server = repoint_test_exim_start (REPOINT_TEST_LEGACY, refusal->refusal, refusal->percent, &ports);
  if (server == NULL)
    return;
  smtp = uri ("smtp", ports.submission);
  results = survey (refusal->repeat, smtp);
  result = g_hash_table_lookup (results, smtp);

  /* The handshake succeeds whatever is said after it. */
  assert_versions (result, "1.0 1.1 1.2 1.3");
  assert_application (refusal, result, "TLSv1.0");
  assert_application (refusal, result, "TLSv1.1");
  assert_application (refusal, result, "TLSv1.2");
}

static void
test_nginx (void)
{
  guint16 port = 0;
  g_autoptr (RepointTestDaemon) server = repoint_test_nginx_start ("Remote UI", &port);
  g_autofree char *https = uri ("https", port);
  g_autoptr (GHashTable) results = NULL;
  JsonObject *result;

  if (server == NULL)
    return;
  results = survey (1, https);
  result = g_hash_table_lookup (results, https);
  assert_versions (result, "1.0");
  /* To a newer hello it answers in the only version it has. */
  g_assert_cmpstr (get_string (result, "refused_by", "TLSv1.2"), ==, "lower-version");
}

/* A server that is gone is a result, and the others are asked all the same. */
static void
test_gone (void)
{
  RepointTestDovecotPorts ports = { 0 };
  g_autoptr (RepointTestDaemon) server = repoint_test_dovecot_start (REPOINT_TEST_STANDARD, &ports);
  g_autofree char *gone = uri ("smtp", repoint_test_pick_port ());
  g_autofree char *imaps = uri ("imaps", ports.imaps);
  g_autoptr (GHashTable) results = NULL;
  JsonObject *result;

  if (server == NULL)
    return;
  results = survey (1, gone, imaps);
  result = g_hash_table_lookup (results, gone);
  g_assert_false (json_object_get_boolean_member (result, "reachable"));
  g_assert_cmpstr (json_object_get_string_member (result, "problem"), ==, "refused");
  assert_versions (g_hash_table_lookup (results, imaps), "1.2 1.3");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/survey/dovecot/standard", GUINT_TO_POINTER (REPOINT_TEST_STANDARD), test_dovecot);
  g_test_add_data_func ("/survey/dovecot/legacy", GUINT_TO_POINTER (REPOINT_TEST_LEGACY), test_dovecot);
  g_test_add_func ("/survey/exim/standard", test_exim_standard);
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    g_test_add_data_func (refusals[i].name, &refusals[i], test_exim_refusal);
  g_test_add_func ("/survey/nginx/tls10-only", test_nginx);
  g_test_add_func ("/survey/gone", test_gone);
  return g_test_run ();
}
