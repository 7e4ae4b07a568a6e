/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-pki.h"
#include "repoint-tls-watch.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <string.h>

/* ---- Two OpenSSLs that talk to each other, and what somebody between them sees ---- */

typedef struct
{
  const char        *name;
  int                version;       /* of both; 0: any */
  int                server_min;    /* 0: the same */
  const char        *server_groups; /* NULL: all */
  gboolean           client_checks; /* the certificate, which it does not know */
  const char        *client_name;   /* whom it expects, with the authority known; NULL: does not look */
  const char        *suite;         /* below TLS 1.3 */
  const char        *say;           /* by the client, inside; NULL: it says nothing */

  RepointTlsStage    stage;
  RepointTlsVersion  seen_version;
  int                alert;
  RepointTlsSide     alert_from;
  RepointTlsSide     hidden_alert_from;
  gboolean           retried;
  gboolean           client_spoke;
} Talk;

#define NONE   REPOINT_TLS_SIDE_NONE
#define CLIENT REPOINT_TLS_SIDE_CLIENT
#define SERVER REPOINT_TLS_SIDE_SERVER
#define DONE   REPOINT_TLS_STAGE_ESTABLISHED

static const Talk talks[] = {
  { "tls-1.0", TLS1_VERSION, 0, NULL, FALSE, NULL, "AES128-SHA", "EHLO", DONE, REPOINT_TLS_VERSION_1_0, 0, CLIENT, NONE, FALSE, TRUE },
  { "tls-1.1", TLS1_1_VERSION, 0, NULL, FALSE, NULL, NULL, "EHLO", DONE, REPOINT_TLS_VERSION_1_1, 0, CLIENT, NONE, FALSE, TRUE },
  { "tls-1.2", TLS1_2_VERSION, 0, NULL, FALSE, NULL, NULL, "EHLO", DONE, REPOINT_TLS_VERSION_1_2, 0, CLIENT, NONE, FALSE, TRUE },
  { "tls-1.2-rsa", TLS1_2_VERSION, 0, NULL, FALSE, NULL, "AES128-GCM-SHA256", "EHLO", DONE, REPOINT_TLS_VERSION_1_2, 0, CLIENT, NONE, FALSE, TRUE },
  { "tls-1.2-and-no-word", TLS1_2_VERSION, 0, NULL, FALSE, NULL, NULL, NULL, DONE, REPOINT_TLS_VERSION_1_2, -1, NONE, NONE, FALSE, FALSE },
  { "tls-1.3", TLS1_3_VERSION, 0, NULL, FALSE, NULL, NULL, "EHLO x", DONE, REPOINT_TLS_VERSION_1_3, -1, NONE, NONE, FALSE, TRUE },
  { "tls-1.3-and-no-word", TLS1_3_VERSION, 0, NULL, FALSE, NULL, NULL, NULL, DONE, REPOINT_TLS_VERSION_1_3, -1, NONE, NONE, FALSE, FALSE },
  { "tls-1.3-retried", TLS1_3_VERSION, 0, "P-521", FALSE, NULL, NULL, "EHLO x", DONE, REPOINT_TLS_VERSION_1_3, -1, NONE, NONE, TRUE, TRUE },
  { "any-version", 0, 0, NULL, FALSE, NULL, NULL, "EHLO x", DONE, REPOINT_TLS_VERSION_1_3, -1, NONE, NONE, FALSE, TRUE },
  { "server-wants-newer", TLS1_VERSION, TLS1_2_VERSION, NULL, FALSE, NULL, NULL, NULL, REPOINT_TLS_STAGE_HELLO, REPOINT_TLS_VERSION_NONE, 70, SERVER, NONE },
  { "unknown-authority-tls-1.0", TLS1_VERSION, 0, NULL, TRUE, NULL, NULL, NULL, REPOINT_TLS_STAGE_CERTIFICATE, REPOINT_TLS_VERSION_1_0, 48, CLIENT, NONE },
  { "unknown-authority-tls-1.2", TLS1_2_VERSION, 0, NULL, TRUE, NULL, NULL, NULL, REPOINT_TLS_STAGE_CERTIFICATE, REPOINT_TLS_VERSION_1_2, 48, CLIENT, NONE },
  /* OpenSSL begins to encrypt with its Finished, so that its alerts can be read. */
  { "unknown-authority-tls-1.3", TLS1_3_VERSION, 0, NULL, TRUE, NULL, NULL, NULL, REPOINT_TLS_STAGE_CERTIFICATE, REPOINT_TLS_VERSION_1_3, 48, CLIENT, NONE },
  { "another-name-tls-1.2", TLS1_2_VERSION, 0, NULL, TRUE, "mx.example", NULL, NULL, REPOINT_TLS_STAGE_CERTIFICATE, REPOINT_TLS_VERSION_1_2, 42, CLIENT, NONE },
  { "another-name-tls-1.3", TLS1_3_VERSION, 0, NULL, TRUE, "mx.example", NULL, NULL, REPOINT_TLS_STAGE_CERTIFICATE, REPOINT_TLS_VERSION_1_3, 42, CLIENT, NONE },
};

static char *authority;

static SSL *
new_side (const Talk *talk, gboolean server, SSL_SESSION *session)
{
  SSL_CTX *context = SSL_CTX_new (server ? TLS_server_method () : TLS_client_method ());
  int min = server && talk->server_min != 0 ? talk->server_min : talk->version;
  SSL *ssl;

  SSL_CTX_set_security_level (context, 0);
  SSL_CTX_set_min_proto_version (context, min);
  SSL_CTX_set_max_proto_version (context, server && talk->server_min != 0 ? 0 : talk->version);
  if (server)
    repoint_test_pki_use (context, REPOINT_TEST_PKI_GOOD);
  if (talk->suite != NULL)
    g_assert_true (SSL_CTX_set_cipher_list (context, talk->suite));
  if (server && talk->server_groups != NULL)
    g_assert_true (SSL_CTX_set1_groups_list (context, talk->server_groups));
  if (!server && talk->client_checks)
    SSL_CTX_set_verify (context, SSL_VERIFY_PEER, NULL);
  if (!server && talk->client_name != NULL)
    g_assert_true (SSL_CTX_load_verify_file (context, authority));

  ssl = SSL_new (context);
  SSL_CTX_free (context);
  if (!server && talk->client_name != NULL)
    g_assert_true (SSL_set1_host (ssl, talk->client_name));
  if (session != NULL)
    SSL_set_session (ssl, session);
  SSL_set_bio (ssl, BIO_new (BIO_s_mem ()), BIO_new (BIO_s_mem ()));
  if (server)
    SSL_set_accept_state (ssl);
  else
    SSL_set_connect_state (ssl);

  return ssl;
}

/* Returns FALSE when there was nothing. */
static gboolean
carry (SSL *from, SSL *to, RepointTlsWatch *watch, RepointTlsSide side, gsize piece)
{
  guint8 bytes[65536];
  int length = BIO_read (SSL_get_wbio (from), bytes, sizeof bytes);

  if (length <= 0)
    return FALSE;

  for (int at = 0; at < length; at += (int) piece)
    {
      gsize next = MIN (piece, (gsize) (length - at));

      g_assert_cmpuint (repoint_tls_watch_feed (watch, side, bytes + at, next), ==, next);
    }
  g_assert_cmpint (BIO_write (SSL_get_rbio (to), bytes, length), ==, length);

  return TRUE;
}

static void
go_on (SSL *ssl)
{
  char byte;

  if (SSL_in_init (ssl))
    SSL_do_handshake (ssl);
  else
    SSL_read (ssl, &byte, 1);
  ERR_clear_error ();
}

static void
exchange (SSL *client, SSL *server, RepointTlsWatch *watch, gsize piece)
{
  gboolean some = TRUE;

  while (some)
    {
      go_on (client);
      some = carry (client, server, watch, CLIENT, piece);
      go_on (server);
      some |= carry (server, client, watch, SERVER, piece);
    }
}

static void
check_sight (const Talk *talk, RepointTlsWatch *watch, SSL *client)
{
  const RepointTlsSight *sight = repoint_tls_watch_get (watch);

  g_assert_cmpint (sight->stage, ==, talk->stage);
  g_assert_cmphex (sight->version, ==, talk->seen_version);
  g_assert_cmpint (sight->alert_from, ==, talk->alert > 0 ? talk->alert_from : NONE);
  g_assert_cmpint (sight->alert, ==, talk->alert > 0 ? talk->alert : -1);
  g_assert_cmpint (sight->fatal, ==, talk->alert > 0);
  g_assert_cmpint (sight->hidden_alert_from, ==, talk->hidden_alert_from);
  g_assert_cmpint (sight->retried, ==, talk->retried);
  g_assert_cmpint (sight->client_spoke, ==, talk->client_spoke);
  g_assert_cmpint (sight->broken_by, ==, NONE);
  g_assert_null (sight->illegal);
  g_assert_cmpuint (sight->n_records, ==, 1);
  g_assert_cmpuint (repoint_tls_watch_get_hellos (watch)->len, ==, talk->retried ? 2 : 1);

  /* What the client itself knows. */
  g_assert_cmpint (sight->stage == DONE, ==, SSL_is_init_finished (client));
  if (sight->stage == DONE)
    {
      g_assert_cmphex (sight->version, ==, SSL_version (client));
      g_assert_cmphex (sight->suite, ==, SSL_CIPHER_get_protocol_id (SSL_get_current_cipher (client)));
    }
}

static void
test_talk (gconstpointer data)
{
  const Talk *talk = data;

  for (gsize piece = 100000; piece > 0; piece /= 300)
    {
      g_autoptr (RepointTlsWatch) watch = repoint_tls_watch_new ();
      SSL *client = new_side (talk, FALSE, NULL);
      SSL *server = new_side (talk, TRUE, NULL);

      exchange (client, server, watch, piece);
      if (talk->say != NULL)
        g_assert_cmpint (SSL_write (client, talk->say, (int) strlen (talk->say)), >, 0);
      carry (client, server, watch, CLIENT, piece);
      if (talk->stage == DONE)
        SSL_shutdown (client);
      carry (client, server, watch, CLIENT, piece);
      check_sight (talk, watch, client);
      SSL_free (client);
      SSL_free (server);
    }
}

/* No certificate comes, and the server is first with its Finished. */
static void
test_resumed (void)
{
  Talk talk = { "resumed", TLS1_2_VERSION, .stage = DONE, .seen_version = REPOINT_TLS_VERSION_1_2 };
  g_autoptr (RepointTlsWatch) first = repoint_tls_watch_new ();
  g_autoptr (RepointTlsWatch) second = repoint_tls_watch_new ();
  SSL *client = new_side (&talk, FALSE, NULL);
  SSL *server = new_side (&talk, TRUE, NULL);
  SSL *again;
  SSL *server_again;
  SSL_SESSION *session;

  exchange (client, server, first, 1000);
  session = SSL_get1_session (client);
  again = new_side (&talk, FALSE, session);
  server_again = SSL_new (SSL_get_SSL_CTX (server));
  SSL_set_bio (server_again, BIO_new (BIO_s_mem ()), BIO_new (BIO_s_mem ()));
  SSL_set_accept_state (server_again);
  exchange (again, server_again, second, 1000);
  g_assert_true (SSL_session_reused (again));
  check_sight (&talk, second, again);

  SSL_SESSION_free (session);
  SSL_free (again);
  SSL_free (server_again);
  SSL_free (client);
  SSL_free (server);
}

/* ---- What no OpenSSL says ---- */

/* GnuTLS and others encrypt as soon as they can. */
static void
test_hidden_alert (void)
{
  static const struct
  {
    guint          length;
    RepointTlsSide hidden_alert_from;
    RepointTlsStage stage;
  } cases[] = {
    { 19, CLIENT, REPOINT_TLS_STAGE_CERTIFICATE },
    { 11, CLIENT, REPOINT_TLS_STAGE_CERTIFICATE },
    { 53, NONE, DONE },
    { 45, NONE, DONE },
    { 30, NONE, REPOINT_TLS_STAGE_CERTIFICATE },
  };
  Talk talk = { "hidden", TLS1_3_VERSION };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RepointTlsWatch) watch = repoint_tls_watch_new ();
      const RepointTlsSight *sight = repoint_tls_watch_get (watch);
      SSL *client = new_side (&talk, FALSE, NULL);
      SSL *server = new_side (&talk, TRUE, NULL);
      guint8 record[5 + 53] = { 23, 3, 3, 0, (guint8) cases[i].length };

      go_on (client);
      carry (client, server, watch, CLIENT, 1000);
      go_on (server);
      carry (server, client, watch, SERVER, 1000);
      g_assert_cmpint (sight->stage, ==, REPOINT_TLS_STAGE_CERTIFICATE);
      g_assert_cmpuint (repoint_tls_watch_feed (watch, CLIENT, record, 5 + cases[i].length), ==, 5 + cases[i].length);
      g_assert_cmpint (sight->stage, ==, cases[i].stage);
      g_assert_cmpint (sight->hidden_alert_from, ==, cases[i].hidden_alert_from);
      g_assert_cmpint (sight->alert, ==, -1);
      SSL_free (client);
      SSL_free (server);
    }
}

static void
feed (RepointTlsWatch *watch, RepointTlsSide side, const char *bytes, gsize length, gsize expected)
{
  g_assert_cmpuint (repoint_tls_watch_feed (watch, side, (const guint8 *) bytes, length), ==, expected);
}

#define FEED(watch, side, bytes, expected) feed (watch, side, bytes, sizeof (bytes) - 1, expected)
#define HELLO                                                                                                             \
  "\x16\x03\x01\x00\x2f\x01\x00\x00\x2b\x03\x01"                                                                          \
  "0123456789abcdef0123456789abcdef\x00\x00\x04\x00\x2f\x00\x0a\x01\x00"
#define SSL2_HELLO "\x80\x1c\x01\x03\x01\x00\x03\x00\x00\x00\x10\x00\x00\x2f" "0123456789abcdef"
#define SERVER_HELLO                                                                                                      \
  "\x16\x03\x01\x00\x2a\x02\x00\x00\x26\x03\x01"                                                                          \
  "0123456789abcdef0123456789abcdef\x00\x00\x2f\x00"

static void
test_format_of_sslv2 (void)
{
  g_autoptr (RepointTlsWatch) watch = repoint_tls_watch_new ();
  const RepointTlsSight *sight = repoint_tls_watch_get (watch);

  FEED (watch, CLIENT, SSL2_HELLO, sizeof SSL2_HELLO - 1);
  g_assert_cmpint (sight->stage, ==, REPOINT_TLS_STAGE_HELLO);
  g_assert_true (((RepointClientHello *) repoint_tls_watch_get_hellos (watch)->pdata[0])->ssl2_format);
  FEED (watch, SERVER, SERVER_HELLO, sizeof SERVER_HELLO - 1);
  g_assert_cmphex (sight->version, ==, REPOINT_TLS_VERSION_1_0);
  g_assert_cmphex (sight->suite, ==, 0x002f);
  /* From then on it is TLS for the client, too. */
  FEED (watch, CLIENT, "\x15\x03\x01\x00\x02\x02\x2a", 7);
  g_assert_cmpint (sight->alert, ==, 42);
  FEED (watch, CLIENT, SSL2_HELLO, 0);
  g_assert_cmpint (sight->broken_by, ==, CLIENT);
}

static void
test_no_tls (void)
{
  static const struct
  {
    RepointTlsSide side;
    const char    *before; /* of the client */
    const char    *bytes;
    gsize          length;
    gsize          good;
  } cases[] = {
    { SERVER, HELLO, "500 what?\r\n", 11, 0 },
    { SERVER, HELLO, "\x80\x03\x00\x00\x01", 5, 0 },
    { SERVER, HELLO, "\x15\x03\x01\x00\x02\x01\x70-ERR", 11, 7 },
    { SERVER, HELLO, "\x16\x03\x01\x00\x00", 5, 4 },
    { SERVER, HELLO, "\x16\x03\x01\x48\x01", 5, 4 },
    { CLIENT, HELLO, "AUTH PLAIN AGEAYg==\r\n", 21, 0 },
    { CLIENT, NULL, "EHLO a\r\n", 8, 0 },
    { CLIENT, NULL, "\x16\x02", 2, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RepointTlsWatch) watch = repoint_tls_watch_new ();

      if (cases[i].before != NULL)
        FEED (watch, CLIENT, HELLO, sizeof HELLO - 1);
      feed (watch, cases[i].side, cases[i].bytes, cases[i].length, cases[i].good);
      g_assert_cmpint (repoint_tls_watch_get (watch)->broken_by, ==, cases[i].side);
      /* and nothing of either side from then on */
      FEED (watch, CLIENT, "\x15\x03\x01\x00\x02\x02\x2a", 0);
      FEED (watch, SERVER, "\x15\x03\x01\x00\x02\x02\x2a", 0);
      g_assert_cmpint (repoint_tls_watch_get (watch)->alert, ==, i == 2 ? 112 : -1);
    }
}

/* A message of another kind, or one that is no hello, where the hello belongs. */
static void
test_no_hello (void)
{
  g_autoptr (RepointTlsWatch) watch = repoint_tls_watch_new ();

  repoint_tls_watch_feed (watch, CLIENT, (const guint8 *) "\x16\x03\x01\x00\x05\x0b\x00\x00\x01\x00", 10);
  g_assert_cmpint (repoint_tls_watch_get (watch)->broken_by, ==, CLIENT);
  g_assert_cmpuint (repoint_tls_watch_get_hellos (watch)->len, ==, 0);
}

/* Warnings are passed over by servers and clients, and say something when nothing follows. */
static void
test_warnings (void)
{
  g_autoptr (RepointTlsWatch) watch = repoint_tls_watch_new ();
  const RepointTlsSight *sight = repoint_tls_watch_get (watch);

  FEED (watch, CLIENT, HELLO, sizeof HELLO - 1);
  FEED (watch, SERVER, "\x15\x03\x01\x00\x02\x01\x70", 7);
  g_assert_cmpint (sight->alert, ==, 112);
  g_assert_false (sight->fatal);
  FEED (watch, SERVER, SERVER_HELLO, sizeof SERVER_HELLO - 1);
  g_assert_cmpint (sight->stage, ==, REPOINT_TLS_STAGE_CHOSEN);
  FEED (watch, CLIENT, "\x15\x03\x01\x00\x02\x02\x2e", 7);
  FEED (watch, SERVER, "\x15\x03\x01\x00\x02\x01\x00", 7);
  g_assert_cmpint (sight->alert, ==, 46);
  g_assert_true (sight->fatal);
  g_assert_cmpint (sight->alert_from, ==, CLIENT);
}

/* A suite that was not offered: what the client does is for the client to do, and is seen. */
static void
test_illegal (void)
{
  g_autoptr (RepointTlsWatch) watch = repoint_tls_watch_new ();
  const RepointTlsSight *sight = repoint_tls_watch_get (watch);
  char bytes[] = SERVER_HELLO;

  bytes[sizeof SERVER_HELLO - 3] = 0x35;
  FEED (watch, CLIENT, HELLO, sizeof HELLO - 1);
  feed (watch, SERVER, bytes, sizeof SERVER_HELLO - 1, sizeof SERVER_HELLO - 1);
  g_assert_nonnull (sight->illegal);
  g_assert_cmpint (sight->stage, ==, REPOINT_TLS_STAGE_HELLO);
  FEED (watch, CLIENT, "\x15\x03\x01\x00\x02\x02\x2f", 7);
  g_assert_cmpint (sight->alert, ==, 47);
}

int
main (int argc, char *argv[])
{
  g_autofree char *directory = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  directory = g_dir_make_tmp ("repoint-tls-watch-XXXXXX", NULL);
  authority = repoint_test_pki_write_authority (directory);

  for (gsize i = 0; i < G_N_ELEMENTS (talks); i++)
    {
      g_autofree char *path = g_strdup_printf ("/tls-watch/%s", talks[i].name);

      g_test_add_data_func (path, &talks[i], test_talk);
    }
  g_test_add_func ("/tls-watch/resumed", test_resumed);
  g_test_add_func ("/tls-watch/hidden-alert", test_hidden_alert);
  g_test_add_func ("/tls-watch/format-of-sslv2", test_format_of_sslv2);
  g_test_add_func ("/tls-watch/no-tls", test_no_tls);
  g_test_add_func ("/tls-watch/no-hello", test_no_hello);
  g_test_add_func ("/tls-watch/warnings", test_warnings);
  g_test_add_func ("/tls-watch/illegal", test_illegal);
  status = g_test_run ();

  g_unlink (authority);
  g_rmdir (directory);
  g_free (authority);

  return status;
}
