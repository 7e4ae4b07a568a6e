/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-survey.h"

#include <string.h>

/* What mail servers say after the handshake. Run a second time with a strict OpenSSL configuration. */

#define SMTP  .protocol = REPOINT_PROTOCOL_SMTP, .security = REPOINT_SECURITY_STARTTLS
#define SMTPS .protocol = REPOINT_PROTOCOL_SMTP
#define IMAP  .protocol = REPOINT_PROTOCOL_IMAP, .security = REPOINT_SECURITY_STARTTLS
#define IMAPS .protocol = REPOINT_PROTOCOL_IMAP
#define POP3  .protocol = REPOINT_PROTOCOL_POP3, .security = REPOINT_SECURITY_STARTTLS
#define POP3S .protocol = REPOINT_PROTOCOL_POP3
#define SMTP_TEXT "421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2. Visit https://aka.ms/smtp_auth_tls. [EXO1.example]"
#define IMAP_TEXT "BYE TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2. Visit https://aka.ms/popimap_tls."
#define POP3_TEXT "-ERR TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2. Visit https://aka.ms/popimap_tls."

typedef struct
{
  const char           *name;
  RepointTestTlsOptions options;
  guint                 repeat;
  int                   not_refused; /* at TLS 1.0 */
  int                   refused;
  const char           *stage;
  const char           *reply;
  const char           *error;
  const char           *servers;
  const char           *sign_in;
} Case;

static const Case cases[] = {
  { "smtp-with-768-bits", { SMTP, .ciphers = "kDHE:@SECLEVEL=0", .small_dh = TRUE, .max_version = REPOINT_TLS_VERSION_1_2 }, 1, 1, 0, NULL, NULL, NULL, "mail.example", "LOGIN,XOAUTH2" },
  { "smtp-with-a-weak-certificate", { SMTP, .certificate = REPOINT_TEST_PKI_WEAK }, 1, 1, 0, NULL, NULL, NULL, "mail.example", "LOGIN,XOAUTH2" },
  { "smtp-fine", { SMTP }, 1, 1, 0, NULL, NULL, NULL, "mail.example", "LOGIN,XOAUTH2" },
  { "smtps-fine", { SMTPS }, 1, 1, 0, NULL, NULL, NULL, "mail.example", "LOGIN,XOAUTH2" },
  { "imap-fine", { IMAP }, 1, 1, 0, NULL, NULL, NULL, "", "PLAIN,XOAUTH2" },
  { "imaps-fine", { IMAPS }, 1, 1, 0, NULL, NULL, NULL, "", "PLAIN,XOAUTH2" },
  { "pop3-fine", { POP3 }, 1, 1, 0, NULL, NULL, NULL, "", "PLAIN,XOAUTH2" },
  { "pop3s-fine", { POP3S }, 1, 1, 0, NULL, NULL, NULL, "", "PLAIN,XOAUTH2" },
  { "smtp-at-ehlo", { SMTP, .refusal = REPOINT_TEST_REFUSAL_EHLO }, 1, 0, 1, "ehlo", SMTP_TEXT, "legacy-tls-refused", "EXO1.example", "LOGIN,XOAUTH2" },
  { "smtp-at-auth", { SMTP, .refusal = REPOINT_TEST_REFUSAL_AUTH }, 1, 0, 1, "auth", SMTP_TEXT, "legacy-tls-refused", "EXO1.example", "LOGIN,XOAUTH2" },
  { "smtps-at-greeting", { SMTPS, .refusal = REPOINT_TEST_REFUSAL_GREETING }, 1, 0, 1, "greeting", SMTP_TEXT, "legacy-tls-refused", "EXO1.example", "LOGIN,XOAUTH2" },
  { "smtp-only-after-credentials", { SMTP, .refusal = REPOINT_TEST_REFUSAL_CREDENTIALS }, 3, 3, 0, NULL, NULL, NULL, "mail.example", "LOGIN,XOAUTH2" },
  { "smtp-every-second", { SMTP, .refusal = REPOINT_TEST_REFUSAL_AUTH, .refuse_up_to = REPOINT_TLS_VERSION_1_0, .refuse_every = 2 }, 6, 3, 3, "auth", SMTP_TEXT, "legacy-tls-refused", "mail.example,EXO1.example", "LOGIN,XOAUTH2" },
  { "smtp-by-the-organization", { SMTP, .refusal = REPOINT_TEST_REFUSAL_AUTH, .refuse_with = "550 5.7.67 TLS 1.0 and 1.1 are not supported by your organization" }, 1, 0, 1, "auth", "550 5.7.67 TLS 1.0 and 1.1 are not supported by your organization", "legacy-tls-refused", "mail.example", "LOGIN,XOAUTH2" },
  { "smtp-for-another-reason", { SMTP, .refusal = REPOINT_TEST_REFUSAL_AUTH, .refuse_with = "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant." }, 1, 0, 1, "auth", "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.", "other", "mail.example", "LOGIN,XOAUTH2" },
  { "imaps-at-greeting", { IMAPS, .refusal = REPOINT_TEST_REFUSAL_GREETING }, 1, 0, 1, "greeting", IMAP_TEXT, "legacy-tls-refused", "", "PLAIN,XOAUTH2" },
  { "imap-at-capability", { IMAP, .refusal = REPOINT_TEST_REFUSAL_EHLO }, 1, 0, 1, "capability", IMAP_TEXT, "legacy-tls-refused", "", "PLAIN,XOAUTH2" },
  { "imaps-at-auth", { IMAPS, .refusal = REPOINT_TEST_REFUSAL_AUTH }, 2, 0, 2, "auth", IMAP_TEXT, "legacy-tls-refused", "", "PLAIN,XOAUTH2" },
  { "pop3s-at-greeting", { POP3S, .refusal = REPOINT_TEST_REFUSAL_GREETING }, 1, 0, 1, "greeting", POP3_TEXT, "legacy-tls-refused", "", "PLAIN,XOAUTH2" },
  { "pop3-at-capability", { POP3, .refusal = REPOINT_TEST_REFUSAL_EHLO }, 1, 0, 1, "capability", POP3_TEXT, "legacy-tls-refused", "", "PLAIN,XOAUTH2" },
  { "pop3s-at-auth", { POP3S, .refusal = REPOINT_TEST_REFUSAL_AUTH }, 1, 0, 1, "auth", POP3_TEXT, "legacy-tls-refused", "", "PLAIN,XOAUTH2" },
  { "smtp-in-pieces", { SMTP, .refusal = REPOINT_TEST_REFUSAL_AUTH, .chunk = 3 }, 1, 0, 1, "auth", SMTP_TEXT, "legacy-tls-refused", "EXO1.example", "LOGIN,XOAUTH2" },
};

static void
check_counts (JsonObject *application)
{
  g_assert_cmpint (json_object_get_int_member (application, "tries"), ==,
                   json_object_get_int_member (application, "not_refused_before_sign_in") +
                       json_object_get_int_member (application, "refused") +
                       json_object_get_int_member (application, "throttled") +
                       json_object_get_int_member (application, "lost") +
                       json_object_get_int_member_with_default (application, "handshake_refused", 0));
}

/* Nothing that could be a name or a password has reached the server. */
static void
check_transcript (RepointTestTlsServer *server)
{
  g_autofree char *transcript = repoint_test_tls_server_get_transcript (server);
  g_auto (GStrv) lines = g_strsplit (transcript, "|", -1);

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      const char *line = lines[i][0] == 'r' && g_ascii_isdigit (lines[i][1]) ? strchr (lines[i], ' ') + 1 : lines[i];

      g_assert_true (line[0] == '\0' || g_str_equal (line, "*") || g_str_has_prefix (line, "EHLO ") ||
                     g_str_equal (line, "STARTTLS") || g_str_equal (line, "STLS") || g_str_equal (line, "CAPA") ||
                     g_str_equal (line, "CAPABILITY") || g_str_equal (line, "QUIT") || g_str_equal (line, "LOGOUT") ||
                     g_str_equal (line, "AUTH LOGIN") || g_str_equal (line, "AUTH PLAIN") ||
                     g_str_equal (line, "AUTHENTICATE PLAIN"));
    }
}

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&test->options);
  g_autofree char *uri = repoint_test_survey_uri (&test->options, server);
  g_autoptr (JsonObject) result = repoint_test_survey (uri, test->repeat, 0);
  g_autofree char *sign_in = repoint_test_survey_list (result, "sign_in");
  g_autofree char *servers = NULL;
  JsonObject *old = repoint_test_survey_application (result, "TLSv1.0");
  JsonObject *modern = repoint_test_survey_application (result, "TLSv1.2");

  g_assert_cmpstr (repoint_test_survey_string (result, "problem"), ==, NULL);
  g_assert_nonnull (old);
  servers = repoint_test_survey_list (old, "servers");
  g_assert_cmpint (json_object_get_int_member (old, "tries"), ==, test->repeat);
  g_assert_cmpint (json_object_get_int_member (old, "not_refused_before_sign_in"), ==, test->not_refused);
  g_assert_cmpint (json_object_get_int_member (old, "refused"), ==, test->refused);
  g_assert_cmpstr (repoint_test_survey_string (old, "stage"), ==, test->stage);
  g_assert_cmpstr (repoint_test_survey_string (old, "reply"), ==, test->reply);
  g_assert_cmpstr (repoint_test_survey_string (old, "error"), ==, test->error);
  g_assert_cmpstr (servers, ==, test->servers);
  g_assert_cmpstr (sign_in, ==, test->sign_in);
  g_assert_false (json_object_get_boolean_member (old, "local_limitation"));
  check_counts (old);

  /* The same server under TLS 1.2 is the comparison. */
  g_assert_nonnull (modern);
  g_assert_cmpint (json_object_get_int_member (modern, "tries"), ==, test->repeat);
  g_assert_cmpint (json_object_get_int_member (modern, "not_refused_before_sign_in"), ==, test->repeat);
  g_assert_cmpint (repoint_test_survey_application (result, "TLSv1.3") != NULL, ==, test->options.max_version == 0);
  g_assert_null (repoint_test_survey_application (result, "SSLv3"));

  check_transcript (server);
}

static void
test_starttls (void)
{
  static const struct
  {
    RepointTestTlsOptions options;
    const char           *starttls;
  } rows[] = {
    { { SMTP }, "offered" },
    { { SMTPS }, "not-applicable" },
    { { SMTP, .is_clear = TRUE }, "missing" },
    { { IMAP, .is_clear = TRUE }, "missing" },
    { { POP3, .is_clear = TRUE }, "missing" },
    { { SMTP, .stall_after = -1 }, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (JsonObject) result = repoint_test_survey_server (&rows[i].options, 1, rows[i].starttls == NULL ? 700 : 0);

      g_assert_cmpstr (repoint_test_survey_string (result, "starttls"), ==, rows[i].starttls);
    }
}

/* Cut off after every number of bytes: each ends with counts that add up and never with a refusal, because nobody refused. */
static void
test_cut (gconstpointer data)
{
  gboolean reset = GPOINTER_TO_INT (data);

  for (int after = 1; after < 3000; after += after < 200 ? 7 : 61)
    {
      RepointTestTlsOptions options = { SMTP, .min_version = REPOINT_TLS_VERSION_1_2, .max_version = REPOINT_TLS_VERSION_1_2 };
      g_autoptr (JsonObject) result = NULL;
      JsonObject *application;

      if (reset)
        options.reset_after = after;
      else
        options.close_after = after;
      result = repoint_test_survey_server (&options, 1, 0);
      application = repoint_test_survey_application (result, "TLSv1.2");
      g_assert_true (json_object_get_boolean_member (result, "reachable"));
      if (application == NULL)
        continue;

      check_counts (application);
      g_assert_cmpint (json_object_get_int_member (application, "refused"), ==, 0);
      g_assert_cmpint (json_object_get_int_member (application, "throttled"), ==, 0);
    }
}

/* Only what this computer's OpenSSL does not have: RC4 does not count against the server. */
static void
test_local_limitation (void)
{
  static const guint8 rc4[] = {
    22, 3, 1, 0, 42, 2, 0, 0, 38, 3, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
    26, 27, 28, 29, 30, 31, 32, 0, 0, 5, 0, 22, 3, 1, 0, 4, 14, 0, 0, 0,
  };
  const RepointTestTlsOptions options = { SMTP, .canned = rc4, .canned_length = sizeof rc4 };
  g_autoptr (JsonObject) result = repoint_test_survey_server (&options, 2, 0);
  g_autofree char *states = repoint_test_survey_states (result);
  JsonObject *application = repoint_test_survey_application (result, "TLSv1.0");

  g_assert_cmpstr (states, ==, "-arrr");
  g_assert_nonnull (application);
  g_assert_cmpint (json_object_get_int_member (application, "tries"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (application, "refused"), ==, 0);
  g_assert_true (json_object_get_boolean_member (application, "local_limitation"));
}

/* More certificates than OpenSSL reads: the server did not do wrong. */
static void
test_long_chain (void)
{
  const RepointTestTlsOptions options = { SMTP, .min_version = REPOINT_TLS_VERSION_1_2, .n_chain = 3000 };
  g_autoptr (JsonObject) result = repoint_test_survey_server (&options, 1, 0);
  JsonObject *application = repoint_test_survey_application (result, "TLSv1.2");

  g_assert_nonnull (application);
  g_assert_cmpint (json_object_get_int_member (application, "tries"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (application, "lost"), ==, 0);
  g_assert_true (json_object_get_boolean_member (application, "local_limitation"));
}

/* Web pages and the like: one session for the certificate, nothing is said. */
static void
test_not_mail (void)
{
  const RepointTestTlsOptions options = { .protocol = REPOINT_PROTOCOL_HTTP };
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&options);
  g_autofree char *uri = repoint_test_survey_uri (&options, server);
  g_autoptr (JsonObject) result = repoint_test_survey (uri, 5, 0);
  g_autofree char *transcript = repoint_test_tls_server_get_transcript (server);

  g_assert_cmpuint (json_object_get_size (json_object_get_object_member (result, "application")), ==, 0);
  g_assert_false (json_object_get_null_member (result, "certificate"));
  g_assert_cmpuint (repoint_test_tls_server_get_connections (server), ==, 7);
  g_assert_cmpstr (transcript, ==, "");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/survey/application/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/survey/starttls", test_starttls);
  g_test_add_data_func ("/survey/application/reset-at-each-byte", GINT_TO_POINTER (TRUE), test_cut);
  g_test_add_data_func ("/survey/application/close-at-each-byte", GINT_TO_POINTER (FALSE), test_cut);
  g_test_add_func ("/survey/application/local-limitation", test_local_limitation);
  g_test_add_func ("/survey/application/long-chain", test_long_chain);
  g_test_add_func ("/survey/not-mail", test_not_mail);

  return g_test_run ();
}
