/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "repoint-test-handshake.h"

/*
 * usage: bench-capture [--without-peers] [MB]
 *
 * How fast a capture is searched, of which most is bulk traffic with mail in between, and what tshark takes for it. The capture
 * is made in the directory for temporary files, and removed again.
 */

#define DEFAULT_MB  256
#define MB          1e6
#define SPEED_GOAL  200.0 /* MB/s */
#define MEMORY_GOAL 64.0  /* MiB */
#define N_BULK      40    /* transfers at a time */
#define BULK        1448  /* bytes in a segment of theirs */
#define BULK_FRAMES 6     /* of them between eight frames of mail */
#define ROUNDS      5
#define LIMIT_S     "600"

typedef struct
{
  double   wall;
  double   cpu;
  double   memory; /* MiB */
  gboolean finished;
  char    *output;
} Run;

static void
run_clear (Run *run)
{
  g_free (run->output);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

/* ---- The capture ---- */

typedef struct
{
  RepointTestCapture *capture;
  FILE               *file;
  GByteArray         *bulk;      /* one frame */
  guint32             sequences[N_BULK];
  guint               next_bulk;
  gint64              time;
  guint64             written;
  guint               n_hellos;
} Maker;

static const RepointTestHandshake kinds[] = {
  { .max_version = REPOINT_TLS_VERSION_1_0, .name = "smtp.office365.example" },
  { .max_version = REPOINT_TLS_VERSION_1_0, .server_min = REPOINT_TLS_VERSION_1_2 },
  { .max_version = REPOINT_TLS_VERSION_1_2, .name = "outlook.office365.example" },
  { .name = "www.example" },
};

static void
flush (Maker *maker)
{
  if (fwrite (maker->capture->bytes->data, 1, maker->capture->bytes->len, maker->file) != maker->capture->bytes->len)
    g_error ("The capture cannot be written: %s", g_strerror (errno));
  maker->written += maker->capture->bytes->len;
  g_byte_array_set_size (maker->capture->bytes, 0);
}

static void
add_frame (Maker *maker, const guint8 *frame, gsize length)
{
  repoint_test_capture_add (maker->capture, maker->time, frame, length);
  maker->time += 10000;
  if (maker->capture->bytes->len > 1 << 20)
    flush (maker);
}

/* The next segment of one of the transfers, in turn. */
static void
add_bulk (Maker *maker)
{
  guint number = maker->next_bulk++ % N_BULK;
  guint32 sequence = GUINT32_TO_BE (maker->sequences[number]);
  guint8 *frame = maker->bulk->data;

  frame[14 + 20 + 1] = (guint8) number; /* of its port */
  memcpy (frame + 14 + 20 + 4, &sequence, 4);
  maker->sequences[number] += BULK;
  add_frame (maker, frame, maker->bulk->len);
}

static void
make_bulk (Maker *maker)
{
  g_autoptr (RepointTestTcpTalk) talk = repoint_test_tcp_talk_new (REPOINT_LINK_TYPE_ETHERNET, NULL, 445);
  g_autofree guint8 *bytes = g_malloc (BULK);
  const RepointTestFrame *frame;

  for (guint32 i = 0, state = 9; i < BULK; i++)
    bytes[i] = (guint8) ((state = state * 1103515245 + 12345) >> 24);
  repoint_test_tcp_talk_say (talk, REPOINT_TEST_TCP_CLIENT, bytes, BULK);
  frame = g_ptr_array_index (talk->frames, 0);
  maker->bulk = g_bytes_unref_to_array (g_bytes_ref (frame->frame));
}

/* A visit of one of two hundred devices to its mail server: STARTTLS, the handshake, and a message of 40 KB. */
static void
add_visit (Maker *maker, GPtrArray *turns, gboolean starttls)
{
  g_autoptr (RepointTestTcpTalk) talk = repoint_test_tcp_talk_new (REPOINT_LINK_TYPE_ETHERNET, NULL, starttls ? 587 : 443);
  static const guint8 message[40000] = { 23, 3, 3 };

  talk->addresses[REPOINT_TEST_TCP_CLIENT][3] = (guint8) (20 + maker->n_hellos % 200);
  talk->ports[REPOINT_TEST_TCP_CLIENT] = (guint16) (1024 + maker->n_hellos % 60000);
  talk->begin[REPOINT_TEST_TCP_CLIENT] = maker->n_hellos * 7919;
  repoint_test_tcp_talk_open (talk);
  if (starttls)
    {
      repoint_test_tcp_talk_say_text (talk, REPOINT_TEST_TCP_SERVER, "220 mail.example ESMTP\r\n");
      repoint_test_tcp_talk_say_text (talk, REPOINT_TEST_TCP_CLIENT, "EHLO copier\r\n");
      repoint_test_tcp_talk_say_text (talk, REPOINT_TEST_TCP_SERVER, "250-mail.example\r\n250 STARTTLS\r\n");
      repoint_test_tcp_talk_say_text (talk, REPOINT_TEST_TCP_CLIENT, "STARTTLS\r\n");
      repoint_test_tcp_talk_say_text (talk, REPOINT_TEST_TCP_SERVER, "220 ready\r\n");
    }
  repoint_test_handshake_say (talk, turns);
  repoint_test_tcp_talk_say (talk, REPOINT_TEST_TCP_CLIENT, message, sizeof message);
  repoint_test_tcp_talk_close (talk, REPOINT_TEST_TCP_CLIENT);
  repoint_test_tcp_talk_close (talk, REPOINT_TEST_TCP_SERVER);
  maker->n_hellos++;

  for (guint i = 0; i < talk->frames->len; i++)
    {
      const RepointTestFrame *frame = g_ptr_array_index (talk->frames, i);

      add_frame (maker, g_bytes_get_data (frame->frame, NULL), g_bytes_get_size (frame->frame));
      for (guint k = 0; i % 8 == 0 && k < BULK_FRAMES; k++)
        add_bulk (maker);
    }
}

/* Returns how many hellos are in it. */
static guint
make_capture (const char *path, double size)
{
  RepointTestCaptureOptions options = { .link_type = REPOINT_LINK_TYPE_ETHERNET, .little = TRUE };
  Maker maker = { .capture = repoint_test_capture_new (&options), .file = g_fopen (path, "wb"), .time = 1795183380000000000 };
  GPtrArray *turns[G_N_ELEMENTS (kinds)];

  if (maker.file == NULL)
    g_error ("The capture cannot be made: %s", g_strerror (errno));

  make_bulk (&maker);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    turns[i] = repoint_test_handshake_list_turns (&kinds[i]);
  while ((double) (maker.written + maker.capture->bytes->len) < size)
    add_visit (&maker, turns[maker.n_hellos % G_N_ELEMENTS (kinds)], maker.n_hellos % 3 != 0);
  flush (&maker);
  if (fclose (maker.file) != 0)
    g_error ("The capture cannot be written: %s", g_strerror (errno));

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_ptr_array_unref (turns[i]);
  g_byte_array_unref (maker.bulk);
  repoint_test_capture_free (maker.capture);

  return maker.n_hellos;
}

/* ---- Those who search it ---- */

static Run
run_program (const char *const *argv)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autofree char *path = NULL;
  g_autofree char *result = NULL;
  g_auto (GStrv) numbers = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;
  Run run = { 0 };
  int descriptor = g_file_open_tmp ("repoint-bench-XXXXXX", &path, &error);

  g_assert_no_error (error);
  g_close (descriptor, NULL);
  g_ptr_array_add (all, (gpointer) BENCH_MEASURE);
  g_ptr_array_add (all, path);
  g_ptr_array_add (all, (gpointer) LIMIT_S);
  for (; *argv != NULL; argv++)
    g_ptr_array_add (all, (gpointer) *argv);
  g_ptr_array_add (all, NULL);

  process = g_subprocess_newv ((const char *const *) all->pdata, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &run.output, NULL, &error);
  g_assert_no_error (error);
  g_file_get_contents (path, &result, NULL, NULL);
  g_unlink (path);
  numbers = g_strsplit_set (g_strstrip (result), " \n", -1);
  if (g_strv_length (numbers) >= 4)
    {
      run.wall = g_ascii_strtod (numbers[0], NULL);
      run.cpu = g_ascii_strtod (numbers[1], NULL);
      run.memory = g_ascii_strtod (numbers[2], NULL) / 1024;
      run.finished = atoi (numbers[3]) == 0;
    }

  return run;
}

static guint
count_lines (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += *text == '\n';

  return n;
}

static guint64
count_hellos (const char *output)
{
  g_auto (GStrv) lines = g_strsplit (output, "\n", -1);
  guint64 n = 0;

  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_autoptr (JsonNode) node = json_from_string (lines[i], NULL);

      n += (guint64) json_object_get_int_member (json_node_get_object (node), "count");
    }

  return n;
}

static Run
run_repoint (const char *path, guint n_hellos)
{
  const char *argv[] = { REPOINT_CLI, "fingerprint", "--json", path, NULL };
  Run best = { .wall = INFINITY };

  for (guint i = 0; i < ROUNDS; i++)
    {
      Run run = run_program (argv);

      if (!run.finished || count_hellos (run.output) != n_hellos)
        g_error ("repoint-cli found %" G_GUINT64_FORMAT " hellos of %u", count_hellos (run.output), n_hellos);
      if (run.wall < best.wall)
        {
          run_clear (&best);
          best = run;
        }
      else
        {
          run_clear (&run);
        }
    }

  return best;
}

static void
print_run (const char *name, const Run *run, double size, const Run *base)
{
  if (!run->finished)
    {
      g_print ("%-12s not at its end after %.0f s\n", name, run->wall);
      return;
    }

  g_print ("%-12s %8.2f s wall %8.2f s CPU %8.1f MB/s %8.1f MiB", name, run->wall, run->cpu, size / MB / run->wall, run->memory);
  if (base != run)
    g_print ("   %.0f times the wall, %.0f times the CPU, %.0f times the memory", run->wall / base->wall, run->cpu / base->cpu,
             run->memory / base->memory);
  g_print ("\n");
}

static void
print_goal (const char *what, double value, double goal, gboolean at_least)
{
  gboolean met = at_least ? value >= goal : value <= goal;

  g_print ("%s: %s %.1f, goal %s %.0f\n", met ? "met" : "MISSED", what, value, at_least ? "at least" : "at most", goal);
}

int
main (int argc, char *argv[])
{
  gboolean with_peers = argc < 2 || !g_str_equal (argv[1], "--without-peers");
  double size = MB * (argc > 1 + !with_peers ? atoi (argv[1 + !with_peers]) : DEFAULT_MB);
  g_autoptr (GError) error = NULL;
  g_autofree char *directory = g_dir_make_tmp ("repoint-bench-XXXXXX", &error);
  g_autofree char *path = NULL;
  g_autofree char *tshark = g_find_program_in_path ("tshark");
  g_auto (Run) repoint = { 0 };
  guint n_hellos;

  g_assert_no_error (error);
  path = g_build_filename (directory, "bench.pcap", NULL);
  n_hellos = make_capture (path, size);
  g_print ("%.0f MB, %u hellos\n", size / MB, n_hellos);

  repoint = run_repoint (path, n_hellos);
  print_run ("repoint-cli", &repoint, size, &repoint);
  if (with_peers && tshark != NULL)
    {
      const char *peer_argv[] = { tshark, "-n", "-r", path, "-Y", "tls.handshake.type==1", "-T", "fields", "-e", "tls.handshake.ja3", NULL };
      g_auto (Run) peer = run_program (peer_argv);

      print_run ("tshark", &peer, size, &repoint);
      g_print ("tshark found %u hellos\n", count_lines (peer.output));
    }

  print_goal ("MB/s", size / MB / repoint.wall, SPEED_GOAL, TRUE);
  print_goal ("MiB", repoint.memory, MEMORY_GOAL, FALSE);
  g_unlink (path);
  g_rmdir (directory);

  return 0;
}
