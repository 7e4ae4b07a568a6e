/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-daemon.h"
#include "repoint-test-tls-server.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#define NAME_OF_MANUAL "repoint-cli-listen.1"

typedef struct
{
  GSubprocess      *process;
  GDataInputStream *out;
  GDataInputStream *err;
  guint16           port;
} Listen;

static GSubprocess *
spawn (const char *const *arguments, GSubprocessFlags flags)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  g_ptr_array_add (argv, (gpointer) g_getenv ("REPOINT_CLI"));
  g_ptr_array_add (argv, (gpointer) "listen");
  for (; *arguments != NULL; arguments++)
    g_ptr_array_add (argv, (gpointer) *arguments);
  g_ptr_array_add (argv, NULL);

  process = g_subprocess_newv ((const char *const *) argv->pdata, flags, &error);
  g_assert_no_error (error);

  return process;
}

static char *
read_line (GDataInputStream *stream)
{
  g_autoptr (GError) error = NULL;
  char *line = g_data_input_stream_read_line_utf8 (stream, NULL, NULL, &error);

  g_assert_no_error (error);

  return line;
}

/* Waits until it says that it listens. */
static void
listen_init (Listen *self, const char *protocol, const char *const *options)
{
  g_autofree char *port = NULL;
  g_autofree char *line = NULL;
  g_autofree char *expected = NULL;
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();

  self->port = repoint_test_pick_port ();
  port = g_strdup_printf ("%u", self->port);
  g_ptr_array_add (arguments, (gpointer) "--protocol");
  g_ptr_array_add (arguments, (gpointer) protocol);
  g_ptr_array_add (arguments, (gpointer) "--port");
  g_ptr_array_add (arguments, port);
  for (; *options != NULL; options++)
    g_ptr_array_add (arguments, (gpointer) *options);
  g_ptr_array_add (arguments, NULL);

  self->process = spawn ((const char *const *) arguments->pdata, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  self->out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  self->err = g_data_input_stream_new (g_subprocess_get_stderr_pipe (self->process));
  line = read_line (self->err);
  expected = g_strdup_printf ("listening: %s port %u", protocol, self->port);
  g_assert_cmpstr (line, ==, expected);
}

/* Waits for its end. Returns its exit status. */
static int
listen_clear (Listen *self)
{
  int status;

  g_subprocess_wait (self->process, NULL, NULL);
  g_assert_true (g_subprocess_get_if_exited (self->process));
  status = g_subprocess_get_exit_status (self->process);
  g_clear_object (&self->out);
  g_clear_object (&self->err);
  g_clear_object (&self->process);

  return status;
}

static GSocketConnection *
come (Listen *self)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection = g_socket_client_connect_to_host (client, "127.0.0.1", self->port, NULL, &error);

  g_assert_no_error (error);

  return connection;
}

/* Says something and hears the station out. */
static char *
visit (Listen *self, const char *text)
{
  g_autoptr (GSocketConnection) connection = come (self);
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  GString *heard = g_string_new (NULL);
  char buffer[512];
  gssize length;

  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), text, strlen (text), NULL, NULL, NULL);
  while ((length = g_input_stream_read (in, buffer, sizeof buffer, NULL, NULL)) > 0)
    g_string_append_len (heard, buffer, length);

  return g_string_free (heard, FALSE);
}

static void
visit_inside_tls (Listen *self, const char *text)
{
  g_autoptr (GSocketConnection) connection = come (self);
  SSL_CTX *context = SSL_CTX_new (TLS_client_method ());
  SSL *ssl = SSL_new (context);
  char buffer[512];

  SSL_set_fd (ssl, g_socket_get_fd (g_socket_connection_get_socket (connection)));
  g_socket_set_blocking (g_socket_connection_get_socket (connection), TRUE);
  SSL_set1_groups_list (ssl, "P-256");
  /* GSocket's descriptors never block. */
  {
    GSocket *socket = g_socket_connection_get_socket (connection);
    int done;

    while ((done = SSL_connect (ssl)) != 1)
      {
        g_assert_cmpint (SSL_get_error (ssl, done), ==, SSL_ERROR_WANT_READ);
        g_socket_condition_wait (socket, G_IO_IN, NULL, NULL);
      }
    g_assert_cmpint (SSL_write (ssl, text, (int) strlen (text)), >, 0);
    for (;;)
      {
        done = SSL_read (ssl, buffer, sizeof buffer);
        if (done > 0)
          continue;
        if (SSL_get_error (ssl, done) != SSL_ERROR_WANT_READ)
          break;
        g_socket_condition_wait (socket, G_IO_IN, NULL, NULL);
      }
  }
  SSL_free (ssl);
  SSL_CTX_free (context);
}

static JsonObject *
read_visit (Listen *self)
{
  g_autofree char *line = read_line (self->out);
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (line);
  node = json_from_string (line, &error);
  g_assert_no_error (error);

  return json_object_ref (json_node_get_object (node));
}

static void
test_json (void)
{
  static const char *const options[] = { "--json", "--count", "2", NULL };
  Listen listen = { 0 };
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *nothing = NULL;
  g_autoptr (JsonObject) one = NULL;
  g_autoptr (JsonObject) two = NULL;

  listen_init (&listen, "smtp", options);
  first = visit (&listen, "EHLO copier\r\nMAIL FROM:<a@b.example>\r\n");
  g_assert_true (g_str_has_suffix (first, "421 4.3.2 Repoint has seen enough; no mail was accepted\r\n"));
  second = visit (&listen, "GET / HTTP/1.0\r\n\r\n");

  one = read_visit (&listen);
  two = read_visit (&listen);
  g_assert_cmpint (json_object_get_int_member (one, "visit"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (one, "outcome"), ==, "in-clear");
  g_assert_cmpstr (json_object_get_string_member (one, "client_name"), ==, "copier");
  g_assert_cmpint (json_object_get_int_member (one, "port"), ==, listen.port);
  g_assert_cmpint (json_object_get_int_member (two, "visit"), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (two, "outcome"), ==, "not-mail");
  nothing = read_line (listen.out);
  g_assert_null (nothing);
  g_assert_cmpint (listen_clear (&listen), ==, 0);
}

static void
test_for_people (void)
{
  static const char *const options[] = { "--count", "1", NULL };
  g_autofree char *out = NULL;
  Listen listen = { 0 };
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *port = NULL;
  char *line;

  listen_init (&listen, "pop3", options);
  port = g_strdup_printf ("%u", listen.port);
  visit_inside_tls (&listen, "USER copier\r\n");
  while ((line = read_line (listen.out)) != NULL)
    {
      g_string_append_printf (text, "%s\n", line);
      g_free (line);
    }
  g_assert_cmpint (listen_clear (&listen), ==, 0);
  g_assert_nonnull (strstr (text->str, port));
  g_assert_nonnull (strstr (text->str, "TLS 1.3"));
  g_assert_nonnull (strstr (text->str, "127.0.0.1"));
  g_assert_false (g_str_has_prefix (text->str, "{"));
}

/* Ctrl+C, with somebody inside who is told goodbye. */
static void
test_interrupted (void)
{
  static const char *const options[] = { "--json", NULL };
  Listen listen = { 0 };
  g_autoptr (GSocketConnection) visitor = NULL;
  GInputStream *in;
  char buffer[512];
  gssize length;
  GString *heard = g_string_new (NULL);

  listen_init (&listen, "smtp", options);
  visitor = come (&listen);
  in = g_io_stream_get_input_stream (G_IO_STREAM (visitor));
  length = g_input_stream_read (in, buffer, sizeof buffer, NULL, NULL);
  g_assert_cmpint (length, >, 4);
  g_assert_cmpmem (buffer, 4, "220 ", 4);

  g_subprocess_send_signal (listen.process, SIGINT);
  while ((length = g_input_stream_read (in, buffer, sizeof buffer, NULL, NULL)) > 0)
    g_string_append_len (heard, buffer, length);
  g_assert_true (g_str_has_prefix (heard->str, "421 4.3.2 "));
  g_string_free (heard, TRUE);
  g_assert_cmpint (listen_clear (&listen), ==, 0);
}

static void
test_time_is_up (void)
{
  static const char *const any[] = { "--json", "--timeout", "1", NULL };
  static const char *const one[] = { "--json", "--timeout", "1", "--count", "1", NULL };
  Listen listen = { 0 };

  listen_init (&listen, "tls", any);
  g_assert_cmpint (listen_clear (&listen), ==, 0);
  listen_init (&listen, "tls", one);
  g_assert_cmpint (listen_clear (&listen), ==, 1);
}

static int
run (const char *const *arguments, char **err)
{
  g_autoptr (GSubprocess) process = spawn (arguments, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autofree char *out = NULL;
  g_autoptr (GError) error = NULL;

  g_subprocess_communicate_utf8 (process, NULL, NULL, &out, err, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpstr (out, ==, "");

  return g_subprocess_get_exit_status (process);
}

static void
test_port_taken (void)
{
  static const char *const options[] = { "--json", NULL };
  Listen listen = { 0 };
  g_autofree char *err = NULL;
  g_autofree char *port = NULL;
  g_autofree char *expected = NULL;

  listen_init (&listen, "smtp", options);
  port = g_strdup_printf ("%u", listen.port);
  g_assert_cmpint (run ((const char *const[]) { "--protocol", "imap", "--port", port, NULL }, &err), ==, 1);
  expected = g_strdup_printf ("repoint-cli: Another program listens at imap port %s. Close it, or choose another port.\n", port);
  g_assert_cmpstr (err, ==, expected);

  /* Named twice, it is one protocol still. */
  g_clear_pointer (&err, g_free);
  g_assert_cmpint (run ((const char *const[]) { "--protocol", "imap", "--protocol", "imap", "--port", port, NULL }, &err), ==, 1);
  g_assert_cmpstr (err, ==, expected);

  g_subprocess_send_signal (listen.process, SIGTERM);
  g_assert_cmpint (listen_clear (&listen), ==, 0);
}

static void
test_usage (void)
{
  static const char *const wrong[][8] = {
    { NULL },
    { "--protocol", "http", NULL },
    { "--protocol", "ldap", NULL },
    { "--protocol", "smtp", "--port", "65536", NULL },
    { "--protocol", "smtp", "--port", "-1", NULL },
    { "--protocol", "smtp", "--protocol", "imap", "--port", "2600", NULL },
    { "--protocol", "smtp", "--count", "-1", NULL },
    { "--protocol", "smtp", "--timeout", "-1", NULL },
    { "--protocol", "smtp", "--allow", "8.8.8.8", NULL },
    { "--protocol", "smtp", "--allow", "everybody", NULL },
    { "--protocol", "smtp", "smtp://127.0.0.1", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *err = NULL;

      g_assert_cmpint (run (wrong[i], &err), ==, 2);
      g_assert_true (g_str_has_prefix (err, "repoint-cli: "));
    }
}

/* ---- What it holds in its memory ---- */

/* Returns FALSE if this place cannot be read, as those of the sanitizers cannot. */
static gboolean
has_word (FILE *memory, guint64 begin, guint64 end, const char *word)
{
  gsize length = end - begin;
  g_autofree char *content = g_try_malloc (length);

  if (content == NULL || fseeko (memory, (off_t) begin, SEEK_SET) != 0)
    return FALSE;
  length = fread (content, 1, length, memory);

  return memmem (content, length, word, strlen (word)) != NULL;
}

/* Looks through all that a process may write to; -1 if that is not allowed here. */
static int
count_in_memory (const char *pid, const char *word)
{
  g_autofree char *maps_path = g_build_filename ("/proc", pid, "maps", NULL);
  g_autofree char *memory_path = g_build_filename ("/proc", pid, "mem", NULL);
  g_autofree char *maps = NULL;
  g_auto (GStrv) lines = NULL;
  FILE *memory = fopen (memory_path, "r");
  int count = 0;

  if (memory == NULL || !g_file_get_contents (maps_path, &maps, NULL, NULL))
    {
      g_clear_pointer (&memory, fclose);
      return -1;
    }

  setvbuf (memory, NULL, _IONBF, 0);
  lines = g_strsplit (maps, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      guint64 begin;
      guint64 end;
      char mode[5];

      if (sscanf (lines[i], "%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x %4s", &begin, &end, mode) != 3 || mode[0] != 'r' ||
          mode[1] != 'w' || end - begin > 1 << 28)
        continue;
      count += has_word (memory, begin, end, word);
    }
  fclose (memory);

  return count;
}

/* A password that a device sends in spite of everything is nowhere in the process, in clear or inside TLS. */
static void
test_memory (void)
{
  /* Its arguments are in its memory: that they are found shows that the search works. */
  static const char *const options[] = { "--json", "--timeout", "86399", NULL };
  /* Put together where they are needed, not to be found in ourselves. */
  g_autofree char *clear = g_strdup_printf ("%s-%d-clear", "pass", g_random_int_range (100000, 999999));
  g_autofree char *secure = g_strdup_printf ("%s-%d-secure", "pass", g_random_int_range (100000, 999999));
  g_autofree char *in_clear = g_strdup_printf ("EHLO x\r\nAUTH PLAIN %s\r\n%s\r\n", clear, clear);
  g_autofree char *inside = g_strdup_printf ("EHLO x\r\nAUTH PLAIN %s\r\n%s\r\n", secure, secure);
  g_autofree char *heard = NULL;
  g_autoptr (JsonObject) one = NULL;
  g_autoptr (JsonObject) two = NULL;
  Listen listen = { 0 };
  const char *pid;
  int known;

  listen_init (&listen, "smtp", options);
  heard = visit (&listen, in_clear);
  visit_inside_tls (&listen, inside);
  one = read_visit (&listen);
  two = read_visit (&listen);
  g_assert_cmpstr (json_object_get_string_member (one, "asked_sign_in"), ==, "clear");
  g_assert_cmpstr (json_object_get_string_member (two, "asked_sign_in"), ==, "secure");

  pid = g_subprocess_get_identifier (listen.process);
  known = count_in_memory (pid, "86399");
  if (known < 0)
    {
      g_test_skip ("the memory of another process cannot be read here");
    }
  else
    {
      g_assert_cmpint (known, >, 0);
      g_assert_cmpint (count_in_memory (pid, clear), ==, 0);
      g_assert_cmpint (count_in_memory (pid, secure), ==, 0);
    }

  g_subprocess_send_signal (listen.process, SIGINT);
  g_assert_cmpint (listen_clear (&listen), ==, 0);
}

/* Nor is one where devices are passed on, however it is sent; and no server hears of it. */
static void
test_memory_passed_on (void)
{
  static const char *const formats[] = {
    "EHLO x\r\nAUTH PLAIN %s\r\n%s\r\n", "EHLO x\r\nMAIL FROM:<%s>\r\nRCPT TO:<%s>\r\n", "EHLO x\nAUTH PLAIN %s\n%s\n",
    "EHLO x\r\nSTARTTLS\r\nAUTH PLAIN %s\r\n%s\r\n", "USER %s\r\nPASS %s\r\n", "%s %s",
  };
  RepointTestTlsOptions server_options = { .protocol = REPOINT_PROTOCOL_SMTP, .security = REPOINT_SECURITY_STARTTLS };
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&server_options);
  g_autofree char *relay = g_strdup_printf ("smtp://127.0.0.1:%u", repoint_test_tls_server_get_port (server));
  const char *const options[] = { "--json", "--timeout", "86399", "--relay", relay, NULL };
  g_autofree char *word = g_strdup_printf ("%s-%d-relay", "pass", g_random_int_range (100000, 999999));
  g_autofree char *transcript = NULL;
  Listen listen = { 0 };
  const char *pid;

  listen_init (&listen, "smtp", options);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_auto (GStrv) pieces = g_strsplit (formats[i], "%s", -1);
      g_autofree char *text = g_strjoinv (word, pieces);
      g_autofree char *heard = NULL;
      g_autoptr (GSocketConnection) connection = NULL;
      g_autoptr (JsonObject) object = NULL;

      if (i + 1 < G_N_ELEMENTS (formats))
        {
          heard = visit (&listen, text);
          g_assert_nonnull (strstr (heard, "421 4.7.0 "));
        }
      else
        {
          /* A line that does not end. */
          connection = come (&listen);
          g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), text, strlen (text), NULL, NULL, NULL);
          g_clear_object (&connection);
        }
      object = read_visit (&listen);
      g_assert_nonnull (json_object_get_object_member (object, "relay"));
    }

  transcript = repoint_test_tls_server_get_transcript (server);
  g_assert_null (strstr (transcript, word));
  pid = g_subprocess_get_identifier (listen.process);
  if (count_in_memory (pid, "86399") < 0)
    g_test_skip ("the memory of another process cannot be read here");
  else
    g_assert_cmpint (count_in_memory (pid, word), ==, 0);

  g_subprocess_send_signal (listen.process, SIGINT);
  g_assert_cmpint (listen_clear (&listen), ==, 0);
}

/* ---- The manual ---- */

static void
check_member (JsonObject *object, const char *name, JsonNode *node, gpointer manual)
{
  g_autofree char *pattern = g_strdup_printf ("(^|[^A-Za-z0-9_-])%s($|[^A-Za-z0-9_-])", name);

  if (!g_regex_match_simple (pattern, manual, G_REGEX_MULTILINE, 0))
    g_error ("%s is not in the manual page", name);
  if (JSON_NODE_HOLDS_OBJECT (node))
    json_object_foreach_member (json_node_get_object (node), check_member, manual);
}

static void
test_manual (void)
{
  static const char *const options[] = { "--json", "--count", "1", NULL };
  Listen listen = { 0 };
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (GString) manual = g_string_new (NULL);

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *path = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "data", "man",
                                                i == 0 ? NAME_OF_MANUAL : "repoint-cli-fingerprint.1", NULL);
      g_autofree char *text = NULL;
      g_autoptr (GError) error = NULL;

      g_file_get_contents (path, &text, NULL, &error);
      g_assert_no_error (error);
      g_string_append (manual, text);
    }

  listen_init (&listen, "tls", options);
  visit_inside_tls (&listen, "x");
  object = read_visit (&listen);
  json_object_foreach_member (object, check_member, manual->str);
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (object, "handshake"), "result"), ==, "completed");
  g_assert_cmpint (listen_clear (&listen), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/listen/json", test_json);
  g_test_add_func ("/listen/for-people", test_for_people);
  g_test_add_func ("/listen/interrupted", test_interrupted);
  g_test_add_func ("/listen/time-is-up", test_time_is_up);
  g_test_add_func ("/listen/port-taken", test_port_taken);
  g_test_add_func ("/listen/usage", test_usage);
  g_test_add_func ("/listen/memory", test_memory);
  g_test_add_func ("/listen/memory-passed-on", test_memory_passed_on);
  g_test_add_func ("/listen/manual", test_manual);

  return g_test_run ();
}
