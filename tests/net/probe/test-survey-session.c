/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-survey.h"

#include <string.h>

/* What comes of sessions: how often a version is turned away and how, what servers say of themselves, and no more
 * handshakes than that needs. */

#define SMTP .protocol = REPOINT_PROTOCOL_SMTP, .security = REPOINT_SECURITY_STARTTLS
#define IMAP .protocol = REPOINT_PROTOCOL_IMAP, .security = REPOINT_SECURITY_STARTTLS
#define POP3 .protocol = REPOINT_PROTOCOL_POP3, .security = REPOINT_SECURITY_STARTTLS
#define UP_TO_1_2 .max_version = REPOINT_TLS_VERSION_1_2
#define REPLY "421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2. " \
              "Visit https://aka.ms/smtp_auth_tls. [EXO1.example]"

typedef struct
{
  const char           *name;
  RepointTestTlsOptions options;
  int                   not_refused; /* of ten tries at TLS 1.0 */
  int                   refused;
  int                   handshake_refused;
  int                   lost;
  const char           *stage;
  const char           *reply;
  const char           *error;
  const char           *ended_by;    /* how that happened each time */
} Share;

/* One in five is turned away. */
static const Share shares[] = {
  { "by-a-reply", { SMTP, UP_TO_1_2, .refusal = REPOINT_TEST_REFUSAL_AUTH, .refuse_every = 5, .refuse_up_to = REPOINT_TLS_VERSION_1_0 },
    8, 2, 0, 0, "auth", REPLY, "legacy-tls-refused", NULL },
  { "by-an-alert", { SMTP, UP_TO_1_2, .refusal = REPOINT_TEST_REFUSAL_HANDSHAKE, .refuse_every = 5, .refuse_up_to = REPOINT_TLS_VERSION_1_0 },
    8, 0, 2, 0, "handshake", NULL, NULL, "alert 40" },
  { "by-a-reset", { SMTP, UP_TO_1_2, .refusal = REPOINT_TEST_REFUSAL_HANDSHAKE_RESET, .refuse_every = 5, .refuse_up_to = REPOINT_TLS_VERSION_1_0 },
    8, 0, 2, 0, "handshake", NULL, NULL, "reset" },
  { "by-a-reset-inside", { SMTP, UP_TO_1_2, .refusal = REPOINT_TEST_REFUSAL_DROP, .refuse_every = 5, .refuse_up_to = REPOINT_TLS_VERSION_1_0 },
    8, 0, 0, 2, "ehlo", NULL, NULL, "reset" },
  { "imap-by-an-alert", { IMAP, UP_TO_1_2, .refusal = REPOINT_TEST_REFUSAL_HANDSHAKE, .refuse_every = 5, .refuse_up_to = REPOINT_TLS_VERSION_1_0 },
    8, 0, 2, 0, "handshake", NULL, NULL, "alert 40" },
};

static void
check_others (JsonObject *result)
{
  static const char *const versions[] = { "TLSv1.1", "TLSv1.2" };

  for (gsize i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      JsonObject *application = repoint_test_survey_application (result, versions[i]);

      g_assert_cmpint (json_object_get_int_member (application, "tries"), ==, 10);
      g_assert_cmpint (json_object_get_int_member (application, "not_refused_before_sign_in"), ==, 10);
      g_assert_false (json_object_has_member (application, "handshake_refused"));
      g_assert_false (json_object_has_member (application, "ended_by"));
    }
}

static void
test_share (gconstpointer data)
{
  const Share *test = data;
  g_autoptr (JsonObject) result = repoint_test_survey_server (&test->options, 10, 0);
  JsonObject *application = repoint_test_survey_application (result, "TLSv1.0");

  g_assert_cmpstr (repoint_test_survey_string (result, "problem"), ==, NULL);
  g_assert_cmpint (json_object_get_int_member (application, "tries"), ==, 10);
  g_assert_cmpint (json_object_get_int_member (application, "not_refused_before_sign_in"), ==, test->not_refused);
  g_assert_cmpint (json_object_get_int_member (application, "refused"), ==, test->refused);
  g_assert_cmpint (json_object_get_int_member_with_default (application, "handshake_refused", 0), ==, test->handshake_refused);
  g_assert_cmpint (json_object_get_int_member (application, "lost"), ==, test->lost);
  g_assert_cmpint (json_object_get_int_member (application, "throttled"), ==, 0);
  g_assert_cmpstr (repoint_test_survey_string (application, "stage"), ==, test->stage);
  g_assert_cmpstr (repoint_test_survey_string (application, "reply"), ==, test->reply);
  g_assert_cmpstr (repoint_test_survey_string (application, "error"), ==, test->error);
  if (test->ended_by != NULL)
    g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (application, "ended_by"), test->ended_by), ==, 2);
  else
    g_assert_false (json_object_has_member (application, "ended_by"));
  check_others (result);
}

/* The tries of one version do not follow each other at once. */
static void
test_interleaved (void)
{
  const RepointTestTlsOptions options = { SMTP, UP_TO_1_2, .throttle_from = 13 };
  g_autoptr (JsonObject) result = repoint_test_survey_server (&options, 10, 0);
  static const char *const versions[] = { "TLSv1.0", "TLSv1.1", "TLSv1.2" };
  int fewest = G_MAXINT;
  int most = 0;

  g_assert_cmpstr (repoint_test_survey_string (result, "problem"), ==, "throttled");
  for (gsize i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      JsonObject *application = repoint_test_survey_application (result, versions[i]);
      int tries = (int) json_object_get_int_member (application, "tries");

      fewest = MIN (fewest, tries);
      most = MAX (most, tries);
      g_assert_cmpint (json_object_get_int_member (application, "refused"), ==, 0);
    }
  g_assert_cmpint (fewest, >, 0);
  g_assert_cmpint (most - fewest, <=, 1);
}

/* 421 is no answer about a version: what was learned before stays, and nobody is asked any more. */
static void
test_throttled (void)
{
  for (guint from = 1; from <= 13; from++)
    {
      const RepointTestTlsOptions options = { SMTP, UP_TO_1_2, .throttle_from = from };
      g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&options);
      g_autofree char *uri = repoint_test_survey_uri (&options, server);
      g_autoptr (JsonObject) result = repoint_test_survey (uri, 3, 0);
      JsonObject *versions = json_object_get_object_member (result, "versions");
      g_autoptr (GList) names = json_object_get_members (versions);

      g_assert_cmpstr (repoint_test_survey_string (result, "problem"), ==, "throttled");
      g_assert_cmpuint (repoint_test_tls_server_get_connections (server), ==, from);
      g_assert_cmpstr (json_object_get_string_member (versions, "TLSv1.0"), !=, "refused");
      g_assert_cmpstr (json_object_get_string_member (versions, "TLSv1.2"), ==, from > 1 ? "accepted" : "not-observed");
      g_assert_cmpstr (repoint_test_survey_string (result, "starttls"), ==, from > 1 ? "offered" : NULL);
    }
}

/* Whatever is asked for, there is one full handshake for each version and try, and the certificate comes with one of them. */
static void
test_handshakes (void)
{
  static const struct
  {
    RepointTestTlsOptions options;
    guint                 repeat;
    guint                 handshakes;
  } rows[] = {
    { { SMTP }, 1, 4 },
    { { .protocol = REPOINT_PROTOCOL_SMTP }, 1, 4 },
    { { IMAP }, 1, 4 },
    { { POP3, .min_version = REPOINT_TLS_VERSION_1_2 }, 1, 2 },
    { { SMTP, UP_TO_1_2, .min_version = REPOINT_TLS_VERSION_1_2 }, 3, 3 },
    { { .protocol = REPOINT_PROTOCOL_HTTP }, 1, 1 },
    { { .protocol = REPOINT_PROTOCOL_HTTP }, 4, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&rows[i].options);
      g_autofree char *uri = repoint_test_survey_uri (&rows[i].options, server);
      g_autoptr (JsonObject) result = repoint_test_survey (uri, rows[i].repeat, 0);

      g_assert_false (json_object_get_null_member (result, "certificate"));
      g_assert_cmpuint (repoint_test_tls_server_get_handshakes (server), ==, rows[i].handshakes);
    }
}

typedef struct
{
  const char           *name;
  RepointTestTlsOptions options;
  const char           *greeting;
  const char           *clear;
  const char           *secure;
  const char           *sign_in;
  const char           *servers;
  const char           *starttls;
  const char           *masked;
  const char           *problem;
} Record;

static const Record records[] = {
  { "smtp", { SMTP }, "220 mail.example ESMTP", "SIZE 1000000,STARTTLS,ENHANCEDSTATUSCODES",
    "SIZE 1000000,AUTH LOGIN XOAUTH2,ENHANCEDSTATUSCODES", "LOGIN,XOAUTH2", "mail.example", "offered" },
  { "smtps", { .protocol = REPOINT_PROTOCOL_SMTP }, "220 mail.example ESMTP", "",
    "SIZE 1000000,AUTH LOGIN XOAUTH2,ENHANCEDSTATUSCODES", "LOGIN,XOAUTH2", "mail.example", "not-applicable" },
  { "imap", { IMAP }, "OK ready", "IMAP4rev1,LOGINDISABLED,STARTTLS", "IMAP4rev1,LOGINDISABLED,AUTH=PLAIN,AUTH=XOAUTH2",
    "PLAIN,XOAUTH2", "", "offered" },
  { "pop3", { POP3 }, "+OK ready", "TOP,STLS", "TOP,SASL PLAIN XOAUTH2", "PLAIN,XOAUTH2", "", "offered" },
  { "smtp-refused", { SMTP, .refusal = REPOINT_TEST_REFUSAL_AUTH }, "220 mail.example ESMTP",
    "SIZE 1000000,STARTTLS,ENHANCEDSTATUSCODES", "SIZE 1000000,AUTH LOGIN XOAUTH2,ENHANCEDSTATUSCODES", "LOGIN,XOAUTH2",
    "mail.example,EXO1.example", "offered" },
  { "smtp-masked", { SMTP, .is_clear = TRUE, .starttls_as = "XXXXXXXA" }, "220 mail.example ESMTP",
    "SIZE 1000000,XXXXXXXA,ENHANCEDSTATUSCODES", "", "", "mail.example", "stripped", "XXXXXXXA", "no-starttls" },
  { "smtp-missing", { SMTP, .is_clear = TRUE }, "220 mail.example ESMTP", "SIZE 1000000,ENHANCEDSTATUSCODES", "", "",
    "mail.example", "missing", NULL, "no-starttls" },
  { "smtp-taken-out", { SMTP, .starttls_as = "" }, "220 mail.example ESMTP", "SIZE 1000000,ENHANCEDSTATUSCODES",
    "SIZE 1000000,AUTH LOGIN XOAUTH2,ENHANCEDSTATUSCODES", "LOGIN,XOAUTH2", "mail.example", "stripped" },
  { "imap-masked", { IMAP, .is_clear = TRUE, .starttls_as = "XXXXXXXX" }, "OK ready", "IMAP4rev1,LOGINDISABLED,XXXXXXXX", "",
    "", "", "stripped", "CAPABILITY IMAP4rev1 LOGINDISABLED XXXXXXXX", "no-starttls" },
  { "pop3-taken-out", { POP3, .starttls_as = "" }, "+OK ready", "TOP", "TOP,SASL PLAIN XOAUTH2", "PLAIN,XOAUTH2", "", "stripped" },
  { "not-mail", { .protocol = REPOINT_PROTOCOL_HTTP }, NULL, "", "", "", "", "not-applicable" },
};

static void
test_record (gconstpointer data)
{
  const Record *test = data;
  g_autoptr (JsonObject) result = repoint_test_survey_server (&test->options, 1, 0);
  JsonObject *capabilities = json_object_get_object_member (result, "capabilities");
  g_autofree char *clear = repoint_test_survey_list (capabilities, "clear");
  g_autofree char *secure = repoint_test_survey_list (capabilities, "secure");
  g_autofree char *sign_in = repoint_test_survey_list (result, "sign_in");
  g_autofree char *sign_in_clear = repoint_test_survey_list (result, "sign_in_clear");
  g_autofree char *servers = repoint_test_survey_list (result, "servers");

  g_assert_cmpstr (repoint_test_survey_string (result, "greeting"), ==, test->greeting);
  g_assert_cmpstr (clear, ==, test->clear);
  g_assert_cmpstr (secure, ==, test->secure);
  g_assert_cmpstr (sign_in, ==, test->sign_in);
  g_assert_cmpstr (sign_in_clear, ==, "");
  g_assert_cmpstr (servers, ==, test->servers);
  g_assert_cmpstr (repoint_test_survey_string (result, "starttls"), ==, test->starttls);
  g_assert_cmpstr (repoint_test_survey_string (result, "starttls_masked"), ==, test->masked);
  g_assert_cmpstr (repoint_test_survey_string (result, "problem"), ==, test->problem);
  g_assert_cmpstr (repoint_test_survey_string (result, "injected"), ==, NULL);
}

static void
test_injected (void)
{
  const RepointTestTlsOptions options = { SMTP, .inject = "250-mail.example\r\n250 AUTH LOGIN\r\n" };
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&options);
  g_autofree char *uri = repoint_test_survey_uri (&options, server);
  g_autoptr (JsonObject) result = repoint_test_survey (uri, 1, 0);
  g_autofree char *transcript = repoint_test_tls_server_get_transcript (server);
  g_autofree char *sign_in = repoint_test_survey_list (result, "sign_in");

  g_assert_cmpstr (repoint_test_survey_string (result, "problem"), ==, "injected");
  g_assert_cmpstr (repoint_test_survey_string (result, "injected"), ==, "250-mail.example");
  g_assert_cmpstr (sign_in, ==, "");
  g_assert_cmpstr (transcript, ==, "EHLO repoint.invalid|STARTTLS|");
  g_assert_cmpuint (repoint_test_tls_server_get_connections (server), ==, 1);
}

static void
append_message (GByteArray *flight, guint8 type, const GByteArray *body)
{
  const guint8 header[] = { type, 0, (guint8) (body->len >> 8), (guint8) body->len };

  g_byte_array_append (flight, header, sizeof header);
  g_byte_array_append (flight, body->data, body->len);
}

static void
append_length (GByteArray *body, gsize length)
{
  const guint8 bytes[] = { 0, (guint8) (length >> 8), (guint8) length };

  g_byte_array_append (body, bytes, sizeof bytes);
}

/* What a server sends that takes RC4 and nothing else (RFC 5246 section 7.4: ServerHello, Certificate, ServerHelloDone). */
static GBytes *
make_rc4_flight (RepointTlsVersion version, RepointTestPki kind)
{
  const guint8 begin[] = { (guint8) (version >> 8), (guint8) version };
  const guint8 end[] = { 0, 0, 5, 0 };
  g_autoptr (GPtrArray) certificates = repoint_test_pki_list_der (kind);
  g_autoptr (GByteArray) hello = g_byte_array_new ();
  g_autoptr (GByteArray) list = g_byte_array_new ();
  g_autoptr (GByteArray) certificate = g_byte_array_new ();
  g_autoptr (GByteArray) nothing = g_byte_array_new ();
  g_autoptr (GByteArray) messages = g_byte_array_new ();
  GByteArray *record = g_byte_array_new ();

  g_byte_array_append (hello, begin, sizeof begin);
  for (guint8 i = 0; i < 32; i++)
    g_byte_array_append (hello, &i, 1);
  g_byte_array_append (hello, end, sizeof end);

  for (guint i = 0; i < certificates->len; i++)
    {
      gsize length;
      gconstpointer der = g_bytes_get_data (g_ptr_array_index (certificates, i), &length);

      append_length (list, length);
      g_byte_array_append (list, der, (guint) length);
    }
  append_length (certificate, list->len);
  g_byte_array_append (certificate, list->data, list->len);

  append_message (messages, 2, hello);
  append_message (messages, 11, certificate);
  append_message (messages, 14, nothing);

  {
    const guint8 header[] = { 22, begin[0], begin[1], (guint8) (messages->len >> 8), (guint8) messages->len };

    g_byte_array_append (record, header, sizeof header);
  }
  g_byte_array_append (record, messages->data, messages->len);

  return g_byte_array_free_to_bytes (record);
}

/* Where OpenSSL cannot hold a session, the certificate is read from the flight of a hello. */
static void
test_flight (void)
{
  static const RepointTlsVersion versions[] = { REPOINT_TLS_VERSION_SSL3, REPOINT_TLS_VERSION_1_0, REPOINT_TLS_VERSION_1_2 };
  static const RepointProtocol protocols[] = { REPOINT_PROTOCOL_TLS, REPOINT_PROTOCOL_SMTP };

  for (gsize i = 0; i < G_N_ELEMENTS (versions); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (protocols); j++)
      {
        g_autoptr (GBytes) flight = make_rc4_flight (versions[i], REPOINT_TEST_PKI_PRIVATE);
        const RepointTestTlsOptions options = {
          .protocol = protocols[j], .canned = g_bytes_get_data (flight, NULL), .canned_length = g_bytes_get_size (flight),
        };
        const char *name = repoint_tls_version_to_string (versions[i]);
        g_autoptr (JsonObject) result = repoint_test_survey_server (&options, 1, 0);
        g_autofree char *problems = NULL;
        JsonObject *certificate;

        g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (result, "versions"), name), ==, "accepted");
        g_assert_false (json_object_get_null_member (result, "certificate"));
        certificate = json_object_get_object_member (result, "certificate");
        problems = repoint_test_survey_list (certificate, "problems");
        g_assert_cmpstr (json_object_get_string_member (certificate, "subject"), ==, "CN=localhost,O=Repoint Test");
        g_assert_cmpuint (json_array_get_length (json_object_get_array_member (certificate, "chain")), ==, 2);
        g_assert_cmpstr (problems, ==, "untrusted");

        if (protocols[j] == REPOINT_PROTOCOL_SMTP)
          g_assert_true (json_object_get_boolean_member (repoint_test_survey_application (result, name), "local_limitation"));
        else
          g_assert_null (repoint_test_survey_application (result, name));
      }
}

/* Versions alone are asked for without a session, and without reading a flight. */
static void
test_versions_only (void)
{
  const RepointTestTlsOptions options = { SMTP };
  const RepointSurveyOptions survey_options = { .repeat = 3, .timeout_ms = 60000, .versions_only = TRUE };
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&options);
  g_autofree char *uri = repoint_test_survey_uri (&options, server);
  g_autoptr (GPtrArray) uris = g_ptr_array_new ();
  g_autoptr (GHashTable) results = NULL;
  JsonObject *result;

  g_ptr_array_add (uris, uri);
  results = repoint_test_survey_all (uris, NULL, &survey_options);
  result = g_hash_table_lookup (results, uri);

  g_assert_cmpuint (repoint_test_tls_server_get_handshakes (server), ==, 0);
  g_assert_true (json_object_get_null_member (result, "certificate"));
  g_assert_cmpuint (json_object_get_size (json_object_get_object_member (result, "application")), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (shares); i++)
    {
      g_autofree char *path = g_strdup_printf ("/survey/session/share/%s", shares[i].name);

      g_test_add_data_func (path, &shares[i], test_share);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (records); i++)
    {
      g_autofree char *path = g_strdup_printf ("/survey/session/record/%s", records[i].name);

      g_test_add_data_func (path, &records[i], test_record);
    }
  g_test_add_func ("/survey/session/interleaved", test_interleaved);
  g_test_add_func ("/survey/session/throttled", test_throttled);
  g_test_add_func ("/survey/session/handshakes", test_handshakes);
  g_test_add_func ("/survey/session/injected", test_injected);
  g_test_add_func ("/survey/session/flight", test_flight);
  g_test_add_func ("/survey/session/versions-only", test_versions_only);

  return g_test_run ();
}
