/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-survey.h"

/* Which versions servers accept, however they say so. The whole file is run a second time with an OpenSSL configuration
 * that allows TLS 1.2 at best and nothing weak: no verdict may change. */

typedef struct
{
  const char           *name;
  RepointTestTlsOptions options;
  const char           *states;      /* SSLv3 first */
  const char           *problem;
  guint                 connections; /* 0: not checked */
} Case;

#define TLS_ONLY .protocol = REPOINT_PROTOCOL_TLS
#define OLD .min_version = REPOINT_TLS_VERSION_1_0, .max_version = REPOINT_TLS_VERSION_1_0
#define MODERN .min_version = REPOINT_TLS_VERSION_1_2

/* A ServerHello of SSLv3 with RC4, as only very old gear gives, and what follows it cut off. */
static const guint8 ssl3[] = {
  22, 3, 0, 0, 42, 2, 0, 0, 38, 3, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
  26, 27, 28, 29, 30, 31, 32, 0, 0, 5, 0, 22, 3, 0, 0, 4, 14, 0, 0, 0,
};

/* TLS 1.2 with a suite that nobody offers (TLS_NULL_WITH_NULL_NULL). */
static const guint8 never_offered[] = {
  22, 3, 3, 0, 42, 2, 0, 0, 38, 3, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
  26, 27, 28, 29, 30, 31, 32, 0, 0, 0, 0,
};

static const Case cases[] = {
  { "any", { TLS_ONLY }, "raaaa", NULL, 7 },
  { "only-1.0", { TLS_ONLY, OLD }, "rarrr", NULL, 4 },
  { "only-1.1", { TLS_ONLY, .min_version = REPOINT_TLS_VERSION_1_1, .max_version = REPOINT_TLS_VERSION_1_1 }, "rrarr", NULL, 4 },
  { "only-1.3", { TLS_ONLY, .min_version = REPOINT_TLS_VERSION_1_3 }, "rrrra", NULL, 6 },
  { "modern", { TLS_ONLY, MODERN }, "rrraa", NULL, 6 },
  { "smtp", { .security = REPOINT_SECURITY_STARTTLS }, "raaaa", NULL, 14 },
  { "smtps-only-1.0", { OLD }, "rarrr", NULL, 5 },
  { "imap-modern", { .protocol = REPOINT_PROTOCOL_IMAP, .security = REPOINT_SECURITY_STARTTLS, MODERN }, "rrraa" },
  { "imaps", { .protocol = REPOINT_PROTOCOL_IMAP }, "raaaa" },
  { "pop3-only-1.0", { .protocol = REPOINT_PROTOCOL_POP3, .security = REPOINT_SECURITY_STARTTLS, OLD }, "rarrr" },
  { "pop3s", { .protocol = REPOINT_PROTOCOL_POP3 }, "raaaa" },
  { "only-static-rsa", { TLS_ONLY, .max_version = REPOINT_TLS_VERSION_1_2, .ciphers = "kRSA:@SECLEVEL=0" }, "raaar" },
  { "only-ecdhe", { TLS_ONLY, .max_version = REPOINT_TLS_VERSION_1_2, .ciphers = "kECDHE:@SECLEVEL=0" }, "raaar" },
  { "only-dhe", { TLS_ONLY, .max_version = REPOINT_TLS_VERSION_1_2, .ciphers = "kDHE:@SECLEVEL=0" }, "raaar" },
  { "weak-certificate", { TLS_ONLY, OLD, .certificate = REPOINT_TEST_PKI_WEAK }, "rarrr" },
  { "closes-like-dovecot", { .protocol = REPOINT_PROTOCOL_IMAP, .security = REPOINT_SECURITY_STARTTLS, MODERN, .mute_alerts = TRUE }, "rrraa" },
  { "chain-of-100", { TLS_ONLY, .n_chain = 100 }, "raaaa" },
  { "smtp-chain-of-2-megabytes", { .security = REPOINT_SECURITY_STARTTLS, .n_chain = 3000 }, "raaaa" },
  { "warns-first", { TLS_ONLY, MODERN, .warn_first = TRUE }, "rrraa" },
  { "records-of-3-bytes", { TLS_ONLY, .fragment = 3 }, "raaaa" },
  { "segments-of-7-bytes", { TLS_ONLY, MODERN, .chunk = 7 }, "rrraa" },
  { "smtp-byte-by-byte", { .security = REPOINT_SECURITY_STARTTLS, OLD, .chunk = 1 }, "rarrr" },
  { "resets-large-hellos", { TLS_ONLY, .min_version = REPOINT_TLS_VERSION_1_2, .max_version = REPOINT_TLS_VERSION_1_2, .max_hello = 255 }, "rrrar" },
  { "sslv3", { TLS_ONLY, .canned = ssl3, .canned_length = sizeof ssl3 }, "arrrr", NULL, 3 },
  { "suite-never-offered", { TLS_ONLY, .canned = never_offered, .canned_length = sizeof never_offered }, "-----", "no-version" },
  { "throttles-from-the-first", { .security = REPOINT_SECURITY_STARTTLS, .throttle_from = 1 }, "-----", "throttled", 1 },
  { "throttles-from-the-third", { .security = REPOINT_SECURITY_STARTTLS, .min_version = REPOINT_TLS_VERSION_1_2, .max_version = REPOINT_TLS_VERSION_1_2, .throttle_from = 3 }, "rrrar", "throttled", 3 },
  { "no-starttls", { .security = REPOINT_SECURITY_STARTTLS, .is_clear = TRUE }, "-----", "no-starttls", 1 },
  { "injects-behind-starttls", { .security = REPOINT_SECURITY_STARTTLS, .inject = "250 mail.example\r\n" }, "-----", "injected", 1 },
  { "no-service", { .security = REPOINT_SECURITY_STARTTLS, .greeting = "554 not here\r\n" }, "-----", "turned-away", 1 },
  { "other-protocol", { .security = REPOINT_SECURITY_STARTTLS, .greeting = "SSH-2.0-OpenSSH_9.2p1\r\n" }, "-----", "other-protocol", 1 },
  { "web-page-where-tls-should-be", { TLS_ONLY, .greeting = "HTTP/1.1 400 Bad Request\r\n\r\n" }, "-----", "other-protocol", 1 },
  { "endless-banner", { .security = REPOINT_SECURITY_STARTTLS, .greeting = "220-mail.example and more to come\r\n", .endless = TRUE }, "-----", "other-protocol", 1 },
  { "endless-line", { .security = REPOINT_SECURITY_STARTTLS, .greeting = "220 mail.example", .endless = TRUE }, "-----", "other-protocol", 1 },
  { "endless-alerts", { TLS_ONLY, .greeting = "\x15\x03\x01\x01\x01\x01", .endless = TRUE }, "-----", "no-version", 9 },
  { "silent", { TLS_ONLY, .stall_after = -1 }, "-----", "timeout", 1 },
  { "smtp-silent", { .security = REPOINT_SECURITY_STARTTLS, .stall_after = -1 }, "-----", "timeout", 1 },
  { "smtp-silent-in-the-dialogue", { .security = REPOINT_SECURITY_STARTTLS, .stall_after = 40 }, "-----", "timeout", 1 },
  { "silent-in-the-record", { TLS_ONLY, .stall_after = 20 }, "-----", "timeout", 1 },
  { "closes-at-once", { TLS_ONLY, .close_after = -1 }, "-----", "no-version", 9 },
  { "resets-at-once", { TLS_ONLY, .reset_after = -1 }, "-----", NULL },
  { "smtp-closes-at-once", { .security = REPOINT_SECURITY_STARTTLS, .close_after = -1 }, "-----", "closed", 1 },
};

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&test->options);
  g_autofree char *uri = repoint_test_survey_uri (&test->options, server);
  g_autoptr (JsonObject) result = repoint_test_survey (uri, 1, g_strcmp0 (test->problem, "timeout") == 0 ? 700 : 0);
  g_autofree char *states = repoint_test_survey_states (result);

  g_assert_cmpstr (json_object_get_string_member (result, "target"), ==, uri);
  g_assert_cmpstr (states, ==, test->states);
  if (test->problem != NULL || test->states[0] != '-')
    g_assert_cmpstr (repoint_test_survey_string (result, "problem"), ==, test->problem);
  if (test->connections != 0)
    g_assert_cmpuint (repoint_test_tls_server_get_connections (server), ==, test->connections);
}

static void
test_refused_by (void)
{
  static const struct
  {
    RepointTestTlsOptions options;
    const char           *ssl3;
    const char           *tls1_0;
    const char           *tls1_3;
  } rows[] = {
    { { TLS_ONLY, MODERN }, "alert 70", "alert 70", NULL },
    { { TLS_ONLY, MODERN, .mute_alerts = TRUE }, "close", "close", NULL },
    { { TLS_ONLY, OLD }, "alert 40", NULL, "lower-version" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (JsonObject) result = repoint_test_survey_server (&rows[i].options, 1, 0);
      JsonObject *by = json_object_get_object_member (result, "refused_by");

      g_assert_cmpstr (json_object_get_string_member_with_default (by, "SSLv3", NULL), ==, rows[i].ssl3);
      g_assert_cmpstr (json_object_get_string_member_with_default (by, "TLSv1.0", NULL), ==, rows[i].tls1_0);
      g_assert_cmpstr (json_object_get_string_member_with_default (by, "TLSv1.3", NULL), ==, rows[i].tls1_3);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/survey/versions/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/survey/refused-by", test_refused_by);

  return g_test_run ();
}
