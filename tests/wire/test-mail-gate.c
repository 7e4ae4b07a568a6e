/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-mail-command.h"
#include "repoint-mail-gate.h"

#include <string.h>

#define SMTP REPOINT_PROTOCOL_SMTP
#define IMAP REPOINT_PROTOCOL_IMAP
#define POP3 REPOINT_PROTOCOL_POP3

#define HELLO "\x16\x03\x01\x02\x01\x01"
#define SSL2_HELLO "\x80\x2e\x01\x03\x01\x01"
#define ALERT "\x15\x03\x01%00\x02\x02\x28"
#define EHLO_REPLY "250-mx.example\r\n250-AUTH LOGIN PLAIN\r\n250 STARTTLS\r\n"
#define LONG_NAME                                                                                                         \
  "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"                  \
  "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"                  \
  "01234567890123456789012345678901234567890123456789"
#define MARKER "c2VjcmV0"

/* In turn: what the server says, what the client says. Bytes that hold a NUL are written as "%00". */
typedef struct
{
  const char            *name;
  RepointProtocol        protocol;
  RepointSecurity        security;
  const char            *talk[16];
  const char            *server_got;
  const char            *client_got; /* to its end; NULL: the server's words and nothing else */
  RepointMailGateState   state;
  RepointMailGateReason  reason;
  RepointMailResult      result;
  gboolean               whole; /* in segments of its own it would be the reply to what is said in between */
} Talk;

#define CLEAR   REPOINT_SECURITY_STARTTLS
#define IMPLICIT REPOINT_SECURITY_TLS
#define SMTP_BYE(text) "421 4.7.0 " text "\r\n"
#define NO_SIGN_IN "Repoint passes no sign-in on without encryption, please switch on STARTTLS in this device"
#define NO_MAIL "Repoint passes no mail on without encryption, please switch on STARTTLS in this device"
#define NO_COMMAND "Repoint passes nothing of this kind on, please switch on STARTTLS in this device"
#define NO_LINE "Repoint passes nothing on that is not a line of text"
#define NO_PIPE "Repoint passes nothing on that did not wait for the reply before"
#define NO_HELLO_TEXT "Repoint expected the beginning of TLS"
#define NO_SERVER "Repoint does not understand the mail server"

static const Talk talks[] = {
  /* the way through */
  { "smtp starttls", SMTP, CLEAR,
    { "220 mx.example\r\n", "EHLO copier\r\n", EHLO_REPLY, "STARTTLS\r\n", "220 go\r\n", HELLO "rest" },
    "EHLO copier\r\nSTARTTLS\r\n" HELLO "rest", NULL, REPOINT_MAIL_GATE_OPEN, REPOINT_MAIL_GATE_NOTHING, REPOINT_MAIL_RESULT_TLS },
  { "smtp canonical", SMTP, CLEAR,
    { "220 mx.example\r\n", "ehlo   my copier  \r\n", EHLO_REPLY, "noop\r\n", "250 ok\r\n", "starttls \r\n", "220 go\r\n", HELLO },
    "EHLO my copier\r\nNOOP\r\nSTARTTLS\r\n" HELLO, NULL, REPOINT_MAIL_GATE_OPEN, REPOINT_MAIL_GATE_NOTHING, REPOINT_MAIL_RESULT_TLS },
  { "smtp hello of sslv2", SMTP, CLEAR,
    { "220 mx.example\r\n", "HELO copier\r\n", "250 mx.example\r\n", "STARTTLS\r\n", "220 go\r\n", SSL2_HELLO },
    "HELO copier\r\nSTARTTLS\r\n" SSL2_HELLO, NULL, REPOINT_MAIL_GATE_OPEN, REPOINT_MAIL_GATE_NOTHING, REPOINT_MAIL_RESULT_TLS },
  { "smtp client is first", SMTP, CLEAR,
    { "", "EHLO copier\r\n", "220 mx.example\r\n", "", EHLO_REPLY },
    "EHLO copier\r\n", NULL, REPOINT_MAIL_GATE_CLEAR, REPOINT_MAIL_GATE_NOTHING, REPOINT_MAIL_RESULT_NONE },
  { "smtp server without starttls", SMTP, CLEAR,
    { "220 mx.example\r\n", "EHLO copier\r\n", "250 mx.example\r\n", "STARTTLS\r\n", "502 unknown\r\n", "QUIT\r\n", "221 bye\r\n" },
    "EHLO copier\r\nSTARTTLS\r\nQUIT\r\n", NULL, REPOINT_MAIL_GATE_CLEAR, REPOINT_MAIL_GATE_NOTHING, REPOINT_MAIL_RESULT_NO_STARTTLS },
  { "smtp starttls second time", SMTP, CLEAR,
    { "220 mx.example\r\n", "EHLO copier\r\n", EHLO_REPLY, "STARTTLS\r\n", "454 not now\r\n", "STARTTLS\r\n", "220 go\r\n", HELLO },
    "EHLO copier\r\nSTARTTLS\r\nSTARTTLS\r\n" HELLO, NULL, REPOINT_MAIL_GATE_OPEN, REPOINT_MAIL_GATE_NOTHING, REPOINT_MAIL_RESULT_TLS },
  { "imap starttls", IMAP, CLEAR,
    { "* OK ready\r\n", "A1 CAPABILITY\r\n", "* CAPABILITY IMAP4rev1 STARTTLS\r\nA1 OK done\r\n", ". starttls\r\n", ". OK begin\r\n", HELLO },
    "A1 CAPABILITY\r\n. STARTTLS\r\n" HELLO, NULL, REPOINT_MAIL_GATE_OPEN, REPOINT_MAIL_GATE_NOTHING, REPOINT_MAIL_RESULT_TLS },
  { "imap untagged at any time", IMAP, CLEAR,
    { "* OK ready\r\n", "", "* OK still here\r\n", "A1 NOOP\r\n", "A1 OK\r\n", "A2 LOGOUT\r\n", "* BYE\r\nA2 OK\r\n" },
    "A1 NOOP\r\nA2 LOGOUT\r\n", "* OK ready\r\n* OK still here\r\nA1 OK\r\n* BYE\r\n", REPOINT_MAIL_GATE_LEAVING, REPOINT_MAIL_GATE_NOTHING, REPOINT_MAIL_RESULT_NONE },
  { "pop3 starttls", POP3, CLEAR,
    { "+OK ready\r\n", "CAPA\r\n", "+OK\r\nSTLS\r\nUSER\r\n.\r\n", "STLS\r\n", "+OK begin\r\n", HELLO },
    "CAPA\r\nSTLS\r\n" HELLO, NULL, REPOINT_MAIL_GATE_OPEN, REPOINT_MAIL_GATE_NOTHING, REPOINT_MAIL_RESULT_TLS },
  { "tls from the first byte", POP3, IMPLICIT, { "", HELLO "rest" },
    HELLO "rest", NULL, REPOINT_MAIL_GATE_OPEN, REPOINT_MAIL_GATE_NOTHING, REPOINT_MAIL_RESULT_NONE },

  /* one line after the other */
  { "smtp pipelined", SMTP, CLEAR,
    { "220 mx.example\r\n", "EHLO copier\r\nNOOP\r\nSTARTTLS\r\n", EHLO_REPLY },
    "EHLO copier\r\nNOOP\r\n", NULL, REPOINT_MAIL_GATE_CLEAR, REPOINT_MAIL_GATE_NOTHING, REPOINT_MAIL_RESULT_NONE },
  { "smtp pipelined hello", SMTP, CLEAR,
    { "220 mx.example\r\n", "EHLO copier\r\nSTARTTLS\r\n" HELLO },
    "EHLO copier\r\n", "220 mx.example\r\n" SMTP_BYE (NO_PIPE), REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_PIPELINED, REPOINT_MAIL_RESULT_NONE },
  { "smtp line behind starttls", SMTP, CLEAR,
    { "220 mx.example\r\n", "STARTTLS\r\nEHLO copier\r\n" },
    "STARTTLS\r\n", "220 mx.example\r\n" SMTP_BYE (NO_PIPE), REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_PIPELINED, REPOINT_MAIL_RESULT_NONE },
  { "smtp sign-in behind ehlo", SMTP, CLEAR,
    { "220 mx.example\r\n", "EHLO copier\r\nAUTH PLAIN " MARKER "\r\n" },
    "EHLO copier\r\n", "220 mx.example\r\n" SMTP_BYE (NO_SIGN_IN), REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_SIGN_IN, REPOINT_MAIL_RESULT_NONE },
  { "smtp too far ahead", SMTP, CLEAR,
    { "", "NOOP\r\nNOOP\r\nNOOP\r\nNOOP\r\nNOOP\r\nNOOP\r\nNOOP\r\nNOOP\r\nNOOP\r\n" },
    "", SMTP_BYE (NO_PIPE), REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_PIPELINED, REPOINT_MAIL_RESULT_NONE },

  /* what never passes */
  { "smtp auth", SMTP, CLEAR,
    { "220 mx.example\r\n", "EHLO copier\r\n", EHLO_REPLY, "AUTH LOGIN " MARKER "\r\n" MARKER "\r\n", "", MARKER "\r\n" },
    "EHLO copier\r\n", "220 mx.example\r\n" EHLO_REPLY SMTP_BYE (NO_SIGN_IN), REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_SIGN_IN, REPOINT_MAIL_RESULT_NONE },
  { "smtp mail", SMTP, CLEAR,
    { "220 mx.example\r\n", "EHLO copier\r\n", EHLO_REPLY, "MAIL FROM:<" MARKER "@example>\r\n" },
    "EHLO copier\r\n", "220 mx.example\r\n" EHLO_REPLY SMTP_BYE (NO_MAIL), REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_MAIL, REPOINT_MAIL_RESULT_NONE },
  { "smtp data", SMTP, CLEAR, { "220 mx.example\r\n", "data\r\n" },
    "", "220 mx.example\r\n" SMTP_BYE (NO_MAIL), REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_MAIL, REPOINT_MAIL_RESULT_NONE },
  { "smtp bdat", SMTP, CLEAR, { "220 mx.example\r\n", "BDAT 10 LAST\r\n" MARKER },
    "", "220 mx.example\r\n" SMTP_BYE (NO_MAIL), REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_MAIL, REPOINT_MAIL_RESULT_NONE },
  { "smtp vrfy", SMTP, CLEAR, { "220 mx.example\r\n", "VRFY somebody\r\n" },
    "", "220 mx.example\r\n" SMTP_BYE (NO_COMMAND), REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_COMMAND, REPOINT_MAIL_RESULT_NONE },
  { "smtp noop with an argument", SMTP, CLEAR, { "220 mx.example\r\n", "NOOP " MARKER "\r\n" },
    "", "220 mx.example\r\n" SMTP_BYE (NO_COMMAND), REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_COMMAND, REPOINT_MAIL_RESULT_NONE },
  { "smtp with a name that is too long", SMTP, CLEAR, { "220 mx.example\r\n", "EHLO " LONG_NAME "012345\r\n" },
    "", "220 mx.example\r\n" SMTP_BYE (NO_COMMAND), REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_COMMAND, REPOINT_MAIL_RESULT_NONE },
  { "smtp with a name of latin 1", SMTP, CLEAR, { "220 mx.example\r\n", "EHLO b\xfcro\r\n" },
    "", "220 mx.example\r\n" SMTP_BYE (NO_LINE), REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_LINE, REPOINT_MAIL_RESULT_NONE },
  { "smtp from a pop3 client", SMTP, CLEAR, { "220 mx.example\r\n", "USER copier\r\n" },
    "", "220 mx.example\r\n" SMTP_BYE (NO_SIGN_IN), REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_SIGN_IN, REPOINT_MAIL_RESULT_NONE },
  { "smtp from a browser", SMTP, CLEAR, { "220 mx.example\r\n", "GET / HTTP/1.1\r\nHost: a\r\n\r\n" },
    "", "220 mx.example\r\n" SMTP_BYE (NO_COMMAND), REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_COMMAND, REPOINT_MAIL_RESULT_NONE },
  { "smtp through a web proxy", SMTP, CLEAR, { "", "CONNECT mx.example:25 HTTP/1.1\r\n" },
    "", SMTP_BYE (NO_COMMAND), REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_COMMAND, REPOINT_MAIL_RESULT_NONE },
  { "imap login", IMAP, CLEAR, { "* OK ready\r\n", "a1 login me " MARKER "\r\n" },
    "", "* OK ready\r\n* BYE " NO_SIGN_IN "\r\n", REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_SIGN_IN, REPOINT_MAIL_RESULT_NONE },
  { "imap authenticate", IMAP, CLEAR, { "* OK ready\r\n", "a1 AUTHENTICATE PLAIN " MARKER "\r\n" },
    "", "* OK ready\r\n* BYE " NO_SIGN_IN "\r\n", REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_SIGN_IN, REPOINT_MAIL_RESULT_NONE },
  { "imap literal", IMAP, CLEAR, { "* OK ready\r\n", "a1 NOOP {5+}\r\nLOGIN\r\n" },
    "", "* OK ready\r\n* BYE " NO_COMMAND "\r\n", REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_COMMAND, REPOINT_MAIL_RESULT_NONE },
  { "imap tag that is none", IMAP, CLEAR, { "* OK ready\r\n", "+ NOOP\r\n" },
    "", "* OK ready\r\n* BYE " NO_COMMAND "\r\n", REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_COMMAND, REPOINT_MAIL_RESULT_NONE },
  { "imap without a tag", IMAP, CLEAR, { "* OK ready\r\n", " NOOP\r\n" },
    "", "* OK ready\r\n* BYE " NO_COMMAND "\r\n", REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_COMMAND, REPOINT_MAIL_RESULT_NONE },
  { "pop3 user", POP3, CLEAR, { "+OK ready\r\n", "USER me\r\nPASS " MARKER "\r\n" },
    "", "+OK ready\r\n-ERR [SYS/TEMP] " NO_SIGN_IN "\r\n", REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_SIGN_IN, REPOINT_MAIL_RESULT_NONE },
  { "pop3 apop", POP3, CLEAR, { "+OK <1@a>\r\n", "APOP me c4c9334bac560ecc979e58001b3e22fb\r\n" },
    "", "+OK <1@a>\r\n-ERR [SYS/TEMP] " NO_SIGN_IN "\r\n", REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_SIGN_IN, REPOINT_MAIL_RESULT_NONE },

  /* ends of lines */
  { "line feed alone", SMTP, CLEAR, { "220 mx.example\r\n", "EHLO copier\nMAIL FROM:<a@b>\r\n" },
    "", "220 mx.example\r\n" SMTP_BYE (NO_LINE), REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_LINE, REPOINT_MAIL_RESULT_NONE },
  { "carriage return alone", SMTP, CLEAR, { "220 mx.example\r\n", "EHLO copier\rMAIL FROM:<a@b>\r\n" },
    "", "220 mx.example\r\n" SMTP_BYE (NO_LINE), REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_LINE, REPOINT_MAIL_RESULT_NONE },
  { "two carriage returns", SMTP, CLEAR, { "220 mx.example\r\n", "EHLO copier\r\r\n" },
    "", "220 mx.example\r\n" SMTP_BYE (NO_LINE), REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_LINE, REPOINT_MAIL_RESULT_NONE },
  { "nul", SMTP, CLEAR, { "220 mx.example\r\n", "EHLO copier%00MAIL FROM:<a@b>\r\n" },
    "", "220 mx.example\r\n" SMTP_BYE (NO_LINE), REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_LINE, REPOINT_MAIL_RESULT_NONE },
  { "tab", SMTP, CLEAR, { "220 mx.example\r\n", "EHLO\tcopier\r\n" },
    "", "220 mx.example\r\n" SMTP_BYE (NO_LINE), REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_LINE, REPOINT_MAIL_RESULT_NONE },
  { "empty line", SMTP, CLEAR, { "220 mx.example\r\n", "\r\n" },
    "", "220 mx.example\r\n" SMTP_BYE (NO_COMMAND), REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_COMMAND, REPOINT_MAIL_RESULT_NONE },
  { "endless line", SMTP, CLEAR, { "220 mx.example\r\n", "EHLO " LONG_NAME LONG_NAME "0123456" },
    "", "220 mx.example\r\n" SMTP_BYE (NO_LINE), REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_LINE, REPOINT_MAIL_RESULT_NONE },

  /* TLS at the wrong time */
  { "tls where there is starttls", SMTP, CLEAR, { "", HELLO },
    "", ALERT, REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_TLS_FIRST, REPOINT_MAIL_RESULT_NONE },
  { "hello of sslv2 where there is starttls", SMTP, CLEAR, { "", SSL2_HELLO },
    "", ALERT, REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_TLS_FIRST, REPOINT_MAIL_RESULT_NONE },
  { "text where there is tls", SMTP, IMPLICIT, { "", "EHLO copier\r\n" },
    "", SMTP_BYE ("the mail server has no STARTTLS, only TLS from the first byte on"), REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_CLEAR_FIRST, REPOINT_MAIL_RESULT_NONE },
  { "sign-in behind starttls", SMTP, CLEAR,
    { "220 mx.example\r\n", "STARTTLS\r\n", "220 go\r\n", "AUTH PLAIN " MARKER "\r\n" },
    "STARTTLS\r\n", "220 mx.example\r\n220 go\r\n" SMTP_BYE (NO_HELLO_TEXT), REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_NO_HELLO, REPOINT_MAIL_RESULT_TLS },
  { "a record behind starttls that is no hello", SMTP, CLEAR,
    { "220 mx.example\r\n", "STARTTLS\r\n", "220 go\r\n", "\x16\x03\x01\x02\x01\x0bx" },
    "STARTTLS\r\n", "220 mx.example\r\n220 go\r\n" ALERT, REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_NO_HELLO, REPOINT_MAIL_RESULT_TLS },
  { "an empty record behind starttls", SMTP, CLEAR,
    { "220 mx.example\r\n", "STARTTLS\r\n", "220 go\r\n", "\x16\x03\x01%00%00\x01" },
    "STARTTLS\r\n", "220 mx.example\r\n220 go\r\n" ALERT, REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_NO_HELLO, REPOINT_MAIL_RESULT_TLS },
  { "another version behind starttls", SMTP, CLEAR,
    { "220 mx.example\r\n", "STARTTLS\r\n", "220 go\r\n", "\x16\x04\x01\x02\x01\x01" },
    "STARTTLS\r\n", "220 mx.example\r\n220 go\r\n" ALERT, REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_NO_HELLO, REPOINT_MAIL_RESULT_TLS },

  /* servers */
  { "injected behind starttls", SMTP, CLEAR,
    { "220 mx.example\r\n", "STARTTLS\r\n", "220 go\r\n250 injected\r\n" },
    "STARTTLS\r\n", "220 mx.example\r\n220 go\r\n" SMTP_BYE (NO_SERVER), REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_SERVER, REPOINT_MAIL_RESULT_INJECTED },
  { "injected before the hello", SMTP, CLEAR,
    { "220 mx.example\r\n", "STARTTLS\r\n", "220 go\r\n", "\x16\x03\x01", "250 injected\r\n" },
    "STARTTLS\r\n", "220 mx.example\r\n220 go\r\n" ALERT, REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_SERVER, REPOINT_MAIL_RESULT_INJECTED },
  { "a reply before its time", SMTP, CLEAR,
    { "220 mx.example\r\n", "EHLO copier\r\nSTARTTLS\r\n", EHLO_REPLY "220 go\r\n" },
    "EHLO copier\r\n", "220 mx.example\r\n" EHLO_REPLY SMTP_BYE (NO_SERVER), REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_SERVER, REPOINT_MAIL_RESULT_INJECTED, TRUE },
  { "half a reply before its time", SMTP, CLEAR,
    { "220 mx.example\r\n", "EHLO copier\r\nSTARTTLS\r\n", EHLO_REPLY "220 g", "", "o\r\n" },
    "EHLO copier\r\n", "220 mx.example\r\n" EHLO_REPLY SMTP_BYE (NO_SERVER), REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_SERVER, REPOINT_MAIL_RESULT_INJECTED, TRUE },
  { "smtp throttled", SMTP, CLEAR, { "421 4.7.0 too many connections\r\n", "EHLO copier\r\n" },
    "", "421 4.7.0 too many connections\r\n", REPOINT_MAIL_GATE_LEAVING, REPOINT_MAIL_GATE_NOTHING, REPOINT_MAIL_RESULT_THROTTLED },
  { "smtp turned away", SMTP, CLEAR, { "554 no service\r\n", "QUIT\r\n", "221 bye\r\n" },
    "QUIT\r\n", NULL, REPOINT_MAIL_GATE_CLEAR, REPOINT_MAIL_GATE_NOTHING, REPOINT_MAIL_RESULT_REFUSED },
  { "smtp refuses starttls", SMTP, CLEAR,
    { "220 mx.example\r\n", "EHLO copier\r\n", EHLO_REPLY, "STARTTLS\r\n", "454 not now\r\n" },
    "EHLO copier\r\nSTARTTLS\r\n", NULL, REPOINT_MAIL_GATE_CLEAR, REPOINT_MAIL_GATE_NOTHING, REPOINT_MAIL_RESULT_REFUSED },
  { "smtp hangs up unasked", SMTP, CLEAR, { "220 mx.example\r\n", "", "421 waited too long\r\n", "EHLO copier\r\n" },
    "", "220 mx.example\r\n421 waited too long\r\n", REPOINT_MAIL_GATE_LEAVING, REPOINT_MAIL_GATE_NOTHING, REPOINT_MAIL_RESULT_NONE },
  { "smtp is ssh", SMTP, CLEAR, { "SSH-2.0-OpenSSH_9.2\r\n" },
    "", SMTP_BYE (NO_SERVER), REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_SERVER, REPOINT_MAIL_RESULT_GARBAGE },
  { "smtp wants more", SMTP, CLEAR, { "220 mx.example\r\n", "STARTTLS\r\n", "334 \r\n" },
    "STARTTLS\r\n", "220 mx.example\r\n334 \r\n" SMTP_BYE (NO_SERVER), REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_SERVER, REPOINT_MAIL_RESULT_GARBAGE },
  { "tls server that greets", SMTP, IMPLICIT, { "220 mx.example\r\n" },
    "", ALERT, REPOINT_MAIL_GATE_CLOSED, REPOINT_MAIL_GATE_SERVER, REPOINT_MAIL_RESULT_GARBAGE },
  { "pop3 waits no longer", POP3, CLEAR, { "+OK ready\r\n", "", "-ERR idle for too long\r\n" },
    "", "+OK ready\r\n-ERR idle for too long\r\n", REPOINT_MAIL_GATE_LEAVING, REPOINT_MAIL_GATE_NOTHING, REPOINT_MAIL_RESULT_NONE },
};

static void
append (GByteArray *array, GBytes *bytes)
{
  if (bytes == NULL)
    return;

  g_byte_array_append (array, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
  g_bytes_unref (bytes);
}

static GByteArray *
unescape (const char *text)
{
  GByteArray *bytes = g_byte_array_new ();
  const char *nul;

  while ((nul = strstr (text, "%00")) != NULL)
    {
      g_byte_array_append (bytes, (const guint8 *) text, (guint) (nul - text));
      g_byte_array_append (bytes, (const guint8 *) "", 1);
      text = nul + 3;
    }
  g_byte_array_append (bytes, (const guint8 *) text, (guint) strlen (text));

  return bytes;
}

static void
check_bytes (GByteArray *got, const char *expected)
{
  g_autoptr (GByteArray) bytes = unescape (expected);

  g_assert_cmpmem (got->data, got->len, bytes->data, bytes->len);
}

static void
hold (RepointMailGate *gate, const Talk *talk, gsize piece, GByteArray *server_got, GByteArray *client_got)
{
  for (guint turn = 0; turn < G_N_ELEMENTS (talk->talk) && talk->talk[turn] != NULL; turn++)
    {
      g_autoptr (GByteArray) bytes = unescape (talk->talk[turn]);

      for (gsize i = 0; i < bytes->len; i += piece)
        {
          gsize length = MIN (piece, bytes->len - i);

          if (repoint_mail_gate_get_state (gate) == REPOINT_MAIL_GATE_OPEN)
            g_byte_array_append (turn % 2 == 0 ? client_got : server_got, bytes->data + i, (guint) length);
          else if (turn % 2 == 0)
            repoint_mail_gate_feed_server (gate, bytes->data + i, length);
          else
            repoint_mail_gate_feed_client (gate, bytes->data + i, length);
          append (server_got, repoint_mail_gate_take_for_server (gate));
          append (client_got, repoint_mail_gate_take_for_client (gate));
        }
    }
}

static gboolean
contains (GByteArray *bytes, const char *text)
{
  return bytes->len > 0 && memmem (bytes->data, bytes->len, text, strlen (text)) != NULL;
}

static void
test_talk (gconstpointer data)
{
  const Talk *talk = data;

  for (gsize piece = 1000; piece >= (talk->whole ? 1000 : 1); piece /= 10)
    {
      g_autoptr (RepointMailGate) gate = repoint_mail_gate_new (talk->protocol, talk->security);
      g_autoptr (GByteArray) server_got = g_byte_array_new ();
      g_autoptr (GByteArray) client_got = g_byte_array_new ();

      hold (gate, talk, piece, server_got, client_got);
      check_bytes (server_got, talk->server_got);
      if (talk->client_got != NULL)
        check_bytes (client_got, talk->client_got);
      g_assert_cmpint (repoint_mail_gate_get_state (gate), ==, talk->state);
      g_assert_cmpint (repoint_mail_gate_get_reason (gate), ==, talk->reason);
      g_assert_cmpint (repoint_mail_gate_get_report (gate)->result, ==, talk->result);
      g_assert_false (contains (server_got, MARKER));
      g_assert_false (contains (client_got, MARKER));
    }
}

static void
feed_server (RepointMailGate *gate, const char *text)
{
  repoint_mail_gate_feed_server (gate, (const guint8 *) text, strlen (text));
}

static void
feed_client (RepointMailGate *gate, const char *text)
{
  repoint_mail_gate_feed_client (gate, (const guint8 *) text, strlen (text));
}

static void
test_report (void)
{
  g_autoptr (RepointMailGate) gate = repoint_mail_gate_new (SMTP, CLEAR);
  const RepointMailReport *report = repoint_mail_gate_get_report (gate);

  g_assert_null (repoint_mail_gate_get_client_name (gate));
  feed_server (gate, "220 mx.example hello\r\n");
  feed_client (gate, "EHLO one\r\n");
  feed_server (gate, EHLO_REPLY);
  g_assert_cmpint (report->starttls, ==, REPOINT_STARTTLS_OFFERED);
  g_assert_cmpuint (report->sign_in->len, ==, 2);
  feed_client (gate, "EHLO two\r\n");
  feed_server (gate, "250 mx.example\r\n");

  g_assert_cmpstr (report->greeting, ==, "220 mx.example hello");
  g_assert_cmpstr (repoint_mail_gate_get_client_name (gate), ==, "two");
  g_assert_cmpint (report->starttls, ==, REPOINT_STARTTLS_MISSING);
  g_assert_cmpuint (report->sign_in->len, ==, 0);
  g_assert_cmpint (report->stage, ==, REPOINT_MAIL_STAGE_EHLO);
}

static void
test_endless_server (void)
{
  static const char *const lines[] = { "250-a\r\n", "250-" };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (RepointMailGate) gate = repoint_mail_gate_new (SMTP, CLEAR);
      gsize total = 0;

      feed_server (gate, "220 mx.example\r\n");
      feed_client (gate, "EHLO copier\r\n");
      feed_server (gate, i == 0 ? "" : "250-");
      while (repoint_mail_gate_get_state (gate) == REPOINT_MAIL_GATE_CLEAR && total < 100000)
        {
          g_autoptr (GBytes) taken = NULL;

          feed_server (gate, i == 0 ? lines[i] : "aaaaaaa");
          taken = repoint_mail_gate_take_for_client (gate);
          total += strlen (lines[i]);
        }
      g_assert_cmpint (repoint_mail_gate_get_state (gate), ==, REPOINT_MAIL_GATE_CLOSED);
      g_assert_cmpint (repoint_mail_gate_get_reason (gate), ==, REPOINT_MAIL_GATE_SERVER);
    }
}

/* The station closes it for reasons of its own; once it is over or open, nothing changes that. */
static void
test_close (void)
{
  g_autoptr (RepointMailGate) gate = repoint_mail_gate_new (IMAP, CLEAR);
  g_autoptr (RepointMailGate) open = repoint_mail_gate_new (IMAP, IMPLICIT);
  g_autoptr (GByteArray) client_got = g_byte_array_new ();

  repoint_mail_gate_close (gate, REPOINT_MAIL_GATE_UNREACHABLE);
  repoint_mail_gate_close (gate, REPOINT_MAIL_GATE_TIMEOUT);
  append (client_got, repoint_mail_gate_take_for_client (gate));
  check_bytes (client_got, "* BYE Repoint cannot reach the mail server\r\n");
  g_assert_cmpint (repoint_mail_gate_get_reason (gate), ==, REPOINT_MAIL_GATE_UNREACHABLE);

  repoint_mail_gate_feed_client (open, (const guint8 *) "\x16\x03\x03\x00\x05\x01", 6);
  repoint_mail_gate_close (open, REPOINT_MAIL_GATE_TIMEOUT);
  g_assert_cmpint (repoint_mail_gate_get_state (open), ==, REPOINT_MAIL_GATE_OPEN);
  g_assert_null (repoint_mail_gate_take_for_client (open));
}

static void
test_reasons (void)
{
  g_assert_null (repoint_mail_gate_reason_to_string (REPOINT_MAIL_GATE_NOTHING));
  for (guint i = REPOINT_MAIL_GATE_NOTHING + 1; i <= REPOINT_MAIL_GATE_STOPPED; i++)
    g_assert_nonnull (repoint_mail_gate_reason_to_string (i));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (talks); i++)
    {
      g_autofree char *name = g_strdelimit (g_strdup (talks[i].name), " ", '-');
      g_autofree char *path = g_strdup_printf ("/mail-gate/%s", name);

      g_test_add_data_func (path, &talks[i], test_talk);
    }
  g_test_add_func ("/mail-gate/report", test_report);
  g_test_add_func ("/mail-gate/endless-server", test_endless_server);
  g_test_add_func ("/mail-gate/close", test_close);
  g_test_add_func ("/mail-gate/reasons", test_reasons);

  return g_test_run ();
}
