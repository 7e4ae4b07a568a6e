/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-organization-json.h"

#include "repoint-members.h"

static const RepointMember members[] = {
  { "name", "name" },
  { "domain", "domain" },
  { "cloud", "cloud" },
  { "legacy_tls", "legacy-tls" },
  { "smtp_auth", "smtp-auth" },
  { "fixed_address", "fixed-address" },
  { "port_25", "port-25" },
  { "recipients", "recipients" },
};

static RepointTarget *
read_target (RepointJsonReader *reader)
{
  g_autofree char *uri = repoint_json_reader_read_string (reader);
  g_autoptr (GError) error = NULL;
  RepointTarget *target;

  if (uri == NULL)
    return NULL;

  target = repoint_target_parse (uri, &error);
  if (target == NULL)
    repoint_json_reader_fail (reader, "%s", error->message);

  return target;
}

static RepointEndpoint *
read_endpoint (RepointJsonReader *reader)
{
  g_autoptr (RepointTarget) target = NULL;
  RepointUnknown *unknown = NULL;
  RepointEndpoint *endpoint;
  int standing = REPOINT_STANDING_STANDARD;
  const char *name;

  if (!repoint_json_reader_begin_object (reader))
    return NULL;

  while ((name = repoint_json_reader_next_member (reader)) != NULL)
    {
      if (g_str_equal (name, "standing"))
        {
          repoint_members_read_enum (reader, REPOINT_TYPE_STANDING, &standing);
        }
      else if (g_str_equal (name, "target"))
        {
          g_clear_pointer (&target, repoint_target_free);
          target = read_target (reader);
        }
      else
        {
          repoint_members_keep (reader, name, &unknown);
        }
    }

  if (target == NULL)
    repoint_json_reader_fail (reader, "an endpoint without \"target\"");

  if (repoint_json_reader_has_failed (reader))
    {
      g_clear_pointer (&unknown, g_ptr_array_unref);
      return NULL;
    }

  endpoint = repoint_endpoint_new (standing, target);
  repoint_unknown_set (endpoint, "members", unknown);

  return endpoint;
}

static void
read_endpoints (RepointOrganization *self,
                RepointJsonReader   *reader)
{
  if (!repoint_json_reader_begin_array (reader))
    return;

  while (repoint_json_reader_next_element (reader))
    {
      g_autoptr (RepointEndpoint) endpoint = read_endpoint (reader);

      if (endpoint != NULL)
        repoint_organization_add_endpoint (self, endpoint);
    }
}

/* Reads the object that is due into @self, which is new. */
void
repoint_organization_read_json (RepointOrganization *self,
                                RepointJsonReader   *reader)
{
  RepointUnknown *unknown = NULL;
  const char *name;

  if (!repoint_json_reader_begin_object (reader))
    return;

  while ((name = repoint_json_reader_next_member (reader)) != NULL)
    {
      if (g_str_equal (name, "endpoints"))
        read_endpoints (self, reader);
      else if (!repoint_members_read (members, G_N_ELEMENTS (members), reader, name, G_OBJECT (self)))
        repoint_members_keep (reader, name, &unknown);
    }

  repoint_unknown_set (self, "members", unknown);
}

void
repoint_organization_write_json (RepointOrganization *self,
                                 RepointJsonWriter   *writer,
                                 const char          *name)
{
  GListModel *endpoints = repoint_organization_get_endpoints (self);
  guint n_endpoints = g_list_model_get_n_items (endpoints);

  repoint_json_writer_begin (writer, name, '{');
  repoint_members_write (members, G_N_ELEMENTS (members), writer, G_OBJECT (self));

  if (n_endpoints > 0)
    {
      repoint_json_writer_begin (writer, "endpoints", '[');
      for (guint i = 0; i < n_endpoints; i++)
        {
          g_autoptr (RepointEndpoint) endpoint = g_list_model_get_item (endpoints, i);

          repoint_json_writer_begin (writer, NULL, '{');
          repoint_json_writer_add_string (writer, "standing",
                                          repoint_enum_to_string (REPOINT_TYPE_STANDING,
                                                                  repoint_endpoint_get_standing (endpoint)));
          repoint_json_writer_add_string (writer, "target", repoint_endpoint_get_uri (endpoint));
          repoint_json_writer_add_unknown (writer, repoint_unknown_get (endpoint, "members"));
          repoint_json_writer_end (writer, '}');
        }
      repoint_json_writer_end (writer, ']');
    }

  repoint_json_writer_add_unknown (writer, repoint_unknown_get (self, "members"));
  repoint_json_writer_end (writer, '}');
}
