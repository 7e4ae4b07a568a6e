/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-visit-tls.h"

#include "repoint-tls-alert.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

/* RFC 7507: a client that comes again with a lower version says so. */
#define TLS_FALLBACK_SCSV 0x5600

struct _RepointVisitTls
{
  RepointStationIdentity *identity;
  RepointTlsVersion       ceiling;   /* the highest version to agree to; NONE: no such limit */
  SSL                    *ssl;       /* NULL before the first step */
  BIO                    *in;        /* owned by @ssl, once that is there */
  BIO                    *out;       /* likewise */
  gboolean                complete;
  gboolean                failed;
  guint                   n_hellos;
  int                     alert;     /* the client's, -1: none that means anything */
  int                     complaint; /* ours, -1: none */
  gboolean                breach;    /* OpenSSL gave up because of what no server goes on with */
};

/* What the client takes for fatal; or what some say as a warning before they hang up. */
static void
note_alert (const SSL *ssl, int where, int value)
{
  RepointVisitTls *self = SSL_get_app_data (ssl);
  guint alert = value & 0xff;

  if ((where & SSL_CB_READ_ALERT) == SSL_CB_READ_ALERT &&
      (value >> 8 == SSL3_AL_FATAL || repoint_tls_alert_rejects_certificate (alert)))
    self->alert = (int) alert;
  else if ((where & SSL_CB_WRITE_ALERT) == SSL_CB_WRITE_ALERT && value >> 8 == SSL3_AL_FATAL)
    self->complaint = (int) alert;
}

/* Counts hellos as they are read: a HelloRetryRequest (RFC 8446 section 4.1.4) brings a second one. */
static void
note_message (int written, int version, int type, const void *message, size_t length, SSL *ssl, void *data)
{
  RepointVisitTls *self = data;

  if (!written && length > 0 && (type == SSL3_RT_HANDSHAKE || (type == 0 && version == SSL2_VERSION)) &&
      *(const guint8 *) message == SSL3_MT_CLIENT_HELLO)
    self->n_hellos++;
}

/* Whether it was the client who broke the rules: our alert says so, but for a record that is none of TLS. Everything else – no
 * version or suite in common, memory – is this computer's doing. */
static gboolean
is_breach (RepointVisitTls *self)
{
  switch (self->complaint)
    {
    case SSL_AD_UNEXPECTED_MESSAGE:
    case SSL_AD_BAD_RECORD_MAC:
    case SSL_AD_DECRYPTION_FAILED:
    case SSL_AD_RECORD_OVERFLOW:
    case SSL_AD_ILLEGAL_PARAMETER:
    case SSL_AD_DECODE_ERROR:
    case SSL_AD_DECRYPT_ERROR:
      return TRUE;

    default:
      return ERR_GET_REASON (ERR_peek_last_error ()) == SSL_R_WRONG_VERSION_NUMBER;
    }
}

static void
fail (RepointVisitTls *self)
{
  g_debug ("OpenSSL: %s", ERR_reason_error_string (ERR_peek_last_error ()));
  self->failed = TRUE;
  self->breach = is_breach (self);
  ERR_clear_error ();
}

/* FALSE when this computer cannot. */
static gboolean
begin (RepointVisitTls *self)
{
  g_autoptr (GError) error = NULL;
  SSL_CTX *context = repoint_station_identity_get_context (self->identity, &error);

  if (context == NULL)
    {
      g_warning ("The station cannot speak TLS: %s", error->message);
      self->failed = TRUE;
      return FALSE;
    }

  ERR_clear_error ();
  self->ssl = SSL_new (context);
  SSL_CTX_free (context);
  BIO_up_ref (self->in);
  BIO_up_ref (self->out);
  SSL_set_bio (self->ssl, self->in, self->out);
  SSL_set_app_data (self->ssl, self);
  SSL_set_info_callback (self->ssl, note_alert);
  SSL_set_msg_callback (self->ssl, note_message);
  SSL_set_msg_callback_arg (self->ssl, self);
  if (self->ceiling != REPOINT_TLS_VERSION_NONE)
    SSL_set_max_proto_version (self->ssl, (int) self->ceiling);
  SSL_set_accept_state (self->ssl);

  return TRUE;
}

/**
 * repoint_visit_tls_new:
 * @identity: what to show
 * @hello: what the client offers; its bytes are still to be fed
 *
 * Returns: (transfer full): a server's end that waits for the ClientHello
 */
RepointVisitTls *
repoint_visit_tls_new (RepointStationIdentity *identity, const RepointClientHello *hello)
{
  RepointVisitTls *self;

  g_return_val_if_fail (REPOINT_IS_STATION_IDENTITY (identity), NULL);
  g_return_val_if_fail (hello != NULL, NULL);

  self = g_new0 (RepointVisitTls, 1);
  self->identity = g_object_ref (identity);
  self->alert = -1;
  self->complaint = -1;
  self->in = BIO_new (BIO_s_mem ());
  self->out = BIO_new (BIO_s_mem ());
  BIO_set_mem_eof_return (self->in, -1); /* empty means "later", not "over" */
  BIO_set_mem_eof_return (self->out, -1);

  /* A server that knows more than the client admits to would have to refuse it. */
  for (guint i = 0; i < hello->suites->len; i++)
    if (g_array_index (hello->suites, guint16, i) == TLS_FALLBACK_SCSV)
      self->ceiling = hello->max_version;

  return self;
}

/**
 * repoint_visit_tls_free:
 * @self: (nullable) (transfer full): a server's end
 */
void
repoint_visit_tls_free (RepointVisitTls *self)
{
  if (self == NULL)
    return;

  SSL_free (self->ssl);
  BIO_free (self->in);
  BIO_free (self->out);
  g_object_unref (self->identity);
  g_free (self);
}

/**
 * repoint_visit_tls_feed:
 *
 * Takes what arrived; nothing is done with it yet.
 */
void
repoint_visit_tls_feed (RepointVisitTls *self, const guint8 *bytes, gsize length)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (length <= G_MAXINT);

  BIO_write (self->in, bytes, (int) length);
}

/**
 * repoint_visit_tls_step:
 *
 * Goes on with the handshake, as far as what was fed allows. May take hundreds of milliseconds.
 *
 * Returns: how far it came
 */
RepointVisitTlsStep
repoint_visit_tls_step (RepointVisitTls *self)
{
  int done;

  g_return_val_if_fail (self != NULL, REPOINT_VISIT_TLS_FAILED);

  if (self->ssl == NULL && !begin (self))
    return REPOINT_VISIT_TLS_FAILED;

  ERR_clear_error ();
  done = SSL_do_handshake (self->ssl);
  if (done == 1)
    {
      self->complete = TRUE;
      return REPOINT_VISIT_TLS_COMPLETE;
    }
  if (SSL_get_error (self->ssl, done) == SSL_ERROR_WANT_READ)
    return REPOINT_VISIT_TLS_MORE;

  fail (self);

  return REPOINT_VISIT_TLS_FAILED;
}

/**
 * repoint_visit_tls_read:
 * @buffer: (out): wipe it, for it may hold what nobody is to know
 * @length: (out): how much was read
 *
 * Reads what the client says inside TLS.
 */
RepointVisitTlsRead
repoint_visit_tls_read (RepointVisitTls *self, guint8 *buffer, gsize size, gsize *length)
{
  g_return_val_if_fail (self != NULL && self->complete, REPOINT_VISIT_TLS_BROKEN);

  ERR_clear_error ();
  if (SSL_read_ex (self->ssl, buffer, size, length) == 1)
    return REPOINT_VISIT_TLS_READ;

  *length = 0;
  switch (SSL_get_error (self->ssl, 0))
    {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
      return REPOINT_VISIT_TLS_NOTHING;

    case SSL_ERROR_ZERO_RETURN:
      return REPOINT_VISIT_TLS_CLOSED;

    default:
      fail (self);
      return REPOINT_VISIT_TLS_BROKEN;
    }
}

/**
 * repoint_visit_tls_write:
 *
 * Says something inside TLS.
 */
void
repoint_visit_tls_write (RepointVisitTls *self, GBytes *bytes)
{
  gsize length;
  const void *data = g_bytes_get_data (bytes, &length);

  g_return_if_fail (self != NULL && self->complete);

  ERR_clear_error ();
  SSL_write (self->ssl, data, (int) length); /* into memory: all, or nothing when memory is out */
  ERR_clear_error ();
}

/**
 * repoint_visit_tls_close:
 *
 * Says close_notify (RFC 8446 section 6.1), if there is a session to end.
 */
void
repoint_visit_tls_close (RepointVisitTls *self)
{
  g_return_if_fail (self != NULL);

  if (!self->complete || self->failed)
    return;

  ERR_clear_error ();
  SSL_shutdown (self->ssl);
  ERR_clear_error ();
}

/**
 * repoint_visit_tls_take:
 *
 * Returns: (transfer full) (nullable): what is to be sent now, or %NULL
 */
GBytes *
repoint_visit_tls_take (RepointVisitTls *self)
{
  gsize length;
  guint8 *data;

  g_return_val_if_fail (self != NULL, NULL);

  length = BIO_ctrl_pending (self->out);
  if (length == 0)
    return NULL;

  data = g_malloc (length);
  BIO_read (self->out, data, (int) length);

  return g_bytes_new_take (data, length);
}

/**
 * repoint_visit_tls_get_n_hellos:
 *
 * Returns: how many ClientHellos OpenSSL has read
 */
guint
repoint_visit_tls_get_n_hellos (RepointVisitTls *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_hellos;
}

/* RFC 5246 section 7.4.2: an anonymous key exchange has none, so there is nothing that a client could look at. */
gboolean
repoint_visit_tls_has_certificate (RepointVisitTls *self)
{
  const SSL_CIPHER *cipher;

  g_return_val_if_fail (self != NULL, FALSE);

  cipher = self->ssl != NULL ? SSL_get_current_cipher (self->ssl) : NULL;

  return cipher != NULL && SSL_CIPHER_get_auth_nid (cipher) != NID_auth_null;
}

/**
 * repoint_visit_tls_get_handshake:
 *
 * Returns: what can be told so far. The result is NONE as long as nothing has ended it; how the connection ended, and what the
 *   client said inside, is for others to add.
 */
RepointVisitHandshake
repoint_visit_tls_get_handshake (RepointVisitTls *self)
{
  RepointVisitHandshake handshake = { .alert = -1 };
  const SSL_CIPHER *cipher = NULL;

  g_return_val_if_fail (self != NULL, handshake);

  if (self->ssl != NULL)
    cipher = self->complete ? SSL_get_current_cipher (self->ssl) : SSL_get_pending_cipher (self->ssl);
  if (cipher != NULL)
    {
      handshake.version = (RepointTlsVersion) SSL_version (self->ssl);
      handshake.suite = SSL_CIPHER_get_protocol_id (cipher);
    }

  handshake.alert = self->alert;
  if (self->alert >= 0 && (self->failed || !self->complete))
    handshake.result = REPOINT_HANDSHAKE_ALERT;
  else if (self->complete)
    handshake.result = REPOINT_HANDSHAKE_COMPLETED;
  else if (self->failed)
    handshake.result = self->breach ? REPOINT_HANDSHAKE_ILLEGAL : REPOINT_HANDSHAKE_LOCAL_LIMITATION;

  if (repoint_tls_alert_rejects_certificate ((guint) self->alert))
    handshake.validates = REPOINT_VALIDATES_YES;

  return handshake;
}
