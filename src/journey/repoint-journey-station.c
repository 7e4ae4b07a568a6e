/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-journey-station.h"

#include "repoint-journey-private.h"
#include "repoint-survey-data.h"

/**
 * repoint_journey_get_station:
 *
 * Returns: (transfer none): the check-in station of the office
 */
RepointStation *
repoint_journey_get_station (RepointJourney *self)
{
  g_return_val_if_fail (REPOINT_IS_JOURNEY (self), NULL);

  return repoint_check_in_get_station (repoint_journey_get_check_in (self));
}

/** repoint_journey_get_pass_through: Returns: whether devices are passed on to the organization's mail servers. */
gboolean
repoint_journey_get_pass_through (RepointJourney *self)
{
  g_return_val_if_fail (REPOINT_IS_JOURNEY (self), FALSE);

  return repoint_check_in_get_pass_through (repoint_journey_get_check_in (self));
}

/**
 * repoint_journey_set_pass_through:
 * @pass_through: %TRUE: from now on devices are passed on to the organization's mail servers, standard, then legacy; %FALSE:
 *   they are received here
 */
void
repoint_journey_set_pass_through (RepointJourney *self,
                                  gboolean        pass_through)
{
  g_return_if_fail (REPOINT_IS_JOURNEY (self));

  repoint_check_in_set_pass_through (repoint_journey_get_check_in (self), pass_through);
}

/**
 * repoint_journey_get_visits:
 *
 * Returns: (transfer none): the visits, a #GListModel of #RepointJourneyVisit, the newest first
 */
GListModel *
repoint_journey_get_visits (RepointJourney *self)
{
  g_return_val_if_fail (REPOINT_IS_JOURNEY (self), NULL);

  return G_LIST_MODEL (repoint_check_in_get_visits (repoint_journey_get_check_in (self)));
}

/**
 * repoint_journey_assign_visit:
 * @visit: one of the visits
 * @device: a device of the inventory
 *
 * The admin says which device it was; from now on whoever comes from there is taken for it.
 */
void
repoint_journey_assign_visit (RepointJourney      *self,
                              RepointJourneyVisit *visit,
                              RepointDevice       *device)
{
  g_return_if_fail (REPOINT_IS_JOURNEY (self));

  repoint_visit_list_assign (repoint_check_in_get_visits (repoint_journey_get_check_in (self)), visit, device);
}

/* (transfer none) (nullable): the newest observation of @device that refers to the hello. */
static RepointObservation *
find_hello (RepointJourney *self,
            RepointDevice  *device,
            const char     *hello_id)
{
  GPtrArray *observations = repoint_project_get_observations (repoint_journey_get_project (self),
                                                              repoint_device_get_id (device));

  for (guint i = observations->len; i > 0; i--)
    {
      RepointObservation *observation = g_ptr_array_index (observations, i - 1);

      if (g_str_equal (repoint_observation_get_kind (observation), REPOINT_OBSERVATION_HELLO) &&
          g_strcmp0 (repoint_survey_data_get_string (repoint_observation_get_data (observation), "hello"), hello_id) == 0)
        return observation;
    }

  return NULL;
}

/**
 * repoint_journey_replay:
 * @hello_id: of a hello that the device sent
 *
 * Returns: (transfer none) (nullable): the job, which has been started; %NULL when there is nothing to send or nobody to
 *   send it to
 */
RepointJob *
repoint_journey_replay (RepointJourney *self,
                        RepointDevice  *device,
                        const char     *hello_id)
{
  RepointObservation *hello;
  g_autoptr(RepointJob) job = NULL;

  g_return_val_if_fail (REPOINT_IS_JOURNEY (self), NULL);
  g_return_val_if_fail (REPOINT_IS_DEVICE (device), NULL);
  g_return_val_if_fail (hello_id != NULL, NULL);

  hello = find_hello (self, device, hello_id);
  job = hello != NULL ? repoint_check_in_replay (repoint_journey_get_check_in (self), hello) : NULL;

  return job != NULL ? repoint_journey_start_job (self, job) : NULL;
}
