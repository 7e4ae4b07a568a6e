/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-phrase-relay.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "repoint-phrase.h"
#include "repoint-phrase-text.h"
#include "repoint-survey-data.h"
#include "repoint-target.h"

/* What came of it where it was passed on. */
static const RepointPhraseWords relay_results[] = {
  { "tls-established", N_("{server} and the device agreed on {version}.") },
  { "old-tls-established", N_("{server} and the device agreed on {version}. Whether the server lets TLS that old sign in cannot be seen.") },
  { "refused", N_("{server} turned its TLS away.") },
  { "no-starttls", N_("{server} offered it no encryption.") },
  { "unreachable", N_("{server} could not be reached from this computer.") },
  { "turned-away", N_("{server} was there, and did not let the device in.") },
  { "device-left", N_("The device hung up before it agreed on anything with {server}.") },
  { "inconclusive", N_("It ended between the device and {server}, and why cannot be seen: that proves nothing either way.") },
  { "blocked", N_("Repoint ended it before anything that must not go without encryption could come to {server}.") },
  { "limit", N_("Repoint ended it before there was anything to see.") },
};

/* What the server's part in it was not. */
static const RepointPhraseWords relay_refusals[] = {
  { "device", N_("The device turned {server} down ({alert}).") },
  { "hidden", N_("The device turned {server} down, in words that only the two can read.") },
};

/* Why it stopped there. What surveys have as well is in their table. */
static const RepointPhraseWords relay_problems[] = {
  { "name-check-possible", N_("The device may check names: it was given an address, which is no name that the certificate has.") },
  { "sign-in-in-clear", N_("It went to sign in without encryption.") },
  { "mail-in-clear", N_("It went to send mail without encryption.") },
  { "other-command", N_("It said something that has no place before encryption begins.") },
  { "not-a-line", N_("It said something that is not text as mail protocols want it.") },
  { "pipelined", N_("It did not wait for the answers.") },
  { "tls-first", N_("It begins with TLS, and this server wants STARTTLS first: for a device that knows nothing else, it has no way in.") },
  { "clear-first", N_("It waits to be greeted, and this server wants TLS first: choose SSL/TLS in the device, not STARTTLS.") },
  { "no-hello", N_("It asked for encryption, and then did not begin it.") },
  { "injected", N_("Something was said between the server’s yes to encryption and its beginning: somebody may be on the way.") },
  { "stripped", N_("Something on the way, such as a firewall, keeps the server’s offer of encryption away.") },
  { "starttls-refused", N_("It offers encryption, and then says no.") },
  { "own-address", N_("The address leads back to this computer.") },
  { "bytes", N_("More was said than a test takes.") },
  { "time", N_("It took longer than a test takes.") },
  { "timeout", N_("Nothing was said any more.") },
  { "busy", N_("Too many devices are being passed on at the moment.") },
  { "stopped", N_("The station was closed.") },
};

/**
 * repoint_phrase_relay_problem:
 * @problem: (nullable): the id
 *
 * Returns: (transfer full) (nullable): why a device's passage to a mail server stopped, as a sentence
 */
char *
repoint_phrase_relay_problem (const char *problem)
{
  const char *words = repoint_phrase_find_words (relay_problems, G_N_ELEMENTS (relay_problems), NULL, problem);

  if (problem == NULL)
    return NULL;

  return words != NULL ? g_strdup (words) : repoint_phrase_survey_problem (problem);
}

static gboolean
is_old (const char *version)
{
  RepointTlsVersion agreed = version != NULL ? repoint_tls_version_from_string (version) : REPOINT_TLS_VERSION_NONE;

  return agreed != REPOINT_TLS_VERSION_NONE && agreed < REPOINT_TLS_VERSION_1_2;
}

static const char *
find_result (JsonObject *relay)
{
  const char *result = repoint_survey_data_get_string (relay, "result");
  const char *problem = repoint_survey_data_get_string (relay, "problem");
  gboolean by_device = g_strcmp0 (repoint_survey_data_get_string (relay, "alert_from"), "device") == 0;

  if (by_device && (g_strcmp0 (result, "refused") == 0 || g_strcmp0 (result, "inconclusive") == 0))
    return repoint_phrase_find_words (relay_refusals, G_N_ELEMENTS (relay_refusals), NULL,
                       repoint_survey_data_get_string (relay, "alert") != NULL ? "device" : "hidden");

  if (g_strcmp0 (result, "unreachable") == 0 && (g_strcmp0 (problem, "throttled") == 0 || g_strcmp0 (problem, "turned-away") == 0))
    result = "turned-away";
  if (g_strcmp0 (result, "tls-established") == 0 && is_old (repoint_survey_data_get_string (relay, "version")))
    result = "old-tls-established";

  return repoint_phrase_find_words (relay_results, G_N_ELEMENTS (relay_results), NULL, result);
}

/**
 * repoint_phrase_relay:
 * @relay: the member of the `listen` object, or the data of an observation of a passage
 *
 * Returns: (transfer full) (nullable): what came of a device's passage to a mail server, in one sentence or two
 */
char *
repoint_phrase_relay (JsonObject *relay)
{
  const char *uri;
  const char *words;
  g_autoptr(RepointTarget) target = NULL;
  g_autofree char *server = NULL;
  g_autofree char *version = NULL;
  g_autofree char *alert = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *problem = NULL;

  g_return_val_if_fail (relay != NULL, NULL);

  words = find_result (relay);
  if (words == NULL)
    return NULL;

  uri = repoint_survey_data_get_string (relay, "target");
  target = uri != NULL ? repoint_target_parse (uri, NULL) : NULL;
  server = target != NULL ? repoint_phrase_isolate (target->host) : g_strdup (_("The mail server"));
  version = repoint_phrase_tls_version (repoint_survey_data_get_string (relay, "version"));
  alert = repoint_phrase_clean (repoint_survey_data_get_string (relay, "alert"));
  sentence = repoint_phrase_fill (words, "server", server, "version", version, "alert", alert, NULL);
  problem = repoint_phrase_relay_problem (repoint_survey_data_get_string (relay, "problem"));
  if (problem == NULL)
    return g_steal_pointer (&sentence);

  return g_strconcat (sentence, C_("sentences", " "), problem, NULL);
}
