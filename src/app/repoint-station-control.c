/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-station-control.h"

#include "repoint-journey-station.h"
#include "repoint-network.h"
#include "repoint-phrase-check-in.h"
#include "repoint-survey-data.h"

#include <string.h>

/* A walk to the device, and the time to type. */
#define OVERDUE_SECONDS (3 * 60)

/* "since 10:38" stays true over midnight; that something is overdue is seen soon enough. */
#define CLOCK_SECONDS 10

static const RepointProtocol protocols[] = { REPOINT_PROTOCOL_SMTP, REPOINT_PROTOCOL_IMAP, REPOINT_PROTOCOL_POP3 };

struct _RepointStationControl
{
  GObject parent_instance;

  RepointJourney *journey;
  RepointStation *station; /* nullable: made when it is first to listen, for an office changes by having one */
  RepointDevice *device;
  RepointProtocol protocol;
  GListModel *addresses;
  GListModel *networks;
  char *address;
  RepointStationState state;
  GError *error;
  GListStore *visits; /* of RepointVisitItem, one for each of the journey's */
  guint n_visits;
  char *visitor;
  GDateTime *since;
  guint clock_source;
};

typedef enum
{
  PROP_DEVICE = 1,
  PROP_PROTOCOL,
  PROP_PASSING,
  PROP_ADDRESS,
  PROP_STATE,
  PROP_PORT,
  PROP_N_VISITS,
  PROP_VISITOR,
  PROP_SUMMARY,
  PROP_OVERDUE,
} RepointStationControlProps;

static GParamSpec *props[PROP_OVERDUE + 1];

G_DEFINE_ENUM_TYPE (RepointStationState, repoint_station_state,
                    G_DEFINE_ENUM_VALUE (REPOINT_STATION_IDLE, "idle"),
                    G_DEFINE_ENUM_VALUE (REPOINT_STATION_LISTENING, "listening"),
                    G_DEFINE_ENUM_VALUE (REPOINT_STATION_FAILED, "failed"))
G_DEFINE_FINAL_TYPE (RepointStationControl, repoint_station_control, G_TYPE_OBJECT)

static void
notify (RepointStationControl *self,
        guint                  first,
        guint                  last)
{
  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = first; i <= last; i++)
    g_object_notify_by_pspec (G_OBJECT (self), props[i]);
  g_object_thaw_notify (G_OBJECT (self));
}

static char *
make_summary (RepointStationControl *self)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();

  return self->since != NULL ? repoint_phrase_listening (self->n_visits, self->since, now) : g_strdup ("");
}

static gboolean
is_overdue (RepointStationControl *self)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();

  return self->since != NULL && self->n_visits == 0 &&
         g_date_time_difference (now, self->since) >= OVERDUE_SECONDS * G_TIME_SPAN_SECOND;
}

static gboolean
clock_cb (gpointer user_data)
{
  notify (user_data, PROP_SUMMARY, PROP_OVERDUE);
  return G_SOURCE_CONTINUE;
}

static void
arrived_cb (RepointStationControl *self,
            const char            *peer)
{
  g_free (self->visitor);
  self->visitor = g_strdup (peer);
  notify (self, PROP_VISITOR, PROP_VISITOR);
}

static void
visit_cb (RepointStationControl *self,
          JsonObject            *visit)
{
  g_clear_pointer (&self->visitor, g_free);
  self->n_visits++;
  notify (self, PROP_N_VISITS, PROP_OVERDUE);
}

/* The address that faces the device; the best of all while it is not known which. */
static void
choose_address (RepointStationControl *self)
{
  const char * const *own = self->device != NULL ? repoint_device_get_addresses (self->device) : NULL;
  g_autoptr(GInetAddress) peer = own != NULL && own[0] != NULL ? g_inet_address_new_from_string (own[0]) : NULL;
  g_autoptr(RepointOwnAddress) chosen = peer != NULL ? repoint_own_address_find_facing (self->addresses, peer) : NULL;

  if (chosen == NULL)
    chosen = g_list_model_get_item (self->addresses, 0);
  repoint_station_control_set_address (self, chosen != NULL ? repoint_own_address_get_text (chosen) : "");
}

/* The organization's mail servers for what the device speaks, the standard one first. Transfer full, of RepointTarget. */
static GPtrArray *
list_targets (RepointStationControl *self)
{
  RepointOrganization *organization = repoint_project_get_organization (repoint_journey_get_project (self->journey));
  g_autoptr(GPtrArray) endpoints = repoint_catalog_list_endpoints (repoint_journey_get_catalog (self->journey), organization);
  GPtrArray *targets = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_target_free);

  for (guint i = 0; i < endpoints->len; i++)
    {
      const RepointCatalogEndpoint *entry = g_ptr_array_index (endpoints, i);
      const RepointTarget *target = repoint_endpoint_get_target (entry->endpoint);

      if (repoint_station_is_relay (self->protocol, target))
        g_ptr_array_add (targets, repoint_target_copy (target));
    }
  return targets;
}

static void
make_station (RepointStationControl *self)
{
  self->station = g_object_ref (repoint_journey_get_station (self->journey));
  g_signal_connect_object (self->station, "arrived", G_CALLBACK (arrived_cb), self, G_CONNECT_SWAPPED);
  /* The visits are listed by then. */
  g_signal_connect_object (self->station, "visit", G_CALLBACK (visit_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

static guint16
find_port (RepointStationControl *self,
           RepointProtocol        protocol)
{
  return self->station != NULL ? repoint_station_get_port (self->station, protocol) : 0;
}

/* The ports of what was chosen before stay open: devices may have been told them. */
static gboolean
open_port (RepointStationControl *self)
{
  if (self->station == NULL)
    make_station (self);
  return find_port (self, self->protocol) != 0 || repoint_station_open (self->station, self->protocol, 0, &self->error);
}

static void
close_ports (RepointStationControl *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    if (find_port (self, protocols[i]) != 0)
      repoint_station_close (self->station, protocols[i]);
}

static void
listen (RepointStationControl *self)
{
  g_clear_error (&self->error);
  if (!open_port (self))
    {
      repoint_station_control_stop (self);
      self->state = REPOINT_STATION_FAILED;
    }
  else if (self->since == NULL)
    {
      self->since = g_date_time_new_now_utc ();
      self->n_visits = 0;
      self->clock_source = g_timeout_add_seconds (CLOCK_SECONDS, clock_cb, self);
      self->state = REPOINT_STATION_LISTENING;
    }
  notify (self, PROP_STATE, PROP_OVERDUE);
}

/* Not a GtkMapListModel: up to GTK 4.8 that mixes up its items when one comes before the first. */
static void
visits_changed_cb (RepointStationControl *self,
                   guint                  position,
                   guint                  removed,
                   guint                  added,
                   GListModel            *visits)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < added; i++)
    {
      g_autoptr(RepointJourneyVisit) visit = g_list_model_get_item (visits, position + i);

      g_ptr_array_add (items, repoint_visit_item_new (visit));
    }
  g_list_store_splice (self->visits, position, removed, items->pdata, items->len);
}

static void
repoint_station_control_get_property (GObject    *object,
                                      guint       prop_id,
                                      GValue     *value,
                                      GParamSpec *pspec)
{
  RepointStationControl *self = REPOINT_STATION_CONTROL (object);

  switch ((RepointStationControlProps) prop_id)
    {
    case PROP_DEVICE:
      g_value_set_object (value, self->device);
      break;
    case PROP_PROTOCOL:
      g_value_set_int (value, (int) self->protocol);
      break;
    case PROP_PASSING:
      g_value_set_boolean (value, repoint_station_control_get_passing (self));
      break;
    case PROP_ADDRESS:
      g_value_set_string (value, self->address);
      break;
    case PROP_STATE:
      g_value_set_enum (value, (int) self->state);
      break;
    case PROP_PORT:
      g_value_set_uint (value, repoint_station_control_get_port (self));
      break;
    case PROP_N_VISITS:
      g_value_set_uint (value, self->n_visits);
      break;
    case PROP_VISITOR:
      g_value_set_string (value, self->visitor);
      break;
    case PROP_SUMMARY:
      g_value_take_string (value, make_summary (self));
      break;
    case PROP_OVERDUE:
      g_value_set_boolean (value, is_overdue (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_station_control_set_property (GObject      *object,
                                      guint         prop_id,
                                      const GValue *value,
                                      GParamSpec   *pspec)
{
  RepointStationControl *self = REPOINT_STATION_CONTROL (object);

  switch ((RepointStationControlProps) prop_id)
    {
    case PROP_DEVICE:
      repoint_station_control_set_device (self, g_value_get_object (value));
      break;
    case PROP_PROTOCOL:
      repoint_station_control_set_protocol (self, (RepointProtocol) g_value_get_int (value));
      break;
    case PROP_PASSING:
      repoint_station_control_set_passing (self, g_value_get_boolean (value));
      break;
    case PROP_ADDRESS:
      repoint_station_control_set_address (self, g_value_get_string (value));
      break;
    case PROP_STATE:
    case PROP_PORT:
    case PROP_N_VISITS:
    case PROP_VISITOR:
    case PROP_SUMMARY:
    case PROP_OVERDUE:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_station_control_dispose (GObject *object)
{
  RepointStationControl *self = REPOINT_STATION_CONTROL (object);

  close_ports (self);
  g_clear_handle_id (&self->clock_source, g_source_remove);
  g_clear_pointer (&self->since, g_date_time_unref);
  g_clear_object (&self->device);
  g_clear_object (&self->station);
  g_clear_object (&self->journey);

  G_OBJECT_CLASS (repoint_station_control_parent_class)->dispose (object);
}

static void
repoint_station_control_finalize (GObject *object)
{
  RepointStationControl *self = REPOINT_STATION_CONTROL (object);

  g_clear_object (&self->visits);
  g_clear_object (&self->addresses);
  g_clear_object (&self->networks);
  g_clear_error (&self->error);
  g_free (self->address);
  g_free (self->visitor);

  G_OBJECT_CLASS (repoint_station_control_parent_class)->finalize (object);
}

static void
repoint_station_control_class_init (RepointStationControlClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  const GParamFlags read = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags write = read | G_PARAM_WRITABLE | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = repoint_station_control_get_property;
  object_class->set_property = repoint_station_control_set_property;
  object_class->dispose = repoint_station_control_dispose;
  object_class->finalize = repoint_station_control_finalize;

  props[PROP_DEVICE] = g_param_spec_object ("device", NULL, NULL, REPOINT_TYPE_DEVICE, write);
  props[PROP_PROTOCOL] = g_param_spec_int ("protocol", NULL, NULL, 0, REPOINT_PROTOCOL_POP3, REPOINT_PROTOCOL_SMTP, write);
  props[PROP_PASSING] = g_param_spec_boolean ("passing", NULL, NULL, FALSE, write);
  props[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, "", write);
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, REPOINT_TYPE_STATION_STATE, REPOINT_STATION_IDLE, read);
  props[PROP_PORT] = g_param_spec_uint ("port", NULL, NULL, 0, G_MAXUINT16, 0, read);
  props[PROP_N_VISITS] = g_param_spec_uint ("n-visits", NULL, NULL, 0, G_MAXUINT, 0, read);
  props[PROP_VISITOR] = g_param_spec_string ("visitor", NULL, NULL, NULL, read);
  props[PROP_SUMMARY] = g_param_spec_string ("summary", NULL, NULL, "", read);
  props[PROP_OVERDUE] = g_param_spec_boolean ("overdue", NULL, NULL, FALSE, read);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
repoint_station_control_init (RepointStationControl *self)
{
  self->addresses = repoint_own_address_list ();
  self->networks = repoint_network_list_own ();
  self->address = g_strdup ("");
  self->visits = g_list_store_new (REPOINT_TYPE_VISIT_ITEM);
}

/** repoint_station_control_new: the station of @journey's office; does not listen yet. */
RepointStationControl *
repoint_station_control_new (RepointJourney *journey)
{
  RepointStationControl *self;
  GListModel *visits;

  g_return_val_if_fail (REPOINT_IS_JOURNEY (journey), NULL);

  self = g_object_new (REPOINT_TYPE_STATION_CONTROL, NULL);
  self->journey = g_object_ref (journey);
  visits = repoint_journey_get_visits (journey);
  visits_changed_cb (self, 0, 0, g_list_model_get_n_items (visits), visits);
  g_signal_connect_object (visits, "items-changed", G_CALLBACK (visits_changed_cb), self, G_CONNECT_SWAPPED);
  choose_address (self);
  return self;
}

/** repoint_station_control_get_state: whether it listens. */
RepointStationState
repoint_station_control_get_state (RepointStationControl *self)
{
  g_return_val_if_fail (REPOINT_IS_STATION_CONTROL (self), REPOINT_STATION_IDLE);

  return self->state;
}

/** repoint_station_control_get_error: why it could not listen. Returns: (transfer none) (nullable). */
const GError *
repoint_station_control_get_error (RepointStationControl *self)
{
  g_return_val_if_fail (REPOINT_IS_STATION_CONTROL (self), NULL);

  return self->error;
}

/** repoint_station_control_start: begins to listen; if it cannot, the state says so. */
void
repoint_station_control_start (RepointStationControl *self)
{
  g_return_if_fail (REPOINT_IS_STATION_CONTROL (self));

  if (self->state != REPOINT_STATION_LISTENING)
    listen (self);
}

/** repoint_station_control_stop: no longer listens; what came is kept. */
void
repoint_station_control_stop (RepointStationControl *self)
{
  g_return_if_fail (REPOINT_IS_STATION_CONTROL (self));

  close_ports (self);
  g_clear_handle_id (&self->clock_source, g_source_remove);
  g_clear_pointer (&self->since, g_date_time_unref);
  g_clear_pointer (&self->visitor, g_free);
  self->state = REPOINT_STATION_IDLE;
  notify (self, PROP_STATE, PROP_OVERDUE);
}

/** repoint_station_control_get_device: which device is to check in. Returns: (transfer none) (nullable): %NULL: any. */
RepointDevice *
repoint_station_control_get_device (RepointStationControl *self)
{
  g_return_val_if_fail (REPOINT_IS_STATION_CONTROL (self), NULL);

  return self->device;
}

/** repoint_station_control_set_device: which device is to check in, %NULL: any. What it speaks, and where it is, follows. */
void
repoint_station_control_set_device (RepointStationControl *self,
                                    RepointDevice         *device)
{
  g_autoptr(RepointMailUse) use = NULL;

  g_return_if_fail (REPOINT_IS_STATION_CONTROL (self));
  g_return_if_fail (device == NULL || REPOINT_IS_DEVICE (device));

  if (!g_set_object (&self->device, device))
    return;
  if (device != NULL)
    use = g_list_model_get_item (repoint_device_get_mail_uses (device), 0);
  if (use != NULL)
    repoint_station_control_set_protocol (self, repoint_mail_use_get_protocol (use));
  choose_address (self);
  notify (self, PROP_DEVICE, PROP_DEVICE);
}

/** repoint_station_control_get_protocol: what the device speaks. */
RepointProtocol
repoint_station_control_get_protocol (RepointStationControl *self)
{
  g_return_val_if_fail (REPOINT_IS_STATION_CONTROL (self), REPOINT_PROTOCOL_SMTP);

  return self->protocol;
}

/** repoint_station_control_set_protocol: what the device speaks; while it listens, it listens for that as well. */
void
repoint_station_control_set_protocol (RepointStationControl *self,
                                      RepointProtocol        protocol)
{
  g_return_if_fail (REPOINT_IS_STATION_CONTROL (self));
  g_return_if_fail (protocol <= REPOINT_PROTOCOL_POP3);

  if (self->protocol == protocol)
    return;
  self->protocol = protocol;
  if (self->state == REPOINT_STATION_LISTENING)
    listen (self);
  notify (self, PROP_PROTOCOL, PROP_PROTOCOL);
}

/** repoint_station_control_get_security: the encryption that the mail server will want of the device. */
RepointSecurity
repoint_station_control_get_security (RepointStationControl *self)
{
  g_autoptr(GPtrArray) targets = NULL;

  g_return_val_if_fail (REPOINT_IS_STATION_CONTROL (self), REPOINT_SECURITY_STARTTLS);

  targets = list_targets (self);
  return targets->len > 0 ? ((const RepointTarget *) g_ptr_array_index (targets, 0))->security : REPOINT_SECURITY_STARTTLS;
}

/** repoint_station_control_get_passing: whether visitors are connected through to the mail servers. */
gboolean
repoint_station_control_get_passing (RepointStationControl *self)
{
  g_return_val_if_fail (REPOINT_IS_STATION_CONTROL (self), FALSE);

  return repoint_journey_get_pass_through (self->journey);
}

/** repoint_station_control_set_passing: whether visitors are connected through to the mail servers. */
void
repoint_station_control_set_passing (RepointStationControl *self,
                                     gboolean               passing)
{
  g_return_if_fail (REPOINT_IS_STATION_CONTROL (self));

  if (repoint_journey_get_pass_through (self->journey) == passing)
    return;
  repoint_journey_set_pass_through (self->journey, passing);
  notify (self, PROP_PASSING, PROP_PASSING);
}

/** repoint_station_control_list_servers: the hosts to connect through to, in turn. Returns: (transfer full) (element-type utf8). */
GPtrArray *
repoint_station_control_list_servers (RepointStationControl *self)
{
  GPtrArray *servers = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) targets = NULL;

  g_return_val_if_fail (REPOINT_IS_STATION_CONTROL (self), servers);

  targets = list_targets (self);
  for (guint i = 0; i < targets->len; i++)
    g_ptr_array_add (servers, g_strdup (((const RepointTarget *) g_ptr_array_index (targets, i))->host));
  return servers;
}

/** repoint_station_control_get_addresses: this computer's. Returns: (transfer none): a #GListModel of #RepointOwnAddress. */
GListModel *
repoint_station_control_get_addresses (RepointStationControl *self)
{
  g_return_val_if_fail (REPOINT_IS_STATION_CONTROL (self), NULL);

  return self->addresses;
}

/** repoint_station_control_get_address: the server to be typed in. Returns: (transfer none): "" when this computer has none. */
const char *
repoint_station_control_get_address (RepointStationControl *self)
{
  g_return_val_if_fail (REPOINT_IS_STATION_CONTROL (self), NULL);

  return self->address;
}

/** repoint_station_control_set_address: the server to be typed in. */
void
repoint_station_control_set_address (RepointStationControl *self,
                                     const char            *address)
{
  g_return_if_fail (REPOINT_IS_STATION_CONTROL (self));
  g_return_if_fail (address != NULL);

  if (g_str_equal (self->address, address))
    return;
  g_free (self->address);
  self->address = g_strdup (address);
  notify (self, PROP_ADDRESS, PROP_ADDRESS);
}

/* What devices beside an address have in common with it, where nothing else is known of its network. */
static char *
guess_network (const char *address)
{
  g_autoptr(GInetAddress) inet = g_inet_address_new_from_string (address);
  gboolean is_ipv6 = inet != NULL && g_inet_address_get_family (inet) == G_SOCKET_FAMILY_IPV6;
  const guint n_bits = is_ipv6 ? 64 : 24;
  guint8 bytes[16] = { 0 };
  g_autoptr(GInetAddress) first = NULL;
  g_autoptr(GInetAddressMask) mask = NULL;

  if (inet == NULL)
    return NULL;

  memcpy (bytes, g_inet_address_to_bytes (inet), n_bits / 8);
  first = g_inet_address_new_from_bytes (bytes, g_inet_address_get_family (inet));
  mask = g_inet_address_mask_new (first, n_bits, NULL);
  return mask != NULL ? g_inet_address_mask_to_string (mask) : NULL;
}

/** repoint_station_control_dup_network: the network of the address, for a firewall: "192.168.1.0/24". Returns: (transfer full) (nullable). */
char *
repoint_station_control_dup_network (RepointStationControl *self)
{
  g_return_val_if_fail (REPOINT_IS_STATION_CONTROL (self), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (self->networks); i++)
    {
      g_autoptr(RepointNetwork) network = g_list_model_get_item (self->networks, i);

      if (g_str_equal (repoint_network_get_address (network), self->address))
        return g_strdup (repoint_network_get_range (network));
    }
  return guess_network (self->address);
}

/** repoint_station_control_get_port: the port to be typed in; 0 while it does not listen. */
guint
repoint_station_control_get_port (RepointStationControl *self)
{
  g_return_val_if_fail (REPOINT_IS_STATION_CONTROL (self), 0);

  return find_port (self, self->protocol);
}

/** repoint_station_control_list_ports: all that are open. Returns: (transfer full) (element-type guint16). */
GArray *
repoint_station_control_list_ports (RepointStationControl *self)
{
  GArray *ports = g_array_new (FALSE, FALSE, sizeof (guint16));

  g_return_val_if_fail (REPOINT_IS_STATION_CONTROL (self), ports);

  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      guint16 port = find_port (self, protocols[i]);

      if (port != 0)
        g_array_append_val (ports, port);
    }
  return ports;
}

/** repoint_station_control_get_n_visits: how many came since it began to listen. */
guint
repoint_station_control_get_n_visits (RepointStationControl *self)
{
  g_return_val_if_fail (REPOINT_IS_STATION_CONTROL (self), 0);

  return self->n_visits;
}

/** repoint_station_control_get_visits: who came. Returns: (transfer none): a #GListModel of #RepointVisitItem, the newest first. */
GListModel *
repoint_station_control_get_visits (RepointStationControl *self)
{
  g_return_val_if_fail (REPOINT_IS_STATION_CONTROL (self), NULL);

  return G_LIST_MODEL (self->visits);
}

/** repoint_station_control_assign: says whose visit it was. */
void
repoint_station_control_assign (RepointStationControl *self,
                                RepointVisitItem      *visit,
                                RepointDevice         *device)
{
  g_return_if_fail (REPOINT_IS_STATION_CONTROL (self));
  g_return_if_fail (REPOINT_IS_VISIT_ITEM (visit));
  g_return_if_fail (REPOINT_IS_DEVICE (device));

  if (repoint_visit_item_get_visit (visit) != NULL)
    repoint_journey_assign_visit (self->journey, repoint_visit_item_get_visit (visit), device);
}

/** repoint_station_control_make_device: a device as far as @visit tells of it, in no inventory yet. Returns: (transfer full). */
RepointDevice *
repoint_station_control_make_device (RepointStationControl *self,
                                     RepointVisitItem      *visit)
{
  RepointDevice *device = repoint_device_new ();
  JsonObject *data;
  const char *id;
  RepointProtocol protocol;

  g_return_val_if_fail (REPOINT_IS_STATION_CONTROL (self), device);
  g_return_val_if_fail (REPOINT_IS_VISIT_ITEM (visit), device);

  data = repoint_visit_item_get_data (visit);
  id = repoint_survey_data_get_string (data, "protocol");
  if (id != NULL && repoint_protocol_from_string (id, &protocol) && protocol <= REPOINT_PROTOCOL_POP3)
    {
      g_autoptr(RepointMailUse) use = repoint_mail_use_new (protocol);

      repoint_device_add_mail_use (device, use);
    }
  return device;
}
