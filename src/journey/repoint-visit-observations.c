/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-visit-observations.h"

#include <string.h>

#include "repoint-hello-json.h"
#include "repoint-survey-data.h"

/* Copies a member as it is; one that is not there stays away. */
static void
copy_member (JsonObject *from,
             const char *name,
             JsonObject *to,
             const char *new_name)
{
  JsonNode *node = from != NULL ? json_object_get_member (from, name) : NULL;

  if (node != NULL)
    json_object_set_member (to, new_name, json_node_copy (node));
}

static void
copy_members (JsonObject         *from,
              const char * const *names,
              JsonObject         *to)
{
  for (guint i = 0; names[i] != NULL; i++)
    copy_member (from, names[i], to, names[i]);
}

static void
add_hello (JsonObject *hello,
           JsonObject *data)
{
  json_object_set_null_member (data, "hello");
  if (hello == NULL)
    return;

  copy_member (hello, "id", data, "hello");
  copy_member (hello, "max_version", data, "max_version");
}

/* Where it came from. */
static void
add_place (JsonObject *visit,
           JsonObject *data)
{
  copy_member (visit, "peer", data, "address");
  if (repoint_survey_data_get_string (visit, "mac") != NULL)
    copy_member (visit, "mac", data, "mac");
}

static RepointObservation *
make_hello (JsonObject *visit,
            const char *subject,
            GDateTime  *seen)
{
  static const char * const members[] = { "protocol", "security", "handshake", "asked_sign_in", "outcome", NULL };
  static const char * const fingerprints[] = { "ja3", "ja4", NULL };
  JsonObject *hello = repoint_survey_data_get_object (visit, "hello");
  const char *source = repoint_survey_data_get_string (visit, "source");
  g_autoptr(JsonObject) data = json_object_new ();

  json_object_set_string_member (data, "source", source != NULL ? source : "station");
  copy_members (visit, members, data);
  add_hello (hello, data);
  copy_members (hello, hello != NULL ? fingerprints : fingerprints + 2, data);
  add_place (visit, data);

  return repoint_observation_new (subject, REPOINT_OBSERVATION_HELLO, REPOINT_STRENGTH_CAPTURED_HELLO, seen, data);
}

static RepointObservation *
make_passage (JsonObject *visit,
              JsonObject *relay,
              const char *subject,
              GDateTime  *seen)
{
  static const char * const members[] = { "target", "result", "problem", "version", "cipher", "alert", "alert_from", "closed_by", NULL };
  g_autoptr(JsonObject) data = json_object_new ();

  copy_members (relay, members, data);
  add_hello (repoint_survey_data_get_object (visit, "hello"), data);
  add_place (visit, data);

  return repoint_observation_new (subject, REPOINT_OBSERVATION_PASSAGE, REPOINT_STRENGTH_PASSAGE, seen, data);
}

/* Who looks for open ports, or falls silent, has shown nothing of its mail. */
static gboolean
shows_something (JsonObject *visit)
{
  const char *asked = repoint_survey_data_get_string (visit, "asked_sign_in");
  const char *peer = repoint_survey_data_get_string (visit, "peer");

  if (peer == NULL || peer[0] == '\0')
    return FALSE;

  return repoint_survey_data_get_object (visit, "hello") != NULL ||
         g_strcmp0 (repoint_survey_data_get_string (visit, "outcome"), "in-clear") == 0 ||
         (asked != NULL && strcmp (asked, "none") != 0);
}

/**
 * repoint_visit_observations_new:
 * @visit: the `listen` object of the command line; "source" says where it was seen, if it was not at the station
 * @subject: the device, or the visitor, that it was
 *
 * Returns: (transfer full) (element-type RepointObservation): what is to be kept of it, its hello first; empty for a visit
 *   that showed nothing
 */
GPtrArray *
repoint_visit_observations_new (JsonObject *visit,
                                const char *subject,
                                GDateTime  *seen)
{
  GPtrArray *observations = g_ptr_array_new_with_free_func (g_object_unref);
  JsonObject *relay;

  g_return_val_if_fail (visit != NULL, observations);
  g_return_val_if_fail (subject != NULL, observations);
  g_return_val_if_fail (seen != NULL, observations);

  if (!shows_something (visit))
    return observations;

  g_ptr_array_add (observations, make_hello (visit, subject, seen));
  relay = repoint_survey_data_get_object (visit, "relay");
  if (relay != NULL && repoint_survey_data_get_string (relay, "target") != NULL)
    g_ptr_array_add (observations, make_passage (visit, relay, subject, seen));

  return observations;
}

/**
 * repoint_replay_observation_new:
 * @replay: the `replay` object of the command line
 * @subject: the device, or the visitor, whose hello it was
 *
 * Returns: (transfer full): what is to be kept of it
 */
RepointObservation *
repoint_replay_observation_new (JsonObject *replay,
                                const char *subject,
                                GDateTime  *seen)
{
  static const char * const members[] = { "target", "result", "version", "cipher", "refused_by", "problem", "session", NULL };
  g_autoptr(JsonObject) data = NULL;

  g_return_val_if_fail (replay != NULL, NULL);
  g_return_val_if_fail (subject != NULL, NULL);
  g_return_val_if_fail (seen != NULL, NULL);

  data = json_object_new ();
  copy_members (replay, members, data);
  add_hello (repoint_survey_data_get_object (replay, "hello"), data);

  return repoint_observation_new (subject, REPOINT_OBSERVATION_REPLAY, REPOINT_STRENGTH_REPLAY, seen, data);
}

/* All that the hello itself tells, or else what was kept of it. */
static JsonObject *
describe_hello (JsonObject *data,
                GBytes     *raw)
{
  static const char * const members[] = { "max_version", "ja3", "ja4", NULL };
  g_autoptr(RepointClientHello) hello = raw != NULL ? repoint_client_hello_parse (raw, NULL) : NULL;
  JsonObject *object;

  if (hello != NULL)
    return repoint_client_hello_to_json (hello);

  object = json_object_new ();
  copy_members (data, members, object);
  copy_member (data, "hello", object, "id");

  return object;
}

/**
 * repoint_visit_observations_restore:
 * @observation: a hello or a passage
 * @raw: (nullable): the message that it refers to
 *
 * Returns: (transfer full): the `listen` object of the visit, without what was not kept of it
 */
JsonObject *
repoint_visit_observations_restore (RepointObservation *observation,
                                    GBytes             *raw)
{
  static const char * const members[] = { "source", "protocol", "security", "handshake", "asked_sign_in", "outcome", "mac", NULL };
  static const char * const relay_members[] = { "target", "result", "version", "cipher", "alert", "alert_from", "closed_by", NULL };
  JsonObject *visit = json_object_new ();
  g_autofree char *time = NULL;
  JsonObject *data;

  g_return_val_if_fail (REPOINT_IS_OBSERVATION (observation), visit);

  data = repoint_observation_get_data (observation);
  time = g_date_time_format_iso8601 (repoint_observation_get_last_seen (observation));
  json_object_set_string_member (visit, "time", time);
  copy_members (data, members, visit);
  copy_member (data, "address", visit, "peer");

  if (repoint_survey_data_get_string (data, "hello") != NULL)
    json_object_set_object_member (visit, "hello", describe_hello (data, raw));
  else
    json_object_set_null_member (visit, "hello");

  if (g_str_equal (repoint_observation_get_kind (observation), REPOINT_OBSERVATION_PASSAGE))
    {
      JsonObject *relay = json_object_new ();

      copy_members (data, relay_members, relay);
      json_object_set_object_member (visit, "relay", relay);
    }

  return visit;
}
