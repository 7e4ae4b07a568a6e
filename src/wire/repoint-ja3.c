/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-ja3.h"

static void
append_list (GString *text, GArray *values)
{
  const char *separator = ",";

  for (guint i = 0; i < values->len; i++)
    {
      guint16 value = g_array_index (values, guint16, i);

      if (repoint_client_hello_is_grease (value))
        continue;
      g_string_append_printf (text, "%s%u", separator, value);
      separator = "-";
    }
  if (separator[0] == ',')
    g_string_append_c (text, ',');
}

/**
 * repoint_ja3_text:
 * @hello: a hello
 *
 * Returns: (transfer full) (nullable): the text that JA3 is the MD5 of; %NULL for the format of SSLv2, which has none
 */
char *
repoint_ja3_text (const RepointClientHello *hello)
{
  g_autoptr (GString) text = NULL;

  g_return_val_if_fail (hello != NULL, NULL);

  if (hello->ssl2_format)
    return NULL;

  text = g_string_new (NULL);
  g_string_append_printf (text, "%u", hello->legacy_version);
  append_list (text, hello->suites);
  append_list (text, hello->extensions);
  append_list (text, hello->groups);
  for (guint i = 0; i < hello->point_formats->len; i++)
    g_string_append_printf (text, "%c%u", i == 0 ? ',' : '-', g_array_index (hello->point_formats, guint8, i));
  if (hello->point_formats->len == 0)
    g_string_append_c (text, ',');

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * repoint_ja3:
 * @hello: a hello
 *
 * Returns: (transfer full) (nullable): JA3 in hexadecimal; %NULL for the format of SSLv2
 */
char *
repoint_ja3 (const RepointClientHello *hello)
{
  g_autofree char *text = repoint_ja3_text (hello);

  return text != NULL ? g_compute_checksum_for_string (G_CHECKSUM_MD5, text, -1) : NULL;
}
