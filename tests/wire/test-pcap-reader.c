/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-pcap-reader.h"
#include "repoint-test-capture.h"

#include <string.h>

#define TIME G_GINT64_CONSTANT (1795226580123456789) /* 20 November 2026, 14:03 */

/* One line a packet: time, link type, what was captured of how much. At the end how it ended. */
static char *
read_all (const guint8 *bytes, gsize length, gsize step)
{
  g_autoptr (RepointPcapReader) reader = repoint_pcap_reader_new ();
  GString *text = g_string_new (NULL);
  RepointPcapState state = REPOINT_PCAP_MORE;
  RepointPacket packet;

  for (gsize at = 0; at < length && state == REPOINT_PCAP_MORE; at += step)
    {
      gsize n = MIN (step, length - at);
      /* of its exact size, so that reading behind it is noticed */
      g_autofree guint8 *piece = g_memdup2 (bytes + at, n);

      repoint_pcap_reader_feed (reader, piece, n);
      while ((state = repoint_pcap_reader_next (reader, &packet)) == REPOINT_PCAP_PACKET)
        {
          if (packet.time == REPOINT_PACKET_NO_TIME)
            g_string_append (text, "- ");
          else
            g_string_append_printf (text, "%" G_GINT64_FORMAT " ", packet.time);
          g_string_append_printf (text, "%u %.*s %" G_GSIZE_FORMAT "|", packet.link_type, (int) packet.bytes.length,
                                  packet.bytes.length > 0 ? (const char *) packet.bytes.data : "", packet.length);
        }
      g_assert_cmpuint (repoint_pcap_reader_get_offset (reader), <=, at + n);
    }

  g_assert_true ((state == REPOINT_PCAP_DAMAGED) == (repoint_pcap_reader_get_damage (reader) != NULL));
  g_assert_cmpint (repoint_pcap_reader_next (reader, &packet), ==, state);
  switch ((guint) state)
    {
    case REPOINT_PCAP_NOT_A_CAPTURE:
      g_string_append (text, "not a capture");
      break;
    case REPOINT_PCAP_DAMAGED:
      g_string_append (text, repoint_pcap_reader_get_damage (reader));
      break;
    default:
      g_string_append (text, repoint_pcap_reader_is_cut (reader) ? "cut" : "end");
    }

  return g_string_free (text, FALSE);
}

/* However the bytes come. */
static void
assert_reads (GByteArray *bytes, const char *expected)
{
  static const gsize steps[] = { G_MAXSSIZE, 1, 2, 3, 7, 16, 24, 28, 61 };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *text = read_all (bytes->data, bytes->len, steps[i]);

      g_assert_cmpstr (text, ==, expected);
    }
}

static void
test_formats (void)
{
  for (guint i = 0; i < 16; i++)
    {
      RepointTestCaptureOptions options = {
        .format = i & 1 ? REPOINT_TEST_CAPTURE_PCAPNG : REPOINT_TEST_CAPTURE_PCAP,
        .little = (i & 2) != 0,
        .nanoseconds = (i & 4) != 0,
        .link_type = REPOINT_LINK_TYPE_LINUX_SLL2,
        .snap_length = i & 8 ? 4 : 0,
      };
      g_autoptr (RepointTestCapture) capture = repoint_test_capture_new (&options);
      g_autofree char *expected = NULL;
      gint64 time = options.nanoseconds ? TIME : TIME / 1000 * 1000;

      repoint_test_capture_add (capture, TIME, (const guint8 *) "first", 5);
      repoint_test_capture_add (capture, TIME, (const guint8 *) "", 0);
      repoint_test_capture_add (capture, TIME, (const guint8 *) "third one", 9);
      expected = g_strdup_printf ("%" G_GINT64_FORMAT " 276 %.*s 5|%" G_GINT64_FORMAT " 276  0|%" G_GINT64_FORMAT " 276 %.*s 9|end",
                                  time, options.snap_length ? 4 : 5, "first", time, time,
                                  options.snap_length ? 4 : 9, "third one");
      assert_reads (capture->bytes, expected);
    }
}

static void
test_times (void)
{
  static const struct
  {
    int         resolution;
    gint64      offset;
    guint64     stamp;
    const char *time;
  } cases[] = {
    { -1, 0, 1500000, "1500000000" },
    { 6, 0, 1500000, "1500000000" },
    { 0, 0, 7, "7000000000" },
    { 3, 0, 1001, "1001000000" },
    { 9, 0, 1000000001, "1000000001" },
    { 12, 0, 1000000001999, "1000000001" },
    { 19, 0, G_MAXUINT64, "1844674407" },
    { 20, 0, 1, "-" },
    { 127, 0, 1, "-" },
    { 0x80, 0, 7, "7000000000" },
    { 0x81, 0, 3, "1500000000" },
    { 0x80 | 32, 0, (G_GUINT64_CONSTANT (5) << 32) + (1u << 31), "5500000000" },
    { 0x80 | 63, 0, (G_GUINT64_CONSTANT (1) << 63) + (G_GUINT64_CONSTANT (1) << 62), "1500000000" },
    { 0x80 | 64, 0, 1, "-" },
    { 0xff, 0, 1, "-" },
    { 6, 3600, 1500000, "3601500000000" },
    { 6, -1, 1500000, "500000000" },
    { 6, G_MAXINT64, 1500000, "-" },
    { 6, G_MININT64, 0, "-" },
    { 0, 0, G_MAXUINT64, "-" },
    { 0, 0, 9223372036, "9223372036000000000" },
    { 0, 0, 9223372037, "-" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      RepointTestCaptureOptions options = { .format = REPOINT_TEST_CAPTURE_PCAPNG, .little = i % 2 == 0 };
      g_autoptr (RepointTestCapture) capture = repoint_test_capture_new (&options);
      g_autofree char *expected = g_strdup_printf ("%s 1 x 1|end", cases[i].time);

      repoint_test_capture_add_interface (capture, REPOINT_LINK_TYPE_ETHERNET, cases[i].resolution, cases[i].offset);
      repoint_test_capture_add_enhanced (capture, 1, cases[i].stamp, (const guint8 *) "x", 1);
      assert_reads (capture->bytes, expected);
    }
}

/* Several sections in different orders, interfaces of different kinds, blocks that nobody knows. */
static void
test_sections (void)
{
  RepointTestCaptureOptions options = { .format = REPOINT_TEST_CAPTURE_PCAPNG, .link_type = REPOINT_LINK_TYPE_RAW };
  g_autoptr (RepointTestCapture) capture = repoint_test_capture_new (&options);
  g_autoptr (GByteArray) simple = g_byte_array_new ();
  g_autoptr (GByteArray) old = g_byte_array_new ();

  repoint_test_capture_add_interface (capture, REPOINT_LINK_TYPE_ETHERNET, 9, 0);
  repoint_test_capture_add_enhanced (capture, 1, 5, (const guint8 *) "ethernet", 8);
  repoint_test_capture_add_block (capture, 0x0bad, (const guint8 *) "what is this?", 13);
  repoint_test_capture_add_enhanced (capture, 0, 5, (const guint8 *) "raw", 3);
  repoint_test_capture_add_enhanced (capture, 2, 5, (const guint8 *) "of nobody", 9);
  repoint_test_capture_put (capture, simple, 4, 6);
  g_byte_array_append (simple, (const guint8 *) "simple", 6);
  repoint_test_capture_add_block (capture, 3, simple->data, simple->len);

  repoint_test_capture_add_section (capture, TRUE);
  repoint_test_capture_add_enhanced (capture, 0, 5, (const guint8 *) "too early", 9);
  repoint_test_capture_add_block (capture, 3, simple->data, simple->len);
  capture->options.snap_length = 3;
  repoint_test_capture_add_interface (capture, REPOINT_LINK_TYPE_LINUX_SLL, -1, 0);
  g_byte_array_set_size (simple, 0);
  repoint_test_capture_put (capture, simple, 4, 9);
  g_byte_array_append (simple, (const guint8 *) "cut\0", 4);
  repoint_test_capture_add_block (capture, 3, simple->data, simple->len);
  repoint_test_capture_put (capture, old, 2, 0);
  repoint_test_capture_put (capture, old, 2, 17);
  repoint_test_capture_put (capture, old, 4, 0);
  repoint_test_capture_put (capture, old, 4, 9);
  repoint_test_capture_put (capture, old, 4, 3);
  repoint_test_capture_put (capture, old, 4, 3);
  g_byte_array_append (old, (const guint8 *) "old", 3);
  repoint_test_capture_add_block (capture, 2, old->data, old->len);
  repoint_test_capture_add_block (capture, 5, NULL, 0);

  assert_reads (capture->bytes, "5 1 ethernet 8|5000 101 raw 3|- 101 simple 6|- 113 cut 9|9000 113 old 3|end");
}

/* What Linux distributions wrote once: 24 bytes in front of each packet. */
static void
test_modified (void)
{
  static const guint8 more[8] = { 0 };
  RepointTestCaptureOptions options = { .link_type = REPOINT_LINK_TYPE_ETHERNET };
  g_autoptr (RepointTestCapture) capture = repoint_test_capture_new (&options);

  memcpy (capture->bytes->data, "\xa1\xb2\xcd\x34", 4);
  for (guint i = 0; i < 2; i++)
    {
      repoint_test_capture_put (capture, capture->bytes, 4, 1);
      repoint_test_capture_put (capture, capture->bytes, 4, 2);
      repoint_test_capture_put (capture, capture->bytes, 4, 3);
      repoint_test_capture_put (capture, capture->bytes, 4, 3);
      g_byte_array_append (capture->bytes, more, sizeof more);
      g_byte_array_append (capture->bytes, (const guint8 *) "abc", 3);
    }

  assert_reads (capture->bytes, "1000002000 1 abc 3|1000002000 1 abc 3|end");
}

static void
test_cut (void)
{
  for (guint i = 0; i < 2; i++)
    {
      RepointTestCaptureOptions options = { .format = i == 0 ? REPOINT_TEST_CAPTURE_PCAP : REPOINT_TEST_CAPTURE_PCAPNG };
      g_autoptr (RepointTestCapture) capture = repoint_test_capture_new (&options);
      gsize first = capture->bytes->len;
      gsize second;

      repoint_test_capture_add (capture, 1000, (const guint8 *) "abcd", 4);
      second = capture->bytes->len;
      repoint_test_capture_add (capture, 2000, (const guint8 *) "efgh", 4);

      for (gsize length = 0; length <= capture->bytes->len; length++)
        {
          g_autofree char *whole = read_all (capture->bytes->data, length, G_MAXSSIZE);
          g_autofree char *pieces = read_all (capture->bytes->data, length, 1);

          g_assert_cmpstr (whole, ==, pieces);
          g_assert_true (g_str_has_suffix (whole, length == first || length == second || length == capture->bytes->len ? "end" : "cut") ||
                         (i == 1 && length == 28 && g_str_has_suffix (whole, "end"))); /* a section without interfaces */
          g_assert_cmpint (g_str_has_prefix (whole, "1000 0 abcd 4|"), ==, strchr (whole, '|') != NULL);
        }
    }
}

static void
test_damage (void)
{
  static const struct
  {
    const char *what;
    gsize       at;     /* within the block or record behind a good packet; big-endian */
    guint32     value;
    const char *found;  /* in pcap, in pcapng */
    gboolean    pcapng;
  } cases[] = {
    { "length of a packet", 8, G_MAXUINT32, "longer than any", FALSE },
    { "length of a packet", 8, (1 << 20) + 1, "longer than any", FALSE },
    { "length of a block", 4, 0, "impossible", TRUE },
    { "length of a block", 4, 8, "impossible", TRUE },
    { "length of a block", 4, 12, "shorter than what", TRUE },
    { "length of a block", 4, 33, "impossible", TRUE },
    { "length of a block", 4, 40, "differ", TRUE },
    { "length of a block", 4, G_MAXUINT32 - 3, "cut", TRUE },
    { "length of a packet", 20, 40, "shorter than what", TRUE },
    { "length of a packet", 20, G_MAXUINT32, "longer than any", TRUE },
    { "interface", 8, 77, "end", TRUE },
    { "type of a block", 0, 77, "end", TRUE },
    { "type of a block", 0, 0x0a0d0d0a, "no order", TRUE },
    { "type of a block", 0, 1, "end", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      RepointTestCaptureOptions options = { .format = cases[i].pcapng ? REPOINT_TEST_CAPTURE_PCAPNG : REPOINT_TEST_CAPTURE_PCAP };
      g_autoptr (RepointTestCapture) capture = repoint_test_capture_new (&options);
      guint32 value = GUINT32_TO_BE (cases[i].value);
      g_autofree char *whole = NULL;
      g_autofree char *pieces = NULL;
      gsize begin;

      repoint_test_capture_add (capture, 1000, (const guint8 *) "good", 4);
      begin = capture->bytes->len;
      repoint_test_capture_add (capture, 2000, (const guint8 *) "bad", 3);
      memcpy (capture->bytes->data + begin + cases[i].at, &value, sizeof value);

      whole = read_all (capture->bytes->data, capture->bytes->len, G_MAXSSIZE);
      pieces = read_all (capture->bytes->data, capture->bytes->len, 1);
      g_test_message ("%s: %s", cases[i].what, whole);
      g_assert_cmpstr (whole, ==, pieces);
      g_assert_true (g_str_has_prefix (whole, "1000 0 good 4|"));
      g_assert_nonnull (strstr (whole, cases[i].found));
    }
}

static void
test_interfaces (void)
{
  RepointTestCaptureOptions options = { .format = REPOINT_TEST_CAPTURE_PCAPNG };
  g_autoptr (RepointTestCapture) capture = repoint_test_capture_new (&options);
  g_autofree char *text = NULL;

  for (guint i = 0; i < 65536; i++)
    repoint_test_capture_add_interface (capture, REPOINT_LINK_TYPE_ETHERNET, -1, 0);
  text = read_all (capture->bytes->data, capture->bytes->len, 4096);
  g_assert_cmpstr (text, ==, "there are too many interfaces");
}

/* Options that claim to be longer than their block, or that are longer than any buffer. */
static void
test_options (void)
{
  RepointTestCaptureOptions options = { .format = REPOINT_TEST_CAPTURE_PCAPNG };
  g_autoptr (RepointTestCapture) capture = repoint_test_capture_new (&options);
  g_autoptr (GByteArray) body = g_byte_array_new ();
  g_autofree guint8 *comment = g_malloc0 (65535);
  g_autofree char *text = NULL;
  gsize begin = capture->bytes->len;

  repoint_test_capture_put (capture, body, 8, (guint64) REPOINT_LINK_TYPE_IPV6 << 48);
  for (guint i = 0; i < 40; i++)
    {
      repoint_test_capture_put (capture, body, 2, 1);
      repoint_test_capture_put (capture, body, 2, 65535);
      g_byte_array_append (body, comment, 65535);
      g_byte_array_append (body, (const guint8 *) "", 1);
    }
  repoint_test_capture_put (capture, body, 4, 9 << 16 | 1);
  repoint_test_capture_put (capture, body, 4, 0);
  repoint_test_capture_add_block (capture, 1, body->data, body->len);
  repoint_test_capture_add_enhanced (capture, 1, 3, (const guint8 *) "a", 1);
  text = read_all (capture->bytes->data, capture->bytes->len, 61);
  g_assert_cmpstr (text, ==, "3000000000 229 a 1|end");

  g_byte_array_set_size (capture->bytes, (guint) begin);
  g_byte_array_set_size (body, 8);
  repoint_test_capture_put (capture, body, 2, 1);
  repoint_test_capture_put (capture, body, 2, 5);
  repoint_test_capture_put (capture, body, 4, 0);
  repoint_test_capture_add_block (capture, 1, body->data, body->len);
  assert_reads (capture->bytes, "an option is longer than its block");
}

static void
test_not_a_capture (void)
{
  static const char *const files[] = { "%PDF-1.7 and so on", "\x1f\x8b\x08\x00", "\x16\x03\x01\x02\x00\x01", "PK\x03\x04" };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *text = read_all ((const guint8 *) files[i], strlen (files[i]) + 1, 1);

      g_assert_cmpstr (text, ==, "not a capture");
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/pcap-reader/formats", test_formats);
  g_test_add_func ("/pcap-reader/times", test_times);
  g_test_add_func ("/pcap-reader/sections", test_sections);
  g_test_add_func ("/pcap-reader/modified", test_modified);
  g_test_add_func ("/pcap-reader/cut", test_cut);
  g_test_add_func ("/pcap-reader/damage", test_damage);
  g_test_add_func ("/pcap-reader/interfaces", test_interfaces);
  g_test_add_func ("/pcap-reader/options", test_options);
  g_test_add_func ("/pcap-reader/not-a-capture", test_not_a_capture);

  return g_test_run ();
}
