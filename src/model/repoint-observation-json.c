/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-observation-json.h"

#include "repoint-json-write.h"
#include "repoint-members.h"
#include "repoint-observation-private.h"
#include "repoint-time.h"

/* (transfer full) (nullable): reads the observation of @subject that is due. */
RepointObservation *
repoint_observation_new_from_json (RepointJsonReader *reader,
                                   const char        *subject)
{
  g_autofree char *kind = NULL;
  g_autofree char *data = NULL;
  g_autoptr (GPtrArray) unknown = NULL;
  int strength = REPOINT_STRENGTH_NONE;
  gint64 first_seen = G_MININT64;
  gint64 last_seen = G_MININT64;
  guint64 count = 1;
  RepointObservation *observation;
  const char *name;

  if (!repoint_json_reader_begin_object (reader))
    return NULL;

  while ((name = repoint_json_reader_next_member (reader)) != NULL)
    {
      if (g_str_equal (name, "kind"))
        {
          g_free (kind);
          kind = repoint_json_reader_read_string (reader);
        }
      else if (g_str_equal (name, "strength"))
        {
          repoint_members_read_enum (reader, REPOINT_TYPE_STRENGTH, &strength);
        }
      else if (g_str_equal (name, "first_seen"))
        {
          repoint_members_read_time (reader, &first_seen);
        }
      else if (g_str_equal (name, "last_seen"))
        {
          repoint_members_read_time (reader, &last_seen);
        }
      else if (g_str_equal (name, "count"))
        {
          repoint_json_reader_read_uint (reader, G_MAXUINT, &count);
        }
      else if (g_str_equal (name, "data"))
        {
          g_free (data);
          data = repoint_json_reader_read_object_text (reader);
        }
      else
        {
          repoint_members_keep (reader, name, &unknown);
        }
    }

  if (kind == NULL || *kind == '\0')
    repoint_json_reader_fail (reader, "an observation without \"kind\"");
  else if (first_seen == G_MININT64)
    repoint_json_reader_fail (reader, "an observation without \"first_seen\"");
  else if (data == NULL)
    repoint_json_reader_fail (reader, "an observation without \"data\"");

  if (repoint_json_reader_has_failed (reader))
    return NULL;

  observation = repoint_observation_new_from_text (subject, kind, strength, first_seen, MAX (first_seen, last_seen),
                                                   MAX (count, 1), g_steal_pointer (&data));
  if (unknown != NULL)
    repoint_unknown_set (observation, "members", g_steal_pointer (&unknown));

  return observation;
}

/* Appends @self on one line: what was seen a hundred thousand times is searched, not read. */
void
repoint_observation_append_json (RepointObservation *self,
                                 GString            *text)
{
  gint64 first_seen = repoint_observation_get_first_time (self);
  gint64 last_seen = repoint_observation_get_last_time (self);

  g_string_append (text, "{\"kind\":");
  repoint_json_append_string (text, repoint_observation_get_kind (self));
  g_string_append (text, ",\"strength\":");
  repoint_json_append_string (text, repoint_enum_to_string (REPOINT_TYPE_STRENGTH,
                                                            repoint_observation_get_strength (self)));
  g_string_append (text, ",\"first_seen\":\"");
  repoint_time_append (text, first_seen);
  g_string_append_c (text, '"');
  if (last_seen != first_seen)
    {
      g_string_append (text, ",\"last_seen\":\"");
      repoint_time_append (text, last_seen);
      g_string_append_c (text, '"');
    }
  if (repoint_observation_get_count (self) != 1)
    g_string_append_printf (text, ",\"count\":%u", repoint_observation_get_count (self));
  g_string_append (text, ",\"data\":");
  g_string_append (text, repoint_observation_get_text (self));
  repoint_unknown_append (repoint_unknown_get (self, "members"), text);
  g_string_append_c (text, '}');
}
