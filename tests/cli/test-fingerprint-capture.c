/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-handshake.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#define CLIENT REPOINT_TEST_TCP_CLIENT
#define SERVER REPOINT_TEST_TCP_SERVER

#define SECRET "AGNvcGllcgBodW50ZXIy" /* copier, hunter2 */

typedef struct
{
  int   status;
  char *out;
  char *err;
} Run;

static void
run_clear (Run *run)
{
  g_free (run->out);
  g_free (run->err);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

static char *
to_text (GBytes *bytes)
{
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  return g_strndup (text != NULL ? text : "", length);
}

/* The capture on standard input. */
static Run
run_cli (GBytes *capture, gboolean json)
{
  const char *argv[] = { g_getenv ("REPOINT_CLI"), "fingerprint", "-", json ? "--json" : NULL, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                                               G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
  g_autoptr (GBytes) out = NULL;
  g_autoptr (GBytes) err = NULL;
  Run run = { 0 };

  g_assert_no_error (error);
  g_subprocess_communicate (process, capture, NULL, &out, &err, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  run.status = g_subprocess_get_exit_status (process);
  run.out = to_text (out);
  run.err = to_text (err);

  return run;
}

/* A copier that signs in in clear as long as nobody stops it, and asks for STARTTLS then. */
static RepointTestTcpTalk *
make_talk (guint n_times)
{
  static const RepointTestHandshake tls10 = { .max_version = REPOINT_TLS_VERSION_1_0, .name = "mail.example" };
  RepointTestTcpTalk *talk = repoint_test_tcp_talk_new (REPOINT_LINK_TYPE_ETHERNET, NULL, 2525);

  for (guint i = 0; i < n_times; i++)
    {
      g_autoptr (GPtrArray) turns = repoint_test_handshake_list_turns (&tls10);

      repoint_test_tcp_talk_open (talk);
      repoint_test_tcp_talk_say_text (talk, SERVER, "220 mail.example ESMTP\r\n");
      repoint_test_tcp_talk_say_text (talk, CLIENT, "EHLO copier\r\n");
      repoint_test_tcp_talk_say_text (talk, SERVER, "250-mail.example\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n");
      repoint_test_tcp_talk_say_text (talk, CLIENT, "AUTH PLAIN " SECRET "\r\n");
      repoint_test_tcp_talk_say_text (talk, SERVER, "538 encryption first\r\n");
      repoint_test_tcp_talk_say_text (talk, CLIENT, "STARTTLS\r\n");
      repoint_test_tcp_talk_say_text (talk, SERVER, "220 ready\r\n");
      repoint_test_handshake_say (talk, turns);
      talk->ports[CLIENT]++;
      talk->said[CLIENT] = talk->said[SERVER] = 0;
    }

  return talk;
}

static JsonObject *
parse (const char *line)
{
  g_autoptr (JsonNode) node = json_from_string (line, NULL);

  g_assert_true (node != NULL && JSON_NODE_HOLDS_OBJECT (node));

  return json_node_dup_object (node);
}

static void
test_json (void)
{
  g_autoptr (RepointTestTcpTalk) talk = make_talk (3);
  g_autoptr (GBytes) capture = repoint_test_tcp_talk_to_pcap (talk);
  g_auto (Run) run = run_cli (capture, TRUE);
  g_autoptr (JsonObject) object = NULL;

  g_assert_cmpint (run.status, ==, 0);
  g_assert_cmpstr (run.err, ==, "");
  g_assert_true (strchr (run.out, '\n') == run.out + strlen (run.out) - 1);
  object = parse (run.out);
  g_assert_cmpstr (json_object_get_string_member (object, "file"), ==, "-");
  g_assert_cmpstr (json_object_get_string_member (object, "protocol"), ==, "smtp");
  g_assert_cmpstr (json_object_get_string_member (object, "security"), ==, "starttls");
  g_assert_cmpint (json_object_get_int_member (object, "count"), ==, 3);
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (object, "answer"), "version"), ==, "TLSv1.0");
  g_assert_null (strstr (run.out, SECRET));
}

/* What is printed can be read again, by this command and by others that take its lines. */
static void
test_lines_are_read_again (void)
{
  g_autoptr (RepointTestTcpTalk) talk = make_talk (1);
  g_autoptr (GBytes) capture = repoint_test_tcp_talk_to_pcap (talk);
  g_auto (Run) first = run_cli (capture, TRUE);
  g_autoptr (GBytes) line = g_bytes_new (first.out, strlen (first.out));
  g_auto (Run) second = run_cli (line, TRUE);
  g_autoptr (JsonObject) before = parse (first.out);
  g_autoptr (JsonObject) after = parse (second.out);

  g_assert_cmpint (second.status, ==, 0);
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (before, "hello"), "id"), ==,
                   json_object_get_string_member (json_object_get_object_member (after, "hello"), "id"));
  g_assert_cmpstr (json_object_get_string_member (after, "client"), ==, "10.77.0.21");
}

static void
test_for_people (void)
{
  g_autoptr (RepointTestTcpTalk) talk = make_talk (2);
  g_autoptr (GBytes) capture = repoint_test_tcp_talk_to_pcap (talk);
  g_auto (Run) run = run_cli (capture, FALSE);

  g_assert_cmpint (run.status, ==, 0);
  g_assert_nonnull (strstr (run.out, "-: 10.77.0.21\n"));
  g_assert_nonnull (strstr (run.out, "To 10.77.0.2, port 2525, with STARTTLS, 2 times from "));
  g_assert_nonnull (strstr (run.out, "The server chose TLS 1.0 with TLS_"));
  g_assert_null (strstr (run.out, SECRET));
}

static void
test_problems (void)
{
  g_autoptr (RepointTestTcpTalk) talk = make_talk (1);
  g_autoptr (RepointTestTcpTalk) empty = repoint_test_tcp_talk_new (REPOINT_LINK_TYPE_RAW, NULL, 25);
  g_autoptr (GBytes) whole = repoint_test_tcp_talk_to_pcap (talk);
  g_autoptr (GBytes) cut = g_bytes_new_from_bytes (whole, 0, g_bytes_get_size (whole) - 3);
  g_autoptr (GByteArray) bad = g_byte_array_new ();
  g_autoptr (GBytes) damaged = NULL;
  g_autoptr (GBytes) nothing = NULL;
  g_auto (Run) cut_run = run_cli (cut, FALSE);
  g_auto (Run) damaged_run = { 0 };
  g_auto (Run) nothing_run = { 0 };

  /* Everything that is there was read. */
  g_assert_cmpint (cut_run.status, ==, 0);
  g_assert_nonnull (strstr (cut_run.err, "ends in the middle of a packet"));
  g_assert_nonnull (strstr (cut_run.out, "TLS 1.0"));

  g_byte_array_append (bad, g_bytes_get_data (whole, NULL), (guint) g_bytes_get_size (whole));
  g_byte_array_append (bad, (const guint8 *) "0123456789abcdef", 16);
  damaged = g_bytes_new (bad->data, bad->len);
  damaged_run = run_cli (damaged, FALSE);
  g_assert_cmpint (damaged_run.status, ==, 1);
  g_assert_nonnull (strstr (damaged_run.err, "damaged"));
  g_assert_nonnull (strstr (damaged_run.out, "TLS 1.0"));

  repoint_test_tcp_talk_open (empty);
  nothing = repoint_test_tcp_talk_to_pcap (empty);
  nothing_run = run_cli (nothing, FALSE);
  g_assert_cmpint (nothing_run.status, ==, 1);
  g_assert_cmpstr (nothing_run.out, ==, "");
  g_assert_nonnull (strstr (nothing_run.err, "ClientHello"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/fingerprint-capture/json", test_json);
  g_test_add_func ("/fingerprint-capture/lines-are-read-again", test_lines_are_read_again);
  g_test_add_func ("/fingerprint-capture/for-people", test_for_people);
  g_test_add_func ("/fingerprint-capture/problems", test_problems);

  return g_test_run ();
}
