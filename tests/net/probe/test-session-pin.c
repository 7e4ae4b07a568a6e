/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What OpenSSL says when it is held to the offer of somebody else; and the keys that are made for a group. */
#include "config.h"

#include "repoint-client-hello-reader.h"
#include "repoint-key-share.h"
#include "repoint-session-conversation.h"
#include "repoint-test-bytes.h"

#define NOW    1000000
#define BUDGET 5000000

static const RepointTarget target = { REPOINT_PROTOCOL_TLS, REPOINT_SECURITY_TLS, (char *) "127.0.0.1", 443 };

typedef struct
{
  const char           *name;
  RepointTlsVersion     version;
  guint16               suite;
  guint16               group;
  const char           *groups;     /* as repoint_test_list_16() writes them; NULL: the hello had none */
  const char           *algorithms;
  const char           *expected_suites;     /* NULL: it cannot be said */
  const char           *expected_groups;     /* NULL: what OpenSSL likes */
  const char           *expected_algorithms; /* the same */
} Case;

#define V(version) REPOINT_TLS_VERSION_##version

static const Case cases[] = {
  { "TLS 1.0", V (1_0), 0x002f, 0, NULL, NULL, "002f 00ff" },
  { "TLS 1.2", V (1_2), 0xc02f, 23, "001d 0017", "0401 0201", "c02f 00ff", "0017 001d", "0401 0201" },
  { "TLS 1.3", V (1_3), 0x1302, 24, "001d 0018 0017", "0804 0403", "1302 00ff", "0018 001d 0017", "0804 0403" },
  { "values that mean nothing", V (1_3), 0x1301, 0, "0a0a 001d 11ec 0017 001d", "1a1a 0804 0804", "1301 00ff", "001d 0017", "0804" },
  { "RC4", V (1_0), 0x0005, 0, NULL, NULL, NULL },
  { "groups that OpenSSL does not know", V (1_2), 0xc02f, 0, "0022 11ec", "0401", NULL },
  { "groups that do not matter", V (1_2), 0x002f, 0, "0022 11ec", "0401", "002f 00ff", NULL, "0401" },
  { "signatures that OpenSSL does not know", V (1_2), 0xc02f, 23, "0017", "0101", NULL },
  { "all signatures", V (1_2), 0xc02f, 23, "0017", "0201 0202 0203 0301 0302 0303 0401 0402 0403 0501 0502 0503 0601 0602 0603 0804 "
    "0805 0806 0807 0808 0809 080a 080b", "c02f 00ff", "0017", "0201 0202 0203 0301 0302 0303 0401 0402 0403 0501 0502 0503 0601 "
    "0602 0603 0804 0805 0806 0807 0808 0809 080a 080b" },
  { "all groups of TLS 1.3", V (1_3), 0x1301, 0, "0017 0018 0019 001d 001e 0100 0101 0102 0103 0104", "0804", "1301 00ff",
    "0017 0018 0019 001d 001e 0100 0101 0102 0103 0104", "0804" },
};

static GArray *
read_list (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", " ", -1);
  GArray *list = g_array_new (FALSE, FALSE, sizeof (guint16));

  for (guint i = 0; words[i] != NULL && words[i][0] != '\0'; i++)
    {
      guint16 value = (guint16) g_ascii_strtoull (words[i], NULL, 16);

      g_array_append_val (list, value);
    }

  return list;
}

static void
assert_list (GArray *list, const char *expected)
{
  g_autofree char *text = repoint_test_list_16 (list);

  if (expected != NULL)
    g_assert_cmpstr (text, ==, expected);
}

static void
test_pin (gconstpointer data)
{
  const Case *wanted = data;
  g_autoptr (GArray) groups = read_list (wanted->groups);
  g_autoptr (GArray) algorithms = read_list (wanted->algorithms);
  g_autoptr (RepointSessionPin) pin =
      repoint_session_pin_new (wanted->version, wanted->suite, wanted->group, groups, algorithms);
  g_autoptr (RepointConversation) conversation = repoint_session_conversation_new (&target, wanted->version, FALSE, BUDGET);
  g_autoptr (RepointClientHelloReader) reader = repoint_client_hello_reader_new ();
  const RepointClientHello *hello;
  g_autoptr (GBytes) bytes = NULL;

  repoint_session_conversation_pin (REPOINT_SESSION_CONVERSATION (conversation), pin);
  repoint_conversation_opened (conversation, NOW);
  bytes = repoint_conversation_take (conversation);
  if (wanted->expected_suites == NULL)
    {
      g_assert_null (bytes);
      g_assert_true (repoint_conversation_is_done (conversation));
      g_assert_cmpint (repoint_session_conversation_get_result (REPOINT_SESSION_CONVERSATION (conversation))->outcome, ==,
                       REPOINT_SESSION_LOCAL);
      return;
    }

  g_assert_cmpint (repoint_client_hello_reader_feed (reader, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)), ==,
                   REPOINT_CLIENT_HELLO_READER_HELLO);
  hello = repoint_client_hello_reader_get_hello (reader);
  g_assert_cmpint (hello->max_version, ==, wanted->version);
  assert_list (hello->suites, wanted->expected_suites);
  assert_list (hello->groups, wanted->expected_groups);
  assert_list (hello->signature_algorithms, wanted->expected_algorithms);
  if (wanted->version == REPOINT_TLS_VERSION_1_3)
    g_assert_cmpuint (g_array_index (hello->key_shares, guint16, 0), ==, g_array_index (hello->groups, guint16, 0));
}

/* RFC 8446 sections 4.2.8.1 and 4.2.8.2: zeros at the front of a number are sent, too. */
static void
test_shares (void)
{
  static const struct
  {
    guint16 group;
    gsize   length;
    guint   times;
  } groups[] = {
    { 23, 65, 20 }, { 24, 97, 20 }, { 25, 133, 20 }, { 29, 32, 20 }, { 30, 56, 20 },
    { 256, 256, 600 }, { 257, 384, 1 }, { 258, 512, 1 }, { 259, 768, 1 }, { 260, 1024, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      g_autoptr (GBytes) last = NULL;

      for (guint j = 0; j < groups[i].times; j++)
        {
          GBytes *share = repoint_key_share_new (groups[i].group);

          g_assert_nonnull (share);
          g_assert_cmpuint (g_bytes_get_size (share), ==, groups[i].length);
          g_assert_true (last == NULL || !g_bytes_equal (last, share));
          g_clear_pointer (&last, g_bytes_unref);
          last = share;
        }
    }

  g_assert_null (repoint_key_share_new (0x0a0a));
  g_assert_null (repoint_key_share_new (0x11ec));
  g_assert_null (repoint_key_share_new (22));
  g_assert_true (repoint_key_share_is_quick (29));
  g_assert_false (repoint_key_share_is_quick (260));
  g_assert_false (repoint_key_share_is_quick (0x11ec));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/session-pin/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_pin);
    }
  g_test_add_func ("/session-pin/shares", test_shares);

  return g_test_run ();
}
