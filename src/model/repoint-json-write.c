/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-json-write.h"

#include <math.h>
#include <string.h>

/* Characters that RFC 8259, section 7 wants escaped; DEL is for the reader's sake. */
static gboolean
needs_escape (char c)
{
  return (guchar) c < 0x20 || c == '"' || c == '\\' || c == 0x7f;
}

static void
append_escape (GString *text,
               char     c)
{
  switch (c)
    {
    case '"':
      g_string_append (text, "\\\"");
      break;

    case '\\':
      g_string_append (text, "\\\\");
      break;

    case '\n':
      g_string_append (text, "\\n");
      break;

    case '\r':
      g_string_append (text, "\\r");
      break;

    case '\t':
      g_string_append (text, "\\t");
      break;

    default:
      g_string_append_printf (text, "\\u%04x", (guint) (guchar) c);
    }
}

/**
 * repoint_json_append_string: appends a JSON string with its quotes.
 * @text: what is written
 * @value: any bytes; what is not valid UTF-8 becomes U+FFFD, because the document must stay readable
 */
void
repoint_json_append_string (GString    *text,
                            const char *value)
{
  g_autofree char *valid = NULL;
  const char *start;
  const char *p;

  g_return_if_fail (text != NULL && value != NULL);

  if (!g_utf8_validate (value, -1, NULL))
    value = valid = g_utf8_make_valid (value, -1);

  g_string_append_c (text, '"');
  for (start = p = value; *p != '\0'; p++)
    {
      if (!needs_escape (*p))
        continue;

      g_string_append_len (text, start, p - start);
      append_escape (text, *p);
      start = p + 1;
    }
  g_string_append_len (text, start, p - start);
  g_string_append_c (text, '"');
}

static void
append_value (GString  *text,
              JsonNode *node)
{
  GType type = json_node_get_value_type (node);

  if (type == G_TYPE_STRING)
    repoint_json_append_string (text, json_node_get_string (node) != NULL ? json_node_get_string (node) : "");
  else if (type == G_TYPE_BOOLEAN)
    g_string_append (text, json_node_get_boolean (node) ? "true" : "false");
  else if (type == G_TYPE_DOUBLE && isfinite (json_node_get_double (node)))
    {
      char buffer[G_ASCII_DTOSTR_BUF_SIZE];

      g_string_append (text, g_ascii_dtostr (buffer, sizeof buffer, json_node_get_double (node)));
      /* json-glib tells 1.0 from 1 */
      if (strpbrk (buffer, ".e") == NULL)
        g_string_append (text, ".0");
    }
  else if (type == G_TYPE_INT64)
    g_string_append_printf (text, "%" G_GINT64_FORMAT, json_node_get_int (node));
  else
    g_string_append (text, "null"); /* infinity has no place in JSON */
}

static void
append_node (GString  *text,
             JsonNode *node,
             guint     depth)
{
  JsonNodeType type = node != NULL ? json_node_get_node_type (node) : JSON_NODE_NULL;

  if (type == JSON_NODE_VALUE)
    {
      append_value (text, node);
    }
  else if (type == JSON_NODE_OBJECT && json_node_get_object (node) != NULL && depth < REPOINT_JSON_MAX_DEPTH)
    {
      JsonObjectIter iter;
      const char *name;
      JsonNode *member;
      gboolean first = TRUE;

      g_string_append_c (text, '{');
      json_object_iter_init_ordered (&iter, json_node_get_object (node));
      while (json_object_iter_next_ordered (&iter, &name, &member))
        {
          if (!first)
            g_string_append_c (text, ',');
          first = FALSE;
          repoint_json_append_string (text, name);
          g_string_append_c (text, ':');
          append_node (text, member, depth + 1);
        }
      g_string_append_c (text, '}');
    }
  else if (type == JSON_NODE_ARRAY && json_node_get_array (node) != NULL && depth < REPOINT_JSON_MAX_DEPTH)
    {
      JsonArray *array = json_node_get_array (node);
      guint length = json_array_get_length (array);

      g_string_append_c (text, '[');
      for (guint i = 0; i < length; i++)
        {
          if (i > 0)
            g_string_append_c (text, ',');
          append_node (text, json_array_get_element (array, i), depth + 1);
        }
      g_string_append_c (text, ']');
    }
  else
    {
      g_string_append (text, "null");
    }
}

/**
 * repoint_json_append_node: appends @node on one line without spaces, members in the order in which they were added.
 *
 * What JSON cannot say (not a number, infinity) and what is nested too deep becomes null.
 */
void
repoint_json_append_node (GString  *text,
                          JsonNode *node)
{
  g_return_if_fail (text != NULL);

  append_node (text, node, 0);
}

static void
append_line (GString *text,
             guint    depth)
{
  g_string_append_c (text, '\n');
  for (guint i = 0; i < depth; i++)
    g_string_append (text, "  ");
}

/* The end of the string that begins at @p. */
static const char *
skip_string (const char *p)
{
  for (p++; *p != '"' && *p != '\0'; p++)
    {
      if (*p == '\\' && p[1] != '\0')
        p++;
    }

  return *p == '"' ? p + 1 : p;
}

/**
 * repoint_json_append_pretty: appends @compact, one line of JSON without spaces, on as many lines as it has members.
 * @compact: valid JSON as repoint_json_append_node() writes it
 * @depth: how deep the value stands; its members stand one deeper
 */
void
repoint_json_append_pretty (GString    *text,
                            const char *compact,
                            guint       depth)
{
  const char *p = compact;

  g_return_if_fail (text != NULL && compact != NULL);

  while (*p != '\0')
    {
      if (*p == '"')
        {
          const char *end = skip_string (p);

          g_string_append_len (text, p, end - p);
          p = end;
          continue;
        }

      if ((*p == '{' || *p == '[') && (p[1] == '}' || p[1] == ']'))
        {
          g_string_append_len (text, p, 2);
          p += 2;
          continue;
        }

      if (*p == '}' || *p == ']')
        append_line (text, depth > 0 ? --depth : 0);
      g_string_append_c (text, *p);
      if (*p == ':')
        g_string_append_c (text, ' ');
      else if (*p == ',')
        append_line (text, depth);
      else if (*p == '{' || *p == '[')
        append_line (text, ++depth);
      p++;
    }
}
