/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-own-address.h"

#include "repoint-address-kind.h"
#include "repoint-interface.h"
#include "repoint-netlink.h"
#include "repoint-own-address-choose.h"

#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct _RepointOwnAddress
{
  GObject           parent_instance;
  GInetAddress     *inet;
  char             *text;
  char             *interface;
  int               index;
  GInetAddressMask *network;
  guint             prefix;
  gboolean          is_vpn;
  guint             rank;     /* the lowest comes first */
};

G_DEFINE_FINAL_TYPE (RepointOwnAddress, repoint_own_address, G_TYPE_OBJECT)

typedef enum
{
  PROP_TEXT = 1,
  PROP_INTERFACE,
  PROP_IS_VPN,
} RepointOwnAddressProps;

static GParamSpec *props[PROP_IS_VPN + 1];

/* What weighs more stands further left. */
static guint
get_rank (const RepointInterface *interface)
{
  gboolean is_ipv6 = g_inet_address_get_family (interface->inet) == G_SOCKET_FAMILY_IPV6;
  gboolean is_site = is_ipv6 && (g_inet_address_to_bytes (interface->inet)[0] & 0xfe) == 0xfc;

  return (repoint_interface_is_tunnel (interface) ? 16 : 0) + (g_inet_address_get_is_link_local (interface->inet) ? 8 : 0)
         + (interface->has_default ? 0 : 4) + (is_ipv6 ? 2 : 0) + (is_ipv6 && !is_site ? 1 : 0);
}

static gboolean
can_be_told (const RepointInterface *interface)
{
  gboolean is_ipv6 = g_inet_address_get_family (interface->inet) == G_SOCKET_FAMILY_IPV6;

  return repoint_interface_leads_out (interface) && !g_inet_address_get_is_loopback (interface->inet)
         && !g_inet_address_get_is_any (interface->inet) && !g_inet_address_get_is_multicast (interface->inet)
         && !(is_ipv6 && g_inet_address_get_is_link_local (interface->inet));
}

static RepointOwnAddress *
own_address_new (GInetAddress *inet,
                 const char   *interface,
                 guint         prefix)
{
  RepointOwnAddress *self = g_object_new (REPOINT_TYPE_OWN_ADDRESS, NULL);
  guint length = g_inet_address_get_native_size (inet);
  guint8 bytes[16];

  /* GInetAddressMask takes no bits beyond the prefix. */
  memcpy (bytes, g_inet_address_to_bytes (inet), length);
  for (guint bit = prefix; bit < length * 8; bit++)
    bytes[bit / 8] &= (guint8) ~(0x80 >> bit % 8);

  {
    g_autoptr (GInetAddress) base = g_inet_address_new_from_bytes (bytes, g_inet_address_get_family (inet));

    self->network = g_inet_address_mask_new (base, prefix, NULL);
  }
  self->inet = g_object_ref (inet);
  self->text = g_inet_address_to_string (inet);
  self->interface = g_strdup (interface);
  self->prefix = prefix;
  return self;
}

static int
compare_addresses (gconstpointer a,
                   gconstpointer b,
                   gpointer      user_data)
{
  const RepointOwnAddress *one = a;
  const RepointOwnAddress *other = b;

  return one->rank < other->rank ? -1 : one->rank > other->rank;
}

GListModel *
repoint_own_address_choose (GPtrArray *interfaces)
{
  GListStore *addresses = g_list_store_new (REPOINT_TYPE_OWN_ADDRESS);

  for (guint i = 0; i < interfaces->len; i++)
    {
      const RepointInterface *interface = g_ptr_array_index (interfaces, i);
      g_autoptr (RepointOwnAddress) address = NULL;

      if (!can_be_told (interface))
        continue;
      address = own_address_new (interface->inet, interface->name, interface->prefix);
      address->index = interface->index;
      address->is_vpn = repoint_interface_is_tunnel (interface);
      address->rank = get_rank (interface);
      g_list_store_insert_sorted (addresses, address, compare_addresses, NULL);
    }

  if (g_list_model_get_n_items (G_LIST_MODEL (addresses)) == 0)
    {
      g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
      g_autoptr (RepointOwnAddress) address = own_address_new (loopback, "lo", 8);

      g_list_store_append (addresses, address);
    }
  return G_LIST_MODEL (addresses);
}

/**
 * repoint_own_address_list:
 *
 * Asks the kernel; takes well under a millisecond. What it says may change with the network (#GNetworkMonitor).
 *
 * Returns: (transfer full): a list model of RepointOwnAddress, never empty
 */
GListModel *
repoint_own_address_list (void)
{
  g_autoptr (GPtrArray) interfaces = repoint_interface_list_own ();

  return repoint_own_address_choose (interfaces);
}

RepointOwnAddress *
repoint_own_address_find_by_way (GListModel   *addresses,
                                 GInetAddress *peer,
                                 int           route)
{
  g_autoptr (GInetAddress) plain = repoint_address_unmap (peer);
  RepointOwnAddress *near = NULL;
  RepointOwnAddress *there = NULL;
  RepointOwnAddress *first = NULL;
  RepointOwnAddress *found;

  for (guint i = 0; i < g_list_model_get_n_items (addresses); i++)
    {
      g_autoptr (RepointOwnAddress) address = g_list_model_get_item (addresses, i);

      if (g_inet_address_get_family (address->inet) != g_inet_address_get_family (plain))
        continue;
      if (g_inet_address_mask_matches (address->network, plain) && (near == NULL || address->prefix > near->prefix))
        near = address;
      if (route != 0 && address->index == route && there == NULL)
        there = address;
      if (first == NULL)
        first = address;
    }

  found = near != NULL ? near : there != NULL ? there : first;
  return found != NULL ? g_object_ref (found) : NULL;
}

static void
handle_route (struct nlmsghdr *header,
              gpointer         user_data)
{
  struct rtmsg *info = NLMSG_DATA (header);
  int *index = user_data;
  int left = RTM_PAYLOAD (header);

  if (header->nlmsg_type != RTM_NEWROUTE || header->nlmsg_len < NLMSG_LENGTH (sizeof *info))
    return;
  for (struct rtattr *attribute = RTM_RTA (info); RTA_OK (attribute, left); attribute = RTA_NEXT (attribute, left))
    if (attribute->rta_type == RTA_OIF && RTA_PAYLOAD (attribute) == sizeof *index)
      memcpy (index, RTA_DATA (attribute), sizeof *index);
}

/* Returns the interface that leads to @peer; 0: there is no way, or none that we can learn. */
static int
ask_route (GInetAddress *peer)
{
  struct
  {
    struct nlmsghdr header;
    struct rtmsg    body;
    struct rtattr   attribute;
    guint8          bytes[16];
  } request = {
    .header = { .nlmsg_type = RTM_GETROUTE, .nlmsg_flags = NLM_F_REQUEST },
    .attribute = { .rta_type = RTA_DST },
  };
  gsize length = g_inet_address_get_native_size (peer);
  int fd = repoint_netlink_open ();
  int index = 0;

  if (fd < 0)
    return 0;

  request.header.nlmsg_len = (guint32) (G_STRUCT_OFFSET (__typeof__ (request), bytes) + length);
  request.body.rtm_family = length == 4 ? AF_INET : AF_INET6;
  request.body.rtm_dst_len = (guint8) (length * 8);
  request.attribute.rta_len = (unsigned short) RTA_LENGTH (length);
  memcpy (request.bytes, g_inet_address_to_bytes (peer), length);
  repoint_netlink_ask (fd, &request.header, handle_route, &index);
  close (fd);
  return index;
}

/**
 * repoint_own_address_find_facing:
 * @addresses: what repoint_own_address_list() returned
 * @peer: an address, or the first one of a network
 *
 * Returns: (transfer full) (nullable): the address in whose network @peer is; where it is in none, one of the interface
 *   that the kernel's route to it leaves by; else the first of its family; %NULL when there is none of its family
 */
RepointOwnAddress *
repoint_own_address_find_facing (GListModel   *addresses,
                                 GInetAddress *peer)
{
  g_autoptr (GInetAddress) plain = NULL;

  g_return_val_if_fail (G_IS_LIST_MODEL (addresses), NULL);
  g_return_val_if_fail (G_IS_INET_ADDRESS (peer), NULL);

  plain = repoint_address_unmap (peer);
  return repoint_own_address_find_by_way (addresses, plain, ask_route (plain));
}

/**
 * repoint_own_address_get_inet:
 * @self: an own address
 *
 * Returns: (transfer none): the address
 */
GInetAddress *
repoint_own_address_get_inet (RepointOwnAddress *self)
{
  g_return_val_if_fail (REPOINT_IS_OWN_ADDRESS (self), NULL);
  return self->inet;
}

const char *
repoint_own_address_get_text (RepointOwnAddress *self)
{
  g_return_val_if_fail (REPOINT_IS_OWN_ADDRESS (self), NULL);
  return self->text;
}

const char *
repoint_own_address_get_interface (RepointOwnAddress *self)
{
  g_return_val_if_fail (REPOINT_IS_OWN_ADDRESS (self), NULL);
  return self->interface;
}

/**
 * repoint_own_address_get_is_vpn:
 * @self: an own address
 *
 * Returns: whether only those reach it who are in the same VPN
 */
gboolean
repoint_own_address_get_is_vpn (RepointOwnAddress *self)
{
  g_return_val_if_fail (REPOINT_IS_OWN_ADDRESS (self), FALSE);
  return self->is_vpn;
}

/**
 * repoint_own_address_is_near:
 * @peer: an address
 *
 * Returns: whether @peer is in the network that this address is in
 */
gboolean
repoint_own_address_is_near (RepointOwnAddress *self,
                             GInetAddress      *peer)
{
  g_autoptr (GInetAddress) plain = NULL;

  g_return_val_if_fail (REPOINT_IS_OWN_ADDRESS (self), FALSE);
  g_return_val_if_fail (G_IS_INET_ADDRESS (peer), FALSE);

  plain = repoint_address_unmap (peer);

  return g_inet_address_get_family (plain) == g_inet_address_get_family (self->inet)
         && g_inet_address_mask_matches (self->network, plain);
}

static void
repoint_own_address_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  RepointOwnAddress *self = REPOINT_OWN_ADDRESS (object);

  switch ((RepointOwnAddressProps) prop_id)
    {
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_INTERFACE:
      g_value_set_string (value, self->interface);
      break;
    case PROP_IS_VPN:
      g_value_set_boolean (value, self->is_vpn);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_own_address_finalize (GObject *object)
{
  RepointOwnAddress *self = REPOINT_OWN_ADDRESS (object);

  g_clear_object (&self->inet);
  g_clear_object (&self->network);
  g_free (self->text);
  g_free (self->interface);

  G_OBJECT_CLASS (repoint_own_address_parent_class)->finalize (object);
}

static void
repoint_own_address_class_init (RepointOwnAddressClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = repoint_own_address_get_property;
  object_class->finalize = repoint_own_address_finalize;

  props[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  props[PROP_INTERFACE] = g_param_spec_string ("interface", NULL, NULL, NULL, flags);
  props[PROP_IS_VPN] = g_param_spec_boolean ("is-vpn", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
repoint_own_address_init (RepointOwnAddress *self)
{
}
