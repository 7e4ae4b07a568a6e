/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-neighbor.h"

#include "repoint-address-kind.h"
#include "repoint-neighbor-message.h"
#include "repoint-netlink.h"

#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAC_BYTES 6

/* What the kernel does not know, or no longer. */
#define NOT_KNOWN (NUD_NONE | NUD_INCOMPLETE | NUD_FAILED | NUD_NOARP)

char *
repoint_neighbor_read_message (struct nlmsghdr *header,
                               GInetAddress    *address,
                               guint32          scope_id)
{
  struct ndmsg *info = NLMSG_DATA (header);
  gsize length = g_inet_address_get_native_size (address);
  const guint8 *mac = NULL;
  gboolean is_it = FALSE;
  struct rtattr *attribute;
  int left;

  if (header->nlmsg_type != RTM_NEWNEIGH || header->nlmsg_len < NLMSG_LENGTH (sizeof *info)
      || info->ndm_state == NUD_NONE || (info->ndm_state & NOT_KNOWN) != 0 || (info->ndm_flags & NTF_PROXY) != 0
      || (scope_id != 0 && info->ndm_ifindex != (int) scope_id))
    return NULL;

  attribute = (struct rtattr *) ((guint8 *) info + NLMSG_ALIGN (sizeof *info));
  left = (int) (header->nlmsg_len - NLMSG_LENGTH (sizeof *info));
  for (; RTA_OK (attribute, left); attribute = RTA_NEXT (attribute, left))
    {
      if (attribute->rta_type == NDA_DST)
        is_it = RTA_PAYLOAD (attribute) == length
                && memcmp (RTA_DATA (attribute), g_inet_address_to_bytes (address), length) == 0;
      else if (attribute->rta_type == NDA_LLADDR && RTA_PAYLOAD (attribute) == MAC_BYTES)
        mac = RTA_DATA (attribute);
    }
  if (!is_it || mac == NULL || memcmp (mac, "\0\0\0\0\0", MAC_BYTES) == 0)
    return NULL;
  return g_strdup_printf ("%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
}

typedef struct
{
  GInetAddress *address;
  guint32       scope_id;
  char         *mac;
} Search;

static void
handle_neighbor (struct nlmsghdr *header,
                 gpointer         user_data)
{
  Search *search = user_data;

  if (search->mac == NULL)
    search->mac = repoint_neighbor_read_message (header, search->address, search->scope_id);
}

/**
 * repoint_neighbor_find_mac:
 * @address: of a device
 * @scope_id: of a link-local address, as the socket address has it; 0: any interface
 *
 * Looks into the kernel's neighbor table; nothing is sent. Takes well under a millisecond. May be called from any thread.
 *
 * Returns: (transfer full) (nullable): the MAC in lower case with colons; %NULL when it is not known, because nobody talked
 *   to @address of late, because it is behind a router, or because it is our own
 */
char *
repoint_neighbor_find_mac (GInetAddress *address,
                           guint32       scope_id)
{
  g_autoptr (GInetAddress) plain = NULL;
  Search search = { .scope_id = scope_id };
  int fd;

  g_return_val_if_fail (G_IS_INET_ADDRESS (address), NULL);

  plain = repoint_address_unmap (address);
  if (g_inet_address_get_is_loopback (plain))
    return NULL;
  fd = repoint_netlink_open ();
  if (fd < 0)
    return NULL;

  search.address = plain;
  repoint_netlink_dump (fd, RTM_GETNEIGH, g_inet_address_get_family (plain) == G_SOCKET_FAMILY_IPV6 ? AF_INET6 : AF_INET,
                        handle_neighbor, &search);
  close (fd);
  return search.mac;
}
