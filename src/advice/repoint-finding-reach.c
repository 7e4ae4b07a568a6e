/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-finding-private.h"

#include <string.h>

/* Nothing was learned about the server itself. */
static gboolean
is_our_own (const char *problem)
{
  return g_str_equal (problem, "stopped") || g_str_equal (problem, "local") || g_str_equal (problem, "forbidden") ||
         g_str_has_prefix (problem, "proxy-") || g_str_equal (problem, "dns:no-network");
}

static gboolean
has_any_answer (JsonObject *survey)
{
  for (gsize i = 0; i < G_N_ELEMENTS (repoint_survey_data_versions); i++)
    if (repoint_survey_data_get_answer (survey, repoint_survey_data_versions[i]) != REPOINT_SURVEY_NOT_OBSERVED)
      return TRUE;

  return FALSE;
}

/* A problem that stands for itself; the others are told apart by what was observed in spite of them. */
static const char *
find_own_finding (const char *problem)
{
  static const char * const ids[] = { "no-version", "other-protocol", "turned-away", "throttled", "injected" };

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    if (g_str_equal (problem, ids[i]))
      return ids[i];

  return NULL;
}

static void
add_problem (GPtrArray                  *findings,
             JsonObject                 *survey,
             const RepointSurveyContext *context)
{
  gboolean device = context->role == REPOINT_SURVEY_ROLE_DEVICE;
  RepointSeverity grave = device ? REPOINT_SEVERITY_NOTE : REPOINT_SEVERITY_PROBLEM;
  g_autofree char *problem = repoint_survey_data_dup_problem (survey);
  const char *id;

  if (!repoint_survey_data_is_reachable (survey))
    {
      repoint_finding_add (findings, "not-reached",
                           problem == NULL || is_our_own (problem) ? REPOINT_SEVERITY_NOTE : grave, NULL,
                           "problem", problem, NULL);
      return;
    }

  /* What became of STARTTLS is told with the rest of the mail dialogue. */
  if (problem == NULL || g_str_equal (problem, "no-starttls") || g_str_equal (problem, "starttls-refused"))
    return;

  id = find_own_finding (problem);
  if (id != NULL)
    {
      RepointSeverity severity = grave;

      if (g_str_equal (id, "injected"))
        severity = REPOINT_SEVERITY_PROBLEM;
      else if (g_str_equal (id, "throttled"))
        severity = REPOINT_SEVERITY_NOTE;
      repoint_finding_add (findings, id, severity, NULL,
                           "greeting", repoint_survey_data_get_string (survey, "greeting"),
                           "injected", repoint_survey_data_get_string (survey, "injected"), NULL);
      return;
    }

  /* It did take a connection before. */
  if (g_str_equal (problem, "refused"))
    {
      g_free (problem);
      problem = g_strdup ("refused:since");
    }

  if (!is_our_own (problem) && !has_any_answer (survey))
    repoint_finding_add (findings, "silent", grave, NULL, "problem", problem, NULL);
  else
    repoint_finding_add (findings, "unfinished", is_our_own (problem) ? REPOINT_SEVERITY_NOTE : REPOINT_SEVERITY_WARNING,
                         NULL, "problem", problem, NULL);
}

typedef struct
{
  guint      n_reached;
  GPtrArray *missed; /* of char*: addresses, the survey's */
} Family;

static void
sort_addresses (GPtrArray  *addresses,
                const char *family,
                Family     *of_family)
{
  of_family->n_reached = 0;
  of_family->missed = g_ptr_array_new ();

  for (guint i = 0; i < addresses->len; i++)
    {
      JsonObject *address = g_ptr_array_index (addresses, i);
      const char *text = repoint_survey_data_get_string (address, "address");

      if (g_strcmp0 (repoint_survey_data_get_string (address, "family"), family) != 0)
        continue;
      if (repoint_survey_data_is_reachable (address))
        of_family->n_reached++;
      else if (text != NULL)
        g_ptr_array_add (of_family->missed, (char *) text);
    }
}

/* A whole family that does not answer is a matter of the network, one address among others one of the server. */
static void
add_missed (GPtrArray    *findings,
            const Family *family,
            const Family *other,
            const char   *id)
{
  g_autofree char *missed = repoint_finding_join (family->missed);

  if (family->missed->len == 0 || family->n_reached + other->n_reached == 0)
    return;

  if (family->n_reached > 0)
    repoint_finding_add (findings, "address-unreachable", REPOINT_SEVERITY_WARNING, NULL, "addresses", missed, NULL);
  else
    repoint_finding_add (findings, id,
                         g_str_equal (id, "ipv6-unreachable") ? REPOINT_SEVERITY_NOTE : REPOINT_SEVERITY_WARNING, NULL,
                         "addresses", missed, NULL);
}

/* Of the addresses that were asked up to an answer, the best does more than the worst. */
static void
add_difference (GPtrArray *findings,
                GPtrArray *addresses)
{
  RepointTlsVersion best = REPOINT_TLS_VERSION_NONE;
  RepointTlsVersion worst = REPOINT_TLS_VERSION_NONE;
  g_autoptr(GPtrArray) worse = g_ptr_array_new ();

  for (guint i = 0; i < addresses->len; i++)
    {
      const char *name = repoint_survey_data_get_string (g_ptr_array_index (addresses, i), "highest");
      RepointTlsVersion highest = name != NULL ? repoint_tls_version_from_string (name) : REPOINT_TLS_VERSION_NONE;

      if (highest == REPOINT_TLS_VERSION_NONE)
        continue;
      best = MAX (best, highest);
      worst = worst == REPOINT_TLS_VERSION_NONE ? highest : MIN (worst, highest);
    }

  if (best == worst)
    return;

  for (guint i = 0; i < addresses->len; i++)
    {
      JsonObject *address = g_ptr_array_index (addresses, i);
      const char *text = repoint_survey_data_get_string (address, "address");

      if (text != NULL && g_strcmp0 (repoint_survey_data_get_string (address, "highest"),
                                     repoint_tls_version_to_string (worst)) == 0)
        g_ptr_array_add (worse, (char *) text);
    }

  {
    g_autofree char *list = repoint_finding_join (worse);

    repoint_finding_add (findings, "addresses-differ", REPOINT_SEVERITY_WARNING, NULL,
                         "highest", repoint_tls_version_to_string (best),
                         "lowest", repoint_tls_version_to_string (worst), "addresses", list, NULL);
  }
}

static void
add_addresses (GPtrArray  *findings,
               JsonObject *survey)
{
  g_autoptr(GPtrArray) addresses = repoint_survey_data_list_objects (survey, "addresses");
  Family ipv4;
  Family ipv6;

  sort_addresses (addresses, "ipv4", &ipv4);
  sort_addresses (addresses, "ipv6", &ipv6);
  add_missed (findings, &ipv4, &ipv6, "ipv4-unreachable");
  add_missed (findings, &ipv6, &ipv4, "ipv6-unreachable");
  add_difference (findings, addresses);
  g_ptr_array_unref (ipv4.missed);
  g_ptr_array_unref (ipv6.missed);
}

void
repoint_finding_add_reach (GPtrArray                  *findings,
                           JsonObject                 *survey,
                           const RepointSurveyContext *context)
{
  const char *proxy = repoint_survey_data_get_string (survey, "proxy");

  add_problem (findings, survey, context);
  add_addresses (findings, survey);
  if (proxy != NULL && repoint_survey_data_is_reachable (survey))
    repoint_finding_add (findings, "proxy-used", REPOINT_SEVERITY_NOTE, NULL, "proxy", proxy, NULL);
}
