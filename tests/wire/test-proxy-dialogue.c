/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-proxy-dialogue.h"

#include <string.h>

static void
check_said (RepointProxyDialogue *dialogue, const char *expected, gsize length)
{
  g_autoptr (GBytes) said = repoint_proxy_dialogue_take (dialogue);

  g_assert_nonnull (said);
  g_assert_cmpmem (g_bytes_get_data (said, NULL), g_bytes_get_size (said), expected, length);
  g_assert_null (repoint_proxy_dialogue_take (dialogue));
}

/* Feeds @text in pieces of @step bytes as long as the dialogue goes on; returns how many it used. */
static gsize
feed (RepointProxyDialogue *dialogue, const char *text, gsize length, gsize step, RepointProxyAnswer *answer)
{
  gsize total = 0;

  *answer = REPOINT_PROXY_ANSWER_MORE;
  while (total < length && *answer == REPOINT_PROXY_ANSWER_MORE)
    {
      gsize piece = MIN (step, length - total);
      g_autofree guint8 *copy = g_memdup2 (text + total, piece);
      gsize used = 0;

      *answer = repoint_proxy_dialogue_feed (dialogue, copy, piece, &used);
      g_assert_cmpuint (used, <=, piece);
      g_assert_true (used == piece || *answer != REPOINT_PROXY_ANSWER_MORE);
      total += used;
    }

  return total;
}

static void
test_http_request (void)
{
  static const struct
  {
    const char *host;
    const char *request;
  } rows[] = {
    { "smtp.example.com", "CONNECT smtp.example.com:587 HTTP/1.1\r\nHost: smtp.example.com:587\r\n\r\n" },
    { "192.0.2.1", "CONNECT 192.0.2.1:587 HTTP/1.1\r\nHost: 192.0.2.1:587\r\n\r\n" },
    { "2001:db8::1", "CONNECT [2001:db8::1]:587 HTTP/1.1\r\nHost: [2001:db8::1]:587\r\n\r\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (RepointProxyDialogue) dialogue =
          repoint_proxy_dialogue_new (REPOINT_PROXY_PROTOCOL_HTTP, rows[i].host, 587);

      check_said (dialogue, rows[i].request, strlen (rows[i].request));
    }
}

static const struct
{
  const char        *text;
  RepointProxyAnswer answer;
  guint              status;
  const char        *rest; /* what is the target's, or not read any more */
} replies[] = {
  { "HTTP/1.1 200 Connection established\r\n\r\n", REPOINT_PROXY_ANSWER_OPEN, 200, "" },
  { "HTTP/1.0 200 OK\r\nProxy-agent: tinyproxy/1.11.1\r\n\r\n", REPOINT_PROXY_ANSWER_OPEN, 200, "" },
  { "HTTP/1.1 200\r\n\r\n", REPOINT_PROXY_ANSWER_OPEN, 200, "" },
  { "HTTP/1.1 200 \r\n\r\n220 mail.example.com\r\n", REPOINT_PROXY_ANSWER_OPEN, 200, "220 mail.example.com\r\n" },
  { "HTTP/1.0 200 OK\n\n* OK", REPOINT_PROXY_ANSWER_OPEN, 200, "* OK" },
  { "HTTP/1.1 204 none\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nhello", REPOINT_PROXY_ANSWER_OPEN, 204, "hello" },
  { "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\td:\r\nE:\r\n\r\n", REPOINT_PROXY_ANSWER_OPEN, 200, "" },
  { "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n\x16\x03", REPOINT_PROXY_ANSWER_OPEN, 200, "\x16\x03" },
  { "HTTP/1.1 102 p\r\nA: b\r\n\r\nHTTP/1.1 403 no\r\n", REPOINT_PROXY_ANSWER_REFUSED, 403, "" },
  { "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: NTLM\r\n\r\n", REPOINT_PROXY_ANSWER_AUTHENTICATION, 407, "Proxy-Authenticate: NTLM\r\n\r\n" },
  { "HTTP/1.1 403 Forbidden\r\n\r\n<html>", REPOINT_PROXY_ANSWER_REFUSED, 403, "\r\n<html>" },
  { "HTTP/1.1 503 %s%n\r\n", REPOINT_PROXY_ANSWER_REFUSED, 503, "" },
  { "HTTP/1.1 101 Switching Protocols\r\n\r\n", REPOINT_PROXY_ANSWER_REFUSED, 101, "\r\n" },
  { "HTTP/1.1 302 Found\r\nLocation: http://portal/\r\n\r\n", REPOINT_PROXY_ANSWER_REFUSED, 302, "Location: http://portal/\r\n\r\n" },
  { "HTTP/1.1 999 x\r\n", REPOINT_PROXY_ANSWER_REFUSED, 999, "" },
  { "HTTP/1.1 200 OK", REPOINT_PROXY_ANSWER_MORE, 0, "" },
  { "HTTP/1.1 200 OK\r\nA: b\r\n", REPOINT_PROXY_ANSWER_MORE, 200, "" },
  { "HTTP/2 200\r\n", REPOINT_PROXY_ANSWER_GARBAGE, 0, "" },
  { "HTTP/2.0 200 OK\r\n", REPOINT_PROXY_ANSWER_GARBAGE, 0, "" },
  { "HTTP/1.1 20 OK\r\n", REPOINT_PROXY_ANSWER_GARBAGE, 0, "" },
  { "HTTP/1.1 2000 OK\r\n", REPOINT_PROXY_ANSWER_GARBAGE, 0, "" },
  { "HTTP/1.1 099 OK\r\n", REPOINT_PROXY_ANSWER_GARBAGE, 0, "" },
  { "HTTP/1.1  200 OK\r\n", REPOINT_PROXY_ANSWER_GARBAGE, 0, "" },
  { "http/1.1 200 OK\r\n", REPOINT_PROXY_ANSWER_GARBAGE, 0, "" },
  { "\r\n", REPOINT_PROXY_ANSWER_GARBAGE, 0, "" },
  { "220 mail.example.com ESMTP\r\n", REPOINT_PROXY_ANSWER_GARBAGE, 0, "" },
  { "SSH-2.0-x\r\n", REPOINT_PROXY_ANSWER_GARBAGE, 0, "" },
  { "HTTP/1.1 200 OK\r\nno field\r\n", REPOINT_PROXY_ANSWER_GARBAGE, 200, "" },
  { "HTTP/1.1 200 OK\r\n: x\r\n", REPOINT_PROXY_ANSWER_GARBAGE, 200, "" },
};

static void
test_http_answers (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (replies); i++)
    for (gsize step = 1; step <= 100; step += 33)
      {
        g_autoptr (RepointProxyDialogue) dialogue =
            repoint_proxy_dialogue_new (REPOINT_PROXY_PROTOCOL_HTTP, "smtp.example.com", 587);
        gsize length = strlen (replies[i].text);
        RepointProxyAnswer answer;
        gsize used = feed (dialogue, replies[i].text, length, step, &answer);

        g_test_message ("%s in steps of %" G_GSIZE_FORMAT, replies[i].text, step);
        g_assert_cmpint (answer, ==, replies[i].answer);
        g_assert_cmpuint (repoint_proxy_dialogue_get_status (dialogue), ==, replies[i].status);
        if (answer != REPOINT_PROXY_ANSWER_GARBAGE)
          g_assert_cmpstr (replies[i].text + used, ==, replies[i].rest);
      }
}

static void
test_http_null (void)
{
  g_autoptr (RepointProxyDialogue) dialogue = repoint_proxy_dialogue_new (REPOINT_PROXY_PROTOCOL_HTTP, "a.b", 1);
  RepointProxyAnswer answer;

  feed (dialogue, "HTTP/1.1 200\0\r\n", 15, 15, &answer);
  g_assert_cmpint (answer, ==, REPOINT_PROXY_ANSWER_GARBAGE);
}

/* One line without end, fields without end, and interim answers without end. */
static void
test_http_endless (void)
{
  static const char *const begins[] = { "HTTP/1.1 200 ", "HTTP/1.1 200 OK\r\n", "" };
  static const char *const repeats[] = { "x", "A: b\r\n", "HTTP/1.1 100 Continue\r\n\r\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (begins); i++)
    {
      g_autoptr (RepointProxyDialogue) dialogue = repoint_proxy_dialogue_new (REPOINT_PROXY_PROTOCOL_HTTP, "a.b", 1);
      RepointProxyAnswer answer;
      gsize total = feed (dialogue, begins[i], strlen (begins[i]), 1, &answer);

      while (answer == REPOINT_PROXY_ANSWER_MORE)
        {
          total += feed (dialogue, repeats[i], strlen (repeats[i]), 100, &answer);
          g_assert_cmpuint (total, <, 100000);
        }
      g_assert_cmpint (answer, ==, REPOINT_PROXY_ANSWER_GARBAGE);
    }
}

#define REQUEST_HEAD "\x05\x01\x00"

static void
test_socks_request (void)
{
  static const struct
  {
    const char *host;
    const char *request;
    gsize       length;
  } rows[] = {
    { "a.example", REQUEST_HEAD "\x03\x09" "a.example\x02\x4b", 16 },
    { "192.0.2.1", REQUEST_HEAD "\x01\xc0\x00\x02\x01\x02\x4b", 10 },
    { "2001:db8::1", REQUEST_HEAD "\x04\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01\x02\x4b", 22 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (RepointProxyDialogue) dialogue =
          repoint_proxy_dialogue_new (REPOINT_PROXY_PROTOCOL_SOCKS5, rows[i].host, 587);
      RepointProxyAnswer answer;

      check_said (dialogue, "\x05\x01\x00", 3);
      g_assert_cmpuint (feed (dialogue, "\x05\x00", 2, 1, &answer), ==, 2);
      g_assert_cmpint (answer, ==, REPOINT_PROXY_ANSWER_MORE);
      check_said (dialogue, rows[i].request, rows[i].length);
    }
}

static void
test_socks_answers (void)
{
#define ROW(text, answer, status, used) { text, sizeof text - 1, answer, status, used }
  static const struct
  {
    const char        *text;
    gsize              length;
    RepointProxyAnswer answer;
    guint              status;
    gsize              used;
  } rows[] = {
    ROW ("\x05\x00\x05\x00\x00\x01\x7f\0\0\x01\x10\x00", REPOINT_PROXY_ANSWER_OPEN, 0, 12),
    ROW ("\x05\x00\x05\x00\x00\x01\0\0\0\0\0\0" "220 hello", REPOINT_PROXY_ANSWER_OPEN, 0, 12),
    ROW ("\x05\x00\x05\x00\x00\x03\x03" "a.b" "\0\0" "220", REPOINT_PROXY_ANSWER_OPEN, 0, 12),
    ROW ("\x05\x00\x05\x00\x00\x03\x00" "\0\0" "220", REPOINT_PROXY_ANSWER_OPEN, 0, 9),
    ROW ("\x05\x00\x05\x00\x00\x04" "0123456789abcdef" "\0\0" "220", REPOINT_PROXY_ANSWER_OPEN, 0, 24),
    ROW ("\x05\x00\x05\x02", REPOINT_PROXY_ANSWER_REFUSED, 2, 4),
    ROW ("\x05\x00\x05\xff\x00\x01\0\0\0\0\0\0", REPOINT_PROXY_ANSWER_REFUSED, 255, 4),
    ROW ("\x05\xff", REPOINT_PROXY_ANSWER_AUTHENTICATION, 0, 2),
    ROW ("\x05\x02", REPOINT_PROXY_ANSWER_GARBAGE, 0, 2),
    ROW ("\x04\x00", REPOINT_PROXY_ANSWER_GARBAGE, 0, 2),
    ROW ("HTTP/1.1 400", REPOINT_PROXY_ANSWER_GARBAGE, 0, 2),
    ROW ("\x05\x00\x04", REPOINT_PROXY_ANSWER_GARBAGE, 0, 3),
    ROW ("\x05\x00\x05\x00\x00\x02\x00", REPOINT_PROXY_ANSWER_GARBAGE, 0, 7),
    ROW ("\x05\x00\x05\x00\x00\x01\x7f\0\0\x01\x10", REPOINT_PROXY_ANSWER_MORE, 0, 11),
    ROW ("\x05", REPOINT_PROXY_ANSWER_MORE, 0, 1),
  };
#undef ROW

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (gsize step = 1; step <= 30; step += 29)
      {
        g_autoptr (RepointProxyDialogue) dialogue = repoint_proxy_dialogue_new (REPOINT_PROXY_PROTOCOL_SOCKS5, "a.b", 25);
        RepointProxyAnswer answer;
        gsize used = feed (dialogue, rows[i].text, rows[i].length, step, &answer);

        g_test_message ("row %" G_GSIZE_FORMAT " in steps of %" G_GSIZE_FORMAT, i, step);
        g_assert_cmpint (answer, ==, rows[i].answer);
        g_assert_cmpuint (repoint_proxy_dialogue_get_status (dialogue), ==, rows[i].status);
        g_assert_cmpuint (used, ==, rows[i].used);
      }
}

/* What was known once is not changed by what follows. */
static void
test_over (void)
{
  g_autoptr (RepointProxyDialogue) dialogue = repoint_proxy_dialogue_new (REPOINT_PROXY_PROTOCOL_HTTP, "a.b", 1);
  RepointProxyAnswer answer;
  gsize used = 1;

  feed (dialogue, "HTTP/1.1 403 no\r\n", 17, 17, &answer);
  g_assert_cmpint (repoint_proxy_dialogue_feed (dialogue, (const guint8 *) "HTTP/1.1 200 OK\r\n\r\n", 19, &used), ==,
                   REPOINT_PROXY_ANSWER_REFUSED);
  g_assert_cmpuint (used, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/proxy-dialogue/http/request", test_http_request);
  g_test_add_func ("/proxy-dialogue/http/answers", test_http_answers);
  g_test_add_func ("/proxy-dialogue/http/null", test_http_null);
  g_test_add_func ("/proxy-dialogue/http/endless", test_http_endless);
  g_test_add_func ("/proxy-dialogue/socks/request", test_socks_request);
  g_test_add_func ("/proxy-dialogue/socks/answers", test_socks_answers);
  g_test_add_func ("/proxy-dialogue/over", test_over);

  return g_test_run ();
}
