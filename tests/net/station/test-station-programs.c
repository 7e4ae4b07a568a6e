/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-station.h"

#include <openssl/ssl.h>
#include <string.h>

/* Real clients of several TLS stacks visit the station. Each is told which version to speak, whether to look at certificates, and
 * to sign in with this word, which must come out nowhere. */
#define MARKER "s3cr3t-marker"

#define SMTP REPOINT_PROTOCOL_SMTP
#define IMAP REPOINT_PROTOCOL_IMAP
#define POP3 REPOINT_PROTOCOL_POP3
#define TLS  REPOINT_PROTOCOL_TLS

#define WEAK "ALL:@SECLEVEL=0"

/* PORT in an argument is where to go, VISITOR the path of our program for Java. */
#define S_CLIENT(...) { "openssl", "s_client", "-brief", "-ign_eof", "-connect", "127.0.0.1:PORT", "-cipher", WEAK, __VA_ARGS__ }
#define GNUTLS(version, ...) \
  { "gnutls-cli", "-p", "PORT", "--priority", "NORMAL:-VERS-ALL:+VERS-TLS" version ":%COMPAT", __VA_ARGS__, "127.0.0.1" }
#define CURL(version, ...) \
  { "curl", "-sSv", "--max-time", "20", "--tlsv" version, "--tls-max", version, "--ciphers", WEAK, "-u", "copier:" MARKER, \
    "--mail-from", "a@b.example", "--mail-rcpt", "c@d.example", __VA_ARGS__ }
#define JAVA(protocols, verify) { "java", "VISITOR", "PORT", protocols, verify }
#define PYTHON(version, verify, code)                                                      \
  { "python3", "-c",                                                                       \
    "import imaplib, poplib, smtplib, ssl\n"                                               \
    "port, user, password = PORT, 'copier', '" MARKER "'\n"                                   \
    "context = ssl.create_default_context()\n"                                             \
    "context.check_hostname = False\n"                                                     \
    "context.verify_mode = ssl." verify "\n"                                               \
    "context.set_ciphers('" WEAK "')\n"                                                    \
    "context.minimum_version = context.maximum_version = ssl.TLSVersion." version "\n" code }
#define NODE(version, verify)                                                                                      \
  { "node", "-e",                                                                                                  \
    "const s = require('tls').connect({ host: '127.0.0.1', port: PORT, rejectUnauthorized: " verify ", minVersion: '" version "', " \
    "maxVersion: '" version "', ciphers: '" WEAK "' }, () => { console.log(s.getProtocol(), s.getCipher().standardName); " \
    "s.write('EHLO copier\\r\\nAUTH PLAIN " MARKER "\\r\\n'); s.on('data', d => process.stdout.write(d)); })" }
#define MSMTP(starttls, version, check)                                                                            \
  { "msmtp", "--host=127.0.0.1", "--port=PORT", "--tls=on", "--tls-starttls=" starttls, "--tls-certcheck=" check, \
    "--tls-priorities=NORMAL:-VERS-ALL:+VERS-TLS" version ":+SHA1:%COMPAT", "--auth=login", "--user=copier",      \
    "--passwordeval=echo " MARKER, "--from=a@b.example", "--debug", "c@d.example" }
#define SWAKS(how, version)                                                                                        \
  { "swaks", "--server", "127.0.0.1:PORT", how, "--tls-protocol", version, "--tls-cipher", WEAK, "--to", "c@d.example", "--from", \
    "a@b.example", "--auth", "LOGIN", "--auth-user", "copier", "--auth-password", MARKER, "--timeout", "20" }
#define SAY "print(s.sock.version(), s.sock.cipher()[0])"
#define SMTP_SIGN_IN "s = smtplib.SMTP('127.0.0.1', port); s.ehlo('copier'); s.starttls(context=context); " SAY "; s.login(user, password)"
#define IMAP_SIGN_IN "s = imaplib.IMAP4('127.0.0.1', port); s.starttls(context); " SAY "; s.login(user, password)"
#define POP3_SIGN_IN "s = poplib.POP3('127.0.0.1', port); s.stls(context); " SAY "; s.user(user); s.pass_(password)"
#define POP3S_SIGN_IN "s = poplib.POP3_SSL('127.0.0.1', port, context=context); " SAY "; s.user(user); s.pass_(password)"
#define IMAP_CLEAR_SIGN_IN "s = imaplib.IMAP4('127.0.0.1', port); s.login(user, password)"
#define POP3_CLEAR_SIGN_IN "s = poplib.POP3('127.0.0.1', port); s.user(user); s.pass_(password)"
#define SMTP_CLEAR_MAIL "s = smtplib.SMTP('127.0.0.1', port); s.sendmail('a@b.example', 'c@d.example', '" MARKER "')"

typedef struct
{
  const char     *name;
  RepointProtocol protocol;
  const char     *argv[24];
  const char     *input;
  const char     *security;
  const char     *version;   /* agreed on; NULL: none */
  const char     *result;    /* of the handshake; NULL: there was none */
  const char     *validates; /* "true", "false", NULL: not known */
  const char     *asked;
  const char     *outcome;
  const char     *hears;     /* what the program passes on of our last word; NULL: not looked at */
  const char     *reports;   /* what it says itself of the handshake, CIPHER and IANA being the suite's names; NULL: nothing */
  gboolean        stays;     /* it does not end when the visit has */
} Visit;

static const Visit visits[] = {
  /* OpenSSL, STARTTLS and from the first byte, accepting and not */
  { "s-client/smtp-1.0", SMTP, S_CLIENT ("-starttls", "smtp", "-tls1"), "EHLO copier\r\nAUTH PLAIN " MARKER "\r\n",
    "starttls", "TLSv1.0", "completed", "false", "secure", "captured", "421 4.3.2",
    "Protocol version: TLSv1\nCiphersuite: CIPHER\n" },
  { "s-client/smtp-1.1", SMTP, S_CLIENT ("-starttls", "smtp", "-tls1_1"), "MAIL FROM:<a@b.example>\r\n",
    "starttls", "TLSv1.1", "completed", "false", "none", "captured", "421 4.3.2",
    "Protocol version: TLSv1.1\nCiphersuite: CIPHER\n" },
  { "s-client/smtps-1.2", SMTP, S_CLIENT ("-tls1_2"), "EHLO copier\r\nAUTH LOGIN\r\n" MARKER "\r\n",
    "tls", "TLSv1.2", "completed", "false", "secure", "captured", "421 4.3.2",
    "Protocol version: TLSv1.2\nCiphersuite: CIPHER\n" },
  { "s-client/imap-1.0", IMAP, S_CLIENT ("-starttls", "imap", "-tls1"), "a LOGIN {6}\r\n" MARKER " " MARKER "\r\n",
    "starttls", "TLSv1.0", "completed", "false", "secure", "captured", "a NO [UNAVAILABLE]",
    "Protocol version: TLSv1\nCiphersuite: CIPHER\n" },
  { "s-client/imaps-1.3", IMAP, S_CLIENT ("-tls1_3"), "a LOGIN {6+}\r\ncopier {13+}\r\n" MARKER "\r\n",
    "tls", "TLSv1.3", "completed", "false", "secure", "captured", "* BYE",
    "Protocol version: TLSv1.3\nCiphersuite: CIPHER\n" },
  { "s-client/pop3-1.2", POP3, S_CLIENT ("-starttls", "pop3", "-tls1_2"), "USER " MARKER "\r\nPASS " MARKER "\r\n",
    "starttls", "TLSv1.2", "completed", "false", "secure", "captured", "-ERR [SYS/TEMP]",
    "Protocol version: TLSv1.2\nCiphersuite: CIPHER\n" },
  { "s-client/validating-1.0", SMTP, S_CLIENT ("-starttls", "smtp", "-tls1", "-verify_return_error"), "",
    "starttls", "TLSv1.0", "alert", "true", "none", "captured", NULL },
  { "s-client/validating-1.3", SMTP, S_CLIENT ("-tls1_3", "-verify_return_error"), "",
    "tls", "TLSv1.3", "alert", "true", "none", "captured", NULL },
  { "s-client/tls-1.0", TLS, S_CLIENT ("-tls1"), "GET / HTTP/1.0\r\nAuthorization: " MARKER "\r\n\r\n",
    "tls", "TLSv1.0", "completed", "false", "none", "captured", NULL,
    "Protocol version: TLSv1\nCiphersuite: CIPHER\n" },
  { "s-client/static-rsa", SMTP, { "openssl", "s_client", "-brief", "-ign_eof", "-connect", "127.0.0.1:PORT", "-tls1", "-cipher", "AES128-SHA:@SECLEVEL=0" },
    "EHLO x\r\nQUIT\r\n", "tls", "TLSv1.0", "completed", "false", "none", "captured", "221 2.0.0",
    "Protocol version: TLSv1\nCiphersuite: CIPHER\n" },
  { "s-client/diffie-hellman", SMTP, { "openssl", "s_client", "-brief", "-ign_eof", "-connect", "127.0.0.1:PORT", "-tls1", "-cipher", "kDHE:@SECLEVEL=0" },
    "EHLO x\r\nQUIT\r\n", "tls", "TLSv1.0", "completed", "false", "none", "captured", "221 2.0.0",
    "Protocol version: TLSv1\nCiphersuite: CIPHER\n" },
  { "s-client/null-cipher", SMTP, { "openssl", "s_client", "-brief", "-ign_eof", "-connect", "127.0.0.1:PORT", "-tls1_2", "-cipher", "NULL:@SECLEVEL=0" },
    "EHLO x\r\nQUIT\r\n", "tls", "TLSv1.2", "completed", "false", "none", "captured", "221 2.0.0",
    "Protocol version: TLSv1.2\nCiphersuite: CIPHER\n" },

  /* GnuTLS */
  { "gnutls/smtp-1.0", SMTP, GNUTLS ("1.0", "--no-ca-verification", "--starttls-proto=smtp"), "EHLO copier\nAUTH PLAIN " MARKER "\n",
    "starttls", "TLSv1.0", "completed", "false", "secure", "captured", "421 4.3.2",
    "Description: (TLS1.0-" },
  { "gnutls/smtps-1.3", SMTP, GNUTLS ("1.3", "--no-ca-verification"), "EHLO copier\nAUTH PLAIN " MARKER "\n",
    "tls", "TLSv1.3", "completed", "false", "secure", "captured", "421 4.3.2",
    "Description: (TLS1.3-" },
  { "gnutls/imap-1.1", IMAP, GNUTLS ("1.1", "--no-ca-verification", "--starttls-proto=imap"), "a LOGIN copier " MARKER "\n",
    "starttls", "TLSv1.1", "completed", "false", "secure", "captured", "a NO [UNAVAILABLE]",
    "Description: (TLS1.1-" },
  { "gnutls/pop3-1.2", POP3, GNUTLS ("1.2", "--no-ca-verification", "--starttls-proto=pop3"), "USER " MARKER "\n",
    "starttls", "TLSv1.2", "completed", "false", "secure", "captured", "-ERR [SYS/TEMP]",
    "Description: (TLS1.2-" },
  { "gnutls/validating-1.0", IMAP, GNUTLS ("1.0", "--starttls-proto=imap"), "",
    "starttls", "TLSv1.0", "alert", "true", "none", "captured", NULL },
  { "gnutls/validating-1.3", POP3, GNUTLS ("1.3", "--ca-verification"), "",
    "tls", "TLSv1.3", "alert", "true", "none", "captured", NULL },

  /* curl, which sends a whole mail or fetches one */
  { "curl/smtp-1.0", SMTP, CURL ("1.0", "-k", "--ssl-reqd", "-T", "/dev/null", "smtp://127.0.0.1:PORT/copier"), "",
    "starttls", "TLSv1.0", "completed", "false", "secure", "captured", NULL,
    "SSL connection using TLSv1 / CIPHER" },
  { "curl/smtps-1.2", SMTP, CURL ("1.2", "-k", "-T", "/dev/null", "smtps://127.0.0.1:PORT/copier"), "",
    "tls", "TLSv1.2", "completed", "false", "secure", "captured", NULL,
    "SSL connection using TLSv1.2 / CIPHER" },
  { "curl/imaps-1.0", IMAP, CURL ("1.0", "-k", "imaps://127.0.0.1:PORT/INBOX"), "",
    "tls", "TLSv1.0", "completed", "false", "secure", "captured", NULL,
    "SSL connection using TLSv1 / CIPHER" },
  { "curl/pop3-1.1", POP3, CURL ("1.1", "-k", "--ssl-reqd", "pop3://127.0.0.1:PORT/"), "",
    "starttls", "TLSv1.1", "completed", "false", "secure", "captured", NULL,
    "SSL connection using TLSv1.1 / CIPHER" },
  { "curl/validating-1.0", SMTP, CURL ("1.0", "--ssl-reqd", "-T", "/dev/null", "smtp://127.0.0.1:PORT/copier"), "",
    "starttls", "TLSv1.0", "alert", "true", "none", "captured", NULL },
  { "curl/validating-1.3", IMAP, CURL ("1.3", "imaps://127.0.0.1:PORT/INBOX"), "",
    "tls", "TLSv1.3", "alert", "true", "none", "captured", NULL },
  { "curl/https-1.0", TLS, CURL ("1.0", "-k", "https://127.0.0.1:PORT/"), "",
    "tls", "TLSv1.0", "completed", "false", "none", "captured", NULL,
    "SSL connection using TLSv1 / CIPHER" },
  { "curl/http-on-the-mail-port", SMTP, { "curl", "-sS", "--max-time", "20", "-u", "copier:" MARKER, "http://127.0.0.1:PORT/" }, "",
    "none", NULL, NULL, NULL, "none", "not-mail", NULL },

  /* Python's mail modules, which send a user name with AUTH LOGIN, and LOGIN where it is forbidden */
  { "python/smtp-1.0", SMTP, PYTHON ("TLSv1", "CERT_NONE", SMTP_SIGN_IN), "",
    "starttls", "TLSv1.0", "completed", "false", "secure", "captured", "421",
    "TLSv1 CIPHER\n" },
  { "python/imap-1.1", IMAP, PYTHON ("TLSv1_1", "CERT_NONE", IMAP_SIGN_IN), "",
    "starttls", "TLSv1.1", "completed", "false", "secure", "captured", "Repoint has seen enough",
    "TLSv1.1 CIPHER\n" },
  { "python/pop3-1.2", POP3, PYTHON ("TLSv1_2", "CERT_NONE", POP3_SIGN_IN), "",
    "starttls", "TLSv1.2", "completed", "false", "secure", "captured", "SYS/TEMP",
    "TLSv1.2 CIPHER\n" },
  { "python/pop3s-1.3", POP3, PYTHON ("TLSv1_3", "CERT_NONE", POP3S_SIGN_IN), "",
    "tls", "TLSv1.3", "completed", "false", "secure", "captured", "SYS/TEMP",
    "TLSv1.3 CIPHER\n" },
  { "python/validating-1.0", SMTP, PYTHON ("TLSv1", "CERT_REQUIRED", SMTP_SIGN_IN), "",
    "starttls", "TLSv1.0", "alert", "true", "none", "captured", NULL },
  { "python/validating-1.3", IMAP, PYTHON ("TLSv1_3", "CERT_REQUIRED", IMAP_SIGN_IN), "",
    "starttls", "TLSv1.3", "alert", "true", "none", "captured", NULL },

  /* Java, whose oldest hello has the format of SSLv2 */
  { "java/sslv2-format-1.0", SMTP, JAVA ("SSLv2Hello,TLSv1", "accept"), "",
    "tls", "TLSv1.0", "completed", "false", "secure", "captured", "421 4.3.2",
    "TLSv1 IANA\n" },
  { "java/sslv2-format-1.2", SMTP, JAVA ("SSLv2Hello,TLSv1,TLSv1.1,TLSv1.2", "accept"), "",
    "tls", "TLSv1.2", "completed", "false", "secure", "captured", "421 4.3.2",
    "TLSv1.2 IANA\n" },
  { "java/sslv2-format-validating", SMTP, JAVA ("SSLv2Hello,TLSv1", "verify"), "",
    "tls", "TLSv1.0", "alert", "true", "none", "captured", NULL },
  { "java/1.3-validating", SMTP, JAVA ("TLSv1.3", "verify"), "",
    "tls", "TLSv1.3", "alert", "true", "none", "captured", NULL },

  /* NSS, botan, Node and BusyBox with a TLS of its own */
  { "nss/smtps-1.0", SMTP, { "tstclnt", "-h", "127.0.0.1", "-p", "PORT", "-D", "-o", "-V", "tls1.0:tls1.0" },
    "EHLO copier\r\nAUTH PLAIN " MARKER "\r\n", "tls", "TLSv1.0", "completed", "false", "secure", "captured", NULL, NULL, TRUE },
  { "nss/validating-1.2", SMTP, { "tstclnt", "-h", "127.0.0.1", "-p", "PORT", "-D", "-V", "tls1.2:tls1.2" }, "",
    "tls", "TLSv1.2", "alert", "true", "none", "captured", NULL, NULL },
  /* botan leaves as soon as there is nothing more to type, and may not hear the answer. */
  { "botan/smtps-1.2", SMTP, { "botan", "tls_client", "127.0.0.1", "--port=PORT", "--skip-system-cert-store" },
    "EHLO copier\r\nAUTH PLAIN " MARKER "\r\n", "tls", "TLSv1.2", "completed", "false", "secure", "captured", NULL,
    "Handshake complete, TLS v1.2" },
  { "node/smtps-1.0", SMTP, NODE ("TLSv1", "false"), "",
    "tls", "TLSv1.0", "completed", "false", "secure", "captured", "421 4.3.2", "TLSv1 IANA\n" },
  { "node/smtps-1.3", SMTP, NODE ("TLSv1.3", "false"), "",
    "tls", "TLSv1.3", "completed", "false", "secure", "captured", "421 4.3.2", "TLSv1.3 IANA\n" },
  /* It looks at the certificate when the handshake is over, and hangs up without a word. */
  { "node/validating-1.1", SMTP, NODE ("TLSv1.1", "true"), "",
    "tls", "TLSv1.1", "completed", NULL, "none", "captured", NULL, NULL },
  { "busybox/smtps-1.2", SMTP, { "busybox", "ssl_client", "127.0.0.1:PORT" }, "EHLO copier\r\nAUTH PLAIN " MARKER "\r\n",
    "tls", "TLSv1.2", "completed", "false", "secure", "captured", "421 4.3.2", NULL },

  /* Mail programs */
  { "msmtp/smtp-1.0", SMTP, MSMTP ("on", "1.0", "off"), "",
    "starttls", "TLSv1.0", "completed", "false", "secure", "captured", "421 4.3.2", "(TLS1.0)-" },
  { "msmtp/smtps-1.2", SMTP, MSMTP ("off", "1.2", "off"), "",
    "tls", "TLSv1.2", "completed", "false", "secure", "captured", "421 4.3.2", "(TLS1.2)-" },
  /* Like Node. */
  { "msmtp/validating-1.0", SMTP, MSMTP ("on", "1.0", "on"), "",
    "starttls", "TLSv1.0", "completed", NULL, "none", "captured", NULL, NULL },
  { "mpop/pop3-1.1", POP3,
    { "mpop", "--host=127.0.0.1", "--port=PORT", "--tls=on", "--tls-starttls=on", "--tls-certcheck=off",
      "--tls-priorities=NORMAL:-VERS-ALL:+VERS-TLS1.1:+SHA1:%COMPAT", "--auth=user", "--user=copier",
      "--passwordeval=echo " MARKER, "--debug", "--delivery=mda,true" }, "",
    "starttls", "TLSv1.1", "completed", "false", "secure", "captured", "-ERR [SYS/TEMP]", "(TLS1.1)-" },
  /* It finds LOGIN forbidden, and sends nothing. */
  { "fetchmail/imap-1.0", IMAP,
    /* It removes its files when it ends: they are in a directory of their own. */
    { "sh", "-c", "own=$(mktemp -d) && echo \"poll 127.0.0.1 service PORT protocol imap user copier password " MARKER " sslproto tls1\" | "
      "fetchmail --fetchmailrc - --check --nosyslog --nosslcertck -v --pidfile \"$own/pid\" --idfile \"$own/ids\"; rm -rf \"$own\"" }, "",
    "starttls", "TLSv1.0", "completed", "false", "none", "captured", NULL, NULL },
  { "swaks/smtp-1.0", SMTP, SWAKS ("--tls", "tlsv1"), "",
    "starttls", "TLSv1.0", "completed", "false", "secure", "captured", "421 4.3.2", "TLS started with cipher TLSv1:CIPHER:" },
  { "swaks/smtps-1.2", SMTP, SWAKS ("--tls-on-connect", "tlsv1_2"), "",
    "tls", "TLSv1.2", "completed", "false", "secure", "captured", "421 4.3.2", "TLS started with cipher TLSv1.2:CIPHER:" },

  /* Devices that know no encryption */
  { "python/smtp-clear", SMTP, PYTHON ("TLSv1", "CERT_NONE", SMTP_CLEAR_MAIL), "",
    "none", NULL, NULL, NULL, "none", "in-clear", "421" },
  { "python/imap-clear", IMAP, PYTHON ("TLSv1", "CERT_NONE", IMAP_CLEAR_SIGN_IN), "",
    "none", NULL, NULL, NULL, "clear", "in-clear", NULL },
  { "python/pop3-clear", POP3, PYTHON ("TLSv1", "CERT_NONE", POP3_CLEAR_SIGN_IN), "",
    "none", NULL, NULL, NULL, "clear", "in-clear", "SYS/TEMP" },
  { "swaks/smtp-clear", SMTP, { "swaks", "--server", "127.0.0.1:PORT", "--to", "c@d.example", "--from", "a@b.example", "--timeout", "20" }, "",
    "none", NULL, NULL, NULL, "none", "in-clear", "421 4.3.2" },
  { "swaks/smtp-clear-sign-in", SMTP,
    { "swaks", "--server", "127.0.0.1:PORT", "--to", "c@d.example", "--auth", "PLAIN", "--auth-user", "copier", "--auth-password", MARKER,
      "--timeout", "20" }, "",
    "none", NULL, NULL, NULL, "none", "in-clear", NULL },
};

typedef struct
{
  char    *output;
  gboolean done;
} Run;

static void
communicated_cb (GObject *process, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;
  g_autoptr (GError) error = NULL;

  g_subprocess_communicate_utf8_finish (G_SUBPROCESS (process), result, &run->output, NULL, &error);
  g_assert_no_error (error);
  run->done = TRUE;
}

/* Returns the visit, once the program has ended as well. */
static JsonObject *
run_program (RepointTestStation *station, const Visit *visit, const char *program, char **output)
{
  g_autofree char *port = g_strdup_printf ("%u", repoint_test_station_open (station, visit->protocol));
  g_autofree char *visitor = g_test_build_filename (G_TEST_DIST, "net", "station", "Visitor.java", NULL);
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  GOutputStream *in;
  GSubprocessFlags flags = G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE;
  Run run = { NULL, FALSE };

  g_ptr_array_add (argv, g_strdup (program));
  for (guint i = 1; visit->argv[i] != NULL; i++)
    {
      g_autoptr (GString) argument = g_string_new (visit->argv[i]);

      g_string_replace (argument, "PORT", port, 0);
      g_string_replace (argument, "VISITOR", visitor, 0);
      g_ptr_array_add (argv, g_strdup (argument->str));
    }
  g_ptr_array_add (argv, NULL);

  if (visit->input[0] != '\0')
    flags |= G_SUBPROCESS_FLAGS_STDIN_PIPE;
  launcher = g_subprocess_launcher_new (flags);
  /* LeakSanitizer and the like are ours. */
  g_subprocess_launcher_unsetenv (launcher, "LD_PRELOAD");
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, &error);
  g_assert_no_error (error);
  in = g_subprocess_get_stdin_pipe (process);
  if (in != NULL)
    {
      g_output_stream_write_all (in, visit->input, strlen (visit->input), NULL, NULL, &error);
      g_assert_no_error (error);
    }
  /* Where the input ends some hang up: it stays open until the visit is over. */
  repoint_test_station_wait (station, 1);
  if (visit->stays)
    g_subprocess_force_exit (process);

  g_subprocess_communicate_utf8_async (process, NULL, NULL, communicated_cb, &run);
  while (!run.done)
    g_main_context_iteration (NULL, TRUE);
  *output = run.output;

  return g_ptr_array_index (station->visits, 0);
}

/* What the client says of the handshake is what the station saw. */
static void
check_report (JsonObject *visit, const char *report, const char *output)
{
  const char *iana = json_object_get_string_member (json_object_get_object_member (visit, "handshake"), "cipher");
  g_autoptr (GString) expected = g_string_new (report);

  g_string_replace (expected, "CIPHER", OPENSSL_cipher_name (iana), 0);
  g_string_replace (expected, "IANA", iana, 0);
  if (strstr (output, expected->str) == NULL)
    g_error ("“%s” is not in “%s”", expected->str, output);
}

static void
test_visit (gconstpointer data)
{
  const Visit *visit = data;
  /* A shell is there, what it runs may not be. */
  const char *needed = g_str_equal (visit->argv[0], "sh") ? "fetchmail" : visit->argv[0];
  g_autofree char *installed = g_find_program_in_path (needed);
  g_autofree char *program = g_find_program_in_path (visit->argv[0]);
  g_autoptr (RepointTestStation) station = repoint_test_station_new ();
  g_autofree char *output = NULL;
  g_autofree char *dump = NULL;
  JsonObject *seen;

  if (installed == NULL)
    {
      g_test_skip_printf ("%s is not installed", needed);
      return;
    }

  seen = run_program (station, visit, program, &output);
  g_test_message ("%s", output);
  repoint_test_visit_check (seen, "security", visit->security);
  repoint_test_visit_check (seen, "outcome", visit->outcome);
  repoint_test_visit_check (seen, "asked_sign_in", visit->asked);
  if (visit->result == NULL)
    {
      repoint_test_visit_check (seen, "hello", NULL);
      repoint_test_visit_check (seen, "handshake", NULL);
    }
  else
    {
      repoint_test_visit_check (seen, "hello.max_version", visit->version);
      repoint_test_visit_check (seen, "hello.format", strstr (visit->name, "sslv2") != NULL ? "sslv2" : "tls");
      repoint_test_visit_check (seen, "handshake.version", visit->version);
      repoint_test_visit_check (seen, "handshake.result", visit->result);
      repoint_test_visit_check (seen, "handshake.validates_certificate", visit->validates);
      repoint_test_visit_check (seen, "hellos", "1");
    }
  if (visit->hears != NULL)
    g_assert_nonnull (strstr (output, visit->hears));

  if (visit->reports != NULL)
    check_report (seen, visit->reports, output);

  dump = repoint_test_visit_dump (seen);
  g_assert_null (strstr (dump, "marker"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (visits); i++)
    {
      g_autofree char *path = g_strdup_printf ("/station-programs/%s", visits[i].name);

      g_test_add_data_func (path, &visits[i], test_visit);
    }

  return g_test_run ();
}
