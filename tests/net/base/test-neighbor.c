/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-neighbor-message.h"
#include "repoint-neighbor.h"

#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

typedef union
{
  struct nlmsghdr header;
  guint8          bytes[256];
} Message;

static void
begin (Message *message,
       guint16  type,
       guint16  state,
       int      family,
       int      interface)
{
  struct ndmsg *info = NLMSG_DATA (&message->header);

  memset (message, 0, sizeof *message);
  message->header.nlmsg_type = type;
  message->header.nlmsg_len = NLMSG_LENGTH (sizeof *info);
  info->ndm_family = (guint8) family;
  info->ndm_state = state;
  info->ndm_ifindex = interface;
}

static void
add (Message      *message,
     guint16       type,
     gconstpointer bytes,
     gsize         length)
{
  struct rtattr *attribute = (struct rtattr *) (message->bytes + NLMSG_ALIGN (message->header.nlmsg_len));

  attribute->rta_type = type;
  attribute->rta_len = (unsigned short) RTA_LENGTH (length);
  memcpy (RTA_DATA (attribute), bytes, length);
  message->header.nlmsg_len = NLMSG_ALIGN (message->header.nlmsg_len) + RTA_SPACE (length);
}

static void
test_messages (void)
{
  static const guint8 printer[] = { 192, 168, 1, 20 };
  static const guint8 mac[] = { 0x00, 0x1b, 0xa9, 0xAB, 0xcd, 0xef };
  static const guint8 none[] = { 0, 0, 0, 0, 0, 0 };
  static const guint8 infiniband[20] = { 1 };
  static const struct
  {
    guint16       type;
    guint16       state;
    int           interface;
    guint32       scope_id;
    gconstpointer mac;
    gsize         mac_length;
    const char   *expected;
  } cases[] = {
    { RTM_NEWNEIGH, NUD_REACHABLE, 2, 0, mac, sizeof mac, "00:1b:a9:ab:cd:ef" },
    { RTM_NEWNEIGH, NUD_STALE, 2, 2, mac, sizeof mac, "00:1b:a9:ab:cd:ef" },
    { RTM_NEWNEIGH, NUD_PERMANENT, 2, 0, mac, sizeof mac, "00:1b:a9:ab:cd:ef" },
    { RTM_NEWNEIGH, NUD_STALE, 2, 3, mac, sizeof mac, NULL },
    { RTM_NEWNEIGH, NUD_FAILED, 2, 0, mac, sizeof mac, NULL },
    { RTM_NEWNEIGH, NUD_INCOMPLETE, 2, 0, NULL, 0, NULL },
    { RTM_NEWNEIGH, NUD_NOARP, 2, 0, mac, sizeof mac, NULL },
    { RTM_NEWNEIGH, NUD_NONE, 2, 0, mac, sizeof mac, NULL },
    { RTM_NEWNEIGH, NUD_REACHABLE, 2, 0, none, sizeof none, NULL },
    { RTM_NEWNEIGH, NUD_REACHABLE, 2, 0, infiniband, sizeof infiniband, NULL },
    { RTM_DELNEIGH, NUD_REACHABLE, 2, 0, mac, sizeof mac, NULL },
  };
  g_autoptr (GInetAddress) address = g_inet_address_new_from_bytes (printer, G_SOCKET_FAMILY_IPV4);
  g_autoptr (GInetAddress) other = g_inet_address_new_from_string ("192.168.1.21");
  g_autoptr (GInetAddress) six = g_inet_address_new_from_string ("fd00::20");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Message message;
      g_autofree char *found = NULL;

      begin (&message, cases[i].type, cases[i].state, AF_INET, cases[i].interface);
      add (&message, NDA_DST, printer, sizeof printer);
      if (cases[i].mac != NULL)
        add (&message, NDA_LLADDR, cases[i].mac, cases[i].mac_length);
      found = repoint_neighbor_read_message (&message.header, address, cases[i].scope_id);
      g_assert_cmpstr (found, ==, cases[i].expected);
      g_assert_null (repoint_neighbor_read_message (&message.header, other, 0));
      g_assert_null (repoint_neighbor_read_message (&message.header, six, 0));
    }
}

/* A message that was cut off says nothing, wherever that was. */
static void
test_cut_off (void)
{
  static const guint8 printer[] = { 192, 168, 1, 20 };
  static const guint8 mac[] = { 0x00, 0x1b, 0xa9, 0xAB, 0xcd, 0xef };
  g_autoptr (GInetAddress) address = g_inet_address_new_from_bytes (printer, G_SOCKET_FAMILY_IPV4);
  guint32 length;
  Message message;

  begin (&message, RTM_NEWNEIGH, NUD_REACHABLE, AF_INET, 2);
  add (&message, NDA_DST, printer, sizeof printer);
  add (&message, NDA_LLADDR, mac, sizeof mac);
  length = message.header.nlmsg_len - NLMSG_ALIGNTO;
  for (guint32 cut = NLMSG_HDRLEN; cut < length; cut++)
    {
      g_autofree struct nlmsghdr *copy = g_memdup2 (&message, cut);

      copy->nlmsg_len = cut;
      g_assert_null (repoint_neighbor_read_message (copy, address, 0));
    }
}

static void
enter (int           fd,
       int           interface,
       int           family,
       gconstpointer address,
       gsize         length,
       const guint8 *mac)
{
  Message request;
  struct
  {
    struct nlmsghdr header;
    struct nlmsgerr error;
  } answer;

  begin (&request, RTM_NEWNEIGH, NUD_PERMANENT, family, interface);
  request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_CREATE | NLM_F_ACK;
  add (&request, NDA_DST, address, length);
  add (&request, NDA_LLADDR, mac, 6);
  g_assert_cmpint (send (fd, &request, request.header.nlmsg_len, 0), >, 0);
  g_assert_cmpint (recv (fd, &answer, sizeof answer, 0), >, 0);
  g_assert_cmpint (answer.header.nlmsg_type, ==, NLMSG_ERROR);
  g_assert_cmpint (answer.error.error, ==, 0);
}

/* A bridge of our own, in a network namespace that nobody else sees. Returns its index; 0: this is not allowed here. */
static int
make_network (void)
{
  struct ifreq request = { .ifr_name = "repoint0" };
  int fd;
  int index = 0;

  if (unshare (CLONE_NEWUSER | CLONE_NEWNET) < 0)
    return 0;
  fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd >= 0 && ioctl (fd, SIOCBRADDBR, request.ifr_name) == 0)
    {
      request.ifr_flags = IFF_UP;
      if (ioctl (fd, SIOCSIFFLAGS, &request) == 0)
        index = (int) if_nametoindex (request.ifr_name);
    }
  if (fd >= 0)
    close (fd);
  return index;
}

/* The last of the tests: it moves this process into another network. */
static void
test_kernel (void)
{
  static const guint8 mac4[] = { 0x02, 0, 0, 0, 0, 4 };
  static const guint8 mac6[] = { 0x02, 0, 0, 0, 0, 6 };
  static const char *const four = "192.0.2.20";
  static const char *const six = "fe80::20";
  g_autoptr (GInetAddress) address4 = g_inet_address_new_from_string (four);
  g_autoptr (GInetAddress) mapped4 = g_inet_address_new_from_string ("::ffff:192.0.2.20");
  g_autoptr (GInetAddress) address6 = g_inet_address_new_from_string (six);
  g_autoptr (GInetAddress) stranger = g_inet_address_new_from_string ("192.0.2.21");
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autofree char *found4 = NULL;
  g_autofree char *found6 = NULL;
  g_autofree char *found_mapped = NULL;
  int index;
  int fd;

  index = make_network ();
  if (index == 0)
    {
      g_test_skip ("this computer allows no network namespace");
      return;
    }
  fd = socket (AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  enter (fd, index, AF_INET, g_inet_address_to_bytes (address4), 4, mac4);
  enter (fd, index, AF_INET6, g_inet_address_to_bytes (address6), 16, mac6);
  close (fd);

  found4 = repoint_neighbor_find_mac (address4, 0);
  found6 = repoint_neighbor_find_mac (address6, (guint32) index);
  found_mapped = repoint_neighbor_find_mac (mapped4, 0);
  g_assert_cmpstr (found4, ==, "02:00:00:00:00:04");
  g_assert_cmpstr (found6, ==, "02:00:00:00:00:06");
  g_assert_cmpstr (found_mapped, ==, "02:00:00:00:00:04");
  g_assert_null (repoint_neighbor_find_mac (address6, (guint32) index + 1));
  g_assert_null (repoint_neighbor_find_mac (stranger, 0));
  g_assert_null (repoint_neighbor_find_mac (loopback, 0));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/neighbor/messages", test_messages);
  g_test_add_func ("/neighbor/cut-off", test_cut_off);
  g_test_add_func ("/neighbor/kernel", test_kernel);

  return g_test_run ();
}
