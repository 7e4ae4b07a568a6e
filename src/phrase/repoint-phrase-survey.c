/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-phrase.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "repoint-phrase-text.h"
#include "repoint-survey-data.h"

/* Why a target could not be asked, or not to the end: the ids of repoint-survey.h, some of them with a detail. */
static const struct
{
  const char *id;
  const char *sentence;
} problems[] = {
  { "dns", N_("Its name is not known: there is no address for it.") },
  { "dns:no-such-name", N_("Its name is unknown to the name server: check how it is written.") },
  { "dns:no-address", N_("The name server knows its name, but no address for it.") },
  { "dns:useless-address", N_("The name server gives an address for it that leads nowhere, as filters do for what they block.") },
  { "dns:no-answer", N_("No name server answered, so that its address is not known.") },
  { "dns:no-network", N_("This computer has no network, so that its address is not known.") },
  { "dns:failed", N_("The name server would not tell its address.") },
  { "proxy-unreachable", N_("The proxy of this computer cannot be reached. That says nothing about the server.") },
  { "proxy-authentication", N_("The proxy of this computer asks for a user name and a password, and Repoint gives none. That says nothing about the server.") },
  { "proxy-refused", N_("The proxy of this computer refused the connection (code {detail}). That says nothing about the server.") },
  { "proxy-unusable", N_("The proxy of this computer gave no answer that could be used. That says nothing about the server.") },
  { "proxy-unsupported", N_("The proxy of this computer is of a kind that Repoint cannot use. That says nothing about the server.") },
  { "refused", N_("Nothing answers at this port.") },
  { "unreachable", N_("There is no way to it from here.") },
  { "timeout", N_("It did not answer in time.") },
  { "forbidden", N_("Repoint never touches this port: a printer would print what it is sent.") },
  { "reset", N_("It broke the connection off.") },
  { "closed", N_("It closed the connection without a word.") },
  { "stopped", N_("The test was stopped before it was asked.") },
  { "local", N_("This computer could not open another connection.") },
  { "no-starttls", N_("It does not offer encryption (STARTTLS).") },
  { "starttls-refused", N_("It offers encryption (STARTTLS) and then refuses it.") },
  { "turned-away", N_("It sent us off before anything could be asked.") },
  { "throttled", N_("It asks for a pause: too many connections for now.") },
  { "injected", N_("Somebody on the way slipped text into the connection before it was encrypted. Nothing of it was used.") },
  { "other-protocol", N_("Something else than expected answers there.") },
  { "no-version", N_("It accepts none of the TLS versions it was asked for.") },
};

static const char *
find_problem (const char *id,
              gsize       length)
{
  for (gsize i = 0; id != NULL && i < G_N_ELEMENTS (problems); i++)
    if (strlen (problems[i].id) == length && strncmp (problems[i].id, id, length) == 0)
      return g_dgettext (GETTEXT_PACKAGE, problems[i].sentence);

  return NULL;
}

/**
 * repoint_phrase_survey_problem:
 * @problem: (nullable): as repoint_survey_data_dup_problem() gives it
 *
 * Returns: (transfer full): a sentence
 */
char *
repoint_phrase_survey_problem (const char *problem)
{
  const char *colon = problem != NULL ? strchr (problem, ':') : NULL;
  const char *sentence = problem != NULL ? find_problem (problem, strlen (problem)) : NULL;
  g_autofree char *detail = repoint_phrase_clean (colon != NULL ? colon + 1 : "–");

  /* Only a finding says this, of a server that was heard before; the surveys have no such detail. */
  if (g_strcmp0 (problem, "refused:since") == 0)
    return g_strdup (_("It stopped taking connections."));
  if (sentence == NULL && colon != NULL)
    sentence = find_problem (problem, (gsize) (colon - problem));

  return sentence != NULL ? repoint_phrase_fill (sentence, "detail", detail, NULL) : g_strdup (_("It could not be asked."));
}

static char *
phrase_problem (JsonObject *survey)
{
  g_autofree char *problem = repoint_survey_data_dup_problem (survey);

  return repoint_phrase_survey_problem (problem);
}

/* "TLS 1.0, 1.1 and 1.2": the name once, then the numbers. */
static char *
phrase_versions (GArray *versions)
{
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  gboolean named = FALSE;

  for (guint i = 0; i < versions->len; i++)
    {
      RepointTlsVersion version = g_array_index (versions, RepointTlsVersion, i);
      char *word = repoint_phrase_tls_version (repoint_tls_version_to_string (version));

      if (version >= REPOINT_TLS_VERSION_1_0)
        {
          if (named)
            memmove (word, word + strlen ("TLS "), strlen (word + strlen ("TLS ")) + 1);
          named = TRUE;
        }
      g_ptr_array_add (words, word);
    }

  return repoint_phrase_join (words);
}

typedef struct
{
  GArray *clean;   /* accepted, and not refused behind it */
  GArray *unsure;  /* of these, the old ones that may still be refused after sign-in, which is never tried */
  GArray *refused; /* turned away as such */
  GArray *ended;   /* accepted, and then the handshake was broken off */
  GArray *broken;  /* intolerant */
} Versions;

static void
sort_versions (JsonObject *survey,
               Versions   *versions)
{
  versions->clean = g_array_new (FALSE, FALSE, sizeof (RepointTlsVersion));
  versions->unsure = g_array_new (FALSE, FALSE, sizeof (RepointTlsVersion));
  versions->refused = g_array_new (FALSE, FALSE, sizeof (RepointTlsVersion));
  versions->ended = g_array_new (FALSE, FALSE, sizeof (RepointTlsVersion));
  versions->broken = g_array_new (FALSE, FALSE, sizeof (RepointTlsVersion));

  for (gsize i = 0; i < G_N_ELEMENTS (repoint_survey_data_versions); i++)
    {
      RepointTlsVersion version = repoint_survey_data_versions[i];
      RepointSurveyApplication application;

      switch (repoint_survey_data_get_answer (survey, version))
        {
        case REPOINT_SURVEY_ACCEPTED:
          repoint_survey_data_get_application (survey, version, &application);
          if (application.refused == 0 && application.handshake_refused == 0)
            g_array_append_val (versions->clean, version);
          if (application.handshake_refused > 0)
            g_array_append_val (versions->ended, version);
          if (application.refused == 0 && application.handshake_refused == 0 && application.not_refused > 0 && version < REPOINT_TLS_VERSION_1_2)
            g_array_append_val (versions->unsure, version);
          break;

        case REPOINT_SURVEY_REFUSED:
          /* Nobody is surprised that SSL is gone, or misses TLS 1.3 where there is TLS 1.2. */
          if (version >= REPOINT_TLS_VERSION_1_0 &&
              (version < REPOINT_TLS_VERSION_1_3 ||
               repoint_survey_data_get_answer (survey, REPOINT_TLS_VERSION_1_2) != REPOINT_SURVEY_ACCEPTED))
            g_array_append_val (versions->refused, version);
          break;

        case REPOINT_SURVEY_INTOLERANT:
          g_array_append_val (versions->broken, version);
          break;

        case REPOINT_SURVEY_NOT_OBSERVED:
          break;
        }
    }
}

static void
clear_versions (Versions *versions)
{
  g_array_unref (versions->clean);
  g_array_unref (versions->unsure);
  g_array_unref (versions->refused);
  g_array_unref (versions->ended);
  g_array_unref (versions->broken);
}

static void
add_part (GPtrArray  *parts,
          const char *sentence,
          GArray     *versions)
{
  g_autofree char *list = NULL;

  if (versions->len == 0)
    return;

  list = phrase_versions (versions);
  g_ptr_array_add (parts, repoint_phrase_fill (sentence, "versions", list, NULL));
}

static gboolean
is_refused_alike (JsonObject        *survey,
                  RepointTlsVersion  a,
                  RepointTlsVersion  b)
{
  RepointSurveyApplication of_a;
  RepointSurveyApplication of_b;

  repoint_survey_data_get_application (survey, a, &of_a);
  repoint_survey_data_get_application (survey, b, &of_b);

  return of_a.refused > 0 && of_a.refused == of_b.refused && of_a.tries == of_b.tries;
}

static void
add_refusal (GPtrArray  *parts,
             JsonObject *survey,
             GArray     *versions)
{
  g_autofree char *list = phrase_versions (versions);
  g_autofree char *tries = NULL;
  g_autofree char *refused = NULL;
  RepointSurveyApplication application;

  repoint_survey_data_get_application (survey, g_array_index (versions, RepointTlsVersion, 0), &application);
  tries = g_strdup_printf ("%u", application.tries);
  refused = g_strdup_printf ("%u", application.refused);
  g_ptr_array_add (parts, repoint_phrase_fill (
    g_dngettext (GETTEXT_PACKAGE,
                 "turns {versions} away after the handshake ({refused} of {tries} try)",
                 "turns {versions} away after the handshake ({refused} of {tries} tries)",
                 application.tries),
    "versions", list, "refused", refused, "tries", tries, NULL));
}

/* Versions that were refused equally often are named together. */
static void
add_refusals (GPtrArray  *parts,
              JsonObject *survey)
{
  for (gsize i = 0; i < G_N_ELEMENTS (repoint_survey_data_versions); i++)
    {
      RepointTlsVersion version = repoint_survey_data_versions[i];
      g_autoptr(GArray) alike = g_array_new (FALSE, FALSE, sizeof (RepointTlsVersion));
      gboolean named = FALSE;

      for (gsize j = 0; j < G_N_ELEMENTS (repoint_survey_data_versions); j++)
        if (is_refused_alike (survey, version, repoint_survey_data_versions[j]))
          {
            named = named || j < i;
            g_array_append_val (alike, repoint_survey_data_versions[j]);
          }
      if (alike->len > 0 && !named)
        add_refusal (parts, survey, alike);
    }
}

static char *
capitalize (const char *sentence)
{
  g_autofree char *first = g_utf8_substring (sentence, 0, 1);
  g_autofree char *upper = g_utf8_strup (first, -1);

  return g_strconcat (upper, g_utf8_next_char (sentence), NULL);
}

/**
 * repoint_phrase_survey:
 * @survey: the `survey` object of the command line
 *
 * Returns: (transfer full): what a server accepts, in one sentence
 */
char *
repoint_phrase_survey (JsonObject *survey)
{
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *joined = NULL;
  const char *problem;
  Versions versions;

  g_return_val_if_fail (survey != NULL, NULL);

  problem = repoint_survey_data_get_string (survey, "problem");
  sort_versions (survey, &versions);
  add_part (parts, _("answers with {versions}"), versions.clean);
  add_part (parts, _("does not refuse {versions} before sign-in, but may do so after it"), versions.unsure);
  add_refusals (parts, survey);
  add_part (parts, _("breaks the handshake with {versions} off"), versions.ended);
  add_part (parts, _("turns {versions} away"), versions.refused);
  add_part (parts, _("breaks off when it is offered {versions}"), versions.broken);
  clear_versions (&versions);

  if (problem != NULL && repoint_survey_data_get_highest (survey, REPOINT_TLS_VERSION_1_3) == REPOINT_TLS_VERSION_NONE)
    return phrase_problem (survey);

  if (parts->len == 0)
    return repoint_survey_data_is_reachable (survey) ? g_strdup (_("It answers; its encryption was not asked for."))
                                                     : phrase_problem (survey);

  g_ptr_array_add (parts, NULL);
  /* Translators: between two findings about a server: "Answers with TLS 1.2; turns TLS 1.0 away" */
  joined = g_strjoinv (C_("list", "; "), (char **) parts->pdata);

  return capitalize (joined);
}
