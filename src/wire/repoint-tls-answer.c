/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-tls-answer.h"

#include "repoint-tls-server-message.h"
#include "repoint-tls-suite.h"

/*
 * RECORD HEADER ──5 bytes──▶ RECORD BODY ──its length──▶ RECORD HEADER …
 *       │                        │
 *       │  alert bytes, two by two ──┤── handshake bytes, message by message
 *       │                        ▼
 *       └─3 bytes─▶ SSLv2 ──▶ a verdict, which stays
 *
 * A message that lies whole within what was fed is read where it lies; only one that is cut is collected.
 */

#define RECORD_HEADER     5
#define HANDSHAKE_HEADER  4
#define SSL2_HEADER       3         /* with the type of the message, which is all of an SSLv2 record that we take apart here */
#define SSL2_ERROR_LENGTH 3
#define MAX_RECORD        (1 << 14) /* RFC 8446 section 5.1, RFC 5246 section 6.2.1 */
#define MAX_HELLO         (1 << 14) /* far more than any ServerHello */
#define MAX_MESSAGE       (1 << 16)
#define MAX_BYTES         (1 << 16)
#define MAX_FLIGHT_BYTES  (1 << 18)
#define MAX_WARNINGS      16

enum
{
  CONTENT_CHANGE_CIPHER_SPEC = 20,
  CONTENT_ALERT = 21,
  CONTENT_HANDSHAKE = 22,

  HANDSHAKE_HELLO_REQUEST = 0,
  HANDSHAKE_SERVER_HELLO = 2,
  HANDSHAKE_CERTIFICATE = 11,
  HANDSHAKE_SERVER_KEY_EXCHANGE = 12,
  HANDSHAKE_CERTIFICATE_REQUEST = 13,
  HANDSHAKE_SERVER_HELLO_DONE = 14,
  HANDSHAKE_CERTIFICATE_STATUS = 22,

  SSL2_MESSAGE_ERROR = 0,
  SSL2_MESSAGE_SERVER_HELLO = 4,

  ALERT_WARNING = 1,
  ALERT_FATAL = 2,
  ALERT_CLOSE_NOTIFY = 0,

  EXTENSION_STATUS_REQUEST = 5,
};

/* The order of the messages of a flight (RFC 5246 section 7.3, RFC 6066 section 8); each comes once at most. */
typedef enum
{
  STEP_NOTHING,
  STEP_SERVER_HELLO,
  STEP_CERTIFICATE,
  STEP_CERTIFICATE_STATUS,
  STEP_KEY_EXCHANGE,
  STEP_CERTIFICATE_REQUEST,
  STEP_DONE,
} Step;

struct _RepointTlsAnswerReader
{
  GBytes                *hello;
  RepointTlsOffer        offer;       /* within hello */
  gboolean               flight;
  gboolean               has_more;    /* in the record, behind the message that was the end */
  GByteArray            *rest;        /* NULL but after a HelloRetryRequest: what came right behind it */

  guint8                 header[RECORD_HEADER];
  gsize                  header_length;
  gboolean               ssl2;        /* the record is one of SSLv2 */
  gsize                  body_left;
  gsize                  total;
  guint8                 alert[2];
  gsize                  alert_length;
  guint                  n_ignored;   /* warnings and requests for a hello */
  GByteArray            *message;     /* the beginning of one that is not whole yet; NULL until there is one */
  Step                   step;
  gboolean               has_key_exchange;
  RepointTlsKeyExchange  key_exchange;

  RepointTlsAnswer       answer;
};

static void
illegal (RepointTlsAnswerReader *self, const char *why)
{
  self->answer.kind = REPOINT_TLS_ANSWER_ILLEGAL;
  self->answer.illegal = why;
}

/* After the first ServerHello it was TLS, whatever follows. */
static void
garbage (RepointTlsAnswerReader *self)
{
  gboolean first = self->step == STEP_NOTHING && !self->answer.retried;

  self->answer.kind = first ? REPOINT_TLS_ANSWER_GARBAGE : REPOINT_TLS_ANSWER_ILLEGAL;
  self->answer.illegal = "not a TLS record of a handshake";
}

/* A warning before the ServerHello means nothing by itself (RFC 5246 section 7.2.2; unrecognized_name is common) but is
 * kept, in case that the server just hangs up then. close_notify is an end. */
static void
read_alerts (RepointTlsAnswerReader *self, RepointBytes in)
{
  for (gsize i = 0; i < in.length && self->answer.kind == REPOINT_TLS_ANSWER_MORE; i++)
    {
      self->alert[self->alert_length++] = in.data[i];
      if (self->alert_length < 2)
        continue;

      self->alert_length = 0;
      if (self->alert[0] != ALERT_WARNING && self->alert[0] != ALERT_FATAL)
        {
          illegal (self, "an alert that is neither warning nor fatal");
          return;
        }

      self->answer.alert = self->alert[1];
      if (self->alert[0] == ALERT_FATAL || self->alert[1] == ALERT_CLOSE_NOTIFY)
        self->answer.kind = REPOINT_TLS_ANSWER_ALERT;
      else if (++self->n_ignored > MAX_WARNINGS)
        illegal (self, "too many warnings");
    }
}

/* RFC 8446 appendix D.4: stands there for the eyes of others, and means nothing. */
static void
read_change_cipher_spec (RepointTlsAnswerReader *self, RepointBytes in)
{
  if (in.length != 1 || self->body_left > 0 || in.data[0] != 1)
    illegal (self, "a change_cipher_spec that is none");
  else if (++self->n_ignored > MAX_WARNINGS)
    illegal (self, "too many change_cipher_specs");
}

static Step
find_step (guint8 type)
{
  switch (type)
    {
    case HANDSHAKE_SERVER_HELLO:
      return STEP_SERVER_HELLO;
    case HANDSHAKE_CERTIFICATE:
      return STEP_CERTIFICATE;
    case HANDSHAKE_CERTIFICATE_STATUS:
      return STEP_CERTIFICATE_STATUS;
    case HANDSHAKE_SERVER_KEY_EXCHANGE:
      return STEP_KEY_EXCHANGE;
    case HANDSHAKE_CERTIFICATE_REQUEST:
      return STEP_CERTIFICATE_REQUEST;
    case HANDSHAKE_SERVER_HELLO_DONE:
      return STEP_DONE;
    default:
      return STEP_NOTHING;
    }
}

static gboolean
is_anonymous (RepointTlsAnswerReader *self)
{
  return self->key_exchange == REPOINT_TLS_KEY_EXCHANGE_DH_ANON || self->key_exchange == REPOINT_TLS_KEY_EXCHANGE_ECDH_ANON;
}

static gboolean
is_certified (RepointTlsAnswerReader *self)
{
  return self->key_exchange != REPOINT_TLS_KEY_EXCHANGE_OTHER && self->key_exchange != REPOINT_TLS_KEY_EXCHANGE_UNKNOWN &&
         !is_anonymous (self);
}

static gboolean
is_ephemeral (RepointTlsAnswerReader *self)
{
  return self->key_exchange == REPOINT_TLS_KEY_EXCHANGE_DHE || self->key_exchange == REPOINT_TLS_KEY_EXCHANGE_ECDHE ||
         is_anonymous (self);
}

/* What the first four bytes of a message already say. */
static const char *
check_message (RepointTlsAnswerReader *self, guint8 type, gsize size)
{
  Step step = find_step (type);

  /* RFC 5246 section 7.4.1.1: to be ignored while a handshake is going on. */
  if (type == HANDSHAKE_HELLO_REQUEST && size == 0)
    return ++self->n_ignored > MAX_WARNINGS ? "too many requests for a hello" : NULL;

  if (self->step == STEP_NOTHING && step != STEP_SERVER_HELLO)
    return "the first message is not a ServerHello";
  if (step <= self->step)
    return "a message out of order";
  if (size > (step == STEP_SERVER_HELLO ? MAX_HELLO : MAX_MESSAGE))
    return "the message is too long";
  if (step == STEP_CERTIFICATE && is_anonymous (self))
    return "a certificate with an anonymous suite";
  if (step > STEP_CERTIFICATE && self->step < STEP_CERTIFICATE && is_certified (self))
    return "the certificate is missing";
  if (step == STEP_CERTIFICATE_STATUS && !repoint_tls_offer_has_extension (&self->offer, EXTENSION_STATUS_REQUEST))
    return "a certificate status that was not asked for";
  if (step == STEP_DONE && is_ephemeral (self) && !self->has_key_exchange)
    return "the key exchange is missing";
  if (step == STEP_DONE && size > 0)
    return "a ServerHelloDone that is not empty";

  return NULL;
}

/* @message: header and body; its header was checked */
static const char *
read_message (RepointTlsAnswerReader *self, RepointBytes message)
{
  RepointBytes body = repoint_bytes (message.data + HANDSHAKE_HEADER, message.length - HANDSHAKE_HEADER);
  Step step = find_step (message.data[0]);
  const char *why = NULL;

  switch ((guint) step)
    {
    case STEP_NOTHING: /* a request for a hello */
      return NULL;

    case STEP_SERVER_HELLO:
      why = repoint_tls_server_message_read_hello (body, &self->offer, &self->answer);
      self->key_exchange = repoint_tls_suite_get_key_exchange (self->answer.suite);
      break;

    case STEP_CERTIFICATE:
      why = repoint_tls_server_message_read_certificates (body, &self->answer);
      break;

    case STEP_KEY_EXCHANGE:
      why = repoint_tls_server_message_read_key_exchange (body, &self->offer, &self->answer);
      self->has_key_exchange = TRUE;
      break;

    default:
      break;
    }

  if (why != NULL)
    return why;

  self->step = step;
  if (step == STEP_DONE ||
      (step == STEP_SERVER_HELLO && (!self->flight || self->answer.version >= REPOINT_TLS_VERSION_1_3)))
    self->answer.kind = REPOINT_TLS_ANSWER_SERVER_HELLO;

  return NULL;
}

static gsize
get_message_length (const guint8 *header)
{
  return HANDSHAKE_HEADER + ((gsize) header[1] << 16 | (gsize) header[2] << 8 | header[3]);
}

/* Appends what the message still lacks. */
static const char *
collect (RepointTlsAnswerReader *self, RepointBytes *in)
{
  gsize wanted = self->message->len < HANDSHAKE_HEADER ? HANDSHAKE_HEADER : get_message_length (self->message->data);
  RepointBytes piece;
  const char *why = NULL;

  repoint_bytes_take (in, MIN (wanted - self->message->len, in->length), &piece);
  g_byte_array_append (self->message, piece.data, (guint) piece.length);
  if (self->message->len < wanted)
    return NULL;

  if (wanted == HANDSHAKE_HEADER)
    why = check_message (self, self->message->data[0], get_message_length (self->message->data) - HANDSHAKE_HEADER);
  if (why == NULL && self->message->len == get_message_length (self->message->data))
    {
      why = read_message (self, repoint_bytes (self->message->data, self->message->len));
      g_byte_array_set_size (self->message, 0);
    }

  return why;
}

static void
read_handshake (RepointTlsAnswerReader *self, RepointBytes in)
{
  const char *why = NULL;

  while (in.length > 0 && why == NULL && self->answer.kind == REPOINT_TLS_ANSWER_MORE)
    {
      RepointBytes message;

      if ((self->message == NULL || self->message->len == 0) && in.length >= HANDSHAKE_HEADER &&
          in.length >= get_message_length (in.data))
        {
          repoint_bytes_take (&in, get_message_length (in.data), &message);
          why = check_message (self, message.data[0], message.length - HANDSHAKE_HEADER);
          if (why == NULL)
            why = read_message (self, message);
          continue;
        }

      if (self->message == NULL)
        self->message = g_byte_array_new ();
      why = collect (self, &in);
    }

  self->has_more = in.length > 0;
  if (why != NULL)
    illegal (self, why);
}

/* A record of SSLv2 is one message; its type stands in our header. */
static void
read_ssl2 (RepointTlsAnswerReader *self, RepointBytes in)
{
  const char *why = NULL;

  if (self->body_left > 0 || self->message != NULL)
    {
      if (self->message == NULL)
        self->message = g_byte_array_new ();
      g_byte_array_append (self->message, in.data, (guint) in.length);
      in = repoint_bytes (self->message->data, self->message->len);
    }
  if (self->body_left > 0)
    return;

  if (self->header[2] == SSL2_MESSAGE_ERROR)
    {
      self->answer.ssl2_error = (guint) in.data[0] << 8 | in.data[1];
      self->answer.kind = REPOINT_TLS_ANSWER_SSL2_ERROR;
      return;
    }

  why = repoint_tls_server_message_read_ssl2_hello (in, &self->answer);
  if (why != NULL)
    illegal (self, why);
  else
    self->answer.kind = REPOINT_TLS_ANSWER_SERVER_HELLO;
}

static gsize
get_ssl2_length (RepointTlsAnswerReader *self)
{
  return (gsize) (self->header[0] & 0x7f) << 8 | self->header[1];
}

/* Bytes that cannot become a record are known as such before its header is whole. SSLv2 only comes first: as the answer to
 * its own hello, or to say that no other is understood. */
static gboolean
may_be_record (RepointTlsAnswerReader *self)
{
  if (!self->ssl2)
    return (self->header[0] == CONTENT_ALERT || self->header[0] == CONTENT_HANDSHAKE ||
            (self->header[0] == CONTENT_CHANGE_CIPHER_SPEC && self->answer.retried)) &&
           (self->header_length < 2 || self->header[1] == 3);

  if (self->header_length == 2)
    return get_ssl2_length (self) == SSL2_ERROR_LENGTH || (self->offer.ssl2 && get_ssl2_length (self) > SSL2_ERROR_LENGTH);
  if (self->header_length == 3)
    return self->header[2] == (get_ssl2_length (self) == SSL2_ERROR_LENGTH ? SSL2_MESSAGE_ERROR : SSL2_MESSAGE_SERVER_HELLO);

  return TRUE;
}

static void
read_header_byte (RepointTlsAnswerReader *self, guint8 byte)
{
  self->header[self->header_length++] = byte;
  if (self->total == 0)
    self->ssl2 = (byte & 0x80) != 0;

  if (!may_be_record (self))
    {
      garbage (self);
      return;
    }
  if (self->header_length < (self->ssl2 ? SSL2_HEADER : RECORD_HEADER))
    return;

  self->header_length = 0;
  self->body_left = self->ssl2 ? get_ssl2_length (self) - 1 : (gsize) self->header[3] << 8 | self->header[4];
  if (self->body_left == 0)
    illegal (self, "an empty record");
  else if (self->body_left > MAX_RECORD && !self->ssl2)
    illegal (self, "the record is too long");
}

static void
take_hello (RepointTlsAnswerReader *self, GBytes *hello)
{
  g_bytes_ref (hello);
  g_clear_pointer (&self->hello, g_bytes_unref);
  self->hello = hello;
  if (!repoint_tls_offer_read (&self->offer, repoint_bytes (g_bytes_get_data (hello, NULL), g_bytes_get_size (hello))))
    illegal (self, "the hello itself cannot be read");
}

static RepointTlsAnswerReader *
reader_new (GBytes *hello, gboolean flight)
{
  RepointTlsAnswerReader *self = g_new0 (RepointTlsAnswerReader, 1);

  self->flight = flight;
  self->answer.alert = -1;
  take_hello (self, hello);

  return self;
}

/**
 * repoint_tls_answer_reader_new:
 * @hello: the ClientHello that was sent, its message or the record with it; the answer is judged against it
 *
 * Returns: (transfer full): a reader that ends with the ServerHello
 */
RepointTlsAnswerReader *
repoint_tls_answer_reader_new (GBytes *hello)
{
  g_return_val_if_fail (hello != NULL, NULL);

  return reader_new (hello, FALSE);
}

/**
 * repoint_tls_answer_reader_new_flight:
 * @hello: the ClientHello that was sent, its message or the record with it; the answer is judged against it
 *
 * Below TLS 1.3 certificates and key exchange come in the clear, so that curve, size of the prime and chain are to be had
 * without cryptography.
 *
 * Returns: (transfer full): a reader that, below TLS 1.3, ends with the ServerHelloDone
 */
RepointTlsAnswerReader *
repoint_tls_answer_reader_new_flight (GBytes *hello)
{
  g_return_val_if_fail (hello != NULL, NULL);

  return reader_new (hello, TRUE);
}

/**
 * repoint_tls_answer_reader_free:
 * @self: (nullable) (transfer full): a reader
 */
void
repoint_tls_answer_reader_free (RepointTlsAnswerReader *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->message, g_byte_array_unref);
  g_clear_pointer (&self->rest, g_byte_array_unref);
  g_clear_pointer (&self->answer.cookie, g_bytes_unref);
  g_clear_pointer (&self->answer.certificates, g_ptr_array_unref);
  g_bytes_unref (self->hello);
  g_free (self);
}

/**
 * repoint_tls_answer_reader_feed:
 *
 * Takes the next bytes of the server. Once there is a verdict it stays, and further bytes are not looked at.
 *
 * Returns: the verdict, or %REPOINT_TLS_ANSWER_MORE
 */
RepointTlsAnswerKind
repoint_tls_answer_reader_feed (RepointTlsAnswerReader *self, const guint8 *bytes, gsize length)
{
  RepointBytes in = repoint_bytes (bytes, length);

  g_return_val_if_fail (self != NULL, REPOINT_TLS_ANSWER_GARBAGE);
  g_return_val_if_fail (bytes != NULL || length == 0, REPOINT_TLS_ANSWER_GARBAGE);

  while (in.length > 0 && self->answer.kind == REPOINT_TLS_ANSWER_MORE)
    {
      RepointBytes piece;

      if (self->body_left == 0)
        {
          repoint_bytes_take (&in, 1, &piece);
          read_header_byte (self, piece.data[0]);
        }
      else
        {
          repoint_bytes_take (&in, MIN (in.length, self->body_left), &piece);
          self->body_left -= piece.length;
          if (self->ssl2)
            read_ssl2 (self, piece);
          else if (self->header[0] == CONTENT_ALERT)
            read_alerts (self, piece);
          else if (self->header[0] == CONTENT_CHANGE_CIPHER_SPEC)
            read_change_cipher_spec (self, piece);
          else
            read_handshake (self, piece);
        }

      self->total += piece.length;
      if (self->total > (self->flight ? MAX_FLIGHT_BYTES : MAX_BYTES) && self->answer.kind == REPOINT_TLS_ANSWER_MORE)
        illegal (self, "too many bytes and no end");
    }

  if (in.length > 0 && self->answer.kind == REPOINT_TLS_ANSWER_SERVER_HELLO && self->answer.retry)
    {
      if (self->rest == NULL)
        self->rest = g_byte_array_new ();
      if (self->rest->len + in.length <= MAX_BYTES)
        g_byte_array_append (self->rest, in.data, (guint) in.length);
    }

  return self->answer.kind;
}

/**
 * repoint_tls_answer_reader_retry:
 * @self: a reader that ended with a HelloRetryRequest
 * @hello: the record or message that was sent in answer to it
 *
 * Reads on: what comes next has to fit the new hello and what the HelloRetryRequest said (RFC 8446 section 4.1.4).
 *
 * Returns: the verdict, or %REPOINT_TLS_ANSWER_MORE
 */
RepointTlsAnswerKind
repoint_tls_answer_reader_retry (RepointTlsAnswerReader *self, GBytes *hello)
{
  g_autoptr (GByteArray) rest = NULL;

  g_return_val_if_fail (self != NULL && hello != NULL, REPOINT_TLS_ANSWER_GARBAGE);
  g_return_val_if_fail (self->answer.kind == REPOINT_TLS_ANSWER_SERVER_HELLO && self->answer.retry,
                        REPOINT_TLS_ANSWER_GARBAGE);

  rest = g_steal_pointer (&self->rest);
  self->step = STEP_NOTHING;
  self->answer.kind = REPOINT_TLS_ANSWER_MORE;
  self->answer.retry = FALSE;
  self->answer.retried = TRUE;
  take_hello (self, hello);
  if (self->has_more || self->body_left > 0)
    illegal (self, "more behind a HelloRetryRequest");
  else if (self->answer.group == 0 && self->answer.cookie == NULL)
    illegal (self, "a HelloRetryRequest that asks for nothing");

  return rest != NULL ? repoint_tls_answer_reader_feed (self, rest->data, rest->len) : self->answer.kind;
}

/**
 * repoint_tls_answer_reader_get:
 *
 * Returns: (transfer none): what is known so far; an alert or a version may stand in it while the kind is still "more"
 */
const RepointTlsAnswer *
repoint_tls_answer_reader_get (RepointTlsAnswerReader *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->answer;
}
