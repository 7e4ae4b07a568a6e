/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-tls-server.h"

#include "repoint-test-mail-script.h"

#include <gio/gio.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <openssl/ssl.h>

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

enum
{
  CONTENT_CHANGE_CIPHER_SPEC = 20,
  CONTENT_ALERT = 21,
  CONTENT_HANDSHAKE = 22,
};

struct _RepointTestTlsServer
{
  RepointTestTlsOptions options;
  SSL_CTX              *context;
  int                   listener;
  guint16               port;
  GThread              *thread;

  GMutex                mutex;       /* guards the rest */
  gboolean              quit;
  GPtrArray            *connections; /* of Connection, all there ever were */
  guint                 n_old;       /* sessions of a version that is refused */
  guint                 n_handshakes;
  GString              *transcript;
};

typedef struct
{
  RepointTestTlsServer  *server;
  guint                  number;     /* from 1 */
  int                    fd;         /* -1 when closed; guarded by the server's mutex */
  GThread               *thread;
  SSL                   *ssl;
  BIO                   *in;
  BIO                   *out;
  gboolean               readable;   /* nothing of the handshake was encrypted yet */
  gsize                  written;
  guint                  n_reads;    /* of the handshake */
  gboolean               chosen;     /* whether it is one to refuse */
  GString               *unread;     /* text that was not cut into lines yet */
  RepointTestMailScript  script;
} Connection;

/* ---- Bytes ---- */

static void
close_connection (Connection *self, gboolean reset)
{
  g_mutex_lock (&self->server->mutex);
  if (self->fd >= 0)
    {
      struct linger linger = { 1, 0 };

      if (reset)
        setsockopt (self->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
      close (self->fd);
    }
  self->fd = -1;
  g_mutex_unlock (&self->server->mutex);
}

/* Waits until the client, or the test, has enough. */
static void
wait_for_end (Connection *self)
{
  char buffer[4096];

  while (recv (self->fd, buffer, sizeof buffer, 0) > 0)
    ;
}

/* How many of @length bytes may still be written before byte number @limit; negative limits are "at once". */
static gsize
until (Connection *self, int limit, gsize length)
{
  gsize left;

  if (limit == 0)
    return length;

  left = limit < 0 || (gsize) limit <= self->written ? 0 : (gsize) limit - self->written;

  return MIN (left, length);
}

static gboolean
has_reached (Connection *self, int limit)
{
  return limit < 0 || (limit > 0 && self->written >= (gsize) limit);
}

/* Returns FALSE when the connection is to end here. */
static gboolean
write_bytes (Connection *self, const guint8 *bytes, gsize length)
{
  const RepointTestTlsOptions *options = &self->server->options;

  while (length > 0 || has_reached (self, options->reset_after))
    {
      gsize size = options->chunk > 0 ? MIN (length, options->chunk) : length;
      gssize n;

      size = until (self, options->reset_after, size);
      size = until (self, options->close_after, size);
      size = until (self, options->stall_after, size);

      if (size == 0)
        {
          if (has_reached (self, options->stall_after))
            wait_for_end (self);
          close_connection (self, has_reached (self, options->reset_after));
          return FALSE;
        }

      n = send (self->fd, bytes, size, MSG_NOSIGNAL);
      if (n <= 0)
        return FALSE;
      bytes += n;
      length -= (gsize) n;
      self->written += (gsize) n;
      if (options->chunk_ms > 0)
        g_usleep (options->chunk_ms * 1000);
    }

  return TRUE;
}

static gboolean
write_record (Connection *self, const guint8 *record, gsize length)
{
  const RepointTestTlsOptions *options = &self->server->options;

  if (record[0] == CONTENT_ALERT && self->readable && options->mute_alerts)
    {
      close_connection (self, FALSE);
      return FALSE;
    }
  if (record[0] != CONTENT_HANDSHAKE)
    self->readable = FALSE;
  if (!self->readable || options->fragment == 0)
    return write_bytes (self, record, length);

  for (gsize at = 5; at < length; at += options->fragment)
    {
      gsize size = MIN (options->fragment, length - at);
      guint8 header[] = { record[0], record[1], record[2], (guint8) (size >> 8), (guint8) size };

      if (!write_bytes (self, header, sizeof header) || !write_bytes (self, record + at, size))
        return FALSE;
    }

  return TRUE;
}

/* Sends what OpenSSL has put out, record by record. */
static gboolean
flush_out (Connection *self)
{
  static const guint8 warning[] = { CONTENT_ALERT, 3, 1, 0, 2, 1, 112 };
  gsize length = BIO_ctrl_pending (self->out);
  g_autofree guint8 *bytes = g_malloc (length + 1);

  if (length == 0)
    return TRUE;
  BIO_read (self->out, bytes, (int) length);

  if (self->server->options.warn_first && self->written == 0 && !write_bytes (self, warning, sizeof warning))
    return FALSE;

  for (gsize at = 0; at + 5 <= length;)
    {
      gsize size = 5 + ((gsize) bytes[at + 3] << 8 | bytes[at + 4]);

      if (!write_record (self, bytes + at, size))
        return FALSE;
      at += size;
    }

  return TRUE;
}

/* Returns how many bytes came, 0 at the end. */
static gsize
read_bytes (Connection *self, guint8 *buffer, gsize size)
{
  gssize n = recv (self->fd, buffer, size, 0);

  return n > 0 ? (gsize) n : 0;
}

/* ---- Talk ---- */

static void
note_line (Connection *self, const char *line)
{
  g_mutex_lock (&self->server->mutex);
  g_string_append_printf (self->server->transcript, "%s|", line);
  g_mutex_unlock (&self->server->mutex);
}

/* Cuts off one line. Returns NULL if there is none yet. */
static char *
take_line (Connection *self)
{
  char *end = strchr (self->unread->str, '\n');
  char *line;

  if (end == NULL)
    return NULL;

  line = g_strchomp (g_strndup (self->unread->str, (gsize) (end - self->unread->str)));
  g_string_erase (self->unread, 0, end - self->unread->str + 1);
  note_line (self, line);

  return line;
}

static gboolean
write_text (Connection *self, GString *text)
{
  gboolean ok = TRUE;

  if (text->len > 0 && self->ssl == NULL)
    {
      if (self->script.starts_tls && self->server->options.inject != NULL)
        g_string_append (text, self->server->options.inject);
      ok = write_bytes (self, (const guint8 *) text->str, text->len);
    }
  else if (text->len > 0)
    {
      ok = SSL_write (self->ssl, text->str, (int) text->len) > 0 && flush_out (self);
    }
  g_string_truncate (text, 0);

  return ok;
}

/* Answers lines until TLS is to begin, one side hangs up, or the script is over. */
static gboolean
answer_lines (Connection *self, GString *out)
{
  g_autofree char *line = NULL;

  while (!self->script.over && !self->script.starts_tls && (line = take_line (self)) != NULL)
    {
      repoint_test_mail_script_answer (&self->script, line, out);
      g_clear_pointer (&line, g_free);
      if (!write_text (self, out))
        return FALSE;
    }

  return !self->script.over;
}

static gboolean
talk_in_clear (Connection *self)
{
  g_autoptr (GString) out = g_string_new (NULL);
  guint8 buffer[4096];
  gsize length;

  repoint_test_mail_script_greet (&self->script, out);
  if (self->server->options.throttle_from > 0 && self->number >= self->server->options.throttle_from)
    {
      g_string_assign (out, "421 4.7.0 too many connections\r\n");
      self->script.over = TRUE;
    }
  if (!write_text (self, out) || self->script.over)
    return FALSE;

  while (!self->script.starts_tls)
    {
      length = read_bytes (self, buffer, sizeof buffer);
      if (length == 0)
        return FALSE;
      g_string_append_len (self->unread, (const char *) buffer, (gssize) length);
      if (!answer_lines (self, out))
        return FALSE;
    }

  return TRUE;
}

static void
choose_refusal (Connection *self)
{
  const RepointTestTlsOptions *options = &self->server->options;
  RepointTlsVersion up_to = options->refuse_up_to != 0 ? options->refuse_up_to : REPOINT_TLS_VERSION_1_1;

  self->script.version = (RepointTlsVersion) SSL_version (self->ssl);
  if (self->script.version > up_to || self->chosen)
    return;

  self->chosen = TRUE;

  g_mutex_lock (&self->server->mutex);
  self->script.refuses = ++self->server->n_old % MAX (options->refuse_every, 1) == 0;
  g_mutex_unlock (&self->server->mutex);
}

/* The client has answered our flight, so that it means to go through with it. Returns FALSE if it is not let. */
static gboolean
let_finish (Connection *self, guint8 content)
{
  static const guint8 alert[] = { CONTENT_ALERT, 3, 1, 0, 2, 2, 40 };
  RepointTestRefusal refusal = self->server->options.refusal;

  if (content == CONTENT_ALERT || self->chosen ||
      (refusal != REPOINT_TEST_REFUSAL_HANDSHAKE && refusal != REPOINT_TEST_REFUSAL_HANDSHAKE_RESET))
    return TRUE;

  choose_refusal (self);
  if (self->script.refuses && refusal == REPOINT_TEST_REFUSAL_HANDSHAKE)
    write_bytes (self, alert, sizeof alert);
  if (self->script.refuses && refusal == REPOINT_TEST_REFUSAL_HANDSHAKE_RESET)
    close_connection (self, TRUE);

  return !self->script.refuses;
}

/* The first bytes of a connection, up to the suites: record and message header, version, random, session id. */
static gboolean
breaks_on (const RepointTestTlsOptions *options, const guint8 *bytes, gsize length)
{
  gsize suites = length > 43 ? 44u + bytes[43] : length;
  gsize n = length > suites + 1 ? (gsize) bytes[suites] << 8 | bytes[suites + 1] : 0;
  gsize record = length > 5 ? 5 + ((gsize) bytes[3] << 8 | bytes[4]) : 0;

  if (length < 5 || bytes[0] != CONTENT_HANDSHAKE)
    return FALSE;

  return (options->max_hello > 0 && record > options->max_hello) || (options->max_suites > 0 && n / 2 > options->max_suites) ||
         (options->no_extensions && record > suites + 2 + n + 2);
}

/* Feeds OpenSSL until @step succeeds. Returns FALSE at the end of the connection. */
static gboolean
drive (Connection *self, int (*step) (SSL *ssl))
{
  const RepointTestTlsOptions *options = &self->server->options;
  guint8 buffer[16384];
  gsize length;
  int result;

  while (TRUE)
    {
      ERR_clear_error ();
      result = step (self->ssl);
      if (!flush_out (self))
        return FALSE;
      if (result == 1)
        return TRUE;
      if (SSL_get_error (self->ssl, result) != SSL_ERROR_WANT_READ)
        return FALSE;

      length = read_bytes (self, buffer, sizeof buffer);
      if (length == 0)
        return FALSE;
      if (self->readable && self->written == 0 && breaks_on (options, buffer, length))
        {
          close_connection (self, TRUE);
          return FALSE;
        }
      if (options->ssl2 != NULL && (buffer[0] & 0x80) != 0 && self->written == 0)
        return write_bytes (self, options->ssl2, options->ssl2_length) && FALSE;
      if (++self->n_reads > 1 && !SSL_is_init_finished (self->ssl) && !let_finish (self, buffer[0]))
        return FALSE;
      BIO_write (self->in, buffer, (int) length);
    }
}

static int
read_some (SSL *ssl)
{
  Connection *self = SSL_get_app_data (ssl);
  char buffer[4096];
  int n = SSL_read (ssl, buffer, sizeof buffer);

  if (n <= 0)
    return n;

  g_string_append_len (self->unread, buffer, n);

  return 1;
}

static void
talk_in_tls (Connection *self)
{
  const RepointTestTlsOptions *options = &self->server->options;
  g_autoptr (GString) out = g_string_new (NULL);
  gboolean alive;

  self->ssl = SSL_new (self->server->context);
  self->in = BIO_new (BIO_s_mem ());
  self->out = BIO_new (BIO_s_mem ());
  BIO_set_mem_eof_return (self->in, -1);
  SSL_set_bio (self->ssl, self->in, self->out);
  SSL_set_app_data (self->ssl, self);
  SSL_set_accept_state (self->ssl);
  self->script.starts_tls = FALSE;
  g_string_truncate (self->unread, 0);

  /* A client that has what it wants may be gone before our tickets are. */
  alive = drive (self, SSL_do_handshake);
  g_mutex_lock (&self->server->mutex);
  self->server->n_handshakes += SSL_is_init_finished (self->ssl);
  g_mutex_unlock (&self->server->mutex);
  if (!alive)
    return;

  if (options->protocol <= REPOINT_PROTOCOL_POP3)
    {
      choose_refusal (self);
      if (self->script.refuses && options->refusal == REPOINT_TEST_REFUSAL_DROP)
        {
          drive (self, read_some);
          close_connection (self, TRUE);
          return;
        }
      if (options->security != REPOINT_SECURITY_STARTTLS)
        repoint_test_mail_script_greet (&self->script, out);
      if (!write_text (self, out))
        return;
    }

  while (!self->script.over && drive (self, read_some))
    if (options->protocol <= REPOINT_PROTOCOL_POP3 && !answer_lines (self, out))
      break;

  SSL_shutdown (self->ssl);
  flush_out (self);
}

static void
say_greeting (Connection *self)
{
  const char *greeting = self->server->options.greeting;

  while (write_bytes (self, (const guint8 *) greeting, strlen (greeting)) && self->server->options.endless)
    ;
  if (self->fd >= 0)
    wait_for_end (self);
}

static void
answer_canned (Connection *self)
{
  guint8 buffer[4096];

  if (read_bytes (self, buffer, sizeof buffer) > 0 &&
      write_bytes (self, self->server->options.canned, self->server->options.canned_length))
    wait_for_end (self);
}

static gpointer
serve (gpointer data)
{
  Connection *self = data;
  const RepointTestTlsOptions *options = &self->server->options;
  gboolean clear = options->is_clear || options->security == REPOINT_SECURITY_STARTTLS;

  self->readable = TRUE;
  self->script.options = options;

  if (options->reset_after < 0 || options->close_after < 0 || options->stall_after < 0)
    write_bytes (self, (const guint8 *) "", 1);
  else if (options->greeting != NULL)
    say_greeting (self);
  else if (!clear || talk_in_clear (self))
    {
      if (options->canned != NULL)
        answer_canned (self);
      else
        talk_in_tls (self);
    }

  g_clear_pointer (&self->ssl, SSL_free);
  /* What is unread would make a reset of our close. */
  if (self->fd >= 0 && shutdown (self->fd, SHUT_WR) == 0)
    wait_for_end (self);
  close_connection (self, FALSE);

  return NULL;
}

/* ---- The server ---- */

static gpointer
accept_all (gpointer data)
{
  RepointTestTlsServer *self = data;
  int one = 1;
  int fd;

  while ((fd = accept (self->listener, NULL, NULL)) >= 0)
    {
      Connection *connection = g_new0 (Connection, 1);

      setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
      connection->server = self;
      connection->fd = fd;
      connection->unread = g_string_new (NULL);

      g_mutex_lock (&self->mutex);
      g_ptr_array_add (self->connections, connection);
      connection->number = self->connections->len;
      if (self->quit)
        shutdown (fd, SHUT_RDWR);
      connection->thread = g_thread_new ("test-tls-connection", serve, connection);
      g_mutex_unlock (&self->mutex);
    }

  return NULL;
}

static int
allow_everything (const SSL *ssl, const SSL_CTX *context, int operation, int bits, int nid, void *other, void *data)
{
  return 1;
}

/* Oakley group 1 of RFC 2409, which gear of the time shared. */
static EVP_PKEY *
make_small_dh (void)
{
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name (NULL, "DH", NULL);
  OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new ();
  BIGNUM *prime = BN_get_rfc2409_prime_768 (NULL);
  BIGNUM *generator = BN_new ();
  OSSL_PARAM *parameters;
  EVP_PKEY *key = NULL;

  BN_set_word (generator, 2);
  OSSL_PARAM_BLD_push_BN (builder, OSSL_PKEY_PARAM_FFC_P, prime);
  OSSL_PARAM_BLD_push_BN (builder, OSSL_PKEY_PARAM_FFC_G, generator);
  parameters = OSSL_PARAM_BLD_to_param (builder);
  g_assert_cmpint (EVP_PKEY_fromdata_init (context), ==, 1);
  g_assert_cmpint (EVP_PKEY_fromdata (context, &key, EVP_PKEY_KEY_PARAMETERS, parameters), ==, 1);

  OSSL_PARAM_free (parameters);
  OSSL_PARAM_BLD_free (builder);
  BN_free (generator);
  BN_free (prime);
  EVP_PKEY_CTX_free (context);

  return key;
}

static EVP_PKEY *
make_dh_group (const char *name)
{
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name (NULL, "DH", NULL);
  OSSL_PARAM parameters[] = {
    OSSL_PARAM_construct_utf8_string (OSSL_PKEY_PARAM_GROUP_NAME, (char *) name, 0),
    OSSL_PARAM_construct_end (),
  };
  EVP_PKEY *key = NULL;

  g_assert_cmpint (EVP_PKEY_fromdata_init (context), ==, 1);
  g_assert_cmpint (EVP_PKEY_fromdata (context, &key, EVP_PKEY_KEY_PARAMETERS, parameters), ==, 1);
  EVP_PKEY_CTX_free (context);

  return key;
}

static int
refuse_name (SSL *ssl, int *alert, void *user_data)
{
  *alert = SSL_AD_UNRECOGNIZED_NAME;

  return SSL_get_servername (ssl, TLSEXT_NAMETYPE_host_name) != NULL ? SSL_TLSEXT_ERR_ALERT_FATAL : SSL_TLSEXT_ERR_OK;
}

static int
choose_ciphers (SSL *ssl, int *alert, void *options)
{
  if (SSL_client_hello_get0_legacy_version (ssl) < TLS1_2_VERSION)
    SSL_set_cipher_list (ssl, ((const RepointTestTlsOptions *) options)->old_ciphers);

  return SSL_CLIENT_HELLO_SUCCESS;
}

static SSL_CTX *
make_context (const RepointTestTlsOptions *options)
{
  SSL_CTX *context = SSL_CTX_new (TLS_server_method ());

  SSL_CTX_set_security_level (context, 0);
  SSL_CTX_clear_options (context, SSL_CTX_get_options (context));
  SSL_CTX_set_options (context, SSL_OP_ALL | SSL_OP_IGNORE_UNEXPECTED_EOF);
  g_assert_cmpint (SSL_CTX_set_cipher_list (context, options->ciphers != NULL ? options->ciphers : "ALL:@SECLEVEL=0"), ==, 1);
  g_assert_cmpint (SSL_CTX_set_min_proto_version (context, options->min_version), ==, 1);
  g_assert_cmpint (SSL_CTX_set_max_proto_version (context, options->max_version), ==, 1);
  SSL_CTX_set_security_callback (context, allow_everything);
  if (options->own_order)
    SSL_CTX_set_options (context, SSL_OP_CIPHER_SERVER_PREFERENCE);
  if (options->groups != NULL)
    g_assert_cmpint (SSL_CTX_set1_groups_list (context, options->groups), ==, 1);
  if (options->signatures != NULL)
    g_assert_cmpint (SSL_CTX_set1_sigalgs_list (context, options->signatures), ==, 1);
  if (options->old_ciphers != NULL)
    SSL_CTX_set_client_hello_cb (context, choose_ciphers, (void *) options);
  if (options->no_names)
    SSL_CTX_set_tlsext_servername_callback (context, refuse_name);
  if (options->small_dh)
    g_assert_cmpint (SSL_CTX_set0_tmp_dh_pkey (context, make_small_dh ()), ==, 1);
  else if (options->dh_group != NULL)
    g_assert_cmpint (SSL_CTX_set0_tmp_dh_pkey (context, make_dh_group (options->dh_group)), ==, 1);
  else
    SSL_CTX_set_dh_auto (context, 1);
  repoint_test_pki_use (context, options->certificate);
  for (guint i = 0; i < options->n_chain; i++)
    SSL_CTX_add1_chain_cert (context, SSL_CTX_get0_certificate (context));

  return context;
}

/**
 * repoint_test_tls_server_new:
 * @options: copied, but for what its strings and bytes point to
 *
 * Returns: a server that listens
 */
RepointTestTlsServer *
repoint_test_tls_server_new (const RepointTestTlsOptions *options)
{
  RepointTestTlsServer *self = g_new0 (RepointTestTlsServer, 1);
  g_autoptr (GSocketAddress) place =
      g_inet_socket_address_new_from_string (options->address != NULL ? options->address : "127.0.0.1", options->port);
  g_autoptr (GSocketAddress) bound = NULL;
  struct sockaddr_storage address;
  socklen_t length = g_socket_address_get_native_size (place);

  self->options = *options;
  self->context = make_context (&self->options);
  self->connections = g_ptr_array_new ();
  self->transcript = g_string_new (NULL);
  g_mutex_init (&self->mutex);

  g_assert_true (g_socket_address_to_native (place, &address, sizeof address, NULL));
  self->listener = socket (address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (self->listener, >=, 0);
  g_assert_cmpint (bind (self->listener, (struct sockaddr *) &address, length), ==, 0);
  g_assert_cmpint (listen (self->listener, 64), ==, 0);
  g_assert_cmpint (getsockname (self->listener, (struct sockaddr *) &address, &length), ==, 0);
  bound = g_socket_address_new_from_native (&address, length);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  self->thread = g_thread_new ("test-tls-server", accept_all, self);

  return self;
}

void
repoint_test_tls_server_free (RepointTestTlsServer *self)
{
  if (self == NULL)
    return;

  g_mutex_lock (&self->mutex);
  self->quit = TRUE;
  shutdown (self->listener, SHUT_RDWR);
  for (guint i = 0; i < self->connections->len; i++)
    {
      Connection *connection = g_ptr_array_index (self->connections, i);

      if (connection->fd >= 0)
        shutdown (connection->fd, SHUT_RDWR);
    }
  g_mutex_unlock (&self->mutex);

  g_thread_join (self->thread);
  for (guint i = 0; i < self->connections->len; i++)
    {
      Connection *connection = g_ptr_array_index (self->connections, i);

      g_clear_pointer (&connection->thread, g_thread_join);
      g_string_free (connection->unread, TRUE);
      g_free (connection);
    }

  close (self->listener);
  SSL_CTX_free (self->context);
  g_ptr_array_unref (self->connections);
  g_string_free (self->transcript, TRUE);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

guint16
repoint_test_tls_server_get_port (RepointTestTlsServer *self)
{
  return self->port;
}

guint
repoint_test_tls_server_get_connections (RepointTestTlsServer *self)
{
  guint n;

  g_mutex_lock (&self->mutex);
  n = self->connections->len;
  g_mutex_unlock (&self->mutex);

  return n;
}

guint
repoint_test_tls_server_get_handshakes (RepointTestTlsServer *self)
{
  guint n;

  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->connections->len; i++)
    {
      Connection *connection = g_ptr_array_index (self->connections, i);
      GThread *thread = g_steal_pointer (&connection->thread);

      g_mutex_unlock (&self->mutex);
      g_clear_pointer (&thread, g_thread_join);
      g_mutex_lock (&self->mutex);
    }
  n = self->n_handshakes;
  g_mutex_unlock (&self->mutex);

  return n;
}

char *
repoint_test_tls_server_get_transcript (RepointTestTlsServer *self)
{
  char *text;

  g_mutex_lock (&self->mutex);
  text = g_strdup (self->transcript->str);
  g_mutex_unlock (&self->mutex);

  return text;
}
