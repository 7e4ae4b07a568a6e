/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-interface.h"

#include "repoint-netlink.h"

#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

/* Interfaces that only lead to containers and virtual machines on this computer. */
static const char * const virtual_names[] = {
  "docker", "br-", "virbr", "vmnet", "vboxnet", "lxc", "lxdbr", "podman", "cni", "flannel", "cali", "veth", NULL
};
static const char * const virtual_kinds[] = { "veth", "dummy", "vxlan", "geneve", "ifb", NULL };
static const char * const tunnel_kinds[] = { "tun", "wireguard", "ppp", "xfrm", "vti", "ipip", "gre", "sit", NULL };
static const char * const tunnel_names[] = { "tun", "tap", "wg", "ppp", "ipsec", "tailscale", "zt", NULL };

/* A link as RTM_GETLINK tells it. */
typedef struct
{
  char     *name;
  char     *kind;
  guint     flags;
  int       master; /* index of the bridge or bond it belongs to, 0: none */
  gboolean  has_port;
} Link;

typedef struct
{
  GHashTable *links;         /* index → Link */
  GPtrArray  *interfaces;    /* of RepointInterface */
  int         default_index; /* 0: no default route */
  guint32     default_metric;
} Survey;

static void
link_free (gpointer data)
{
  Link *self = data;

  g_free (self->name);
  g_free (self->kind);
  g_free (self);
}

static char *
attribute_to_string (struct rtattr *attribute)
{
  return g_strndup (RTA_DATA (attribute), RTA_PAYLOAD (attribute));
}

static char *
find_kind (struct rtattr *link_info)
{
  int left = RTA_PAYLOAD (link_info);

  for (struct rtattr *nested = RTA_DATA (link_info); RTA_OK (nested, left); nested = RTA_NEXT (nested, left))
    if (nested->rta_type == IFLA_INFO_KIND)
      return attribute_to_string (nested);
  return NULL;
}

static void
handle_link (struct nlmsghdr *header,
             gpointer         user_data)
{
  Survey *survey = user_data;
  struct ifinfomsg *info = NLMSG_DATA (header);
  int left = IFLA_PAYLOAD (header);
  Link *link;

  if (header->nlmsg_type != RTM_NEWLINK || header->nlmsg_len < NLMSG_LENGTH (sizeof *info))
    return;

  link = g_new0 (Link, 1);
  link->flags = info->ifi_flags;
  for (struct rtattr *attribute = IFLA_RTA (info); RTA_OK (attribute, left); attribute = RTA_NEXT (attribute, left))
    {
      if (attribute->rta_type == IFLA_IFNAME && link->name == NULL)
        link->name = attribute_to_string (attribute);
      else if (attribute->rta_type == IFLA_LINKINFO && link->kind == NULL)
        link->kind = find_kind (attribute);
      else if (attribute->rta_type == IFLA_MASTER && RTA_PAYLOAD (attribute) >= sizeof (guint32))
        link->master = *(int *) RTA_DATA (attribute);
    }
  g_hash_table_insert (survey->links, GINT_TO_POINTER (info->ifi_index), link);
}

/* Those that a neighbor may be told to use for long: not those that change by themselves (RFC 8981), nor that this computer
 * does not have yet, or no longer. */
static gboolean
is_lasting (guint32 flags)
{
  return (flags & (IFA_F_TEMPORARY | IFA_F_TENTATIVE | IFA_F_DADFAILED | IFA_F_DEPRECATED)) == 0;
}

static void
handle_address (struct nlmsghdr *header,
                gpointer         user_data)
{
  Survey *survey = user_data;
  struct ifaddrmsg *info = NLMSG_DATA (header);
  int left = IFA_PAYLOAD (header);
  const guint8 *local = NULL;
  const guint8 *address = NULL;
  guint32 flags;
  gsize length;
  RepointInterface *interface;

  if (header->nlmsg_type != RTM_NEWADDR || header->nlmsg_len < NLMSG_LENGTH (sizeof *info)
      || (info->ifa_family != AF_INET && info->ifa_family != AF_INET6))
    return;

  length = info->ifa_family == AF_INET ? 4 : 16;
  flags = info->ifa_flags;
  for (struct rtattr *attribute = IFA_RTA (info); RTA_OK (attribute, left); attribute = RTA_NEXT (attribute, left))
    {
      if (attribute->rta_type == IFA_LOCAL && RTA_PAYLOAD (attribute) == length)
        local = RTA_DATA (attribute);
      else if (attribute->rta_type == IFA_ADDRESS && RTA_PAYLOAD (attribute) == length)
        address = RTA_DATA (attribute);
      else if (attribute->rta_type == IFA_FLAGS && RTA_PAYLOAD (attribute) == sizeof flags)
        flags = *(guint32 *) RTA_DATA (attribute);
    }
  /* IFA_ADDRESS is the peer's on a point-to-point link; IFA_LOCAL is ours where both are there. */
  if (local == NULL)
    local = address;
  if (local == NULL || info->ifa_prefixlen > length * 8 || (length == 16 && !is_lasting (flags)))
    return;

  interface = g_new0 (RepointInterface, 1);
  interface->inet = g_inet_address_new_from_bytes (local, length == 4 ? G_SOCKET_FAMILY_IPV4 : G_SOCKET_FAMILY_IPV6);
  interface->prefix = info->ifa_prefixlen;
  interface->index = info->ifa_index;
  g_ptr_array_add (survey->interfaces, interface);
}

static void
handle_route (struct nlmsghdr *header,
              gpointer         user_data)
{
  Survey *survey = user_data;
  struct rtmsg *info = NLMSG_DATA (header);
  int left = RTM_PAYLOAD (header);
  int index = 0;
  guint32 metric = 0;

  if (header->nlmsg_type != RTM_NEWROUTE || header->nlmsg_len < NLMSG_LENGTH (sizeof *info))
    return;
  if (info->rtm_dst_len != 0 || info->rtm_table != RT_TABLE_MAIN || info->rtm_type != RTN_UNICAST)
    return;

  for (struct rtattr *attribute = RTM_RTA (info); RTA_OK (attribute, left); attribute = RTA_NEXT (attribute, left))
    {
      if (RTA_PAYLOAD (attribute) < sizeof (guint32))
        continue;
      if (attribute->rta_type == RTA_OIF)
        index = *(int *) RTA_DATA (attribute);
      else if (attribute->rta_type == RTA_PRIORITY)
        metric = *(guint32 *) RTA_DATA (attribute);
    }
  if (index != 0 && (survey->default_index == 0 || metric < survey->default_metric))
    {
      survey->default_index = index;
      survey->default_metric = metric;
    }
}

/* A physical member, or one that stands for some, makes a bridge a real network. */
static void
mark_bridges (Survey *survey)
{
  GHashTableIter iter;
  Link *link;

  g_hash_table_iter_init (&iter, survey->links);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &link))
    {
      Link *master = link->master != 0 ? g_hash_table_lookup (survey->links, GINT_TO_POINTER (link->master)) : NULL;

      if (master != NULL
          && (link->kind == NULL || g_str_equal (link->kind, "bond") || g_str_equal (link->kind, "vlan")))
        master->has_port = TRUE;
    }
}

static void
join (Survey *survey)
{
  for (guint i = survey->interfaces->len; i-- > 0;)
    {
      RepointInterface *interface = g_ptr_array_index (survey->interfaces, i);
      Link *link = g_hash_table_lookup (survey->links, GINT_TO_POINTER (interface->index));

      if (link == NULL || link->name == NULL)
        {
          g_ptr_array_remove_index (survey->interfaces, i);
          continue;
        }
      interface->name = g_strdup (link->name);
      interface->kind = g_strdup (link->kind);
      interface->flags = link->flags;
      interface->has_port = link->has_port;
      interface->has_default = interface->index == survey->default_index;
    }
}

void
repoint_interface_free (RepointInterface *self)
{
  g_object_unref (self->inet);
  g_free (self->name);
  g_free (self->kind);
  g_free (self);
}

guint32
repoint_interface_get_ipv4 (const RepointInterface *self)
{
  const guint8 *bytes = g_inet_address_to_bytes (self->inet);

  if (g_inet_address_get_family (self->inet) != G_SOCKET_FAMILY_IPV4)
    return 0;
  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];
}

static gboolean
has_prefix_of (const char         *name,
               const char * const *prefixes)
{
  for (guint i = 0; prefixes[i] != NULL; i++)
    if (g_str_has_prefix (name, prefixes[i]))
      return TRUE;
  return FALSE;
}

gboolean
repoint_interface_leads_out (const RepointInterface *self)
{
  if ((self->flags & IFF_UP) == 0 || (self->flags & IFF_RUNNING) == 0 || (self->flags & IFF_LOOPBACK) != 0)
    return FALSE;
  if (has_prefix_of (self->name, virtual_names))
    return FALSE;
  if (self->kind != NULL && g_strv_contains (virtual_kinds, self->kind))
    return FALSE;
  return g_strcmp0 (self->kind, "bridge") != 0 || self->has_port;
}

/* A tunnel leads to somebody else's office. Tailscale and its like number theirs from RFC 6598. */
gboolean
repoint_interface_is_tunnel (const RepointInterface *self)
{
  return (self->flags & IFF_POINTOPOINT) != 0
         || (self->kind != NULL && g_strv_contains (tunnel_kinds, self->kind))
         || has_prefix_of (self->name, tunnel_names)
         || (repoint_interface_get_ipv4 (self) & 0xffc00000u) == 0x64400000u;
}

GPtrArray *
repoint_interface_list_own (void)
{
  g_autoptr (GHashTable) links = g_hash_table_new_full (NULL, NULL, NULL, link_free);
  Survey survey = {
    .links = links,
    .interfaces = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_interface_free),
  };
  int fd = repoint_netlink_open ();

  if (fd < 0)
    return survey.interfaces;

  repoint_netlink_dump (fd, RTM_GETLINK, AF_UNSPEC, handle_link, &survey);
  repoint_netlink_dump (fd, RTM_GETADDR, AF_INET, handle_address, &survey);
  repoint_netlink_dump (fd, RTM_GETADDR, AF_INET6, handle_address, &survey);
  repoint_netlink_dump (fd, RTM_GETROUTE, AF_INET, handle_route, &survey);
  if (survey.default_index == 0)
    repoint_netlink_dump (fd, RTM_GETROUTE, AF_INET6, handle_route, &survey);
  close (fd);

  mark_bridges (&survey);
  join (&survey);
  return survey.interfaces;
}
