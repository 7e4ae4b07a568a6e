/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-clear-line.h"

#include <string.h>

static const struct
{
  const char           *text;
  RepointClearLineKind  kind;
  guint16               port;
} lines[] = {
  { "\r\n", REPOINT_CLEAR_LINE_EMPTY },
  { "\n", REPOINT_CLEAR_LINE_EMPTY },
  { "EHLO copier\r\n", REPOINT_CLEAR_LINE_SMTP },
  { "helo\n", REPOINT_CLEAR_LINE_SMTP },
  { "LHLO a b c\r\n", REPOINT_CLEAR_LINE_SMTP },
  { "EHLOX\r\n", REPOINT_CLEAR_LINE_OTHER },
  { "220 mail.example\r\n", REPOINT_CLEAR_LINE_SMTP_REPLY },
  { "250-STARTTLS\r\n", REPOINT_CLEAR_LINE_SMTP_REPLY },
  { "250 STARTTLS\r\n", REPOINT_CLEAR_LINE_SMTP_REPLY },
  { "STARTTLS\r\n", REPOINT_CLEAR_LINE_STARTTLS },
  { "starttls \r\n", REPOINT_CLEAR_LINE_STARTTLS },
  { "STARTTLSX\r\n", REPOINT_CLEAR_LINE_OTHER },
  { "a1 STARTTLS\r\n", REPOINT_CLEAR_LINE_IMAP_STARTTLS },
  { "a-tag-of-more-than-eight StartTLS\n", REPOINT_CLEAR_LINE_IMAP_STARTTLS },
  { "PASS STARTTLS is mine\r\n", REPOINT_CLEAR_LINE_OTHER },
  { "PASS STARTTLS\r x\r\n", REPOINT_CLEAR_LINE_OTHER },
  { "PASS STARTTLS \r\r x\r\n", REPOINT_CLEAR_LINE_OTHER },
  { "a1 LOGIN STARTTLS x\r\n", REPOINT_CLEAR_LINE_OTHER },
  { "STLS\r\n", REPOINT_CLEAR_LINE_POP3_STLS },
  { "AUTH TLS\r\n", REPOINT_CLEAR_LINE_FTP_AUTH_TLS },
  { "AUTH ssl\r\n", REPOINT_CLEAR_LINE_FTP_AUTH_TLS },
  { "AUTH PLAIN AGEAYg==\r\n", REPOINT_CLEAR_LINE_OTHER },
  { "AUTH STARTTLS\r\n", REPOINT_CLEAR_LINE_OTHER },
  { "CONNECT mail.example:465 HTTP/1.1\r\n", REPOINT_CLEAR_LINE_CONNECT, 465 },
  { "CONNECT [2001:db8::1]:993 HTTP/1.1\r\n", REPOINT_CLEAR_LINE_CONNECT, 993 },
  { "CONNECT mail.example:99999 HTTP/1.1\r\n", REPOINT_CLEAR_LINE_CONNECT, 0 },
  { "CONNECT mail.example:99999999999999999999 HTTP/1.1\r\n", REPOINT_CLEAR_LINE_CONNECT, 0 },
  { "CONNECT mail.example HTTP/1.1\r\n", REPOINT_CLEAR_LINE_CONNECT, 0 },
  { "GET / HTTP/1.1\r\n", REPOINT_CLEAR_LINE_OTHER },
  { "\xff\xfe\x01 \x02\n", REPOINT_CLEAR_LINE_OTHER },
};

/* Each line, cut into pieces of each size, with the beginning of another behind it. */
static void
test_lines (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    for (gsize size = 1; size <= strlen (lines[i].text) + 1; size++)
      {
        g_autofree char *text = g_strconcat (lines[i].text, "EHLO", NULL);
        RepointClearLine line = { 0 };
        RepointClearLineKind kind = REPOINT_CLEAR_LINE_OTHER;
        guint16 port = 7;
        gsize read = 0;
        gsize at = 0;

        g_test_message ("%" G_GSIZE_FORMAT " in pieces of %" G_GSIZE_FORMAT, i, size);
        for (; read == 0; at += size)
          {
            gsize length = MIN (size, strlen (text) - at);
            g_autofree guint8 *piece = g_memdup2 (text + at, length);

            read = repoint_clear_line_read (&line, repoint_bytes (piece, length), &kind, &port);
            if (read > 0)
              read += at;
          }
        g_assert_cmpuint (read, ==, strlen (lines[i].text));
        g_assert_cmpint (kind, ==, lines[i].kind);
        g_assert_cmpuint (port, ==, lines[i].port);
      }
}

/* What is longer than any word that matters is nowhere in it. */
static void
test_keeps_nothing (void)
{
  RepointClearLine line = { 0 };
  RepointClearLineKind kind;
  guint16 port;
  const char *secret = "AUTH PLAIN c2VjcmV0c2VjcmV0";

  g_assert_cmpuint (repoint_clear_line_read (&line, repoint_bytes ((const guint8 *) secret, strlen (secret)), &kind, &port), ==, 0);
  g_assert_null (memmem (&line, sizeof line, "c2V", 3));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/clear-line/lines", test_lines);
  g_test_add_func ("/clear-line/keeps-nothing", test_keeps_nothing);

  return g_test_run ();
}
