/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-own-address.h"
#include "repoint-station-clients.h"
#include "repoint-station-port.h"

static gboolean
allow (RepointStationClients *clients, const char *address)
{
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (address);

  g_assert_nonnull (inet);

  return repoint_station_clients_allow (clients, inet, g_get_monotonic_time ());
}

static void
test_own_networks (void)
{
  g_autoptr (RepointStationClients) clients = repoint_station_clients_new ();
  g_autoptr (GListModel) own = repoint_own_address_list ();

  g_assert_true (allow (clients, "127.0.0.1"));
  g_assert_true (allow (clients, "127.9.9.9"));
  g_assert_true (allow (clients, "::1"));
  g_assert_true (allow (clients, "169.254.3.4"));
  g_assert_true (allow (clients, "fe80::1"));
  g_assert_true (allow (clients, "fd77::11"));
  g_assert_false (allow (clients, "203.0.113.9"));
  g_assert_false (allow (clients, "8.8.8.8"));
  g_assert_false (allow (clients, "2001:db8:ffff::1"));

  for (guint i = 0; i < g_list_model_get_n_items (own); i++)
    {
      g_autoptr (RepointOwnAddress) address = g_list_model_get_item (own, i);

      if (!repoint_own_address_get_is_vpn (address) &&
          g_inet_address_get_is_site_local (repoint_own_address_get_inet (address)))
        g_assert_true (allow (clients, repoint_own_address_get_text (address)));
    }
}

static void
test_named_ranges (void)
{
  g_autoptr (RepointStationClients) clients = repoint_station_clients_new ();
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (RepointAddressRange));
  RepointAddressRange range;

  g_assert_true (repoint_address_range_parse ("10.98.7.0/24", &range, NULL));
  g_array_append_val (ranges, range);
  g_assert_true (repoint_address_range_parse ("10.98.9.5", &range, NULL));
  g_array_append_val (ranges, range);
  repoint_station_clients_set_ranges (clients, ranges);

  g_assert_true (allow (clients, "10.98.7.1"));
  g_assert_true (allow (clients, "10.98.9.5"));
  g_assert_false (allow (clients, "10.98.9.4"));
  g_assert_false (allow (clients, "10.98.8.1"));
  g_assert_false (allow (clients, "169.254.3.4"));
  g_assert_true (allow (clients, "127.0.0.1"));
  g_assert_true (allow (clients, "fe80::1"));

  /* Who was not named does not get in by another family. */
  repoint_station_clients_set_ipv6 (clients, FALSE);
  g_assert_true (allow (clients, "10.98.7.1"));
  g_assert_true (allow (clients, "::1"));
  g_assert_false (allow (clients, "fe80::1"));
  g_assert_false (allow (clients, "fd77::11"));
  g_assert_false (allow (clients, "2001:db8:ffff::1"));

  /* Nobody but this computer. */
  g_array_set_size (ranges, 0);
  repoint_station_clients_set_ranges (clients, ranges);
  g_assert_false (allow (clients, "10.98.7.1"));
  g_assert_true (allow (clients, "127.0.0.1"));

  repoint_station_clients_set_ranges (clients, NULL);
  repoint_station_clients_set_ipv6 (clients, TRUE);
  g_assert_true (allow (clients, "169.254.3.4"));
  g_assert_true (allow (clients, "fe80::1"));
}

static void
test_ports (void)
{
  static const struct
  {
    RepointProtocol protocol;
    guint16         first;
    guint16         second;
    guint16         last;
  } cases[] = {
    { REPOINT_PROTOCOL_SMTP, 587, 2587, 2596 },
    { REPOINT_PROTOCOL_IMAP, 143, 2143, 2152 },
    { REPOINT_PROTOCOL_POP3, 110, 2110, 2119 },
    { REPOINT_PROTOCOL_TLS, 443, 2443, 2452 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpuint (repoint_station_port_get_nth (cases[i].protocol, 0), ==, cases[i].first);
      g_assert_cmpuint (repoint_station_port_get_nth (cases[i].protocol, 1), ==, cases[i].second);
      g_assert_cmpuint (repoint_station_port_get_nth (cases[i].protocol, 10), ==, cases[i].last);
      g_assert_cmpuint (repoint_station_port_get_nth (cases[i].protocol, 11), ==, 0);
      g_assert_true (repoint_station_port_is_served (cases[i].protocol));
    }
  g_assert_false (repoint_station_port_is_served (REPOINT_PROTOCOL_HTTP));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/station-clients/own-networks", test_own_networks);
  g_test_add_func ("/station-clients/named-ranges", test_named_ranges);
  g_test_add_func ("/station-clients/ports", test_ports);

  return g_test_run ();
}
