/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-visit-record.h"

#include "repoint-hello-json.h"
#include "repoint-neighbor.h"
#include "repoint-time.h"
#include "repoint-tls-alert.h"
#include "repoint-tls-suite.h"

/**
 * repoint_visit_record_new:
 * @protocol: what is spoken where the visitor came to
 * @peer: who comes; the kernel is asked for its MAC
 * @local: where it came to
 *
 * Returns: (transfer full): a record of a visitor who has just come
 */
RepointVisitRecord *
repoint_visit_record_new (RepointProtocol protocol, GInetSocketAddress *peer, GInetSocketAddress *local)
{
  RepointVisitRecord *self;
  GInetAddress *address;
  guint32 scope = 0;

  g_return_val_if_fail (G_IS_INET_SOCKET_ADDRESS (peer), NULL);
  g_return_val_if_fail (G_IS_INET_SOCKET_ADDRESS (local), NULL);

  self = g_new0 (RepointVisitRecord, 1);
  address = g_inet_socket_address_get_address (peer);
  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6)
    scope = g_inet_socket_address_get_scope_id (peer);
  self->time = g_get_real_time ();
  self->peer = g_inet_address_to_string (address);
  self->mac = repoint_neighbor_find_mac (address, scope);
  self->local = g_inet_address_to_string (g_inet_socket_address_get_address (local));
  self->port = g_inet_socket_address_get_port (local);
  self->protocol = protocol;
  self->security = REPOINT_SECURITY_NONE;
  self->handshake.alert = -1;

  return self;
}

/**
 * repoint_visit_record_free:
 * @self: (nullable) (transfer full): a record
 */
void
repoint_visit_record_free (RepointVisitRecord *self)
{
  if (self == NULL)
    return;

  g_free (self->peer);
  g_free (self->mac);
  g_free (self->local);
  g_free (self->client_name);
  g_clear_pointer (&self->hello, repoint_client_hello_free);
  g_clear_pointer (&self->relay, json_object_unref);
  g_free (self);
}

static const char *
outcome_to_string (RepointVisitOutcome outcome)
{
  static const char *const outcome_ids[] = {
    "left", "captured", "no-hello", "in-clear", "not-mail", "turned-away", "too-large", "timeout",
  };

  g_return_val_if_fail ((gsize) outcome < G_N_ELEMENTS (outcome_ids), NULL);

  return outcome_ids[outcome];
}

static const char *
result_to_string (RepointHandshakeResult result)
{
  static const char *const handshake_ids[] = {
    NULL, "completed", "alert", "closed", "reset", "timeout", "local-limitation", "illegal",
  };

  g_return_val_if_fail ((gsize) result < G_N_ELEMENTS (handshake_ids), NULL);

  return handshake_ids[result];
}

static const char *
asked_to_string (RepointSignInAsked asked)
{
  static const char *const asked_ids[] = { "none", "clear", "secure" };

  g_return_val_if_fail ((gsize) asked < G_N_ELEMENTS (asked_ids), NULL);

  return asked_ids[asked];
}

static void
set_string (JsonObject *object, const char *member, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, member, text);
  else
    json_object_set_null_member (object, member);
}

static JsonObject *
handshake_to_json (const RepointVisitHandshake *handshake)
{
  JsonObject *object = json_object_new ();
  gboolean agreed = handshake->version != REPOINT_TLS_VERSION_NONE;
  g_autofree char *number = g_strdup_printf ("0x%04X", handshake->suite);
  const char *name = repoint_tls_suite_to_string (handshake->suite);

  json_object_set_string_member (object, "result", result_to_string (handshake->result));
  set_string (object, "version", agreed ? repoint_tls_version_to_string (handshake->version) : NULL);
  set_string (object, "cipher", !agreed ? NULL : name != NULL ? name : number);
  set_string (object, "alert", handshake->alert >= 0 ? repoint_tls_alert_to_string ((guint) handshake->alert) : NULL);
  if (handshake->alert >= 0)
    json_object_set_int_member (object, "alert_number", handshake->alert);
  else
    json_object_set_null_member (object, "alert_number");
  if (handshake->validates == REPOINT_VALIDATES_UNKNOWN)
    json_object_set_null_member (object, "validates_certificate");
  else
    json_object_set_boolean_member (object, "validates_certificate", handshake->validates == REPOINT_VALIDATES_YES);

  return object;
}

static void
set_object (JsonObject *object, const char *member, JsonObject *value)
{
  if (value != NULL)
    json_object_set_object_member (object, member, value);
  else
    json_object_set_null_member (object, member);
}

/**
 * repoint_visit_record_to_json:
 * @number: the visit's, counted by who asks
 *
 * Returns: (transfer full): the object that `listen` prints, see src/DESIGN.md section 5
 */
JsonObject *
repoint_visit_record_to_json (const RepointVisitRecord *self, guint64 number)
{
  JsonObject *object;
  g_autoptr (GString) time = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, NULL);

  object = json_object_new ();
  repoint_time_append (time, self->time / G_USEC_PER_SEC);

  json_object_set_int_member (object, "visit", (gint64) number);
  json_object_set_string_member (object, "time", time->str);
  set_string (object, "peer", self->peer);
  set_string (object, "mac", self->mac);
  set_string (object, "local", self->local);
  json_object_set_int_member (object, "port", self->port);
  json_object_set_string_member (object, "protocol", repoint_protocol_to_string (self->protocol));
  json_object_set_string_member (object, "security", repoint_security_to_string (self->security));
  set_string (object, "client_name", self->client_name);
  json_object_set_boolean_member (object, "early", self->early);
  json_object_set_boolean_member (object, "pipelined", self->pipelined);
  json_object_set_int_member (object, "behind_starttls", (gint64) self->n_behind_starttls);
  json_object_set_double_member (object, "seconds", (double) self->duration / G_USEC_PER_SEC);
  set_object (object, "hello", self->hello != NULL ? repoint_client_hello_to_json (self->hello) : NULL);
  json_object_set_int_member (object, "hellos", self->n_hellos);
  json_object_set_int_member (object, "records", self->n_records);
  json_object_set_int_member (object, "segments", self->n_segments);
  set_object (object, "handshake",
              self->handshake.result != REPOINT_HANDSHAKE_NONE ? handshake_to_json (&self->handshake) : NULL);
  set_object (object, "relay", self->relay != NULL ? json_object_ref (self->relay) : NULL);
  json_object_set_string_member (object, "asked_sign_in", asked_to_string (self->asked_sign_in));
  json_object_set_string_member (object, "outcome", outcome_to_string (self->outcome));

  return object;
}
