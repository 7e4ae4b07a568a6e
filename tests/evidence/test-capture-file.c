/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-capture-file.h"
#include "repoint-test-handshake.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#define CLIENT REPOINT_TEST_TCP_CLIENT
#define SERVER REPOINT_TEST_TCP_SERVER

typedef struct
{
  char               *path;
  RepointCaptureFile *capture;
  GError             *error;
  gboolean            done;
  goffset             progress; /* the last that was told */
  guint               n_progress;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  int descriptor = g_file_open_tmp ("repoint-capture-XXXXXX", &fixture->path, NULL);

  g_assert_cmpint (descriptor, >=, 0);
  g_close (descriptor, NULL);
}

static void
clear_result (Fixture *fixture)
{
  g_clear_object (&fixture->capture);
  g_clear_error (&fixture->error);
  fixture->done = FALSE;
  fixture->progress = fixture->n_progress = 0;
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  clear_result (fixture);
  g_remove (fixture->path);
  g_free (fixture->path);
}

static void
write_bytes (Fixture *fixture, gconstpointer bytes, gsize length)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (fixture->path, bytes, (gssize) length, &error);
  g_assert_no_error (error);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *fixture = data;

  fixture->capture = repoint_capture_file_read_finish (result, &fixture->error);
  fixture->done = TRUE;
}

static void
progress_cb (goffset done, goffset size, gpointer data)
{
  Fixture *fixture = data;

  g_assert_false (fixture->done);
  g_assert_cmpint (done, >=, fixture->progress);
  g_assert_cmpint (done, <=, size);
  fixture->progress = done;
  fixture->n_progress++;
}

static void
read_file (Fixture *fixture, GCancellable *cancellable)
{
  g_autoptr (GFile) file = g_file_new_for_path (fixture->path);

  clear_result (fixture);
  repoint_capture_file_read_async (file, cancellable, progress_cb, fixture, read_cb, fixture);
  g_assert_false (fixture->done);
  while (!fixture->done)
    g_main_context_iteration (NULL, TRUE);
}

static void
say_handshake (RepointTestTcpTalk *talk, const RepointTestHandshake *handshake)
{
  g_autoptr (GPtrArray) turns = repoint_test_handshake_list_turns (handshake);

  repoint_test_tcp_talk_open (talk);
  repoint_test_handshake_say (talk, turns);
  repoint_test_tcp_talk_close (talk, CLIENT);
  repoint_test_tcp_talk_close (talk, SERVER);
}

/* The next connection of the same two: another port, other numbers. */
static void
begin_again (RepointTestTcpTalk *talk)
{
  talk->ports[CLIENT]++;
  for (guint i = 0; i < 2; i++)
    {
      talk->begin[i] += 0x12345678;
      talk->said[i] = 0;
    }
}

static void
write_talk (Fixture *fixture, RepointTestTcpTalk *talk)
{
  g_autoptr (GBytes) bytes = repoint_test_tcp_talk_to_pcap (talk);

  write_bytes (fixture, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static JsonObject *
get_json (Fixture *fixture, guint record)
{
  return repoint_capture_record_to_json (g_ptr_array_index (repoint_capture_file_get_records (fixture->capture), record), "my.pcap");
}

static const char *
get_text (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  g_assert_nonnull (node);
  return JSON_NODE_HOLDS_NULL (node) ? "null" : json_node_get_string (node);
}

static void
test_records (Fixture *fixture, gconstpointer unused)
{
  static const RepointTestHandshake tls10 = { .max_version = REPOINT_TLS_VERSION_1_0, .name = "smtp.example" };
  static const RepointTestHandshake refused = { .max_version = REPOINT_TLS_VERSION_1_0, .name = "smtp.example",
                                                .server_min = REPOINT_TLS_VERSION_1_2 };
  static const RepointTestHandshake any = { .checks = TRUE };
  g_autoptr (RepointTestTcpTalk) talk = repoint_test_tcp_talk_new (REPOINT_LINK_TYPE_ETHERNET, NULL, 465);
  g_autoptr (JsonObject) first = NULL;
  g_autoptr (JsonObject) second = NULL;
  JsonObject *answer;
  JsonArray *answers;

  for (guint i = 0; i < 40; i++)
    {
      say_handshake (talk, i % 4 == 3 ? &refused : &tls10);
      begin_again (talk);
    }
  say_handshake (talk, &any);
  write_talk (fixture, talk);
  read_file (fixture, NULL);
  g_assert_no_error (fixture->error);

  g_assert_cmpuint (repoint_capture_file_get_n_packets (fixture->capture), ==, talk->frames->len);
  g_assert_cmpuint (repoint_capture_file_get_n_connections (fixture->capture), ==, 41);
  g_assert_cmpuint (repoint_capture_file_get_problems (fixture->capture)->len, ==, 0);
  g_assert_cmpuint (repoint_capture_file_get_records (fixture->capture)->len, ==, 2);

  first = get_json (fixture, 0);
  g_assert_cmpstr (get_text (first, "file"), ==, "my.pcap");
  g_assert_cmpstr (get_text (first, "time"), ==, "2026-11-20T14:03:00Z");
  g_assert_cmpint (json_object_get_int_member (first, "count"), ==, 40);
  g_assert_cmpstr (get_text (first, "client"), ==, "10.77.0.21");
  g_assert_cmpint (json_object_get_int_member (first, "client_port"), ==, 50021);
  g_assert_cmpstr (get_text (first, "client_mac"), ==, "00:1b:a9:77:00:21");
  g_assert_cmpstr (get_text (first, "server"), ==, "10.77.0.2");
  g_assert_cmpint (json_object_get_int_member (first, "server_port"), ==, 465);
  g_assert_cmpstr (get_text (first, "protocol"), ==, "smtp");
  g_assert_cmpstr (get_text (first, "security"), ==, "tls");
  g_assert_cmpstr (get_text (json_object_get_object_member (first, "hello"), "max_version"), ==, "TLSv1.0");
  g_assert_cmpstr (get_text (json_object_get_object_member (first, "hello"), "sni"), ==, "smtp.example");

  answer = json_object_get_object_member (first, "answer");
  g_assert_cmpstr (get_text (answer, "alert"), ==, "protocol_version");
  g_assert_cmpint (json_object_get_int_member (answer, "alert_number"), ==, 70);
  g_assert_cmpstr (get_text (answer, "alert_from"), ==, "server");
  g_assert_cmpstr (get_text (answer, "version"), ==, "null");
  g_assert_cmpstr (get_text (answer, "cipher"), ==, "null");
  answers = json_object_get_array_member (first, "answers");
  g_assert_cmpuint (json_array_get_length (answers), ==, 2);
  answer = json_array_get_object_element (answers, 0);
  g_assert_cmpint (json_object_get_int_member (answer, "count"), ==, 30);
  g_assert_cmpstr (get_text (answer, "version"), ==, "TLSv1.0");
  g_assert_true (g_str_has_prefix (get_text (answer, "cipher"), "TLS_"));
  g_assert_true (json_object_get_boolean_member (answer, "went_on"));

  second = get_json (fixture, 1);
  answer = json_object_get_object_member (second, "answer");
  g_assert_cmpint (json_object_get_int_member (second, "count"), ==, 1);
  g_assert_cmpstr (get_text (answer, "version"), ==, "TLSv1.3");
  g_assert_cmpstr (get_text (answer, "alert"), ==, "unknown_ca");
  g_assert_cmpstr (get_text (answer, "alert_from"), ==, "device");
}

/* The MAC of a frame that a router passed on is the router's. */
static void
test_mac (Fixture *fixture, gconstpointer unused)
{
  static const RepointTestHandshake any = { 0 };
  static const RepointTestLayers routed = { .hops = 63 };
  static const RepointTestLayers near = { .hops = 128, .ipv6 = TRUE };

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (RepointTestTcpTalk) talk = repoint_test_tcp_talk_new (REPOINT_LINK_TYPE_LINUX_SLL2, i == 0 ? &routed : &near, 443);
      g_autoptr (JsonObject) json = NULL;

      say_handshake (talk, &any);
      write_talk (fixture, talk);
      read_file (fixture, NULL);
      g_assert_no_error (fixture->error);
      json = get_json (fixture, 0);
      g_assert_cmpstr (get_text (json, "client_mac"), ==, i == 0 ? "null" : "00:1b:a9:77:00:21");
      g_assert_cmpstr (get_text (json, "client"), ==, i == 0 ? "10.77.0.21" : "fd77::21");
      g_assert_cmpstr (get_text (json, "protocol"), ==, "tls");
    }
}

static void
compress (Fixture *fixture)
{
  g_autoptr (GConverter) converter = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, converter);
  g_autofree char *content = NULL;
  gsize length;

  g_file_get_contents (fixture->path, &content, &length, NULL);
  g_assert_true (g_output_stream_write_all (stream, content, length, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (stream, NULL, NULL));
  write_bytes (fixture, g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (memory)),
               g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (memory)));
}

static const RepointCaptureProblem *
get_problem (Fixture *fixture, const char *id)
{
  GArray *problems = repoint_capture_file_get_problems (fixture->capture);

  for (guint i = 0; i < problems->len; i++)
    if (g_str_equal (g_array_index (problems, RepointCaptureProblem, i).id, id))
      return &g_array_index (problems, RepointCaptureProblem, i);

  return NULL;
}

static void
test_gzip (Fixture *fixture, gconstpointer unused)
{
  static const RepointTestHandshake any = { 0 };
  g_autoptr (RepointTestTcpTalk) talk = repoint_test_tcp_talk_new (REPOINT_LINK_TYPE_RAW, NULL, 993);
  g_autofree guint8 *noise = g_malloc (1 << 20);
  g_autofree char *content = NULL;
  gsize length;

  for (guint32 i = 0, state = 7; i < 1 << 20; i++)
    noise[i] = (guint8) ((state = state * 1103515245 + 12345) >> 24);
  say_handshake (talk, &any);
  repoint_test_tcp_talk_say (talk, CLIENT, noise, 1 << 20);
  write_talk (fixture, talk);
  compress (fixture);
  read_file (fixture, NULL);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (repoint_capture_file_get_records (fixture->capture)->len, ==, 1);
  g_assert_cmpuint (repoint_capture_file_get_problems (fixture->capture)->len, ==, 0);

  g_file_get_contents (fixture->path, &content, &length, NULL);
  write_bytes (fixture, content, length - 20);
  read_file (fixture, NULL);
  g_assert_no_error (fixture->error);
  g_assert_nonnull (get_problem (fixture, "damaged"));
  g_assert_cmpuint (repoint_capture_file_get_records (fixture->capture)->len, ==, 1);

  memset (content + length / 2, 0xff, 40);
  write_bytes (fixture, content, length);
  read_file (fixture, NULL);
  g_assert_no_error (fixture->error);
  g_assert_nonnull (get_problem (fixture, "damaged"));
  g_assert_cmpuint (repoint_capture_file_get_records (fixture->capture)->len, ==, 1);

  write_bytes (fixture, "no capture, but longer than sixteen bytes", 41);
  compress (fixture);
  read_file (fixture, NULL);
  g_assert_error (fixture->error, REPOINT_CAPTURE_FILE_ERROR, REPOINT_CAPTURE_FILE_ERROR_FORMAT);
}

static void
test_problems (Fixture *fixture, gconstpointer unused)
{
  static const RepointTestHandshake any = { 0 };
  RepointTestCaptureOptions options = { .format = REPOINT_TEST_CAPTURE_PCAPNG, .link_type = REPOINT_LINK_TYPE_RAW };
  RepointTestLayers fragmented = { .fragment = 400 };
  g_autoptr (RepointTestTcpTalk) talk = repoint_test_tcp_talk_new (REPOINT_LINK_TYPE_RAW, NULL, 993);
  g_autoptr (RepointTestTcpTalk) pieces = repoint_test_tcp_talk_new (REPOINT_LINK_TYPE_RAW, &fragmented, 995);
  g_autoptr (RepointTestCapture) capture = NULL;
  gsize whole;

  say_handshake (talk, &any);
  say_handshake (pieces, &any);
  g_ptr_array_remove_index (pieces->frames, 3); /* the first fragment of the hello */
  options.snap_length = 256;
  capture = repoint_test_capture_new (&options);
  repoint_test_capture_add_interface (capture, (RepointLinkType) 127, -1, 0);
  repoint_test_tcp_talk_write (talk, capture);
  capture->options.snap_length = 0;
  repoint_test_tcp_talk_write (pieces, capture);
  repoint_test_capture_add_enhanced (capture, 1, 0, (const guint8 *) "wireless", 8);
  whole = capture->bytes->len;
  repoint_test_capture_add_enhanced (capture, 1, 0, (const guint8 *) "wireless", 8);

  write_bytes (fixture, capture->bytes->data, capture->bytes->len - 1);
  read_file (fixture, NULL);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (repoint_capture_file_get_records (fixture->capture)->len, ==, 0);
  g_assert_cmpuint (get_problem (fixture, "cut-short")->count, ==, 1);
  g_assert_cmpuint (get_problem (fixture, "unknown-link")->count, ==, 2);
  g_assert_cmpuint (get_problem (fixture, "shortened")->count, >=, 2);
  g_assert_cmpuint (get_problem (fixture, "lost")->count, ==, 1);
  g_assert_cmpuint (get_problem (fixture, "fragmented")->count, ==, 1);

  memset (capture->bytes->data + whole + 4, 0xff, 4);
  write_bytes (fixture, capture->bytes->data, capture->bytes->len);
  read_file (fixture, NULL);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (get_problem (fixture, "damaged")->count, ==, whole + 8);
  g_assert_null (get_problem (fixture, "cut-short"));
}

static void
test_no_capture (Fixture *fixture, gconstpointer unused)
{
  static const char *const files[] = { "", "\x1f", "\x1f\x8b", "\xd4\xc3\xb2", "plain text", "\n\r\r\nabcdefghijklmnopqrst" };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      write_bytes (fixture, files[i], strlen (files[i]));
      read_file (fixture, NULL);
      if (i < 5)
        g_assert_error (fixture->error, REPOINT_CAPTURE_FILE_ERROR, REPOINT_CAPTURE_FILE_ERROR_FORMAT);
      else
        g_assert_nonnull (get_problem (fixture, "damaged"));
    }

  g_remove (fixture->path);
  read_file (fixture, NULL);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

/* Clients that send something else each time, as nobody but a hostile one does. */
static void
test_too_many (Fixture *fixture, gconstpointer unused)
{
  static const RepointTestHandshake any = { .max_version = REPOINT_TLS_VERSION_1_2, .name = "a-name-of-its-own.example" };
  g_autoptr (RepointTestTcpTalk) talk = repoint_test_tcp_talk_new (REPOINT_LINK_TYPE_RAW, NULL, 465);
  g_autoptr (GPtrArray) turns = repoint_test_handshake_list_turns (&any);
  gsize length;
  const guint8 *hello = g_bytes_get_data (((RepointTestTurn *) g_ptr_array_index (turns, 0))->bytes, &length);
  GArray *problems;

  for (guint i = 0; i < 10300; i++)
    {
      talk->addresses[CLIENT][2] = (guint8) (i >> 8);
      talk->addresses[CLIENT][3] = (guint8) i;
      repoint_test_tcp_talk_say (talk, CLIENT, hello, length);
      talk->said[CLIENT] = 0;
    }
  write_talk (fixture, talk);
  read_file (fixture, NULL);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (repoint_capture_file_get_records (fixture->capture)->len, ==, 10000);
  problems = repoint_capture_file_get_problems (fixture->capture);
  g_assert_cmpuint (problems->len, ==, 1);
  g_assert_cmpuint (get_problem (fixture, "too-many")->count, ==, 300);
}

static void
test_cancel (Fixture *fixture, gconstpointer unused)
{
  static const RepointTestHandshake any = { 0 };
  g_autoptr (RepointTestTcpTalk) talk = repoint_test_tcp_talk_new (REPOINT_LINK_TYPE_RAW, NULL, 465);
  g_autoptr (GCancellable) before = g_cancellable_new ();
  g_autoptr (GCancellable) after = g_cancellable_new ();
  g_autoptr (GFile) file = g_file_new_for_path (fixture->path);

  say_handshake (talk, &any);
  write_talk (fixture, talk);

  g_cancellable_cancel (before);
  read_file (fixture, before);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  clear_result (fixture);
  repoint_capture_file_read_async (file, after, NULL, NULL, read_cb, fixture);
  g_cancellable_cancel (after);
  while (!fixture->done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (fixture->capture);
}

/* In the context of whoever asked, and none but that. */
static void
test_context (Fixture *fixture, gconstpointer unused)
{
  static const RepointTestHandshake any = { 0 };
  g_autoptr (RepointTestTcpTalk) talk = repoint_test_tcp_talk_new (REPOINT_LINK_TYPE_RAW, NULL, 465);
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GFile) file = g_file_new_for_path (fixture->path);

  say_handshake (talk, &any);
  write_talk (fixture, talk);
  g_main_context_push_thread_default (context);
  repoint_capture_file_read_async (file, NULL, progress_cb, fixture, read_cb, fixture);
  g_main_context_pop_thread_default (context);
  while (!fixture->done)
    g_main_context_iteration (context, TRUE);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (repoint_capture_file_get_records (fixture->capture)->len, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) g_test_add ("/capture-file/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("records", test_records);
  ADD ("mac", test_mac);
  ADD ("gzip", test_gzip);
  ADD ("problems", test_problems);
  ADD ("no-capture", test_no_capture);
  ADD ("too-many", test_too_many);
  ADD ("cancel", test_cancel);
  ADD ("context", test_context);
#undef ADD

  return g_test_run ();
}
