/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-tls-offer.h"

#define RECORD_HEADER    5
#define HANDSHAKE_HEADER 4
#define SSL2_HEADER      2

enum
{
  HANDSHAKE_CLIENT_HELLO = 1,
  SSL2_CLIENT_HELLO = 1,

  EXTENSION_GROUPS = 10,
  EXTENSION_SIGNATURE_ALGORITHMS = 13,
  EXTENSION_SUPPORTED_VERSIONS = 43,
  EXTENSION_KEY_SHARE = 51,
};

/* The message of SSLv2, in which younger clients too once said hello (RFC 6101 appendix E.1, RFC 5246 appendix E.2). */
static gboolean
read_ssl2 (RepointTlsOffer *self, RepointBytes in)
{
  RepointBytes skipped;
  guint32 type;
  guint32 version;
  guint32 suites_length;
  guint32 session_id_length;
  guint32 challenge_length;

  if (!repoint_bytes_take (&in, SSL2_HEADER, &skipped) || !repoint_bytes_take_number (&in, 1, &type) ||
      type != SSL2_CLIENT_HELLO || !repoint_bytes_take_number (&in, 2, &version) ||
      !repoint_bytes_take_number (&in, 2, &suites_length) || !repoint_bytes_take_number (&in, 2, &session_id_length) ||
      !repoint_bytes_take_number (&in, 2, &challenge_length) || !repoint_bytes_take (&in, suites_length, &self->suites))
    return FALSE;

  self->ssl2 = TRUE;
  self->version = (RepointTlsVersion) version;
  self->suite_width = 3;

  return TRUE;
}

static gboolean
read_extensions (RepointTlsOffer *self)
{
  RepointBytes rest = self->extensions;

  while (rest.length > 0)
    {
      RepointBytes extension;
      guint32 type;
      gboolean good = TRUE;

      if (!repoint_bytes_take_number (&rest, 2, &type) || !repoint_bytes_take_vector (&rest, 2, &extension))
        return FALSE;

      switch (type)
        {
        case EXTENSION_SUPPORTED_VERSIONS:
          good = repoint_bytes_take_vector (&extension, 1, &self->versions);
          break;
        case EXTENSION_GROUPS:
          good = repoint_bytes_take_vector (&extension, 2, &self->groups);
          break;
        case EXTENSION_SIGNATURE_ALGORITHMS:
          good = repoint_bytes_take_vector (&extension, 2, &self->signature_algorithms);
          break;
        case EXTENSION_KEY_SHARE:
          good = repoint_bytes_take_vector (&extension, 2, &self->shares);
          break;
        default:
          break;
        }
      if (!good)
        return FALSE;
    }

  return TRUE;
}

/**
 * repoint_tls_offer_read:
 * @self: (out caller-allocates): the offer
 * @hello: the message of a ClientHello, alone or in one record; or a CLIENT-HELLO of SSLv2
 *
 * Returns: %FALSE if it is cut short; what stands in @self then is not to be used
 */
gboolean
repoint_tls_offer_read (RepointTlsOffer *self, RepointBytes hello)
{
  RepointBytes skipped;
  guint32 version;

  g_return_val_if_fail (self != NULL, FALSE);

  *self = (RepointTlsOffer) { .suite_width = 2 };
  if (hello.length > 0 && (hello.data[0] & 0x80) != 0)
    return read_ssl2 (self, hello);

  if (hello.length > 0 && hello.data[0] != HANDSHAKE_CLIENT_HELLO && !repoint_bytes_take (&hello, RECORD_HEADER, &skipped))
    return FALSE;
  if (!repoint_bytes_take (&hello, HANDSHAKE_HEADER, &skipped) || !repoint_bytes_take_number (&hello, 2, &version) ||
      !repoint_bytes_take (&hello, 32, &skipped) || !repoint_bytes_take_vector (&hello, 1, &self->session_id) ||
      !repoint_bytes_take_vector (&hello, 2, &self->suites) || !repoint_bytes_take_vector (&hello, 1, &self->compressions))
    return FALSE;

  self->version = (RepointTlsVersion) version;

  return hello.length == 0 || (repoint_bytes_take_vector (&hello, 2, &self->extensions) && read_extensions (self));
}

static gboolean
contains (RepointBytes list, guint width, guint32 wanted)
{
  guint32 value;

  while (repoint_bytes_take_number (&list, width, &value))
    if (value == wanted)
      return TRUE;

  return FALSE;
}

/* In supported_versions; whether the old field covers it is for the caller to say. */
gboolean
repoint_tls_offer_has_version (const RepointTlsOffer *self, guint32 version)
{
  return contains (self->versions, 2, version);
}

gboolean
repoint_tls_offer_has_suite (const RepointTlsOffer *self, guint32 suite)
{
  return contains (self->suites, self->suite_width, suite);
}

/* Null (RFC 3749 section 2) goes without saying: SSLv2 knows nothing else, and who leaves it out does not mean it. */
gboolean
repoint_tls_offer_has_compression (const RepointTlsOffer *self, guint32 compression)
{
  return compression == 0 || contains (self->compressions, 1, compression);
}

gboolean
repoint_tls_offer_has_extension (const RepointTlsOffer *self, guint32 type)
{
  RepointBytes rest = self->extensions;
  RepointBytes extension;
  guint32 other;

  while (repoint_bytes_take_number (&rest, 2, &other) && repoint_bytes_take_vector (&rest, 2, &extension))
    if (other == type)
      return TRUE;

  return FALSE;
}

/* Whoever names no groups leaves the choice to the server (RFC 8422 section 4). */
gboolean
repoint_tls_offer_has_group (const RepointTlsOffer *self, guint32 group)
{
  return self->groups.length == 0 || contains (self->groups, 2, group);
}

gboolean
repoint_tls_offer_has_share (const RepointTlsOffer *self, guint32 group)
{
  RepointBytes rest = self->shares;
  RepointBytes share;
  guint32 other;

  while (repoint_bytes_take_number (&rest, 2, &other) && repoint_bytes_take_vector (&rest, 2, &share))
    if (other == group)
      return TRUE;

  return FALSE;
}

/* Whoever names no algorithms stands for SHA-1 (RFC 5246 section 7.4.1.4.1), but servers do not all keep to that. */
gboolean
repoint_tls_offer_has_signature_algorithm (const RepointTlsOffer *self, guint32 algorithm)
{
  return self->signature_algorithms.length == 0 || contains (self->signature_algorithms, 2, algorithm);
}
