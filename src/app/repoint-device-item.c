/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-device-item.h"

#include "repoint-phrase-window.h"

struct _RepointDeviceItem
{
  GObject parent_instance;

  RepointDevice *device;
  GPtrArray *plans;
};

typedef enum
{
  PROP_DEVICE = 1,
  PROP_TITLE,
  PROP_SUBTITLE,
  PROP_ICON_NAME,
  PROP_KIND_NAME,
  PROP_RELEVANCE,
  PROP_RELEVANCE_NAME,
  PROP_RELEVANCE_REASON,
  PROP_TESTED,
  PROP_CAPABILITY,
  PROP_HINT,
  PROP_STANDARD,
  PROP_STANDARD_NAME,
  PROP_LEGACY,
  PROP_LEGACY_NAME,
  PROP_ACTION,
  PROP_ACTION_NAME,
  PROP_VERDICT,
  PROP_SEARCH_TEXT,
} RepointDeviceItemProps;

static GParamSpec *props[PROP_SEARCH_TEXT + 1];

G_DEFINE_FINAL_TYPE (RepointDeviceItem, repoint_device_item, G_TYPE_OBJECT)

/* The plan a row speaks of: with several mail uses, the one whose action is furthest from "nothing to do". */
static RepointPlan *
leading_plan (RepointDeviceItem *self)
{
  RepointPlan *leading = NULL;

  for (guint i = 0; i < self->plans->len; i++)
    {
      RepointPlan *plan = g_ptr_array_index (self->plans, i);

      if (leading == NULL || repoint_plan_get_action (plan) > repoint_plan_get_action (leading))
        leading = plan;
    }
  return leading;
}

static char *
make_subtitle (RepointDeviceItem *self)
{
  const char *location = repoint_device_get_location (self->device);
  const char * const *addresses = repoint_device_get_addresses (self->device);
  const char *address = addresses != NULL && addresses[0] != NULL ? addresses[0] : "";

  /* A device of which nothing else is known is called by its address. */
  if (g_str_equal (address, repoint_device_get_title (self->device)))
    address = "";
  if (location[0] != '\0' && address[0] != '\0')
    return g_strdup_printf ("%s · %s", location, address);
  return g_strdup (location[0] != '\0' ? location : address);
}

/* How the device stands with the provider's servers of one standing; of several, as its leading mail use does. */
static RepointTransport
find_transport (RepointDeviceItem *self,
                RepointStanding    standing)
{
  RepointPlan *plan = leading_plan (self);
  GPtrArray *states = plan != NULL ? repoint_plan_get_endpoints (plan) : NULL;

  for (guint i = 0; states != NULL && i < states->len; i++)
    {
      const RepointEndpointState *state = g_ptr_array_index (states, i);

      if (repoint_endpoint_get_standing (state->endpoint->endpoint) == standing)
        return state->available ? state->transport : REPOINT_TRANSPORT_UNAVAILABLE;
    }
  return REPOINT_TRANSPORT_UNKNOWN;
}

static char *
make_capability (RepointDeviceItem *self)
{
  RepointPlan *plan = leading_plan (self);
  g_autofree char *phrase = NULL;

  if (plan == NULL)
    return g_strdup ("");
  phrase = repoint_phrase_capability (repoint_plan_get_capability (plan));
  return repoint_phrase_to_plain (phrase);
}

static char *
make_relevance_reason (RepointDeviceItem *self)
{
  const char *reason = "";

  repoint_mail_relevance (self->device, &reason);
  return repoint_phrase_relevance_reason (reason);
}

static char *
make_verdict (RepointDeviceItem *self)
{
  RepointPlan *plan = leading_plan (self);
  g_autofree char *phrase = plan != NULL ? repoint_phrase_verdict (plan) : g_strdup ("");

  return repoint_phrase_to_plain (phrase);
}

static char *
make_search_text (RepointDeviceItem *self)
{
  RepointDevice *device = self->device;
  g_autofree char *addresses = g_strjoinv (" ", (char **) repoint_device_get_addresses (device));
  g_autofree char *text = g_strjoin (" ", repoint_device_get_title (device), repoint_device_get_name (device),
                                     repoint_device_get_vendor (device), repoint_device_get_model (device),
                                     repoint_device_get_location (device), repoint_device_get_mac (device),
                                     repoint_device_get_serial (device), addresses, NULL);

  return g_utf8_casefold (text, -1);
}

static void
repoint_device_item_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  RepointDeviceItem *self = REPOINT_DEVICE_ITEM (object);

  switch ((RepointDeviceItemProps) prop_id)
    {
    case PROP_DEVICE:
      g_value_set_object (value, self->device);
      break;
    case PROP_TITLE:
      g_value_set_string (value, repoint_device_get_title (self->device));
      break;
    case PROP_SUBTITLE:
      g_value_take_string (value, make_subtitle (self));
      break;
    case PROP_ICON_NAME:
      g_value_set_string (value, repoint_device_kind_get_icon_name (repoint_device_get_kind (self->device)));
      break;
    case PROP_KIND_NAME:
      g_value_take_string (value, repoint_phrase_enum (REPOINT_TYPE_DEVICE_KIND, repoint_device_get_kind (self->device)));
      break;
    case PROP_RELEVANCE:
      g_value_set_int (value, repoint_device_item_get_relevance (self));
      break;
    case PROP_RELEVANCE_NAME:
      g_value_take_string (value, repoint_phrase_relevance (repoint_mail_relevance_to_string (repoint_device_item_get_relevance (self))));
      break;
    case PROP_RELEVANCE_REASON:
      g_value_take_string (value, make_relevance_reason (self));
      break;
    case PROP_TESTED:
      g_value_set_boolean (value, repoint_device_item_get_tested (self));
      break;
    case PROP_CAPABILITY:
      g_value_take_string (value, make_capability (self));
      break;
    case PROP_HINT:
      g_value_set_boolean (value, repoint_device_item_get_hint (self));
      break;
    case PROP_STANDARD:
      g_value_set_int (value, find_transport (self, REPOINT_STANDING_STANDARD));
      break;
    case PROP_STANDARD_NAME:
      g_value_take_string (value, repoint_phrase_transport_word (find_transport (self, REPOINT_STANDING_STANDARD),
                                                                 repoint_device_item_get_hint (self)));
      break;
    case PROP_LEGACY:
      g_value_set_int (value, find_transport (self, REPOINT_STANDING_LEGACY));
      break;
    case PROP_LEGACY_NAME:
      g_value_take_string (value, repoint_phrase_transport_word (find_transport (self, REPOINT_STANDING_LEGACY),
                                                                 repoint_device_item_get_hint (self)));
      break;
    case PROP_ACTION:
      g_value_set_int (value, repoint_device_item_get_action (self));
      break;
    case PROP_ACTION_NAME:
      g_value_take_string (value, repoint_phrase_enum (REPOINT_TYPE_ACTION, repoint_device_item_get_action (self)));
      break;
    case PROP_VERDICT:
      g_value_take_string (value, make_verdict (self));
      break;
    case PROP_SEARCH_TEXT:
      g_value_take_string (value, make_search_text (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
notify_all (RepointDeviceItem *self)
{
  for (guint i = PROP_TITLE; i < G_N_ELEMENTS (props); i++)
    g_object_notify_by_pspec (G_OBJECT (self), props[i]);
}

static void
repoint_device_item_finalize (GObject *object)
{
  RepointDeviceItem *self = REPOINT_DEVICE_ITEM (object);

  g_clear_object (&self->device);
  g_clear_pointer (&self->plans, g_ptr_array_unref);

  G_OBJECT_CLASS (repoint_device_item_parent_class)->finalize (object);
}

static void
repoint_device_item_class_init (RepointDeviceItemClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = repoint_device_item_get_property;
  object_class->finalize = repoint_device_item_finalize;

  props[PROP_DEVICE] = g_param_spec_object ("device", NULL, NULL, REPOINT_TYPE_DEVICE, flags);
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);
  props[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, "", flags);
  props[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, "", flags);
  props[PROP_KIND_NAME] = g_param_spec_string ("kind-name", NULL, NULL, "", flags);
  props[PROP_RELEVANCE] = g_param_spec_int ("relevance", NULL, NULL, 0, G_MAXINT, 0, flags);
  props[PROP_RELEVANCE_NAME] = g_param_spec_string ("relevance-name", NULL, NULL, "", flags);
  props[PROP_RELEVANCE_REASON] = g_param_spec_string ("relevance-reason", NULL, NULL, "", flags);
  props[PROP_TESTED] = g_param_spec_boolean ("tested", NULL, NULL, FALSE, flags);
  props[PROP_CAPABILITY] = g_param_spec_string ("capability", NULL, NULL, "", flags);
  props[PROP_HINT] = g_param_spec_boolean ("hint", NULL, NULL, FALSE, flags);
  props[PROP_STANDARD] = g_param_spec_int ("standard", NULL, NULL, 0, G_MAXINT, 0, flags);
  props[PROP_STANDARD_NAME] = g_param_spec_string ("standard-name", NULL, NULL, "", flags);
  props[PROP_LEGACY] = g_param_spec_int ("legacy", NULL, NULL, 0, G_MAXINT, 0, flags);
  props[PROP_LEGACY_NAME] = g_param_spec_string ("legacy-name", NULL, NULL, "", flags);
  props[PROP_ACTION] = g_param_spec_int ("action", NULL, NULL, 0, REPOINT_ACTION_TEST_FIRST, 0, flags);
  props[PROP_ACTION_NAME] = g_param_spec_string ("action-name", NULL, NULL, "", flags);
  props[PROP_VERDICT] = g_param_spec_string ("verdict", NULL, NULL, "", flags);
  props[PROP_SEARCH_TEXT] = g_param_spec_string ("search-text", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
repoint_device_item_init (RepointDeviceItem *self)
{
}

/** repoint_device_item_new: shows @device; its words follow the device's "changed" and the plans given to it. */
RepointDeviceItem *
repoint_device_item_new (RepointDevice *device,
                         GPtrArray     *plans)
{
  RepointDeviceItem *self;

  g_return_val_if_fail (REPOINT_IS_DEVICE (device), NULL);
  g_return_val_if_fail (plans != NULL, NULL);

  self = g_object_new (REPOINT_TYPE_DEVICE_ITEM, NULL);
  self->device = g_object_ref (device);
  self->plans = g_ptr_array_ref (plans);
  g_signal_connect_object (device, "changed", G_CALLBACK (notify_all), self, G_CONNECT_SWAPPED);
  return self;
}

/** repoint_device_item_get_device: what is shown. Returns: (transfer none). */
RepointDevice *
repoint_device_item_get_device (RepointDeviceItem *self)
{
  g_return_val_if_fail (REPOINT_IS_DEVICE_ITEM (self), NULL);

  return self->device;
}

/** repoint_device_item_get_plans: one per mail use. Returns: (transfer none) (element-type RepointPlan). */
GPtrArray *
repoint_device_item_get_plans (RepointDeviceItem *self)
{
  g_return_val_if_fail (REPOINT_IS_DEVICE_ITEM (self), NULL);

  return self->plans;
}

/** repoint_device_item_set_plans: takes over the plans that were made anew. */
void
repoint_device_item_set_plans (RepointDeviceItem *self,
                               GPtrArray         *plans)
{
  g_return_if_fail (REPOINT_IS_DEVICE_ITEM (self));
  g_return_if_fail (plans != NULL);

  g_ptr_array_ref (plans);
  g_ptr_array_unref (self->plans);
  self->plans = plans;
  notify_all (self);
}

/** repoint_device_item_get_action: what the device needs; of several mail uses, what is most work. */
RepointAction
repoint_device_item_get_action (RepointDeviceItem *self)
{
  RepointPlan *plan;

  g_return_val_if_fail (REPOINT_IS_DEVICE_ITEM (self), REPOINT_ACTION_NONE);

  plan = leading_plan (self);
  return plan != NULL ? repoint_plan_get_action (plan) : REPOINT_ACTION_NONE;
}

/** repoint_device_item_get_relevance: how likely it sends or collects mail. */
RepointMailRelevance
repoint_device_item_get_relevance (RepointDeviceItem *self)
{
  g_return_val_if_fail (REPOINT_IS_DEVICE_ITEM (self), REPOINT_MAIL_RELEVANCE_UNLIKELY);

  return repoint_mail_relevance (self->device, NULL);
}

/** repoint_device_item_get_tested: whether something was seen or said of its TLS. */
gboolean
repoint_device_item_get_tested (RepointDeviceItem *self)
{
  RepointPlan *plan;
  const RepointCapability *capability;

  g_return_val_if_fail (REPOINT_IS_DEVICE_ITEM (self), FALSE);

  plan = leading_plan (self);
  capability = plan != NULL ? repoint_plan_get_capability (plan) : NULL;
  return capability != NULL && capability->evidence != NULL && capability->evidence->len > 0;
}

/** repoint_device_item_get_hint: whether hints alone say how it stands with the servers, and nothing its mail client did. */
gboolean
repoint_device_item_get_hint (RepointDeviceItem *self)
{
  RepointPlan *plan;

  g_return_val_if_fail (REPOINT_IS_DEVICE_ITEM (self), FALSE);

  plan = leading_plan (self);
  return plan != NULL && repoint_capability_is_hint (repoint_plan_get_capability (plan));
}

/** repoint_action_get_icon_name: the symbolic icon of an action. Returns: (transfer none). */
const char *
repoint_action_get_icon_name (RepointAction action)
{
  switch (action)
    {
    case REPOINT_ACTION_NONE:
      return "object-select-symbolic";
    case REPOINT_ACTION_CHANGE_SETTINGS:
    case REPOINT_ACTION_ENABLE_TLS12:
    case REPOINT_ACTION_TRUST_ROOT:
    case REPOINT_ACTION_SIGN_IN_OAUTH:
      return "emblem-system-symbolic";
    case REPOINT_ACTION_UPDATE_FIRMWARE:
      return "software-update-available-symbolic";
    case REPOINT_ACTION_BRIDGE:
    case REPOINT_ACTION_OTHER_TRANSPORT:
      return "network-transmit-receive-symbolic";
    case REPOINT_ACTION_REPLACE:
      return "window-close-symbolic";
    case REPOINT_ACTION_CONFIRM_MODEL:
    case REPOINT_ACTION_TEST_FIRST:
      return "dialog-question-symbolic";
    }
  return "dialog-question-symbolic";
}

/** repoint_action_get_style_class: the style class that goes with the icon. Returns: (transfer none). */
const char *
repoint_action_get_style_class (RepointAction action)
{
  switch (action)
    {
    case REPOINT_ACTION_NONE:
      return "success";
    case REPOINT_ACTION_CHANGE_SETTINGS:
    case REPOINT_ACTION_ENABLE_TLS12:
    case REPOINT_ACTION_TRUST_ROOT:
    case REPOINT_ACTION_SIGN_IN_OAUTH:
    case REPOINT_ACTION_UPDATE_FIRMWARE:
      return "accent";
    case REPOINT_ACTION_BRIDGE:
    case REPOINT_ACTION_OTHER_TRANSPORT:
    case REPOINT_ACTION_REPLACE:
      return "warning";
    case REPOINT_ACTION_CONFIRM_MODEL:
    case REPOINT_ACTION_TEST_FIRST:
      return "dim-label";
    }
  return "dim-label";
}

/** repoint_transport_get_icon_name: the symbolic icon of how a device stands with a server. Returns: (transfer none). */
const char *
repoint_transport_get_icon_name (RepointTransport transport,
                                 gboolean         hint)
{
  switch (transport)
    {
    case REPOINT_TRANSPORT_WORKS:
      return hint ? "dialog-question-symbolic" : "object-select-symbolic";
    case REPOINT_TRANSPORT_WORKS_UNTIL:
      return hint ? "dialog-question-symbolic" : "task-due-symbolic";
    case REPOINT_TRANSPORT_REFUSED:
      return hint ? "dialog-question-symbolic" : "window-close-symbolic";
    case REPOINT_TRANSPORT_UNAVAILABLE:
      return "action-unavailable-symbolic";
    case REPOINT_TRANSPORT_UNPROVEN:
    case REPOINT_TRANSPORT_UNKNOWN:
      return "dialog-question-symbolic";
    }
  return "dialog-question-symbolic";
}

/** repoint_transport_get_style_class: the style class that goes with the icon. Returns: (transfer none). */
const char *
repoint_transport_get_style_class (RepointTransport transport,
                                   gboolean         hint)
{
  switch (transport)
    {
    case REPOINT_TRANSPORT_WORKS:
      return hint ? "dim-label" : "success";
    case REPOINT_TRANSPORT_WORKS_UNTIL:
      return hint ? "dim-label" : "warning";
    case REPOINT_TRANSPORT_REFUSED:
      return hint ? "warning" : "error";
    case REPOINT_TRANSPORT_UNAVAILABLE:
    case REPOINT_TRANSPORT_UNPROVEN:
    case REPOINT_TRANSPORT_UNKNOWN:
      return "dim-label";
    }
  return "dim-label";
}

/** repoint_device_kind_get_icon_name: the symbolic icon of a kind of device. Returns: (transfer none). */
const char *
repoint_device_kind_get_icon_name (RepointDeviceKind kind)
{
  switch (kind)
    {
    case REPOINT_DEVICE_KIND_PRINTER:
      return "printer-symbolic";
    case REPOINT_DEVICE_KIND_SCANNER:
      return "scanner-symbolic";
    case REPOINT_DEVICE_KIND_NAS:
      return "drive-multidisk-symbolic";
    case REPOINT_DEVICE_KIND_UPS:
      return "uninterruptible-power-supply-symbolic";
    case REPOINT_DEVICE_KIND_ALARM:
      return "alarm-symbolic";
    case REPOINT_DEVICE_KIND_CAMERA:
      return "camera-video-symbolic";
    case REPOINT_DEVICE_KIND_PHONE:
      return "phone-old-symbolic";
    case REPOINT_DEVICE_KIND_NETWORK:
      return "network-wired-symbolic";
    case REPOINT_DEVICE_KIND_SERVER:
      return "network-server-symbolic";
    case REPOINT_DEVICE_KIND_COMPUTER:
      return "computer-symbolic";
    case REPOINT_DEVICE_KIND_PROGRAM:
      return "application-x-executable-symbolic";
    case REPOINT_DEVICE_KIND_UNKNOWN:
      return "dialog-question-symbolic";
    }
  return "dialog-question-symbolic";
}
