/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-finding-private.h"

#include <string.h>

/* Short Diffie-Hellman primes can be broken in advance (RFC 9325 section 4.2 asks for 2048 bits at least). */
#define MIN_DH_BITS 2048

/* What an old client may be limited to, as members of "profiles". */
static const struct
{
  const char      *profile;
  const char      *accepted;
  const char      *refused;
  RepointSeverity  weight;   /* of a refusal, by a server that devices are to connect to */
  gboolean         of_tls12; /* asks at TLS 1.2 exactly: says nothing where that is not accepted at all */
  gboolean         of_old;   /* matters to clients that a standard server turns away anyhow */
} profiles[] = {
  { "rsa-key-exchange", "rsa-key-exchange-accepted", "rsa-key-exchange-refused", REPOINT_SEVERITY_WARNING, TRUE, FALSE },
  { "ecdhe", "ecdhe-accepted", "ecdhe-refused", REPOINT_SEVERITY_WARNING, TRUE, FALSE },
  { "cbc", "cbc-accepted", "cbc-refused", REPOINT_SEVERITY_WARNING, TRUE, FALSE },
  { "sha1-signatures", "sha1-signatures-accepted", "sha1-signatures-refused", REPOINT_SEVERITY_NOTE, TRUE, FALSE },
  { "no-sni", "no-sni-accepted", "no-sni-refused", REPOINT_SEVERITY_WARNING, FALSE, FALSE },
  { "no-extensions", "no-extensions-accepted", "no-extensions-refused", REPOINT_SEVERITY_WARNING, FALSE, TRUE },
};

static RepointSeverity
weigh (gsize                       profile,
       const RepointSurveyContext *context)
{
  if (context->role == REPOINT_SURVEY_ROLE_DEVICE ||
      (context->role == REPOINT_SURVEY_ROLE_STANDARD && profiles[profile].of_old))
    return REPOINT_SEVERITY_NOTE;

  return profiles[profile].weight;
}

static void
add_profiles (GPtrArray                  *findings,
              JsonObject                 *survey,
              const RepointSurveyContext *context)
{
  JsonObject *answers = repoint_survey_data_get_object (survey, "profiles");
  gboolean tls12 = repoint_survey_data_get_answer (survey, REPOINT_TLS_VERSION_1_2) == REPOINT_SURVEY_ACCEPTED;
  g_autoptr(GPtrArray) open = g_ptr_array_new ();
  g_autofree char *list = NULL;

  /* Where nothing was answered at all, that has been said. */
  if (answers == NULL || repoint_survey_data_get_highest (survey, REPOINT_TLS_VERSION_1_3) == REPOINT_TLS_VERSION_NONE)
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (profiles); i++)
    {
      const char *answer = repoint_survey_data_get_string (answers, profiles[i].profile);

      if (answer == NULL || (profiles[i].of_tls12 && !tls12))
        continue;

      if (strcmp (answer, "accepted") == 0)
        repoint_finding_add (findings, profiles[i].accepted, REPOINT_SEVERITY_GOOD, NULL, NULL);
      else if (strcmp (answer, "refused") == 0)
        repoint_finding_add (findings, profiles[i].refused, weigh (i, context), NULL, NULL);
      else
        g_ptr_array_add (open, (char *) profiles[i].profile);
    }

  list = repoint_finding_join (open);
  if (open->len > 0)
    repoint_finding_add (findings, "profiles-not-observed", REPOINT_SEVERITY_NOTE, NULL, "profiles", list, NULL);
}

static gboolean
contains_one_of (const char         *suite,
                 const char * const *parts)
{
  for (guint i = 0; parts[i] != NULL; i++)
    if (strstr (suite, parts[i]) != NULL)
      return TRUE;

  return FALSE;
}

/* The suites of all TLS versions that have one of @parts in their name, each once. */
static char *
find_suites (JsonObject         *ciphers,
             const char * const *parts)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (repoint_survey_data_versions); i++)
    {
      const char *version = repoint_tls_version_to_string (repoint_survey_data_versions[i]);
      g_autoptr(GPtrArray) suites = repoint_survey_data_list_strings (ciphers, version);

      for (guint j = 0; j < suites->len; j++)
        if (contains_one_of (g_ptr_array_index (suites, j), parts) &&
            !g_ptr_array_find_with_equal_func (found, g_ptr_array_index (suites, j), g_str_equal, NULL))
          g_ptr_array_add (found, g_ptr_array_index (suites, j));
    }

  return repoint_finding_join (found);
}

static void
add_weak (GPtrArray                  *findings,
          JsonObject                 *survey,
          const RepointSurveyContext *context)
{
  static const char * const unprotected[] = { "_anon_", "_NULL_", "EXPORT", NULL };
  static const char * const weak[] = { "_RC4_", "_3DES_", "_DES_", "_RC2_", "DES_192", NULL };
  JsonObject *ciphers = repoint_survey_data_get_object (survey, "ciphers");
  g_autofree char *open = NULL;
  g_autofree char *old = NULL;

  if (ciphers == NULL)
    return;

  open = find_suites (ciphers, unprotected);
  if (open[0] != '\0')
    repoint_finding_add (findings, "suites-unprotected", REPOINT_SEVERITY_WARNING, NULL, "suites", open, NULL);

  /* A suite that anybody can read is no longer just weak. */
  old = find_suites (ciphers, weak);
  if (old[0] != '\0')
    repoint_finding_add (findings, "suites-weak",
                         context->role == REPOINT_SURVEY_ROLE_STANDARD || context->role == REPOINT_SURVEY_ROLE_OTHER
                           ? REPOINT_SEVERITY_WARNING
                           : REPOINT_SEVERITY_NOTE,
                         NULL, "suites", old, NULL);
}

/* A list that ended early may lack just the suite that matters. */
static void
add_incomplete (GPtrArray  *findings,
                JsonObject *survey)
{
  g_autoptr(GPtrArray) names = repoint_survey_data_list_strings (survey, "ciphers_incomplete");
  guint versions = 0;

  for (guint i = 0; i < G_N_ELEMENTS (repoint_survey_data_versions); i++)
    if (g_ptr_array_find_with_equal_func (names, repoint_tls_version_to_string (repoint_survey_data_versions[i]), g_str_equal,
                                          NULL))
      versions |= 1u << i;

  if (versions != 0)
    {
      g_autofree char *list = repoint_finding_list_versions (versions);

      repoint_finding_add (findings, "suites-incomplete", REPOINT_SEVERITY_NOTE, NULL, "versions", list, NULL);
    }
}

static void
add_dh (GPtrArray  *findings,
        JsonObject *survey)
{
  JsonObject *all = repoint_survey_data_get_object (survey, "dh_bits");
  guint least = MIN_DH_BITS;
  guint versions = 0;

  if (all == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (repoint_survey_data_versions); i++)
    {
      guint bits = repoint_survey_data_get_count (all, repoint_tls_version_to_string (repoint_survey_data_versions[i]));

      if (bits == 0 || bits >= MIN_DH_BITS)
        continue;
      least = MIN (least, bits);
      versions |= 1u << i;
    }

  if (versions != 0)
    {
      g_autofree char *bits = g_strdup_printf ("%u", least);
      g_autofree char *list = repoint_finding_list_versions (versions);

      repoint_finding_add (findings, "dh-short", REPOINT_SEVERITY_WARNING, NULL, "bits", bits, "versions", list, NULL);
    }
}

void
repoint_finding_add_suites (GPtrArray                  *findings,
                            JsonObject                 *survey,
                            const RepointSurveyContext *context)
{
  add_profiles (findings, survey, context);
  add_weak (findings, survey, context);
  add_incomplete (findings, survey);
  add_dh (findings, survey);
}
