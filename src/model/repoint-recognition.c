/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-recognition.h"

#include <string.h>

#include "repoint-device-private.h"
#include "repoint-identity.h"

/* A MAC seen at more IPv4 addresses than this is a router's that answers for others. IPv6 addresses do not count:
 * one interface has many of them (RFC 4291, section 2.8). */
#define MAX_ADDRESSES_PER_MAC 3

/* (transfer full): knows nothing. */
RepointRecognition *
repoint_recognition_new (void)
{
  RepointRecognition *self = g_new0 (RepointRecognition, 1);

  self->index = repoint_device_index_new ();
  self->decisions = repoint_decisions_new ();
  self->shared_macs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->seen_macs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_hash_table_unref);
  self->mac_joined = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);

  return self;
}

void
repoint_recognition_free (RepointRecognition *self)
{
  if (self == NULL)
    return;

  repoint_device_index_free (self->index);
  repoint_decisions_free (self->decisions);
  g_hash_table_unref (self->shared_macs);
  g_hash_table_unref (self->seen_macs);
  g_hash_table_unref (self->mac_joined);
  g_free (self);
}

/* Whether the MAC with @key (nullable) was seen at too many addresses to name one device. */
gboolean
repoint_recognition_is_shared_mac (RepointRecognition *self,
                                   const char         *key)
{
  return key != NULL && g_hash_table_contains (self->shared_macs, key);
}

/* (transfer full) (nullable): the key of @mac (nullable) if devices can be told apart by it. */
char *
repoint_recognition_mac_key (RepointRecognition *self,
                             const char         *mac)
{
  g_autofree char *key = repoint_identity_mac_key (mac);

  return repoint_recognition_is_shared_mac (self, key) ? NULL : g_steal_pointer (&key);
}

/* Whether @sighting cannot be of @device although the address is the same: another network card, or another serial
 * number told by the same source. UUIDs prove nothing here, because a device has one per protocol. */
gboolean
repoint_recognition_contradicts (RepointRecognition    *self,
                                 RepointDevice         *device,
                                 const RepointSighting *sighting)
{
  g_autofree char *ours = repoint_recognition_mac_key (self, repoint_device_get_mac (device));
  g_autofree char *theirs = repoint_recognition_mac_key (self, sighting->mac);

  if (repoint_identity_differ (ours, theirs))
    return TRUE;

  return g_strcmp0 (repoint_device_get_field_source (device, REPOINT_DEVICE_SERIAL), sighting->source) == 0 &&
         repoint_identity_differ (repoint_device_get_serial (device), sighting->serial);
}

/* Whether @device has @address (nullable). */
gboolean
repoint_recognition_has_address (RepointDevice *device,
                                 const char    *address)
{
  const char * const *addresses = repoint_device_get_addresses (device);

  for (guint i = 0; address != NULL && addresses[i] != NULL; i++)
    {
      if (g_ascii_strcasecmp (addresses[i], address) == 0)
        return TRUE;
    }

  return FALSE;
}

/* (transfer none) (nullable): the latest of the admin's decisions about any key of @sighting. */
static RepointDevice *
find_by_decision (RepointRecognition    *self,
                  const RepointSighting *sighting)
{
  g_autofree char *mac_key = repoint_recognition_mac_key (self, sighting->mac);
  g_autofree char *uuid_key = repoint_identity_uuid_key (sighting->uuid);
  g_autofree char *serial_key = repoint_identity_serial_key (sighting->serial);
  g_autofree char *address_key = repoint_identity_address_key (sighting->address);
  const char *keys[] = { mac_key, uuid_key, serial_key, address_key };
  const RepointDecision *latest = NULL;
  RepointDevice *device = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const RepointDecision *decision = repoint_decisions_lookup (self->decisions, keys[i]);
      RepointDevice *decided;

      if (decision == NULL || (latest != NULL && decision->order < latest->order))
        continue;

      decided = repoint_device_index_find_id (self->index, decision->device);
      if (decided == NULL)
        continue;

      /* An address may have been given to another device since the decision was made. */
      if (keys[i] == address_key && repoint_recognition_contradicts (self, decided, sighting))
        continue;

      latest = decision;
      device = decided;
    }

  return device;
}

/* Among the devices with @key, the one at the sighting's address, else the first. */
static RepointDevice *
find_by_key (RepointRecognition    *self,
             const char            *key,
             const RepointSighting *sighting)
{
  GPtrArray *candidates = repoint_device_index_lookup (self->index, key);
  RepointDevice *first = NULL;

  for (guint i = 0; candidates != NULL && i < candidates->len; i++)
    {
      RepointDevice *candidate = g_ptr_array_index (candidates, i);

      if (repoint_identity_differ (repoint_device_get_vendor (candidate), sighting->vendor) &&
          g_str_has_prefix (key, "serial:"))
        continue;

      if (repoint_recognition_has_address (candidate, sighting->address))
        return candidate;

      if (first == NULL)
        first = candidate;
    }

  return first;
}

/* Among the devices at the sighting's address, the one of the same name, else the first that may be meant. A program
 * has the address of the computer it runs on, but is not that computer. */
static RepointDevice *
find_by_address (RepointRecognition    *self,
                 const RepointSighting *sighting)
{
  g_autofree char *key = repoint_identity_address_key (sighting->address);
  GPtrArray *candidates = repoint_device_index_lookup (self->index, key);
  RepointDevice *first = NULL;

  for (guint i = 0; candidates != NULL && i < candidates->len; i++)
    {
      RepointDevice *candidate = g_ptr_array_index (candidates, i);

      if (repoint_recognition_contradicts (self, candidate, sighting))
        continue;

      if (sighting->name != NULL && *sighting->name != '\0' &&
          g_ascii_strcasecmp (repoint_device_get_name (candidate), sighting->name) == 0)
        return candidate;

      if (first == NULL && (repoint_device_get_kind (candidate) == REPOINT_DEVICE_KIND_PROGRAM) ==
                           (sighting->kind == REPOINT_DEVICE_KIND_PROGRAM))
        first = candidate;
    }

  return first;
}

/* Remembers that only the MAC brought the sighting's address to a device, in case the MAC proves to be shared. */
static void
note_joined (RepointRecognition    *self,
             RepointDevice         *device,
             const char            *mac_key,
             const RepointSighting *sighting)
{
  GPtrArray *addresses;

  if (sighting->address == NULL || repoint_recognition_has_address (device, sighting->address))
    return;

  addresses = g_hash_table_lookup (self->mac_joined, mac_key);
  if (addresses == NULL)
    {
      addresses = g_ptr_array_new_with_free_func (g_free);
      g_hash_table_insert (self->mac_joined, g_strdup (mac_key), addresses);
    }

  g_ptr_array_add (addresses, g_strdup (sighting->address));
}

/* (transfer none) (nullable): the device @sighting is of, in the order that the header tells. */
RepointDevice *
repoint_recognition_find (RepointRecognition    *self,
                          const RepointSighting *sighting)
{
  g_autofree char *mac_key = repoint_recognition_mac_key (self, sighting->mac);
  g_autofree char *uuid_key = repoint_identity_uuid_key (sighting->uuid);
  g_autofree char *serial_key = repoint_identity_serial_key (sighting->serial);
  RepointDevice *device;

  device = find_by_decision (self, sighting);
  if (device != NULL)
    return device;

  device = find_by_key (self, mac_key, sighting);
  if (device != NULL)
    {
      note_joined (self, device, mac_key, sighting);
      return device;
    }

  device = find_by_key (self, uuid_key, sighting);
  if (device == NULL)
    device = find_by_key (self, serial_key, sighting);
  if (device == NULL)
    device = find_by_address (self, sighting);

  return device;
}

/* The one among @candidates (nullable) that is at the sighting's address, or else the only one; %NULL: none, or several. */
static RepointDevice *
choose_only (GPtrArray             *candidates,
             const RepointSighting *sighting)
{
  RepointDevice *there = NULL;
  guint n_there = 0;

  if (candidates == NULL)
    return NULL;

  for (guint i = 0; i < candidates->len; i++)
    {
      if (!repoint_recognition_has_address (g_ptr_array_index (candidates, i), sighting->address))
        continue;

      there = g_ptr_array_index (candidates, i);
      n_there++;
    }

  if (n_there > 0)
    return n_there == 1 ? there : NULL;

  return candidates->len == 1 ? g_ptr_array_index (candidates, 0) : NULL;
}

/* (transfer none) (nullable): the device that came by itself, of which nothing but address and perhaps MAC is known.
 * Unlike what is sought it is never guessed: of several that it may be, none is taken. */
RepointDevice *
repoint_recognition_find_visitor (RepointRecognition    *self,
                                  const RepointSighting *sighting)
{
  g_autofree char *mac_key = repoint_recognition_mac_key (self, sighting->mac);
  g_autofree char *address_key = repoint_identity_address_key (sighting->address);
  GPtrArray *holders = repoint_device_index_lookup (self->index, mac_key);
  RepointDevice *device = find_by_decision (self, sighting);
  g_autoptr (GPtrArray) candidates = NULL;

  if (device != NULL)
    return device;
  if (holders != NULL && holders->len > 0)
    return choose_only (holders, sighting);

  candidates = g_ptr_array_new ();
  holders = repoint_device_index_lookup (self->index, address_key);
  for (guint i = 0; holders != NULL && i < holders->len; i++)
    {
      if (!repoint_recognition_contradicts (self, g_ptr_array_index (holders, i), sighting))
        g_ptr_array_add (candidates, g_ptr_array_index (holders, i));
    }

  return choose_only (candidates, sighting);
}

/* Counts at how many addresses each MAC of the batch is seen. Returns: (transfer full): keys newly found shared. */
GPtrArray *
repoint_recognition_count_macs (RepointRecognition *self,
                                GPtrArray          *sightings)
{
  GPtrArray *shared = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < sightings->len; i++)
    {
      const RepointSighting *sighting = g_ptr_array_index (sightings, i);
      g_autofree char *key = repoint_recognition_mac_key (self, sighting->mac);
      GHashTable *addresses;

      if (key == NULL || sighting->address == NULL || strchr (sighting->address, ':') != NULL)
        continue;

      addresses = g_hash_table_lookup (self->seen_macs, key);
      if (addresses == NULL)
        {
          addresses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
          g_hash_table_insert (self->seen_macs, g_strdup (key), addresses);
        }

      g_hash_table_add (addresses, g_strdup (sighting->address));
      if (g_hash_table_size (addresses) > MAX_ADDRESSES_PER_MAC)
        {
          g_hash_table_remove (self->seen_macs, key);
          g_hash_table_add (self->shared_macs, g_strdup (key));
          g_ptr_array_add (shared, g_steal_pointer (&key));
        }
    }

  return shared;
}
