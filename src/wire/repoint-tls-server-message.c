/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-tls-server-message.h"

#include "repoint-tls-suite.h"

#include <string.h>

#define MAX_EXTENSIONS 64

enum
{
  EXTENSION_SUPPORTED_VERSIONS = 43,
  EXTENSION_COOKIE = 44,
  EXTENSION_KEY_SHARE = 51,
  EXTENSION_RENEGOTIATION_INFO = 0xff01,

  SCSV = 0x00ff,          /* RFC 5746 section 3.3: stands for renegotiation_info */
  FALLBACK_SCSV = 0x5600, /* RFC 7507 section 4; both are signals that nobody can choose */

  CURVE_EXPLICIT_PRIME = 1,
  CURVE_EXPLICIT_CHAR2 = 2,
  CURVE_NAMED = 3,
  GROUP_EXPLICIT_PRIME = 0xff01,
  GROUP_EXPLICIT_CHAR2 = 0xff02,
};

/* RFC 8446 section 4.1.3: the random of a ServerHello that is a HelloRetryRequest. */
static const guint8 retry_random[32] = {
  0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
  0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
};

/* The end of the random of a server that was talked down. The last byte says from where: 1 from TLS 1.3, 0 from 1.2. */
static const guint8 downgrade_mark[7] = { 'D', 'O', 'W', 'N', 'G', 'R', 'D' };

/* RFC 7919 appendix A: all its primes begin with the binary digits of e, and end with ones; their sizes differ. */
static const guint8 ffdhe_start[40] = {
  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xad, 0xf8, 0x54, 0x58, 0xa2, 0xbb, 0x4a, 0x9a, 0xaf, 0xdc, 0x56, 0x20,
  0x27, 0x3d, 0x3c, 0xf1, 0xd8, 0xb9, 0xc5, 0x83, 0xce, 0x2d, 0x36, 0x95, 0xa9, 0xe1, 0x36, 0x41, 0x14, 0x64, 0x33, 0xfb,
};
static const guint8 ffdhe_end[8] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };

typedef struct
{
  guint32      selected_version; /* 0: none */
  gboolean     has_share;
  RepointBytes share;
  RepointBytes cookie;
} Extensions;

static const char *
refuse_unoffered (RepointTlsAnswer *answer, RepointTlsNotOffered what)
{
  static const char *const words[] = {
    [REPOINT_TLS_NOT_OFFERED_VERSION] = "a version that was not offered",
    [REPOINT_TLS_NOT_OFFERED_SUITE] = "a suite that was not offered",
    [REPOINT_TLS_NOT_OFFERED_GROUP] = "a group that was not offered",
    [REPOINT_TLS_NOT_OFFERED_SIGNATURE_ALGORITHM] = "a signature algorithm that was not offered",
  };

  answer->not_offered = what;

  return words[what];
}

/* RFC 8446 section 4.2, RFC 5246 section 7.4.1.4: no type twice, and none that was not offered, but for the cookie of a
 * HelloRetryRequest and the answer to the signal among the suites (RFC 5746 section 3.6). */
static const char *
read_extensions (RepointBytes in, const RepointTlsOffer *offer, gboolean retry, Extensions *extensions)
{
  guint16 seen[MAX_EXTENSIONS];
  guint n_seen = 0;

  while (in.length > 0)
    {
      RepointBytes extension;
      guint32 type;

      if (!repoint_bytes_take_number (&in, 2, &type) || !repoint_bytes_take_vector (&in, 2, &extension))
        return "extensions are cut short";

      for (guint i = 0; i < n_seen; i++)
        if (seen[i] == type)
          return "an extension comes twice";
      if (n_seen == MAX_EXTENSIONS)
        return "too many extensions";
      seen[n_seen++] = (guint16) type;

      if (!repoint_tls_offer_has_extension (offer, type) && !(retry && type == EXTENSION_COOKIE) &&
          !(type == EXTENSION_RENEGOTIATION_INFO && repoint_tls_offer_has_suite (offer, SCSV)))
        return "an extension that was not offered";

      if (type == EXTENSION_SUPPORTED_VERSIONS &&
          (!repoint_bytes_take_number (&extension, 2, &extensions->selected_version) || extension.length > 0 ||
           extensions->selected_version == 0))
        return "supported_versions is not one version";
      if (type == EXTENSION_COOKIE && retry &&
          (!repoint_bytes_take_vector (&extension, 2, &extensions->cookie) || extensions->cookie.length == 0 ||
           extension.length > 0))
        return "a cookie that is none";
      if (type == EXTENSION_KEY_SHARE)
        {
          extensions->has_share = TRUE;
          extensions->share = extension;
        }
    }

  return NULL;
}

/* The version that stands in supported_versions must be TLS 1.3 and one that was listed; otherwise the old field counts,
 * which ends at TLS 1.2 (RFC 8446 section 4.2.1). */
static const char *
check_version (const RepointTlsOffer *offer, guint32 legacy, guint32 selected, RepointTlsAnswer *answer, guint32 *version)
{
  if (selected != 0)
    {
      if (legacy != REPOINT_TLS_VERSION_1_2)
        return "the old version field of TLS 1.3 is not that of TLS 1.2";
      if (selected < REPOINT_TLS_VERSION_1_3 || !repoint_tls_offer_has_version (offer, selected))
        return refuse_unoffered (answer, REPOINT_TLS_NOT_OFFERED_VERSION);

      *version = selected;
      return NULL;
    }

  if (legacy < REPOINT_TLS_VERSION_SSL3 || legacy > (guint32) offer->version)
    return refuse_unoffered (answer, REPOINT_TLS_NOT_OFFERED_VERSION);
  /* A list of versions has no place for SSLv3: it stands below TLS 1.0. */
  if (offer->versions.length > 0 &&
      !repoint_tls_offer_has_version (offer, MAX (legacy, (guint32) REPOINT_TLS_VERSION_1_0)))
    return refuse_unoffered (answer, REPOINT_TLS_NOT_OFFERED_VERSION);

  *version = legacy;
  return NULL;
}

/* RFC 8446 sections 4.1.4 and 4.2.8: a HelloRetryRequest names a group that was offered without a share; a ServerHello
 * answers one of the shares. */
static const char *
read_share (RepointBytes share, const RepointTlsOffer *offer, gboolean retry, RepointTlsAnswer *answer, guint32 *group)
{
  RepointBytes key;

  if (!repoint_bytes_take_number (&share, 2, group))
    return "key_share is cut short";
  if (!retry && (!repoint_bytes_take_vector (&share, 2, &key) || key.length == 0))
    return "key_share is cut short";
  if (share.length > 0)
    return "bytes behind key_share";
  if (!repoint_tls_offer_has_group (offer, *group))
    return refuse_unoffered (answer, REPOINT_TLS_NOT_OFFERED_GROUP);
  if (retry && repoint_tls_offer_has_share (offer, *group))
    return "a HelloRetryRequest for the group that was there";
  if (!retry && !repoint_tls_offer_has_share (offer, *group))
    return "a key share for a group without one";

  return NULL;
}

/* RFC 8446 section 4.1.3 */
static gboolean
is_same (RepointBytes a, RepointBytes b)
{
  return a.length == b.length && (a.length == 0 || memcmp (a.data, b.data, a.length) == 0);
}

static gboolean
is_downgraded (const guint8 *mark, const RepointTlsOffer *offer, guint32 version)
{
  if (memcmp (mark, downgrade_mark, sizeof downgrade_mark) != 0)
    return FALSE;

  return mark[7] == 1 ? offer->versions.length > 0 && version < REPOINT_TLS_VERSION_1_3
                      : mark[7] == 0 && offer->version == REPOINT_TLS_VERSION_1_2 && version < REPOINT_TLS_VERSION_1_2;
}

/* RFC 8446 section 4.1.3; RFC 5246 section 7.4.1.3; RFC 6101 section 5.6.1.3 */
const char *
repoint_tls_server_message_read_hello (RepointBytes body, const RepointTlsOffer *offer, RepointTlsAnswer *answer)
{
  Extensions extensions = { 0 };
  RepointBytes random;
  RepointBytes session_id;
  RepointBytes list = { 0 };
  guint32 legacy;
  guint32 version;
  guint32 suite;
  guint32 compression;
  guint32 group = 0;
  gboolean retry;
  const char *why;

  if (!repoint_bytes_take_number (&body, 2, &legacy) || !repoint_bytes_take (&body, 32, &random) ||
      !repoint_bytes_take_vector (&body, 1, &session_id) || !repoint_bytes_take_number (&body, 2, &suite) ||
      !repoint_bytes_take_number (&body, 1, &compression))
    return "the ServerHello is cut short";
  if (session_id.length > 32)
    return "the session id is too long";
  if (!repoint_tls_offer_has_compression (offer, compression))
    return "a compression that was not offered";
  if (body.length > 0 && (!repoint_bytes_take_vector (&body, 2, &list) || body.length > 0))
    return "the length of the extensions is wrong";

  retry = memcmp (random.data, retry_random, sizeof retry_random) == 0;
  why = read_extensions (list, offer, retry, &extensions);
  if (why == NULL)
    why = check_version (offer, legacy, extensions.selected_version, answer, &version);
  if (why != NULL)
    return why;

  if (!repoint_tls_offer_has_suite (offer, suite) || suite == SCSV || suite == FALLBACK_SCSV)
    return refuse_unoffered (answer, REPOINT_TLS_NOT_OFFERED_SUITE);
  /* RFC 8446 appendix B.4: these suites are of TLS 1.3 and of nothing else. */
  if ((repoint_tls_suite_get_key_exchange (suite) == REPOINT_TLS_KEY_EXCHANGE_ANY) != (version >= REPOINT_TLS_VERSION_1_3))
    return "a suite of another version";
  /* RFC 5288 section 4: a client ends this with illegal_parameter. Of suites that we do not know we cannot say. */
  if (repoint_tls_suite_to_string (suite) != NULL && !repoint_tls_suite_exists_at (suite, version))
    return "a suite of another version";
  if (retry && version < REPOINT_TLS_VERSION_1_3)
    return "a HelloRetryRequest below TLS 1.3";
  if (retry && answer->retried)
    return "a second HelloRetryRequest";
  if (answer->retried && version != (guint32) answer->version)
    return "another version than that of the HelloRetryRequest";
  if (answer->retried && suite != answer->suite)
    return "another suite than that of the HelloRetryRequest";
  if (extensions.has_share && version < REPOINT_TLS_VERSION_1_3)
    return "a key share below TLS 1.3";

  if (version >= REPOINT_TLS_VERSION_1_3 && compression != 0)
    return "a compression in TLS 1.3";
  if (version >= REPOINT_TLS_VERSION_1_3 && !is_same (session_id, offer->session_id))
    return "the session id is not the one that was sent";

  if (extensions.has_share)
    why = read_share (extensions.share, offer, retry, answer, &group);
  if (why != NULL)
    return why;

  answer->version = (RepointTlsVersion) version;
  answer->suite = (guint16) suite;
  answer->retry = retry;
  answer->downgraded = is_downgraded (random.data + 24, offer, version);
  answer->group = (guint16) group;
  if (extensions.cookie.length > 0)
    answer->cookie = g_bytes_new (extensions.cookie.data, extensions.cookie.length);

  return NULL;
}

/**
 * repoint_tls_server_message_read_certificates:
 *
 * RFC 5246 section 7.4.2, RFC 6101 section 5.6.2. Certificates beyond the tenth are checked and not kept.
 *
 * Returns: (nullable): what is wrong
 */
const char *
repoint_tls_server_message_read_certificates (RepointBytes body, RepointTlsAnswer *answer)
{
  g_autoptr (GPtrArray) certificates = NULL;
  RepointBytes list;

  if (!repoint_bytes_take_vector (&body, 3, &list) || body.length > 0)
    return "the length of the certificates is wrong";
  if (list.length == 0)
    return "there is no certificate among the certificates";

  certificates = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  while (list.length > 0)
    {
      RepointBytes certificate;

      if (!repoint_bytes_take_vector (&list, 3, &certificate) || certificate.length == 0)
        return "the length of a certificate is wrong";
      if (certificates->len < REPOINT_TLS_ANSWER_MAX_CERTIFICATES)
        g_ptr_array_add (certificates, g_bytes_new (certificate.data, certificate.length));
    }

  answer->certificates = g_steal_pointer (&certificates);

  return NULL;
}

/* RFC 8422 section 5.4. A curve that is written out instead of named is not read: no client of today takes one. */
static const char *
read_curve (RepointBytes *in, const RepointTlsOffer *offer, RepointTlsAnswer *answer, guint32 *group)
{
  RepointBytes point;
  guint32 type;

  if (!repoint_bytes_take_number (in, 1, &type))
    return "the curve is missing";

  if (type == CURVE_EXPLICIT_PRIME || type == CURVE_EXPLICIT_CHAR2)
    {
      *group = type == CURVE_EXPLICIT_PRIME ? GROUP_EXPLICIT_PRIME : GROUP_EXPLICIT_CHAR2;
      return repoint_tls_offer_has_group (offer, *group) ? NULL : refuse_unoffered (answer, REPOINT_TLS_NOT_OFFERED_GROUP);
    }

  if (type != CURVE_NAMED || !repoint_bytes_take_number (in, 2, group))
    return "not a named curve";
  if (!repoint_bytes_take_vector (in, 1, &point) || point.length == 0)
    return "the point of the curve is cut short";

  return repoint_tls_offer_has_group (offer, *group) ? NULL : refuse_unoffered (answer, REPOINT_TLS_NOT_OFFERED_GROUP);
}

static guint
find_ffdhe (RepointBytes prime)
{
  static const struct
  {
    gsize length;
    guint group;
  } groups[] = { { 256, 256 }, { 384, 257 }, { 512, 258 }, { 768, 259 }, { 1024, 260 } };

  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    if (prime.length == groups[i].length && memcmp (prime.data, ffdhe_start, sizeof ffdhe_start) == 0 &&
        memcmp (prime.data + prime.length - sizeof ffdhe_end, ffdhe_end, sizeof ffdhe_end) == 0)
      return groups[i].group;

  return 0;
}

/* RFC 5246 section 7.4.3: prime, generator, public value. */
static const char *
read_prime (RepointBytes *in, guint *bits, guint32 *group)
{
  RepointBytes prime;
  RepointBytes generator;
  RepointBytes value;

  if (!repoint_bytes_take_vector (in, 2, &prime) || !repoint_bytes_take_vector (in, 2, &generator) ||
      !repoint_bytes_take_vector (in, 2, &value))
    return "the Diffie-Hellman parameters are cut short";
  if (generator.length == 0 || value.length == 0)
    return "a Diffie-Hellman parameter is empty";

  while (prime.length > 0 && prime.data[0] == 0)
    repoint_bytes_take (&prime, 1, &value);
  if (prime.length == 0)
    return "the Diffie-Hellman prime is zero";

  *bits = (guint) (8 * (prime.length - 1)) + g_bit_storage (prime.data[0]);
  *group = find_ffdhe (prime);

  return NULL;
}

static const char *
read_signature (RepointBytes in, const RepointTlsOffer *offer, RepointTlsAnswer *answer, guint32 *algorithm)
{
  RepointBytes signature;

  if (answer->version >= REPOINT_TLS_VERSION_1_2)
    {
      if (!repoint_bytes_take_number (&in, 2, algorithm))
        return "the signature algorithm is missing";
      if (!repoint_tls_offer_has_signature_algorithm (offer, *algorithm))
        return refuse_unoffered (answer, REPOINT_TLS_NOT_OFFERED_SIGNATURE_ALGORITHM);
    }

  if (!repoint_bytes_take_vector (&in, 2, &signature) || signature.length == 0)
    return "the signature is cut short";

  return in.length == 0 ? NULL : "bytes behind the signature";
}

/* A key of its own, because that in the certificate is longer than was allowed out of the country (RFC 2246 section 7.4.3). */
static const char *
read_export_key (RepointBytes *in)
{
  RepointBytes modulus;
  RepointBytes exponent;

  if (!repoint_bytes_take_vector (in, 2, &modulus) || modulus.length == 0 ||
      !repoint_bytes_take_vector (in, 2, &exponent) || exponent.length == 0)
    return "the key is cut short";

  return NULL;
}

/**
 * repoint_tls_server_message_read_key_exchange:
 *
 * RFC 5246 section 7.4.3, RFC 8422 section 5.4, RFC 6101 section 5.6.3. What the suites of others (PSK, SRP, Kerberos)
 * put there is not read.
 *
 * Returns: (nullable): what is wrong
 */
const char *
repoint_tls_server_message_read_key_exchange (RepointBytes body, const RepointTlsOffer *offer, RepointTlsAnswer *answer)
{
  RepointTlsKeyExchange exchange = repoint_tls_suite_get_key_exchange (answer->suite);
  guint32 group = 0;
  guint32 algorithm = 0;
  guint bits = 0;
  const char *why;

  switch (exchange)
    {
    case REPOINT_TLS_KEY_EXCHANGE_ECDHE:
    case REPOINT_TLS_KEY_EXCHANGE_ECDH_ANON:
      why = read_curve (&body, offer, answer, &group);
      break;

    case REPOINT_TLS_KEY_EXCHANGE_DHE:
    case REPOINT_TLS_KEY_EXCHANGE_DH_ANON:
      why = read_prime (&body, &bits, &group);
      break;

    case REPOINT_TLS_KEY_EXCHANGE_RSA_EXPORT:
      why = read_export_key (&body);
      break;

    case REPOINT_TLS_KEY_EXCHANGE_RSA:
    case REPOINT_TLS_KEY_EXCHANGE_DH:
    case REPOINT_TLS_KEY_EXCHANGE_ECDH:
      return "a key exchange with a suite that has none";

    case REPOINT_TLS_KEY_EXCHANGE_UNKNOWN:
    case REPOINT_TLS_KEY_EXCHANGE_ANY:
    case REPOINT_TLS_KEY_EXCHANGE_OTHER:
    default:
      return NULL;
    }

  if (why != NULL)
    return why;

  if (exchange == REPOINT_TLS_KEY_EXCHANGE_DH_ANON || exchange == REPOINT_TLS_KEY_EXCHANGE_ECDH_ANON)
    why = body.length > 0 && group < GROUP_EXPLICIT_PRIME ? "bytes behind the key exchange" : NULL;
  else if (group < GROUP_EXPLICIT_PRIME)
    why = read_signature (body, offer, answer, &algorithm);
  if (why != NULL)
    return why;

  answer->group = (guint16) group;
  answer->dh_bits = bits;
  answer->signature_algorithm = (guint16) algorithm;

  return NULL;
}

/**
 * repoint_tls_server_message_read_ssl2_hello:
 * @body: what follows the type of the message
 *
 * draft-hickman-netscape-ssl-00 section 1.3.2.1. Kinds that were not offered are kept: some servers list all they have.
 *
 * Returns: (nullable): what is wrong
 */
const char *
repoint_tls_server_message_read_ssl2_hello (RepointBytes body, RepointTlsAnswer *answer)
{
  RepointBytes certificate;
  RepointBytes suites;
  guint32 session_id_hit;
  guint32 certificate_type;
  guint32 version;
  guint32 certificate_length;
  guint32 suites_length;
  guint32 connection_id_length;
  guint32 suite;

  if (!repoint_bytes_take_number (&body, 1, &session_id_hit) ||
      !repoint_bytes_take_number (&body, 1, &certificate_type) || !repoint_bytes_take_number (&body, 2, &version) ||
      !repoint_bytes_take_number (&body, 2, &certificate_length) ||
      !repoint_bytes_take_number (&body, 2, &suites_length) ||
      !repoint_bytes_take_number (&body, 2, &connection_id_length) ||
      !repoint_bytes_take (&body, certificate_length, &certificate) ||
      !repoint_bytes_take (&body, suites_length, &suites) || body.length != connection_id_length)
    return "the lengths in the SERVER-HELLO are wrong";
  if (version != REPOINT_TLS_VERSION_SSL2)
    return "a version that was not offered";
  if (session_id_hit != 0)
    return "a session that was not offered";
  if (suites_length % 3 != 0)
    return "a kind of cipher is cut short";

  answer->version = REPOINT_TLS_VERSION_SSL2;
  while (answer->n_ssl2_suites < REPOINT_TLS_ANSWER_MAX_SSL2_SUITES && repoint_bytes_take_number (&suites, 3, &suite))
    answer->ssl2_suites[answer->n_ssl2_suites++] = suite;
  if (certificate.length > 0)
    {
      answer->certificates = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
      g_ptr_array_add (answer->certificates, g_bytes_new (certificate.data, certificate.length));
    }

  return NULL;
}
