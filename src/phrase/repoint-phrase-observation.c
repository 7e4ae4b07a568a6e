/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-phrase.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "repoint-phrase-text.h"
#include "repoint-phrase-visit.h"
#include "repoint-survey-data.h"
#include "repoint-visits.h"

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

static void
copy_member (JsonObject *from,
             const char *name,
             JsonObject *to)
{
  JsonNode *node = json_object_get_member (from, name);

  if (node != NULL)
    json_object_set_member (to, name, json_node_copy (node));
}

/* What is left of a visit when all is left out that differs from one to the next. */
static char *
phrase_hello (JsonObject *data)
{
  g_autoptr(JsonObject) visit = json_object_new ();

  copy_member (data, "handshake", visit);
  copy_member (data, "outcome", visit);
  copy_member (data, "asked_sign_in", visit);
  if (repoint_survey_data_get_string (data, "hello") != NULL)
    {
      JsonObject *hello = json_object_new ();

      copy_member (data, "max_version", hello);
      json_object_set_object_member (visit, "hello", hello);
    }

  return repoint_phrase_visit (visit);
}

static char *
phrase_passage (JsonObject *data)
{
  g_autoptr(JsonObject) visit = json_object_new ();

  json_object_set_object_member (visit, "relay", json_object_ref (data));

  return repoint_phrase_visit (visit);
}

static char *
phrase_replay (RepointObservation *observation)
{
  const char *uri = repoint_survey_data_get_string (repoint_observation_get_data (observation), "target");
  g_autoptr(RepointTarget) target = uri != NULL ? repoint_target_parse (uri, NULL) : NULL;
  g_autofree char *server = target != NULL ? repoint_phrase_isolate (target->host) : g_strdup (_("the mail server"));
  RepointTlsVersion agreed = repoint_visits_get_version (observation, "version");
  g_autofree char *version = repoint_phrase_tls_version (repoint_tls_version_to_string (agreed));
  const char *sentence = NULL;

  switch (repoint_visits_judge (observation))
    {
    case REPOINT_VISIT_ACCEPTED:
      sentence = _("Its hello, sent again to {server}, was answered with {version}.");
      break;

    case REPOINT_VISIT_TURNED_AWAY:
      sentence = _("Its hello, sent again to {server}, was answered with {version}; then the server sent us off.");
      break;

    case REPOINT_VISIT_REFUSED:
      sentence = _("Its hello, sent again to {server}, was turned away.");
      break;

    case REPOINT_VISIT_DISTRUSTED:
    case REPOINT_VISIT_INCONCLUSIVE:
      sentence = _("Its hello, sent again to {server}, got no clear answer.");
      break;
    }

  return repoint_phrase_fill (sentence, "server", server, "version", version, NULL);
}

static char *
phrase_profile (RepointObservation *observation)
{
  JsonObject *data = repoint_observation_get_data (observation);
  const char *profile = repoint_survey_data_get_string (data, "profile");
  const char *name = repoint_survey_data_get_string (data, "name");
  RepointTlsVersion max = repoint_visits_get_version (observation, "max_version");
  g_autofree char *client = repoint_phrase_isolate (name != NULL && name[0] != '\0' ? g_dgettext (GETTEXT_PACKAGE, name)
                                                     : profile != NULL ? profile : "");
  g_autofree char *version = repoint_phrase_tls_version (repoint_tls_version_to_string (max));

  if (profile == NULL)
    return g_strdup (_("No longer assumed to be a known client"));

  return repoint_phrase_fill (_("Assumed to be {client}: {version} at most"), "client", client, "version", version, NULL);
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
  if (strcmp (kind, REPOINT_OBSERVATION_HELLO) == 0)
    return phrase_hello (data);
  if (strcmp (kind, REPOINT_OBSERVATION_PASSAGE) == 0)
    return phrase_passage (data);
  if (strcmp (kind, REPOINT_OBSERVATION_REPLAY) == 0)
    return phrase_replay (observation);
  if (strcmp (kind, REPOINT_OBSERVATION_PROFILE) == 0)
    return phrase_profile (observation);

  return phrase_ability (observation);
}

/* What the device itself did, or what was done with its hello: when, and how often, come first. */
static char *
phrase_visit (RepointObservation *observation,
              const char         *finding)
{
  guint count = repoint_observation_get_count (observation);
  g_autofree char *time = repoint_phrase_moment (repoint_observation_get_last_seen (observation));
  g_autofree char *number = g_strdup_printf ("%u", count);

  if (g_strcmp0 (repoint_survey_data_get_string (repoint_observation_get_data (observation), "source"), "capture") == 0)
    return repoint_phrase_fill (_("{time}, in a packet capture: {finding}"), "time", time, "finding", finding, NULL);
  if (count < 2)
    /* Translators: a moment, and what was seen then in one or more sentences */
    return repoint_phrase_fill (_("{time}: {finding}"), "time", time, "finding", finding, NULL);

  return repoint_phrase_fill (g_dngettext (GETTEXT_PACKAGE, "{time}, seen {count} time: {finding}",
                                           "{time}, seen {count} times: {finding}", count),
                              "time", time, "count", number, "finding", finding, NULL);
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
  if (repoint_visits_is_visit (observation))
    return phrase_visit (observation, finding);

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

/**
 * repoint_phrase_met:
 * @observation: (nullable): a passage or a replay; %NULL: there is none
 *
 * Returns: (transfer full): how a server took the device, or its hello, in a few words for a row beside other servers
 */
char *
repoint_phrase_met (RepointObservation *observation)
{
  g_autofree char *version = NULL;

  g_return_val_if_fail (observation == NULL || REPOINT_IS_OBSERVATION (observation), NULL);

  if (observation == NULL)
    return g_strdup (C_("met", "Not tried yet"));

  version = repoint_phrase_tls_version (repoint_tls_version_to_string (repoint_visits_get_version (observation, "version")));
  switch (repoint_visits_judge (observation))
    {
    case REPOINT_VISIT_ACCEPTED:
      return repoint_phrase_fill (C_("met", "{version} agreed on"), "version", version, NULL);

    case REPOINT_VISIT_TURNED_AWAY:
      return repoint_phrase_fill (C_("met", "{version} agreed on, then sent off"), "version", version, NULL);

    case REPOINT_VISIT_REFUSED:
      return g_strdup (C_("met", "Turned away"));

    case REPOINT_VISIT_DISTRUSTED:
      return g_strdup (C_("met", "Certificate not taken"));

    case REPOINT_VISIT_INCONCLUSIVE:
      break;
    }

  return g_strdup (C_("met", "Proves nothing"));
}
