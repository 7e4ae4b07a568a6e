/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-members.h"

#include "repoint-enums.h"
#include "repoint-time.h"

static GParamSpec *
find_property (GObject    *object,
               const char *property)
{
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (object), property);

  g_assert (pspec != NULL);

  return pspec;
}

/* Reads the member @name into a property of @object. Returns whether it is one of @members. */
gboolean
repoint_members_read (const RepointMember *members,
                      guint                n_members,
                      RepointJsonReader   *reader,
                      const char          *name,
                      GObject             *object)
{
  for (guint i = 0; i < n_members; i++)
    {
      GParamSpec *pspec;

      if (!g_str_equal (members[i].name, name))
        continue;

      pspec = find_property (object, members[i].property);
      if (G_TYPE_IS_ENUM (pspec->value_type))
        {
          int value;

          if (repoint_members_read_enum (reader, pspec->value_type, &value))
            g_object_set (object, pspec->name, value, NULL);
        }
      else
        {
          g_autofree char *value = repoint_json_reader_read_string (reader);

          if (value != NULL)
            g_object_set (object, pspec->name, value, NULL);
        }

      return TRUE;
    }

  return FALSE;
}

/* Writes those of @members that have a value other than a new object's. */
void
repoint_members_write (const RepointMember *members,
                       guint                n_members,
                       RepointJsonWriter   *writer,
                       GObject             *object)
{
  for (guint i = 0; i < n_members; i++)
    {
      GParamSpec *pspec = find_property (object, members[i].property);
      g_auto (GValue) value = G_VALUE_INIT;

      g_value_init (&value, pspec->value_type);
      g_object_get_property (object, pspec->name, &value);
      if (g_param_value_defaults (pspec, &value))
        continue;

      if (G_VALUE_HOLDS_ENUM (&value))
        repoint_json_writer_add_string (writer, members[i].name,
                                        repoint_enum_to_string (pspec->value_type, g_value_get_enum (&value)));
      else
        repoint_json_writer_add_string (writer, members[i].name, g_value_get_string (&value));
    }
}

/* Reads an id of the enum @type. */
gboolean
repoint_members_read_enum (RepointJsonReader *reader,
                           GType              type,
                           int               *value)
{
  g_autofree char *text = repoint_json_reader_read_string (reader);

  if (text == NULL)
    return FALSE;

  if (!repoint_enum_from_string (type, text, value))
    {
      repoint_json_reader_fail (reader, "\"%.64s\" is not known here", text);
      return FALSE;
    }

  return TRUE;
}

/* Reads a time, in seconds since 1970. */
gboolean
repoint_members_read_time (RepointJsonReader *reader,
                           gint64            *time)
{
  g_autofree char *text = repoint_json_reader_read_string (reader);

  if (text == NULL)
    return FALSE;

  if (!repoint_time_parse (text, time))
    {
      repoint_json_reader_fail (reader, "\"%.64s\" is not a time", text);
      return FALSE;
    }

  return TRUE;
}

/* (transfer full) (nullable): reads an array of strings. */
GStrv
repoint_members_read_strv (RepointJsonReader *reader)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (!repoint_json_reader_begin_array (reader))
    return NULL;

  while (repoint_json_reader_next_element (reader))
    {
      g_autofree char *text = repoint_json_reader_read_string (reader);

      if (text != NULL)
        g_strv_builder_add (builder, text);
    }

  return repoint_json_reader_has_failed (reader) ? NULL : g_strv_builder_end (builder);
}

/* Keeps a member that this Repoint does not know. */
void
repoint_members_keep (RepointJsonReader  *reader,
                      const char         *name,
                      RepointUnknown    **unknown)
{
  char *value = repoint_json_reader_read_text (reader);

  if (value != NULL)
    repoint_unknown_add (unknown, name, value);
}
