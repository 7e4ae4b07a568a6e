/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-tls-answer.h"

#include "repoint-bytes.h"

#include <string.h>

/*
 * RECORD HEADER ──5 bytes──▶ RECORD BODY ──its length──▶ RECORD HEADER …
 *                                │
 *      alert bytes, two by two ──┤── handshake bytes, until the first message is whole
 *                                ▼
 *                    a verdict, which stays
 */

#define RECORD_HEADER    5
#define HANDSHAKE_HEADER 4
#define MAX_RECORD       (1 << 14) /* RFC 8446 section 5.1, RFC 5246 section 6.2.1 */
#define MAX_MESSAGE      (1 << 14) /* far more than any ServerHello */
#define MAX_BYTES        (1 << 16)
#define MAX_WARNINGS     16

enum
{
  CONTENT_ALERT = 21,
  CONTENT_HANDSHAKE = 22,

  HANDSHAKE_HELLO_REQUEST = 0,
  HANDSHAKE_SERVER_HELLO = 2,

  ALERT_WARNING = 1,
  ALERT_FATAL = 2,
  ALERT_CLOSE_NOTIFY = 0,

  EXTENSION_SUPPORTED_VERSIONS = 43,
};

/* RFC 8446 section 4.1.3: the random of a ServerHello that is a HelloRetryRequest. */
static const guint8 retry_random[32] = {
  0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
  0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
};

/* The end of the random of a server that was talked down. The last byte says from where: 1 from TLS 1.3, 0 from 1.2. */
static const guint8 downgrade_mark[7] = { 'D', 'O', 'W', 'N', 'G', 'R', 'D' };

struct _RepointTlsAnswerReader
{
  GBytes            *hello;
  RepointBytes       suites;   /* within hello */
  RepointBytes       versions; /* within hello: the list of supported_versions, empty without */
  RepointTlsVersion  legacy_version;

  guint8             header[RECORD_HEADER];
  gsize              header_length;
  gsize              body_left;
  gsize              total;
  guint8             alert[2];
  gsize              alert_length;
  guint              n_warnings;
  GByteArray        *message;

  RepointTlsAnswer   answer;
};

/* What the hello offered, read from its own bytes, so that a captured one can be judged as well as ours. */
static gboolean
read_hello (RepointTlsAnswerReader *self)
{
  RepointBytes in = repoint_bytes (g_bytes_get_data (self->hello, NULL), g_bytes_get_size (self->hello));
  RepointBytes skipped;
  RepointBytes extensions;
  guint32 version;

  if (!repoint_bytes_take (&in, RECORD_HEADER + HANDSHAKE_HEADER, &skipped) ||
      !repoint_bytes_take_number (&in, 2, &version) || !repoint_bytes_take (&in, 32, &skipped) ||
      !repoint_bytes_take_vector (&in, 1, &skipped) || !repoint_bytes_take_vector (&in, 2, &self->suites) ||
      !repoint_bytes_take_vector (&in, 1, &skipped))
    return FALSE;

  self->legacy_version = (RepointTlsVersion) version;
  if (!repoint_bytes_take_vector (&in, 2, &extensions))
    return TRUE;

  while (extensions.length > 0)
    {
      RepointBytes extension;
      guint32 type;

      if (!repoint_bytes_take_number (&extensions, 2, &type) ||
          !repoint_bytes_take_vector (&extensions, 2, &extension))
        return FALSE;
      if (type == EXTENSION_SUPPORTED_VERSIONS && !repoint_bytes_take_vector (&extension, 1, &self->versions))
        return FALSE;
    }

  return TRUE;
}

static gboolean
contains_16 (RepointBytes list, guint32 wanted)
{
  guint32 value;

  while (repoint_bytes_take_number (&list, 2, &value))
    if (value == wanted)
      return TRUE;

  return FALSE;
}

static RepointTlsAnswerKind
fail (RepointTlsAnswerReader *self, RepointTlsAnswerKind kind, const char *why)
{
  self->answer.kind = kind;
  self->answer.illegal = why;

  return kind;
}

static RepointTlsAnswerKind
illegal (RepointTlsAnswerReader *self, const char *why)
{
  return fail (self, REPOINT_TLS_ANSWER_ILLEGAL, why);
}

/* RFC 8446 section 4.2: no type twice; unknown types are skipped. */
static const char *
read_extensions (RepointBytes extensions, guint32 *selected_version)
{
  g_autoptr (GArray) seen = g_array_new (FALSE, FALSE, sizeof (guint32));

  while (extensions.length > 0)
    {
      RepointBytes extension;
      guint32 type;

      if (!repoint_bytes_take_number (&extensions, 2, &type) ||
          !repoint_bytes_take_vector (&extensions, 2, &extension))
        return "extensions are cut short";

      for (guint i = 0; i < seen->len; i++)
        if (g_array_index (seen, guint32, i) == type)
          return "an extension comes twice";
      if (seen->len == 64)
        return "too many extensions";
      g_array_append_val (seen, type);

      if (type == EXTENSION_SUPPORTED_VERSIONS &&
          (!repoint_bytes_take_number (&extension, 2, selected_version) || extension.length > 0))
        return "supported_versions is not one version";
    }

  return NULL;
}

/* The version that stands in supported_versions must be TLS 1.3 and one that was listed; otherwise the old field counts,
 * which ends at TLS 1.2 (RFC 8446 section 4.2.1). */
static const char *
check_version (RepointTlsAnswerReader *self, guint32 legacy, guint32 selected)
{
  if (selected != 0)
    {
      if (legacy != REPOINT_TLS_VERSION_1_2)
        return "the old version field of TLS 1.3 is not that of TLS 1.2";
      if (selected < REPOINT_TLS_VERSION_1_3 || !contains_16 (self->versions, selected))
        return "a version that was not offered";

      self->answer.version = (RepointTlsVersion) selected;
      return NULL;
    }

  if (legacy < REPOINT_TLS_VERSION_SSL3 || legacy > (guint32) self->legacy_version)
    return "a version that was not offered";
  if (self->versions.length > 0 && legacy != REPOINT_TLS_VERSION_SSL3 && !contains_16 (self->versions, legacy))
    return "a version that was not offered";
  if (self->versions.length > 0 && legacy == REPOINT_TLS_VERSION_SSL3 &&
      !contains_16 (self->versions, REPOINT_TLS_VERSION_1_0))
    return "a version that was not offered";

  self->answer.version = (RepointTlsVersion) legacy;
  return NULL;
}

static gboolean
is_downgraded (RepointTlsAnswerReader *self, const guint8 *mark)
{
  if (memcmp (mark, downgrade_mark, sizeof downgrade_mark) != 0)
    return FALSE;

  return mark[7] == 1 ? self->versions.length > 0 && self->answer.version < REPOINT_TLS_VERSION_1_3
                      : mark[7] == 0 && self->legacy_version == REPOINT_TLS_VERSION_1_2 &&
                            self->answer.version < REPOINT_TLS_VERSION_1_2;
}

/* RFC 8446 section 4.1.3; RFC 5246 section 7.4.1.3; RFC 6101 section 5.6.1.3 */
static RepointTlsAnswerKind
read_server_hello (RepointTlsAnswerReader *self, RepointBytes in)
{
  RepointBytes random;
  RepointBytes session_id;
  RepointBytes extensions;
  guint32 legacy;
  guint32 selected = 0;
  guint32 suite;
  guint32 compression;
  const char *why;

  if (!repoint_bytes_take_number (&in, 2, &legacy) || !repoint_bytes_take (&in, 32, &random) ||
      !repoint_bytes_take_vector (&in, 1, &session_id) || !repoint_bytes_take_number (&in, 2, &suite) ||
      !repoint_bytes_take_number (&in, 1, &compression))
    return illegal (self, "the ServerHello is cut short");
  if (session_id.length > 32)
    return illegal (self, "the session id is too long");
  if (compression != 0)
    return illegal (self, "a compression that was not offered");

  if (in.length > 0)
    {
      if (!repoint_bytes_take_vector (&in, 2, &extensions) || in.length > 0)
        return illegal (self, "the length of the extensions is wrong");

      why = read_extensions (extensions, &selected);
      if (why != NULL)
        return illegal (self, why);
    }

  why = check_version (self, legacy, selected);
  if (why != NULL)
    return illegal (self, why);
  if (!contains_16 (self->suites, suite))
    return illegal (self, "a suite that was not offered");
  /* RFC 8446 appendix B.4: these suites are of TLS 1.3 and of nothing else. */
  if ((suite >> 8 == 0x13) != (self->answer.version >= REPOINT_TLS_VERSION_1_3))
    return illegal (self, "a suite of another version");

  self->answer.retry = memcmp (random.data, retry_random, sizeof retry_random) == 0;
  if (self->answer.retry && self->answer.version < REPOINT_TLS_VERSION_1_3)
    return illegal (self, "a HelloRetryRequest below TLS 1.3");

  self->answer.suite = (guint16) suite;
  self->answer.downgraded = is_downgraded (self, random.data + 24);
  self->answer.kind = REPOINT_TLS_ANSWER_SERVER_HELLO;

  return self->answer.kind;
}

/* A warning before the ServerHello means nothing by itself (RFC 5246 section 7.2.2; unrecognized_name is common) but is
 * kept, in case that the server just hangs up then. close_notify is an end. */
static RepointTlsAnswerKind
read_alerts (RepointTlsAnswerReader *self, const guint8 *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      self->alert[self->alert_length++] = bytes[i];
      if (self->alert_length < 2)
        continue;

      self->alert_length = 0;
      if (self->alert[0] != ALERT_WARNING && self->alert[0] != ALERT_FATAL)
        return illegal (self, "an alert that is neither warning nor fatal");

      self->answer.alert = self->alert[1];
      if (self->alert[0] == ALERT_FATAL || self->alert[1] == ALERT_CLOSE_NOTIFY)
        {
          self->answer.kind = REPOINT_TLS_ANSWER_ALERT;
          return self->answer.kind;
        }
      if (++self->n_warnings > MAX_WARNINGS)
        return illegal (self, "too many warnings");
    }

  return REPOINT_TLS_ANSWER_MORE;
}

static RepointTlsAnswerKind
read_handshake (RepointTlsAnswerReader *self, const guint8 *bytes, gsize length)
{
  g_byte_array_append (self->message, bytes, (guint) length);

  while (self->message->len >= HANDSHAKE_HEADER)
    {
      const guint8 *data = self->message->data;
      gsize size = (gsize) data[1] << 16 | (gsize) data[2] << 8 | data[3];

      /* RFC 5246 section 7.4.1.1: to be ignored while a handshake is going on. */
      if (data[0] == HANDSHAKE_HELLO_REQUEST && size == 0)
        {
          if (++self->n_warnings > MAX_WARNINGS)
            return illegal (self, "too many requests for a hello");
          g_byte_array_remove_range (self->message, 0, HANDSHAKE_HEADER);
          continue;
        }

      if (data[0] != HANDSHAKE_SERVER_HELLO)
        return illegal (self, "the first message is not a ServerHello");
      if (size > MAX_MESSAGE)
        return illegal (self, "the ServerHello is too long");
      if (self->message->len < HANDSHAKE_HEADER + size)
        return REPOINT_TLS_ANSWER_MORE;

      return read_server_hello (self, repoint_bytes (data + HANDSHAKE_HEADER, size));
    }

  return REPOINT_TLS_ANSWER_MORE;
}

static RepointTlsAnswerKind
read_record_header (RepointTlsAnswerReader *self)
{
  gsize length = (gsize) self->header[3] << 8 | self->header[4];

  if ((self->header[0] != CONTENT_ALERT && self->header[0] != CONTENT_HANDSHAKE) || self->header[1] != 3)
    return fail (self, REPOINT_TLS_ANSWER_GARBAGE, "not a TLS record of a handshake");
  if (length == 0)
    return illegal (self, "an empty record");
  if (length > MAX_RECORD)
    return illegal (self, "the record is too long");

  self->body_left = length;

  return REPOINT_TLS_ANSWER_MORE;
}

/* Bytes that cannot become a record are known as such before five of them are there. */
static gboolean
may_be_record (RepointTlsAnswerReader *self)
{
  return (self->header[0] == CONTENT_ALERT || self->header[0] == CONTENT_HANDSHAKE) &&
         (self->header_length < 2 || self->header[1] == 3);
}

/**
 * repoint_tls_answer_reader_new:
 * @hello: the record with the ClientHello that was sent; the answer is judged against it
 *
 * Returns: (transfer full): a reader
 */
RepointTlsAnswerReader *
repoint_tls_answer_reader_new (GBytes *hello)
{
  RepointTlsAnswerReader *self;

  g_return_val_if_fail (hello != NULL, NULL);

  self = g_new0 (RepointTlsAnswerReader, 1);
  self->hello = g_bytes_ref (hello);
  self->message = g_byte_array_new ();
  self->answer.alert = -1;
  if (!read_hello (self))
    illegal (self, "the hello itself cannot be read");

  return self;
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

  g_byte_array_unref (self->message);
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
  g_return_val_if_fail (self != NULL, REPOINT_TLS_ANSWER_GARBAGE);
  g_return_val_if_fail (bytes != NULL || length == 0, REPOINT_TLS_ANSWER_GARBAGE);

  while (length > 0 && self->answer.kind == REPOINT_TLS_ANSWER_MORE)
    {
      gsize used = 1;

      if (self->body_left == 0)
        {
          self->header[self->header_length++] = bytes[0];
          if (!may_be_record (self))
            return fail (self, REPOINT_TLS_ANSWER_GARBAGE, "not a TLS record of a handshake");
          if (self->header_length == RECORD_HEADER)
            {
              self->header_length = 0;
              read_record_header (self);
            }
        }
      else
        {
          used = MIN (length, self->body_left);
          self->body_left -= used;
          if (self->header[0] == CONTENT_ALERT)
            read_alerts (self, bytes, used);
          else
            read_handshake (self, bytes, used);
        }

      bytes += used;
      length -= used;
      self->total += used;
      if (self->total > MAX_BYTES && self->answer.kind == REPOINT_TLS_ANSWER_MORE)
        return illegal (self, "no ServerHello in 64 KiB");
    }

  return self->answer.kind;
}

/**
 * repoint_tls_answer_reader_get:
 *
 * Returns: (transfer none): what is known so far; an alert may stand in it while the kind is still "more"
 */
const RepointTlsAnswer *
repoint_tls_answer_reader_get (RepointTlsAnswerReader *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->answer;
}
