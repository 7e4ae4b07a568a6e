/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-station-clients.h"

#include "repoint-network.h"

/* The own networks are looked up again for somebody who is in none of them, but not for each of a crowd. */
#define REFRESH_TIME (10 * G_TIME_SPAN_SECOND)

struct _RepointStationClients
{
  GMutex   mutex;
  GArray  *ranges;   /* of RepointAddressRange */
  gboolean named;    /* by the admin; otherwise they are the own networks */
  gint64   looked_up; /* monotonic µs, 0: never */
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

static void
look_up (RepointStationClients *self)
{
  g_autoptr (GListModel) networks = repoint_network_list_own ();

  g_array_set_size (self->ranges, 0);
  for (guint i = 0; i < g_list_model_get_n_items (networks); i++)
    {
      g_autoptr (RepointNetwork) network = g_list_model_get_item (networks, i);
      RepointAddressRange range;

      if (!repoint_network_get_is_vpn (network) &&
          repoint_address_range_parse (repoint_network_get_range (network), &range, NULL))
        g_array_append_val (self->ranges, range);
    }
}

RepointStationClients *
repoint_station_clients_new (void)
{
  RepointStationClients *self = g_new0 (RepointStationClients, 1);

  g_mutex_init (&self->mutex);
  self->ranges = g_array_new (FALSE, FALSE, sizeof (RepointAddressRange));

  return self;
}

void
repoint_station_clients_free (RepointStationClients *self)
{
  g_array_unref (self->ranges);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

/**
 * repoint_station_clients_set_ranges:
 * @ranges: (nullable) (element-type RepointAddressRange): who may come; %NULL: the own private networks
 */
void
repoint_station_clients_set_ranges (RepointStationClients *self, GArray *ranges)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (self != NULL);

  locker = g_mutex_locker_new (&self->mutex);
  g_array_set_size (self->ranges, 0);
  self->named = ranges != NULL;
  self->looked_up = 0;
  if (ranges != NULL && ranges->len > 0)
    g_array_append_vals (self->ranges, ranges->data, ranges->len);
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

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (G_IS_INET_ADDRESS (peer), FALSE);

  if (g_inet_address_get_is_loopback (peer))
    return TRUE;
  if (g_inet_address_get_family (peer) == G_SOCKET_FAMILY_IPV6)
    return g_inet_address_get_is_link_local (peer) || (g_inet_address_to_bytes (peer)[0] & 0xfe) == 0xfc;

  locker = g_mutex_locker_new (&self->mutex);
  if (has_address (self->ranges, peer))
    return TRUE;
  if (self->named)
    return FALSE;
  if (g_inet_address_get_is_link_local (peer))
    return TRUE;

  if (self->looked_up == 0 || now - self->looked_up >= REFRESH_TIME)
    {
      self->looked_up = now;
      look_up (self);
    }

  return has_address (self->ranges, peer);
}
