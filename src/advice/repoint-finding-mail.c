/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-finding-private.h"

static void
add_starttls (GPtrArray  *findings,
              JsonObject *survey)
{
  const char *starttls = repoint_survey_data_get_string (survey, "starttls");
  const char *problem = repoint_survey_data_get_string (survey, "problem");
  g_autoptr(GPtrArray) methods = repoint_survey_data_list_strings (survey, "sign_in_clear");

  if (g_strcmp0 (starttls, "missing") == 0)
    repoint_finding_add (findings, "starttls-missing", REPOINT_SEVERITY_PROBLEM, NULL, NULL);
  else if (g_strcmp0 (starttls, "stripped") == 0)
    repoint_finding_add (findings, "starttls-stripped", REPOINT_SEVERITY_PROBLEM, NULL,
                         "line", repoint_survey_data_get_string (survey, "starttls_masked"), NULL);
  if (g_strcmp0 (problem, "starttls-refused") == 0)
    repoint_finding_add (findings, "starttls-refused", REPOINT_SEVERITY_PROBLEM, NULL, NULL);

  if (methods->len > 0)
    {
      g_autofree char *list = repoint_finding_join (methods);

      repoint_finding_add (findings, "sign-in-clear", REPOINT_SEVERITY_WARNING, NULL, "methods", list, NULL);
    }
}

static void
add_sign_in (GPtrArray                  *findings,
             JsonObject                 *survey,
             const RepointSurveyContext *context)
{
  const RepointCatalogEndpoint *endpoint = context->endpoint;
  g_autoptr(GPtrArray) methods = repoint_survey_data_list_strings (survey, "sign_in");
  g_autofree char *list = repoint_finding_join (methods);
  gboolean basic = repoint_survey_data_offers_basic (survey);
  gboolean oauth = repoint_survey_data_offers_oauth (survey);

  if (!basic && !oauth)
    return;

  if (basic && oauth)
    repoint_finding_add (findings, "sign-in-both", REPOINT_SEVERITY_GOOD, NULL, "methods", list, NULL);
  else if (basic)
    repoint_finding_add (findings, "sign-in-password-only", REPOINT_SEVERITY_NOTE, NULL, "methods", list, NULL);
  else
    repoint_finding_add (findings, "sign-in-oauth-only", REPOINT_SEVERITY_WARNING, NULL, "methods", list, NULL);

  if (basic && endpoint != NULL && endpoint->basic_off_after != NULL)
    repoint_finding_add (findings, "sign-in-password-until", REPOINT_SEVERITY_NOTE, &endpoint->sign_in_fact,
                         "date", endpoint->basic_off_after, NULL);
}

static void
add_servers (GPtrArray  *findings,
             JsonObject *survey)
{
  g_autoptr(GPtrArray) servers = repoint_survey_data_list_strings (survey, "servers");

  if (servers->len > 1)
    {
      g_autofree char *list = repoint_finding_join (servers);
      g_autofree char *count = g_strdup_printf ("%u", servers->len);

      repoint_finding_add (findings, "several-servers", REPOINT_SEVERITY_NOTE, NULL,
                           "count", count, "servers", list, NULL);
    }
}

void
repoint_finding_add_mail (GPtrArray                  *findings,
                          JsonObject                 *survey,
                          const RepointSurveyContext *context)
{
  add_starttls (findings, survey);
  add_sign_in (findings, survey, context);
  add_servers (findings, survey);
}
