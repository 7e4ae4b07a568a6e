/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-tls-answer.h"
#include "repoint-tls-hello.h"

#include <string.h>

/* Answers written by hand: what OpenSSL no longer speaks, and what no decent server sends. */

#define ZERO_32 "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"

typedef struct
{
  guint8      type;
  const char *body;
  gsize       length;
} Message;

#define MESSAGE(type, body) { type, body, sizeof (body) - 1 }

/* The parts of flights. Lengths are in the bytes, so that they can lie. */
#define HELLO(version, suite) MESSAGE (2, version ZERO_32 "\0" suite "\0")
#define HELLO_WITH(version, suite, extensions) MESSAGE (2, version ZERO_32 "\0" suite "\0" extensions)
#define CERTIFICATE MESSAGE (11, "\0\0\x06\0\0\x03" "abc")
#define STATUS MESSAGE (22, "\x01\0\0\x01x")
#define REQUEST MESSAGE (13, "\x01\x01\0\0")
#define DONE MESSAGE (14, "")
#define CURVE(group) "\x03" group "\x03" "xyz"
#define SIGNED_1_2(algorithm) algorithm "\0\x02" "ss"
#define SIGNED "\0\x02" "ss"
#define PRIME "\0\x04\0\0\x01\xff" "\0\x01\x02" "\0\x02\x12\x34"

static GBytes *
make_flight (const Message *messages, gsize n_messages, guint8 minor)
{
  GByteArray *out = g_byte_array_new ();

  for (gsize i = 0; i < n_messages && messages[i].body != NULL; i++)
    {
      gsize length = messages[i].length;
      const guint8 headers[] = { 22, 3, minor, (guint8) ((length + 4) >> 8), (guint8) (length + 4),
                                 messages[i].type, (guint8) (length >> 16), (guint8) (length >> 8), (guint8) length };

      g_byte_array_append (out, headers, sizeof headers);
      g_byte_array_append (out, (const guint8 *) messages[i].body, (guint) length);
    }

  return g_byte_array_free_to_bytes (out);
}

/* In pieces of every small size the verdict is the same as in one; the reader of the last is returned. */
static RepointTlsAnswerReader *
read_answer (GBytes *hello, const guint8 *bytes, gsize length, gboolean flight)
{
  RepointTlsAnswerReader *whole = flight ? repoint_tls_answer_reader_new_flight (hello) : repoint_tls_answer_reader_new (hello);
  const RepointTlsAnswer *a = repoint_tls_answer_reader_get (whole);
  g_autofree guint8 *copy = g_memdup2 (bytes, length);

  repoint_tls_answer_reader_feed (whole, copy, length);
  for (gsize size = 1; size < 9; size++)
    {
      g_autoptr (RepointTlsAnswerReader) reader =
          flight ? repoint_tls_answer_reader_new_flight (hello) : repoint_tls_answer_reader_new (hello);
      const RepointTlsAnswer *b = repoint_tls_answer_reader_get (reader);

      for (gsize at = 0; at < length; at += size)
        {
          g_autofree guint8 *piece = g_memdup2 (bytes + at, MIN (size, length - at));

          repoint_tls_answer_reader_feed (reader, piece, MIN (size, length - at));
        }
      g_assert_cmpint (b->kind, ==, a->kind);
      g_assert_cmpint (b->version, ==, a->version);
      g_assert_cmpint (b->alert, ==, a->alert);
      g_assert_cmpuint (b->group, ==, a->group);
      g_assert_cmpstr (b->illegal, ==, a->illegal);
    }

  return whole;
}

static RepointTlsHello
question (RepointTlsVersion max, RepointTlsVersion min)
{
  return (RepointTlsHello) { .max_version = max, .min_version = min };
}

static void
test_flights (void)
{
  static const struct
  {
    const char          *name;
    RepointTlsVersion    version;
    Message              messages[6];
    RepointTlsAnswerKind kind;
    guint                group;
    guint                dh_bits;
    guint                algorithm;
  } cases[] = {
    { "SSLv3, RSA", 0x0300, { HELLO ("\3\0", "\0\x05"), CERTIFICATE, DONE }, REPOINT_TLS_ANSWER_SERVER_HELLO },
    { "SSLv3 that answers the renegotiation signal", 0x0300, { HELLO_WITH ("\3\0", "\0\x05", "\0\x05\xff\1\0\1\0"), CERTIFICATE, DONE }, REPOINT_TLS_ANSWER_SERVER_HELLO },
    { "SSLv3, DHE", 0x0300, { HELLO ("\3\0", "\0\x16"), CERTIFICATE, MESSAGE (12, PRIME SIGNED), DONE }, REPOINT_TLS_ANSWER_SERVER_HELLO, 0, 9 },
    { "SSLv3, anonymous DH", 0x0300, { HELLO ("\3\0", "\0\x18"), MESSAGE (12, PRIME), DONE }, REPOINT_TLS_ANSWER_SERVER_HELLO, 0, 9 },
    { "export RSA with its own key", 0x0301, { HELLO ("\3\1", "\0\x03"), CERTIFICATE, MESSAGE (12, "\0\2mm\0\1e" SIGNED), DONE }, REPOINT_TLS_ANSWER_SERVER_HELLO },
    { "export RSA without", 0x0301, { HELLO ("\3\1", "\0\x03"), CERTIFICATE, DONE }, REPOINT_TLS_ANSWER_SERVER_HELLO },
    { "export RSA cut short", 0x0301, { HELLO ("\3\1", "\0\x03"), CERTIFICATE, MESSAGE (12, "\0\2m") }, REPOINT_TLS_ANSWER_ILLEGAL },
    { "export DHE", 0x0301, { HELLO ("\3\1", "\0\x14"), CERTIFICATE, MESSAGE (12, PRIME SIGNED), DONE }, REPOINT_TLS_ANSWER_SERVER_HELLO, 0, 9 },
    { "static ECDH", 0x0303, { HELLO ("\3\3", "\xc0\x04"), CERTIFICATE, DONE }, REPOINT_TLS_ANSWER_SERVER_HELLO },
    { "static DH", 0x0301, { HELLO ("\3\1", "\0\x31"), CERTIFICATE, DONE }, REPOINT_TLS_ANSWER_SERVER_HELLO },
    { "certificate wanted", 0x0303, { HELLO ("\3\3", "\xc0\x2f"), CERTIFICATE, MESSAGE (12, CURVE ("\0\x17") SIGNED_1_2 ("\4\1")), REQUEST, DONE }, REPOINT_TLS_ANSWER_SERVER_HELLO, 23, 0, 0x0401 },
    { "a request for a hello in between", 0x0303, { HELLO ("\3\3", "\0\x2f"), CERTIFICATE, MESSAGE (0, ""), DONE }, REPOINT_TLS_ANSWER_SERVER_HELLO },
    { "anonymous ECDH", 0x0303, { HELLO ("\3\3", "\xc0\x18"), MESSAGE (12, CURVE ("\0\x18")), DONE }, REPOINT_TLS_ANSWER_SERVER_HELLO, 24 },

    { "no certificate", 0x0303, { HELLO ("\3\3", "\0\x2f"), DONE }, REPOINT_TLS_ANSWER_ILLEGAL },
    { "no certificate, but a key exchange", 0x0303, { HELLO ("\3\3", "\xc0\x2f"), MESSAGE (12, CURVE ("\0\x17") SIGNED_1_2 ("\4\1")) }, REPOINT_TLS_ANSWER_ILLEGAL },
    { "no key exchange", 0x0303, { HELLO ("\3\3", "\xc0\x2f"), CERTIFICATE, DONE }, REPOINT_TLS_ANSWER_ILLEGAL },
    { "a key exchange that does not belong", 0x0303, { HELLO ("\3\3", "\0\x2f"), CERTIFICATE, MESSAGE (12, PRIME SIGNED) }, REPOINT_TLS_ANSWER_ILLEGAL },
    { "certificate with an anonymous suite", 0x0303, { HELLO ("\3\3", "\0\x34"), CERTIFICATE }, REPOINT_TLS_ANSWER_ILLEGAL },
    { "two certificates", 0x0303, { HELLO ("\3\3", "\0\x2f"), CERTIFICATE, CERTIFICATE }, REPOINT_TLS_ANSWER_ILLEGAL },
    { "two hellos", 0x0303, { HELLO ("\3\3", "\0\x2f"), HELLO ("\3\3", "\0\x2f") }, REPOINT_TLS_ANSWER_ILLEGAL },
    { "certificate too late", 0x0303, { HELLO ("\3\3", "\xc0\x18"), MESSAGE (12, CURVE ("\0\x18")), CERTIFICATE }, REPOINT_TLS_ANSWER_ILLEGAL },
    { "a status nobody asked for", 0x0303, { HELLO ("\3\3", "\0\x2f"), CERTIFICATE, STATUS }, REPOINT_TLS_ANSWER_ILLEGAL },
    { "the client's message", 0x0303, { HELLO ("\3\3", "\0\x2f"), MESSAGE (16, "x") }, REPOINT_TLS_ANSWER_ILLEGAL },
    { "done with a body", 0x0303, { HELLO ("\3\3", "\0\x2f"), CERTIFICATE, MESSAGE (14, "x") }, REPOINT_TLS_ANSWER_ILLEGAL },
    { "no certificate in the certificates", 0x0303, { HELLO ("\3\3", "\0\x2f"), MESSAGE (11, "\0\0\0") }, REPOINT_TLS_ANSWER_ILLEGAL },
    { "an empty certificate", 0x0303, { HELLO ("\3\3", "\0\x2f"), MESSAGE (11, "\0\0\3\0\0\0") }, REPOINT_TLS_ANSWER_ILLEGAL },
    { "certificates longer than the message", 0x0303, { HELLO ("\3\3", "\0\x2f"), MESSAGE (11, "\0\0\7\0\0\3abc") }, REPOINT_TLS_ANSWER_ILLEGAL },
    { "certificate longer than its list", 0x0303, { HELLO ("\3\3", "\0\x2f"), MESSAGE (11, "\0\0\6\0\0\4abc") }, REPOINT_TLS_ANSWER_ILLEGAL },
    { "bytes behind the certificates", 0x0303, { HELLO ("\3\3", "\0\x2f"), MESSAGE (11, "\0\0\6\0\0\3abcd") }, REPOINT_TLS_ANSWER_ILLEGAL },
    { "a curve that was not offered", 0x0303, { HELLO ("\3\3", "\xc0\x2f"), CERTIFICATE, MESSAGE (12, CURVE ("\0\x01") SIGNED_1_2 ("\4\1")) }, REPOINT_TLS_ANSWER_ILLEGAL },
    { "a curve written out", 0x0303, { HELLO ("\3\3", "\xc0\x2f"), CERTIFICATE, MESSAGE (12, "\1whatever") }, REPOINT_TLS_ANSWER_ILLEGAL },
    { "a kind of curve that does not exist", 0x0303, { HELLO ("\3\3", "\xc0\x2f"), CERTIFICATE, MESSAGE (12, "\4\0\x17\3xyz") }, REPOINT_TLS_ANSWER_ILLEGAL },
    { "a point of nothing", 0x0303, { HELLO ("\3\3", "\xc0\x2f"), CERTIFICATE, MESSAGE (12, "\3\0\x17\0" SIGNED_1_2 ("\4\1")) }, REPOINT_TLS_ANSWER_ILLEGAL },
    { "an algorithm that was not offered", 0x0303, { HELLO ("\3\3", "\xc0\x2f"), CERTIFICATE, MESSAGE (12, CURVE ("\0\x17") SIGNED_1_2 ("\1\1")) }, REPOINT_TLS_ANSWER_ILLEGAL },
    { "an empty signature", 0x0303, { HELLO ("\3\3", "\xc0\x2f"), CERTIFICATE, MESSAGE (12, CURVE ("\0\x17") "\4\1\0\0") }, REPOINT_TLS_ANSWER_ILLEGAL },
    { "no signature", 0x0303, { HELLO ("\3\3", "\xc0\x2f"), CERTIFICATE, MESSAGE (12, CURVE ("\0\x17")) }, REPOINT_TLS_ANSWER_ILLEGAL },
    { "bytes behind the signature", 0x0303, { HELLO ("\3\3", "\xc0\x2f"), CERTIFICATE, MESSAGE (12, CURVE ("\0\x17") SIGNED_1_2 ("\4\1") "x") }, REPOINT_TLS_ANSWER_ILLEGAL },
    { "bytes behind an anonymous exchange", 0x0303, { HELLO ("\3\3", "\xc0\x18"), MESSAGE (12, CURVE ("\0\x18") "x") }, REPOINT_TLS_ANSWER_ILLEGAL },
    { "a prime of zero", 0x0303, { HELLO ("\3\3", "\0\x34"), MESSAGE (12, "\0\2\0\0\0\1\2\0\1\3") }, REPOINT_TLS_ANSWER_ILLEGAL },
    { "an empty generator", 0x0303, { HELLO ("\3\3", "\0\x34"), MESSAGE (12, "\0\1\7\0\0\0\1\3") }, REPOINT_TLS_ANSWER_ILLEGAL },
    { "a prime longer than the message", 0x0303, { HELLO ("\3\3", "\0\x34"), MESSAGE (12, "\xff\xff\7\0\1\2\0\1\3") }, REPOINT_TLS_ANSWER_ILLEGAL },
    { "a ServerHello of a version above", 0x0302, { HELLO ("\3\3", "\0\x2f") }, REPOINT_TLS_ANSWER_ILLEGAL },
    { "a signal as suite", 0x0303, { HELLO ("\3\3", "\0\xff") }, REPOINT_TLS_ANSWER_ILLEGAL },
    { "an extension that was not offered", 0x0303, { HELLO_WITH ("\3\3", "\0\x2f", "\0\4\0\x23\0\0") }, REPOINT_TLS_ANSWER_ILLEGAL },
    { "a cookie below TLS 1.3", 0x0303, { HELLO_WITH ("\3\3", "\0\x2f", "\0\4\0\x2c\0\0") }, REPOINT_TLS_ANSWER_ILLEGAL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      RepointTlsHello asked = question (cases[i].version, cases[i].version);
      g_autoptr (GBytes) hello = repoint_tls_hello_build (&asked);
      g_autoptr (GBytes) flight = make_flight (cases[i].messages, G_N_ELEMENTS (cases[i].messages), cases[i].version & 0xff);
      g_autoptr (RepointTlsAnswerReader) reader =
          read_answer (hello, g_bytes_get_data (flight, NULL), g_bytes_get_size (flight), TRUE);
      const RepointTlsAnswer *answer = repoint_tls_answer_reader_get (reader);

      g_test_message ("%s: %s", cases[i].name, answer->illegal != NULL ? answer->illegal : "legal");
      g_assert_cmpint (answer->kind, ==, cases[i].kind);
      if (answer->kind != REPOINT_TLS_ANSWER_SERVER_HELLO)
        continue;
      g_assert_cmpint (answer->version, ==, cases[i].version);
      g_assert_cmpuint (answer->group, ==, cases[i].group);
      g_assert_cmpuint (answer->dh_bits, ==, cases[i].dh_bits);
      g_assert_cmpuint (answer->signature_algorithm, ==, cases[i].algorithm);
    }
}

/* Only the bare hello leaves the curve to the server, even one written out. */
static void
test_no_groups (void)
{
  static const Message written_out[] = { HELLO ("\3\3", "\xc0\x2f"), CERTIFICATE, MESSAGE (12, "\1whatever"), DONE };
  static const Message rare[] = { HELLO ("\3\3", "\xc0\x2f"), CERTIFICATE, MESSAGE (12, CURVE ("\0\x01") SIGNED_1_2 ("\2\1")), DONE };
  RepointTlsHello asked = question (REPOINT_TLS_VERSION_1_2, REPOINT_TLS_VERSION_1_2);
  g_autoptr (GBytes) hello = NULL;
  g_autoptr (GBytes) one = make_flight (written_out, G_N_ELEMENTS (written_out), 3);
  g_autoptr (GBytes) two = make_flight (rare, G_N_ELEMENTS (rare), 3);
  g_autoptr (RepointTlsAnswerReader) first = NULL;
  g_autoptr (RepointTlsAnswerReader) second = NULL;

  asked.no_extensions = TRUE;
  hello = repoint_tls_hello_build (&asked);
  first = read_answer (hello, g_bytes_get_data (one, NULL), g_bytes_get_size (one), TRUE);
  second = read_answer (hello, g_bytes_get_data (two, NULL), g_bytes_get_size (two), TRUE);
  g_assert_cmpint (repoint_tls_answer_reader_get (first)->kind, ==, REPOINT_TLS_ANSWER_SERVER_HELLO);
  g_assert_cmpuint (repoint_tls_answer_reader_get (first)->group, ==, 0xff01);
  g_assert_cmpint (repoint_tls_answer_reader_get (second)->kind, ==, REPOINT_TLS_ANSWER_SERVER_HELLO);
  g_assert_cmpuint (repoint_tls_answer_reader_get (second)->group, ==, 1);
}

static RepointTlsAnswerReader *
read_many_certificates (guint count, gsize size)
{
  RepointTlsHello asked = question (REPOINT_TLS_VERSION_1_2, REPOINT_TLS_VERSION_1_2);
  g_autoptr (GBytes) hello = repoint_tls_hello_build (&asked);
  g_autofree guint8 *der = g_malloc0 (size);
  RepointTlsAnswerReader *reader = repoint_tls_answer_reader_new_flight (hello);
  static const Message server_hello[] = { HELLO ("\3\3", "\0\x2f") };
  g_autoptr (GBytes) first = make_flight (server_hello, 1, 3);
  g_autoptr (GByteArray) message = g_byte_array_new ();
  gsize list = count * (size + 3);
  guint8 header[] = { 11, (guint8) ((list + 3) >> 16), (guint8) ((list + 3) >> 8), (guint8) (list + 3),
                      (guint8) (list >> 16), (guint8) (list >> 8), (guint8) list };

  g_byte_array_append (message, header, sizeof header);
  for (guint i = 0; i < count; i++)
    {
      guint8 length[] = { (guint8) (size >> 16), (guint8) (size >> 8), (guint8) size };

      g_byte_array_append (message, length, sizeof length);
      g_byte_array_append (message, der, (guint) size);
    }
  g_byte_array_append (message, (const guint8 *) "\x0e\0\0\0", 4);

  repoint_tls_answer_reader_feed (reader, g_bytes_get_data (first, NULL), g_bytes_get_size (first));
  for (gsize at = 0; at < message->len; at += 16384)
    {
      gsize part = MIN (16384, message->len - at);
      guint8 record[] = { 22, 3, 3, (guint8) (part >> 8), (guint8) part };

      repoint_tls_answer_reader_feed (reader, record, sizeof record);
      repoint_tls_answer_reader_feed (reader, message->data + at, part);
    }

  return reader;
}

static void
test_many_certificates (void)
{
  g_autoptr (RepointTlsAnswerReader) many = read_many_certificates (40, 1000);
  g_autoptr (RepointTlsAnswerReader) long_one = read_many_certificates (1, 65000);
  g_autoptr (RepointTlsAnswerReader) too_long = read_many_certificates (70, 1000);

  g_assert_cmpint (repoint_tls_answer_reader_get (many)->kind, ==, REPOINT_TLS_ANSWER_SERVER_HELLO);
  g_assert_cmpuint (repoint_tls_answer_reader_get (many)->certificates->len, ==, REPOINT_TLS_ANSWER_MAX_CERTIFICATES);
  g_assert_cmpint (repoint_tls_answer_reader_get (long_one)->kind, ==, REPOINT_TLS_ANSWER_SERVER_HELLO);
  g_assert_cmpint (repoint_tls_answer_reader_get (too_long)->kind, ==, REPOINT_TLS_ANSWER_ILLEGAL);
  g_assert_null (repoint_tls_answer_reader_get (too_long)->certificates);
  g_assert_cmpint (repoint_tls_answer_reader_get (too_long)->version, ==, REPOINT_TLS_VERSION_1_2);
}

/* draft-hickman-netscape-ssl-00: SERVER-HELLO section 1.3.2.1, ERROR section 1.3.3 and C.3 */
static void
test_ssl2 (void)
{
  static const struct
  {
    const char          *name;
    const char          *bytes;
    gsize                length;
    RepointTlsAnswerKind kind;
    guint                n_suites;
    guint32              suite;
    guint                error;
    int                  alert;
  } cases[] = {
#define CASE(name, bytes, ...) { name, bytes, sizeof (bytes) - 1, __VA_ARGS__ }
#define ID "0123456789abcdef"
    CASE ("two kinds", "\x80\x25\4\0\1\0\2\0\4\0\6\0\x10" "cert" "\1\0\x80\7\0\xc0" ID, REPOINT_TLS_ANSWER_SERVER_HELLO, 2, 0x010080, 0, -1),
    CASE ("no kind, CVE-2015-3197", "\x80\x1f\4\0\1\0\2\0\4\0\0\0\x10" "cert" ID, REPOINT_TLS_ANSWER_SERVER_HELLO, 0, 0, 0, -1),
    CASE ("no certificate", "\x80\x1e\4\0\1\0\2\0\0\0\3\0\x10" "\2\0\x80" ID, REPOINT_TLS_ANSWER_SERVER_HELLO, 1, 0x020080, 0, -1),
    CASE ("no cipher", "\x80\3\0\0\1", REPOINT_TLS_ANSWER_SSL2_ERROR, 0, 0, 1, -1),
    CASE ("cut", "\x80\x1f\4\0\1\0\2\0\4\0\0\0\x10" "cert", REPOINT_TLS_ANSWER_MORE, 0, 0, 0, -1),
    CASE ("a session resumed", "\x80\x1f\4\1\1\0\2\0\4\0\0\0\x10" "cert" ID, REPOINT_TLS_ANSWER_ILLEGAL, 0, 0, 0, -1),
    CASE ("another version", "\x80\x1f\4\0\1\3\0\0\4\0\0\0\x10" "cert" ID, REPOINT_TLS_ANSWER_ILLEGAL, 0, 0, 0, -1),
    CASE ("a third of a kind", "\x80\x20\4\0\1\0\2\0\4\0\1\0\x10" "cert" "\1" ID, REPOINT_TLS_ANSWER_ILLEGAL, 0, 0, 0, -1),
    CASE ("lengths beyond the record", "\x80\x1f\4\0\1\0\2\xff\xff\0\0\0\x10" "cert" ID, REPOINT_TLS_ANSWER_ILLEGAL, 0, 0, 0, -1),
    CASE ("lengths short of the record", "\x80\x1f\4\0\1\0\2\0\4\0\0\0\x0f" "cert" ID, REPOINT_TLS_ANSWER_ILLEGAL, 0, 0, 0, -1),
    CASE ("nothing but a type", "\x80\1\4", REPOINT_TLS_ANSWER_GARBAGE, 0, 0, 0, -1),
    CASE ("short", "\x80\4\4\0\1\0", REPOINT_TLS_ANSWER_ILLEGAL, 0, 0, 0, -1),
    CASE ("an empty record", "\x80\0\4", REPOINT_TLS_ANSWER_GARBAGE, 0, 0, 0, -1),
    CASE ("a client's message", "\x80\x10\1\0\2", REPOINT_TLS_ANSWER_GARBAGE, 0, 0, 0, -1),
    CASE ("an alert of TLS", "\x15\3\1\0\2\2\x46", REPOINT_TLS_ANSWER_ALERT, 0, 0, 0, 70),
    CASE ("a ServerHello of SSLv3", "\x16\3\0\0\x2a\2\0\0\x26\3\0" ZERO_32 "\0\0\x05\0", REPOINT_TLS_ANSWER_ILLEGAL, 0, 0, 0, -1),
    CASE ("text", "220 mail", REPOINT_TLS_ANSWER_GARBAGE, 0, 0, 0, -1),
#undef CASE
  };
  RepointTlsHello asked = question (REPOINT_TLS_VERSION_SSL2, REPOINT_TLS_VERSION_SSL2);
  g_autoptr (GBytes) hello = repoint_tls_hello_build (&asked);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RepointTlsAnswerReader) reader =
          read_answer (hello, (const guint8 *) cases[i].bytes, cases[i].length, FALSE);
      const RepointTlsAnswer *answer = repoint_tls_answer_reader_get (reader);

      g_test_message ("%s: %s", cases[i].name, answer->illegal != NULL ? answer->illegal : "legal");
      g_assert_cmpint (answer->kind, ==, cases[i].kind);
      g_assert_cmpint (answer->alert, ==, cases[i].alert);
      g_assert_cmpuint (answer->ssl2_error, ==, cases[i].error);
      g_assert_cmpuint (answer->n_ssl2_suites, ==, cases[i].n_suites);
      if (cases[i].n_suites > 0)
        g_assert_cmpuint (answer->ssl2_suites[0], ==, cases[i].suite);
      if (answer->kind != REPOINT_TLS_ANSWER_SERVER_HELLO)
        continue;
      g_assert_cmpint (answer->version, ==, REPOINT_TLS_VERSION_SSL2);
      g_assert_cmpint (answer->certificates != NULL, ==, cases[i].bytes[8] == 4);
      if (answer->certificates != NULL)
        g_assert_cmpmem (g_bytes_get_data (g_ptr_array_index (answer->certificates, 0), NULL),
                         g_bytes_get_size (g_ptr_array_index (answer->certificates, 0)), "cert", 4);
    }
}

/* A server that only knows SSLv2 says so to a hello of TLS; only the whole ERROR counts, and no SERVER-HELLO. */
static void
test_ssl2_to_tls (void)
{
  RepointTlsHello asked = question (REPOINT_TLS_VERSION_1_2, REPOINT_TLS_VERSION_1_0);
  g_autoptr (GBytes) hello = repoint_tls_hello_build (&asked);
  g_autoptr (RepointTlsAnswerReader) error = read_answer (hello, (const guint8 *) "\x80\3\0\0\1", 5, FALSE);
  g_autoptr (RepointTlsAnswerReader) half = read_answer (hello, (const guint8 *) "\x80\3\0\0", 4, FALSE);
  g_autoptr (RepointTlsAnswerReader) other = read_answer (hello, (const guint8 *) "\x80\x1f\4", 3, FALSE);
  g_autoptr (RepointTlsAnswerReader) telnet = read_answer (hello, (const guint8 *) "\xff\xfd", 2, FALSE);

  g_assert_cmpint (repoint_tls_answer_reader_get (error)->kind, ==, REPOINT_TLS_ANSWER_SSL2_ERROR);
  g_assert_cmpint (repoint_tls_answer_reader_get (half)->kind, ==, REPOINT_TLS_ANSWER_MORE);
  g_assert_cmpint (repoint_tls_answer_reader_get (other)->kind, ==, REPOINT_TLS_ANSWER_GARBAGE);
  g_assert_cmpint (repoint_tls_answer_reader_get (telnet)->kind, ==, REPOINT_TLS_ANSWER_GARBAGE);
}

/* A client of the turn of the century says hello to TLS 1.0 in the format of SSLv2; the answer is TLS. */
static void
test_ssl2_format (void)
{
  static const guint8 bytes[] = "\x80\x22\1\3\1\0\x09\0\0\0\x10" "\0\0\x2f" "\0\0\x0a" "\1\0\x80" "0123456789abcdef";
  static const Message good[] = { HELLO ("\3\1", "\0\x2f"), CERTIFICATE, DONE };
  static const Message above[] = { HELLO ("\3\2", "\0\x2f") };
  static const Message other[] = { HELLO ("\3\1", "\0\x35") };
  g_autoptr (GBytes) hello = g_bytes_new_static (bytes, sizeof bytes - 1);
  g_autoptr (GBytes) flight = make_flight (good, G_N_ELEMENTS (good), 1);
  g_autoptr (GBytes) higher = make_flight (above, 1, 1);
  g_autoptr (GBytes) strange = make_flight (other, 1, 1);
  g_autoptr (RepointTlsAnswerReader) first = read_answer (hello, g_bytes_get_data (flight, NULL), g_bytes_get_size (flight), TRUE);
  g_autoptr (RepointTlsAnswerReader) second = read_answer (hello, g_bytes_get_data (higher, NULL), g_bytes_get_size (higher), TRUE);
  g_autoptr (RepointTlsAnswerReader) third = read_answer (hello, g_bytes_get_data (strange, NULL), g_bytes_get_size (strange), TRUE);

  g_assert_cmpint (repoint_tls_answer_reader_get (first)->kind, ==, REPOINT_TLS_ANSWER_SERVER_HELLO);
  g_assert_cmpint (repoint_tls_answer_reader_get (first)->version, ==, REPOINT_TLS_VERSION_1_0);
  g_assert_cmpuint (repoint_tls_answer_reader_get (first)->suite, ==, 0x002f);
  g_assert_cmpint (repoint_tls_answer_reader_get (second)->kind, ==, REPOINT_TLS_ANSWER_ILLEGAL);
  g_assert_cmpint (repoint_tls_answer_reader_get (third)->kind, ==, REPOINT_TLS_ANSWER_ILLEGAL);
}

#define RETRY "\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91\xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07\x9e\x09\xe2\xc8\xa8\x33\x9c"
/* RFC 8446 section 4.1.3: that of the hello comes back. */
#define ID_32 "\x20" ZERO_32
#define VERSION_1_3 "\0\x2b\0\2\3\4"

static void
test_key_shares (void)
{
  static const guint8 share[REPOINT_TLS_RANDOM_LENGTH] = { 9 };
  static const struct
  {
    const char          *name;
    gboolean             with_share;
    Message              message;
    RepointTlsAnswerKind kind;
    guint                group;
  } cases[] = {
    { "retry", FALSE, MESSAGE (2, "\3\3" RETRY ID_32 "\x13\1\0\0\x0c" VERSION_1_3 "\0\x33\0\2\0\x1e"), REPOINT_TLS_ANSWER_SERVER_HELLO, 30 },
    { "retry with a cookie", FALSE, MESSAGE (2, "\3\3" RETRY ID_32 "\x13\1\0\0\x13" VERSION_1_3 "\0\x33\0\2\0\x1e\0\x2c\0\3\0\1x"), REPOINT_TLS_ANSWER_SERVER_HELLO, 30 },
    { "retry for a group never offered", FALSE, MESSAGE (2, "\3\3" RETRY ID_32 "\x13\1\0\0\x0c" VERSION_1_3 "\0\x33\0\2\0\1"), REPOINT_TLS_ANSWER_ILLEGAL },
    { "retry for what was there", TRUE, MESSAGE (2, "\3\3" RETRY ID_32 "\x13\1\0\0\x0c" VERSION_1_3 "\0\x33\0\2\0\x1d"), REPOINT_TLS_ANSWER_ILLEGAL },
    { "retry with a key", FALSE, MESSAGE (2, "\3\3" RETRY ID_32 "\x13\1\0\0\x0e" VERSION_1_3 "\0\x33\0\4\0\x1e\0\0"), REPOINT_TLS_ANSWER_ILLEGAL },
    { "share", TRUE, MESSAGE (2, "\3\3" ZERO_32 ID_32 "\x13\1\0\0\x0f" VERSION_1_3 "\0\x33\0\5\0\x1d\0\1k"), REPOINT_TLS_ANSWER_SERVER_HELLO, 29 },
    { "share of another group", TRUE, MESSAGE (2, "\3\3" ZERO_32 ID_32 "\x13\1\0\0\x0f" VERSION_1_3 "\0\x33\0\5\0\x17\0\1k"), REPOINT_TLS_ANSWER_ILLEGAL },
    { "share for none", FALSE, MESSAGE (2, "\3\3" ZERO_32 ID_32 "\x13\1\0\0\x0f" VERSION_1_3 "\0\x33\0\5\0\x1d\0\1k"), REPOINT_TLS_ANSWER_ILLEGAL },
    { "empty share", TRUE, MESSAGE (2, "\3\3" ZERO_32 ID_32 "\x13\1\0\0\x0e" VERSION_1_3 "\0\x33\0\4\0\x1d\0\0"), REPOINT_TLS_ANSWER_ILLEGAL },
    { "share that lies", TRUE, MESSAGE (2, "\3\3" ZERO_32 ID_32 "\x13\1\0\0\x0f" VERSION_1_3 "\0\x33\0\5\0\x1d\0\2k"), REPOINT_TLS_ANSWER_ILLEGAL },
    { "bytes behind the share", TRUE, MESSAGE (2, "\3\3" ZERO_32 ID_32 "\x13\1\0\0\x10" VERSION_1_3 "\0\x33\0\6\0\x1d\0\1kx"), REPOINT_TLS_ANSWER_ILLEGAL },
    { "another session id", TRUE, MESSAGE (2, "\3\3" ZERO_32 "\0\x13\1\0\0\x0f" VERSION_1_3 "\0\x33\0\5\0\x1d\0\1k"), REPOINT_TLS_ANSWER_ILLEGAL },
    { "half a group", FALSE, MESSAGE (2, "\3\3" RETRY ID_32 "\x13\1\0\0\x0b" VERSION_1_3 "\0\x33\0\1\0"), REPOINT_TLS_ANSWER_ILLEGAL },
    { "share below TLS 1.3", TRUE, MESSAGE (2, "\3\3" ZERO_32 "\0\xc0\x2f\0\0\x09\0\x33\0\5\0\x1d\0\1k"), REPOINT_TLS_ANSWER_ILLEGAL },
    { "version zero", FALSE, MESSAGE (2, "\3\3" ZERO_32 "\0\xc0\x2f\0\0\x06\0\x2b\0\2\0\0"), REPOINT_TLS_ANSWER_ILLEGAL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      RepointTlsHello asked = question (REPOINT_TLS_VERSION_1_3, REPOINT_TLS_VERSION_1_0);
      g_autoptr (GBytes) hello = NULL;
      g_autoptr (GBytes) flight = make_flight (&cases[i].message, 1, 3);
      g_autoptr (RepointTlsAnswerReader) reader = NULL;
      const RepointTlsAnswer *answer;

      asked.key_share = cases[i].with_share ? share : NULL;
      hello = repoint_tls_hello_build (&asked);
      reader = read_answer (hello, g_bytes_get_data (flight, NULL), g_bytes_get_size (flight), FALSE);
      answer = repoint_tls_answer_reader_get (reader);
      g_test_message ("%s: %s", cases[i].name, answer->illegal != NULL ? answer->illegal : "legal");
      g_assert_cmpint (answer->kind, ==, cases[i].kind);
      g_assert_cmpuint (answer->group, ==, cases[i].group);
      if (answer->kind == REPOINT_TLS_ANSWER_ILLEGAL)
        g_assert_cmpint (answer->version, ==, REPOINT_TLS_VERSION_NONE);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/tls-answer/flights", test_flights);
  g_test_add_func ("/tls-answer/no-groups", test_no_groups);
  g_test_add_func ("/tls-answer/many-certificates", test_many_certificates);
  g_test_add_func ("/tls-answer/key-shares", test_key_shares);
  g_test_add_func ("/tls-answer/ssl2", test_ssl2);
  g_test_add_func ("/tls-answer/ssl2-to-tls", test_ssl2_to_tls);
  g_test_add_func ("/tls-answer/ssl2-format", test_ssl2_format);

  return g_test_run ();
}
