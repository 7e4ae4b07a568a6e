/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-device-private.h"

#include <string.h>

#include "repoint-id.h"
#include "repoint-mac.h"

#define MAX_TARGETS   256 /* per device: a host that seems to answer on every port is a trap, not a printer */
#define MAX_ADDRESSES 256

struct _RepointDevice
{
  GObject            parent_instance;

  char              *id;
  char              *fields[REPOINT_DEVICE_N_FIELDS];
  GRefString        *sources[REPOINT_DEVICE_N_SOURCES];
  RepointDeviceKind  kind;
  RepointAnswer      mail;
  gboolean           hidden;
  GStrv              addresses;
  GStrv              former_ids;
  GPtrArray         *targets;
  GListStore        *mail_uses;
  char              *title;

  guint              change_depth;
  gboolean           touched;
};

/* The text fields come first, in the order of RepointDeviceField. */
typedef enum
{
  PROP_NAME = 1,
  PROP_VENDOR,
  PROP_MODEL,
  PROP_FIRMWARE,
  PROP_SERIAL,
  PROP_MAC,
  PROP_UUID,
  PROP_LOCATION,
  PROP_NOTES,
  PROP_ID,
  PROP_KIND,
  PROP_MAIL,
  PROP_HIDDEN,
  PROP_MAIL_USES,
  PROP_ADDRESSES,
  PROP_TITLE,
} RepointDeviceProps;

G_STATIC_ASSERT (PROP_NAME + REPOINT_DEVICE_N_FIELDS == PROP_ID);

enum
{
  CHANGING,
  CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[PROP_TITLE + 1];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RepointDevice, repoint_device, G_TYPE_OBJECT)

/* What to call the device with what is known of it. */
static char *
make_title (RepointDevice *self)
{
  const char *vendor = self->fields[REPOINT_DEVICE_VENDOR];
  const char *model = self->fields[REPOINT_DEVICE_MODEL];

  if (*self->fields[REPOINT_DEVICE_NAME] != '\0')
    return g_strdup (self->fields[REPOINT_DEVICE_NAME]);

  if (*vendor != '\0' && *model != '\0' && g_ascii_strncasecmp (model, vendor, strlen (vendor)) != 0)
    return g_strconcat (vendor, " ", model, NULL);

  if (*model != '\0')
    return g_strdup (model);

  if (*vendor != '\0')
    return g_strdup (vendor);

  if (self->addresses[0] != NULL)
    return g_strdup (self->addresses[0]);

  return g_strdup (self->fields[REPOINT_DEVICE_MAC]);
}

static void
update_title (RepointDevice *self)
{
  g_autofree char *title = make_title (self);

  if (g_strcmp0 (title, self->title) == 0)
    return;

  g_free (self->title);
  self->title = g_steal_pointer (&title);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

/* Opens a change; "changing" is emitted by repoint_device_touch(). */
void
repoint_device_begin_change (RepointDevice *self)
{
  if (self->change_depth++ == 0)
    g_object_freeze_notify (G_OBJECT (self));
}

/* To be called right before @member is altered, within a change. */
void
repoint_device_touch (RepointDevice *self,
                      const char    *member)
{
  g_assert (self->change_depth > 0);

  self->touched = TRUE;
  g_signal_emit (self, signals[CHANGING], 0, member);
}

/* Closes a change; when the outermost one altered anything, "changed" is emitted after the notifications. */
void
repoint_device_end_change (RepointDevice *self)
{
  g_assert (self->change_depth > 0);

  if (--self->change_depth > 0)
    return;

  if (!self->touched)
    {
      g_object_thaw_notify (G_OBJECT (self));
      return;
    }

  self->touched = FALSE;
  update_title (self);
  g_object_thaw_notify (G_OBJECT (self));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
set_source (RepointDevice *self,
            guint          field,
            const char    *source)
{
  /* @source may be the very string that is let go here. */
  GRefString *new_source = source != NULL ? g_ref_string_new_intern (source) : NULL;

  g_clear_pointer (&self->sources[field], g_ref_string_release);
  self->sources[field] = new_source;
}

/* Whether a field that now has a value of @source would differ in that from before. */
static gboolean
source_differs (RepointDevice *self,
                guint          field,
                const char    *source)
{
  return g_strcmp0 (self->sources[field], source) != 0;
}

static void
on_use_changing (RepointMailUse *use,
                 gpointer        user_data)
{
  RepointDevice *self = REPOINT_DEVICE (user_data);

  repoint_device_begin_change (self);
  repoint_device_touch (self, REPOINT_DEVICE_MEMBER_MAIL_USES);
}

static void
on_use_changed (RepointMailUse *use,
                gpointer        user_data)
{
  repoint_device_end_change (REPOINT_DEVICE (user_data));
}

static void
watch_use (RepointDevice  *self,
           RepointMailUse *use)
{
  g_signal_connect (use, "changing", G_CALLBACK (on_use_changing), self);
  g_signal_connect (use, "changed", G_CALLBACK (on_use_changed), self);
}

static void
unwatch_use (RepointDevice  *self,
             RepointMailUse *use)
{
  g_signal_handlers_disconnect_by_data (use, self);
}

static void
unwatch_uses (RepointDevice *self)
{
  guint n_uses = g_list_model_get_n_items (G_LIST_MODEL (self->mail_uses));

  for (guint i = 0; i < n_uses; i++)
    {
      g_autoptr (RepointMailUse) use = g_list_model_get_item (G_LIST_MODEL (self->mail_uses), i);

      unwatch_use (self, use);
    }
}

static void
repoint_device_finalize (GObject *object)
{
  RepointDevice *self = REPOINT_DEVICE (object);

  /* The mail uses may live on in somebody's hand; the connections end here. */
  unwatch_uses (self);
  g_clear_object (&self->mail_uses);
  g_clear_pointer (&self->id, g_free);
  for (guint i = 0; i < REPOINT_DEVICE_N_FIELDS; i++)
    g_clear_pointer (&self->fields[i], g_free);
  for (guint i = 0; i < REPOINT_DEVICE_N_SOURCES; i++)
    g_clear_pointer (&self->sources[i], g_ref_string_release);
  g_clear_pointer (&self->addresses, g_strfreev);
  g_clear_pointer (&self->former_ids, g_strfreev);
  g_clear_pointer (&self->targets, g_ptr_array_unref);
  g_clear_pointer (&self->title, g_free);

  G_OBJECT_CLASS (repoint_device_parent_class)->finalize (object);
}

static void
repoint_device_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  RepointDevice *self = REPOINT_DEVICE (object);

  switch ((RepointDeviceProps) prop_id)
    {
    case PROP_NAME:
    case PROP_VENDOR:
    case PROP_MODEL:
    case PROP_FIRMWARE:
    case PROP_SERIAL:
    case PROP_MAC:
    case PROP_UUID:
    case PROP_LOCATION:
    case PROP_NOTES:
      g_value_set_string (value, self->fields[prop_id - PROP_NAME]);
      break;

    case PROP_ID:
      g_value_set_string (value, self->id);
      break;

    case PROP_KIND:
      g_value_set_enum (value, self->kind);
      break;

    case PROP_MAIL:
      g_value_set_enum (value, self->mail);
      break;

    case PROP_HIDDEN:
      g_value_set_boolean (value, self->hidden);
      break;

    case PROP_MAIL_USES:
      g_value_set_object (value, self->mail_uses);
      break;

    case PROP_ADDRESSES:
      g_value_set_boxed (value, self->addresses);
      break;

    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_device_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  RepointDevice *self = REPOINT_DEVICE (object);

  switch ((RepointDeviceProps) prop_id)
    {
    case PROP_NAME:
    case PROP_VENDOR:
    case PROP_MODEL:
    case PROP_FIRMWARE:
    case PROP_SERIAL:
    case PROP_MAC:
    case PROP_UUID:
    case PROP_LOCATION:
    case PROP_NOTES:
      repoint_device_set_field (self, prop_id - PROP_NAME, g_value_get_string (value), REPOINT_SOURCE_ADMIN);
      break;

    case PROP_KIND:
      repoint_device_set_kind (self, g_value_get_enum (value));
      break;

    case PROP_MAIL:
      repoint_device_set_mail (self, g_value_get_enum (value));
      break;

    case PROP_HIDDEN:
      repoint_device_set_hidden (self, g_value_get_boolean (value));
      break;

    case PROP_ID:
    case PROP_MAIL_USES:
    case PROP_ADDRESSES:
    case PROP_TITLE:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_device_class_init (RepointDeviceClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags read_flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = repoint_device_finalize;
  object_class->get_property = repoint_device_get_property;
  object_class->set_property = repoint_device_set_property;

  for (guint i = 0; i < REPOINT_DEVICE_N_FIELDS; i++)
    properties[PROP_NAME + i] = g_param_spec_string (repoint_device_field_to_string (i), NULL, NULL, "", flags);
  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, read_flags);
  properties[PROP_KIND] =
    g_param_spec_enum ("kind", NULL, NULL, REPOINT_TYPE_DEVICE_KIND, REPOINT_DEVICE_KIND_UNKNOWN, flags);
  properties[PROP_MAIL] =
    g_param_spec_enum ("mail", NULL, NULL, REPOINT_TYPE_ANSWER, REPOINT_ANSWER_UNKNOWN, flags);
  properties[PROP_HIDDEN] = g_param_spec_boolean ("hidden", NULL, NULL, FALSE, flags);
  properties[PROP_MAIL_USES] = g_param_spec_object ("mail-uses", NULL, NULL, G_TYPE_LIST_MODEL, read_flags);
  properties[PROP_ADDRESSES] = g_param_spec_boxed ("addresses", NULL, NULL, G_TYPE_STRV, read_flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", read_flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[CHANGING] = g_signal_new ("changing", REPOINT_TYPE_DEVICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[CHANGED] = g_signal_new ("changed", REPOINT_TYPE_DEVICE, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
repoint_device_init (RepointDevice *self)
{
  for (guint i = 0; i < REPOINT_DEVICE_N_FIELDS; i++)
    self->fields[i] = g_strdup ("");
  self->addresses = g_new0 (char *, 1);
  self->former_ids = g_new0 (char *, 1);
  self->targets = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_target_free);
  self->mail_uses = g_list_store_new (REPOINT_TYPE_MAIL_USE);
  self->title = g_strdup ("");
}

/* As repoint_device_new(), with an @id from a document; %NULL makes a new one. */
RepointDevice *
repoint_device_new_with_id (const char *id)
{
  RepointDevice *self = g_object_new (REPOINT_TYPE_DEVICE, NULL);

  self->id = id != NULL ? g_strdup (id) : repoint_id_new ();

  return self;
}

const char *
repoint_device_get_field (RepointDevice      *self,
                          RepointDeviceField  field)
{
  g_assert (field < REPOINT_DEVICE_N_FIELDS);

  return self->fields[field];
}

/* Who filled @field: a sighting's source, REPOINT_SOURCE_ADMIN, or %NULL while it is empty. */
const char *
repoint_device_get_field_source (RepointDevice *self,
                                 guint          field)
{
  g_assert (field < REPOINT_DEVICE_N_SOURCES);

  return self->sources[field];
}

/* Sets a text field and remembers who said so. An empty field has no source. */
void
repoint_device_set_field (RepointDevice      *self,
                          RepointDeviceField  field,
                          const char         *value,
                          const char         *source)
{
  g_autofree char *mac = NULL;

  g_assert (field < REPOINT_DEVICE_N_FIELDS);

  if (value == NULL)
    value = "";

  if (field == REPOINT_DEVICE_MAC && (mac = repoint_mac_normalize (value)) != NULL)
    value = mac;

  if (*value == '\0')
    source = NULL;

  if (strcmp (self->fields[field], value) == 0 && !source_differs (self, field, source))
    return;

  repoint_device_begin_change (self);
  repoint_device_touch (self, repoint_device_field_to_string (field));
  set_source (self, field, source);
  if (strcmp (self->fields[field], value) != 0)
    {
      char *copy = g_strdup (value); /* it may be a part of what is freed here */

      g_free (self->fields[field]);
      self->fields[field] = copy;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME + field]);
    }
  repoint_device_end_change (self);
}

void
repoint_device_set_kind_from (RepointDevice     *self,
                              RepointDeviceKind  kind,
                              const char        *source)
{
  if (kind == REPOINT_DEVICE_KIND_UNKNOWN)
    source = NULL;

  if (self->kind == kind && !source_differs (self, REPOINT_DEVICE_KIND, source))
    return;

  repoint_device_begin_change (self);
  repoint_device_touch (self, repoint_device_field_to_string (REPOINT_DEVICE_KIND));
  set_source (self, REPOINT_DEVICE_KIND, source);
  if (self->kind != kind)
    {
      self->kind = kind;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KIND]);
    }
  repoint_device_end_change (self);
}

/* Addresses that stand in @addresses twice, and those beyond the bound, are left out. */
void
repoint_device_set_addresses_from (RepointDevice      *self,
                                   const char * const *addresses,
                                   const char         *source)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) kept = NULL;
  guint n_kept = 0;

  for (guint i = 0; addresses != NULL && addresses[i] != NULL && n_kept < MAX_ADDRESSES; i++)
    {
      gboolean seen = *addresses[i] == '\0';

      for (guint j = 0; j < i && !seen; j++)
        seen = strcmp (addresses[i], addresses[j]) == 0;

      if (!seen)
        {
          g_strv_builder_add (builder, addresses[i]);
          n_kept++;
        }
    }

  kept = g_strv_builder_end (builder);
  if (kept[0] == NULL)
    source = NULL;

  if (g_strv_equal ((const char * const *) self->addresses, (const char * const *) kept) &&
      !source_differs (self, REPOINT_DEVICE_ADDRESSES, source))
    return;

  repoint_device_begin_change (self);
  repoint_device_touch (self, repoint_device_field_to_string (REPOINT_DEVICE_ADDRESSES));
  set_source (self, REPOINT_DEVICE_ADDRESSES, source);
  g_strfreev (self->addresses);
  self->addresses = g_steal_pointer (&kept);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ADDRESSES]);
  repoint_device_end_change (self);
}

/* The ids of devices that were merged into this one. */
const char * const *
repoint_device_get_former_ids (RepointDevice *self)
{
  return (const char * const *) self->former_ids;
}

void
repoint_device_set_former_ids (RepointDevice      *self,
                               const char * const *ids)
{
  GStrv kept;

  if (g_strv_equal ((const char * const *) self->former_ids, ids))
    return;

  repoint_device_begin_change (self);
  repoint_device_touch (self, REPOINT_DEVICE_MEMBER_FORMER_IDS);
  kept = g_strdupv ((GStrv) ids);
  g_strfreev (self->former_ids);
  self->former_ids = kept;
  repoint_device_end_change (self);
}

/* Replaces the targets by copies of @targets (of RepointTarget). */
void
repoint_device_set_targets (RepointDevice *self,
                            GPtrArray     *targets)
{
  gboolean same = self->targets->len == targets->len;

  for (guint i = 0; i < targets->len && same; i++)
    same = repoint_target_equal (g_ptr_array_index (self->targets, i), g_ptr_array_index (targets, i));

  if (same)
    return;

  repoint_device_begin_change (self);
  repoint_device_touch (self, REPOINT_DEVICE_MEMBER_TARGETS);
  g_ptr_array_set_size (self->targets, 0);
  for (guint i = 0; i < targets->len; i++)
    repoint_device_add_target (self, g_ptr_array_index (targets, i));
  repoint_device_end_change (self);
}

/* Replaces the mail uses by @uses (of RepointMailUse), in one change of the list. */
void
repoint_device_set_mail_uses (RepointDevice *self,
                              GPtrArray     *uses)
{
  guint n_uses = g_list_model_get_n_items (G_LIST_MODEL (self->mail_uses));
  gboolean same = n_uses == uses->len;

  for (guint i = 0; i < uses->len && same; i++)
    {
      g_autoptr (RepointMailUse) use = g_list_model_get_item (G_LIST_MODEL (self->mail_uses), i);

      same = use == g_ptr_array_index (uses, i);
    }

  if (same)
    return;

  repoint_device_begin_change (self);
  repoint_device_touch (self, REPOINT_DEVICE_MEMBER_MAIL_USES);
  unwatch_uses (self);
  for (guint i = 0; i < uses->len; i++)
    watch_use (self, g_ptr_array_index (uses, i));
  g_list_store_splice (self->mail_uses, 0, n_uses, uses->pdata, uses->len);
  repoint_device_end_change (self);
}

/** repoint_device_new: (transfer full): a device with a new id of which nothing is known. */
RepointDevice *
repoint_device_new (void)
{
  return repoint_device_new_with_id (NULL);
}

/** repoint_device_get_id: (transfer none): unique in the project, never changes. */
const char *
repoint_device_get_id (RepointDevice *self)
{
  g_return_val_if_fail (REPOINT_IS_DEVICE (self), NULL);

  return self->id;
}

/** repoint_device_get_title: (transfer none): what to call the device; "" when nothing is known of it. */
const char *
repoint_device_get_title (RepointDevice *self)
{
  g_return_val_if_fail (REPOINT_IS_DEVICE (self), NULL);

  return self->title;
}

/** repoint_device_get_kind: what sort of device it is. */
RepointDeviceKind
repoint_device_get_kind (RepointDevice *self)
{
  g_return_val_if_fail (REPOINT_IS_DEVICE (self), REPOINT_DEVICE_KIND_UNKNOWN);

  return self->kind;
}

/** repoint_device_get_mail: whether the device sends or fetches mail at all, as the admin says. */
RepointAnswer
repoint_device_get_mail (RepointDevice *self)
{
  g_return_val_if_fail (REPOINT_IS_DEVICE (self), REPOINT_ANSWER_UNKNOWN);

  return self->mail;
}

/** repoint_device_set_mail: NO means that there is nothing to do for this device. */
void
repoint_device_set_mail (RepointDevice *self,
                         RepointAnswer  mail)
{
  g_return_if_fail (REPOINT_IS_DEVICE (self));

  if (self->mail == mail)
    return;

  repoint_device_begin_change (self);
  repoint_device_touch (self, REPOINT_DEVICE_MEMBER_MAIL);
  self->mail = mail;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MAIL]);
  repoint_device_end_change (self);
}

/** repoint_device_get_hidden: whether the admin took the device out of sight. It is still recognized when seen. */
gboolean
repoint_device_get_hidden (RepointDevice *self)
{
  g_return_val_if_fail (REPOINT_IS_DEVICE (self), FALSE);

  return self->hidden;
}

/** repoint_device_set_hidden: see repoint_device_get_hidden(). */
void
repoint_device_set_hidden (RepointDevice *self,
                           gboolean       hidden)
{
  g_return_if_fail (REPOINT_IS_DEVICE (self));

  hidden = !!hidden;
  if (self->hidden == hidden)
    return;

  repoint_device_begin_change (self);
  repoint_device_touch (self, REPOINT_DEVICE_MEMBER_HIDDEN);
  self->hidden = hidden;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HIDDEN]);
  repoint_device_end_change (self);
}

/** repoint_device_get_addresses: (transfer none): the addresses it has been seen at; the first is the one in use. */
const char * const *
repoint_device_get_addresses (RepointDevice *self)
{
  g_return_val_if_fail (REPOINT_IS_DEVICE (self), NULL);

  return (const char * const *) self->addresses;
}

/** repoint_device_get_targets: (transfer none): of #RepointTarget, the open ports seen and what is spoken there. */
GPtrArray *
repoint_device_get_targets (RepointDevice *self)
{
  g_return_val_if_fail (REPOINT_IS_DEVICE (self), NULL);

  return self->targets;
}

/** repoint_device_add_target: appends a copy of @target unless it is there; at most 256 are kept. */
void
repoint_device_add_target (RepointDevice       *self,
                           const RepointTarget *target)
{
  g_return_if_fail (REPOINT_IS_DEVICE (self));
  g_return_if_fail (target != NULL);

  if (self->targets->len >= MAX_TARGETS ||
      g_ptr_array_find_with_equal_func (self->targets, target, repoint_target_equal, NULL))
    return;

  repoint_device_begin_change (self);
  repoint_device_touch (self, REPOINT_DEVICE_MEMBER_TARGETS);
  g_ptr_array_add (self->targets, repoint_target_copy (target));
  repoint_device_end_change (self);
}

/** repoint_device_get_mail_uses: (transfer none): of #RepointMailUse. */
GListModel *
repoint_device_get_mail_uses (RepointDevice *self)
{
  g_return_val_if_fail (REPOINT_IS_DEVICE (self), NULL);

  return G_LIST_MODEL (self->mail_uses);
}

/** repoint_device_add_mail_use: appends @use, taking one reference. A use belongs to one device. */
void
repoint_device_add_mail_use (RepointDevice  *self,
                             RepointMailUse *use)
{
  g_return_if_fail (REPOINT_IS_DEVICE (self));
  g_return_if_fail (REPOINT_IS_MAIL_USE (use));
  g_return_if_fail (!g_list_store_find (self->mail_uses, use, NULL));

  repoint_device_begin_change (self);
  repoint_device_touch (self, REPOINT_DEVICE_MEMBER_MAIL_USES);
  watch_use (self, use);
  g_list_store_append (self->mail_uses, use);
  repoint_device_end_change (self);
}

/** repoint_device_remove_mail_use: does nothing when @use is not the device's. */
void
repoint_device_remove_mail_use (RepointDevice  *self,
                                RepointMailUse *use)
{
  guint position;

  g_return_if_fail (REPOINT_IS_DEVICE (self));
  g_return_if_fail (REPOINT_IS_MAIL_USE (use));

  if (!g_list_store_find (self->mail_uses, use, &position))
    return;

  repoint_device_begin_change (self);
  repoint_device_touch (self, REPOINT_DEVICE_MEMBER_MAIL_USES);
  unwatch_use (self, use);
  g_list_store_remove (self->mail_uses, position);
  repoint_device_end_change (self);
}

/** repoint_device_find_mail_use: (transfer none) (nullable): the mail use with @id. */
RepointMailUse *
repoint_device_find_mail_use (RepointDevice *self,
                              const char    *id)
{
  guint n_uses;

  g_return_val_if_fail (REPOINT_IS_DEVICE (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  n_uses = g_list_model_get_n_items (G_LIST_MODEL (self->mail_uses));
  for (guint i = 0; i < n_uses; i++)
    {
      g_autoptr (RepointMailUse) use = g_list_model_get_item (G_LIST_MODEL (self->mail_uses), i);

      if (strcmp (repoint_mail_use_get_id (use), id) == 0)
        return use; /* the list holds another reference */
    }

  return NULL;
}
