/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-plan-private.h"

#include <string.h>

#include "repoint-survey-data.h"

struct _RepointPlan
{
  GObject parent_instance;

  RepointDevice     *device;
  RepointMailUse    *use;              /* nullable */
  RepointCatalog    *catalog;          /* keeps the strings of facts and steps */
  RepointGuide      *guide;
  RepointCapability *capability;
  GPtrArray         *endpoints;        /* of RepointCatalogEndpoint; keeps those of the states */
  GPtrArray         *unavailable;      /* the same */
  GPtrArray         *states;
  GPtrArray         *reasons;
  GArray            *routes;
  GPtrArray         *raise_confidence; /* of const char *, ended by NULL */
  GPtrArray         *steps;
  RepointAction      action;
  RepointConfidence  confidence;
  RepointPlace       place;
  gboolean           at_organization;
};

#define STALE_AFTER_DAYS 365

G_DEFINE_FINAL_TYPE (RepointPlan, repoint_plan, G_TYPE_OBJECT)

gboolean
repoint_plan_is_own_provider (const RepointPlanContext *context)
{
  return repoint_organization_get_cloud (context->organization) == REPOINT_CLOUD_OWN;
}

/* The date is the last day on which it still holds. */
gboolean
repoint_plan_is_past (const RepointPlanContext *context,
                      const char               *date)
{
  return strcmp (context->today, date) > 0;
}

/**
 * repoint_plan_find_survey_observation:
 *
 * Returns: (transfer none) (nullable): what was last seen of an endpoint, and when
 */
RepointObservation *
repoint_plan_find_survey_observation (const RepointPlanContext *context,
                                      RepointEndpoint          *endpoint)
{
  GPtrArray *observations = repoint_project_get_observations (context->project, repoint_endpoint_get_uri (endpoint));
  RepointObservation *newest = NULL;

  for (guint i = 0; i < observations->len; i++)
    {
      RepointObservation *observation = g_ptr_array_index (observations, i);

      if (strcmp (repoint_observation_get_kind (observation), REPOINT_OBSERVATION_SURVEY) == 0 &&
          (newest == NULL || g_date_time_compare (repoint_observation_get_last_seen (observation),
                                                  repoint_observation_get_last_seen (newest)) >= 0))
        newest = observation;
    }

  return newest;
}

/**
 * repoint_plan_find_survey:
 *
 * Returns: (transfer none) (nullable): what was last seen of an endpoint
 */
JsonObject *
repoint_plan_find_survey (const RepointPlanContext *context,
                          RepointEndpoint          *endpoint)
{
  RepointObservation *survey = repoint_plan_find_survey_observation (context, endpoint);

  return survey != NULL ? repoint_observation_get_data (survey) : NULL;
}

/**
 * repoint_plan_find_goal:
 *
 * Returns: (transfer none) (nullable): the standard endpoint that the mail use is to go to
 */
const RepointEndpointState *
repoint_plan_find_goal (const RepointPlanContext *context)
{
  for (guint i = 0; i < context->states->len; i++)
    {
      const RepointEndpointState *state = g_ptr_array_index (context->states, i);

      if (state->available &&
          repoint_endpoint_get_standing (state->endpoint->endpoint) == REPOINT_STANDING_STANDARD)
        return state;
    }

  return NULL;
}

static void
add_states (RepointPlan        *self,
            RepointPlanContext *context,
            GPtrArray          *endpoints)
{
  for (guint i = 0; i < endpoints->len; i++)
    {
      RepointCatalogEndpoint *endpoint = g_ptr_array_index (endpoints, i);
      RepointEndpointState *state;

      if (repoint_endpoint_get_target (endpoint->endpoint)->protocol != repoint_mail_use_get_protocol (context->use))
        continue;

      state = g_new0 (RepointEndpointState, 1);
      state->endpoint = endpoint;
      state->available = endpoint->available;
      g_ptr_array_add (self->states, state);
    }
}

/* Set up for the organization's servers, or to be: what they take concerns the device. */
static gboolean
is_at_organization (const RepointPlanContext *context,
                    RepointPlaceKind          place)
{
  switch (place)
    {
    case REPOINT_PLACE_UNKNOWN:
    case REPOINT_PLACE_STANDARD:
    case REPOINT_PLACE_LEGACY:
    case REPOINT_PLACE_MICROSOFT:
      return TRUE;

    case REPOINT_PLACE_OTHER:
      return repoint_plan_is_own_provider (context);

    case REPOINT_PLACE_DIRECT_SEND:
    case REPOINT_PLACE_HIGH_VOLUME:
    case REPOINT_PLACE_RELAY:
      break;
    }

  return FALSE;
}

/* The legacy server is worth a word to those who need it or are set up for it. */
static gboolean
is_relevant (const RepointPlanContext   *context,
             const RepointPlace         *place,
             const RepointEndpointState *state)
{
  RepointTlsVersion version = context->capability->max_version;

  if (!is_at_organization (context, place->kind))
    return FALSE;

  return repoint_endpoint_get_standing (state->endpoint->endpoint) == REPOINT_STANDING_STANDARD ||
         place->state == state || (version != REPOINT_TLS_VERSION_NONE && version < REPOINT_TLS_VERSION_1_2);
}

static void
judge_states (RepointPlan        *self,
              RepointPlanContext *context)
{
  add_states (self, context, self->endpoints);
  add_states (self, context, self->unavailable);
  self->place = repoint_plan_find_place (context);
  self->at_organization = is_at_organization (context, self->place.kind);

  for (guint i = 0; i < self->states->len; i++)
    {
      RepointEndpointState *state = g_ptr_array_index (self->states, i);
      g_autoptr(GPtrArray) unheard = NULL;
      RepointPlanContext judged = *context;

      if (!is_relevant (context, &self->place, state))
        judged.reasons = unheard = repoint_reasons_new ();

      repoint_plan_judge_transport (&judged, state);
      repoint_plan_judge_sign_in (&judged, state);
    }
}

/* When the device itself showed what it can do; "" when that is not what is known of it. */
static char *
get_time_seen (const RepointCapability *capability)
{
  if (capability->strength > REPOINT_STRENGTH_CAPTURED_HELLO)
    return g_strdup ("");

  return g_date_time_format_iso8601 (repoint_observation_get_last_seen (g_ptr_array_index (capability->evidence, 0)));
}

/* The known client that the device is assumed to be; "" when @observation is none of that. */
static const char *
get_client (RepointCatalog     *catalog,
            RepointObservation *observation)
{
  const RepointCatalogClient *client;
  const char *profile;

  if (!g_str_equal (repoint_observation_get_kind (observation), REPOINT_OBSERVATION_PROFILE))
    return "";

  profile = repoint_survey_data_get_string (repoint_observation_get_data (observation), "profile");

  if (profile == NULL)
    return "";

  client = repoint_catalog_find_client (catalog, profile);

  return client != NULL ? client->name : profile;
}

static void
add_capability_reasons (RepointPlanContext *context)
{
  const RepointCapability *capability = context->capability;

  if (capability->max_version == REPOINT_TLS_VERSION_NONE)
    repoint_reasons_add (context->reasons, "can-do-unknown", NULL, NULL);
  else
    {
      g_autofree char *seen = get_time_seen (capability);

      repoint_reasons_add (context->reasons, "can-do", capability->from_guide ? &capability->fact : NULL,
                           "version", repoint_tls_version_to_string (capability->max_version),
                           "strength", repoint_enum_to_string (REPOINT_TYPE_STRENGTH, capability->strength),
                           "seen", seen,
                           "client", capability->from_guide ? "" : get_client (context->catalog, g_ptr_array_index (capability->evidence, 0)),
                           NULL);
    }

  if (!capability->contradicted)
    return;

  for (guint i = 0; i < capability->evidence->len; i++)
    {
      RepointObservation *observation = g_ptr_array_index (capability->evidence, i);
      RepointTlsVersion version = repoint_capability_read (observation);

      /* A client that falls back offers less in turn. */
      if (repoint_visits_is_visit (observation) &&
          repoint_visits_is_visit (g_ptr_array_index (capability->evidence, 0)))
        continue;

      if ((version >= REPOINT_TLS_VERSION_1_2) != (capability->max_version >= REPOINT_TLS_VERSION_1_2))
        repoint_reasons_add (context->reasons, "evidence-disagrees", NULL,
                             "version", repoint_tls_version_to_string (version),
                             "strength", repoint_enum_to_string (REPOINT_TYPE_STRENGTH,
                                                                 (int) repoint_observation_get_strength (observation)),
                             "client", get_client (context->catalog, observation),
                             NULL);
    }
}

static gboolean
is_stale (const GDate       *today,
          const RepointFact *fact)
{
  GDate date;

  g_date_clear (&date, 1);
  if (fact->source == NULL || fact->as_of == NULL)
    return FALSE;

  g_date_set_parse (&date, fact->as_of);

  return g_date_valid (&date) && g_date_days_between (&date, today) > STALE_AFTER_DAYS;
}

/* Each old source once. */
static void
add_stale_reasons (RepointPlan        *self,
                   RepointPlanContext *context,
                   const GDate        *today)
{
  guint n_reasons = self->reasons->len;

  for (guint i = 0; i < n_reasons; i++)
    {
      RepointFact fact = ((RepointReason *) g_ptr_array_index (self->reasons, i))->fact;

      if (is_stale (today, &fact))
        repoint_reasons_add (self->reasons, "fact-stale", &fact, "source", fact.source, "date", fact.as_of, NULL);
    }

  for (guint i = 0; i < self->states->len; i++)
    {
      const RepointEndpointState *state = g_ptr_array_index (self->states, i);

      if (state == repoint_plan_find_goal (context) && is_stale (today, &state->endpoint->fact))
        repoint_reasons_add (self->reasons, "fact-stale", &state->endpoint->fact,
                             "source", state->endpoint->fact.source,
                             "date", state->endpoint->fact.as_of,
                             NULL);
    }
}

static gboolean
has_reason (GPtrArray  *reasons,
            const char *id)
{
  for (guint i = 0; i < reasons->len; i++)
    if (strcmp (((RepointReason *) g_ptr_array_index (reasons, i))->id, id) == 0)
      return TRUE;

  return FALSE;
}

/* The device has servers of its own that may be asked, and has not been. */
static gboolean
may_be_surveyed (const RepointPlanContext *context)
{
  return !repoint_capability_has (context->capability, REPOINT_STRENGTH_OWN_SERVER) &&
         (repoint_device_get_addresses (context->device)[0] != NULL ||
          repoint_device_get_targets (context->device)->len > 0);
}

/* Only what can be done here and now, and would tell more than is known. */
static void
list_ways_to_know_more (RepointPlan        *self,
                        RepointPlanContext *context)
{
  const RepointCapability *capability = context->capability;
  gboolean open = self->action != REPOINT_ACTION_NONE || self->confidence == REPOINT_CONFIDENCE_LOW;
  gboolean hint = capability->strength > REPOINT_STRENGTH_REPORT;

  if (open && capability->strength > REPOINT_STRENGTH_CAPTURED_HELLO && context->use != NULL)
    g_ptr_array_add (self->raise_confidence, (char *) "check-in");
  if (has_reason (self->reasons, "passage-inconclusive") || has_reason (self->reasons, "passage-disputes"))
    g_ptr_array_add (self->raise_confidence, (char *) "local-dns-entry");
  if (open && hint && repoint_guide_get_is_generic (context->guide) &&
      repoint_device_get_model (context->device)[0] == '\0')
    g_ptr_array_add (self->raise_confidence, (char *) "confirm-model");
  if (open && hint && may_be_surveyed (context))
    g_ptr_array_add (self->raise_confidence, (char *) "survey");
  if (has_reason (self->reasons, "server-not-asked") || has_reason (self->reasons, "server-not-reached"))
    g_ptr_array_add (self->raise_confidence, (char *) "survey-servers");
  if (has_reason (self->reasons, "no-server-named"))
    g_ptr_array_add (self->raise_confidence, (char *) "name-servers");
  if (has_reason (self->reasons, "legacy-switch-unknown"))
    g_ptr_array_add (self->raise_confidence, (char *) "look-up-legacy-switch");
  if (has_reason (self->reasons, "sign-in-unknown"))
    g_ptr_array_add (self->raise_confidence, (char *) "state-sign-in");
  if (open && hint && !repoint_capability_has (capability, REPOINT_STRENGTH_STATEMENT))
    g_ptr_array_add (self->raise_confidence, (char *) "statement");

  g_ptr_array_add (self->raise_confidence, NULL);
}

/* The legacy server that would take the device until it is mended, unless it is there already. */
static void
add_stopgap_reason (RepointPlan        *self,
                    RepointPlanContext *context)
{
  const RepointEndpointState *goal = repoint_plan_find_goal (context);

  for (guint i = 0; goal != NULL && goal->transport == REPOINT_TRANSPORT_REFUSED && i < context->states->len; i++)
    {
      const RepointEndpointState *state = g_ptr_array_index (context->states, i);

      if (state != self->place.state &&
          (state->transport == REPOINT_TRANSPORT_WORKS || state->transport == REPOINT_TRANSPORT_WORKS_UNTIL))
        repoint_reasons_add (context->reasons, "legacy-stopgap", &state->endpoint->fact, "host",
                             repoint_endpoint_get_target (state->endpoint->endpoint)->host, NULL);
    }
}

static void
repoint_plan_finalize (GObject *object)
{
  RepointPlan *self = REPOINT_PLAN (object);

  g_clear_pointer (&self->steps, g_ptr_array_unref);
  g_clear_pointer (&self->raise_confidence, g_ptr_array_unref);
  g_clear_pointer (&self->routes, g_array_unref);
  g_clear_pointer (&self->reasons, g_ptr_array_unref);
  g_clear_pointer (&self->states, g_ptr_array_unref);
  g_clear_pointer (&self->endpoints, g_ptr_array_unref);
  g_clear_pointer (&self->unavailable, g_ptr_array_unref);
  g_clear_pointer (&self->capability, repoint_capability_free);
  g_clear_object (&self->guide);
  g_clear_object (&self->catalog);
  g_clear_object (&self->use);
  g_clear_object (&self->device);

  G_OBJECT_CLASS (repoint_plan_parent_class)->finalize (object);
}

static void
repoint_plan_class_init (RepointPlanClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = repoint_plan_finalize;
}

static void
repoint_plan_init (RepointPlan *self)
{
  self->states = g_ptr_array_new_with_free_func (g_free);
  self->reasons = repoint_reasons_new ();
  self->raise_confidence = g_ptr_array_new ();
}

/**
 * repoint_plan_new:
 * @use: (nullable): one of the device's mail uses; %NULL for a device without any
 * @today: the day for which the plan is made
 *
 * Judges how a mail use stands with each endpoint of the organization and what is to be done about it.
 *
 * Returns: (transfer full): the plan; it does not follow later changes
 */
RepointPlan *
repoint_plan_new (RepointProject *project,
                  RepointDevice  *device,
                  RepointMailUse *use,
                  RepointCatalog *catalog,
                  RepointGuides  *guides,
                  const GDate    *today)
{
  RepointPlan *self;
  RepointPlanContext context = { project };
  RepointDecision decision;
  g_autoptr(GPtrArray) visits = NULL;

  g_return_val_if_fail (REPOINT_IS_PROJECT (project), NULL);
  g_return_val_if_fail (REPOINT_IS_DEVICE (device), NULL);
  g_return_val_if_fail (use == NULL || REPOINT_IS_MAIL_USE (use), NULL);
  g_return_val_if_fail (REPOINT_IS_CATALOG (catalog), NULL);
  g_return_val_if_fail (REPOINT_IS_GUIDES (guides), NULL);
  g_return_val_if_fail (today != NULL && g_date_valid (today), NULL);

  self = g_object_new (REPOINT_TYPE_PLAN, NULL);
  self->device = g_object_ref (device);
  self->use = use != NULL ? g_object_ref (use) : NULL;
  self->catalog = g_object_ref (catalog);
  self->guide = g_object_ref (repoint_guides_match (guides, device));

  context.observations = repoint_project_get_observations (project, repoint_device_get_id (device));
  context.visits = visits = repoint_visits_list_current (context.observations);
  self->capability = repoint_capability_new (context.observations, self->guide, repoint_device_get_firmware (device));
  context.organization = repoint_project_get_organization (project);
  context.device = device;
  context.use = use;
  context.catalog = catalog;
  context.guides = guides;
  context.guide = self->guide;
  context.capability = self->capability;
  context.states = self->states;
  context.reasons = self->reasons;
  g_date_strftime (context.today, sizeof context.today, "%Y-%m-%d", today);

  self->endpoints = repoint_catalog_list_endpoints (catalog, context.organization);
  self->unavailable = repoint_catalog_list_unavailable (catalog, context.organization);

  add_capability_reasons (&context);
  if (use != NULL)
    judge_states (self, &context);

  repoint_plan_decide (&context, &decision);
  self->action = decision.action;
  self->routes = decision.routes;
  self->confidence = decision.confidence;

  if (self->at_organization)
    add_stopgap_reason (self, &context);
  list_ways_to_know_more (self, &context);
  add_stale_reasons (self, &context, today);
  self->steps = repoint_plan_make_steps (&context, self->action);

  return self;
}

/* FALSE: it is set up for a server that is not the organization's, and is to stay there. */
gboolean
repoint_plan_uses_organization (RepointPlan *self)
{
  return self->at_organization;
}

RepointDevice *
repoint_plan_get_device (RepointPlan *self)
{
  g_return_val_if_fail (REPOINT_IS_PLAN (self), NULL);

  return self->device;
}

RepointMailUse *
repoint_plan_get_use (RepointPlan *self)
{
  g_return_val_if_fail (REPOINT_IS_PLAN (self), NULL);

  return self->use;
}

RepointGuide *
repoint_plan_get_guide (RepointPlan *self)
{
  g_return_val_if_fail (REPOINT_IS_PLAN (self), NULL);

  return self->guide;
}

const RepointCapability *
repoint_plan_get_capability (RepointPlan *self)
{
  g_return_val_if_fail (REPOINT_IS_PLAN (self), NULL);

  return self->capability;
}

/**
 * repoint_plan_get_endpoints:
 *
 * Returns: (transfer none) (element-type RepointEndpointState): the endpoints of the use's protocol, standard before
 *   legacy, those that the organization may not use last
 */
GPtrArray *
repoint_plan_get_endpoints (RepointPlan *self)
{
  g_return_val_if_fail (REPOINT_IS_PLAN (self), NULL);

  return self->states;
}

/**
 * repoint_plan_get_action:
 *
 * Returns: the best route, or the one that the admin chose
 */
RepointAction
repoint_plan_get_action (RepointPlan *self)
{
  g_return_val_if_fail (REPOINT_IS_PLAN (self), REPOINT_ACTION_TEST_FIRST);

  return self->action;
}

RepointConfidence
repoint_plan_get_confidence (RepointPlan *self)
{
  g_return_val_if_fail (REPOINT_IS_PLAN (self), REPOINT_CONFIDENCE_LOW);

  return self->confidence;
}

/**
 * repoint_plan_get_reasons:
 *
 * Returns: (transfer none) (element-type RepointReason): what the plan rests on, the device first, then the servers,
 *   how it is set up, and what its guide says
 */
GPtrArray *
repoint_plan_get_reasons (RepointPlan *self)
{
  g_return_val_if_fail (REPOINT_IS_PLAN (self), NULL);

  return self->reasons;
}

/**
 * repoint_plan_get_routes:
 *
 * Returns: (transfer none) (element-type RepointAction): what may be done, best first; empty when nothing has to be
 */
GArray *
repoint_plan_get_routes (RepointPlan *self)
{
  g_return_val_if_fail (REPOINT_IS_PLAN (self), NULL);

  return self->routes;
}

/**
 * repoint_plan_get_raise_confidence:
 *
 * Returns: (transfer none) (array zero-terminated=1): ids of #repoint_raise_confidence_ids
 */
const char * const *
repoint_plan_get_raise_confidence (RepointPlan *self)
{
  g_return_val_if_fail (REPOINT_IS_PLAN (self), NULL);

  return (const char * const *) self->raise_confidence->pdata;
}

/**
 * repoint_plan_get_steps:
 *
 * Returns: (transfer none) (element-type RepointStep): what to do, for the action; empty when nothing has to be done
 */
GPtrArray *
repoint_plan_get_steps (RepointPlan *self)
{
  g_return_val_if_fail (REPOINT_IS_PLAN (self), NULL);

  return self->steps;
}

/**
 * repoint_plan_list:
 *
 * Returns: (transfer full) (element-type RepointPlan): the plans of all devices, in the inventory's order
 */
GPtrArray *
repoint_plan_list (RepointProject *project,
                   RepointCatalog *catalog,
                   RepointGuides  *guides,
                   const GDate    *today)
{
  GPtrArray *plans = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *devices;

  g_return_val_if_fail (REPOINT_IS_PROJECT (project), plans);

  devices = G_LIST_MODEL (repoint_project_get_inventory (project));
  for (guint i = 0; i < g_list_model_get_n_items (devices); i++)
    {
      g_autoptr(RepointDevice) device = g_list_model_get_item (devices, i);
      GListModel *uses = repoint_device_get_mail_uses (device);

      for (guint j = 0; j < g_list_model_get_n_items (uses); j++)
        {
          g_autoptr(RepointMailUse) use = g_list_model_get_item (uses, j);

          g_ptr_array_add (plans, repoint_plan_new (project, device, use, catalog, guides, today));
        }

      if (g_list_model_get_n_items (uses) == 0)
        g_ptr_array_add (plans, repoint_plan_new (project, device, NULL, catalog, guides, today));
    }

  return plans;
}
