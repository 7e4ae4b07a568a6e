/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-client-hello-reader.h"
#include "repoint-hello-replay.h"
#include "repoint-ja3.h"
#include "repoint-test-bytes.h"
#include "repoint-tls-hello.h"

#include <string.h>

#define FRESH      "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"
#define SESSION_ID "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf a0a1a2a3a4a5a6a7a8a9aaabacadaeaf"
#define KEY        "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf c0c1c2c3c4c5c6c7c8c9cacbcccdcecf"

static RepointClientHello *
parse (GBytes *raw)
{
  g_autoptr (GError) error = NULL;
  RepointClientHello *hello = repoint_client_hello_parse (raw, &error);

  g_assert_no_error (error);

  return hello;
}

static RepointHelloReplayInputs
make_inputs (const char *server_name, const RepointHelloShare *shares, guint n_shares)
{
  RepointHelloReplayInputs inputs = { .server_name = server_name, .shares = shares, .n_shares = n_shares };

  for (guint i = 0; i < 32; i++)
    {
      inputs.random[i] = (guint8) (0xf0 + i % 16);
      inputs.session_id[i] = (guint8) (0xa0 + i % 16);
    }

  return inputs;
}

/* What comes out of its records. */
static void
check_bytes (const RepointHelloReplay *replay, guint record_version)
{
  g_autoptr (RepointClientHelloReader) reader = repoint_client_hello_reader_new ();
  gsize length;
  const guint8 *data = g_bytes_get_data (replay->bytes, &length);

  g_assert_cmpint (repoint_client_hello_reader_feed (reader, data, length), ==, REPOINT_CLIENT_HELLO_READER_HELLO);
  g_assert_true (g_bytes_equal (repoint_client_hello_reader_get_hello (reader)->raw, replay->message));
  g_assert_cmpuint (repoint_client_hello_reader_get_consumed (reader), ==, length);
  g_assert_cmphex (repoint_client_hello_reader_get_record_version (reader), ==, record_version);
}

static RepointHelloReplay *
replay_raw (GBytes *raw, const char *server_name, const RepointHelloShare *shares, guint n_shares)
{
  g_autoptr (RepointClientHello) hello = parse (raw);
  const RepointHelloReplayInputs inputs = make_inputs (server_name, shares, n_shares);
  g_autoptr (GError) error = NULL;
  RepointHelloReplay *replay = repoint_hello_replay_new (hello, &inputs, &error);

  g_assert_no_error (error);

  return replay;
}

static void
assert_bytes (GBytes *bytes, const char *notation)
{
  g_autoptr (GBytes) expected = repoint_test_bytes (notation);

  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), g_bytes_get_data (expected, NULL), g_bytes_get_size (expected));
}

static void
test_rewriting (void)
{
  static const struct
  {
    const char *from;
    const char *server_name;
    const char *to;
    guint       record_version;
    guint       notes;
  } rows[] = {
    /* an old client, which has no extensions and will have none */
    { "01 [3 0301 @RANDOM@ [1] [2 002f 00ff] [1 00]]", "mail.test", "01 [3 0301 " FRESH " [1] [2 002f 00ff] [1 00]]",
      0x0301, REPOINT_HELLO_REPLAY_SERVER_NAME_IMPOSSIBLE },
    { "01 [3 0300 @RANDOM@ [1] [2 002f] [1 00]]", NULL, "01 [3 0300 " FRESH " [1] [2 002f] [1 00]]", 0x0300, 0 },
    /* an id of a session is left out; that of TLS 1.3 renewed */
    { "01 [3 0303 @RANDOM@ [1 0102] [2 002f] [1 00]]", NULL, "01 [3 0303 " FRESH " [1] [2 002f] [1 00]]",
      0x0301, REPOINT_HELLO_REPLAY_SESSION_DROPPED },
    { "01 [3 0303 @RANDOM@ [1 @RANDOM@] [2 1301] [1 00] [2 002b [2 [1 0304]]]]", NULL,
      "01 [3 0303 " FRESH " [1 " SESSION_ID "] [2 1301] [1 00] [2 002b [2 [1 0304]]]]", 0x0301, 0 },
    { "01 [3 0303 @RANDOM@ [1] [2 1301] [1 00] [2 002b [2 [1 0304]]]]", NULL,
      "01 [3 0303 " FRESH " [1] [2 1301] [1 00] [2 002b [2 [1 0304]]]]", 0x0301, 0 },
    /* the name, in its place, or in front, or none */
    { "01 [3 0303 @RANDOM@ [1] [2 c02f] [1 00] [2 0017 [2] 0000 [2 [2 00 [2 '192.0.2.1']]] 000a [2 [2 001d]]]]", "mail.test",
      "01 [3 0303 " FRESH " [1] [2 c02f] [1 00] [2 0017 [2] 0000 [2 [2 00 [2 'mail.test']]] 000a [2 [2 001d]]]]", 0x0301, 0 },
    { "01 [3 0303 @RANDOM@ [1] [2 c02f] [1 00] [2 0017 [2] 000a [2 [2 001d]]]]", "mail.test",
      "01 [3 0303 " FRESH " [1] [2 c02f] [1 00] [2 0000 [2 [2 00 [2 'mail.test']]] 0017 [2] 000a [2 [2 001d]]]]",
      0x0301, REPOINT_HELLO_REPLAY_SERVER_NAME_ADDED },
    { "01 [3 0303 @RANDOM@ [1] [2 c02f] [1 00] [2]]", "mail.test",
      "01 [3 0303 " FRESH " [1] [2 c02f] [1 00] [2 0000 [2 [2 00 [2 'mail.test']]]]]", 0x0301, REPOINT_HELLO_REPLAY_SERVER_NAME_ADDED },
    { "01 [3 0303 @RANDOM@ [1] [2 c02f] [1 00] [2 0000 [2 [2 00 [2 'mail.test']]] 0017 [2]]]", "2001:db8::1",
      "01 [3 0303 " FRESH " [1] [2 c02f] [1 00] [2 0017 [2]]]", 0x0301, REPOINT_HELLO_REPLAY_SERVER_NAME_DROPPED },
    { "01 [3 0303 @RANDOM@ [1] [2 c02f] [1 00] [2 0000 [2 [2 00 [2 'mail.test']]] 0017 [2]]]", NULL,
      "01 [3 0303 " FRESH " [1] [2 c02f] [1 00] [2 0017 [2]]]", 0x0301, REPOINT_HELLO_REPLAY_SERVER_NAME_DROPPED },
    /* nothing of earlier sessions; how one would resume them may stay */
    { "01 [3 0303 @RANDOM@ [1 @RANDOM@] [2 1301] [1 00] [2 0023 [2 01020304] 002a [2] 002c [2 [2 07]] 002b [2 [1 0304]] 002d [2 [1 01]]"
      " 0029 [2 [2 [2 'identity'] 00000000] [2 [1 @RANDOM@]]]]]", NULL,
      "01 [3 0303 " FRESH " [1 " SESSION_ID "] [2 1301] [1 00] [2 0023 [2] 002b [2 [1 0304]] 002d [2 [1 01]]]]",
      0x0301, REPOINT_HELLO_REPLAY_SESSION_DROPPED },
    /* reserved values stay as they were, and so do flaws */
    { "01 [3 0303 @RANDOM@ [1] [2 0a0a c02f c0] [1 01 00] [2 1a1a [2] 000a [2 [2 2a2a 001d 00]] 000a [2] 3a3a [2 00]] ff]", NULL,
      "01 [3 0303 " FRESH " [1] [2 0a0a c02f c0] [1 01 00] [2 1a1a [2] 000a [2 [2 2a2a 001d 00]] 000a [2] 3a3a [2 00]] ff]", 0x0301, 0 },
    { "01 [3 0303 @RANDOM@ [1] [2 1301] [1 00] [2 0000 [2] 0033 [2 [2 001d [2 @RANDOM@] 0017]] 000d [2 0009 0401] 002b [2 [1 0304]]]]", NULL,
      "01 [3 0303 " FRESH " [1] [2 1301] [1 00] [2 0033 [2 [2 001d [2 @RANDOM@] 0017]] 000d [2 0009 0401] 002b [2 [1 0304]]]]",
      0x0301, REPOINT_HELLO_REPLAY_SERVER_NAME_DROPPED | REPOINT_HELLO_REPLAY_OLD_SHARE },
    /* keys: two new ones, that of a reserved group and one that nobody can make */
    { "01 [3 0303 @RANDOM@ [1] [2 1301] [1 00] [2 0033 [2 [2 2a2a [2 00] 001d [2 @RANDOM@] 11ec [2 0102] 0017 [2 04]]] 002b [2 [1 0304]]]]", NULL,
      "01 [3 0303 " FRESH " [1] [2 1301] [1 00] [2 0033 [2 [2 2a2a [2 00] 001d [2 " KEY "] 11ec [2 0102] 0017 [2 " KEY "]]] 002b [2 [1 0304]]]]",
      0x0301, REPOINT_HELLO_REPLAY_OLD_SHARE },
    /* an empty list asks for a HelloRetryRequest */
    { "01 [3 0303 @RANDOM@ [1] [2 1301] [1 00] [2 0033 [2 [2]] 002b [2 [1 0304]]]]", NULL,
      "01 [3 0303 " FRESH " [1] [2 1301] [1 00] [2 0033 [2 [2]] 002b [2 [1 0304]]]]", 0x0301, 0 },
    /* the format of SSLv2 */
    { "802a 01 0301 0006 0010 000a 00002f 0700c0 000102030405060708090a0b0c0d0e0f 00010203040506070809 ff", "mail.test",
      "801a 01 0301 0006 0000 000a 00002f 0700c0 f0f1f2f3f4f5f6f7f8f9 ff", 0,
      REPOINT_HELLO_REPLAY_SERVER_NAME_IMPOSSIBLE | REPOINT_HELLO_REPLAY_SESSION_DROPPED },
    { "8032 01 0002 0003 0000 0026 0700c0 00010203040506070809 000102030405060708090a0b0c0d0e0f 00010203040506070809 0001", NULL,
      "8032 01 0002 0003 0000 0026 0700c0 " FRESH " f0f1f2f3f4f5", 0, 0 },
  };
  g_autoptr (GBytes) key = repoint_test_bytes (KEY);
  const RepointHelloShare shares[] = { { 23, key }, { 29, key } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) from = repoint_test_bytes (rows[i].from);
      g_autoptr (RepointHelloReplay) replay = NULL;

      g_test_message ("%s, %s", rows[i].from, rows[i].server_name);
      replay = replay_raw (from, rows[i].server_name, shares, G_N_ELEMENTS (shares));
      assert_bytes (replay->message, rows[i].to);
      g_assert_cmphex (replay->notes, ==, rows[i].notes);
      check_bytes (replay, rows[i].record_version);
    }
}

static void
test_retry (void)
{
  g_autoptr (GBytes) from = repoint_test_bytes (
    "01 [3 0303 @RANDOM@ [1 @RANDOM@] [2 1301] [1 00] [2 0000 [2 [2 00 [2 'mail.test']]] 002a [2]"
    " 0033 [2 [2 2a2a [2 00] 001d [2 @RANDOM@]]] 002b [2 [1 0304]] 0029 [2 00]]]");
  g_autoptr (GBytes) key = repoint_test_bytes (KEY);
  g_autoptr (GBytes) asked_key = repoint_test_bytes ("04 05");
  g_autoptr (GBytes) cookie = repoint_test_bytes ("[2 'cookie']");
  const RepointHelloShare share = { 29, key };
  const RepointHelloShare asked = { 23, asked_key };
  g_autoptr (RepointHelloReplay) first = replay_raw (from, "mail.test", &share, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (RepointHelloReplay) both = repoint_hello_replay_new_retry (first, &asked, cookie, &error);
  g_autoptr (RepointHelloReplay) no_cookie = repoint_hello_replay_new_retry (first, &asked, NULL, &error);
  g_autoptr (RepointHelloReplay) no_share = repoint_hello_replay_new_retry (first, NULL, cookie, &error);

  g_assert_no_error (error);
#define START "01 [3 0303 " FRESH " [1 " SESSION_ID "] [2 1301] [1 00] [2 0000 [2 [2 00 [2 'mail.test']]]"
  assert_bytes (both->message, START " 0033 [2 [2 0017 [2 0405]]] 002b [2 [1 0304]] 002c [2 [2 'cookie']]]]");
  assert_bytes (no_cookie->message, START " 0033 [2 [2 0017 [2 0405]]] 002b [2 [1 0304]]]]");
  assert_bytes (no_share->message, START " 0033 [2 [2 2a2a [2 00] 001d [2 " KEY "]]] 002b [2 [1 0304]] 002c [2 [2 'cookie']]]]");
#undef START
  check_bytes (both, 0x0303);

  /* RFC 8446 appendix D.4 */
  g_assert_cmpmem (g_bytes_get_data (both->bytes, NULL), 6, "\x14\x03\x03\x00\x01\x01", 6);
}

static void
test_retry_without_session_id (void)
{
  g_autoptr (GBytes) from = repoint_test_bytes ("01 [3 0303 @RANDOM@ [1] [2 1301] [1 00] [2 0033 [2 [2]] 002b [2 [1 0304]]]]");
  g_autoptr (GBytes) key = repoint_test_bytes (KEY);
  const RepointHelloShare share = { 29, key };
  g_autoptr (RepointHelloReplay) first = replay_raw (from, NULL, NULL, 0);
  g_autoptr (RepointHelloReplay) second = repoint_hello_replay_new_retry (first, &share, NULL, NULL);

  assert_bytes (second->message, "01 [3 0303 " FRESH " [1] [2 1301] [1 00] [2 0033 [2 [2 001d [2 " KEY "]]] 002b [2 [1 0304]]]]");
  check_bytes (second, 0x0303);
}

static void
test_retry_of_what_cannot_be_retried (void)
{
  static const char *const hellos[] = {
    "01 [3 0303 @RANDOM@ [1] [2 002f] [1 00]]",
    "01 [3 0303 @RANDOM@ [1] [2 002f] [1 00] [2 002b [2 [1 0304]]]]",
    "801c 01 0301 0003 0000 0010 00002f 000102030405060708090a0b0c0d0e0f",
  };
  g_autoptr (GBytes) key = repoint_test_bytes (KEY);
  const RepointHelloShare share = { 29, key };

  for (gsize i = 0; i < G_N_ELEMENTS (hellos); i++)
    {
      g_autoptr (GBytes) from = repoint_test_bytes (hellos[i]);
      g_autoptr (RepointHelloReplay) first = replay_raw (from, NULL, NULL, 0);
      g_autoptr (GError) error = NULL;

      g_assert_null (repoint_hello_replay_new_retry (first, &share, NULL, &error));
      g_assert_error (error, REPOINT_HELLO_REPLAY_ERROR, REPOINT_HELLO_REPLAY_ERROR_RETRY);
    }
}

static void
refuse (const char *notation, const char *server_name, int code)
{
  g_autoptr (GBytes) from = repoint_test_bytes (notation);
  g_autoptr (RepointClientHello) hello = parse (from);
  const RepointHelloReplayInputs inputs = make_inputs (server_name, NULL, 0);
  g_autoptr (GError) error = NULL;

  g_assert_null (repoint_hello_replay_new (hello, &inputs, &error));
  g_assert_error (error, REPOINT_HELLO_REPLAY_ERROR, code);
}

static void
test_refused (void)
{
  g_autofree char *name = g_strnfill (251, 'a');
  g_autofree char *zeros = g_strnfill (2 * 65400, '0');
  g_autofree char *big = g_strdup_printf ("01 [3 0303 @RANDOM@ [1] [2 002f] [1 00] [2 9999 [2 %s]]]", zeros);
  g_autofree char *host = g_strnfill (250, 'a');

  refuse ("01 [3 0303 @RANDOM@ [1] [2 002f] [1 00]]", name, REPOINT_HELLO_REPLAY_ERROR_SERVER_NAME);
  refuse ("01 [3 0303 @RANDOM@ [1] [2 002f] [1 00] [2 000a 0009 0002 001d]]", NULL, REPOINT_HELLO_REPLAY_ERROR_FLAWED);
  refuse ("01 [3 0303 @RANDOM@ [1] [2 002f]]", NULL, REPOINT_HELLO_REPLAY_ERROR_FLAWED);
  refuse (big, host, REPOINT_HELLO_REPLAY_ERROR_TOO_BIG);
}

/* A hello of OpenSSL's manner that comes to @length bytes without padding. */
static char *
make_of_length (gsize length, gsize padding, gboolean padded)
{
  g_autofree char *filler = g_strnfill (2 * (length - 51), '7');
  g_autofree char *zeros = g_strnfill (2 * padding, '0');

  /* 4 + 2 + 32 + 1 + 4 + 2 + 2 bytes, and 4 before the filling */
  return g_strdup_printf ("01 [3 0303 @RANDOM@ [1] [2 c02f] [1 00] [2 9999 [2 %s] %s%s%s]]", filler,
                          padded ? "0015 [2" : "", zeros, padded ? "]" : "");
}

static void
test_padding (void)
{
  static const struct
  {
    gsize bare;
    gsize padding;
    gsize length;   /* of the replay, with a name that adds 18 bytes */
    gboolean pads;
  } rows[] = {
    { 300, 208, 512, TRUE },
    { 480, 28, 512, TRUE },
    { 485, 23, 512, TRUE },   /* 503 and 4 and 5 */
    { 490, 18, 513, TRUE },   /* 508: four bytes for its header, and never empty */
    { 493, 15, 516, TRUE },   /* 511 */
    { 494, 14, 512, FALSE },  /* 512: needs none any more */
    { 507, 1, 525, FALSE },
    { 511, 1, 529, FALSE },
    /* who pads in another manner is left alone */
    { 300, 100, 422, TRUE },
    { 600, 10, 632, TRUE },
    { 100, 3, 125, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *notation = make_of_length (rows[i].bare, rows[i].padding, TRUE);
      g_autoptr (GBytes) from = repoint_test_bytes (notation);
      g_autoptr (RepointHelloReplay) replay = NULL;
      g_autoptr (RepointClientHello) hello = NULL;

      g_test_message ("%" G_GSIZE_FORMAT " + %" G_GSIZE_FORMAT, rows[i].bare, rows[i].padding);
      g_assert_cmpuint (g_bytes_get_size (from), ==, rows[i].bare + 4 + rows[i].padding);
      replay = replay_raw (from, "mail.test", NULL, 0);
      hello = parse (replay->message);
      g_assert_cmpuint (g_bytes_get_size (replay->message), ==, rows[i].length);
      g_assert_cmpint (repoint_client_hello_has_extension (hello, 21), ==, rows[i].pads);
      g_assert_cmphex (hello->flaws, ==, 0);
      g_assert_cmphex (replay->notes, ==, REPOINT_HELLO_REPLAY_SERVER_NAME_ADDED);
    }
}

static gboolean
is_unlucky (gsize length)
{
  return length % 256 == 10 || length % 256 == 14 || length % 256 == 18;
}

/* Whatever the length, it is got off where padding or a session id allow, and else said. */
static void
test_unlucky_lengths (void)
{
  for (gsize length = 60; length < 1100; length++)
    {
      g_autofree char *plain = make_of_length (length, 0, FALSE);
      g_autofree char *padded = make_of_length (length, 7, TRUE);
      g_autoptr (GBytes) plain_bytes = repoint_test_bytes (plain);
      g_autoptr (GBytes) padded_bytes = repoint_test_bytes (padded);
      g_autoptr (RepointHelloReplay) plain_replay = replay_raw (plain_bytes, NULL, NULL, 0);
      g_autoptr (RepointHelloReplay) padded_replay = replay_raw (padded_bytes, NULL, NULL, 0);

      g_assert_false (is_unlucky (g_bytes_get_size (plain_replay->message)));
      g_assert_false (is_unlucky (g_bytes_get_size (padded_replay->message)));
      g_assert_cmphex (plain_replay->notes, ==, is_unlucky (length) ? REPOINT_HELLO_REPLAY_SESSION_ID_ADDED : 0);
      g_assert_cmphex (padded_replay->notes, ==, 0);
    }
}

/* TLS 1.3 with an id of a session and without padding has no way out. */
static void
test_unlucky_length_is_said (void)
{
  g_autofree char *zeros = g_strnfill (2 * 176, '0');
  g_autofree char *notation = g_strdup_printf (
    "01 [3 0303 @RANDOM@ [1 @RANDOM@] [2 1301] [1 00] [2 9999 [2 %s] 002b [2 [1 0304]] ]]", zeros);
  g_autoptr (GBytes) from = repoint_test_bytes (notation);
  g_autoptr (RepointHelloReplay) replay = replay_raw (from, NULL, NULL, 0);

  g_assert_true (is_unlucky (g_bytes_get_size (replay->message)));
  g_assert_cmphex (replay->notes, ==, REPOINT_HELLO_REPLAY_UNLUCKY_LENGTH);
}

static void
test_several_records (void)
{
  g_autofree char *zeros = g_strnfill (2 * 40000, '0');
  g_autofree char *notation = g_strdup_printf ("01 [3 0303 @RANDOM@ [1] [2 002f] [1 00] [2 9999 [2 %s]]]", zeros);
  g_autoptr (GBytes) from = repoint_test_bytes (notation);
  g_autoptr (RepointHelloReplay) replay = replay_raw (from, NULL, NULL, 0);

  g_assert_cmpuint (g_bytes_get_size (replay->bytes), ==, g_bytes_get_size (replay->message) + 3 * 5);
  check_bytes (replay, 0x0301);
}

/* What is offered stays to the letter: Repoint's own hellos are told by the same fingerprint afterwards. */
static void
test_own_hellos_keep_their_fingerprint (void)
{
  static const guint8 share[REPOINT_TLS_RANDOM_LENGTH] = { 9 };
  g_autoptr (GBytes) key = repoint_test_bytes (KEY);
  const RepointHelloShare fresh = { 29, key };

  for (guint version = REPOINT_TLS_VERSION_SSL3; version <= REPOINT_TLS_VERSION_1_3; version++)
    for (guint variant = 0; variant < 2; variant++)
      {
        const RepointTlsHello wish = {
          .max_version = (RepointTlsVersion) version,
          .min_version = REPOINT_TLS_VERSION_1_0,
          .small = variant == 1,
          .server_name = "other.test",
          .key_share = share,
        };
        g_autoptr (GBytes) record = repoint_tls_hello_build (&wish);
        g_autoptr (GBytes) raw = g_bytes_new_from_bytes (record, 5, g_bytes_get_size (record) - 5);
        g_autoptr (RepointClientHello) before = parse (raw);
        g_autoptr (RepointHelloReplay) replay = replay_raw (raw, "mail2.test", &fresh, 1);
        g_autoptr (RepointClientHello) after = parse (replay->message);
        g_autofree char *ja3_before = repoint_ja3_text (before);
        g_autofree char *ja3_after = repoint_ja3_text (after);

        g_assert_cmpstr (ja3_after, ==, ja3_before);
        g_assert_cmpstr (after->server_name, ==, version > REPOINT_TLS_VERSION_SSL3 ? "mail2.test" : NULL);
        g_assert_false (is_unlucky (g_bytes_get_size (replay->message)));
      }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hello-replay/rewriting", test_rewriting);
  g_test_add_func ("/hello-replay/retry", test_retry);
  g_test_add_func ("/hello-replay/retry-without-session-id", test_retry_without_session_id);
  g_test_add_func ("/hello-replay/retry-of-what-cannot-be-retried", test_retry_of_what_cannot_be_retried);
  g_test_add_func ("/hello-replay/refused", test_refused);
  g_test_add_func ("/hello-replay/padding", test_padding);
  g_test_add_func ("/hello-replay/unlucky-lengths", test_unlucky_lengths);
  g_test_add_func ("/hello-replay/unlucky-length-is-said", test_unlucky_length_is_said);
  g_test_add_func ("/hello-replay/several-records", test_several_records);
  g_test_add_func ("/hello-replay/own-hellos-keep-their-fingerprint", test_own_hellos_keep_their_fingerprint);

  return g_test_run ();
}
