/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-interface.h"
#include "repoint-own-address-choose.h"

#include <linux/sockios.h>
#include <net/if.h>
#include <net/route.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define UP (IFF_UP | IFF_RUNNING)

typedef struct
{
  const char *name;
  const char *kind;
  guint       flags;
  const char *address;
  guint       prefix;
  gboolean    has_port;
  gboolean    has_default;
  int         index; /* 0: its place in the list, from 1 */
} Given;

static GListModel *
choose (const Given *given,
        guint        n)
{
  g_autoptr (GPtrArray) interfaces = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_interface_free);

  for (guint i = 0; i < n; i++)
    {
      RepointInterface *interface = g_new0 (RepointInterface, 1);

      interface->name = g_strdup (given[i].name);
      interface->kind = g_strdup (given[i].kind);
      interface->index = given[i].index != 0 ? given[i].index : (int) i + 1;
      interface->flags = given[i].flags;
      interface->inet = g_inet_address_new_from_string (given[i].address);
      interface->prefix = given[i].prefix;
      interface->has_port = given[i].has_port;
      interface->has_default = given[i].has_default;
      g_ptr_array_add (interfaces, interface);
    }
  return repoint_own_address_choose (interfaces);
}

static char *
describe (GListModel *addresses)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (addresses); i++)
    {
      g_autoptr (RepointOwnAddress) address = g_list_model_get_item (addresses, i);

      g_string_append_printf (text, "%s %s%s\n", repoint_own_address_get_text (address),
                              repoint_own_address_get_interface (address),
                              repoint_own_address_get_is_vpn (address) ? " vpn" : "");
    }
  return g_string_free (text, FALSE);
}

static const Given office[] = {
  { "lo", NULL, UP | IFF_LOOPBACK, "127.0.0.1", 8 },
  { "lo", NULL, UP | IFF_LOOPBACK, "::1", 128 },
  { "wg0", "wireguard", UP | IFF_POINTOPOINT, "10.9.0.2", 24 },
  { "enp7s0", NULL, UP, "169.254.9.9", 16 },
  { "enp3s0", NULL, UP, "192.168.20.5", 24 },
  { "enp3s0", NULL, UP, "fd00:1234::5", 64 },
  { "wlp2s0", NULL, UP, "2001:db8:1::77", 64, FALSE, TRUE },
  { "wlp2s0", NULL, UP, "fdaa::77", 64, FALSE, TRUE },
  { "wlp2s0", NULL, UP, "fe80::77", 64, FALSE, TRUE },
  { "wlp2s0", NULL, UP, "192.168.1.77", 24, FALSE, TRUE },
  { "docker0", "bridge", UP, "172.17.0.1", 16 },
  { "virbr0", "bridge", UP, "192.168.122.1", 24 },
  { "br0", "bridge", UP, "192.168.60.1", 24, TRUE },
  { "enp6s0", NULL, IFF_UP, "192.168.70.1", 24 },
  { "tailscale0", "tun", UP, "fd7a:115c:a1e0::1", 48 },
};

static void
test_order (void)
{
  g_autoptr (GListModel) addresses = choose (office, G_N_ELEMENTS (office));
  g_autofree char *text = describe (addresses);

  g_assert_cmpstr (text, ==,
                   "192.168.1.77 wlp2s0\n"
                   "fdaa::77 wlp2s0\n"
                   "2001:db8:1::77 wlp2s0\n"
                   "192.168.20.5 enp3s0\n"
                   "192.168.60.1 br0\n"
                   "fd00:1234::5 enp3s0\n"
                   "169.254.9.9 enp7s0\n"
                   "10.9.0.2 wg0 vpn\n"
                   "fd7a:115c:a1e0::1 tailscale0 vpn\n");
}

/* A computer without a network can still try the station on itself. */
static void
test_only_loopback (void)
{
  g_autoptr (GListModel) addresses = choose (office, 2);
  g_autofree char *text = describe (addresses);

  g_assert_cmpstr (text, ==, "127.0.0.1 lo\n");
}

static void
test_facing (void)
{
  static const struct
  {
    const char *peer;
    int         route;
    const char *ours;
  } cases[] = {
    { "192.168.1.20", 0, "192.168.1.77" },
    { "192.168.20.20", 0, "192.168.20.5" },
    { "::ffff:192.168.20.20", 0, "192.168.20.5" },
    /* Behind a router: where the route leads, else the first. */
    { "192.168.99.1", 5, "192.168.20.5" },
    { "192.168.99.1", 0, "192.168.1.77" },
    /* A network says more than a route, which may be that of a more special one. */
    { "192.168.20.20", 3, "192.168.20.5" },
    { "10.9.0.9", 0, "10.9.0.2" },
    { "fd00:1234::99", 0, "fd00:1234::5" },
    { "2001:db8:ffff::1", 0, "fdaa::77" },
    { "2001:db8:ffff::1", 7, "2001:db8:1::77" },
  };
  g_autoptr (GListModel) addresses = choose (office, G_N_ELEMENTS (office));

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GInetAddress) peer = g_inet_address_new_from_string (cases[i].peer);
      g_autoptr (RepointOwnAddress) facing = repoint_own_address_find_by_way (addresses, peer, cases[i].route);

      g_assert_cmpstr (repoint_own_address_get_text (facing), ==, cases[i].ours);
    }

  {
    g_autoptr (GListModel) loopback = choose (office, 1);
    g_autoptr (GInetAddress) peer = g_inet_address_new_from_string ("fd00::1");

    g_assert_null (repoint_own_address_find_by_way (loopback, peer, 0));
  }
}

/* Whatever this computer has: something can be told, and it can be bound. */
static void
test_own (void)
{
  g_autoptr (GListModel) addresses = repoint_own_address_list ();
  guint n = g_list_model_get_n_items (addresses);

  g_assert_cmpuint (n, >, 0);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (RepointOwnAddress) address = g_list_model_get_item (addresses, i);
      GInetAddress *inet = repoint_own_address_get_inet (address);
      g_autoptr (GSocketAddress) local = g_inet_socket_address_new (inet, 0);
      g_autoptr (GError) error = NULL;
      g_autoptr (GSocket) socket = g_socket_new (g_inet_address_get_family (inet), G_SOCKET_TYPE_STREAM,
                                                 G_SOCKET_PROTOCOL_TCP, &error);
      g_autoptr (RepointOwnAddress) facing = NULL;

      g_assert_no_error (error);
      g_socket_bind (socket, local, FALSE, &error);
      g_assert_no_error (error);
      g_assert_false (n > 1 && g_inet_address_get_is_loopback (inet));

      facing = repoint_own_address_find_facing (addresses, inet);
      g_assert_nonnull (facing);
    }
}

static struct sockaddr
ipv4 (const char *text)
{
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (text);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (inet, 0);
  struct sockaddr native;

  g_assert_true (g_socket_address_to_native (address, &native, sizeof native, NULL));
  return native;
}

/* A bridge with an address. Returns its index; 0: this is not allowed here. */
static int
add_bridge (int         fd,
            const char *name,
            const char *address)
{
  struct ifreq request = { 0 };

  g_strlcpy (request.ifr_name, name, sizeof request.ifr_name);
  if (ioctl (fd, SIOCBRADDBR, name) < 0)
    return 0;
  request.ifr_addr = ipv4 (address);
  g_assert_no_errno (ioctl (fd, SIOCSIFADDR, &request));
  request.ifr_addr = ipv4 ("255.255.255.0");
  g_assert_no_errno (ioctl (fd, SIOCSIFNETMASK, &request));
  request.ifr_flags = IFF_UP;
  g_assert_no_errno (ioctl (fd, SIOCSIFFLAGS, &request));
  return (int) if_nametoindex (name);
}

/* The last of the tests: it moves this process into a network that nobody else sees. */
static void
test_facing_by_the_kernels_route (void)
{
  Given given[] = {
    { "one", NULL, UP, "192.168.1.77", 24, FALSE, TRUE },
    { "two", NULL, UP, "192.168.2.77", 24 },
  };
  struct rtentry route = { .rt_flags = RTF_UP | RTF_GATEWAY };
  g_autoptr (GInetAddress) peer = g_inet_address_new_from_string ("198.51.100.20");
  g_autoptr (GListModel) addresses = NULL;
  g_autoptr (RepointOwnAddress) before = NULL;
  g_autoptr (RepointOwnAddress) after = NULL;
  int fd = -1;

  if (unshare (CLONE_NEWUSER | CLONE_NEWNET) == 0)
    fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || (given[0].index = add_bridge (fd, "one", "192.168.1.77")) == 0)
    {
      g_test_skip ("this computer allows no network namespace");
      return;
    }
  given[1].index = add_bridge (fd, "two", "192.168.2.77");
  addresses = choose (given, G_N_ELEMENTS (given));
  before = repoint_own_address_find_facing (addresses, peer);

  route.rt_dst = ipv4 ("198.51.100.0");
  route.rt_genmask = ipv4 ("255.255.255.0");
  route.rt_gateway = ipv4 ("192.168.2.1");
  g_assert_no_errno (ioctl (fd, SIOCADDRT, &route));
  after = repoint_own_address_find_facing (addresses, peer);
  close (fd);

  g_assert_cmpstr (repoint_own_address_get_text (before), ==, "192.168.1.77");
  g_assert_cmpstr (repoint_own_address_get_text (after), ==, "192.168.2.77");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/own-address/order", test_order);
  g_test_add_func ("/own-address/only-loopback", test_only_loopback);
  g_test_add_func ("/own-address/facing", test_facing);
  g_test_add_func ("/own-address/own", test_own);
  g_test_add_func ("/own-address/facing-by-the-kernels-route", test_facing_by_the_kernels_route);

  return g_test_run ();
}
