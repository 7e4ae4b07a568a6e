/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-found.h"
#include "repoint-test-handshake.h"
#include "repoint-test-tcp-talk.h"

#include <string.h>

#define CLIENT REPOINT_TEST_TCP_CLIENT
#define SERVER REPOINT_TEST_TCP_SERVER

static void
assert_finds_in (GBytes *capture, const char *expected)
{
  static const gsize steps[] = { 1 << 18, 1, 100 };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_auto (RepointTestFound) result = repoint_test_find (capture, steps[i]);

      g_assert_cmpstr (result.text, ==, expected);
    }
}

static void
assert_finds (RepointTestTcpTalk *talk, const char *expected)
{
  g_autoptr (GBytes) capture = repoint_test_tcp_talk_to_pcap (talk);

  assert_finds_in (capture, expected);
}

static const RepointTestHandshake tls10 = { .max_version = REPOINT_TLS_VERSION_1_0, .name = "mail.example" };
static const RepointTestHandshake tls12 = { .max_version = REPOINT_TLS_VERSION_1_2, .name = "mail.example" };

static RepointTestTcpTalk *
make_talk (RepointLinkType link_type, const RepointTestLayers *layers, const RepointTestHandshake *handshake)
{
  RepointTestTcpTalk *talk = repoint_test_tcp_talk_new (link_type, layers, 465);
  g_autoptr (GPtrArray) turns = repoint_test_handshake_list_turns (handshake);

  repoint_test_tcp_talk_open (talk);
  repoint_test_handshake_say (talk, turns);
  repoint_test_tcp_talk_close (talk, CLIENT);
  repoint_test_tcp_talk_close (talk, SERVER);

  return talk;
}

static void
test_layers (void)
{
  static const struct
  {
    RepointLinkType   link_type;
    RepointTestLayers layers;
  } cases[] = {
    { REPOINT_LINK_TYPE_ETHERNET, { 0 } },
    { REPOINT_LINK_TYPE_ETHERNET, { .padding = 9 } },
    { REPOINT_LINK_TYPE_ETHERNET, { .n_tags = 1 } },
    { REPOINT_LINK_TYPE_ETHERNET, { .n_tags = 4, .n_options = 10 } },
    { REPOINT_LINK_TYPE_ETHERNET, { .pppoe = TRUE, .n_tags = 1 } },
    { REPOINT_LINK_TYPE_ETHERNET, { .ipv6 = TRUE, .pppoe = TRUE } },
    { REPOINT_LINK_TYPE_ETHERNET, { .ipv6 = TRUE, .n_options = 4, .padding = 4 } },
    { REPOINT_LINK_TYPE_ETHERNET, { .no_length = TRUE } },
    { REPOINT_LINK_TYPE_ETHERNET, { .ipv6 = TRUE, .no_length = TRUE } },
    { REPOINT_LINK_TYPE_ETHERNET, { .fragment = 64 } },
    { REPOINT_LINK_TYPE_ETHERNET, { .ipv6 = TRUE, .fragment = 40, .n_options = 3 } },
    { REPOINT_LINK_TYPE_LINUX_SLL, { 0 } },
    { REPOINT_LINK_TYPE_LINUX_SLL, { .ipv6 = TRUE, .n_tags = 1 } },
    { REPOINT_LINK_TYPE_LINUX_SLL2, { 0 } },
    { REPOINT_LINK_TYPE_LINUX_SLL2, { .ipv6 = TRUE } },
    { REPOINT_LINK_TYPE_NULL, { 0 } },
    { REPOINT_LINK_TYPE_NULL, { .ipv6 = TRUE } },
    { REPOINT_LINK_TYPE_LOOP, { .ipv6 = TRUE } },
    { REPOINT_LINK_TYPE_RAW, { 0 } },
    { REPOINT_LINK_TYPE_RAW, { .ipv6 = TRUE } },
    { REPOINT_LINK_TYPE_RAW_BSD, { 0 } },
    { REPOINT_LINK_TYPE_RAW_OPENBSD, { 0 } },
    { REPOINT_LINK_TYPE_IPV4, { 0 } },
    { REPOINT_LINK_TYPE_IPV6, { .ipv6 = TRUE } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RepointTestTcpTalk) talk = make_talk (cases[i].link_type, &cases[i].layers, &tls12);

      g_test_message ("%" G_GSIZE_FORMAT, i);
      assert_finds (talk, cases[i].layers.ipv6 ? "fd77::21:50021 > fd77::2:465 smtp tls TLSv1.2 TLSv1.2, went on|"
                                               : "10.77.0.21:50021 > 10.77.0.2:465 smtp tls TLSv1.2 TLSv1.2, went on|");
    }
}

static void
test_answers (void)
{
  static const struct
  {
    RepointTestHandshake handshake;
    const char          *found;
  } cases[] = {
    { { .max_version = REPOINT_TLS_VERSION_1_0 }, "TLSv1.0 TLSv1.0, went on|" },
    { { .max_version = REPOINT_TLS_VERSION_1_1 }, "TLSv1.1 TLSv1.1, went on|" },
    { { .server_max = REPOINT_TLS_VERSION_1_1 }, "TLSv1.3 TLSv1.1, went on|" },
    { { 0 }, "TLSv1.3 TLSv1.3, went on|" },
    { { .checks = TRUE }, "TLSv1.3 TLSv1.3, alert 48|" },
    { { .checks = TRUE, .max_version = REPOINT_TLS_VERSION_1_0 }, "TLSv1.0 TLSv1.0, alert 48|" },
    { { .max_version = REPOINT_TLS_VERSION_1_1, .server_min = REPOINT_TLS_VERSION_1_2 }, "TLSv1.1 alert 70|" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RepointTestTcpTalk) talk = make_talk (REPOINT_LINK_TYPE_ETHERNET, NULL, &cases[i].handshake);
      g_autofree char *expected = g_strconcat ("10.77.0.21:50021 > 10.77.0.2:465 smtp tls ", cases[i].found, NULL);

      assert_finds (talk, expected);
      for (gsize segment = 1; segment < 40; segment += 13)
        {
          g_autoptr (RepointTestTcpTalk) slow = repoint_test_tcp_talk_new (REPOINT_LINK_TYPE_RAW, NULL, 465);
          g_autoptr (GPtrArray) turns = repoint_test_handshake_list_turns (&cases[i].handshake);

          slow->segment = segment;
          repoint_test_tcp_talk_open (slow);
          repoint_test_handshake_say (slow, turns);
          assert_finds (slow, expected);
        }
    }
}

static void
test_retry (void)
{
  static const RepointTestHandshake handshake = { .server_groups = "P-521" };
  g_autoptr (RepointTestTcpTalk) talk = make_talk (REPOINT_LINK_TYPE_RAW, NULL, &handshake);

  assert_finds (talk, "10.77.0.21:50021 > 10.77.0.2:465 smtp tls TLSv1.3 retry|"
                      "10.77.0.21:50021 > 10.77.0.2:465 smtp tls TLSv1.3 TLSv1.3, went on again|");
}

static void
test_hang_up (void)
{
  g_autoptr (GPtrArray) turns = repoint_test_handshake_list_turns (&tls10);
  const RepointTestTurn *hello = g_ptr_array_index (turns, 0);
  gsize length;
  const guint8 *bytes = g_bytes_get_data (hello->bytes, &length);

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (RepointTestTcpTalk) talk = repoint_test_tcp_talk_new (REPOINT_LINK_TYPE_RAW, NULL, 993);

      repoint_test_tcp_talk_open (talk);
      repoint_test_tcp_talk_say (talk, CLIENT, bytes, length);
      if (i == 1)
        repoint_test_tcp_talk_close (talk, SERVER);
      else if (i == 2)
        repoint_test_tcp_talk_reset (talk, SERVER);
      repoint_test_tcp_talk_close (talk, CLIENT);
      assert_finds (talk, i == 0   ? "10.77.0.21:50021 > 10.77.0.2:993 imap tls TLSv1.0 unseen, close|"
                          : i == 1 ? "10.77.0.21:50021 > 10.77.0.2:993 imap tls TLSv1.0 close|"
                                   : "10.77.0.21:50021 > 10.77.0.2:993 imap tls TLSv1.0 reset|");
    }
}

/* What the client says and what the server answers, in turn; "TLS" is the handshake. */
typedef struct
{
  guint16     port;
  const char *lines[12];
  const char *found;
} Dialogue;

static const Dialogue dialogues[] = {
  { 587,
    { "", "220 mail.example ESMTP\r\n", "EHLO copier\r\n", "250-mail.example\r\n250-STARTTLS\r\n250 SIZE\r\n", "STARTTLS\r\n",
      "220 go ahead\r\n", "TLS" },
    "587 smtp starttls TLSv1.0 TLSv1.0, went on|" },
  { 4711, /* the same at another port */
    { "", "220 mail.example ESMTP\r\n", "EHLO copier\r\n", "250-mail.example\r\n250 STARTTLS\r\n", "starttls\r\n", "220 ready\r\n", "TLS" },
    "4711 smtp starttls TLSv1.0 TLSv1.0, went on|" },
  { 4711,
    { "", "* OK IMAP4rev1 ready\r\n", "a1 CAPABILITY\r\n", "* CAPABILITY IMAP4rev1 STARTTLS\r\na1 OK\r\n", "a2 StartTLS\r\n", "a2 OK\r\n",
      "TLS" },
    "4711 imap starttls TLSv1.0 TLSv1.0, went on|" },
  { 4711,
    { "", "+OK ready\r\n", "CAPA\r\n", "+OK\r\nUSER\r\nSTLS\r\n.\r\n", "STLS\r\n", "+OK\r\n", "TLS" },
    "4711 pop3 starttls TLSv1.0 TLSv1.0, went on|" },
  { 21,
    { "", "220 ftp.example\r\n", "AUTH TLS\r\n", "234 go\r\n", "TLS" },
    "21 tls starttls TLSv1.0 TLSv1.0, went on|" },
  { 4190,
    { "", "\"IMPLEMENTATION\" \"sieve\"\r\n\"STARTTLS\"\r\nOK\r\n", "STARTTLS\r\n", "OK\r\n", "TLS" },
    "4190 tls starttls TLSv1.0 TLSv1.0, went on|" },
  { 3128,
    { "CONNECT smtp.office365.com:465 HTTP/1.1\r\nHost: smtp.office365.com\r\nProxy-Authorization: Basic c2VjcmV0\r\n\r\n",
      "HTTP/1.1 200 Connection established\r\nVia: proxy\r\n\r\n", "TLS" },
    "3128 smtp tls TLSv1.0 TLSv1.0, went on|" },
  { 3128,
    { "CONNECT mail.example:587 HTTP/1.0\r\n\r\n", "HTTP/1.0 407 no\r\nContent-Length: 0\r\n\r\n",
      "CONNECT mail.example:587 HTTP/1.0\r\nProxy-Authorization: Basic c2VjcmV0\r\n\r\n", "HTTP/1.0 200 yes\r\n\r\n220 hi\r\n",
      "EHLO copier\r\n", "250 STARTTLS\r\n", "STARTTLS\r\n", "220 ready\r\n", "TLS" },
    "3128 smtp starttls TLSv1.0 TLSv1.0, went on|" },
  { 443, { "TLS" }, "443 tls tls TLSv1.0 TLSv1.0, went on|" },
  { 587, { "TLS" }, "587 smtp tls TLSv1.0 TLSv1.0, went on|" },
  { 587, /* a refusal first */
    { "", "220 hi\r\n", "EHLO c\r\n", "250 STARTTLS\r\n", "STARTTLS\r\n", "454 not now\r\n", "STARTTLS\r\n", "220 now\r\n", "TLS" },
    "587 smtp starttls TLSv1.0 TLSv1.0, went on|" },
  /* Where nothing leads to TLS, what looks like it is something else. */
  { 587, { "", "220 hi\r\n", "EHLO c\r\n", "250 hi\r\n", "DATA\r\n", "354 go\r\n", "TLS" }, "" },
  { 21, { "", "220 hi\r\n", "USER me\r\n", "331 go\r\n", "PASS STARTTLS x\r\n", "331 go\r\n", "TLS" }, "" },
};

static void
say_dialogue (RepointTestTcpTalk *talk, const Dialogue *dialogue)
{
  g_autoptr (GPtrArray) turns = repoint_test_handshake_list_turns (&tls10);

  for (guint i = 0; dialogue->lines[i] != NULL; i++)
    {
      if (g_str_equal (dialogue->lines[i], "TLS"))
        repoint_test_handshake_say (talk, turns);
      else
        repoint_test_tcp_talk_say_text (talk, i % 2 == 0 ? CLIENT : SERVER, dialogue->lines[i]);
    }
}

static void
test_dialogues (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (dialogues); i++)
    for (gsize segment = 0; segment < 10; segment += 1 + segment * 2)
      {
        g_autoptr (RepointTestTcpTalk) talk = repoint_test_tcp_talk_new (REPOINT_LINK_TYPE_RAW, NULL, dialogues[i].port);
        g_autofree char *expected = g_strdup_printf ("%s%s", *dialogues[i].found != '\0' ? "10.77.0.21:50021 > 10.77.0.2:" : "",
                                                     dialogues[i].found);

        g_test_message ("%" G_GSIZE_FORMAT " %" G_GSIZE_FORMAT, i, segment);
        talk->segment = segment;
        repoint_test_tcp_talk_open (talk);
        say_dialogue (talk, &dialogues[i]);
        assert_finds (talk, expected);
      }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/packet-search/layers", test_layers);
  g_test_add_func ("/packet-search/answers", test_answers);
  g_test_add_func ("/packet-search/retry", test_retry);
  g_test_add_func ("/packet-search/hang-up", test_hang_up);
  g_test_add_func ("/packet-search/dialogues", test_dialogues);

  return g_test_run ();
}
