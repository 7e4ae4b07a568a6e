/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-powershell.h"

/**
 * repoint_powershell_quote:
 *
 * Quotes a value for PowerShell. Between single quotes nothing is special but single quotes, of which PowerShell knows
 * five; control characters are left out, they have no place in a name.
 *
 * Returns: (transfer full): the literal, with its quotes
 */
char *
repoint_powershell_quote (const char *value)
{
  g_autoptr(GString) quoted = g_string_new ("'");

  g_return_val_if_fail (value != NULL, NULL);

  for (const char *p = value; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_iscntrl (c) || g_unichar_type (c) == G_UNICODE_FORMAT || c == 0x2028 || c == 0x2029)
        continue;

      g_string_append_unichar (quoted, c);
      if (c == '\'' || (c >= 0x2018 && c <= 0x201b))
        g_string_append_unichar (quoted, c);
    }
  g_string_append_c (quoted, '\'');

  return g_string_free (g_steal_pointer (&quoted), FALSE);
}
