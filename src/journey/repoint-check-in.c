/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-check-in.h"

#include <string.h>

#include "repoint-address-range.h"
#include "repoint-known-error.h"
#include "repoint-survey-data.h"
#include "repoint-visit-observations.h"

/* Whoever comes with another hello every time does not make us bother the mail servers for ever. */
#define MAX_WAITING     16
#define MAX_PER_SUBJECT 8

struct _RepointCheckIn
{
  GObject parent_instance;

  RepointProject   *project;
  RepointCatalog   *catalog;
  RepointScheduler *scheduler;
  RepointStation   *station;   /* nullable: not asked for yet */
  RepointVisitList *visits;

  gboolean          pass_through;
  char             *relays;    /* nullable: the URIs of those that were set last */

  GQueue            waiting;   /* of RepointObservation: hellos to be said again */
  RepointJob       *replay;    /* nullable: the one under way by itself */
  GHashTable       *asked;     /* subject → GHashTable, set of the ids of hellos that were asked about since the start */
};

enum
{
  SIGNAL_REPLAY,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RepointCheckIn, repoint_check_in, G_TYPE_OBJECT)

static const char *
get_hello (RepointObservation *observation)
{
  return repoint_survey_data_get_string (repoint_observation_get_data (observation), "hello");
}

/* A client of the bare protocol may be meant for any of them. */
static gboolean
concerns (RepointObservation  *hello,
          const RepointTarget *target)
{
  const char *name = repoint_survey_data_get_string (repoint_observation_get_data (hello), "protocol");
  RepointProtocol protocol;

  return name == NULL || !repoint_protocol_from_string (name, &protocol) || protocol > REPOINT_PROTOCOL_POP3 ||
         protocol == target->protocol;
}

/* (transfer full) (element-type RepointTarget): the mail servers that a hello may be meant for, standard before legacy. */
static GPtrArray *
list_targets (RepointCheckIn     *self,
              RepointObservation *hello)
{
  GPtrArray *targets = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_target_free);
  g_autoptr(GPtrArray) endpoints =
    repoint_catalog_list_endpoints (self->catalog, repoint_project_get_organization (self->project));

  for (guint i = 0; i < endpoints->len; i++)
    {
      const RepointCatalogEndpoint *endpoint = g_ptr_array_index (endpoints, i);
      const RepointTarget *target = repoint_endpoint_get_target (endpoint->endpoint);

      if (target->security != REPOINT_SECURITY_NONE && concerns (hello, target))
        g_ptr_array_add (targets, repoint_target_copy (target));
    }

  return targets;
}

/* (transfer full) (element-type RepointTarget): where devices are passed on to, standard before legacy. */
static GPtrArray *
list_relays (RepointCheckIn *self)
{
  GPtrArray *relays = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_target_free);
  g_autoptr(GPtrArray) endpoints =
    repoint_catalog_list_endpoints (self->catalog, repoint_project_get_organization (self->project));

  for (guint i = 0; self->pass_through && i < endpoints->len; i++)
    {
      const RepointCatalogEndpoint *endpoint = g_ptr_array_index (endpoints, i);

      g_ptr_array_add (relays, repoint_target_copy (repoint_endpoint_get_target (endpoint->endpoint)));
    }

  return relays;
}

static char *
join_targets (GPtrArray *targets)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < targets->len; i++)
    {
      g_autofree char *uri = repoint_target_to_string (g_ptr_array_index (targets, i));

      g_string_append_printf (text, "%s\n", uri);
    }

  return g_string_free (text, FALSE);
}

/* A station that is told of its relays begins with the first of them again: it is told when they are others. */
static void
update_relays (RepointCheckIn *self)
{
  g_autoptr(GPtrArray) relays = NULL;
  g_autofree char *text = NULL;

  if (self->station == NULL)
    return;

  relays = list_relays (self);
  text = join_targets (relays);
  if (g_strcmp0 (text, self->relays) == 0)
    return;

  for (guint protocol = REPOINT_PROTOCOL_SMTP; protocol <= REPOINT_PROTOCOL_POP3; protocol++)
    repoint_station_set_relays (self->station, (RepointProtocol) protocol, relays);
  g_free (self->relays);
  self->relays = g_steal_pointer (&text);
}

static void
add_range (GArray     *ranges,
           const char *text)
{
  RepointAddressRange range;

  if (repoint_address_range_parse (text, &range, NULL))
    g_array_append_val (ranges, range);
}

/**
 * repoint_check_in_list_clients:
 *
 * Returns: (transfer full) (nullable) (element-type RepointAddressRange): who may come to the station by IPv4: the networks
 *   that the admin agreed to, and the addresses of the devices; %NULL while no network was agreed to
 */
GArray *
repoint_check_in_list_clients (RepointProject *project)
{
  g_autoptr(GArray) ranges = g_array_new (FALSE, FALSE, sizeof (RepointAddressRange));
  const char * const *agreed;
  GListModel *devices;

  g_return_val_if_fail (REPOINT_IS_PROJECT (project), NULL);

  agreed = repoint_project_get_ranges (project);
  devices = G_LIST_MODEL (repoint_project_get_inventory (project));
  for (guint i = 0; agreed[i] != NULL; i++)
    add_range (ranges, agreed[i]);
  if (ranges->len == 0)
    return NULL;

  for (guint i = 0; i < g_list_model_get_n_items (devices); i++)
    {
      g_autoptr(RepointDevice) device = g_list_model_get_item (devices, i);
      const char * const *addresses = repoint_device_get_addresses (device);

      for (guint j = 0; addresses != NULL && addresses[j] != NULL; j++)
        add_range (ranges, addresses[j]);
    }

  return g_steal_pointer (&ranges);
}

static void
update_clients (RepointCheckIn *self)
{
  g_autoptr(GArray) clients = NULL;

  if (self->station == NULL)
    return;

  clients = repoint_check_in_list_clients (self->project);
  repoint_station_set_clients (self->station, clients);
}

static void
result_cb (RepointCheckIn      *self,
           const RepointTarget *target,
           JsonObject          *result,
           RepointJob          *job)
{
  RepointObservation *hello = g_object_get_data (G_OBJECT (job), "repoint-hello");
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr(RepointObservation) observation = NULL;

  /* What was given up on request was not observed. */
  if (g_strcmp0 (repoint_survey_data_get_string (result, "problem"), "stopped") == 0)
    return;

  /* Whose it is may have been said meanwhile. */
  repoint_known_error_mark_replay (self->catalog, result);
  observation = repoint_replay_observation_new (result, repoint_observation_get_subject (hello), now);
  repoint_project_observe (self->project, observation);
}

static void start_waiting (RepointCheckIn *self);

static void
finished_cb (RepointCheckIn *self,
             RepointJob     *job)
{
  if (job != self->replay)
    return;

  g_clear_object (&self->replay);
  start_waiting (self);
}

static void
start_waiting (RepointCheckIn *self)
{
  while (self->replay == NULL && !g_queue_is_empty (&self->waiting))
    {
      g_autoptr(RepointObservation) hello = g_queue_pop_head (&self->waiting);

      self->replay = repoint_check_in_replay (self, hello);
      if (self->replay != NULL)
        g_signal_emit (self, signals[SIGNAL_REPLAY], 0, self->replay);
    }
}

/* Whether this is the first time since the start that the subject shows this hello. */
static gboolean
is_new (RepointCheckIn     *self,
        RepointObservation *hello)
{
  const char *subject = repoint_observation_get_subject (hello);
  GHashTable *asked = g_hash_table_lookup (self->asked, subject);

  if (asked == NULL)
    {
      asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_hash_table_insert (self->asked, g_strdup (subject), asked);
    }

  return g_hash_table_size (asked) < MAX_PER_SUBJECT && g_hash_table_add (asked, g_strdup (get_hello (hello)));
}

static void
visit_cb (RepointCheckIn *self,
          JsonObject     *visit)
{
  g_object_unref (repoint_check_in_take (self, visit));
}

static void
repoint_check_in_dispose (GObject *object)
{
  RepointCheckIn *self = REPOINT_CHECK_IN (object);

  g_queue_clear_full (&self->waiting, g_object_unref);
  g_clear_object (&self->replay);
  g_clear_object (&self->station);
  g_clear_object (&self->visits);
  g_clear_object (&self->scheduler);

  G_OBJECT_CLASS (repoint_check_in_parent_class)->dispose (object);
}

static void
repoint_check_in_finalize (GObject *object)
{
  RepointCheckIn *self = REPOINT_CHECK_IN (object);

  g_clear_pointer (&self->asked, g_hash_table_unref);
  g_clear_pointer (&self->relays, g_free);
  g_clear_object (&self->catalog);
  g_clear_object (&self->project);

  G_OBJECT_CLASS (repoint_check_in_parent_class)->finalize (object);
}

static void
repoint_check_in_class_init (RepointCheckInClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = repoint_check_in_dispose;
  object_class->finalize = repoint_check_in_finalize;

  signals[SIGNAL_REPLAY] = g_signal_new ("replay", REPOINT_TYPE_CHECK_IN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, REPOINT_TYPE_JOB);
}

static void
repoint_check_in_init (RepointCheckIn *self)
{
  g_queue_init (&self->waiting);
  self->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_hash_table_unref);
}

/**
 * repoint_check_in_new:
 *
 * Returns: (transfer full): a station that is not open yet, and the visits that the project holds
 */
RepointCheckIn *
repoint_check_in_new (RepointProject   *project,
                      RepointCatalog   *catalog,
                      RepointScheduler *scheduler)
{
  RepointCheckIn *self;

  g_return_val_if_fail (REPOINT_IS_PROJECT (project), NULL);
  g_return_val_if_fail (REPOINT_IS_CATALOG (catalog), NULL);
  g_return_val_if_fail (REPOINT_IS_SCHEDULER (scheduler), NULL);

  self = g_object_new (REPOINT_TYPE_CHECK_IN, NULL);
  self->project = g_object_ref (project);
  self->catalog = g_object_ref (catalog);
  self->scheduler = g_object_ref (scheduler);
  self->visits = repoint_visit_list_new (project);
  g_signal_connect_object (repoint_project_get_organization (project), "changed", G_CALLBACK (update_relays), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (project, "changed", G_CALLBACK (update_clients), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * repoint_check_in_get_station:
 *
 * Returns: (transfer none): the station, with the identity of the office; made when it is first asked for
 */
RepointStation *
repoint_check_in_get_station (RepointCheckIn *self)
{
  g_return_val_if_fail (REPOINT_IS_CHECK_IN (self), NULL);

  if (self->station == NULL)
    {
      g_autoptr(RepointStationIdentity) identity =
        repoint_station_identity_new (repoint_project_get_id (self->project));

      self->station = repoint_station_new (self->scheduler, identity);
      g_signal_connect_object (self->station, "visit", G_CALLBACK (visit_cb), self, G_CONNECT_SWAPPED);
      update_relays (self);
      update_clients (self);
    }

  return self->station;
}

/** repoint_check_in_get_visits: Returns: (transfer none): the visits, the newest first. */
RepointVisitList *
repoint_check_in_get_visits (RepointCheckIn *self)
{
  g_return_val_if_fail (REPOINT_IS_CHECK_IN (self), NULL);

  return self->visits;
}

/** repoint_check_in_get_pass_through: Returns: whether devices are passed on to the organization's mail servers. */
gboolean
repoint_check_in_get_pass_through (RepointCheckIn *self)
{
  g_return_val_if_fail (REPOINT_IS_CHECK_IN (self), FALSE);

  return self->pass_through;
}

/**
 * repoint_check_in_set_pass_through:
 * @pass_through: %TRUE: a device is passed on to the organization's mail servers, standard, then legacy, one at each visit;
 *   %FALSE: it is received here
 */
void
repoint_check_in_set_pass_through (RepointCheckIn *self,
                                   gboolean        pass_through)
{
  g_return_if_fail (REPOINT_IS_CHECK_IN (self));

  self->pass_through = pass_through;
  update_relays (self);
}

/**
 * repoint_check_in_take:
 * @visit: (transfer none): the `listen` object of the command line
 *
 * A visit is over: it is kept, and where its hello is new, that is said again.
 *
 * Returns: (transfer full): the visit
 */
RepointJourneyVisit *
repoint_check_in_take (RepointCheckIn *self,
                       JsonObject     *visit)
{
  RepointJourneyVisit *taken;
  GPtrArray *observations;
  RepointObservation *hello;

  g_return_val_if_fail (REPOINT_IS_CHECK_IN (self), NULL);
  g_return_val_if_fail (visit != NULL, NULL);

  taken = repoint_visit_list_take (self->visits, visit);
  observations = repoint_journey_visit_get_observations (taken);
  if (observations->len == 0)
    return taken;

  hello = g_ptr_array_index (observations, 0);
  if (get_hello (hello) != NULL && g_queue_get_length (&self->waiting) < MAX_WAITING && is_new (self, hello))
    {
      g_queue_push_tail (&self->waiting, g_object_ref (hello));
      start_waiting (self);
    }

  return taken;
}

/**
 * repoint_check_in_replay:
 * @hello: an observation that refers to a hello
 *
 * Returns: (transfer full) (nullable): a job that says the hello again to each mail server it may be meant for, not started
 *   yet, whose results become observations; %NULL without such a server or the hello itself
 */
RepointJob *
repoint_check_in_replay (RepointCheckIn     *self,
                         RepointObservation *hello)
{
  const char *id;
  GBytes *raw;
  g_autoptr(RepointClientHello) message = NULL;
  g_autoptr(GPtrArray) targets = NULL;
  RepointJob *job;

  g_return_val_if_fail (REPOINT_IS_CHECK_IN (self), NULL);
  g_return_val_if_fail (REPOINT_IS_OBSERVATION (hello), NULL);

  id = get_hello (hello);
  raw = id != NULL ? repoint_project_get_hello (self->project, id) : NULL;
  message = raw != NULL ? repoint_client_hello_parse (raw, NULL) : NULL;
  targets = list_targets (self, hello);
  if (message == NULL || targets->len == 0)
    return NULL;

  job = REPOINT_JOB (repoint_replay_new (self->scheduler, message, targets, NULL));
  g_object_set_data_full (G_OBJECT (job), "repoint-hello", g_object_ref (hello), g_object_unref);
  g_signal_connect_object (job, "result", G_CALLBACK (result_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (job, "finished", G_CALLBACK (finished_cb), self, G_CONNECT_SWAPPED);

  return job;
}
