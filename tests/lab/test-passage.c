/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Real clients of four TLS stacks, passed on to real mail servers, limited to TLS 1.2 and not: what they were told to do, what
 * they say that came of it, and what was seen on the way are the same. */
#include "config.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "repoint-test-dovecot.h"
#include "repoint-test-exim.h"

#define OLD_CIPHERS "ALL:@SECLEVEL=0"

/* ---- The command ---- */

typedef struct
{
  GSubprocess *process;
  guint        port;
} Listen;

static Listen
listen_for (const char *protocol, const char *relay, const char *second_relay, guint count)
{
  g_autofree char *counted = g_strdup_printf ("%u", count);
  g_autofree char *first = g_strdup_printf ("--relay=%s", relay);
  g_autofree char *second = second_relay != NULL ? g_strdup_printf ("--relay=%s", second_relay) : NULL;
  g_autofree char *listener_port = g_strdup_printf ("%u", repoint_test_pick_port ());
  g_autoptr (GDataInputStream) errors = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;
  Listen self = { 0 };

  self.process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error,
                                   g_getenv ("REPOINT_CLI"), "listen", "--json", "--protocol", protocol, "--port",
                                   listener_port, "--count", counted, "--timeout", "120", first, second, NULL);
  g_assert_no_error (error);
  errors = g_data_input_stream_new (g_subprocess_get_stderr_pipe (self.process));
  line = g_data_input_stream_read_line (errors, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  g_assert_nonnull (strstr (line, " port "));
  self.port = (guint) g_ascii_strtoull (strstr (line, " port ") + strlen (" port "), NULL, 10);

  return self;
}

/* What it printed, one object a visit. */
static GPtrArray *
collect (Listen *self)
{
  GPtrArray *visits = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  g_autoptr (GDataInputStream) output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  char *line;

  while ((line = g_data_input_stream_read_line (output, NULL, NULL, NULL)) != NULL)
    {
      JsonNode *node = json_from_string (line, NULL);

      g_test_message ("%.*s", 2000, line);
      g_assert_nonnull (node);
      g_ptr_array_add (visits, node);
      g_free (line);
    }
  g_assert_true (g_subprocess_wait_check (self->process, NULL, NULL));
  g_clear_object (&self->process);

  return visits;
}

static void
check (JsonNode *visit, const char *path, const char *expected)
{
  g_autoptr (JsonNode) found = json_path_query (path, visit, NULL);
  JsonNode *value = json_array_get_length (json_node_get_array (found)) > 0
                        ? json_array_get_element (json_node_get_array (found), 0) : NULL;

  g_assert_nonnull (value);
  g_assert_cmpstr (JSON_NODE_HOLDS_NULL (value) ? NULL : json_node_get_string (value), ==, expected);
}

/* ---- Clients ---- */

/* Returns what it said, on both streams. @succeeded: whether it was content. */
static char *
run_client (const char *command, guint port, gboolean *succeeded)
{
  g_autofree char *number = g_strdup_printf ("%u", port);
  g_auto (GStrv) pieces = g_strsplit (command, "PORT", -1);
  g_autofree char *filled = g_strjoinv (number, pieces);
  const char *argv[] = { "sh", "-c", filled, NULL };
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *output;

  process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE, &error);
  g_assert_no_error (error);
  g_subprocess_communicate (process, NULL, NULL, &bytes, NULL, &error);
  g_assert_no_error (error);
  output = g_bytes_get_size (bytes) > 0 ? g_utf8_make_valid (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes))
                                        : g_strdup ("");
  *succeeded = g_subprocess_get_successful (process);
  g_test_message ("%s\n%s", filled, output);

  return output;
}

static gboolean
is_installed (const char *command)
{
  g_autofree char *name = g_strndup (command, strcspn (command, " "));
  g_autofree char *path = g_find_program_in_path (name);

  return path != NULL;
}

typedef struct
{
  const char     *name;
  const char     *protocol;
  gboolean        implicit;
  const char     *old;   /* the command, limited to TLS 1.0 */
  const char     *young; /* limited to TLS 1.2 */
  const char     *inside; /* (nullable): what it says when it came as far as TLS; NULL: it is content then */
} Client;

#define SWAKS "swaks --server 127.0.0.1 --port PORT --from a@b.example --to c@d.example --auth LOGIN --auth-user me --auth-password secret --tls-cipher " OLD_CIPHERS
#define S_CLIENT "openssl s_client -connect 127.0.0.1:PORT -cipher " OLD_CIPHERS " -brief"
#define CURL "curl --silent --show-error --insecure --ssl-reqd --ciphers " OLD_CIPHERS " --user me:secret"
#define PYTHON(module, made, version) "python3 -W ignore -c 'import ssl, " module "; c = ssl._create_unverified_context (); " \
  "c.set_ciphers (\"" OLD_CIPHERS "\"); c.minimum_version = c.maximum_version = ssl.TLSVersion." version "; " made "'"
#define FETCHMAIL(version) "fetchmail --fetchmailrc - --check --nosyslog --nosslcertck --pidfile \"$TMPDIR/fetchmail.pid\" --idfile \"$TMPDIR/fetchmail.ids\" <<END\n" \
  "poll 127.0.0.1 service PORT protocol imap user me password secret sslproto " version "\nEND"
#define MSMTP(priority) "msmtp --host=127.0.0.1 --port=PORT --tls=on --tls-starttls=on --tls-certcheck=off --tls-priorities=" priority \
  " --auth=login --user=me --passwordeval=\"echo secret\" --from=a@b.example c@d.example </dev/null"
#define NSS(version) "tstclnt -h 127.0.0.1 -p PORT -D -o -Q -V " version ":" version " </dev/null"
#define NODE(version) "node -e 'require (\"tls\").connect ({ host: \"127.0.0.1\", port: PORT, rejectUnauthorized: false, minVersion: \"" version \
  "\", maxVersion: \"" version "\", ciphers: \"" OLD_CIPHERS "\" }, function () { this.end (\"a LOGOUT\\r\\n\"); })'"
#define JAVA(version) "java \"$REPOINT_LAB_SOURCES/TlsClient.java\" PORT " version
#define SMTPLIB "s = smtplib.SMTP (\"127.0.0.1\", PORT); s.starttls (context = c); s.login (\"me\", \"secret\"); s.quit ()"
#define POPLIB "p = poplib.POP3_SSL (\"127.0.0.1\", PORT, context = c); p.capa (); p.quit ()"

static const Client clients[] = {
  { "s-client-smtp", "smtp", FALSE, S_CLIENT " -starttls smtp -tls1", S_CLIENT " -starttls smtp -tls1_2" },
  { "swaks", "smtp", FALSE, SWAKS " --tls --tls-protocol tlsv1", SWAKS " --tls --tls-protocol tlsv1_2" },
  { "swaks-implicit", "smtp", TRUE, SWAKS " --tls-on-connect --tls-protocol tlsv1", SWAKS " --tls-on-connect --tls-protocol tlsv1_2" },
  { "smtplib", "smtp", FALSE, PYTHON ("smtplib", SMTPLIB, "TLSv1"), PYTHON ("smtplib", SMTPLIB, "TLSv1_2") },
  { "gnutls-smtp", "smtp", FALSE, "gnutls-cli --insecure --starttls-proto=smtp --priority=NORMAL:-VERS-ALL:+VERS-TLS1.0:+SHA1:%COMPAT --port PORT 127.0.0.1",
    "gnutls-cli --insecure --starttls-proto=smtp --priority=NORMAL:-VERS-ALL:+VERS-TLS1.2 --port PORT 127.0.0.1" },
  { "curl-imap", "imap", FALSE, CURL " --tls-max 1.0 --tlsv1.0 imap://127.0.0.1:PORT/", CURL " --tls-max 1.2 --tlsv1.2 imap://127.0.0.1:PORT/" },
  { "curl-imaps", "imap", TRUE, CURL " --tls-max 1.0 --tlsv1.0 imaps://127.0.0.1:PORT/", CURL " --tls-max 1.2 --tlsv1.2 imaps://127.0.0.1:PORT/" },
  { "s-client-pop3", "pop3", FALSE, S_CLIENT " -starttls pop3 -tls1", S_CLIENT " -starttls pop3 -tls1_2" },
  { "fetchmail", "imap", FALSE, FETCHMAIL ("tls1"), FETCHMAIL ("tls1.2"), "mailbox selection failed" },
  { "msmtp", "smtp", FALSE, MSMTP ("NORMAL:-VERS-ALL:+VERS-TLS1.0:+SHA1:%COMPAT"), MSMTP ("NORMAL:-VERS-ALL:+VERS-TLS1.2") },
  { "nss-implicit", "imap", TRUE, NSS ("tls1.0"), NSS ("tls1.2") },
  { "node-implicit", "imap", TRUE, NODE ("TLSv1"), NODE ("TLSv1.2") },
  { "java-implicit", "pop3", TRUE, JAVA ("TLSv1"), JAVA ("TLSv1.2") },
  { "poplib-implicit", "pop3", TRUE, PYTHON ("poplib", POPLIB, "TLSv1"), PYTHON ("poplib", POPLIB, "TLSv1_2") },
};

/* ---- Servers ---- */

typedef struct
{
  RepointTestDaemon *dovecot;
  RepointTestDaemon *exim;
  guint16            ports[3][2]; /* by protocol; STARTTLS, implicit */
} Servers;

static Servers standard;
static Servers legacy;

static void
start (Servers *servers, RepointTestAge age)
{
  RepointTestDovecotPorts dovecot;
  RepointTestEximPorts exim;

  servers->exim = repoint_test_exim_start (age, REPOINT_TEST_REFUSAL_NONE, 0, &exim);
  servers->dovecot = repoint_test_dovecot_start (age, &dovecot);
  if (servers->exim != NULL)
    {
      servers->ports[0][0] = exim.submission;
      servers->ports[0][1] = exim.submissions;
    }
  if (servers->dovecot != NULL)
    {
      servers->ports[1][0] = dovecot.imap;
      servers->ports[1][1] = dovecot.imaps;
      servers->ports[2][0] = dovecot.pop3;
      servers->ports[2][1] = dovecot.pop3s;
    }
}

/* (nullable): where it is not installed */
static char *
get_uri (const Servers *servers, const char *protocol, gboolean implicit)
{
  static const char *const protocols[] = { "smtp", "imap", "pop3" };

  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    if (strcmp (protocols[i], protocol) == 0 && servers->ports[i][implicit] != 0)
      return g_strdup_printf ("%s%s://127.0.0.1:%u", protocol, implicit ? "s" : "", servers->ports[i][implicit]);

  return NULL;
}

/* ---- Tests ---- */

static void
check_visit (JsonNode *visit, const Client *client, const char *uri, gboolean refused, const char *version)
{
  check (visit, "$.relay.target", uri);
  check (visit, "$.hello.max_version", version);
  check (visit, "$.security", client->implicit ? "tls" : "starttls");
  check (visit, "$.relay.result", refused ? "refused" : "tls-established");
  check (visit, "$.relay.version", refused ? NULL : version);
  check (visit, "$.asked_sign_in", "none");
  if (refused && strcmp (client->protocol, "smtp") == 0)
    check (visit, "$.relay.alert_from", "server");
  else if (refused)
    check (visit, "$.relay.closed_by", "server"); /* Dovecot sends no alert */
}

/* One after the other to the standard server and to the legacy one, as the admin's turns are. */
static void
test_client (gconstpointer data)
{
  const Client *client = data;
  g_autofree char *first = get_uri (&standard, client->protocol, client->implicit);
  g_autofree char *second = get_uri (&legacy, client->protocol, client->implicit);

  if (first == NULL || second == NULL || !is_installed (client->old))
    {
      g_test_skip ("A server or the client is not installed");
      return;
    }

  for (guint young = 0; young < 2; young++)
    {
      Listen self = listen_for (client->protocol, first, second, 2);
      g_autoptr (GPtrArray) visits = NULL;
      gboolean content[2];

      for (guint i = 0; i < 2; i++)
        {
          g_autofree char *output = run_client (young ? client->young : client->old, self.port, &content[i]);

          if (client->inside != NULL)
            content[i] = strstr (output, client->inside) != NULL;
        }
      visits = collect (&self);
      g_assert_cmpuint (visits->len, ==, 2);
      check_visit (visits->pdata[0], client, first, !young, young ? "TLSv1.2" : "TLSv1.0");
      check_visit (visits->pdata[1], client, second, FALSE, young ? "TLSv1.2" : "TLSv1.0");
      g_assert_cmpint (content[0], ==, young);
      g_assert_true (content[1]);
    }
}

/* A test mail with an attachment of 20 MiB arrives, and is taken by the server. */
static void
test_attachment (void)
{
  g_autofree char *uri = get_uri (&legacy, "smtp", FALSE);
  Listen self;
  g_autoptr (GPtrArray) visits = NULL;
  g_autofree char *output = NULL;
  gboolean content;

  if (uri == NULL || !is_installed ("python3"))
    {
      g_test_skip ("A server or the client is not installed");
      return;
    }

  self = listen_for ("smtp", uri, NULL, 1);
  output = run_client (PYTHON ("smtplib, email.message",
                               "m = email.message.EmailMessage (); m.set_content (\"scan\"); "
                               "m.add_attachment (bytes (20 << 20), maintype = \"image\", subtype = \"tiff\"); "
                               "s = smtplib.SMTP (\"127.0.0.1\", PORT); s.starttls (context = c); s.login (\"me\", \"secret\"); "
                               "print (s.mail (\"a@b.example\"), s.rcpt (\"c@d.example\"), s.data (m.as_bytes ())); s.quit ()", "TLSv1"),
                       self.port, &content);
  visits = collect (&self);
  g_assert_true (content);
  g_assert_nonnull (strstr (output, "OK id="));
  check (visits->pdata[0], "$.relay.result", "tls-established");
  check (visits->pdata[0], "$.relay.problem", NULL);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (json_node_get_object (visits->pdata[0]), "relay"), "bytes_from_device"), >, 20971520);
}

/* Signs in without encryption if it is let: it is not, and the server never hears of it. */
static void
test_password_in_clear (void)
{
  g_autofree char *uri = get_uri (&legacy, "smtp", FALSE);
  Listen self;
  g_autoptr (GPtrArray) visits = NULL;
  g_autofree char *output = NULL;
  g_autofree char *logs = NULL;
  g_autofree char *printed = NULL;
  gboolean content;

  if (uri == NULL || !is_installed ("python3"))
    {
      g_test_skip ("A server or the client is not installed");
      return;
    }

  self = listen_for ("smtp", uri, NULL, 1);
  output = run_client ("python3 -c 'import smtplib; s = smtplib.SMTP (\"127.0.0.1\", PORT); s.ehlo (); "
                       "print (s.docmd (\"AUTH\", \"PLAIN AG1lAHN3b3JkZmlzaA==\"))'", self.port, &content);
  visits = collect (&self);
  g_assert_nonnull (strstr (output, "421"));
  check (visits->pdata[0], "$.relay.result", "blocked");
  check (visits->pdata[0], "$.relay.problem", "sign-in-in-clear");
  check (visits->pdata[0], "$.asked_sign_in", "clear");
  logs = repoint_test_daemon_get_logs (legacy.exim);
  printed = json_to_string (visits->pdata[0], FALSE);
  g_assert_null (strstr (logs, "AG1lAHN3"));
  g_assert_null (strstr (printed, "AG1lAHN3"));
}

/* A client that checks names is given an address, which the certificate of the lab names; so it is asked to expect another. */
static void
test_name_check (void)
{
  g_autofree char *uri = get_uri (&standard, "imap", TRUE);
  Listen self;
  g_autoptr (GPtrArray) visits = NULL;
  g_autofree char *command = NULL;
  g_autofree char *output = NULL;
  gboolean content;

  if (uri == NULL)
    {
      g_test_skip ("Dovecot is not installed");
      return;
    }

  self = listen_for ("imap", uri, NULL, 1);
  command = g_strdup_printf ("openssl s_client -connect 127.0.0.1:PORT -tls1_2 -CAfile %s/certificate.pem -verify_return_error "
                             "-verify_hostname outlook.office365.com -brief",
                             repoint_test_daemon_get_directory (standard.dovecot));
  output = run_client (command, self.port, &content);
  g_assert_false (content);
  visits = collect (&self);
  check (visits->pdata[0], "$.relay.result", "inconclusive");
  check (visits->pdata[0], "$.relay.problem", "name-check-possible");
  check (visits->pdata[0], "$.relay.alert_from", "device");
  check (visits->pdata[0], "$.relay.version", "TLSv1.2");
}

/* GnuTLS and NSS send their alerts about a certificate encrypted with TLS 1.3: that they sent one is all there is to see. */
static void
test_hidden_alert (void)
{
  static const char *const commands[] = {
    "gnutls-cli --priority=NORMAL:-VERS-ALL:+VERS-TLS1.3 --port PORT 127.0.0.1 </dev/null",
    "tstclnt -h 127.0.0.1 -p PORT -D -Q -V tls1.3:tls1.3 </dev/null",
  };
  g_autofree char *uri = get_uri (&standard, "imap", TRUE);

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      Listen self;
      g_autoptr (GPtrArray) visits = NULL;
      g_autofree char *output = NULL;
      gboolean content;

      if (uri == NULL || !is_installed (commands[i]))
        {
          g_test_skip ("A server or the client is not installed");
          return;
        }

      self = listen_for ("imap", uri, NULL, 1);
      output = run_client (commands[i], self.port, &content);
      g_assert_false (content);
      visits = collect (&self);
      check (visits->pdata[0], "$.relay.result", "inconclusive");
      check (visits->pdata[0], "$.relay.problem", "name-check-possible");
      check (visits->pdata[0], "$.relay.alert", NULL);
      check (visits->pdata[0], "$.relay.alert_from", "device");
      check (visits->pdata[0], "$.relay.version", "TLSv1.3");
    }
}

static void
test_usage (void)
{
  static const char *const wrong[][2] = {
    { "smtp", "imap://127.0.0.1:143" }, { "smtp", "https://127.0.0.1" }, { "smtp", "smtp://127.0.0.1:9100" },
    { "tls", "tls://127.0.0.1:443" },   { "smtp", "smtp://" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GSubprocess) process =
          g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL, g_getenv ("REPOINT_CLI"), "listen", "--protocol", wrong[i][0],
                            "--relay", wrong[i][1], "--timeout", "1", NULL);

      g_assert_true (g_subprocess_wait (process, NULL, NULL));
      g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 2);
    }
}

/* For clients that have no switch for it: TLS 1.0 as it once was. */
#define OPENSSL_CONFIGURATION \
  "openssl_conf = a\n[a]\nssl_conf = b\n[b]\nsystem_default = c\n[c]\nMinProtocol = TLSv1\nCipherString = " OLD_CIPHERS "\n"

int
main (int argc, char *argv[])
{
  g_autofree char *directory = NULL;
  g_autofree char *configuration = NULL;
  g_autoptr (GFile) file = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  start (&standard, REPOINT_TEST_STANDARD);
  start (&legacy, REPOINT_TEST_LEGACY);

  directory = g_dir_make_tmp ("repoint-lab-passage-XXXXXX", NULL);
  configuration = g_build_filename (directory, "openssl.cnf", NULL);
  g_assert_true (g_file_set_contents (configuration, OPENSSL_CONFIGURATION, -1, NULL));
  g_setenv ("OPENSSL_CONF", configuration, TRUE);
  g_setenv ("TMPDIR", directory, TRUE);

  for (gsize i = 0; i < G_N_ELEMENTS (clients); i++)
    {
      g_autofree char *path = g_strdup_printf ("/lab/passage/%s", clients[i].name);

      g_test_add_data_func (path, &clients[i], test_client);
    }
  g_test_add_func ("/lab/passage/attachment", test_attachment);
  g_test_add_func ("/lab/passage/password-in-clear", test_password_in_clear);
  g_test_add_func ("/lab/passage/name-check", test_name_check);
  g_test_add_func ("/lab/passage/hidden-alert", test_hidden_alert);
  g_test_add_func ("/lab/passage/usage", test_usage);
  status = g_test_run ();

  file = g_file_new_for_path (directory);
  repoint_test_remove_directory (file);
  g_clear_pointer (&standard.dovecot, repoint_test_daemon_free);
  g_clear_pointer (&standard.exim, repoint_test_daemon_free);
  g_clear_pointer (&legacy.dovecot, repoint_test_daemon_free);
  g_clear_pointer (&legacy.exim, repoint_test_daemon_free);

  return status;
}
