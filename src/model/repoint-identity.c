/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-identity.h"

#include <string.h>

#include "repoint-mac.h"

#define MIN_SERIAL_LENGTH 5

/* What firmware says when nobody gave it a number. */
static const char * const no_serials[] = {
  "123456789", "1234567890", "0123456789", "12345678", "default string", "not specified", "system serial number",
  "to be filled by o.e.m.", "unknown",
};

static gboolean
is_one_character (const char *text)
{
  return strspn (text, (const char[]) { *text, '\0' }) == strlen (text);
}

/**
 * repoint_identity_mac_key: the key of a MAC address.
 * @mac: (nullable): in any spelling
 *
 * Returns: (transfer full) (nullable): %NULL for an address that is made up locally or is none.
 */
char *
repoint_identity_mac_key (const char *mac)
{
  g_autofree char *normal = mac != NULL ? repoint_mac_normalize (mac) : NULL;

  if (normal == NULL || !repoint_mac_is_universal (normal))
    return NULL;

  return g_strconcat ("mac:", normal, NULL);
}

/**
 * repoint_identity_uuid_key: the key of a UUID.
 * @uuid: (nullable): with or without "urn:uuid:"
 *
 * Returns: (transfer full) (nullable): %NULL for one that is all zeros or no UUID (RFC 4122, section 3).
 */
char *
repoint_identity_uuid_key (const char *uuid)
{
  g_autofree char *lower = NULL;
  const char *bare;

  if (uuid == NULL)
    return NULL;

  lower = g_ascii_strdown (uuid, -1);
  g_strstrip (lower);
  bare = lower;
  if (g_str_has_prefix (bare, "urn:"))
    bare += strlen ("urn:");
  if (g_str_has_prefix (bare, "uuid:"))
    bare += strlen ("uuid:");

  if (!g_uuid_string_is_valid (bare) || strcmp (bare, "00000000-0000-0000-0000-000000000000") == 0)
    return NULL;

  return g_strconcat ("uuid:", bare, NULL);
}

/**
 * repoint_identity_serial_key: the key of a serial number.
 * @serial: (nullable): as the device prints it
 *
 * Returns: (transfer full) (nullable): %NULL for one that is short or that many devices carry.
 */
char *
repoint_identity_serial_key (const char *serial)
{
  g_autofree char *lower = NULL;

  if (serial == NULL)
    return NULL;

  lower = g_ascii_strdown (serial, -1);
  g_strstrip (lower);

  if (strlen (lower) < MIN_SERIAL_LENGTH || strpbrk (lower, "0123456789") == NULL || is_one_character (lower))
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (no_serials); i++)
    {
      if (strcmp (lower, no_serials[i]) == 0)
        return NULL;
    }

  return g_strconcat ("serial:", lower, NULL);
}

/** repoint_identity_address_key: (transfer full) (nullable): the key of an IP address. */
char *
repoint_identity_address_key (const char *address)
{
  g_autofree char *lower = NULL;

  if (address == NULL || *address == '\0')
    return NULL;

  lower = g_ascii_strdown (address, -1);

  return g_strconcat ("address:", lower, NULL);
}

static void
add_key (GPtrArray *keys,
         char      *key)
{
  if (key != NULL)
    g_ptr_array_add (keys, key);
}

/** repoint_identity_list_keys: (transfer full): all keys of @device, the strongest first. */
GPtrArray *
repoint_identity_list_keys (RepointDevice *device)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);
  const char * const *addresses = repoint_device_get_addresses (device);

  add_key (keys, repoint_identity_mac_key (repoint_device_get_mac (device)));
  add_key (keys, repoint_identity_uuid_key (repoint_device_get_uuid (device)));
  add_key (keys, repoint_identity_serial_key (repoint_device_get_serial (device)));
  for (guint i = 0; addresses[i] != NULL; i++)
    add_key (keys, repoint_identity_address_key (addresses[i]));

  return keys;
}

/** repoint_identity_differ: whether both texts are known and say different things, case aside. */
gboolean
repoint_identity_differ (const char *ours,
                         const char *theirs)
{
  if (ours == NULL || *ours == '\0' || theirs == NULL || *theirs == '\0')
    return FALSE;

  return g_ascii_strcasecmp (ours, theirs) != 0;
}
