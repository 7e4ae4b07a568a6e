/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-session-conversation.h"

#include "repoint-certificate.h"
#include "repoint-session-context.h"
#include "repoint-slow-handshake.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <arpa/inet.h>

/*
 *            STARTTLS                                                 mail
 * opened ──▶ CLEAR ──the server waits──▶ HANDSHAKE ──complete──▶ INSIDE ──goodbye──▶ done
 *     └─────────── direct TLS ────────────▲    └──── not mail ─────────────────────────▲
 *
 * OpenSSL works on memory: what arrives is written to one BIO, what it wants to send is read from the other. A handshake
 * that is slow is work for another thread; until that is done nothing here touches @ssl, @in, @out and @step to @breach.
 */

/* More than handshake, certificates and dialogue can need; a server that goes on and on is cut off here. */
#define MAX_BYTES (512 * 1024)

typedef enum
{
  STAGE_CLEAR,
  STAGE_HANDSHAKE,
  STAGE_INSIDE,
} Stage;

typedef enum
{
  STEP_MORE,
  STEP_COMPLETE,
  STEP_FAILED,
} Step;

struct _RepointSessionConversation
{
  GObject              parent_instance;

  RepointTarget       *target;
  RepointTlsVersion    version;
  gboolean             wants_certificate;
  gboolean             nameless;
  gboolean             small;
  guint16              suite;     /* the one to offer if it is small */
  RepointSessionPin   *pin;       /* nullable */
  gint64               budget;
  Stage                stage;
  RepointMailDialogue *clear;
  RepointMailDialogue *secure;
  SSL                 *ssl;
  BIO                 *in;      /* owned by ssl */
  BIO                 *out;     /* owned by ssl */
  RepointSlowHandshake *slow;   /* NULL but during the handshake */
  gboolean             has_work;
  Step                 step;    /* how the last step of the handshake ended */
  int                  alert;   /* the last fatal one of the server, or -1 */
  int                  complaint; /* the last fatal one of ours, or -1 */
  gboolean             breach;  /* OpenSSL gave up because of what no client goes on with */
  GBytes              *unsent;  /* of the dialogue, where OpenSSL took a part only */
  gsize                n_bytes;
  RepointSessionResult result;
};

static void conversation_iface_init (RepointConversationInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RepointSessionConversation, repoint_session_conversation, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (REPOINT_TYPE_CONVERSATION, conversation_iface_init))

static gboolean
is_mail (RepointSessionConversation *self)
{
  return self->target->protocol <= REPOINT_PROTOCOL_POP3;
}

static gboolean
is_address (const char *host)
{
  guint8 address[sizeof (struct in6_addr)];

  return inet_pton (AF_INET, host, address) == 1 || inet_pton (AF_INET6, host, address) == 1;
}

static void
note_alert (const SSL *ssl, int where, int value)
{
  RepointSessionConversation *self = SSL_get_app_data (ssl);

  if (value >> 8 != SSL3_AL_FATAL)
    return;
  if ((where & SSL_CB_READ_ALERT) == SSL_CB_READ_ALERT)
    self->alert = value & 0xff;
  else if ((where & SSL_CB_WRITE_ALERT) == SSL_CB_WRITE_ALERT)
    self->complaint = value & 0xff;
}

/* There is no alert for what is not TLS at all; and what is too long for OpenSSL may be right for others. */
static gboolean
is_breach (RepointSessionConversation *self)
{
  int reason = ERR_GET_REASON (ERR_peek_last_error ());

  if (reason == SSL_R_EXCESSIVE_MESSAGE_SIZE)
    return FALSE;

  switch (self->complaint)
    {
    case SSL_AD_UNEXPECTED_MESSAGE:
    case SSL_AD_BAD_RECORD_MAC:
    case SSL_AD_DECRYPTION_FAILED:
    case SSL_AD_RECORD_OVERFLOW:
    case SSL_AD_ILLEGAL_PARAMETER:
    case SSL_AD_DECODE_ERROR:
    case SSL_AD_DECRYPT_ERROR:
    case SSL_AD_PROTOCOL_VERSION:
      return TRUE;
    default:
      return reason == SSL_R_WRONG_VERSION_NUMBER;
    }
}

static void
end (RepointSessionConversation *self, RepointSessionOutcome outcome)
{
  if (self->result.outcome == REPOINT_SESSION_NONE)
    self->result.outcome = outcome;
}

/* OpenSSL gave up. If the server sent an alert, or broke the protocol, it is the server's doing; otherwise something it sent
 * was too much for this computer's library, which proves nothing. */
static void
fail (RepointSessionConversation *self)
{
  self->result.alert = self->alert;
  self->result.breach = self->breach;
  if (self->result.completed)
    end (self, REPOINT_SESSION_ENDED);
  else
    end (self, self->alert >= 0 || self->breach ? REPOINT_SESSION_HANDSHAKE : REPOINT_SESSION_LOCAL);
}

/* On whatever thread OpenSSL was called. */
static void
clear_errors (RepointSessionConversation *self)
{
  g_debug ("%s: OpenSSL: %s", self->target->host, ERR_reason_error_string (ERR_peek_last_error ()));
  self->breach = is_breach (self);
  ERR_clear_error ();
}

static void
say_goodbye (RepointSessionConversation *self)
{
  ERR_clear_error ();
  SSL_shutdown (self->ssl);
  ERR_clear_error ();
  end (self, REPOINT_SESSION_DONE);
}

static void
begin_inside (RepointSessionConversation *self)
{
  self->result.completed = TRUE;
  self->stage = STAGE_INSIDE;
  if (self->wants_certificate)
    self->result.certificate =
        repoint_certificate_describe (self->ssl, self->target->host, g_get_real_time () / G_USEC_PER_SEC);

  if (!is_mail (self))
    {
      say_goodbye (self);
      return;
    }

  self->secure = repoint_mail_dialogue_new_secure (self->target->protocol, self->target->security == REPOINT_SECURITY_TLS);
  self->result.secure = repoint_mail_dialogue_get_report (self->secure);
}

/* Moves what the dialogue wants to say into TLS. Returns FALSE on failure. */
static gboolean
send_inside (RepointSessionConversation *self)
{
  while (self->unsent != NULL || (self->unsent = repoint_mail_dialogue_take (self->secure)) != NULL)
    {
      g_autoptr (GBytes) bytes = g_steal_pointer (&self->unsent);
      gsize written = 0;

      ERR_clear_error ();
      if (SSL_write_ex (self->ssl, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &written) != 1)
        return FALSE;
      if (written < g_bytes_get_size (bytes))
        self->unsent = g_bytes_new_from_bytes (bytes, written, g_bytes_get_size (bytes) - written);
    }

  return TRUE;
}

static void
go_on_inside (RepointSessionConversation *self)
{
  guint8 buffer[4096];
  gsize length;

  while (self->result.outcome == REPOINT_SESSION_NONE)
    {
      if (!send_inside (self))
        {
          clear_errors (self);
          fail (self);
          return;
        }
      if (repoint_mail_dialogue_is_done (self->secure))
        {
          say_goodbye (self);
          return;
        }

      ERR_clear_error ();
      if (SSL_read_ex (self->ssl, buffer, sizeof buffer, &length) == 1)
        {
          repoint_mail_dialogue_feed (self->secure, buffer, length);
          continue;
        }

      switch (SSL_get_error (self->ssl, 0))
        {
        case SSL_ERROR_WANT_READ:
        case SSL_ERROR_WANT_WRITE:
          return;
        case SSL_ERROR_ZERO_RETURN:
          end (self, REPOINT_SESSION_ENDED);
          return;
        default:
          clear_errors (self);
          fail (self);
          return;
        }
    }
}

static void
take_step (RepointSessionConversation *self)
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
judge_step (RepointSessionConversation *self)
{
  self->result.answered = SSL_get_pending_cipher (self->ssl) != NULL;
  if (self->step == STEP_FAILED)
    fail (self);
  else if (self->step == STEP_COMPLETE)
    begin_inside (self);

  if (self->step != STEP_MORE)
    g_clear_pointer (&self->slow, repoint_slow_handshake_free);
  if (self->stage == STAGE_INSIDE)
    go_on_inside (self);
}

static void
begin_handshake (RepointSessionConversation *self)
{
  SSL_CTX *context = repoint_session_context_get (self->version);
  SSL *ssl = context != NULL ? SSL_new (context) : NULL;
  g_autoptr (GBytes) hello = NULL;
  char *data = NULL;
  long length;

  /* It also refuses while the process is ending. */
  if (ssl == NULL)
    {
      end (self, REPOINT_SESSION_LOCAL);
      return;
    }

  self->stage = STAGE_HANDSHAKE;
  self->ssl = ssl;
  self->in = BIO_new (BIO_s_mem ());
  self->out = BIO_new (BIO_s_mem ());
  BIO_set_mem_eof_return (self->in, -1);
  BIO_set_mem_eof_return (self->out, -1);
  SSL_set_bio (self->ssl, self->in, self->out);
  SSL_set_app_data (self->ssl, self);
  SSL_set_info_callback (self->ssl, note_alert);
  SSL_set_connect_state (self->ssl);
  if (self->small)
    repoint_session_context_shrink (self->ssl, self->version, self->suite);
  if (self->pin != NULL && !repoint_session_pin_apply (self->pin, self->ssl))
    {
      end (self, REPOINT_SESSION_LOCAL);
      return;
    }
  if (!self->nameless && !is_address (self->target->host))
    SSL_set_tlsext_host_name (self->ssl, self->target->host);

  take_step (self);
  length = BIO_get_mem_data (self->out, &data);
  hello = g_bytes_new (data, MAX (length, 0));
  self->slow = repoint_slow_handshake_new (hello);
  judge_step (self);
}

static void
opened (RepointConversation *conversation, gint64 now)
{
  RepointSessionConversation *self = REPOINT_SESSION_CONVERSATION (conversation);

  self->result.opened = now;
  if (self->clear == NULL)
    begin_handshake (self);
}

static void
feed (RepointConversation *conversation, const guint8 *bytes, gsize length, gint64 now)
{
  RepointSessionConversation *self = REPOINT_SESSION_CONVERSATION (conversation);

  if (self->result.outcome != REPOINT_SESSION_NONE || length == 0)
    return;

  self->n_bytes += length;
  if (self->n_bytes > MAX_BYTES)
    {
      end (self, REPOINT_SESSION_ENDED);
      return;
    }

  if (self->stage == STAGE_CLEAR)
    {
      repoint_mail_dialogue_feed (self->clear, bytes, length);
      if (repoint_mail_dialogue_is_done (self->clear) && self->result.clear->result != REPOINT_MAIL_RESULT_TLS)
        end (self, REPOINT_SESSION_DIALOGUE);
      return;
    }

  BIO_write (self->in, bytes, (int) length);
  if (self->stage == STAGE_INSIDE)
    {
      go_on_inside (self);
    }
  else if (repoint_slow_handshake_feed (self->slow, bytes, length))
    {
      self->has_work = TRUE;
    }
  else
    {
      take_step (self);
      judge_step (self);
    }
}

static gboolean
has_work (RepointConversation *conversation)
{
  return REPOINT_SESSION_CONVERSATION (conversation)->has_work;
}

static void
work (RepointConversation *conversation)
{
  take_step (REPOINT_SESSION_CONVERSATION (conversation));
}

static void
worked (RepointConversation *conversation, gint64 now)
{
  RepointSessionConversation *self = REPOINT_SESSION_CONVERSATION (conversation);

  self->has_work = FALSE;
  judge_step (self);
}

static RepointSessionOutcome
judge_end (RepointSessionConversation *self, RepointClosed how)
{
  if (how == REPOINT_CLOSED_CANCELLED || how == REPOINT_CLOSED_LOCAL)
    return REPOINT_SESSION_STOPPED;
  if (self->result.opened == 0)
    return REPOINT_SESSION_UNCONNECTED;

  switch (self->stage)
    {
    case STAGE_CLEAR:
      return REPOINT_SESSION_DIALOGUE;
    case STAGE_HANDSHAKE:
      return REPOINT_SESSION_HANDSHAKE;
    case STAGE_INSIDE:
    default:
      return REPOINT_SESSION_ENDED;
    }
}

static void
closed (RepointConversation *conversation, RepointClosed how)
{
  RepointSessionConversation *self = REPOINT_SESSION_CONVERSATION (conversation);

  if (self->result.outcome != REPOINT_SESSION_NONE)
    return;

  self->result.closed = how;
  end (self, judge_end (self, how));
}

static gboolean
expects_silence (RepointConversation *conversation)
{
  RepointSessionConversation *self = REPOINT_SESSION_CONVERSATION (conversation);

  return self->stage == STAGE_CLEAR && self->clear != NULL && repoint_mail_dialogue_expects_silence (self->clear);
}

/* The handshake begins when its first bytes go out: until then, what comes belongs to the dialogue. */
static GBytes *
take (RepointConversation *conversation)
{
  RepointSessionConversation *self = REPOINT_SESSION_CONVERSATION (conversation);
  GBytes *bytes;
  gsize length;
  guint8 *data;

  if (self->clear != NULL && (bytes = repoint_mail_dialogue_take (self->clear)) != NULL)
    return bytes;
  if (self->stage == STAGE_CLEAR && self->result.outcome == REPOINT_SESSION_NONE && self->clear != NULL &&
      self->result.clear->result == REPOINT_MAIL_RESULT_TLS)
    begin_handshake (self);
  if (self->ssl == NULL || self->has_work || (length = BIO_ctrl_pending (self->out)) == 0)
    return NULL;

  data = g_malloc (length);
  BIO_read (self->out, data, (int) length);

  return g_bytes_new_take (data, length);
}

static gint64
get_deadline (RepointConversation *conversation)
{
  RepointSessionConversation *self = REPOINT_SESSION_CONVERSATION (conversation);

  return self->result.opened + self->budget;
}

static gboolean
is_done (RepointConversation *conversation)
{
  return REPOINT_SESSION_CONVERSATION (conversation)->result.outcome != REPOINT_SESSION_NONE;
}

static void
conversation_iface_init (RepointConversationInterface *iface)
{
  iface->opened = opened;
  iface->feed = feed;
  iface->closed = closed;
  iface->take = take;
  iface->get_deadline = get_deadline;
  iface->is_done = is_done;
  iface->has_work = has_work;
  iface->work = work;
  iface->worked = worked;
  iface->expects_silence = expects_silence;
}

static void
repoint_session_conversation_finalize (GObject *object)
{
  RepointSessionConversation *self = REPOINT_SESSION_CONVERSATION (object);

  g_clear_pointer (&self->slow, repoint_slow_handshake_free);
  g_clear_pointer (&self->ssl, SSL_free);
  g_clear_pointer (&self->unsent, g_bytes_unref);
  g_clear_pointer (&self->clear, repoint_mail_dialogue_free);
  g_clear_pointer (&self->secure, repoint_mail_dialogue_free);
  g_clear_pointer (&self->result.certificate, json_object_unref);
  g_clear_pointer (&self->pin, repoint_session_pin_free);
  g_clear_pointer (&self->target, repoint_target_free);

  G_OBJECT_CLASS (repoint_session_conversation_parent_class)->finalize (object);
}

static void
repoint_session_conversation_class_init (RepointSessionConversationClass *class)
{
  G_OBJECT_CLASS (class)->finalize = repoint_session_conversation_finalize;
}

static void
repoint_session_conversation_init (RepointSessionConversation *self)
{
  self->alert = -1;
  self->result.alert = -1;
  self->complaint = -1;
}

/**
 * repoint_session_conversation_new:
 * @target: what is spoken, and whether TLS comes first or after STARTTLS
 * @version: the only version to accept
 * @certificate: whether to describe the certificate
 * @budget: how long it may take from the moment the connection stands, in µs
 *
 * Returns: (transfer full): a conversation
 */
RepointConversation *
repoint_session_conversation_new (const RepointTarget *target, RepointTlsVersion version, gboolean certificate, gint64 budget)
{
  RepointSessionConversation *self;

  g_return_val_if_fail (target != NULL, NULL);
  g_return_val_if_fail (target->security != REPOINT_SECURITY_NONE, NULL);
  g_return_val_if_fail (target->security != REPOINT_SECURITY_STARTTLS || target->protocol <= REPOINT_PROTOCOL_POP3, NULL);

  self = g_object_new (REPOINT_TYPE_SESSION_CONVERSATION, NULL);
  self->target = repoint_target_copy (target);
  self->version = version;
  self->wants_certificate = certificate;
  self->budget = budget;
  if (target->security == REPOINT_SECURITY_STARTTLS)
    {
      self->clear = repoint_mail_dialogue_new_clear (target->protocol);
      self->result.clear = repoint_mail_dialogue_get_report (self->clear);
    }

  return REPOINT_CONVERSATION (self);
}

/**
 * repoint_session_conversation_withhold_name:
 *
 * Does not say in the handshake whom it wants (RFC 6066 section 3): some servers refuse names that they do not know. To be
 * called before the conversation begins.
 */
void
repoint_session_conversation_withhold_name (RepointSessionConversation *self)
{
  g_return_if_fail (REPOINT_IS_SESSION_CONVERSATION (self));

  self->nameless = TRUE;
}

/**
 * repoint_session_conversation_keep_small:
 * @suite: what the server chose from a small hello at that version
 *
 * Offers that suite and little else: some servers break on hellos of 256 bytes or more than 48 suites. To be called before the
 * conversation begins.
 */
void
repoint_session_conversation_keep_small (RepointSessionConversation *self, guint16 suite)
{
  g_return_if_fail (REPOINT_IS_SESSION_CONVERSATION (self));

  self->small = TRUE;
  self->suite = suite;
}

/**
 * repoint_session_conversation_pin:
 * @pin: what to offer, and nothing else
 *
 * Where OpenSSL cannot be held to it, the session ends before its first byte of TLS, with %REPOINT_SESSION_LOCAL. To be called
 * before the conversation begins.
 */
void
repoint_session_conversation_pin (RepointSessionConversation *self, const RepointSessionPin *pin)
{
  g_return_if_fail (REPOINT_IS_SESSION_CONVERSATION (self));
  g_return_if_fail (pin != NULL);

  repoint_session_pin_free (self->pin);
  self->pin = repoint_session_pin_copy (pin);
}

/**
 * repoint_session_conversation_get_result:
 *
 * Returns: (transfer none): what came of it; lives as long as the conversation
 */
const RepointSessionResult *
repoint_session_conversation_get_result (RepointSessionConversation *self)
{
  g_return_val_if_fail (REPOINT_IS_SESSION_CONVERSATION (self), NULL);

  return &self->result;
}
