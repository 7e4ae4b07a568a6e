/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-clients.h"

#include <gio/gio.h>
#include <string.h>

#define USER REPOINT_TEST_CLIENT_USER
#define PASSWORD REPOINT_TEST_CLIENT_PASSWORD
#define CLEAR_USER REPOINT_TEST_CLIENT_CLEAR_USER

#define SCSV ",TLS_EMPTY_RENEGOTIATION_INFO_SCSV"
#define RSA_AES128 "TLS_RSA_WITH_AES_128_CBC_SHA"
#define RSA_AES256 "TLS_RSA_WITH_AES_256_CBC_SHA"
#define ECDHE_AES128 "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"
#define ECDHE_AES256 "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"
#define ECDHE_AES256_GCM "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"

/* What the station says last. */
#define SMTP_END "421 4.3.2 Repoint"
#define IMAP_END "NO [UNAVAILABLE] Repoint"
#define POP3_END "-ERR [SYS/TEMP] Repoint"

#define SMTP_TALK "EHLO copier\r\nAUTH PLAIN AG00cmszcgBwNHNzdzByZA==\r\n"
#define IMAP_TALK "a LOGIN " USER " " PASSWORD "\r\n"
#define POP3_TALK "USER " USER "\r\nPASS " PASSWORD "\r\n"

/* OpenSSL's */
#define S_CLIENT(options, cipher) "openssl s_client -connect 127.0.0.1:PORT -ign_eof " options " -cipher " cipher ":@SECLEVEL=0"
#define CURL(version, cipher, options) \
  "curl -v --tlsv" version " --tls-max " version " --ciphers " cipher ":@SECLEVEL=0 -u " USER ":" PASSWORD " " options
#define CURL_MAIL "--mail-from a@b.example --mail-rcpt c@d.example -T mail"
#define SWAKS(options, version, cipher) \
  "swaks --server 127.0.0.1:PORT --from a@b.example --to c@d.example --auth LOGIN --auth-user " USER " --auth-password " PASSWORD \
  " " options " --tls-protocol " version " --tls-cipher " cipher ":@SECLEVEL=0"
#define PYTHON(module, version, cipher, verify, code) \
  "/usr/bin/python3 -W ignore -c 'import ssl, " module "; c = ssl.create_default_context (); c.check_hostname = False; " \
  "c.verify_mode = ssl." verify "; c.set_ciphers (\"" cipher ":@SECLEVEL=0\"); " \
  "c.minimum_version = c.maximum_version = ssl.TLSVersion." version "; " code "'"
#define PYTHON_SMTP "s = smtplib.SMTP (\"127.0.0.1\", PORT); s.starttls (context=c); print (s.sock.cipher ()); s.login (\"" USER "\", \"" PASSWORD "\")"
#define PYTHON_IMAP "s = imaplib.IMAP4_SSL (\"127.0.0.1\", PORT, ssl_context=c); print (s.sock.cipher ()); s.login (\"" USER "\", \"" PASSWORD "\")"
#define FETCHMAIL(version, options) \
  "OPENSSL_CONF=openssl.cnf fetchmail -v -f - --check --nosyslog --nosslcertck --pidfile pid --idfile ids <<END\n" \
  "poll 127.0.0.1 service PORT protocol pop3 user " USER " password " PASSWORD " sslproto " version " " options "\nEND\n"
#define NODE(version, cipher) \
  "node -e 'const s = require (\"tls\").connect ({ host: \"127.0.0.1\", port: PORT, rejectUnauthorized: false, minVersion: \"" version \
  "\", maxVersion: \"" version "\", ciphers: \"" cipher ":@SECLEVEL=0\" }, () => { console.log (s.getProtocol (), s.getCipher ().standardName); " \
  "process.exitCode = 0; process.stdin.pipe (s) }); process.exitCode = 1; s.on (\"data\", d => process.stdout.write (d)); " \
  "s.on (\"end\", () => process.exit ()); " \
  "s.on (\"error\", e => { console.log (e.code); process.exit (1) })'"

/* GnuTLS's */
#define PRIORITY(version, cipher, exchange) \
  "NORMAL:-VERS-ALL:+VERS-TLS" version ":-CIPHER-ALL:+" cipher ":-KX-ALL:+" exchange ":-MAC-ALL:+SHA1:+AEAD:%COMPAT"
#define GNUTLS_CLI(options, version, cipher, exchange) \
  "gnutls-cli " options " -p PORT --priority '" PRIORITY (version, cipher, exchange) "' 127.0.0.1"
#define MSMTP(options, version, cipher, exchange) \
  "msmtp --host=127.0.0.1 --port=PORT --from=a@b.example --user=" USER " --passwordeval='echo " PASSWORD "' --auth=login -d --tls=on " \
  options " --tls-priorities='" PRIORITY (version, cipher, exchange) "' c@d.example <mail"
#define MPOP(options) \
  "mpop --host=127.0.0.1 --port=PORT --user=" USER " --passwordeval='echo " PASSWORD "' --auth=user -d --delivery=mbox,box --uidls-file=uidls " options
#define MPOP_TLS(options, version, cipher, exchange) MPOP ("--tls=on " options " --tls-priorities='" PRIORITY (version, cipher, exchange) "'")
#define NEOMUTT(version, cipher, exchange) \
  "HOME=. TERM=dumb neomutt -n -F neomutt-" version " -d 2 -l log -e 'set smtp_url=smtp://" USER "@127.0.0.1:PORT/ ssl_ciphers=\"" \
  PRIORITY (version, cipher, exchange) "\"' -s x c@d.example <mail; status=$?; cat log0; exit $status"
#define WGET(options, version, cipher, exchange) \
  "wget -d --tries=1 -O /dev/null " options " --ciphers='" PRIORITY (version, cipher, exchange) "' https://127.0.0.1:PORT/"

/* Those of NSS, Java, BusyBox, Botan */
#define TSTCLNT(options, version, suite) "tstclnt -h 127.0.0.1 -p PORT -D -v " options " -V " version ":" version " -c :" suite " -A input"
#define JAVA(protocols, verify) "java \"$G_TEST_SRCDIR/net/station/Visitor.java\" PORT " protocols " " verify " $'EHLO copier\\r\\nAUTH PLAIN AG00cmszcgBwNHNzdzByZA==\\r\\nQUIT\\r\\n'"
#define SSL_CLIENT "exec 3<>/dev/tcp/127.0.0.1/PORT && exec busybox ssl_client -s 3"
#define BOTAN(version) "botan tls_client 127.0.0.1 --port=PORT --policy=botan-" version " --tls" version

static const RepointTestClient clients[] = {
  { .name = "s_client/smtp-1.0", .protocol = "smtp", .command = S_CLIENT ("-starttls smtp -tls1", "AES128-SHA"), .input = SMTP_TALK,
    .version = "TLSv1.0", .suites = RSA_AES128 SCSV, .suite = RSA_AES128, .reports = "Protocol  : TLSv1\n    Cipher    : AES128-SHA\n",
    .hears = SMTP_END, .asked = "secure", .validates = "false" },
  { .name = "s_client/imap-1.1", .protocol = "imap", .command = S_CLIENT ("-starttls imap -tls1_1", "ECDHE-RSA-AES256-SHA"), .input = IMAP_TALK,
    .version = "TLSv1.1", .suites = ECDHE_AES256 SCSV, .suite = ECDHE_AES256, .reports = "Protocol  : TLSv1.1\n    Cipher    : ECDHE-RSA-AES256-SHA\n",
    .hears = IMAP_END, .asked = "secure", .validates = "false" },
  { .name = "s_client/pop3s-1.3", .protocol = "pop3", .implicit = TRUE,
    .command = S_CLIENT ("-tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256", "ALL"), .input = POP3_TALK,
    .version = "TLSv1.3", .suites = "TLS_CHACHA20_POLY1305_SHA256" SCSV, .suite = "TLS_CHACHA20_POLY1305_SHA256",
    .reports = "New, TLSv1.3, Cipher is TLS_CHACHA20_POLY1305_SHA256", .hears = POP3_END, .asked = "secure", .validates = "false" },
  { .name = "s_client/validating-1.2", .protocol = "pop3", .command = S_CLIENT ("-starttls pop3 -tls1_2 -verify_return_error", "ECDHE-RSA-AES256-SHA"),
    .version = "TLSv1.2", .suites = ECDHE_AES256 SCSV, .suite = ECDHE_AES256, .hears = "certificate verify failed", .asked = "none",
    .validates = "true", .alert = "unknown_ca" },

  { .name = "curl/imap-1.0", .protocol = "imap", .command = CURL ("1.0", "ECDHE-RSA-AES128-SHA", "-k --ssl-reqd imap://127.0.0.1:PORT/"),
    .version = "TLSv1.0", .suites = ECDHE_AES128 SCSV, .suite = ECDHE_AES128, .reports = "SSL connection using TLSv1 / ECDHE-RSA-AES128-SHA",
    .hears = IMAP_END, .asked = "secure", .validates = "false" },
  { .name = "curl/smtps-1.2", .protocol = "smtp", .implicit = TRUE,
    .command = CURL ("1.2", "ECDHE-RSA-AES256-GCM-SHA384", "-k " CURL_MAIL " smtps://127.0.0.1:PORT/copier"),
    .version = "TLSv1.2", .suites = ECDHE_AES256_GCM SCSV, .suite = ECDHE_AES256_GCM,
    .reports = "SSL connection using TLSv1.2 / ECDHE-RSA-AES256-GCM-SHA384", .hears = SMTP_END, .asked = "secure", .validates = "false" },
  { .name = "curl/https-1.0", .protocol = "tls", .implicit = TRUE, .command = CURL ("1.0", "AES256-SHA", "-k https://127.0.0.1:PORT/"),
    .version = "TLSv1.0", .suites = RSA_AES256 SCSV, .suite = RSA_AES256, .reports = "SSL connection using TLSv1 / AES256-SHA",
    .hears = "Empty reply from server", .asked = "none", .validates = "false" },
  { .name = "curl/validating-1.2", .protocol = "imap", .implicit = TRUE, .command = CURL ("1.2", "ECDHE-RSA-AES128-SHA", "imaps://127.0.0.1:PORT/"),
    .version = "TLSv1.2", .suites = ECDHE_AES128 SCSV, .suite = ECDHE_AES128, .hears = "SSL certificate problem", .asked = "none",
    .validates = "true", .alert = "unknown_ca" },

  { .name = "swaks/smtp-1.0", .protocol = "smtp", .command = SWAKS ("--tls", "tlsv1", "AES256-SHA"),
    .version = "TLSv1.0", .suites = RSA_AES256 SCSV, .suite = RSA_AES256, .reports = "TLS started with cipher TLSv1:AES256-SHA:256",
    .hears = SMTP_END, .asked = "secure", .validates = "false" },
  { .name = "swaks/smtps-1.1", .protocol = "smtp", .implicit = TRUE, .command = SWAKS ("--tls-on-connect", "tlsv1_1", "ECDHE-RSA-AES256-SHA"),
    .version = "TLSv1.1", .suites = ECDHE_AES256 SCSV, .suite = ECDHE_AES256, .reports = "TLS started with cipher TLSv1.1:ECDHE-RSA-AES256-SHA:256",
    .hears = SMTP_END, .asked = "secure", .validates = "false" },

  { .name = "python/smtp-1.0", .protocol = "smtp", .command = PYTHON ("smtplib", "TLSv1", "AES128-SHA", "CERT_NONE", PYTHON_SMTP),
    .version = "TLSv1.0", .suites = RSA_AES128 SCSV, .suite = RSA_AES128, .reports = "AES128-SHA", .hears = "4.3.2 Repoint",
    .asked = "secure", .validates = "false" },
  { .name = "python/validating-1.3", .protocol = "imap", .implicit = TRUE, .command = PYTHON ("imaplib", "TLSv1_3", "ALL", "CERT_REQUIRED", PYTHON_IMAP),
    .version = "TLSv1.3", .hears = "CERTIFICATE_VERIFY_FAILED", .asked = "none", .validates = "true", .alert = "unknown_ca" },

  { .name = "fetchmail/pop3-1.0", .protocol = "pop3", .command = FETCHMAIL ("tls1", ""),
    .version = "TLSv1.0", .suite = ECDHE_AES256, .reports = "using protocol TLSv1, cipher ECDHE-RSA-AES256-SHA", .hears = POP3_END,
    .asked = "secure", .validates = "false" },
  { .name = "fetchmail/pop3s-1.2", .protocol = "pop3", .implicit = TRUE, .command = FETCHMAIL ("tls1.2", "ssl"),
    .version = "TLSv1.2", .suite = ECDHE_AES256_GCM, .reports = "using protocol TLSv1.2, cipher ECDHE-RSA-AES256-GCM-SHA384",
    .hears = POP3_END, .asked = "secure", .validates = "false" },

  { .name = "node/imaps-1.0", .protocol = "imap", .implicit = TRUE, .command = NODE ("TLSv1", "AES128-SHA"), .input = IMAP_TALK,
    .version = "TLSv1.0", .suites = RSA_AES128 SCSV, .suite = RSA_AES128, .reports = "TLSv1 " RSA_AES128, .hears = IMAP_END,
    .asked = "secure", .validates = "false" },

  { .name = "gnutls-cli/imap-1.1", .protocol = "imap", .command = GNUTLS_CLI ("--insecure --starttls-proto=imap", "1.1", "AES-256-CBC", "RSA"),
    .input = IMAP_TALK, .version = "TLSv1.1", .suites = RSA_AES256, .suite = RSA_AES256,
    .reports = "Description: (TLS1.1-X.509)-(RSA)-(AES-256-CBC)-(SHA1)", .hears = IMAP_END, .asked = "secure", .validates = "false" },
  { .name = "gnutls-cli/smtp-1.0", .protocol = "smtp", .command = GNUTLS_CLI ("--insecure --starttls-proto=smtp", "1.0", "AES-128-CBC", "ECDHE-RSA"),
    .input = SMTP_TALK, .version = "TLSv1.0", .suites = ECDHE_AES128, .suite = ECDHE_AES128, .reports = "Description: (TLS1.0-X.509)-(ECDHE-", .hears = SMTP_END,
    .asked = "secure", .validates = "false" },
  { .name = "gnutls-cli/validating-1.2", .protocol = "imap", .command = GNUTLS_CLI ("--starttls-proto=imap", "1.2", "AES-128-CBC", "ECDHE-RSA"),
    .version = "TLSv1.2", .suites = ECDHE_AES128, .suite = ECDHE_AES128, .hears = "Error in the certificate", .asked = "none",
    .validates = "true", .alert = "bad_certificate" },

  { .name = "msmtp/smtp-1.0", .protocol = "smtp", .command = MSMTP ("--tls-starttls=on --tls-certcheck=off", "1.0", "AES-128-CBC", "RSA"),
    .version = "TLSv1.0", .suites = RSA_AES128, .suite = RSA_AES128, .reports = "(TLS1.0)-(RSA)-(AES-128-CBC)-(SHA1)", .hears = SMTP_END,
    .asked = "secure", .validates = "false" },
  { .name = "msmtp/validating-1.2", .protocol = "smtp", .implicit = TRUE,
    .command = MSMTP ("--tls-starttls=off --tls-trust-file=certificates.pem", "1.2", "AES-256-CBC", "RSA"),
    .version = "TLSv1.2", .suites = RSA_AES256, .suite = RSA_AES256, .hears = "certificate verification failed", .asked = "none" },

  { .name = "mpop/pop3-1.1", .protocol = "pop3", .command = MPOP_TLS ("--tls-starttls=on --tls-certcheck=off", "1.1", "AES-256-CBC", "RSA"),
    .version = "TLSv1.1", .suites = RSA_AES256, .suite = RSA_AES256, .reports = "(TLS1.1)-(RSA)-(AES-256-CBC)-(SHA1)", .hears = POP3_END,
    .asked = "secure", .validates = "false" },
  { .name = "mpop/pop3s-1.0", .protocol = "pop3", .implicit = TRUE,
    .command = MPOP_TLS ("--tls-starttls=off --tls-certcheck=off", "1.0", "AES-128-CBC", "RSA"),
    .version = "TLSv1.0", .suites = RSA_AES128, .suite = RSA_AES128, .reports = "(TLS1.0)-(RSA)-(AES-128-CBC)-(SHA1)", .hears = POP3_END,
    .asked = "secure", .validates = "false" },

  /* Knows the mail servers' certificates, and leaves the station without a word. */
  { .name = "neomutt/smtp-1.0", .protocol = "smtp", .command = NEOMUTT ("1.0", "AES-128-CBC", "RSA"),
    .version = "TLSv1.0", .suites = RSA_AES128, .suite = RSA_AES128, .hears = "Begin TLS", .asked = "none" },

  { .name = "wget/https-1.0", .protocol = "tls", .implicit = TRUE, .command = WGET ("--no-check-certificate", "1.0", "AES-128-CBC", "RSA"),
    .version = "TLSv1.0", .suites = RSA_AES128, .suite = RSA_AES128, .hears = "Read error", .asked = "none", .validates = "false" },

  { .name = "tstclnt/smtps-1.0", .protocol = "smtp", .implicit = TRUE, .command = TSTCLNT ("-o", "tls1.0", "002F"),
    .version = "TLSv1.0", .suites = RSA_AES128, .suite = RSA_AES128, .reports = "SSL version 3.1 using 128-bit AES", .hears = SMTP_END,
    .asked = "secure", .validates = "false" },
  { .name = "tstclnt/validating-1.2", .protocol = "tls", .implicit = TRUE, .command = TSTCLNT ("", "tls1.2", "C014"),
    .version = "TLSv1.2", .suites = ECDHE_AES256, .suite = ECDHE_AES256, .hears = "authentication of server cert failed", .asked = "none",
    .validates = "true", .alert = "bad_certificate" },

  { .name = "java/smtps-1.0", .protocol = "smtp", .implicit = TRUE, .command = JAVA ("TLSv1", "accept"),
    .version = "TLSv1.0", .reports = "TLSv1 TLS_", .hears = SMTP_END, .asked = "secure", .validates = "false" },
  { .name = "java/pop3s-sslv2-format-1.0", .protocol = "pop3", .implicit = TRUE, .command = JAVA ("SSLv2Hello,TLSv1", "accept"),
    .version = "TLSv1.0", .reports = "TLSv1 TLS_", .asked = "secure", .validates = "false", .ssl2_format = TRUE },

  { .name = "busybox/smtps-1.2", .protocol = "smtp", .implicit = TRUE, .command = SSL_CLIENT, .input = SMTP_TALK,
    .version = "TLSv1.2", .hears = SMTP_END, .asked = "secure", .validates = "false" },

  { .name = "botan/smtps-1.0", .protocol = "smtp", .implicit = TRUE, .command = BOTAN ("1.0"), .input = SMTP_TALK,
    .version = "TLSv1.0", .suite = ECDHE_AES128, .reports = "TLS v1.0 using ECDHE_RSA_WITH_AES_128_CBC_SHA", .hears = SMTP_END,
    .asked = "secure", .validates = "false" },

  { .name = "mpop/pop3-clear", .protocol = "pop3", .command = MPOP ("--tls=off --user=" CLEAR_USER), .hears = POP3_END, .asked = "clear" },
};

const RepointTestClient *
repoint_test_clients_get (guint *n_clients)
{
  *n_clients = G_N_ELEMENTS (clients);

  return clients;
}

static void
write_file (const char *directory, const char *name, const char *content)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, content, -1, &error);
  g_assert_no_error (error);
}

void
repoint_test_clients_prepare (const char *directory, const char *const *certificates)
{
  g_autoptr (GString) all = g_string_new (NULL);

  for (; *certificates != NULL; certificates++)
    {
      g_autofree char *certificate = NULL;

      if (g_file_get_contents (*certificates, &certificate, NULL, NULL))
        g_string_append (all, certificate);
    }

  write_file (directory, "certificates.pem", all->str);
  write_file (directory, "mail", "From: a@b.example\nTo: c@d.example\nSubject: x\n\nx\n");
  write_file (directory, "input", SMTP_TALK);
  write_file (directory, "openssl.cnf",
              "openssl_conf = a\n[a]\nssl_conf = b\n[b]\nsystem_default = c\n[c]\nMinProtocol = TLSv1\nCipherString = ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-SHA:@SECLEVEL=0\n");
  write_file (directory, "neomutt-1.0",
              "set from=a@b.example smtp_pass=" PASSWORD " smtp_authenticators=login copy=no ssl_force_tls=yes ssl_starttls=yes\n"
              "set certificate_file=certificates.pem ssl_use_tlsv1=yes ssl_use_tlsv1_1=no ssl_use_tlsv1_2=no ssl_use_tlsv1_3=no\n");
  write_file (directory, "botan-1.0",
              "allow_tls10 = true\nallow_tls11 = false\nallow_tls12 = false\nciphers = AES-128\nmacs = SHA-1\n"
              "key_exchange_methods = ECDH\nsignature_methods = RSA\nsignature_hashes = SHA-256 SHA-1\n");
}

const char *
repoint_test_client_get_farewell (const RepointTestClient *self)
{
  if (self->input == NULL)
    return NULL;

  return strcmp (self->protocol, "imap") == 0 ? "a LOGOUT\r\n" : "QUIT\r\n";
}

char *
repoint_test_client_run (const RepointTestClient *self, const char *directory, guint port, const char *input, gboolean *content)
{
  g_autofree char *number = g_strdup_printf ("%u", port);
  g_auto (GStrv) pieces = g_strsplit (self->command, "PORT", -1);
  g_autofree char *command = g_strjoinv (number, pieces);
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GString) output = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  char buffer[4096];
  gssize length;

  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_subprocess_launcher_set_cwd (launcher, directory);
  process = g_subprocess_launcher_spawn (launcher, &error, "timeout", "30", "bash", "-c", command, NULL);
  g_assert_no_error (error);

  /* Some hang up where their input ends: theirs stays open as long as they do. */
  if (input != NULL)
    {
      g_output_stream_write_all (g_subprocess_get_stdin_pipe (process), input, strlen (input), NULL, NULL, &error);
      g_assert_no_error (error);
    }
  while ((length = g_input_stream_read (g_subprocess_get_stdout_pipe (process), buffer, sizeof buffer, NULL, &error)) > 0)
    g_string_append_len (output, buffer, length);
  g_assert_no_error (error);
  g_subprocess_wait (process, NULL, &error);
  g_assert_no_error (error);

  g_test_message ("%s\n%s", command, output->str);
  if (content != NULL)
    *content = g_subprocess_get_successful (process);

  return g_utf8_make_valid (output->str, (gssize) output->len);
}
