/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-organization.h"

struct _RepointOrganization
{
  GObject            parent_instance;

  char              *name;
  char              *domain;
  RepointCloud       cloud;
  RepointSwitch      legacy_tls;
  RepointSwitch      smtp_auth;
  RepointAnswer      fixed_address;
  RepointAnswer      port_25;
  RepointRecipients  recipients;
  GListStore        *endpoints;
};

typedef enum
{
  PROP_NAME = 1,
  PROP_DOMAIN,
  PROP_CLOUD,
  PROP_LEGACY_TLS,
  PROP_SMTP_AUTH,
  PROP_FIXED_ADDRESS,
  PROP_PORT_25,
  PROP_RECIPIENTS,
  PROP_ENDPOINTS,
} RepointOrganizationProps;

enum
{
  CHANGING,
  CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[PROP_ENDPOINTS + 1];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RepointOrganization, repoint_organization, G_TYPE_OBJECT)

static void
set_text (RepointOrganization       *self,
          char                     **field,
          const char                *value,
          RepointOrganizationProps   property)
{
  char *copy;

  if (value == NULL)
    value = "";

  if (g_strcmp0 (*field, value) == 0)
    return;

  g_signal_emit (self, signals[CHANGING], 0, properties[property]->name);
  copy = g_strdup (value); /* it may be a part of what is freed here */
  g_free (*field);
  *field = copy;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* All enum fields are ints to this function; the callers hold the type. */
#define SET_ENUM(self, field, value, property)                                        \
  G_STMT_START {                                                                      \
    if ((self)->field != (value))                                                     \
      {                                                                               \
        g_signal_emit ((self), signals[CHANGING], 0, properties[(property)]->name);   \
        (self)->field = (value);                                                      \
        g_object_notify_by_pspec (G_OBJECT (self), properties[(property)]);           \
        g_signal_emit ((self), signals[CHANGED], 0);                                  \
      }                                                                               \
  } G_STMT_END

static void
repoint_organization_finalize (GObject *object)
{
  RepointOrganization *self = REPOINT_ORGANIZATION (object);

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->domain, g_free);
  g_clear_object (&self->endpoints);

  G_OBJECT_CLASS (repoint_organization_parent_class)->finalize (object);
}

static void
repoint_organization_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  RepointOrganization *self = REPOINT_ORGANIZATION (object);

  switch ((RepointOrganizationProps) prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;

    case PROP_DOMAIN:
      g_value_set_string (value, self->domain);
      break;

    case PROP_CLOUD:
      g_value_set_enum (value, self->cloud);
      break;

    case PROP_LEGACY_TLS:
      g_value_set_enum (value, self->legacy_tls);
      break;

    case PROP_SMTP_AUTH:
      g_value_set_enum (value, self->smtp_auth);
      break;

    case PROP_FIXED_ADDRESS:
      g_value_set_enum (value, self->fixed_address);
      break;

    case PROP_PORT_25:
      g_value_set_enum (value, self->port_25);
      break;

    case PROP_RECIPIENTS:
      g_value_set_enum (value, self->recipients);
      break;

    case PROP_ENDPOINTS:
      g_value_set_object (value, self->endpoints);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_organization_set_property (GObject      *object,
                                   guint         prop_id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  RepointOrganization *self = REPOINT_ORGANIZATION (object);

  switch ((RepointOrganizationProps) prop_id)
    {
    case PROP_NAME:
      repoint_organization_set_name (self, g_value_get_string (value));
      break;

    case PROP_DOMAIN:
      repoint_organization_set_domain (self, g_value_get_string (value));
      break;

    case PROP_CLOUD:
      repoint_organization_set_cloud (self, g_value_get_enum (value));
      break;

    case PROP_LEGACY_TLS:
      repoint_organization_set_legacy_tls (self, g_value_get_enum (value));
      break;

    case PROP_SMTP_AUTH:
      repoint_organization_set_smtp_auth (self, g_value_get_enum (value));
      break;

    case PROP_FIXED_ADDRESS:
      repoint_organization_set_fixed_address (self, g_value_get_enum (value));
      break;

    case PROP_PORT_25:
      repoint_organization_set_port_25 (self, g_value_get_enum (value));
      break;

    case PROP_RECIPIENTS:
      repoint_organization_set_recipients (self, g_value_get_enum (value));
      break;

    case PROP_ENDPOINTS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
install_enum (RepointOrganizationProps  property,
              const char               *name,
              GType                     type)
{
  properties[property] =
    g_param_spec_enum (name, NULL, NULL, type, 0,
                       G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
}

static void
repoint_organization_class_init (RepointOrganizationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = repoint_organization_finalize;
  object_class->get_property = repoint_organization_get_property;
  object_class->set_property = repoint_organization_set_property;

  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, "",
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_DOMAIN] =
    g_param_spec_string ("domain", NULL, NULL, "",
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  install_enum (PROP_CLOUD, "cloud", REPOINT_TYPE_CLOUD);
  install_enum (PROP_LEGACY_TLS, "legacy-tls", REPOINT_TYPE_SWITCH);
  install_enum (PROP_SMTP_AUTH, "smtp-auth", REPOINT_TYPE_SWITCH);
  install_enum (PROP_FIXED_ADDRESS, "fixed-address", REPOINT_TYPE_ANSWER);
  install_enum (PROP_PORT_25, "port-25", REPOINT_TYPE_ANSWER);
  install_enum (PROP_RECIPIENTS, "recipients", REPOINT_TYPE_RECIPIENTS);
  properties[PROP_ENDPOINTS] =
    g_param_spec_object ("endpoints", NULL, NULL, G_TYPE_LIST_MODEL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[CHANGING] = g_signal_new ("changing", REPOINT_TYPE_ORGANIZATION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[CHANGED] = g_signal_new ("changed", REPOINT_TYPE_ORGANIZATION, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
repoint_organization_init (RepointOrganization *self)
{
  self->name = g_strdup ("");
  self->domain = g_strdup ("");
  self->endpoints = g_list_store_new (REPOINT_TYPE_ENDPOINT);
}

/** repoint_organization_new: (transfer full): an office of which nothing is known yet. */
RepointOrganization *
repoint_organization_new (void)
{
  return g_object_new (REPOINT_TYPE_ORGANIZATION, NULL);
}

/** repoint_organization_get_name: (transfer none): what the admin calls the office, "" when not given. */
const char *
repoint_organization_get_name (RepointOrganization *self)
{
  g_return_val_if_fail (REPOINT_IS_ORGANIZATION (self), NULL);

  return self->name;
}

/** repoint_organization_set_name: %NULL counts as "". */
void
repoint_organization_set_name (RepointOrganization *self,
                               const char          *name)
{
  g_return_if_fail (REPOINT_IS_ORGANIZATION (self));

  set_text (self, &self->name, name, PROP_NAME);
}

/** repoint_organization_get_domain: (transfer none): the mail domain, "" when not given. */
const char *
repoint_organization_get_domain (RepointOrganization *self)
{
  g_return_val_if_fail (REPOINT_IS_ORGANIZATION (self), NULL);

  return self->domain;
}

/** repoint_organization_set_domain: %NULL counts as "". */
void
repoint_organization_set_domain (RepointOrganization *self,
                                 const char          *domain)
{
  g_return_if_fail (REPOINT_IS_ORGANIZATION (self));

  set_text (self, &self->domain, domain, PROP_DOMAIN);
}

/** repoint_organization_get_cloud: the provider's cloud the tenant lives in. */
RepointCloud
repoint_organization_get_cloud (RepointOrganization *self)
{
  g_return_val_if_fail (REPOINT_IS_ORGANIZATION (self), REPOINT_CLOUD_WORLDWIDE);

  return self->cloud;
}

/** repoint_organization_set_cloud: see repoint_organization_get_cloud(). */
void
repoint_organization_set_cloud (RepointOrganization *self,
                                RepointCloud         cloud)
{
  g_return_if_fail (REPOINT_IS_ORGANIZATION (self));

  SET_ENUM (self, cloud, cloud, PROP_CLOUD);
}

/** repoint_organization_get_legacy_tls: how AllowLegacyTLSClients stands, as the admin says. */
RepointSwitch
repoint_organization_get_legacy_tls (RepointOrganization *self)
{
  g_return_val_if_fail (REPOINT_IS_ORGANIZATION (self), REPOINT_SWITCH_UNKNOWN);

  return self->legacy_tls;
}

/** repoint_organization_set_legacy_tls: see repoint_organization_get_legacy_tls(). */
void
repoint_organization_set_legacy_tls (RepointOrganization *self,
                                     RepointSwitch        value)
{
  g_return_if_fail (REPOINT_IS_ORGANIZATION (self));

  SET_ENUM (self, legacy_tls, value, PROP_LEGACY_TLS);
}

/** repoint_organization_get_smtp_auth: whether SMTP client authentication is allowed for the tenant. */
RepointSwitch
repoint_organization_get_smtp_auth (RepointOrganization *self)
{
  g_return_val_if_fail (REPOINT_IS_ORGANIZATION (self), REPOINT_SWITCH_UNKNOWN);

  return self->smtp_auth;
}

/** repoint_organization_set_smtp_auth: see repoint_organization_get_smtp_auth(). */
void
repoint_organization_set_smtp_auth (RepointOrganization *self,
                                    RepointSwitch        value)
{
  g_return_if_fail (REPOINT_IS_ORGANIZATION (self));

  SET_ENUM (self, smtp_auth, value, PROP_SMTP_AUTH);
}

/** repoint_organization_get_fixed_address: whether the office has a fixed public IPv4 address. */
RepointAnswer
repoint_organization_get_fixed_address (RepointOrganization *self)
{
  g_return_val_if_fail (REPOINT_IS_ORGANIZATION (self), REPOINT_ANSWER_UNKNOWN);

  return self->fixed_address;
}

/** repoint_organization_set_fixed_address: see repoint_organization_get_fixed_address(). */
void
repoint_organization_set_fixed_address (RepointOrganization *self,
                                        RepointAnswer        value)
{
  g_return_if_fail (REPOINT_IS_ORGANIZATION (self));

  SET_ENUM (self, fixed_address, value, PROP_FIXED_ADDRESS);
}

/** repoint_organization_get_port_25: whether the office can reach port 25 outside. */
RepointAnswer
repoint_organization_get_port_25 (RepointOrganization *self)
{
  g_return_val_if_fail (REPOINT_IS_ORGANIZATION (self), REPOINT_ANSWER_UNKNOWN);

  return self->port_25;
}

/** repoint_organization_set_port_25: see repoint_organization_get_port_25(). */
void
repoint_organization_set_port_25 (RepointOrganization *self,
                                  RepointAnswer        value)
{
  g_return_if_fail (REPOINT_IS_ORGANIZATION (self));

  SET_ENUM (self, port_25, value, PROP_PORT_25);
}

/** repoint_organization_get_recipients: who gets the devices' mail, as a rule. */
RepointRecipients
repoint_organization_get_recipients (RepointOrganization *self)
{
  g_return_val_if_fail (REPOINT_IS_ORGANIZATION (self), REPOINT_RECIPIENTS_UNKNOWN);

  return self->recipients;
}

/** repoint_organization_set_recipients: see repoint_organization_get_recipients(). */
void
repoint_organization_set_recipients (RepointOrganization *self,
                                     RepointRecipients    value)
{
  g_return_if_fail (REPOINT_IS_ORGANIZATION (self));

  SET_ENUM (self, recipients, value, PROP_RECIPIENTS);
}

/** repoint_organization_get_endpoints: (transfer none): of #RepointEndpoint; of use when the cloud is OWN. */
GListModel *
repoint_organization_get_endpoints (RepointOrganization *self)
{
  g_return_val_if_fail (REPOINT_IS_ORGANIZATION (self), NULL);

  return G_LIST_MODEL (self->endpoints);
}

/** repoint_organization_add_endpoint: @endpoint is appended; one reference is taken. */
void
repoint_organization_add_endpoint (RepointOrganization *self,
                                   RepointEndpoint     *endpoint)
{
  g_return_if_fail (REPOINT_IS_ORGANIZATION (self));
  g_return_if_fail (REPOINT_IS_ENDPOINT (endpoint));

  g_signal_emit (self, signals[CHANGING], 0, "endpoints");
  g_list_store_append (self->endpoints, endpoint);
  g_signal_emit (self, signals[CHANGED], 0);
}

/** repoint_organization_remove_endpoint: does nothing when @endpoint is not there. */
void
repoint_organization_remove_endpoint (RepointOrganization *self,
                                      RepointEndpoint     *endpoint)
{
  guint position;

  g_return_if_fail (REPOINT_IS_ORGANIZATION (self));
  g_return_if_fail (REPOINT_IS_ENDPOINT (endpoint));

  if (!g_list_store_find (self->endpoints, endpoint, &position))
    return;

  g_signal_emit (self, signals[CHANGING], 0, "endpoints");
  g_list_store_remove (self->endpoints, position);
  g_signal_emit (self, signals[CHANGED], 0);
}
