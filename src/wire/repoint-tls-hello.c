/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-tls-hello.h"

#include <arpa/inet.h>
#include <string.h>

/* Record and handshake header, up to the first byte that counts as the message. */
#define RECORD_HEADER    5
#define HANDSHAKE_HEADER 4

/* RFC 7685 section 4: some servers hang on a message of 256 to 511 bytes. */
#define HANG_FROM 256
#define HANG_TO   512

/* However long the server's name is, at least this many suites are asked. */
#define MIN_SUITES 12

enum
{
  CONTENT_ALERT = 21,
  CONTENT_HANDSHAKE = 22,
  HANDSHAKE_CLIENT_HELLO = 1,

  ALERT_WARNING = 1,
  ALERT_CLOSE_NOTIFY = 0,
  ALERT_USER_CANCELED = 90,

  EXTENSION_SERVER_NAME = 0,
  EXTENSION_GROUPS = 10,
  EXTENSION_POINT_FORMATS = 11,
  EXTENSION_SIGNATURE_ALGORITHMS = 13,
  EXTENSION_PADDING = 21,
  EXTENSION_EXTENDED_MASTER_SECRET = 23,
  EXTENSION_SUPPORTED_VERSIONS = 43,
  EXTENSION_PSK_MODES = 45,
  EXTENSION_KEY_SHARE = 51,

  GROUP_X25519 = 29,
};

static const guint16 suites_1_3[] = { 0x1301, 0x1302, 0x1303, 0x1304, 0x1305 };

/* The polite order: key exchange by RSA first, because it costs the server a tenth of the computing, then elliptic
 * curves, then Diffie-Hellman, then what only very old or odd gear has. A server that picks by its own order is not
 * bound by ours. Suites marked with 1.2 do not exist below it (RFC 5246 appendix A.5, RFC 5289). */
static const struct
{
  guint16  suite;
  gboolean only_1_2;
} suites[] = {
  { 0x009c, TRUE },  { 0x002f, FALSE }, { 0x0035, FALSE }, { 0x003c, TRUE },  { 0x009d, TRUE },  { 0x003d, TRUE },
  { 0x000a, FALSE }, { 0x0005, FALSE }, { 0x0004, FALSE }, { 0x0041, FALSE }, { 0x0084, FALSE },
  { 0xc02f, TRUE },  { 0xc02b, TRUE },  { 0xc030, TRUE },  { 0xc02c, TRUE },  { 0xcca8, TRUE },  { 0xcca9, TRUE },
  { 0xc013, FALSE }, { 0xc014, FALSE }, { 0xc009, FALSE }, { 0xc00a, FALSE }, { 0xc027, TRUE },  { 0xc028, TRUE },
  { 0xc023, TRUE },  { 0xc024, TRUE },  { 0xc012, FALSE }, { 0xc008, FALSE }, { 0xc011, FALSE }, { 0xc007, FALSE },
  { 0x0033, FALSE }, { 0x0039, FALSE }, { 0x009e, TRUE },  { 0x009f, TRUE },  { 0x0067, TRUE },  { 0x006b, TRUE },
  { 0x0016, FALSE }, { 0xccaa, TRUE },  { 0x0009, FALSE }, { 0x0015, FALSE }, { 0x0096, FALSE }, { 0x0007, FALSE },
  { 0x0032, FALSE }, { 0x0038, FALSE }, { 0x0013, FALSE }, { 0xc09c, TRUE },  { 0xc0ac, TRUE },  { 0x0003, FALSE },
  { 0x0045, FALSE }, { 0x0088, FALSE }, { 0x009a, FALSE }, { 0xc00e, FALSE }, { 0xc004, FALSE }, { 0x0006, FALSE },
  { 0x0008, FALSE }, { 0x0014, FALSE }, { 0x0062, FALSE }, { 0x0064, FALSE }, { 0x0034, FALSE }, { 0x003a, FALSE },
  { 0x001b, FALSE }, { 0x0018, FALSE }, { 0xc018, FALSE },
};

/* RFC 5746 section 3.3: also stands for the renegotiation_info extension, which SSLv3 cannot carry. */
#define SCSV 0x00ff

/* The classical curves; no post-quantum share, which would make the hello larger than a segment. */
static const guint16 groups[] = { GROUP_X25519, 23, 24, 25 };

static const guint16 signature_algorithms[] = { 0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401,
                                                0x0501, 0x0601, 0x0203, 0x0201, 0x0202 };

static void
append_8 (GByteArray *array, guint value)
{
  guint8 byte = (guint8) value;

  g_byte_array_append (array, &byte, 1);
}

static void
append_16 (GByteArray *array, guint value)
{
  append_8 (array, value >> 8);
  append_8 (array, value & 0xff);
}

/* Leaves room for a 16-bit length and returns where it stands. */
static guint
open_16 (GByteArray *array)
{
  append_16 (array, 0);

  return array->len;
}

static void
close_16 (GByteArray *array, guint opened)
{
  guint length = array->len - opened;

  array->data[opened - 2] = (guint8) (length >> 8);
  array->data[opened - 1] = (guint8) length;
}

static guint
open_extension (GByteArray *array, guint type)
{
  append_16 (array, type);

  return open_16 (array);
}

static void
append_list (GByteArray *array, guint type, const guint16 *values, gsize n_values)
{
  guint extension = open_extension (array, type);
  guint list = open_16 (array);

  for (gsize i = 0; i < n_values; i++)
    append_16 (array, values[i]);

  close_16 (array, list);
  close_16 (array, extension);
}

static gboolean
is_address (const char *name)
{
  guint8 address[sizeof (struct in6_addr)];

  return inet_pton (AF_INET, name, address) == 1 || inet_pton (AF_INET6, name, address) == 1;
}

static void
append_server_name (GByteArray *array, const char *name)
{
  guint extension;
  guint list;

  if (name == NULL || name[0] == '\0' || strlen (name) > 255 || is_address (name))
    return;

  extension = open_extension (array, EXTENSION_SERVER_NAME);
  list = open_16 (array);
  append_8 (array, 0); /* host_name */
  append_16 (array, (guint) strlen (name));
  g_byte_array_append (array, (const guint8 *) name, (guint) strlen (name));
  close_16 (array, list);
  close_16 (array, extension);
}

static void
append_1_3_extensions (GByteArray *array, const RepointTlsHello *self)
{
  guint extension = open_extension (array, EXTENSION_SUPPORTED_VERSIONS);
  guint at = array->len;
  guint list;

  append_8 (array, 0);
  for (guint version = REPOINT_TLS_VERSION_1_3;
       version >= MAX (self->min_version, (guint) REPOINT_TLS_VERSION_1_0); version--)
    append_16 (array, version);
  array->data[at] = (guint8) (array->len - at - 1);
  close_16 (array, extension);

  extension = open_extension (array, EXTENSION_PSK_MODES);
  append_8 (array, 1);
  append_8 (array, 1); /* psk_dhe_ke */
  close_16 (array, extension);

  /* RFC 8446 section 4.2.8: an empty list asks for a HelloRetryRequest. */
  extension = open_extension (array, EXTENSION_KEY_SHARE);
  list = open_16 (array);
  if (self->key_share != NULL)
    {
      append_16 (array, GROUP_X25519);
      append_16 (array, REPOINT_TLS_RANDOM_LENGTH);
      g_byte_array_append (array, self->key_share, REPOINT_TLS_RANDOM_LENGTH);
    }
  close_16 (array, list);
  close_16 (array, extension);
}

/* The last extension is never an empty one: some servers take that for a broken message. */
static GByteArray *
build_extensions (const RepointTlsHello *self)
{
  GByteArray *array = g_byte_array_new ();
  guint extension;

  if (self->max_version == REPOINT_TLS_VERSION_SSL3)
    return array;

  append_server_name (array, self->server_name);
  if (self->max_version >= REPOINT_TLS_VERSION_1_2)
    close_16 (array, open_extension (array, EXTENSION_EXTENDED_MASTER_SECRET));
  append_list (array, EXTENSION_GROUPS, groups, G_N_ELEMENTS (groups));

  extension = open_extension (array, EXTENSION_POINT_FORMATS);
  append_8 (array, 1);
  append_8 (array, 0); /* uncompressed */
  close_16 (array, extension);

  if (self->max_version >= REPOINT_TLS_VERSION_1_2)
    append_list (array, EXTENSION_SIGNATURE_ALGORITHMS, signature_algorithms, G_N_ELEMENTS (signature_algorithms));
  if (self->max_version >= REPOINT_TLS_VERSION_1_3)
    append_1_3_extensions (array, self);

  return array;
}

static gboolean
asks_below_1_3 (const RepointTlsHello *self)
{
  return self->max_version < REPOINT_TLS_VERSION_1_3 || self->min_version < REPOINT_TLS_VERSION_1_3;
}

static GArray *
choose_suites (const RepointTlsHello *self, gsize limit)
{
  GArray *chosen = g_array_new (FALSE, FALSE, sizeof (guint16));
  guint16 scsv = SCSV;

  if (self->max_version >= REPOINT_TLS_VERSION_1_3)
    g_array_append_vals (chosen, suites_1_3, MIN (G_N_ELEMENTS (suites_1_3), limit));

  for (gsize i = 0; asks_below_1_3 (self) && i < G_N_ELEMENTS (suites) && chosen->len + 1 < limit; i++)
    if (!suites[i].only_1_2 || self->max_version >= REPOINT_TLS_VERSION_1_2)
      g_array_append_val (chosen, suites[i].suite);

  if (asks_below_1_3 (self))
    g_array_append_val (chosen, scsv);

  return chosen;
}

/* Some servers and load balancers break on a record whose length, taken modulo 256, is that of a line feed, a shift-out
 * or four more: both the length of the record and that of the message within are kept off 10 and 14. */
static gboolean
is_unlucky (gsize message_length)
{
  gsize low = message_length % 256;

  return low == 10 || low == 14 || low == 18;
}

static void
append_padding (GByteArray *extensions, gsize other_length)
{
  gsize length = other_length + extensions->len;
  gsize padding = 0;
  guint extension;

  if (length >= HANG_FROM && length < HANG_TO)
    padding = MAX (HANG_TO - length, 5);
  if (is_unlucky (length + padding))
    padding += 5;
  if (padding == 0)
    return;

  extension = open_extension (extensions, EXTENSION_PADDING);
  for (gsize i = 4; i < padding; i++)
    append_8 (extensions, 0);
  close_16 (extensions, extension);
}

/**
 * repoint_tls_hello_build:
 *
 * Writes a ClientHello (RFC 8446 section 4.1.2, RFC 5246 section 7.4.1.2, RFC 6101 section 5.6.1.2) in one record. It is
 * meant to be sent in one write.
 *
 * Returns: (transfer full): the record
 */
GBytes *
repoint_tls_hello_build (const RepointTlsHello *self)
{
  g_autoptr (GByteArray) extensions = NULL;
  g_autoptr (GArray) chosen = NULL;
  GByteArray *out;
  gsize session_id_length;
  gsize fixed;
  gsize limit = G_MAXUINT16 / 2;
  guint message;
  guint record;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (self->max_version >= REPOINT_TLS_VERSION_SSL3, NULL);
  g_return_val_if_fail (self->max_version <= REPOINT_TLS_VERSION_1_3, NULL);

  extensions = build_extensions (self);
  session_id_length = self->max_version >= REPOINT_TLS_VERSION_1_3 ? REPOINT_TLS_RANDOM_LENGTH : 0;
  /* header, version, random, session id, length of the suites, compression, length of the extensions */
  fixed = HANDSHAKE_HEADER + 2 + REPOINT_TLS_RANDOM_LENGTH + 1 + session_id_length + 2 + 2 +
          (extensions->len > 0 ? 2 : 0);

  if (self->small)
    {
      gsize used = RECORD_HEADER + fixed + extensions->len;

      limit = used < REPOINT_TLS_HELLO_SMALL_LENGTH ? (REPOINT_TLS_HELLO_SMALL_LENGTH - used) / 2 : 0;
      limit = CLAMP (limit, MIN_SUITES, REPOINT_TLS_HELLO_SMALL_SUITES);
    }

  chosen = choose_suites (self, limit);
  if (extensions->len > 0)
    append_padding (extensions, fixed + 2 * chosen->len);
  else if (is_unlucky (fixed + 2 * chosen->len))
    g_array_remove_index (chosen, chosen->len - 2);

  out = g_byte_array_sized_new (600);
  append_8 (out, CONTENT_HANDSHAKE);
  append_16 (out, MIN (self->max_version, REPOINT_TLS_VERSION_1_0)); /* RFC 8446 section 5.1 */
  record = open_16 (out);
  append_8 (out, HANDSHAKE_CLIENT_HELLO);
  append_8 (out, 0);
  message = open_16 (out);

  append_16 (out, MIN (self->max_version, REPOINT_TLS_VERSION_1_2));
  g_byte_array_append (out, self->random, REPOINT_TLS_RANDOM_LENGTH);
  append_8 (out, (guint) session_id_length);
  g_byte_array_append (out, self->session_id, (guint) session_id_length);
  append_16 (out, 2 * chosen->len);
  for (guint i = 0; i < chosen->len; i++)
    append_16 (out, g_array_index (chosen, guint16, i));
  append_8 (out, 1);
  append_8 (out, 0); /* no compression */
  if (extensions->len > 0)
    {
      append_16 (out, extensions->len);
      g_byte_array_append (out, extensions->data, extensions->len);
    }

  close_16 (out, message);
  close_16 (out, record);

  return g_byte_array_free_to_bytes (out);
}

/**
 * repoint_tls_hello_build_farewell:
 * @version: the version the server chose
 *
 * A handshake that is given up for no fault of the server ends like this (RFC 8446 section 6.1, RFC 5246 section
 * 7.2.2), so that a device has no error to log.
 *
 * Returns: (transfer full): two alert records
 */
GBytes *
repoint_tls_hello_build_farewell (RepointTlsVersion version)
{
  guint8 low = (guint8) (CLAMP (version, REPOINT_TLS_VERSION_SSL3, REPOINT_TLS_VERSION_1_2) & 0xff);
  const guint8 bytes[] = {
    CONTENT_ALERT, 3, low, 0, 2, ALERT_WARNING, ALERT_USER_CANCELED,
    CONTENT_ALERT, 3, low, 0, 2, ALERT_WARNING, ALERT_CLOSE_NOTIFY,
  };

  /* SSLv3 knows no user_canceled (RFC 6101 section 5.4). */
  if (version == REPOINT_TLS_VERSION_SSL3)
    return g_bytes_new (bytes + sizeof bytes / 2, sizeof bytes / 2);

  return g_bytes_new (bytes, sizeof bytes);
}
