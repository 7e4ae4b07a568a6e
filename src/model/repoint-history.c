/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-history.h"

#include "repoint-device-private.h"
#include "repoint-inventory-private.h"
#include "repoint-memento.h"
#include "repoint-project-private.h"

/* How much is remembered; the oldest edits are forgotten beyond. */
#define MAX_EDITS   100
#define MAX_CHANGES 50000

/* One member of an object. */
typedef struct
{
  const char *member; /* static */
  GVariant   *before;
  GVariant   *after;
} MemberChange;

/* One object: the members that the edit changed. */
typedef struct
{
  GObject *object;
  GArray  *members; /* of MemberChange */
} ObjectChange;

/* One device that came into the list or went out of it. */
typedef struct
{
  RepointDevice *device;
  guint          position;
} ListChange;

/* Observations that moved from one subject to another. */
typedef struct
{
  GPtrArray *observations;
  char      *from;
  char      *to;
} MoveChange;

typedef struct
{
  char             *label;
  GPtrArray        *objects;  /* of ObjectChange */
  GArray           *removed;  /* of ListChange, positions in the list before */
  GArray           *added;    /* of ListChange, positions in the list after */
  GPtrArray        *moves;    /* of MoveChange */
  RepointDecisions *decisions_before; /* %NULL: not changed */
  RepointDecisions *decisions_after;

  /* while it is recorded */
  GHashTable       *noted;    /* object → its ObjectChange */
  GPtrArray        *devices;  /* the list before; %NULL: not about to change since it was settled */
} Edit;

struct _RepointHistory
{
  RepointProject *project;
  GPtrArray      *undo;       /* of Edit, the latest last */
  GPtrArray      *redo;
  Edit           *recording;
  guint           depth;
  gboolean        replaying;
};

static void
member_change_clear (gpointer data)
{
  MemberChange *change = data;

  g_clear_pointer (&change->before, g_variant_unref);
  g_clear_pointer (&change->after, g_variant_unref);
}

static ObjectChange *
object_change_new (GObject *object)
{
  ObjectChange *change = g_new0 (ObjectChange, 1);

  change->object = g_object_ref (object);
  change->members = g_array_new (FALSE, FALSE, sizeof (MemberChange));
  g_array_set_clear_func (change->members, member_change_clear);

  return change;
}

static void
object_change_free (gpointer data)
{
  ObjectChange *change = data;

  g_object_unref (change->object);
  g_array_unref (change->members);
  g_free (change);
}

/* Keeps the members that really changed. Returns whether there are any. */
static gboolean
object_change_close (ObjectChange *change)
{
  for (guint i = change->members->len; i > 0; i--)
    {
      MemberChange *member = &g_array_index (change->members, MemberChange, i - 1);

      member->after = repoint_memento_take (change->object, member->member);
      if (g_variant_equal (member->before, member->after))
        g_array_remove_index (change->members, i - 1);
    }

  return change->members->len > 0;
}

static void
object_change_replay (ObjectChange *change,
                      gboolean      forward)
{
  RepointDevice *device = REPOINT_IS_DEVICE (change->object) ? REPOINT_DEVICE (change->object) : NULL;

  if (device != NULL)
    repoint_device_begin_change (device);

  for (guint i = 0; i < change->members->len; i++)
    {
      const MemberChange *member = &g_array_index (change->members, MemberChange, i);

      repoint_memento_apply (change->object, member->member,
                             forward ? member->before : member->after,
                             forward ? member->after : member->before);
    }

  if (device != NULL)
    repoint_device_end_change (device);
}

static void
list_change_clear (gpointer data)
{
  ListChange *change = data;

  g_clear_object (&change->device);
}

static void
move_change_free (gpointer data)
{
  MoveChange *change = data;

  g_ptr_array_unref (change->observations);
  g_free (change->from);
  g_free (change->to);
  g_free (change);
}

static Edit *
edit_new (const char *label)
{
  Edit *edit = g_new0 (Edit, 1);

  edit->label = g_strdup (label);
  edit->objects = g_ptr_array_new_with_free_func (object_change_free);
  edit->removed = g_array_new (FALSE, FALSE, sizeof (ListChange));
  g_array_set_clear_func (edit->removed, list_change_clear);
  edit->added = g_array_new (FALSE, FALSE, sizeof (ListChange));
  g_array_set_clear_func (edit->added, list_change_clear);
  edit->moves = g_ptr_array_new_with_free_func (move_change_free);
  edit->noted = g_hash_table_new (NULL, NULL);

  return edit;
}

static void
edit_free (gpointer data)
{
  Edit *edit = data;

  g_free (edit->label);
  g_ptr_array_unref (edit->objects);
  g_array_unref (edit->removed);
  g_array_unref (edit->added);
  g_ptr_array_unref (edit->moves);
  g_clear_pointer (&edit->decisions_before, repoint_decisions_free);
  g_clear_pointer (&edit->decisions_after, repoint_decisions_free);
  g_clear_pointer (&edit->noted, g_hash_table_unref);
  g_clear_pointer (&edit->devices, g_ptr_array_unref);
  g_free (edit);
}

static guint
edit_weigh (Edit *edit)
{
  return 1 + edit->objects->len + edit->removed->len + edit->added->len;
}

/* Takes @device out of @changes, if it is there. */
static gboolean
drop_change (GArray        *changes,
             RepointDevice *device)
{
  for (guint i = 0; i < changes->len; i++)
    {
      if (g_array_index (changes, ListChange, i).device == device)
        {
          g_array_remove_index (changes, i);
          return TRUE;
        }
    }

  return FALSE;
}

/* Adds what stands in @list and not in @other to @difference. What is in @opposite already came and went, or went and
 * came, within one edit, and is no difference. */
static void
add_difference (GPtrArray *list,
                GPtrArray *other,
                GArray    *difference,
                GArray    *opposite)
{
  g_autoptr (GHashTable) set = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < other->len; i++)
    g_hash_table_add (set, g_ptr_array_index (other, i));

  for (guint i = 0; i < list->len; i++)
    {
      RepointDevice *device = g_ptr_array_index (list, i);
      ListChange change = { device, i };

      if (g_hash_table_contains (set, device) || drop_change (opposite, device))
        continue;

      g_object_ref (device);
      g_array_append_val (difference, change);
    }
}

/* Compares the list as it was noted with what it is, and keeps the difference. The next change of the list is noted
 * anew. */
static void
edit_settle_list (Edit             *edit,
                  RepointInventory *inventory)
{
  g_autoptr (GPtrArray) before = g_steal_pointer (&edit->devices);

  if (before == NULL)
    return;

  add_difference (before, repoint_inventory_get_devices (inventory), edit->removed, edit->added);
  add_difference (repoint_inventory_get_devices (inventory), before, edit->added, edit->removed);
}

/* Compares what was noted with what is, and keeps the difference. Returns whether there is any. */
static gboolean
edit_close (Edit             *edit,
            RepointInventory *inventory)
{
  for (guint i = edit->objects->len; i > 0; i--)
    {
      if (!object_change_close (g_ptr_array_index (edit->objects, i - 1)))
        g_ptr_array_remove_index (edit->objects, i - 1);
    }

  edit_settle_list (edit, inventory);
  if (edit->decisions_before != NULL)
    {
      if (repoint_decisions_equal (edit->decisions_before, repoint_inventory_get_decisions (inventory)))
        g_clear_pointer (&edit->decisions_before, repoint_decisions_free);
      else
        edit->decisions_after = repoint_decisions_copy (repoint_inventory_get_decisions (inventory));
    }

  g_clear_pointer (&edit->noted, g_hash_table_unref);

  return edit->objects->len > 0 || edit->removed->len > 0 || edit->added->len > 0 || edit->moves->len > 0 ||
         edit->decisions_after != NULL;
}

/* The list as it is, without @out and with @in at their places. Devices that came by other ways stay. */
static void
replay_list (RepointInventory *inventory,
             GArray           *out,
             GArray           *in)
{
  GPtrArray *current = repoint_inventory_get_devices (inventory);
  g_autoptr (GPtrArray) devices = NULL;
  g_autoptr (GHashTable) set = NULL;

  if (out->len == 0 && in->len == 0)
    return;

  devices = g_ptr_array_new_with_free_func (g_object_unref);
  set = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < out->len; i++)
    g_hash_table_add (set, g_array_index (out, ListChange, i).device);
  for (guint i = 0; i < in->len; i++)
    g_hash_table_add (set, g_array_index (in, ListChange, i).device);

  for (guint i = 0; i < current->len; i++)
    {
      if (!g_hash_table_contains (set, g_ptr_array_index (current, i)))
        g_ptr_array_add (devices, g_object_ref (g_ptr_array_index (current, i)));
    }

  for (guint i = 0; i < in->len; i++)
    {
      const ListChange *change = &g_array_index (in, ListChange, i);

      g_ptr_array_insert (devices, MIN (change->position, devices->len), g_object_ref (change->device));
    }

  repoint_inventory_set_devices (inventory, devices);
}

static void
replay (RepointHistory *self,
        Edit           *edit,
        gboolean        forward)
{
  RepointInventory *inventory = repoint_project_get_inventory (self->project);
  RepointDecisions *decisions = forward ? edit->decisions_after : edit->decisions_before;

  self->replaying = TRUE;
  repoint_project_begin_change (self->project);

  /* Devices first: they are found by what they are when the list takes them in. */
  for (guint i = 0; i < edit->objects->len; i++)
    object_change_replay (g_ptr_array_index (edit->objects, forward ? i : edit->objects->len - 1 - i), forward);

  replay_list (inventory, forward ? edit->removed : edit->added, forward ? edit->added : edit->removed);

  if (decisions != NULL)
    repoint_inventory_set_decisions (inventory, repoint_decisions_copy (decisions));

  for (guint i = 0; i < edit->moves->len; i++)
    {
      MoveChange *change = g_ptr_array_index (edit->moves, forward ? i : edit->moves->len - 1 - i);

      repoint_project_move_observations (self->project, change->observations,
                                         forward ? change->from : change->to,
                                         forward ? change->to : change->from);
    }

  repoint_project_end_change (self->project);
  self->replaying = FALSE;
}

/* Forgets the oldest edits when there are too many or they weigh too much. */
static void
trim (RepointHistory *self)
{
  guint weight = 0;
  guint n_kept = 0;

  for (guint i = self->undo->len; i > 0; i--)
    {
      weight += edit_weigh (g_ptr_array_index (self->undo, i - 1));
      if (n_kept > 0 && (n_kept == MAX_EDITS || weight > MAX_CHANGES))
        break;

      n_kept++;
    }

  if (n_kept < self->undo->len)
    g_ptr_array_remove_range (self->undo, 0, self->undo->len - n_kept);
}

/* (transfer full): nothing done yet. */
RepointHistory *
repoint_history_new (RepointProject *project)
{
  RepointHistory *self = g_new0 (RepointHistory, 1);

  self->project = project;
  self->undo = g_ptr_array_new_with_free_func (edit_free);
  self->redo = g_ptr_array_new_with_free_func (edit_free);

  return self;
}

void
repoint_history_free (RepointHistory *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->recording, edit_free);
  g_ptr_array_unref (self->undo);
  g_ptr_array_unref (self->redo);
  g_free (self);
}

/* Whether what changes now is the admin's doing. */
gboolean
repoint_history_is_recording (RepointHistory *self)
{
  return self->recording != NULL && !self->replaying;
}

/* Begins an edit, or goes one deeper into the one that is recorded, whose label stays. */
void
repoint_history_begin (RepointHistory *self,
                       const char     *label)
{
  if (self->depth++ == 0)
    self->recording = edit_new (label);
}

/* Returns whether an edit was completed that changed anything. */
gboolean
repoint_history_end (RepointHistory *self)
{
  Edit *edit;

  g_assert (self->depth > 0);

  if (--self->depth > 0)
    return FALSE;

  edit = g_steal_pointer (&self->recording);
  if (!edit_close (edit, repoint_project_get_inventory (self->project)))
    {
      edit_free (edit);
      return FALSE;
    }

  g_ptr_array_set_size (self->redo, 0);
  g_ptr_array_add (self->undo, edit);
  trim (self);

  return TRUE;
}

/* @member (static) of @object is about to change. */
void
repoint_history_note_member (RepointHistory *self,
                             GObject        *object,
                             const char     *member)
{
  MemberChange noted = { member, NULL, NULL };
  ObjectChange *change;

  if (!repoint_history_is_recording (self))
    return;

  change = g_hash_table_lookup (self->recording->noted, object);
  if (change == NULL)
    {
      change = object_change_new (object);
      g_ptr_array_add (self->recording->objects, change);
      g_hash_table_insert (self->recording->noted, object, change);
    }

  for (guint i = 0; i < change->members->len; i++)
    {
      if (g_str_equal (g_array_index (change->members, MemberChange, i).member, member))
        return;
    }

  noted.before = repoint_memento_take (object, member);
  g_array_append_val (change->members, noted);
}

/* The inventory's list or its decisions are about to change. */
void
repoint_history_note_list (RepointHistory *self)
{
  RepointInventory *inventory = repoint_project_get_inventory (self->project);

  if (!repoint_history_is_recording (self) || self->recording->devices != NULL)
    return;

  self->recording->devices = g_ptr_array_copy (repoint_inventory_get_devices (inventory),
                                               (GCopyFunc) g_object_ref, NULL);
  if (self->recording->decisions_before == NULL)
    self->recording->decisions_before = repoint_decisions_copy (repoint_inventory_get_decisions (inventory));
}

/* The machine is about to change the list: what the admin has done to it so far is kept apart from that. */
void
repoint_history_settle_list (RepointHistory *self)
{
  if (repoint_history_is_recording (self))
    edit_settle_list (self->recording, repoint_project_get_inventory (self->project));
}

/* @observations were moved. */
void
repoint_history_note_move (RepointHistory *self,
                           GPtrArray      *observations,
                           const char     *from,
                           const char     *to)
{
  MoveChange *change;

  if (!repoint_history_is_recording (self) || observations->len == 0)
    return;

  change = g_new0 (MoveChange, 1);
  change->observations = g_ptr_array_ref (observations);
  change->from = g_strdup (from);
  change->to = g_strdup (to);
  g_ptr_array_add (self->recording->moves, change);
}

/* (nullable): the label of what undo would take back. */
const char *
repoint_history_get_undo (RepointHistory *self)
{
  return self->undo->len > 0 ? ((Edit *) g_ptr_array_index (self->undo, self->undo->len - 1))->label : NULL;
}

/* (nullable): the label of what redo would do again. */
const char *
repoint_history_get_redo (RepointHistory *self)
{
  return self->redo->len > 0 ? ((Edit *) g_ptr_array_index (self->redo, self->redo->len - 1))->label : NULL;
}

/* Takes back the latest edit. Returns whether there was one. */
gboolean
repoint_history_undo (RepointHistory *self)
{
  Edit *edit;

  if (self->undo->len == 0 || self->depth > 0)
    return FALSE;

  edit = g_ptr_array_steal_index (self->undo, self->undo->len - 1);
  g_ptr_array_add (self->redo, edit);
  replay (self, edit, FALSE);

  return TRUE;
}

/* Does again what was taken back last. Returns whether there was anything. */
gboolean
repoint_history_redo (RepointHistory *self)
{
  Edit *edit;

  if (self->redo->len == 0 || self->depth > 0)
    return FALSE;

  edit = g_ptr_array_steal_index (self->redo, self->redo->len - 1);
  g_ptr_array_add (self->undo, edit);
  replay (self, edit, TRUE);

  return TRUE;
}
