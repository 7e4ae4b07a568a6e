/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-phrase-replay.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "repoint-phrase-section.h"
#include "repoint-phrase-text.h"
#include "repoint-survey-data.h"

/* What is not a problem of a survey, too. */
static const RepointPhraseWords replay_problems[] = {
  { "illegal-answer", N_("Its answer breaks the rules of TLS, so that the device would hang up; perhaps somebody on the way spoils it.") },
  { "downgraded", N_("It says that it was kept from a newer TLS version, so that the device would hang up: somebody on the way spoils the connection.") },
  { "hello-unusable", N_("The greeting of the device is incomplete, or has no room for the name of this server.") },
};

/* How it turned a hello down, where that is not an alert. */
static const RepointPhraseWords refusals[] = {
  { "close", N_("It turns the device’s TLS away: it hangs up.") },
  { "reset", N_("It turns the device’s TLS away: it breaks the connection off.") },
  { "close_notify", N_("It turns the device’s TLS away: it hangs up.") },
  { "other-signature", N_("It signs in a way that the device does not offer, so that the device hangs up.") },
  { "no-cipher", N_("It has no cipher in common with the device.") },
};

static const RepointPhraseWords sessions[] = {
  { "completed", N_("A session like that was not refused before the sign-in.") },
  { "local-limitation", N_("This computer has no TLS that old, so that nothing is known of what comes behind the handshake.") },
};

static const RepointPhraseWords changes[] = {
  { "session-dropped", NC_("replay", "without the traces of an earlier visit") },
  { "server-name-added", NC_("replay", "with the name of the server, which the device had no reason to send") },
  { "server-name-impossible", NC_("replay", "without the name of the server, for which the device has no room") },
  { "server-name-dropped", NC_("replay", "without the name of a server, because this one has none") },
  { "old-key-share", NC_("replay", "with a key of the device itself") },
  { "session-id-added", NC_("replay", "with a session id, to get off a length that servers break on") },
  { "unlucky-length", NC_("replay", "of a length that some servers break on") },
};

static char *
find_sentence (const RepointPhraseWords *words,
               gsize        n_words,
               const char  *id)
{
  return g_strdup (repoint_phrase_find_words (words, n_words, NULL, id));
}

static char *
phrase_problem (JsonObject *replay)
{
  char *sentence = find_sentence (replay_problems, G_N_ELEMENTS (replay_problems),
                                  repoint_survey_data_get_string (replay, "problem"));
  g_autofree char *problem = sentence == NULL ? repoint_survey_data_dup_problem (replay) : NULL;

  return sentence != NULL ? sentence : repoint_phrase_survey_problem (problem);
}

static char *
phrase_refusal (JsonObject *replay)
{
  const char *how = repoint_survey_data_get_string (replay, "refused_by");
  char *sentence = find_sentence (refusals, G_N_ELEMENTS (refusals), how);
  g_autofree char *clean = NULL;

  if (sentence != NULL)
    return sentence;

  clean = repoint_phrase_clean (how);

  return repoint_phrase_fill (_("It turns the device’s TLS away ({how})."), "how", clean, NULL);
}

static char *
phrase_answer (JsonObject *replay)
{
  const char *result = repoint_survey_data_get_string (replay, "result");
  g_autofree char *version = repoint_phrase_tls_version (repoint_survey_data_get_string (replay, "version"));
  g_autofree char *cipher = repoint_phrase_clean (repoint_survey_data_get_string (replay, "cipher"));

  if (g_strcmp0 (result, "accepted") == 0)
    return repoint_phrase_fill (_("It agrees on {version} with the device ({cipher})."), "version", version, "cipher", cipher, NULL);
  if (g_strcmp0 (result, "refused") == 0)
    return phrase_refusal (replay);

  return phrase_problem (replay);
}

static char *
phrase_session (JsonObject *session)
{
  const char *result = repoint_survey_data_get_string (session, "result");
  const char *reply = repoint_survey_data_get_string (session, "reply");
  char *sentence = find_sentence (sessions, G_N_ELEMENTS (sessions), result);
  g_autofree char *clean = NULL;

  if (sentence != NULL)
    return sentence;

  if (g_strcmp0 (result, "refused") == 0 && reply != NULL)
    {
      clean = repoint_phrase_clean (reply);
      return repoint_phrase_fill (_("A session like that was refused behind the handshake: {reply}"), "reply", clean, NULL);
    }

  clean = repoint_phrase_clean (repoint_survey_data_get_string (session, "ended_by"));
  if (g_strcmp0 (result, "refused") == 0)
    return repoint_phrase_fill (_("A session like that was refused during the handshake ({how})."), "how", clean, NULL);

  return repoint_phrase_fill (_("A session like that came to no end that says anything ({how})."), "how", clean, NULL);
}

/**
 * repoint_phrase_replay:
 *
 * Returns: (transfer full): what a server would do with the device, in one or two sentences
 */
char *
repoint_phrase_replay (JsonObject *replay)
{
  JsonObject *session;
  g_autofree char *answer = NULL;
  g_autofree char *behind = NULL;

  g_return_val_if_fail (replay != NULL, NULL);

  session = repoint_survey_data_get_object (replay, "session");
  answer = phrase_answer (replay);
  if (session == NULL)
    return g_steal_pointer (&answer);

  behind = phrase_session (session);

  return g_strconcat (answer, C_("sentences", " "), behind, NULL);
}

static void
add_changes (RepointPhraseSection *section,
             JsonObject           *replay)
{
  g_autoptr(GPtrArray) ids = repoint_survey_data_list_strings (replay, "changed");
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < ids->len; i++)
    {
      const char *words = repoint_phrase_find_words (changes, G_N_ELEMENTS (changes), "replay", g_ptr_array_index (ids, i));

      if (words != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", words);
    }

  repoint_phrase_section_add (section, _("Sent"), text->str);
}

static void
add_version (RepointPhraseSection *section,
             JsonObject           *object)
{
  g_autofree char *version = repoint_phrase_tls_version (repoint_survey_data_get_string (object, "version"));

  if (repoint_survey_data_get_string (object, "version") != NULL)
    repoint_phrase_section_add (section, _("Version"), version);
}

static void
add_dh_bits (RepointPhraseSection *section,
             JsonObject           *replay)
{
  guint bits = repoint_survey_data_get_count (replay, "dh_bits");
  g_autofree char *text = g_strdup_printf ("%u", bits);

  if (bits > 0)
    repoint_phrase_section_add (section, _("Bits of the prime"), text);
}

static RepointPhraseSection *
make_session (JsonObject *session)
{
  RepointPhraseSection *section = repoint_phrase_section_new ("session", _("Session Held by This Computer"));

  repoint_phrase_section_add_text (section, _("Came to"), session, "stage");
  repoint_phrase_section_add_text (section, _("Reply"), session, "reply");
  repoint_phrase_section_add_text (section, _("Ended by"), session, "ended_by");

  return section;
}

/**
 * repoint_phrase_replay_sections:
 *
 * Returns: (transfer full) (element-type RepointPhraseSection): all that was observed, in the terms of the field; a section
 *   without anything in it is left out
 */
GPtrArray *
repoint_phrase_replay_sections (JsonObject *replay)
{
  GPtrArray *sections = repoint_phrase_sections_new ();
  RepointPhraseSection *answer;
  JsonObject *session;

  g_return_val_if_fail (replay != NULL, sections);

  answer = repoint_phrase_section_new ("answer", _("Answer to the Device’s Hello"));
  session = repoint_survey_data_get_object (replay, "session");
  add_changes (answer, replay);
  add_version (answer, replay);
  repoint_phrase_section_add_text (answer, _("Cipher suite"), replay, "cipher");
  repoint_phrase_section_add_text (answer, _("Group"), replay, "group");
  add_dh_bits (answer, replay);
  repoint_phrase_section_add_text (answer, _("Refused by"), replay, "refused_by");
  repoint_phrase_section_add_text (answer, _("Address"), replay, "address");
  repoint_phrase_section_add_text (answer, _("Greeting"), replay, "greeting");
  repoint_phrase_section_take (sections, answer);
  if (session != NULL)
    repoint_phrase_section_take (sections, make_session (session));

  return sections;
}
