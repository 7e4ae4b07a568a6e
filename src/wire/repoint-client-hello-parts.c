/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-client-hello-parts.h"

#define HANDSHAKE_HEADER 4
#define SSL2_HEADER      2
#define RANDOM_LENGTH    32

enum
{
  CLIENT_HELLO = 1, /* in TLS and in SSLv2 */
};

/**
 * repoint_client_hello_parts_take_vector:
 * @width: how many bytes its length has
 * @cut_short: (inout): set to %TRUE if there is less than that
 *
 * Like repoint_bytes_take_vector(), but takes what there is of a vector that ends too early.
 */
RepointBytes
repoint_client_hello_parts_take_vector (RepointBytes *in, guint width, gboolean *cut_short)
{
  RepointBytes vector = { 0 };
  guint32 length;

  if (repoint_bytes_take_vector (in, width, &vector))
    return vector;

  *cut_short = TRUE;
  if (repoint_bytes_take_number (in, width, &length))
    repoint_bytes_take (in, in->length, &vector);
  in->length = 0;

  return vector;
}

/**
 * repoint_client_hello_parts_take_extension:
 * @extensions: (inout): what is left of the list
 * @cut_short: (inout): set to %TRUE if the list ends within an extension
 *
 * Returns: %FALSE at the end of the list
 */
gboolean
repoint_client_hello_parts_take_extension (RepointBytes *extensions, guint16 *type, RepointBytes *extension, gboolean *cut_short)
{
  guint32 number;

  if (extensions->length == 0)
    return FALSE;

  if (!repoint_bytes_take_number (extensions, 2, &number))
    {
      *cut_short = TRUE;
      return FALSE;
    }

  *type = (guint16) number;
  *extension = repoint_client_hello_parts_take_vector (extensions, 2, cut_short);

  return TRUE;
}

/* draft-hickman-netscape-ssl-00 section 1.3.1.1, RFC 5246 appendix E.2. What comes behind the kinds of cipher are the id of a
 * session and the challenge, which is short for a random. */
static gboolean
read_ssl2 (RepointClientHelloParts *self, RepointBytes in)
{
  guint32 type;
  guint32 version;
  guint32 suites_length;
  guint32 session_id_length;
  guint32 challenge_length;

  if (!repoint_bytes_take_number (&in, 1, &type) || !repoint_bytes_take_number (&in, 2, &version) ||
      !repoint_bytes_take_number (&in, 2, &suites_length) || !repoint_bytes_take_number (&in, 2, &session_id_length) ||
      !repoint_bytes_take_number (&in, 2, &challenge_length) || !repoint_bytes_take (&in, suites_length, &self->suites))
    return FALSE;

  self->version = (guint16) version;
  if (repoint_bytes_take (&in, session_id_length, &self->session_id) && repoint_bytes_take (&in, challenge_length, &self->random))
    self->rest = in;
  else
    self->cut_short = TRUE;

  return TRUE;
}

/* RFC 8446 section 4.1.2 */
static gboolean
read_tls (RepointClientHelloParts *self, RepointBytes in)
{
  guint32 version;

  if (!repoint_bytes_take_number (&in, 2, &version) || !repoint_bytes_take (&in, RANDOM_LENGTH, &self->random) ||
      !repoint_bytes_take_vector (&in, 1, &self->session_id) || !repoint_bytes_take_vector (&in, 2, &self->suites))
    return FALSE;

  self->version = (guint16) version;
  self->compressions = repoint_client_hello_parts_take_vector (&in, 1, &self->cut_short);
  if (in.length > 0)
    {
      self->has_extensions = TRUE;
      self->extensions = repoint_client_hello_parts_take_vector (&in, 2, &self->cut_short);
      self->rest = in;
    }

  return TRUE;
}

/**
 * repoint_client_hello_parts_read:
 * @self: (out caller-allocates): the parts
 * @raw: as in #RepointClientHello
 *
 * Returns: %FALSE if it is no hello, or none that can be read up to its list of suites
 */
gboolean
repoint_client_hello_parts_read (RepointClientHelloParts *self, RepointBytes raw)
{
  guint32 length;

  g_return_val_if_fail (self != NULL, FALSE);

  *self = (RepointClientHelloParts) { 0 };
  self->ssl2_format = raw.length > SSL2_HEADER && (raw.data[0] & 0x80) != 0 && raw.data[SSL2_HEADER] == CLIENT_HELLO;
  if (self->ssl2_format)
    return repoint_bytes_take_number (&raw, SSL2_HEADER, &length) && (length & 0x7fff) == raw.length && read_ssl2 (self, raw);

  return repoint_bytes_take_number (&raw, HANDSHAKE_HEADER, &length) && length >> 24 == CLIENT_HELLO &&
         (length & 0xffffff) == raw.length && read_tls (self, raw);
}
