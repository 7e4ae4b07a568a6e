/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-xml-node.h"

#include "repoint-guide-problem.h"

#include <string.h>

#define MAX_BYTES (1024 * 1024)

/* While a file is read. An element that the schema does not know is told once; what is in it is stepped over. */
typedef struct
{
  const char              *file;
  const RepointXmlElement *schema;
  gsize                    n_elements;
  GPtrArray               *problems;
  RepointXmlNode          *root;
  RepointXmlNode          *current;  /* nullable */
  guint                    unknown;  /* how deep inside an unknown element */
  const char              *cursor;   /* in the content: after the start of the last element */
  const char              *end;
  int                      line;     /* of the cursor */
} Reader;

void
repoint_xml_node_free (RepointXmlNode *self)
{
  g_strfreev (self->attributes);
  g_string_free (self->text, TRUE);
  g_ptr_array_unref (self->children);
  g_free (self);
}

/**
 * repoint_xml_node_is:
 *
 * Returns: whether the element has this name
 */
gboolean
repoint_xml_node_is (const RepointXmlNode *self, const char *name)
{
  return strcmp (self->element->name, name) == 0;
}

/**
 * repoint_xml_node_get_attribute:
 *
 * Returns: (nullable) (transfer none): the value; %NULL if it has no such attribute
 */
const char *
repoint_xml_node_get_attribute (const RepointXmlNode *self, const char *name)
{
  for (guint i = 0; self->attributes[i]; i += 2)
    if (strcmp (self->attributes[i], name) == 0)
      return self->attributes[i + 1];

  return NULL;
}

static gboolean
list_has (const char *list, const char *word)
{
  gsize length = strlen (word);

  for (const char *found = strstr (list, word); found; found = strstr (found + 1, word))
    if ((found == list || found[-1] == ' ') && (found[length] == '\0' || found[length] == ' '))
      return TRUE;

  return FALSE;
}

static const RepointXmlElement *
find_element (Reader *reader, const char *name)
{
  for (gsize i = 0; i < reader->n_elements; i++)
    if (strcmp (reader->schema[i].name, name) == 0)
      return &reader->schema[i];

  return NULL;
}

static void
check_attributes (Reader *reader, RepointXmlNode *node)
{
  g_auto(GStrv) required = g_strsplit (node->element->required, " ", -1);

  for (guint i = 0; node->attributes[i]; i += 2)
    {
      const char *name = node->attributes[i];

      if (!list_has (node->element->required, name) && !list_has (node->element->optional, name))
        repoint_guide_problem_add_at (reader->problems, node, "unknown-attribute", "<%s> has no attribute \"%s\"",
                                      node->element->name, name);
      else if (node->attributes[i + 1][0] == '\0')
        repoint_guide_problem_add_at (reader->problems, node, "bad-value", "attribute \"%s\" of <%s> is empty",
                                      name, node->element->name);
    }

  for (guint i = 0; required[i]; i++)
    if (required[i][0] != '\0' && !repoint_xml_node_get_attribute (node, required[i]))
      repoint_guide_problem_add_at (reader->problems, node, "missing-attribute", "<%s> needs the attribute \"%s\"",
                                    node->element->name, required[i]);
}

static const char *
skip (const char *from, const char *end, const char *mark)
{
  const char *found = g_strstr_len (from, end - from, mark);

  return found ? found + strlen (mark) : end;
}

static int
count_lines (const char *from, const char *to)
{
  int n_lines = 0;

  for (; from < to; from++)
    n_lines += *from == '\n' ? 1 : 0;

  return n_lines;
}

/* GMarkup tells where an element's start tag ends, and not even that line when a new one follows. Elements come in
 * order, so the next start tag in the content is the one it has just read. */
static int
find_line (Reader *reader)
{
  const char *tag = reader->cursor;
  gboolean found = FALSE;

  while (!found && (tag = memchr (tag, '<', (gsize) (reader->end - tag))))
    {
      gsize left = (gsize) (reader->end - tag);

      if (left > 4 && memcmp (tag, "<!--", 4) == 0)
        tag = skip (tag + 4, reader->end, "-->");
      else if (left > 9 && memcmp (tag, "<![CDATA[", 9) == 0)
        tag = skip (tag + 9, reader->end, "]]>");
      else if (left > 1 && strchr ("/?!", tag[1]))
        tag++;
      else
        found = TRUE;
    }

  if (found)
    {
      reader->line += count_lines (reader->cursor, tag);
      reader->cursor = tag + 1;
    }

  return reader->line;
}

static char **
pair_attributes (const char **names, const char **values)
{
  g_autoptr(GPtrArray) pairs = g_ptr_array_new ();

  for (guint i = 0; names[i]; i++)
    {
      g_ptr_array_add (pairs, g_strdup (names[i]));
      g_ptr_array_add (pairs, g_strdup (values[i]));
    }
  g_ptr_array_add (pairs, NULL);

  return (char **) g_ptr_array_free (g_steal_pointer (&pairs), FALSE);
}

static void
start_element (GMarkupParseContext *context, const char *name, const char **attribute_names,
               const char **attribute_values, gpointer data, GError **error)
{
  Reader *reader = data;
  const RepointXmlElement *element = reader->unknown ? NULL : find_element (reader, name);
  const char *parent = reader->current ? reader->current->element->name : "";
  int line = find_line (reader);
  RepointXmlNode *node;

  if (reader->unknown)
    {
      reader->unknown++;
      return;
    }

  if (!element || (reader->current ? !list_has (element->parents, parent)
                                   : reader->root || element->parents[0] != '\0'))
    {
      repoint_guide_problem_add (reader->problems, reader->file, line, "unknown-element",
                                 reader->current ? "<%s> has no place in <%s>" : "<%s> is not the root of such a file%s",
                                 name, parent);
      reader->unknown = 1;
      return;
    }

  node = g_new0 (RepointXmlNode, 1);
  node->element = element;
  node->parent = reader->current;
  node->attributes = pair_attributes (attribute_names, attribute_values);
  node->text = g_string_new (NULL);
  node->children = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_xml_node_free);
  node->file = g_intern_string (reader->file);
  node->line = line;
  check_attributes (reader, node);

  if (reader->current)
    g_ptr_array_add (reader->current->children, node);
  else
    reader->root = node;
  reader->current = node;
}

/* gettext extracts texts in this form too, so what is looked up is what was translated. */
static void
collapse (GString *text)
{
  gsize length = 0;

  for (gsize i = 0; i < text->len; i++)
    if (!g_ascii_isspace (text->str[i]))
      text->str[length++] = text->str[i];
    else if (length > 0 && text->str[length - 1] != ' ')
      text->str[length++] = ' ';
  if (length > 0 && text->str[length - 1] == ' ')
    length--;
  g_string_truncate (text, length);
}

static void
end_element (GMarkupParseContext *context, const char *name, gpointer data, GError **error)
{
  Reader *reader = data;
  RepointXmlNode *node = reader->current;

  if (reader->unknown)
    {
      reader->unknown--;
      return;
    }

  collapse (node->text);
  if (node->element->has_text && node->text->len == 0)
    repoint_guide_problem_add_at (reader->problems, node, "empty-text", "<%s> has no text", name);
  if (!node->element->has_text && node->text->len > 0)
    repoint_guide_problem_add_at (reader->problems, node, "unexpected-text", "<%s> has text: %.40s", name,
                                  node->text->str);
  reader->current = node->parent;
}

static void
add_text (GMarkupParseContext *context, const char *text, gsize length, gpointer data, GError **error)
{
  Reader *reader = data;

  if (!reader->unknown && reader->current)
    g_string_append_len (reader->current->text, text, (gssize) length);
}

/**
 * repoint_xml_node_parse:
 * @bytes: a file from the resources, or from a directory that anybody may have written to
 * @file: its name, for problems
 * @schema: (array length=n_elements): what may stand in it
 * @problems: (element-type RepointGuideProblem): where what is wrong with it is added
 *
 * Returns: (transfer full) (nullable): the root element, without what the schema does not know; %NULL if it is not XML
 *   or has another root
 */
RepointXmlNode *
repoint_xml_node_parse (GBytes *bytes, const char *file, const RepointXmlElement *schema, gsize n_elements,
                        GPtrArray *problems)
{
  static const GMarkupParser parser = { start_element, end_element, add_text, NULL, NULL };
  Reader reader = { file, schema, n_elements, problems };
  g_autoptr(GMarkupParseContext) context = NULL;
  g_autoptr(RepointXmlNode) root = NULL;
  g_autoptr(GError) error = NULL;
  gsize size;
  const char *content = g_bytes_get_data (bytes, &size);
  const char *invalid;
  gboolean sound;
  int line;

  if (size > MAX_BYTES)
    {
      repoint_guide_problem_add (problems, file, 0, "syntax", "larger than %d bytes", MAX_BYTES);
      return NULL;
    }

  /* Before GMarkup sees it: in a CDATA section it does not stop at what is not UTF-8. */
  content = content ? content : "";
  if (!g_utf8_validate (content, (gssize) size, &invalid))
    {
      repoint_guide_problem_add (problems, file, 1 + count_lines (content, invalid), "syntax", "not UTF-8");
      return NULL;
    }

  reader.cursor = content;
  reader.end = content + size;
  reader.line = 1;
  context = g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT | G_MARKUP_PREFIX_ERROR_POSITION, &reader,
                                        NULL);
  sound = g_markup_parse_context_parse (context, content, (gssize) size, &error) &&
          g_markup_parse_context_end_parse (context, &error);
  root = reader.root;
  if (!sound)
    {
      g_markup_parse_context_get_position (context, &line, NULL);
      repoint_guide_problem_add (problems, file, line, "syntax", "%s", error->message);
      return NULL;
    }

  return g_steal_pointer (&root);
}
