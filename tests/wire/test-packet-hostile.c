/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Captures as nobody wishes for them: with loss and disorder, cut, damaged, and made to do harm. */
#include "config.h"

#include "repoint-test-found.h"
#include "repoint-test-handshake.h"

#include <string.h>

#define CLIENT REPOINT_TEST_TCP_CLIENT
#define SERVER REPOINT_TEST_TCP_SERVER

#define FOUND "10.77.0.21:50021 > 10.77.0.2:587 smtp starttls TLSv1.2 TLSv1.2, went on|"

static const RepointTestHandshake tls12 = { .max_version = REPOINT_TLS_VERSION_1_2, .name = "mail.example" };

/* STARTTLS and a handshake, in segments of this size. */
static RepointTestTcpTalk *
make_talk (gsize segment, guint32 begin)
{
  RepointTestTcpTalk *talk = repoint_test_tcp_talk_new (REPOINT_LINK_TYPE_ETHERNET, NULL, 587);
  g_autoptr (GPtrArray) turns = repoint_test_handshake_list_turns (&tls12);

  talk->segment = segment;
  talk->begin[CLIENT] = begin;
  talk->begin[SERVER] = begin + 77;
  repoint_test_tcp_talk_open (talk);
  repoint_test_tcp_talk_say_text (talk, SERVER, "220 mail.example ESMTP\r\n");
  repoint_test_tcp_talk_say_text (talk, CLIENT, "EHLO copier\r\n");
  repoint_test_tcp_talk_say_text (talk, SERVER, "250-mail.example\r\n250 STARTTLS\r\n");
  repoint_test_tcp_talk_say_text (talk, CLIENT, "STARTTLS\r\n");
  repoint_test_tcp_talk_say_text (talk, SERVER, "220 ready\r\n");
  repoint_test_handshake_say (talk, turns);

  return talk;
}

static void
assert_finds (RepointTestTcpTalk *talk, const char *expected)
{
  g_autoptr (GBytes) capture = repoint_test_tcp_talk_to_pcap (talk);
  g_auto (RepointTestFound) result = repoint_test_find (capture, 4096);

  g_assert_cmpstr (result.text, ==, expected);
}

static void
swap (RepointTestTcpTalk *talk, guint a, guint b)
{
  gpointer frame = talk->frames->pdata[a];

  talk->frames->pdata[a] = talk->frames->pdata[b];
  talk->frames->pdata[b] = frame;
}

/* Numbers that pass their end in the midst of it all. */
static void
test_wrap (void)
{
  for (guint32 begin = 0xfffffff0 - 900; begin > 100; begin += 37)
    {
      g_autoptr (RepointTestTcpTalk) talk = make_talk (100, begin);

      assert_finds (talk, FOUND);
    }
}

/* Packets that overtook others: any order, but for the SYNs, which say where a side begins. */
static void
test_disorder (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20261120);

  for (guint round = 0; round < 120; round++)
    {
      g_autoptr (RepointTestTcpTalk) talk = make_talk (round % 3 == 0 ? 40 : 200, g_rand_int (random));
      guint far = round < 40 ? 3 : talk->frames->len;

      for (guint i = 3; i < talk->frames->len; i++)
        swap (talk, i, (guint) g_rand_int_range (random, (gint32) MAX (3, i > far ? i - far : 3), (gint32) i + 1));
      assert_finds (talk, FOUND);
    }
}

/* Each packet twice, as a mirror port shows it; each once more later; and others in its place, which come too late. */
static void
test_repetition (void)
{
  for (guint round = 0; round < 3; round++)
    {
      g_autoptr (RepointTestTcpTalk) talk = make_talk (100, 5);
      guint n = talk->frames->len;

      for (guint i = 0; i < n; i++)
        {
          const RepointTestFrame *frame = talk->frames->pdata[round == 0 ? 2 * i : i];
          RepointTestFrame *again = g_new0 (RepointTestFrame, 1);

          again->time = frame->time;
          if (round == 2)
            {
              g_autoptr (GByteArray) other = g_bytes_unref_to_array (g_bytes_ref (frame->frame));

              memset (other->data + MIN (66, other->len), 'X', other->len - MIN (66, other->len));
              again->frame = g_bytes_new (other->data, other->len);
            }
          else
            {
              again->frame = g_bytes_ref (frame->frame);
            }
          g_ptr_array_insert (talk->frames, round == 0 ? (int) (2 * i + 1) : (int) (n + i), again);
        }

      assert_finds (talk, FOUND);
    }
}

/* One packet lacks: what it held of the hello is lost, and told; the rest is not. */
static void
test_loss (void)
{
  g_autoptr (RepointTestTcpTalk) whole = make_talk (100, 5);
  guint n_found = 0;
  guint n_lost = 0;

  for (guint lost = 0; lost < whole->frames->len; lost++)
    {
      g_autoptr (RepointTestTcpTalk) talk = make_talk (100, 5);
      g_autoptr (GBytes) capture = NULL;
      g_auto (RepointTestFound) result = { 0 };

      g_ptr_array_remove_index (talk->frames, lost);
      capture = repoint_test_tcp_talk_to_pcap (talk);
      result = repoint_test_find (capture, 4096);
      g_test_message ("%u: %s", lost, result.text);
      if (g_str_has_prefix (result.text, "10.77.0.21:50021 > 10.77.0.2:587 smtp starttls TLSv1.2 "))
        n_found++;
      else
        g_assert_cmpstr (result.text, ==, "");
      n_lost += (guint) result.counts.n_lost;
      g_assert_cmpuint (result.counts.n_lost + (*result.text != '\0'), >=, 1);
    }

  g_assert_cmpuint (n_lost, >=, 2);
  g_assert_cmpuint (n_found, ==, whole->frames->len - n_lost);
}

/* The capture begins in the middle: as long as the hello is in it, it is found. */
static void
test_late_begin (void)
{
  g_autoptr (RepointTestTcpTalk) talk = make_talk (0, 5);

  for (guint i = 0; i < 8; i++)
    {
      assert_finds (talk, FOUND);
      g_ptr_array_remove_index (talk->frames, 0);
    }
  assert_finds (talk, FOUND); /* from the hello on */
  g_ptr_array_remove_index (talk->frames, 0);
  assert_finds (talk, "");
}

/* The same two ports again, before the old connection was closed: a client that restarted. */
static void
test_again (void)
{
  g_autoptr (RepointTestTcpTalk) talk = make_talk (0, 5);
  g_autoptr (RepointTestTcpTalk) next = make_talk (0, 500000);
  g_autoptr (RepointTestTcpTalk) broken = make_talk (0, 5);

  for (guint i = 0; i < next->frames->len; i++)
    g_ptr_array_add (talk->frames, next->frames->pdata[i]);
  g_ptr_array_set_free_func (next->frames, NULL);
  assert_finds (talk, FOUND FOUND);

  /* It breaks off in the middle of its hello. */
  g_ptr_array_set_size (broken->frames, 8);
  {
    g_autoptr (RepointTestTcpTalk) third = make_talk (50, 900000);

    for (guint i = 0; i < third->frames->len; i++)
      g_ptr_array_add (broken->frames, third->frames->pdata[i]);
    g_ptr_array_set_free_func (third->frames, NULL);
  }
  assert_finds (broken, FOUND);
}

/* Only the beginning of each packet was captured. */
static void
test_shortened (void)
{
  RepointTestCaptureOptions options = { .link_type = REPOINT_LINK_TYPE_ETHERNET };

  for (guint32 length = 14; length < 700; length += 7)
    {
      g_autoptr (RepointTestTcpTalk) talk = make_talk (0, 5);
      const RepointTestFrame *hello = talk->frames->pdata[8];
      g_autoptr (RepointTestCapture) capture = NULL;
      g_autoptr (GBytes) bytes = NULL;
      g_auto (RepointTestFound) result = { 0 };

      options.snap_length = length;
      capture = repoint_test_capture_new (&options);
      repoint_test_tcp_talk_write (talk, capture);
      bytes = repoint_test_capture_to_bytes (capture);
      result = repoint_test_find (bytes, 4096);
      if (length < 34 + 20)
        g_assert_cmpuint (result.counts.n_segments, ==, 0);
      else
        g_assert_cmpuint (result.counts.n_shortened, >, 0);
      if (*result.text != '\0')
        g_assert_true (g_str_has_prefix (result.text, "10.77.0.21:50021 > 10.77.0.2:587 smtp starttls TLSv1.2 "));
      else
        g_assert_cmpuint (length, <, g_bytes_get_size (hello->frame));
    }
}

/* Each length that a file can have been cut to. */
static void
test_cut (void)
{
  for (guint format = 0; format < 2; format++)
    {
      RepointTestCaptureOptions options = { .format = (RepointTestCaptureFormat) format, .link_type = REPOINT_LINK_TYPE_ETHERNET };
      g_autoptr (RepointTestTcpTalk) talk = make_talk (0, 5);
      g_autoptr (RepointTestCapture) capture = repoint_test_capture_new (&options);

      repoint_test_tcp_talk_write (talk, capture);
      for (guint length = 0; length < capture->bytes->len; length++)
        {
          g_autofree guint8 *exact = g_memdup2 (capture->bytes->data, length);
          g_autoptr (GBytes) bytes = g_bytes_new_static (exact, length);
          g_auto (RepointTestFound) result = repoint_test_find (bytes, G_MAXSSIZE);

          g_assert_true (*result.text == '\0' || g_str_has_prefix (result.text, "10.77.0.21:50021 > 10.77.0.2:587 smtp starttls TLSv1.2 "));
        }
    }
}

/* Bytes that changed on the way: nothing to find is promised, but an end to it. */
static void
test_mutation (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint format = 0; format < 2; format++)
    {
      RepointTestCaptureOptions options = { .format = (RepointTestCaptureFormat) format, .link_type = REPOINT_LINK_TYPE_ETHERNET,
                                            .little = TRUE };
      g_autoptr (RepointTestTcpTalk) talk = make_talk (300, 5);
      g_autoptr (RepointTestCapture) capture = repoint_test_capture_new (&options);

      repoint_test_tcp_talk_write (talk, capture);
      for (guint round = 0; round < 1000; round++)
        {
          g_autofree guint8 *changed = g_memdup2 (capture->bytes->data, capture->bytes->len);
          g_autoptr (GBytes) bytes = NULL;
          g_auto (RepointTestFound) result = { 0 };

          for (guint i = 0; i <= round % 20; i++)
            changed[g_rand_int_range (random, 0, (gint32) capture->bytes->len)] ^= (guint8) (1 << g_rand_int_range (random, 0, 8));
          bytes = g_bytes_new_static (changed, capture->bytes->len);
          result = repoint_test_find (bytes, 1 + (gsize) g_rand_int_range (random, 0, 5000));
          g_assert_cmpuint (result.most, <, 1024 * 1024);
        }
    }
}

static void
count_cb (const RepointPacketHello *hello, gpointer user_data)
{
  ++*(guint *) user_data;
}

/* What a scan of ports looks like, or a flood: a million connections of one packet, each with the beginning of a hello. */
static void
test_many_connections (void)
{
  g_autoptr (RepointTestTcpTalk) talk = repoint_test_tcp_talk_new (REPOINT_LINK_TYPE_RAW, NULL, 443);
  g_autoptr (GPtrArray) turns = repoint_test_handshake_list_turns (&tls12);
  RepointTcpTableSeed seed = { { 3, 4 } };
  guint n_found = 0;
  g_autoptr (RepointPacketSearch) search = NULL;
  g_autofree guint8 *packet = NULL;
  const RepointPacketCounts *counts;
  g_autoptr (GBytes) capture = NULL;
  const guint8 *bytes;
  gsize length;
  gsize most = 0;
  gsize header = 24;

  repoint_test_tcp_talk_say (talk, CLIENT, g_bytes_get_data (((RepointTestTurn *) turns->pdata[0])->bytes, NULL), 100);
  capture = repoint_test_tcp_talk_to_pcap (talk);
  bytes = g_bytes_get_data (capture, &length);
  search = repoint_packet_search_new (&seed, count_cb, &n_found);
  packet = g_memdup2 (bytes, length);
  g_assert_cmpint (repoint_packet_search_feed (search, packet, header), ==, REPOINT_PCAP_MORE);
  for (guint i = 0; i < 1000000; i++)
    {
      memcpy (packet + header + 16 + 12, &i, 4); /* the address that it comes from */
      g_assert_cmpint (repoint_packet_search_feed (search, packet + header, length - header), ==, REPOINT_PCAP_MORE);
      if (i % 1000 == 0)
        most = MAX (most, repoint_packet_search_get_memory (search));
    }
  counts = repoint_packet_search_get_counts (search);
  g_assert_cmpuint (counts->n_connections, ==, 1000000);
  g_assert_cmpuint (counts->n_given_up, >=, 1000000 - 32768);
  g_assert_cmpuint (counts->n_lost, ==, counts->n_given_up);
  g_assert_cmpuint (most, <=, 32 * 1024 * 1024 + 65536);
  repoint_packet_search_finish (search);
  g_assert_cmpuint (repoint_packet_search_get_counts (search)->n_lost, ==, 1000000);
  g_assert_cmpuint (n_found, ==, 0);
}

/* As much as a hello may hold, in as many connections as there is room for, and none of them ends. */
static void
test_much_memory (void)
{
  g_autoptr (RepointTestTcpTalk) talk = repoint_test_tcp_talk_new (REPOINT_LINK_TYPE_RAW, NULL, 443);
  g_autofree guint8 *hello = g_malloc0 (60000);
  g_autoptr (GBytes) capture = NULL;
  g_auto (RepointTestFound) result = { 0 };

  for (guint at = 0; at < 60000; at += 16389)
    {
      static const guint8 record[] = { 22, 3, 1, 0x40, 0, 1, 0, 0xf0, 0, 3, 3 };

      memcpy (hello + at, record, at == 0 ? sizeof record : 5);
    }
  talk->segment = 9000;
  for (guint i = 0; i < 2000; i++)
    {
      talk->addresses[CLIENT][2] = (guint8) (i >> 8);
      talk->addresses[CLIENT][3] = (guint8) i;
      talk->said[CLIENT] = 0;
      repoint_test_tcp_talk_say (talk, CLIENT, hello, 55000);
    }
  capture = repoint_test_tcp_talk_to_pcap (talk);
  result = repoint_test_find (capture, 1 << 20);
  g_assert_cmpuint (result.counts.n_given_up, >, 1000);
  g_assert_cmpuint (result.most, >, 30 * 1024 * 1024);
  g_assert_cmpuint (result.most, <, 33 * 1024 * 1024);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/packet-hostile/wrap", test_wrap);
  g_test_add_func ("/packet-hostile/disorder", test_disorder);
  g_test_add_func ("/packet-hostile/repetition", test_repetition);
  g_test_add_func ("/packet-hostile/loss", test_loss);
  g_test_add_func ("/packet-hostile/late-begin", test_late_begin);
  g_test_add_func ("/packet-hostile/again", test_again);
  g_test_add_func ("/packet-hostile/shortened", test_shortened);
  g_test_add_func ("/packet-hostile/cut", test_cut);
  g_test_add_func ("/packet-hostile/mutation", test_mutation);
  g_test_add_func ("/packet-hostile/many-connections", test_many_connections);
  g_test_add_func ("/packet-hostile/much-memory", test_much_memory);

  return g_test_run ();
}
