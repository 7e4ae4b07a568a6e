/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-hello-conversation.h"
#include "repoint-session-conversation.h"
#include "repoint-test-tls-server.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The conversations without a scheduler: a byte at a time, and cut at each byte. */

#define NOW    1000000
#define BUDGET 5000000

static const RepointTarget starttls = { REPOINT_PROTOCOL_SMTP, REPOINT_SECURITY_STARTTLS, (char *) "127.0.0.1", 25 };
static const RepointTarget direct = { REPOINT_PROTOCOL_TLS, REPOINT_SECURITY_TLS, (char *) "127.0.0.1", 443 };
static guint n_worked;
static const RepointTlsHello question = { .max_version = REPOINT_TLS_VERSION_1_3, .min_version = REPOINT_TLS_VERSION_1_0 };

static void
send_all (RepointConversation *conversation, int fd)
{
  GBytes *bytes;

  while ((bytes = repoint_conversation_take (conversation)) != NULL)
    {
      gssize sent = send (fd, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), MSG_NOSIGNAL);

      g_assert_true (sent < 0 || (gsize) sent == g_bytes_get_size (bytes));
      g_bytes_unref (bytes);
    }
}

static gpointer
work_on_thread (gpointer conversation)
{
  repoint_conversation_work (conversation);

  return NULL;
}

/* On another thread, like the scheduler; nothing is to be sent before it has ended. */
static void
work (RepointConversation *conversation)
{
  g_assert_null (repoint_conversation_take (conversation));
  g_assert_false (repoint_conversation_is_done (conversation));
  g_thread_join (g_thread_new ("worker", work_on_thread, conversation));
  repoint_conversation_worked (conversation, NOW);
  g_assert_false (repoint_conversation_has_work (conversation));
  n_worked++;
}

static int
open_connection (guint16 port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (port), .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_cmpint (connect (fd, (struct sockaddr *) &address, sizeof address), ==, 0);

  return fd;
}

/* Talks to a server, giving the conversation @size bytes at a time; returns everything the server sent. */
static GByteArray *
pump (RepointConversation *conversation, guint16 port, gsize size)
{
  GByteArray *received = g_byte_array_new ();
  guint8 buffer[16384];
  gssize n = 0;
  int fd = open_connection (port);

  repoint_conversation_opened (conversation, NOW);
  g_assert_cmpint (repoint_conversation_get_deadline (conversation), ==, NOW + BUDGET);
  send_all (conversation, fd);

  while (!repoint_conversation_is_done (conversation) && (n = recv (fd, buffer, size, 0)) > 0)
    {
      /* its own allocation, so that reading past its end is noticed */
      g_autofree guint8 *piece = g_memdup2 (buffer, (gsize) n);

      g_byte_array_append (received, piece, (guint) n);
      repoint_conversation_feed (conversation, piece, (gsize) n, NOW);
      if (repoint_conversation_has_work (conversation))
        work (conversation);
      send_all (conversation, fd);
    }

  if (!repoint_conversation_is_done (conversation))
    repoint_conversation_closed (conversation, n == 0 ? REPOINT_CLOSED_FIN : REPOINT_CLOSED_RESET);
  g_assert_true (repoint_conversation_is_done (conversation));
  close (fd);

  return received;
}

static void
drain (RepointConversation *conversation)
{
  GBytes *bytes;

  while ((bytes = repoint_conversation_take (conversation)) != NULL)
    g_bytes_unref (bytes);
}

/* Feeds the first @n bytes and ends like that. */
static RepointHelloOutcome
cut (const RepointTarget *target, const GByteArray *bytes, gsize n, RepointClosed how)
{
  g_autoptr (RepointConversation) conversation = repoint_hello_conversation_new (target, &question, BUDGET);
  g_autofree guint8 *copy = g_memdup2 (bytes->data, n);

  repoint_conversation_opened (conversation, NOW);
  drain (conversation);
  if (n > 0)
    repoint_conversation_feed (conversation, copy, n, NOW);
  drain (conversation);
  repoint_conversation_closed (conversation, how);

  return repoint_hello_conversation_get_result (REPOINT_HELLO_CONVERSATION (conversation))->outcome;
}

/* What a server sent is replayed, cut off after each byte in each way: how it ended is the answer. */
static void
test_hello_cut (void)
{
  static const struct
  {
    RepointClosed       how;
    RepointHelloOutcome outcome;
  } ends[] = {
    { REPOINT_CLOSED_FIN, REPOINT_HELLO_CLOSED },
    { REPOINT_CLOSED_RESET, REPOINT_HELLO_RESET },
    { REPOINT_CLOSED_TIMEOUT, REPOINT_HELLO_SILENT },
    { REPOINT_CLOSED_UNREACHABLE, REPOINT_HELLO_RESET },
    { REPOINT_CLOSED_CANCELLED, REPOINT_HELLO_STOPPED },
    { REPOINT_CLOSED_LOCAL, REPOINT_HELLO_STOPPED },
  };
  const RepointTestTlsOptions options = { .protocol = REPOINT_PROTOCOL_TLS, .max_version = REPOINT_TLS_VERSION_1_2 };
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&options);
  g_autoptr (RepointConversation) whole = repoint_hello_conversation_new (&direct, &question, BUDGET);
  g_autoptr (GByteArray) bytes = pump (whole, repoint_test_tls_server_get_port (server), 1);
  const RepointHelloResult *result = repoint_hello_conversation_get_result (REPOINT_HELLO_CONVERSATION (whole));

  g_assert_cmpint (result->outcome, ==, REPOINT_HELLO_ANSWERED);
  g_assert_cmpint (result->answer.version, ==, REPOINT_TLS_VERSION_1_2);
  g_assert_true (result->heard);

  for (gsize n = 0; n < bytes->len; n++)
    for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
      g_assert_cmpint (cut (&direct, bytes, n, ends[i].how), ==, ends[i].outcome);
  g_assert_cmpint (cut (&direct, bytes, bytes->len, REPOINT_CLOSED_RESET), ==, REPOINT_HELLO_ANSWERED);
}

/* A flight that breaks off, in whatever way, still began with a version chosen. */
static void
test_flight_cut (void)
{
  const RepointTestTlsOptions options = { .protocol = REPOINT_PROTOCOL_TLS, .max_version = REPOINT_TLS_VERSION_1_2, .ciphers = "ECDHE-RSA-AES128-SHA:@SECLEVEL=0" };
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&options);
  g_autoptr (RepointConversation) whole = repoint_hello_conversation_new (&direct, &question, BUDGET);
  const RepointHelloResult *result = repoint_hello_conversation_get_result (REPOINT_HELLO_CONVERSATION (whole));
  g_autoptr (GByteArray) bytes = NULL;
  gsize hello;

  repoint_hello_conversation_want_flight (REPOINT_HELLO_CONVERSATION (whole));
  bytes = pump (whole, repoint_test_tls_server_get_port (server), 1);
  g_assert_cmpint (result->outcome, ==, REPOINT_HELLO_ANSWERED);
  g_assert_cmpuint (result->answer.group, !=, 0);
  g_assert_cmpuint (result->answer.signature_algorithm, !=, 0);
  g_assert_false (result->late);

  hello = 5 + ((gsize) bytes->data[3] << 8 | bytes->data[4]);
  for (gsize n = hello - 1; n < bytes->len; n += 7)
    {
      g_autoptr (RepointConversation) conversation = repoint_hello_conversation_new (&direct, &question, BUDGET);
      g_autofree guint8 *copy = g_memdup2 (bytes->data, n);
      RepointClosed how = n % 2 == 0 ? REPOINT_CLOSED_TIMEOUT : REPOINT_CLOSED_RESET;

      repoint_hello_conversation_want_flight (REPOINT_HELLO_CONVERSATION (conversation));
      repoint_conversation_opened (conversation, NOW);
      drain (conversation);
      repoint_conversation_feed (conversation, copy, n, NOW);
      g_assert_false (repoint_conversation_is_done (conversation));
      repoint_conversation_closed (conversation, how);

      result = repoint_hello_conversation_get_result (REPOINT_HELLO_CONVERSATION (conversation));
      if (n < hello)
        {
          g_assert_cmpint (result->outcome, ==, how == REPOINT_CLOSED_TIMEOUT ? REPOINT_HELLO_SILENT : REPOINT_HELLO_RESET);
          continue;
        }
      g_assert_cmpint (result->outcome, ==, REPOINT_HELLO_ANSWERED);
      g_assert_cmpint (result->answer.version, ==, REPOINT_TLS_VERSION_1_2);
      g_assert_cmpint (result->late, ==, how == REPOINT_CLOSED_TIMEOUT);
    }
}

/* In the dialogue before TLS an end says nothing of TLS. */
static void
test_starttls_cut (void)
{
  static const char *const turns[] = { "220 mail.example ESMTP\r\n", "250-mail.example\r\n250 STARTTLS\r\n", "220 go\r\n" };

  for (gsize last = 0; last < G_N_ELEMENTS (turns); last++)
    for (gsize n = 0; n < strlen (turns[last]); n++)
      {
        g_autoptr (RepointConversation) conversation = repoint_hello_conversation_new (&starttls, &question, BUDGET);
        const RepointHelloResult *result = repoint_hello_conversation_get_result (REPOINT_HELLO_CONVERSATION (conversation));

        repoint_conversation_opened (conversation, NOW);
        g_assert_null (repoint_conversation_take (conversation));
        for (gsize turn = 0; turn <= last; turn++)
          {
            gsize length = turn == last ? n : strlen (turns[turn]);

            if (length > 0)
              repoint_conversation_feed (conversation, (const guint8 *) turns[turn], length, NOW);
            drain (conversation);
          }
        g_assert_false (repoint_conversation_is_done (conversation));
        repoint_conversation_closed (conversation, REPOINT_CLOSED_RESET);
        g_assert_cmpint (result->outcome, ==, REPOINT_HELLO_DIALOGUE);
        g_assert_cmpint (result->closed, ==, REPOINT_CLOSED_RESET);
      }
}

static void
test_unconnected (void)
{
  static const RepointClosed ends[] = { REPOINT_CLOSED_REFUSED, REPOINT_CLOSED_UNREACHABLE, REPOINT_CLOSED_TIMEOUT, REPOINT_CLOSED_FORBIDDEN };

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr (RepointConversation) hello = repoint_hello_conversation_new (&direct, &question, BUDGET);
      g_autoptr (RepointConversation) session = repoint_session_conversation_new (&direct, REPOINT_TLS_VERSION_1_2, TRUE, BUDGET);
      const RepointHelloResult *hello_result = repoint_hello_conversation_get_result (REPOINT_HELLO_CONVERSATION (hello));
      const RepointSessionResult *session_result = repoint_session_conversation_get_result (REPOINT_SESSION_CONVERSATION (session));

      repoint_conversation_closed (hello, ends[i]);
      repoint_conversation_closed (session, ends[i]);
      g_assert_null (repoint_conversation_take (hello));
      g_assert_null (repoint_conversation_take (session));
      g_assert_cmpint (hello_result->outcome, ==, REPOINT_HELLO_UNCONNECTED);
      g_assert_cmpint (hello_result->closed, ==, ends[i]);
      g_assert_cmpint (session_result->outcome, ==, REPOINT_SESSION_UNCONNECTED);
      g_assert_cmpint (session_result->closed, ==, ends[i]);
    }
}

/* Whole sessions at every version, in both directions of TLS and clear, read in pieces of several sizes. */
static void
test_session (void)
{
  static const gsize sizes[] = { 1, 2, 7, 4096 };

  for (guint version = REPOINT_TLS_VERSION_1_0; version <= REPOINT_TLS_VERSION_1_3; version++)
    for (int security = REPOINT_SECURITY_STARTTLS; security <= REPOINT_SECURITY_TLS; security++)
      for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
        {
          const RepointTestTlsOptions options = { .protocol = REPOINT_PROTOCOL_SMTP, .security = security };
          const RepointTarget target = { REPOINT_PROTOCOL_SMTP, security, (char *) "127.0.0.1", 25 };
          g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&options);
          g_autoptr (RepointConversation) conversation = repoint_session_conversation_new (&target, version, TRUE, BUDGET);
          g_autoptr (GByteArray) bytes = pump (conversation, repoint_test_tls_server_get_port (server), sizes[i]);
          const RepointSessionResult *result = repoint_session_conversation_get_result (REPOINT_SESSION_CONVERSATION (conversation));

          g_assert_cmpint (result->outcome, ==, REPOINT_SESSION_DONE);
          g_assert_true (result->completed);
          g_assert_cmpint (result->alert, ==, -1);
          g_assert_nonnull (result->certificate);
          g_assert_cmpint (result->secure->result, ==, REPOINT_MAIL_RESULT_NOT_REFUSED);
          g_assert_cmpint (result->clear != NULL, ==, security == REPOINT_SECURITY_STARTTLS);
        }
}

/* A server that breaks on large hellos breaks on 256 bytes, at whatever version. */
static void
test_session_small (void)
{
  g_autoptr (RepointTarget) target = repoint_target_new (REPOINT_PROTOCOL_TLS, REPOINT_SECURITY_TLS,
                                                         "smtp-legacy.office365.example", 465);

  for (RepointTlsVersion version = REPOINT_TLS_VERSION_1_0; version <= REPOINT_TLS_VERSION_1_3; version++)
    for (int small = FALSE; small <= TRUE; small++)
      {
        guint16 suite = version == REPOINT_TLS_VERSION_1_3 ? 0x1301 : 0x002f;
        g_autoptr (RepointConversation) conversation = repoint_session_conversation_new (target, version, TRUE, BUDGET);
        g_autoptr (GBytes) hello = NULL;

        if (small)
          repoint_session_conversation_keep_small (REPOINT_SESSION_CONVERSATION (conversation), suite);
        repoint_conversation_opened (conversation, NOW);
        hello = repoint_conversation_take (conversation);
        if (small)
          g_assert_cmpuint (g_bytes_get_size (hello), <, 256);
        else if (version == REPOINT_TLS_VERSION_1_2)
          g_assert_cmpuint (g_bytes_get_size (hello), >=, 256);
        repoint_conversation_closed (conversation, REPOINT_CLOSED_FIN);
      }
}

/* What costs this computer much is set aside, however the bytes come; what does not is done at once. */
static void
test_session_slow (void)
{
  static const struct
  {
    RepointTestTlsOptions options;
    RepointTlsVersion     version;
    gboolean              slow;
  } rows[] = {
    { { .protocol = REPOINT_PROTOCOL_TLS, .ciphers = "kRSA:@SECLEVEL=0" }, REPOINT_TLS_VERSION_1_0, FALSE },
    { { .protocol = REPOINT_PROTOCOL_TLS, .ciphers = "ECDHE:@SECLEVEL=0" }, REPOINT_TLS_VERSION_1_2, FALSE },
    { { .protocol = REPOINT_PROTOCOL_TLS }, REPOINT_TLS_VERSION_1_3, FALSE },
    { { .protocol = REPOINT_PROTOCOL_TLS, .groups = "X448" }, REPOINT_TLS_VERSION_1_3, FALSE },
    { { .protocol = REPOINT_PROTOCOL_TLS, .groups = "ffdhe2048" }, REPOINT_TLS_VERSION_1_3, TRUE },
    { { .protocol = REPOINT_PROTOCOL_TLS, .ciphers = "ECDHE:@SECLEVEL=0", .groups = "brainpoolP384r1", .signatures = "RSA+SHA224" },
      REPOINT_TLS_VERSION_1_2, FALSE },
    { { .protocol = REPOINT_PROTOCOL_TLS, .ciphers = "DHE:@SECLEVEL=0", .dh_group = "ffdhe2048" }, REPOINT_TLS_VERSION_1_0, TRUE },
    { { .protocol = REPOINT_PROTOCOL_TLS, .ciphers = "DHE:@SECLEVEL=0", .dh_group = "ffdhe2048" }, REPOINT_TLS_VERSION_1_2, TRUE },
    { { .protocol = REPOINT_PROTOCOL_TLS, .ciphers = "DHE:@SECLEVEL=0", .small_dh = TRUE }, REPOINT_TLS_VERSION_1_2, TRUE },
    { { .protocol = REPOINT_PROTOCOL_TLS, .ciphers = "ADH:@SECLEVEL=0", .dh_group = "ffdhe2048" }, REPOINT_TLS_VERSION_1_2, TRUE },
  };
  static const gsize sizes[] = { 1, 500, 16384 };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (gsize k = 0; k < G_N_ELEMENTS (sizes); k++)
      {
        g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&rows[i].options);
        g_autoptr (RepointConversation) conversation = repoint_session_conversation_new (&direct, rows[i].version, TRUE, BUDGET);
        g_autoptr (GByteArray) bytes = NULL;
        const RepointSessionResult *result = repoint_session_conversation_get_result (REPOINT_SESSION_CONVERSATION (conversation));

        n_worked = 0;
        bytes = pump (conversation, repoint_test_tls_server_get_port (server), sizes[k]);
        g_assert_cmpint (result->outcome, ==, REPOINT_SESSION_DONE);
        g_assert_true (result->completed);
        g_assert_cmpint (n_worked > 0, ==, rows[i].slow);
      }
}

/* It hears the end while a thread is at work, and is not disturbed by it. */
static void
test_session_closed_at_work (void)
{
  const RepointTestTlsOptions options = { .protocol = REPOINT_PROTOCOL_TLS, .ciphers = "DHE:@SECLEVEL=0", .dh_group = "ffdhe4096" };
  static const RepointClosed ends[] = { REPOINT_CLOSED_CANCELLED, REPOINT_CLOSED_TIMEOUT };

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&options);
      g_autoptr (RepointConversation) conversation = repoint_session_conversation_new (&direct, REPOINT_TLS_VERSION_1_2, TRUE, BUDGET);
      const RepointSessionResult *result = repoint_session_conversation_get_result (REPOINT_SESSION_CONVERSATION (conversation));
      guint8 buffer[16384];
      gssize n = 1;
      int fd = open_connection (repoint_test_tls_server_get_port (server));
      GThread *worker;

      repoint_conversation_opened (conversation, NOW);
      send_all (conversation, fd);
      while (!repoint_conversation_has_work (conversation) && (n = recv (fd, buffer, 100, 0)) > 0)
        repoint_conversation_feed (conversation, buffer, (gsize) n, NOW);
      g_assert_cmpint (n, >, 0);

      worker = g_thread_new ("worker", work_on_thread, conversation);
      repoint_conversation_closed (conversation, ends[i]);
      g_assert_true (repoint_conversation_is_done (conversation));
      drain (conversation);
      g_assert_cmpint (result->outcome, ==, ends[i] == REPOINT_CLOSED_CANCELLED ? REPOINT_SESSION_STOPPED : REPOINT_SESSION_HANDSHAKE);
      g_assert_cmpint (result->closed, ==, ends[i]);
      g_assert_false (result->completed);
      g_thread_join (worker);
      close (fd);
    }
}

/* Refused in the handshake, by alert or by hanging up; and what no client goes on with. */
static void
test_session_failures (void)
{
  static const guint8 nonsense[] = { 22, 3, 3, 0, 4, 14, 0, 0, 0 };
  static const struct
  {
    RepointTestTlsOptions options;
    RepointSessionOutcome outcome;
    int                   alert;
  } rows[] = {
    { { .protocol = REPOINT_PROTOCOL_TLS, .min_version = REPOINT_TLS_VERSION_1_3 }, REPOINT_SESSION_HANDSHAKE, 70 },
    { { .protocol = REPOINT_PROTOCOL_TLS, .min_version = REPOINT_TLS_VERSION_1_3, .mute_alerts = TRUE }, REPOINT_SESSION_HANDSHAKE, -1 },
    { { .protocol = REPOINT_PROTOCOL_TLS, .canned = nonsense, .canned_length = sizeof nonsense }, REPOINT_SESSION_HANDSHAKE, -1 },
    { { .protocol = REPOINT_PROTOCOL_TLS, .greeting = "not TLS at all" }, REPOINT_SESSION_HANDSHAKE, -1 },
    { { .protocol = REPOINT_PROTOCOL_TLS, .reset_after = 300 }, REPOINT_SESSION_HANDSHAKE, -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&rows[i].options);
      g_autoptr (RepointConversation) conversation = repoint_session_conversation_new (&direct, REPOINT_TLS_VERSION_1_2, TRUE, BUDGET);
      g_autoptr (GByteArray) bytes = pump (conversation, repoint_test_tls_server_get_port (server), 4096);
      const RepointSessionResult *result = repoint_session_conversation_get_result (REPOINT_SESSION_CONVERSATION (conversation));

      g_assert_cmpint (result->outcome, ==, rows[i].outcome);
      g_assert_cmpint (result->alert, ==, rows[i].alert);
      g_assert_false (result->completed);
      g_assert_null (result->certificate);
    }
}

/* A server that hangs up in the middle of a greeting inside TLS refused nothing. */
static void
test_session_ends (void)
{
  g_autofree char *line = g_strnfill (8000, 'x');
  g_autofree char *endless = g_strdup_printf ("220-%s", line);
  const RepointTestTlsOptions options = { .protocol = REPOINT_PROTOCOL_SMTP, .refusal = REPOINT_TEST_REFUSAL_GREETING, .refuse_up_to = REPOINT_TLS_VERSION_1_3, .refuse_with = endless };
  const RepointTarget target = { REPOINT_PROTOCOL_SMTP, REPOINT_SECURITY_TLS, (char *) "127.0.0.1", 465 };
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&options);
  g_autoptr (RepointConversation) conversation = repoint_session_conversation_new (&target, REPOINT_TLS_VERSION_1_2, FALSE, BUDGET);
  g_autoptr (GByteArray) bytes = pump (conversation, repoint_test_tls_server_get_port (server), 4096);
  const RepointSessionResult *result = repoint_session_conversation_get_result (REPOINT_SESSION_CONVERSATION (conversation));

  g_assert_cmpint (result->outcome, ==, REPOINT_SESSION_ENDED);
  g_assert_cmpint (result->secure->result, ==, REPOINT_MAIL_RESULT_NONE);
  g_assert_cmpint (result->secure->stage, ==, REPOINT_MAIL_STAGE_GREETING);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/conversation/hello/cut-at-each-byte", test_hello_cut);
  g_test_add_func ("/conversation/hello/flight-cut", test_flight_cut);
  g_test_add_func ("/conversation/hello/starttls-cut-at-each-byte", test_starttls_cut);
  g_test_add_func ("/conversation/unconnected", test_unconnected);
  g_test_add_func ("/conversation/session/byte-by-byte", test_session);
  g_test_add_func ("/conversation/session/small", test_session_small);
  g_test_add_func ("/conversation/session/slow", test_session_slow);
  g_test_add_func ("/conversation/session/closed-at-work", test_session_closed_at_work);
  g_test_add_func ("/conversation/session/failures", test_session_failures);
  g_test_add_func ("/conversation/session/ends", test_session_ends);

  return g_test_run ();
}
