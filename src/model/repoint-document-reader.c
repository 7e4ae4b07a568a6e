/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-document-reader.h"

#include "repoint-checklist-json.h"
#include "repoint-device-json.h"
#include "repoint-document-writer.h"
#include "repoint-hellos.h"
#include "repoint-id.h"
#include "repoint-inventory-private.h"
#include "repoint-members.h"
#include "repoint-observation-json.h"
#include "repoint-organization-json.h"
#include "repoint-project-private.h"

/* Reads the number of the format that is due, and refuses a newer one. */
static void
read_format (RepointJsonReader *reader)
{
  g_autofree char *message = NULL;
  guint64 format;

  if (!repoint_json_reader_read_uint (reader, G_MAXUINT32, &format))
    return;

  if (format == 0)
    repoint_json_reader_fail (reader, "there is no format 0");

  if (format <= REPOINT_DOCUMENT_FORMAT)
    return;

  message = g_strdup_printf ("format %" G_GUINT64_FORMAT "; this Repoint reads format %d",
                             format, REPOINT_DOCUMENT_FORMAT);
  repoint_json_reader_fail_code (reader, REPOINT_PROJECT_ERROR_NEWER, message);
}

/* Looks for the format wherever it stands: what a newer Repoint wrote is not called damaged. */
static GError *
check_format (const char *text,
              gsize       length)
{
  g_autoptr (RepointJsonReader) reader = repoint_json_reader_new (text, length);
  gboolean found = FALSE;
  const char *name;

  if (repoint_json_reader_begin_object (reader))
    {
      while (!found && (name = repoint_json_reader_next_member (reader)) != NULL)
        {
          found = g_str_equal (name, "format");
          if (found)
            read_format (reader);
        }

      if (!found)
        repoint_json_reader_fail (reader, "no \"format\": this is not a Repoint document");
    }

  return repoint_json_reader_steal_error (reader);
}

static void
read_id (RepointProject    *project,
         RepointJsonReader *reader)
{
  g_autofree char *id = repoint_json_reader_read_string (reader);

  if (id == NULL)
    return;

  if (repoint_id_is (id))
    repoint_project_set_id (project, id);
  else
    repoint_json_reader_fail (reader, "\"%.64s\" is no id", id);
}

static void
read_consent (RepointProject    *project,
              RepointJsonReader *reader)
{
  g_auto (GStrv) ranges = NULL;
  g_auto (GStrv) never = NULL;
  g_autoptr (GDateTime) agreed = NULL;
  g_autoptr (GPtrArray) unknown = NULL;
  gint64 time = G_MININT64;
  const char *name;

  if (!repoint_json_reader_begin_object (reader))
    return;

  while ((name = repoint_json_reader_next_member (reader)) != NULL)
    {
      if (g_str_equal (name, "agreed"))
        {
          repoint_members_read_time (reader, &time);
        }
      else if (g_str_equal (name, "ranges"))
        {
          g_clear_pointer (&ranges, g_strfreev);
          ranges = repoint_members_read_strv (reader);
        }
      else if (g_str_equal (name, "never"))
        {
          g_clear_pointer (&never, g_strfreev);
          never = repoint_members_read_strv (reader);
        }
      else
        {
          repoint_members_keep (reader, name, &unknown);
        }
    }

  if (time != G_MININT64)
    agreed = g_date_time_new_from_unix_utc (time);
  repoint_project_set_ranges (project, (const char * const *) ranges, agreed);
  repoint_project_set_never (project, (const char * const *) never);
  repoint_unknown_set (project, "consent", g_steal_pointer (&unknown));
}

static void
read_decision (RepointDecisions  *decisions,
               RepointJsonReader *reader)
{
  g_autofree char *key = NULL;
  g_autofree char *device = NULL;
  g_autofree char *by = NULL;
  g_autoptr (GPtrArray) unknown = NULL;
  const char *name;

  if (!repoint_json_reader_begin_object (reader))
    return;

  while ((name = repoint_json_reader_next_member (reader)) != NULL)
    {
      char **text = g_str_equal (name, "key") ? &key
                    : g_str_equal (name, "device") ? &device
                    : g_str_equal (name, "by") ? &by : NULL;

      if (text != NULL)
        {
          g_free (*text);
          *text = repoint_json_reader_read_string (reader);
        }
      else
        {
          repoint_members_keep (reader, name, &unknown);
        }
    }

  if (key == NULL || *key == '\0' || device == NULL || *device == '\0')
    repoint_json_reader_fail (reader, "a decision without \"key\" or \"device\"");
  else if (g_strcmp0 (by, "split") != 0 && g_strcmp0 (by, "merge") != 0)
    repoint_json_reader_fail (reader, "a decision that is neither by \"merge\" nor by \"split\"");

  if (!repoint_json_reader_has_failed (reader))
    repoint_decisions_add (decisions, key, device, g_str_equal (by, "split"))->unknown = g_steal_pointer (&unknown);
}

static void
read_decisions (RepointInventory  *inventory,
                RepointJsonReader *reader)
{
  g_autoptr (RepointDecisions) decisions = repoint_decisions_new ();

  if (!repoint_json_reader_begin_array (reader))
    return;

  while (repoint_json_reader_next_element (reader))
    read_decision (decisions, reader);

  repoint_inventory_set_decisions (inventory, g_steal_pointer (&decisions));
}

/* What is remembered about which device is which. */
static void
read_recognition (RepointProject    *project,
                  RepointJsonReader *reader)
{
  RepointInventory *inventory = repoint_project_get_inventory (project);
  g_autoptr (GPtrArray) unknown = NULL;
  const char *name;

  if (!repoint_json_reader_begin_object (reader))
    return;

  while ((name = repoint_json_reader_next_member (reader)) != NULL)
    {
      if (g_str_equal (name, "shared"))
        {
          g_auto (GStrv) keys = repoint_members_read_strv (reader);

          for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
            g_hash_table_add (repoint_inventory_get_shared_macs (inventory), g_strdup (keys[i]));
        }
      else if (g_str_equal (name, "decisions"))
        {
          read_decisions (inventory, reader);
        }
      else
        {
          repoint_members_keep (reader, name, &unknown);
        }
    }

  repoint_unknown_set (project, "recognition", g_steal_pointer (&unknown));
}

static void
read_devices (RepointProject    *project,
              RepointJsonReader *reader)
{
  RepointInventory *inventory = repoint_project_get_inventory (project);
  g_autoptr (GPtrArray) devices = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  if (!repoint_json_reader_begin_array (reader))
    return;

  while (repoint_json_reader_next_element (reader))
    {
      RepointDevice *device = repoint_device_new_from_json (reader);

      if (device == NULL)
        return;

      g_ptr_array_add (devices, device);
      if (!g_hash_table_add (ids, (gpointer) repoint_device_get_id (device)))
        repoint_json_reader_fail (reader, "two devices have the id \"%.64s\"", repoint_device_get_id (device));
    }

  repoint_inventory_set_devices (inventory, devices);
}

static void
read_observations (RepointProject    *project,
                   RepointJsonReader *reader)
{
  const char *name;

  if (!repoint_json_reader_begin_object (reader))
    return;

  while ((name = repoint_json_reader_next_member (reader)) != NULL)
    {
      g_autofree char *subject = g_strdup (name);

      if (*subject == '\0')
        repoint_json_reader_fail (reader, "observations of nothing");

      if (!repoint_json_reader_begin_array (reader))
        return;

      while (repoint_json_reader_next_element (reader))
        {
          g_autoptr (RepointObservation) observation = repoint_observation_new_from_json (reader, subject);

          if (observation != NULL)
            repoint_project_load_observation (project, observation);
        }
    }
}

/* Reads the hello that is due and keeps it under @id. */
static void
read_hello (RepointProject    *project,
            RepointJsonReader *reader,
            const char        *id)
{
  g_autofree char *hex = repoint_json_reader_read_string (reader);
  g_autoptr (GBytes) raw = NULL;

  if (hex == NULL)
    return;

  raw = repoint_hellos_from_hex (hex);
  if (raw == NULL)
    {
      repoint_json_reader_fail (reader, "a hello is two hexadecimal digits for each of its bytes");
      return;
    }

  switch (repoint_hellos_keep (repoint_project_get_hellos (project), id, raw))
    {
    case REPOINT_HELLOS_BAD_ID:
      repoint_json_reader_fail (reader, "\"%.64s\" is no id of a hello", id);
      break;

    case REPOINT_HELLOS_DAMAGED:
      repoint_json_reader_fail (reader, "this is not one whole hello");
      break;

    case REPOINT_HELLOS_FULL:
      repoint_json_reader_fail (reader, "too many hellos");
      break;

    case REPOINT_HELLOS_KNOWN:
      repoint_json_reader_fail (reader, "two hellos have the id \"%s\"", id);
      break;

    case REPOINT_HELLOS_KEPT:
      break;
    }
}

static void
read_hellos (RepointProject    *project,
             RepointJsonReader *reader)
{
  const char *name;

  if (!repoint_json_reader_begin_object (reader))
    return;

  while ((name = repoint_json_reader_next_member (reader)) != NULL)
    {
      g_autofree char *id = g_strdup (name);

      read_hello (project, reader, id);
    }
}

static void
read_checklists (RepointProject    *project,
                 RepointJsonReader *reader)
{
  if (!repoint_json_reader_begin_array (reader))
    return;

  while (repoint_json_reader_next_element (reader))
    {
      g_autoptr (RepointChecklist) checklist = repoint_checklist_new_from_json (reader);

      if (checklist != NULL)
        repoint_project_issue (project, checklist);
    }
}

static void
read_document (RepointProject    *project,
               RepointJsonReader *reader)
{
  g_autoptr (GPtrArray) unknown = NULL;
  const char *name;

  if (!repoint_json_reader_begin_object (reader))
    return;

  while ((name = repoint_json_reader_next_member (reader)) != NULL)
    {
      if (g_str_equal (name, "format"))
        read_format (reader);
      else if (g_str_equal (name, "id"))
        read_id (project, reader);
      else if (g_str_equal (name, "organization"))
        repoint_organization_read_json (repoint_project_get_organization (project), reader);
      else if (g_str_equal (name, "consent"))
        read_consent (project, reader);
      else if (g_str_equal (name, "recognition"))
        read_recognition (project, reader);
      else if (g_str_equal (name, "devices"))
        read_devices (project, reader);
      else if (g_str_equal (name, "observations"))
        read_observations (project, reader);
      else if (g_str_equal (name, "hellos"))
        read_hellos (project, reader);
      else if (g_str_equal (name, "checklists"))
        read_checklists (project, reader);
      else
        repoint_members_keep (reader, name, &unknown);
    }

  repoint_unknown_set (project, "members", g_steal_pointer (&unknown));
}

/**
 * repoint_document_read: see repoint_project_from_bytes().
 */
RepointProject *
repoint_document_read (GBytes  *bytes,
                       GError **error)
{
  g_autoptr (RepointProject) project = NULL;
  g_autoptr (RepointJsonReader) reader = NULL;
  GError *problem;
  const char *text;
  gsize length;

  text = g_bytes_get_data (bytes, &length);
  if (length > REPOINT_DOCUMENT_MAX_SIZE)
    {
      g_set_error (error, REPOINT_PROJECT_ERROR, REPOINT_PROJECT_ERROR_TOO_BIG,
                   "the document has %" G_GSIZE_FORMAT " bytes; at most %d are read", length,
                   REPOINT_DOCUMENT_MAX_SIZE);
      return NULL;
    }

  if (length == 0)
    text = "";

  problem = check_format (text, length);
  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return NULL;
    }

  project = repoint_project_new ();
  reader = repoint_json_reader_new (text, length);
  read_document (project, reader);
  if (!repoint_json_reader_finish (reader))
    {
      g_propagate_error (error, repoint_json_reader_steal_error (reader));
      return NULL;
    }

  return g_steal_pointer (&project);
}
