/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-tls-talk.h"

#include <string.h>

/* What stands inside the session in these tests: it only remembers. */
#define TEST_TYPE_INNER (test_inner_get_type ())
G_DECLARE_FINAL_TYPE (TestInner, test_inner, TEST, INNER, GObject)

struct _TestInner
{
  GObject  parent_instance;
  gboolean opened;
  guint    n_closed;
};

static void
inner_opened (RepointConversation *conversation,
              gint64               now)
{
  TEST_INNER (conversation)->opened = TRUE;
}

static void
inner_closed (RepointConversation *conversation,
              RepointClosed        how)
{
  TEST_INNER (conversation)->n_closed++;
}

static void
inner_conversation_init (RepointConversationInterface *iface)
{
  iface->opened = inner_opened;
  iface->closed = inner_closed;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestInner, test_inner, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (REPOINT_TYPE_CONVERSATION, inner_conversation_init))

static void
test_inner_class_init (TestInnerClass *klass)
{
}

static void
test_inner_init (TestInner *self)
{
}

static void
take_all (RepointConversation *conversation)
{
  GBytes *bytes;

  while ((bytes = repoint_conversation_take (conversation)) != NULL)
    g_bytes_unref (bytes);
}

static void
test_hello (void)
{
  g_autoptr (RepointConversation) talk = repoint_tls_talk_new ("192.168.1.7", REPOINT_TLS_VERSION_1_3, NULL, 500);
  g_autoptr (GBytes) hello = NULL;
  const guint8 *data;
  gsize length;

  g_assert_null (repoint_conversation_take (talk));
  repoint_conversation_opened (talk, 1000);
  g_assert_cmpint (repoint_conversation_get_deadline (talk), ==, 1500);
  hello = repoint_conversation_take (talk);
  g_assert_nonnull (hello);
  /* RFC 8446, section 5.1: a handshake record, and in it a ClientHello. */
  data = g_bytes_get_data (hello, &length);
  g_assert_cmpuint (length, >, 50);
  g_assert_cmpint (data[0], ==, 22);
  g_assert_cmpint (data[5], ==, 1);
  g_assert_false (repoint_conversation_is_done (talk));
}

/* Whatever comes instead of TLS, and wherever it is cut: an end, once, and no session. */
static void
test_not_tls (void)
{
  static const char * const answers[] = {
    "HTTP/1.1 400 Bad Request\r\n\r\n",
    "220 mail.example ESMTP\r\n",
    "\x15\x03\x01\x01\x02\x02\x28", /* an alert that is too short */
    "\x15\x03\x01\x7f\xff",         /* a length that nobody fills */
    "\x16\x03\x03\x01\x04\x02\x01\x01\x01",
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (TestInner) inner = g_object_new (TEST_TYPE_INNER, NULL);
      g_autoptr (RepointConversation) talk = repoint_tls_talk_new ("localhost", REPOINT_TLS_VERSION_1_3,
                                                                   REPOINT_CONVERSATION (inner), G_USEC_PER_SEC);

      repoint_conversation_opened (talk, 1000);
      take_all (talk);
      for (gsize k = 0; k < strlen (answers[i]) && !repoint_conversation_is_done (talk); k++)
        {
          repoint_conversation_feed (talk, (const guint8 *) answers[i] + k, 1, 2000);
          take_all (talk);
        }
      if (!repoint_conversation_is_done (talk))
        repoint_conversation_closed (talk, REPOINT_CLOSED_RESET);
      g_assert_true (repoint_conversation_is_done (talk));
      g_assert_cmpint (repoint_tls_talk_get_version (REPOINT_TLS_TALK (talk)), ==, REPOINT_TLS_VERSION_NONE);
      g_assert_null (repoint_tls_talk_get_certificate (REPOINT_TLS_TALK (talk)));
      g_assert_false (repoint_tls_talk_get_timed_out (REPOINT_TLS_TALK (talk)));
      g_assert_false (inner->opened);
      g_assert_cmpuint (inner->n_closed, ==, 1);
    }
}

static void
test_never_opened (void)
{
  g_autoptr (TestInner) inner = g_object_new (TEST_TYPE_INNER, NULL);
  g_autoptr (RepointConversation) talk = repoint_tls_talk_new ("localhost", REPOINT_TLS_VERSION_1_0,
                                                               REPOINT_CONVERSATION (inner), G_USEC_PER_SEC);

  repoint_conversation_closed (talk, REPOINT_CLOSED_REFUSED);
  g_assert_true (repoint_conversation_is_done (talk));
  g_assert_null (repoint_conversation_take (talk));
  g_assert_cmpuint (inner->n_closed, ==, 1);
}

static void
test_silence (void)
{
  g_autoptr (RepointConversation) talk = repoint_tls_talk_new ("localhost", REPOINT_TLS_VERSION_1_2, NULL, G_USEC_PER_SEC);

  repoint_conversation_opened (talk, 1000);
  take_all (talk);
  repoint_conversation_closed (talk, REPOINT_CLOSED_TIMEOUT);
  g_assert_true (repoint_conversation_is_done (talk));
  g_assert_true (repoint_tls_talk_get_timed_out (REPOINT_TLS_TALK (talk)));
  g_assert_cmpint (repoint_tls_talk_get_highest (REPOINT_TLS_TALK (talk)), ==, REPOINT_TLS_VERSION_1_2);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/tls-talk/hello", test_hello);
  g_test_add_func ("/tls-talk/not-tls", test_not_tls);
  g_test_add_func ("/tls-talk/never-opened", test_never_opened);
  g_test_add_func ("/tls-talk/silence", test_silence);

  return g_test_run ();
}
