/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-inventory-private.h"

#include <string.h>

#include "repoint-device-private.h"
#include "repoint-identity.h"
#include "repoint-merge.h"
#include "repoint-recognition.h"

struct _RepointInventory
{
  GObject             parent_instance;

  GPtrArray          *devices;     /* what the list model shows */
  RepointRecognition *recognition; /* of these, and of what is about to be shown */

  GPtrArray          *next;        /* while a batch is absorbed: what will be shown after it */
};

enum
{
  CHANGING,
  DEVICE_CHANGING,
  DEVICE_CHANGED,
  MERGED,
  SPLIT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void repoint_inventory_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RepointInventory, repoint_inventory, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, repoint_inventory_list_model_init))

static void
on_device_changing (RepointDevice *device,
                    const char    *member,
                    gpointer       user_data)
{
  g_signal_emit (user_data, signals[DEVICE_CHANGING], 0, device, member);
}

static void
on_device_changed (RepointDevice *device,
                   gpointer       user_data)
{
  RepointInventory *self = REPOINT_INVENTORY (user_data);

  repoint_device_index_update (self->recognition->index, device);
  g_signal_emit (self, signals[DEVICE_CHANGED], 0, device);
}

static void
watch_device (RepointInventory *self,
              RepointDevice    *device)
{
  g_signal_connect (device, "changing", G_CALLBACK (on_device_changing), self);
  g_signal_connect (device, "changed", G_CALLBACK (on_device_changed), self);
}

static void
unwatch_device (RepointInventory *self,
                RepointDevice    *device)
{
  g_signal_handlers_disconnect_by_data (device, self);
}

/* Shows @devices from now on, telling the difference in one change of the list model. */
static void
publish (RepointInventory *self,
         GPtrArray        *devices)
{
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->devices);
  g_autoptr (GHashTable) kept = NULL;
  guint prefix = 0;
  guint suffix = 0;

  while (prefix < old->len && prefix < devices->len &&
         g_ptr_array_index (old, prefix) == g_ptr_array_index (devices, prefix))
    prefix++;

  while (prefix + suffix < old->len && prefix + suffix < devices->len &&
         g_ptr_array_index (old, old->len - 1 - suffix) == g_ptr_array_index (devices, devices->len - 1 - suffix))
    suffix++;

  self->devices = g_ptr_array_ref (devices);
  if (prefix == old->len && prefix == devices->len)
    return;

  kept = g_hash_table_new (NULL, NULL);
  for (guint i = prefix; i < devices->len - suffix; i++)
    g_hash_table_add (kept, g_ptr_array_index (devices, i));

  for (guint i = prefix; i < old->len - suffix; i++)
    {
      RepointDevice *device = g_ptr_array_index (old, i);

      if (g_hash_table_remove (kept, device))
        continue;

      unwatch_device (self, device);
      repoint_device_index_remove (self->recognition->index, device);
    }

  /* What is left are the new ones. */
  for (guint i = prefix; i < devices->len - suffix; i++)
    {
      RepointDevice *device = g_ptr_array_index (devices, i);

      if (!g_hash_table_contains (kept, device))
        continue;

      repoint_device_index_update (self->recognition->index, device);
      watch_device (self, device);
    }

  g_list_model_items_changed (G_LIST_MODEL (self), prefix, old->len - prefix - suffix,
                              devices->len - prefix - suffix);
}

static GPtrArray *
copy_devices (GPtrArray *devices)
{
  return g_ptr_array_copy (devices, (GCopyFunc) g_object_ref, NULL);
}

/* Puts @from into @into in the batch that is being absorbed, or at once. */
static void
join (RepointInventory *self,
      RepointDevice    *into,
      RepointDevice    *from)
{
  g_autoptr (RepointDevice) kept = g_object_ref (from);

  repoint_merge_devices (into, from);
  repoint_device_index_remove (self->recognition->index, from);
  g_ptr_array_remove (self->next, from);
  repoint_device_index_update (self->recognition->index, into);
  g_signal_emit (self, signals[MERGED], 0, into, from);
}

/* Makes a device of @address, which @device had and does not have any more. Returns: (transfer none). */
static RepointDevice *
take_apart (RepointInventory *self,
            RepointDevice    *device,
            const char       *address)
{
  g_autofree char *kept_address = g_strdup (address);
  RepointDevice *other = repoint_device_new ();

  g_ptr_array_add (self->next, other);
  repoint_merge_move (device, other, kept_address);
  repoint_device_index_update (self->recognition->index, device);
  repoint_device_index_update (self->recognition->index, other);
  g_signal_emit (self, signals[SPLIT], 0, device, other, kept_address);

  return other;
}

/* What has the key of @device too is the same device, unless the admin took the two apart. The older one stays. */
static RepointDevice *
join_twins (RepointInventory *self,
            RepointDevice    *device,
            const char       *key)
{
  RepointDecisions *decisions = self->recognition->decisions;
  GPtrArray *candidates = repoint_device_index_lookup (self->recognition->index, key);

  for (guint i = 0; candidates != NULL && i < candidates->len; i++)
    {
      RepointDevice *twin = g_ptr_array_index (candidates, i);
      guint position, twin_position;

      if (twin == device || repoint_decisions_is_split (decisions, repoint_device_get_id (device)) ||
          repoint_decisions_is_split (decisions, repoint_device_get_id (twin)))
        continue;

      if (repoint_identity_differ (repoint_device_get_vendor (twin), repoint_device_get_vendor (device)) &&
          g_str_has_prefix (key, "serial:"))
        continue;

      if (!g_ptr_array_find (self->next, device, &position) || !g_ptr_array_find (self->next, twin, &twin_position))
        continue;

      join (self, twin_position < position ? twin : device, twin_position < position ? device : twin);

      /* One of them is gone, and with it the list of candidates. Twins come one at a time. */
      return twin_position < position ? twin : device;
    }

  return device;
}

static RepointDevice *
join_all_twins (RepointInventory *self,
                RepointDevice    *device)
{
  g_autofree char *mac_key = repoint_recognition_mac_key (self->recognition, repoint_device_get_mac (device));
  g_autofree char *uuid_key = repoint_identity_uuid_key (repoint_device_get_uuid (device));
  g_autofree char *serial_key = repoint_identity_serial_key (repoint_device_get_serial (device));

  device = join_twins (self, device, mac_key);
  device = join_twins (self, device, uuid_key);

  return join_twins (self, device, serial_key);
}

/* The address of the sighting was given to @device: what had it before and cannot be the same has it no more. */
static void
take_address (RepointInventory      *self,
              RepointDevice         *device,
              const RepointSighting *sighting)
{
  g_autofree char *key = repoint_identity_address_key (sighting->address);
  GPtrArray *holders = repoint_device_index_lookup (self->recognition->index, key);
  g_autoptr (GPtrArray) former = g_ptr_array_new ();

  for (guint i = 0; holders != NULL && i < holders->len; i++)
    {
      RepointDevice *holder = g_ptr_array_index (holders, i);
      const char *source = repoint_device_get_field_source (holder, REPOINT_DEVICE_ADDRESSES);

      if (holder != device && g_strcmp0 (source, REPOINT_SOURCE_ADMIN) != 0 && repoint_recognition_contradicts (self->recognition, holder, sighting))
        g_ptr_array_add (former, holder);
    }

  for (guint i = 0; i < former->len; i++)
    {
      repoint_merge_forget_address (g_ptr_array_index (former, i), sighting->address);
      repoint_device_index_update (self->recognition->index, g_ptr_array_index (former, i));
    }
}

/* Takes back what a MAC did before it proved to be a router's. */
static void
dissolve (RepointInventory *self,
          const char       *mac_key)
{
  GPtrArray *holders = repoint_device_index_lookup (self->recognition->index, mac_key);
  GPtrArray *joined = g_hash_table_lookup (self->recognition->mac_joined, mac_key);
  g_autoptr (GPtrArray) devices = holders != NULL ? copy_devices (holders) : g_ptr_array_new ();

  g_ptr_array_set_free_func (devices, g_object_unref);
  for (guint i = 0; i < devices->len; i++)
    {
      RepointDevice *device = g_ptr_array_index (devices, i);

      if (g_strcmp0 (repoint_device_get_field_source (device, REPOINT_DEVICE_MAC), REPOINT_SOURCE_ADMIN) == 0)
        continue;

      repoint_device_set_field (device, REPOINT_DEVICE_MAC, "", NULL);
      repoint_device_index_update (self->recognition->index, device);
      for (guint j = 0; joined != NULL && j < joined->len; j++)
        {
          const char *address = g_ptr_array_index (joined, j);

          if (repoint_recognition_has_address (device, address) && repoint_device_get_addresses (device)[1] != NULL)
            take_apart (self, device, address);
        }
    }

  g_hash_table_remove (self->recognition->mac_joined, mac_key);
}

static RepointDevice *
absorb_one (RepointInventory      *self,
            const RepointSighting *sighting)
{
  g_autofree char *mac_key = repoint_identity_mac_key (sighting->mac);
  RepointDevice *device = repoint_recognition_find (self->recognition, sighting);

  if (device == NULL)
    {
      device = repoint_device_new ();
      g_ptr_array_add (self->next, device);
    }

  repoint_merge_sighting (device, sighting, !repoint_recognition_is_shared_mac (self->recognition, mac_key));
  repoint_device_index_update (self->recognition->index, device);
  take_address (self, device, sighting);

  return join_all_twins (self, device);
}

static GType
repoint_inventory_get_item_type (GListModel *model)
{
  return REPOINT_TYPE_DEVICE;
}

static guint
repoint_inventory_get_n_items (GListModel *model)
{
  return REPOINT_INVENTORY (model)->devices->len;
}

static gpointer
repoint_inventory_get_item (GListModel *model,
                            guint       position)
{
  RepointInventory *self = REPOINT_INVENTORY (model);

  return position < self->devices->len ? g_object_ref (g_ptr_array_index (self->devices, position)) : NULL;
}

static void
repoint_inventory_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = repoint_inventory_get_item_type;
  iface->get_n_items = repoint_inventory_get_n_items;
  iface->get_item = repoint_inventory_get_item;
}

static void
repoint_inventory_finalize (GObject *object)
{
  RepointInventory *self = REPOINT_INVENTORY (object);

  for (guint i = 0; i < self->devices->len; i++)
    unwatch_device (self, g_ptr_array_index (self->devices, i));
  g_clear_pointer (&self->recognition, repoint_recognition_free);
  g_clear_pointer (&self->devices, g_ptr_array_unref);

  G_OBJECT_CLASS (repoint_inventory_parent_class)->finalize (object);
}

static void
repoint_inventory_class_init (RepointInventoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = repoint_inventory_finalize;

  signals[CHANGING] = g_signal_new ("changing", REPOINT_TYPE_INVENTORY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 0);
  signals[DEVICE_CHANGING] = g_signal_new ("device-changing", REPOINT_TYPE_INVENTORY, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                           NULL, G_TYPE_NONE, 2, REPOINT_TYPE_DEVICE,
                                           G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[DEVICE_CHANGED] = g_signal_new ("device-changed", REPOINT_TYPE_INVENTORY, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 1, REPOINT_TYPE_DEVICE);
  signals[MERGED] = g_signal_new ("merged", REPOINT_TYPE_INVENTORY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, REPOINT_TYPE_DEVICE, REPOINT_TYPE_DEVICE);
  signals[SPLIT] = g_signal_new ("split", REPOINT_TYPE_INVENTORY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 3, REPOINT_TYPE_DEVICE, REPOINT_TYPE_DEVICE, G_TYPE_STRING);
}

static void
repoint_inventory_init (RepointInventory *self)
{
  self->devices = g_ptr_array_new_with_free_func (g_object_unref);
  self->recognition = repoint_recognition_new ();
}

/* Opens a change of the list; "changing" is emitted. */
static void
begin_list (RepointInventory *self)
{
  g_assert (self->next == NULL);

  g_signal_emit (self, signals[CHANGING], 0);
  self->next = copy_devices (self->devices);
}

static void
end_list (RepointInventory *self)
{
  g_autoptr (GPtrArray) next = g_steal_pointer (&self->next);

  publish (self, next);
}

/* (transfer none): the devices in the order of the list. */
GPtrArray *
repoint_inventory_get_devices (RepointInventory *self)
{
  return self->devices;
}

/* Replaces the whole list, in one change. */
void
repoint_inventory_set_devices (RepointInventory *self,
                               GPtrArray        *devices)
{
  g_autoptr (GPtrArray) copy = copy_devices (devices);

  g_signal_emit (self, signals[CHANGING], 0);
  publish (self, copy);
}

/* (transfer none): what the admin decided about which device is which. */
RepointDecisions *
repoint_inventory_get_decisions (RepointInventory *self)
{
  return self->recognition->decisions;
}

/* @decisions is taken. */
void
repoint_inventory_set_decisions (RepointInventory *self,
                                 RepointDecisions *decisions)
{
  g_signal_emit (self, signals[CHANGING], 0);
  repoint_decisions_free (self->recognition->decisions);
  self->recognition->decisions = decisions;
}

/* (transfer none): set of the keys of MACs that were seen at too many addresses to name one device. */
GHashTable *
repoint_inventory_get_shared_macs (RepointInventory *self)
{
  return self->recognition->shared_macs;
}

/** repoint_inventory_new: (transfer full): an empty inventory. */
RepointInventory *
repoint_inventory_new (void)
{
  return g_object_new (REPOINT_TYPE_INVENTORY, NULL);
}

/** repoint_inventory_add: appends @device, taking one reference. */
void
repoint_inventory_add (RepointInventory *self,
                       RepointDevice    *device)
{
  g_return_if_fail (REPOINT_IS_INVENTORY (self));
  g_return_if_fail (REPOINT_IS_DEVICE (device));
  g_return_if_fail (repoint_inventory_find (self, repoint_device_get_id (device)) != device);
  g_return_if_fail (self->next == NULL);

  g_signal_emit (self, signals[CHANGING], 0);
  g_ptr_array_add (self->devices, g_object_ref (device));
  repoint_device_index_update (self->recognition->index, device);
  watch_device (self, device);
  g_list_model_items_changed (G_LIST_MODEL (self), self->devices->len - 1, 0, 1);
}

/** repoint_inventory_remove: takes @device out; when it is seen again it comes back. Does nothing if it is not in. */
void
repoint_inventory_remove (RepointInventory *self,
                          RepointDevice    *device)
{
  guint position;

  g_return_if_fail (REPOINT_IS_INVENTORY (self));
  g_return_if_fail (REPOINT_IS_DEVICE (device));

  if (!g_ptr_array_find (self->devices, device, &position))
    return;

  g_return_if_fail (self->next == NULL);

  g_signal_emit (self, signals[CHANGING], 0);
  unwatch_device (self, device);
  repoint_device_index_remove (self->recognition->index, device);
  g_ptr_array_remove_index (self->devices, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

/** repoint_inventory_find: (transfer none) (nullable): the device with @id, or the one it was merged into. */
RepointDevice *
repoint_inventory_find (RepointInventory *self,
                        const char       *id)
{
  g_return_val_if_fail (REPOINT_IS_INVENTORY (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  return repoint_device_index_find_id (self->recognition->index, id);
}

/** repoint_inventory_find_address: (transfer none) (nullable): a device that has @address. */
RepointDevice *
repoint_inventory_find_address (RepointInventory *self,
                                const char       *address)
{
  g_autofree char *key = NULL;
  GPtrArray *devices;

  g_return_val_if_fail (REPOINT_IS_INVENTORY (self), NULL);
  g_return_val_if_fail (address != NULL, NULL);

  key = repoint_identity_address_key (address);
  devices = repoint_device_index_lookup (self->recognition->index, key);

  return devices != NULL ? g_ptr_array_index (devices, 0) : NULL;
}

/**
 * repoint_inventory_find_visitor: who came by itself.
 * @address: where it came from
 * @mac: (nullable): its MAC, where it is known
 *
 * A MAC that is a device's tells more than the address, which may have been another device's yesterday. Of several devices
 * that it may be none is taken.
 *
 * Returns: (transfer none) (nullable): the device.
 */
RepointDevice *
repoint_inventory_find_visitor (RepointInventory *self,
                                const char       *address,
                                const char       *mac)
{
  g_autoptr (RepointSighting) sighting = NULL;

  g_return_val_if_fail (REPOINT_IS_INVENTORY (self), NULL);
  g_return_val_if_fail (address != NULL, NULL);

  sighting = repoint_sighting_new ("station", address);
  sighting->mac = g_strdup (mac);

  return repoint_recognition_find_visitor (self->recognition, sighting);
}

/**
 * repoint_inventory_absorb: takes over what sources have learned.
 * @sightings: of #RepointSighting
 *
 * The list model changes at most once, after all of them.
 *
 * Returns: (transfer full): of #RepointDevice, the device of each sighting in the same order.
 */
GPtrArray *
repoint_inventory_absorb (RepointInventory *self,
                          GPtrArray        *sightings)
{
  g_autoptr (GPtrArray) shared = NULL;
  g_autoptr (GPtrArray) ids = NULL;
  GPtrArray *devices;

  g_return_val_if_fail (REPOINT_IS_INVENTORY (self), NULL);
  g_return_val_if_fail (sightings != NULL, NULL);

  begin_list (self);

  shared = repoint_recognition_count_macs (self->recognition, sightings);
  for (guint i = 0; i < shared->len; i++)
    dissolve (self, g_ptr_array_index (shared, i));

  ids = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < sightings->len; i++)
    g_ptr_array_add (ids, g_strdup (repoint_device_get_id (absorb_one (self, g_ptr_array_index (sightings, i)))));

  end_list (self);

  /* A device may have become part of another one later in the batch; its id leads there. */
  devices = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < ids->len; i++)
    g_ptr_array_add (devices, g_object_ref (repoint_inventory_find (self, g_ptr_array_index (ids, i))));

  return devices;
}

/**
 * repoint_inventory_merge: the admin says that two devices are one.
 * @into: the device that stays
 * @from: the device that goes; all that is known of it is added to @into
 *
 * What brought @from here brings it to @into from now on.
 */
void
repoint_inventory_merge (RepointInventory *self,
                         RepointDevice    *into,
                         RepointDevice    *from)
{
  g_autoptr (GPtrArray) keys = NULL;
  gboolean has_strong_key;

  g_return_if_fail (REPOINT_IS_INVENTORY (self));
  g_return_if_fail (REPOINT_IS_DEVICE (into));
  g_return_if_fail (REPOINT_IS_DEVICE (from));
  g_return_if_fail (into != from);
  g_return_if_fail (g_ptr_array_find (self->devices, into, NULL) && g_ptr_array_find (self->devices, from, NULL));

  begin_list (self);

  repoint_decisions_retarget (self->recognition->decisions, repoint_device_get_id (from),
                              repoint_device_get_id (into));
  keys = repoint_identity_list_keys (from);
  has_strong_key = keys->len > 0 && !g_str_has_prefix (g_ptr_array_index (keys, 0), "address:");
  for (guint i = 0; i < keys->len; i++)
    {
      const char *key = g_ptr_array_index (keys, i);

      /* An address is a weak hint; it counts when there is nothing better. */
      if (repoint_recognition_is_shared_mac (self->recognition, key) || (has_strong_key && g_str_has_prefix (key, "address:")))
        continue;

      repoint_decisions_add (self->recognition->decisions, key, repoint_device_get_id (into), FALSE);
    }

  join (self, into, from);
  end_list (self);
}

/**
 * repoint_inventory_split: the admin says that a device is two.
 * @device: the device
 * @address: one of its addresses, which is that of the other device
 *
 * What is seen at @address belongs to the new device from now on.
 *
 * Returns: (transfer none) (nullable): the new device; %NULL when @device has no such address or no other one.
 */
RepointDevice *
repoint_inventory_split (RepointInventory *self,
                         RepointDevice    *device,
                         const char       *address)
{
  g_autofree char *key = NULL;
  RepointDevice *other;

  g_return_val_if_fail (REPOINT_IS_INVENTORY (self), NULL);
  g_return_val_if_fail (REPOINT_IS_DEVICE (device), NULL);
  g_return_val_if_fail (address != NULL, NULL);
  g_return_val_if_fail (g_ptr_array_find (self->devices, device, NULL), NULL);

  if (!repoint_recognition_has_address (device, address) || repoint_device_get_addresses (device)[1] == NULL)
    return NULL;

  begin_list (self);
  key = repoint_identity_address_key (address);
  other = take_apart (self, device, address);
  repoint_decisions_add (self->recognition->decisions, key, repoint_device_get_id (other), TRUE);
  end_list (self);

  return other;
}
