/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-survey.h"

#include <glib/gstdio.h>
#include <string.h>

/* What is said about certificates. The test authority is one this process trusts. */

static const struct
{
  const char    *name;
  RepointTestPki kind;
  const char    *host;
  const char    *problems;
  const char    *root;
} cases[] = {
  { "good", REPOINT_TEST_PKI_GOOD, "127.0.0.1", "", "Test Root" },
  { "good-by-name", REPOINT_TEST_PKI_GOOD, "localhost", "", "Test Root" },
  { "self-signed", REPOINT_TEST_PKI_SELF_SIGNED, "127.0.0.1", "self-signed,untrusted", NULL },
  { "expired", REPOINT_TEST_PKI_EXPIRED, "127.0.0.1", "expired", "Test Root" },
  { "not-yet-valid", REPOINT_TEST_PKI_NOT_YET_VALID, "127.0.0.1", "not-yet-valid", "Test Root" },
  { "other-name", REPOINT_TEST_PKI_OTHER_NAME, "127.0.0.1", "name-mismatch", "Test Root" },
  { "weak", REPOINT_TEST_PKI_WEAK, "127.0.0.1", "name-mismatch,self-signed,untrusted,weak-key,weak-signature", NULL },
  { "incomplete", REPOINT_TEST_PKI_INCOMPLETE, "127.0.0.1", "untrusted,incomplete-chain", NULL },
  { "private-root", REPOINT_TEST_PKI_PRIVATE, "127.0.0.1", "untrusted", NULL },
  { "root-sent", REPOINT_TEST_PKI_ROOT_SENT, "127.0.0.1", "", "Test Root" },
  { "wrong-order", REPOINT_TEST_PKI_WRONG_ORDER, "127.0.0.1", "chain-order", "Test Root" },
  { "known-between", REPOINT_TEST_PKI_KNOWN_BETWEEN, "127.0.0.1", "incomplete-chain", "Test Root" },
  { "cross-signed", REPOINT_TEST_PKI_CROSS_SIGNED, "127.0.0.1", "", "Test Root" },
  { "weak-key", REPOINT_TEST_PKI_WEAK_KEY, "127.0.0.1", "weak-key", "Test Root" },
  { "sha1", REPOINT_TEST_PKI_SHA1, "127.0.0.1", "weak-signature", "Test Root" },
  { "md5", REPOINT_TEST_PKI_MD5, "127.0.0.1", "weak-signature", "Test Root" },
  { "forged", REPOINT_TEST_PKI_FORGED, "127.0.0.1", "invalid", NULL },
  { "by-a-server", REPOINT_TEST_PKI_BY_A_SERVER, "127.0.0.1", "invalid", NULL },
  { "hostile", REPOINT_TEST_PKI_HOSTILE, "127.0.0.1", "name-mismatch,self-signed,untrusted", NULL },
};

static JsonObject *
survey (RepointTestPki kind, const char *host, RepointTlsVersion version)
{
  const RepointTestTlsOptions options = {
    .protocol = REPOINT_PROTOCOL_TLS, .certificate = kind, .min_version = version, .max_version = version,
  };
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&options);
  g_autofree char *uri = g_strdup_printf ("tls://%s:%u", host, repoint_test_tls_server_get_port (server));

  return repoint_test_survey (uri, 1, 0);
}

static void
test_problems (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  static const RepointTlsVersion versions[] = { REPOINT_TLS_VERSION_1_0, REPOINT_TLS_VERSION_1_3 };

  for (gsize v = 0; v < G_N_ELEMENTS (versions); v++)
    {
      g_autoptr (JsonObject) result = survey (cases[i].kind, cases[i].host, versions[v]);
      JsonObject *certificate;
      g_autofree char *problems = NULL;

      g_assert_false (json_object_get_null_member (result, "certificate"));
      certificate = json_object_get_object_member (result, "certificate");
      problems = repoint_test_survey_list (certificate, "problems");
      g_assert_cmpstr (problems, ==, cases[i].problems);
      g_assert_cmpstr (repoint_test_survey_string (certificate, "root"), ==, cases[i].root);
    }
}

static void
test_facts (void)
{
  g_autoptr (JsonObject) result = survey (REPOINT_TEST_PKI_GOOD, "127.0.0.1", REPOINT_TLS_VERSION_1_2);
  JsonObject *certificate = json_object_get_object_member (result, "certificate");
  g_autofree char *names = repoint_test_survey_list (certificate, "names");
  g_autoptr (GDateTime) before = NULL;
  g_autoptr (GDateTime) after = NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  before = g_date_time_new_from_iso8601 (json_object_get_string_member (certificate, "not_before"), NULL);
  after = g_date_time_new_from_iso8601 (json_object_get_string_member (certificate, "not_after"), NULL);
  g_assert_cmpstr (json_object_get_string_member (certificate, "subject"), ==, "CN=localhost,O=Repoint Test");
  g_assert_cmpstr (json_object_get_string_member (certificate, "issuer"), ==, "CN=Test Root,O=Repoint Test");
  g_assert_cmpstr (names, ==, "localhost,127.0.0.1");
  g_assert_cmpstr (json_object_get_string_member (certificate, "key"), ==, "RSA 2048");
  g_assert_cmpstr (json_object_get_string_member (certificate, "signature"), ==, "ecdsa-with-SHA256");
  g_assert_cmpint (g_date_time_compare (before, now), <, 0);
  g_assert_cmpint (g_date_time_compare (after, now), >, 0);
}

/* Markup stays what it is, to be escaped where it is shown; control characters and bytes that are no text do not get in. */
static void
test_hostile (void)
{
  g_autoptr (JsonObject) result = survey (REPOINT_TEST_PKI_HOSTILE, "127.0.0.1", REPOINT_TLS_VERSION_1_2);
  JsonObject *certificate = json_object_get_object_member (result, "certificate");
  const char *subject = json_object_get_string_member (certificate, "subject");
  g_autofree char *names = repoint_test_survey_list (certificate, "names");

  g_assert_true (g_utf8_validate (subject, -1, NULL));
  g_assert_true (g_utf8_validate (names, -1, NULL));
  g_assert_nonnull (strstr (names, "<b>%n"));
  for (const char *p = names; *p != '\0'; p = g_utf8_next_char (p))
    g_assert_true (g_unichar_isprint (g_utf8_get_char (p)));
  for (const char *p = subject; *p != '\0'; p = g_utf8_next_char (p))
    g_assert_true (g_unichar_isprint (g_utf8_get_char (p)));
}

int
main (int argc, char *argv[])
{
  g_autofree char *directory = NULL;
  g_autofree char *authority = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  directory = g_dir_make_tmp ("repoint-certificate-XXXXXX", NULL);
  authority = repoint_test_pki_write_authority (directory);
  g_setenv ("SSL_CERT_FILE", authority, TRUE);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/survey/certificate/problems/%s", cases[i].name);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_problems);
    }
  g_test_add_func ("/survey/certificate/facts", test_facts);
  g_test_add_func ("/survey/certificate/hostile", test_hostile);

  status = g_test_run ();
  g_remove (authority);
  g_rmdir (directory);

  return status;
}
