/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-device-json.h"

#include "repoint-device-private.h"
#include "repoint-mail-use-private.h"
#include "repoint-members.h"

/* What is read of a device before it can be made: the id may stand anywhere, and so may who said what. */
typedef struct
{
  char              *id;
  char              *fields[REPOINT_DEVICE_N_FIELDS];
  char              *sources[REPOINT_DEVICE_N_SOURCES];
  RepointDeviceKind  kind;
  RepointAnswer      mail;
  gboolean           hidden;
  GStrv              addresses;
  GStrv              former_ids;
  GPtrArray         *targets;
  GPtrArray         *uses;
  RepointUnknown    *unknown;
  RepointUnknown    *unknown_sources;
} Parts;

/* A mail use, likewise. */
typedef struct
{
  char            *id;
  int              protocol; /* -1: none */
  int              security; /* -1: not known */
  guint16          port;
  int              sign_in;
  int              recipients;
  char            *host;
  char            *mailbox;
  char            *route;
  RepointUnknown  *unknown;
} UseParts;

static void
parts_clear (Parts *parts)
{
  g_free (parts->id);
  for (guint i = 0; i < REPOINT_DEVICE_N_FIELDS; i++)
    g_free (parts->fields[i]);
  for (guint i = 0; i < REPOINT_DEVICE_N_SOURCES; i++)
    g_free (parts->sources[i]);
  g_strfreev (parts->addresses);
  g_strfreev (parts->former_ids);
  g_ptr_array_unref (parts->targets);
  g_ptr_array_unref (parts->uses);
  g_clear_pointer (&parts->unknown, g_ptr_array_unref);
  g_clear_pointer (&parts->unknown_sources, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, parts_clear)

static void
use_parts_clear (UseParts *parts)
{
  g_free (parts->id);
  g_free (parts->host);
  g_free (parts->mailbox);
  g_free (parts->route);
  g_clear_pointer (&parts->unknown, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (UseParts, use_parts_clear)

static void
read_text (RepointJsonReader  *reader,
           char              **text)
{
  g_free (*text);
  *text = repoint_json_reader_read_string (reader);
}

static void
read_strv (RepointJsonReader *reader,
           GStrv             *strv)
{
  g_strfreev (*strv);
  *strv = repoint_members_read_strv (reader);
}

/* Index of the field @name, also "kind" and "addresses"; REPOINT_DEVICE_N_SOURCES if there is none. */
static guint
find_field (const char *name)
{
  guint i;

  for (i = 0; i < REPOINT_DEVICE_N_SOURCES; i++)
    {
      if (g_str_equal (repoint_device_field_to_string (i), name))
        break;
    }

  return i;
}

static void
read_sources (RepointJsonReader *reader,
              Parts             *parts)
{
  const char *name;

  if (!repoint_json_reader_begin_object (reader))
    return;

  while ((name = repoint_json_reader_next_member (reader)) != NULL)
    {
      guint field = find_field (name);

      if (field == REPOINT_DEVICE_N_SOURCES)
        {
          repoint_members_keep (reader, name, &parts->unknown_sources);
          continue;
        }

      read_text (reader, &parts->sources[field]);
      if (g_strcmp0 (parts->sources[field], "") == 0)
        g_clear_pointer (&parts->sources[field], g_free); /* nobody */
    }
}

static void
read_targets (RepointJsonReader *reader,
              Parts             *parts)
{
  if (!repoint_json_reader_begin_array (reader))
    return;

  while (repoint_json_reader_next_element (reader))
    {
      g_autofree char *uri = repoint_json_reader_read_string (reader);
      g_autoptr (GError) error = NULL;
      RepointTarget *target = uri != NULL ? repoint_target_parse (uri, &error) : NULL;

      if (target != NULL)
        g_ptr_array_add (parts->targets, target);
      else if (uri != NULL)
        repoint_json_reader_fail (reader, "%s", error->message);
    }
}

static void
read_protocol (RepointJsonReader *reader,
               int               *value)
{
  g_autofree char *text = repoint_json_reader_read_string (reader);
  RepointProtocol protocol;

  if (text == NULL)
    return;

  if (!repoint_protocol_from_string (text, &protocol) || protocol > REPOINT_PROTOCOL_POP3)
    repoint_json_reader_fail (reader, "\"%.64s\" is no mail protocol", text);
  else
    *value = (int) protocol;
}

static void
read_security (RepointJsonReader *reader,
               int               *value)
{
  g_autofree char *text = repoint_json_reader_read_string (reader);
  RepointSecurity security;

  if (text == NULL)
    return;

  if (!repoint_security_from_string (text, &security))
    repoint_json_reader_fail (reader, "\"%.64s\" is not known here", text);
  else
    *value = (int) security;
}

static void
read_use_member (RepointJsonReader *reader,
                 const char        *name,
                 UseParts          *parts)
{
  guint64 number;

  if (g_str_equal (name, "id"))
    read_text (reader, &parts->id);
  else if (g_str_equal (name, "protocol"))
    read_protocol (reader, &parts->protocol);
  else if (g_str_equal (name, "host"))
    read_text (reader, &parts->host);
  else if (g_str_equal (name, "port"))
    parts->port = repoint_json_reader_read_uint (reader, G_MAXUINT16, &number) ? number : 0;
  else if (g_str_equal (name, "security"))
    read_security (reader, &parts->security);
  else if (g_str_equal (name, "sign_in"))
    repoint_members_read_enum (reader, REPOINT_TYPE_SIGN_IN, &parts->sign_in);
  else if (g_str_equal (name, "mailbox"))
    read_text (reader, &parts->mailbox);
  else if (g_str_equal (name, "recipients"))
    repoint_members_read_enum (reader, REPOINT_TYPE_RECIPIENTS, &parts->recipients);
  else if (g_str_equal (name, "route"))
    read_text (reader, &parts->route);
  else
    repoint_members_keep (reader, name, &parts->unknown);
}

static RepointMailUse *
use_new_from_parts (UseParts *parts)
{
  RepointMailUse *use = repoint_mail_use_new_with_id (parts->protocol, parts->id);

  repoint_mail_use_set_host (use, parts->host);
  repoint_mail_use_set_port (use, parts->port);
  if (parts->security >= 0)
    repoint_mail_use_set_security (use, parts->security);
  repoint_mail_use_set_sign_in (use, parts->sign_in);
  repoint_mail_use_set_mailbox (use, parts->mailbox);
  repoint_mail_use_set_recipients (use, parts->recipients);
  repoint_mail_use_set_route (use, parts->route);
  repoint_unknown_set (use, "members", g_steal_pointer (&parts->unknown));

  return use;
}

static void
read_use (RepointJsonReader *reader,
          GPtrArray         *uses)
{
  g_auto (UseParts) parts = { .protocol = -1, .security = -1 };
  const char *name;

  if (!repoint_json_reader_begin_object (reader))
    return;

  while ((name = repoint_json_reader_next_member (reader)) != NULL)
    read_use_member (reader, name, &parts);

  if (parts.protocol < 0)
    repoint_json_reader_fail (reader, "a mail use without \"protocol\"");
  if (parts.id == NULL || *parts.id == '\0')
    repoint_json_reader_fail (reader, "a mail use without \"id\"");

  for (guint i = 0; i < uses->len && !repoint_json_reader_has_failed (reader); i++)
    {
      if (g_str_equal (repoint_mail_use_get_id (g_ptr_array_index (uses, i)), parts.id))
        repoint_json_reader_fail (reader, "two mail uses have the id \"%.64s\"", parts.id);
    }

  if (!repoint_json_reader_has_failed (reader))
    g_ptr_array_add (uses, use_new_from_parts (&parts));
}

static void
read_uses (RepointJsonReader *reader,
           Parts             *parts)
{
  if (!repoint_json_reader_begin_array (reader))
    return;

  while (repoint_json_reader_next_element (reader))
    read_use (reader, parts->uses);
}

static void
read_member (RepointJsonReader *reader,
             const char        *name,
             Parts             *parts)
{
  guint field = find_field (name);
  int value;

  if (field < REPOINT_DEVICE_N_FIELDS)
    read_text (reader, &parts->fields[field]);
  else if (g_str_equal (name, "id"))
    read_text (reader, &parts->id);
  else if (field == REPOINT_DEVICE_KIND)
    parts->kind = repoint_members_read_enum (reader, REPOINT_TYPE_DEVICE_KIND, &value) ? value : 0;
  else if (field == REPOINT_DEVICE_ADDRESSES)
    read_strv (reader, &parts->addresses);
  else if (g_str_equal (name, "sources"))
    read_sources (reader, parts);
  else if (g_str_equal (name, "mail"))
    parts->mail = repoint_members_read_enum (reader, REPOINT_TYPE_ANSWER, &value) ? value : 0;
  else if (g_str_equal (name, "hidden"))
    repoint_json_reader_read_boolean (reader, &parts->hidden);
  else if (g_str_equal (name, "targets"))
    read_targets (reader, parts);
  else if (g_str_equal (name, "merged"))
    read_strv (reader, &parts->former_ids);
  else if (g_str_equal (name, "mail_uses"))
    read_uses (reader, parts);
  else
    repoint_members_keep (reader, name, &parts->unknown);
}

static RepointDevice *
device_new_from_parts (Parts *parts)
{
  RepointDevice *device = repoint_device_new_with_id (parts->id);

  repoint_device_begin_change (device);
  for (guint i = 0; i < REPOINT_DEVICE_N_FIELDS; i++)
    repoint_device_set_field (device, i, parts->fields[i], parts->sources[i]);
  repoint_device_set_kind_from (device, parts->kind, parts->sources[REPOINT_DEVICE_KIND]);
  if (parts->addresses != NULL)
    repoint_device_set_addresses_from (device, (const char * const *) parts->addresses,
                                       parts->sources[REPOINT_DEVICE_ADDRESSES]);
  if (parts->former_ids != NULL)
    repoint_device_set_former_ids (device, (const char * const *) parts->former_ids);
  repoint_device_set_mail (device, parts->mail);
  repoint_device_set_hidden (device, parts->hidden);
  repoint_device_set_targets (device, parts->targets);
  repoint_device_set_mail_uses (device, parts->uses);
  repoint_unknown_set (device, "members", g_steal_pointer (&parts->unknown));
  repoint_unknown_set (device, "sources", g_steal_pointer (&parts->unknown_sources));
  repoint_device_end_change (device);

  return device;
}

/* (transfer full) (nullable): reads the device that is due. */
RepointDevice *
repoint_device_new_from_json (RepointJsonReader *reader)
{
  g_auto (Parts) parts = {
    .targets = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_target_free),
    .uses = g_ptr_array_new_with_free_func (g_object_unref),
  };
  const char *name;

  if (!repoint_json_reader_begin_object (reader))
    return NULL;

  while ((name = repoint_json_reader_next_member (reader)) != NULL)
    read_member (reader, name, &parts);

  if (parts.id == NULL || *parts.id == '\0')
    repoint_json_reader_fail (reader, "a device without \"id\"");

  return repoint_json_reader_has_failed (reader) ? NULL : device_new_from_parts (&parts);
}

static void
write_use (RepointMailUse    *use,
           RepointJsonWriter *writer)
{
  RepointSecurity security;

  repoint_json_writer_begin (writer, NULL, '{');
  repoint_json_writer_add_string (writer, "id", repoint_mail_use_get_id (use));
  repoint_json_writer_add_string (writer, "protocol",
                                  repoint_protocol_to_string (repoint_mail_use_get_protocol (use)));
  repoint_json_writer_add_string (writer, "host", repoint_mail_use_get_host (use));
  if (repoint_mail_use_get_port (use) != 0)
    repoint_json_writer_add_uint (writer, "port", repoint_mail_use_get_port (use));
  if (repoint_mail_use_get_security (use, &security))
    repoint_json_writer_add_string (writer, "security", repoint_security_to_string (security));
  if (repoint_mail_use_get_sign_in (use) != REPOINT_SIGN_IN_UNKNOWN)
    repoint_json_writer_add_string (writer, "sign_in",
                                    repoint_enum_to_string (REPOINT_TYPE_SIGN_IN, repoint_mail_use_get_sign_in (use)));
  repoint_json_writer_add_string (writer, "mailbox", repoint_mail_use_get_mailbox (use));
  if (repoint_mail_use_get_recipients (use) != REPOINT_RECIPIENTS_UNKNOWN)
    repoint_json_writer_add_string (writer, "recipients",
                                    repoint_enum_to_string (REPOINT_TYPE_RECIPIENTS,
                                                            repoint_mail_use_get_recipients (use)));
  repoint_json_writer_add_string (writer, "route", repoint_mail_use_get_route (use));
  repoint_json_writer_add_unknown (writer, repoint_unknown_get (use, "members"));
  repoint_json_writer_end (writer, '}');
}

static void
write_sources (RepointDevice     *self,
               RepointJsonWriter *writer)
{
  const RepointUnknown *unknown = repoint_unknown_get (self, "sources");
  gboolean any = unknown != NULL;

  for (guint i = 0; i < REPOINT_DEVICE_N_SOURCES && !any; i++)
    any = repoint_device_get_field_source (self, i) != NULL;
  if (!any)
    return;

  repoint_json_writer_begin (writer, "sources", '{');
  for (guint i = 0; i < REPOINT_DEVICE_N_SOURCES; i++)
    repoint_json_writer_add_string (writer, repoint_device_field_to_string (i),
                                    repoint_device_get_field_source (self, i));
  repoint_json_writer_add_unknown (writer, unknown);
  repoint_json_writer_end (writer, '}');
}

static void
write_targets (RepointDevice     *self,
               RepointJsonWriter *writer)
{
  GPtrArray *targets = repoint_device_get_targets (self);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) uris = NULL;

  for (guint i = 0; i < targets->len; i++)
    {
      g_autofree char *uri = repoint_target_to_string (g_ptr_array_index (targets, i));

      g_strv_builder_add (builder, uri);
    }
  uris = g_strv_builder_end (builder);
  repoint_json_writer_add_strv (writer, "targets", (const char * const *) uris);
}

static void
write_uses (RepointDevice     *self,
            RepointJsonWriter *writer)
{
  GListModel *uses = repoint_device_get_mail_uses (self);
  guint n_uses = g_list_model_get_n_items (uses);

  if (n_uses == 0)
    return;

  repoint_json_writer_begin (writer, "mail_uses", '[');
  for (guint i = 0; i < n_uses; i++)
    {
      g_autoptr (RepointMailUse) use = g_list_model_get_item (uses, i);

      write_use (use, writer);
    }
  repoint_json_writer_end (writer, ']');
}

/* Writes @self as an element. */
void
repoint_device_write_json (RepointDevice     *self,
                           RepointJsonWriter *writer)
{
  repoint_json_writer_begin (writer, NULL, '{');
  repoint_json_writer_add_string (writer, "id", repoint_device_get_id (self));
  if (repoint_device_get_kind (self) != REPOINT_DEVICE_KIND_UNKNOWN)
    repoint_json_writer_add_string (writer, "kind",
                                    repoint_enum_to_string (REPOINT_TYPE_DEVICE_KIND, repoint_device_get_kind (self)));
  for (guint i = 0; i < REPOINT_DEVICE_N_FIELDS; i++)
    repoint_json_writer_add_string (writer, repoint_device_field_to_string (i), repoint_device_get_field (self, i));
  if (repoint_device_get_mail (self) != REPOINT_ANSWER_UNKNOWN)
    repoint_json_writer_add_string (writer, "mail",
                                    repoint_enum_to_string (REPOINT_TYPE_ANSWER, repoint_device_get_mail (self)));
  if (repoint_device_get_hidden (self))
    repoint_json_writer_add_boolean (writer, "hidden", TRUE);
  repoint_json_writer_add_strv (writer, "addresses", repoint_device_get_addresses (self));
  write_targets (self, writer);
  repoint_json_writer_add_strv (writer, "merged", repoint_device_get_former_ids (self));
  write_uses (self, writer);
  write_sources (self, writer);
  repoint_json_writer_add_unknown (writer, repoint_unknown_get (self, "members"));
  repoint_json_writer_end (writer, '}');
}
