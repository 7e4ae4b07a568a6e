/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-bytes.h"
#include "repoint-tls-group.h"
#include "repoint-tls-hello.h"
#include "repoint-tls-suite.h"

#include <string.h>

/* Read back by hand, so that builder and reader cannot agree on the same mistake. */
typedef struct
{
  guint   record_version;
  guint   version;
  guint   record_length;
  gsize   session_id_length;
  guint16 suites[256];
  guint   n_suites;
  guint   extensions[32];
  guint   extension_lengths[32];
  guint   n_extensions;
  guint8  versions[16];
  guint   versions_length;
  char   *server_name;
} Read;

static void
read_hello (GBytes *bytes, Read *self)
{
  gsize size;
  const guint8 *p = g_bytes_get_data (bytes, &size);
  gsize at;
  gsize end;

  memset (self, 0, sizeof *self);
  g_assert_cmpuint (size, >=, 44);
  g_assert_cmpuint (p[0], ==, 22);
  self->record_version = (guint) p[1] << 8 | p[2];
  self->record_length = (guint) p[3] << 8 | p[4];
  g_assert_cmpuint (self->record_length, ==, size - 5);
  g_assert_cmpuint (p[5], ==, 1);
  g_assert_cmpuint ((guint) p[6] << 16 | (guint) p[7] << 8 | p[8], ==, size - 9);
  self->version = (guint) p[9] << 8 | p[10];
  for (guint i = 0; i < 32; i++)
    g_assert_cmpuint (p[11 + i], ==, i);
  self->session_id_length = p[43];
  at = 44 + self->session_id_length;
  self->n_suites = ((guint) p[at] << 8 | p[at + 1]) / 2;
  at += 2;
  for (guint i = 0; i < self->n_suites; i++, at += 2)
    self->suites[i] = (guint16) (p[at] << 8 | p[at + 1]);
  g_assert_cmpuint (p[at], ==, 1);
  g_assert_cmpuint (p[at + 1], ==, 0);
  at += 2;

  if (at == size)
    return;

  end = at + 2 + ((gsize) p[at] << 8 | p[at + 1]);
  g_assert_cmpuint (end, ==, size);
  at += 2;
  while (at < end)
    {
      guint type = (guint) p[at] << 8 | p[at + 1];
      guint length = (guint) p[at + 2] << 8 | p[at + 3];

      at += 4;
      g_assert_cmpuint (at + length, <=, end);
      for (guint i = 0; i < self->n_extensions; i++)
        g_assert_cmpuint (self->extensions[i], !=, type);
      self->extensions[self->n_extensions] = type;
      self->extension_lengths[self->n_extensions++] = length;
      if (type == 0)
        {
          g_assert_cmpuint (p[at + 2], ==, 0);
          self->server_name = g_strndup ((const char *) p + at + 5, (gsize) p[at + 3] << 8 | p[at + 4]);
          g_assert_cmpuint (strlen (self->server_name), ==, length - 5);
        }
      if (type == 43)
        {
          self->versions_length = p[at];
          g_assert_cmpuint (length, ==, self->versions_length + 1);
          memcpy (self->versions, p + at + 1, self->versions_length);
        }
      at += length;
    }
}

static gboolean
has_suite (const Read *read, guint16 suite)
{
  for (guint i = 0; i < read->n_suites; i++)
    if (read->suites[i] == suite)
      return TRUE;

  return FALSE;
}

static int
extension_length (const Read *read, guint type)
{
  for (guint i = 0; i < read->n_extensions; i++)
    if (read->extensions[i] == type)
      return (int) read->extension_lengths[i];

  return -1;
}

static RepointTlsHello
make (RepointTlsVersion max, RepointTlsVersion min, gboolean small, const char *name)
{
  RepointTlsHello hello = { .max_version = max, .min_version = min, .small = small, .server_name = name };

  for (guint8 i = 0; i < 32; i++)
    hello.random[i] = i;

  return hello;
}

static void
test_versions (void)
{
  static const struct
  {
    RepointTlsVersion version;
    guint             record;
    guint             field;
  } cases[] = {
    { REPOINT_TLS_VERSION_SSL3, 0x0300, 0x0300 }, { REPOINT_TLS_VERSION_1_0, 0x0301, 0x0301 },
    { REPOINT_TLS_VERSION_1_1, 0x0301, 0x0302 },  { REPOINT_TLS_VERSION_1_2, 0x0301, 0x0303 },
    { REPOINT_TLS_VERSION_1_3, 0x0301, 0x0303 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (int small = 0; small < 2; small++)
      {
        RepointTlsHello hello = make (cases[i].version, REPOINT_TLS_VERSION_1_0, small, "mail.example");
        g_autoptr (GBytes) bytes = repoint_tls_hello_build (&hello);
        Read read;

        read_hello (bytes, &read);
        g_assert_cmpuint (read.record_version, ==, cases[i].record);
        g_assert_cmpuint (read.version, ==, cases[i].field);
        g_assert_cmpuint (read.session_id_length, ==, cases[i].version == REPOINT_TLS_VERSION_1_3 ? 32 : 0);
        g_assert_cmpint (extension_length (&read, 43), ==, cases[i].version == REPOINT_TLS_VERSION_1_3 ? 9 : -1);
        g_assert_cmpint (extension_length (&read, 13) > 0, ==, cases[i].version >= REPOINT_TLS_VERSION_1_2);
        g_assert_cmpint (has_suite (&read, 0x1301), ==, cases[i].version == REPOINT_TLS_VERSION_1_3);
        g_assert_cmpint (has_suite (&read, 0x009c), ==, cases[i].version >= REPOINT_TLS_VERSION_1_2);
        g_assert_true (has_suite (&read, 0x002f));
        g_assert_true (has_suite (&read, 0x00ff));
        g_assert_true (small || has_suite (&read, 0x0003));
        if (cases[i].version == REPOINT_TLS_VERSION_SSL3)
          g_assert_cmpuint (read.n_extensions, ==, 0);
        else
          g_assert_cmpuint (read.extension_lengths[read.n_extensions - 1], >, 0);
        g_free (read.server_name);
      }
}

static void
test_polite (void)
{
  RepointTlsHello hello = make (REPOINT_TLS_VERSION_1_3, REPOINT_TLS_VERSION_1_0, FALSE, "mail.example");
  g_autoptr (GBytes) bytes = repoint_tls_hello_build (&hello);
  gboolean other = FALSE;
  Read read;

  read_hello (bytes, &read);

  /* An empty list of key shares, and no suite with RSA key exchange after one without. */
  g_assert_cmpint (extension_length (&read, 51), ==, 2);
  for (guint i = 0; i < read.n_suites; i++)
    {
      const char *name = repoint_tls_suite_to_string (read.suites[i]);

      g_assert_nonnull (name);
      if (strstr (name, "ECDHE") != NULL)
        other = TRUE;
      else if (g_str_has_prefix (name, "TLS_RSA_WITH_AES") && strstr (name, "CCM") == NULL)
        g_assert_false (other);
      for (guint j = 0; j < i; j++)
        g_assert_cmpuint (read.suites[j], !=, read.suites[i]);
    }
  g_assert_true (other);
  g_assert_cmpmem (read.versions, read.versions_length, "\x03\x04\x03\x03\x03\x02\x03\x01", 8);
  g_free (read.server_name);
}

static void
test_only_1_3 (void)
{
  static const guint8 share[32] = { 9 };
  RepointTlsHello hello = make (REPOINT_TLS_VERSION_1_3, REPOINT_TLS_VERSION_1_3, TRUE, "mail.example");
  g_autoptr (GBytes) bytes = NULL;
  Read read;

  hello.key_share = share;
  bytes = repoint_tls_hello_build (&hello);
  read_hello (bytes, &read);
  g_assert_cmpmem (read.versions, read.versions_length, "\x03\x04", 2);
  g_assert_cmpint (extension_length (&read, 51), ==, 2 + 4 + 32);
  for (guint i = 0; i < read.n_suites; i++)
    g_assert_cmpuint (read.suites[i] >> 8, ==, 0x13);
  g_free (read.server_name);
}

static void
test_key_exchanges (void)
{
  static const struct
  {
    guint32               suite;
    RepointTlsKeyExchange key_exchange;
  } cases[] = {
    { 0x002f, REPOINT_TLS_KEY_EXCHANGE_RSA },       { 0x0003, REPOINT_TLS_KEY_EXCHANGE_RSA_EXPORT },
    { 0x0064, REPOINT_TLS_KEY_EXCHANGE_RSA_EXPORT }, { 0x0031, REPOINT_TLS_KEY_EXCHANGE_DH },
    { 0x0032, REPOINT_TLS_KEY_EXCHANGE_DHE },       { 0x0014, REPOINT_TLS_KEY_EXCHANGE_DHE },
    { 0x0034, REPOINT_TLS_KEY_EXCHANGE_DH_ANON },   { 0x0017, REPOINT_TLS_KEY_EXCHANGE_DH_ANON },
    { 0xc004, REPOINT_TLS_KEY_EXCHANGE_ECDH },      { 0xc02f, REPOINT_TLS_KEY_EXCHANGE_ECDHE },
    { 0xcca9, REPOINT_TLS_KEY_EXCHANGE_ECDHE },     { 0xc018, REPOINT_TLS_KEY_EXCHANGE_ECDH_ANON },
    { 0x1301, REPOINT_TLS_KEY_EXCHANGE_ANY },       { 0x1306, REPOINT_TLS_KEY_EXCHANGE_ANY },
    { 0xc0b4, REPOINT_TLS_KEY_EXCHANGE_ANY },       { 0xc103, REPOINT_TLS_KEY_EXCHANGE_ANY },
    { 0xc100, REPOINT_TLS_KEY_EXCHANGE_OTHER },     { 0x008c, REPOINT_TLS_KEY_EXCHANGE_OTHER },
    { 0x0090, REPOINT_TLS_KEY_EXCHANGE_OTHER },     { 0xc035, REPOINT_TLS_KEY_EXCHANGE_OTHER },
    { 0x0094, REPOINT_TLS_KEY_EXCHANGE_OTHER },     { 0xc01d, REPOINT_TLS_KEY_EXCHANGE_OTHER },
    { 0x00ff, REPOINT_TLS_KEY_EXCHANGE_OTHER },     { 0x010080, REPOINT_TLS_KEY_EXCHANGE_OTHER },
    { 0x1a1a, REPOINT_TLS_KEY_EXCHANGE_UNKNOWN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (repoint_tls_suite_get_key_exchange (cases[i].suite), ==, cases[i].key_exchange);
}

static gboolean
has_kind (const Read *read, const char *part)
{
  for (guint i = 0; i < read->n_suites; i++)
    if (strstr (repoint_tls_suite_to_string (read->suites[i]), part) != NULL)
      return TRUE;

  return FALSE;
}

/* What old gear may have as its only choice is in every usual list, in the small hello as well. */
static void
test_old_gear (void)
{
  static const char *const kinds[] = {
    "TLS_RSA_WITH_AES", "RC4_128_SHA", "RC4_128_MD5", "3DES_EDE", "_EXPORT_WITH_RC4_40", "_EXPORT_WITH_DES40", "_EXPORT1024_",
    "TLS_DH_anon_", "TLS_ECDH_anon_", "SEED", "IDEA", "RSA_WITH_DES_CBC", "CAMELLIA_128", "CAMELLIA_256", "TLS_DHE_RSA_WITH_AES",
    "TLS_DHE_DSS_WITH_AES", "TLS_ECDHE_RSA_WITH_AES", "TLS_ECDHE_ECDSA_WITH_AES", "TLS_ECDH_RSA_WITH_AES",
    "TLS_ECDH_ECDSA_WITH_AES", "TLS_DH_RSA_WITH_AES",
  };
  g_autofree char *name = g_strnfill (40, 'a');

  for (guint version = REPOINT_TLS_VERSION_SSL3; version <= REPOINT_TLS_VERSION_1_3; version++)
    for (int small = 0; small < 2; small++)
      {
        RepointTlsHello hello = make (version, REPOINT_TLS_VERSION_1_0, small, name);
        g_autoptr (GBytes) bytes = NULL;
        Read read;

        if (version == REPOINT_TLS_VERSION_1_3 && small)
          continue;

        bytes = repoint_tls_hello_build (&hello);
        read_hello (bytes, &read);
        for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
          {
            g_test_message ("version 0x%04x, small %d: %s", version, small, kinds[i]);
            g_assert_true (has_kind (&read, kinds[i]));
          }
        for (guint i = 0; i < read.n_suites; i++)
          for (guint j = 0; j < i; j++)
            g_assert_cmpuint (read.suites[i], !=, read.suites[j]);
        g_assert_cmpuint (read.suites[read.n_suites - 1], ==, 0x00ff);
        g_free (read.server_name);
      }
}

/* Whatever the usual list is cut to, its last suites are of the right version. */
static void
test_no_1_2_below (void)
{
  RepointTlsHello hello = make (REPOINT_TLS_VERSION_1_1, REPOINT_TLS_VERSION_1_0, FALSE, NULL);
  g_autoptr (GBytes) bytes = repoint_tls_hello_build (&hello);
  Read read;

  read_hello (bytes, &read);
  for (guint i = 0; i < read.n_suites; i++)
    {
      const char *name = repoint_tls_suite_to_string (read.suites[i]);

      g_assert_null (strstr (name, "SHA256"));
      g_assert_null (strstr (name, "SHA384"));
      g_assert_null (strstr (name, "CCM"));
    }
}

static void
assert_list (GBytes *bytes, guint type, const guint16 *values, guint n_values)
{
  gsize size;
  const guint8 *p = g_bytes_get_data (bytes, &size);
  gsize at = 44 + p[43];

  at += 2 + ((gsize) p[at] << 8 | p[at + 1]);
  at += 2 + 2;
  while (at < size)
    {
      gsize length = (gsize) p[at + 2] << 8 | p[at + 3];

      if (((guint) p[at] << 8 | p[at + 1]) == type)
        {
          g_assert_cmpuint (length, ==, 2 + 2 * n_values);
          g_assert_cmpuint ((guint) p[at + 4] << 8 | p[at + 5], ==, 2 * n_values);
          for (guint i = 0; i < n_values; i++)
            g_assert_cmpuint ((guint) p[at + 6 + 2 * i] << 8 | p[at + 7 + 2 * i], ==, values[i]);
          return;
        }
      at += 4 + length;
    }

  g_assert_not_reached ();
}

/* Exactly what was given, whatever the length of the hello becomes. */
static void
test_own_lists (void)
{
  static const guint16 groups[] = { 24, 0xfeff };
  static const guint16 algorithms[] = { 0x0201, 0x0203, 0x0202 };
  guint16 suites[REPOINT_TLS_HELLO_MAX_SUITES];

  for (guint i = 0; i < G_N_ELEMENTS (suites); i++)
    suites[i] = (guint16) (0xc001 + 7 * i);

  for (guint version = REPOINT_TLS_VERSION_SSL3; version <= REPOINT_TLS_VERSION_1_3; version++)
    for (guint n = 1; n <= G_N_ELEMENTS (suites); n++)
      for (int bare = 0; bare < 2; bare++)
        {
          static const guint8 share[32] = { 9 };
          RepointTlsHello hello = make (version, version, n % 2, "mail.example");
          gboolean with_extensions = version > REPOINT_TLS_VERSION_SSL3 && !bare;
          g_autoptr (GBytes) bytes = NULL;
          Read read;

          if (version == REPOINT_TLS_VERSION_1_3 && bare)
            continue;

          hello.no_extensions = bare;
          hello.suites = suites;
          hello.n_suites = n;
          hello.groups = groups;
          hello.n_groups = G_N_ELEMENTS (groups);
          hello.signature_algorithms = algorithms;
          hello.n_signature_algorithms = G_N_ELEMENTS (algorithms);
          hello.key_share = share;
          bytes = repoint_tls_hello_build (&hello);
          read_hello (bytes, &read);

          g_assert_cmpuint (read.n_suites, ==, n + (with_extensions ? 0 : 1));
          for (guint i = 0; i < n; i++)
            g_assert_cmpuint (read.suites[i], ==, suites[i]);
          if (!with_extensions)
            g_assert_cmpuint (read.suites[n], ==, 0x00ff);
          g_assert_cmpuint (read.record_length % 256, !=, 10);
          g_assert_cmpuint (read.record_length % 256, !=, 14);
          g_assert_cmpuint ((read.record_length - 4) % 256, !=, 10);
          g_assert_cmpuint ((read.record_length - 4) % 256, !=, 14);

          g_assert_cmpint (read.n_extensions > 0, ==, with_extensions);
          g_assert_cmpint (extension_length (&read, 0xff01), ==, with_extensions && version < REPOINT_TLS_VERSION_1_3 ? 1 : -1);
          if (with_extensions)
            assert_list (bytes, 10, groups, G_N_ELEMENTS (groups));
          if (with_extensions && version >= REPOINT_TLS_VERSION_1_2)
            assert_list (bytes, 13, algorithms, G_N_ELEMENTS (algorithms));
          /* no share of a group that is not offered */
          g_assert_cmpint (extension_length (&read, 51), ==, version == REPOINT_TLS_VERSION_1_3 ? 2 : -1);
          g_free (read.server_name);
        }
}

static void
test_empty_lists (void)
{
  static const guint16 none[] = { 0 };
  static const guint16 one[] = { 0x002f };
  RepointTlsHello hello = make (REPOINT_TLS_VERSION_1_2, REPOINT_TLS_VERSION_1_2, FALSE, NULL);
  g_autoptr (GBytes) bytes = NULL;
  Read read;

  hello.suites = one;
  hello.n_suites = 1;
  hello.groups = none;
  hello.signature_algorithms = none;
  bytes = repoint_tls_hello_build (&hello);
  read_hello (bytes, &read);
  g_assert_cmpint (extension_length (&read, 10), ==, -1);
  g_assert_cmpint (extension_length (&read, 11), ==, -1);
  g_assert_cmpint (extension_length (&read, 13), ==, -1);
  g_assert_cmpint (extension_length (&read, 0xff01), ==, 1);
}

/* A server that knows one group alone says so in a HelloRetryRequest, if only it is offered. */
static void
test_groups_of_1_3 (void)
{
  static const guint16 usual[] = { 29, 23, 24, 25, 30, 256, 0x11ec, 0x11eb, 0x11ed, 257, 258, 259, 260, 31, 32, 33, 22, 26, 27, 28 };
  RepointTlsHello hello = make (REPOINT_TLS_VERSION_1_3, REPOINT_TLS_VERSION_1_0, FALSE, NULL);
  g_autoptr (GBytes) bytes = repoint_tls_hello_build (&hello);
  g_autoptr (GBytes) small = NULL;

  assert_list (bytes, 10, usual, G_N_ELEMENTS (usual));
  hello.small = TRUE;
  hello.min_version = REPOINT_TLS_VERSION_1_3;
  small = repoint_tls_hello_build (&hello);
  assert_list (small, 10, usual, 6);
}

/* draft-hickman-netscape-ssl-00 section 1.3.1.1 */
static void
test_ssl2 (void)
{
  static const guint8 expected[] = "\x80\x2e\x01\x00\x02\x00\x15\x00\x00\x00\x10"
                                   "\x07\x00\xc0\x01\x00\x80\x03\x00\x80\x05\x00\x80\x06\x00\x40\x02\x00\x80\x04\x00\x80"
                                   "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f";
  RepointTlsHello hello = make (REPOINT_TLS_VERSION_SSL2, REPOINT_TLS_VERSION_SSL2, FALSE, "mail.example");
  g_autoptr (GBytes) bytes = repoint_tls_hello_build (&hello);

  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), expected, sizeof expected - 1);
}

static void
test_server_name (void)
{
  static const char *const none[] = { NULL, "", "127.0.0.1", "::1", "2001:db8::1" };
  RepointTlsHello hello = make (REPOINT_TLS_VERSION_1_2, REPOINT_TLS_VERSION_1_0, FALSE, "mail.example");
  g_autoptr (GBytes) bytes = repoint_tls_hello_build (&hello);
  g_autofree char *endless = g_strnfill (256, 'a');
  g_autoptr (GBytes) without = NULL;
  Read read;

  read_hello (bytes, &read);
  g_assert_cmpstr (read.server_name, ==, "mail.example");
  g_free (read.server_name);

  hello.server_name = endless;
  without = repoint_tls_hello_build (&hello);
  read_hello (without, &read);
  g_assert_null (read.server_name);

  for (gsize i = 0; i < G_N_ELEMENTS (none); i++)
    {
      g_autoptr (GBytes) other = NULL;

      hello.server_name = none[i];
      other = repoint_tls_hello_build (&hello);
      read_hello (other, &read);
      g_assert_cmpint (extension_length (&read, 0), ==, -1);
    }
}

/* With names of every length: never a length that servers are known to choke on. */
static void
test_lengths (void)
{
  for (guint version = REPOINT_TLS_VERSION_SSL3; version <= REPOINT_TLS_VERSION_1_3; version++)
    for (gsize length = 0; length <= 255; length++)
      for (int small = 0; small < 2; small++)
        {
          g_autofree char *name = g_strnfill (length, 'a');
          RepointTlsHello hello = make (version, REPOINT_TLS_VERSION_1_0, small, name);
          g_autoptr (GBytes) bytes = repoint_tls_hello_build (&hello);
          guint low;
          Read read;

          read_hello (bytes, &read);
          low = read.record_length % 256;
          g_assert_cmpuint (low, !=, 10);
          g_assert_cmpuint (low, !=, 14);
          g_assert_cmpuint ((read.record_length - 4) % 256, !=, 10);
          g_assert_cmpuint ((read.record_length - 4) % 256, !=, 14);
          g_assert_true (version == REPOINT_TLS_VERSION_SSL3 || small || read.record_length < 256 ||
                         read.record_length >= 512);
          if (small)
            {
              g_assert_cmpuint (read.n_suites, <=, REPOINT_TLS_HELLO_SMALL_SUITES);
              g_assert_cmpuint (read.n_suites, >=, 10);
              if (length <= 60)
                g_assert_cmpuint (g_bytes_get_size (bytes), <=, REPOINT_TLS_HELLO_SMALL_LENGTH);
            }
          else
            {
              g_assert_cmpuint (read.n_suites, <=, 128);
            }
          g_free (read.server_name);
        }
}

/* Without extensions there is no padding, and the usual list keeps below the lengths that hang servers. */
static void
test_bare_length (void)
{
  for (guint version = REPOINT_TLS_VERSION_SSL3; version <= REPOINT_TLS_VERSION_1_2; version++)
    {
      RepointTlsHello hello = make (version, version, FALSE, "mail.example");
      g_autoptr (GBytes) bytes = NULL;
      Read read;

      hello.no_extensions = TRUE;
      bytes = repoint_tls_hello_build (&hello);
      read_hello (bytes, &read);
      g_assert_cmpuint (read.n_extensions, ==, 0);
      g_assert_cmpuint (read.record_length, <, 256);
      g_assert_cmpuint (read.n_suites, >, 60);
      g_assert_true (has_suite (&read, 0x00ff));
    }
}

static void
test_farewell (void)
{
  g_autoptr (GBytes) tls = repoint_tls_hello_build_farewell (REPOINT_TLS_VERSION_1_3);
  g_autoptr (GBytes) ssl = repoint_tls_hello_build_farewell (REPOINT_TLS_VERSION_SSL3);

  g_assert_cmpmem (g_bytes_get_data (tls, NULL), g_bytes_get_size (tls), "\x15\x03\x03\x00\x02\x01\x5a\x15\x03\x03\x00\x02\x01\x00", 14);
  g_assert_null (repoint_tls_hello_build_farewell (REPOINT_TLS_VERSION_SSL2));
  g_assert_cmpmem (g_bytes_get_data (ssl, NULL), g_bytes_get_size (ssl), "\x15\x03\x00\x00\x02\x01\x00", 7);
}

static void
test_suites (void)
{
  static const struct
  {
    guint32     suite;
    const char *name;
  } known[] = {
    { 0x0000, "TLS_NULL_WITH_NULL_NULL" },
    { 0x0005, "TLS_RSA_WITH_RC4_128_SHA" },
    { 0x000a, "TLS_RSA_WITH_3DES_EDE_CBC_SHA" },
    { 0x002f, "TLS_RSA_WITH_AES_128_CBC_SHA" },
    { 0x00ff, "TLS_EMPTY_RENEGOTIATION_INFO_SCSV" },
    { 0x1301, "TLS_AES_128_GCM_SHA256" },
    { 0xc02f, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256" },
    { 0xccae, "TLS_RSA_PSK_WITH_CHACHA20_POLY1305_SHA256" },
    { 0x0060, "TLS_RSA_EXPORT1024_WITH_RC4_56_MD5" },
    { 0x001e, "TLS_KRB5_WITH_DES_CBC_SHA" },
    { 0xc0b4, "TLS_SHA256_SHA256" },
    { 0xc100, "TLS_GOSTR341112_256_WITH_KUZNYECHIK_CTR_OMAC" },
    { 0x010080, "SSL_CK_RC4_128_WITH_MD5" },
    { 0x0700c0, "SSL_CK_DES_192_EDE3_CBC_WITH_MD5" },
  };
  guint count = 0;
  guint32 suite = 7;

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    g_assert_cmpstr (repoint_tls_suite_to_string (known[i].suite), ==, known[i].name);

  for (guint number = 0; number <= 0x0fffff; number++)
    {
      const char *name = repoint_tls_suite_to_string (number);

      if (name == NULL)
        continue;

      count++;
      g_assert_true (repoint_tls_suite_from_string (name, &suite));
      g_assert_cmpuint (suite, ==, number);
      g_assert_cmpint (repoint_tls_suite_get_key_exchange (number), !=, REPOINT_TLS_KEY_EXCHANGE_UNKNOWN);
    }

  g_assert_cmpuint (count, >, 370);
  g_assert_null (repoint_tls_suite_to_string (0x1a1a));
  g_assert_false (repoint_tls_suite_from_string ("AES128-SHA", &suite));
  g_assert_false (repoint_tls_suite_from_string (NULL, &suite));
}

static void
test_groups (void)
{
  static const struct
  {
    guint16     group;
    const char *name;
  } known[] = {
    { 1, "sect163k1" },  { 19, "secp192r1" },  { 23, "secp256r1" }, { 24, "secp384r1" },       { 25, "secp521r1" },
    { 29, "x25519" },    { 30, "x448" },       { 256, "ffdhe2048" }, { 0x11ec, "X25519MLKEM768" }, { 26, "brainpoolP256r1" },
  };
  guint16 group = 7;

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    g_assert_cmpstr (repoint_tls_group_to_string (known[i].group), ==, known[i].name);

  for (guint number = 0; number <= G_MAXUINT16; number++)
    {
      const char *name = repoint_tls_group_to_string ((guint16) number);

      if (name == NULL)
        continue;

      g_assert_true (repoint_tls_group_from_string (name, &group));
      g_assert_cmpuint (group, ==, number);
    }

  g_assert_null (repoint_tls_group_to_string (0));
  g_assert_null (repoint_tls_group_to_string (0x0a0a));
  g_assert_false (repoint_tls_group_from_string ("P-256", &group));
  g_assert_false (repoint_tls_group_from_string (NULL, &group));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/tls-suite/names", test_suites);
  g_test_add_func ("/tls-suite/key-exchanges", test_key_exchanges);
  g_test_add_func ("/tls-group/names", test_groups);
  g_test_add_func ("/tls-hello/versions", test_versions);
  g_test_add_func ("/tls-hello/polite", test_polite);
  g_test_add_func ("/tls-hello/only-1.3", test_only_1_3);
  g_test_add_func ("/tls-hello/old-gear", test_old_gear);
  g_test_add_func ("/tls-hello/no-1.2-below", test_no_1_2_below);
  g_test_add_func ("/tls-hello/own-lists", test_own_lists);
  g_test_add_func ("/tls-hello/empty-lists", test_empty_lists);
  g_test_add_func ("/tls-hello/groups-of-1.3", test_groups_of_1_3);
  g_test_add_func ("/tls-hello/ssl2", test_ssl2);
  g_test_add_func ("/tls-hello/server-name", test_server_name);
  g_test_add_func ("/tls-hello/unlucky-lengths", test_lengths);
  g_test_add_func ("/tls-hello/bare-length", test_bare_length);
  g_test_add_func ("/tls-hello/farewell", test_farewell);

  return g_test_run ();
}
