/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-json-node.h"

static JsonNode *
read_object (RepointJsonReader *reader)
{
  g_autoptr (JsonObject) object = json_object_new ();
  const char *name;

  if (!repoint_json_reader_begin_object (reader))
    return NULL;

  while ((name = repoint_json_reader_next_member (reader)) != NULL)
    {
      g_autofree char *kept_name = g_strdup (name); /* gone when the value has been read */
      JsonNode *member = repoint_json_node_new_from_reader (reader);

      if (member != NULL)
        json_object_set_member (object, kept_name, member);
    }

  return repoint_json_reader_has_failed (reader) ? NULL : json_node_init_object (json_node_alloc (), object);
}

static JsonNode *
read_array (RepointJsonReader *reader)
{
  g_autoptr (JsonArray) array = json_array_new ();

  if (!repoint_json_reader_begin_array (reader))
    return NULL;

  while (repoint_json_reader_next_element (reader))
    {
      JsonNode *element = repoint_json_node_new_from_reader (reader);

      if (element != NULL)
        json_array_add_element (array, element);
    }

  return repoint_json_reader_has_failed (reader) ? NULL : json_node_init_array (json_node_alloc (), array);
}

static JsonNode *
read_string (RepointJsonReader *reader)
{
  g_autofree char *string = repoint_json_reader_read_string (reader);

  return string != NULL ? json_node_init_string (json_node_alloc (), string) : NULL;
}

/* A number, true, false or null. A number that does not fit into 64 bits, or has a fraction, is a double. */
static JsonNode *
read_word (RepointJsonReader *reader)
{
  g_autofree char *text = repoint_json_reader_read_text (reader);
  gint64 number;

  if (text == NULL)
    return NULL;

  if (g_str_equal (text, "null"))
    return json_node_init_null (json_node_alloc ());

  if (g_str_equal (text, "true") || g_str_equal (text, "false"))
    return json_node_init_boolean (json_node_alloc (), g_str_equal (text, "true"));

  if (g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL))
    return json_node_init_int (json_node_alloc (), number);

  return json_node_init_double (json_node_alloc (), g_ascii_strtod (text, NULL));
}

/**
 * repoint_json_node_new_from_reader: builds the value that is due.
 *
 * The recursion ends with the reader's bound on nesting. json-glib's own parser (1.6) has none: a text that is nested
 * deep enough ends the program.
 *
 * Returns: (transfer full) (nullable): the value, %NULL when the reader has failed.
 */
JsonNode *
repoint_json_node_new_from_reader (RepointJsonReader *reader)
{
  switch (repoint_json_reader_peek (reader))
    {
    case '{':
      return read_object (reader);

    case '[':
      return read_array (reader);

    case '"':
      return read_string (reader);

    default:
      return read_word (reader);
    }
}
