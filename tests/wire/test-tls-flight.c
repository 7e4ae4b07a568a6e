/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-pki.h"
#include "repoint-tls-answer.h"
#include "repoint-tls-hello.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <string.h>

/* Flights as OpenSSL sends them, without a socket between. */

typedef struct
{
  int         version; /* the only one; 0 for any */
  const char *suites;  /* nullable */
  const char *groups;  /* nullable */
  const char *prime;   /* nullable: named Diffie-Hellman parameters */
} Server;

static EVP_PKEY *
make_parameters (const char *name)
{
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name (NULL, "DH", NULL);
  OSSL_PARAM parameters[] = { OSSL_PARAM_construct_utf8_string ("group", (char *) name, 0), OSSL_PARAM_construct_end () };
  EVP_PKEY *key = NULL;

  g_assert_cmpint (EVP_PKEY_paramgen_init (context), ==, 1);
  g_assert_cmpint (EVP_PKEY_CTX_set_params (context, parameters), ==, 1);
  g_assert_cmpint (EVP_PKEY_generate (context, &key), ==, 1);
  EVP_PKEY_CTX_free (context);

  return key;
}

static SSL_CTX *
make_context (const Server *server)
{
  SSL_CTX *context = SSL_CTX_new (TLS_server_method ());

  SSL_CTX_set_security_level (context, 0);
  SSL_CTX_set_min_proto_version (context, server->version != 0 ? server->version : TLS1_VERSION);
  SSL_CTX_set_max_proto_version (context, server->version);
  SSL_CTX_set_cipher_list (context, server->suites != NULL ? server->suites : "ALL:COMPLEMENTOFALL:@SECLEVEL=0");
  if (server->groups != NULL)
    g_assert_cmpint (SSL_CTX_set1_groups_list (context, server->groups), ==, 1);
  if (server->prime != NULL)
    SSL_CTX_set0_tmp_dh_pkey (context, make_parameters (server->prime));
  else
    SSL_CTX_set_dh_auto (context, 1);
  repoint_test_pki_use (context, REPOINT_TEST_PKI_PRIVATE);

  return context;
}

/* What the server answers @hello with. */
static GBytes *
serve (const Server *server, GBytes *hello)
{
  SSL_CTX *context = make_context (server);
  SSL *ssl = SSL_new (context);
  BIO *in = BIO_new (BIO_s_mem ());
  BIO *out = BIO_new (BIO_s_mem ());
  GBytes *flight;
  char *data;
  long length;

  SSL_set_bio (ssl, in, out);
  SSL_set_accept_state (ssl);
  BIO_write (in, g_bytes_get_data (hello, NULL), (int) g_bytes_get_size (hello));
  SSL_do_handshake (ssl);
  length = BIO_get_mem_data (out, &data);
  flight = g_bytes_new (data, (gsize) length);
  SSL_free (ssl);
  SSL_CTX_free (context);
  ERR_clear_error ();

  return flight;
}

static void
feed (RepointTlsAnswerReader *reader, GBytes *flight, gsize size)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (flight, &length);

  for (gsize at = 0; at < length; at += size)
    {
      g_autofree guint8 *piece = g_memdup2 (bytes + at, MIN (size, length - at));

      repoint_tls_answer_reader_feed (reader, piece, MIN (size, length - at));
    }
}

/* The reader has read the flight whole and in small pieces, with the same result. */
static RepointTlsAnswerReader *
ask (const Server *server, const RepointTlsHello *question)
{
  g_autoptr (GBytes) hello = repoint_tls_hello_build (question);
  g_autoptr (GBytes) flight = serve (server, hello);
  RepointTlsAnswerReader *reader = repoint_tls_answer_reader_new_flight (hello);
  const RepointTlsAnswer *answer = repoint_tls_answer_reader_get (reader);

  feed (reader, flight, MAX (g_bytes_get_size (flight), 1));
  for (gsize size = 1; size < 60; size += 7)
    {
      g_autoptr (RepointTlsAnswerReader) other = repoint_tls_answer_reader_new_flight (hello);
      const RepointTlsAnswer *same = repoint_tls_answer_reader_get (other);

      feed (other, flight, size);
      g_assert_cmpint (same->kind, ==, answer->kind);
      g_assert_cmpint (same->version, ==, answer->version);
      g_assert_cmpuint (same->group, ==, answer->group);
      g_assert_cmpuint (same->dh_bits, ==, answer->dh_bits);
      g_assert_cmpuint (same->signature_algorithm, ==, answer->signature_algorithm);
    }

  return reader;
}

static RepointTlsHello
question (RepointTlsVersion max, RepointTlsVersion min)
{
  return (RepointTlsHello) { .max_version = max, .min_version = min, .server_name = "localhost" };
}

/* The certificate and the root behind it, as they were sent. */
static void
check_certificates (const RepointTlsAnswer *answer, gboolean anonymous)
{
  if (anonymous)
    {
      g_assert_null (answer->certificates);
      return;
    }

  g_assert_nonnull (answer->certificates);
  g_assert_cmpuint (answer->certificates->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      gsize length;
      const guint8 *der = g_bytes_get_data (g_ptr_array_index (answer->certificates, i), &length);
      const guint8 *end = der;
      X509 *certificate = d2i_X509 (NULL, &end, (long) length);
      char name[64] = "";

      g_assert_nonnull (certificate);
      g_assert_true (end == der + length);
      X509_NAME_get_text_by_NID (X509_get_subject_name (certificate), NID_commonName, name, sizeof name);
      g_assert_cmpstr (name, ==, i == 0 ? "localhost" : "Unknown Root");
      X509_free (certificate);
    }
}

static void
test_flights (void)
{
  static const struct
  {
    RepointTlsVersion version;
    Server            server;
    guint16           suite;
    guint             group;
    guint             dh_bits;
    guint             algorithm;
    gboolean          anonymous;
  } cases[] = {
    { 0x0303, { TLS1_2_VERSION, "ECDHE-RSA-AES128-GCM-SHA256", "X25519", NULL }, 0xc02f, 29, 0, 0x0804 },
    { 0x0303, { TLS1_2_VERSION, "ECDHE-RSA-AES256-SHA", "P-384", NULL }, 0xc014, 24, 0, 0x0804 },
    { 0x0303, { TLS1_2_VERSION, "ECDHE-RSA-AES128-SHA", "brainpoolP256r1", NULL }, 0xc013, 26, 0, 0x0804 },
    { 0x0303, { TLS1_2_VERSION, "DHE-RSA-AES128-SHA", NULL, "ffdhe2048" }, 0x0033, 256, 2048, 0x0804 },
    { 0x0303, { TLS1_2_VERSION, "DHE-RSA-AES128-GCM-SHA256", NULL, "ffdhe4096" }, 0x009e, 258, 4096, 0x0804 },
    { 0x0303, { TLS1_2_VERSION, "DHE-RSA-AES256-SHA", NULL, "dh_1024_160" }, 0x0039, 0, 1024, 0x0804 },
    { 0x0303, { TLS1_2_VERSION, "DHE-RSA-AES256-SHA", NULL, "modp_1536" }, 0x0039, 0, 1536, 0x0804 },
    { 0x0303, { TLS1_2_VERSION, "AES128-SHA", NULL, NULL }, 0x002f, 0, 0, 0 },
    { 0x0303, { TLS1_2_VERSION, "ADH-AES128-SHA:@SECLEVEL=0", NULL, "modp_2048" }, 0x0034, 0, 2048, 0, TRUE },
    { 0x0303, { TLS1_2_VERSION, "AECDH-AES128-SHA:@SECLEVEL=0", "P-256", NULL }, 0xc018, 23, 0, 0, TRUE },
    { 0x0302, { TLS1_1_VERSION, "ECDHE-RSA-AES128-SHA:@SECLEVEL=0", "P-521", NULL }, 0xc013, 25, 0, 0 },
    { 0x0302, { TLS1_1_VERSION, "AES256-SHA:@SECLEVEL=0", NULL, NULL }, 0x0035, 0, 0, 0 },
    { 0x0301, { TLS1_VERSION, "ECDHE-RSA-AES128-SHA:@SECLEVEL=0", "P-256", NULL }, 0xc013, 23, 0, 0 },
    { 0x0301, { TLS1_VERSION, "DHE-RSA-AES128-SHA:@SECLEVEL=0", NULL, "dh_1024_160" }, 0x0033, 0, 1024, 0 },
    { 0x0301, { TLS1_VERSION, "AES128-SHA:@SECLEVEL=0", NULL, NULL }, 0x002f, 0, 0, 0 },
    { 0x0301, { TLS1_VERSION, "ADH-AES256-SHA:@SECLEVEL=0", NULL, "dh_1024_160" }, 0x003a, 0, 1024, 0, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (int highest = 0; highest < 2; highest++)
      {
        /* asked for on its own, and reached from above */
        RepointTlsHello hello = question (highest ? REPOINT_TLS_VERSION_1_3 : cases[i].version, REPOINT_TLS_VERSION_1_0);
        g_autoptr (RepointTlsAnswerReader) reader = ask (&cases[i].server, &hello);
        const RepointTlsAnswer *answer = repoint_tls_answer_reader_get (reader);

        g_test_message ("%s: %s", cases[i].server.suites, answer->illegal != NULL ? answer->illegal : "legal");
        g_assert_cmpint (answer->kind, ==, REPOINT_TLS_ANSWER_SERVER_HELLO);
        g_assert_cmpint (answer->version, ==, cases[i].version);
        g_assert_cmpuint (answer->suite, ==, cases[i].suite);
        g_assert_cmpuint (answer->group, ==, cases[i].group);
        g_assert_cmpuint (answer->dh_bits, ==, cases[i].dh_bits);
        g_assert_cmpuint (answer->signature_algorithm, ==, cases[i].algorithm);
        check_certificates (answer, cases[i].anonymous);
      }
}

static void
test_1_3 (void)
{
  static const guint8 share[REPOINT_TLS_RANDOM_LENGTH] = { 9 };
  static const struct
  {
    const char *groups;
    gboolean    with_share;
    gboolean    retry;
    guint       group;
  } cases[] = {
    { "X25519", FALSE, TRUE, 29 },  { "P-256", FALSE, TRUE, 23 },     { "X448", FALSE, TRUE, 30 },
    { "P-521", FALSE, TRUE, 25 },   { "ffdhe2048", FALSE, TRUE, 256 }, { "ffdhe8192", FALSE, TRUE, 260 },
    { "X25519", TRUE, FALSE, 29 },  { "X448", TRUE, TRUE, 30 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      RepointTlsHello hello = question (REPOINT_TLS_VERSION_1_3, REPOINT_TLS_VERSION_1_0);
      Server server = { TLS1_3_VERSION, NULL, cases[i].groups, NULL };
      g_autoptr (RepointTlsAnswerReader) reader = NULL;
      const RepointTlsAnswer *answer;

      hello.key_share = cases[i].with_share ? share : NULL;
      reader = ask (&server, &hello);
      answer = repoint_tls_answer_reader_get (reader);
      g_test_message ("%s: %s", cases[i].groups, answer->illegal != NULL ? answer->illegal : "legal");
      g_assert_cmpint (answer->kind, ==, REPOINT_TLS_ANSWER_SERVER_HELLO);
      g_assert_cmpint (answer->version, ==, REPOINT_TLS_VERSION_1_3);
      g_assert_cmpint (answer->retry, ==, cases[i].retry);
      g_assert_cmpuint (answer->group, ==, cases[i].group);
      g_assert_null (answer->certificates);
    }
}

static void
test_own_lists (void)
{
  static const guint16 suites[] = { 0xc013 };
  static const guint16 old_suites[] = { 0x0033 };
  static const guint16 groups[] = { 24 };
  static const guint16 sha1[] = { 0x0201, 0x0203 };
  static const guint16 sha256[] = { 0x0401 };
  Server server = { TLS1_2_VERSION, NULL, NULL, NULL };
  RepointTlsHello hello = question (REPOINT_TLS_VERSION_1_2, REPOINT_TLS_VERSION_1_2);
  g_autoptr (RepointTlsAnswerReader) old = NULL;
  g_autoptr (RepointTlsAnswerReader) young = NULL;
  g_autoptr (RepointTlsAnswerReader) bare = NULL;
  g_autoptr (RepointTlsAnswerReader) none = NULL;

  hello.suites = suites;
  hello.n_suites = 1;
  hello.groups = groups;
  hello.n_groups = 1;
  hello.signature_algorithms = sha1;
  hello.n_signature_algorithms = 2;
  old = ask (&server, &hello);
  g_assert_cmpint (repoint_tls_answer_reader_get (old)->kind, ==, REPOINT_TLS_ANSWER_SERVER_HELLO);
  g_assert_cmpuint (repoint_tls_answer_reader_get (old)->group, ==, 24);
  g_assert_cmpuint (repoint_tls_answer_reader_get (old)->signature_algorithm, ==, 0x0201);

  hello.signature_algorithms = sha256;
  hello.n_signature_algorithms = 1;
  young = ask (&server, &hello);
  g_assert_cmpuint (repoint_tls_answer_reader_get (young)->signature_algorithm, ==, 0x0401);

  /* No extensions: RFC 5246 section 7.4.1.4.1 has the server sign with SHA-1. */
  hello.no_extensions = TRUE;
  hello.suites = old_suites;
  bare = ask (&server, &hello);
  g_assert_cmpint (repoint_tls_answer_reader_get (bare)->kind, ==, REPOINT_TLS_ANSWER_SERVER_HELLO);
  g_assert_cmpuint (repoint_tls_answer_reader_get (bare)->dh_bits, >=, 1024);
  g_assert_cmpuint (repoint_tls_answer_reader_get (bare)->signature_algorithm, ==, 0x0201);

  server.suites = "AES128-SHA";
  none = ask (&server, &hello);
  g_assert_cmpint (repoint_tls_answer_reader_get (none)->kind, ==, REPOINT_TLS_ANSWER_ALERT);
  g_assert_cmpint (repoint_tls_answer_reader_get (none)->alert, ==, 40);
  g_assert_cmpint (repoint_tls_answer_reader_get (none)->version, ==, REPOINT_TLS_VERSION_NONE);
}

/* Cut anywhere after the ServerHello, the version is known; with an alert there, too. */
static void
test_ends_early (void)
{
  Server server = { TLS1_2_VERSION, "ECDHE-RSA-AES128-GCM-SHA256", NULL, NULL };
  RepointTlsHello asked = question (REPOINT_TLS_VERSION_1_2, REPOINT_TLS_VERSION_1_2);
  g_autoptr (GBytes) hello = repoint_tls_hello_build (&asked);
  g_autoptr (GBytes) flight = serve (&server, hello);
  gsize length;
  const guint8 *bytes = g_bytes_get_data (flight, &length);
  gsize first = 5 + ((gsize) bytes[3] << 8 | bytes[4]);

  for (gsize cut = 0; cut < length; cut++)
    {
      g_autoptr (RepointTlsAnswerReader) reader = repoint_tls_answer_reader_new_flight (hello);
      const RepointTlsAnswer *answer = repoint_tls_answer_reader_get (reader);

      g_assert_cmpint (repoint_tls_answer_reader_feed (reader, bytes, cut), ==, REPOINT_TLS_ANSWER_MORE);
      g_assert_cmpint (answer->version, ==, cut >= first ? REPOINT_TLS_VERSION_1_2 : REPOINT_TLS_VERSION_NONE);
    }

  {
    g_autoptr (RepointTlsAnswerReader) reader = repoint_tls_answer_reader_new_flight (hello);

    repoint_tls_answer_reader_feed (reader, bytes, first);
    repoint_tls_answer_reader_feed (reader, (const guint8 *) "\x15\x03\x03\x00\x02\x02\x50", 7);
    g_assert_cmpint (repoint_tls_answer_reader_get (reader)->kind, ==, REPOINT_TLS_ANSWER_ALERT);
    g_assert_cmpint (repoint_tls_answer_reader_get (reader)->alert, ==, 80);
    g_assert_cmpint (repoint_tls_answer_reader_get (reader)->version, ==, REPOINT_TLS_VERSION_1_2);
  }

  {
    g_autoptr (RepointTlsAnswerReader) reader = repoint_tls_answer_reader_new_flight (hello);

    repoint_tls_answer_reader_feed (reader, bytes, first);
    repoint_tls_answer_reader_feed (reader, (const guint8 *) "500 huh", 7);
    g_assert_cmpint (repoint_tls_answer_reader_get (reader)->kind, ==, REPOINT_TLS_ANSWER_ILLEGAL);
    g_assert_cmpint (repoint_tls_answer_reader_get (reader)->version, ==, REPOINT_TLS_VERSION_1_2);
  }
}

/* A record may hold many messages and a message may need many records: cut anew in every way, it is the same flight. */
static void
test_other_records (void)
{
  Server server = { TLS1_2_VERSION, "DHE-RSA-AES128-GCM-SHA256", NULL, "ffdhe2048" };
  RepointTlsHello asked = question (REPOINT_TLS_VERSION_1_2, REPOINT_TLS_VERSION_1_2);
  g_autoptr (GBytes) hello = repoint_tls_hello_build (&asked);
  g_autoptr (GBytes) flight = serve (&server, hello);
  g_autoptr (GByteArray) messages = g_byte_array_new ();
  gsize length;
  const guint8 *bytes = g_bytes_get_data (flight, &length);

  for (gsize at = 0; at < length; at += 5 + ((gsize) bytes[at + 3] << 8 | bytes[at + 4]))
    g_byte_array_append (messages, bytes + at + 5, (guint) bytes[at + 3] << 8 | bytes[at + 4]);

  for (gsize size = 1; size <= messages->len; size += 1 + size / 3)
    {
      g_autoptr (RepointTlsAnswerReader) reader = repoint_tls_answer_reader_new_flight (hello);
      const RepointTlsAnswer *answer = repoint_tls_answer_reader_get (reader);

      for (gsize at = 0; at < messages->len; at += size)
        {
          gsize part = MIN (size, messages->len - at);
          guint8 header[] = { 22, 3, 3, (guint8) (part >> 8), (guint8) part };

          g_assert_cmpint (repoint_tls_answer_reader_feed (reader, header, sizeof header), ==, REPOINT_TLS_ANSWER_MORE);
          repoint_tls_answer_reader_feed (reader, messages->data + at, part);
        }
      g_assert_cmpint (answer->kind, ==, REPOINT_TLS_ANSWER_SERVER_HELLO);
      g_assert_cmpuint (answer->dh_bits, ==, 2048);
      g_assert_cmpuint (answer->certificates->len, ==, 2);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/tls-flight/openssl", test_flights);
  g_test_add_func ("/tls-flight/openssl-1.3", test_1_3);
  g_test_add_func ("/tls-flight/own-lists", test_own_lists);
  g_test_add_func ("/tls-flight/ends-early", test_ends_early);
  g_test_add_func ("/tls-flight/other-records", test_other_records);

  return g_test_run ();
}
