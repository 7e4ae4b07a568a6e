/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-cli-json.h"

#include "repoint-identify.h"
#include "repoint-mail-relevance.h"
#include "repoint-phrase.h"

static void
set_text (JsonObject *object,
          const char *member,
          const char *text)
{
  if (text != NULL && text[0] != '\0')
    json_object_set_string_member (object, member, text);
  else
    json_object_set_null_member (object, member);
}

static void
set_plain (JsonObject *object,
           const char *member,
           char       *text)
{
  g_autofree char *owned = text;
  g_autofree char *plain = repoint_phrase_to_plain (owned);

  json_object_set_string_member (object, member, plain);
}

static void
set_enum (JsonObject *object,
          const char *member,
          GType       type,
          int         value)
{
  json_object_set_string_member (object, member, repoint_enum_to_string (type, value));
}

static void
set_strings (JsonObject         *object,
             const char         *member,
             const char * const *strings)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; strings != NULL && strings[i] != NULL; i++)
    json_array_add_string_element (array, strings[i]);

  json_object_set_array_member (object, member, array);
}

static void
set_targets (JsonObject    *object,
             RepointDevice *device)
{
  GPtrArray *targets = repoint_device_get_targets (device);
  JsonArray *ports = json_array_new ();
  JsonArray *uris = json_array_new ();

  for (guint i = 0; i < targets->len; i++)
    {
      const RepointTarget *target = g_ptr_array_index (targets, i);
      g_autofree char *uri = repoint_target_to_string (target);

      json_array_add_int_element (ports, target->port);
      json_array_add_string_element (uris, uri);
    }

  json_object_set_array_member (object, "ports", ports);
  json_object_set_array_member (object, "targets", uris);
}

JsonObject *
repoint_cli_json_for_device (RepointDevice *device)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", repoint_device_get_id (device));
  json_object_set_string_member (object, "title", repoint_device_get_title (device));
  set_strings (object, "addresses", repoint_device_get_addresses (device));
  set_text (object, "mac", repoint_device_get_mac (device));
  set_text (object, "name", repoint_device_get_name (device));
  set_text (object, "vendor", repoint_device_get_vendor (device));
  set_text (object, "model", repoint_device_get_model (device));
  set_text (object, "firmware", repoint_device_get_firmware (device));
  set_text (object, "serial", repoint_device_get_serial (device));
  set_text (object, "location", repoint_device_get_location (device));
  set_enum (object, "kind", REPOINT_TYPE_DEVICE_KIND, repoint_device_get_kind (device));
  set_targets (object, device);

  return object;
}

JsonObject *
repoint_cli_json_for_sighted (RepointDevice  *device,
                              RepointProject *project)
{
  JsonObject *object = repoint_cli_json_for_device (device);
  GPtrArray *observations = repoint_project_get_observations (project, repoint_device_get_id (device));
  g_autoptr(GPtrArray) evidence = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_evidence_free);
  JsonArray *array = json_array_new ();
  const char *reason;

  for (guint i = 0; i < observations->len; i++)
    {
      RepointObservation *observation = g_ptr_array_index (observations, i);
      JsonObject *data = repoint_observation_get_data (observation);

      if (!g_str_equal (repoint_observation_get_kind (observation), REPOINT_OBSERVATION_SIGHTING))
        continue;

      json_array_add_object_element (array, json_object_ref (data));
      g_ptr_array_add (evidence, repoint_evidence_new (json_object_get_string_member_with_default (data, "source", ""),
                                                       json_object_get_string_member_with_default (data, "what", ""),
                                                       json_object_get_string_member_with_default (data, "value", "")));
    }

  json_object_set_string_member (object, "mail_relevance",
                                 repoint_mail_relevance_to_string (repoint_mail_relevance (device, &reason)));
  json_object_set_string_member (object, "mail_relevance_reason", reason);
  json_object_set_double_member (object, "confidence", repoint_identify_confidence (evidence));
  json_object_set_array_member (object, "evidence", array);

  return object;
}

JsonObject *
repoint_cli_json_for_use (RepointMailUse *use)
{
  JsonObject *object = json_object_new ();
  RepointSecurity security;

  json_object_set_string_member (object, "id", repoint_mail_use_get_id (use));
  json_object_set_string_member (object, "protocol", repoint_protocol_to_string (repoint_mail_use_get_protocol (use)));
  set_text (object, "host", repoint_mail_use_get_host (use));

  if (repoint_mail_use_get_port (use) != 0)
    json_object_set_int_member (object, "port", repoint_mail_use_get_port (use));
  else
    json_object_set_null_member (object, "port");

  if (repoint_mail_use_get_security (use, &security))
    json_object_set_string_member (object, "security", repoint_security_to_string (security));
  else
    json_object_set_null_member (object, "security");

  set_enum (object, "sign_in", REPOINT_TYPE_SIGN_IN, repoint_mail_use_get_sign_in (use));
  set_text (object, "mailbox", repoint_mail_use_get_mailbox (use));
  set_enum (object, "recipients", REPOINT_TYPE_RECIPIENTS, repoint_mail_use_get_recipients (use));

  return object;
}

JsonObject *
repoint_cli_json_for_observation (RepointObservation *observation)
{
  JsonObject *object = json_object_new ();
  g_autofree char *seen = g_date_time_format_iso8601 (repoint_observation_get_last_seen (observation));

  json_object_set_string_member (object, "kind", repoint_observation_get_kind (observation));
  set_enum (object, "strength", REPOINT_TYPE_STRENGTH, repoint_observation_get_strength (observation));
  json_object_set_string_member (object, "seen", seen);
  json_object_set_int_member (object, "count", repoint_observation_get_count (observation));
  set_plain (object, "text", repoint_phrase_observation (observation));

  return object;
}

static JsonObject *
json_for_capability (const RepointCapability *capability)
{
  JsonObject *object = json_object_new ();
  JsonArray *evidence = json_array_new ();

  if (capability->max_version != REPOINT_TLS_VERSION_NONE)
    json_object_set_string_member (object, "max_version", repoint_tls_version_to_string (capability->max_version));
  else
    json_object_set_null_member (object, "max_version");

  set_enum (object, "strength", REPOINT_TYPE_STRENGTH, capability->strength);
  set_enum (object, "confidence", REPOINT_TYPE_CONFIDENCE, capability->confidence);
  json_object_set_boolean_member (object, "contradicted", capability->contradicted);

  for (guint i = 0; i < capability->evidence->len; i++)
    json_array_add_object_element (evidence, repoint_cli_json_for_observation (g_ptr_array_index (capability->evidence, i)));

  json_object_set_array_member (object, "evidence", evidence);

  return object;
}

static JsonObject *
json_for_state (const RepointEndpointState *state,
                gboolean                    hint)
{
  JsonObject *object = json_object_new ();
  JsonObject *transport = json_object_new ();
  JsonObject *sign_in = json_object_new ();
  RepointEndpoint *endpoint = state->endpoint->endpoint;

  set_enum (transport, "state", REPOINT_TYPE_TRANSPORT, state->transport);
  set_text (transport, "from", state->transport_date);
  set_plain (transport, "text", repoint_phrase_transport (state, hint));
  set_enum (sign_in, "state", REPOINT_TYPE_SIGN_IN_STATE, state->sign_in);
  set_text (sign_in, "date", state->sign_in_date);
  set_plain (sign_in, "text", repoint_phrase_sign_in_state (state));

  json_object_set_string_member (object, "endpoint", repoint_endpoint_get_uri (endpoint));
  set_enum (object, "standing", REPOINT_TYPE_STANDING, repoint_endpoint_get_standing (endpoint));
  json_object_set_boolean_member (object, "available", state->available);
  json_object_set_object_member (object, "transport", transport);
  json_object_set_object_member (object, "sign_in", sign_in);

  return object;
}

static JsonArray *
json_for_reasons (GPtrArray *reasons)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < reasons->len; i++)
    {
      const RepointReason *reason = g_ptr_array_index (reasons, i);
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "id", reason->id);
      set_plain (object, "text", repoint_phrase_reason (reason));
      set_text (object, "source", reason->fact.source);
      json_array_add_object_element (array, object);
    }

  return array;
}

static JsonArray *
json_for_steps (GPtrArray *steps)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < steps->len; i++)
    {
      const RepointStep *step = g_ptr_array_index (steps, i);
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "id", step->id);
      json_object_set_string_member (object, "role", step->role);
      set_plain (object, "text", repoint_phrase_step (step));
      json_object_set_boolean_member (object, "documented", step->documented);
      set_text (object, "source", step->fact.source);
      json_array_add_object_element (array, object);
    }

  return array;
}

JsonObject *
repoint_cli_json_for_plan (RepointPlan *plan,
                           const GDate *today)
{
  JsonObject *object = json_object_new ();
  RepointMailUse *use = repoint_plan_get_use (plan);
  GPtrArray *states = repoint_plan_get_endpoints (plan);
  GArray *routes = repoint_plan_get_routes (plan);
  JsonArray *endpoints = json_array_new ();
  JsonArray *route_ids = json_array_new ();
  gboolean hint = repoint_capability_is_hint (repoint_plan_get_capability (plan));
  char date[sizeof "YYYY-MM-DD"];

  g_date_strftime (date, sizeof date, "%Y-%m-%d", today);

  json_object_set_object_member (object, "device", repoint_cli_json_for_device (repoint_plan_get_device (plan)));
  if (use != NULL)
    json_object_set_object_member (object, "use", repoint_cli_json_for_use (use));
  else
    json_object_set_null_member (object, "use");
  json_object_set_string_member (object, "today", date);
  json_object_set_string_member (object, "guide", repoint_guide_get_id (repoint_plan_get_guide (plan)));
  json_object_set_object_member (object, "capability", json_for_capability (repoint_plan_get_capability (plan)));

  for (guint i = 0; i < states->len; i++)
    json_array_add_object_element (endpoints, json_for_state (g_ptr_array_index (states, i), hint));
  json_object_set_array_member (object, "endpoints", endpoints);

  set_plain (object, "verdict", repoint_phrase_verdict (plan));
  set_enum (object, "action", REPOINT_TYPE_ACTION, repoint_plan_get_action (plan));
  set_enum (object, "confidence", REPOINT_TYPE_CONFIDENCE, repoint_plan_get_confidence (plan));
  json_object_set_array_member (object, "reasons", json_for_reasons (repoint_plan_get_reasons (plan)));

  for (guint i = 0; i < routes->len; i++)
    json_array_add_string_element (route_ids, repoint_enum_to_string (REPOINT_TYPE_ACTION,
                                                                      g_array_index (routes, RepointAction, i)));
  json_object_set_array_member (object, "routes", route_ids);
  set_strings (object, "raise_confidence", repoint_plan_get_raise_confidence (plan));
  json_object_set_array_member (object, "steps", json_for_steps (repoint_plan_get_steps (plan)));

  return object;
}
