/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-practice-stream.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

struct _RepointPracticeStream
{
  SSL        *ssl;         /* NULL: plain */
  BIO        *from_client; /* owned by ssl */
  BIO        *to_client;   /* owned by ssl */
  GByteArray *output;      /* ready for the socket */
};

static void
collect_output (RepointPracticeStream *self)
{
  guint8 buffer[4096];
  int length;

  while ((length = BIO_read (self->to_client, buffer, sizeof buffer)) > 0)
    g_byte_array_append (self->output, buffer, (guint) length);
}

/* TRUE as long as the session may go on. */
static gboolean
handle_result (RepointPracticeStream *self,
               int                    result)
{
  int problem = SSL_get_error (self->ssl, result);

  collect_output (self); /* an alert, if OpenSSL has one to say */
  return problem == SSL_ERROR_WANT_READ;
}

RepointPracticeStream *
repoint_practice_stream_new (void)
{
  RepointPracticeStream *self = g_new0 (RepointPracticeStream, 1);

  self->output = g_byte_array_new ();
  return self;
}

void
repoint_practice_stream_free (RepointPracticeStream *self)
{
  SSL_free (self->ssl);
  g_byte_array_unref (self->output);
  g_free (self);
}

/**
 * repoint_practice_stream_start_tls: from here on the stream is TLS. What was written before still leaves in the clear.
 *
 * Returns: FALSE when OpenSSL has no memory for it.
 */
gboolean
repoint_practice_stream_start_tls (RepointPracticeStream *self,
                                   SSL_CTX               *context)
{
  g_return_val_if_fail (self->ssl == NULL, FALSE);

  ERR_clear_error ();
  self->ssl = SSL_new (context);
  self->from_client = BIO_new (BIO_s_mem ());
  self->to_client = BIO_new (BIO_s_mem ());
  if (self->ssl == NULL || self->from_client == NULL || self->to_client == NULL)
    {
      BIO_free (self->from_client);
      BIO_free (self->to_client);
      g_clear_pointer (&self->ssl, SSL_free);
      return FALSE;
    }
  BIO_set_mem_eof_return (self->from_client, -1); /* empty means "later", not "over" */
  BIO_set_mem_eof_return (self->to_client, -1);
  SSL_set_bio (self->ssl, self->from_client, self->to_client);
  SSL_set_accept_state (self->ssl);
  return TRUE;
}

/**
 * repoint_practice_stream_feed: takes what arrived and appends the plain text in it to @text.
 *
 * Returns: FALSE when the session is over: the handshake failed, what arrived is not TLS, or the client said goodbye.
 *   There may still be an alert in the output.
 */
gboolean
repoint_practice_stream_feed (RepointPracticeStream *self,
                              const guint8          *bytes,
                              gsize                  n_bytes,
                              GByteArray            *text)
{
  guint8 buffer[4096];
  int result;

  if (self->ssl == NULL)
    {
      g_byte_array_append (text, bytes, (guint) n_bytes);
      return TRUE;
    }

  ERR_clear_error ();
  if (n_bytes > 0 && BIO_write (self->from_client, bytes, (int) n_bytes) != (int) n_bytes)
    return FALSE;
  if (!SSL_is_init_finished (self->ssl))
    {
      result = SSL_do_handshake (self->ssl);
      if (result <= 0)
        return handle_result (self, result);
    }
  do
    {
      ERR_clear_error ();
      result = SSL_read (self->ssl, buffer, sizeof buffer);
      if (result > 0)
        g_byte_array_append (text, buffer, (guint) result);
    }
  while (result > 0);
  return handle_result (self, result);
}

void
repoint_practice_stream_write (RepointPracticeStream *self,
                               const char            *text,
                               gsize                  length)
{
  if (length == 0)
    return;
  if (self->ssl == NULL)
    {
      g_byte_array_append (self->output, (const guint8 *) text, (guint) length);
      return;
    }
  ERR_clear_error ();
  SSL_write (self->ssl, text, (int) length); /* into memory: all or nothing, and nothing only when memory is out */
  collect_output (self);
}

/* Says goodbye by close_notify (RFC 5246 section 7.2.1), if there is a session to end. */
void
repoint_practice_stream_close (RepointPracticeStream *self)
{
  if (self->ssl == NULL || !SSL_is_init_finished (self->ssl))
    return;
  ERR_clear_error ();
  SSL_shutdown (self->ssl);
  collect_output (self);
}

/* Transfer none; the caller removes from its begin what it has sent. */
GByteArray *
repoint_practice_stream_get_output (RepointPracticeStream *self)
{
  return self->output;
}

/* The version agreed on; NONE while the stream is plain or shaking hands. */
RepointTlsVersion
repoint_practice_stream_get_version (RepointPracticeStream *self)
{
  if (self->ssl == NULL || !SSL_is_init_finished (self->ssl))
    return REPOINT_TLS_VERSION_NONE;
  return (RepointTlsVersion) SSL_version (self->ssl);
}
