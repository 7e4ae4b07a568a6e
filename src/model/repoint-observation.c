/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-observation-private.h"

#include <string.h>

#include "repoint-json-node.h"
#include "repoint-json-write.h"

struct _RepointObservation
{
  GObject          parent_instance;

  GRefString      *subject; /* interned: a device's hundred observations share it */
  GRefString      *kind;
  RepointStrength  strength;
  guint            count;
  gint64           first_seen;
  gint64           last_seen;
  guint64          order; /* among those first seen in the same second; 0: none yet */
  char            *text;

  /* made when somebody asks */
  JsonObject      *data;
  GDateTime       *first_seen_time;
  GDateTime       *last_seen_time;
};

typedef enum
{
  PROP_SUBJECT = 1,
  PROP_KIND,
  PROP_STRENGTH,
  PROP_FIRST_SEEN,
  PROP_LAST_SEEN,
  PROP_COUNT,
} RepointObservationProps;

static GParamSpec *properties[PROP_COUNT + 1];

G_DEFINE_FINAL_TYPE (RepointObservation, repoint_observation, G_TYPE_OBJECT)

static void
repoint_observation_finalize (GObject *object)
{
  RepointObservation *self = REPOINT_OBSERVATION (object);

  g_clear_pointer (&self->subject, g_ref_string_release);
  g_clear_pointer (&self->kind, g_ref_string_release);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->data, json_object_unref);
  g_clear_pointer (&self->first_seen_time, g_date_time_unref);
  g_clear_pointer (&self->last_seen_time, g_date_time_unref);

  G_OBJECT_CLASS (repoint_observation_parent_class)->finalize (object);
}

static void
repoint_observation_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  RepointObservation *self = REPOINT_OBSERVATION (object);

  switch ((RepointObservationProps) prop_id)
    {
    case PROP_SUBJECT:
      g_value_set_string (value, self->subject);
      break;

    case PROP_KIND:
      g_value_set_string (value, self->kind);
      break;

    case PROP_STRENGTH:
      g_value_set_enum (value, self->strength);
      break;

    case PROP_FIRST_SEEN:
      g_value_set_boxed (value, repoint_observation_get_first_seen (self));
      break;

    case PROP_LAST_SEEN:
      g_value_set_boxed (value, repoint_observation_get_last_seen (self));
      break;

    case PROP_COUNT:
      g_value_set_uint (value, self->count);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_observation_class_init (RepointObservationClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = repoint_observation_finalize;
  object_class->get_property = repoint_observation_get_property;

  properties[PROP_SUBJECT] = g_param_spec_string ("subject", NULL, NULL, NULL, flags);
  properties[PROP_KIND] = g_param_spec_string ("kind", NULL, NULL, NULL, flags);
  properties[PROP_STRENGTH] =
    g_param_spec_enum ("strength", NULL, NULL, REPOINT_TYPE_STRENGTH, REPOINT_STRENGTH_NONE, flags);
  properties[PROP_FIRST_SEEN] = g_param_spec_boxed ("first-seen", NULL, NULL, G_TYPE_DATE_TIME, flags);
  properties[PROP_LAST_SEEN] = g_param_spec_boxed ("last-seen", NULL, NULL, G_TYPE_DATE_TIME, flags);
  properties[PROP_COUNT] = g_param_spec_uint ("count", NULL, NULL, 0, G_MAXUINT, 1, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
repoint_observation_init (RepointObservation *self)
{
}

/* As repoint_observation_new(), with everything as it stands in a document. @text is taken: the data as valid JSON
 * on one line. */
RepointObservation *
repoint_observation_new_from_text (const char      *subject,
                                   const char      *kind,
                                   RepointStrength  strength,
                                   gint64           first_seen,
                                   gint64           last_seen,
                                   guint            count,
                                   char            *text)
{
  RepointObservation *self = g_object_new (REPOINT_TYPE_OBSERVATION, NULL);

  self->subject = g_ref_string_new_intern (subject);
  self->kind = g_ref_string_new_intern (kind);
  self->strength = strength;
  self->first_seen = first_seen;
  self->last_seen = last_seen;
  self->count = count;
  self->text = text;

  return self;
}

static void
append_member (GString    *text,
               const char *name,
               const char *value)
{
  g_string_append_printf (text, "%c\"%s\":", text->len == 0 ? '{' : ',', name);
  repoint_json_append_string (text, value);
}

/* One piece of evidence of identity, seen at @address (nullable). */
RepointObservation *
repoint_observation_new_from_evidence (const char            *subject,
                                       const RepointEvidence *evidence,
                                       const char            *address,
                                       GDateTime             *seen)
{
  GString *text = g_string_new (NULL);
  gint64 time = g_date_time_to_unix (seen);

  append_member (text, "source", evidence->source);
  append_member (text, "what", evidence->what);
  append_member (text, "value", evidence->value);
  if (address != NULL)
    append_member (text, "address", address);
  g_string_append_c (text, '}');

  return repoint_observation_new_from_text (subject, REPOINT_OBSERVATION_SIGHTING, REPOINT_STRENGTH_NONE, time, time,
                                            1, g_string_free (text, FALSE));
}

/* The same thing seen of another subject. */
RepointObservation *
repoint_observation_copy (RepointObservation *self,
                          const char         *subject)
{
  return repoint_observation_new_from_text (subject, self->kind, self->strength, self->first_seen, self->last_seen,
                                            self->count, g_strdup (self->text));
}

/* (transfer none): the data as JSON on one line. */
const char *
repoint_observation_get_text (RepointObservation *self)
{
  return self->text;
}

gint64
repoint_observation_get_first_time (RepointObservation *self)
{
  return self->first_seen;
}

gint64
repoint_observation_get_last_time (RepointObservation *self)
{
  return self->last_seen;
}

guint64
repoint_observation_get_order (RepointObservation *self)
{
  return self->order;
}

void
repoint_observation_set_order (RepointObservation *self,
                               guint64             order)
{
  self->order = order;
}

/* Whether both say the same. The order of members is of no meaning (RFC 8259, section 4), and where only that
 * differs the texts have the same length, so that the dear comparison is a rare one. */
gboolean
repoint_observation_same (RepointObservation *self,
                          RepointObservation *other)
{
  g_autoptr (JsonNode) ours = NULL;
  g_autoptr (JsonNode) theirs = NULL;

  if (self->kind != other->kind || self->strength != other->strength)
    return FALSE;

  if (strcmp (self->text, other->text) == 0)
    return TRUE;

  if (strlen (self->text) != strlen (other->text))
    return FALSE;

  ours = json_node_new (JSON_NODE_OBJECT);
  json_node_set_object (ours, repoint_observation_get_data (self));
  theirs = json_node_new (JSON_NODE_OBJECT);
  json_node_set_object (theirs, repoint_observation_get_data (other));

  return json_node_equal (ours, theirs);
}

/* (transfer none) (nullable): a member of the data that is a string. What a file says it is, it need not be. */
const char *
repoint_observation_get_member (RepointObservation *self,
                                const char         *name)
{
  JsonNode *node = json_object_get_member (repoint_observation_get_data (self), name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;

  return json_node_get_string (node);
}

/* Whether the data of both have the same text there, or none. */
static gboolean
same_member (RepointObservation *self,
             RepointObservation *other,
             const char         *name)
{
  return g_strcmp0 (repoint_observation_get_member (self, name), repoint_observation_get_member (other, name)) == 0;
}

/* Whether it is of what a device was seen to do, or of what follows from that. */
gboolean
repoint_observation_is_of_visit (RepointObservation *self)
{
  return strcmp (self->kind, REPOINT_OBSERVATION_HELLO) == 0 || strcmp (self->kind, REPOINT_OBSERVATION_PASSAGE) == 0 ||
         strcmp (self->kind, REPOINT_OBSERVATION_REPLAY) == 0;
}

/* Whether a newer one of the two takes the place of the older: same kind and, where the data names a target, same
 * target. What a device did stands beside what it did otherwise: one that falls back shows two hellos in turn. A piece
 * of evidence of identity stands for itself: a page has a title and a server, and a certificate many names, and none
 * of them replaces another. */
gboolean
repoint_observation_same_slot (RepointObservation *self,
                               RepointObservation *other)
{
  if (self->kind != other->kind)
    return FALSE;

  if (strcmp (self->kind, REPOINT_OBSERVATION_SIGHTING) == 0)
    return repoint_observation_same (self, other);

  if (repoint_observation_is_of_visit (self))
    return same_member (self, other, "target") && same_member (self, other, "hello") &&
           same_member (self, other, "protocol") && same_member (self, other, "source");

  return same_member (self, other, "target");
}

/* It was seen once more. A @seen before the last time (a clock that was set back) only counts. */
void
repoint_observation_raise (RepointObservation *self,
                           gint64              seen)
{
  if (self->count < G_MAXUINT)
    self->count++;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COUNT]);

  if (seen <= self->last_seen)
    return;

  self->last_seen = seen;
  g_clear_pointer (&self->last_seen_time, g_date_time_unref);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAST_SEEN]);
}

/* When devices are merged or split, what was seen of them moves along. */
void
repoint_observation_set_subject (RepointObservation *self,
                                 const char         *subject)
{
  GRefString *interned = g_ref_string_new_intern (subject);

  if (interned != self->subject)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUBJECT]);
  g_ref_string_release (self->subject);
  self->subject = interned;
}

/**
 * repoint_observation_new: something was seen.
 * @subject: a device's id, an endpoint's URI, or a visitor
 * @kind: what sort of observation it is, which says what its data holds
 * @strength: how much it proves
 * @seen: when; kept to the second
 * @data: (transfer none): what was seen; copied
 *
 * Returns: (transfer full): an observation seen once.
 */
RepointObservation *
repoint_observation_new (const char      *subject,
                         const char      *kind,
                         RepointStrength  strength,
                         GDateTime       *seen,
                         JsonObject      *data)
{
  g_autoptr (JsonNode) node = NULL;
  GString *text;
  gint64 time;

  g_return_val_if_fail (subject != NULL && *subject != '\0', NULL);
  g_return_val_if_fail (kind != NULL && *kind != '\0', NULL);
  g_return_val_if_fail (seen != NULL, NULL);
  g_return_val_if_fail (data != NULL, NULL);

  node = json_node_new (JSON_NODE_OBJECT);
  json_node_set_object (node, data);
  text = g_string_new (NULL);
  repoint_json_append_node (text, node);
  time = g_date_time_to_unix (seen);

  return repoint_observation_new_from_text (subject, kind, strength, time, time, 1, g_string_free (text, FALSE));
}

/** repoint_observation_get_subject: (transfer none): a device's id, an endpoint's URI, or a visitor. */
const char *
repoint_observation_get_subject (RepointObservation *self)
{
  g_return_val_if_fail (REPOINT_IS_OBSERVATION (self), NULL);

  return self->subject;
}

/** repoint_observation_get_kind: (transfer none): such as %REPOINT_OBSERVATION_SURVEY. */
const char *
repoint_observation_get_kind (RepointObservation *self)
{
  g_return_val_if_fail (REPOINT_IS_OBSERVATION (self), NULL);

  return self->kind;
}

/** repoint_observation_get_strength: how much it proves. */
RepointStrength
repoint_observation_get_strength (RepointObservation *self)
{
  g_return_val_if_fail (REPOINT_IS_OBSERVATION (self), REPOINT_STRENGTH_NONE);

  return self->strength;
}

/** repoint_observation_get_first_seen: (transfer none): UTC. */
GDateTime *
repoint_observation_get_first_seen (RepointObservation *self)
{
  g_return_val_if_fail (REPOINT_IS_OBSERVATION (self), NULL);

  if (self->first_seen_time == NULL)
    self->first_seen_time = g_date_time_new_from_unix_utc (self->first_seen);

  return self->first_seen_time;
}

/** repoint_observation_get_last_seen: (transfer none): UTC. Valid until the observation is seen again. */
GDateTime *
repoint_observation_get_last_seen (RepointObservation *self)
{
  g_return_val_if_fail (REPOINT_IS_OBSERVATION (self), NULL);

  if (self->last_seen_time == NULL)
    self->last_seen_time = g_date_time_new_from_unix_utc (self->last_seen);

  return self->last_seen_time;
}

/** repoint_observation_get_count: how often the very same thing was seen in a row. */
guint
repoint_observation_get_count (RepointObservation *self)
{
  g_return_val_if_fail (REPOINT_IS_OBSERVATION (self), 0);

  return self->count;
}

/** repoint_observation_get_data: (transfer none): what was seen, sealed; what it holds depends on the kind. */
JsonObject *
repoint_observation_get_data (RepointObservation *self)
{
  g_return_val_if_fail (REPOINT_IS_OBSERVATION (self), NULL);

  if (self->data == NULL)
    {
      g_autoptr (RepointJsonReader) reader = repoint_json_reader_new (self->text, strlen (self->text));
      g_autoptr (JsonNode) node = repoint_json_node_new_from_reader (reader);

      /* The text was an object when it came here, and nobody has changed it since. */
      g_assert (node != NULL && JSON_NODE_HOLDS_OBJECT (node));
      self->data = json_node_dup_object (node);
      json_object_seal (self->data);
    }

  return self->data;
}
