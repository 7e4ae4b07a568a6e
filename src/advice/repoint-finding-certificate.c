/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-finding-private.h"
#include "repoint-issuer.h"

#include <stdio.h>
#include <string.h>

#define SOON_DAYS   30
#define URGENT_DAYS 14

/* The ids of "problems" in a certificate, and what they weigh. A device's own certificate is seldom from an authority,
 * and nobody depends on that; a provider may have an authority of its own, but for those that the catalog knows. */
static const struct
{
  const char      *problem;
  const char      *id;
  RepointSeverity  of_server;
  gboolean         may_be_private;
} certificate_problems[] = {
  { "not-yet-valid", "certificate-not-yet-valid", REPOINT_SEVERITY_PROBLEM, FALSE },
  { "name-mismatch", "certificate-name-mismatch", REPOINT_SEVERITY_PROBLEM, FALSE },
  { "self-signed", "certificate-self-signed", REPOINT_SEVERITY_PROBLEM, TRUE },
  { "incomplete-chain", "certificate-incomplete-chain", REPOINT_SEVERITY_PROBLEM, FALSE },
  { "untrusted", "certificate-untrusted", REPOINT_SEVERITY_PROBLEM, TRUE },
  { "chain-order", "certificate-chain-order", REPOINT_SEVERITY_WARNING, FALSE },
  { "weak-key", "certificate-weak-key", REPOINT_SEVERITY_WARNING, FALSE },
  { "weak-signature", "certificate-weak-signature", REPOINT_SEVERITY_WARNING, FALSE },
  { "invalid", "certificate-invalid", REPOINT_SEVERITY_PROBLEM, FALSE },
};

static gboolean
has (GPtrArray  *strings,
     const char *string)
{
  return g_ptr_array_find_with_equal_func (strings, string, g_str_equal, NULL);
}

/* The day part of a time of RFC 3339; FALSE when it is none. */
static gboolean
parse_day (const char *time,
           GDate      *day)
{
  guint year;
  guint month;
  guint number;

  if (time == NULL || sscanf (time, "%4u-%2u-%2u", &year, &month, &number) != 3 ||
      !g_date_valid_dmy ((GDateDay) MIN (number, 99), (GDateMonth) MIN (month, 99), (GDateYear) year))
    return FALSE;

  g_date_set_dmy (day, (GDateDay) number, (GDateMonth) month, (GDateYear) year);

  return TRUE;
}

static void
add_expiry (GPtrArray                  *findings,
            JsonObject                 *certificate,
            GPtrArray                  *problems,
            const RepointSurveyContext *context)
{
  RepointSeverity grave =
    context->role == REPOINT_SURVEY_ROLE_DEVICE ? REPOINT_SEVERITY_NOTE : REPOINT_SEVERITY_PROBLEM;
  g_autofree char *date = NULL;
  g_autofree char *days = NULL;
  GDate end;
  int left;

  if (!parse_day (repoint_survey_data_get_string (certificate, "not_after"), &end))
    {
      if (has (problems, "expired"))
        repoint_finding_add (findings, "certificate-expired", grave, NULL, NULL);
      return;
    }

  left = g_date_days_between (context->today, &end);
  date = g_strndup (repoint_survey_data_get_string (certificate, "not_after"), strlen ("YYYY-MM-DD"));
  days = g_strdup_printf ("%d", left);

  /* It may have run out since it was seen. */
  if (left < 0 || has (problems, "expired"))
    repoint_finding_add (findings, "certificate-expired", grave, NULL, "date", date, NULL);
  else if (left <= SOON_DAYS)
    repoint_finding_add (findings, "certificate-expires-soon",
                         MIN (grave, left <= URGENT_DAYS ? REPOINT_SEVERITY_WARNING : REPOINT_SEVERITY_NOTE), NULL,
                         "date", date, "days", days, NULL);
}

/* What another finding already says. */
static gboolean
is_implied (const char *problem,
            GPtrArray  *problems,
            gboolean    intercepted)
{
  if (strcmp (problem, "untrusted") == 0)
    return intercepted || has (problems, "self-signed") || has (problems, "incomplete-chain");

  return intercepted && (strcmp (problem, "self-signed") == 0 || strcmp (problem, "incomplete-chain") == 0);
}

static gboolean
is_weak_key (const char *key)
{
  guint bits;

  return (sscanf (key, "RSA %u", &bits) == 1 || sscanf (key, "DSA %u", &bits) == 1) && bits < 2048;
}

static gboolean
is_weak_signature (const char *signature)
{
  g_autofree char *lower = g_ascii_strdown (signature, -1);

  return strstr (lower, "sha1") != NULL || strstr (lower, "md5") != NULL;
}

/* Of the certificates that were sent, the one that is weak: its key or signature; the server's own when none is. */
static const char *
find_weak (JsonObject *certificate,
           const char *member,
           gboolean  (*is_weak) (const char *))
{
  g_autoptr(GPtrArray) chain = repoint_survey_data_list_objects (certificate, "chain");

  for (guint i = 0; i < chain->len; i++)
    {
      JsonObject *link = g_ptr_array_index (chain, i);
      const char *value = repoint_survey_data_get_string (link, member);

      if (value != NULL && is_weak (value))
        return value;
    }

  return repoint_survey_data_get_string (certificate, member);
}

static RepointSeverity
weigh (gsize                       problem,
       const RepointSurveyContext *context)
{
  if (context->role == REPOINT_SURVEY_ROLE_DEVICE)
    return REPOINT_SEVERITY_NOTE;
  if (certificate_problems[problem].may_be_private &&
      (context->endpoint == NULL || context->endpoint->tls_fact.source == NULL))
    return REPOINT_SEVERITY_WARNING;

  return certificate_problems[problem].of_server;
}

static void
add_problems (GPtrArray                  *findings,
              JsonObject                 *certificate,
              JsonObject                 *survey,
              GPtrArray                  *problems,
              gboolean                    intercepted,
              const RepointSurveyContext *context)
{
  g_autoptr(GPtrArray) names = repoint_survey_data_list_strings (certificate, "names");
  g_autofree char *name_list = repoint_finding_join (names);

  for (gsize i = 0; i < G_N_ELEMENTS (certificate_problems); i++)
    if (has (problems, certificate_problems[i].problem) && !is_implied (certificate_problems[i].problem, problems, intercepted))
      repoint_finding_add (findings, certificate_problems[i].id, weigh (i, context), NULL,
                           "host", repoint_survey_data_get_string (survey, "host"),
                           "names", name_list,
                           "subject", repoint_survey_data_get_string (certificate, "subject"),
                           "issuer", repoint_survey_data_get_string (certificate, "issuer"),
                           "key", find_weak (certificate, "key", is_weak_key),
                           "signature", find_weak (certificate, "signature", is_weak_signature), NULL);
}

static gboolean
has_passed (const char  *date,
            const GDate *today)
{
  char now[sizeof "YYYY-MM-DD"];

  g_date_strftime (now, sizeof now, "%Y-%m-%d", today);

  return date != NULL && strcmp (date, now) < 0; /* ISO dates sort as text */
}

/* Of servers that the catalog knows the authorities of. */
static void
add_issuer (GPtrArray                  *findings,
            const RepointIssuer        *issuer,
            const RepointSurveyContext *context)
{
  const RepointCatalogRoot *root = issuer->expected;
  gboolean old = root != NULL && has_passed (root->trusted_until, context->today);
  RepointSeverity severity = old ? REPOINT_SEVERITY_WARNING : REPOINT_SEVERITY_NOTE;
  const char *id = old ? "root-old" : "root-needed";

  switch (issuer->kind)
    {
    case REPOINT_ISSUER_EXPECTED:
      break;
    case REPOINT_ISSUER_UNCONFIRMED:
      id = "issuer-unconfirmed";
      severity = REPOINT_SEVERITY_WARNING;
      break;
    case REPOINT_ISSUER_UNEXPECTED:
      id = "issuer-unexpected";
      severity = REPOINT_SEVERITY_WARNING;
      break;
    case REPOINT_ISSUER_INTERCEPTED:
      id = "intercepted";
      severity = REPOINT_SEVERITY_PROBLEM;
      break;
    case REPOINT_ISSUER_UNKNOWN:
    case REPOINT_ISSUER_PUBLIC:
    case REPOINT_ISSUER_PRIVATE:
    case REPOINT_ISSUER_SELF_SIGNED:
      return;
    }

  repoint_finding_add (findings, id, severity, root != NULL ? &root->fact : NULL,
                       "root", root != NULL ? root->name : issuer->root, "issuer", issuer->issuer,
                       "date", root != NULL ? root->trusted_until : NULL, NULL);
}

void
repoint_finding_add_certificate (GPtrArray                  *findings,
                                 JsonObject                 *survey,
                                 const RepointSurveyContext *context)
{
  JsonObject *certificate = repoint_survey_data_get_object (survey, "certificate");
  const char *host = repoint_survey_data_get_string (survey, "host");
  g_auto(RepointIssuer) issuer = { REPOINT_ISSUER_UNKNOWN };
  g_autoptr(GPtrArray) problems = NULL;
  const char *root;
  guint before;

  if (certificate == NULL)
    return;

  if (context->catalog != NULL && host != NULL && context->role != REPOINT_SURVEY_ROLE_DEVICE)
    repoint_issuer_judge (&issuer, context->catalog, host, certificate);

  before = findings->len;
  problems = repoint_survey_data_list_strings (certificate, "problems");
  root = repoint_survey_data_get_string (certificate, "root");
  add_expiry (findings, certificate, problems, context);
  add_problems (findings, certificate, survey, problems, issuer.kind == REPOINT_ISSUER_INTERCEPTED, context);

  if (findings->len == before && problems->len == 0 && root != NULL && issuer.kind != REPOINT_ISSUER_UNEXPECTED)
    repoint_finding_add (findings, "certificate-good", REPOINT_SEVERITY_GOOD, NULL,
                         "host", host, "root", root,
                         "subject", repoint_survey_data_get_string (certificate, "subject"), NULL);
  add_issuer (findings, &issuer, context);
}
