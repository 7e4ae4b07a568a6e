/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-merge.h"

#include <string.h>

#include "repoint-device-private.h"
#include "repoint-identity.h"
#include "repoint-mac.h"
#include "repoint-text.h"
#include "repoint-unknown.h"

#define MAX_FIELD_BYTES   256
#define MAX_ADDRESS_BYTES 64

static gboolean
is_ipv6 (const char *address)
{
  return strchr (address, ':') != NULL;
}

/* A field follows the source that filled it first: two sources that call a thing by different names would else take
 * turns at each scan. What the admin typed stays. */
static gboolean
may_fill (RepointDevice *device,
          guint          field,
          gboolean       is_empty,
          const char    *source)
{
  const char *current = repoint_device_get_field_source (device, field);

  if (g_strcmp0 (current, REPOINT_SOURCE_ADMIN) == 0)
    return FALSE;

  return is_empty || g_strcmp0 (current, source) == 0;
}

static void
fill_field (RepointDevice      *device,
            RepointDeviceField  field,
            const char         *value,
            const char         *source)
{
  const char *current = repoint_device_get_field (device, field);
  g_autofree char *tidy = NULL;
  gboolean may;

  if (value == NULL)
    return;

  tidy = repoint_text_tidy (value, MAX_FIELD_BYTES);
  if (*tidy == '\0')
    return;

  may = may_fill (device, field, *current == '\0', source);
  /* An address that names one interface is worth more than one made up locally, whoever saw it. */
  if (!may && field == REPOINT_DEVICE_MAC && !repoint_mac_is_universal (current))
    may = may_fill (device, field, TRUE, source);

  if (may)
    repoint_device_set_field (device, field, tidy, source);
}

static gboolean
strv_contains_address (const char * const *addresses,
                       const char         *address)
{
  for (guint i = 0; addresses[i] != NULL; i++)
    {
      if (g_ascii_strcasecmp (addresses[i], address) == 0)
        return TRUE;
    }

  return FALSE;
}

/* A new address is the one in use and comes first, unless the admin has said where the device is; an IPv6 address
 * never comes before an IPv4 one, which is what people type into printers. */
static void
fill_address (RepointDevice *device,
              const char    *value,
              const char    *source)
{
  const char * const *addresses = repoint_device_get_addresses (device);
  const char *current = repoint_device_get_field_source (device, REPOINT_DEVICE_ADDRESSES);
  g_autofree char *address = NULL;
  g_autoptr (GStrvBuilder) builder = NULL;
  g_auto (GStrv) updated = NULL;
  gboolean first;

  if (value == NULL)
    return;

  address = repoint_text_tidy (value, MAX_ADDRESS_BYTES);
  if (*address == '\0' || strv_contains_address (addresses, address))
    return;

  first = addresses[0] == NULL ||
          (g_strcmp0 (current, REPOINT_SOURCE_ADMIN) != 0 && is_ipv6 (addresses[0]) >= is_ipv6 (address));

  builder = g_strv_builder_new ();
  if (first)
    g_strv_builder_add (builder, address);
  g_strv_builder_addv (builder, (const char **) addresses);
  if (!first)
    g_strv_builder_add (builder, address);
  updated = g_strv_builder_end (builder);
  repoint_device_set_addresses_from (device, (const char * const *) updated, current != NULL ? current : source);
}

/**
 * repoint_merge_sighting: writes what @sighting learned into @device, where it may.
 * @with_mac: whether the MAC is the device's own, not that of a router in between
 */
void
repoint_merge_sighting (RepointDevice         *device,
                        const RepointSighting *sighting,
                        gboolean               with_mac)
{
  const char *source = sighting->source;

  repoint_device_begin_change (device);

  fill_field (device, REPOINT_DEVICE_NAME, sighting->name, source);
  fill_field (device, REPOINT_DEVICE_VENDOR, sighting->vendor, source);
  fill_field (device, REPOINT_DEVICE_MODEL, sighting->model, source);
  fill_field (device, REPOINT_DEVICE_FIRMWARE, sighting->firmware, source);
  fill_field (device, REPOINT_DEVICE_SERIAL, sighting->serial, source);
  fill_field (device, REPOINT_DEVICE_UUID, sighting->uuid, source);
  if (with_mac)
    fill_field (device, REPOINT_DEVICE_MAC, sighting->mac, source);
  fill_address (device, sighting->address, source);

  if (sighting->kind != REPOINT_DEVICE_KIND_UNKNOWN &&
      may_fill (device, REPOINT_DEVICE_KIND, repoint_device_get_kind (device) == REPOINT_DEVICE_KIND_UNKNOWN, source))
    repoint_device_set_kind_from (device, sighting->kind, source);

  for (guint i = 0; i < sighting->targets->len; i++)
    repoint_device_add_target (device, g_ptr_array_index (sighting->targets, i));

  repoint_device_end_change (device);
}

/* What both know: the admin's word counts more than a sighting's, then that of @into. Notes are added up. */
static void
merge_field (RepointDevice      *into,
             RepointDevice      *from,
             RepointDeviceField  field)
{
  const char *ours = repoint_device_get_field (into, field);
  const char *theirs = repoint_device_get_field (from, field);
  const char *our_source = repoint_device_get_field_source (into, field);
  const char *their_source = repoint_device_get_field_source (from, field);

  if (*theirs == '\0')
    return;

  if (*ours == '\0' || (g_strcmp0 (their_source, REPOINT_SOURCE_ADMIN) == 0 &&
                        g_strcmp0 (our_source, REPOINT_SOURCE_ADMIN) != 0))
    {
      repoint_device_set_field (into, field, theirs, their_source);
    }
  else if (field == REPOINT_DEVICE_NOTES && strstr (ours, theirs) == NULL)
    {
      g_autofree char *both = g_strconcat (ours, "\n", theirs, NULL);

      repoint_device_set_field (into, field, both, our_source);
    }
}

static void
merge_kind (RepointDevice *into,
            RepointDevice *from)
{
  const char *our_source = repoint_device_get_field_source (into, REPOINT_DEVICE_KIND);
  const char *their_source = repoint_device_get_field_source (from, REPOINT_DEVICE_KIND);

  if (repoint_device_get_kind (from) == REPOINT_DEVICE_KIND_UNKNOWN)
    return;

  if (repoint_device_get_kind (into) == REPOINT_DEVICE_KIND_UNKNOWN ||
      (g_strcmp0 (their_source, REPOINT_SOURCE_ADMIN) == 0 && g_strcmp0 (our_source, REPOINT_SOURCE_ADMIN) != 0))
    repoint_device_set_kind_from (into, repoint_device_get_kind (from), their_source);
}

static void
merge_addresses (RepointDevice *into,
                 RepointDevice *from)
{
  const char * const *ours = repoint_device_get_addresses (into);
  const char * const *theirs = repoint_device_get_addresses (from);
  const char *our_source = repoint_device_get_field_source (into, REPOINT_DEVICE_ADDRESSES);
  const char *their_source = repoint_device_get_field_source (from, REPOINT_DEVICE_ADDRESSES);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) addresses = NULL;

  g_strv_builder_addv (builder, (const char **) ours);
  for (guint i = 0; theirs[i] != NULL; i++)
    {
      if (!strv_contains_address (ours, theirs[i]))
        g_strv_builder_add (builder, theirs[i]);
    }
  addresses = g_strv_builder_end (builder);

  if (our_source == NULL || g_strcmp0 (their_source, REPOINT_SOURCE_ADMIN) == 0)
    our_source = their_source;
  repoint_device_set_addresses_from (into, (const char * const *) addresses, our_source);
}

static void
merge_former_ids (RepointDevice *into,
                  RepointDevice *from)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) ids = NULL;

  g_strv_builder_addv (builder, (const char **) repoint_device_get_former_ids (into));
  g_strv_builder_add (builder, repoint_device_get_id (from));
  g_strv_builder_addv (builder, (const char **) repoint_device_get_former_ids (from));
  ids = g_strv_builder_end (builder);
  repoint_device_set_former_ids (into, (const char * const *) ids);
}

/**
 * repoint_merge_devices: adds everything known of @from to @into.
 *
 * @from keeps its fields, but its mail uses move: a use belongs to one device.
 */
void
repoint_merge_devices (RepointDevice *into,
                       RepointDevice *from)
{
  GListModel *uses = repoint_device_get_mail_uses (from);
  GPtrArray *targets = repoint_device_get_targets (from);

  repoint_device_begin_change (into);
  repoint_device_begin_change (from);

  for (guint i = 0; i < REPOINT_DEVICE_N_FIELDS; i++)
    merge_field (into, from, i);
  merge_kind (into, from);
  merge_addresses (into, from);
  merge_former_ids (into, from);

  if (repoint_device_get_mail (into) == REPOINT_ANSWER_UNKNOWN)
    repoint_device_set_mail (into, repoint_device_get_mail (from));

  for (guint i = 0; i < targets->len; i++)
    repoint_device_add_target (into, g_ptr_array_index (targets, i));

  while (g_list_model_get_n_items (uses) > 0)
    {
      g_autoptr (RepointMailUse) use = g_list_model_get_item (uses, 0);

      repoint_device_remove_mail_use (from, use);
      repoint_device_add_mail_use (into, use);
    }

  repoint_device_end_change (from);
  repoint_device_end_change (into);
}

/* Takes @address away from @device, when it is there. */
void
repoint_merge_forget_address (RepointDevice *device,
                              const char    *address)
{
  const char * const *addresses = repoint_device_get_addresses (device);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) kept = NULL;

  for (guint i = 0; addresses[i] != NULL; i++)
    {
      if (g_ascii_strcasecmp (addresses[i], address) != 0)
        g_strv_builder_add (builder, addresses[i]);
    }
  kept = g_strv_builder_end (builder);
  repoint_device_set_addresses_from (device, (const char * const *) kept,
                                     repoint_device_get_field_source (device, REPOINT_DEVICE_ADDRESSES));
}

/**
 * repoint_merge_move: gives @address, and the ports seen there, from one device to another.
 */
void
repoint_merge_move (RepointDevice *from,
                    RepointDevice *to,
                    const char    *address)
{
  GPtrArray *targets = repoint_device_get_targets (from);
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();
  const char *source = repoint_device_get_field_source (from, REPOINT_DEVICE_ADDRESSES);
  g_autofree char *moved = g_strdup (address); /* it may be one of the strings that are freed below */
  const char *moved_list[] = { moved, NULL };

  repoint_device_begin_change (from);
  repoint_device_begin_change (to);

  for (guint i = 0; i < targets->len; i++)
    {
      RepointTarget *target = g_ptr_array_index (targets, i);

      if (g_ascii_strcasecmp (target->host, moved) == 0)
        repoint_device_add_target (to, target);
      else
        g_ptr_array_add (kept, target);
    }

  if (kept->len < targets->len)
    {
      g_autoptr (GPtrArray) copies = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_target_free);

      for (guint i = 0; i < kept->len; i++)
        g_ptr_array_add (copies, repoint_target_copy (g_ptr_array_index (kept, i)));
      repoint_device_set_targets (from, copies);
    }

  repoint_device_set_addresses_from (to, moved_list, source);
  repoint_merge_forget_address (from, moved);

  repoint_device_end_change (to);
  repoint_device_end_change (from);
}
