/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-tls-answer.h"
#include "repoint-tls-hello.h"

#include <string.h>

/* A server's flight, written by hand. */
typedef struct
{
  guint   legacy;
  guint   selected; /* in supported_versions; 0 without */
  guint16 suite;
  int     compression;
  gboolean retry;
  int     mark; /* the last byte of the downgrade mark; -1 without */
} Flight;

static void
append (GByteArray *array, const char *bytes, gsize length)
{
  g_byte_array_append (array, (const guint8 *) bytes, (guint) length);
}

static void
append_record (GByteArray *out, guint8 type, const guint8 *bytes, gsize length)
{
  const guint8 header[] = { type, 3, 3, (guint8) (length >> 8), (guint8) length };

  g_byte_array_append (out, header, sizeof header);
  g_byte_array_append (out, bytes, (guint) length);
}

static GByteArray *
make_message (const Flight *flight)
{
  static const guint8 retry[32] = {
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
  };
  GByteArray *out = g_byte_array_new ();
  char session_id[33] = { flight->selected != 0 ? 32 : 0 }; /* TLS 1.3 sends it back */
  guint8 random[32] = { 1 };
  guint8 fields[] = { (guint8) (flight->suite >> 8), (guint8) flight->suite, (guint8) flight->compression };
  guint8 version[] = { (guint8) (flight->legacy >> 8), (guint8) flight->legacy };
  guint8 selected[] = { 0, 6, 0, 43, 0, 2, (guint8) (flight->selected >> 8), (guint8) flight->selected };

  if (flight->mark >= 0)
    {
      memcpy (random + 24, "DOWNGRD", 7);
      random[31] = (guint8) flight->mark;
    }

  append (out, "\x02\x00\x00\x00", 4);
  g_byte_array_append (out, version, 2);
  g_byte_array_append (out, flight->retry ? retry : random, 32);
  append (out, session_id, flight->selected != 0 ? sizeof session_id : 1);
  g_byte_array_append (out, fields, 3);
  if (flight->selected != 0)
    g_byte_array_append (out, selected, sizeof selected);
  out->data[3] = (guint8) (out->len - 4);

  return out;
}

static GBytes *
make_hello (RepointTlsVersion max, RepointTlsVersion min)
{
  RepointTlsHello hello = { .max_version = max, .min_version = min };

  return repoint_tls_hello_build (&hello);
}

/* Feeds in pieces of @size and checks that the verdict does not depend on it. */
static RepointTlsAnswer
feed (GBytes *hello, const guint8 *bytes, gsize length, gsize size)
{
  g_autoptr (RepointTlsAnswerReader) reader = repoint_tls_answer_reader_new (hello);

  for (gsize at = 0; at < length; at += size)
    {
      /* its own allocation, so that reading past its end is noticed */
      g_autofree guint8 *piece = g_memdup2 (bytes + at, MIN (size, length - at));

      repoint_tls_answer_reader_feed (reader, piece, MIN (size, length - at));
    }

  return *repoint_tls_answer_reader_get (reader);
}

static RepointTlsAnswer
feed_all_ways (GBytes *hello, const guint8 *bytes, gsize length)
{
  RepointTlsAnswer first = feed (hello, bytes, length, MAX (length, 1));

  for (gsize size = 1; size < 12; size++)
    {
      RepointTlsAnswer other = feed (hello, bytes, length, size);

      g_assert_cmpint (other.kind, ==, first.kind);
      g_assert_cmpint (other.version, ==, first.version);
      g_assert_cmpint (other.alert, ==, first.alert);
      g_assert_cmpstr (other.illegal, ==, first.illegal);
    }

  return first;
}

static RepointTlsAnswer
ask (RepointTlsVersion max, RepointTlsVersion min, const Flight *flight)
{
  g_autoptr (GBytes) hello = make_hello (max, min);
  g_autoptr (GByteArray) message = make_message (flight);
  g_autoptr (GByteArray) out = g_byte_array_new ();

  append_record (out, 22, message->data, message->len);

  return feed_all_ways (hello, out->data, out->len);
}

static void
test_versions (void)
{
  static const struct
  {
    RepointTlsVersion    max;
    RepointTlsVersion    min;
    Flight               flight;
    RepointTlsAnswerKind kind;
    RepointTlsVersion    version;
    gboolean             retry;
    gboolean             downgraded;
  } cases[] = {
    { 0x0304, 0x0301, { 0x0303, 0x0304, 0x1301, 0, TRUE, -1 }, REPOINT_TLS_ANSWER_SERVER_HELLO, REPOINT_TLS_VERSION_1_3, TRUE },
    { 0x0304, 0x0301, { 0x0303, 0x0304, 0x1301, 0, FALSE, -1 }, REPOINT_TLS_ANSWER_SERVER_HELLO, REPOINT_TLS_VERSION_1_3 },
    { 0x0304, 0x0301, { 0x0303, 0, 0xc02f, 0, FALSE, -1 }, REPOINT_TLS_ANSWER_SERVER_HELLO, REPOINT_TLS_VERSION_1_2 },
    { 0x0304, 0x0301, { 0x0303, 0, 0xc02f, 0, FALSE, 1 }, REPOINT_TLS_ANSWER_SERVER_HELLO, REPOINT_TLS_VERSION_1_2, FALSE, TRUE },
    { 0x0303, 0x0301, { 0x0303, 0, 0xc02f, 0, FALSE, 1 }, REPOINT_TLS_ANSWER_SERVER_HELLO, REPOINT_TLS_VERSION_1_2 },
    { 0x0303, 0x0301, { 0x0301, 0, 0x002f, 0, FALSE, 0 }, REPOINT_TLS_ANSWER_SERVER_HELLO, REPOINT_TLS_VERSION_1_0, FALSE, TRUE },
    { 0x0302, 0x0301, { 0x0302, 0, 0x002f, 0, FALSE, 0 }, REPOINT_TLS_ANSWER_SERVER_HELLO, REPOINT_TLS_VERSION_1_1 },
    { 0x0304, 0x0301, { 0x0301, 0, 0x002f, 0, FALSE, -1 }, REPOINT_TLS_ANSWER_SERVER_HELLO, REPOINT_TLS_VERSION_1_0 },
    { 0x0304, 0x0301, { 0x0300, 0, 0x000a, 0, FALSE, -1 }, REPOINT_TLS_ANSWER_SERVER_HELLO, REPOINT_TLS_VERSION_SSL3 },
    { 0x0300, 0x0300, { 0x0300, 0, 0x0005, 0, FALSE, -1 }, REPOINT_TLS_ANSWER_SERVER_HELLO, REPOINT_TLS_VERSION_SSL3 },
    /* higher than offered */
    { 0x0301, 0x0301, { 0x0302, 0, 0x002f, 0, FALSE, -1 }, REPOINT_TLS_ANSWER_ILLEGAL },
    { 0x0301, 0x0301, { 0x0303, 0x0304, 0x002f, 0, FALSE, -1 }, REPOINT_TLS_ANSWER_ILLEGAL },
    { 0x0304, 0x0301, { 0x0304, 0, 0x1301, 0, FALSE, -1 }, REPOINT_TLS_ANSWER_ILLEGAL },
    { 0x0304, 0x0301, { 0x0303, 0x0305, 0x1301, 0, FALSE, -1 }, REPOINT_TLS_ANSWER_ILLEGAL },
    { 0x0304, 0x0301, { 0x0303, 0x7f1c, 0x1301, 0, FALSE, -1 }, REPOINT_TLS_ANSWER_ILLEGAL },
    /* lower than asked for */
    { 0x0304, 0x0304, { 0x0303, 0, 0x1301, 0, FALSE, -1 }, REPOINT_TLS_ANSWER_ILLEGAL },
    { 0x0304, 0x0304, { 0x0300, 0, 0x1301, 0, FALSE, -1 }, REPOINT_TLS_ANSWER_ILLEGAL },
    { 0x0301, 0x0301, { 0x0200, 0, 0x002f, 0, FALSE, -1 }, REPOINT_TLS_ANSWER_ILLEGAL },
    { 0x0304, 0x0301, { 0x0303, 0x0303, 0xc02f, 0, FALSE, -1 }, REPOINT_TLS_ANSWER_ILLEGAL },
    /* never offered, or of another version */
    { 0x0300, 0x0300, { 0x0300, 0, 0x0000, 0, FALSE, -1 }, REPOINT_TLS_ANSWER_ILLEGAL },
    { 0x0303, 0x0301, { 0x0303, 0, 0x1301, 0, FALSE, -1 }, REPOINT_TLS_ANSWER_ILLEGAL },
    { 0x0304, 0x0301, { 0x0303, 0, 0x1301, 0, FALSE, -1 }, REPOINT_TLS_ANSWER_ILLEGAL },
    { 0x0304, 0x0301, { 0x0303, 0x0304, 0xc02f, 0, FALSE, -1 }, REPOINT_TLS_ANSWER_ILLEGAL },
    { 0x0304, 0x0301, { 0x0302, 0, 0xc02f, 0, FALSE, -1 }, REPOINT_TLS_ANSWER_ILLEGAL },
    { 0x0304, 0x0301, { 0x0301, 0, 0x003c, 0, FALSE, -1 }, REPOINT_TLS_ANSWER_ILLEGAL },
    { 0x0303, 0x0301, { 0x0303, 0, 0x00c0, 0, FALSE, -1 }, REPOINT_TLS_ANSWER_ILLEGAL },
    { 0x0303, 0x0301, { 0x0303, 0, 0x00ff, 0, FALSE, -1 }, REPOINT_TLS_ANSWER_ILLEGAL },
    { 0x0303, 0x0301, { 0x0303, 0, 0x002f, 1, FALSE, -1 }, REPOINT_TLS_ANSWER_ILLEGAL },
    { 0x0304, 0x0301, { 0x0303, 0, 0x002f, 0, TRUE, -1 }, REPOINT_TLS_ANSWER_ILLEGAL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      RepointTlsAnswer answer = ask (cases[i].max, cases[i].min, &cases[i].flight);

      g_test_message ("case %" G_GSIZE_FORMAT ": %s", i, answer.illegal != NULL ? answer.illegal : "legal");
      g_assert_cmpint (answer.kind, ==, cases[i].kind);
      if (answer.kind != REPOINT_TLS_ANSWER_SERVER_HELLO)
        continue;
      g_assert_cmpint (answer.version, ==, cases[i].version);
      g_assert_cmpuint (answer.suite, ==, cases[i].flight.suite);
      g_assert_cmpint (answer.retry, ==, cases[i].retry);
      g_assert_cmpint (answer.downgraded, ==, cases[i].downgraded);
    }
}

/* The message in records of every size from one byte up, which is legal. */
static void
test_fragments (void)
{
  const Flight flight = { 0x0303, 0x0304, 0x1301, 0, TRUE, -1 };
  g_autoptr (GBytes) hello = make_hello (REPOINT_TLS_VERSION_1_3, REPOINT_TLS_VERSION_1_0);
  g_autoptr (GByteArray) message = make_message (&flight);

  for (gsize size = 1; size <= message->len; size++)
    {
      g_autoptr (GByteArray) out = g_byte_array_new ();
      RepointTlsAnswer answer;

      for (gsize at = 0; at < message->len; at += size)
        append_record (out, 22, message->data + at, MIN (size, message->len - at));
      append (out, "trailing bytes are somebody else's", 20);

      answer = feed_all_ways (hello, out->data, out->len);
      g_assert_cmpint (answer.kind, ==, REPOINT_TLS_ANSWER_SERVER_HELLO);
      g_assert_cmpint (answer.version, ==, REPOINT_TLS_VERSION_1_3);
    }
}

/* Cut anywhere, it is never anything but unfinished; with any one byte changed, it never breaks the reader. */
static void
test_cut_and_changed (void)
{
  const Flight flight = { 0x0303, 0x0304, 0x1301, 0, FALSE, -1 };
  g_autoptr (GBytes) hello = make_hello (REPOINT_TLS_VERSION_1_3, REPOINT_TLS_VERSION_1_0);
  g_autoptr (GByteArray) message = make_message (&flight);
  g_autoptr (GByteArray) out = g_byte_array_new ();

  append_record (out, 22, message->data, message->len);

  for (gsize length = 0; length < out->len; length++)
    g_assert_cmpint (feed_all_ways (hello, out->data, length).kind, ==, REPOINT_TLS_ANSWER_MORE);

  for (gsize at = 0; at < out->len; at++)
    for (guint value = 0; value < 256; value += 5)
      {
        g_autofree guint8 *changed = g_memdup2 (out->data, out->len);

        changed[at] = (guint8) value;
        feed (hello, changed, out->len, 3);
      }
}

#define SH "\x02\x00\x00\x26\x03\x03" "01234567890123456789012345678901" "\x00\x00\x2f\x00"

static void
test_raw (void)
{
  static const struct
  {
    const char          *name;
    const char          *bytes;
    gsize                length;
    RepointTlsAnswerKind kind;
    int                  alert;
  } cases[] = {
#define CASE(name, bytes, kind, alert) { name, bytes, sizeof (bytes) - 1, kind, alert }
    CASE ("plain", "\x16\x03\x03\x00\x2a" SH, REPOINT_TLS_ANSWER_SERVER_HELLO, -1),
    CASE ("protocol_version", "\x15\x03\x01\x00\x02\x02\x46", REPOINT_TLS_ANSWER_ALERT, 70),
    CASE ("handshake_failure", "\x15\x03\x00\x00\x02\x02\x28", REPOINT_TLS_ANSWER_ALERT, 40),
    CASE ("alert in two records", "\x15\x03\x01\x00\x01\x02\x15\x03\x01\x00\x01\x28", REPOINT_TLS_ANSWER_ALERT, 40),
    CASE ("close_notify", "\x15\x03\x01\x00\x02\x01\x00", REPOINT_TLS_ANSWER_ALERT, 0),
    CASE ("warning, then a hello", "\x15\x03\x01\x00\x02\x01\x70\x16\x03\x03\x00\x2a" SH, REPOINT_TLS_ANSWER_SERVER_HELLO, 112),
    CASE ("two warnings in one record, then a hello", "\x15\x03\x01\x00\x04\x01\x70\x01\x5a\x16\x03\x03\x00\x2a" SH, REPOINT_TLS_ANSWER_SERVER_HELLO, 90),
    CASE ("warning, then an alert", "\x15\x03\x01\x00\x02\x01\x70\x15\x03\x01\x00\x02\x02\x28", REPOINT_TLS_ANSWER_ALERT, 40),
    CASE ("warning alone", "\x15\x03\x01\x00\x02\x01\x28", REPOINT_TLS_ANSWER_MORE, 40),
    CASE ("alert of no level", "\x15\x03\x01\x00\x02\x07\x28", REPOINT_TLS_ANSWER_ILLEGAL, -1),
    CASE ("hello request, then a hello", "\x16\x03\x03\x00\x04\x00\x00\x00\x00\x16\x03\x03\x00\x2a" SH, REPOINT_TLS_ANSWER_SERVER_HELLO, -1),
    CASE ("text", "220 mail.example ESMTP\r\n", REPOINT_TLS_ANSWER_GARBAGE, -1),
    CASE ("web page", "HTTP/1.1 400 Bad Request\r\n", REPOINT_TLS_ANSWER_GARBAGE, -1),
    CASE ("one byte of text", "H", REPOINT_TLS_ANSWER_GARBAGE, -1),
    CASE ("zero", "\x00", REPOINT_TLS_ANSWER_GARBAGE, -1),
    CASE ("SSLv2", "\x80\x0b\x04\x00\x01\x00\x02", REPOINT_TLS_ANSWER_GARBAGE, -1),
    CASE ("other major version", "\x16\x02", REPOINT_TLS_ANSWER_GARBAGE, -1),
    CASE ("application data", "\x17\x03\x03\x00\x02", REPOINT_TLS_ANSWER_GARBAGE, -1),
    CASE ("empty record", "\x16\x03\x03\x00\x00", REPOINT_TLS_ANSWER_ILLEGAL, -1),
    CASE ("empty alert", "\x15\x03\x03\x00\x00", REPOINT_TLS_ANSWER_ILLEGAL, -1),
    CASE ("too long a record", "\x16\x03\x03\x40\x01", REPOINT_TLS_ANSWER_ILLEGAL, -1),
    CASE ("longest record", "\x16\x03\x03\x40\x00", REPOINT_TLS_ANSWER_MORE, -1),
    CASE ("too long a message", "\x16\x03\x03\x00\x04\x02\xff\xff\xff", REPOINT_TLS_ANSWER_ILLEGAL, -1),
    CASE ("certificate first", "\x16\x03\x03\x00\x04\x0b\x00\x00\x00", REPOINT_TLS_ANSWER_ILLEGAL, -1),
    CASE ("empty hello", "\x16\x03\x03\x00\x04\x02\x00\x00\x00", REPOINT_TLS_ANSWER_ILLEGAL, -1),
    CASE ("session id longer than the message", "\x16\x03\x03\x00\x2a\x02\x00\x00\x26\x03\x03" "01234567890123456789012345678901" "\xff\x00\x2f\x00", REPOINT_TLS_ANSWER_ILLEGAL, -1),
    CASE ("extensions that lie about their length", "\x16\x03\x03\x00\x2c\x02\x00\x00\x28\x03\x03" "01234567890123456789012345678901" "\x00\x00\x2f\x00\x00\x01", REPOINT_TLS_ANSWER_ILLEGAL, -1),
    CASE ("an extension that lies about its length", "\x16\x03\x03\x00\x31\x02\x00\x00\x2d\x03\x03" "01234567890123456789012345678901" "\x00\x00\x2f\x00\x00\x05\xff\x01\x00\x02\x00", REPOINT_TLS_ANSWER_ILLEGAL, -1),
    CASE ("an extension twice", "\x16\x03\x03\x00\x34\x02\x00\x00\x30\x03\x03" "01234567890123456789012345678901" "\x00\x00\x2f\x00\x00\x08\x00\x17\x00\x00\x00\x17\x00\x00", REPOINT_TLS_ANSWER_ILLEGAL, -1),
    CASE ("an extension once", "\x16\x03\x03\x00\x30\x02\x00\x00\x2c\x03\x03" "01234567890123456789012345678901" "\x00\x00\x2f\x00\x00\x04\x00\x17\x00\x00", REPOINT_TLS_ANSWER_SERVER_HELLO, -1),
    CASE ("bytes behind the extensions", "\x16\x03\x03\x00\x2d\x02\x00\x00\x29\x03\x03" "01234567890123456789012345678901" "\x00\x00\x2f\x00\x00\x00\x00", REPOINT_TLS_ANSWER_ILLEGAL, -1),
    CASE ("supported_versions of one byte", "\x16\x03\x03\x00\x31\x02\x00\x00\x2d\x03\x03" "01234567890123456789012345678901" "\x00\x00\x2f\x00\x00\x05\x00\x2b\x00\x01\x03", REPOINT_TLS_ANSWER_ILLEGAL, -1),
#undef CASE
  };
  g_autoptr (GBytes) hello = make_hello (REPOINT_TLS_VERSION_1_2, REPOINT_TLS_VERSION_1_0);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      RepointTlsAnswer answer = feed_all_ways (hello, (const guint8 *) cases[i].bytes, cases[i].length);

      g_test_message ("%s: %s", cases[i].name, answer.illegal != NULL ? answer.illegal : "legal");
      g_assert_cmpint (answer.kind, ==, cases[i].kind);
      g_assert_cmpint (answer.alert, ==, cases[i].alert);
    }
}

static void
test_endless (void)
{
  g_autoptr (GBytes) hello = make_hello (REPOINT_TLS_VERSION_1_2, REPOINT_TLS_VERSION_1_0);
  g_autoptr (GByteArray) warnings = g_byte_array_new ();
  g_autoptr (GByteArray) requests = g_byte_array_new ();

  for (guint i = 0; i < 10000; i++)
    {
      append (warnings, "\x15\x03\x01\x00\x02\x01\x70", 7);
      append (requests, "\x16\x03\x03\x00\x04\x00\x00\x00\x00", 9);
    }

  g_assert_cmpint (feed (hello, warnings->data, warnings->len, 7).kind, ==, REPOINT_TLS_ANSWER_ILLEGAL);
  g_assert_cmpint (feed (hello, requests->data, requests->len, 5).kind, ==, REPOINT_TLS_ANSWER_ILLEGAL);
}

static void
test_bad_hello (void)
{
  g_autoptr (GBytes) whole = make_hello (REPOINT_TLS_VERSION_1_3, REPOINT_TLS_VERSION_1_0);

  for (gsize length = 0; length < g_bytes_get_size (whole); length++)
    {
      g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (whole, NULL), length);
      g_autoptr (GBytes) part = g_bytes_new_static (copy, length);
      g_autoptr (RepointTlsAnswerReader) reader = repoint_tls_answer_reader_new (part);

      repoint_tls_answer_reader_feed (reader, (const guint8 *) "\x16", 1);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/tls-answer/versions", test_versions);
  g_test_add_func ("/tls-answer/fragments", test_fragments);
  g_test_add_func ("/tls-answer/cut-and-changed", test_cut_and_changed);
  g_test_add_func ("/tls-answer/raw", test_raw);
  g_test_add_func ("/tls-answer/endless", test_endless);
  g_test_add_func ("/tls-answer/bad-hello", test_bad_hello);

  return g_test_run ();
}
