/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-phrase.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "repoint-phrase-text.h"
#include "repoint-survey-data.h"

/* Why a target could not be asked, or not to the end: the ids of repoint-survey.h. */
static const struct
{
  const char *id;
  const char *sentence;
} problems[] = {
  { "dns", N_("Its name is not known: there is no address for it.") },
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
  { "other-protocol", N_("Something else than a mail server answers there.") },
  { "no-version", N_("It accepts none of the TLS versions it was asked for.") },
};

static const struct
{
  const char *id;
  const char *words;
} certificate_problems[] = {
  { "expired", NC_("certificate", "expired") },
  { "not-yet-valid", NC_("certificate", "not valid yet") },
  { "name-mismatch", NC_("certificate", "made for another name") },
  { "self-signed", NC_("certificate", "signed by itself") },
  { "untrusted", NC_("certificate", "not from a trusted authority") },
  { "incomplete-chain", NC_("certificate", "chain incomplete") },
  { "chain-order", NC_("certificate", "chain not in order") },
  { "weak-key", NC_("certificate", "weak key") },
  { "weak-signature", NC_("certificate", "weak signature") },
  { "invalid", NC_("certificate", "invalid") },
};

static const char *
find_problem (const char *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (problems); i++)
    if (g_strcmp0 (problems[i].id, id) == 0)
      return g_dgettext (GETTEXT_PACKAGE, problems[i].sentence);

  return _("It could not be asked.");
}

/**
 * repoint_phrase_survey_problem:
 * @problem: (nullable): the "problem" of a survey
 *
 * Returns: (transfer full): a sentence
 */
char *
repoint_phrase_survey_problem (const char *problem)
{
  return g_strdup (find_problem (problem));
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
  GArray *broken;  /* intolerant */
} Versions;

static void
sort_versions (JsonObject *survey,
               Versions   *versions)
{
  versions->clean = g_array_new (FALSE, FALSE, sizeof (RepointTlsVersion));
  versions->unsure = g_array_new (FALSE, FALSE, sizeof (RepointTlsVersion));
  versions->refused = g_array_new (FALSE, FALSE, sizeof (RepointTlsVersion));
  versions->broken = g_array_new (FALSE, FALSE, sizeof (RepointTlsVersion));

  for (gsize i = 0; i < G_N_ELEMENTS (repoint_survey_data_versions); i++)
    {
      RepointTlsVersion version = repoint_survey_data_versions[i];
      RepointSurveyApplication application;

      switch (repoint_survey_data_get_answer (survey, version))
        {
        case REPOINT_SURVEY_ACCEPTED:
          repoint_survey_data_get_application (survey, version, &application);
          if (application.refused == 0)
            g_array_append_val (versions->clean, version);
          if (application.refused == 0 && application.not_refused > 0 && version < REPOINT_TLS_VERSION_1_2)
            g_array_append_val (versions->unsure, version);
          break;

        case REPOINT_SURVEY_REFUSED:
          /* Nobody is surprised that SSL is gone. */
          if (version >= REPOINT_TLS_VERSION_1_0)
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

static void
add_refusals (GPtrArray  *parts,
              JsonObject *survey)
{
  for (gsize i = 0; i < G_N_ELEMENTS (repoint_survey_data_versions); i++)
    {
      RepointTlsVersion version = repoint_survey_data_versions[i];
      g_autofree char *name = NULL;
      g_autofree char *tries = NULL;
      g_autofree char *refused = NULL;
      RepointSurveyApplication application;

      repoint_survey_data_get_application (survey, version, &application);
      if (application.refused == 0)
        continue;

      name = repoint_phrase_tls_version (repoint_tls_version_to_string (version));
      tries = g_strdup_printf ("%u", application.tries);
      refused = g_strdup_printf ("%u", application.refused);
      g_ptr_array_add (parts, repoint_phrase_fill (
        g_dngettext (GETTEXT_PACKAGE,
                     "turns {version} away after the connection is encrypted ({refused} of {tries} try)",
                     "turns {version} away after the connection is encrypted ({refused} of {tries} tries)",
                     application.tries),
        "version", name, "refused", refused, "tries", tries, NULL));
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
  add_part (parts, _("turns {versions} away"), versions.refused);
  add_part (parts, _("breaks off when it is offered {versions}"), versions.broken);
  clear_versions (&versions);

  if (problem != NULL && repoint_survey_data_get_highest (survey, REPOINT_TLS_VERSION_1_3) == REPOINT_TLS_VERSION_NONE)
    return g_strdup (find_problem (problem));

  if (parts->len == 0)
    return g_strdup (repoint_survey_data_is_reachable (survey) ? _("It answers; its encryption was not asked for.")
                                                              : find_problem (problem));

  g_ptr_array_add (parts, NULL);
  /* Translators: between two findings about a server: "Answers with TLS 1.2; turns TLS 1.0 away" */
  joined = g_strjoinv (C_("list", "; "), (char **) parts->pdata);

  return capitalize (joined);
}

static const char *
find_answer_words (RepointSurveyAnswer answer)
{
  switch (answer)
    {
    case REPOINT_SURVEY_ACCEPTED:
      return C_("survey", "accepted");
    case REPOINT_SURVEY_REFUSED:
      return C_("survey", "refused");
    case REPOINT_SURVEY_INTOLERANT:
      return C_("survey", "breaks off");
    case REPOINT_SURVEY_NOT_OBSERVED:
      break;
    }

  return C_("survey", "not observed");
}

static JsonObject *
get_object (JsonObject *object,
            const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static char *
join_strings (JsonObject *object,
              const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_VALUE (element) && json_node_get_value_type (element) == G_TYPE_STRING)
        g_ptr_array_add (words, repoint_phrase_clean (json_node_get_string (element)));
    }
  g_ptr_array_add (words, NULL);

  return g_strjoinv (", ", (char **) words->pdata);
}

static void
add_version_line (GPtrArray         *lines,
                  JsonObject        *survey,
                  RepointTlsVersion  version)
{
  RepointSurveyAnswer answer = repoint_survey_data_get_answer (survey, version);
  const char *id = repoint_tls_version_to_string (version);
  JsonObject *refused_by = get_object (survey, "refused_by");
  const char *how = refused_by != NULL ? repoint_survey_data_get_string (refused_by, id) : NULL;
  g_autofree char *name = repoint_phrase_tls_version (id);
  g_autofree char *clean = repoint_phrase_clean (how);

  if (answer == REPOINT_SURVEY_NOT_OBSERVED)
    return;

  g_ptr_array_add (lines, repoint_phrase_fill (how != NULL ? _("{version}: {answer} ({how})") : _("{version}: {answer}"),
                                               "version", name, "answer", find_answer_words (answer), "how", clean, NULL));
}

static void
add_application_line (GPtrArray         *lines,
                      JsonObject        *survey,
                      RepointTlsVersion  version)
{
  g_autofree char *name = repoint_phrase_tls_version (repoint_tls_version_to_string (version));
  g_autofree char *tries = NULL;
  g_autofree char *refused = NULL;
  g_autofree char *reply = NULL;
  RepointSurveyApplication application;

  repoint_survey_data_get_application (survey, version, &application);
  if (application.tries == 0)
    return;

  tries = g_strdup_printf ("%u", application.tries);
  refused = g_strdup_printf ("%u", application.refused);
  reply = repoint_phrase_isolate (application.reply);

  if (application.refused > 0)
    g_ptr_array_add (lines, repoint_phrase_fill (
      g_dngettext (GETTEXT_PACKAGE, "{version}, once encrypted: refused in {refused} of {tries} try: {reply}",
                   "{version}, once encrypted: refused in {refused} of {tries} tries: {reply}", application.tries),
      "version", name, "refused", refused, "tries", tries, "reply", reply, NULL));
  else if (application.not_refused > 0)
    g_ptr_array_add (lines, repoint_phrase_fill (
      g_dngettext (GETTEXT_PACKAGE, "{version}, once encrypted: not refused before sign-in in {tries} try",
                   "{version}, once encrypted: not refused before sign-in in {tries} tries", application.tries),
      "version", name, "tries", tries, NULL));
}

static char *
phrase_certificate_problems (JsonObject *certificate)
{
  g_autofree char *ids = join_strings (certificate, "problems");
  g_auto(GStrv) list = g_strsplit (ids, ", ", -1);
  g_autoptr(GPtrArray) words = g_ptr_array_new ();

  for (guint i = 0; list[i] != NULL; i++)
    for (gsize j = 0; j < G_N_ELEMENTS (certificate_problems); j++)
      if (strcmp (certificate_problems[j].id, list[i]) == 0)
        g_ptr_array_add (words, (char *) g_dpgettext2 (GETTEXT_PACKAGE, "certificate", certificate_problems[j].words));

  return repoint_phrase_join (words);
}

static void
add_certificate_lines (GPtrArray  *lines,
                       JsonObject *survey)
{
  static const struct
  {
    const char *member;
    const char *sentence;
  } rows[] = {
    { "subject", N_("Certificate of {value}") },
    { "issuer", N_("Issued by {value}") },
    { "root", N_("Root: {value}") },
    { "not_after", N_("Valid until {value}") },
    { "key", N_("Key: {value}") },
    { "signature", N_("Signature: {value}") },
  };
  JsonObject *certificate = get_object (survey, "certificate");
  g_autofree char *found = NULL;

  if (certificate == NULL)
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *value = repoint_survey_data_get_string (certificate, rows[i].member);
      g_autofree char *clean = repoint_phrase_clean (value);
      g_autofree char *day = g_strndup (clean, strlen ("YYYY-MM-DD"));
      g_autofree char *date = repoint_phrase_date (day);

      if (value != NULL && value[0] != '\0')
        g_ptr_array_add (lines, repoint_phrase_fill (g_dgettext (GETTEXT_PACKAGE, rows[i].sentence), "value",
                                                     strcmp (rows[i].member, "not_after") == 0 ? date : clean, NULL));
    }

  found = phrase_certificate_problems (certificate);
  if (found[0] != '\0')
    g_ptr_array_add (lines, repoint_phrase_fill (_("Wrong with the certificate: {problems}"), "problems", found, NULL));
}

static void
add_starttls_line (GPtrArray  *lines,
                   JsonObject *survey)
{
  const char *starttls = repoint_survey_data_get_string (survey, "starttls");

  if (g_strcmp0 (starttls, "offered") == 0)
    g_ptr_array_add (lines, g_strdup (_("STARTTLS is offered")));
  else if (g_strcmp0 (starttls, "missing") == 0)
    g_ptr_array_add (lines, g_strdup (_("STARTTLS is not offered")));
  else if (g_strcmp0 (starttls, "stripped") == 0)
    g_ptr_array_add (lines, g_strdup (_("STARTTLS was taken out on the way, as firewalls do")));
}

/**
 * repoint_phrase_survey_details:
 * @survey: the `survey` object of the command line
 *
 * Returns: (transfer full) (array zero-terminated=1): the technical findings that repoint_phrase_survey() does not
 *   give already, a line each
 */
char **
repoint_phrase_survey_details (JsonObject *survey)
{
  GPtrArray *lines = g_ptr_array_new ();
  g_autofree char *sentence = NULL;
  g_autofree char *methods = NULL;
  const char *problem;

  g_return_val_if_fail (survey != NULL, NULL);

  problem = repoint_survey_data_get_string (survey, "problem");
  sentence = repoint_phrase_survey (survey);
  if (problem != NULL && strcmp (find_problem (problem), sentence) != 0)
    g_ptr_array_add (lines, g_strdup (find_problem (problem)));

  for (gsize i = G_N_ELEMENTS (repoint_survey_data_versions); i > 0; i--)
    {
      add_version_line (lines, survey, repoint_survey_data_versions[i - 1]);
      add_application_line (lines, survey, repoint_survey_data_versions[i - 1]);
    }

  add_starttls_line (lines, survey);
  methods = join_strings (survey, "sign_in");
  if (methods[0] != '\0')
    g_ptr_array_add (lines, repoint_phrase_fill (_("Sign-in offered: {methods}"), "methods", methods, NULL));
  add_certificate_lines (lines, survey);
  g_ptr_array_add (lines, NULL);

  return (char **) g_ptr_array_free (lines, FALSE);
}
