/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a replay says is what real clients meet with: hellos of four TLS stacks, said to servers of several TLS stacks. */
#include "config.h"

#include <openssl/ssl.h>
#include <string.h>
#include <sys/socket.h>

#include "repoint-client-hello-reader.h"
#include "repoint-replay.h"
#include "repoint-test-certificate.h"
#include "repoint-test-dovecot.h"
#include "repoint-test-exim.h"
#include "repoint-test-listener.h"
#include "repoint-test-nginx.h"

#define MAX_WORDS 16
#define AT        "@AT@"   /* 127.0.0.1:PORT */
#define PORT      "@PORT@"
#define DIRECTORY "@DIRECTORY@"
#define LEGACY    "ALL:@SECLEVEL=0"

typedef enum
{
  STACK_OPENSSL,
  STACK_GNUTLS,
  STACK_NSS,
  STACK_JAVA,
} Stack;

typedef struct
{
  const char *name;
  Stack       stack;
  const char *words[MAX_WORDS]; /* what it is told to do */
} Client;

#define OPENSSL STACK_OPENSSL, { "openssl", "s_client", "-brief", "-connect", AT
#define GNUTLS  STACK_GNUTLS, { "gnutls-cli", "--insecure", "--disable-sni", "-p", PORT, "127.0.0.1", "--priority"
#define JAVA    STACK_JAVA, { "java", "-Djava.security.properties=" DIRECTORY "/policy", DIRECTORY "/Hello.java", PORT
#define NSS     STACK_NSS, { "tstclnt", "-h", "127.0.0.1", "-p", PORT, "-o", "-D", "-Q", "-v", "-V"

/* A hello below TLS 1.3 does not say where it ends: so all take what is below what they name. */
#define UP_TO(version) "-min_protocol", "TLSv1", "-max_protocol", version

static const Client clients[] = {
  { "OpenSSL", OPENSSL, "-cipher", LEGACY } }, /* or it offers TLS 1.0 and does not mean it */
  { "OpenSSL, TLS 1.0", OPENSSL, "-tls1", "-cipher", LEGACY } },
  { "OpenSSL, TLS 1.1", OPENSSL, UP_TO ("TLSv1.1"), "-cipher", LEGACY } },
  { "OpenSSL, TLS 1.2", OPENSSL, UP_TO ("TLSv1.2"), "-cipher", LEGACY } },
  { "OpenSSL, TLS 1.2, RSA and CBC", OPENSSL, UP_TO ("TLSv1.2"), "-cipher", "AES128-SHA:AES256-SHA:@SECLEVEL=0" } },
  { "OpenSSL, TLS 1.2, DHE", OPENSSL, "-tls1_2", "-cipher", "DHE-RSA-AES256-GCM-SHA384" } },
  { "OpenSSL, TLS 1.3, X448 first", OPENSSL, "-tls1_3", "-groups", "X448:P-384:P-256" } },
  { "OpenSSL, TLS 1.3, P-521 alone", OPENSSL, "-tls1_3", "-groups", "P-521" } },
  { "OpenSSL, TLS 1.3, ChaCha20", OPENSSL, "-tls1_3", "-ciphersuites", "TLS_CHACHA20_POLY1305_SHA256" } },
  { "OpenSSL, SHA-1 signatures", OPENSSL, UP_TO ("TLSv1.2"), "-sigalgs", "RSA+SHA1", "-cipher", "ECDHE:DHE:@SECLEVEL=0" } },
  { "GnuTLS", GNUTLS, "NORMAL" } },
  { "GnuTLS, TLS 1.0", GNUTLS, "NORMAL:-VERS-ALL:+VERS-TLS1.0:%COMPAT" } },
  { "GnuTLS, TLS 1.2, large groups", GNUTLS, "NORMAL:-VERS-ALL:+VERS-TLS1.2:+VERS-TLS1.1:+VERS-TLS1.0:-GROUP-ALL:+GROUP-SECP521R1:+GROUP-FFDHE3072" } },
  { "GnuTLS, TLS 1.3, ffdhe2048", GNUTLS, "NORMAL:-VERS-ALL:+VERS-TLS1.3:-GROUP-ALL:+GROUP-FFDHE2048" } },
  { "GnuTLS, TLS 1.0, RC4", GNUTLS, "NONE:+VERS-TLS1.0:+ARCFOUR-128:+RSA:+SHA1:+MD5:+COMP-NULL" } },
  { "GnuTLS, TLS 1.0, 3DES", GNUTLS, "NONE:+VERS-TLS1.0:+3DES-CBC:+RSA:+SHA1:+COMP-NULL" } },
  { "NSS", NSS, "tls1.0:tls1.3" } },
  { "NSS, TLS 1.0", NSS, "tls1.0:tls1.0" } },
  { "NSS, TLS 1.2", NSS, "tls1.0:tls1.2" } },
  { "NSS, SSL 3.0", NSS, "ssl3:ssl3" } },
  { "Java", JAVA, "TLSv1,TLSv1.1,TLSv1.2,TLSv1.3" } },
  { "Java, TLS 1.0, in the format of SSLv2", JAVA, "SSLv2Hello,TLSv1" } },
};

/* Java has no program that says hello, and forbids what is old. */
#define JAVA_POLICY "jdk.tls.disabledAlgorithms=\njdk.certpath.disabledAlgorithms=\njdk.tls.legacyAlgorithms=\n"
#define JAVA_PROGRAM \
  "import javax.net.ssl.*;\n" \
  "import java.security.cert.X509Certificate;\n" \
  "class Hello {\n" \
  "  static class Trusting extends X509ExtendedTrustManager {\n" \
  "    public void checkClientTrusted (X509Certificate[] chain, String type) {}\n" \
  "    public void checkServerTrusted (X509Certificate[] chain, String type) {}\n" \
  "    public void checkClientTrusted (X509Certificate[] chain, String type, java.net.Socket socket) {}\n" \
  "    public void checkServerTrusted (X509Certificate[] chain, String type, java.net.Socket socket) {}\n" \
  "    public void checkClientTrusted (X509Certificate[] chain, String type, SSLEngine engine) {}\n" \
  "    public void checkServerTrusted (X509Certificate[] chain, String type, SSLEngine engine) {}\n" \
  "    public X509Certificate[] getAcceptedIssuers () { return new X509Certificate[0]; }\n" \
  "  }\n" \
  "  public static void main (String[] args) throws Exception {\n" \
  "    SSLContext context = SSLContext.getInstance (\"TLS\");\n" \
  "    context.init (null, new TrustManager[] { new Trusting () }, null);\n" \
  "    SSLSocket socket = (SSLSocket) context.getSocketFactory ().createSocket (\"127.0.0.1\", Integer.parseInt (args[0]));\n" \
  "    socket.setEnabledProtocols (args[1].split (\",\"));\n" \
  "    socket.startHandshake ();\n" \
  "    System.out.println (\"agreed \" + socket.getSession ().getProtocol () + \" \" + socket.getSession ().getCipherSuite ());\n" \
  "  }\n" \
  "}\n"

static char *directory; /* with what Java needs */

/* ---- What a client meets with ---- */

typedef struct
{
  gboolean  established;
  char     *version;
  char     *cipher; /* a part of its name at IANA that is there, whole for OpenSSL */
} Meeting;

static void
meeting_clear (Meeting *self)
{
  g_free (self->version);
  g_free (self->cipher);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Meeting, meeting_clear)

static char *
fill_word (const char *word, guint16 port)
{
  if (g_str_equal (word, AT))
    return g_strdup_printf ("127.0.0.1:%u", port);
  if (g_str_equal (word, PORT))
    return g_strdup_printf ("%u", port);

  if (strstr (word, DIRECTORY) != NULL)
    {
      g_auto (GStrv) parts = g_strsplit (word, DIRECTORY, -1);

      return g_strjoinv (directory, parts);
    }

  return g_strdup (word);
}

/* NULL where the program is not installed. */
static char *
run_client (const Client *client, guint16 port, const char *const *more)
{
  g_autofree char *program = g_find_program_in_path (client->words[0]);
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) out = NULL;

  if (program == NULL)
    return NULL;

  g_ptr_array_add (words, g_strdup ("timeout"));
  g_ptr_array_add (words, g_strdup ("60"));
  for (guint i = 0; i < MAX_WORDS && client->words[i] != NULL; i++)
    g_ptr_array_add (words, fill_word (client->words[i], port));
  for (guint i = 0; more != NULL && more[i] != NULL; i++)
    g_ptr_array_add (words, g_strdup (more[i]));
  g_ptr_array_add (words, NULL);

  process = g_subprocess_newv ((const char *const *) words->pdata,
                               G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE,
                               &error);
  g_assert_no_error (error);
  g_subprocess_communicate (process, nothing, NULL, &out, NULL, &error);
  g_assert_no_error (error);

  return g_strndup (g_bytes_get_data (out, NULL), g_bytes_get_size (out));
}

/* The groups of the first match, NULL if there is none. */
static char **
match (const char *pattern, const char *text)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_MULTILINE, 0, NULL);
  g_autoptr (GMatchInfo) info = NULL;

  return g_regex_match (regex, text, 0, &info) ? g_match_info_fetch_all (info) : NULL;
}

static char *
name_suite (const char *openssl)
{
  SSL_CTX *context = SSL_CTX_new (TLS_client_method ());
  SSL *ssl = SSL_new (context);
  STACK_OF (SSL_CIPHER) *ciphers;
  char *name = NULL;

  SSL_set_security_level (ssl, 0);
  SSL_set_cipher_list (ssl, LEGACY);
  ciphers = SSL_get_ciphers (ssl);
  for (int i = 0; i < sk_SSL_CIPHER_num (ciphers) && name == NULL; i++)
    if (g_str_equal (SSL_CIPHER_get_name (sk_SSL_CIPHER_value (ciphers, i)), openssl))
      name = g_strdup (SSL_CIPHER_standard_name (sk_SSL_CIPHER_value (ciphers, i)));
  SSL_free (ssl);
  SSL_CTX_free (context);

  return name != NULL ? name : g_strdup (openssl);
}

static char *
name_gnutls (const char *cipher)
{
  g_auto (GStrv) parts = g_strsplit (cipher, "-", -1);

  if (g_str_equal (cipher, "ARCFOUR-128"))
    return g_strdup ("_RC4_128_SHA");
  if (g_str_equal (cipher, "3DES-CBC"))
    return g_strdup ("_3DES_EDE_CBC_");

  return g_strjoinv ("_", parts);
}

/* "128", "AES-GCM" */
static char *
name_nss (const char *bits, const char *cipher)
{
  if (g_str_equal (cipher, "AES-GCM"))
    return g_strdup_printf ("AES_%s_GCM_", bits);
  if (g_str_equal (cipher, "AES"))
    return g_strdup_printf ("AES_%s_CBC_", bits);
  if (g_str_has_prefix (cipher, "RC4"))
    return g_strdup ("RC4_128");
  if (g_str_has_prefix (cipher, "3DES"))
    return g_strdup ("3DES_EDE_CBC");

  return g_strdup (g_str_has_prefix (cipher, "ChaCha20") ? "CHACHA20" : cipher);
}

static void
read_meeting (Stack stack, const char *text, Meeting *meeting)
{
  static const char *const nss_versions[] = { "SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3" };
  g_auto (GStrv) found = NULL;

  switch (stack)
    {
    case STACK_OPENSSL:
      found = match ("^Protocol version: (\\S+)\\nCiphersuite: (\\S+)$", text);
      if (found == NULL)
        return;
      meeting->version = g_strdup (g_str_equal (found[1], "TLSv1") ? "TLSv1.0" : found[1]);
      meeting->cipher = name_suite (found[2]);
      break;

    case STACK_GNUTLS:
      found = match ("^- Description: \\((TLS|SSL)([0-9.]+)-.*\\((ARCFOUR-128|3DES-CBC|AES-[^)]*|CHACHA20[^)]*)\\)", text);
      if (found == NULL)
        return;
      meeting->version = g_strdup_printf ("%sv%s", found[1], found[2]);
      meeting->cipher = name_gnutls (found[3]);
      break;

    case STACK_JAVA:
      found = match ("^agreed (\\S+) (\\S+)$", text);
      if (found == NULL)
        return;
      meeting->version = g_strdup (g_str_equal (found[1], "TLSv1") ? "TLSv1.0" : found[1]);
      meeting->cipher = g_strdup (strchr (found[2], '_') + 1);
      break;

    case STACK_NSS:
    default:
      found = match ("SSL version 3\\.([0-4]) using (\\d+)-bit (\\S+) with", text);
      if (found == NULL)
        return;
      meeting->version = g_strdup (nss_versions[g_ascii_digit_value (found[1][0])]);
      meeting->cipher = name_nss (found[2], found[3]);
      break;
    }
  meeting->established = TRUE;
}

/* ---- Its hello ---- */

typedef struct
{
  GMutex              mutex;
  RepointClientHello *hello;
} Sink;

static void
swallow (int fd, gpointer user_data)
{
  Sink *sink = user_data;
  g_autoptr (RepointClientHelloReader) reader = repoint_client_hello_reader_new ();
  RepointClientHelloReaderStatus status = REPOINT_CLIENT_HELLO_READER_MORE;
  guint8 buffer[4096];
  gssize n;

  while (status == REPOINT_CLIENT_HELLO_READER_MORE && (n = recv (fd, buffer, sizeof buffer, 0)) > 0)
    status = repoint_client_hello_reader_feed (reader, buffer, (gsize) n);

  g_mutex_lock (&sink->mutex);
  if (status == REPOINT_CLIENT_HELLO_READER_HELLO && sink->hello == NULL)
    sink->hello = repoint_client_hello_copy (repoint_client_hello_reader_get_hello (reader));
  g_mutex_unlock (&sink->mutex);
}

/* NULL where the program is not installed. */
static RepointClientHello *
get_hello (const Client *client, const char *const *more)
{
  Sink sink = { 0 };
  g_autoptr (RepointTestListener) listener = repoint_test_listener_new ("127.0.0.1", 0, swallow, &sink);
  g_autofree char *output = run_client (client, repoint_test_listener_get_port (listener), more);

  g_assert_true (output == NULL || sink.hello != NULL);

  return sink.hello;
}

/* Transfer none: a client says the same to every server. */
static const RepointClientHello *
know_hello (gsize nth)
{
  static RepointClientHello *hellos[G_N_ELEMENTS (clients)];

  if (hellos[nth] == NULL)
    hellos[nth] = get_hello (&clients[nth], NULL);

  return hellos[nth];
}

/* ---- The replay ---- */

static void
keep_result (RepointReplay *replay, RepointTarget *target, JsonObject *object, gpointer user_data)
{
  *(JsonObject **) user_data = json_object_ref (object);
}

static JsonObject *
replay (const RepointClientHello *hello, const char *uri)
{
  const RepointLimits limits = { .max_open = 8, .max_per_address = 1, .connect_ms = 20000, .conversation_ms = 60000 };
  g_autoptr (RepointScheduler) scheduler = repoint_scheduler_new (&limits);
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_target_free);
  g_autoptr (RepointReplay) job = NULL;
  JsonObject *result = NULL;

  g_ptr_array_add (targets, repoint_target_parse (uri, NULL));
  job = repoint_replay_new (scheduler, hello, targets, NULL);
  g_signal_connect (job, "result", G_CALLBACK (keep_result), &result);
  repoint_job_start (REPOINT_JOB (job));
  while (repoint_job_get_state (REPOINT_JOB (job)) != REPOINT_JOB_FINISHED)
    g_main_context_iteration (NULL, TRUE);

  return result;
}

/* What this computer's OpenSSL has not cannot be tried any further. */
static const char *
expect_session (const char *cipher)
{
  return strstr (cipher, "RC4") != NULL || strstr (cipher, "3DES") != NULL ? "local-limitation" : "completed";
}

static void
assert_same (const Client *client, const Meeting *meeting, JsonObject *result)
{
  const char *verdict = json_object_get_string_member (result, "result");
  const char *version = json_object_get_string_member (result, "version");
  const char *cipher = json_object_get_string_member (result, "cipher");

  g_test_message ("%s: %s %s %s", client->name, verdict, version, cipher);
  g_assert_cmpstr (verdict, ==, meeting->established ? "accepted" : "refused");
  if (!meeting->established)
    return;

  g_assert_cmpstr (version, ==, meeting->version);
  if (client->stack == STACK_OPENSSL)
    g_assert_cmpstr (cipher, ==, meeting->cipher);
  else if (strstr (cipher, meeting->cipher) == NULL)
    g_error ("%s: %s is not %s", client->name, cipher, meeting->cipher);
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (result, "session"), "result"), ==,
                   expect_session (cipher));
}

/* Each client at a port that begins with TLS, and its hello there and, if there is one, at a target with STARTTLS. */
static void
compare_all (guint16 port, const char *scheme, const char *starttls)
{
  g_autofree char *uri = g_strdup_printf ("%s://127.0.0.1:%u", scheme, port);
  guint n_established = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (clients); i++)
    {
      const RepointClientHello *hello = know_hello (i);
      g_autofree char *output = run_client (&clients[i], port, NULL);
      g_auto (Meeting) meeting = { 0 };
      g_autoptr (JsonObject) direct = NULL;
      g_autoptr (JsonObject) behind = NULL;

      if (hello == NULL)
        {
          g_test_message ("%s is not installed", clients[i].words[0]);
          continue;
        }

      read_meeting (clients[i].stack, output, &meeting);
      direct = replay (hello, uri);
      assert_same (&clients[i], &meeting, direct);
      if (starttls != NULL)
        {
          behind = replay (hello, starttls);
          assert_same (&clients[i], &meeting, behind);
        }
      n_established += meeting.established;
    }

  /* Or the test would show nothing. */
  g_assert_cmpuint (n_established, >, 0);
}

/* ---- Servers ---- */

#define CERTIFICATE "@CERTIFICATE@"
#define KEY         "@KEY@"

typedef struct
{
  const char *name;
  const char *words[MAX_WORDS];
} Server;

#define S_SERVER    { "openssl", "s_server", "-www", "-quiet", "-accept", PORT, "-cert", CERTIFICATE, "-key", KEY
#define GNUTLS_SERV { "gnutls-serv", "--quiet", "-p", PORT, "--x509certfile", CERTIFICATE, "--x509keyfile", KEY, "--priority"

static const Server servers[] = {
  { "OpenSSL", S_SERVER, "-cipher", LEGACY } },
  { "OpenSSL, TLS 1.2 and newer", S_SERVER, "-no_tls1", "-no_tls1_1" } },
  { "OpenSSL, P-384 alone", S_SERVER, "-cipher", LEGACY, "-groups", "P-384" } },
  { "OpenSSL, TLS 1.0", S_SERVER, "-tls1", "-cipher", LEGACY } },
  { "GnuTLS", GNUTLS_SERV, "NORMAL:+VERS-TLS1.0:+VERS-TLS1.1:+ARCFOUR-128:+3DES-CBC:+MD5:%COMPAT" } },
  { "GnuTLS, TLS 1.2 and newer", GNUTLS_SERV, "NORMAL:-VERS-ALL:+VERS-TLS1.2:+VERS-TLS1.3" } },
  { "GnuTLS, its own order", GNUTLS_SERV, "NORMAL:+VERS-TLS1.0:%SERVER_PRECEDENCE:-GROUP-ALL:+GROUP-X25519:+GROUP-SECP256R1" } },
};

/* NULL after marking the test as skipped when it is not installed. */
static RepointTestDaemon *
start_server (const Server *server, guint16 *port)
{
  g_autofree char *program = repoint_test_find_server (server->words[0]);
  g_autoptr (RepointTestDaemon) daemon = NULL;
  g_autoptr (GPtrArray) words = NULL;

  if (program == NULL)
    {
      g_autofree char *why = g_strdup_printf ("%s is not installed", server->words[0]);

      g_test_skip (why);
      return NULL;
    }
  daemon = repoint_test_daemon_new (server->words[0]);
  if (!repoint_test_make_certificate (repoint_test_daemon_get_directory (daemon)))
    {
      g_test_skip ("openssl is not installed");
      return NULL;
    }

  *port = repoint_test_pick_port ();
  words = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (words, g_steal_pointer (&program));
  for (guint i = 1; i < MAX_WORDS && server->words[i] != NULL; i++)
    if (g_str_equal (server->words[i], PORT))
      g_ptr_array_add (words, g_strdup_printf ("%u", *port));
    else if (g_str_equal (server->words[i], CERTIFICATE) || g_str_equal (server->words[i], KEY))
      g_ptr_array_add (words, g_build_filename (repoint_test_daemon_get_directory (daemon),
                                                g_str_equal (server->words[i], KEY) ? "key.pem" : "certificate.pem", NULL));
    else
      g_ptr_array_add (words, g_strdup (server->words[i]));
  g_ptr_array_add (words, NULL);
  repoint_test_daemon_start (daemon, (const char *const *) words->pdata, NULL, (const guint16[]) { *port, 0 });

  return g_steal_pointer (&daemon);
}

static void
test_server (gconstpointer data)
{
  guint16 port = 0;
  g_autoptr (RepointTestDaemon) daemon = start_server (data, &port);

  if (daemon != NULL)
    compare_all (port, "tls", NULL);
}

static void
test_dovecot (gconstpointer data)
{
  RepointTestDovecotPorts ports = { 0 };
  g_autoptr (RepointTestDaemon) daemon = repoint_test_dovecot_start (GPOINTER_TO_UINT (data), &ports);
  g_autofree char *starttls = g_strdup_printf ("pop3://127.0.0.1:%u", ports.pop3);

  if (daemon != NULL)
    compare_all (ports.imaps, "imaps", starttls);
}

static void
test_exim (gconstpointer data)
{
  RepointTestEximPorts ports = { 0 };
  g_autoptr (RepointTestDaemon) daemon = repoint_test_exim_start (GPOINTER_TO_UINT (data), REPOINT_TEST_REFUSAL_NONE, 0, &ports);
  g_autofree char *starttls = g_strdup_printf ("smtp://127.0.0.1:%u", ports.submission);

  if (daemon != NULL)
    compare_all (ports.submissions, "smtps", starttls);
}

static void
test_nginx (void)
{
  guint16 port = 0;
  g_autoptr (RepointTestDaemon) daemon = repoint_test_nginx_start ("Remote UI", &port);

  if (daemon != NULL)
    compare_all (port, "https", NULL);
}

/* The handshake succeeds, and then Exim says what the endpoints of Microsoft say. */
static void
test_refusal (void)
{
  static const char *const stages[] = { NULL, "ehlo", "auth" };

  for (guint refusal = REPOINT_TEST_REFUSAL_EHLO; refusal <= REPOINT_TEST_REFUSAL_AUTH; refusal++)
    {
      RepointTestEximPorts ports = { 0 };
      g_autoptr (RepointTestDaemon) daemon = repoint_test_exim_start (REPOINT_TEST_LEGACY, refusal, 100, &ports);
      g_autofree char *uri = g_strdup_printf ("smtp://127.0.0.1:%u", ports.submission);

      for (gsize i = 0; daemon != NULL && i < G_N_ELEMENTS (clients); i++)
        {
          const RepointClientHello *hello = know_hello (i);
          g_autoptr (JsonObject) result = hello != NULL ? replay (hello, uri) : NULL;
          JsonObject *session;
          const char *version;

          if (result == NULL || !g_str_equal (json_object_get_string_member (result, "result"), "accepted"))
            continue;

          session = json_object_get_object_member (result, "session");
          version = json_object_get_string_member (result, "version");
          if (!g_str_equal (expect_session (json_object_get_string_member (result, "cipher")), "completed"))
            continue;

          g_test_message ("%s: %s", clients[i].name, json_object_get_string_member (session, "result"));
          if (g_str_equal (version, "TLSv1.2") || g_str_equal (version, "TLSv1.3"))
            {
              g_assert_cmpstr (json_object_get_string_member (session, "result"), ==, "completed");
            }
          else
            {
              g_assert_cmpstr (json_object_get_string_member (session, "result"), ==, "refused");
              g_assert_cmpstr (json_object_get_string_member (session, "error"), ==, "legacy-tls-refused");
              g_assert_cmpstr (json_object_get_string_member (session, "stage"), ==, stages[refusal]);
            }
        }
    }
}

/* The second hello of a client, which resumes, is said without what the first visit left with it. */
static void
test_resumption (void)
{
  static const Client tls12 = { "OpenSSL, TLS 1.2", OPENSSL, "-tls1_2" } };
  static const Client tls13 = { "OpenSSL", OPENSSL } };
  static const Client *const both[] = { &tls12, &tls13 };
  guint16 port = 0;
  g_autoptr (RepointTestDaemon) daemon = start_server (&servers[0], &port);
  g_autofree char *uri = g_strdup_printf ("tls://127.0.0.1:%u", port);
  g_autofree char *file = NULL;

  if (daemon == NULL)
    return;

  file = g_build_filename (repoint_test_daemon_get_directory (daemon), "session.pem", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (both); i++)
    {
      const char *out[] = { "-sess_out", file, "-ign_eof", NULL };
      const char *in[] = { "-sess_in", file, NULL };
      g_autofree char *first = NULL;
      g_autoptr (RepointClientHello) hello = NULL;
      g_autoptr (JsonObject) result = NULL;
      g_auto (Meeting) meeting = { 0 };

      out[2] = i == 0 ? NULL : out[2];
      first = run_client (both[i], port, out);
      read_meeting (STACK_OPENSSL, first, &meeting);
      g_assert_true (meeting.established);
      if (!g_file_test (file, G_FILE_TEST_EXISTS))
        {
          g_test_message ("%s has got no session", both[i]->name);
          continue;
        }

      hello = get_hello (both[i], in);
      g_assert_true (hello->has_ticket || hello->has_psk);
      result = replay (hello, uri);
      assert_same (both[i], &meeting, result);
    }
}

int
main (int argc, char *argv[])
{
  g_autofree char *policy = NULL;
  g_autofree char *program = NULL;
  g_autoptr (GFile) file = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);

  directory = g_dir_make_tmp ("repoint-lab-replay-XXXXXX", NULL);
  file = g_file_new_for_path (directory);
  policy = g_build_filename (directory, "policy", NULL);
  program = g_build_filename (directory, "Hello.java", NULL);
  g_assert_true (g_file_set_contents (policy, JAVA_POLICY, -1, NULL));
  g_assert_true (g_file_set_contents (program, JAVA_PROGRAM, -1, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      g_autofree char *path = g_strdup_printf ("/lab/replay/%s", servers[i].name);

      g_test_add_data_func (path, &servers[i], test_server);
    }
  g_test_add_data_func ("/lab/replay/dovecot-standard", GUINT_TO_POINTER (REPOINT_TEST_STANDARD), test_dovecot);
  g_test_add_data_func ("/lab/replay/dovecot-legacy", GUINT_TO_POINTER (REPOINT_TEST_LEGACY), test_dovecot);
  g_test_add_data_func ("/lab/replay/exim-standard", GUINT_TO_POINTER (REPOINT_TEST_STANDARD), test_exim);
  g_test_add_data_func ("/lab/replay/exim-legacy", GUINT_TO_POINTER (REPOINT_TEST_LEGACY), test_exim);
  g_test_add_func ("/lab/replay/nginx", test_nginx);
  g_test_add_func ("/lab/replay/refusal", test_refusal);
  g_test_add_func ("/lab/replay/resumption", test_resumption);

  status = g_test_run ();
  repoint_test_remove_directory (file);
  g_free (directory);

  return status;
}
