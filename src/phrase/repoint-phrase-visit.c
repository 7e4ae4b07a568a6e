/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-phrase-visit.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "repoint-phrase-relay.h"
#include "repoint-phrase-text.h"
#include "repoint-survey-data.h"

/* How a visit ended that showed no hello. */
static const RepointPhraseWords outcomes[] = {
  { "no-hello", N_("It asked for encryption, and then did not begin it.") },
  { "in-clear", N_("It sends without encryption: it never asked for any.") },
  { "not-mail", N_("It does not speak as mail programs do: perhaps it is a web browser, or a program that looks for open ports.") },
  { "left", N_("It connected and hung up before it said anything.") },
  { "turned-away", N_("It was turned away: its address is in none of the networks that may come here.") },
  { "too-large", N_("It said far more than a device says, and was cut off.") },
  { "timeout", N_("It connected and then fell silent.") },
};

/* How the handshake with the station itself went; whether it checks certificates is told apart from that. */
static const RepointPhraseWords handshakes[] = {
  { "alert", N_("It broke the handshake off ({alert}).") },
  { "closed", N_("It hung up during the handshake; perhaps it checks certificates.") },
  { "reset", N_("It hung up during the handshake; perhaps it checks certificates.") },
  { "timeout", N_("It fell silent during the handshake.") },
  { "local-limitation", N_("This computer cannot complete a handshake that old; what the device offers was seen all the same.") },
  { "illegal", N_("It broke the rules of TLS during the handshake.") },
};

/* Joins sentences; @sentence is transfer full and nullable. */
static void
append (GString *text,
        char    *sentence)
{
  g_autofree char *owned = sentence;

  if (owned == NULL)
    return;
  if (text->len > 0)
    /* Translators: between two sentences */
    g_string_append (text, C_("sentences", " "));
  g_string_append (text, owned);
}

static char *
phrase_offer (JsonObject *hello)
{
  const char *id = repoint_survey_data_get_string (hello, "max_version");
  RepointTlsVersion max = id != NULL ? repoint_tls_version_from_string (id) : REPOINT_TLS_VERSION_NONE;
  g_autofree char *version = repoint_phrase_tls_version (id);

  if (max == REPOINT_TLS_VERSION_NONE)
    return g_strdup (_("It offers no version of TLS that there is."));
  if (max == REPOINT_TLS_VERSION_1_3)
    return repoint_phrase_fill (_("It offers {version}."), "version", version, NULL);

  return repoint_phrase_fill (_("It offers nothing newer than {version}."), "version", version, NULL);
}

static char *
phrase_handshake (JsonObject *handshake)
{
  const char *result = repoint_survey_data_get_string (handshake, "result");
  JsonNode *validates = json_object_get_member (handshake, "validates_certificate");
  const char *words;
  g_autofree char *alert = NULL;

  if (validates != NULL && JSON_NODE_HOLDS_VALUE (validates) && json_node_get_value_type (validates) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (validates)
                       ? _("It checks certificates: it did not take the one of Repoint, which nobody vouches for.")
                       : _("It does not check certificates: it took the one of Repoint, which nobody vouches for."));

  words = repoint_phrase_find_words (handshakes, G_N_ELEMENTS (handshakes), NULL, result);
  if (words == NULL)
    return NULL;

  alert = repoint_phrase_clean (repoint_survey_data_get_string (handshake, "alert"));
  return repoint_phrase_fill (words, "alert", alert, NULL);
}

/**
 * repoint_phrase_visit:
 *
 * Returns: (transfer full): what a visitor showed of itself, in one or a few sentences
 */
char *
repoint_phrase_visit (JsonObject *visit)
{
  g_autoptr(GString) text = g_string_new (NULL);
  JsonObject *hello;
  JsonObject *handshake;
  JsonObject *relay;
  const char *outcome;

  g_return_val_if_fail (visit != NULL, NULL);

  hello = repoint_survey_data_get_object (visit, "hello");
  handshake = repoint_survey_data_get_object (visit, "handshake");
  relay = repoint_survey_data_get_object (visit, "relay");
  outcome = repoint_phrase_find_words (outcomes, G_N_ELEMENTS (outcomes), NULL, repoint_survey_data_get_string (visit, "outcome"));

  if (hello != NULL)
    append (text, phrase_offer (hello));
  if (handshake != NULL)
    append (text, phrase_handshake (handshake));
  if (relay != NULL)
    append (text, repoint_phrase_relay (relay));
  if (hello == NULL && outcome != NULL)
    append (text, g_strdup (outcome));
  if (g_strcmp0 (repoint_survey_data_get_string (visit, "asked_sign_in"), "clear") == 0)
    append (text, g_strdup (_("It wanted to sign in without encryption, where others can read the password. Repoint refused, and kept nothing of it.")));
  if (text->len == 0)
    append (text, g_strdup (_("Nothing can be said of it.")));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * repoint_phrase_visitor:
 *
 * Returns: (transfer full): the address a visitor came from
 */
char *
repoint_phrase_visitor (JsonObject *visit)
{
  g_autofree char *peer = NULL;

  g_return_val_if_fail (visit != NULL, NULL);

  peer = repoint_phrase_clean (repoint_survey_data_get_string (visit, "peer"));

  /* Translators: a device that nobody has named yet, by its network address */
  return repoint_phrase_fill (_("Something at {address}"), "address", peer, NULL);
}

/**
 * repoint_phrase_arrived:
 *
 * Returns: (transfer full): when it came, to the minute
 */
char *
repoint_phrase_arrived (GDateTime *time,
                        GDateTime *now)
{
  g_autoptr(GDateTime) local = NULL;
  g_autoptr(GDateTime) today = NULL;

  g_return_val_if_fail (time != NULL && now != NULL, NULL);

  local = g_date_time_to_local (time);
  today = g_date_time_to_local (now);
  if (g_date_time_get_year (local) == g_date_time_get_year (today) &&
      g_date_time_get_day_of_year (local) == g_date_time_get_day_of_year (today))
    /* Translators: a time of day */
    return g_date_time_format (local, C_("time", "%H:%M"));

  return repoint_phrase_moment (time);
}
