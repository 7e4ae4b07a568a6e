/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-address-range.h"

#include <arpa/inet.h>

#define MAX_SIZE 4096 /* a /20 */

G_DEFINE_QUARK (repoint-address-range-error-quark, repoint_address_range_error)

typedef struct
{
  guint32 network;
  guint   prefix;
} Block;

/* What may be swept: RFC 1918, RFC 6598, RFC 3927, and loopback when somebody types it. */
static const Block allowed_blocks[] = {
  { 0x0a000000u, 8 },
  { 0xac100000u, 12 },
  { 0xc0a80000u, 16 },
  { 0x64400000u, 10 },
  { 0xa9fe0000u, 16 },
  { 0x7f000000u, 8 },
};

static guint32
mask_of (guint prefix)
{
  return prefix == 0 ? 0 : ~(guint32) 0 << (32 - prefix);
}

static gboolean
parse_number (const char *text,
              guint       max,
              guint      *number)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (text, 10, 0, max, &value, NULL))
    return FALSE;
  *number = (guint) value;
  return TRUE;
}

/* Four decimal numbers; nothing that inet_aton() would also take for an address. */
static gboolean
parse_address (const char *text,
               guint32    *address)
{
  struct in_addr in;

  if (inet_pton (AF_INET, text, &in) != 1)
    return FALSE;
  *address = ntohl (in.s_addr);
  return TRUE;
}

static gboolean
parse_block (const char          *address,
             const char          *prefix,
             RepointAddressRange *range)
{
  guint32 first;
  guint bits;

  if (!parse_address (address, &first) || !parse_number (prefix, 32, &bits))
    return FALSE;

  range->first = first & mask_of (bits);
  range->last = first | ~mask_of (bits);
  if (bits <= 30)
    {
      /* The network's own address and the broadcast address are nobody's. */
      range->first++;
      range->last--;
    }
  return TRUE;
}

static gboolean
parse_span (const char          *first,
            const char          *last,
            RepointAddressRange *range)
{
  guint number;

  if (!parse_address (first, &range->first))
    return FALSE;
  if (parse_number (last, 255, &number))
    range->last = (range->first & 0xffffff00u) | number;
  else if (!parse_address (last, &range->last))
    return FALSE;
  return range->first <= range->last;
}

static gboolean
is_allowed (const RepointAddressRange *range)
{
  for (guint i = 0; i < G_N_ELEMENTS (allowed_blocks); i++)
    {
      guint32 mask = mask_of (allowed_blocks[i].prefix);

      if ((range->first & mask) == allowed_blocks[i].network && (range->last & mask) == allowed_blocks[i].network)
        return TRUE;
    }
  return FALSE;
}

/**
 * repoint_address_range_parse:
 * @text: "192.168.1.0/24", "192.168.1.10-192.168.1.40", "192.168.1.10-40" or one address
 * @range: (out): the range
 * @error: return location
 *
 * A network in CIDR notation stands for its host addresses: without the first and the last, unless it is a /31
 * or a /32. Loopback addresses are taken when they are typed.
 *
 * Returns: %FALSE when @text is not understood, names public addresses, or more than a /20 of them
 */
gboolean
repoint_address_range_parse (const char           *text,
                             RepointAddressRange  *range,
                             GError              **error)
{
  g_autofree char *stripped = NULL;
  g_auto (GStrv) parts = NULL;
  gboolean is_block;
  gboolean understood;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (range != NULL, FALSE);

  stripped = g_strndup (text, 64);
  g_strstrip (stripped);
  is_block = strchr (stripped, '/') != NULL;
  parts = g_strsplit (stripped, is_block ? "/" : "-", 3);
  for (guint i = 0; parts[i] != NULL; i++)
    g_strstrip (parts[i]);

  switch (g_strv_length (parts))
    {
    case 1:
      understood = parse_address (parts[0], &range->first);
      range->last = range->first;
      break;
    case 2:
      understood = is_block ? parse_block (parts[0], parts[1], range) : parse_span (parts[0], parts[1], range);
      break;
    default:
      understood = FALSE;
    }
  if (!understood)
    {
      g_set_error (error, REPOINT_ADDRESS_RANGE_ERROR, REPOINT_ADDRESS_RANGE_ERROR_SYNTAX,
                   "“%s” is not an IPv4 address or range", stripped);
      return FALSE;
    }
  if (!is_allowed (range))
    {
      g_set_error (error, REPOINT_ADDRESS_RANGE_ERROR, REPOINT_ADDRESS_RANGE_ERROR_PUBLIC,
                   "%s is not within a private network", stripped);
      return FALSE;
    }
  if (repoint_address_range_size (range) > MAX_SIZE)
    {
      g_set_error (error, REPOINT_ADDRESS_RANGE_ERROR, REPOINT_ADDRESS_RANGE_ERROR_TOO_BIG,
                   "%s has %u addresses, more than the %u of a /20", stripped,
                   repoint_address_range_size (range), MAX_SIZE);
      return FALSE;
    }
  return TRUE;
}

/**
 * repoint_address_range_size:
 * @range: a range
 *
 * Returns: how many addresses it has
 */
guint
repoint_address_range_size (const RepointAddressRange *range)
{
  g_return_val_if_fail (range != NULL, 0);

  return range->last - range->first + 1;
}

static char *
address_to_string (guint32 address)
{
  return g_strdup_printf ("%u.%u.%u.%u", address >> 24, address >> 16 & 255, address >> 8 & 255, address & 255);
}

/**
 * repoint_address_range_to_string:
 * @range: a range
 *
 * Returns: (transfer full): the shortest notation that repoint_address_range_parse() reads back as the same range
 */
char *
repoint_address_range_to_string (const RepointAddressRange *range)
{
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;

  g_return_val_if_fail (range != NULL, NULL);

  first = address_to_string (range->first);
  if (range->first == range->last)
    return g_steal_pointer (&first);

  for (guint prefix = 0; prefix <= 30; prefix++)
    {
      guint32 network = range->first & mask_of (prefix);

      if (range->first == network + 1 && range->last == (network | ~mask_of (prefix)) - 1)
        {
          g_autofree char *text = address_to_string (network);

          return g_strdup_printf ("%s/%u", text, prefix);
        }
    }

  last = address_to_string (range->last);
  return g_strdup_printf ("%s-%s", first, last);
}

/**
 * repoint_address_range_nth:
 * @range: a range
 * @n: less than its size
 *
 * Returns: (transfer full) (nullable): the address at that place, %NULL past the end
 */
GInetAddress *
repoint_address_range_nth (const RepointAddressRange *range,
                           guint                      n)
{
  guint32 address;

  g_return_val_if_fail (range != NULL, NULL);

  if (n >= repoint_address_range_size (range))
    return NULL;
  address = htonl (range->first + n);
  return g_inet_address_new_from_bytes ((const guint8 *) &address, G_SOCKET_FAMILY_IPV4);
}
