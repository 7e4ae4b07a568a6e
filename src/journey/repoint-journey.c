/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-journey-private.h"

#include "repoint-address-range.h"
#include "repoint-checklist-compose.h"
#include "repoint-known-error.h"
#include "repoint-mail-relevance.h"
#include "repoint-plan-list.h"

struct _RepointJourney
{
  GObject parent_instance;

  RepointProject   *project;
  RepointCatalog   *catalog;
  RepointGuides    *guides;
  RepointScheduler *scheduler;
  RepointPlanList  *plans;
  RepointCheckIn   *check_in;
  GListStore       *jobs;
};

typedef enum
{
  PROP_JOBS = 1,
  PROP_PLANS,
  PROP_PROJECT,
  PROP_TODAY,
} RepointJourneyProps;

enum
{
  SIGNAL_PLANS_CHANGED,
  N_SIGNALS,
};

static GParamSpec *props[PROP_TODAY + 1];
static guint       signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RepointJourney, repoint_journey, G_TYPE_OBJECT)

/* Who asked for a target: the subjects its result is an observation of. */
typedef struct
{
  GHashTable      *subjects; /* RepointTarget → GPtrArray of char* */
  RepointStrength  strength;
} Questions;

static Questions *
questions_new (RepointStrength strength)
{
  Questions *self = g_new0 (Questions, 1);

  self->strength = strength;
  self->subjects = g_hash_table_new_full (repoint_target_hash, repoint_target_equal,
                                          (GDestroyNotify) repoint_target_free, (GDestroyNotify) g_ptr_array_unref);

  return self;
}

static void
questions_free (Questions *self)
{
  g_hash_table_unref (self->subjects);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Questions, questions_free)

static void
questions_add (Questions           *self,
               const RepointTarget *target,
               const char          *subject)
{
  GPtrArray *subjects = g_hash_table_lookup (self->subjects, target);

  if (subjects == NULL)
    {
      subjects = g_ptr_array_new_with_free_func (g_free);
      g_hash_table_insert (self->subjects, repoint_target_copy (target), subjects);
    }

  g_ptr_array_add (subjects, g_strdup (subject));
}

static void
survey_result_cb (RepointSurvey       *survey,
                  const RepointTarget *target,
                  JsonObject          *result,
                  RepointJourney      *self)
{
  Questions *questions = g_object_get_data (G_OBJECT (survey), "repoint-questions");
  GPtrArray *subjects = g_hash_table_lookup (questions->subjects, target);
  const char *problem = json_object_get_string_member_with_default (result, "problem", NULL);
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();

  /* What was given up on request was not observed. */
  if (subjects == NULL || g_strcmp0 (problem, "stopped") == 0)
    return;

  repoint_known_error_mark_survey (self->catalog, result);
  for (guint i = 0; i < subjects->len; i++)
    {
      g_autoptr(RepointObservation) observation =
        repoint_observation_new (g_ptr_array_index (subjects, i), REPOINT_OBSERVATION_SURVEY,
                                 questions->strength, now, result);

      repoint_project_observe (self->project, observation);
    }
}

static void
sighted_cb (RepointDiscovery *discovery,
            GPtrArray        *sightings,
            RepointJourney   *self)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();

  repoint_project_absorb (self->project, sightings, now);
}

static void
job_finished_cb (RepointJourney *self,
                 RepointJob     *job)
{
  guint position;

  if (g_list_store_find (self->jobs, job, &position))
    g_list_store_remove (self->jobs, position);
}

/* (transfer none): the station and its visits. */
RepointCheckIn *
repoint_journey_get_check_in (RepointJourney *self)
{
  return self->check_in;
}

RepointJob *
repoint_journey_start_job (RepointJourney *self,
                           RepointJob     *job)
{
  g_signal_connect_object (job, "finished", G_CALLBACK (job_finished_cb), self, G_CONNECT_SWAPPED);
  g_list_store_append (self->jobs, job);
  repoint_job_start (job);

  return job;
}

static RepointJob *
start_survey (RepointJourney             *self,
              Questions                  *questions,
              const RepointSurveyOptions *options)
{
  g_autoptr(Questions) owned = questions;
  g_autoptr(GPtrArray) targets = g_ptr_array_new ();
  g_autoptr(RepointSurvey) survey = NULL;
  GHashTableIter iter;
  gpointer target;

  g_hash_table_iter_init (&iter, owned->subjects);
  while (g_hash_table_iter_next (&iter, &target, NULL))
    g_ptr_array_add (targets, target);

  if (targets->len == 0)
    return NULL;

  survey = repoint_survey_new (self->scheduler, targets, options);
  g_object_set_data_full (G_OBJECT (survey), "repoint-questions", g_steal_pointer (&owned),
                          (GDestroyNotify) questions_free);
  g_signal_connect_object (survey, "result", G_CALLBACK (survey_result_cb), self, 0);

  return repoint_journey_start_job (self, REPOINT_JOB (survey));
}

/* Only this office: private addresses that the admin did not exclude. */
static gboolean
may_contact (RepointJourney *self,
             const char     *address)
{
  const char * const *never = repoint_project_get_never (self->project);
  RepointAddressRange range;

  if (!repoint_address_range_parse (address, &range, NULL) || repoint_address_range_size (&range) != 1)
    return FALSE;

  for (guint i = 0; never != NULL && never[i] != NULL; i++)
    {
      RepointAddressRange excluded;

      if (repoint_address_range_parse (never[i], &excluded, NULL) &&
          excluded.first <= range.first && range.first <= excluded.last)
        return FALSE;
    }

  return TRUE;
}

/* The device's own servers that speak TLS; where none was seen yet, its web page over TLS. */
static void
ask_device (RepointJourney *self,
            Questions      *questions,
            RepointDevice  *device)
{
  GPtrArray *targets = repoint_device_get_targets (device);
  const char * const *addresses = repoint_device_get_addresses (device);
  gboolean asked = FALSE;

  for (guint i = 0; i < targets->len; i++)
    {
      const RepointTarget *target = g_ptr_array_index (targets, i);

      if (target->security == REPOINT_SECURITY_NONE || !may_contact (self, target->host))
        continue;

      questions_add (questions, target, repoint_device_get_id (device));
      asked = TRUE;
    }

  if (!asked && targets->len == 0 && addresses != NULL && addresses[0] != NULL && may_contact (self, addresses[0]))
    {
      g_autoptr(RepointTarget) page = repoint_target_new (REPOINT_PROTOCOL_HTTP, REPOINT_SECURITY_TLS, addresses[0], 443);

      /* An address of one link is none that could be asked. */
      if (page != NULL)
        questions_add (questions, page, repoint_device_get_id (device));
    }
}

static void
plans_updated_cb (RepointJourney *self)
{
  g_signal_emit (self, signals[SIGNAL_PLANS_CHANGED], 0);
}

static void
repoint_journey_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  RepointJourney *self = REPOINT_JOURNEY (object);

  switch ((RepointJourneyProps) prop_id)
    {
    case PROP_JOBS:
      g_value_set_object (value, self->jobs);
      break;

    case PROP_PLANS:
      g_value_set_object (value, self->plans);
      break;

    case PROP_PROJECT:
      g_value_set_object (value, self->project);
      break;

    case PROP_TODAY:
      g_value_set_boxed (value, repoint_journey_get_today (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_journey_dispose (GObject *object)
{
  RepointJourney *self = REPOINT_JOURNEY (object);

  /* A second stop aborts: nobody is left to hear the results. */
  for (guint i = 0; self->jobs != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (self->jobs)); i++)
    {
      g_autoptr(RepointJob) job = g_list_model_get_item (G_LIST_MODEL (self->jobs), i);

      g_signal_handlers_disconnect_by_data (job, self);
      repoint_job_stop (job);
      repoint_job_stop (job);
    }

  g_clear_object (&self->jobs);
  g_clear_object (&self->plans);
  g_clear_object (&self->check_in);
  g_clear_object (&self->scheduler);

  G_OBJECT_CLASS (repoint_journey_parent_class)->dispose (object);
}

static void
repoint_journey_finalize (GObject *object)
{
  RepointJourney *self = REPOINT_JOURNEY (object);

  g_clear_object (&self->project);
  g_clear_object (&self->catalog);
  g_clear_object (&self->guides);

  G_OBJECT_CLASS (repoint_journey_parent_class)->finalize (object);
}

static void
repoint_journey_class_init (RepointJourneyClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = repoint_journey_get_property;
  object_class->dispose = repoint_journey_dispose;
  object_class->finalize = repoint_journey_finalize;

  props[PROP_JOBS] = g_param_spec_object ("jobs", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  props[PROP_PLANS] = g_param_spec_object ("plans", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  props[PROP_PROJECT] = g_param_spec_object ("project", NULL, NULL, REPOINT_TYPE_PROJECT, flags);
  props[PROP_TODAY] = g_param_spec_boxed ("today", NULL, NULL, G_TYPE_DATE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  signals[SIGNAL_PLANS_CHANGED] =
    g_signal_new ("plans-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
repoint_journey_init (RepointJourney *self)
{
  self->jobs = g_list_store_new (REPOINT_TYPE_JOB);
}

/**
 * repoint_journey_new:
 * @project: the office
 * @limits: (nullable): how hard the network may be asked
 * @error: from the catalog's or the guides' domain
 *
 * Reads catalog and guides and makes the plans for the present day.
 *
 * Returns: (transfer full) (nullable): the journey, %NULL when catalog or guides cannot be read
 */
RepointJourney *
repoint_journey_new (RepointProject      *project,
                     const RepointLimits *limits,
                     GError             **error)
{
  g_autoptr(RepointJourney) self = NULL;
  GDate today;

  g_return_val_if_fail (REPOINT_IS_PROJECT (project), NULL);

  self = g_object_new (REPOINT_TYPE_JOURNEY, NULL);
  self->project = g_object_ref (project);

  self->catalog = repoint_catalog_load (error);
  if (self->catalog == NULL)
    return NULL;

  self->guides = repoint_guides_load (error);
  if (self->guides == NULL)
    return NULL;

  g_date_clear (&today, 1);
  g_date_set_time_t (&today, g_get_real_time () / G_USEC_PER_SEC);
  self->scheduler = repoint_scheduler_new (limits != NULL ? limits : &repoint_limits_default);
  self->plans = repoint_plan_list_new (project, self->catalog, self->guides, &today);
  self->check_in = repoint_check_in_new (project, self->catalog, self->scheduler);
  g_signal_connect_object (self->check_in, "replay", G_CALLBACK (repoint_journey_start_job), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->plans, "updated", G_CALLBACK (plans_updated_cb), self, G_CONNECT_SWAPPED);

  return g_steal_pointer (&self);
}

/**
 * repoint_journey_get_project:
 *
 * Returns: (transfer none): the office
 */
RepointProject *
repoint_journey_get_project (RepointJourney *self)
{
  g_return_val_if_fail (REPOINT_IS_JOURNEY (self), NULL);

  return self->project;
}

/**
 * repoint_journey_get_catalog:
 *
 * Returns: (transfer none): the catalog the plans rest on
 */
RepointCatalog *
repoint_journey_get_catalog (RepointJourney *self)
{
  g_return_val_if_fail (REPOINT_IS_JOURNEY (self), NULL);

  return self->catalog;
}

/**
 * repoint_journey_get_guides:
 *
 * Returns: (transfer none): the guides the plans rest on
 */
RepointGuides *
repoint_journey_get_guides (RepointJourney *self)
{
  g_return_val_if_fail (REPOINT_IS_JOURNEY (self), NULL);

  return self->guides;
}

/**
 * repoint_journey_get_today:
 *
 * Returns: (transfer none): the day the plans are made for
 */
const GDate *
repoint_journey_get_today (RepointJourney *self)
{
  g_return_val_if_fail (REPOINT_IS_JOURNEY (self), NULL);

  return repoint_plan_list_get_today (self->plans);
}

/**
 * repoint_journey_set_today:
 *
 * Makes the plans for another day.
 */
void
repoint_journey_set_today (RepointJourney *self,
                           const GDate    *today)
{
  g_return_if_fail (REPOINT_IS_JOURNEY (self));
  g_return_if_fail (today != NULL && g_date_valid (today));

  repoint_plan_list_set_today (self->plans, today);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TODAY]);
}

/**
 * repoint_journey_get_jobs:
 *
 * Returns: (transfer none): the jobs under way, in the order they were started
 */
GListModel *
repoint_journey_get_jobs (RepointJourney *self)
{
  g_return_val_if_fail (REPOINT_IS_JOURNEY (self), NULL);

  return G_LIST_MODEL (self->jobs);
}

/**
 * repoint_journey_discover:
 * @ranges: (element-type RepointAddressRange): where to look
 * @ports: (element-type RepointPort): what to look for
 *
 * Looks for devices; what is found goes into the project's inventory while the job runs.
 *
 * Returns: (transfer none): the job, which has been started
 */
RepointJob *
repoint_journey_discover (RepointJourney *self,
                          GArray         *ranges,
                          GArray         *ports)
{
  g_autoptr(RepointDiscovery) discovery = NULL;

  g_return_val_if_fail (REPOINT_IS_JOURNEY (self), NULL);
  g_return_val_if_fail (ranges != NULL && ports != NULL, NULL);

  discovery = repoint_discovery_new (self->scheduler, ranges, ports, repoint_project_get_never (self->project));
  g_signal_connect_object (discovery, "sighted", G_CALLBACK (sighted_cb), self, 0);

  return repoint_journey_start_job (self, REPOINT_JOB (discovery));
}

/**
 * repoint_journey_test_endpoints:
 * @options: (nullable): how often and how long to ask
 *
 * Asks the mail servers of the organization what they accept.
 *
 * Returns: (transfer none) (nullable): the job, which has been started; %NULL when there is no server to ask
 */
RepointJob *
repoint_journey_test_endpoints (RepointJourney             *self,
                                const RepointSurveyOptions *options)
{
  g_autoptr(Questions) questions = NULL;
  g_autoptr(GPtrArray) endpoints = NULL;

  g_return_val_if_fail (REPOINT_IS_JOURNEY (self), NULL);

  questions = questions_new (REPOINT_STRENGTH_NONE);
  endpoints = repoint_catalog_list_endpoints (self->catalog, repoint_project_get_organization (self->project));

  for (guint i = 0; i < endpoints->len; i++)
    {
      const RepointCatalogEndpoint *entry = g_ptr_array_index (endpoints, i);

      questions_add (questions, repoint_endpoint_get_target (entry->endpoint),
                     repoint_endpoint_get_uri (entry->endpoint));
    }

  return start_survey (self, g_steal_pointer (&questions), options);
}

/**
 * repoint_journey_test_endpoint:
 * @options: (nullable): how often and how long to ask
 *
 * Asks one mail server of the organization what it accepts.
 *
 * Returns: (transfer none): the job, which has been started
 */
RepointJob *
repoint_journey_test_endpoint (RepointJourney             *self,
                               RepointEndpoint            *endpoint,
                               const RepointSurveyOptions *options)
{
  g_autoptr(Questions) questions = NULL;

  g_return_val_if_fail (REPOINT_IS_JOURNEY (self), NULL);
  g_return_val_if_fail (REPOINT_IS_ENDPOINT (endpoint), NULL);

  questions = questions_new (REPOINT_STRENGTH_NONE);
  questions_add (questions, repoint_endpoint_get_target (endpoint), repoint_endpoint_get_uri (endpoint));

  return start_survey (self, g_steal_pointer (&questions), options);
}

/**
 * repoint_journey_test_devices:
 * @devices: (nullable) (element-type RepointDevice): which; %NULL for all
 * @options: (nullable): how often and how long to ask
 *
 * Asks the devices' own servers what their TLS accepts: a hint at what the same firmware can do as a client. Public
 * addresses and those never to be contacted are left out.
 *
 * Returns: (transfer none) (nullable): the job, which has been started; %NULL when there is nothing to ask
 */
RepointJob *
repoint_journey_test_devices (RepointJourney             *self,
                              GPtrArray                  *devices,
                              const RepointSurveyOptions *options)
{
  g_autoptr(Questions) questions = NULL;
  RepointSurveyOptions direct = { 0 };

  g_return_val_if_fail (REPOINT_IS_JOURNEY (self), NULL);

  if (options != NULL)
    direct = *options;
  direct.without_proxy = TRUE;
  questions = questions_new (REPOINT_STRENGTH_OWN_SERVER);

  if (devices != NULL)
    {
      for (guint i = 0; i < devices->len; i++)
        ask_device (self, questions, g_ptr_array_index (devices, i));
    }
  else
    {
      GListModel *inventory = G_LIST_MODEL (repoint_project_get_inventory (self->project));

      for (guint i = 0; i < g_list_model_get_n_items (inventory); i++)
        {
          g_autoptr(RepointDevice) device = g_list_model_get_item (inventory, i);

          ask_device (self, questions, device);
        }
    }

  return start_survey (self, g_steal_pointer (&questions), &direct);
}

/**
 * repoint_journey_get_plans:
 *
 * Returns: (transfer none): all plans in inventory order, a #GListModel of #RepointPlan that follows the project
 */
GListModel *
repoint_journey_get_plans (RepointJourney *self)
{
  g_return_val_if_fail (REPOINT_IS_JOURNEY (self), NULL);

  return G_LIST_MODEL (self->plans);
}

/**
 * repoint_journey_list_plans:
 *
 * Returns: (transfer container): the up-to-date plans of @device, one for each of its mail uses
 */
GPtrArray *
repoint_journey_list_plans (RepointJourney *self,
                            RepointDevice  *device)
{
  g_return_val_if_fail (REPOINT_IS_JOURNEY (self), NULL);

  return repoint_plan_list_lookup (self->plans, device);
}

static GPtrArray *
copy_plans (RepointJourney *self)
{
  GPtrArray *plans = g_ptr_array_new_with_free_func (g_object_unref);

  repoint_plan_list_update (self->plans);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->plans)); i++)
    g_ptr_array_add (plans, g_list_model_get_item (G_LIST_MODEL (self->plans), i));

  return plans;
}

/**
 * repoint_journey_list_tenant_steps:
 *
 * Returns: (transfer full): what is to be done in the tenant, given all the plans
 */
GPtrArray *
repoint_journey_list_tenant_steps (RepointJourney *self)
{
  g_autoptr(GPtrArray) plans = NULL;

  g_return_val_if_fail (REPOINT_IS_JOURNEY (self), NULL);

  plans = copy_plans (self);

  return repoint_plan_list_tenant_steps (self->project, plans, self->catalog, repoint_journey_get_today (self));
}

/**
 * repoint_journey_update:
 *
 * Brings the plans up to date now instead of within 100 ms.
 */
void
repoint_journey_update (RepointJourney *self)
{
  g_return_if_fail (REPOINT_IS_JOURNEY (self));

  repoint_plan_list_update (self->plans);
}

/**
 * repoint_journey_compose:
 * @now: when it is made
 *
 * Composes a checklist from the plans of all that may use mail: nobody walks to what hardly does.
 *
 * Returns: (transfer full): the checklist, which the project does not keep
 */
RepointChecklist *
repoint_journey_compose (RepointJourney *self,
                         GDateTime      *now)
{
  g_autoptr(GPtrArray) plans = NULL;

  g_return_val_if_fail (REPOINT_IS_JOURNEY (self), NULL);
  g_return_val_if_fail (now != NULL, NULL);

  plans = copy_plans (self);
  for (guint i = plans->len; i > 0; i--)
    {
      RepointDevice *device = repoint_plan_get_device (g_ptr_array_index (plans, i - 1));

      if (repoint_mail_relevance (device, NULL) == REPOINT_MAIL_RELEVANCE_UNLIKELY)
        g_ptr_array_remove_index (plans, i - 1);
    }

  return repoint_checklist_compose (self->project, plans, self->catalog, self->guides,
                                    repoint_journey_get_today (self), now);
}

/**
 * repoint_journey_issue:
 * @now: when it is issued
 *
 * Composes a checklist as repoint_journey_compose() does and keeps it in the project.
 *
 * Returns: (transfer none): the checklist
 */
RepointChecklist *
repoint_journey_issue (RepointJourney *self,
                       GDateTime      *now)
{
  g_autoptr(RepointChecklist) checklist = NULL;

  g_return_val_if_fail (REPOINT_IS_JOURNEY (self), NULL);
  g_return_val_if_fail (now != NULL, NULL);

  checklist = repoint_journey_compose (self, now);
  repoint_project_issue (self->project, checklist);

  return checklist;
}
