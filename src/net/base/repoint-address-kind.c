/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-address-kind.h"

#include <string.h>

#define MAPPED_PREFIX 12 /* ::ffff:0:0/96, RFC 4291 section 2.5.5.2 */

/* Beyond those GInetAddress knows; IANA's registry of special-purpose addresses (RFC 6890). */
static const char *const special[] = {
  "0.0.0.0/8",      /* this network */
  "100.64.0.0/10",  /* shared by providers, RFC 6598 */
  "192.0.0.0/24",   /* protocol assignments */
  "198.18.0.0/15",  /* benchmarks, RFC 2544 */
  "240.0.0.0/4",    /* reserved, and the broadcast address */
  "fc00::/7",       /* unique local, RFC 4193 */
};

/* Names that no public name server answers for: RFC 6761, RFC 6762, RFC 8375, and those that ICANN has set aside. */
static const char *const local_domains[] = {
  "localhost", "local", "internal", "home.arpa", "lan", "home", "corp", "mail", "test", "invalid", "example", "onion",
};

/**
 * repoint_address_unmap:
 *
 * Returns: (transfer full): the IPv4 address that an IPv4-mapped IPv6 address stands for, or @address itself
 */
GInetAddress *
repoint_address_unmap (GInetAddress *address)
{
  static const guint8 prefix[MAPPED_PREFIX] = { [10] = 0xff, [11] = 0xff };
  const guint8 *bytes;

  g_return_val_if_fail (G_IS_INET_ADDRESS (address), NULL);

  bytes = g_inet_address_to_bytes (address);
  if (g_inet_address_get_family (address) != G_SOCKET_FAMILY_IPV6 || memcmp (bytes, prefix, sizeof prefix) != 0)
    return g_object_ref (address);

  return g_inet_address_new_from_bytes (bytes + MAPPED_PREFIX, G_SOCKET_FAMILY_IPV4);
}

/**
 * repoint_address_is_usable:
 *
 * Tells whether a connection to an address that a name server gave can lead to the host of that name. The unspecified
 * address leads to this very computer, groups and the reserved block to nobody, and an IPv6 address of one link means
 * nothing without the name of the link, which no name server gives.
 *
 * Returns: %FALSE if it cannot
 */
gboolean
repoint_address_is_usable (GInetAddress *address)
{
  const guint8 *bytes;

  g_return_val_if_fail (G_IS_INET_ADDRESS (address), FALSE);

  bytes = g_inet_address_to_bytes (address);
  if (g_inet_address_get_is_any (address) || g_inet_address_get_is_multicast (address))
    return FALSE;

  return g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4 ? bytes[0] != 0 && bytes[0] < 240
                                                                      : !g_inet_address_get_is_link_local (address);
}

/**
 * repoint_address_is_public:
 *
 * Returns: %TRUE for an address of the public internet
 */
gboolean
repoint_address_is_public (GInetAddress *address)
{
  g_autoptr (GInetAddress) plain = repoint_address_unmap (address);

  if (g_inet_address_get_is_loopback (plain) || g_inet_address_get_is_link_local (plain) ||
      g_inet_address_get_is_site_local (plain) || g_inet_address_get_is_any (plain) ||
      g_inet_address_get_is_multicast (plain))
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (special); i++)
    {
      g_autoptr (GInetAddressMask) mask = g_inet_address_mask_new_from_string (special[i], NULL);

      if (g_inet_address_mask_matches (mask, plain))
        return FALSE;
    }

  return TRUE;
}

/**
 * repoint_address_is_public_name:
 * @name: a host name in lower case without a final dot
 *
 * Returns: %FALSE for a name without a dot and for one in a domain that exists only inside networks
 */
gboolean
repoint_address_is_public_name (const char *name)
{
  g_return_val_if_fail (name != NULL, FALSE);

  if (strchr (name, '.') == NULL)
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (local_domains); i++)
    {
      gsize length = strlen (name);
      gsize domain = strlen (local_domains[i]);

      if (length > domain && name[length - domain - 1] == '.' && strcmp (name + length - domain, local_domains[i]) == 0)
        return FALSE;
    }

  return TRUE;
}
