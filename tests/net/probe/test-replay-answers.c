/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers written by hand to hellos written by hand: what the rules of TLS make of them for the device. */
#include "config.h"

#include "repoint-test-bytes.h"
#include "repoint-test-listener.h"
#include "repoint-test-replay.h"

#include <string.h>
#include <sys/socket.h>

/* Devices. */
#define SUITES_1_0 "[1] [2 0005 000a 002f 0035] [1 00]"
#define TLS_1_0    "01 [3 0301 @RANDOM@ " SUITES_1_0 "]"
#define DEFLATES   "01 [3 0301 @RANDOM@ [1] [2 0005 002f] [1 01 00]]"
#define TLS_1_2    "01 [3 0303 @RANDOM@ [1] [2 c02f 009e 0039 002f] [1 00] [2 000a [2 [2 0017]] 000d [2 [2 0401]]]]"
#define TLS_1_3    "01 [3 0303 @RANDOM@ [1 @RANDOM@] [2 1301 1302 c02f] [1 00] [2 000a [2 [2 001d 0018]] 000d [2 [2 0804 0401]] " \
                   "002b [2 [1 0304 0303]] 0033 [2 [2 001d [2 @RANDOM@]]]]]"
#define SSL2_1_0   "80 3b 01 0301 0012 0000 0020 000004 000005 00000a 00002f 000035 010080 @RANDOM@"
#define SSL2_2     "80 2f 01 0002 0006 0000 0020 010080 0700c0 @RANDOM@"
#define CUT_SHORT  "01 [3 0301 @RANDOM@ [1] [2 002f] [1 00] 00 20 0017]"

/* Answers. */
#define HELLO(version, rest) "16 0303 [2 02 [3 " version " @RANDOM@ " rest "]]"
#define REST                 "16 0303 [2 0b [3 [3 [3 'certificate']]] 0e [3]]"
#define CURVE(group, algorithm) \
  "16 0303 [2 0b [3 [3 [3 'certificate']]] 0c [3 03 " group " [1 'point'] " algorithm " [2 'signature']] 0e [3]]"
#define PRIME "16 0303 [2 0b [3 [3 [3 'certificate']]] 0c [3 [2 ff @RANDOM@] [2 02] [2 'value'] 0401 [2 'signature']] 0e [3]]"
#define TALKED_DOWN(version, suite, from) \
  "16 0303 [2 02 [3 " version " 00010203 04050607 08090a0b 0c0d0e0f 10111213 14151617 'DOWNGRD' " from " [1] " suite " 00]]"
#define SSL2_SERVER(specs) "80 1f 04 00 01 0002 0004 0006 000a 'cert' " specs " 'connection'"

typedef struct
{
  const char *name;
  const char *hello;
  const char *answer;
  const char *expected;
  const char *session;  /* NULL: none */
} Case;

/* What follows the ServerHello here breaks off, so that a session with a suite that OpenSSL has is not completed. */
#define LIMITED "local-limitation"

static const Case cases[] = {
  { "RC4", TLS_1_0, HELLO ("0301", "[1] 0005 00") REST, "accepted TLSv1.0 TLS_RSA_WITH_RC4_128_SHA", LIMITED },
  { "3DES", TLS_1_0, HELLO ("0301", "[1] 000a 00") REST, "accepted TLSv1.0 TLS_RSA_WITH_3DES_EDE_CBC_SHA", LIMITED },
  { "SSLv3", TLS_1_0, HELLO ("0300", "[1] 002f 00") REST, "accepted SSLv3 TLS_RSA_WITH_AES_128_CBC_SHA", LIMITED },
  { "a session of its own", TLS_1_0, HELLO ("0301", "[1 'session'] 0005 00") REST, "accepted TLSv1.0 TLS_RSA_WITH_RC4_128_SHA", LIMITED },
  { "a suite not offered", TLS_1_0, HELLO ("0301", "[1] 0004 00") REST, "not-observed illegal-answer cipher", NULL },
  { "a higher version", TLS_1_0, HELLO ("0303", "[1] 002f 00") REST, "not-observed illegal-answer version", NULL },
  { "no suite", TLS_1_0, HELLO ("0301", "[1] 0000 00") REST, "not-observed illegal-answer cipher", NULL },
  { "compression", TLS_1_0, HELLO ("0301", "[1] 0005 01") REST, "not-observed illegal-answer", NULL },
  { "compression that was offered", DEFLATES, HELLO ("0301", "[1] 0005 01") REST, "accepted TLSv1.0 TLS_RSA_WITH_RC4_128_SHA", LIMITED },
  { "an extension not offered", TLS_1_0, HELLO ("0301", "[1] 0005 00 [2 0023 [2]]") REST, "not-observed illegal-answer", NULL },
  { "another group", TLS_1_2, HELLO ("0303", "[1] c02f 00") CURVE ("0018", "0401"), "not-observed illegal-answer group", NULL },
  { "another signature", TLS_1_2, HELLO ("0303", "[1] c02f 00") CURVE ("0017", "0201"), "refused other-signature signature-algorithm", NULL },
  { "alert", TLS_1_0, "15 0301 [2 02 46]", "refused alert 70", NULL },
  { "alert behind the ServerHello", TLS_1_0, HELLO ("0301", "[1] 002f 00") "15 0301 [2 02 28]", "refused alert 40", NULL },
  { "close_notify", TLS_1_0, "15 0301 [2 01 00]", "refused close_notify", NULL },
  { "nothing", TLS_1_0, "", "refused close", NULL },
  { "half a flight", TLS_1_0, HELLO ("0301", "[1] 002f 00") "16 0301 00", "refused close", NULL },
  { "a web page", TLS_1_0, "'HTTP/1.0 400 Bad Request'", "not-observed other-protocol", NULL },
  { "downgraded from TLS 1.3", TLS_1_3, TALKED_DOWN ("0303", "c02f", "01") CURVE ("001d", "0401"), "not-observed downgraded", NULL },
  { "TLS 1.3 that has no mark", TLS_1_3, HELLO ("0303", "[1] c02f 00") CURVE ("0018", "0401"), "accepted TLSv1.2 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", NULL },
  { "a share for another group", TLS_1_3, HELLO ("0303", "[1 @RANDOM@] 1301 00 [2 002b [2 0304] 0033 [2 0018 [2 'share']]]"), "not-observed illegal-answer", NULL },
  { "SSLv2 format", SSL2_1_0, HELLO ("0301", "[1] 0004 00") REST, "accepted TLSv1.0 TLS_RSA_WITH_RC4_128_MD5", LIMITED },
  { "SSLv2 format, a suite not offered", SSL2_1_0, HELLO ("0301", "[1] 0009 00") REST, "not-observed illegal-answer cipher", NULL },
  { "SSLv2 itself", SSL2_1_0, SSL2_SERVER ("010080 050080"), "accepted SSLv2 SSL_CK_RC4_128_WITH_MD5", LIMITED },
  { "SSLv2 alone", SSL2_2, SSL2_SERVER ("0700c0 010080"), "accepted SSLv2 SSL_CK_RC4_128_WITH_MD5", LIMITED },
  { "SSLv2 with nothing in common", SSL2_2, SSL2_SERVER ("050080 060040"), "refused no-cipher", NULL },
  { "SSLv2 error", SSL2_1_0, "80 03 00 0001", "refused close", NULL },
  { "a hello that is cut short", CUT_SHORT, "", "not-observed hello-unusable", NULL },
};

typedef struct
{
  const Case *case_;
  GMutex      mutex;
  guint       n_hellos; /* that were the device's, as far as one sees */
} Server;

/* Answers the first hello and hangs up; TLS 1.3 sends back what the hello had as its session id. */
static void
serve (int fd, gpointer user_data)
{
  Server *server = user_data;
  g_autoptr (GBytes) answer = repoint_test_bytes (server->case_->answer);
  g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (answer, NULL), MAX (g_bytes_get_size (answer), 1));
  guint8 hello[4096];
  gssize n = recv (fd, hello, sizeof hello, 0);

  /* As long as the device's, and not OpenSSL's. */
  if (n <= 0)
    return;

  g_mutex_lock (&server->mutex);
  server->n_hellos++;
  g_mutex_unlock (&server->mutex);
  if (g_bytes_get_size (answer) > 76 && n > 76 && bytes[43] == 32 && hello[43] == 32)
    memcpy (bytes + 44, hello + 44, 32);
  repoint_test_send (fd, bytes, g_bytes_get_size (answer));
  shutdown (fd, SHUT_WR);
  repoint_test_read_to_end (fd, NULL);
}

static void
test_answer (gconstpointer data)
{
  const Case *wanted = data;
  Server server = { .case_ = wanted };
  g_autoptr (RepointTestListener) listener = repoint_test_listener_new ("127.0.0.1", 0, serve, &server);
  g_autofree char *uri = g_strdup_printf ("tls://127.0.0.1:%u", repoint_test_listener_get_port (listener));
  g_autoptr (GBytes) raw = repoint_test_bytes (wanted->hello);
  g_autoptr (GError) error = NULL;
  g_autoptr (RepointClientHello) hello = repoint_client_hello_parse (raw, &error);
  g_autoptr (JsonObject) result = NULL;
  g_autofree char *found = NULL;
  g_autofree char *session = NULL;

  g_assert_no_error (error);
  result = repoint_test_replay (hello, uri, 0);
  found = repoint_test_replay_describe (result);
  session = repoint_test_replay_describe_session (result);

  g_assert_cmpstr (found, ==, wanted->expected);
  if (wanted->session != NULL)
    g_assert_cmpstr (session, ==, wanted->session);
  else if (!g_str_has_prefix (wanted->expected, "accepted"))
    g_assert_cmpstr (session, ==, "none");

  /* A refusal without a word is one only when it comes twice; where OpenSSL cannot, nobody is bothered. */
  if (g_strcmp0 (wanted->session, LIMITED) == 0)
    g_assert_cmpuint (server.n_hellos, ==, 1);
  else if (g_str_has_suffix (wanted->expected, " close"))
    g_assert_cmpuint (server.n_hellos, ==, 2);
}

static void
test_numbers (void)
{
  static const Case ecdhe = { "", TLS_1_2, HELLO ("0303", "[1] c02f 00") CURVE ("0017", "0401"), "", NULL };
  static const Case dhe = { "", TLS_1_2, HELLO ("0303", "[1] 009e 00") PRIME, "", NULL };
  static const Case *const both[] = { &ecdhe, &dhe };

  for (gsize i = 0; i < G_N_ELEMENTS (both); i++)
    {
      Server server = { .case_ = both[i] };
      g_autoptr (RepointTestListener) listener = repoint_test_listener_new ("127.0.0.1", 0, serve, &server);
      g_autofree char *uri = g_strdup_printf ("tls://127.0.0.1:%u", repoint_test_listener_get_port (listener));
      g_autoptr (GBytes) raw = repoint_test_bytes (TLS_1_2);
      g_autoptr (RepointClientHello) hello = repoint_client_hello_parse (raw, NULL);
      g_autoptr (JsonObject) result = repoint_test_replay (hello, uri, 0);

      g_assert_cmpstr (json_object_get_string_member (result, "result"), ==, "accepted");
      g_assert_true (json_object_get_boolean_member (result, "cipher_offered"));
      if (i == 0)
        g_assert_cmpstr (json_object_get_string_member (result, "group"), ==, "secp256r1");
      else
        g_assert_cmpint (json_object_get_int_member (result, "dh_bits"), ==, 264);
    }
}

/* The first connection fails by accident, and none after it. */
static void
serve_at_second (int fd, gpointer user_data)
{
  guint *n = user_data;
  guint8 hello[4096];

  if (recv (fd, hello, sizeof hello, 0) <= 0)
    return;

  if (g_atomic_int_add (n, 1) == 0)
    {
      repoint_test_reset_on_close (fd);
    }
  else
    {
      g_autoptr (GBytes) answer = repoint_test_bytes (HELLO ("0301", "[1] 0005 00") REST);

      repoint_test_send (fd, g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
      repoint_test_read_to_end (fd, NULL);
    }
}

static void
test_accident (void)
{
  guint n = 0;
  g_autoptr (RepointTestListener) listener = repoint_test_listener_new ("127.0.0.1", 0, serve_at_second, &n);
  g_autofree char *uri = g_strdup_printf ("tls://127.0.0.1:%u", repoint_test_listener_get_port (listener));
  g_autoptr (GBytes) raw = repoint_test_bytes (TLS_1_0);
  g_autoptr (RepointClientHello) hello = repoint_client_hello_parse (raw, NULL);
  g_autoptr (JsonObject) result = repoint_test_replay (hello, uri, 0);
  g_autofree char *found = repoint_test_replay_describe (result);

  g_assert_cmpstr (found, ==, "accepted TLSv1.0 TLS_RSA_WITH_RC4_128_SHA");
  g_assert_cmpuint (n, ==, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/replay-answers/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_answer);
    }
  g_test_add_func ("/replay-answers/numbers", test_numbers);
  g_test_add_func ("/replay-answers/accident", test_accident);

  return g_test_run ();
}
