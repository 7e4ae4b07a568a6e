/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-proxy-conversation.h"

#include <string.h>

#include "repoint-test-talk.h"

/* The proxy's part of a connection and the target's, without a connection. */

#define REQUEST "CONNECT mail.example.com:587 HTTP/1.1\r\nHost: mail.example.com:587\r\n\r\n"
#define OPEN    "HTTP/1.1 200 OK\r\n\r\n"

typedef struct
{
  RepointTestTalk     *talk;
  RepointConversation *proxy;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->talk = g_object_new (REPOINT_TYPE_TEST_TALK, NULL);
  fixture->proxy = repoint_proxy_conversation_new (REPOINT_PROXY_PROTOCOL_HTTP, "mail.example.com", 587,
                                                   REPOINT_CONVERSATION (fixture->talk));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->proxy);
  g_object_unref (fixture->talk);
}

static char *
take_all (Fixture *fixture)
{
  GString *all = g_string_new (NULL);
  GBytes *bytes;

  while ((bytes = repoint_conversation_take (fixture->proxy)) != NULL)
    {
      g_string_append_len (all, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      g_bytes_unref (bytes);
    }

  return g_string_free (all, FALSE);
}

static void
feed (Fixture *fixture, const char *text)
{
  if (text[0] != '\0')
    repoint_conversation_feed (fixture->proxy, (const guint8 *) text, strlen (text), 2000);
}

static void
open_proxy (Fixture *fixture)
{
  g_autofree char *said = NULL;

  repoint_conversation_opened (fixture->proxy, 1000);
  g_assert_false (fixture->talk->opened);
  g_assert_cmpint (repoint_conversation_get_deadline (fixture->proxy), ==, -1);
  g_assert_false (repoint_conversation_expects_silence (fixture->proxy));
  said = take_all (fixture);
  g_assert_cmpstr (said, ==, REQUEST);
}

static void
test_through (Fixture *fixture, gconstpointer data)
{
  g_autofree char *said = NULL;

  fixture->talk->first = "EHLO";
  fixture->talk->patience = 500;
  fixture->talk->enough = 9;
  open_proxy (fixture);
  for (const char *p = OPEN; *p != '\0'; p++)
    {
      const char byte[] = { *p, '\0' };

      g_assert_false (fixture->talk->opened);
      feed (fixture, byte);
    }
  g_assert_true (fixture->talk->opened);
  g_assert_cmpint (repoint_conversation_get_deadline (fixture->proxy), ==, 2500);
  said = take_all (fixture);
  g_assert_cmpstr (said, ==, "EHLO");
  feed (fixture, "220 ");
  g_assert_false (repoint_conversation_is_done (fixture->proxy));
  feed (fixture, "hello");
  g_assert_true (repoint_conversation_is_done (fixture->proxy));
  g_assert_cmpstr (fixture->talk->received->str, ==, "220 hello");
  g_assert_cmpstr (repoint_proxy_conversation_get_problem (REPOINT_PROXY_CONVERSATION (fixture->proxy)), ==, NULL);
}

static void
test_together (Fixture *fixture, gconstpointer data)
{
  open_proxy (fixture);
  feed (fixture, OPEN "220 hello");
  g_assert_cmpstr (fixture->talk->received->str, ==, "220 hello");
}

/* While the inner conversation is at work, nothing is fed. */
static void
test_work (Fixture *fixture, gconstpointer data)
{
  RepointTestLatch latch = { .open = TRUE };

  fixture->talk->latch = &latch;
  fixture->talk->has_work = TRUE;
  open_proxy (fixture);
  g_assert_false (repoint_conversation_has_work (fixture->proxy));
  feed (fixture, OPEN "220 hello");
  g_assert_true (repoint_conversation_has_work (fixture->proxy));
  g_assert_cmpstr (fixture->talk->received->str, ==, "");
  repoint_conversation_work (fixture->proxy);
  repoint_conversation_worked (fixture->proxy, 3000);
  g_assert_cmpuint (fixture->talk->n_worked, ==, 1);
  g_assert_cmpstr (fixture->talk->received->str, ==, "220 hello");
}

/* Whatever the end is like, the inner conversation hears of it once. */
static void
test_closed (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char   *said;    /* by the proxy; NULL: it was not reached */
    RepointClosed how;
    RepointClosed heard;
    const char   *problem;
    const char   *detail;
  } rows[] = {
    { NULL, REPOINT_CLOSED_REFUSED, REPOINT_CLOSED_REFUSED, "proxy-unreachable", "refused" },
    { NULL, REPOINT_CLOSED_TIMEOUT, REPOINT_CLOSED_REFUSED, "proxy-unreachable", "timeout" },
    { NULL, REPOINT_CLOSED_CANCELLED, REPOINT_CLOSED_CANCELLED, NULL, NULL },
    { NULL, REPOINT_CLOSED_LOCAL, REPOINT_CLOSED_LOCAL, NULL, NULL },
    { "", REPOINT_CLOSED_FIN, REPOINT_CLOSED_REFUSED, "proxy-unusable", "closed" },
    { "HTTP/1.1 200 OK\r\n", REPOINT_CLOSED_TIMEOUT, REPOINT_CLOSED_REFUSED, "proxy-unusable", "timeout" },
    { "HTTP/1.1 200 OK\r\n", REPOINT_CLOSED_CANCELLED, REPOINT_CLOSED_CANCELLED, NULL, NULL },
    { "HTTP/1.1 403 no\r\n", REPOINT_CLOSED_FIN, REPOINT_CLOSED_REFUSED, "proxy-refused", "403" },
    { OPEN, REPOINT_CLOSED_RESET, REPOINT_CLOSED_RESET, NULL, NULL },
    { OPEN "220", REPOINT_CLOSED_TIMEOUT, REPOINT_CLOSED_TIMEOUT, NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Fixture own;
      RepointProxyConversation *proxy;

      set_up (&own, NULL);
      proxy = REPOINT_PROXY_CONVERSATION (own.proxy);
      if (rows[i].said != NULL)
        {
          open_proxy (&own);
          feed (&own, rows[i].said);
        }
      repoint_conversation_closed (own.proxy, rows[i].how);
      g_assert_cmpint (own.talk->closed, ==, rows[i].heard);
      g_assert_cmpuint (own.talk->n_closed, ==, 1);
      g_assert_cmpstr (repoint_proxy_conversation_get_problem (proxy), ==, rows[i].problem);
      g_assert_cmpstr (repoint_proxy_conversation_get_detail (proxy), ==, rows[i].detail);
      g_assert_cmpint (repoint_conversation_is_done (own.proxy), ==, rows[i].problem != NULL);
      tear_down (&own, NULL);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/proxy-conversation/through", Fixture, NULL, set_up, test_through, tear_down);
  g_test_add ("/proxy-conversation/together", Fixture, NULL, set_up, test_together, tear_down);
  g_test_add ("/proxy-conversation/work", Fixture, NULL, set_up, test_work, tear_down);
  g_test_add ("/proxy-conversation/closed", Fixture, NULL, set_up, test_closed, tear_down);

  return g_test_run ();
}
