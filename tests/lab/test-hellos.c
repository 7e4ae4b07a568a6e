/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hellos of real TLS stacks: what they were told to offer is what is read, and their JA3 is what tshark makes of the same packets. */
#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "repoint-client-hello-id.h"
#include "repoint-client-hello-reader.h"
#include "repoint-hello-replay.h"
#include "repoint-ja3.h"
#include "repoint-test-bytes.h"
#include "repoint-test-tcp-talk.h"
#include "repoint-tls-hello.h"
#include "repoint-tls-suite.h"

#define TIMEOUT_S 20

/* A client, and what it is told to do. In the arguments, %P is the port. */
typedef struct
{
  const char        *name;
  const char        *argv[16];
  RepointTlsVersion  max_version;
  RepointTlsVersion  min_version; /* NONE: does not say */
  const char        *server_name;
  const char        *first_suite; /* NULL: its own choice */
  const char        *alpn;        /* the first; NULL: none */
} Stack;

#define PYTHON(setup)                                                                                                     \
  { "/usr/bin/python3", "-c", "import socket, ssl; c = ssl.create_default_context (); c.check_hostname = False; c.verify_mode = 0; " setup \
    "; c.wrap_socket (socket.create_connection (('127.0.0.1', %P)), server_hostname='mail.test')" }

static const Stack stacks[] = {
  { "openssl-1.0", { "openssl", "s_client", "-connect", "127.0.0.1:%P", "-tls1", "-cipher", "AES128-SHA:@SECLEVEL=0" },
    REPOINT_TLS_VERSION_1_0, REPOINT_TLS_VERSION_NONE, NULL, "TLS_RSA_WITH_AES_128_CBC_SHA", NULL },
  { "openssl-1.1", { "openssl", "s_client", "-connect", "127.0.0.1:%P", "-tls1_1", "-servername", "mail.test", "-cipher", "ALL:@SECLEVEL=0" },
    REPOINT_TLS_VERSION_1_1, REPOINT_TLS_VERSION_NONE, "mail.test", NULL, NULL },
  { "openssl-1.2", { "openssl", "s_client", "-connect", "127.0.0.1:%P", "-tls1_2", "-alpn", "smtp,h2", "-cipher", "ECDHE-RSA-AES256-GCM-SHA384" },
    REPOINT_TLS_VERSION_1_2, REPOINT_TLS_VERSION_NONE, NULL, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "smtp" },
  { "openssl-1.3", { "openssl", "s_client", "-connect", "127.0.0.1:%P", "-tls1_3", "-ciphersuites", "TLS_CHACHA20_POLY1305_SHA256" },
    REPOINT_TLS_VERSION_1_3, REPOINT_TLS_VERSION_1_3, NULL, "TLS_CHACHA20_POLY1305_SHA256", NULL },
  { "gnutls-1.0", { "gnutls-cli", "--insecure", "--no-ca-verification", "-p", "%P", "--priority", "NORMAL:-VERS-ALL:+VERS-TLS1.0", "127.0.0.1" },
    REPOINT_TLS_VERSION_1_0, REPOINT_TLS_VERSION_NONE, NULL, NULL, NULL },
  { "gnutls-1.2", { "gnutls-cli", "--insecure", "--no-ca-verification", "-p", "%P", "--sni-hostname", "mail.test", "--priority",
                    "NORMAL:-VERS-ALL:+VERS-TLS1.2:%%COMPAT", "127.0.0.1" },
    REPOINT_TLS_VERSION_1_2, REPOINT_TLS_VERSION_NONE, "mail.test", NULL, NULL },
  { "gnutls-1.3", { "gnutls-cli", "--insecure", "--no-ca-verification", "-p", "%P", "--alpn", "smtp", "--priority", "NORMAL", "127.0.0.1" },
    REPOINT_TLS_VERSION_1_3, REPOINT_TLS_VERSION_1_0, NULL, NULL, "smtp" },
  { "nss-1.0", { "tstclnt", "-h", "127.0.0.1", "-p", "%P", "-D", "-o", "-V", "tls1.0:tls1.0" },
    REPOINT_TLS_VERSION_1_0, REPOINT_TLS_VERSION_NONE, NULL, NULL, NULL },
  { "nss-1.3", { "tstclnt", "-h", "127.0.0.1", "-p", "%P", "-D", "-o", "-V", "tls1.2:tls1.3" },
    REPOINT_TLS_VERSION_1_3, REPOINT_TLS_VERSION_1_2, NULL, NULL, NULL },
  { "curl-1.2", { "curl", "-sk", "--tls-max", "1.2", "--no-alpn", "https://localhost:%P/" },
    REPOINT_TLS_VERSION_1_2, REPOINT_TLS_VERSION_NONE, "localhost", NULL, NULL },
  { "python-1.1", PYTHON ("c.set_ciphers ('ALL:@SECLEVEL=0'); c.minimum_version = ssl.TLSVersion.TLSv1; c.maximum_version = ssl.TLSVersion.TLSv1_1"),
    REPOINT_TLS_VERSION_1_1, REPOINT_TLS_VERSION_NONE, "mail.test", NULL, NULL },
  { "python-1.3", PYTHON ("c.minimum_version = ssl.TLSVersion.TLSv1_2; c.set_alpn_protocols (['http/1.1'])"),
    REPOINT_TLS_VERSION_1_3, REPOINT_TLS_VERSION_1_2, "mail.test", NULL, "http/1.1" },
};

/* Runs it against a port that listens, and returns what it sent first; NULL if the program is not installed. */
static RepointClientHello *
capture (const Stack *stack)
{
  g_autofree char *program = g_find_program_in_path (stack->argv[0]);
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (RepointClientHelloReader) reader = repoint_client_hello_reader_new ();
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any_port = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GSubprocess) client = NULL;
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autofree char *port = NULL;

  if (program == NULL)
    return NULL;

  g_socket_listener_add_address (listener, any_port, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &bound, &error);
  g_assert_no_error (error);
  port = g_strdup_printf ("%u", g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  for (gsize i = 0; stack->argv[i] != NULL; i++)
    {
      GString *argument = g_string_new (stack->argv[i]);

      g_string_replace (argument, "%P", port, 0);
      g_string_replace (argument, "%%", "%", 0);
      g_ptr_array_add (argv, g_string_free (argument, FALSE));
    }
  g_ptr_array_add (argv, NULL);

  client = g_subprocess_newv ((const char *const *) argv->pdata,
                              G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);
  g_assert_no_error (error);
  connection = g_socket_listener_accept (listener, NULL, NULL, &error);
  g_assert_no_error (error);
  g_socket_set_timeout (g_socket_connection_get_socket (connection), TIMEOUT_S);

  while (repoint_client_hello_reader_get_status (reader) == REPOINT_CLIENT_HELLO_READER_MORE)
    {
      guint8 bytes[4096];
      gssize length = g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), bytes, sizeof bytes, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpint (length, >, 0);
      repoint_client_hello_reader_feed (reader, bytes, (gsize) length);
    }
  g_assert_cmpint (repoint_client_hello_reader_get_status (reader), ==, REPOINT_CLIENT_HELLO_READER_HELLO);

  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  g_subprocess_force_exit (client);
  g_subprocess_wait (client, NULL, NULL);

  return repoint_client_hello_copy (repoint_client_hello_reader_get_hello (reader));
}

static void
test_stack (gconstpointer data)
{
  const Stack *stack = data;
  g_autoptr (RepointClientHello) hello = capture (stack);
  g_autoptr (RepointClientHello) again = NULL;
  g_autofree char *id = NULL;
  g_autofree char *again_id = NULL;

  if (hello == NULL)
    {
      g_test_skip_printf ("%s is not installed", stack->argv[0]);
      return;
    }

  g_assert_cmphex (hello->max_version, ==, stack->max_version);
  g_assert_cmphex (hello->min_version, ==, stack->min_version);
  g_assert_cmpstr (hello->server_name, ==, stack->server_name);
  g_assert_cmphex (hello->flaws, ==, 0);
  g_assert_false (hello->has_psk || hello->has_ticket || hello->has_early_data);
  if (stack->first_suite != NULL)
    g_assert_cmpstr (repoint_tls_suite_to_string (g_array_index (hello->suites, guint16, 0)), ==, stack->first_suite);
  if (stack->alpn != NULL)
    {
      g_autofree char *protocol = NULL;

      g_assert_cmpuint (hello->alpn->len, >, 0);
      protocol = repoint_client_hello_escape (hello->alpn->pdata[0]);
      g_assert_cmpstr (protocol, ==, stack->alpn);
    }
  else
    {
      g_assert_cmpuint (hello->alpn->len, ==, 0);
    }

  again = capture (stack);
  g_assert_false (g_bytes_equal (again->raw, hello->raw));
  id = repoint_client_hello_get_id (hello);
  again_id = repoint_client_hello_get_id (again);
  g_assert_cmpstr (again_id, ==, id);
}

/* ---- tshark ---- */

/* Messages that no stack here sends. */
static const char *const made[] = {
  "01 [3 0300 @RANDOM@ [1] [2 000a 0005] [1 00]]",
  "01 [3 0301 @RANDOM@ [1] [2 002f 000a 00ff] [1 01 00] [2]]",
  "01 [3 0303 @RANDOM@ [1 @RANDOM@] [2 0a0a 1301 c02f 5600] [1 00] [2 2a2a [2] 0000 [2 [2 00 [2 'mail.test']]] 000a [2 [2 3a3a 001d 7777]]"
  " 000b [2 [1 00 01 02]] 000d [2 [2 0403 0804]] 002b [2 [1 4a4a 0304 0303]] 0033 [2 [2 3a3a [2 00] 001d [2 @RANDOM@]]] 7777 [2 0102] dada [2 00]]]",
  "01 [3 0303 @RANDOM@ [1] [2 dada] [1 00] [2 000a [2 [2 4a4a]] 000b [2 [1 00]]]]",
};

static void
add_message (GPtrArray *messages, GBytes *message)
{
  g_ptr_array_add (messages, g_bytes_ref (message));
}

static void
add_own (GPtrArray *messages)
{
  for (guint version = REPOINT_TLS_VERSION_SSL3; version <= REPOINT_TLS_VERSION_1_3; version++)
    for (guint small = 0; small < 2; small++)
      {
        const RepointTlsHello wish = { .max_version = (RepointTlsVersion) version, .min_version = REPOINT_TLS_VERSION_1_0, .small = small == 1, .server_name = "mail.test" };
        g_autoptr (GBytes) record = repoint_tls_hello_build (&wish);
        g_autoptr (GBytes) message = g_bytes_new_from_bytes (record, 5, g_bytes_get_size (record) - 5);

        add_message (messages, message);
      }
}

/* What would be sent again for it to another server. */
static void
add_replay (GPtrArray *messages, const RepointClientHello *hello)
{
  const RepointHelloReplayInputs inputs = { .server_name = "smtp.example.com" };
  g_autoptr (GError) error = NULL;
  g_autoptr (RepointHelloReplay) replay = repoint_hello_replay_new (hello, &inputs, &error);

  g_assert_no_error (error);
  add_message (messages, replay->message);
}

static GPtrArray *
collect_messages (void)
{
  GPtrArray *messages = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (gsize i = 0; i < G_N_ELEMENTS (stacks); i++)
    {
      g_autoptr (RepointClientHello) hello = capture (&stacks[i]);

      if (hello == NULL)
        continue;
      add_message (messages, hello->raw);
      add_replay (messages, hello);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (made); i++)
    {
      g_autoptr (GBytes) message = repoint_test_bytes (made[i]);

      add_message (messages, message);
    }
  add_own (messages);

  return messages;
}

/* A connection of its own for each: from this port on, in records and segments of different sizes. */
#define FIRST_PORT 20000

static GBytes *
write_capture (GPtrArray *messages)
{
  const RepointTestCaptureOptions options = { .link_type = REPOINT_LINK_TYPE_ETHERNET };
  const RepointTestLayers layers = { 0 };
  g_autoptr (RepointTestCapture) capture_file = repoint_test_capture_new (&options);

  for (guint i = 0; i < messages->len; i++)
    {
      g_autoptr (RepointTestTcpTalk) talk = repoint_test_tcp_talk_new (REPOINT_LINK_TYPE_ETHERNET, &layers, 443);
      g_autoptr (GByteArray) records = repoint_test_records (g_ptr_array_index (messages, i), i % 3 == 1 ? 90 : 16384);

      talk->ports[REPOINT_TEST_TCP_CLIENT] = (guint16) (FIRST_PORT + i);
      talk->segment = i % 4 == 3 ? 100 : 1460;
      repoint_test_tcp_talk_open (talk);
      repoint_test_tcp_talk_say (talk, REPOINT_TEST_TCP_CLIENT, records->data, records->len);
      repoint_test_tcp_talk_close (talk, REPOINT_TEST_TCP_CLIENT);
      repoint_test_tcp_talk_close (talk, REPOINT_TEST_TCP_SERVER);
      repoint_test_tcp_talk_write (talk, capture_file);
    }

  return repoint_test_capture_to_bytes (capture_file);
}

static char *
run_tshark (GBytes *capture_file)
{
  g_autofree char *path = NULL;
  g_autoptr (GSubprocess) tshark = NULL;
  g_autoptr (GError) error = NULL;
  char *out = NULL;
  int descriptor = g_file_open_tmp ("repoint-hellos-XXXXXX.pcap", &path, &error);

  g_assert_no_error (error);
  g_close (descriptor, NULL);
  g_file_set_contents (path, g_bytes_get_data (capture_file, NULL), (gssize) g_bytes_get_size (capture_file), &error);
  g_assert_no_error (error);
  tshark = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, "tshark", "-n", "-r", path,
                             "-Y", "tls.handshake.type == 1", "-T", "fields", "-e", "tcp.srcport", "-e", "tls.handshake.ja3_full",
                             "-e", "tls.handshake.ja3", NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (tshark, NULL, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (tshark));
  g_remove (path);

  return out;
}

static void
test_ja3_as_tshark (void)
{
  g_autofree char *program = g_find_program_in_path ("tshark");
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GBytes) capture_file = NULL;
  g_autofree char *out = NULL;
  g_auto (GStrv) lines = NULL;

  if (program == NULL)
    {
      g_test_skip ("tshark is not installed");
      return;
    }

  messages = collect_messages ();
  capture_file = write_capture (messages);
  out = run_tshark (capture_file);
  lines = g_strsplit (g_strchomp (out), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, messages->len);

  for (guint i = 0; i < messages->len; i++)
    {
      g_autoptr (RepointClientHello) hello = repoint_client_hello_parse (g_ptr_array_index (messages, i), NULL);
      g_autofree char *text = repoint_ja3_text (hello);
      g_autofree char *hash = repoint_ja3 (hello);
      g_autofree char *expected = g_strdup_printf ("%u\t%s\t%s", FIRST_PORT + i, text, hash);

      g_assert_cmpstr (lines[i], ==, expected);
    }
  g_test_message ("%u hellos", messages->len);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (stacks); i++)
    {
      g_autofree char *path = g_strconcat ("/lab/hellos/", stacks[i].name, NULL);

      g_test_add_data_func (path, &stacks[i], test_stack);
    }
  g_test_add_func ("/lab/hellos/ja3-as-tshark", test_ja3_as_tshark);

  return g_test_run ();
}
