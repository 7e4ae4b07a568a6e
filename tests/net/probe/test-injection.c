/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-hello-conversation.h"
#include "repoint-session-conversation.h"

#include <string.h>

/* Somebody between puts words in front of the handshake (CVE-2011-0411 and its kind): they are noticed, nothing is done
 * with them, and nothing more is said. */

#define NOW    1000000
#define BUDGET 5000000

typedef struct
{
  const char      *name;
  RepointProtocol  protocol;
  const char      *turns[3]; /* greeting, capabilities, the reply to STARTTLS */
  const char      *injected;
} Case;

static const Case cases[] = {
  { "smtp", REPOINT_PROTOCOL_SMTP, { "220 mx.example\r\n", "250-mx.example\r\n250 STARTTLS\r\n", "220 go\r\n" },
    "250-mx.example\r\n250 AUTH PLAIN\r\n" },
  { "imap", REPOINT_PROTOCOL_IMAP, { "* OK\r\n", "* CAPABILITY STARTTLS LOGINDISABLED\r\nr1 OK\r\n", "r2 OK go\r\n" },
    "* CAPABILITY AUTH=PLAIN\r\n" },
  { "pop3", REPOINT_PROTOCOL_POP3, { "+OK\r\n", "+OK\r\nSTLS\r\n.\r\n", "+OK go\r\n" }, "+OK\r\nUSER\r\n.\r\n" },
};

static RepointConversation *
new_conversation (RepointProtocol protocol, gboolean session)
{
  static const RepointTlsHello question = { .max_version = REPOINT_TLS_VERSION_1_3, .min_version = REPOINT_TLS_VERSION_1_0 };
  const RepointTarget target = { protocol, REPOINT_SECURITY_STARTTLS, (char *) "127.0.0.1", 25 };

  return session ? repoint_session_conversation_new (&target, REPOINT_TLS_VERSION_1_2, TRUE, BUDGET)
                 : repoint_hello_conversation_new (&target, &question, BUDGET);
}

static const RepointMailReport *
get_report (RepointConversation *conversation, gboolean session)
{
  if (session)
    return repoint_session_conversation_get_result (REPOINT_SESSION_CONVERSATION (conversation))->clear;

  return repoint_hello_conversation_get_result (REPOINT_HELLO_CONVERSATION (conversation))->report;
}

static gboolean
is_judged (RepointConversation *conversation, gboolean session)
{
  if (session)
    return repoint_session_conversation_get_result (REPOINT_SESSION_CONVERSATION (conversation))->outcome ==
           REPOINT_SESSION_DIALOGUE;

  return repoint_hello_conversation_get_result (REPOINT_HELLO_CONVERSATION (conversation))->outcome == REPOINT_HELLO_DIALOGUE;
}

static void
feed (RepointConversation *conversation, const char *text)
{
  repoint_conversation_feed (conversation, (const guint8 *) text, strlen (text), NOW);
}

static gsize
take (RepointConversation *conversation)
{
  GBytes *bytes;
  gsize length = 0;

  while ((bytes = repoint_conversation_take (conversation)) != NULL)
    {
      length += g_bytes_get_size (bytes);
      g_bytes_unref (bytes);
    }

  return length;
}

/* Up to the reply to STARTTLS, which is not fed. */
static RepointConversation *
begin (const Case *row, gboolean session)
{
  RepointConversation *conversation = new_conversation (row->protocol, session);

  repoint_conversation_opened (conversation, NOW);
  g_assert_cmpuint (take (conversation), ==, 0);
  for (gsize i = 0; i < 2; i++)
    {
      feed (conversation, row->turns[i]);
      g_assert_cmpuint (take (conversation), >, 0);
    }

  return conversation;
}

static void
assert_injected (RepointConversation *conversation, const Case *row, gboolean session)
{
  const RepointMailReport *report = get_report (conversation, session);

  g_assert_cmpuint (take (conversation), ==, 0);
  g_assert_true (repoint_conversation_is_done (conversation));
  g_assert_true (is_judged (conversation, session));
  g_assert_cmpint (report->result, ==, REPOINT_MAIL_RESULT_INJECTED);
  g_assert_true (g_str_has_prefix (row->injected, report->reply));
  for (guint i = 0; i < report->sign_in->len; i++)
    g_assert_cmpstr (g_ptr_array_index (report->sign_in, i), !=, "PLAIN");
}

static void
test_together (gconstpointer data)
{
  const Case *row = data;

  for (int session = FALSE; session <= TRUE; session++)
    {
      g_autoptr (RepointConversation) conversation = begin (row, session);
      g_autofree char *text = g_strconcat (row->turns[2], row->injected, NULL);

      feed (conversation, text);
      assert_injected (conversation, row, session);
    }
}

/* In a segment of its own that comes before our hello has gone. */
static void
test_later (gconstpointer data)
{
  const Case *row = data;

  for (int session = FALSE; session <= TRUE; session++)
    {
      g_autoptr (RepointConversation) conversation = begin (row, session);

      g_assert_false (repoint_conversation_expects_silence (conversation));
      feed (conversation, row->turns[2]);
      g_assert_true (repoint_conversation_expects_silence (conversation));
      g_assert_false (repoint_conversation_is_done (conversation));
      feed (conversation, row->injected);
      assert_injected (conversation, row, session);
    }
}

/* Without them the hello goes out, and what comes then is read as TLS. */
static void
test_none (gconstpointer data)
{
  const Case *row = data;

  for (int session = FALSE; session <= TRUE; session++)
    {
      g_autoptr (RepointConversation) conversation = begin (row, session);

      feed (conversation, row->turns[2]);
      g_assert_cmpuint (take (conversation), >, 100);
      g_assert_false (repoint_conversation_expects_silence (conversation));
      g_assert_false (repoint_conversation_is_done (conversation));
      feed (conversation, row->injected);
      g_assert_true (repoint_conversation_is_done (conversation));
      g_assert_false (is_judged (conversation, session));
      g_assert_cmpint (get_report (conversation, session)->result, ==, REPOINT_MAIL_RESULT_TLS);
    }
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char      *name;
    GTestDataFunc    test;
  } tests[] = { { "together", test_together }, { "later", test_later }, { "none", test_none } };

  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (tests); j++)
      {
        g_autofree char *path = g_strdup_printf ("/injection/%s/%s", cases[i].name, tests[j].name);

        g_test_add_data_func (path, &cases[i], tests[j].test);
      }

  return g_test_run ();
}
