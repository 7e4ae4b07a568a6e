/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-interface.h"

#include <arpa/inet.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

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
  GArray     *indexes;       /* of int, the link of each interface */
  int         default_index; /* 0: no default route */
  guint32     default_metric;
} Survey;

typedef void (*MessageFunc) (Survey          *survey,
                             struct nlmsghdr *header);

static void
link_free (gpointer data)
{
  Link *self = data;

  g_free (self->name);
  g_free (self->kind);
  g_free (self);
}

/* Sends one dump request and hands every message of the answer to @handle. */
static void
dump (int          fd,
      guint16      type,
      guchar       family,
      MessageFunc  handle,
      Survey      *survey)
{
  struct
  {
    struct nlmsghdr header;
    struct rtgenmsg body;
  } request = {
    .header = {
      .nlmsg_len = NLMSG_LENGTH (sizeof (struct rtgenmsg)),
      .nlmsg_type = type,
      .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
    },
    .body = { .rtgen_family = family },
  };
  union
  {
    struct nlmsghdr header; /* for its alignment */
    guint8          bytes[65536];
  } *answer = NULL;

  if (send (fd, &request, request.header.nlmsg_len, 0) < 0)
    return;

  answer = g_malloc (sizeof *answer);
  for (gboolean more = TRUE; more;)
    {
      gssize n = recv (fd, answer, sizeof *answer, 0);
      guint left = n > 0 ? (guint) n : 0;

      if (n <= 0)
        break;
      for (struct nlmsghdr *header = &answer->header; NLMSG_OK (header, left); header = NLMSG_NEXT (header, left))
        {
          if (header->nlmsg_type == NLMSG_DONE || header->nlmsg_type == NLMSG_ERROR)
            more = FALSE;
          else
            handle (survey, header);
        }
    }
  g_free (answer);
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
handle_link (Survey          *survey,
             struct nlmsghdr *header)
{
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

static void
handle_address (Survey          *survey,
                struct nlmsghdr *header)
{
  struct ifaddrmsg *info = NLMSG_DATA (header);
  int left = IFA_PAYLOAD (header);
  guint32 local = 0;
  RepointInterface *interface;
  int index;

  if (header->nlmsg_type != RTM_NEWADDR || header->nlmsg_len < NLMSG_LENGTH (sizeof *info) || info->ifa_family != AF_INET)
    return;

  /* IFA_ADDRESS is the peer's on a point-to-point link; IFA_LOCAL is ours where both are there. */
  for (struct rtattr *attribute = IFA_RTA (info); RTA_OK (attribute, left); attribute = RTA_NEXT (attribute, left))
    if ((attribute->rta_type == IFA_LOCAL || (attribute->rta_type == IFA_ADDRESS && local == 0))
        && RTA_PAYLOAD (attribute) == sizeof local)
      local = ntohl (*(guint32 *) RTA_DATA (attribute));
  if (local == 0 || info->ifa_prefixlen > 32)
    return;

  interface = g_new0 (RepointInterface, 1);
  interface->address = local;
  interface->prefix = info->ifa_prefixlen;
  g_ptr_array_add (survey->interfaces, interface);
  index = info->ifa_index;
  g_array_append_val (survey->indexes, index);
}

static void
handle_route (Survey          *survey,
              struct nlmsghdr *header)
{
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
      int index = g_array_index (survey->indexes, int, i);
      Link *link = g_hash_table_lookup (survey->links, GINT_TO_POINTER (index));

      if (link == NULL || link->name == NULL)
        {
          g_ptr_array_remove_index (survey->interfaces, i);
          continue;
        }
      interface->name = g_strdup (link->name);
      interface->kind = g_strdup (link->kind);
      interface->flags = link->flags;
      interface->has_port = link->has_port;
      interface->has_default = index == survey->default_index;
    }
}

void
repoint_interface_free (RepointInterface *self)
{
  g_free (self->name);
  g_free (self->kind);
  g_free (self);
}

GPtrArray *
repoint_interface_list_own (void)
{
  g_autoptr (GHashTable) links = g_hash_table_new_full (NULL, NULL, NULL, link_free);
  g_autoptr (GArray) indexes = g_array_new (FALSE, FALSE, sizeof (int));
  Survey survey = {
    .links = links,
    .interfaces = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_interface_free),
    .indexes = indexes,
  };
  struct timeval patience = { .tv_sec = 1 };
  int fd = socket (AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

  if (fd < 0)
    return survey.interfaces;

  /* The kernel answers while send() runs; the time-out only guards against a sandbox that swallows the request. */
  (void) setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  dump (fd, RTM_GETLINK, AF_UNSPEC, handle_link, &survey);
  dump (fd, RTM_GETADDR, AF_INET, handle_address, &survey);
  dump (fd, RTM_GETROUTE, AF_INET, handle_route, &survey);
  close (fd);

  mark_bridges (&survey);
  join (&survey);
  return survey.interfaces;
}
