/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Servers with oddities, and servers of mail, to which a device's hello is said. */
#include "config.h"

#include "repoint-test-bytes.h"
#include "repoint-test-replay.h"
#include "repoint-test-resolver.h"

#include <string.h>

#define V(version) REPOINT_TLS_VERSION_##version
#define MAIL(protocol_, security_) .protocol = REPOINT_PROTOCOL_##protocol_, .security = REPOINT_SECURITY_##security_

static const RepointTestDeviceOptions old = { .max_version = V (1_0), .ciphers = "AES128-SHA:@SECLEVEL=0" };
static const RepointTestDeviceOptions modern = { .min_version = V (1_2) };

#define TLS_1_0 "TLSv1.0 TLS_RSA_WITH_AES_128_CBC_SHA"
#define TLS_1_3 "TLSv1.3 TLS_AES_256_GCM_SHA384"

typedef struct
{
  const char                     *name;
  const RepointTestDeviceOptions *device;
  RepointTestTlsOptions           server;
  const char                     *expected;
  const char                     *session;
  guint                           timeout_ms;
} Case;

static const Case cases[] = {
  { "STARTTLS", &old, { MAIL (SMTP, STARTTLS) }, "accepted " TLS_1_0, "completed " TLS_1_0 " quit" },
  { "SMTP with TLS", &modern, { MAIL (SMTP, TLS) }, "accepted " TLS_1_3, "completed " TLS_1_3 " quit" },
  { "IMAP", &old, { MAIL (IMAP, STARTTLS) }, "accepted " TLS_1_0, "completed " TLS_1_0 " quit" },
  { "POP3", &old, { MAIL (POP3, STARTTLS) }, "accepted " TLS_1_0, "completed " TLS_1_0 " quit" },
  { "refused at the sign-in", &old, { MAIL (SMTP, STARTTLS), .refusal = REPOINT_TEST_REFUSAL_AUTH,
    .refuse_with = "421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2. Visit https://aka.ms/smtp_auth_tls." },
    "accepted " TLS_1_0, "refused " TLS_1_0 " auth legacy-tls-refused" },
  { "refused at the greeting", &old, { MAIL (SMTP, TLS), .refusal = REPOINT_TEST_REFUSAL_GREETING, .refuse_with = "554 5.7.1 No." },
    "accepted " TLS_1_0, "refused " TLS_1_0 " greeting other" },
  { "not refused, being modern", &modern, { MAIL (SMTP, STARTTLS), .refusal = REPOINT_TEST_REFUSAL_AUTH },
    "accepted " TLS_1_3, "completed " TLS_1_3 " quit" },
  { "refused behind the sign-in", &old, { MAIL (SMTP, STARTTLS), .refusal = REPOINT_TEST_REFUSAL_CREDENTIALS },
    "accepted " TLS_1_0, "completed " TLS_1_0 " quit" },
  { "refused in the handshake", &old, { MAIL (SMTP, STARTTLS), .refusal = REPOINT_TEST_REFUSAL_HANDSHAKE },
    "accepted " TLS_1_0, "refused handshake alert 40" },
  { "reset in the handshake", &old, { MAIL (SMTP, STARTTLS), .refusal = REPOINT_TEST_REFUSAL_HANDSHAKE_RESET },
    "accepted " TLS_1_0, "refused handshake reset" },
  { "dropped inside", &old, { MAIL (SMTP, STARTTLS), .refusal = REPOINT_TEST_REFUSAL_DROP },
    "accepted " TLS_1_0, "not-observed " TLS_1_0 " ehlo reset" },
  { "throttled at the session", &old, { MAIL (SMTP, STARTTLS), .throttle_from = 2 },
    "accepted " TLS_1_0, "not-observed greeting throttled" },
  { "throttled at once", &old, { MAIL (SMTP, STARTTLS), .throttle_from = 1 }, "not-observed throttled", "none" },
  { "no STARTTLS", &old, { MAIL (SMTP, STARTTLS), .is_clear = TRUE }, "not-observed no-starttls", "none" },
  { "injected", &old, { MAIL (SMTP, STARTTLS), .inject = "250 hello\r\n" }, "not-observed injected", "none" },
  { "another protocol", &old, { MAIL (SMTP, STARTTLS), .greeting = "SSH-2.0-OpenSSH\r\n" }, "not-observed other-protocol", "none" },
  { "TLS 1.2 and newer, without a word", &old, { MAIL (IMAP, STARTTLS), .min_version = V (1_2), .mute_alerts = TRUE },
    "refused close", "none" },
  { "TLS 1.2 and newer", &old, { MAIL (SMTP, STARTTLS), .min_version = V (1_2) }, "refused alert 70", "none" },
  { "silent", &old, { .stall_after = -1 }, "not-observed timeout", "none", 700 },
  { "silent within the flight", &old, { .stall_after = 200 }, "not-observed timeout", "none", 700 },
  { "resets after a byte", &old, { .reset_after = 1 }, "refused reset", "none" },
  { "resets within the flight", &old, { .reset_after = 200 }, "refused reset", "none" },
  { "records of 3 bytes", &old, { .fragment = 3 }, "accepted " TLS_1_0, "completed " TLS_1_0 },
  { "records of 3 bytes, TLS 1.3", &modern, { .fragment = 3 }, "accepted " TLS_1_3, "completed " TLS_1_3 },
  { "segments of 1 byte", &modern, { .chunk = 1 }, "accepted " TLS_1_3, "completed " TLS_1_3 },
  { "a warning first", &old, { .warn_first = TRUE }, "accepted " TLS_1_0, "completed " TLS_1_0 },
  { "large hellos break it, this one", &modern, { .max_hello = 255 }, "refused reset", "none" },
  { "large hellos break it, not this one", &old, { .max_hello = 255 }, "accepted " TLS_1_0, "completed " TLS_1_0 },
  { "extensions break it", &old, { .no_extensions = TRUE }, "refused reset", "none" },
  { "a long prime", &(RepointTestDeviceOptions) { .max_version = V (1_2), .ciphers = "DHE-RSA-AES128-GCM-SHA256" },
    { .dh_group = "ffdhe8192", .max_version = V (1_2) },
    "accepted TLSv1.2 TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", "completed TLSv1.2 TLS_DHE_RSA_WITH_AES_128_GCM_SHA256" },
};

static char *
make_uri (const RepointTestTlsOptions *options, RepointTestTlsServer *server, const char *host)
{
  RepointSecurity security = options->security == REPOINT_SECURITY_NONE ? REPOINT_SECURITY_TLS : options->security;
  RepointProtocol protocol = options->security == REPOINT_SECURITY_NONE ? REPOINT_PROTOCOL_TLS : options->protocol;
  g_autoptr (RepointTarget) target = repoint_target_new (protocol, security, host, repoint_test_tls_server_get_port (server));

  return repoint_target_to_string (target);
}

/* Where the sign-in was opened, nothing follows but what calls it off. */
static gboolean
leaves_sign_in (const char *transcript)
{
  static const char opening[] = "AUTH LOGIN|";
  const char *begin = strstr (transcript, opening);

  if (begin == NULL)
    return TRUE;

  begin += strlen (opening);

  return begin[0] == '\0' || g_str_has_prefix (begin, "*|") || g_str_has_prefix (begin, "QUIT|");
}

static void
test_server (gconstpointer data)
{
  const Case *wanted = data;
  RepointTestTlsOptions options = wanted->server;
  g_autoptr (RepointTestTlsServer) server = NULL;
  g_autoptr (RepointClientHello) hello = repoint_test_device_get_hello (wanted->device, 0);
  g_autoptr (JsonObject) result = NULL;
  g_autofree char *transcript = NULL;
  g_autofree char *session = NULL;
  g_autofree char *found = NULL;
  g_autofree char *uri = NULL;

  if (options.security == REPOINT_SECURITY_NONE)
    options.protocol = REPOINT_PROTOCOL_TLS;
  server = repoint_test_tls_server_new (&options);
  uri = make_uri (&wanted->server, server, "127.0.0.1");
  result = repoint_test_replay (hello, uri, wanted->timeout_ms);
  found = repoint_test_replay_describe (result);
  session = repoint_test_replay_describe_session (result);
  transcript = repoint_test_tls_server_get_transcript (server);

  g_assert_cmpstr (found, ==, wanted->expected);
  g_assert_cmpstr (session, ==, wanted->session);
  g_assert_true (json_object_get_boolean_member (result, "reachable"));
  g_assert_true (leaves_sign_in (transcript));
}

/* ---- TLS 1.3 ---- */

static void
test_retry (void)
{
  static const struct
  {
    const char *group;
    const char *name;
  } groups[] = {
    { "P-256", "secp256r1" }, { "P-384", "secp384r1" }, { "P-521", "secp521r1" }, { "X448", "x448" },
    { "ffdhe2048", "ffdhe2048" }, { "ffdhe3072", "ffdhe3072" }, { "ffdhe4096", "ffdhe4096" },
    { "ffdhe6144", "ffdhe6144" }, { "ffdhe8192", "ffdhe8192" }, { "X25519", "x25519" },
  };
  const RepointTestDeviceOptions device = {
    .groups = "X25519:P-256:P-384:P-521:X448:ffdhe2048:ffdhe3072:ffdhe4096:ffdhe6144:ffdhe8192",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      const RepointTestTlsOptions options = { .protocol = REPOINT_PROTOCOL_TLS, .groups = groups[i].group, .min_version = V (1_3) };
      g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&options);
      g_autofree char *uri = make_uri (&options, server, "127.0.0.1");
      g_autoptr (JsonObject) result = repoint_test_replay_device (&device, uri);
      g_autofree char *found = repoint_test_replay_describe (result);
      g_autofree char *session = repoint_test_replay_describe_session (result);

      g_assert_cmpstr (found, ==, "accepted " TLS_1_3);
      g_assert_cmpstr (session, ==, "completed " TLS_1_3);
      g_assert_cmpstr (json_object_get_string_member (result, "group"), ==, groups[i].name);
      g_assert_cmpint (json_object_get_boolean_member (result, "retried"), ==, !g_str_equal (groups[i].group, "X25519"));
    }
}

static char *
list_changes (JsonObject *result)
{
  JsonArray *array = json_object_get_array_member (result, "changed");
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (array); i++)
    g_string_append_printf (text, i > 0 ? " %s" : "%s", json_array_get_string_element (array, i));

  return g_string_free (text, FALSE);
}

/* What came with the second visit of the device is not said for it: the server does not resume. */
static void
test_resumption (void)
{
  const RepointTestTlsOptions options = { .protocol = REPOINT_PROTOCOL_TLS };
  const RepointTestDeviceOptions with_psk = { .resumes = TRUE };
  const RepointTestDeviceOptions with_ticket = { .resumes = TRUE, .max_version = V (1_2) };
  const RepointTestDeviceOptions *const devices[] = { &with_psk, &with_ticket };
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&options);
  guint16 port = repoint_test_tls_server_get_port (server);
  g_autofree char *uri = g_strdup_printf ("tls://127.0.0.1:%u", port);

  for (gsize i = 0; i < G_N_ELEMENTS (devices); i++)
    {
      g_autoptr (RepointClientHello) hello = repoint_test_device_get_hello (devices[i], port);
      g_autoptr (JsonObject) result = repoint_test_replay (hello, uri, 0);
      g_autofree char *changes = list_changes (result);

      g_assert_cmpstr (json_object_get_string_member (result, "result"), ==, "accepted");
      g_assert_cmpstr (json_object_get_string_member (result, "version"), ==, i == 0 ? "TLSv1.3" : "TLSv1.2");
      g_assert_cmpstr (changes, ==, "session-dropped");
    }
}

/* ---- Hellos that OpenSSL does not say ---- */

static void
test_foreign_hellos (void)
{
  static const struct
  {
    const char *hello;
    const char *expected;
  } hellos[] = {
    /* GREASE (RFC 8701) wherever it may stand */
    { "01 [3 0303 @RANDOM@ [1 @RANDOM@] [2 0a0a 1301 c02f] [1 00] [2 1a1a [2] 000a [2 [2 2a2a 001d 0017]] 000d [2 [2 5a5a 0804 0401]] "
      "002b [2 [1 3a3a 0304 0303]] 002d [2 [1 01]] 0033 [2 [2 2a2a [2 00] 001d [2 @RANDOM@]]] 6a6a [2 00]]]",
      "accepted TLSv1.3 TLS_AES_128_GCM_SHA256" },
    /* a key for a group of after quantum computers, 1216 bytes in truth */
    { "01 [3 0303 @RANDOM@ [1 @RANDOM@] [2 1301] [1 00] [2 000a [2 [2 11ec 001d]] 000d [2 [2 0804]] 002b [2 [1 0304]] "
      "0033 [2 [2 11ec [2 @RANDOM@ @RANDOM@] 001d [2 @RANDOM@]]]]]",
      "accepted TLSv1.3 TLS_AES_128_GCM_SHA256" },
    /* a clean old hello, and the same in the format of SSLv2 */
    { "01 [3 0301 @RANDOM@ [1] [2 0005 002f 0035] [1 00]]", "accepted TLSv1.0 TLS_RSA_WITH_AES_128_CBC_SHA" },
    { "80 3b 01 0301 0012 0000 0020 000004 000005 00000a 00002f 000035 0000ff @RANDOM@",
      "accepted TLSv1.0 TLS_RSA_WITH_AES_128_CBC_SHA" },
    /* RC4 and DES alone, for which this server has no use */
    { "01 [3 0301 @RANDOM@ [1] [2 0005 0009] [1 00]]", "refused alert 40" },
  };
  const RepointTestTlsOptions options = { .protocol = REPOINT_PROTOCOL_TLS, .ciphers = "ALL:@SECLEVEL=0" };
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&options);
  g_autofree char *uri = make_uri (&options, server, "127.0.0.1");

  for (gsize i = 0; i < G_N_ELEMENTS (hellos); i++)
    {
      g_autoptr (GBytes) raw = repoint_test_bytes (hellos[i].hello);
      g_autoptr (RepointClientHello) hello = repoint_client_hello_parse (raw, NULL);
      g_autoptr (JsonObject) result = NULL;
      g_autofree char *found = NULL;
      g_autofree char *session = NULL;

      g_assert_nonnull (hello);
      result = repoint_test_replay (hello, uri, 0);
      found = repoint_test_replay_describe (result);
      session = repoint_test_replay_describe_session (result);
      g_assert_cmpstr (found, ==, hellos[i].expected);
      if (g_str_has_prefix (found, "accepted"))
        g_assert_true (g_str_has_prefix (session, "completed"));
    }
}

/* ---- Names ---- */

static void
test_names (void)
{
  static const struct
  {
    const char *hello;   /* NULL: OpenSSL's */
    const char *name;    /* in it */
    const char *host;
    const char *expected;
    const char *changes;
  } hellos[] = {
    { NULL, NULL, "mail.example", "refused alert 112", "server-name-added" },
    { NULL, "printer.example", "mail.example", "refused alert 112", "" },
    { NULL, NULL, "127.0.0.1", "accepted " TLS_1_3, "" },
    { NULL, "printer.example", "127.0.0.1", "accepted " TLS_1_3, "server-name-dropped" },
    { "01 [3 0301 @RANDOM@ [1] [2 002f] [1 00]]", NULL, "mail.example", "accepted " TLS_1_0, "server-name-impossible" },
  };
  const RepointTestTlsOptions options = { .protocol = REPOINT_PROTOCOL_TLS, .no_names = TRUE };
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&options);

  for (gsize i = 0; i < G_N_ELEMENTS (hellos); i++)
    {
      const RepointTestDeviceOptions device = { .server_name = hellos[i].name };
      g_autofree char *uri = make_uri (&options, server, hellos[i].host);
      g_autoptr (GBytes) raw = hellos[i].hello != NULL ? repoint_test_bytes (hellos[i].hello) : NULL;
      g_autoptr (RepointClientHello) hello =
          raw != NULL ? repoint_client_hello_parse (raw, NULL) : repoint_test_device_get_hello (&device, 0);
      g_autoptr (JsonObject) result = repoint_test_replay (hello, uri, 0);
      g_autofree char *found = repoint_test_replay_describe (result);
      g_autofree char *changes = list_changes (result);
      g_autofree char *session = repoint_test_replay_describe_session (result);

      g_assert_cmpstr (found, ==, hellos[i].expected);
      g_assert_cmpstr (changes, ==, hellos[i].changes);
      /* OpenSSL keeps back what the device has no place for. */
      if (g_str_has_prefix (found, "accepted"))
        g_assert_true (g_str_has_prefix (session, "completed"));
    }
}

static void
test_not_reached (void)
{
  static const struct
  {
    const char *uri;
    const char *problem;
    const char *detail;
  } targets[] = {
    { "tls://127.0.0.1:9100", "forbidden", NULL },
    { "smtp://nobody.example:587", "dns", "no-such-name" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autoptr (JsonObject) result = repoint_test_replay_device (&old, targets[i].uri);

      g_assert_cmpstr (json_object_get_string_member (result, "result"), ==, "not-observed");
      g_assert_cmpstr (json_object_get_string_member (result, "problem"), ==, targets[i].problem);
      g_assert_false (json_object_get_boolean_member (result, "reachable"));
      g_assert_true (json_object_get_null_member (result, "session"));
      if (targets[i].detail != NULL)
        g_assert_cmpstr (json_object_get_string_member (result, "problem_detail"), ==, targets[i].detail);
    }
}

int
main (int argc, char *argv[])
{
  g_autoptr (RepointTestResolver) resolver = NULL;

  g_test_init (&argc, &argv, NULL);

  resolver = repoint_test_resolver_install ();
  repoint_test_resolver_add (resolver, "mail.example", "127.0.0.1", 0);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/replay-servers/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_server);
    }
  g_test_add_func ("/replay-servers/retry", test_retry);
  g_test_add_func ("/replay-servers/resumption", test_resumption);
  g_test_add_func ("/replay-servers/foreign-hellos", test_foreign_hellos);
  g_test_add_func ("/replay-servers/names", test_names);
  g_test_add_func ("/replay-servers/not-reached", test_not_reached);

  return g_test_run ();
}
