/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The servers of the lab behave as the other tests take for granted; asked by OpenSSL alone, not by our own code. */
#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "repoint-test-dovecot.h"
#include "repoint-test-exim.h"
#include "repoint-test-nginx.h"

#define TIMEOUT_S 20
#define SIGN_IN "AUTH LOGIN\r\n", "bWU=\r\n", "c2VjcmV0\r\n" /* me, secret */

typedef struct
{
  SSL_CTX *context;
  SSL     *ssl;
  BIO     *bio; /* the connection; inside TLS once it is up */
} Client;

/* One reply: all lines up to the last one of SMTP (RFC 5321 4.2.1), IMAP (tag "a") or POP3. */
static char *
read_reply (Client *client)
{
  g_autoptr (GString) reply = g_string_new (NULL);
  g_autoptr (GString) line = g_string_new (NULL);
  char byte;

  while (BIO_read (client->bio, &byte, 1) == 1)
    {
      g_string_append_c (line, byte);
      if (byte != '\n')
        continue;
      g_string_append (reply, line->str);
      if (g_regex_match_simple ("^(\\d{3} |a |\\* OK|\\+|-ERR)", line->str, 0, 0))
        break;
      g_string_truncate (line, 0);
    }
  return g_string_free (g_steal_pointer (&reply), FALSE);
}

static char *
say (Client     *client,
     const char *line)
{
  if (BIO_write (client->bio, line, (int) strlen (line)) <= 0)
    return g_strdup ("");
  return read_reply (client);
}

static void
client_clear (Client *client)
{
  BIO_free_all (client->bio);
  SSL_CTX_free (client->context);
  ERR_clear_error ();
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Client, client_clear)

/* Connects and, when ask is given, asks for TLS with it after the greeting. Whether the handshake succeeded. */
static gboolean
client_connect (Client     *client,
                guint16     port,
                const char *ask,
                int         version)
{
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", port);
  struct timeval timeout = { .tv_sec = TIMEOUT_S };
  BIO *tls;
  int descriptor;

  client->context = SSL_CTX_new (TLS_client_method ());
  SSL_CTX_set_security_level (client->context, 0);
  g_assert_cmpint (SSL_CTX_set_cipher_list (client->context, "ALL:@SECLEVEL=0"), ==, 1);
  SSL_CTX_set_min_proto_version (client->context, version);
  SSL_CTX_set_max_proto_version (client->context, version);

  client->bio = BIO_new_connect (address);
  g_assert_cmpint (BIO_do_connect (client->bio), ==, 1);
  g_assert_cmpint (BIO_get_fd (client->bio, &descriptor), >=, 0);
  setsockopt (descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
  if (ask != NULL)
    {
      g_autofree char *greeting = read_reply (client);
      g_autofree char *hello = g_str_has_prefix (ask, "STARTTLS") ? say (client, "EHLO lab.example\r\n") : NULL;
      g_autofree char *answer = say (client, ask);

      g_assert_false (hello != NULL && strstr (hello, "AUTH") != NULL);
      if (!g_regex_match_simple ("^(220|a OK|\\+OK)", answer, 0, 0))
        g_error ("After \"%s\", %s was answered with \"%s\"", greeting, ask, answer);
    }

  tls = BIO_new_ssl (client->context, 1);
  BIO_get_ssl (tls, &client->ssl);
  client->bio = BIO_push (tls, client->bio);
  return BIO_do_handshake (client->bio) == 1;
}

static gboolean
accepts (guint16     port,
         const char *ask,
         int         version)
{
  g_auto (Client) client = { 0 };

  return client_connect (&client, port, ask, version);
}

/* What the last of these lines (after EHLO) is answered over this version, on the submission port. */
static char *
submit (guint16            port,
        int                version,
        const char *const *lines)
{
  g_auto (Client) client = { 0 };
  char *answer;

  g_assert_true (client_connect (&client, port, "STARTTLS\r\n", version));
  answer = say (&client, "EHLO lab.example\r\n");
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_free (answer);
      answer = say (&client, lines[i]);
    }
  return answer;
}

#define submit(port, version, ...) (submit) ((port), (version), (const char *const[]) { __VA_ARGS__, NULL })
#define assert_reply(reply, prefix) \
  G_STMT_START { \
    g_autofree char *reply_ = (reply); \
    if (!g_str_has_prefix (reply_, (prefix))) \
      g_error ("expected %s, got %s", (prefix), reply_); \
  } G_STMT_END

static void
test_dovecot (gconstpointer data)
{
  RepointTestAge age = GPOINTER_TO_UINT (data);
  RepointTestDovecotPorts ports;
  g_autoptr (RepointTestDaemon) server = repoint_test_dovecot_start (age, &ports);

  if (server == NULL)
    return;
  g_assert_true (accepts (ports.imaps, NULL, TLS1_3_VERSION));
  g_assert_true (accepts (ports.imaps, NULL, TLS1_2_VERSION));
  g_assert_true (accepts (ports.imap, "a STARTTLS\r\n", TLS1_2_VERSION));
  g_assert_true (accepts (ports.pop3s, NULL, TLS1_2_VERSION));
  g_assert_true (accepts (ports.pop3, "STLS\r\n", TLS1_2_VERSION));
  g_assert_cmpint (accepts (ports.imaps, NULL, TLS1_VERSION), ==, age == REPOINT_TEST_LEGACY);
  g_assert_cmpint (accepts (ports.imap, "a STARTTLS\r\n", TLS1_VERSION), ==, age == REPOINT_TEST_LEGACY);
  g_assert_cmpint (accepts (ports.pop3s, NULL, TLS1_1_VERSION), ==, age == REPOINT_TEST_LEGACY);
  g_assert_cmpint (accepts (ports.pop3, "STLS\r\n", TLS1_VERSION), ==, age == REPOINT_TEST_LEGACY);
}

static void
test_exim_standard (void)
{
  RepointTestEximPorts ports;
  g_autoptr (RepointTestDaemon) server = NULL;

  server = repoint_test_exim_start (REPOINT_TEST_STANDARD, REPOINT_TEST_REFUSAL_NONE, 0, &ports);
  if (server == NULL)
    return;
  g_assert_true (accepts (ports.submission, "STARTTLS\r\n", TLS1_3_VERSION));
  g_assert_true (accepts (ports.submissions, NULL, TLS1_2_VERSION));
  g_assert_false (accepts (ports.submission, "STARTTLS\r\n", TLS1_1_VERSION));
  g_assert_false (accepts (ports.submissions, NULL, TLS1_VERSION));
  assert_reply (submit (ports.submission, TLS1_2_VERSION, SIGN_IN), "235 ");
  assert_reply (submit (ports.submission, TLS1_2_VERSION, "MAIL FROM:<me@lab.example>\r\n"), "530 5.7.57 ");
}

/* The refusal comes where it is wished, not before, and never to TLS 1.2. */
static void
test_exim_refusal (gconstpointer data)
{
  RepointTestRefusal refusal = GPOINTER_TO_UINT (data);
  RepointTestEximPorts ports;
  g_autoptr (RepointTestDaemon) server = NULL;
  const char *refused = "421-4.7.66 ";

  server = repoint_test_exim_start (REPOINT_TEST_LEGACY, refusal, 100, &ports);
  if (server == NULL)
    return;
  assert_reply (submit (ports.submission, TLS1_2_VERSION, SIGN_IN, "MAIL FROM:<me@lab.example>\r\n"), "250 ");
  assert_reply (submit (ports.submission, TLS1_VERSION, "EHLO lab.example\r\n"),
                refusal == REPOINT_TEST_REFUSAL_EHLO ? refused : "250-");
  if (refusal == REPOINT_TEST_REFUSAL_EHLO)
    return;
  assert_reply (submit (ports.submission, TLS1_VERSION, "AUTH LOGIN\r\n"),
                refusal == REPOINT_TEST_REFUSAL_AUTH ? refused : "334 ");
  if (refusal == REPOINT_TEST_REFUSAL_AUTH)
    return;
  assert_reply (submit (ports.submission, TLS1_1_VERSION, SIGN_IN), "235 ");
  assert_reply (submit (ports.submission, TLS1_1_VERSION, SIGN_IN, "MAIL FROM:<me@lab.example>\r\n"),
                refusal == REPOINT_TEST_REFUSAL_CREDENTIALS ? refused : "250 ");
}

static void
test_nginx (void)
{
  guint16 port = 0;
  g_autoptr (RepointTestDaemon) server = repoint_test_nginx_start ("Remote UI", &port);
  g_auto (Client) client = { 0 };
  char page[2048] = "";
  int length = 0;

  if (server == NULL)
    return;
  g_assert_false (accepts (port, NULL, TLS1_2_VERSION));
  g_assert_false (accepts (port, NULL, TLS1_1_VERSION));
  g_assert_true (client_connect (&client, port, NULL, TLS1_VERSION));
  BIO_puts (client.bio, "GET / HTTP/1.0\r\n\r\n");
  for (int got; length < (int) sizeof page - 1 && (got = BIO_read (client.bio, page + length, (int) sizeof page - 1 - length)) > 0;)
    length += got;
  g_assert_nonnull (strstr (page, "<title>Remote UI</title>"));
}

static void
assert_port_is_closed (guint16 port)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  connection = g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
}

/* Servers end with the test, also those that changed their user id, and leave nothing behind. */
static void
test_end (void)
{
  RepointTestDovecotPorts ports;
  g_autoptr (RepointTestDaemon) server = repoint_test_dovecot_start (REPOINT_TEST_STANDARD, &ports);
  g_autofree char *directory = NULL;

  if (server == NULL)
    return;
  directory = g_strdup (repoint_test_daemon_get_directory (server));
  g_clear_pointer (&server, repoint_test_daemon_free);
  g_assert_false (g_file_test (directory, G_FILE_TEST_EXISTS));
  assert_port_is_closed (ports.imap);
}

/* The same when the test is killed and can do nothing any more: it writes down where its server is, and dies. */
static void
test_killed (void)
{
  const char *note = g_getenv ("REPOINT_TEST_NOTE");
  g_autofree char *content = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GFile) directory = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;
  gint64 deadline;
  int descriptor;

  if (g_test_subprocess ())
    {
      RepointTestDovecotPorts ports = { 0 };
      RepointTestDaemon *server = repoint_test_dovecot_start (REPOINT_TEST_STANDARD, &ports);

      if (server == NULL)
        return;
      content = g_strdup_printf ("%u\n%s\n", ports.imap, repoint_test_daemon_get_directory (server));
      g_file_set_contents (note, content, -1, NULL);
      kill (getpid (), SIGKILL);
    }

  descriptor = g_file_open_tmp ("repoint-test-note-XXXXXX", &path, &error);
  g_assert_no_error (error);
  close (descriptor);
  g_setenv ("REPOINT_TEST_NOTE", path, TRUE);
  g_test_trap_subprocess (NULL, 0, 0);
  g_file_get_contents (path, &content, NULL, &error);
  g_assert_no_error (error);
  g_unlink (path);
  lines = g_strsplit (content, "\n", 3);
  if (g_strv_length (lines) < 3)
    {
      g_test_skip ("Dovecot is not installed");
      return;
    }

  /* Nobody waits for the server now. */
  deadline = g_get_monotonic_time () + TIMEOUT_S * G_USEC_PER_SEC;
  directory = g_file_new_for_path (lines[1]);
  while (g_get_monotonic_time () < deadline)
    {
      g_autoptr (GSocketClient) client = g_socket_client_new ();
      g_autoptr (GSocketConnection) connection = NULL;

      connection = g_socket_client_connect_to_host (client, "127.0.0.1", (guint16) atoi (lines[0]), NULL, NULL);
      if (connection == NULL)
        break;
      g_usleep (G_USEC_PER_SEC / 50);
    }
  assert_port_is_closed ((guint16) atoi (lines[0]));
  repoint_test_remove_directory (directory);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/servers/dovecot/standard", GUINT_TO_POINTER (REPOINT_TEST_STANDARD), test_dovecot);
  g_test_add_data_func ("/servers/dovecot/legacy", GUINT_TO_POINTER (REPOINT_TEST_LEGACY), test_dovecot);
  g_test_add_func ("/servers/exim/standard", test_exim_standard);
  g_test_add_data_func ("/servers/exim/legacy", GUINT_TO_POINTER (REPOINT_TEST_REFUSAL_NONE), test_exim_refusal);
  g_test_add_data_func ("/servers/exim/refuses-at-ehlo", GUINT_TO_POINTER (REPOINT_TEST_REFUSAL_EHLO), test_exim_refusal);
  g_test_add_data_func ("/servers/exim/refuses-at-auth", GUINT_TO_POINTER (REPOINT_TEST_REFUSAL_AUTH), test_exim_refusal);
  g_test_add_data_func ("/servers/exim/refuses-after-credentials", GUINT_TO_POINTER (REPOINT_TEST_REFUSAL_CREDENTIALS), test_exim_refusal);
  g_test_add_func ("/servers/nginx/tls10-only", test_nginx);
  g_test_add_func ("/servers/end-with-the-test", test_end);
  g_test_add_func ("/servers/end-with-a-killed-test", test_killed);
  return g_test_run ();
}
