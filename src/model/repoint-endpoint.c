/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-endpoint.h"

#include <string.h>

struct _RepointEndpoint
{
  GObject          parent_instance;

  RepointStanding  standing;
  RepointTarget   *target;
  char            *uri;
};

typedef enum
{
  PROP_STANDING = 1,
  PROP_TARGET,
  PROP_URI,
} RepointEndpointProps;

static GParamSpec *properties[PROP_URI + 1];

G_DEFINE_FINAL_TYPE (RepointEndpoint, repoint_endpoint, G_TYPE_OBJECT)
G_DEFINE_QUARK (repoint-endpoint-error-quark, repoint_endpoint_error)

static void
repoint_endpoint_finalize (GObject *object)
{
  RepointEndpoint *self = REPOINT_ENDPOINT (object);

  g_clear_pointer (&self->target, repoint_target_free);
  g_clear_pointer (&self->uri, g_free);

  G_OBJECT_CLASS (repoint_endpoint_parent_class)->finalize (object);
}

static void
repoint_endpoint_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  RepointEndpoint *self = REPOINT_ENDPOINT (object);

  switch ((RepointEndpointProps) prop_id)
    {
    case PROP_STANDING:
      g_value_set_enum (value, self->standing);
      break;

    case PROP_TARGET:
      g_value_set_boxed (value, self->target);
      break;

    case PROP_URI:
      g_value_set_string (value, self->uri);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_endpoint_class_init (RepointEndpointClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = repoint_endpoint_finalize;
  object_class->get_property = repoint_endpoint_get_property;

  properties[PROP_STANDING] =
    g_param_spec_enum ("standing", NULL, NULL, REPOINT_TYPE_STANDING, REPOINT_STANDING_STANDARD,
                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_TARGET] =
    g_param_spec_boxed ("target", NULL, NULL, REPOINT_TYPE_TARGET, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_URI] =
    g_param_spec_string ("uri", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
repoint_endpoint_init (RepointEndpoint *self)
{
}

/**
 * repoint_endpoint_new: names a mail server.
 * @standing: whether it is a standard or a legacy endpoint
 * @target: (transfer none): host, port and what is spoken there
 *
 * Returns: (transfer full): a new endpoint.
 */
RepointEndpoint *
repoint_endpoint_new (RepointStanding      standing,
                      const RepointTarget *target)
{
  RepointEndpoint *self;

  g_return_val_if_fail (target != NULL, NULL);

  self = g_object_new (REPOINT_TYPE_ENDPOINT, NULL);
  self->standing = standing;
  self->target = repoint_target_copy (target);
  self->uri = repoint_target_to_string (target);

  return self;
}

/**
 * repoint_endpoint_parse: reads an endpoint as it is written on the command line.
 * @text: such as "standard=smtp://mail.example:587"
 * @error: of %REPOINT_ENDPOINT_ERROR, or of %REPOINT_TARGET_ERROR for what follows the equals sign
 *
 * Returns: (transfer full): a new endpoint, %NULL on error.
 */
RepointEndpoint *
repoint_endpoint_parse (const char  *text,
                        GError     **error)
{
  g_autofree char *standing_text = NULL;
  g_autoptr (RepointTarget) target = NULL;
  const char *equals;
  int standing;

  g_return_val_if_fail (text != NULL, NULL);

  equals = strchr (text, '=');
  standing_text = equals != NULL ? g_strndup (text, equals - text) : NULL;
  if (!repoint_enum_from_string (REPOINT_TYPE_STANDING, standing_text, &standing))
    {
      g_set_error (error, REPOINT_ENDPOINT_ERROR, REPOINT_ENDPOINT_ERROR_STANDING,
                   "\"%s\" does not begin with standard= or legacy=", text);
      return NULL;
    }

  target = repoint_target_parse (equals + 1, error);
  if (target == NULL)
    return NULL;

  return repoint_endpoint_new (standing, target);
}

/** repoint_endpoint_get_standing: standard or legacy. */
RepointStanding
repoint_endpoint_get_standing (RepointEndpoint *self)
{
  g_return_val_if_fail (REPOINT_IS_ENDPOINT (self), REPOINT_STANDING_STANDARD);

  return self->standing;
}

/** repoint_endpoint_get_target: (transfer none): where it is and what it speaks. */
const RepointTarget *
repoint_endpoint_get_target (RepointEndpoint *self)
{
  g_return_val_if_fail (REPOINT_IS_ENDPOINT (self), NULL);

  return self->target;
}

/** repoint_endpoint_get_uri: (transfer none): the target as a URI. */
const char *
repoint_endpoint_get_uri (RepointEndpoint *self)
{
  g_return_val_if_fail (REPOINT_IS_ENDPOINT (self), NULL);

  return self->uri;
}
