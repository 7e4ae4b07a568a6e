/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-device-private.h"

/* The setters that a person uses: what they set comes from the admin. */

static const char * const field_names[REPOINT_DEVICE_N_SOURCES] = {
  "name", "vendor", "model", "firmware", "serial", "mac", "uuid", "location", "notes", "kind", "addresses",
};

/* The document's key of a text field, of REPOINT_DEVICE_KIND or of REPOINT_DEVICE_ADDRESSES. */
const char *
repoint_device_field_to_string (guint field)
{
  g_assert (field < REPOINT_DEVICE_N_SOURCES);

  return field_names[field];
}

/* The text properties are all alike. */
#define DEFINE_TEXT(name, field)                                              \
  const char *                                                                \
  repoint_device_get_##name (RepointDevice *self)                             \
  {                                                                           \
    g_return_val_if_fail (REPOINT_IS_DEVICE (self), NULL);                    \
                                                                              \
    return repoint_device_get_field (self, field);                                               \
  }                                                                           \
                                                                              \
  void                                                                        \
  repoint_device_set_##name (RepointDevice *self,                             \
                             const char    *value)                            \
  {                                                                           \
    g_return_if_fail (REPOINT_IS_DEVICE (self));                              \
                                                                              \
    repoint_device_set_field (self, field, value, REPOINT_SOURCE_ADMIN);      \
  }

DEFINE_TEXT (name, REPOINT_DEVICE_NAME)
DEFINE_TEXT (vendor, REPOINT_DEVICE_VENDOR)
DEFINE_TEXT (model, REPOINT_DEVICE_MODEL)
DEFINE_TEXT (firmware, REPOINT_DEVICE_FIRMWARE)
DEFINE_TEXT (serial, REPOINT_DEVICE_SERIAL)
DEFINE_TEXT (mac, REPOINT_DEVICE_MAC)
DEFINE_TEXT (uuid, REPOINT_DEVICE_UUID)
DEFINE_TEXT (location, REPOINT_DEVICE_LOCATION)
DEFINE_TEXT (notes, REPOINT_DEVICE_NOTES)

/**
 * repoint_device_get_source: who filled a property.
 * @property: name of a text property, "kind" or "addresses"
 *
 * Returns: (transfer none) (nullable): the source of the sighting it comes from, %REPOINT_SOURCE_ADMIN, or %NULL
 *   when nobody has.
 */
const char *
repoint_device_get_source (RepointDevice *self,
                           const char    *property)
{
  g_return_val_if_fail (REPOINT_IS_DEVICE (self), NULL);
  g_return_val_if_fail (property != NULL, NULL);

  for (guint i = 0; i < REPOINT_DEVICE_N_SOURCES; i++)
    {
      if (g_str_equal (repoint_device_field_to_string (i), property))
        return repoint_device_get_field_source (self, i);
    }

  return NULL;
}

/** repoint_device_set_kind: the admin says what it is; UNKNOWN gives the question back to the sightings. */
void
repoint_device_set_kind (RepointDevice     *self,
                         RepointDeviceKind  kind)
{
  g_return_if_fail (REPOINT_IS_DEVICE (self));

  repoint_device_set_kind_from (self, kind, REPOINT_SOURCE_ADMIN);
}

/** repoint_device_set_addresses: the admin says where it is; sightings may add to that but take none away. */
void
repoint_device_set_addresses (RepointDevice      *self,
                              const char * const *addresses)
{
  g_return_if_fail (REPOINT_IS_DEVICE (self));

  repoint_device_set_addresses_from (self, addresses, REPOINT_SOURCE_ADMIN);
}

/** repoint_device_add_address: appends @address unless it is there; who the addresses come from stays as it is. */
void
repoint_device_add_address (RepointDevice *self,
                            const char    *address)
{
  g_autoptr (GStrvBuilder) builder = NULL;
  g_auto (GStrv) addresses = NULL;

  g_return_if_fail (REPOINT_IS_DEVICE (self));
  g_return_if_fail (address != NULL);

  builder = g_strv_builder_new ();
  g_strv_builder_addv (builder, (const char **) repoint_device_get_addresses (self));
  g_strv_builder_add (builder, address);
  addresses = g_strv_builder_end (builder);
  repoint_device_set_addresses_from (self, (const char * const *) addresses,
                                     repoint_device_get_field_source (self, REPOINT_DEVICE_ADDRESSES));
}
