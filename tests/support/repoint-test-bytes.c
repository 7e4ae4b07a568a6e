/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-bytes.h"

#include <string.h>

#define RANDOM "@RANDOM@"

static void
append_8 (GByteArray *out, guint value)
{
  guint8 byte = (guint8) value;

  g_byte_array_append (out, &byte, 1);
}

/* Reads up to the end or to a closing bracket and returns what is behind. */
static const char *
append (GByteArray *out, const char *at)
{
  while (*at != '\0' && *at != ']')
    {
      if (*at == '[')
        {
          guint width = (guint) g_ascii_digit_value (at[1]);
          guint start;

          g_assert_true (width >= 1 && width <= 3);
          for (guint i = 0; i < width; i++)
            append_8 (out, 0);
          start = out->len;
          at = append (out, at + 2);
          g_assert_cmpint (*at, ==, ']');
          at++;
          g_assert_cmpuint (out->len - start, <, 1U << 8 * width);
          for (guint i = 0; i < width; i++)
            out->data[start - 1 - i] = (guint8) ((out->len - start) >> 8 * i);
        }
      else if (*at == '\'')
        {
          const char *end = strchr (at + 1, '\'');

          g_assert_nonnull (end);
          g_byte_array_append (out, (const guint8 *) at + 1, (guint) (end - at - 1));
          at = end + 1;
        }
      else if (g_str_has_prefix (at, RANDOM))
        {
          for (guint i = 0; i < 32; i++)
            append_8 (out, i);
          at += strlen (RANDOM);
        }
      else if (g_ascii_isspace (*at))
        {
          at++;
        }
      else
        {
          g_assert_true (g_ascii_isxdigit (at[0]) && g_ascii_isxdigit (at[1]));
          append_8 (out, (guint) (g_ascii_xdigit_value (at[0]) << 4 | g_ascii_xdigit_value (at[1])));
          at += 2;
        }
    }

  return at;
}

GBytes *
repoint_test_bytes (const char *notation)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();

  g_assert_cmpint (*append (out, notation), ==, '\0');

  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

GBytes *
repoint_test_hello (const char *version, const char *behind_random)
{
  g_autofree char *notation = g_strdup_printf ("01 [3 %s " RANDOM " %s]", version, behind_random);

  return repoint_test_bytes (notation);
}

GByteArray *
repoint_test_records (GBytes *message, gsize size)
{
  GByteArray *out = g_byte_array_new ();
  gsize length;
  const guint8 *data = g_bytes_get_data (message, &length);

  for (gsize at = 0; at < length; at += size)
    {
      gsize piece = MIN (size, length - at);
      const guint8 header[] = { 22, 3, 1, (guint8) (piece >> 8), (guint8) piece };

      g_byte_array_append (out, header, sizeof header);
      g_byte_array_append (out, data + at, (guint) piece);
    }

  return out;
}

char *
repoint_test_list_16 (GArray *values)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < values->len; i++)
    g_string_append_printf (text, "%s%04x", i > 0 ? " " : "", g_array_index (values, guint16, i));

  return g_string_free (g_steal_pointer (&text), FALSE);
}
