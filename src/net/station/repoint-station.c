/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-station.h"

#include "repoint-listener.h"
#include "repoint-passage.h"
#include "repoint-station-desk.h"
#include "repoint-station-port.h"
#include "repoint-visit.h"

#define N_PROTOCOLS (REPOINT_PROTOCOL_TLS + 1)

struct _RepointStation
{
  GObject             parent_instance;

  RepointScheduler   *scheduler;
  RepointStationDesk *desk;
  RepointRelays      *relays;
  RepointListener    *listeners[N_PROTOCOLS]; /* NULL each while closed */
  guint64             n_visits;
};

/* What a listener needs to know, on the scheduler's thread. It lets go of it there, and that thread is not to hold the last
 * reference to the scheduler: nobody would wait for its end. */
typedef struct
{
  GWeakRef            scheduler;
  RepointStationDesk *desk;
  RepointRelays      *relays;
  RepointProtocol     protocol;
} Entrance;

enum
{
  ARRIVED,
  VISIT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RepointStation, repoint_station, G_TYPE_OBJECT)
G_DEFINE_QUARK (repoint-station-error-quark, repoint_station_error)

static void
entrance_free (gpointer data)
{
  Entrance *entrance = data;

  repoint_station_desk_unref (entrance->desk);
  repoint_relays_unref (entrance->relays);
  g_weak_ref_clear (&entrance->scheduler);
  g_free (entrance);
}

static void
report (RepointVisitRecord *record, gpointer user_data)
{
  repoint_station_desk_report (user_data, record);
}

/* On the scheduler's thread. */
static RepointConversation *
receive (GInetSocketAddress *peer, GInetSocketAddress *local, gpointer user_data)
{
  Entrance *entrance = user_data;
  g_autoptr (RepointScheduler) scheduler = g_weak_ref_get (&entrance->scheduler);
  g_autoptr (RepointTarget) target = NULL;
  RepointRelaysChoice choice;

  if (scheduler == NULL || !repoint_station_desk_admit (entrance->desk, entrance->protocol, peer, local))
    return NULL;

  choice = repoint_relays_begin (entrance->relays, entrance->protocol, g_inet_socket_address_get_address (peer), &target);
  if (choice != REPOINT_RELAYS_NONE)
    return repoint_passage_new (scheduler, entrance->relays, target, choice, peer, local, report,
                                repoint_station_desk_ref (entrance->desk), (GDestroyNotify) repoint_station_desk_unref);

  return repoint_visit_new (repoint_visit_record_new (entrance->protocol, peer, local),
                            repoint_station_desk_get_identity (entrance->desk), report,
                            repoint_station_desk_ref (entrance->desk), (GDestroyNotify) repoint_station_desk_unref);
}

static RepointListener *
listen_at (RepointStation *self, RepointProtocol protocol, guint16 port, GError **error)
{
  Entrance *entrance = g_new0 (Entrance, 1);
  RepointListener *listener;

  g_weak_ref_init (&entrance->scheduler, self->scheduler);
  entrance->desk = repoint_station_desk_ref (self->desk);
  entrance->relays = repoint_relays_ref (self->relays);
  entrance->protocol = protocol;
  listener = repoint_listener_new (self->scheduler, port, NULL, receive, entrance, entrance_free, error);
  if (listener == NULL)
    entrance_free (entrance);

  return listener;
}

/* Tries one port after the other, as long as it is only another program or the rules for users that stand in the way. */
static RepointListener *
listen_somewhere (RepointStation *self, RepointProtocol protocol, GError **error)
{
  guint16 port;

  for (guint n = 0; (port = repoint_station_port_get_nth (protocol, n)) != 0; n++)
    {
      g_autoptr (GError) problem = NULL;
      RepointListener *listener = listen_at (self, protocol, port, &problem);

      if (listener != NULL)
        return listener;
      if (!g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE) &&
          !g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return NULL;
        }
    }

  g_set_error (error, REPOINT_STATION_ERROR, REPOINT_STATION_ERROR_ALL_TAKEN, "No port is free for %s",
               repoint_protocol_to_string (protocol));

  return NULL;
}

static RepointListener *
listen_there (RepointStation *self, RepointProtocol protocol, guint16 port, GError **error)
{
  g_autoptr (GError) problem = NULL;
  RepointListener *listener = listen_at (self, protocol, port, &problem);

  if (listener != NULL)
    return listener;

  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    g_set_error_literal (error, REPOINT_STATION_ERROR, REPOINT_STATION_ERROR_TAKEN, problem->message);
  else if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    g_set_error_literal (error, REPOINT_STATION_ERROR, REPOINT_STATION_ERROR_DENIED, problem->message);
  else
    g_propagate_error (error, g_steal_pointer (&problem));

  return NULL;
}

/* In the maker's context. */
static void
tell (const char *peer, const RepointVisitRecord *record, gpointer user_data)
{
  RepointStation *self = user_data;
  g_autoptr (JsonObject) visit = NULL;

  if (record == NULL)
    {
      g_signal_emit (self, signals[ARRIVED], 0, peer);
      return;
    }

  visit = repoint_visit_record_to_json (record, ++self->n_visits);
  g_signal_emit (self, signals[VISIT], 0, visit);
}

/**
 * repoint_station_open:
 * @protocol: SMTP, IMAP, POP3 or TLS
 * @port: where to listen; 0: at the conventional port if that is allowed and free, otherwise at one that everybody may use
 * @error: of %REPOINT_STATION_ERROR, or why this computer cannot
 *
 * Begins to receive devices that speak @protocol. When it is open at that port already, or anywhere if @port is 0, it stays so.
 *
 * Returns: %FALSE with @error if it cannot; then it is closed
 */
gboolean
repoint_station_open (RepointStation *self, RepointProtocol protocol, guint16 port, GError **error)
{
  guint16 current;

  g_return_val_if_fail (REPOINT_IS_STATION (self), FALSE);
  g_return_val_if_fail (repoint_station_port_is_served (protocol), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  current = repoint_station_get_port (self, protocol);
  if (current != 0 && (port == 0 || port == current))
    return TRUE;

  g_clear_object (&self->listeners[protocol]);
  self->listeners[protocol] =
      port != 0 ? listen_there (self, protocol, port, error) : listen_somewhere (self, protocol, error);
  repoint_relays_set_port (self->relays, protocol, repoint_station_get_port (self, protocol));

  return self->listeners[protocol] != NULL;
}

/**
 * repoint_station_close:
 * @protocol: a protocol, open or not
 *
 * Receives nobody for it any more. Visits under way end, and are told.
 */
void
repoint_station_close (RepointStation *self, RepointProtocol protocol)
{
  g_return_if_fail (REPOINT_IS_STATION (self));
  g_return_if_fail (protocol < N_PROTOCOLS);

  g_clear_object (&self->listeners[protocol]);
  repoint_relays_set_port (self->relays, protocol, 0);
}

/**
 * repoint_station_get_port:
 * @protocol: a protocol
 *
 * Returns: where it is received; 0 while it is not
 */
guint16
repoint_station_get_port (RepointStation *self, RepointProtocol protocol)
{
  g_return_val_if_fail (REPOINT_IS_STATION (self), 0);
  g_return_val_if_fail (protocol < N_PROTOCOLS, 0);

  return self->listeners[protocol] != NULL ? repoint_listener_get_port (self->listeners[protocol]) : 0;
}

/**
 * repoint_station_is_relay:
 * @protocol: a protocol
 * @target: any target
 *
 * Returns: %TRUE if devices that speak @protocol can be passed on to @target: a mail server of the same protocol, with TLS, at a
 *   port that Repoint touches
 */
gboolean
repoint_station_is_relay (RepointProtocol protocol, const RepointTarget *target)
{
  g_return_val_if_fail (target != NULL, FALSE);

  return repoint_relays_accepts (protocol, target);
}

/**
 * repoint_station_set_relays:
 * @protocol: SMTP, IMAP or POP3
 * @targets: (nullable) (element-type RepointTarget): copied, those that repoint_station_is_relay() is not true of left out; %NULL
 *   or none: devices are received here, in handshake mode
 *
 * From now on devices that speak @protocol are passed on. Each address that comes begins with the first target, and gets the next
 * one once a visit has shown something about the one before, after the last one the first again. A target that leads back to a
 * port of this station is refused when it is its turn.
 */
void
repoint_station_set_relays (RepointStation *self, RepointProtocol protocol, GPtrArray *targets)
{
  g_return_if_fail (REPOINT_IS_STATION (self));
  g_return_if_fail (protocol < N_PROTOCOLS);

  repoint_relays_set_targets (self->relays, protocol, targets);
}

/**
 * repoint_station_set_clients:
 * @ranges: (nullable) (element-type RepointAddressRange): IPv4 addresses that may come; %NULL: the own private networks
 *
 * Others are hung up on without a word. This computer itself may always come. For IPv6 see repoint_station_set_ipv6().
 */
void
repoint_station_set_clients (RepointStation *self, GArray *ranges)
{
  g_return_if_fail (REPOINT_IS_STATION (self));

  repoint_station_desk_set_clients (self->desk, ranges);
}

/**
 * repoint_station_set_ipv6:
 * @allowed: whether, beside this computer, who is of the own links and networks may come by IPv6, as they may at first
 */
void
repoint_station_set_ipv6 (RepointStation *self, gboolean allowed)
{
  g_return_if_fail (REPOINT_IS_STATION (self));

  repoint_station_desk_set_ipv6 (self->desk, allowed);
}

static void
repoint_station_dispose (GObject *object)
{
  RepointStation *self = REPOINT_STATION (object);

  for (guint i = 0; i < N_PROTOCOLS; i++)
    g_clear_object (&self->listeners[i]);
  if (self->desk != NULL)
    repoint_station_desk_leave (self->desk);
  g_clear_pointer (&self->desk, repoint_station_desk_unref);
  g_clear_pointer (&self->relays, repoint_relays_unref);
  g_clear_object (&self->scheduler);

  G_OBJECT_CLASS (repoint_station_parent_class)->dispose (object);
}

static void
repoint_station_class_init (RepointStationClass *class)
{
  G_OBJECT_CLASS (class)->dispose = repoint_station_dispose;

  signals[ARRIVED] = g_signal_new ("arrived", REPOINT_TYPE_STATION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                   G_TYPE_STRING);
  signals[VISIT] = g_signal_new ("visit", REPOINT_TYPE_STATION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                 JSON_TYPE_OBJECT);
}

static void
repoint_station_init (RepointStation *self)
{
}

/**
 * repoint_station_new:
 * @scheduler: on whose thread visitors are talked to
 * @identity: what the station shows inside TLS
 *
 * Returns: (transfer full): a station that is closed
 */
RepointStation *
repoint_station_new (RepointScheduler *scheduler, RepointStationIdentity *identity)
{
  RepointStation *self;

  g_return_val_if_fail (REPOINT_IS_SCHEDULER (scheduler), NULL);
  g_return_val_if_fail (REPOINT_IS_STATION_IDENTITY (identity), NULL);

  self = g_object_new (REPOINT_TYPE_STATION, NULL);
  self->scheduler = g_object_ref (scheduler);
  self->relays = repoint_relays_new ();
  self->desk = repoint_station_desk_new (identity, tell, self);

  return self;
}
