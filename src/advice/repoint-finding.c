/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-finding-private.h"

#include <string.h>

const char * const repoint_finding_ids[] = {
  /* whether it could be asked */
  "not-reached",
  "silent",
  "unfinished",
  "no-version",
  "other-protocol",
  "turned-away",
  "throttled",
  "injected",
  "proxy-used",
  "address-unreachable",
  "ipv4-unreachable",
  "ipv6-unreachable",
  "addresses-differ",

  /* versions */
  "ssl-accepted",
  "accepted",
  "not-refused",
  "old-accepted",
  "old-not-refused",
  "old-not-refused-against-documents",
  "legacy-accepted",
  "legacy-not-refused",
  "refused-after-handshake",
  "refused-sometimes",
  "refused-other-reason",
  "refused-unknown-reply",
  "refused-in-handshake",
  "broken-off",
  "lost-after-handshake",
  "only-old",
  "no-tls12",
  "device-old",
  "device-modern",
  "intolerant",
  "versions-not-observed",
  "local-limitation",
  "legacy-block-until",
  "legacy-block-passed",

  /* suites and what else old clients need */
  "rsa-key-exchange-accepted",
  "rsa-key-exchange-refused",
  "ecdhe-accepted",
  "ecdhe-refused",
  "cbc-accepted",
  "cbc-refused",
  "sha1-signatures-accepted",
  "sha1-signatures-refused",
  "no-sni-accepted",
  "no-sni-refused",
  "no-extensions-accepted",
  "no-extensions-refused",
  "profiles-not-observed",
  "suites-unprotected",
  "suites-weak",
  "suites-incomplete",
  "dh-short",

  /* certificate */
  "certificate-good",
  "certificate-expired",
  "certificate-expires-soon",
  "certificate-not-yet-valid",
  "certificate-name-mismatch",
  "certificate-self-signed",
  "certificate-untrusted",
  "certificate-incomplete-chain",
  "certificate-chain-order",
  "certificate-weak-key",
  "certificate-weak-signature",
  "certificate-invalid",
  "root-needed",
  "root-old",
  "issuer-unconfirmed",
  "issuer-unexpected",
  "intercepted",

  /* mail */
  "starttls-missing",
  "starttls-stripped",
  "starttls-refused",
  "sign-in-both",
  "sign-in-password-only",
  "sign-in-oauth-only",
  "sign-in-password-until",
  "sign-in-clear",
  "several-servers",
  NULL,
};

/**
 * repoint_survey_context_init:
 * @self: (out caller-allocates): to be used as long as the arguments live
 */
void
repoint_survey_context_init (RepointSurveyContext *self,
                             RepointCatalog       *catalog,
                             const RepointTarget  *target,
                             const GDate          *today)
{
  const RepointCatalogEndpoint *endpoint;

  g_return_if_fail (self != NULL);
  g_return_if_fail (REPOINT_IS_CATALOG (catalog));
  g_return_if_fail (target != NULL);
  g_return_if_fail (today != NULL);

  endpoint = repoint_catalog_find_endpoint (catalog, target);
  *self = (RepointSurveyContext) { REPOINT_SURVEY_ROLE_OTHER, endpoint, catalog, today };
  if (endpoint != NULL)
    self->role = repoint_endpoint_get_standing (endpoint->endpoint) == REPOINT_STANDING_LEGACY
                   ? REPOINT_SURVEY_ROLE_LEGACY
                   : REPOINT_SURVEY_ROLE_STANDARD;
}

static void
finding_free (RepointFinding *finding)
{
  g_ptr_array_unref (finding->arguments);
  g_free (finding);
}

/**
 * repoint_finding_get_argument:
 *
 * Returns: (transfer none) (nullable): the value of that name
 */
const char *
repoint_finding_get_argument (const RepointFinding *self,
                              const char           *name)
{
  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i + 1 < self->arguments->len; i += 2)
    if (strcmp (g_ptr_array_index (self->arguments, i), name) == 0)
      return g_ptr_array_index (self->arguments, i + 1);

  return NULL;
}

void
repoint_finding_add (GPtrArray         *findings,
                     const char        *id,
                     RepointSeverity    severity,
                     const RepointFact *fact,
                     ...)
{
  RepointFinding *finding;
  const char *name;
  va_list list;

  g_return_if_fail (g_strv_contains (repoint_finding_ids, id));

  finding = g_new0 (RepointFinding, 1);
  finding->id = id;
  finding->severity = severity;
  finding->arguments = g_ptr_array_new_with_free_func (g_free);
  if (fact != NULL)
    finding->fact = *fact;

  va_start (list, fact);
  while ((name = va_arg (list, const char *)) != NULL)
    {
      const char *value = va_arg (list, const char *);

      if (value == NULL)
        continue;
      g_ptr_array_add (finding->arguments, g_strdup (name));
      g_ptr_array_add (finding->arguments, g_strdup (value));
    }
  va_end (list);

  g_ptr_array_add (findings, finding);
}

char *
repoint_finding_join (GPtrArray *strings)
{
  g_autoptr(GString) joined = g_string_new (NULL);

  for (guint i = 0; i < strings->len; i++)
    {
      if (i > 0)
        g_string_append_c (joined, '\n');
      g_string_append (joined, g_ptr_array_index (strings, i));
    }

  return g_string_free (g_steal_pointer (&joined), FALSE);
}

char *
repoint_finding_list_versions (guint versions)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (repoint_survey_data_versions); i++)
    if ((versions & (1u << i)) != 0)
      g_ptr_array_add (names, (char *) repoint_tls_version_to_string (repoint_survey_data_versions[i]));

  return repoint_finding_join (names);
}

/* The most severe first; among equals as they were found. */
static void
sort (GPtrArray *findings)
{
  g_autoptr(GPtrArray) sorted = g_ptr_array_new ();

  for (int severity = REPOINT_SEVERITY_PROBLEM; severity >= REPOINT_SEVERITY_GOOD; severity--)
    for (guint i = 0; i < findings->len; i++)
      {
        RepointFinding *finding = g_ptr_array_index (findings, i);

        if (finding->severity == (RepointSeverity) severity)
          g_ptr_array_add (sorted, finding);
      }

  for (guint i = 0; i < sorted->len; i++)
    findings->pdata[i] = g_ptr_array_index (sorted, i);
}

/**
 * repoint_finding_list:
 * @survey: the `survey` object of the command line; what is missing in it was not observed
 * @context: what the server is, what is known of it, and the day
 *
 * Returns: (transfer full) (element-type RepointFinding): what an admin should know, the most severe first
 */
GPtrArray *
repoint_finding_list (JsonObject                 *survey,
                      const RepointSurveyContext *context)
{
  GPtrArray *findings = g_ptr_array_new_with_free_func ((GDestroyNotify) finding_free);

  g_return_val_if_fail (survey != NULL, findings);
  g_return_val_if_fail (context != NULL && context->today != NULL && g_date_valid (context->today), findings);

  repoint_finding_add_reach (findings, survey, context);
  repoint_finding_add_versions (findings, survey, context);
  repoint_finding_add_suites (findings, survey, context);
  repoint_finding_add_mail (findings, survey, context);
  repoint_finding_add_certificate (findings, survey, context);
  sort (findings);

  return findings;
}
