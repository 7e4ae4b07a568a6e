/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-phrase.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "repoint-phrase-text.h"
#include "repoint-survey-data.h"

static char *
phrase_survey_of (JsonObject *survey)
{
  const char *target = repoint_survey_data_get_string (survey, "target");
  g_autofree char *sentence = repoint_phrase_survey (survey);
  g_autofree char *isolated = NULL;

  if (target == NULL)
    return g_steal_pointer (&sentence);

  isolated = repoint_phrase_isolate (target);

  /* Translators: a server and what it accepts: "https://192.168.1.40:443: Answers with TLS 1.0" */
  return repoint_phrase_fill (_("{server}: {finding}"), "server", isolated, "finding", sentence, NULL);
}

static char *
phrase_sighting (JsonObject *data)
{
  g_autofree char *what = repoint_phrase_clean (repoint_survey_data_get_string (data, "what"));
  g_autofree char *value = repoint_phrase_clean (repoint_survey_data_get_string (data, "value"));
  g_autofree char *source = repoint_phrase_clean (repoint_survey_data_get_string (data, "source"));

  /* Translators: evidence word for word, such as "title: “Canon iR-ADV C3325”, seen by web-page" */
  return repoint_phrase_fill (_("{what}: “{value}”, seen by {source}"),
                              "what", what, "value", value, "source", source, NULL);
}

static char *
phrase_ability (RepointObservation *observation)
{
  g_autoptr(GPtrArray) evidence = g_ptr_array_new ();
  RepointCapability capability = { REPOINT_TLS_VERSION_NONE };

  capability.max_version = repoint_capability_read (observation);
  capability.strength = repoint_observation_get_strength (observation);
  capability.evidence = evidence;

  if (capability.max_version == REPOINT_TLS_VERSION_NONE || capability.strength == REPOINT_STRENGTH_NONE)
    return g_strdup (_("Something that this version of Repoint does not know."));

  return repoint_phrase_capability (&capability);
}

static char *
phrase_finding (RepointObservation *observation)
{
  const char *kind = repoint_observation_get_kind (observation);
  JsonObject *data = repoint_observation_get_data (observation);

  if (strcmp (kind, REPOINT_OBSERVATION_SURVEY) == 0)
    return phrase_survey_of (data);
  if (strcmp (kind, REPOINT_OBSERVATION_SIGHTING) == 0)
    return phrase_sighting (data);

  return phrase_ability (observation);
}

/**
 * repoint_phrase_observation:
 *
 * Returns: (transfer full): what was seen, and when
 */
char *
repoint_phrase_observation (RepointObservation *observation)
{
  guint count;
  g_autoptr(GDateTime) local = NULL;
  g_autofree char *finding = NULL;
  g_autofree char *iso = NULL;
  g_autofree char *date = NULL;
  g_autofree char *number = NULL;

  g_return_val_if_fail (REPOINT_IS_OBSERVATION (observation), NULL);

  count = repoint_observation_get_count (observation);
  local = g_date_time_to_local (repoint_observation_get_last_seen (observation));
  finding = phrase_finding (observation);
  iso = g_date_time_format (local, "%Y-%m-%d");
  date = repoint_phrase_date (iso);

  if (count < 2)
    /* Translators: something that was seen, and the day */
    return repoint_phrase_fill (_("{finding} ({date})"), "finding", finding, "date", date, NULL);

  number = g_strdup_printf ("%u", count);

  return repoint_phrase_fill (g_dngettext (GETTEXT_PACKAGE, "{finding} (seen {count} time, last on {date})",
                                           "{finding} (seen {count} times, last on {date})", count),
                              "finding", finding, "count", number, "date", date, NULL);
}
