/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-interface.h"
#include "repoint-network-choose.h"

#include <net/if.h>

#define UP (IFF_UP | IFF_RUNNING)

static void
add (GPtrArray  *interfaces,
     const char *name,
     const char *kind,
     guint       flags,
     const char *address,
     guint       prefix,
     gboolean    has_port,
     gboolean    has_default)
{
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (address);
  RepointInterface *interface = g_new0 (RepointInterface, 1);

  interface->name = g_strdup (name);
  interface->kind = g_strdup (kind);
  interface->flags = flags;
  interface->inet = g_steal_pointer (&inet);
  interface->prefix = prefix;
  interface->has_port = has_port;
  interface->has_default = has_default;
  g_ptr_array_add (interfaces, interface);
}

static char *
describe (GListModel *networks)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (networks); i++)
    {
      g_autoptr (RepointNetwork) network = g_list_model_get_item (networks, i);

      g_string_append_printf (text, "%s %s %u %s%s\n",
                              repoint_network_get_interface (network), repoint_network_get_range (network),
                              repoint_network_get_size (network),
                              repoint_network_get_proposed (network) ? "proposed" : "listed",
                              repoint_network_get_is_vpn (network) ? " vpn" : "");
    }
  return g_string_free (text, FALSE);
}

static void
test_chooses (void)
{
  g_autoptr (GPtrArray) interfaces = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_interface_free);
  g_autoptr (GListModel) networks = NULL;
  g_autofree char *text = NULL;

  add (interfaces, "lo", NULL, UP | IFF_LOOPBACK, "127.0.0.1", 8, FALSE, FALSE);
  add (interfaces, "wg0", "wireguard", UP | IFF_POINTOPOINT | IFF_NOARP, "10.9.0.2", 24, FALSE, FALSE);
  add (interfaces, "tailscale0", "tun", UP, "100.90.1.2", 24, FALSE, FALSE);
  add (interfaces, "enp3s0", NULL, UP, "192.168.20.5", 24, FALSE, FALSE);
  add (interfaces, "wlp2s0", NULL, UP, "192.168.1.77", 24, FALSE, TRUE);
  add (interfaces, "enp4s0", NULL, UP, "10.20.30.40", 8, FALSE, FALSE);
  add (interfaces, "eno1.30", "vlan", UP, "172.16.4.9", 22, FALSE, FALSE);
  add (interfaces, "br0", "bridge", UP, "192.168.60.1", 24, TRUE, FALSE);
  add (interfaces, "lab0", "bridge", UP, "192.168.61.1", 24, FALSE, FALSE);
  add (interfaces, "docker0", "bridge", UP, "172.17.0.1", 16, FALSE, FALSE);
  add (interfaces, "br-5f2c", "bridge", UP, "172.18.0.1", 16, FALSE, FALSE);
  add (interfaces, "virbr0", "bridge", UP, "192.168.122.1", 24, FALSE, FALSE);
  add (interfaces, "veth12", "veth", UP, "10.88.0.1", 24, FALSE, FALSE);
  add (interfaces, "eth9", "veth", UP, "10.89.0.1", 24, FALSE, FALSE);
  add (interfaces, "enp5s0", NULL, UP, "203.0.113.9", 24, FALSE, FALSE);
  add (interfaces, "enp6s0", NULL, IFF_UP, "192.168.70.1", 24, FALSE, FALSE);
  add (interfaces, "enp7s0", NULL, UP, "169.254.9.9", 16, FALSE, FALSE);
  add (interfaces, "enp8s0", NULL, UP, "192.168.80.1", 32, FALSE, FALSE);
  add (interfaces, "wlp9s0", NULL, UP, "192.168.1.78", 24, FALSE, FALSE);

  networks = repoint_network_choose (interfaces);
  text = describe (networks);
  g_assert_cmpstr (text, ==,
                   "wlp2s0 192.168.1.0/24 254 proposed\n"
                   "enp3s0 192.168.20.0/24 254 proposed\n"
                   "enp4s0 10.20.30.0/24 254 proposed\n"
                   "eno1.30 172.16.4.0/22 1022 proposed\n"
                   "br0 192.168.60.0/24 254 proposed\n"
                   "wg0 10.9.0.0/24 254 listed vpn\n"
                   "tailscale0 100.90.1.0/24 254 listed vpn\n");
}

/* Whatever the kernel says on this computer, loopback is never offered and every range can be read back. */
static void
test_own (void)
{
  g_autoptr (GPtrArray) interfaces = repoint_interface_list_own ();
  g_autoptr (GListModel) networks = repoint_network_list_own ();
  gboolean saw_loopback = FALSE;

  for (guint i = 0; i < interfaces->len; i++)
    {
      const RepointInterface *interface = g_ptr_array_index (interfaces, i);

      if (repoint_interface_get_ipv4 (interface) == 0x7f000001)
        saw_loopback = (interface->flags & IFF_LOOPBACK) != 0 && g_str_equal (interface->name, "lo");
    }
  if (g_list_model_get_n_items (networks) == 0 && interfaces->len == 0)
    g_test_skip ("this computer has no network interface");
  else
    g_assert_true (saw_loopback);

  for (guint i = 0; i < g_list_model_get_n_items (networks); i++)
    {
      g_autoptr (RepointNetwork) network = g_list_model_get_item (networks, i);
      RepointAddressRange range;
      g_autoptr (GError) error = NULL;

      g_assert_false (g_str_has_prefix (repoint_network_get_range (network), "127."));
      repoint_address_range_parse (repoint_network_get_range (network), &range, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (repoint_address_range_size (&range), ==, repoint_network_get_size (network));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/network/chooses", test_chooses);
  g_test_add_func ("/network/own", test_own);

  return g_test_run ();
}
