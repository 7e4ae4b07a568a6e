/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-tcp-stream.h"

#include <string.h>

typedef struct
{
  guint32     sequence;
  const char *text;
  gsize       cut;   /* bytes behind it that were not captured */
  guint       flags;
} Segment;

#define SYN REPOINT_TCP_SYN
#define FIN REPOINT_TCP_FIN
#define ACK REPOINT_TCP_ACK

/* What comes out: the bytes, "~" for a gap, "." for the end. */
static void
drain (RepointTcpStream *stream, GString *text)
{
  RepointTcpStreamEvent event;
  RepointBytes bytes;

  while ((event = repoint_tcp_stream_pop (stream, &bytes)) != REPOINT_TCP_STREAM_NOTHING)
    if (event == REPOINT_TCP_STREAM_BYTES)
      g_string_append_len (text, (const char *) bytes.data, (gssize) bytes.length);
    else
      g_string_append_c (text, event == REPOINT_TCP_STREAM_GAP ? '~' : '.');
}

static void
push (RepointTcpStream *stream, const Segment *segment, guint32 base, GString *text)
{
  gsize length = strlen (segment->text);
  g_autofree guint8 *exact = g_memdup2 (segment->text, length);
  RepointTcpSegment pushed = { .sequence = segment->sequence + base, .flags = segment->flags,
                               .data = repoint_bytes (exact, length), .length = length + segment->cut };

  repoint_tcp_stream_push (stream, &pushed);
  drain (stream, text);
}

static const struct
{
  const char *name;
  Segment     segments[8];
  const char *before; /* the capture ends */
  const char *after;
} cases[] = {
  { "order", { { 0, "", 0, SYN }, { 1, "ab" }, { 3, "cd" }, { 5, "", 0, FIN } }, "abcd.", "abcd." },
  { "no-syn", { { 77, "ab" }, { 79, "cd" } }, "abcd", "abcd" },
  { "nothing-but-acknowledged", { { 76, "", 0, ACK }, { 77, "ab" } }, "ab", "ab" },
  { "syn-with-bytes", { { 0, "ab", 0, SYN }, { 3, "cd" } }, "abcd", "abcd" },
  { "disorder", { { 0, "", 0, SYN }, { 5, "ef" }, { 3, "cd" }, { 1, "ab" } }, "abcdef", "abcdef" },
  { "end-comes-early", { { 0, "", 0, SYN }, { 3, "cd", 0, FIN }, { 1, "ab" } }, "abcd.", "abcd." },
  { "again", { { 0, "", 0, SYN }, { 1, "ab" }, { 1, "ab" }, { 3, "c" }, { 1, "abc" } }, "abc", "abc" },
  { "again-and-more", { { 0, "", 0, SYN }, { 1, "ab" }, { 1, "abcd" }, { 2, "bcdef" } }, "abcdef", "abcdef" },
  { "first-wins", { { 0, "", 0, SYN }, { 1, "ab" }, { 1, "XXcd" } }, "abcd", "abcd" },
  { "first-wins-of-what-waits", { { 0, "", 0, SYN }, { 4, "de" }, { 3, "XXXX" }, { 1, "ab" } }, "abXdeX", "abXdeX" },
  { "what-waits-was-first", { { 0, "", 0, SYN }, { 3, "cd" }, { 1, "abXXef" } }, "abcdef", "abcdef" },
  { "waits-in-two-places", { { 0, "", 0, SYN }, { 3, "c" }, { 5, "e" }, { 2, "XXXXX" }, { 1, "a" } }, "aXcXeX", "aXcXeX" },
  { "loss", { { 0, "", 0, SYN }, { 1, "ab" }, { 5, "ef" } }, "ab", "ab~ef" },
  { "two-losses", { { 0, "", 0, SYN }, { 3, "c" }, { 5, "e", 0, FIN } }, "", "~c~e." },
  { "cut", { { 0, "", 0, SYN }, { 1, "ab", 3 }, { 6, "fg" } }, "ab~fg", "ab~fg" },
  { "cut-and-nothing-of-it", { { 0, "", 0, SYN }, { 1, "", 3 }, { 4, "d" } }, "~d", "~d" },
  { "cut-and-again", { { 0, "", 0, SYN }, { 1, "ab", 3 }, { 1, "abcde" }, { 6, "f" } }, "ab~f", "ab~f" },
  { "cut-behind-loss", { { 0, "", 0, SYN }, { 3, "c", 2 }, { 6, "f" }, { 1, "ab" } }, "abc~f", "abc~f" },
  { "behind-the-end", { { 0, "", 0, SYN }, { 1, "ab", 0, FIN }, { 3, "cd" } }, "ab.", "ab." },
  { "out-of-any-window", { { 0, "", 0, SYN }, { 0x7000000, "XX" }, { 0xf0000000, "XX" }, { 1, "ab" } }, "ab", "ab" },
  { "probe-of-the-window", { { 0, "", 0, SYN }, { 1, "ab" }, { 2, "X" }, { 3, "cd" } }, "abcd", "abcd" },
};

/* From each place that the numbers can begin at, the border of 32 bits among them. */
static void
test_cases (void)
{
  static const guint32 bases[] = { 0, 1000, 0x7ffffffe, 0x80000000, 0xfffffffb, 0xfffffffc, 0xfffffffd, 0xfffffffe, 0xffffffff };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (bases); j++)
      {
        RepointTcpStream stream = { 0 };
        g_autoptr (GString) text = g_string_new (NULL);

        g_test_message ("%s from %u", cases[i].name, bases[j]);
        for (gsize k = 0; k < G_N_ELEMENTS (cases[i].segments) && cases[i].segments[k].text != NULL; k++)
          push (&stream, &cases[i].segments[k], bases[j], text);
        g_assert_cmpstr (text->str, ==, cases[i].before);
        repoint_tcp_stream_flush (&stream);
        drain (&stream, text);
        g_assert_cmpstr (text->str, ==, cases[i].after);
        repoint_tcp_stream_clear (&stream);
        g_assert_cmpuint (repoint_tcp_stream_get_memory (&stream), ==, 0);
      }
}

/* What does not come is given up when too much waits for it. */
static void
test_limits (void)
{
  static const gsize lengths[] = { 1, 1000 };

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      RepointTcpStream stream = { 0 };
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *piece = g_strnfill (lengths[i], 'x');
      gsize most = 0;

      push (&stream, &(Segment) { 0, "", 0, SYN }, 0, text);
      for (guint k = 0; k < 2000; k++)
        {
          push (&stream, &(Segment) { (guint32) (10 + k * 2 * lengths[i]), piece }, 0, text);
          most = MAX (most, repoint_tcp_stream_get_memory (&stream));
        }
      g_assert_cmpuint (most, <=, 129 * 1024 + 257 * 64);
      g_assert_true (g_str_has_prefix (text->str, "~x"));
      repoint_tcp_stream_clear (&stream);
    }
}

static void
test_is_other (void)
{
  RepointTcpStream stream = { 0 };
  g_autoptr (GString) text = g_string_new (NULL);
  RepointTcpSegment same = { .sequence = 4, .flags = SYN };
  RepointTcpSegment other = { .sequence = 5, .flags = SYN | ACK };
  RepointTcpSegment none = { .sequence = 99, .flags = ACK };

  g_assert_false (repoint_tcp_stream_is_other (&stream, &same));
  push (&stream, &(Segment) { 4, "", 0, SYN }, 0, text);
  g_assert_false (repoint_tcp_stream_is_other (&stream, &same));
  g_assert_true (repoint_tcp_stream_is_other (&stream, &other));
  g_assert_false (repoint_tcp_stream_is_other (&stream, &none));
  repoint_tcp_stream_clear (&stream);

  /* The SYN came out of order. */
  push (&stream, &(Segment) { 5, "ab" }, 0, text);
  g_assert_false (repoint_tcp_stream_is_other (&stream, &same));
  repoint_tcp_stream_clear (&stream);
}

static void
test_addresses (void)
{
  static const struct
  {
    guint16     groups[8];
    const char *text;
  } addresses[] = {
    { { 0, 0, 0, 0, 0, 0xffff, 0xc000, 0x0201 }, "192.0.2.1" },
    { { 0x2001, 0xdb8, 0, 0, 0, 0, 0, 1 }, "2001:db8::1" },
    { { 0x2001, 0xdb8, 0, 1, 1, 1, 1, 1 }, "2001:db8:0:1:1:1:1:1" },
    { { 0x2001, 0, 0, 1, 0, 0, 0, 1 }, "2001:0:0:1::1" },
    { { 0x2001, 0xdb8, 0, 0, 1, 0, 0, 1 }, "2001:db8::1:0:0:1" },
    { { 0, 0, 0, 0, 0, 0, 0, 1 }, "::1" },
    { { 0, 0, 0, 0, 0, 0, 0, 0 }, "::" },
    { { 0xfe80, 0, 0, 0, 0, 0, 0, 0 }, "fe80::" },
    { { 1, 2, 3, 4, 5, 6, 7, 8 }, "1:2:3:4:5:6:7:8" },
    { { 0, 0, 3, 4, 5, 6, 0, 0 }, "::3:4:5:6:0:0" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      RepointTcpEnd end = { 0 };
      g_autofree char *text = NULL;

      for (guint j = 0; j < 8; j++)
        {
          end.address[2 * j] = (guint8) (addresses[i].groups[j] >> 8);
          end.address[2 * j + 1] = (guint8) addresses[i].groups[j];
        }
      text = repoint_tcp_end_to_string (&end);
      g_assert_cmpstr (text, ==, addresses[i].text);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/tcp-stream/cases", test_cases);
  g_test_add_func ("/tcp-stream/limits", test_limits);
  g_test_add_func ("/tcp-stream/is-other", test_is_other);
  g_test_add_func ("/tcp-stream/addresses", test_addresses);

  return g_test_run ();
}
