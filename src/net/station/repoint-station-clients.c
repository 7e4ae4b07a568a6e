/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-station-clients.h"

#include "repoint-own-address.h"

/* The own networks are looked up again for somebody who is in none of them, but not for each of a crowd. */
#define REFRESH_TIME (10 * G_TIME_SPAN_SECOND)

struct _RepointStationClients
{
  GMutex      mutex;
  gboolean    ipv6;      /* whether others than this computer may come by it */
  GArray     *ranges;    /* of RepointAddressRange; NULL unless the admin named some */
  GListModel *addresses; /* of RepointOwnAddress; NULL before the first look */
  gint64      looked_up; /* monotonic µs */
};

static gboolean
has_address (GArray *ranges, GInetAddress *peer)
{
  const guint8 *bytes = g_inet_address_to_bytes (peer);
  guint32 address = (guint32) bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];

  for (guint i = 0; i < ranges->len; i++)
    {
      const RepointAddressRange *range = &g_array_index (ranges, RepointAddressRange, i);

      if (address >= range->first && address <= range->last)
        return TRUE;
    }

  return FALSE;
}

/* IPv4 networks in public addresses are not for us alone, whoever they belong to, nor are those that a provider's customers
 * share (RFC 6598): private are the ones of RFC 1918. In IPv6 every network has public addresses. */
static gboolean
is_neighbor (GListModel *addresses, GInetAddress *peer)
{
  if (g_inet_address_get_family (peer) == G_SOCKET_FAMILY_IPV4 && !g_inet_address_get_is_site_local (peer))
    return FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (addresses); i++)
    {
      g_autoptr (RepointOwnAddress) address = g_list_model_get_item (addresses, i);

      if (!repoint_own_address_get_is_vpn (address) && repoint_own_address_is_near (address, peer))
        return TRUE;
    }

  return FALSE;
}

/* Addresses that are good on one link only (RFC 3927, RFC 4291 section 2.5.6), or within one site (RFC 4193). */
static gboolean
is_of_here (GInetAddress *peer)
{
  return g_inet_address_get_is_link_local (peer) ||
         (g_inet_address_get_family (peer) == G_SOCKET_FAMILY_IPV6 && (g_inet_address_to_bytes (peer)[0] & 0xfe) == 0xfc);
}

RepointStationClients *
repoint_station_clients_new (void)
{
  RepointStationClients *self = g_new0 (RepointStationClients, 1);

  g_mutex_init (&self->mutex);
  self->ipv6 = TRUE;

  return self;
}

void
repoint_station_clients_free (RepointStationClients *self)
{
  g_clear_pointer (&self->ranges, g_array_unref);
  g_clear_object (&self->addresses);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

/**
 * repoint_station_clients_set_ranges:
 * @ranges: (nullable) (element-type RepointAddressRange): who may come, and nobody else of IPv4; %NULL: the own
 *   private networks
 */
void
repoint_station_clients_set_ranges (RepointStationClients *self, GArray *ranges)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (self != NULL);

  locker = g_mutex_locker_new (&self->mutex);
  g_clear_pointer (&self->ranges, g_array_unref);
  self->ranges = ranges != NULL ? g_array_copy (ranges) : NULL;
}

/**
 * repoint_station_clients_set_ipv6:
 * @allowed: %FALSE: by IPv6 nobody may come but this computer
 */
void
repoint_station_clients_set_ipv6 (RepointStationClients *self, gboolean allowed)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (self != NULL);

  locker = g_mutex_locker_new (&self->mutex);
  self->ipv6 = allowed;
}

/**
 * repoint_station_clients_allow:
 * @peer: an address, not an IPv4-mapped one
 * @now: monotonic time in µs
 *
 * Returns: whether who has that address may come
 */
gboolean
repoint_station_clients_allow (RepointStationClients *self, GInetAddress *peer, gint64 now)
{
  g_autoptr (GMutexLocker) locker = NULL;
  gboolean is_ipv4;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (G_IS_INET_ADDRESS (peer), FALSE);

  is_ipv4 = g_inet_address_get_family (peer) == G_SOCKET_FAMILY_IPV4;
  if (g_inet_address_get_is_loopback (peer))
    return TRUE;

  locker = g_mutex_locker_new (&self->mutex);
  if (!is_ipv4 && !self->ipv6)
    return FALSE;
  if (is_ipv4 && self->ranges != NULL)
    return has_address (self->ranges, peer);
  if (is_of_here (peer) || (self->addresses != NULL && is_neighbor (self->addresses, peer)))
    return TRUE;
  if (self->addresses != NULL && now - self->looked_up < REFRESH_TIME)
    return FALSE;

  g_clear_object (&self->addresses);
  self->addresses = repoint_own_address_list ();
  self->looked_up = now;

  return is_neighbor (self->addresses, peer);
}
