/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-ja4.h"

#define HASH_LENGTH 12
#define NO_HASH     "000000000000"
#define MAX_COUNT   99

enum
{
  EXTENSION_SERVER_NAME = 0,
  EXTENSION_ALPN = 16,
  EXTENSION_SUPPORTED_VERSIONS = 43,
};

/* The highest value listed, were it one that does not exist: "Unknown". */
static const char *
get_version (const RepointClientHello *hello)
{
  guint16 highest = 0;

  if (!repoint_client_hello_has_extension (hello, EXTENSION_SUPPORTED_VERSIONS))
    highest = hello->legacy_version;
  for (guint i = 0; i < hello->versions->len; i++)
    {
      guint16 version = g_array_index (hello->versions, guint16, i);

      if (!repoint_client_hello_is_grease (version))
        highest = MAX (highest, version);
    }

  switch (highest)
    {
    case REPOINT_TLS_VERSION_1_3:
      return "13";
    case REPOINT_TLS_VERSION_1_2:
      return "12";
    case REPOINT_TLS_VERSION_1_1:
      return "11";
    case REPOINT_TLS_VERSION_1_0:
      return "10";
    case REPOINT_TLS_VERSION_SSL3:
      return "s3";
    case REPOINT_TLS_VERSION_SSL2:
      return "s2";
    default:
      return "00";
    }
}

/* The published outputs for the capture tls-non-ascii-alpn say "99" where the specification, which is younger, wants the digits of
 * the first and last byte: the specification is followed. */
static void
append_alpn (GString *text, const RepointClientHello *hello)
{
  static const char digits[] = "0123456789abcdef";
  const guint8 *name = NULL;
  gsize length = 0;

  if (hello->alpn->len > 0)
    name = g_bytes_get_data (g_ptr_array_index (hello->alpn, 0), &length);

  if (length == 0)
    {
      g_string_append (text, "00");
    }
  else if (g_ascii_isalnum (name[0]) && g_ascii_isalnum (name[length - 1]))
    {
      g_string_append_c (text, (char) name[0]);
      g_string_append_c (text, (char) name[length - 1]);
    }
  else
    {
      g_string_append_c (text, digits[name[0] >> 4]);
      g_string_append_c (text, digits[name[length - 1] & 0xf]);
    }
}

static guint
count (GArray *values)
{
  guint n = 0;

  for (guint i = 0; i < values->len; i++)
    n += !repoint_client_hello_is_grease (g_array_index (values, guint16, i));

  return MIN (n, MAX_COUNT);
}

/* The first part. */
static GString *
begin (const RepointClientHello *hello)
{
  GString *text = g_string_new ("t");

  g_string_append (text, get_version (hello));
  g_string_append_c (text, repoint_client_hello_has_extension (hello, EXTENSION_SERVER_NAME) ? 'd' : 'i');
  g_string_append_printf (text, "%02u%02u", count (hello->suites), count (hello->extensions));
  append_alpn (text, hello);

  return text;
}

static int
compare_16 (gconstpointer a, gconstpointer b)
{
  return (int) *(const guint16 *) a - (int) *(const guint16 *) b;
}

static gboolean
always (guint16 value)
{
  return TRUE;
}

static gboolean
is_not_in_first_part (guint16 extension)
{
  return extension != EXTENSION_SERVER_NAME && extension != EXTENSION_ALPN;
}

static char *
list (GArray *values, gboolean (*is_listed) (guint16 value))
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < values->len; i++)
    {
      guint16 value = g_array_index (values, guint16, i);

      if (!repoint_client_hello_is_grease (value) && is_listed (value))
        g_string_append_printf (text, "%s%04x", text->len > 0 ? "," : "", value);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
list_sorted (GArray *values, gboolean (*is_listed) (guint16 value))
{
  g_autoptr (GArray) sorted = g_array_copy (values);

  g_array_sort (sorted, compare_16);

  return list (sorted, is_listed);
}

static void
append_hash (GString *text, const char *content)
{
  g_autofree char *hash = content[0] != '\0' ? g_compute_checksum_for_string (G_CHECKSUM_SHA256, content, -1) : g_strdup (NO_HASH);

  g_string_append_c (text, '_');
  g_string_append_len (text, hash, HASH_LENGTH);
}

static char *
join_extensions_and_algorithms (const RepointClientHello *hello)
{
  g_autofree char *extensions = list_sorted (hello->extensions, is_not_in_first_part);
  g_autofree char *algorithms = list (hello->signature_algorithms, always);

  return g_strconcat (extensions, algorithms[0] != '\0' ? "_" : "", algorithms, NULL);
}

/**
 * repoint_ja4:
 * @hello: a hello
 *
 * Returns: (transfer full) (nullable): JA4; %NULL for the format of SSLv2, which has none
 */
char *
repoint_ja4 (const RepointClientHello *hello)
{
  g_autoptr (GString) text = NULL;
  g_autofree char *suites = NULL;
  g_autofree char *extensions = NULL;

  g_return_val_if_fail (hello != NULL, NULL);

  if (hello->ssl2_format)
    return NULL;

  text = begin (hello);
  suites = list_sorted (hello->suites, always);
  extensions = join_extensions_and_algorithms (hello);
  append_hash (text, suites);
  append_hash (text, extensions);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * repoint_ja4_r:
 * @hello: a hello
 *
 * Returns: (transfer full) (nullable): JA4 with the sorted lists themselves in place of their hashes, which is what one can
 *   read; %NULL for the format of SSLv2
 */
char *
repoint_ja4_r (const RepointClientHello *hello)
{
  g_autoptr (GString) text = NULL;
  g_autofree char *suites = NULL;
  g_autofree char *extensions = NULL;

  g_return_val_if_fail (hello != NULL, NULL);

  if (hello->ssl2_format)
    return NULL;

  text = begin (hello);
  suites = list_sorted (hello->suites, always);
  extensions = join_extensions_and_algorithms (hello);
  g_string_append_printf (text, "_%s_%s", suites, extensions);

  return g_string_free (g_steal_pointer (&text), FALSE);
}
