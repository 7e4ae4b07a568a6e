/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-mail-dialogue.h"
#include "repoint-mail-reply.h"

#include <string.h>

#define LEGACY "4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2. Visit https://aka.ms/smtp_auth_tls."
#define POPIMAP "TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2. Visit https://aka.ms/popimap_tls."

/* What the server says first, then after each line from us; "" where it stays silent. */
typedef struct
{
  const char       *name;
  RepointProtocol   protocol;
  int               secure; /* 0 clear, 1 after STARTTLS, 2 TLS first */
  const char       *server[10];
  const char       *client; /* everything we said, lines joined with | */
  RepointMailResult result;
  RepointMailStage  stage;
  RepointStarttls   starttls;
  const char       *reply;
  const char       *server_name;
  const char       *sign_in;
  const char       *masked;
  const char       *capabilities; /* NULL: not looked at */
} Talk;

static const Talk talks[] = {
  /* before TLS: SMTP */
  { "smtp starttls", REPOINT_PROTOCOL_SMTP, 0,
    { "220 mx.example ESMTP\r\n", "250-mx.example\r\n250-SIZE 1000\r\n250 STARTTLS\r\n", "220 2.0.0 go\r\n" },
    "EHLO repoint.invalid|STARTTLS|",
    REPOINT_MAIL_RESULT_TLS, REPOINT_MAIL_STAGE_STARTTLS, REPOINT_STARTTLS_OFFERED, NULL, "mx.example", "" },
  { "smtp with long replies", REPOINT_PROTOCOL_SMTP, 0,
    { "220-mx.example ESMTP\r\n220-We are\r\n220 watching\r\n", "250-mx.example\n250-starttls\n250-AUTH LOGIN\n250 HELP\n", "220-ready\r\n220\r\n" },
    "EHLO repoint.invalid|STARTTLS|",
    REPOINT_MAIL_RESULT_TLS, REPOINT_MAIL_STAGE_STARTTLS, REPOINT_STARTTLS_OFFERED, NULL, "mx.example", "LOGIN" },
  { "smtp without starttls", REPOINT_PROTOCOL_SMTP, 0,
    { "220 mx.example\r\n", "250-mx.example\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME\r\n", "502 5.5.2 unknown\r\n" },
    "EHLO repoint.invalid|STARTTLS|QUIT|",
    REPOINT_MAIL_RESULT_NO_STARTTLS, REPOINT_MAIL_STAGE_STARTTLS, REPOINT_STARTTLS_MISSING, "502 5.5.2 unknown", "mx.example", "PLAIN,LOGIN", NULL, "AUTH PLAIN LOGIN,8BITMIME" },
  { "smtp starttls masked", REPOINT_PROTOCOL_SMTP, 0,
    { "220 mx.example\r\n", "250-mx.example\r\n250-XXXXXXXA\r\n250 XXXB\r\n", "500 unrecognized command\r\n" },
    "EHLO repoint.invalid|STARTTLS|QUIT|",
    REPOINT_MAIL_RESULT_NO_STARTTLS, REPOINT_MAIL_STAGE_STARTTLS, REPOINT_STARTTLS_STRIPPED, "500 unrecognized command", "mx.example", "", "XXXXXXXA", "XXXXXXXA,XXXB" },
  { "smtp starttls masked with crosses", REPOINT_PROTOCOL_SMTP, 0,
    { "220 mx.example\r\n", "250-mx.example\r\n250 XXXXXXXX\r\n", "500 unrecognized command\r\n" },
    "EHLO repoint.invalid|STARTTLS|QUIT|",
    REPOINT_MAIL_RESULT_NO_STARTTLS, REPOINT_MAIL_STAGE_STARTTLS, REPOINT_STARTTLS_STRIPPED, "500 unrecognized command", "mx.example", "", "XXXXXXXX" },
  { "smtp something else masked", REPOINT_PROTOCOL_SMTP, 0,
    { "220 mx.example\r\n", "250-mx.example\r\n250-XXXXXXA\r\n250 XXXXXXXAB\r\n", "500 what?\r\n" },
    "EHLO repoint.invalid|STARTTLS|QUIT|",
    REPOINT_MAIL_RESULT_NO_STARTTLS, REPOINT_MAIL_STAGE_STARTTLS, REPOINT_STARTTLS_MISSING, "500 what?", "mx.example", "" },
  { "smtp something else masked beside starttls", REPOINT_PROTOCOL_SMTP, 0,
    { "220 ************************************\r\n", "250-metagross\r\n250-XXXXXXXA\r\n250 STARTTLS\r\n", "220 go\r\n" },
    "EHLO repoint.invalid|STARTTLS|",
    REPOINT_MAIL_RESULT_TLS, REPOINT_MAIL_STAGE_STARTTLS, REPOINT_STARTTLS_OFFERED, NULL, NULL, "" },
  { "smtp greeting masked", REPOINT_PROTOCOL_SMTP, 0,
    { "220 ********2****0***\r\n", "250-mx.example\r\n250 8BITMIME\r\n", "500 what?\r\n" },
    "EHLO repoint.invalid|STARTTLS|QUIT|",
    REPOINT_MAIL_RESULT_NO_STARTTLS, REPOINT_MAIL_STAGE_STARTTLS, REPOINT_STARTTLS_STRIPPED, "500 what?", "mx.example", "", "220 ********2****0***" },
  { "smtp greeting with stars", REPOINT_PROTOCOL_SMTP, 0,
    { "220 **** mx.example ****\r\n", "250-mx.example\r\n250 8BITMIME\r\n", "500 what?\r\n" },
    "EHLO repoint.invalid|STARTTLS|QUIT|",
    REPOINT_MAIL_RESULT_NO_STARTTLS, REPOINT_MAIL_STAGE_STARTTLS, REPOINT_STARTTLS_MISSING, "500 what?", "mx.example", "" },
  { "smtp starttls taken out", REPOINT_PROTOCOL_SMTP, 0,
    { "220 mx.example\r\n", "250-mx.example\r\n250 8BITMIME\r\n", "220 go\r\n" },
    "EHLO repoint.invalid|STARTTLS|",
    REPOINT_MAIL_RESULT_TLS, REPOINT_MAIL_STAGE_STARTTLS, REPOINT_STARTTLS_STRIPPED, NULL, "mx.example", "" },
  { "smtp starttls replaced on the way out", REPOINT_PROTOCOL_SMTP, 0,
    { "220 mx.example\r\n", "250-mx.example\r\n250 8BITMIME\r\n", "502 5.5.2 Error: \"XXXXXXXX\" not recognized\r\n" },
    "EHLO repoint.invalid|STARTTLS|QUIT|",
    REPOINT_MAIL_RESULT_NO_STARTTLS, REPOINT_MAIL_STAGE_STARTTLS, REPOINT_STARTTLS_STRIPPED, "502 5.5.2 Error: \"XXXXXXXX\" not recognized", "mx.example", "", "502 5.5.2 Error: \"XXXXXXXX\" not recognized" },
  { "smtp starttls announced and replaced", REPOINT_PROTOCOL_SMTP, 0,
    { "220 mx.example\r\n", "250-mx.example\r\n250 STARTTLS\r\n", "500 XXXXXXXA?\r\n" },
    "EHLO repoint.invalid|STARTTLS|QUIT|",
    REPOINT_MAIL_RESULT_REFUSED, REPOINT_MAIL_STAGE_STARTTLS, REPOINT_STARTTLS_STRIPPED, "500 XXXXXXXA?", "mx.example", "", "500 XXXXXXXA?" },
  { "smtp wants another name", REPOINT_PROTOCOL_SMTP, 0,
    { "220 mx.example\r\n", "550 5.7.1 Helo command rejected: Host not found\r\n", "250-mx.example\r\n250 STARTTLS\r\n", "220 go\r\n" },
    "EHLO repoint.invalid|EHLO [127.0.0.1]|STARTTLS|",
    REPOINT_MAIL_RESULT_TLS, REPOINT_MAIL_STAGE_STARTTLS, REPOINT_STARTTLS_OFFERED, NULL, "mx.example", "" },
  { "smtp wants no name", REPOINT_PROTOCOL_SMTP, 0,
    { "220 mx.example\r\n", "550 no\r\n", "502 5.5.1 still no\r\n" },
    "EHLO repoint.invalid|EHLO [127.0.0.1]|QUIT|",
    REPOINT_MAIL_RESULT_REFUSED, REPOINT_MAIL_STAGE_EHLO, REPOINT_STARTTLS_UNKNOWN, "502 5.5.1 still no", "mx.example", "" },
  { "smtp throttled at the greeting", REPOINT_PROTOCOL_SMTP, 0, { "421 4.7.0 too many connections\r\n" }, "QUIT|",
    REPOINT_MAIL_RESULT_THROTTLED, REPOINT_MAIL_STAGE_GREETING, REPOINT_STARTTLS_UNKNOWN, "421 4.7.0 too many connections", NULL, "" },
  { "smtp busy at the greeting", REPOINT_PROTOCOL_SMTP, 0, { "451 try later\r\n" }, "QUIT|",
    REPOINT_MAIL_RESULT_THROTTLED, REPOINT_MAIL_STAGE_GREETING, REPOINT_STARTTLS_UNKNOWN, "451 try later", NULL, "" },
  { "smtp throttled at ehlo", REPOINT_PROTOCOL_SMTP, 0, { "220 mx.example\r\n", "421 later\r\n" }, "EHLO repoint.invalid|QUIT|",
    REPOINT_MAIL_RESULT_THROTTLED, REPOINT_MAIL_STAGE_EHLO, REPOINT_STARTTLS_UNKNOWN, "421 later", "mx.example", "" },
  { "smtp throttled at starttls", REPOINT_PROTOCOL_SMTP, 0,
    { "220 mx.example\r\n", "250-mx\r\n250 STARTTLS\r\n", "421 later\r\n" }, "EHLO repoint.invalid|STARTTLS|QUIT|",
    REPOINT_MAIL_RESULT_THROTTLED, REPOINT_MAIL_STAGE_STARTTLS, REPOINT_STARTTLS_OFFERED, "421 later", "mx.example", "" },
  { "smtp no service", REPOINT_PROTOCOL_SMTP, 0, { "554 no SMTP service here\r\n" }, "QUIT|",
    REPOINT_MAIL_RESULT_REFUSED, REPOINT_MAIL_STAGE_GREETING, REPOINT_STARTTLS_UNKNOWN, "554 no SMTP service here", NULL, "" },
  { "smtp tls not available", REPOINT_PROTOCOL_SMTP, 0,
    { "220 mx.example\r\n", "250-mx\r\n250 STARTTLS\r\n", "454 4.7.0 TLS not available due to local problem\r\n" }, "EHLO repoint.invalid|STARTTLS|QUIT|",
    REPOINT_MAIL_RESULT_REFUSED, REPOINT_MAIL_STAGE_STARTTLS, REPOINT_STARTTLS_OFFERED, "454 4.7.0 TLS not available due to local problem", "mx.example", "" },
  { "smtp with bytes behind starttls", REPOINT_PROTOCOL_SMTP, 0,
    { "220 mx.example\r\n", "250-mx\r\n250 STARTTLS\r\n", "220 go\r\n250 injected\r\n" }, "EHLO repoint.invalid|STARTTLS|",
    REPOINT_MAIL_RESULT_INJECTED, REPOINT_MAIL_STAGE_STARTTLS, REPOINT_STARTTLS_OFFERED, "250 injected", "mx.example", "" },
  { "smtp with a reply before its time", REPOINT_PROTOCOL_SMTP, 0,
    { "220 mx.example\r\n", "250-mx\r\n250 STARTTLS\r\n220 go\r\n" }, "EHLO repoint.invalid|",
    REPOINT_MAIL_RESULT_INJECTED, REPOINT_MAIL_STAGE_STARTTLS, REPOINT_STARTTLS_OFFERED, "220 go", "mx.example", "" },
  { "smtp port is ssh", REPOINT_PROTOCOL_SMTP, 0, { "SSH-2.0-OpenSSH_9.2\r\n" }, "",
    REPOINT_MAIL_RESULT_GARBAGE, REPOINT_MAIL_STAGE_GREETING, REPOINT_STARTTLS_UNKNOWN, "SSH-2.0-OpenSSH_9.2", NULL, "" },
  { "smtp port is pop3", REPOINT_PROTOCOL_SMTP, 0, { "+OK ready\r\n" }, "",
    REPOINT_MAIL_RESULT_GARBAGE, REPOINT_MAIL_STAGE_GREETING, REPOINT_STARTTLS_UNKNOWN, "+OK ready", NULL, "" },
  { "smtp with a code of four digits", REPOINT_PROTOCOL_SMTP, 0, { "2200 x\r\n" }, "",
    REPOINT_MAIL_RESULT_GARBAGE, REPOINT_MAIL_STAGE_GREETING, REPOINT_STARTTLS_UNKNOWN, "2200 x", NULL, "" },
  { "smtp silent", REPOINT_PROTOCOL_SMTP, 0, { "" }, "",
    REPOINT_MAIL_RESULT_NONE, REPOINT_MAIL_STAGE_GREETING, REPOINT_STARTTLS_UNKNOWN, NULL, NULL, "" },
  /* before TLS: IMAP */
  { "imap starttls", REPOINT_PROTOCOL_IMAP, 0,
    { "* OK [CAPABILITY IMAP4rev1] ready\r\n", "* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\nr1 OK done\r\n", "r2 OK begin\r\n" },
    "r1 CAPABILITY|r2 STARTTLS|",
    REPOINT_MAIL_RESULT_TLS, REPOINT_MAIL_STAGE_STARTTLS, REPOINT_STARTTLS_OFFERED, NULL, NULL, "" },
  { "imap without starttls", REPOINT_PROTOCOL_IMAP, 0,
    { "* OK ready\r\n", "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nr1 OK done\r\n", "r2 BAD what?\r\n" }, "r1 CAPABILITY|r2 STARTTLS|r3 LOGOUT|",
    REPOINT_MAIL_RESULT_NO_STARTTLS, REPOINT_MAIL_STAGE_STARTTLS, REPOINT_STARTTLS_MISSING, "BAD what?", NULL, "PLAIN,LOGIN", NULL, "IMAP4rev1,AUTH=PLAIN" },
  { "imap starttls masked", REPOINT_PROTOCOL_IMAP, 0,
    { "* OK ready\r\n", "* CAPABILITY IMAP4rev1 XXXXXXXX IDLE LOGINDISABLED\r\nr1 OK done\r\n", "r2 BAD what?\r\n" }, "r1 CAPABILITY|r2 STARTTLS|r3 LOGOUT|",
    REPOINT_MAIL_RESULT_NO_STARTTLS, REPOINT_MAIL_STAGE_STARTTLS, REPOINT_STARTTLS_STRIPPED, "BAD what?", NULL, "", "CAPABILITY IMAP4rev1 XXXXXXXX IDLE LOGINDISABLED" },
  { "imap starttls taken out", REPOINT_PROTOCOL_IMAP, 0,
    { "* OK ready\r\n", "* CAPABILITY IMAP4rev1\r\nr1 OK done\r\n", "r2 OK begin\r\n" }, "r1 CAPABILITY|r2 STARTTLS|",
    REPOINT_MAIL_RESULT_TLS, REPOINT_MAIL_STAGE_STARTTLS, REPOINT_STARTTLS_STRIPPED, NULL, NULL, "LOGIN" },
  { "imap chats on before starttls", REPOINT_PROTOCOL_IMAP, 0,
    { "* OK ready\r\n", "* CAPABILITY IMAP4rev1 STARTTLS\r\nr1 OK done\r\n* OK still here\r\n", "r2 OK begin\r\n" }, "r1 CAPABILITY|r2 STARTTLS|",
    REPOINT_MAIL_RESULT_TLS, REPOINT_MAIL_STAGE_STARTTLS, REPOINT_STARTTLS_OFFERED, NULL, NULL, "LOGIN" },
  { "imap with bytes behind starttls", REPOINT_PROTOCOL_IMAP, 0,
    { "* OK ready\r\n", "* CAPABILITY IMAP4rev1 STARTTLS\r\nr1 OK done\r\n", "r2 OK begin\r\n* BYE injected\r\n" }, "r1 CAPABILITY|r2 STARTTLS|",
    REPOINT_MAIL_RESULT_INJECTED, REPOINT_MAIL_STAGE_STARTTLS, REPOINT_STARTTLS_OFFERED, "* BYE injected", NULL, "LOGIN" },
  { "imap busy", REPOINT_PROTOCOL_IMAP, 0, { "* BYE [UNAVAILABLE] later\r\n" }, "r1 LOGOUT|",
    REPOINT_MAIL_RESULT_THROTTLED, REPOINT_MAIL_STAGE_GREETING, REPOINT_STARTTLS_UNKNOWN, "BYE [UNAVAILABLE] later", NULL, "" },
  { "imap says no to starttls", REPOINT_PROTOCOL_IMAP, 0,
    { "* OK ready\r\n", "* CAPABILITY IMAP4rev1 STARTTLS\r\nr1 OK done\r\n", "r2 BAD command unknown\r\n" }, "r1 CAPABILITY|r2 STARTTLS|r3 LOGOUT|",
    REPOINT_MAIL_RESULT_REFUSED, REPOINT_MAIL_STAGE_STARTTLS, REPOINT_STARTTLS_OFFERED, "BAD command unknown", NULL, "LOGIN" },
  { "imap with a foreign tag", REPOINT_PROTOCOL_IMAP, 0, { "* OK ready\r\n", "x1 OK done\r\n" }, "r1 CAPABILITY|",
    REPOINT_MAIL_RESULT_GARBAGE, REPOINT_MAIL_STAGE_CAPABILITY, REPOINT_STARTTLS_UNKNOWN, "x1 OK done", NULL, "" },
  /* before TLS: POP3 */
  { "pop3 starttls", REPOINT_PROTOCOL_POP3, 0,
    { "+OK ready\r\n", "+OK here\r\nUSER\r\nSTLS\r\n..x\r\n.\r\n", "+OK begin\r\n" }, "CAPA|STLS|",
    REPOINT_MAIL_RESULT_TLS, REPOINT_MAIL_STAGE_STARTTLS, REPOINT_STARTTLS_OFFERED, NULL, NULL, "USER" },
  { "pop3 without capa", REPOINT_PROTOCOL_POP3, 0,
    { "+OK ready\r\n", "-ERR what?\r\n", "+OK begin\r\n" }, "CAPA|STLS|",
    REPOINT_MAIL_RESULT_TLS, REPOINT_MAIL_STAGE_STARTTLS, REPOINT_STARTTLS_OFFERED, NULL, NULL, "" },
  { "pop3 without capa and stls", REPOINT_PROTOCOL_POP3, 0,
    { "+OK ready\r\n", "-ERR what?\r\n", "-ERR what?\r\n" }, "CAPA|STLS|QUIT|",
    REPOINT_MAIL_RESULT_NO_STARTTLS, REPOINT_MAIL_STAGE_STARTTLS, REPOINT_STARTTLS_UNKNOWN, "-ERR what?", NULL, "" },
  { "pop3 without stls", REPOINT_PROTOCOL_POP3, 0,
    { "+OK ready\r\n", "+OK\r\nUSER\r\nSASL PLAIN\r\n.\r\n", "-ERR what?\r\n" }, "CAPA|STLS|QUIT|",
    REPOINT_MAIL_RESULT_NO_STARTTLS, REPOINT_MAIL_STAGE_STARTTLS, REPOINT_STARTTLS_MISSING, "-ERR what?", NULL, "USER,PLAIN", NULL, "USER,SASL PLAIN" },
  { "pop3 stls masked", REPOINT_PROTOCOL_POP3, 0,
    { "+OK ready\r\n", "+OK\r\nUSER\r\nXXXA\r\n.\r\n", "-ERR what?\r\n" }, "CAPA|STLS|QUIT|",
    REPOINT_MAIL_RESULT_NO_STARTTLS, REPOINT_MAIL_STAGE_STARTTLS, REPOINT_STARTTLS_STRIPPED, "-ERR what?", NULL, "USER", "XXXA" },
  { "pop3 with bytes behind stls", REPOINT_PROTOCOL_POP3, 0,
    { "+OK ready\r\n", "+OK\r\nSTLS\r\n.\r\n", "+OK begin\r\n+OK you are in\r\n" }, "CAPA|STLS|",
    REPOINT_MAIL_RESULT_INJECTED, REPOINT_MAIL_STAGE_STARTTLS, REPOINT_STARTTLS_OFFERED, "+OK you are in", NULL, "" },
  { "pop3 busy", REPOINT_PROTOCOL_POP3, 0, { "-ERR [SYS/TEMP] later\r\n" }, "QUIT|",
    REPOINT_MAIL_RESULT_THROTTLED, REPOINT_MAIL_STAGE_GREETING, REPOINT_STARTTLS_UNKNOWN, "-ERR [SYS/TEMP] later", NULL, "" },
  /* inside TLS: SMTP */
  { "smtp not refused", REPOINT_PROTOCOL_SMTP, 1,
    { "250-CH2PR10CA0013.outlook.office365.com Hello [192.0.2.1]\r\n250-SIZE 157286400\r\n250 AUTH LOGIN XOAUTH2\r\n", "334 VXNlcm5hbWU6\r\n", "501 5.7.0 canceled\r\n", "221 bye\r\n" },
    "EHLO repoint.invalid|AUTH LOGIN|*|QUIT|",
    REPOINT_MAIL_RESULT_NOT_REFUSED, REPOINT_MAIL_STAGE_QUIT, REPOINT_STARTTLS_MISSING, NULL, "CH2PR10CA0013.outlook.office365.com", "LOGIN,XOAUTH2" },
  { "smtps not refused", REPOINT_PROTOCOL_SMTP, 2,
    { "220 mx.example\r\n", "250-mx.example\r\n250-AUTH=LOGIN\r\n250 AUTH PLAIN LOGIN bad/name\r\n", "334 \r\n", "501 no\r\n", "221 bye\r\n" },
    "EHLO repoint.invalid|AUTH LOGIN|*|QUIT|",
    REPOINT_MAIL_RESULT_NOT_REFUSED, REPOINT_MAIL_STAGE_QUIT, REPOINT_STARTTLS_MISSING, NULL, "mx.example", "LOGIN,PLAIN" },
  { "smtp without sign-in", REPOINT_PROTOCOL_SMTP, 1, { "250 mx.example\r\n", "221 bye\r\n" }, "EHLO repoint.invalid|QUIT|",
    REPOINT_MAIL_RESULT_NOT_REFUSED, REPOINT_MAIL_STAGE_QUIT, REPOINT_STARTTLS_MISSING, NULL, "mx.example", "" },
  { "smtp only with certificates", REPOINT_PROTOCOL_SMTP, 1, { "250-mx.example\r\n250 AUTH EXTERNAL\r\n", "221 bye\r\n" }, "EHLO repoint.invalid|QUIT|",
    REPOINT_MAIL_RESULT_NOT_REFUSED, REPOINT_MAIL_STAGE_QUIT, REPOINT_STARTTLS_MISSING, NULL, "mx.example", "EXTERNAL" },
  { "smtp refused at auth", REPOINT_PROTOCOL_SMTP, 1,
    { "250-mx.example\r\n250 AUTH LOGIN\r\n", "421 " LEGACY " [AM0PR02CA0001.eurprd02.prod.outlook.com]\r\n" }, "EHLO repoint.invalid|AUTH LOGIN|QUIT|",
    REPOINT_MAIL_RESULT_REFUSED, REPOINT_MAIL_STAGE_AUTH, REPOINT_STARTTLS_MISSING, "421 " LEGACY " [AM0PR02CA0001.eurprd02.prod.outlook.com]", "AM0PR02CA0001.eurprd02.prod.outlook.com", "LOGIN" },
  { "smtp refused at ehlo, folded", REPOINT_PROTOCOL_SMTP, 1,
    { "421-4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your\r\n421-4.7.66 client to support TLS 1.2. Visit https://aka.ms/smtp_auth_tls.\r\n421 4.7.66 [exo.lab.test]\r\n" }, "EHLO repoint.invalid|QUIT|",
    REPOINT_MAIL_RESULT_REFUSED, REPOINT_MAIL_STAGE_EHLO, REPOINT_STARTTLS_UNKNOWN, "421 " LEGACY " [exo.lab.test]", "exo.lab.test", "" },
  { "smtps refused at the greeting", REPOINT_PROTOCOL_SMTP, 2, { "421 " LEGACY "\r\n" }, "QUIT|",
    REPOINT_MAIL_RESULT_REFUSED, REPOINT_MAIL_STAGE_GREETING, REPOINT_STARTTLS_UNKNOWN, "421 " LEGACY, NULL, "" },
  { "smtp refused when canceling", REPOINT_PROTOCOL_SMTP, 1,
    { "250-mx.example\r\n250 AUTH LOGIN\r\n", "334 VXNlcm5hbWU6\r\n", "550 5.7.67 TLS 1.0 and 1.1 are not supported by your organization\r\n" }, "EHLO repoint.invalid|AUTH LOGIN|*|QUIT|",
    REPOINT_MAIL_RESULT_REFUSED, REPOINT_MAIL_STAGE_AUTH, REPOINT_STARTTLS_MISSING, "550 5.7.67 TLS 1.0 and 1.1 are not supported by your organization", "mx.example", "LOGIN" },
  { "smtp hangs up when canceling", REPOINT_PROTOCOL_SMTP, 1,
    { "250-mx.example\r\n250 AUTH PLAIN\r\n", "334 \r\n", "421 4.4.2 bye\r\n", "" }, "EHLO repoint.invalid|AUTH PLAIN|*|QUIT|",
    REPOINT_MAIL_RESULT_NOT_REFUSED, REPOINT_MAIL_STAGE_QUIT, REPOINT_STARTTLS_MISSING, NULL, "mx.example", "PLAIN" },
  { "smtp sign-in switched off", REPOINT_PROTOCOL_SMTP, 1,
    { "250-mx.example\r\n250 AUTH LOGIN\r\n", "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.\r\n" }, "EHLO repoint.invalid|AUTH LOGIN|QUIT|",
    REPOINT_MAIL_RESULT_REFUSED, REPOINT_MAIL_STAGE_AUTH, REPOINT_STARTTLS_MISSING, "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.", "mx.example", "LOGIN" },
  { "smtp throttled at auth", REPOINT_PROTOCOL_SMTP, 1,
    { "250-mx.example\r\n250 AUTH LOGIN\r\n", "421 4.7.66 Access denied, traffic not accepted from this IP\r\n" }, "EHLO repoint.invalid|AUTH LOGIN|QUIT|",
    REPOINT_MAIL_RESULT_THROTTLED, REPOINT_MAIL_STAGE_AUTH, REPOINT_STARTTLS_MISSING, "421 4.7.66 Access denied, traffic not accepted from this IP", "mx.example", "LOGIN" },
  /* inside TLS: IMAP */
  { "imaps not refused", REPOINT_PROTOCOL_IMAP, 2,
    { "* OK The Microsoft Exchange IMAP4 service is ready. [QQBNADAAUABSADAAMgBDAEEAMAAwADAAMQAuAGUAeABhAG0AcABsAGUA]\r\n",
      "* CAPABILITY IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR LOGINDISABLED\r\nr1 OK done\r\n", "+\r\n", "r2 BAD canceled\r\n", "* BYE see you\r\nr3 OK\r\n" },
    "r1 CAPABILITY|r2 AUTHENTICATE PLAIN|*|r3 LOGOUT|",
    REPOINT_MAIL_RESULT_NOT_REFUSED, REPOINT_MAIL_STAGE_QUIT, REPOINT_STARTTLS_MISSING, NULL, "AM0PR02CA0001.example", "PLAIN,XOAUTH2" },
  { "imap with the login command only", REPOINT_PROTOCOL_IMAP, 1,
    { "* CAPABILITY IMAP4rev1\r\nr1 OK done\r\n", "* BYE see you\r\n" }, "r1 CAPABILITY|r2 LOGOUT|",
    REPOINT_MAIL_RESULT_NOT_REFUSED, REPOINT_MAIL_STAGE_QUIT, REPOINT_STARTTLS_MISSING, NULL, NULL, "LOGIN" },
  { "imaps refused at the greeting", REPOINT_PROTOCOL_IMAP, 2, { "* BYE " POPIMAP "\r\n" }, "r1 LOGOUT|",
    REPOINT_MAIL_RESULT_REFUSED, REPOINT_MAIL_STAGE_GREETING, REPOINT_STARTTLS_UNKNOWN, "BYE " POPIMAP, NULL, "" },
  { "imap refused at the sign-in", REPOINT_PROTOCOL_IMAP, 1,
    { "* CAPABILITY IMAP4rev1 AUTH=XOAUTH2 LOGINDISABLED\r\nr1 OK done\r\n", "r2 NO " POPIMAP "\r\n" }, "r1 CAPABILITY|r2 AUTHENTICATE XOAUTH2|r3 LOGOUT|",
    REPOINT_MAIL_RESULT_REFUSED, REPOINT_MAIL_STAGE_AUTH, REPOINT_STARTTLS_MISSING, "NO " POPIMAP, NULL, "XOAUTH2" },
  { "imap refused at the capability", REPOINT_PROTOCOL_IMAP, 1, { "* BYE " POPIMAP "\r\n" }, "r1 CAPABILITY|r2 LOGOUT|",
    REPOINT_MAIL_RESULT_REFUSED, REPOINT_MAIL_STAGE_CAPABILITY, REPOINT_STARTTLS_UNKNOWN, "BYE " POPIMAP, NULL, "" },
  /* inside TLS: POP3 */
  { "pop3s not refused", REPOINT_PROTOCOL_POP3, 2,
    { "+OK ready\r\n", "+OK\r\nTOP\r\nSASL PLAIN XOAUTH2\r\nUSER\r\n.\r\n", "+ \r\n", "-ERR canceled\r\n", "+OK bye\r\n" }, "CAPA|AUTH PLAIN|*|QUIT|",
    REPOINT_MAIL_RESULT_NOT_REFUSED, REPOINT_MAIL_STAGE_QUIT, REPOINT_STARTTLS_MISSING, NULL, NULL, "PLAIN,XOAUTH2,USER" },
  { "pop3s refused at the greeting", REPOINT_PROTOCOL_POP3, 2, { "-ERR " POPIMAP "\r\n" }, "QUIT|",
    REPOINT_MAIL_RESULT_REFUSED, REPOINT_MAIL_STAGE_GREETING, REPOINT_STARTTLS_UNKNOWN, "-ERR " POPIMAP, NULL, "" },
  { "pop3 refused at capa", REPOINT_PROTOCOL_POP3, 1, { "-ERR " POPIMAP "\r\n" }, "CAPA|QUIT|",
    REPOINT_MAIL_RESULT_REFUSED, REPOINT_MAIL_STAGE_CAPABILITY, REPOINT_STARTTLS_UNKNOWN, "-ERR " POPIMAP, NULL, "" },
  { "pop3 without capa inside tls", REPOINT_PROTOCOL_POP3, 1, { "-ERR what?\r\n", "+OK bye\r\n" }, "CAPA|QUIT|",
    REPOINT_MAIL_RESULT_NOT_REFUSED, REPOINT_MAIL_STAGE_QUIT, REPOINT_STARTTLS_UNKNOWN, NULL, NULL, "" },
};

static RepointMailDialogue *
begin (const Talk *talk)
{
  return talk->secure == 0 ? repoint_mail_dialogue_new_clear (talk->protocol)
                           : repoint_mail_dialogue_new_secure (talk->protocol, talk->secure == 2);
}

static guint
take (RepointMailDialogue *dialogue, GString *said)
{
  g_autoptr (GBytes) bytes = repoint_mail_dialogue_take (dialogue);
  guint lines = 0;

  if (bytes == NULL)
    return 0;

  for (gsize i = 0; i < g_bytes_get_size (bytes); i++)
    {
      char c = ((const char *) g_bytes_get_data (bytes, NULL))[i];

      if (c == '\r')
        continue;
      g_string_append_c (said, c == '\n' ? '|' : c);
      lines += c == '\n';
    }

  return lines;
}

static void
feed (RepointMailDialogue *dialogue, const char *text, gsize size, GString *said)
{
  for (gsize at = 0; at < strlen (text); at += size)
    {
      g_autofree guint8 *piece = g_memdup2 (text + at, MIN (size, strlen (text) - at));

      repoint_mail_dialogue_feed (dialogue, piece, MIN (size, strlen (text) - at));
      take (dialogue, said);
    }
}

static char *
join (GPtrArray *strings)
{
  GString *joined = g_string_new (NULL);

  for (guint i = 0; i < strings->len; i++)
    g_string_append_printf (joined, i > 0 ? ",%s" : "%s", (const char *) g_ptr_array_index (strings, i));

  return g_string_free (joined, FALSE);
}

/* The bytes of one turn arrive together or in pieces. Injected ones come together with the reply here; more about them
 * below. */
static void
test_talk (gconstpointer data)
{
  const Talk *talk = data;
  gboolean together = talk->result == REPOINT_MAIL_RESULT_INJECTED;

  for (gsize size = together ? 1000 : 1; size <= 1000; size = size < 16 ? size + 1 : 1000 + (size == 1000))
    {
      g_autoptr (RepointMailDialogue) dialogue = begin (talk);
      g_autoptr (GString) said = g_string_new (NULL);
      const RepointMailReport *report = repoint_mail_dialogue_get_report (dialogue);
      g_autofree char *sign_in = NULL;
      g_autofree char *capabilities = NULL;

      take (dialogue, said);
      for (gsize i = 0; i < G_N_ELEMENTS (talk->server) && talk->server[i] != NULL; i++)
        {
          g_assert_false (repoint_mail_dialogue_is_done (dialogue));
          feed (dialogue, talk->server[i], size, said);
        }

      sign_in = join (report->sign_in);
      g_assert_cmpstr (said->str, ==, talk->client);
      g_assert_cmpint (report->result, ==, talk->result);
      g_assert_cmpint (report->stage, ==, talk->stage);
      g_assert_cmpint (report->starttls, ==, talk->starttls);
      g_assert_cmpstr (report->reply, ==, talk->reply);
      g_assert_cmpstr (report->server, ==, talk->server_name);
      g_assert_cmpstr (sign_in, ==, talk->sign_in);
      g_assert_cmpstr (report->masked, ==, talk->masked);
      capabilities = join (report->capabilities);
      if (talk->capabilities != NULL)
        g_assert_cmpstr (capabilities, ==, talk->capabilities);
      g_assert_true (report->greeting == NULL || strchr (talk->server[0], report->greeting[0]) != NULL);
    }
}

static void
feed_all (RepointMailDialogue *dialogue, const char *text)
{
  repoint_mail_dialogue_feed (dialogue, (const guint8 *) text, strlen (text));
}

static void
forget (RepointMailDialogue *dialogue)
{
  g_autoptr (GBytes) bytes = repoint_mail_dialogue_take (dialogue);

  g_assert_nonnull (bytes);
}

/* A segment of its own, behind the reply to STARTTLS and before our ClientHello. */
static void
test_injected_later (void)
{
  static const struct
  {
    RepointProtocol protocol;
    const char     *server[3];
    const char     *injected;
  } cases[] = {
    { REPOINT_PROTOCOL_SMTP, { "220 mx.example\r\n", "250-mx.example\r\n250 STARTTLS\r\n", "220 go\r\n" }, "250 injected" },
    { REPOINT_PROTOCOL_IMAP, { "* OK\r\n", "* CAPABILITY STARTTLS\r\nr1 OK\r\n", "r2 OK go\r\n" }, "* BYE injected" },
    { REPOINT_PROTOCOL_POP3, { "+OK\r\n", "+OK\r\nSTLS\r\n.\r\n", "+OK go\r\n" }, "-ERR injected" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RepointMailDialogue) dialogue = repoint_mail_dialogue_new_clear (cases[i].protocol);
      const RepointMailReport *report = repoint_mail_dialogue_get_report (dialogue);
      g_autofree char *injected = g_strconcat (cases[i].injected, "\r\nand more", NULL);

      for (gsize j = 0; j < 3; j++)
        {
          g_assert_false (repoint_mail_dialogue_expects_silence (dialogue));
          feed_all (dialogue, cases[i].server[j]);
          if (j < 2)
            forget (dialogue);
        }

      g_assert_cmpint (report->result, ==, REPOINT_MAIL_RESULT_TLS);
      g_assert_true (repoint_mail_dialogue_expects_silence (dialogue));
      feed_all (dialogue, "");
      g_assert_cmpint (report->result, ==, REPOINT_MAIL_RESULT_TLS);

      feed_all (dialogue, injected);
      g_assert_cmpint (report->result, ==, REPOINT_MAIL_RESULT_INJECTED);
      g_assert_cmpstr (report->reply, ==, cases[i].injected);
      g_assert_false (repoint_mail_dialogue_expects_silence (dialogue));
    }
}

/* The reply to a STARTTLS that was not sent yet. */
static void
test_injected_early (void)
{
  g_autoptr (RepointMailDialogue) dialogue = repoint_mail_dialogue_new_clear (REPOINT_PROTOCOL_SMTP);
  const RepointMailReport *report = repoint_mail_dialogue_get_report (dialogue);
  g_autofree guint8 *much = g_malloc (100000);

  feed_all (dialogue, "220 mx.example\r\n");
  forget (dialogue);
  feed_all (dialogue, "250-mx.example\r\n250 STARTTLS\r\n");
  g_assert_true (repoint_mail_dialogue_expects_silence (dialogue));
  memset (much, '2', 100000);
  repoint_mail_dialogue_feed (dialogue, much, 100000);

  g_assert_cmpint (report->result, ==, REPOINT_MAIL_RESULT_INJECTED);
  g_assert_true (repoint_mail_dialogue_is_done (dialogue));
  g_assert_null (repoint_mail_dialogue_take (dialogue));
}

static void
test_greeting (void)
{
  g_autoptr (RepointMailDialogue) dialogue = repoint_mail_dialogue_new_clear (REPOINT_PROTOCOL_SMTP);

  feed_all (dialogue, "220-mx.example ESMTP\r\n220 at your \x1b[1mservice\r\n");
  g_assert_cmpstr (repoint_mail_dialogue_get_report (dialogue)->greeting, ==,
                   "220 mx.example ESMTP at your \xef\xbf\xbd[1mservice");
}

/* What sends us off greets, too, and its words are all there is to tell why. */
static void
test_greeting_of_refusal (void)
{
  static const struct
  {
    RepointProtocol protocol;
    const char *said;
    const char *greeting;
  } rows[] = {
    { REPOINT_PROTOCOL_SMTP, "554 5.7.1 go \x1b[1maway\r\n", "554 5.7.1 go \xef\xbf\xbd[1maway" },
    { REPOINT_PROTOCOL_SMTP, "421 4.7.0 too many\r\n", "421 4.7.0 too many" },
    { REPOINT_PROTOCOL_IMAP, "* BYE not you\r\n", "BYE not you" },
    { REPOINT_PROTOCOL_POP3, "-ERR not you\r\n", "-ERR not you" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (RepointMailDialogue) dialogue = repoint_mail_dialogue_new_clear (rows[i].protocol);

      feed_all (dialogue, rows[i].said);
      g_assert_cmpstr (repoint_mail_dialogue_get_report (dialogue)->greeting, ==, rows[i].greeting);
    }
}

static void
test_many_capabilities (void)
{
  g_autoptr (RepointMailDialogue) dialogue = repoint_mail_dialogue_new_secure (REPOINT_PROTOCOL_IMAP, FALSE);
  g_autofree char *long_one = g_strnfill (4000, 'x');
  g_autoptr (GString) reply = g_string_new ("* CAPABILITY ");
  const GPtrArray *capabilities = repoint_mail_dialogue_get_report (dialogue)->capabilities;

  g_string_append (reply, long_one);
  for (guint i = 0; i < 500; i++)
    g_string_append_printf (reply, " C%u", i);
  g_string_append (reply, "\r\nr1 OK\r\n");
  repoint_mail_dialogue_feed (dialogue, (const guint8 *) reply->str, reply->len);
  g_assert_cmpuint (capabilities->len, ==, 64);
  g_assert_cmpuint (strlen (g_ptr_array_index (capabilities, 0)), ==, 256);
  g_assert_cmpstr (g_ptr_array_index (capabilities, 63), ==, "C62");
}

/* Whatever the server says, nothing that could be a name or a password is ever sent. */
static void
test_never_signs_in (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (talks); i++)
    {
      g_auto (GStrv) lines = g_strsplit (talks[i].client, "|", -1);

      for (gsize j = 0; lines[j] != NULL; j++)
        {
          const char *line = lines[j];

          if (talks[i].protocol == REPOINT_PROTOCOL_IMAP && line[0] == 'r')
            line = strchr (line, ' ') + 1;
          g_assert_true (line[0] == '\0' || strcmp (line, "*") == 0 || g_str_has_prefix (line, "EHLO ") ||
                         g_strcmp0 (line, "STARTTLS") == 0 || g_strcmp0 (line, "STLS") == 0 || g_strcmp0 (line, "CAPA") == 0 ||
                         g_strcmp0 (line, "CAPABILITY") == 0 || g_strcmp0 (line, "QUIT") == 0 || g_strcmp0 (line, "LOGOUT") == 0 ||
                         ((g_str_has_prefix (line, "AUTH ") || g_str_has_prefix (line, "AUTHENTICATE ")) &&
                          strchr (strchr (line, ' ') + 1, ' ') == NULL));
        }
    }
}

static void
test_endless (void)
{
  static const char *const lines[] = { "220-mx.example and more to come\r\n", "* OK-less chatter without an end", "+OK", "220" };
  static const RepointProtocol protocols[] = { REPOINT_PROTOCOL_SMTP, REPOINT_PROTOCOL_IMAP, REPOINT_PROTOCOL_POP3, REPOINT_PROTOCOL_SMTP };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (RepointMailDialogue) dialogue = repoint_mail_dialogue_new_clear (protocols[i]);
      gsize fed = 0;

      while (!repoint_mail_dialogue_is_done (dialogue))
        {
          repoint_mail_dialogue_feed (dialogue, (const guint8 *) lines[i], strlen (lines[i]));
          fed += strlen (lines[i]);
          g_assert_cmpuint (fed, <, 70000);
        }

      g_assert_cmpint (repoint_mail_dialogue_get_report (dialogue)->result, >=, REPOINT_MAIL_RESULT_GARBAGE);
    }
}

static void
test_many_methods (void)
{
  g_autoptr (RepointMailDialogue) dialogue = repoint_mail_dialogue_new_secure (REPOINT_PROTOCOL_SMTP, FALSE);
  g_autoptr (GString) reply = g_string_new ("250-mx.example\r\n250 AUTH");

  for (guint i = 0; i < 500; i++)
    g_string_append_printf (reply, " M%u", i);
  g_string_append (reply, "\r\n");
  repoint_mail_dialogue_feed (dialogue, (const guint8 *) reply->str, reply->len);
  g_assert_cmpuint (repoint_mail_dialogue_get_report (dialogue)->sign_in->len, ==, 16);
}

static void
test_long_reply (void)
{
  g_autoptr (RepointMailDialogue) dialogue = repoint_mail_dialogue_new_secure (REPOINT_PROTOCOL_SMTP, TRUE);
  g_autoptr (GString) reply = g_string_new ("554 ");

  for (guint i = 0; i < 2000; i++)
    g_string_append (reply, "\xc3\xa4");
  g_string_append (reply, "\r\n");
  repoint_mail_dialogue_feed (dialogue, (const guint8 *) reply->str, reply->len);
  g_assert_cmpuint (strlen (repoint_mail_dialogue_get_report (dialogue)->reply), <=, 1024);
  g_assert_true (g_utf8_validate (repoint_mail_dialogue_get_report (dialogue)->reply, -1, NULL));
}

static void
test_legacy (void)
{
  static const struct
  {
    const char *text;
    gboolean    legacy;
  } cases[] = {
    { "421 " LEGACY " [x]", TRUE },
    { "421 4.7.66 tls 1.0 is too old", TRUE },
    { "550 5.7.67 TLS 1.0 and 1.1 are not supported by your organization", TRUE },
    { "454 5.7.67 this organization wants TLS 1.2", TRUE },
    { "-ERR " POPIMAP, TRUE },
    { "BYE Visit https://aka.ms/popimap_tls.", TRUE },
    { "421 4.7.66 Access denied, traffic not accepted from this IP", FALSE },
    { "421 4.7.660 TLS 1.0", FALSE },
    { "535 5.7.139 Authentication unsuccessful", FALSE },
    { "454 4.7.0 TLS not available", FALSE },
    { "", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (repoint_mail_reply_is_legacy_tls (cases[i].text), ==, cases[i].legacy);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (talks); i++)
    {
      g_autofree char *path = g_strdelimit (g_strdup_printf ("/mail-dialogue/talk/%s", talks[i].name), " ", '-');

      g_test_add_data_func (path, &talks[i], test_talk);
    }
  g_test_add_func ("/mail-dialogue/injected-later", test_injected_later);
  g_test_add_func ("/mail-dialogue/injected-early", test_injected_early);
  g_test_add_func ("/mail-dialogue/greeting", test_greeting);
  g_test_add_func ("/mail-dialogue/greeting-of-refusal", test_greeting_of_refusal);
  g_test_add_func ("/mail-dialogue/many-capabilities", test_many_capabilities);
  g_test_add_func ("/mail-dialogue/never-signs-in", test_never_signs_in);
  g_test_add_func ("/mail-dialogue/endless", test_endless);
  g_test_add_func ("/mail-dialogue/many-methods", test_many_methods);
  g_test_add_func ("/mail-dialogue/long-reply", test_long_reply);
  g_test_add_func ("/mail-reply/legacy-tls", test_legacy);

  return g_test_run ();
}
