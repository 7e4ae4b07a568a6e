/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-visit-item.h"

#include "repoint-phrase-visit.h"
#include "repoint-survey-data.h"
#include "repoint-visit-observations.h"
#include "repoint-visit-severity.h"

struct _RepointVisitItem
{
  GObject parent_instance;

  RepointJourneyVisit *visit;
  JsonObject *data;
  GDateTime *time;
  RepointDevice *device;
};

typedef enum
{
  PROP_DEVICE = 1,
  PROP_TITLE,
  PROP_TIME,
  PROP_SENTENCE,
  PROP_SEVERITY,
  PROP_ASSIGNED,
} RepointVisitItemProps;

static GParamSpec *props[PROP_ASSIGNED + 1];

G_DEFINE_FINAL_TYPE (RepointVisitItem, repoint_visit_item, G_TYPE_OBJECT)

static void
notify_all (RepointVisitItem *self)
{
  for (guint i = PROP_DEVICE; i < G_N_ELEMENTS (props); i++)
    g_object_notify_by_pspec (G_OBJECT (self), props[i]);
}

static char *
make_time (RepointVisitItem *self)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();

  return repoint_phrase_arrived (self->time, now);
}

static void
repoint_visit_item_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  RepointVisitItem *self = REPOINT_VISIT_ITEM (object);

  switch ((RepointVisitItemProps) prop_id)
    {
    case PROP_DEVICE:
      g_value_set_object (value, self->device);
      break;
    case PROP_TITLE:
      g_value_take_string (value, self->device != NULL ? g_strdup (repoint_device_get_title (self->device))
                                                       : repoint_phrase_visitor (self->data));
      break;
    case PROP_TIME:
      g_value_take_string (value, make_time (self));
      break;
    case PROP_SENTENCE:
      g_value_take_string (value, repoint_phrase_visit (self->data));
      break;
    case PROP_SEVERITY:
      g_value_set_int (value, (int) repoint_visit_item_get_severity (self));
      break;
    case PROP_ASSIGNED:
      g_value_set_boolean (value, self->device != NULL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_visit_item_finalize (GObject *object)
{
  RepointVisitItem *self = REPOINT_VISIT_ITEM (object);

  g_clear_object (&self->device);
  g_clear_object (&self->visit);
  g_clear_pointer (&self->data, json_object_unref);
  g_clear_pointer (&self->time, g_date_time_unref);

  G_OBJECT_CLASS (repoint_visit_item_parent_class)->finalize (object);
}

static void
repoint_visit_item_class_init (RepointVisitItemClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = repoint_visit_item_get_property;
  object_class->finalize = repoint_visit_item_finalize;

  props[PROP_DEVICE] = g_param_spec_object ("device", NULL, NULL, REPOINT_TYPE_DEVICE, flags);
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);
  props[PROP_TIME] = g_param_spec_string ("time", NULL, NULL, "", flags);
  props[PROP_SENTENCE] = g_param_spec_string ("sentence", NULL, NULL, "", flags);
  props[PROP_SEVERITY] = g_param_spec_int ("severity", NULL, NULL, 0, G_MAXINT, 0, flags);
  props[PROP_ASSIGNED] = g_param_spec_boolean ("assigned", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
repoint_visit_item_init (RepointVisitItem *self)
{
}

static void
set_device (RepointVisitItem *self,
            RepointDevice    *device)
{
  if (self->device == device)
    return;
  if (self->device != NULL)
    g_signal_handlers_disconnect_by_func (self->device, notify_all, self);
  g_set_object (&self->device, device);
  if (device != NULL)
    g_signal_connect_object (device, "changed", G_CALLBACK (notify_all), self, G_CONNECT_SWAPPED);
  notify_all (self);
}

static void
device_changed_cb (RepointVisitItem *self)
{
  set_device (self, repoint_journey_visit_get_device (self->visit));
}

static RepointVisitItem *
make_item (JsonObject    *data,
           GDateTime     *time,
           RepointDevice *device)
{
  RepointVisitItem *self = g_object_new (REPOINT_TYPE_VISIT_ITEM, NULL);

  self->data = json_object_ref (data);
  self->time = g_date_time_ref (time);
  set_device (self, device);
  return self;
}

/** repoint_visit_item_new: shows @visit; its words follow when somebody says which device it was, and that device. */
RepointVisitItem *
repoint_visit_item_new (RepointJourneyVisit *visit)
{
  RepointVisitItem *self;

  g_return_val_if_fail (REPOINT_IS_JOURNEY_VISIT (visit), NULL);

  self = make_item (repoint_journey_visit_get_data (visit), repoint_journey_visit_get_time (visit),
                    repoint_journey_visit_get_device (visit));
  self->visit = g_object_ref (visit);
  g_signal_connect_object (visit, "notify::device", G_CALLBACK (device_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/** repoint_visit_item_new_kept: shows what @project keeps of a visit of @device. */
RepointVisitItem *
repoint_visit_item_new_kept (RepointProject     *project,
                             RepointObservation *observation,
                             RepointDevice      *device)
{
  g_autoptr(JsonObject) data = NULL;
  const char *id;

  g_return_val_if_fail (REPOINT_IS_PROJECT (project), NULL);
  g_return_val_if_fail (REPOINT_IS_OBSERVATION (observation), NULL);

  id = repoint_survey_data_get_string (repoint_observation_get_data (observation), "hello");
  data = repoint_visit_observations_restore (observation, id != NULL ? repoint_project_get_hello (project, id) : NULL);
  return make_item (data, repoint_observation_get_last_seen (observation), device);
}

/** repoint_visit_item_get_data: the `listen` object of the command line. Returns: (transfer none). */
JsonObject *
repoint_visit_item_get_data (RepointVisitItem *self)
{
  g_return_val_if_fail (REPOINT_IS_VISIT_ITEM (self), NULL);

  return self->data;
}

/** repoint_visit_item_get_time: when it came. Returns: (transfer none). */
GDateTime *
repoint_visit_item_get_time (RepointVisitItem *self)
{
  g_return_val_if_fail (REPOINT_IS_VISIT_ITEM (self), NULL);

  return self->time;
}

/** repoint_visit_item_get_device: whose visit it was. Returns: (transfer none) (nullable): %NULL while nobody said. */
RepointDevice *
repoint_visit_item_get_device (RepointVisitItem *self)
{
  g_return_val_if_fail (REPOINT_IS_VISIT_ITEM (self), NULL);

  return self->device;
}

/** repoint_visit_item_get_visit: what is shown, for saying whose it was. Returns: (transfer none) (nullable). */
RepointJourneyVisit *
repoint_visit_item_get_visit (RepointVisitItem *self)
{
  g_return_val_if_fail (REPOINT_IS_VISIT_ITEM (self), NULL);

  return self->visit;
}

/** repoint_visit_item_get_severity: whether it is good or bad news. */
RepointSeverity
repoint_visit_item_get_severity (RepointVisitItem *self)
{
  g_return_val_if_fail (REPOINT_IS_VISIT_ITEM (self), REPOINT_SEVERITY_NOTE);

  return repoint_visit_get_severity (self->data);
}
