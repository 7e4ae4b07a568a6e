/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-client-hello-reader.h"

#include <string.h>

/*
 * HEADER ──5 bytes──▶ BODY ──its length──▶ HEADER …      collected are the fragments of the message
 *    └─bit 7 of the first─▶ SSL2 ──its length──▶ verdict  collected is the record
 */

#define RECORD_HEADER    5
#define HANDSHAKE_HEADER 4
#define SSL2_HEADER      5         /* with what must stand behind it: type and version */
#define MAX_RECORD       (1 << 14) /* RFC 8446 section 5.1; a hello is never compressed or encrypted */

enum
{
  CONTENT_CHANGE_CIPHER_SPEC = 20,
  CONTENT_ALERT = 21,
  CONTENT_HANDSHAKE = 22,
  CLIENT_HELLO = 1,
};

struct _RepointClientHelloReader
{
  RepointClientHelloReaderStatus  status;
  guint8                          header[RECORD_HEADER];
  gsize                           header_length;
  gsize                           body_left;
  gboolean                        ssl2;
  gboolean                        in_change_cipher_spec;
  gboolean                        had_change_cipher_spec;
  GByteArray                     *message;
  gsize                           wanted; /* of the message; 0: not known yet */
  RepointClientHello             *hello;
  gsize                           consumed;
  guint                           n_records;
  guint                           n_segments;
  guint16                         record_version;
};

RepointClientHelloReader *
repoint_client_hello_reader_new (void)
{
  RepointClientHelloReader *self = g_new0 (RepointClientHelloReader, 1);

  self->message = g_byte_array_new ();

  return self;
}

void
repoint_client_hello_reader_free (RepointClientHelloReader *self)
{
  if (self == NULL)
    return;

  g_byte_array_unref (self->message);
  g_clear_pointer (&self->hello, repoint_client_hello_free);
  g_free (self);
}

/* Says as early as can be that a header is none: whoever talks something else would wait for an answer. */
static gboolean
check_ssl2 (RepointClientHelloReader *self)
{
  const guint8 *header = self->header;
  gsize length = self->header_length;

  return (length < 2 || (header[0] & 0x7f) << 8 | header[1]) && (length < 3 || header[2] == CLIENT_HELLO) &&
         (length < 4 || header[3] == 0 || header[3] == 3) && (length < 5 || header[3] == 3 || header[4] == 2);
}

static void
check_header (RepointClientHelloReader *self)
{
  const guint8 *header = self->header;
  gsize length = self->header_length;
  gboolean first = self->n_records == 0;

  if (first && (header[0] & 0x80) != 0)
    {
      self->ssl2 = TRUE;
      if (!check_ssl2 (self))
        self->status = REPOINT_CLIENT_HELLO_READER_NOT_TLS;
      return;
    }

  if (length >= 1 && header[0] != CONTENT_HANDSHAKE &&
      (header[0] != CONTENT_CHANGE_CIPHER_SPEC || self->had_change_cipher_spec || self->message->len > 0))
    self->status = first && header[0] != CONTENT_ALERT ? REPOINT_CLIENT_HELLO_READER_NOT_TLS : REPOINT_CLIENT_HELLO_READER_ILLEGAL;
  else if (length >= 2 && header[1] != 3)
    self->status = first ? REPOINT_CLIENT_HELLO_READER_NOT_TLS : REPOINT_CLIENT_HELLO_READER_ILLEGAL;
}

static void
begin_ssl2 (RepointClientHelloReader *self)
{
  self->n_records = 1;
  self->body_left = (gsize) ((self->header[0] & 0x7f) << 8 | self->header[1]) + 2;
  self->wanted = self->body_left;
  if (self->wanted < SSL2_HEADER)
    {
      self->status = REPOINT_CLIENT_HELLO_READER_ILLEGAL;
      return;
    }

  g_byte_array_append (self->message, self->header, SSL2_HEADER);
  self->body_left -= SSL2_HEADER;
}

static void
begin_record (RepointClientHelloReader *self)
{
  const guint8 *header = self->header;

  self->body_left = (gsize) (header[3] << 8 | header[4]);
  self->in_change_cipher_spec = header[0] == CONTENT_CHANGE_CIPHER_SPEC;
  self->had_change_cipher_spec |= self->in_change_cipher_spec;
  if (self->n_records++ == 0)
    self->record_version = (guint16) (header[1] << 8 | header[2]);
  self->header_length = 0;

  if (self->in_change_cipher_spec ? self->body_left != 1 : self->body_left == 0 || self->body_left > MAX_RECORD)
    self->status = REPOINT_CLIENT_HELLO_READER_ILLEGAL;
}

static void
read_header (RepointClientHelloReader *self, guint8 byte)
{
  self->header[self->header_length++] = byte;
  self->consumed++;
  check_header (self);
  if (self->status != REPOINT_CLIENT_HELLO_READER_MORE || self->header_length < RECORD_HEADER)
    return;

  if (self->ssl2)
    begin_ssl2 (self);
  else
    begin_record (self);
}

static void
finish (RepointClientHelloReader *self)
{
  g_autoptr (GBytes) raw = g_bytes_new (self->message->data, self->wanted);

  self->hello = repoint_client_hello_parse (raw, NULL);
  self->status = self->hello != NULL ? REPOINT_CLIENT_HELLO_READER_HELLO : REPOINT_CLIENT_HELLO_READER_ILLEGAL;
  g_byte_array_set_size (self->message, 0);
}

/* What the beginning of the message already says. */
static void
check_message (RepointClientHelloReader *self)
{
  const guint8 *data = self->message->data;

  if (self->message->len >= 1 && !self->ssl2 && data[0] != CLIENT_HELLO)
    {
      self->status = REPOINT_CLIENT_HELLO_READER_ILLEGAL;
      return;
    }

  if (self->wanted == 0 && self->message->len >= HANDSHAKE_HEADER)
    self->wanted = HANDSHAKE_HEADER + ((gsize) data[1] << 16 | (gsize) data[2] << 8 | (gsize) data[3]);
  if (self->wanted > REPOINT_CLIENT_HELLO_MAX_LENGTH)
    self->status = REPOINT_CLIENT_HELLO_READER_TOO_BIG;
}

/* How long the message is to become before it is looked at: the type decides, then the length. */
static gsize
get_goal (RepointClientHelloReader *self)
{
  if (self->wanted > 0)
    return self->wanted;

  return self->message->len == 0 ? 1 : HANDSHAKE_HEADER;
}

/* Takes of the record what belongs to the message. */
static gsize
read_body (RepointClientHelloReader *self, const guint8 *bytes, gsize length)
{
  gsize taken = MIN (length, self->body_left);

  if (self->in_change_cipher_spec)
    {
      if (bytes[0] != 1)
        self->status = REPOINT_CLIENT_HELLO_READER_ILLEGAL;
    }
  else
    {
      taken = MIN (taken, get_goal (self) - self->message->len);
      g_byte_array_append (self->message, bytes, (guint) taken);
      check_message (self);
    }
  self->body_left -= taken;
  self->consumed += taken;

  return taken;
}

/**
 * repoint_client_hello_reader_feed:
 * @bytes: what has arrived, one segment of it as far as that is known
 *
 * Once there is a verdict, it stays, and what is fed is not looked at.
 *
 * Returns: the verdict
 */
RepointClientHelloReaderStatus
repoint_client_hello_reader_feed (RepointClientHelloReader *self, const guint8 *bytes, gsize length)
{
  gsize at = 0;

  g_return_val_if_fail (self != NULL, REPOINT_CLIENT_HELLO_READER_ILLEGAL);
  g_return_val_if_fail (bytes != NULL || length == 0, REPOINT_CLIENT_HELLO_READER_ILLEGAL);

  if (self->status == REPOINT_CLIENT_HELLO_READER_MORE && length > 0)
    self->n_segments++;

  while (self->status == REPOINT_CLIENT_HELLO_READER_MORE && at < length)
    {
      if (self->body_left > 0)
        at += read_body (self, bytes + at, length - at);
      else
        read_header (self, bytes[at++]);

      if (self->status == REPOINT_CLIENT_HELLO_READER_MORE && self->wanted > 0 && self->message->len == self->wanted)
        finish (self);
    }

  return self->status;
}

RepointClientHelloReaderStatus
repoint_client_hello_reader_get_status (RepointClientHelloReader *self)
{
  g_return_val_if_fail (self != NULL, REPOINT_CLIENT_HELLO_READER_ILLEGAL);

  return self->status;
}

/**
 * repoint_client_hello_reader_get_hello:
 *
 * Returns: (transfer none) (nullable): the hello, which lives as long as @self; %NULL unless the verdict is that there is one
 */
const RepointClientHello *
repoint_client_hello_reader_get_hello (RepointClientHelloReader *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->hello;
}

/**
 * repoint_client_hello_reader_get_consumed:
 *
 * Returns: how many of the bytes fed were looked at: with a hello, up to its last byte, behind which its record may go on
 */
gsize
repoint_client_hello_reader_get_consumed (RepointClientHelloReader *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->consumed;
}

/* In how many records it came, a change_cipher_spec before it included. */
guint
repoint_client_hello_reader_get_n_records (RepointClientHelloReader *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_records;
}

/* How often something was fed until the verdict. */
guint
repoint_client_hello_reader_get_n_segments (RepointClientHelloReader *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_segments;
}

/**
 * repoint_client_hello_reader_get_record_version:
 *
 * Returns: the version field of the first record; 0 before it, and for the format of SSLv2, whose records have none
 */
guint16
repoint_client_hello_reader_get_record_version (RepointClientHelloReader *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->record_version;
}
