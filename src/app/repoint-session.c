/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-session.h"

#include "repoint-device-item.h"
#include "repoint-practice-office.h"

/* A longer pause in typing begins a new step of undo. */
#define EDIT_PAUSE_SECONDS 2

/* Often enough for "Saved 2 minutes ago" to stay true, and for the plans to follow a new day. */
#define CLOCK_SECONDS 30

#define IN_DEPTH_MS (120 * 1000) /* a suite takes a connection, and connections have pauses between them */

struct _RepointSession
{
  GObject parent_instance;

  RepointJourney *journey;
  RepointStore *store;
  RepointPracticeOffice *practice;
  RepointStationControl *station;
  GListStore *works;
  GListStore *devices;
  GHashTable *items; /* RepointDevice → RepointDeviceItem, both kept by devices */
  char *saved;
  char *asked; /* the one mail server that is being asked; NULL: all of them */
  char *edit_label;
  guint edit_source;
  guint clock_source;
};

typedef enum
{
  PROP_JOURNEY = 1,
  PROP_STORE,
  PROP_PRACTICE,
  PROP_TITLE,
  PROP_SAVED,
  PROP_WORKS,
  PROP_DEVICES,
  PROP_STATION,
} RepointSessionProps;

static GParamSpec *props[PROP_STATION + 1];
static guint plans_changed_signal;
static guint surveyed_signal;
static guint work_done_signal;

G_DEFINE_FINAL_TYPE (RepointSession, repoint_session, G_TYPE_OBJECT)

static void
update_saved (RepointSession *self)
{
  g_autofree char *saved = NULL;

  if (self->store == NULL)
    {
      saved = g_strdup (repoint_phrase_text (REPOINT_TEXT_PRACTICE_OFFICE));
    }
  else
    {
      g_autoptr(GDateTime) now = g_date_time_new_now_local ();

      saved = repoint_phrase_saved (repoint_store_get_state (self->store), repoint_store_get_file (self->store) != NULL,
                                    repoint_store_get_saved_at (self->store), now);
    }
  if (g_strcmp0 (self->saved, saved) == 0)
    return;

  g_free (self->saved);
  self->saved = g_steal_pointer (&saved);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SAVED]);
}

static gboolean
clock_cb (gpointer user_data)
{
  RepointSession *self = user_data;
  GDate today;

  g_date_clear (&today, 1);
  g_date_set_time_t (&today, g_get_real_time () / G_USEC_PER_SEC);
  if (g_date_compare (&today, repoint_journey_get_today (self->journey)) != 0)
    repoint_journey_set_today (self->journey, &today);
  update_saved (self);
  return G_SOURCE_CONTINUE;
}

static void
name_changed_cb (RepointSession *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TITLE]);
}

static RepointDeviceItem *
make_item (RepointSession *self,
           RepointDevice  *device)
{
  g_autoptr(GPtrArray) plans = repoint_journey_list_plans (self->journey, device);
  RepointDeviceItem *item = repoint_device_item_new (device, plans);

  g_hash_table_insert (self->items, device, item);
  return item;
}

static void
devices_changed_cb (RepointSession *self,
                    guint           position,
                    guint           removed,
                    guint           added,
                    GListModel     *inventory)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < removed; i++)
    {
      g_autoptr(RepointDeviceItem) item = g_list_model_get_item (G_LIST_MODEL (self->devices), position + i);

      g_hash_table_remove (self->items, repoint_device_item_get_device (item));
    }
  for (guint i = 0; i < added; i++)
    {
      g_autoptr(RepointDevice) device = g_list_model_get_item (inventory, position + i);

      g_ptr_array_add (items, make_item (self, device));
    }
  g_list_store_splice (self->devices, position, removed, items->pdata, items->len);
  /* Making the items has brought the plans up to date before the items could be seen. */
  g_signal_emit (self, plans_changed_signal, 0);
}

static void
plans_items_changed_cb (RepointSession *self,
                        guint           position,
                        guint           removed,
                        guint           added,
                        GListModel     *plans)
{
  RepointDevice *last = NULL;

  for (guint i = 0; i < added; i++)
    {
      g_autoptr(RepointPlan) plan = g_list_model_get_item (plans, position + i);
      RepointDevice *device = repoint_plan_get_device (plan);
      RepointDeviceItem *item = device != last ? g_hash_table_lookup (self->items, device) : NULL;

      if (item != NULL)
        {
          g_autoptr(GPtrArray) own = repoint_journey_list_plans (self->journey, device);

          repoint_device_item_set_plans (item, own);
        }
      last = device;
    }
}

static void
plans_changed_cb (RepointSession *self)
{
  g_signal_emit (self, plans_changed_signal, 0);
}

static void
observed_cb (RepointSession     *self,
             RepointObservation *observation)
{
  const char *subject = repoint_observation_get_subject (observation);
  RepointInventory *inventory = repoint_project_get_inventory (repoint_session_get_project (self));

  if (repoint_inventory_find (inventory, subject) == NULL)
    g_signal_emit (self, surveyed_signal, 0, subject);
}

static void
job_finished_cb (RepointSession *self,
                 RepointJob     *job)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->works)); i++)
    {
      g_autoptr(RepointWork) work = g_list_model_get_item (G_LIST_MODEL (self->works), i);

      if (repoint_work_get_job (work) != job)
        continue;
      g_list_store_remove (self->works, i);
      g_signal_emit (self, work_done_signal, 0, work);
      return;
    }
}

static void
follow_job (RepointSession  *self,
            RepointWorkKind  kind,
            RepointJob      *job)
{
  g_autoptr(RepointWork) work = NULL;

  if (job == NULL || repoint_job_get_state (job) == REPOINT_JOB_FINISHED)
    return;

  work = repoint_work_new (kind, job);
  g_list_store_append (self->works, work);
  g_signal_connect_object (job, "finished", G_CALLBACK (job_finished_cb), self, G_CONNECT_SWAPPED);
}

static gboolean
edit_pause_cb (gpointer user_data)
{
  RepointSession *self = user_data;

  self->edit_source = 0;
  repoint_session_end_edit (self);
  return G_SOURCE_REMOVE;
}

static void
take_journey (RepointSession *self,
              RepointJourney *journey)
{
  RepointProject *project = repoint_journey_get_project (journey);
  GListModel *inventory = G_LIST_MODEL (repoint_project_get_inventory (project));

  self->journey = g_object_ref (journey);
  self->station = repoint_station_control_new (journey);
  devices_changed_cb (self, 0, 0, g_list_model_get_n_items (inventory), inventory);
  g_signal_connect_object (inventory, "items-changed", G_CALLBACK (devices_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (repoint_journey_get_plans (journey), "items-changed", G_CALLBACK (plans_items_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (journey, "plans-changed", G_CALLBACK (plans_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (project, "observed", G_CALLBACK (observed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (repoint_project_get_organization (project), "notify::name", G_CALLBACK (name_changed_cb),
                           self, G_CONNECT_SWAPPED);
  self->clock_source = g_timeout_add_seconds (CLOCK_SECONDS, clock_cb, self);
  update_saved (self);
}

/* The practice office's servers become those of an own provider, as an admin would enter them. */
static gboolean
add_endpoints (RepointOrganization *organization,
               const char * const  *endpoints,
               GError             **error)
{
  for (guint i = 0; endpoints[i] != NULL; i++)
    {
      g_auto(GStrv) parts = g_strsplit (endpoints[i], "=", 2);
      g_autoptr(RepointTarget) target = NULL;
      g_autoptr(RepointEndpoint) endpoint = NULL;
      int standing = REPOINT_STANDING_STANDARD;

      target = repoint_target_parse (parts[0] != NULL && parts[1] != NULL ? parts[1] : endpoints[i], error);
      if (target == NULL)
        return FALSE;
      repoint_enum_from_string (REPOINT_TYPE_STANDING, parts[0], &standing);
      endpoint = repoint_endpoint_new (standing, target);
      repoint_organization_add_endpoint (organization, endpoint);
    }
  return TRUE;
}

static void
repoint_session_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  RepointSession *self = REPOINT_SESSION (object);

  switch ((RepointSessionProps) prop_id)
    {
    case PROP_JOURNEY:
      g_value_set_object (value, self->journey);
      break;
    case PROP_STORE:
      g_value_set_object (value, self->store);
      break;
    case PROP_PRACTICE:
      g_value_set_boolean (value, repoint_session_get_practice (self));
      break;
    case PROP_TITLE:
      g_value_set_string (value, repoint_session_get_title (self));
      break;
    case PROP_SAVED:
      g_value_set_string (value, self->saved);
      break;
    case PROP_WORKS:
      g_value_set_object (value, self->works);
      break;
    case PROP_DEVICES:
      g_value_set_object (value, self->devices);
      break;
    case PROP_STATION:
      g_value_set_object (value, self->station);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_session_dispose (GObject *object)
{
  RepointSession *self = REPOINT_SESSION (object);

  if (self->journey != NULL)
    repoint_session_end_edit (self);
  g_clear_handle_id (&self->clock_source, g_source_remove);
  g_list_store_remove_all (self->works);
  if (self->station != NULL)
    repoint_station_control_stop (self->station);
  g_clear_object (&self->station);
  g_clear_object (&self->journey);
  g_clear_object (&self->store);
  g_clear_object (&self->practice);

  G_OBJECT_CLASS (repoint_session_parent_class)->dispose (object);
}

static void
repoint_session_finalize (GObject *object)
{
  RepointSession *self = REPOINT_SESSION (object);

  g_clear_object (&self->works);
  g_clear_pointer (&self->items, g_hash_table_unref);
  g_clear_object (&self->devices);
  g_free (self->saved);
  g_free (self->asked);
  g_free (self->edit_label);

  G_OBJECT_CLASS (repoint_session_parent_class)->finalize (object);
}

static void
repoint_session_class_init (RepointSessionClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = repoint_session_get_property;
  object_class->dispose = repoint_session_dispose;
  object_class->finalize = repoint_session_finalize;

  props[PROP_JOURNEY] = g_param_spec_object ("journey", NULL, NULL, REPOINT_TYPE_JOURNEY, flags);
  props[PROP_STORE] = g_param_spec_object ("store", NULL, NULL, REPOINT_TYPE_STORE, flags);
  props[PROP_PRACTICE] = g_param_spec_boolean ("practice", NULL, NULL, FALSE, flags);
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);
  props[PROP_SAVED] = g_param_spec_string ("saved", NULL, NULL, "", flags);
  props[PROP_WORKS] = g_param_spec_object ("works", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  props[PROP_DEVICES] = g_param_spec_object ("devices", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  props[PROP_STATION] = g_param_spec_object ("station", NULL, NULL, REPOINT_TYPE_STATION_CONTROL, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  plans_changed_signal = g_signal_new ("plans-changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 0);
  surveyed_signal = g_signal_new ("surveyed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
  work_done_signal = g_signal_new ("work-done", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, REPOINT_TYPE_WORK);
}

static void
repoint_session_init (RepointSession *self)
{
  self->works = g_list_store_new (REPOINT_TYPE_WORK);
  self->devices = g_list_store_new (REPOINT_TYPE_DEVICE_ITEM);
  self->items = g_hash_table_new (NULL, NULL);
}

/**
 * repoint_session_new:
 *
 * An office that @store keeps.
 *
 * Returns: (transfer full) (nullable): %NULL with @error when catalog or guides cannot be read
 */
RepointSession *
repoint_session_new (RepointStore  *store,
                     GError       **error)
{
  g_autoptr(RepointJourney) journey = NULL;
  RepointSession *self;

  g_return_val_if_fail (REPOINT_IS_STORE (store), NULL);

  journey = repoint_journey_new (repoint_store_get_project (store), NULL, error);
  if (journey == NULL)
    return NULL;

  self = g_object_new (REPOINT_TYPE_SESSION, NULL);
  self->store = g_object_ref (store);
  g_signal_connect_object (store, "notify", G_CALLBACK (update_saved), self, G_CONNECT_SWAPPED);
  take_journey (self, journey);
  return self;
}

/**
 * repoint_session_new_practice:
 *
 * Opens the practice office: real servers on loopback, a project that is never saved.
 *
 * Returns: (transfer full) (nullable): %NULL with @error when it cannot listen, or catalog or guides cannot be read
 */
RepointSession *
repoint_session_new_practice (GError **error)
{
  g_autoptr(RepointPracticeOffice) practice = repoint_practice_office_new (error);
  g_autoptr(RepointProject) project = NULL;
  g_autoptr(RepointJourney) journey = NULL;
  RepointOrganization *organization;
  RepointSession *self;

  if (practice == NULL)
    return NULL;

  project = repoint_project_new ();
  organization = repoint_project_get_organization (project);
  repoint_organization_set_name (organization, repoint_practice_office_get_name (practice));
  repoint_organization_set_domain (organization, repoint_practice_office_get_domain (practice));
  repoint_organization_set_cloud (organization, REPOINT_CLOUD_OWN);
  if (!add_endpoints (organization, repoint_practice_office_get_endpoints (practice), error))
    return NULL;

  journey = repoint_journey_new (project, NULL, error);
  if (journey == NULL)
    return NULL;

  self = g_object_new (REPOINT_TYPE_SESSION, NULL);
  self->practice = g_steal_pointer (&practice);
  take_journey (self, journey);
  return self;
}

/** repoint_session_get_journey: what is known and planned. Returns: (transfer none). */
RepointJourney *
repoint_session_get_journey (RepointSession *self)
{
  g_return_val_if_fail (REPOINT_IS_SESSION (self), NULL);

  return self->journey;
}

/** repoint_session_get_project: the office. Returns: (transfer none). */
RepointProject *
repoint_session_get_project (RepointSession *self)
{
  g_return_val_if_fail (REPOINT_IS_SESSION (self), NULL);

  return repoint_journey_get_project (self->journey);
}

/** repoint_session_get_store: what saves it. Returns: (transfer none) (nullable): %NULL for the practice office. */
RepointStore *
repoint_session_get_store (RepointSession *self)
{
  g_return_val_if_fail (REPOINT_IS_SESSION (self), NULL);

  return self->store;
}

/** repoint_session_get_practice: whether it is the practice office. */
gboolean
repoint_session_get_practice (RepointSession *self)
{
  g_return_val_if_fail (REPOINT_IS_SESSION (self), FALSE);

  return self->practice != NULL;
}

/** repoint_session_get_title: what to call the office. Returns: (transfer none). */
const char *
repoint_session_get_title (RepointSession *self)
{
  const char *name;

  g_return_val_if_fail (REPOINT_IS_SESSION (self), NULL);

  name = repoint_organization_get_name (repoint_project_get_organization (repoint_session_get_project (self)));
  return name[0] != '\0' ? name : repoint_phrase_text (REPOINT_TEXT_NEW_OFFICE);
}

/** repoint_session_get_saved: whether all is saved, in words. Returns: (transfer none). */
const char *
repoint_session_get_saved (RepointSession *self)
{
  g_return_val_if_fail (REPOINT_IS_SESSION (self), NULL);

  return self->saved;
}

/** repoint_session_get_works: the work under way. Returns: (transfer none): a #GListModel of #RepointWork. */
GListModel *
repoint_session_get_works (RepointSession *self)
{
  g_return_val_if_fail (REPOINT_IS_SESSION (self), NULL);

  return G_LIST_MODEL (self->works);
}

/** repoint_session_find_work: the work of a kind that is under way. Returns: (transfer none) (nullable). */
RepointWork *
repoint_session_find_work (RepointSession  *self,
                           RepointWorkKind  kind)
{
  g_return_val_if_fail (REPOINT_IS_SESSION (self), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->works)); i++)
    {
      g_autoptr(RepointWork) work = g_list_model_get_item (G_LIST_MODEL (self->works), i);

      if (repoint_work_get_kind (work) == kind)
        return work; /* the list holds it */
    }
  return NULL;
}

/** repoint_session_get_devices: in inventory order. Returns: (transfer none): a #GListModel of #RepointDeviceItem. */
GListModel *
repoint_session_get_devices (RepointSession *self)
{
  g_return_val_if_fail (REPOINT_IS_SESSION (self), NULL);

  return G_LIST_MODEL (self->devices);
}

/** repoint_session_get_station: the station where devices check in. Returns: (transfer none). */
RepointStationControl *
repoint_session_get_station (RepointSession *self)
{
  g_return_val_if_fail (REPOINT_IS_SESSION (self), NULL);

  return self->station;
}

/** repoint_session_get_progress: how many of the devices on the latest checklist are done, and how many there are. */
void
repoint_session_get_progress (RepointSession *self,
                              guint          *n_done,
                              guint          *n_total)
{
  GListModel *checklists;
  g_autoptr(RepointChecklist) checklist = NULL;
  GListModel *blocks;

  g_return_if_fail (REPOINT_IS_SESSION (self));

  *n_done = *n_total = 0;
  checklists = repoint_project_get_checklists (repoint_session_get_project (self));
  checklist = g_list_model_get_item (checklists, g_list_model_get_n_items (checklists) - 1);
  if (checklist == NULL)
    return;

  blocks = repoint_checklist_get_blocks (checklist);
  for (guint i = 0; i < g_list_model_get_n_items (blocks); i++)
    {
      g_autoptr(RepointChecklistBlock) block = g_list_model_get_item (blocks, i);
      gboolean done;

      g_object_get (block, "done", &done, NULL);
      *n_total += 1;
      *n_done += done;
    }
}

/** repoint_session_get_practice_range: where the practice devices live. Returns: (transfer none) (nullable). */
const char *
repoint_session_get_practice_range (RepointSession *self)
{
  g_return_val_if_fail (REPOINT_IS_SESSION (self), NULL);

  return self->practice != NULL ? repoint_practice_office_get_range (self->practice) : NULL;
}

/** repoint_session_get_practice_inventory: the practice office's inventory, as CSV. Returns: (transfer full) (nullable). */
GBytes *
repoint_session_get_practice_inventory (RepointSession *self)
{
  g_return_val_if_fail (REPOINT_IS_SESSION (self), NULL);

  return self->practice != NULL ? g_bytes_ref (repoint_practice_office_get_inventory (self->practice)) : NULL;
}

/** repoint_session_test_endpoints: asks the organization's mail servers, unless that is under way. */
void
repoint_session_test_endpoints (RepointSession *self)
{
  g_return_if_fail (REPOINT_IS_SESSION (self));

  if (repoint_session_find_work (self, REPOINT_WORK_ENDPOINTS) != NULL)
    return;
  g_clear_pointer (&self->asked, g_free);
  follow_job (self, REPOINT_WORK_ENDPOINTS, repoint_journey_test_endpoints (self->journey, NULL));
}

/** repoint_session_test_endpoint: asks one mail server in depth, with its suites, unless one is being asked. */
void
repoint_session_test_endpoint (RepointSession  *self,
                               RepointEndpoint *endpoint,
                               guint            tries)
{
  const RepointSurveyOptions options = { .repeat = tries, .ciphers = TRUE, .timeout_ms = IN_DEPTH_MS };

  g_return_if_fail (REPOINT_IS_SESSION (self));
  g_return_if_fail (REPOINT_IS_ENDPOINT (endpoint));
  g_return_if_fail (tries > 0);

  if (repoint_session_find_work (self, REPOINT_WORK_ENDPOINTS) != NULL)
    return;
  g_free (self->asked);
  self->asked = g_strdup (repoint_endpoint_get_uri (endpoint));
  follow_job (self, REPOINT_WORK_ENDPOINTS, repoint_journey_test_endpoint (self->journey, endpoint, &options));
}

/** repoint_session_is_asking: whether the mail server at @uri is among those that are being asked. */
gboolean
repoint_session_is_asking (RepointSession *self,
                           const char     *uri)
{
  g_return_val_if_fail (REPOINT_IS_SESSION (self), FALSE);
  g_return_val_if_fail (uri != NULL, FALSE);

  return repoint_session_find_work (self, REPOINT_WORK_ENDPOINTS) != NULL &&
         (self->asked == NULL || g_str_equal (self->asked, uri));
}

/** repoint_session_test_devices: asks the servers of @devices (of #RepointDevice) in depth; of all, for %NULL, the versions. */
void
repoint_session_test_devices (RepointSession *self,
                              GPtrArray      *devices)
{
  const RepointSurveyOptions options = { .repeat = 1, .ciphers = devices != NULL, .timeout_ms = devices != NULL ? IN_DEPTH_MS : 0 };

  g_return_if_fail (REPOINT_IS_SESSION (self));

  follow_job (self, REPOINT_WORK_DEVICES, repoint_journey_test_devices (self->journey, devices, &options));
}

/** repoint_session_discover: looks for devices in @ranges; what cannot be read as a range is left out. */
void
repoint_session_discover (RepointSession     *self,
                          const char * const *ranges)
{
  g_autoptr(GArray) parsed = g_array_new (FALSE, FALSE, sizeof (RepointAddressRange));
  g_autoptr(GArray) ports = NULL;

  g_return_if_fail (REPOINT_IS_SESSION (self));
  g_return_if_fail (ranges != NULL);

  for (guint i = 0; ranges[i] != NULL; i++)
    {
      RepointAddressRange range;

      if (repoint_address_range_parse (ranges[i], &range, NULL))
        g_array_append_val (parsed, range);
    }
  if (self->practice != NULL)
    ports = repoint_port_table_parse (repoint_practice_office_get_ports (self->practice), NULL);
  if (ports == NULL)
    ports = repoint_port_table_default ();
  if (parsed->len > 0 && repoint_session_find_work (self, REPOINT_WORK_DISCOVERY) == NULL)
    follow_job (self, REPOINT_WORK_DISCOVERY, repoint_journey_discover (self->journey, parsed, ports));
}

/** repoint_session_pause: holds all work under way, or lets it go on. */
void
repoint_session_pause (RepointSession *self,
                       gboolean        paused)
{
  g_return_if_fail (REPOINT_IS_SESSION (self));

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->works)); i++)
    {
      g_autoptr(RepointWork) work = g_list_model_get_item (G_LIST_MODEL (self->works), i);

      if (paused)
        repoint_job_pause (repoint_work_get_job (work));
      else
        repoint_job_resume (repoint_work_get_job (work));
    }
}

/** repoint_session_stop: ends all work under way; what was found is kept. A second call aborts what still runs. */
void
repoint_session_stop (RepointSession *self)
{
  g_autoptr(GPtrArray) works = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_if_fail (REPOINT_IS_SESSION (self));

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->works)); i++)
    g_ptr_array_add (works, g_list_model_get_item (G_LIST_MODEL (self->works), i));
  for (guint i = 0; i < works->len; i++)
    repoint_job_stop (repoint_work_get_job (g_ptr_array_index (works, i)));
}

/** repoint_session_edit: opens an edit named @label (an id), or keeps the one that is open when it has that name. */
void
repoint_session_edit (RepointSession *self,
                      const char     *label)
{
  g_return_if_fail (REPOINT_IS_SESSION (self));
  g_return_if_fail (label != NULL);

  if (g_strcmp0 (self->edit_label, label) != 0)
    {
      repoint_session_end_edit (self);
      self->edit_label = g_strdup (label);
      repoint_project_begin_edit (repoint_session_get_project (self), label);
    }
  g_clear_handle_id (&self->edit_source, g_source_remove);
  self->edit_source = g_timeout_add_seconds (EDIT_PAUSE_SECONDS, edit_pause_cb, self);
}

/** repoint_session_end_edit: closes the edit that is open, if any. */
void
repoint_session_end_edit (RepointSession *self)
{
  g_return_if_fail (REPOINT_IS_SESSION (self));

  g_clear_handle_id (&self->edit_source, g_source_remove);
  if (self->edit_label == NULL)
    return;

  g_clear_pointer (&self->edit_label, g_free);
  repoint_project_end_edit (repoint_session_get_project (self));
}

/** repoint_session_undo: takes back the last step. */
void
repoint_session_undo (RepointSession *self)
{
  g_return_if_fail (REPOINT_IS_SESSION (self));

  repoint_session_end_edit (self);
  repoint_project_undo (repoint_session_get_project (self));
}

/** repoint_session_redo: does again what was taken back. */
void
repoint_session_redo (RepointSession *self)
{
  g_return_if_fail (REPOINT_IS_SESSION (self));

  repoint_session_end_edit (self);
  repoint_project_redo (repoint_session_get_project (self));
}

/** repoint_session_is_draft: whether the office holds something and has no file to keep it. */
gboolean
repoint_session_is_draft (RepointSession *self)
{
  g_return_val_if_fail (REPOINT_IS_SESSION (self), FALSE);

  return self->store != NULL && repoint_store_get_file (self->store) == NULL &&
         repoint_project_get_revision (repoint_session_get_project (self)) > 0;
}

/** repoint_session_is_working: whether work is under way. */
gboolean
repoint_session_is_working (RepointSession *self)
{
  g_return_val_if_fail (REPOINT_IS_SESSION (self), FALSE);

  return g_list_model_get_n_items (G_LIST_MODEL (self->works)) > 0;
}
