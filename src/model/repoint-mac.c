/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-mac.h"

#include <string.h>

/* IEEE 802-2014, 8.2.2: bits of the first octet. */
#define GROUP_BIT 0x01
#define LOCAL_BIT 0x02

/**
 * repoint_mac_normalize: the usual spelling of an EUI-48.
 * @text: six octets in hexadecimal, written 00:1B:a9:…, 00-1b-…, 001b.a9… or without any separator
 *
 * Returns: (transfer full) (nullable): lower case with colons; %NULL when @text is no MAC address.
 */
char *
repoint_mac_normalize (const char *text)
{
  char digits[12];
  guint n_digits = 0;

  g_return_val_if_fail (text != NULL, NULL);

  for (const char *p = text; *p != '\0'; p++)
    {
      if (strchr (":-. ", *p) != NULL)
        continue;

      if (!g_ascii_isxdigit (*p) || n_digits == G_N_ELEMENTS (digits))
        return NULL;

      digits[n_digits++] = g_ascii_tolower (*p);
    }

  if (n_digits != G_N_ELEMENTS (digits))
    return NULL;

  return g_strdup_printf ("%.2s:%.2s:%.2s:%.2s:%.2s:%.2s",
                          digits, digits + 2, digits + 4, digits + 6, digits + 8, digits + 10);
}

/**
 * repoint_mac_is_universal: whether @mac names one network interface in the world.
 * @mac: as repoint_mac_normalize() writes it
 *
 * Returns: %FALSE for a group address, for all zeros, and for a locally administered address, which bridges,
 *   virtual machines and telephones with a privacy setting make up as they like.
 */
gboolean
repoint_mac_is_universal (const char *mac)
{
  guint64 first;

  g_return_val_if_fail (mac != NULL, FALSE);

  if (strlen (mac) != 17 || strcmp (mac, "00:00:00:00:00:00") == 0)
    return FALSE;

  first = g_ascii_strtoull (mac, NULL, 16);

  return (first & (GROUP_BIT | LOCAL_BIT)) == 0;
}
