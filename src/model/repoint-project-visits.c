/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-project-private.h"

#include "repoint-id.h"

/* What devices showed of themselves, and whose it is. */

/* (transfer none) (nullable): its id, if it has one yet. */
const char *
repoint_project_peek_id (RepointProject *self)
{
  return g_object_get_data (G_OBJECT (self), "repoint-id");
}

/* It has @id. */
void
repoint_project_set_id (RepointProject *self,
                        const char     *id)
{
  g_object_set_data_full (G_OBJECT (self), "repoint-id", g_strdup (id), g_free);
}

/**
 * repoint_project_get_id: what the project is known by beyond its file: the station's key has its name.
 *
 * It is made when it is first asked for, stands in the document from then on, and is the same for copies of the file.
 *
 * Returns: (transfer none): 16 hexadecimal digits.
 */
const char *
repoint_project_get_id (RepointProject *self)
{
  g_return_val_if_fail (REPOINT_IS_PROJECT (self), NULL);

  if (repoint_project_peek_id (self) == NULL)
    {
      g_autofree char *id = repoint_id_new ();

      repoint_project_begin_change (self);
      repoint_project_set_id (self, id);
      repoint_project_mark_changed (self);
      repoint_project_end_change (self);
    }

  return repoint_project_peek_id (self);
}

/**
 * repoint_project_keep_hello: keeps the hello that a device sent, once.
 * @raw: (transfer none): the whole message with its header, see #RepointHellos
 * @id: by which observations refer to it: 16 hexadecimal digits
 *
 * One that is there already under @id stays: the same setting of a client has the same id whatever its random is.
 *
 * Returns: whether there is one with @id now; %FALSE when it is damaged or there are too many.
 */
gboolean
repoint_project_keep_hello (RepointProject *self,
                            GBytes         *raw,
                            const char     *id)
{
  RepointHellosResult result;

  g_return_val_if_fail (REPOINT_IS_PROJECT (self), FALSE);
  g_return_val_if_fail (raw != NULL, FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  result = repoint_hellos_keep (repoint_project_get_hellos (self), id, raw);
  if (result == REPOINT_HELLOS_KEPT)
    {
      repoint_project_begin_change (self);
      repoint_project_mark_changed (self);
      repoint_project_end_change (self);
    }

  return result == REPOINT_HELLOS_KEPT || result == REPOINT_HELLOS_KNOWN;
}

/** repoint_project_get_hello: (transfer none) (nullable): the message kept under @id. */
GBytes *
repoint_project_get_hello (RepointProject *self,
                           const char     *id)
{
  g_return_val_if_fail (REPOINT_IS_PROJECT (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  return repoint_hellos_get (repoint_project_get_hellos (self), id);
}

/**
 * repoint_project_list_visitors: who did something and is not known to be a device yet.
 *
 * Returns: (transfer full): subjects (char *), each %REPOINT_VISITOR_PREFIX and an address, by name.
 */
GPtrArray *
repoint_project_list_visitors (RepointProject *self)
{
  g_autoptr (GPtrArray) subjects = NULL;
  GPtrArray *visitors = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (REPOINT_IS_PROJECT (self), visitors);

  subjects = repoint_project_list_subjects (self);
  for (guint i = 0; i < subjects->len; i++)
    {
      const char *subject = g_ptr_array_index (subjects, i);

      if (g_str_has_prefix (subject, REPOINT_VISITOR_PREFIX))
        g_ptr_array_add (visitors, g_strdup (subject));
    }

  return visitors;
}

/**
 * repoint_project_assign_visits: the admin says which device it was that was observed.
 * @from: the subject they have: a visitor, or the device that it was not
 * @observations: (nullable): which of its observations; %NULL: all of them
 * @to: a device of the inventory
 *
 * Within an edit it can be undone. What is observed of @from later stays with @from: to have it recognised, give the
 * address to the device.
 */
void
repoint_project_assign_visits (RepointProject *self,
                               const char     *from,
                               GPtrArray      *observations,
                               RepointDevice  *to)
{
  g_autoptr (GPtrArray) moved = NULL;

  g_return_if_fail (REPOINT_IS_PROJECT (self));
  g_return_if_fail (from != NULL);
  g_return_if_fail (REPOINT_IS_DEVICE (to));

  if (g_str_equal (from, repoint_device_get_id (to)))
    return;

  moved = g_ptr_array_copy (observations != NULL ? observations : repoint_project_peek_observations (self, from),
                            (GCopyFunc) g_object_ref, NULL);
  g_ptr_array_set_free_func (moved, g_object_unref);
  repoint_project_move_and_note (self, moved, from, repoint_device_get_id (to));
}

/**
 * repoint_project_recognize_visitor: it turned out by itself which device a visitor is.
 * @visitor: a subject of repoint_project_list_visitors()
 * @device: a device of the inventory
 *
 * All that was observed of the visitor becomes the device's. That is never undone.
 */
void
repoint_project_recognize_visitor (RepointProject *self,
                                   const char     *visitor,
                                   RepointDevice  *device)
{
  g_autoptr (GPtrArray) all = NULL;

  g_return_if_fail (REPOINT_IS_PROJECT (self));
  g_return_if_fail (visitor != NULL && g_str_has_prefix (visitor, REPOINT_VISITOR_PREFIX));
  g_return_if_fail (REPOINT_IS_DEVICE (device));

  all = g_ptr_array_copy (repoint_project_peek_observations (self, visitor), (GCopyFunc) g_object_ref, NULL);
  repoint_project_move_observations (self, all, visitor, repoint_device_get_id (device));
}
