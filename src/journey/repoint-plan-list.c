/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-plan-list.h"

#define UPDATE_DELAY_MS 100

struct _RepointPlanList
{
  GObject parent_instance;

  RepointProject *project;
  RepointCatalog *catalog;
  RepointGuides  *guides;
  GDate           today;

  GPtrArray      *plans;     /* of RepointPlan: the list itself */
  GHashTable     *by_device; /* RepointDevice → GPtrArray of RepointPlan */
  GHashTable     *stale;     /* set of RepointDevice whose plans are to be made anew */
  gboolean        all_stale;
  gboolean        updating;
  GSource        *due;
};

typedef enum
{
  PROP_TODAY = 1,
} RepointPlanListProps;

enum
{
  SIGNAL_UPDATED,
  N_SIGNALS,
};

static GParamSpec *props[PROP_TODAY + 1];
static guint       signals[N_SIGNALS];

static GType
repoint_plan_list_get_item_type (GListModel *model)
{
  return REPOINT_TYPE_PLAN;
}

static guint
repoint_plan_list_get_n_items (GListModel *model)
{
  return REPOINT_PLAN_LIST (model)->plans->len;
}

static gpointer
repoint_plan_list_get_item (GListModel *model,
                            guint       position)
{
  RepointPlanList *self = REPOINT_PLAN_LIST (model);

  return position < self->plans->len ? g_object_ref (g_ptr_array_index (self->plans, position)) : NULL;
}

static void
repoint_plan_list_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = repoint_plan_list_get_item_type;
  iface->get_n_items = repoint_plan_list_get_n_items;
  iface->get_item = repoint_plan_list_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (RepointPlanList, repoint_plan_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, repoint_plan_list_iface_init))

static gboolean
update_cb (gpointer user_data)
{
  repoint_plan_list_update (user_data);

  return G_SOURCE_REMOVE;
}

static void
schedule_update (RepointPlanList *self)
{
  g_autoptr(GMainContext) context = NULL;

  if (self->due != NULL)
    return;

  context = g_main_context_ref_thread_default ();
  self->due = g_timeout_source_new (UPDATE_DELAY_MS);
  g_source_set_callback (self->due, update_cb, self, NULL);
  g_source_set_static_name (self->due, "[repoint] plans");
  g_source_attach (self->due, context);
}

static void
device_changed_cb (RepointPlanList *self,
                   RepointDevice   *device)
{
  g_hash_table_add (self->stale, g_object_ref (device));
  schedule_update (self);
}

static void
all_changed_cb (RepointPlanList *self)
{
  self->all_stale = TRUE;
  schedule_update (self);
}

/* What was seen of a device concerns its own plans; what was seen of a mail server concerns all of them, and what was seen
 * of a visitor none. */
static void
subject_changed (RepointPlanList *self,
                 const char      *subject)
{
  RepointDevice *device = repoint_inventory_find (repoint_project_get_inventory (self->project), subject);

  if (device != NULL)
    device_changed_cb (self, device);
  else if (!g_str_has_prefix (subject, REPOINT_VISITOR_PREFIX))
    all_changed_cb (self);
}

static void
observed_cb (RepointPlanList    *self,
             RepointObservation *observation)
{
  subject_changed (self, repoint_observation_get_subject (observation));
}

static void
moved_cb (RepointPlanList *self,
          const char      *from,
          const char      *to)
{
  subject_changed (self, from);
  subject_changed (self, to);
}

static GPtrArray *
make_plans (RepointPlanList *self,
            RepointDevice   *device)
{
  g_autoptr(GPtrArray) plans = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *uses = repoint_device_get_mail_uses (device);
  guint n_uses = g_list_model_get_n_items (uses);

  for (guint i = 0; i < n_uses; i++)
    {
      g_autoptr(RepointMailUse) use = g_list_model_get_item (uses, i);

      g_ptr_array_add (plans, repoint_plan_new (self->project, device, use, self->catalog, self->guides, &self->today));
    }

  if (n_uses == 0)
    g_ptr_array_add (plans, repoint_plan_new (self->project, device, NULL, self->catalog, self->guides, &self->today));

  return g_steal_pointer (&plans);
}

/* Takes over the new list and tells of the stretch in the middle that differs. */
static void
replace_plans (RepointPlanList *self,
               GPtrArray       *plans)
{
  g_autoptr(GPtrArray) old = g_steal_pointer (&self->plans);
  guint shorter = MIN (old->len, plans->len);
  guint begin = 0;
  guint end = 0;

  while (begin < shorter && g_ptr_array_index (old, begin) == g_ptr_array_index (plans, begin))
    begin++;

  while (end < shorter - begin &&
         g_ptr_array_index (old, old->len - 1 - end) == g_ptr_array_index (plans, plans->len - 1 - end))
    end++;

  self->plans = g_ptr_array_ref (plans);

  if (begin + end < MAX (old->len, plans->len))
    g_list_model_items_changed (G_LIST_MODEL (self), begin, old->len - begin - end, plans->len - begin - end);
}

static void
devices_changed_cb (RepointPlanList *self)
{
  schedule_update (self);
}

/**
 * repoint_plan_list_update:
 *
 * Makes the stale plans anew and brings the list up to date at once. Nothing happens when nothing is stale.
 */
void
repoint_plan_list_update (RepointPlanList *self)
{
  GListModel *devices;
  g_autoptr(GHashTable) stale = NULL;
  g_autoptr(GHashTable) gone = NULL;
  g_autoptr(GPtrArray) plans = NULL;
  GHashTableIter iter;
  gpointer removed;
  gboolean all_stale;
  guint n_devices;

  g_return_if_fail (REPOINT_IS_PLAN_LIST (self));

  if (self->due == NULL || self->updating)
    return;

  self->updating = TRUE;
  g_source_destroy (self->due);
  g_clear_pointer (&self->due, g_source_unref);

  devices = G_LIST_MODEL (repoint_project_get_inventory (self->project));
  n_devices = g_list_model_get_n_items (devices);
  plans = g_ptr_array_new_with_free_func (g_object_unref);
  stale = g_steal_pointer (&self->stale);
  self->stale = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  all_stale = self->all_stale;
  self->all_stale = FALSE;
  gone = g_steal_pointer (&self->by_device);
  self->by_device = g_hash_table_new_full (NULL, NULL, g_object_unref, (GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; i < n_devices; i++)
    {
      RepointDevice *device = g_list_model_get_item (devices, i); /* kept by by_device */
      GPtrArray *known = g_hash_table_lookup (gone, device);
      GPtrArray *own;

      if (known == NULL)
        g_signal_connect_object (device, "changed", G_CALLBACK (device_changed_cb), self, G_CONNECT_SWAPPED);

      if (known == NULL || all_stale || g_hash_table_contains (stale, device))
        own = make_plans (self, device);
      else
        own = g_ptr_array_ref (known);

      g_ptr_array_extend (plans, own, (GCopyFunc) g_object_ref, NULL);
      g_hash_table_insert (self->by_device, device, own);
      g_hash_table_remove (gone, device);
    }

  g_hash_table_iter_init (&iter, gone);
  while (g_hash_table_iter_next (&iter, &removed, NULL))
    g_signal_handlers_disconnect_by_func (removed, device_changed_cb, self);

  replace_plans (self, plans);
  self->updating = FALSE;
  g_signal_emit (self, signals[SIGNAL_UPDATED], 0);
}

static void
repoint_plan_list_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  RepointPlanList *self = REPOINT_PLAN_LIST (object);

  switch ((RepointPlanListProps) prop_id)
    {
    case PROP_TODAY:
      g_value_set_boxed (value, &self->today);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_plan_list_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  RepointPlanList *self = REPOINT_PLAN_LIST (object);

  switch ((RepointPlanListProps) prop_id)
    {
    case PROP_TODAY:
      repoint_plan_list_set_today (self, g_value_get_boxed (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_plan_list_dispose (GObject *object)
{
  RepointPlanList *self = REPOINT_PLAN_LIST (object);

  if (self->due != NULL)
    {
      g_source_destroy (self->due);
      g_clear_pointer (&self->due, g_source_unref);
    }

  G_OBJECT_CLASS (repoint_plan_list_parent_class)->dispose (object);
}

static void
repoint_plan_list_finalize (GObject *object)
{
  RepointPlanList *self = REPOINT_PLAN_LIST (object);

  g_clear_pointer (&self->plans, g_ptr_array_unref);
  g_clear_pointer (&self->by_device, g_hash_table_unref);
  g_clear_pointer (&self->stale, g_hash_table_unref);
  g_clear_object (&self->project);
  g_clear_object (&self->catalog);
  g_clear_object (&self->guides);

  G_OBJECT_CLASS (repoint_plan_list_parent_class)->finalize (object);
}

static void
repoint_plan_list_class_init (RepointPlanListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = repoint_plan_list_get_property;
  object_class->set_property = repoint_plan_list_set_property;
  object_class->dispose = repoint_plan_list_dispose;
  object_class->finalize = repoint_plan_list_finalize;

  props[PROP_TODAY] =
    g_param_spec_boxed ("today", NULL, NULL, G_TYPE_DATE,
                        G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  signals[SIGNAL_UPDATED] =
    g_signal_new ("updated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
repoint_plan_list_init (RepointPlanList *self)
{
  self->plans = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_device = g_hash_table_new_full (NULL, NULL, g_object_unref, (GDestroyNotify) g_ptr_array_unref);
  self->stale = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}

/**
 * repoint_plan_list_new:
 *
 * The list is complete when this returns.
 *
 * Returns: (transfer full): the plans of @project for the day @today
 */
RepointPlanList *
repoint_plan_list_new (RepointProject *project,
                       RepointCatalog *catalog,
                       RepointGuides  *guides,
                       const GDate    *today)
{
  RepointPlanList *self;
  RepointOrganization *organization;

  g_return_val_if_fail (REPOINT_IS_PROJECT (project), NULL);
  g_return_val_if_fail (REPOINT_IS_CATALOG (catalog), NULL);
  g_return_val_if_fail (REPOINT_IS_GUIDES (guides), NULL);
  g_return_val_if_fail (g_date_valid (today), NULL);

  self = g_object_new (REPOINT_TYPE_PLAN_LIST, NULL);
  self->project = g_object_ref (project);
  self->catalog = g_object_ref (catalog);
  self->guides = g_object_ref (guides);
  self->today = *today;

  organization = repoint_project_get_organization (project);
  g_signal_connect_object (project, "observed", G_CALLBACK (observed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (project, "moved", G_CALLBACK (moved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (repoint_project_get_inventory (project), "items-changed",
                           G_CALLBACK (devices_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (organization, "notify", G_CALLBACK (all_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (repoint_organization_get_endpoints (organization), "items-changed",
                           G_CALLBACK (all_changed_cb), self, G_CONNECT_SWAPPED);

  schedule_update (self);
  repoint_plan_list_update (self);

  return self;
}

/**
 * repoint_plan_list_get_today:
 *
 * Returns: (transfer none): the day the plans are made for
 */
const GDate *
repoint_plan_list_get_today (RepointPlanList *self)
{
  g_return_val_if_fail (REPOINT_IS_PLAN_LIST (self), NULL);

  return &self->today;
}

/**
 * repoint_plan_list_set_today:
 *
 * Makes all plans anew for another day.
 */
void
repoint_plan_list_set_today (RepointPlanList *self,
                             const GDate     *today)
{
  g_return_if_fail (REPOINT_IS_PLAN_LIST (self));
  g_return_if_fail (today != NULL && g_date_valid (today));

  if (g_date_compare (&self->today, today) == 0)
    return;

  self->today = *today;
  all_changed_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TODAY]);
}

/**
 * repoint_plan_list_lookup:
 *
 * Returns: (transfer container): the plans of @device, empty when it is not in the project
 */
GPtrArray *
repoint_plan_list_lookup (RepointPlanList *self,
                          RepointDevice   *device)
{
  GPtrArray *plans;

  g_return_val_if_fail (REPOINT_IS_PLAN_LIST (self), NULL);
  g_return_val_if_fail (REPOINT_IS_DEVICE (device), NULL);

  repoint_plan_list_update (self);
  plans = g_hash_table_lookup (self->by_device, device);

  return plans != NULL ? g_ptr_array_ref (plans) : g_ptr_array_new_with_free_func (g_object_unref);
}
