/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-mail-passage.h"

#include <string.h>

#define CLIENT REPOINT_TLS_SIDE_CLIENT
#define SERVER REPOINT_TLS_SIDE_SERVER
#define MARKER "c2VjcmV0"

/* A whole ClientHello of TLS 1.0, in one record. */
#define HELLO                                                                                                             \
  "\x16\x03\x01\x00\x2f\x01\x00\x00\x2b\x03\x01"                                                                          \
  "0123456789abcdef0123456789abcdef\x00\x00\x04\x00\x2f\x00\x0a\x01\x00"
#define REFUSAL "\x15\x03\x01\x00\x02\x02\x46"

static void
feed (RepointMailPassage *passage, RepointTlsSide from, const char *bytes, gsize length)
{
  repoint_mail_passage_feed (passage, from, (const guint8 *) bytes, length);
}

#define FEED(passage, from, bytes) feed (passage, from, bytes, sizeof (bytes) - 1)

static void
check_taken (RepointMailPassage *passage, RepointTlsSide to, const char *expected, gsize length)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();
  GBytes *bytes;

  while ((bytes = repoint_mail_passage_take (passage, to)) != NULL)
    {
      g_byte_array_append (all, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
      g_bytes_unref (bytes);
    }
  g_assert_cmpmem (all->data, all->len, expected, length);
}

#define TAKEN(passage, to, expected) check_taken (passage, to, expected, sizeof (expected) - 1)

static RepointPassageVerdict
judge (RepointMailPassage *passage)
{
  RepointPassageVerdict verdict;

  repoint_mail_passage_judge (passage, &verdict);

  return verdict;
}

static RepointMailPassage *
new_starting_tls (void)
{
  RepointMailPassage *passage = repoint_mail_passage_new (REPOINT_PROTOCOL_SMTP, REPOINT_SECURITY_STARTTLS);

  FEED (passage, SERVER, "220 mx.example\r\n");
  TAKEN (passage, CLIENT, "220 mx.example\r\n");
  FEED (passage, CLIENT, "STARTTLS\r\n");
  TAKEN (passage, SERVER, "STARTTLS\r\n");
  FEED (passage, SERVER, "220 go\r\n");
  TAKEN (passage, CLIENT, "220 go\r\n");

  return passage;
}

static void
test_refused (void)
{
  g_autoptr (RepointMailPassage) passage = new_starting_tls ();
  RepointPassageVerdict verdict;

  FEED (passage, CLIENT, HELLO);
  TAKEN (passage, SERVER, HELLO);
  FEED (passage, SERVER, REFUSAL);
  g_assert_cmpint (repoint_mail_passage_get_closed_by (passage), ==, REPOINT_PASSAGE_OPEN);
  repoint_mail_passage_closed (passage, SERVER, "closed");
  g_assert_false (repoint_mail_passage_is_done (passage, CLIENT));
  TAKEN (passage, CLIENT, REFUSAL);
  g_assert_true (repoint_mail_passage_is_done (passage, CLIENT));

  verdict = judge (passage);
  g_assert_cmpint (verdict.result, ==, REPOINT_PASSAGE_REFUSED);
  g_assert_cmpint (verdict.alert, ==, 70);
  g_assert_cmpuint (repoint_mail_passage_get_n_bytes (passage, CLIENT), ==, strlen ("STARTTLS\r\n") + sizeof HELLO - 1);
  g_assert_cmpuint (repoint_mail_passage_get_n_bytes (passage, SERVER), ==,
                    strlen ("220 mx.example\r\n220 go\r\n") + sizeof REFUSAL - 1);
}

/* A side that hangs up has what it said before delivered, and gets nothing more. */
static void
test_device_leaves (void)
{
  g_autoptr (RepointMailPassage) passage = new_starting_tls ();

  FEED (passage, CLIENT, HELLO);
  repoint_mail_passage_closed (passage, CLIENT, "reset");
  FEED (passage, CLIENT, REFUSAL);
  g_assert_false (repoint_mail_passage_is_done (passage, SERVER));
  TAKEN (passage, SERVER, HELLO);
  g_assert_true (repoint_mail_passage_is_done (passage, SERVER));
  FEED (passage, SERVER, REFUSAL);
  TAKEN (passage, CLIENT, "");
  repoint_mail_passage_closed (passage, SERVER, "closed");
  g_assert_cmpint (repoint_mail_passage_get_closed_by (passage), ==, REPOINT_PASSAGE_CLOSED_BY_DEVICE);
  g_assert_cmpint (judge (passage).result, ==, REPOINT_PASSAGE_DEVICE_LEFT);
}

static void
test_unreachable (void)
{
  g_autoptr (RepointMailPassage) passage = repoint_mail_passage_new (REPOINT_PROTOCOL_IMAP, REPOINT_SECURITY_STARTTLS);

  FEED (passage, CLIENT, "a1 CAPABILITY\r\n");
  repoint_mail_passage_closed (passage, SERVER, "refused");
  TAKEN (passage, SERVER, "");
  TAKEN (passage, CLIENT, "* BYE Repoint cannot reach the mail server\r\n");
  g_assert_true (repoint_mail_passage_is_done (passage, CLIENT));
  g_assert_cmpint (judge (passage).result, ==, REPOINT_PASSAGE_UNREACHABLE);
  g_assert_cmpstr (judge (passage).problem, ==, "refused");
}

static void
test_sign_in_in_clear (void)
{
  g_autoptr (RepointMailPassage) passage = repoint_mail_passage_new (REPOINT_PROTOCOL_SMTP, REPOINT_SECURITY_STARTTLS);

  FEED (passage, SERVER, "220 mx.example\r\n");
  FEED (passage, CLIENT, "EHLO copier\r\n");
  FEED (passage, SERVER, "250-mx.example\r\n250 STARTTLS\r\n");
  FEED (passage, CLIENT, "AUTH PLAIN " MARKER "\r\n");
  FEED (passage, CLIENT, MARKER "\r\n");
  TAKEN (passage, SERVER, "EHLO copier\r\n");
  g_assert_true (repoint_mail_passage_is_done (passage, SERVER));
  g_assert_cmpint (repoint_mail_passage_get_closed_by (passage), ==, REPOINT_PASSAGE_CLOSED_BY_REPOINT);
  g_assert_cmpstr (judge (passage).problem, ==, "sign-in-in-clear");
}

/* Also after a ClientHello nothing but records goes on. */
static void
test_clear_behind_hello (void)
{
  g_autoptr (RepointMailPassage) passage = new_starting_tls ();

  FEED (passage, CLIENT, HELLO);
  FEED (passage, CLIENT, "AUTH PLAIN " MARKER "\r\n");
  TAKEN (passage, SERVER, HELLO);
  g_assert_true (repoint_mail_passage_is_done (passage, SERVER));
  g_assert_cmpint (judge (passage).result, ==, REPOINT_PASSAGE_BLOCKED);
}

static void
test_clear_in_hello_segment (void)
{
  g_autoptr (RepointMailPassage) passage = new_starting_tls ();

  FEED (passage, CLIENT, HELLO "AUTH PLAIN " MARKER "\r\n");
  TAKEN (passage, SERVER, HELLO);
  g_assert_true (repoint_mail_passage_is_done (passage, SERVER));
}

/* What the server says while the hello is still here cannot be an answer to it; then the hello does not go either. */
static void
test_injected (void)
{
  g_autoptr (RepointMailPassage) passage = new_starting_tls ();

  FEED (passage, CLIENT, HELLO);
  FEED (passage, SERVER, "\x16\x03\x01");
  TAKEN (passage, SERVER, "");
  TAKEN (passage, CLIENT, "");
  g_assert_cmpint (judge (passage).result, ==, REPOINT_PASSAGE_BLOCKED);
  g_assert_cmpstr (judge (passage).problem, ==, "injected");
}

/* One side is not read from while the other does not take; memory is bounded by that. */
static void
test_full (void)
{
  g_autoptr (RepointMailPassage) passage = new_starting_tls ();
  guint8 record[5 + 16000] = { 23, 3, 1, 16000 >> 8, 16000 & 0xff };
  guint n = 0;
  GBytes *bytes;

  FEED (passage, CLIENT, HELLO);
  TAKEN (passage, SERVER, HELLO);
  for (; !repoint_mail_passage_is_full (passage, CLIENT); n++)
    repoint_mail_passage_feed (passage, CLIENT, record, sizeof record);
  g_assert_cmpuint (n, ==, 5);
  g_assert_false (repoint_mail_passage_is_full (passage, SERVER));
  bytes = repoint_mail_passage_take (passage, SERVER);
  g_assert_false (repoint_mail_passage_is_full (passage, CLIENT));
  g_bytes_unref (bytes);
}

static void
test_too_many_bytes (void)
{
  g_autoptr (RepointMailPassage) passage = new_starting_tls ();
  guint8 record[5 + 16384] = { 23, 3, 1, 16384 >> 8, 0 };
  guint64 total = 0;

  FEED (passage, CLIENT, HELLO);
  for (; repoint_mail_passage_get_closed_by (passage) == REPOINT_PASSAGE_OPEN; total += sizeof record)
    {
      g_autoptr (GBytes) bytes = repoint_mail_passage_take (passage, SERVER);

      g_assert_cmpuint (total, <=, REPOINT_MAIL_PASSAGE_MAX_BYTES);
      repoint_mail_passage_feed (passage, CLIENT, record, sizeof record);
    }
  g_assert_cmpuint (total, >, 32 * 1024 * 1024);
  g_assert_cmpstr (judge (passage).problem, ==, "bytes");
}

static void
test_ends (void)
{
  g_autoptr (RepointMailPassage) passage = repoint_mail_passage_new (REPOINT_PROTOCOL_POP3, REPOINT_SECURITY_STARTTLS);
  g_autoptr (RepointMailPassage) in_tls = new_starting_tls ();

  FEED (passage, SERVER, "+OK ready\r\n");
  repoint_mail_passage_end (passage, REPOINT_MAIL_GATE_TIMEOUT, "timeout");
  TAKEN (passage, CLIENT, "+OK ready\r\n-ERR [SYS/TEMP] Repoint ends this test, it took too long\r\n");
  g_assert_true (repoint_mail_passage_is_done (passage, CLIENT));
  g_assert_true (repoint_mail_passage_is_done (passage, SERVER));
  g_assert_cmpint (judge (passage).result, ==, REPOINT_PASSAGE_LIMIT);

  FEED (in_tls, CLIENT, HELLO);
  TAKEN (in_tls, SERVER, HELLO);
  repoint_mail_passage_end (in_tls, REPOINT_MAIL_GATE_TIMEOUT, "timeout");
  TAKEN (in_tls, CLIENT, "");
  g_assert_cmpint (judge (in_tls).result, ==, REPOINT_PASSAGE_INCONCLUSIVE);
  g_assert_cmpstr (judge (in_tls).problem, ==, "timeout");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail-passage/refused", test_refused);
  g_test_add_func ("/mail-passage/device-leaves", test_device_leaves);
  g_test_add_func ("/mail-passage/unreachable", test_unreachable);
  g_test_add_func ("/mail-passage/sign-in-in-clear", test_sign_in_in_clear);
  g_test_add_func ("/mail-passage/clear-behind-hello", test_clear_behind_hello);
  g_test_add_func ("/mail-passage/clear-in-hello-segment", test_clear_in_hello_segment);
  g_test_add_func ("/mail-passage/injected", test_injected);
  g_test_add_func ("/mail-passage/full", test_full);
  g_test_add_func ("/mail-passage/too-many-bytes", test_too_many_bytes);
  g_test_add_func ("/mail-passage/ends", test_ends);

  return g_test_run ();
}
