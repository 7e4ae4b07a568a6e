/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-tls-talk.h"

#include "repoint-certificate.h"
#include "repoint-session-context.h"
#include "repoint-slow-handshake.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <string.h>

/*
 * opened ──▶ HANDSHAKE ──complete──▶ INSIDE ──inner is done, or they hung up──▶ OVER
 *                └──────────────────failed──────────────────────────────────────▲
 *
 * A handshake that is slow is work for another thread; until that is done nothing here touches @ssl, @in, @out and @step.
 */

/* What a server may send during the handshake. Inside, the inner conversation sets the bounds. */
#define MAX_HANDSHAKE_BYTES (256 * 1024)

typedef enum
{
  STAGE_HANDSHAKE,
  STAGE_INSIDE,
  STAGE_OVER,
} Stage;

typedef enum
{
  STEP_MORE,
  STEP_COMPLETE,
  STEP_FAILED,
} Step;

struct _RepointTlsTalk
{
  GObject              parent_instance;

  char                *host;
  RepointTlsVersion    highest;
  RepointConversation *inner;
  gint64               budget;
  gint64               deadline;
  Stage                stage;
  SSL                 *ssl;
  BIO                 *in;     /* owned by ssl */
  BIO                 *out;    /* owned by ssl */
  RepointSlowHandshake *slow;  /* NULL but during the handshake */
  gboolean             has_work;
  Step                 step;   /* how the last step of the handshake ended */
  GBytes              *unsent; /* of the inner conversation, where OpenSSL took a part only */
  gsize                n_bytes;
  RepointTlsVersion    version;
  gboolean             timed_out;
  JsonObject          *certificate;
};

static void conversation_iface_init (RepointConversationInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RepointTlsTalk, repoint_tls_talk, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (REPOINT_TYPE_CONVERSATION, conversation_iface_init))

static void
say_goodbye (RepointTlsTalk *self)
{
  ERR_clear_error ();
  SSL_shutdown (self->ssl);
  ERR_clear_error ();
  self->stage = STAGE_OVER;
}

/* On whatever thread OpenSSL was called. */
static void
clear_errors (RepointTlsTalk *self)
{
  g_debug ("%s: OpenSSL: %s", self->host, ERR_reason_error_string (ERR_peek_last_error ()));
  ERR_clear_error ();
}

static void
fail (RepointTlsTalk *self)
{
  self->stage = STAGE_OVER;
  if (self->inner != NULL)
    repoint_conversation_closed (self->inner, REPOINT_CLOSED_FIN);
}

static void
begin_inside (RepointTlsTalk *self,
              gint64          now)
{
  self->stage = STAGE_INSIDE;
  self->deadline = -1;
  self->version = (RepointTlsVersion) SSL_version (self->ssl);
  self->certificate = repoint_certificate_describe (self->ssl, self->host, g_get_real_time () / G_USEC_PER_SEC);
  if (self->inner != NULL)
    repoint_conversation_opened (self->inner, now);
}

/* Moves what the inner conversation wants to say into TLS. Returns FALSE on failure. */
static gboolean
send_inside (RepointTlsTalk *self)
{
  while (self->unsent != NULL || (self->unsent = repoint_conversation_take (self->inner)) != NULL)
    {
      g_autoptr (GBytes) bytes = g_steal_pointer (&self->unsent);
      gsize size = g_bytes_get_size (bytes);
      gsize written = 0;

      ERR_clear_error ();
      if (size > 0 && SSL_write_ex (self->ssl, g_bytes_get_data (bytes, NULL), size, &written) != 1)
        return FALSE;
      if (written < size)
        self->unsent = g_bytes_new_from_bytes (bytes, written, size - written);
    }
  return TRUE;
}

/* Returns FALSE when there is nothing more to read for now, or at all. */
static gboolean
receive_inside (RepointTlsTalk *self,
                gint64          now)
{
  guint8 buffer[4096];
  gsize length;
  int error;

  ERR_clear_error ();
  if (SSL_read_ex (self->ssl, buffer, sizeof buffer, &length) == 1)
    {
      repoint_conversation_feed (self->inner, buffer, length, now);
      return TRUE;
    }
  error = SSL_get_error (self->ssl, 0);
  if (error == SSL_ERROR_ZERO_RETURN)
    {
      repoint_conversation_closed (self->inner, REPOINT_CLOSED_FIN);
      say_goodbye (self);
    }
  else if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE)
    {
      clear_errors (self);
      fail (self);
    }
  return FALSE;
}

static void
go_on_inside (RepointTlsTalk *self,
              gint64          now)
{
  do
    {
      if (self->inner != NULL && !send_inside (self))
        {
          clear_errors (self);
          fail (self);
          return;
        }
      if (self->inner == NULL || repoint_conversation_is_done (self->inner))
        {
          say_goodbye (self);
          return;
        }
    }
  while (receive_inside (self, now));
}

static void
take_step (RepointTlsTalk *self)
{
  int done;

  ERR_clear_error ();
  done = SSL_do_handshake (self->ssl);
  if (done == 1)
    {
      self->step = STEP_COMPLETE;
    }
  else if (SSL_get_error (self->ssl, done) == SSL_ERROR_WANT_READ)
    {
      self->step = STEP_MORE;
    }
  else
    {
      clear_errors (self);
      self->step = STEP_FAILED;
    }
}

static void
judge_step (RepointTlsTalk *self,
            gint64          now)
{
  if (self->step == STEP_FAILED)
    fail (self);
  else if (self->step == STEP_COMPLETE)
    begin_inside (self, now);

  if (self->step != STEP_MORE)
    g_clear_pointer (&self->slow, repoint_slow_handshake_free);
  if (self->stage == STAGE_INSIDE)
    go_on_inside (self, now);
}

static void
repoint_tls_talk_opened (RepointConversation *conversation,
                         gint64               now)
{
  RepointTlsTalk *self = REPOINT_TLS_TALK (conversation);
  SSL_CTX *context = repoint_session_context_get (REPOINT_TLS_VERSION_1_2);
  g_autoptr (GBytes) hello = NULL;
  char *data = NULL;
  long length;

  self->deadline = now + self->budget;
  self->ssl = context != NULL ? SSL_new (context) : NULL;
  if (self->ssl == NULL
      || SSL_set_max_proto_version (self->ssl, self->highest) != 1
      || SSL_set_min_proto_version (self->ssl, TLS1_VERSION) != 1)
    {
      clear_errors (self);
      fail (self);
      return;
    }

  self->in = BIO_new (BIO_s_mem ());
  self->out = BIO_new (BIO_s_mem ());
  BIO_set_mem_eof_return (self->in, -1);
  BIO_set_mem_eof_return (self->out, -1);
  SSL_set_bio (self->ssl, self->in, self->out);
  SSL_set_connect_state (self->ssl);
  /* RFC 6066, section 3: literal addresses are not permitted. */
  if (!g_hostname_is_ip_address (self->host))
    SSL_set_tlsext_host_name (self->ssl, self->host);

  take_step (self);
  length = BIO_get_mem_data (self->out, &data);
  hello = g_bytes_new (data, MAX (length, 0));
  self->slow = repoint_slow_handshake_new (hello);
  judge_step (self, now);
}

static void
repoint_tls_talk_feed (RepointConversation *conversation,
                       const guint8        *bytes,
                       gsize                length,
                       gint64               now)
{
  RepointTlsTalk *self = REPOINT_TLS_TALK (conversation);

  if (self->stage == STAGE_OVER)
    return;
  self->n_bytes += length;
  if (self->stage == STAGE_HANDSHAKE && self->n_bytes > MAX_HANDSHAKE_BYTES)
    {
      fail (self);
      return;
    }
  BIO_write (self->in, bytes, (int) length);
  if (self->stage == STAGE_INSIDE)
    {
      go_on_inside (self, now);
    }
  else if (repoint_slow_handshake_feed (self->slow, bytes, length))
    {
      self->has_work = TRUE;
    }
  else
    {
      take_step (self);
      judge_step (self, now);
    }
}

static gboolean
repoint_tls_talk_has_work (RepointConversation *conversation)
{
  return REPOINT_TLS_TALK (conversation)->has_work;
}

static void
repoint_tls_talk_work (RepointConversation *conversation)
{
  take_step (REPOINT_TLS_TALK (conversation));
}

static void
repoint_tls_talk_worked (RepointConversation *conversation,
                         gint64               now)
{
  RepointTlsTalk *self = REPOINT_TLS_TALK (conversation);

  self->has_work = FALSE;
  judge_step (self, now);
}

static void
repoint_tls_talk_closed (RepointConversation *conversation,
                         RepointClosed        how)
{
  RepointTlsTalk *self = REPOINT_TLS_TALK (conversation);

  if (self->stage == STAGE_OVER)
    return;
  self->timed_out = self->stage == STAGE_HANDSHAKE && how == REPOINT_CLOSED_TIMEOUT;
  if (self->inner != NULL)
    repoint_conversation_closed (self->inner, how);
  if (self->stage == STAGE_INSIDE)
    say_goodbye (self);
  self->stage = STAGE_OVER;
}

/* The inner conversation may have been woken. */
static void
say_more (RepointTlsTalk *self)
{
  if (!send_inside (self))
    {
      clear_errors (self);
      fail (self);
    }
  else if (repoint_conversation_is_done (self->inner))
    {
      say_goodbye (self);
    }
}

static GBytes *
repoint_tls_talk_take (RepointConversation *conversation)
{
  RepointTlsTalk *self = REPOINT_TLS_TALK (conversation);
  gsize length;
  guint8 *data;

  if (self->out == NULL || self->has_work)
    return NULL;
  if (self->stage == STAGE_INSIDE && self->inner != NULL && BIO_ctrl_pending (self->out) == 0)
    say_more (self);
  length = BIO_ctrl_pending (self->out);
  if (length == 0)
    return NULL;
  data = g_malloc (length);
  BIO_read (self->out, data, (int) length);
  return g_bytes_new_take (data, length);
}

static gint64
repoint_tls_talk_get_deadline (RepointConversation *conversation)
{
  RepointTlsTalk *self = REPOINT_TLS_TALK (conversation);

  if (self->stage == STAGE_INSIDE && self->inner != NULL)
    return repoint_conversation_get_deadline (self->inner);
  return self->deadline;
}

static gboolean
repoint_tls_talk_is_done (RepointConversation *conversation)
{
  return REPOINT_TLS_TALK (conversation)->stage == STAGE_OVER;
}

static gboolean
repoint_tls_talk_is_full (RepointConversation *conversation)
{
  RepointTlsTalk *self = REPOINT_TLS_TALK (conversation);

  return self->stage == STAGE_INSIDE && self->inner != NULL && repoint_conversation_is_full (self->inner);
}

static gint64
repoint_tls_talk_get_talk_time (RepointConversation *conversation)
{
  RepointTlsTalk *self = REPOINT_TLS_TALK (conversation);

  return self->inner != NULL ? repoint_conversation_get_talk_time (self->inner) : -1;
}

static gboolean
repoint_tls_talk_is_urgent (RepointConversation *conversation)
{
  RepointTlsTalk *self = REPOINT_TLS_TALK (conversation);

  return self->inner != NULL && repoint_conversation_is_urgent (self->inner);
}

static gboolean
repoint_tls_talk_expired (RepointConversation *conversation,
                          gint64               now)
{
  RepointTlsTalk *self = REPOINT_TLS_TALK (conversation);

  return self->stage == STAGE_INSIDE && self->inner != NULL && repoint_conversation_expired (self->inner, now);
}

static void
conversation_iface_init (RepointConversationInterface *iface)
{
  iface->opened = repoint_tls_talk_opened;
  iface->feed = repoint_tls_talk_feed;
  iface->closed = repoint_tls_talk_closed;
  iface->take = repoint_tls_talk_take;
  iface->get_deadline = repoint_tls_talk_get_deadline;
  iface->is_done = repoint_tls_talk_is_done;
  iface->has_work = repoint_tls_talk_has_work;
  iface->work = repoint_tls_talk_work;
  iface->worked = repoint_tls_talk_worked;
  iface->is_full = repoint_tls_talk_is_full;
  iface->get_talk_time = repoint_tls_talk_get_talk_time;
  iface->is_urgent = repoint_tls_talk_is_urgent;
  iface->expired = repoint_tls_talk_expired;
}

RepointConversation *
repoint_tls_talk_new (const char          *host,
                      RepointTlsVersion    highest,
                      RepointConversation *inner,
                      gint64               budget)
{
  RepointTlsTalk *self;

  g_return_val_if_fail (host != NULL, NULL);
  g_return_val_if_fail (highest >= REPOINT_TLS_VERSION_1_0, NULL);

  self = g_object_new (REPOINT_TYPE_TLS_TALK, NULL);
  self->host = g_strdup (host);
  self->highest = highest;
  self->inner = inner != NULL ? g_object_ref (inner) : NULL;
  if (inner != NULL)
    repoint_conversation_set_outer (inner, REPOINT_CONVERSATION (self));
  self->budget = budget;
  return REPOINT_CONVERSATION (self);
}

RepointConversation *
repoint_tls_talk_get_inner (RepointTlsTalk *self)
{
  g_return_val_if_fail (REPOINT_IS_TLS_TALK (self), NULL);
  return self->inner;
}

RepointTlsVersion
repoint_tls_talk_get_highest (RepointTlsTalk *self)
{
  g_return_val_if_fail (REPOINT_IS_TLS_TALK (self), REPOINT_TLS_VERSION_NONE);
  return self->highest;
}

RepointTlsVersion
repoint_tls_talk_get_version (RepointTlsTalk *self)
{
  g_return_val_if_fail (REPOINT_IS_TLS_TALK (self), REPOINT_TLS_VERSION_NONE);
  return self->version;
}

gboolean
repoint_tls_talk_get_timed_out (RepointTlsTalk *self)
{
  g_return_val_if_fail (REPOINT_IS_TLS_TALK (self), FALSE);
  return self->timed_out;
}

JsonObject *
repoint_tls_talk_get_certificate (RepointTlsTalk *self)
{
  g_return_val_if_fail (REPOINT_IS_TLS_TALK (self), NULL);
  return self->certificate;
}

static void
repoint_tls_talk_finalize (GObject *object)
{
  RepointTlsTalk *self = REPOINT_TLS_TALK (object);

  g_clear_pointer (&self->slow, repoint_slow_handshake_free);
  g_clear_pointer (&self->ssl, SSL_free);
  g_clear_pointer (&self->unsent, g_bytes_unref);
  g_clear_pointer (&self->certificate, json_object_unref);
  g_clear_object (&self->inner);
  g_free (self->host);

  G_OBJECT_CLASS (repoint_tls_talk_parent_class)->finalize (object);
}

static void
repoint_tls_talk_class_init (RepointTlsTalkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = repoint_tls_talk_finalize;
}

static void
repoint_tls_talk_init (RepointTlsTalk *self)
{
  self->deadline = -1;
}
