/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-visit-list.h"

#include <string.h>

#include "repoint-hellos.h"
#include "repoint-survey-data.h"
#include "repoint-visit-observations.h"

#define MAX_VISITS      500
#define MAX_HELLOS      32 /* of one subject that are kept word for word since the start: the office's file has room for all, not for more */
#define UPDATE_DELAY_MS 100

struct _RepointVisitList
{
  GObject parent_instance;

  RepointProject *project;
  GPtrArray      *visits; /* of RepointJourneyVisit, the newest first */
  GHashTable     *n_kept; /* subject → how many hellos were kept of it */
  GSource        *due;    /* nullable: whose visits they are is to be looked up again */
  gboolean        new_devices;
};

static void repoint_visit_list_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RepointVisitList, repoint_visit_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, repoint_visit_list_iface_init))

static GType
repoint_visit_list_get_item_type (GListModel *model)
{
  return REPOINT_TYPE_JOURNEY_VISIT;
}

static guint
repoint_visit_list_get_n_items (GListModel *model)
{
  return REPOINT_VISIT_LIST (model)->visits->len;
}

static gpointer
repoint_visit_list_get_item (GListModel *model,
                             guint       position)
{
  RepointVisitList *self = REPOINT_VISIT_LIST (model);

  return position < self->visits->len ? g_object_ref (g_ptr_array_index (self->visits, position)) : NULL;
}

static void
repoint_visit_list_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = repoint_visit_list_get_item_type;
  iface->get_n_items = repoint_visit_list_get_n_items;
  iface->get_item = repoint_visit_list_get_item;
}

static RepointInventory *
get_inventory (RepointVisitList *self)
{
  return repoint_project_get_inventory (self->project);
}

static char *
make_subject (const char *peer)
{
  return g_strconcat (REPOINT_VISITOR_PREFIX, peer, NULL);
}

static const char *
get_mac (RepointJourneyVisit *visit)
{
  const char *mac = repoint_journey_visit_get_mac (visit);

  return mac[0] != '\0' ? mac : NULL;
}

static RepointDevice *
find_visitor (RepointVisitList    *self,
              RepointJourneyVisit *visit)
{
  return repoint_inventory_find_visitor (get_inventory (self), repoint_journey_visit_get_peer (visit), get_mac (visit));
}

/* (nullable): whose it is by what is kept of it; of a visit that showed nothing, whose it may be. */
static RepointDevice *
look_up (RepointVisitList    *self,
         RepointJourneyVisit *visit)
{
  GPtrArray *observations = repoint_journey_visit_get_observations (visit);
  const char *subject;

  if (observations->len == 0)
    return find_visitor (self, visit);

  subject = repoint_observation_get_subject (g_ptr_array_index (observations, 0));

  return repoint_inventory_find (get_inventory (self), subject);
}

/* What was seen at the station was seen now; a capture may be old. */
static gboolean
is_here (RepointJourneyVisit *visit)
{
  const char *source = repoint_survey_data_get_string (repoint_journey_visit_get_data (visit), "source");

  return source == NULL || strcmp (source, "station") == 0;
}

/* (nullable): the device that came. It learns from the visit what is new of its place: an address that DHCP gave to it, a
 * MAC that nobody had seen. A program is where its computer is, but has neither. */
static RepointDevice *
recognize (RepointVisitList    *self,
           RepointJourneyVisit *visit)
{
  RepointDevice *device = find_visitor (self, visit);
  g_autoptr(GPtrArray) sightings = NULL;
  RepointSighting *sighting;

  if (device == NULL || get_mac (visit) == NULL || !is_here (visit) || repoint_device_get_kind (device) == REPOINT_DEVICE_KIND_PROGRAM)
    return device;

  sightings = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_sighting_free);
  sighting = repoint_sighting_new ("station", repoint_journey_visit_get_peer (visit));
  sighting->mac = g_strdup (get_mac (visit));
  g_ptr_array_add (sightings, sighting);
  repoint_project_absorb (self->project, sightings, repoint_journey_visit_get_time (visit));

  return find_visitor (self, visit);
}

/* Whoever showed at a mail port what it can do uses mail: nobody needs to say that, too. */
static void
learn_use (RepointJourneyVisit *visit,
           RepointDevice       *device)
{
  JsonObject *data = repoint_journey_visit_get_data (visit);
  const char *id = repoint_survey_data_get_string (data, "protocol");
  gboolean showed = repoint_survey_data_get_object (data, "hello") != NULL ||
                    g_strcmp0 (repoint_survey_data_get_string (data, "outcome"), "in-clear") == 0;
  RepointProtocol protocol;

  if (device != NULL && showed && id != NULL && g_list_model_get_n_items (repoint_device_get_mail_uses (device)) == 0 &&
      repoint_protocol_from_string (id, &protocol) && protocol <= REPOINT_PROTOCOL_POP3)
    {
      g_autoptr(RepointMailUse) use = repoint_mail_use_new (protocol);

      repoint_device_add_mail_use (device, use);
    }
}

static void
keep_hello (RepointVisitList *self,
            const char       *subject,
            JsonObject       *data)
{
  JsonObject *hello = repoint_survey_data_get_object (data, "hello");
  const char *id = hello != NULL ? repoint_survey_data_get_string (hello, "id") : NULL;
  const char *hex = hello != NULL ? repoint_survey_data_get_string (hello, "raw") : NULL;
  g_autoptr(GBytes) raw = NULL;
  guint n_kept = GPOINTER_TO_UINT (g_hash_table_lookup (self->n_kept, subject));

  if (id == NULL || hex == NULL || n_kept >= MAX_HELLOS || repoint_project_get_hello (self->project, id) != NULL)
    return;

  raw = repoint_hellos_from_hex (hex);
  if (raw != NULL && repoint_project_keep_hello (self->project, raw, id))
    g_hash_table_insert (self->n_kept, g_strdup (subject), GUINT_TO_POINTER (n_kept + 1));
}

/* Puts @visit (transfer full) where it belongs by its time. */
static void
insert (RepointVisitList    *self,
        RepointJourneyVisit *visit)
{
  GDateTime *time = repoint_journey_visit_get_time (visit);
  guint place = 0;

  while (place < self->visits->len &&
         g_date_time_compare (repoint_journey_visit_get_time (g_ptr_array_index (self->visits, place)), time) > 0)
    place++;

  g_ptr_array_insert (self->visits, (int) place, visit);
  g_list_model_items_changed (G_LIST_MODEL (self), place, 0, 1);
  if (self->visits->len <= MAX_VISITS)
    return;

  g_ptr_array_set_size (self->visits, MAX_VISITS);
  g_list_model_items_changed (G_LIST_MODEL (self), MAX_VISITS, 1, 0);
}

/* A passage stands beside the hello of the same visit. */
static gboolean
is_visit (RepointObservation *observation)
{
  return strcmp (repoint_observation_get_kind (observation), REPOINT_OBSERVATION_HELLO) == 0;
}

/* What the project holds of those whom nobody knows yet. */
static void
load_visitors (RepointVisitList *self)
{
  g_autoptr(GPtrArray) visitors = repoint_project_list_visitors (self->project);

  for (guint i = 0; i < visitors->len; i++)
    {
      GPtrArray *observations = repoint_project_get_observations (self->project, g_ptr_array_index (visitors, i));

      for (guint j = 0; j < observations->len; j++)
        {
          RepointObservation *observation = g_ptr_array_index (observations, j);
          const char *hello = repoint_survey_data_get_string (repoint_observation_get_data (observation), "hello");
          g_autoptr(JsonObject) data = NULL;
          RepointJourneyVisit *visit;

          if (!is_visit (observation))
            continue;

          data = repoint_visit_observations_restore (observation, hello != NULL ? repoint_project_get_hello (self->project, hello)
                                                                               : NULL);
          json_object_set_string_member (data, "peer",
                                         (const char *) g_ptr_array_index (visitors, i) + strlen (REPOINT_VISITOR_PREFIX));
          visit = repoint_journey_visit_new (data, repoint_observation_get_last_seen (observation));
          g_ptr_array_add (repoint_journey_visit_get_observations (visit), g_object_ref (observation));
          insert (self, visit);
        }
    }
}

/* (nullable): the MAC that was seen with any of @observations. */
static const char *
find_mac (GPtrArray *observations)
{
  for (guint i = observations->len; i > 0; i--)
    {
      JsonObject *data = repoint_observation_get_data (g_ptr_array_index (observations, i - 1));
      const char *mac = repoint_survey_data_get_string (data, "mac");

      if (mac != NULL)
        return mac;
    }

  return NULL;
}

/* Devices have come or changed: some of them may be visitors. */
static void
recognize_visitors (RepointVisitList *self)
{
  g_autoptr(GPtrArray) visitors = repoint_project_list_visitors (self->project);

  for (guint i = 0; i < visitors->len; i++)
    {
      const char *visitor = g_ptr_array_index (visitors, i);
      const char *mac = find_mac (repoint_project_get_observations (self->project, visitor));
      RepointDevice *device =
        repoint_inventory_find_visitor (get_inventory (self), visitor + strlen (REPOINT_VISITOR_PREFIX), mac);

      if (device != NULL)
        repoint_project_recognize_visitor (self->project, visitor, device);
    }
}

static void
update (RepointVisitList *self)
{
  if (self->due != NULL)
    g_source_destroy (self->due);
  g_clear_pointer (&self->due, g_source_unref);

  if (self->new_devices)
    recognize_visitors (self);
  self->new_devices = FALSE;
  for (guint i = 0; i < self->visits->len; i++)
    {
      RepointJourneyVisit *visit = g_ptr_array_index (self->visits, i);

      repoint_journey_visit_set_device (visit, look_up (self, visit));
    }
}

static gboolean
update_cb (gpointer user_data)
{
  update (user_data);

  return G_SOURCE_REMOVE;
}

static void
schedule_update (RepointVisitList *self)
{
  g_autoptr(GMainContext) context = NULL;

  if (self->due != NULL)
    return;

  context = g_main_context_ref_thread_default ();
  self->due = g_timeout_source_new (UPDATE_DELAY_MS);
  g_source_set_callback (self->due, update_cb, self, NULL);
  g_source_set_static_name (self->due, "[repoint] visits");
  g_source_attach (self->due, context);
}

static void
inventory_changed_cb (RepointVisitList *self)
{
  self->new_devices = TRUE;
  schedule_update (self);
}

static void
repoint_visit_list_dispose (GObject *object)
{
  RepointVisitList *self = REPOINT_VISIT_LIST (object);

  if (self->due != NULL)
    g_source_destroy (self->due);
  g_clear_pointer (&self->due, g_source_unref);

  G_OBJECT_CLASS (repoint_visit_list_parent_class)->dispose (object);
}

static void
repoint_visit_list_finalize (GObject *object)
{
  RepointVisitList *self = REPOINT_VISIT_LIST (object);

  g_clear_pointer (&self->visits, g_ptr_array_unref);
  g_clear_pointer (&self->n_kept, g_hash_table_unref);
  g_clear_object (&self->project);

  G_OBJECT_CLASS (repoint_visit_list_parent_class)->finalize (object);
}

static void
repoint_visit_list_class_init (RepointVisitListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = repoint_visit_list_dispose;
  object_class->finalize = repoint_visit_list_finalize;
}

static void
repoint_visit_list_init (RepointVisitList *self)
{
  self->visits = g_ptr_array_new_with_free_func (g_object_unref);
  self->n_kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * repoint_visit_list_new:
 *
 * Returns: (transfer full): the visits of @project whose device nobody knows yet
 */
RepointVisitList *
repoint_visit_list_new (RepointProject *project)
{
  RepointVisitList *self;

  g_return_val_if_fail (REPOINT_IS_PROJECT (project), NULL);

  self = g_object_new (REPOINT_TYPE_VISIT_LIST, NULL);
  self->project = g_object_ref (project);
  load_visitors (self);
  g_signal_connect_object (project, "moved", G_CALLBACK (schedule_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (get_inventory (self), "items-changed", G_CALLBACK (inventory_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (get_inventory (self), "device-changed", G_CALLBACK (inventory_changed_cb), self,
                           G_CONNECT_SWAPPED);

  return self;
}

/**
 * repoint_visit_list_take:
 * @visit: (transfer none): the `listen` object of the command line
 *
 * Returns: (transfer full): the visit, which is in the list unless that is full of newer ones
 */
RepointJourneyVisit *
repoint_visit_list_take (RepointVisitList *self,
                         JsonObject       *visit)
{
  const char *text;
  g_autoptr(GDateTime) time = NULL;
  g_autoptr(GPtrArray) observations = NULL;
  g_autofree char *subject = NULL;
  RepointJourneyVisit *taken;
  RepointDevice *device;

  g_return_val_if_fail (REPOINT_IS_VISIT_LIST (self), NULL);
  g_return_val_if_fail (visit != NULL, NULL);

  text = repoint_survey_data_get_string (visit, "time");
  time = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;
  if (time == NULL)
    time = g_date_time_new_now_utc ();

  taken = repoint_journey_visit_new (visit, time);
  device = recognize (self, taken);
  subject = device != NULL ? g_strdup (repoint_device_get_id (device))
                           : make_subject (repoint_journey_visit_get_peer (taken));

  keep_hello (self, subject, visit);
  observations = repoint_visit_observations_new (visit, subject, time);
  for (guint i = 0; i < observations->len; i++)
    g_ptr_array_add (repoint_journey_visit_get_observations (taken),
                     g_object_ref (repoint_project_observe (self->project, g_ptr_array_index (observations, i))));

  repoint_journey_visit_set_device (taken, look_up (self, taken));
  learn_use (taken, repoint_journey_visit_get_device (taken));
  insert (self, g_object_ref (taken));

  return taken;
}

/* (transfer full): @addresses without @address. */
static GStrv
without (const char * const *addresses,
         const char         *address)
{
  g_autoptr(GStrvBuilder) kept = g_strv_builder_new ();

  for (guint i = 0; addresses[i] != NULL; i++)
    if (g_ascii_strcasecmp (addresses[i], address) != 0)
      g_strv_builder_add (kept, addresses[i]);

  return g_strv_builder_end (kept);
}

/* Address and MAC are @device's from now on: it is found by them the next time. */
static void
give_address (RepointVisitList    *self,
              RepointJourneyVisit *visit,
              RepointDevice       *device)
{
  const char *peer = repoint_journey_visit_get_peer (visit);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (get_inventory (self))); i++)
    {
      g_autoptr(RepointDevice) other = g_list_model_get_item (G_LIST_MODEL (get_inventory (self)), i);
      const char * const *addresses = repoint_device_get_addresses (other);
      g_auto(GStrv) kept = NULL;

      if (other == device)
        continue;

      if (get_mac (visit) != NULL && g_ascii_strcasecmp (repoint_device_get_mac (other), get_mac (visit)) == 0)
        repoint_device_set_mac (other, "");
      kept = without (addresses, peer);
      if (g_strv_length (kept) < g_strv_length ((GStrv) addresses))
        repoint_device_set_addresses (other, (const char * const *) kept);
    }

  repoint_device_add_address (device, peer);
  if (get_mac (visit) != NULL && repoint_device_get_mac (device)[0] == '\0')
    repoint_device_set_mac (device, get_mac (visit));
}

/**
 * repoint_visit_list_assign:
 * @visit: of the list
 * @device: a device of the inventory
 *
 * What is kept of the visit becomes the device's, and so does, while nobody was known to be there, all that was seen of
 * the same address. Undo takes it back.
 */
void
repoint_visit_list_assign (RepointVisitList    *self,
                           RepointJourneyVisit *visit,
                           RepointDevice       *device)
{
  GPtrArray *observations;
  g_autofree char *from = NULL;

  g_return_if_fail (REPOINT_IS_VISIT_LIST (self));
  g_return_if_fail (REPOINT_IS_JOURNEY_VISIT (visit));
  g_return_if_fail (REPOINT_IS_DEVICE (device));

  observations = repoint_journey_visit_get_observations (visit);
  from = observations->len > 0
           ? g_strdup (repoint_observation_get_subject (g_ptr_array_index (observations, 0)))
           : make_subject (repoint_journey_visit_get_peer (visit));

  repoint_project_begin_edit (self->project, "assign-visit");
  give_address (self, visit, device);
  repoint_project_assign_visits (self->project, from,
                                 g_str_has_prefix (from, REPOINT_VISITOR_PREFIX) ? NULL : observations, device);
  learn_use (visit, device);
  repoint_project_end_edit (self->project);

  update (self);
}
