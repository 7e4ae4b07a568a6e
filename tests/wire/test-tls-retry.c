/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may come behind a HelloRetryRequest, and what a server may not choose. */
#include "config.h"

#include "repoint-tls-answer.h"
#include "repoint-tls-hello.h"

#include <string.h>

#define RETRY "\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91\xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07\x9e\x09\xe2\xc8\xa8\x33\x9c"
#define ZERO_32 "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define ID_32 "\x20" ZERO_32
#define VERSION_1_3 "\0\x2b\0\2\3\4"
#define COOKIE "\0\x2c\0\4\0\2xy"

#define ASK_X25519 "\3\3" RETRY ID_32 "\x13\1\0\0\x0c" VERSION_1_3 "\0\x33\0\2\0\x1d"
#define GIVE_X25519 "\3\3" ZERO_32 ID_32 "\x13\1\0\0\x0f" VERSION_1_3 "\0\x33\0\5\0\x1d\0\1k"

typedef struct
{
  const char *bytes;
  gsize       length;
} Body;

#define BODY(bytes) { bytes, sizeof bytes - 1 }

static void
append_record (GByteArray *out, const Body *body, const char *behind)
{
  guint8 headers[] = { 22, 3, 3, 0, (guint8) (body->length + 4 + strlen (behind)), 2, 0, 0, (guint8) body->length };

  g_byte_array_append (out, headers, sizeof headers);
  g_byte_array_append (out, (const guint8 *) body->bytes, (guint) body->length);
  g_byte_array_append (out, (const guint8 *) behind, (guint) strlen (behind));
}

static void
append_hello (GByteArray *out, const Body *body)
{
  append_record (out, body, "");
}

static GBytes *
make_hello (gboolean with_share)
{
  static const guint8 share[REPOINT_TLS_RANDOM_LENGTH] = { 9 };
  const RepointTlsHello hello = {
    .max_version = REPOINT_TLS_VERSION_1_3,
    .min_version = REPOINT_TLS_VERSION_1_0,
    .key_share = with_share ? share : NULL,
  };

  return repoint_tls_hello_build (&hello);
}

/* The second hello goes out when the HelloRetryRequest is there, although more may be. */
static RepointTlsAnswerReader *
read_pieces (const GByteArray *in, gsize size)
{
  g_autoptr (GBytes) first = make_hello (FALSE);
  g_autoptr (GBytes) second = make_hello (TRUE);
  RepointTlsAnswerReader *reader = repoint_tls_answer_reader_new_flight (first);
  gboolean retried = FALSE;

  for (gsize at = 0; at < in->len; at += size)
    {
      g_autofree guint8 *piece = g_memdup2 (in->data + at, MIN (size, in->len - at));
      RepointTlsAnswerKind kind = repoint_tls_answer_reader_feed (reader, piece, MIN (size, in->len - at));

      if (kind == REPOINT_TLS_ANSWER_SERVER_HELLO && !retried)
        {
          retried = TRUE;
          repoint_tls_answer_reader_retry (reader, second);
        }
    }

  return reader;
}

static void
test_second_hello (void)
{
  static const char change[] = "\x14\3\3\0\1\1";
  static const struct
  {
    const char          *name;
    Body                 first;
    Body                 between;
    Body                 second;
    RepointTlsAnswerKind kind;
    guint                group;
  } cases[] = {
    { "as it should be", BODY (ASK_X25519), BODY (""), BODY (GIVE_X25519), REPOINT_TLS_ANSWER_SERVER_HELLO, 29 },
    { "change_cipher_spec between", BODY (ASK_X25519), BODY (change), BODY (GIVE_X25519), REPOINT_TLS_ANSWER_SERVER_HELLO, 29 },
    { "change_cipher_spec that is none", BODY (ASK_X25519), BODY ("\x14\3\3\0\1\2"), BODY (GIVE_X25519), REPOINT_TLS_ANSWER_ILLEGAL, 29 },
    { "change_cipher_spec too long", BODY (ASK_X25519), BODY ("\x14\3\3\0\2\1\1"), BODY (GIVE_X25519), REPOINT_TLS_ANSWER_ILLEGAL, 29 },
    { "something else between", BODY (ASK_X25519), BODY ("\x17\3\3\0\1\1"), BODY (GIVE_X25519), REPOINT_TLS_ANSWER_ILLEGAL, 29 },
    { "alert between", BODY (ASK_X25519), BODY ("\x15\3\3\0\2\2\x28"), BODY (GIVE_X25519), REPOINT_TLS_ANSWER_ALERT, 29 },
    { "with a cookie", BODY ("\3\3" RETRY ID_32 "\x13\1\0\0\x0e" VERSION_1_3 COOKIE), BODY (""), BODY (GIVE_X25519), REPOINT_TLS_ANSWER_SERVER_HELLO, 29 },
    { "a cookie that is empty", BODY ("\3\3" RETRY ID_32 "\x13\1\0\0\x0c" VERSION_1_3 "\0\x2c\0\2\0\0"), BODY (""), BODY (GIVE_X25519), REPOINT_TLS_ANSWER_ILLEGAL, 0 },
    { "asks for nothing", BODY ("\3\3" RETRY ID_32 "\x13\1\0\0\x06" VERSION_1_3), BODY (""), BODY (GIVE_X25519), REPOINT_TLS_ANSWER_ILLEGAL, 0 },
    { "asks again", BODY (ASK_X25519), BODY (change), BODY (ASK_X25519), REPOINT_TLS_ANSWER_ILLEGAL, 29 },
    { "another suite", BODY (ASK_X25519), BODY (""), BODY ("\3\3" ZERO_32 ID_32 "\x13\2\0\0\x0f" VERSION_1_3 "\0\x33\0\5\0\x1d\0\1k"), REPOINT_TLS_ANSWER_ILLEGAL, 29 },
    { "another version", BODY (ASK_X25519), BODY (""), BODY ("\3\3" ZERO_32 ID_32 "\xc0\x2f\0"), REPOINT_TLS_ANSWER_ILLEGAL, 29 },
    { "another group", BODY (ASK_X25519), BODY (""), BODY ("\3\3" ZERO_32 ID_32 "\x13\1\0\0\x0f" VERSION_1_3 "\0\x33\0\5\0\x17\0\1k"), REPOINT_TLS_ANSWER_ILLEGAL, 29 },
    { "cookie in the ServerHello", BODY (ASK_X25519), BODY (""), BODY ("\3\3" ZERO_32 ID_32 "\x13\1\0\0\x17" VERSION_1_3 "\0\x33\0\5\0\x1d\0\1k" COOKIE), REPOINT_TLS_ANSWER_ILLEGAL, 29 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) in = g_byte_array_new ();

      append_hello (in, &cases[i].first);
      g_byte_array_append (in, (const guint8 *) cases[i].between.bytes, (guint) cases[i].between.length);
      append_hello (in, &cases[i].second);

      for (gsize size = 1; size <= in->len; size++)
        {
          g_autoptr (RepointTlsAnswerReader) reader = read_pieces (in, size);
          const RepointTlsAnswer *answer = repoint_tls_answer_reader_get (reader);

          g_test_message ("%s, in pieces of %" G_GSIZE_FORMAT ": %s", cases[i].name, size,
                          answer->illegal != NULL ? answer->illegal : "legal");
          g_assert_cmpint (answer->kind, ==, cases[i].kind);
          g_assert_cmpuint (answer->group, ==, cases[i].group);
          if (answer->kind == REPOINT_TLS_ANSWER_SERVER_HELLO)
            {
              g_assert_true (answer->retried);
              g_assert_false (answer->retry);
              g_assert_cmpint (answer->version, ==, REPOINT_TLS_VERSION_1_3);
            }
        }
    }
}

/* However it is cut, what stands in the record behind the HelloRetryRequest is nothing that a server may say there. */
static void
test_same_record (void)
{
  static const Body first = BODY (ASK_X25519);
  static const Body second = BODY (GIVE_X25519);
  g_autoptr (GByteArray) in = g_byte_array_new ();

  append_record (in, &first, "\2");
  append_hello (in, &second);

  for (gsize size = 1; size <= in->len; size++)
    {
      g_autoptr (RepointTlsAnswerReader) reader = read_pieces (in, size);

      g_assert_cmpint (repoint_tls_answer_reader_get (reader)->kind, ==, REPOINT_TLS_ANSWER_ILLEGAL);
    }
}

static void
test_cookie (void)
{
  static const Body body = BODY ("\3\3" RETRY ID_32 "\x13\1\0\0\x0e" VERSION_1_3 COOKIE);
  g_autoptr (GBytes) hello = make_hello (TRUE);
  g_autoptr (RepointTlsAnswerReader) reader = repoint_tls_answer_reader_new (hello);
  g_autoptr (GByteArray) in = g_byte_array_new ();
  const RepointTlsAnswer *answer = repoint_tls_answer_reader_get (reader);

  append_hello (in, &body);
  g_assert_cmpint (repoint_tls_answer_reader_feed (reader, in->data, in->len), ==, REPOINT_TLS_ANSWER_SERVER_HELLO);
  g_assert_true (answer->retry);
  g_assert_nonnull (answer->cookie);
  g_assert_cmpmem (g_bytes_get_data (answer->cookie, NULL), g_bytes_get_size (answer->cookie), "xy", 2);
}

/* Only a HelloRetryRequest lets it come before the ServerHello. */
static void
test_change_first (void)
{
  static const guint8 change[] = { 20, 3, 3, 0, 1, 1 };
  g_autoptr (GBytes) hello = make_hello (TRUE);
  g_autoptr (RepointTlsAnswerReader) reader = repoint_tls_answer_reader_new (hello);

  g_assert_cmpint (repoint_tls_answer_reader_feed (reader, change, sizeof change), ==, REPOINT_TLS_ANSWER_GARBAGE);
}

/* A hello of TLS 1.0 as clients of its time sent it: two suites, and compression beside none. */
#define OLD_HELLO "\1\0\0\x2c\3\1" ZERO_32 "\0\0\4\0\x2f\0\5\2\1\0"

static void
test_old_hello (void)
{
  static const struct
  {
    const char           *name;
    Body                  body;
    RepointTlsAnswerKind  kind;
    RepointTlsNotOffered  not_offered;
  } cases[] = {
    { "as it should be", BODY ("\3\1" ZERO_32 "\0\0\5\0"), REPOINT_TLS_ANSWER_SERVER_HELLO, REPOINT_TLS_NOT_OFFERED_NOTHING },
    { "a lower version", BODY ("\3\0" ZERO_32 "\0\0\x2f\0"), REPOINT_TLS_ANSWER_SERVER_HELLO, REPOINT_TLS_NOT_OFFERED_NOTHING },
    { "compression that was offered", BODY ("\3\1" ZERO_32 "\0\0\x2f\1"), REPOINT_TLS_ANSWER_SERVER_HELLO, REPOINT_TLS_NOT_OFFERED_NOTHING },
    { "compression that was not", BODY ("\3\1" ZERO_32 "\0\0\x2f\x40"), REPOINT_TLS_ANSWER_ILLEGAL, REPOINT_TLS_NOT_OFFERED_NOTHING },
    { "a higher version", BODY ("\3\3" ZERO_32 "\0\0\x2f\0"), REPOINT_TLS_ANSWER_ILLEGAL, REPOINT_TLS_NOT_OFFERED_VERSION },
    { "a suite of its own", BODY ("\3\1" ZERO_32 "\0\0\x0a\0"), REPOINT_TLS_ANSWER_ILLEGAL, REPOINT_TLS_NOT_OFFERED_SUITE },
  };
  static const char message[] = OLD_HELLO;
  g_autoptr (GBytes) alone = g_bytes_new_static (message, sizeof message - 1);
  g_autoptr (GByteArray) record = g_byte_array_new ();
  g_autoptr (GBytes) within = NULL;

  g_byte_array_append (record, (const guint8 *) "\x16\3\1\0\x30", 5);
  g_byte_array_append (record, (const guint8 *) message, sizeof message - 1);
  within = g_bytes_new (record->data, record->len);

  for (gsize i = 0; i < 2 * G_N_ELEMENTS (cases); i++)
    {
      guint n = i / 2;
      g_autoptr (RepointTlsAnswerReader) reader = repoint_tls_answer_reader_new (i % 2 == 0 ? alone : within);
      g_autoptr (GByteArray) in = g_byte_array_new ();

      append_hello (in, &cases[n].body);
      g_test_message ("%s", cases[n].name);
      g_assert_cmpint (repoint_tls_answer_reader_feed (reader, in->data, in->len), ==, cases[n].kind);
      g_assert_cmpint (repoint_tls_answer_reader_get (reader)->not_offered, ==, cases[n].not_offered);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/tls-retry/second-hello", test_second_hello);
  g_test_add_func ("/tls-retry/same-record", test_same_record);
  g_test_add_func ("/tls-retry/cookie", test_cookie);
  g_test_add_func ("/tls-retry/change-first", test_change_first);
  g_test_add_func ("/tls-retry/old-hello", test_old_hello);

  return g_test_run ();
}
