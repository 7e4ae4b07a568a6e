/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-memento.h"

#include "repoint-checklist-item.h"
#include "repoint-device-private.h"
#include "repoint-mail-use-private.h"
#include "repoint-organization.h"
#include "repoint-project-private.h"
#include "repoint-unknown.h"

/* The members of the different types of object:
 *   organization: every property as s or i; "endpoints" a(is): standing and URI
 *   device: each text field (sms): value and source; "kind" (ims); "addresses" (asms); "mail" i; "hidden" b;
 *           "targets" as; "former-ids" as; "mail-uses" a(sa{sv}): id and every property as s, b, u or i
 *   checklist item: "tick" (bsx): ticked, by, at (G_MININT64: no time)
 *   project: "ranges" as, "never" as, "consent" x */

static GVariant *
take_property (GObject    *object,
               const char *name)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_object_get_property (object, name, &value);
  if (G_VALUE_HOLDS_STRING (&value))
    return g_variant_new_string (g_value_get_string (&value));

  if (G_VALUE_HOLDS_BOOLEAN (&value))
    return g_variant_new_boolean (g_value_get_boolean (&value));

  if (G_VALUE_HOLDS_UINT (&value))
    return g_variant_new_uint32 (g_value_get_uint (&value));

  if (G_VALUE_HOLDS_ENUM (&value))
    return g_variant_new_int32 (g_value_get_enum (&value));

  return g_variant_new_int32 (g_value_get_int (&value));
}

static void
apply_property (GObject    *object,
                const char *name,
                GVariant   *value)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    g_object_set (object, name, g_variant_get_string (value, NULL), NULL);
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    g_object_set (object, name, g_variant_get_boolean (value), NULL);
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_UINT32))
    g_object_set (object, name, g_variant_get_uint32 (value), NULL);
  else
    g_object_set (object, name, g_variant_get_int32 (value), NULL);
}

static GVariant *
take_endpoints (RepointOrganization *organization)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(is)"));
  GListModel *endpoints = repoint_organization_get_endpoints (organization);

  for (guint i = 0; i < g_list_model_get_n_items (endpoints); i++)
    {
      g_autoptr (RepointEndpoint) endpoint = g_list_model_get_item (endpoints, i);

      g_variant_builder_add (&builder, "(is)", repoint_endpoint_get_standing (endpoint),
                             repoint_endpoint_get_uri (endpoint));
    }

  return g_variant_builder_end (&builder);
}

/* Nobody but the admin names endpoints, so the list is put back as it was. An endpoint that stays is the same object. */
static void
apply_endpoints (RepointOrganization *organization,
                 GVariant            *value)
{
  GListModel *endpoints = repoint_organization_get_endpoints (organization);
  g_autoptr (GPtrArray) old = g_ptr_array_new_with_free_func (g_object_unref);
  GVariantIter iter;
  int standing;
  const char *uri;

  while (g_list_model_get_n_items (endpoints) > 0)
    {
      g_autoptr (RepointEndpoint) endpoint = g_list_model_get_item (endpoints, 0);

      g_ptr_array_add (old, g_object_ref (endpoint));
      repoint_organization_remove_endpoint (organization, endpoint);
    }

  g_variant_iter_init (&iter, value);
  while (g_variant_iter_next (&iter, "(i&s)", &standing, &uri))
    {
      g_autoptr (RepointTarget) target = repoint_target_parse (uri, NULL);
      g_autoptr (RepointEndpoint) endpoint = NULL;

      for (guint i = 0; i < old->len && endpoint == NULL; i++)
        {
          RepointEndpoint *candidate = g_ptr_array_index (old, i);

          if (repoint_endpoint_get_standing (candidate) == (RepointStanding) standing &&
              g_str_equal (repoint_endpoint_get_uri (candidate), uri))
            endpoint = g_object_ref (candidate);
        }

      if (endpoint == NULL && target != NULL)
        endpoint = repoint_endpoint_new (standing, target);
      if (endpoint != NULL)
        repoint_organization_add_endpoint (organization, endpoint);
    }
}

static GVariant *
take_mail_use (RepointMailUse *use)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  g_autofree GParamSpec **specs = NULL;
  guint n_specs;

  specs = g_object_class_list_properties (G_OBJECT_GET_CLASS (use), &n_specs);
  for (guint i = 0; i < n_specs; i++)
    {
      if ((specs[i]->flags & G_PARAM_WRITABLE) != 0)
        g_variant_builder_add (&builder, "{sv}", specs[i]->name, take_property (G_OBJECT (use), specs[i]->name));
    }
  g_variant_builder_add (&builder, "{sv}", "unknown", repoint_unknown_to_variant (repoint_unknown_get (use, "members")));

  return g_variant_builder_end (&builder);
}

/* @state is what the use shall be; @from (nullable) what it was: only what differs is put back. */
static void
apply_mail_use (RepointMailUse *use,
                GVariant       *from,
                GVariant       *to)
{
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_variant_iter_init (&iter, to);
  while (g_variant_iter_next (&iter, "{&sv}", &name, &value))
    {
      g_autoptr (GVariant) to_value = value;
      g_autoptr (GVariant) from_value = from != NULL ? g_variant_lookup_value (from, name, NULL) : NULL;

      if (from_value != NULL && g_variant_equal (from_value, to_value))
        continue;

      if (g_str_equal (name, "unknown"))
        repoint_unknown_set (use, "members", repoint_unknown_new_from_variant (to_value));
      else
        apply_property (G_OBJECT (use), name, to_value);
    }
}

static GVariant *
take_mail_uses (RepointDevice *device)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sa{sv})"));
  GListModel *uses = repoint_device_get_mail_uses (device);

  for (guint i = 0; i < g_list_model_get_n_items (uses); i++)
    {
      g_autoptr (RepointMailUse) use = g_list_model_get_item (uses, i);

      g_variant_builder_add (&builder, "(s@a{sv})", repoint_mail_use_get_id (use), take_mail_use (use));
    }

  return g_variant_builder_end (&builder);
}

/* (transfer full) (nullable): the members of the mail use with @id. */
static GVariant *
find_use (GVariant   *uses,
          const char *id)
{
  GVariantIter iter;
  const char *use_id;
  GVariant *state;

  g_variant_iter_init (&iter, uses);
  while (g_variant_iter_next (&iter, "(&s@a{sv})", &use_id, &state))
    {
      if (g_str_equal (use_id, id))
        return state;

      g_variant_unref (state);
    }

  return NULL;
}

static void
apply_mail_uses (RepointDevice *device,
                 GVariant      *from,
                 GVariant      *to)
{
  g_autoptr (GPtrArray) uses = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *current = repoint_device_get_mail_uses (device);
  GVariantIter iter;
  const char *id;
  GVariant *state;

  g_variant_iter_init (&iter, to);
  while (g_variant_iter_next (&iter, "(&s@a{sv})", &id, &state))
    {
      g_autoptr (GVariant) to_state = state;
      g_autoptr (GVariant) from_state = find_use (from, id);
      RepointMailUse *present = repoint_device_find_mail_use (device, id);
      RepointMailUse *use = present != NULL ? g_object_ref (present)
                                            : repoint_mail_use_new_with_id (REPOINT_PROTOCOL_SMTP, id);

      apply_mail_use (use, present != NULL ? from_state : NULL, to_state);
      g_ptr_array_add (uses, use);
    }

  for (guint i = 0; i < g_list_model_get_n_items (current); i++)
    {
      g_autoptr (RepointMailUse) use = g_list_model_get_item (current, i);
      g_autoptr (GVariant) in_from = find_use (from, repoint_mail_use_get_id (use));
      g_autoptr (GVariant) in_to = find_use (to, repoint_mail_use_get_id (use));

      if (in_from == NULL && in_to == NULL)
        g_ptr_array_add (uses, g_steal_pointer (&use));
    }

  repoint_device_set_mail_uses (device, uses);
}

static GVariant *
take_targets (RepointDevice *device)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_STRING_ARRAY);
  GPtrArray *targets = repoint_device_get_targets (device);

  for (guint i = 0; i < targets->len; i++)
    {
      g_autofree char *uri = repoint_target_to_string (g_ptr_array_index (targets, i));

      g_variant_builder_add (&builder, "s", uri);
    }

  return g_variant_builder_end (&builder);
}

/* The text field called @name, REPOINT_DEVICE_N_FIELDS if there is none. */
static guint
find_field (const char *name)
{
  guint i;

  for (i = 0; i < REPOINT_DEVICE_N_FIELDS; i++)
    {
      if (g_str_equal (repoint_device_field_to_string (i), name))
        break;
    }

  return i;
}

static GVariant *
take_device (RepointDevice *device,
             const char    *name)
{
  guint field = find_field (name);

  if (field < REPOINT_DEVICE_N_FIELDS)
    return g_variant_new ("(sms)", repoint_device_get_field (device, field),
                          repoint_device_get_field_source (device, field));

  if (g_str_equal (name, "kind"))
    return g_variant_new ("(ims)", repoint_device_get_kind (device),
                          repoint_device_get_field_source (device, REPOINT_DEVICE_KIND));

  if (g_str_equal (name, "addresses"))
    return g_variant_new ("(^asms)", repoint_device_get_addresses (device),
                          repoint_device_get_field_source (device, REPOINT_DEVICE_ADDRESSES));

  if (g_str_equal (name, REPOINT_DEVICE_MEMBER_TARGETS))
    return take_targets (device);

  if (g_str_equal (name, REPOINT_DEVICE_MEMBER_FORMER_IDS))
    return g_variant_new_strv (repoint_device_get_former_ids (device), -1);

  if (g_str_equal (name, REPOINT_DEVICE_MEMBER_MAIL_USES))
    return take_mail_uses (device);

  return take_property (G_OBJECT (device), name);
}

/* The list @current after the step from @from to @to: what the step took away is gone, what it added is there, and
 * what came by other ways stays. */
static GStrv
merge_lists (const char * const *current,
             const char * const *from,
             const char * const *to)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (g_strv_equal (current, from))
    return g_strdupv ((GStrv) to);

  g_strv_builder_addv (builder, (const char **) to);
  for (guint i = 0; current[i] != NULL; i++)
    {
      if (!g_strv_contains (from, current[i]) && !g_strv_contains (to, current[i]))
        g_strv_builder_add (builder, current[i]);
    }

  return g_strv_builder_end (builder);
}

static void
apply_addresses (RepointDevice *device,
                 GVariant      *from,
                 GVariant      *to)
{
  g_autofree const char **from_list = NULL;
  g_autofree const char **to_list = NULL;
  g_auto (GStrv) merged = NULL;
  const char *source;

  g_variant_get (from, "(^a&sm&s)", &from_list, NULL);
  g_variant_get (to, "(^a&sm&s)", &to_list, &source);
  merged = merge_lists (repoint_device_get_addresses (device), from_list, to_list);
  repoint_device_set_addresses_from (device, (const char * const *) merged, source);
}

static void
apply_targets (RepointDevice *device,
               GVariant      *from,
               GVariant      *to)
{
  g_autoptr (GVariant) current = g_variant_ref_sink (take_targets (device));
  g_autofree const char **current_list = g_variant_get_strv (current, NULL);
  g_autofree const char **from_list = g_variant_get_strv (from, NULL);
  g_autofree const char **to_list = g_variant_get_strv (to, NULL);
  g_auto (GStrv) merged = merge_lists (current_list, from_list, to_list);
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_target_free);

  for (guint i = 0; merged[i] != NULL; i++)
    {
      RepointTarget *target = repoint_target_parse (merged[i], NULL);

      if (target != NULL)
        g_ptr_array_add (targets, target);
    }

  repoint_device_set_targets (device, targets);
}

static void
apply_device (RepointDevice *device,
              const char    *name,
              GVariant      *from,
              GVariant      *to)
{
  guint field = find_field (name);
  const char *source;

  if (field < REPOINT_DEVICE_N_FIELDS)
    {
      const char *value;

      g_variant_get (to, "(&sm&s)", &value, &source);
      repoint_device_set_field (device, field, value, source);
      return;
    }

  if (g_str_equal (name, "kind"))
    {
      int kind;

      g_variant_get (to, "(im&s)", &kind, &source);
      repoint_device_set_kind_from (device, kind, source);
    }
  else if (g_str_equal (name, "addresses"))
    {
      apply_addresses (device, from, to);
    }
  else if (g_str_equal (name, "targets"))
    {
      apply_targets (device, from, to);
    }
  else if (g_str_equal (name, "former-ids"))
    {
      g_autofree const char **ids = g_variant_get_strv (to, NULL);

      repoint_device_set_former_ids (device, ids);
    }
  else if (g_str_equal (name, "mail-uses"))
    {
      apply_mail_uses (device, from, to);
    }
  else
    {
      apply_property (G_OBJECT (device), name, to);
    }
}

static GVariant *
take_item (RepointChecklistItem *item)
{
  GDateTime *at = repoint_checklist_item_get_ticked_at (item);

  return g_variant_new ("(bsx)", repoint_checklist_item_get_ticked (item),
                        repoint_checklist_item_get_ticked_by (item),
                        at != NULL ? g_date_time_to_unix (at) : G_MININT64);
}

static void
apply_item (RepointChecklistItem *item,
            GVariant             *to)
{
  g_autoptr (GDateTime) at = NULL;
  gboolean ticked;
  const char *by;
  gint64 time;

  g_variant_get (to, "(b&sx)", &ticked, &by, &time);
  if (time != G_MININT64)
    at = g_date_time_new_from_unix_utc (time);
  repoint_checklist_item_tick (item, ticked, by, at);
}

/**
 * repoint_memento_take: remembers one member of @object.
 *
 * Returns: (transfer full): what it is now.
 */
GVariant *
repoint_memento_take (GObject    *object,
                      const char *member)
{
  GVariant *value;

  if (REPOINT_IS_DEVICE (object))
    value = take_device (REPOINT_DEVICE (object), member);
  else if (REPOINT_IS_CHECKLIST_ITEM (object))
    value = take_item (REPOINT_CHECKLIST_ITEM (object));
  else if (REPOINT_IS_PROJECT (object))
    value = repoint_project_take_setting (REPOINT_PROJECT (object), member);
  else if (g_str_equal (member, "endpoints"))
    value = take_endpoints (REPOINT_ORGANIZATION (object));
  else
    value = take_property (object, member);

  return g_variant_ref_sink (value);
}

/**
 * repoint_memento_apply: takes the step from one memento of a member to another.
 * @from: what the edit found or left there; of lists, what came or went by other ways since stays or is gone
 * @to: what it shall be
 */
void
repoint_memento_apply (GObject    *object,
                       const char *member,
                       GVariant   *from,
                       GVariant   *to)
{
  if (REPOINT_IS_DEVICE (object))
    apply_device (REPOINT_DEVICE (object), member, from, to);
  else if (REPOINT_IS_CHECKLIST_ITEM (object))
    apply_item (REPOINT_CHECKLIST_ITEM (object), to);
  else if (REPOINT_IS_PROJECT (object))
    repoint_project_apply_setting (REPOINT_PROJECT (object), member, to);
  else if (g_str_equal (member, "endpoints"))
    apply_endpoints (REPOINT_ORGANIZATION (object), to);
  else
    apply_property (object, member, to);
}
