/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-visitor.h"

#include <string.h>

#define ENOUGH "Repoint has seen enough; no mail was accepted"
#define MARKER "s3cr3t-marker"

#define ALL "ALL:@SECLEVEL=0"

static const RepointTlsVersion versions[] = {
  REPOINT_TLS_VERSION_1_0, REPOINT_TLS_VERSION_1_1, REPOINT_TLS_VERSION_1_2, REPOINT_TLS_VERSION_1_3,
};

/* Each protocol's way into TLS, its first words there, its way to sign in and what it is told. */
static const struct
{
  RepointProtocol protocol;
  const char     *start_tls;
  const char     *granted;
  const char     *first;
  const char     *sign_in;
  const char     *refused;
} protocols[] = {
  { REPOINT_PROTOCOL_SMTP, "EHLO copier\r\nSTARTTLS\r\n", "220 2.0.0 Begin TLS\r\n", "EHLO copier\r\n",
    "AUTH PLAIN " MARKER "\r\n", "421 4.3.2 " ENOUGH "\r\n" },
  { REPOINT_PROTOCOL_IMAP, "a STARTTLS\r\n", "a OK Begin TLS\r\n", "b CAPABILITY\r\n",
    "c LOGIN {6}\r\ncopier " MARKER "\r\n", "* BYE " ENOUGH "\r\nc NO [UNAVAILABLE] " ENOUGH "\r\n" },
  { REPOINT_PROTOCOL_POP3, "STLS\r\n", "+OK Begin TLS\r\n", "CAPA\r\n",
    "USER " MARKER "\r\n", "-ERR [SYS/TEMP] " ENOUGH "\r\n" },
};

static char *
dump (RepointTestVisitor *visitor)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, repoint_visit_record_to_json (visitor->record, 1));

  return json_to_string (node, FALSE);
}

static void
check_no_marker (RepointTestVisitor *visitor)
{
  g_autofree char *text = dump (visitor);

  g_assert_null (strstr (text, "marker"));
  g_assert_null (strstr (visitor->heard->str, "marker"));
  g_assert_null (strstr (visitor->heard_inside->str, "marker"));
}

static RepointTestVisitor *
visitor_after_starttls (guint n)
{
  RepointTestVisitor *visitor = repoint_test_visitor_new (protocols[n].protocol);

  repoint_test_visitor_wait (visitor);
  repoint_test_visitor_say (visitor, protocols[n].start_tls);
  g_assert_true (g_str_has_suffix (visitor->heard->str, protocols[n].granted));

  return visitor;
}

/* Sends the ClientHello and nothing else. */
static void
send_hello (RepointTestVisitor *visitor)
{
  guint8 hello[2048];
  int length;

  SSL_do_handshake (visitor->ssl);
  length = BIO_read (SSL_get_wbio (visitor->ssl), hello, sizeof hello);
  g_assert_cmpint (length, >, 0);
  repoint_test_visitor_feed (visitor, hello, (gsize) length);
}

/* Every version, with and without STARTTLS, whole and byte by byte: the device takes any certificate and goes on to sign in. */
static void
test_accepting (void)
{
  for (guint n = 0; n < G_N_ELEMENTS (protocols); n++)
    for (guint v = 0; v < G_N_ELEMENTS (versions); v++)
      for (guint way = 0; way < 4; way++)
        {
          gboolean direct = way % 2 == 0;
          g_autoptr (RepointTestVisitor) visitor =
              direct ? repoint_test_visitor_new (protocols[n].protocol) : visitor_after_starttls (n);
          const RepointVisitRecord *record;

          visitor->step = way / 2;
          repoint_test_visitor_begin_tls (visitor, versions[v], ALL, FALSE);
          repoint_test_visitor_shake (visitor);
          g_assert_true (visitor->handshaken);
          g_assert_cmpint (visitor->heard_inside->len > 0, ==, direct);
          repoint_test_visitor_say_inside (visitor, protocols[n].first);
          repoint_test_visitor_say_inside (visitor, protocols[n].sign_in);

          record = visitor->record;
          g_assert_nonnull (record);
          g_assert_true (g_str_has_suffix (visitor->heard_inside->str, protocols[n].refused));
          g_assert_cmpint (SSL_get_shutdown (visitor->ssl) & SSL_RECEIVED_SHUTDOWN, !=, 0);
          g_assert_cmpint (record->outcome, ==, REPOINT_VISIT_CAPTURED);
          g_assert_cmpint (record->security, ==, direct ? REPOINT_SECURITY_TLS : REPOINT_SECURITY_STARTTLS);
          g_assert_cmpint (record->handshake.result, ==, REPOINT_HANDSHAKE_COMPLETED);
          g_assert_cmpint (record->handshake.version, ==, versions[v]);
          g_assert_cmphex (record->handshake.suite, ==, SSL_CIPHER_get_protocol_id (SSL_get_current_cipher (visitor->ssl)));
          g_assert_cmpint (record->handshake.alert, ==, -1);
          g_assert_cmpint (record->handshake.validates, ==, REPOINT_VALIDATES_NO);
          g_assert_cmpint (record->asked_sign_in, ==, REPOINT_SIGN_IN_ASKED_SECURE);
          g_assert_cmpint (record->hello->max_version, ==, versions[v]);
          g_assert_cmpuint (record->n_hellos, ==, 1);
          g_assert_cmpstr (record->client_name, ==, n == 0 ? "copier" : NULL);
          check_no_marker (visitor);
        }
}

/* The device looks at the certificate and says what it thinks of it. */
static void
test_validating (void)
{
  for (guint n = 0; n < G_N_ELEMENTS (protocols); n++)
    for (guint v = 0; v < G_N_ELEMENTS (versions); v++)
      {
        g_autoptr (RepointTestVisitor) visitor = visitor_after_starttls (n);
        const RepointVisitHandshake *handshake;

        repoint_test_visitor_begin_tls (visitor, versions[v], ALL, TRUE);
        repoint_test_visitor_shake (visitor);
        g_assert_false (visitor->handshaken);
        g_assert_nonnull (visitor->record);
        handshake = &visitor->record->handshake;
        g_assert_cmpint (visitor->record->outcome, ==, REPOINT_VISIT_CAPTURED);
        g_assert_cmpint (handshake->result, ==, REPOINT_HANDSHAKE_ALERT);
        g_assert_cmpint (handshake->alert, ==, 48);
        g_assert_cmpint (handshake->validates, ==, REPOINT_VALIDATES_YES);
        g_assert_cmpint (handshake->version, ==, versions[v]);
        g_assert_cmpint (handshake->suite, !=, 0);
        g_assert_cmpint (visitor->record->asked_sign_in, ==, REPOINT_SIGN_IN_ASKED_NONE);
      }
}

/* It hangs up in the middle of the handshake, or completes it and says nothing: nobody can tell why. */
static void
test_leaving (void)
{
  static const RepointClosed ends[] = { REPOINT_CLOSED_FIN, REPOINT_CLOSED_RESET, REPOINT_CLOSED_TIMEOUT };
  static const RepointHandshakeResult results[] = {
    REPOINT_HANDSHAKE_CLOSED, REPOINT_HANDSHAKE_RESET, REPOINT_HANDSHAKE_TIMEOUT,
  };

  for (guint v = 0; v < G_N_ELEMENTS (versions); v++)
    for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
      {
        g_autoptr (RepointTestVisitor) hasty = visitor_after_starttls (0);
        g_autoptr (RepointTestVisitor) silent = repoint_test_visitor_new (REPOINT_PROTOCOL_IMAP);

        repoint_test_visitor_begin_tls (hasty, versions[v], ALL, FALSE);
        send_hello (hasty);
        repoint_test_visitor_hang_up (hasty, ends[i]);
        g_assert_cmpint (hasty->record->outcome, ==, REPOINT_VISIT_CAPTURED);
        g_assert_cmpint (hasty->record->handshake.result, ==, results[i]);
        g_assert_cmpint (hasty->record->handshake.validates, ==, REPOINT_VALIDATES_UNKNOWN);
        g_assert_cmpint (hasty->record->handshake.version, ==, versions[v]);

        repoint_test_visitor_begin_tls (silent, versions[v], ALL, FALSE);
        repoint_test_visitor_shake (silent);
        g_assert_true (silent->handshaken);
        repoint_test_visitor_hang_up (silent, ends[i]);
        repoint_test_visitor_shake (silent);
        g_assert_cmpint (silent->record->handshake.result, ==, REPOINT_HANDSHAKE_COMPLETED);
        g_assert_cmpint (silent->record->handshake.validates, ==, REPOINT_VALIDATES_UNKNOWN);
        /* The friendly word comes too late for who has gone, but not for who is still there. */
        g_assert_nonnull (strstr (silent->heard_inside->str, "* BYE " ENOUGH));
      }
}

static void
test_goodbye_inside (void)
{
  g_autoptr (RepointTestVisitor) visitor = visitor_after_starttls (0);

  repoint_test_visitor_begin_tls (visitor, REPOINT_TLS_VERSION_1_2, ALL, FALSE);
  repoint_test_visitor_shake (visitor);
  repoint_test_visitor_say_inside (visitor, "QUIT\r\n");
  g_assert_cmpint (visitor->record->handshake.result, ==, REPOINT_HANDSHAKE_COMPLETED);
  g_assert_cmpint (visitor->record->handshake.validates, ==, REPOINT_VALIDATES_UNKNOWN);
}

/* No mail is taken, inside TLS either. */
static void
test_mail_inside (void)
{
  g_autoptr (RepointTestVisitor) visitor = repoint_test_visitor_new (REPOINT_PROTOCOL_SMTP);

  repoint_test_visitor_begin_tls (visitor, REPOINT_TLS_VERSION_1_0, ALL, FALSE);
  repoint_test_visitor_shake (visitor);
  repoint_test_visitor_say_inside (visitor, "EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n");
  g_assert_true (g_str_has_suffix (visitor->heard_inside->str, "250 AUTH LOGIN\r\n421 4.3.2 " ENOUGH "\r\n"));
  g_assert_cmpint (visitor->record->asked_sign_in, ==, REPOINT_SIGN_IN_ASKED_NONE);
  g_assert_cmpint (visitor->record->handshake.validates, ==, REPOINT_VALIDATES_NO);
}

/* An anonymous key exchange shows no certificate, so that nothing is known about it. */
static void
test_anonymous (void)
{
  g_autoptr (RepointTestVisitor) visitor = repoint_test_visitor_new (REPOINT_PROTOCOL_SMTP);

  repoint_test_visitor_begin_tls (visitor, REPOINT_TLS_VERSION_1_0, "aNULL:@SECLEVEL=0", FALSE);
  repoint_test_visitor_shake (visitor);
  repoint_test_visitor_say_inside (visitor, "EHLO x\r\nQUIT\r\n");
  g_assert_cmpint (visitor->record->handshake.result, ==, REPOINT_HANDSHAKE_COMPLETED);
  g_assert_cmpint (visitor->record->handshake.validates, ==, REPOINT_VALIDATES_UNKNOWN);
}

/* Where nothing is known of what is spoken inside: the first byte shows that the device goes on. */
static void
test_bare_tls (void)
{
  for (guint v = 0; v < G_N_ELEMENTS (versions); v++)
    {
      g_autoptr (RepointTestVisitor) talker = repoint_test_visitor_new (REPOINT_PROTOCOL_TLS);
      g_autoptr (RepointTestVisitor) silent = repoint_test_visitor_new (REPOINT_PROTOCOL_TLS);

      repoint_test_visitor_begin_tls (talker, versions[v], ALL, FALSE);
      repoint_test_visitor_shake (talker);
      repoint_test_visitor_say_inside (talker, "GET / HTTP/1.1\r\nAuthorization: Basic " MARKER "\r\n\r\n");
      g_assert_cmpint (talker->record->handshake.validates, ==, REPOINT_VALIDATES_NO);
      g_assert_cmpuint (talker->heard_inside->len, ==, 0);
      check_no_marker (talker);

      repoint_test_visitor_begin_tls (silent, versions[v], ALL, FALSE);
      repoint_test_visitor_shake (silent);
      repoint_test_visitor_wait (silent);
      g_assert_cmpint (silent->record->handshake.result, ==, REPOINT_HANDSHAKE_COMPLETED);
      g_assert_cmpint (silent->record->handshake.validates, ==, REPOINT_VALIDATES_UNKNOWN);
    }
}

/* Not a byte before the moment has passed: a client of direct TLS would stumble over it. */
static void
test_greeting_waits (void)
{
  g_autoptr (RepointTestVisitor) visitor = repoint_test_visitor_new (REPOINT_PROTOCOL_SMTP);
  gint64 opened = visitor->now;

  g_assert_cmpuint (visitor->heard->len, ==, 0);
  g_assert_cmpint (repoint_conversation_get_deadline (visitor->conversation), ==, opened + REPOINT_VISIT_GREETING_TIME);
  repoint_test_visitor_wait (visitor);
  g_assert_true (g_str_has_prefix (visitor->heard->str, "220 "));
  g_assert_cmpint (repoint_conversation_get_deadline (visitor->conversation), ==, opened + REPOINT_VISIT_TIME);
  repoint_test_visitor_wait (visitor);
  g_assert_cmpint (visitor->record->outcome, ==, REPOINT_VISIT_TIMEOUT);
  g_assert_true (g_str_has_suffix (visitor->heard->str, "421 4.3.2 " ENOUGH "\r\n"));
}

/* Its hello came when the greeting was out already, and breaks on it: that is our doing. */
static void
test_late_hello (void)
{
  g_autoptr (RepointTestVisitor) visitor = repoint_test_visitor_new (REPOINT_PROTOCOL_SMTP);

  repoint_test_visitor_wait (visitor);
  repoint_test_visitor_begin_tls (visitor, REPOINT_TLS_VERSION_1_2, ALL, FALSE);
  send_hello (visitor);
  g_assert_cmpint (visitor->record->outcome, ==, REPOINT_VISIT_CAPTURED);
  g_assert_cmpint (visitor->record->security, ==, REPOINT_SECURITY_TLS);
  g_assert_cmpint (visitor->record->handshake.result, ==, REPOINT_HANDSHAKE_NONE);
}

static void
test_behind_starttls (void)
{
  g_autoptr (RepointTestVisitor) visitor = repoint_test_visitor_new (REPOINT_PROTOCOL_SMTP);

  repoint_test_visitor_wait (visitor);
  repoint_test_visitor_say (visitor, "EHLO x\r\n");
  repoint_test_visitor_say (visitor, "STARTTLS\r\nMAIL FROM:<" MARKER ">\r\n");
  g_assert_true (g_str_has_suffix (visitor->heard->str, "220 2.0.0 Begin TLS\r\n"));
  repoint_test_visitor_begin_tls (visitor, REPOINT_TLS_VERSION_1_2, ALL, FALSE);
  repoint_test_visitor_shake (visitor);
  g_assert_true (visitor->handshaken);
  repoint_test_visitor_say_inside (visitor, "EHLO x\r\nQUIT\r\n");
  g_assert_cmpuint (visitor->record->n_behind_starttls, ==, strlen ("MAIL FROM:<" MARKER ">\r\n"));
  check_no_marker (visitor);
}

/* What is said in clear, how the visit ends, and what comes of it. */
static void
test_in_clear (void)
{
  static const struct
  {
    RepointProtocol     protocol;
    const char         *says;
    RepointClosed       how;
    RepointVisitOutcome outcome;
    RepointSignInAsked  asked;
  } cases[] = {
    { REPOINT_PROTOCOL_SMTP, "", REPOINT_CLOSED_FIN, REPOINT_VISIT_LEFT, REPOINT_SIGN_IN_ASKED_NONE },
    { REPOINT_PROTOCOL_SMTP, "QUIT\r\n", REPOINT_CLOSED_FIN, REPOINT_VISIT_LEFT, REPOINT_SIGN_IN_ASKED_NONE },
    { REPOINT_PROTOCOL_SMTP, "EHLO copier\r\nQUIT\r\n", REPOINT_CLOSED_FIN, REPOINT_VISIT_IN_CLEAR, REPOINT_SIGN_IN_ASKED_NONE },
    { REPOINT_PROTOCOL_SMTP, "EHLO copier\r\n", REPOINT_CLOSED_RESET, REPOINT_VISIT_IN_CLEAR, REPOINT_SIGN_IN_ASKED_NONE },
    { REPOINT_PROTOCOL_SMTP, "EHLO copier\r\n", REPOINT_CLOSED_TIMEOUT, REPOINT_VISIT_TIMEOUT, REPOINT_SIGN_IN_ASKED_NONE },
    { REPOINT_PROTOCOL_SMTP, "HELO copier\r\nMAIL FROM:<x>\r\n", REPOINT_CLOSED_FIN, REPOINT_VISIT_IN_CLEAR, REPOINT_SIGN_IN_ASKED_NONE },
    { REPOINT_PROTOCOL_SMTP, "AUTH LOGIN\r\n" MARKER "\r\n", REPOINT_CLOSED_FIN, REPOINT_VISIT_IN_CLEAR, REPOINT_SIGN_IN_ASKED_CLEAR },
    { REPOINT_PROTOCOL_IMAP, "a LOGIN " MARKER " " MARKER "\r\n", REPOINT_CLOSED_FIN, REPOINT_VISIT_IN_CLEAR, REPOINT_SIGN_IN_ASKED_CLEAR },
    { REPOINT_PROTOCOL_IMAP, "a LOGIN {5+}\r\n" MARKER, REPOINT_CLOSED_FIN, REPOINT_VISIT_IN_CLEAR, REPOINT_SIGN_IN_ASKED_CLEAR },
    { REPOINT_PROTOCOL_POP3, "USER " MARKER "\r\nPASS " MARKER "\r\n", REPOINT_CLOSED_FIN, REPOINT_VISIT_IN_CLEAR, REPOINT_SIGN_IN_ASKED_CLEAR },
    { REPOINT_PROTOCOL_SMTP, "GET /" MARKER " HTTP/1.0\r\n\r\n", REPOINT_CLOSED_FIN, REPOINT_VISIT_NOT_MAIL, REPOINT_SIGN_IN_ASKED_NONE },
    { REPOINT_PROTOCOL_POP3, "\x03", REPOINT_CLOSED_FIN, REPOINT_VISIT_NOT_MAIL, REPOINT_SIGN_IN_ASKED_NONE },
    { REPOINT_PROTOCOL_SMTP, "STARTTLS\r\n", REPOINT_CLOSED_FIN, REPOINT_VISIT_NO_HELLO, REPOINT_SIGN_IN_ASKED_NONE },
    { REPOINT_PROTOCOL_SMTP, "STARTTLS\r\n", REPOINT_CLOSED_TIMEOUT, REPOINT_VISIT_NO_HELLO, REPOINT_SIGN_IN_ASKED_NONE },
    { REPOINT_PROTOCOL_TLS, "GET /" MARKER " HTTP/1.0\r\n\r\n", REPOINT_CLOSED_FIN, REPOINT_VISIT_NO_HELLO, REPOINT_SIGN_IN_ASKED_NONE },
    { REPOINT_PROTOCOL_TLS, "", REPOINT_CLOSED_TIMEOUT, REPOINT_VISIT_TIMEOUT, REPOINT_SIGN_IN_ASKED_NONE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint early = 0; early < 2; early++)
      for (gsize step = 0; step < 2; step++)
        {
          g_autoptr (RepointTestVisitor) visitor = repoint_test_visitor_new (cases[i].protocol);

          g_test_message ("%u: %s", i, cases[i].says);
          visitor->step = step;
          if (!early && cases[i].protocol != REPOINT_PROTOCOL_TLS)
            repoint_test_visitor_wait (visitor);
          repoint_test_visitor_say (visitor, cases[i].says);
          repoint_test_visitor_hang_up (visitor, cases[i].how);
          g_assert_cmpint (visitor->record->outcome, ==, cases[i].outcome);
          g_assert_cmpint (visitor->record->asked_sign_in, ==, cases[i].asked);
          g_assert_cmpint (visitor->record->early, ==,
                           early && cases[i].protocol != REPOINT_PROTOCOL_TLS && cases[i].says[0] != '\0');
          g_assert_null (visitor->record->hello);
          check_no_marker (visitor);
        }
}

/* After STARTTLS the client does something else. */
static void
test_no_hello_after_starttls (void)
{
  g_autoptr (RepointTestVisitor) visitor = visitor_after_starttls (0);

  repoint_test_visitor_say (visitor, "EHLO again\r\n");
  g_assert_cmpint (visitor->record->outcome, ==, REPOINT_VISIT_NO_HELLO);
  g_assert_cmpint (visitor->record->security, ==, REPOINT_SECURITY_STARTTLS);
}

static void
test_half_a_hello (void)
{
  static const RepointClosed ends[] = { REPOINT_CLOSED_FIN, REPOINT_CLOSED_TIMEOUT };
  static const guint8 half[] = { 22, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3, 1, 2, 3 };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr (RepointTestVisitor) visitor = repoint_test_visitor_new (REPOINT_PROTOCOL_SMTP);

      visitor->step = 3;
      repoint_test_visitor_feed (visitor, half, sizeof half);
      g_assert_null (visitor->record);
      /* It has begun with TLS: no greeting, and ten seconds. */
      g_assert_cmpint (repoint_conversation_get_deadline (visitor->conversation) - visitor->now, >, 9 * G_TIME_SPAN_SECOND);
      if (ends[i] == REPOINT_CLOSED_TIMEOUT)
        repoint_test_visitor_wait (visitor);
      else
        repoint_test_visitor_hang_up (visitor, ends[i]);
      g_assert_cmpint (visitor->record->outcome, ==, REPOINT_VISIT_NO_HELLO);
      g_assert_cmpint (visitor->record->security, ==, REPOINT_SECURITY_TLS);
      g_assert_cmpuint (visitor->heard->len, ==, 0);
    }
}

/* A message that announces 16 MiB and one that arrives a byte in each record. */
static void
test_endless_hello (void)
{
  static const guint8 announced[] = { 22, 3, 1, 0, 4, 1, 0xff, 0xff, 0xff };
  static const guint8 begun[] = { 22, 3, 1, 0, 4, 1, 0, 0xff, 0xff };
  static const guint8 next[] = { 22, 3, 1, 0, 1, 0 };
  g_autoptr (RepointTestVisitor) large = repoint_test_visitor_new (REPOINT_PROTOCOL_SMTP);
  g_autoptr (RepointTestVisitor) slow = repoint_test_visitor_new (REPOINT_PROTOCOL_SMTP);

  repoint_test_visitor_feed (large, announced, sizeof announced);
  g_assert_cmpint (large->record->outcome, ==, REPOINT_VISIT_TOO_LARGE);

  repoint_test_visitor_feed (slow, begun, sizeof begun);
  for (guint i = 0; i < 0xffff && slow->record == NULL; i++)
    repoint_test_visitor_feed (slow, next, sizeof next);
  g_assert_cmpint (slow->record->outcome, ==, REPOINT_VISIT_TOO_LARGE);
}

/* Hellos by hand: how the station answers what no OpenSSL of today sends. */
static const guint8 ssl2_hello_for_tls1[] = {
  0x80, 0x2e, 1, 3, 1, 0, 21, 0, 0, 0, 16, /* RFC 5246 appendix E.2 */
  0, 0, 0x2f, 0, 0, 0x35, 0, 0, 0x0a, 0, 0, 5, 0, 0, 4, 1, 0, 0x80, 7, 0, 0xc0,
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
};
static const guint8 ssl2_hello[] = {
  0x80, 0x1f, 1, 0, 2, 0, 6, 0, 0, 0, 16,
  1, 0, 0x80, 7, 0, 0xc0,
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
};
static const guint8 ssl3_hello[] = {
  22, 3, 0, 0, 45, 1, 0, 0, 41, 3, 0,
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32,
  0, 0, 2, 0, 5, 1, 0,
};

static void
test_ssl2_format (void)
{
  for (gsize step = 0; step < 3; step++)
    {
      g_autoptr (RepointTestVisitor) visitor = repoint_test_visitor_new (REPOINT_PROTOCOL_SMTP);
      const RepointVisitRecord *record;

      visitor->step = step;
      repoint_test_visitor_feed (visitor, ssl2_hello_for_tls1, sizeof ssl2_hello_for_tls1);
      /* A ServerHello of TLS 1.0, and a certificate. */
      g_assert_cmpuint (visitor->heard->len, >, 600);
      g_assert_cmpint (visitor->heard->str[0], ==, 22);
      g_assert_cmpint (visitor->heard->str[5], ==, 2);
      g_assert_cmpint (visitor->heard->str[10], ==, 1);
      repoint_test_visitor_hang_up (visitor, REPOINT_CLOSED_FIN);

      record = visitor->record;
      g_assert_true (record->hello->ssl2_format);
      g_assert_cmpint (record->handshake.result, ==, REPOINT_HANDSHAKE_CLOSED);
      g_assert_cmpint (record->handshake.version, ==, REPOINT_TLS_VERSION_1_0);
      g_assert_true (record->handshake.suite == 0x2f || record->handshake.suite == 0x35);
      g_assert_cmpuint (record->n_hellos, ==, 1);
    }
}

static void
test_too_old (void)
{
  static const struct
  {
    const guint8 *hello;
    gsize         length;
  } hellos[] = { { ssl2_hello, sizeof ssl2_hello }, { ssl3_hello, sizeof ssl3_hello } };

  for (guint i = 0; i < G_N_ELEMENTS (hellos); i++)
    {
      g_autoptr (RepointTestVisitor) visitor = repoint_test_visitor_new (REPOINT_PROTOCOL_SMTP);

      repoint_test_visitor_feed (visitor, hellos[i].hello, hellos[i].length);
      g_assert_cmpint (visitor->record->outcome, ==, REPOINT_VISIT_CAPTURED);
      g_assert_cmpint (visitor->record->handshake.result, ==, REPOINT_HANDSHAKE_LOCAL_LIMITATION);
      g_assert_cmpint (visitor->record->handshake.alert, ==, -1);
      g_assert_cmpmem (visitor->heard->str, visitor->heard->len, "\x15\x03\x00\x00\x02\x02\x28", 7);
    }
}

/* Only what this computer's OpenSSL does not know: RC4. It says nothing about the device. */
static void
test_local_limitation (void)
{
  g_autoptr (RepointTestVisitor) visitor = repoint_test_visitor_new (REPOINT_PROTOCOL_SMTP);
  guint8 hello[sizeof ssl3_hello];

  memcpy (hello, ssl3_hello, sizeof hello);
  hello[2] = 1;
  hello[10] = 1;
  repoint_test_visitor_feed (visitor, hello, sizeof hello);
  g_assert_cmpint (visitor->record->outcome, ==, REPOINT_VISIT_CAPTURED);
  g_assert_cmpint (visitor->record->handshake.result, ==, REPOINT_HANDSHAKE_LOCAL_LIMITATION);
  g_assert_cmpint (visitor->record->handshake.version, ==, REPOINT_TLS_VERSION_NONE);
  g_assert_cmpuint (visitor->heard->len, ==, 7);
}

/* A client that comes again with a lower version and says so (RFC 7507) is taken at its word. */
static void
test_fallback (void)
{
  g_autoptr (RepointTestVisitor) visitor = repoint_test_visitor_new (REPOINT_PROTOCOL_SMTP);
  SSL *ssl = repoint_test_visitor_begin_tls (visitor, REPOINT_TLS_VERSION_1_0, ALL, FALSE);

  SSL_set_mode (ssl, SSL_MODE_SEND_FALLBACK_SCSV);
  repoint_test_visitor_shake (visitor);
  g_assert_true (visitor->handshaken);
}

static void
test_breach (void)
{
  static const guint8 nonsense[] = { 22, 3, 3, 0, 4, 16, 0, 0, 0, 20, 3, 3, 0, 1, 1, 22, 3, 3, 0, 2, 9, 9 };
  g_autoptr (RepointTestVisitor) visitor = visitor_after_starttls (0);

  repoint_test_visitor_begin_tls (visitor, REPOINT_TLS_VERSION_1_2, "kRSA:@SECLEVEL=0", FALSE);
  send_hello (visitor);
  repoint_test_visitor_feed (visitor, nonsense, sizeof nonsense);
  g_assert_cmpint (visitor->record->handshake.result, ==, REPOINT_HANDSHAKE_ILLEGAL);
  g_assert_cmpint (visitor->record->handshake.alert, ==, -1);
  g_assert_cmpint (visitor->record->handshake.validates, ==, REPOINT_VALIDATES_UNKNOWN);
}

/* The station goes away in the middle, also while OpenSSL is at work. */
static void
test_cancelled (void)
{
  g_autoptr (RepointTestVisitor) working = visitor_after_starttls (0);
  g_autoptr (RepointTestVisitor) waiting = repoint_test_visitor_new (REPOINT_PROTOCOL_SMTP);

  repoint_test_visitor_hang_up (waiting, REPOINT_CLOSED_CANCELLED);
  g_assert_cmpint (waiting->record->outcome, ==, REPOINT_VISIT_LEFT);

  repoint_conversation_feed (working->conversation, ssl2_hello_for_tls1, sizeof ssl2_hello_for_tls1, working->now);
  g_assert_true (repoint_conversation_has_work (working->conversation));
  repoint_conversation_closed (working->conversation, REPOINT_CLOSED_CANCELLED);
  g_assert_null (repoint_conversation_take (working->conversation));
  g_assert_nonnull (working->record);
  g_assert_cmpint (working->record->handshake.result, ==, REPOINT_HANDSHAKE_NONE);
  repoint_conversation_work (working->conversation);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/visit/accepting", test_accepting);
  g_test_add_func ("/visit/validating", test_validating);
  g_test_add_func ("/visit/leaving", test_leaving);
  g_test_add_func ("/visit/goodbye-inside", test_goodbye_inside);
  g_test_add_func ("/visit/mail-inside", test_mail_inside);
  g_test_add_func ("/visit/anonymous", test_anonymous);
  g_test_add_func ("/visit/bare-tls", test_bare_tls);
  g_test_add_func ("/visit/greeting-waits", test_greeting_waits);
  g_test_add_func ("/visit/late-hello", test_late_hello);
  g_test_add_func ("/visit/behind-starttls", test_behind_starttls);
  g_test_add_func ("/visit/in-clear", test_in_clear);
  g_test_add_func ("/visit/no-hello-after-starttls", test_no_hello_after_starttls);
  g_test_add_func ("/visit/half-a-hello", test_half_a_hello);
  g_test_add_func ("/visit/endless-hello", test_endless_hello);
  g_test_add_func ("/visit/ssl2-format", test_ssl2_format);
  g_test_add_func ("/visit/too-old", test_too_old);
  g_test_add_func ("/visit/local-limitation", test_local_limitation);
  g_test_add_func ("/visit/fallback", test_fallback);
  g_test_add_func ("/visit/breach", test_breach);
  g_test_add_func ("/visit/cancelled", test_cancelled);

  return g_test_run ();
}
