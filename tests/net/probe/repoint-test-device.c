/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-device.h"

#include "repoint-client-hello-reader.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The usual ones, said here because the configuration of this computer may say others. */
#define CIPHERS    "ALL:!eNULL:@SECLEVEL=0"
#define SUITES     "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256"
#define GROUPS     "X25519:P-256:X448:P-521:P-384:ffdhe2048:ffdhe3072:ffdhe4096:ffdhe6144:ffdhe8192"
#define SIGNATURES "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:RSA-PSS+SHA256:RSA-PSS+SHA384:RSA-PSS+SHA512:RSA+SHA256:RSA+SHA384:" \
                   "RSA+SHA512:RSA+SHA1:ECDSA+SHA1"

static const char *
either (const char *given, const char *usual)
{
  return given != NULL ? given : usual;
}

static int
allow_everything (const SSL *ssl, const SSL_CTX *context, int operation, int bits, int nid, void *other, void *data)
{
  return 1;
}

/* What is learned while OpenSSL talks. */
typedef struct
{
  SSL_SESSION *session;
  int          alert;
} Notes;

static int
keep_session (SSL *ssl, SSL_SESSION *session)
{
  Notes *notes = SSL_get_app_data (ssl);

  /* A copy: OpenSSL thinks no good of the session itself once the server is gone. */
  SSL_SESSION_free (notes->session);
  notes->session = SSL_SESSION_dup (session);

  return 0;
}

static SSL_CTX *
make_context (const RepointTestDeviceOptions *options)
{
  SSL_CTX *context = SSL_CTX_new (TLS_client_method ());
  guint min = options->min_version != 0 ? options->min_version : REPOINT_TLS_VERSION_1_0;
  guint max = options->max_version != 0 ? options->max_version : REPOINT_TLS_VERSION_1_3;

  SSL_CTX_set_security_level (context, 0);
  SSL_CTX_set_security_callback (context, allow_everything);
  /* Whatever the configuration of this computer says. */
  SSL_CTX_clear_options (context, SSL_CTX_get_options (context));
  SSL_CTX_set_options (context, SSL_OP_LEGACY_SERVER_CONNECT);
  SSL_CTX_set_verify (context, SSL_VERIFY_NONE, NULL);
  SSL_CTX_set_min_proto_version (context, 0);
  SSL_CTX_set_max_proto_version (context, 0);
  SSL_CTX_set_session_cache_mode (context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb (context, keep_session);
  g_assert_cmpint (SSL_CTX_set_min_proto_version (context, (int) min), ==, 1);
  g_assert_cmpint (SSL_CTX_set_max_proto_version (context, (int) max), ==, 1);
  g_assert_cmpint (SSL_CTX_set_cipher_list (context, either (options->ciphers, CIPHERS)), ==, 1);
  g_assert_cmpint (SSL_CTX_set_ciphersuites (context, either (options->suites, SUITES)), ==, 1);
  g_assert_cmpint (SSL_CTX_set1_groups_list (context, either (options->groups, GROUPS)), ==, 1);
  g_assert_cmpint (SSL_CTX_set1_sigalgs_list (context, either (options->signatures, SIGNATURES)), ==, 1);

  return context;
}

static SSL *
make_client (SSL_CTX *context, const RepointTestDeviceOptions *options)
{
  SSL *ssl = SSL_new (context);

  if (options->server_name != NULL)
    SSL_set_tlsext_host_name (ssl, options->server_name);
  if (options->alpn != NULL)
    {
      g_autofree char *list = g_strdup_printf ("%c%s", (char) strlen (options->alpn), options->alpn);

      SSL_set_alpn_protos (ssl, (const guint8 *) list, (guint) strlen (list));
    }
  SSL_set_connect_state (ssl);

  return ssl;
}

static void
note_alert (const SSL *ssl, int where, int value)
{
  Notes *notes = SSL_get_app_data (ssl);

  if ((where & SSL_CB_READ_ALERT) == SSL_CB_READ_ALERT && value >> 8 == SSL3_AL_FATAL)
    notes->alert = value & 0xff;
}

/* Blocks; the server is one of the test's, and ends what it does not like. */
static RepointTestDeviceVisit
visit (SSL_CTX *context, const RepointTestDeviceOptions *options, guint16 port, SSL_SESSION **session)
{
  const struct timeval patience = { .tv_sec = 20 };
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (port), .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  RepointTestDeviceVisit result = { 0 };
  Notes notes = { .alert = -1 };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  SSL *ssl = make_client (context, options);
  char byte;

  g_assert_cmpint (connect (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  SSL_set_app_data (ssl, &notes);
  SSL_set_info_callback (ssl, note_alert);
  SSL_set_fd (ssl, fd);
  if (SSL_connect (ssl) == 1)
    {
      result.version = (RepointTlsVersion) SSL_version (ssl);
      result.suite = SSL_CIPHER_get_protocol_id (SSL_get_current_cipher (ssl));
      /* Tickets of TLS 1.3 come when one reads. */
      shutdown (fd, SHUT_WR);
      while (session != NULL && SSL_read (ssl, &byte, 1) > 0)
        ;
    }
  ERR_clear_error ();
  SSL_free (ssl);
  close (fd);
  result.alert = notes.alert;
  if (session != NULL)
    *session = notes.session;
  else
    SSL_SESSION_free (notes.session);

  return result;
}

RepointClientHello *
repoint_test_device_get_hello (const RepointTestDeviceOptions *options, guint16 port)
{
  SSL_CTX *context = make_context (options);
  g_autoptr (RepointClientHelloReader) reader = repoint_client_hello_reader_new ();
  SSL_SESSION *session = NULL;
  RepointClientHello *hello;
  BIO *out = BIO_new (BIO_s_mem ());
  char *data;
  long length;
  SSL *ssl;

  if (options->resumes)
    {
      visit (context, options, port, &session);
      g_assert_nonnull (session);
    }
  ssl = make_client (context, options);
  if (session != NULL)
    SSL_set_session (ssl, session);
  SSL_set_bio (ssl, BIO_new (BIO_s_mem ()), out);
  SSL_do_handshake (ssl);
  ERR_clear_error ();
  length = BIO_get_mem_data (out, &data);
  g_assert_cmpint (repoint_client_hello_reader_feed (reader, (const guint8 *) data, (gsize) length), ==,
                   REPOINT_CLIENT_HELLO_READER_HELLO);
  hello = repoint_client_hello_copy (repoint_client_hello_reader_get_hello (reader));
  if (options->resumes)
    g_assert_true (hello->has_psk || hello->has_ticket);
  SSL_free (ssl);
  SSL_SESSION_free (session);
  SSL_CTX_free (context);

  return hello;
}

RepointTestDeviceVisit
repoint_test_device_visit (const RepointTestDeviceOptions *options, guint16 port)
{
  SSL_CTX *context = make_context (options);
  RepointTestDeviceVisit result = visit (context, options, port, NULL);

  SSL_CTX_free (context);

  return result;
}
