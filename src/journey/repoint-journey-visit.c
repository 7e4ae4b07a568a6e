/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-journey-visit.h"

#include "repoint-survey-data.h"

struct _RepointJourneyVisit
{
  GObject parent_instance;

  GDateTime     *time;
  char          *peer;
  char          *mac;
  JsonObject    *data;
  RepointDevice *device;       /* nullable */
  GPtrArray     *observations;
};

typedef enum
{
  PROP_TIME = 1,
  PROP_PEER,
  PROP_MAC,
  PROP_DATA,
  PROP_DEVICE,
} RepointJourneyVisitProps;

static GParamSpec *props[PROP_DEVICE + 1];

G_DEFINE_FINAL_TYPE (RepointJourneyVisit, repoint_journey_visit, G_TYPE_OBJECT)

static void
repoint_journey_visit_get_property (GObject    *object,
                                    guint       prop_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  RepointJourneyVisit *self = REPOINT_JOURNEY_VISIT (object);

  switch ((RepointJourneyVisitProps) prop_id)
    {
    case PROP_TIME:
      g_value_set_boxed (value, self->time);
      break;

    case PROP_PEER:
      g_value_set_string (value, self->peer);
      break;

    case PROP_MAC:
      g_value_set_string (value, self->mac);
      break;

    case PROP_DATA:
      g_value_set_boxed (value, self->data);
      break;

    case PROP_DEVICE:
      g_value_set_object (value, self->device);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_journey_visit_finalize (GObject *object)
{
  RepointJourneyVisit *self = REPOINT_JOURNEY_VISIT (object);

  g_clear_pointer (&self->observations, g_ptr_array_unref);
  g_clear_object (&self->device);
  g_clear_pointer (&self->data, json_object_unref);
  g_clear_pointer (&self->mac, g_free);
  g_clear_pointer (&self->peer, g_free);
  g_clear_pointer (&self->time, g_date_time_unref);

  G_OBJECT_CLASS (repoint_journey_visit_parent_class)->finalize (object);
}

static void
repoint_journey_visit_class_init (RepointJourneyVisitClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = repoint_journey_visit_get_property;
  object_class->finalize = repoint_journey_visit_finalize;

  props[PROP_TIME] = g_param_spec_boxed ("time", NULL, NULL, G_TYPE_DATE_TIME, flags);
  props[PROP_PEER] = g_param_spec_string ("peer", NULL, NULL, NULL, flags);
  props[PROP_MAC] = g_param_spec_string ("mac", NULL, NULL, NULL, flags);
  props[PROP_DATA] = g_param_spec_boxed ("data", NULL, NULL, JSON_TYPE_OBJECT, flags);
  props[PROP_DEVICE] = g_param_spec_object ("device", NULL, NULL, REPOINT_TYPE_DEVICE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
repoint_journey_visit_init (RepointJourneyVisit *self)
{
  self->observations = g_ptr_array_new_with_free_func (g_object_unref);
}

static char *
dup_member (JsonObject *data,
            const char *name)
{
  const char *text = repoint_survey_data_get_string (data, name);

  return g_strdup (text != NULL ? text : "");
}

/**
 * repoint_journey_visit_new:
 * @data: (transfer none): the `listen` object of the command line
 * @time: when it was
 *
 * Returns: (transfer full): a visit of nobody yet
 */
RepointJourneyVisit *
repoint_journey_visit_new (JsonObject *data,
                           GDateTime  *time)
{
  RepointJourneyVisit *self;

  g_return_val_if_fail (data != NULL, NULL);
  g_return_val_if_fail (time != NULL, NULL);

  self = g_object_new (REPOINT_TYPE_JOURNEY_VISIT, NULL);
  self->data = json_object_ref (data);
  self->time = g_date_time_to_utc (time);
  self->peer = dup_member (data, "peer");
  self->mac = dup_member (data, "mac");

  return self;
}

/** repoint_journey_visit_get_time: (transfer none): when it was, UTC. */
GDateTime *
repoint_journey_visit_get_time (RepointJourneyVisit *self)
{
  g_return_val_if_fail (REPOINT_IS_JOURNEY_VISIT (self), NULL);

  return self->time;
}

/** repoint_journey_visit_get_peer: (transfer none): the address it came from. */
const char *
repoint_journey_visit_get_peer (RepointJourneyVisit *self)
{
  g_return_val_if_fail (REPOINT_IS_JOURNEY_VISIT (self), NULL);

  return self->peer;
}

/** repoint_journey_visit_get_mac: (transfer none): its MAC, "" when it is not known. */
const char *
repoint_journey_visit_get_mac (RepointJourneyVisit *self)
{
  g_return_val_if_fail (REPOINT_IS_JOURNEY_VISIT (self), NULL);

  return self->mac;
}

/** repoint_journey_visit_get_data: (transfer none): all that was seen; not to be changed. */
JsonObject *
repoint_journey_visit_get_data (RepointJourneyVisit *self)
{
  g_return_val_if_fail (REPOINT_IS_JOURNEY_VISIT (self), NULL);

  return self->data;
}

/** repoint_journey_visit_get_device: (transfer none) (nullable): the device it was. */
RepointDevice *
repoint_journey_visit_get_device (RepointJourneyVisit *self)
{
  g_return_val_if_fail (REPOINT_IS_JOURNEY_VISIT (self), NULL);

  return self->device;
}

/** repoint_journey_visit_set_device: it was @device (nullable). */
void
repoint_journey_visit_set_device (RepointJourneyVisit *self,
                                  RepointDevice       *device)
{
  g_return_if_fail (REPOINT_IS_JOURNEY_VISIT (self));
  g_return_if_fail (device == NULL || REPOINT_IS_DEVICE (device));

  if (g_set_object (&self->device, device))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DEVICE]);
}

/** repoint_journey_visit_get_observations: (transfer none) (element-type RepointObservation): to be added to. */
GPtrArray *
repoint_journey_visit_get_observations (RepointJourneyVisit *self)
{
  g_return_val_if_fail (REPOINT_IS_JOURNEY_VISIT (self), NULL);

  return self->observations;
}
