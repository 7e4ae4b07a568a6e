/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-tls-watch.h"

#include "repoint-client-hello-reader.h"
#include "repoint-tls-answer.h"

/*
 * Each side, on its own:  HEADER ──5 bytes──▶ BODY ──its length──▶ HEADER …
 *                            └─the client's first, bit 7─▶ SSLv2, 2 bytes
 *
 * What is not encrypted yet goes on to the readers of the hello and of the answer; of the rest only the headers are looked
 * at.
 */

#define RECORD_HEADER  5
#define SSL2_HEADER    2
#define MAX_RECORD     ((1 << 14) + 2048) /* RFC 5246 section 6.2.3 */
#define MAX_WARNINGS   16

/* Below TLS 1.3 an alert has a record type of its own. With it, its record has two bytes, the type, and the tag of the
 * cipher, 16 bytes or 8 (RFC 8446 section 5.2, RFC 6655); a Finished has 4 bytes and a hash of at least 32 (section 4.4.4).
 * No cipher and no MAC leaves an alert shorter than 16 bytes. */
#define ALERT_LENGTH   2
#define LONGEST_CLEAR_ALERTS (4 * ALERT_LENGTH)
#define LONGEST_ALERT  (ALERT_LENGTH + 1 + 16)
#define LEAST_FINISHED (4 + 32 + 1 + 8)

enum
{
  CONTENT_CHANGE_CIPHER_SPEC = 20,
  CONTENT_ALERT = 21,
  CONTENT_HANDSHAKE = 22,
  CONTENT_APPLICATION_DATA = 23,
  CONTENT_HEARTBEAT = 24,

  ALERT_WARNING = 1,
  ALERT_FATAL = 2,
};

typedef struct
{
  RepointTlsSide side;
  guint8         header[RECORD_HEADER];
  gsize          header_length;
  gsize          body_left;
  gboolean       ssl2;
  gboolean       begun;     /* something has come */
  gboolean       encrypted; /* from the next record on, or since the last one */
  gboolean       finished;  /* what can only be a Finished has come */
  gboolean       clear_alert; /* the record at hand */
  guint8         alert[ALERT_LENGTH];
  gsize          alert_length;
} Stream;

struct _RepointTlsWatch
{
  Stream                    client;
  Stream                    server;
  RepointClientHelloReader *hello;  /* NULL: none is due */
  RepointTlsAnswerReader   *answer; /* NULL: none is due */
  gboolean                  answered;
  guint                     n_warnings;
  GPtrArray                *hellos; /* of RepointClientHello */
  RepointTlsSight           sight;
};

static void
reach (RepointTlsWatch *self, RepointTlsStage stage)
{
  self->sight.stage = MAX (self->sight.stage, stage);
}

/* ---- Before encryption ---- */

/* The form in which the reader of answers wants what was asked: in one record. */
static GBytes *
make_record (const RepointClientHello *hello)
{
  GByteArray *record;
  gsize length = g_bytes_get_size (hello->raw);
  guint8 header[RECORD_HEADER] = { CONTENT_HANDSHAKE, 3, 1, (guint8) (length >> 8), (guint8) length };

  if (hello->ssl2_format)
    return g_bytes_ref (hello->raw);

  record = g_byte_array_sized_new ((guint) (RECORD_HEADER + length));
  g_byte_array_append (record, header, sizeof header);
  g_byte_array_append (record, g_bytes_get_data (hello->raw, NULL), (guint) length);

  return g_byte_array_free_to_bytes (record);
}

static void
read_hello (RepointTlsWatch *self, const guint8 *bytes, gsize length)
{
  g_autoptr (GBytes) record = NULL;
  const RepointClientHello *hello;

  if (self->hello == NULL || repoint_client_hello_reader_feed (self->hello, bytes, length) == REPOINT_CLIENT_HELLO_READER_MORE)
    return;

  hello = repoint_client_hello_reader_get_hello (self->hello);
  if (hello != NULL)
    {
      record = make_record (hello);
      g_ptr_array_add (self->hellos, repoint_client_hello_copy (hello));
      if (self->hellos->len == 1)
        self->sight.n_records = repoint_client_hello_reader_get_n_records (self->hello);
      self->answer = repoint_tls_answer_reader_new_flight (record);
      reach (self, REPOINT_TLS_STAGE_HELLO);
    }
  else
    {
      self->sight.broken_by = REPOINT_TLS_SIDE_CLIENT;
    }
  g_clear_pointer (&self->hello, repoint_client_hello_reader_free);
}

/* Another hello is due; what comes behind it is judged by that. */
static void
retry (RepointTlsWatch *self)
{
  g_clear_pointer (&self->answer, repoint_tls_answer_reader_free);
  if (self->sight.retried)
    {
      self->sight.illegal = "a second HelloRetryRequest";
      return;
    }
  self->sight.retried = TRUE;
  self->hello = repoint_client_hello_reader_new ();
}

static void
read_answer (RepointTlsWatch *self, const guint8 *bytes, gsize length)
{
  const RepointTlsAnswer *answer;

  if (self->answer == NULL)
    return;

  repoint_tls_answer_reader_feed (self->answer, bytes, length);
  answer = repoint_tls_answer_reader_get (self->answer);
  if (answer->version != REPOINT_TLS_VERSION_NONE)
    {
      self->sight.version = answer->version;
      self->sight.suite = answer->suite;
      if (answer->retry)
        {
          retry (self);
          return;
        }
      self->answered = TRUE;
      reach (self, REPOINT_TLS_STAGE_CHOSEN);
      if (answer->certificates != NULL)
        reach (self, REPOINT_TLS_STAGE_CERTIFICATE);
    }
  else if (answer->kind == REPOINT_TLS_ANSWER_ILLEGAL)
    {
      self->sight.illegal = answer->illegal;
    }

  if (answer->kind != REPOINT_TLS_ANSWER_MORE)
    g_clear_pointer (&self->answer, repoint_tls_answer_reader_free);
}

/* RFC 5246 section 7.2, RFC 8446 section 6 */
static void
read_alert (RepointTlsWatch *self, Stream *stream, const guint8 *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      gboolean fatal;

      stream->alert[stream->alert_length++] = bytes[i];
      if (stream->alert_length < ALERT_LENGTH)
        continue;

      stream->alert_length = 0;
      fatal = stream->alert[0] == ALERT_FATAL;
      if (self->sight.fatal || self->n_warnings++ == MAX_WARNINGS)
        continue;
      self->sight.alert = stream->alert[1];
      self->sight.fatal = fatal;
      self->sight.alert_from = stream->side;
    }
}

/* ---- Encrypted ---- */

static void
note_hidden_alert (RepointTlsWatch *self, Stream *stream)
{
  if (self->sight.stage < REPOINT_TLS_STAGE_ESTABLISHED && self->sight.hidden_alert_from == REPOINT_TLS_SIDE_NONE)
    self->sight.hidden_alert_from = stream->side;
}

/* RFC 5246 section 7.3; in a resumed session the server comes first. */
static void
note_encrypted (RepointTlsWatch *self, Stream *stream, guint8 type)
{
  if (type == CONTENT_ALERT)
    note_hidden_alert (self, stream);
  else if (type == CONTENT_HANDSHAKE)
    stream->finished = TRUE;
  else if (type == CONTENT_APPLICATION_DATA && stream->side == REPOINT_TLS_SIDE_CLIENT &&
           self->sight.stage == REPOINT_TLS_STAGE_ESTABLISHED)
    self->sight.client_spoke = TRUE;

  if (self->client.finished && self->server.finished)
    reach (self, REPOINT_TLS_STAGE_ESTABLISHED);
}

/* RFC 8446 section 5.2: all that is encrypted looks like application data. */
static void
note_encrypted_1_3 (RepointTlsWatch *self, Stream *stream, gsize length)
{
  gboolean alert = length <= LONGEST_ALERT;

  if (stream->side == REPOINT_TLS_SIDE_SERVER)
    reach (self, REPOINT_TLS_STAGE_CERTIFICATE);

  if (alert)
    note_hidden_alert (self, stream);
  else if (stream->side == REPOINT_TLS_SIDE_CLIENT && self->sight.stage == REPOINT_TLS_STAGE_ESTABLISHED)
    self->sight.client_spoke = TRUE;
  else if (stream->side == REPOINT_TLS_SIDE_CLIENT && length >= LEAST_FINISHED)
    reach (self, REPOINT_TLS_STAGE_ESTABLISHED);
}

/* ---- Records ---- */

static gboolean
is_1_3 (RepointTlsWatch *self)
{
  return self->answered && self->sight.version >= REPOINT_TLS_VERSION_1_3;
}

static void
note_record (RepointTlsWatch *self, Stream *stream)
{
  guint8 type = stream->header[0];

  if (is_1_3 (self))
    {
      stream->encrypted |= type == CONTENT_APPLICATION_DATA;
      if (type == CONTENT_APPLICATION_DATA)
        note_encrypted_1_3 (self, stream, stream->body_left);
    }
  else if (stream->encrypted)
    {
      note_encrypted (self, stream, type);
    }

  stream->clear_alert = type == CONTENT_ALERT && !stream->encrypted && stream->body_left <= LONGEST_CLEAR_ALERTS;
}

/* Below TLS 1.3 it is what follows that is encrypted; with it, the record means nothing (RFC 8446 section 5), and may come
 * from a client before the server has said anything (appendix D.4). */
static void
end_record (RepointTlsWatch *self, Stream *stream)
{
  if (stream->header[0] == CONTENT_CHANGE_CIPHER_SPEC && !stream->ssl2 && self->server.begun &&
      self->sight.version < REPOINT_TLS_VERSION_1_3)
    stream->encrypted = TRUE;
}

/* Headers included. */
static void
pass_on (RepointTlsWatch *self, Stream *stream, const guint8 *bytes, gsize length)
{
  guint8 type = stream->header[0];

  if (stream->encrypted)
    return;

  if (stream->side == REPOINT_TLS_SIDE_CLIENT && (stream->ssl2 || type == CONTENT_HANDSHAKE))
    read_hello (self, bytes, length);
  else if (stream->side == REPOINT_TLS_SIDE_SERVER && (type == CONTENT_HANDSHAKE || type == CONTENT_ALERT))
    read_answer (self, bytes, length);
}

static gsize
get_ssl2_length (const Stream *stream)
{
  return (gsize) (stream->header[0] & 0x7f) << 8 | stream->header[1];
}

/* Only the client's first word may be one of SSLv2 (RFC 5246 appendix E.2); who answers in it has no TLS. */
static gboolean
may_be_record (const Stream *stream)
{
  const guint8 *header = stream->header;

  if (stream->ssl2)
    return stream->header_length < SSL2_HEADER || get_ssl2_length (stream) > 0;

  if (header[0] < CONTENT_CHANGE_CIPHER_SPEC || header[0] > CONTENT_HEARTBEAT || (stream->header_length > 1 && header[1] != 3))
    return FALSE;
  if (stream->header_length < RECORD_HEADER)
    return TRUE;

  return (header[3] != 0 || header[4] != 0) && ((gsize) header[3] << 8 | header[4]) <= MAX_RECORD;
}

static gboolean
read_header_byte (RepointTlsWatch *self, Stream *stream, guint8 byte)
{
  if (!stream->begun)
    stream->ssl2 = stream->side == REPOINT_TLS_SIDE_CLIENT && (byte & 0x80) != 0;
  stream->begun = TRUE;

  stream->header[stream->header_length++] = byte;
  if (!may_be_record (stream))
    {
      self->sight.broken_by = stream->side;
      return FALSE;
    }
  if (stream->header_length < (stream->ssl2 ? SSL2_HEADER : RECORD_HEADER))
    return TRUE;

  stream->body_left = stream->ssl2 ? get_ssl2_length (stream) : (gsize) stream->header[3] << 8 | stream->header[4];
  if (!stream->ssl2)
    note_record (self, stream);
  pass_on (self, stream, stream->header, stream->header_length);
  stream->header_length = 0;

  return TRUE;
}

static void
read_body_piece (RepointTlsWatch *self, Stream *stream, const guint8 *bytes, gsize length)
{
  stream->body_left -= length;
  if (stream->clear_alert)
    read_alert (self, stream, bytes, length);
  pass_on (self, stream, bytes, length);
  if (stream->body_left > 0)
    return;

  end_record (self, stream);
  stream->ssl2 = FALSE;
}

/**
 * repoint_tls_watch_new:
 *
 * Returns: (transfer full): a watch over a connection on which nothing was said yet
 */
RepointTlsWatch *
repoint_tls_watch_new (void)
{
  RepointTlsWatch *self = g_new0 (RepointTlsWatch, 1);

  self->client.side = REPOINT_TLS_SIDE_CLIENT;
  self->server.side = REPOINT_TLS_SIDE_SERVER;
  self->hello = repoint_client_hello_reader_new ();
  self->hellos = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_client_hello_free);
  self->sight.alert = -1;

  return self;
}

/**
 * repoint_tls_watch_free:
 * @self: (nullable) (transfer full): a watch
 */
void
repoint_tls_watch_free (RepointTlsWatch *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->hello, repoint_client_hello_reader_free);
  g_clear_pointer (&self->answer, repoint_tls_answer_reader_free);
  g_ptr_array_unref (self->hellos);
  g_free (self);
}

/**
 * repoint_tls_watch_feed:
 * @from: CLIENT or SERVER
 *
 * Takes the next bytes of a side, in the order in which they came, also between the two.
 *
 * Returns: how many of them are records of TLS, or the beginning of one; when that is not all of them, or when it was not so
 *   before, the rest is nothing that was meant for the other side
 */
gsize
repoint_tls_watch_feed (RepointTlsWatch *self, RepointTlsSide from, const guint8 *bytes, gsize length)
{
  Stream *stream;
  gsize at = 0;

  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (from == REPOINT_TLS_SIDE_CLIENT || from == REPOINT_TLS_SIDE_SERVER, 0);
  g_return_val_if_fail (bytes != NULL || length == 0, 0);

  stream = from == REPOINT_TLS_SIDE_CLIENT ? &self->client : &self->server;
  while (at < length && self->sight.broken_by == REPOINT_TLS_SIDE_NONE)
    {
      gsize piece = MIN (length - at, stream->body_left);

      if (piece > 0)
        {
          read_body_piece (self, stream, bytes + at, piece);
          at += piece;
        }
      else if (read_header_byte (self, stream, bytes[at]))
        {
          at++;
        }
    }

  return at;
}

/**
 * repoint_tls_watch_get:
 *
 * Returns: (transfer none): what was seen so far; lives as long as the watch
 */
const RepointTlsSight *
repoint_tls_watch_get (RepointTlsWatch *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->sight;
}

/**
 * repoint_tls_watch_get_hellos:
 *
 * Returns: (transfer none) (element-type RepointClientHello): the client's hello, and the second one after a
 *   HelloRetryRequest
 */
GPtrArray *
repoint_tls_watch_get_hellos (RepointTlsWatch *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->hellos;
}

/**
 * repoint_tls_side_to_string:
 *
 * Returns: (transfer none) (nullable): "device" or "server", as in the contract of the command line; %NULL for neither
 */
const char *
repoint_tls_side_to_string (RepointTlsSide side)
{
  switch (side)
    {
    case REPOINT_TLS_SIDE_CLIENT:
      return "device";
    case REPOINT_TLS_SIDE_SERVER:
      return "server";
    case REPOINT_TLS_SIDE_NONE:
    default:
      return NULL;
    }
}
