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
#define MIN_SUITES 10

/* Lists longer than this would take more than one record. */
#define MAX_LIST 4096

#define SSL2_CHALLENGE_LENGTH 16

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
  EXTENSION_RENEGOTIATION_INFO = 0xff01,

  GROUP_X25519 = 29,
};

static const guint16 suites_1_3[] = { 0x1301, 0x1302, 0x1303, 0x1304, 0x1305 };

typedef enum
{
  SMALL = 1 << 0,    /* in the small hello as well: the strongest and the last resort of each kind of old gear */
  FROM_1_2 = 1 << 1, /* does not exist below (RFC 5246 appendix A.5, RFC 5289) */
} SuiteFlags;

typedef struct
{
  guint16 suite;
  guint8  flags; /* SuiteFlags */
} UsualSuite;

/* The polite order: key exchange by RSA first, because it costs the server a tenth of the computing, then elliptic
 * curves, then Diffie-Hellman, then what only very old or odd gear has. A server that picks by its own order is not
 * bound by ours. */
static const UsualSuite usual_suites[] = {
  /* RSA */
  { 0x009c, FROM_1_2 | SMALL }, { 0x002f, SMALL }, { 0x0035, SMALL }, { 0x003c, FROM_1_2 | SMALL },
  { 0x009d, FROM_1_2 | SMALL }, { 0x003d, FROM_1_2 | SMALL }, { 0x000a, SMALL }, { 0x0005, SMALL }, { 0x0004, SMALL },
  { 0x0041, SMALL }, { 0x0084, SMALL }, { 0x0096, SMALL }, { 0x0007, SMALL }, { 0x0009, SMALL },
  /* ECDHE */
  { 0xc02f, FROM_1_2 | SMALL }, { 0xc02b, FROM_1_2 | SMALL }, { 0xc030, FROM_1_2 | SMALL }, { 0xc02c, FROM_1_2 | SMALL },
  { 0xcca8, FROM_1_2 | SMALL }, { 0xcca9, FROM_1_2 | SMALL }, { 0xc013, SMALL }, { 0xc014, SMALL }, { 0xc009, SMALL },
  { 0xc00a, SMALL }, { 0xc027, FROM_1_2 | SMALL }, { 0xc028, FROM_1_2 }, { 0xc023, FROM_1_2 | SMALL },
  { 0xc024, FROM_1_2 }, { 0xc012, SMALL }, { 0xc008, 0 }, { 0xc011, SMALL }, { 0xc007, 0 },
  /* DHE */
  { 0x0033, SMALL }, { 0x0039, SMALL }, { 0x009e, FROM_1_2 | SMALL }, { 0x009f, FROM_1_2 }, { 0x0067, FROM_1_2 },
  { 0x006b, FROM_1_2 }, { 0x0016, SMALL }, { 0xccaa, FROM_1_2 }, { 0x0015, SMALL }, { 0x0032, SMALL }, { 0x0013, SMALL },
  { 0x0038, 0 }, { 0x0045, 0 }, { 0x0088, 0 }, { 0x009a, 0 }, { 0x0099, 0 }, { 0x0044, 0 }, { 0x0087, 0 },
  { 0x0066, 0 }, { 0x0012, 0 }, { 0x0040, FROM_1_2 }, { 0x006a, FROM_1_2 }, { 0x00a2, FROM_1_2 }, { 0x00a3, FROM_1_2 },
  /* CCM, which is all that some small devices have */
  { 0xc0ae, FROM_1_2 | SMALL }, { 0xc0ac, FROM_1_2 }, { 0xc0ad, FROM_1_2 }, { 0xc0af, FROM_1_2 }, { 0xc09c, FROM_1_2 },
  { 0xc09d, FROM_1_2 }, { 0xc0a0, FROM_1_2 }, { 0xc0a1, FROM_1_2 }, { 0xc09e, FROM_1_2 }, { 0xc09f, FROM_1_2 },
  /* export: 40 and 56 bits */
  { 0x0003, SMALL }, { 0x0008, SMALL }, { 0x0064, SMALL }, { 0x0062, 0 }, { 0x0006, 0 }, { 0x0014, 0 }, { 0x0011, 0 },
  { 0x0063, 0 }, { 0x0065, 0 },
  /* anonymous */
  { 0x0034, SMALL }, { 0xc018, SMALL }, { 0x001b, SMALL }, { 0x0018, SMALL }, { 0x003a, 0 }, { 0xc019, 0 },
  { 0xc017, 0 }, { 0xc016, 0 }, { 0x001a, 0 }, { 0x0017, 0 }, { 0x0019, 0 }, { 0x006c, FROM_1_2 }, { 0x006d, FROM_1_2 },
  { 0x00a6, FROM_1_2 }, { 0x00a7, FROM_1_2 },
  /* a key in the certificate that is itself one of (elliptic-curve) Diffie-Hellman */
  { 0xc004, SMALL }, { 0xc00e, SMALL }, { 0x0031, SMALL }, { 0xc005, 0 }, { 0xc00f, 0 }, { 0xc003, 0 }, { 0xc00d, 0 },
  { 0xc002, 0 }, { 0xc00c, 0 }, { 0xc025, FROM_1_2 }, { 0xc029, FROM_1_2 }, { 0xc02d, FROM_1_2 }, { 0xc031, FROM_1_2 },
  { 0x0037, 0 }, { 0x0030, 0 }, { 0x0036, 0 }, { 0x0010, 0 }, { 0x000d, 0 },
  /* the younger Camellia and ARIA */
  { 0x00ba, FROM_1_2 }, { 0xc076, FROM_1_2 }, { 0xc07a, FROM_1_2 }, { 0xc050, FROM_1_2 }, { 0xc060, FROM_1_2 },
  /* no encryption */
  { 0x0002, 0 }, { 0x0001, 0 }, { 0x003b, FROM_1_2 }, { 0xc010, 0 }, { 0xc006, 0 },
};

/* RFC 5746 section 3.3: stands for the renegotiation_info extension. */
#define SCSV 0x00ff

/* The list ends with what is only asked so that a server that knows nothing else is seen. Naming a post-quantum group
 * costs two bytes; its share would make the hello larger than a segment. ffdhe groups are left to TLS 1.3: below it they
 * would bind the server to these primes (RFC 7919 section 4), and its own is what we want to see. */
static const guint16 groups_1_3[] = { GROUP_X25519, 23,  24,  25,  30,  256, 0x11ec, 0x11eb, 0x11ed, 257, 258, 259,
                                      260,          31,  32,  33,  22,  26,  27,     28 };
static const guint16 groups_1_2[] = { GROUP_X25519, 23, 24, 25, 30, 22, 26, 27, 28, 21, 19, 14, 13, 12, 11, 10, 9 };
#define N_SMALL_GROUPS_1_3 6
#define N_SMALL_GROUPS_1_2 4

static const guint16 usual_algorithms[] = { 0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401,
                                            0x0501, 0x0601, 0x0203, 0x0201, 0x0202, 0x0807, 0x0808,
                                            0x0809, 0x080a, 0x080b, 0x0303, 0x0301, 0x0402 };
#define N_SMALL_ALGORITHMS 12

/* All that the draft of SSL 2.0 names (section C.4), strongest first. */
static const guint32 ssl2_suites[] = { 0x0700c0, 0x010080, 0x030080, 0x050080, 0x060040, 0x020080, 0x040080 };

static void
append_8 (GByteArray *array, guint value)
{
  guint8 byte = (guint8) value;

  g_byte_array_append (array, &byte, 1);
}

static void
append_16 (GByteArray *array, guint value)
{
  const guint8 bytes[] = { (guint8) (value >> 8), (guint8) value };

  g_byte_array_append (array, bytes, sizeof bytes);
}

/* All at once: a hello is mostly lists, and a survey is mostly hellos. */
static void
append_values (GByteArray *array, const guint16 *values, gsize n_values)
{
  guint8 *out;

  g_byte_array_set_size (array, array->len + 2 * (guint) n_values);
  out = array->data + array->len - 2 * n_values;
  for (gsize i = 0; i < n_values; i++)
    {
      *out++ = (guint8) (values[i] >> 8);
      *out++ = (guint8) values[i];
    }
}

static void
append_zeros (GByteArray *array, gsize length)
{
  g_byte_array_set_size (array, array->len + (guint) length);
  memset (array->data + array->len - length, 0, length);
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
  guint extension;
  guint list;

  if (n_values == 0)
    return;

  extension = open_extension (array, type);
  list = open_16 (array);
  append_values (array, values, n_values);
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

static const guint16 *
choose_groups (const RepointTlsHello *self, gsize *n_groups)
{
  gboolean with_1_3 = self->max_version >= REPOINT_TLS_VERSION_1_3;

  if (self->groups != NULL)
    {
      *n_groups = self->n_groups;
      return self->groups;
    }

  if (self->small)
    *n_groups = with_1_3 ? N_SMALL_GROUPS_1_3 : N_SMALL_GROUPS_1_2;
  else
    *n_groups = with_1_3 ? G_N_ELEMENTS (groups_1_3) : G_N_ELEMENTS (groups_1_2);

  return with_1_3 ? groups_1_3 : groups_1_2;
}

static const guint16 *
choose_algorithms (const RepointTlsHello *self, gsize *n_algorithms)
{
  if (self->signature_algorithms != NULL)
    {
      *n_algorithms = self->n_signature_algorithms;
      return self->signature_algorithms;
    }

  *n_algorithms = self->small ? N_SMALL_ALGORITHMS : G_N_ELEMENTS (usual_algorithms);

  return usual_algorithms;
}

static gboolean
contains (const guint16 *values, gsize n_values, guint16 wanted)
{
  for (gsize i = 0; i < n_values; i++)
    if (values[i] == wanted)
      return TRUE;

  return FALSE;
}

static void
append_1_3_extensions (GByteArray *array, const RepointTlsHello *self, gboolean with_share)
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
  if (with_share)
    {
      append_16 (array, GROUP_X25519);
      append_16 (array, REPOINT_TLS_RANDOM_LENGTH);
      g_byte_array_append (array, self->key_share, REPOINT_TLS_RANDOM_LENGTH);
    }
  close_16 (array, list);
  close_16 (array, extension);
}

static gboolean
asks_below_1_3 (const RepointTlsHello *self)
{
  return self->max_version < REPOINT_TLS_VERSION_1_3 || self->min_version < REPOINT_TLS_VERSION_1_3;
}

static gboolean
has_extensions (const RepointTlsHello *self)
{
  return self->max_version > REPOINT_TLS_VERSION_SSL3 && !self->no_extensions;
}

/* The last extension is never an empty one: some servers take that for a broken message. */
static GByteArray *
build_extensions (const RepointTlsHello *self)
{
  GByteArray *array = g_byte_array_sized_new (256);
  const guint16 *values;
  gsize n_values;
  guint extension;
  gboolean with_share;

  if (!has_extensions (self))
    return array;

  append_server_name (array, self->server_name);
  if (self->max_version >= REPOINT_TLS_VERSION_1_2)
    close_16 (array, open_extension (array, EXTENSION_EXTENDED_MASTER_SECRET));

  values = choose_groups (self, &n_values);
  append_list (array, EXTENSION_GROUPS, values, n_values);
  with_share = self->key_share != NULL && contains (values, n_values, GROUP_X25519);
  if (n_values > 0)
    {
      extension = open_extension (array, EXTENSION_POINT_FORMATS);
      append_8 (array, 1);
      append_8 (array, 0); /* uncompressed */
      close_16 (array, extension);
    }

  values = choose_algorithms (self, &n_values);
  if (self->max_version >= REPOINT_TLS_VERSION_1_2)
    append_list (array, EXTENSION_SIGNATURE_ALGORITHMS, values, n_values);
  if (self->max_version >= REPOINT_TLS_VERSION_1_3)
    append_1_3_extensions (array, self, with_share);

  /* For the first handshake of a connection: an empty vector (RFC 5746 section 3.4). */
  if (self->suites != NULL && asks_below_1_3 (self))
    {
      extension = open_extension (array, EXTENSION_RENEGOTIATION_INFO);
      append_8 (array, 0);
      close_16 (array, extension);
    }

  return array;
}

static GArray *
choose_suites (const RepointTlsHello *self, gsize limit)
{
  GArray *chosen = g_array_sized_new (FALSE, FALSE, sizeof (guint16), REPOINT_TLS_HELLO_MAX_SUITES);
  guint16 usual[G_N_ELEMENTS (usual_suites)];
  guint16 scsv = SCSV;
  guint n = 0;

  if (self->suites != NULL)
    {
      g_array_append_vals (chosen, self->suites, self->n_suites);
      if (!has_extensions (self) && !contains (self->suites, self->n_suites, SCSV))
        g_array_append_val (chosen, scsv);
      return chosen;
    }

  if (self->max_version >= REPOINT_TLS_VERSION_1_3)
    g_array_append_vals (chosen, suites_1_3, MIN (G_N_ELEMENTS (suites_1_3), limit));

  if (!asks_below_1_3 (self))
    return chosen;

  for (gsize i = 0; i < G_N_ELEMENTS (usual_suites) && chosen->len + n + 1 < limit; i++)
    if ((self->max_version >= REPOINT_TLS_VERSION_1_2 || (usual_suites[i].flags & FROM_1_2) == 0) &&
        (!self->small || (usual_suites[i].flags & SMALL) != 0))
      usual[n++] = usual_suites[i].suite;
  g_array_append_vals (chosen, usual, n);
  g_array_append_val (chosen, scsv);

  return chosen;
}

/* Some servers and load balancers break on a record whose length, taken modulo 256, is that of a line feed, a shift-out
 * or four more: both the length of the record and that of the message within are kept off 10 and 14. Padding does that;
 * where there are no extensions, an id of a session that the server does not know, which is as good as none. */
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
  append_zeros (extensions, padding - 4);
  close_16 (extensions, extension);
}

static GBytes *
build_ssl2 (const RepointTlsHello *self)
{
  GByteArray *out = g_byte_array_new ();

  append_16 (out, 0);
  append_8 (out, HANDSHAKE_CLIENT_HELLO);
  append_16 (out, REPOINT_TLS_VERSION_SSL2);
  append_16 (out, 3 * G_N_ELEMENTS (ssl2_suites));
  append_16 (out, 0); /* no session to resume */
  append_16 (out, SSL2_CHALLENGE_LENGTH);
  for (gsize i = 0; i < G_N_ELEMENTS (ssl2_suites); i++)
    {
      append_8 (out, ssl2_suites[i] >> 16);
      append_16 (out, ssl2_suites[i] & 0xffff);
    }
  g_byte_array_append (out, self->random, SSL2_CHALLENGE_LENGTH);

  /* The first bit says that the header has two bytes and nothing is padded. */
  close_16 (out, 2);
  out->data[0] |= 0x80;

  return g_byte_array_free_to_bytes (out);
}

/**
 * repoint_tls_hello_build:
 *
 * Writes a ClientHello (RFC 8446 section 4.1.2, RFC 5246 section 7.4.1.2, RFC 6101 section 5.6.1.2) in one record, or the
 * CLIENT-HELLO of SSL 2.0 (draft-hickman-netscape-ssl-00 section 1.3.1.1; its cipher kinds are in RFC 6101 appendix E.1
 * as well). It is meant to be sent in one write.
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
  gsize limit = REPOINT_TLS_HELLO_MAX_SUITES;
  guint message;
  guint record;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (self->max_version == REPOINT_TLS_VERSION_SSL2 || self->max_version >= REPOINT_TLS_VERSION_SSL3, NULL);
  g_return_val_if_fail (self->max_version <= REPOINT_TLS_VERSION_1_3, NULL);
  g_return_val_if_fail (self->max_version < REPOINT_TLS_VERSION_1_3 || !self->no_extensions, NULL);
  g_return_val_if_fail (self->suites == NULL || (self->n_suites > 0 && self->n_suites <= MAX_LIST), NULL);
  g_return_val_if_fail (self->groups == NULL || self->n_groups <= MAX_LIST / 4, NULL);
  g_return_val_if_fail (self->signature_algorithms == NULL || self->n_signature_algorithms <= MAX_LIST / 4, NULL);

  if (self->max_version == REPOINT_TLS_VERSION_SSL2)
    return build_ssl2 (self);

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
  else if (extensions->len == 0)
    {
      limit = (HANG_FROM - 1 - fixed) / 2; /* there will be no padding */
    }

  chosen = choose_suites (self, limit);
  if (extensions->len > 0)
    append_padding (extensions, fixed + 2 * chosen->len);
  else if (is_unlucky (fixed + 2 * chosen->len))
    session_id_length = REPOINT_TLS_RANDOM_LENGTH;

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
  append_values (out, (const guint16 *) chosen->data, chosen->len);
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
 * repoint_tls_hello_list_usual_suites:
 * @version: SSLv3 to TLS 1.3
 *
 * What a hello that is not small offers at that version if it is given no suites of its own, in its order.
 *
 * Returns: (transfer full) (element-type guint16): the suites, without those that only signal something
 */
GArray *
repoint_tls_hello_list_usual_suites (RepointTlsVersion version)
{
  const RepointTlsHello hello = { .max_version = version, .min_version = version };
  GArray *suites;

  g_return_val_if_fail (version >= REPOINT_TLS_VERSION_SSL3 && version <= REPOINT_TLS_VERSION_1_3, NULL);

  suites = choose_suites (&hello, REPOINT_TLS_HELLO_MAX_SUITES);
  if (asks_below_1_3 (&hello))
    g_array_set_size (suites, suites->len - 1);

  return suites;
}

/**
 * repoint_tls_hello_build_farewell:
 * @version: the version the server chose
 *
 * A handshake that is given up for no fault of the server ends like this (RFC 8446 section 6.1, RFC 5246 section
 * 7.2.2), so that a device has no error to log.
 *
 * Returns: (transfer full) (nullable): alert records; %NULL for SSLv2, which has none
 */
GBytes *
repoint_tls_hello_build_farewell (RepointTlsVersion version)
{
  guint8 low = (guint8) (CLAMP (version, REPOINT_TLS_VERSION_SSL3, REPOINT_TLS_VERSION_1_2) & 0xff);
  const guint8 bytes[] = {
    CONTENT_ALERT, 3, low, 0, 2, ALERT_WARNING, ALERT_USER_CANCELED,
    CONTENT_ALERT, 3, low, 0, 2, ALERT_WARNING, ALERT_CLOSE_NOTIFY,
  };

  if (version == REPOINT_TLS_VERSION_SSL2)
    return NULL;

  /* SSLv3 knows no user_canceled (RFC 6101 section 5.4). */
  if (version == REPOINT_TLS_VERSION_SSL3)
    return g_bytes_new (bytes + sizeof bytes / 2, sizeof bytes / 2);

  return g_bytes_new (bytes, sizeof bytes);
}
