/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-network.h"

#include "repoint-interface.h"
#include "repoint-network-choose.h"

struct _RepointNetwork
{
  GObject   parent_instance;
  char     *interface;
  char     *range;
  char     *address;
  guint     size;
  gboolean  is_vpn;
  gboolean  has_default;
};

G_DEFINE_FINAL_TYPE (RepointNetwork, repoint_network, G_TYPE_OBJECT)

typedef enum
{
  PROP_INTERFACE = 1,
  PROP_RANGE,
  PROP_SIZE,
  PROP_PROPOSED,
  PROP_IS_VPN,
  PROP_ADDRESS,
} RepointNetworkProps;

static GParamSpec *props[PROP_ADDRESS + 1];

static RepointNetwork *
network_new (const RepointInterface *interface)
{
  RepointNetwork *self;
  RepointAddressRange range;
  g_autofree char *text = NULL;
  g_autofree char *address = NULL;

  if (repoint_interface_get_ipv4 (interface) == 0 || interface->prefix > 30)
    return NULL;

  address = g_inet_address_to_string (interface->inet);
  text = g_strdup_printf ("%s/%u", address, interface->prefix < 22 ? 24 : interface->prefix);
  /* Says no to public addresses. */
  if (!repoint_address_range_parse (text, &range, NULL) || g_str_has_prefix (address, "169.254."))
    return NULL;

  self = g_object_new (REPOINT_TYPE_NETWORK, NULL);
  self->interface = g_strdup (interface->name);
  self->range = repoint_address_range_to_string (&range);
  self->address = g_steal_pointer (&address);
  self->size = repoint_address_range_size (&range);
  self->is_vpn = repoint_interface_is_tunnel (interface);
  self->has_default = interface->has_default;
  return self;
}

/* The network of the default route first, tunnels last, else in the kernel's order. */
static int
compare_networks (gconstpointer a,
                  gconstpointer b,
                  gpointer      user_data)
{
  const RepointNetwork *one = a;
  const RepointNetwork *other = b;

  if (one->is_vpn != other->is_vpn)
    return one->is_vpn ? 1 : -1;
  if (one->has_default != other->has_default)
    return one->has_default ? -1 : 1;
  return 0;
}

static gboolean
is_listed (GListStore     *networks,
           RepointNetwork *network)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (networks)); i++)
    {
      g_autoptr (RepointNetwork) other = g_list_model_get_item (G_LIST_MODEL (networks), i);

      if (g_str_equal (network->range, other->range))
        return TRUE;
    }
  return FALSE;
}

GListModel *
repoint_network_choose (GPtrArray *interfaces)
{
  GListStore *networks = g_list_store_new (REPOINT_TYPE_NETWORK);

  for (guint i = 0; i < interfaces->len; i++)
    {
      const RepointInterface *interface = g_ptr_array_index (interfaces, i);
      g_autoptr (RepointNetwork) network = NULL;

      if (!repoint_interface_leads_out (interface))
        continue;
      network = network_new (interface);
      if (network != NULL && !is_listed (networks, network))
        g_list_store_append (networks, network);
    }
  g_list_store_sort (networks, compare_networks, NULL);
  return G_LIST_MODEL (networks);
}

/**
 * repoint_network_list_own:
 *
 * Asks the kernel for this computer's networks; takes well under a millisecond.
 *
 * Returns: (transfer full): a list model of RepointNetwork, empty when there is none
 */
GListModel *
repoint_network_list_own (void)
{
  g_autoptr (GPtrArray) interfaces = repoint_interface_list_own ();

  return repoint_network_choose (interfaces);
}

const char *
repoint_network_get_interface (RepointNetwork *self)
{
  g_return_val_if_fail (REPOINT_IS_NETWORK (self), NULL);
  return self->interface;
}

/**
 * repoint_network_get_range:
 * @self: a network
 *
 * Returns: what to ask, in a notation that repoint_address_range_parse() reads
 */
const char *
repoint_network_get_range (RepointNetwork *self)
{
  g_return_val_if_fail (REPOINT_IS_NETWORK (self), NULL);
  return self->range;
}

const char *
repoint_network_get_address (RepointNetwork *self)
{
  g_return_val_if_fail (REPOINT_IS_NETWORK (self), NULL);
  return self->address;
}

guint
repoint_network_get_size (RepointNetwork *self)
{
  g_return_val_if_fail (REPOINT_IS_NETWORK (self), 0);
  return self->size;
}

/**
 * repoint_network_get_proposed:
 * @self: a network
 *
 * Returns: whether it should be chosen unless the admin says otherwise
 */
gboolean
repoint_network_get_proposed (RepointNetwork *self)
{
  g_return_val_if_fail (REPOINT_IS_NETWORK (self), FALSE);
  return !self->is_vpn;
}

gboolean
repoint_network_get_is_vpn (RepointNetwork *self)
{
  g_return_val_if_fail (REPOINT_IS_NETWORK (self), FALSE);
  return self->is_vpn;
}

static void
repoint_network_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  RepointNetwork *self = REPOINT_NETWORK (object);

  switch ((RepointNetworkProps) prop_id)
    {
    case PROP_INTERFACE:
      g_value_set_string (value, self->interface);
      break;
    case PROP_RANGE:
      g_value_set_string (value, self->range);
      break;
    case PROP_SIZE:
      g_value_set_uint (value, self->size);
      break;
    case PROP_PROPOSED:
      g_value_set_boolean (value, !self->is_vpn);
      break;
    case PROP_IS_VPN:
      g_value_set_boolean (value, self->is_vpn);
      break;
    case PROP_ADDRESS:
      g_value_set_string (value, self->address);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_network_finalize (GObject *object)
{
  RepointNetwork *self = REPOINT_NETWORK (object);

  g_free (self->interface);
  g_free (self->range);
  g_free (self->address);

  G_OBJECT_CLASS (repoint_network_parent_class)->finalize (object);
}

static void
repoint_network_class_init (RepointNetworkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = repoint_network_get_property;
  object_class->finalize = repoint_network_finalize;

  props[PROP_INTERFACE] = g_param_spec_string ("interface", NULL, NULL, NULL, flags);
  props[PROP_RANGE] = g_param_spec_string ("range", NULL, NULL, NULL, flags);
  props[PROP_SIZE] = g_param_spec_uint ("size", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_PROPOSED] = g_param_spec_boolean ("proposed", NULL, NULL, FALSE, flags);
  props[PROP_IS_VPN] = g_param_spec_boolean ("is-vpn", NULL, NULL, FALSE, flags);
  props[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
repoint_network_init (RepointNetwork *self)
{
}
