/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-journey.h"

#include "repoint-survey-data.h"

static const RepointCatalogEndpoint *
find_endpoint (GPtrArray  *endpoints,
               const char *uri)
{
  for (guint i = 0; i < endpoints->len; i++)
    {
      const RepointCatalogEndpoint *entry = g_ptr_array_index (endpoints, i);

      if (g_str_equal (repoint_endpoint_get_uri (entry->endpoint), uri))
        return entry;
    }

  return NULL;
}

/**
 * repoint_journey_list_findings:
 *
 * Returns: (transfer full) (element-type RepointFinding): what a survey means for its subject, on the journey's day, the
 *   most severe first; nothing for an observation of another kind
 */
GPtrArray *
repoint_journey_list_findings (RepointJourney     *self,
                               RepointObservation *observation)
{
  RepointProject *project;
  RepointSurveyContext context = { REPOINT_SURVEY_ROLE_OTHER };
  g_autoptr(GPtrArray) endpoints = NULL;
  const char *subject;

  g_return_val_if_fail (REPOINT_IS_JOURNEY (self), NULL);
  g_return_val_if_fail (REPOINT_IS_OBSERVATION (observation), NULL);

  if (!g_str_equal (repoint_observation_get_kind (observation), REPOINT_OBSERVATION_SURVEY))
    return g_ptr_array_new ();

  project = repoint_journey_get_project (self);
  subject = repoint_observation_get_subject (observation);
  context.catalog = repoint_journey_get_catalog (self);
  context.today = repoint_journey_get_today (self);
  endpoints = repoint_catalog_list_endpoints (context.catalog, repoint_project_get_organization (project));
  context.endpoint = find_endpoint (endpoints, subject);
  if (context.endpoint != NULL)
    context.role = repoint_endpoint_get_standing (context.endpoint->endpoint) == REPOINT_STANDING_LEGACY
                     ? REPOINT_SURVEY_ROLE_LEGACY
                     : REPOINT_SURVEY_ROLE_STANDARD;
  else if (repoint_inventory_find (repoint_project_get_inventory (project), subject) != NULL)
    context.role = REPOINT_SURVEY_ROLE_DEVICE;

  return repoint_finding_list (repoint_observation_get_data (observation), &context);
}

static const char *
get_target (RepointObservation *observation)
{
  const char *target = repoint_survey_data_get_string (repoint_observation_get_data (observation), "target");

  return target != NULL ? target : "";
}

/**
 * repoint_journey_find_survey:
 * @subject: a device's id or an endpoint's URI
 * @target: the server's URI
 *
 * Returns: (transfer none) (nullable): the last survey of that server
 */
RepointObservation *
repoint_journey_find_survey (RepointJourney *self,
                             const char     *subject,
                             const char     *target)
{
  GPtrArray *observations;

  g_return_val_if_fail (REPOINT_IS_JOURNEY (self), NULL);
  g_return_val_if_fail (subject != NULL && target != NULL, NULL);

  observations = repoint_project_get_observations (repoint_journey_get_project (self), subject);
  for (guint i = observations->len; i > 0; i--)
    {
      RepointObservation *observation = g_ptr_array_index (observations, i - 1);

      if (g_str_equal (repoint_observation_get_kind (observation), REPOINT_OBSERVATION_SURVEY) &&
          g_str_equal (get_target (observation), target))
        return observation;
    }

  return NULL;
}

static gboolean
has_target (GPtrArray  *surveys,
            const char *target)
{
  for (guint i = 0; i < surveys->len; i++)
    if (g_str_equal (get_target (g_ptr_array_index (surveys, i)), target))
      return TRUE;

  return FALSE;
}

/**
 * repoint_journey_list_surveys:
 * @subject: a device's id or an endpoint's URI
 *
 * Returns: (transfer container) (element-type RepointObservation): the last survey of each server of the subject, in the
 *   order in which the servers were first asked
 */
GPtrArray *
repoint_journey_list_surveys (RepointJourney *self,
                              const char     *subject)
{
  GPtrArray *surveys = g_ptr_array_new ();
  GPtrArray *observations;

  g_return_val_if_fail (REPOINT_IS_JOURNEY (self), surveys);
  g_return_val_if_fail (subject != NULL, surveys);

  observations = repoint_project_get_observations (repoint_journey_get_project (self), subject);
  for (guint i = 0; i < observations->len; i++)
    {
      RepointObservation *observation = g_ptr_array_index (observations, i);

      if (g_str_equal (repoint_observation_get_kind (observation), REPOINT_OBSERVATION_SURVEY) &&
          !has_target (surveys, get_target (observation)))
        g_ptr_array_add (surveys, repoint_journey_find_survey (self, subject, get_target (observation)));
    }

  return surveys;
}
