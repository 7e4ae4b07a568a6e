/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-mail-reception.h"

#include <string.h>

#define SMTP REPOINT_PROTOCOL_SMTP
#define IMAP REPOINT_PROTOCOL_IMAP
#define POP3 REPOINT_PROTOCOL_POP3

#define ENOUGH "Repoint has seen enough; no mail was accepted"
#define BYE    "* BYE " ENOUGH "|"

#define V(verb) (1u << REPOINT_MAIL_VERB_##verb)

/* Stands for a password everywhere below: it must come out nowhere. */
#define MARKER "s3cr3t-marker"

typedef enum
{
  CLEAR,
  AFTER_STARTTLS,
  TLS_FIRST,
} Kind;

typedef struct
{
  const char             *name;
  RepointProtocol         protocol;
  Kind                    kind;
  const char             *client;
  const char             *server; /* all replies, lines joined with | */
  RepointMailReceptionEnd end;
  guint                   verbs;
  const char             *client_name;
} Talk;

#define SMTP_GREETING "220 repoint.invalid ESMTP Repoint check-in station|"
#define IMAP_GREETING "* OK [CAPABILITY IMAP4rev1 ID STARTTLS LOGINDISABLED] Repoint check-in station|"
#define IMAPS_GREETING "* OK [CAPABILITY IMAP4rev1 ID LOGINDISABLED AUTH=LOGIN] Repoint check-in station|"
#define POP3_GREETING "+OK Repoint check-in station|"

static const Talk talks[] = {
  /* SMTP before TLS */
  { "smtp starttls", SMTP, CLEAR, "EHLO copier.example\r\nSTARTTLS\r\n",
    SMTP_GREETING "250-repoint.invalid|250 STARTTLS|220 2.0.0 Begin TLS|",
    REPOINT_MAIL_RECEPTION_TLS, V (HELLO) | V (STARTTLS), "copier.example" },
  { "smtp in small letters with bare line feeds", SMTP, CLEAR, "ehlo copier\nnoop\nrset\nstarttls\n",
    SMTP_GREETING "250-repoint.invalid|250 STARTTLS|250 2.0.0 done|250 2.0.0 done|220 2.0.0 Begin TLS|",
    REPOINT_MAIL_RECEPTION_TLS, V (HELLO) | V (NOOP) | V (STARTTLS), "copier" },
  { "smtp old", SMTP, CLEAR, "HELO  copier\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n",
    SMTP_GREETING "250 repoint.invalid|421 4.3.2 " ENOUGH "|",
    REPOINT_MAIL_RECEPTION_MAIL, V (HELLO) | V (MAIL), "copier" },
  { "smtp name with arguments and strange letters", SMTP, CLEAR, "EHLO c\xc3\xb6p\x1b[m x y z\r\nQUIT\r\n",
    SMTP_GREETING "250-repoint.invalid|250 STARTTLS|221 2.0.0 Goodbye|",
    REPOINT_MAIL_RECEPTION_GOODBYE, V (HELLO) | V (QUIT), "c??p?[m" },
  { "smtp signs in in clear", SMTP, CLEAR, "EHLO copier\r\nAUTH PLAIN " MARKER "\r\n" MARKER "\r\n",
    SMTP_GREETING "250-repoint.invalid|250 STARTTLS|421 4.3.2 " ENOUGH "|",
    REPOINT_MAIL_RECEPTION_SIGN_IN, V (HELLO) | V (SIGN_IN), "copier" },
  { "smtp signs in before anything else", SMTP, CLEAR, "auth\tlogin\r\n" MARKER "\r\n",
    SMTP_GREETING "421 4.3.2 " ENOUGH "|", REPOINT_MAIL_RECEPTION_SIGN_IN, V (SIGN_IN), "" },
  { "smtp with a command of pop3", SMTP, CLEAR, "USER " MARKER "\r\nPASS " MARKER "\r\n",
    SMTP_GREETING "421 4.3.2 " ENOUGH "|", REPOINT_MAIL_RECEPTION_SIGN_IN, V (SIGN_IN), "" },
  { "smtp unknown words", SMTP, CLEAR, "VRFY " MARKER "\r\nSTARTTLSX\r\n\r\nAUTHENTICATIONISLONG\r\n" MARKER "\r\nQUIT\r\n",
    SMTP_GREETING "502 5.5.1 Not known here|502 5.5.1 Not known here|502 5.5.1 Not known here|502 5.5.1 Not known here|"
                  "502 5.5.1 Not known here|221 2.0.0 Goodbye|",
    REPOINT_MAIL_RECEPTION_GOODBYE, V (UNKNOWN) | V (QUIT), "" },
  { "smtp nothing but unknown words", SMTP, CLEAR, "a\r\nb\r\nc\r\nd\r\ne\r\nf\r\ng\r\nh\r\ni\r\n",
    SMTP_GREETING "502 5.5.1 Not known here|502 5.5.1 Not known here|502 5.5.1 Not known here|502 5.5.1 Not known here|"
                  "502 5.5.1 Not known here|502 5.5.1 Not known here|502 5.5.1 Not known here|421 4.3.2 " ENOUGH "|",
    REPOINT_MAIL_RECEPTION_FOREIGN, V (UNKNOWN), "" },
  { "smtp is http", SMTP, CLEAR, "GET /" MARKER " HTTP/1.1\r\nHost: " MARKER "\r\nAuthorization: " MARKER "\r\n\r\n",
    SMTP_GREETING "421 4.3.2 " ENOUGH "|", REPOINT_MAIL_RECEPTION_FOREIGN, V (FOREIGN), "" },
  { "smtp is binary", SMTP, CLEAR, "\x03\x01\x02", SMTP_GREETING "421 4.3.2 " ENOUGH "|",
    REPOINT_MAIL_RECEPTION_FOREIGN, V (FOREIGN), "" },
  { "smtp command with letters that are none", SMTP, CLEAR, "EH\xc3\xb6LO x\r\n", SMTP_GREETING "421 4.3.2 " ENOUGH "|",
    REPOINT_MAIL_RECEPTION_FOREIGN, V (FOREIGN), "" },
  /* SMTP inside TLS */
  { "smtp signs in", SMTP, AFTER_STARTTLS, "EHLO copier\r\nAUTH LOGIN\r\n" MARKER "\r\n" MARKER "\r\n",
    "250-repoint.invalid|250 AUTH LOGIN|421 4.3.2 " ENOUGH "|",
    REPOINT_MAIL_RECEPTION_SIGN_IN, V (HELLO) | V (SIGN_IN), "copier" },
  { "smtps sends without signing in", SMTP, TLS_FIRST, "EHLO copier\r\nMAIL FROM:<a@b>\r\n",
    SMTP_GREETING "250-repoint.invalid|250 AUTH LOGIN|421 4.3.2 " ENOUGH "|",
    REPOINT_MAIL_RECEPTION_MAIL, V (HELLO) | V (MAIL), "copier" },
  { "smtp data at once", SMTP, AFTER_STARTTLS, "DATA\r\n" MARKER "\r\n.\r\n", "421 4.3.2 " ENOUGH "|",
    REPOINT_MAIL_RECEPTION_MAIL, V (MAIL), "" },
  { "smtp chunk at once", SMTP, AFTER_STARTTLS, "BDAT 4 LAST\r\nx\r\n", "421 4.3.2 " ENOUGH "|",
    REPOINT_MAIL_RECEPTION_MAIL, V (MAIL), "" },
  { "smtp starttls twice", SMTP, AFTER_STARTTLS, "STARTTLS\r\nQUIT\r\n", "502 5.5.1 TLS is there already|221 2.0.0 Goodbye|",
    REPOINT_MAIL_RECEPTION_GOODBYE, V (STARTTLS) | V (QUIT), "" },
  /* IMAP */
  { "imap starttls", IMAP, CLEAR, "a1 CAPABILITY\r\na2 STARTTLS\r\n",
    IMAP_GREETING "* CAPABILITY IMAP4rev1 ID STARTTLS LOGINDISABLED|a1 OK done|a2 OK Begin TLS|",
    REPOINT_MAIL_RECEPTION_TLS, V (CAPABILITY) | V (STARTTLS), "" },
  { "imap chat", IMAP, CLEAR, "a1 ID (\"name\" \"" MARKER "\")\r\na2 noop\r\na3 SELECT \"" MARKER "\"\r\na4 LOGOUT\r\n",
    IMAP_GREETING "* ID NIL|a1 OK done|a2 OK done|a3 BAD Not known here|* BYE Goodbye|a4 OK Goodbye|",
    REPOINT_MAIL_RECEPTION_GOODBYE, V (IDENTIFY) | V (NOOP) | V (UNKNOWN) | V (QUIT), "" },
  { "imap signs in in clear", IMAP, CLEAR, "a1 LOGIN \"copier\" \"" MARKER "\"\r\n",
    IMAP_GREETING BYE "a1 NO [UNAVAILABLE] " ENOUGH "|", REPOINT_MAIL_RECEPTION_SIGN_IN, V (SIGN_IN), "" },
  { "imap signs in with literals", IMAP, TLS_FIRST, "a1 LOGIN {6}\r\ncopier {13}\r\n" MARKER "\r\n",
    IMAPS_GREETING BYE "a1 NO [UNAVAILABLE] " ENOUGH "|", REPOINT_MAIL_RECEPTION_SIGN_IN, V (SIGN_IN), "" },
  { "imap signs in with literals that do not wait", IMAP, AFTER_STARTTLS, "a1 login {6+}\r\ncopier {13+}\r\n" MARKER "\r\n",
    BYE "a1 NO [UNAVAILABLE] " ENOUGH "|", REPOINT_MAIL_RECEPTION_SIGN_IN, V (SIGN_IN), "" },
  { "imap signs in by SASL", IMAP, AFTER_STARTTLS, "a1 CAPABILITY\r\na2 AUTHENTICATE PLAIN " MARKER "\r\n",
    "* CAPABILITY IMAP4rev1 ID LOGINDISABLED AUTH=LOGIN|a1 OK done|" BYE "a2 NO [UNAVAILABLE] " ENOUGH "|",
    REPOINT_MAIL_RECEPTION_SIGN_IN, V (CAPABILITY) | V (SIGN_IN), "" },
  { "imap literals elsewhere", IMAP, CLEAR,
    "a1 ID (\"name\" {13}\r\na2 ID (\"x\" {13+}\r\n" MARKER " {0+}\r\n {2+}\r\n\r\n)\r\na3 NOOP {5}x\r\na4 NOOP {5+\r\na5 LOGOUT\r\n",
    IMAP_GREETING "a1 BAD No literals here|* ID NIL|a2 OK done|a3 OK done|a4 OK done|* BYE Goodbye|a5 OK Goodbye|",
    REPOINT_MAIL_RECEPTION_GOODBYE, V (IDENTIFY) | V (NOOP) | V (QUIT), "" },
  { "imap hides a sign-in in a literal", IMAP, CLEAR, "a1 ID {19+}\r\na2 LOGIN x y\r\na3 x\r\na4 LOGOUT\r\n",
    IMAP_GREETING "* ID NIL|a1 OK done|* BYE Goodbye|a4 OK Goodbye|",
    REPOINT_MAIL_RECEPTION_GOODBYE, V (IDENTIFY) | V (QUIT), "" },
  { "imap without tags", IMAP, CLEAR, "NOOP\r\n( NOOP\r\n( LOGIN x " MARKER "\r\n",
    IMAP_GREETING "NOOP BAD Not known here|* BAD Not known here|" BYE,
    REPOINT_MAIL_RECEPTION_SIGN_IN, V (UNKNOWN) | V (SIGN_IN), "" },
  { "imap is http", IMAP, CLEAR, "POST / HTTP/1.1\r\n", IMAP_GREETING BYE, REPOINT_MAIL_RECEPTION_FOREIGN, V (FOREIGN), "" },
  /* POP3 */
  { "pop3 stls", POP3, CLEAR, "CAPA\r\nSTLS\r\n", POP3_GREETING "+OK|STLS|RESP-CODES|.|+OK Begin TLS|",
    REPOINT_MAIL_RECEPTION_TLS, V (CAPABILITY) | V (STARTTLS), "" },
  { "pop3 signs in in clear", POP3, CLEAR, "USER " MARKER "\r\nPASS " MARKER "\r\n",
    POP3_GREETING "-ERR [SYS/TEMP] " ENOUGH "|", REPOINT_MAIL_RECEPTION_SIGN_IN, V (SIGN_IN), "" },
  { "pop3 signs in by digest", POP3, CLEAR, "APOP copier " MARKER "\r\n",
    POP3_GREETING "-ERR [SYS/TEMP] " ENOUGH "|", REPOINT_MAIL_RECEPTION_SIGN_IN, V (SIGN_IN), "" },
  { "pop3 password without a user", POP3, AFTER_STARTTLS, "PASS " MARKER "\r\n", "-ERR [SYS/TEMP] " ENOUGH "|",
    REPOINT_MAIL_RECEPTION_SIGN_IN, V (SIGN_IN), "" },
  { "pop3s signs in by SASL", POP3, TLS_FIRST, "CAPA\r\nNOOP\r\nAUTH PLAIN " MARKER "\r\n",
    POP3_GREETING "+OK|USER|RESP-CODES|.|+OK done|-ERR [SYS/TEMP] " ENOUGH "|",
    REPOINT_MAIL_RECEPTION_SIGN_IN, V (CAPABILITY) | V (NOOP) | V (SIGN_IN), "" },
  { "pop3 leaves", POP3, CLEAR, "LIST\r\nQUIT\r\nUSER x\r\n", POP3_GREETING "-ERR Not known here|+OK Goodbye|",
    REPOINT_MAIL_RECEPTION_GOODBYE, V (UNKNOWN) | V (QUIT), "" },
};

static RepointMailReception *
reception_new (const Talk *talk)
{
  RepointMailReception *reception;

  if (talk->kind != CLEAR)
    return repoint_mail_reception_new_secure (talk->protocol, talk->kind == TLS_FIRST);

  reception = repoint_mail_reception_new_clear (talk->protocol);
  g_assert_null (repoint_mail_reception_take (reception));
  repoint_mail_reception_greet (reception);

  return reception;
}

static void
take_all (RepointMailReception *reception, GString *said)
{
  GBytes *bytes;

  while ((bytes = repoint_mail_reception_take (reception)) != NULL)
    {
      gsize length;
      const char *text = g_bytes_get_data (bytes, &length);

      g_assert_cmpuint (length, >, 2);
      g_assert_true (memcmp (text + length - 2, "\r\n", 2) == 0);
      g_string_append_len (said, text, (gssize) length);
      g_bytes_unref (bytes);
    }
}

static void
test_talk (gconstpointer data)
{
  const Talk *talk = data;
  gsize length = strlen (talk->client);
  const gsize steps[] = { length, 1, 2, 7 };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (RepointMailReception) reception = reception_new (talk);
      const RepointMailReceptionReport *report = repoint_mail_reception_get_report (reception);
      g_autoptr (GString) said = g_string_new (NULL);

      take_all (reception, said);
      for (gsize at = 0; at < length; at += steps[i])
        {
          gsize part = MIN (steps[i], length - at);
          /* so that reading past the end is noticed */
          g_autofree guint8 *piece = g_memdup2 (talk->client + at, part);

          repoint_mail_reception_feed (reception, piece, part);
          take_all (reception, said);
        }

      g_string_replace (said, "\r\n", "|", 0);
      g_assert_cmpstr (said->str, ==, talk->server);
      g_assert_cmpint (report->end, ==, talk->end);
      g_assert_cmphex (report->verbs, ==, talk->verbs);
      g_assert_cmpstr (report->name, ==, talk->client_name);
      g_assert_cmpint (report->extended, ==, strcasestr (talk->client, "EHLO ") != NULL);
      g_assert_false (report->early);
      g_assert_cmpint (repoint_mail_reception_is_done (reception), ==, talk->end != REPOINT_MAIL_RECEPTION_OPEN);
      g_assert_null (memmem (report, sizeof *report, MARKER, strlen (MARKER)));
    }
}

/* Not a byte of what a client says to sign in is kept, wherever the bytes are cut: the reader's memory is looked through. */
static void
test_credentials_are_not_kept (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (talks); i++)
    {
      const Talk *talk = &talks[i];
      gsize length = strlen (talk->client);

      for (gsize cut = 0; cut <= length; cut++)
        {
          g_autoptr (RepointMailCommandReader) reader = repoint_mail_command_reader_new (talk->protocol);
          RepointMailCommand command;
          gsize at = 0;

          while (at < cut)
            {
              gsize consumed;

              memset (&command, 0, sizeof command);
              repoint_mail_command_reader_feed (reader, (const guint8 *) talk->client + at, cut - at, &consumed, &command);
              g_assert_null (memmem (&command, sizeof command, "marker", 6));
              at += consumed;
            }
        }
    }
}

static void
test_early (void)
{
  g_autoptr (RepointMailReception) reception = repoint_mail_reception_new_clear (SMTP);
  g_autoptr (GString) said = g_string_new (NULL);

  repoint_mail_reception_feed (reception, (const guint8 *) "EHLO x\r\n", 8);
  take_all (reception, said);
  g_assert_cmpstr (said->str, ==, "220 repoint.invalid ESMTP Repoint check-in station\r\n250-repoint.invalid\r\n250 STARTTLS\r\n");
  g_assert_true (repoint_mail_reception_get_report (reception)->early);

  /* It was greeted already. */
  repoint_mail_reception_greet (reception);
  g_assert_null (repoint_mail_reception_take (reception));
}

static void
test_pipelined (void)
{
  g_autoptr (RepointMailReception) patient = repoint_mail_reception_new_clear (POP3);
  g_autoptr (RepointMailReception) hasty = repoint_mail_reception_new_clear (POP3);
  g_autoptr (GString) said = g_string_new (NULL);

  repoint_mail_reception_greet (patient);
  take_all (patient, said);
  repoint_mail_reception_feed (patient, (const guint8 *) "CAPA\r\n", 6);
  take_all (patient, said);
  repoint_mail_reception_feed (patient, (const guint8 *) "STLS\r\n", 6);
  take_all (patient, said);
  g_assert_false (repoint_mail_reception_get_report (patient)->pipelined);

  repoint_mail_reception_greet (hasty);
  take_all (hasty, said);
  repoint_mail_reception_feed (hasty, (const guint8 *) "CAPA\r\nSTLS\r\n", 12);
  g_assert_true (repoint_mail_reception_get_report (hasty)->pipelined);
}

static void
test_behind_starttls (void)
{
  g_autoptr (RepointMailReception) reception = repoint_mail_reception_new_clear (SMTP);
  const RepointMailReceptionReport *report = repoint_mail_reception_get_report (reception);
  g_autoptr (GString) said = g_string_new (NULL);

  repoint_mail_reception_greet (reception);
  take_all (reception, said);
  g_assert_false (repoint_mail_reception_expects_silence (reception));
  repoint_mail_reception_feed (reception, (const guint8 *) "STARTTLS\r\nMAIL FROM:<x>\r\n", 25);
  g_assert_true (repoint_mail_reception_expects_silence (reception));
  g_assert_cmpuint (report->n_behind_tls, ==, 15);
  repoint_mail_reception_feed (reception, (const guint8 *) "AUTH", 4);
  g_assert_cmpuint (report->n_behind_tls, ==, 19);
  take_all (reception, said);
  g_assert_true (g_str_has_suffix (said->str, "\r\n220 2.0.0 Begin TLS\r\n"));
  g_assert_false (repoint_mail_reception_expects_silence (reception));
  g_assert_cmphex (report->verbs, ==, V (STARTTLS));
  g_assert_cmpint (report->end, ==, REPOINT_MAIL_RECEPTION_TLS);
}

static void
feed_often (RepointMailReception *reception, const char *text, guint times, GString *said)
{
  for (guint i = 0; i < times; i++)
    repoint_mail_reception_feed (reception, (const guint8 *) text, strlen (text));
  take_all (reception, said);
}

static void
test_limits (void)
{
  g_autofree char *long_text = g_strnfill (70000, 'x');
  const char *const endless[] = { long_text, "NOOP\r\n" };

  for (guint i = 0; i < G_N_ELEMENTS (endless); i++)
    for (RepointProtocol protocol = SMTP; protocol <= POP3; protocol++)
      {
        g_autoptr (RepointMailReception) reception = repoint_mail_reception_new_secure (protocol, FALSE);
        g_autoptr (GString) said = g_string_new (NULL);

        feed_often (reception, protocol == IMAP && i == 1 ? "a NOOP\r\n" : endless[i], 1000, said);
        g_assert_cmpint (repoint_mail_reception_get_report (reception)->end, ==, REPOINT_MAIL_RECEPTION_TOO_MUCH);
        g_assert_nonnull (strstr (said->str, ENOUGH));
        g_assert_cmpuint (said->len, <, 2000);
      }
}

/* Longer than there is room for: the name is cut, a tag is not taken at all. */
static void
test_long_words (void)
{
  g_autoptr (RepointMailReception) smtp = repoint_mail_reception_new_secure (SMTP, FALSE);
  g_autoptr (RepointMailReception) imap = repoint_mail_reception_new_secure (IMAP, FALSE);
  g_autofree char *name = g_strnfill (300, 'n');
  g_autofree char *hello = g_strdup_printf ("EHLO %s\r\n", name);
  g_autofree char *tag = g_strnfill (64, 't');
  g_autofree char *good = g_strdup_printf ("%s NOOP\r\n", tag);
  g_autofree char *bad = g_strdup_printf ("%st NOOP\r\n", tag);
  g_autofree char *expected = g_strdup_printf ("%s OK done\r\n* BAD Not known here\r\n", tag);
  g_autoptr (GString) said = g_string_new (NULL);

  feed_often (smtp, hello, 1, said);
  g_assert_cmpuint (strlen (repoint_mail_reception_get_report (smtp)->name), ==, REPOINT_MAIL_MAX_NAME);

  g_string_truncate (said, 0);
  feed_often (imap, good, 1, said);
  feed_often (imap, bad, 1, said);
  g_assert_cmpstr (said->str, ==, expected);
}

static void
test_dismiss (void)
{
  static const char *const words[] = { "421 4.3.2 " ENOUGH "\r\n", "* BYE " ENOUGH "\r\n", "-ERR [SYS/TEMP] " ENOUGH "\r\n" };

  for (RepointProtocol protocol = SMTP; protocol <= POP3; protocol++)
    {
      g_autoptr (RepointMailReception) reception = repoint_mail_reception_new_secure (protocol, FALSE);
      g_autoptr (GString) said = g_string_new (NULL);

      repoint_mail_reception_dismiss (reception);
      repoint_mail_reception_dismiss (reception);
      take_all (reception, said);
      g_assert_cmpstr (said->str, ==, words[protocol]);
      g_assert_true (repoint_mail_reception_is_done (reception));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (talks); i++)
    {
      g_autofree char *path = g_strdup_printf ("/mail-reception/talk/%s", talks[i].name);

      g_test_add_data_func (path, &talks[i], test_talk);
    }
  g_test_add_func ("/mail-reception/credentials-are-not-kept", test_credentials_are_not_kept);
  g_test_add_func ("/mail-reception/early", test_early);
  g_test_add_func ("/mail-reception/pipelined", test_pipelined);
  g_test_add_func ("/mail-reception/behind-starttls", test_behind_starttls);
  g_test_add_func ("/mail-reception/limits", test_limits);
  g_test_add_func ("/mail-reception/long-words", test_long_words);
  g_test_add_func ("/mail-reception/dismiss", test_dismiss);

  return g_test_run ();
}
