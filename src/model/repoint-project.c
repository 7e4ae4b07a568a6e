/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-project-private.h"

#include "repoint-document-reader.h"
#include "repoint-document-writer.h"
#include "repoint-history.h"
#include "repoint-inventory-private.h"
#include "repoint-observation-private.h"
#include "repoint-observations.h"

struct _RepointProject
{
  GObject              parent_instance;

  RepointOrganization *organization;
  RepointInventory    *inventory;
  GListStore          *checklists;
  RepointObservations *observations;
  RepointHellos       *hellos;
  GStrv                ranges;
  GStrv                never;
  GDateTime           *consent;
  guint64              revision;

  RepointHistory      *history;
  guint                change_depth;
  guint                machine_depth; /* above 0: what changes is not the admin's doing */
  gboolean             changed;
};

typedef enum
{
  PROP_ORGANIZATION = 1,
  PROP_INVENTORY,
  PROP_CHECKLISTS,
  PROP_REVISION,
  PROP_CAN_UNDO,
  PROP_CAN_REDO,
  PROP_UNDO_LABEL,
  PROP_REDO_LABEL,
} RepointProjectProps;

enum
{
  CHANGED,
  OBSERVED,
  MOVED,
  SUBJECT_CHANGING,
  N_SIGNALS
};

static GParamSpec *properties[PROP_REDO_LABEL + 1];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RepointProject, repoint_project, G_TYPE_OBJECT)
G_DEFINE_QUARK (repoint-project-error-quark, repoint_project_error)

/* Opens a group of changes. */
void
repoint_project_begin_change (RepointProject *self)
{
  self->change_depth++;
}

/* Something changes in the group that is open. */
void
repoint_project_mark_changed (RepointProject *self)
{
  g_assert (self->change_depth > 0);

  self->changed = TRUE;
}

/* Closes a group; after the outermost one "changed" is emitted if anything has changed. */
void
repoint_project_end_change (RepointProject *self)
{
  g_assert (self->change_depth > 0);

  if (--self->change_depth > 0 || !self->changed)
    return;

  self->changed = FALSE;
  self->revision++;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REVISION]);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
touch (RepointProject *self)
{
  repoint_project_begin_change (self);
  repoint_project_mark_changed (self);
  repoint_project_end_change (self);
}

static void
note_member (RepointProject *self,
             gpointer        object,
             const char     *member)
{
  if (self->machine_depth == 0)
    repoint_history_note_member (self->history, object, member);
}

static void
notify_history (RepointProject *self)
{
  for (guint i = PROP_CAN_UNDO; i <= PROP_REDO_LABEL; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
}

static void
on_organization_changing (RepointOrganization *organization,
                          const char          *member,
                          gpointer             user_data)
{
  note_member (REPOINT_PROJECT (user_data), organization, member);
}

static void
on_organization_changed (RepointOrganization *organization,
                         gpointer             user_data)
{
  touch (REPOINT_PROJECT (user_data));
}

static void
on_device_changing (RepointInventory *inventory,
                    RepointDevice    *device,
                    const char       *member,
                    gpointer          user_data)
{
  note_member (REPOINT_PROJECT (user_data), device, member);
}

static void
on_item_changing (RepointChecklist     *checklist,
                  RepointChecklistItem *item,
                  gpointer              user_data)
{
  note_member (REPOINT_PROJECT (user_data), item, "tick");
}

static void
on_nested_changed (GObject  *parent,
                   GObject  *object,
                   gpointer  user_data)
{
  touch (REPOINT_PROJECT (user_data));
}

static void
on_inventory_changing (RepointInventory *inventory,
                       gpointer          user_data)
{
  RepointProject *self = REPOINT_PROJECT (user_data);

  if (self->machine_depth == 0)
    repoint_history_note_list (self->history);
}

static void
on_items_changed (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  gpointer    user_data)
{
  touch (REPOINT_PROJECT (user_data));
}

/* Gives @observations (of RepointObservation) of the subject @from to the subject @to. Those that are not there any
 * more stay where they are. */
void
repoint_project_move_observations (RepointProject *self,
                                   GPtrArray      *observations,
                                   const char     *from,
                                   const char     *to)
{
  if (observations->len == 0)
    return;

  g_signal_emit (self, signals[SUBJECT_CHANGING], 0, from);
  g_signal_emit (self, signals[SUBJECT_CHANGING], 0, to);
  repoint_observations_move (self->observations, observations, from, to);
  g_signal_emit (self, signals[MOVED], 0, from, to);
  touch (self);
}

void
repoint_project_move_and_note (RepointProject *self,
                               GPtrArray      *observations,
                               const char     *from,
                               const char     *to)
{
  repoint_project_move_observations (self, observations, from, to);
  if (self->machine_depth == 0)
    repoint_history_note_move (self->history, observations, from, to);
}

static void
on_merged (RepointInventory *inventory,
           RepointDevice    *into,
           RepointDevice    *from,
           gpointer          user_data)
{
  RepointProject *self = REPOINT_PROJECT (user_data);
  const char *from_id = repoint_device_get_id (from);
  g_autoptr (GPtrArray) all = g_ptr_array_copy (repoint_observations_get (self->observations, from_id),
                                                (GCopyFunc) g_object_ref, NULL);

  repoint_project_move_and_note (self, all, from_id, repoint_device_get_id (into));
}

static void
on_split (RepointInventory *inventory,
          RepointDevice    *from,
          RepointDevice    *to,
          const char       *address,
          gpointer          user_data)
{
  RepointProject *self = REPOINT_PROJECT (user_data);
  const char *from_id = repoint_device_get_id (from);
  g_autoptr (GPtrArray) moved = repoint_observations_at_address (self->observations, from_id, address);

  repoint_project_move_and_note (self, moved, from_id, repoint_device_get_id (to));
}

/* (transfer none): the observation that is kept: @observation, or an equal one that was counted up. */
static RepointObservation *
keep (RepointProject     *self,
      RepointObservation *observation)
{
  const char *subject = repoint_observation_get_subject (observation);
  g_autofree char *surplus = repoint_observations_find_surplus (self->observations, subject);

  if (surplus != NULL)
    {
      g_signal_emit (self, signals[SUBJECT_CHANGING], 0, surplus);
      repoint_observations_forget (self->observations, surplus);
    }

  g_signal_emit (self, signals[SUBJECT_CHANGING], 0, subject);
  observation = repoint_observations_keep (self->observations, observation);
  repoint_project_mark_changed (self);
  g_signal_emit (self, signals[OBSERVED], 0, observation);

  return observation;
}

static void
repoint_project_finalize (GObject *object)
{
  RepointProject *self = REPOINT_PROJECT (object);
  guint n_checklists = g_list_model_get_n_items (G_LIST_MODEL (self->checklists));

  for (guint i = 0; i < n_checklists; i++)
    {
      g_autoptr (RepointChecklist) checklist = g_list_model_get_item (G_LIST_MODEL (self->checklists), i);

      g_signal_handlers_disconnect_by_data (checklist, self);
    }
  g_signal_handlers_disconnect_by_data (self->inventory, self);
  g_signal_handlers_disconnect_by_data (self->organization, self);

  g_clear_pointer (&self->history, repoint_history_free);
  g_clear_object (&self->organization);
  g_clear_object (&self->inventory);
  g_clear_object (&self->checklists);
  g_clear_pointer (&self->observations, repoint_observations_free);
  g_clear_pointer (&self->hellos, repoint_hellos_free);
  g_clear_pointer (&self->ranges, g_strfreev);
  g_clear_pointer (&self->never, g_strfreev);
  g_clear_pointer (&self->consent, g_date_time_unref);

  G_OBJECT_CLASS (repoint_project_parent_class)->finalize (object);
}

static void
repoint_project_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  RepointProject *self = REPOINT_PROJECT (object);

  switch ((RepointProjectProps) prop_id)
    {
    case PROP_ORGANIZATION:
      g_value_set_object (value, self->organization);
      break;

    case PROP_INVENTORY:
      g_value_set_object (value, self->inventory);
      break;

    case PROP_CHECKLISTS:
      g_value_set_object (value, self->checklists);
      break;

    case PROP_REVISION:
      g_value_set_uint64 (value, self->revision);
      break;

    case PROP_CAN_UNDO:
      g_value_set_boolean (value, repoint_history_get_undo (self->history) != NULL);
      break;

    case PROP_CAN_REDO:
      g_value_set_boolean (value, repoint_history_get_redo (self->history) != NULL);
      break;

    case PROP_UNDO_LABEL:
      g_value_set_string (value, repoint_history_get_undo (self->history));
      break;

    case PROP_REDO_LABEL:
      g_value_set_string (value, repoint_history_get_redo (self->history));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_project_class_init (RepointProjectClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = repoint_project_finalize;
  object_class->get_property = repoint_project_get_property;

  properties[PROP_ORGANIZATION] =
    g_param_spec_object ("organization", NULL, NULL, REPOINT_TYPE_ORGANIZATION, flags);
  properties[PROP_INVENTORY] = g_param_spec_object ("inventory", NULL, NULL, REPOINT_TYPE_INVENTORY, flags);
  properties[PROP_CHECKLISTS] = g_param_spec_object ("checklists", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_REVISION] = g_param_spec_uint64 ("revision", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_CAN_UNDO] = g_param_spec_boolean ("can-undo", NULL, NULL, FALSE, flags);
  properties[PROP_CAN_REDO] = g_param_spec_boolean ("can-redo", NULL, NULL, FALSE, flags);
  properties[PROP_UNDO_LABEL] = g_param_spec_string ("undo-label", NULL, NULL, NULL, flags);
  properties[PROP_REDO_LABEL] = g_param_spec_string ("redo-label", NULL, NULL, NULL, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[CHANGED] = g_signal_new ("changed", REPOINT_TYPE_PROJECT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[OBSERVED] = g_signal_new ("observed", REPOINT_TYPE_PROJECT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, REPOINT_TYPE_OBSERVATION);
  signals[MOVED] = g_signal_new ("moved", REPOINT_TYPE_PROJECT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[SUBJECT_CHANGING] = g_signal_new ("subject-changing", REPOINT_TYPE_PROJECT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                            NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
repoint_project_init (RepointProject *self)
{
  self->organization = repoint_organization_new ();
  self->inventory = repoint_inventory_new ();
  self->checklists = g_list_store_new (REPOINT_TYPE_CHECKLIST);
  self->observations = repoint_observations_new ();
  self->hellos = repoint_hellos_new ();
  self->ranges = g_new0 (char *, 1);
  self->never = g_new0 (char *, 1);
  self->history = repoint_history_new (self);

  g_signal_connect (self->organization, "changing", G_CALLBACK (on_organization_changing), self);
  g_signal_connect (self->organization, "changed", G_CALLBACK (on_organization_changed), self);
  g_signal_connect (self->inventory, "changing", G_CALLBACK (on_inventory_changing), self);
  g_signal_connect (self->inventory, "items-changed", G_CALLBACK (on_items_changed), self);
  g_signal_connect (self->inventory, "device-changing", G_CALLBACK (on_device_changing), self);
  g_signal_connect (self->inventory, "device-changed", G_CALLBACK (on_nested_changed), self);
  g_signal_connect (self->inventory, "merged", G_CALLBACK (on_merged), self);
  g_signal_connect (self->inventory, "split", G_CALLBACK (on_split), self);
}

/* (transfer floating): one of the members of the project itself, for undo. */
GVariant *
repoint_project_take_setting (RepointProject *self,
                              const char     *name)
{
  if (g_str_equal (name, "consent"))
    return g_variant_new_int64 (self->consent != NULL ? g_date_time_to_unix (self->consent) : G_MININT64);

  return g_variant_new_strv ((const char * const *) (g_str_equal (name, "ranges") ? self->ranges : self->never), -1);
}

/* Puts one of them back. */
void
repoint_project_apply_setting (RepointProject *self,
                               const char     *name,
                               GVariant       *value)
{
  repoint_project_begin_change (self);
  repoint_project_mark_changed (self);
  if (g_str_equal (name, "consent"))
    {
      gint64 time = g_variant_get_int64 (value);

      g_clear_pointer (&self->consent, g_date_time_unref);
      if (time != G_MININT64)
        self->consent = g_date_time_new_from_unix_utc (time);
    }
  else
    {
      GStrv *list = g_str_equal (name, "ranges") ? &self->ranges : &self->never;

      g_strfreev (*list);
      *list = g_variant_dup_strv (value, NULL);
    }
  repoint_project_end_change (self);
}

/* (transfer none): the messages it keeps. */
RepointHellos *
repoint_project_get_hellos (RepointProject *self)
{
  return self->hellos;
}

/* (transfer full): the subjects of which anything was observed: devices in their order, then the others by name. */
GPtrArray *
repoint_project_list_subjects (RepointProject *self)
{
  GPtrArray *devices = repoint_inventory_get_devices (self->inventory);
  GPtrArray *subjects = g_ptr_array_new_full (devices->len, g_free);
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) others = NULL;

  for (guint i = 0; i < devices->len; i++)
    {
      const char *id = repoint_device_get_id (g_ptr_array_index (devices, i));

      g_hash_table_add (ids, (gpointer) id);
      if (repoint_observations_get (self->observations, id)->len > 0)
        g_ptr_array_add (subjects, g_strdup (id));
    }

  others = repoint_observations_list_subjects (self->observations, ids);
  for (guint i = 0; i < others->len; i++)
    g_ptr_array_add (subjects, g_strdup (g_ptr_array_index (others, i)));

  return subjects;
}

/* (transfer none): what was observed of exactly this subject. */
GPtrArray *
repoint_project_peek_observations (RepointProject *self,
                                   const char     *subject)
{
  return repoint_observations_get (self->observations, subject);
}

/* Adds an observation as it stands in a document. */
void
repoint_project_load_observation (RepointProject     *self,
                                  RepointObservation *observation)
{
  repoint_observations_add (self->observations, observation);
}

/** repoint_project_new: (transfer full): a project of which nothing is known yet. */
RepointProject *
repoint_project_new (void)
{
  return g_object_new (REPOINT_TYPE_PROJECT, NULL);
}

/** repoint_project_get_organization: (transfer none): the office. */
RepointOrganization *
repoint_project_get_organization (RepointProject *self)
{
  g_return_val_if_fail (REPOINT_IS_PROJECT (self), NULL);

  return self->organization;
}

/** repoint_project_get_inventory: (transfer none): its devices. */
RepointInventory *
repoint_project_get_inventory (RepointProject *self)
{
  g_return_val_if_fail (REPOINT_IS_PROJECT (self), NULL);

  return self->inventory;
}

/** repoint_project_get_checklists: (transfer none): of #RepointChecklist, the oldest first. */
GListModel *
repoint_project_get_checklists (RepointProject *self)
{
  g_return_val_if_fail (REPOINT_IS_PROJECT (self), NULL);

  return G_LIST_MODEL (self->checklists);
}

/** repoint_project_issue: keeps @checklist, taking one reference. It is complete: blocks cannot be added later. */
void
repoint_project_issue (RepointProject   *self,
                       RepointChecklist *checklist)
{
  g_return_if_fail (REPOINT_IS_PROJECT (self));
  g_return_if_fail (REPOINT_IS_CHECKLIST (checklist));

  g_signal_connect (checklist, "item-changing", G_CALLBACK (on_item_changing), self);
  g_signal_connect (checklist, "item-changed", G_CALLBACK (on_nested_changed), self);
  repoint_project_begin_change (self);
  repoint_project_mark_changed (self);
  g_list_store_append (self->checklists, checklist);
  repoint_project_end_change (self);
}

/** repoint_project_get_revision: grows with every change; two equal numbers mean that nothing happened in between. */
guint64
repoint_project_get_revision (RepointProject *self)
{
  g_return_val_if_fail (REPOINT_IS_PROJECT (self), 0);

  return self->revision;
}

/**
 * repoint_project_observe: keeps what was seen.
 * @observation: (transfer none): of a device of the inventory, of an endpoint, or of a visitor
 *
 * When the last observation of the same subject, kind and target says the same, it is counted up instead. What is
 * observed of a device that was merged into another one belongs to that.
 *
 * Returns: (transfer none): the observation that is kept.
 */
RepointObservation *
repoint_project_observe (RepointProject     *self,
                         RepointObservation *observation)
{
  g_autoptr (RepointObservation) moved = NULL;
  RepointDevice *device;
  const char *subject;

  g_return_val_if_fail (REPOINT_IS_PROJECT (self), NULL);
  g_return_val_if_fail (REPOINT_IS_OBSERVATION (observation), NULL);

  subject = repoint_observation_get_subject (observation);
  device = repoint_inventory_find (self->inventory, subject);
  if (device != NULL && !g_str_equal (repoint_device_get_id (device), subject))
    observation = moved = repoint_observation_copy (observation, repoint_device_get_id (device));

  repoint_project_begin_change (self);
  observation = keep (self, observation);
  repoint_project_end_change (self);

  return observation;
}

/**
 * repoint_project_get_observations: what was seen of one subject.
 * @subject: the id a device has or had, an endpoint's URI, or a visitor
 *
 * Returns: (transfer none): of #RepointObservation, the oldest first, never %NULL. Valid until more is observed.
 */
GPtrArray *
repoint_project_get_observations (RepointProject *self,
                                  const char     *subject)
{
  RepointDevice *device;

  g_return_val_if_fail (REPOINT_IS_PROJECT (self), NULL);
  g_return_val_if_fail (subject != NULL, NULL);

  device = repoint_inventory_find (self->inventory, subject);

  return repoint_project_peek_observations (self, device != NULL ? repoint_device_get_id (device) : subject);
}

/**
 * repoint_project_absorb: takes over what sources have learned: devices, and each piece of evidence as observation.
 * @sightings: of #RepointSighting
 * @seen: when
 *
 * This is never undone.
 */
void
repoint_project_absorb (RepointProject *self,
                        GPtrArray      *sightings,
                        GDateTime      *seen)
{
  g_autoptr (GPtrArray) devices = NULL;

  g_return_if_fail (REPOINT_IS_PROJECT (self));
  g_return_if_fail (sightings != NULL);
  g_return_if_fail (seen != NULL);

  repoint_project_begin_change (self);
  repoint_history_settle_list (self->history);
  self->machine_depth++;

  devices = repoint_inventory_absorb (self->inventory, sightings);
  for (guint i = 0; i < sightings->len; i++)
    {
      const RepointSighting *sighting = g_ptr_array_index (sightings, i);

      for (guint j = 0; j < sighting->evidence->len; j++)
        {
          g_autoptr (RepointObservation) observation =
            repoint_observation_new_from_evidence (repoint_device_get_id (g_ptr_array_index (devices, i)),
                                                   g_ptr_array_index (sighting->evidence, j), sighting->address, seen);

          keep (self, observation);
        }
    }

  self->machine_depth--;
  repoint_project_end_change (self);
}

/** repoint_project_get_ranges: (transfer none): the address ranges the admin agreed to have scanned. */
const char * const *
repoint_project_get_ranges (RepointProject *self)
{
  g_return_val_if_fail (REPOINT_IS_PROJECT (self), NULL);

  return (const char * const *) self->ranges;
}

/** repoint_project_set_ranges: the admin agreed to @ranges (nullable: to none) at the time @agreed (nullable). */
void
repoint_project_set_ranges (RepointProject     *self,
                            const char * const *ranges,
                            GDateTime          *agreed)
{
  const char * const none[] = { NULL };

  g_return_if_fail (REPOINT_IS_PROJECT (self));

  if (ranges == NULL)
    ranges = none;

  repoint_project_begin_change (self);
  repoint_project_mark_changed (self);
  note_member (self, self, "ranges");
  note_member (self, self, "consent");
  if (!g_strv_equal ((const char * const *) self->ranges, ranges))
    {
      g_strfreev (self->ranges);
      self->ranges = g_strdupv ((GStrv) ranges);
    }
  g_clear_pointer (&self->consent, g_date_time_unref);
  if (agreed != NULL)
    self->consent = g_date_time_new_from_unix_utc (g_date_time_to_unix (agreed));
  repoint_project_end_change (self);
}

/** repoint_project_get_consent: (transfer none) (nullable): when the admin agreed to the ranges, UTC. */
GDateTime *
repoint_project_get_consent (RepointProject *self)
{
  g_return_val_if_fail (REPOINT_IS_PROJECT (self), NULL);

  return self->consent;
}

/** repoint_project_get_never: (transfer none): addresses that are never contacted. */
const char * const *
repoint_project_get_never (RepointProject *self)
{
  g_return_val_if_fail (REPOINT_IS_PROJECT (self), NULL);

  return (const char * const *) self->never;
}

/** repoint_project_set_never: @never (nullable: none) are never contacted. */
void
repoint_project_set_never (RepointProject     *self,
                           const char * const *never)
{
  const char * const none[] = { NULL };

  g_return_if_fail (REPOINT_IS_PROJECT (self));

  if (never == NULL)
    never = none;

  if (g_strv_equal ((const char * const *) self->never, never))
    return;

  repoint_project_begin_change (self);
  repoint_project_mark_changed (self);
  note_member (self, self, "never");
  g_strfreev (self->never);
  self->never = g_strdupv ((GStrv) never);
  repoint_project_end_change (self);
}

/**
 * repoint_project_begin_edit: what changes from here to repoint_project_end_edit() is one step of undo.
 * @label: an id such as "remove-device"; in an edit that is open already it is ignored
 *
 * An edit may stay open while the main loop runs, so that what is typed letter by letter is one step; what the machine
 * learns meanwhile does not become part of it.
 */
void
repoint_project_begin_edit (RepointProject *self,
                            const char     *label)
{
  g_return_if_fail (REPOINT_IS_PROJECT (self));
  g_return_if_fail (label != NULL);

  repoint_history_begin (self->history, label);
}

/** repoint_project_end_edit: closes what repoint_project_begin_edit() opened. Without a change there is no step. */
void
repoint_project_end_edit (RepointProject *self)
{
  g_return_if_fail (REPOINT_IS_PROJECT (self));
  g_return_if_fail (repoint_history_is_recording (self->history));

  if (repoint_history_end (self->history))
    notify_history (self);
}

/** repoint_project_undo: takes back the latest edit. Returns: whether there was one. */
gboolean
repoint_project_undo (RepointProject *self)
{
  g_return_val_if_fail (REPOINT_IS_PROJECT (self), FALSE);

  if (!repoint_history_undo (self->history))
    return FALSE;

  notify_history (self);

  return TRUE;
}

/** repoint_project_redo: does again what was taken back last. Returns: whether there was anything. */
gboolean
repoint_project_redo (RepointProject *self)
{
  g_return_val_if_fail (REPOINT_IS_PROJECT (self), FALSE);

  if (!repoint_history_redo (self->history))
    return FALSE;

  notify_history (self);

  return TRUE;
}

/**
 * repoint_project_from_bytes: reads a document.
 * @error: of %REPOINT_PROJECT_ERROR; the message names line, column (in characters) and, where the text is JSON but
 *   not a Repoint document, the place in it
 *
 * May be called in any thread; the project is then handed to the one that uses it.
 *
 * Returns: (transfer full): the project, %NULL on error.
 */
RepointProject *
repoint_project_from_bytes (GBytes  *bytes,
                            GError **error)
{
  g_return_val_if_fail (bytes != NULL, NULL);

  return repoint_document_read (bytes, error);
}

/**
 * repoint_project_to_bytes: writes the document in one go.
 *
 * Returns: (transfer full): the document; two calls without a change in between return the same text.
 */
GBytes *
repoint_project_to_bytes (RepointProject *self)
{
  g_autoptr (RepointDocumentWriter) writer = NULL;
  g_autoptr (GPtrArray) chunks = NULL;
  g_autoptr (GByteArray) document = g_byte_array_new ();

  g_return_val_if_fail (REPOINT_IS_PROJECT (self), NULL);

  writer = repoint_document_writer_new (self);
  chunks = repoint_document_writer_finish (writer, NULL);
  for (guint i = 0; i < chunks->len; i++)
    {
      gsize size;
      gconstpointer data = g_bytes_get_data (g_ptr_array_index (chunks, i), &size);

      g_byte_array_append (document, data, size);
    }

  return g_byte_array_free_to_bytes (g_steal_pointer (&document));
}
