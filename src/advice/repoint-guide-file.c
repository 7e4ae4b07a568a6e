/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-guide-file.h"

#include "repoint-firmware.h"
#include "repoint-guide-condition.h"
#include "repoint-guide-problem.h"

#include <string.h>

#define FORMAT "1"
#define ROLE_ATTRIBUTES "source confidence documented " REPOINT_GUIDE_CONDITION_ATTRIBUTES

/* The schema; data/guides/README.md explains it. */
static const RepointXmlElement schema[] = {
  { "guides", "", "format version", "", FALSE },
  { "source", "guides", "id title as-of", "url", FALSE },
  { "guide", "guides", "id", "kinds extends abstract generic page firmware", FALSE },

  { "title", "guide", "", "", TRUE },
  { "match", "guide", "", "", FALSE },
  { "rule", "match", "", "words pattern weight", FALSE },
  { "not", "match", "", "words pattern", FALSE },

  { "functions", "guide", "", "source confidence", FALSE },
  { "item", "functions path", "", "", TRUE },
  { "hint", "functions path field option", "", "", TRUE },
  { "field", "guide", "key", "source confidence initial max-length", FALSE },
  { "label", "field option", "", "", TRUE },
  { "option", "field", "value", "", FALSE },
  { "path", "guide", "page ui", "source confidence", FALSE },
  { "capability", "guide", "id value source confidence", "firmware", FALSE },
  { "max-tls", "guide", "version source confidence", "firmware", FALSE },

  { "steps", "guide", "id", "", FALSE },
  { "route", "guide", "id", "", FALSE },
  { "include", "route", "steps", REPOINT_GUIDE_CONDITION_ATTRIBUTES, FALSE },
  { "before", "steps route", "id", ROLE_ATTRIBUTES, TRUE },
  { "side-effect", "steps route", "id", ROLE_ATTRIBUTES, TRUE },
  { "step", "steps route", "id", ROLE_ATTRIBUTES, TRUE },
  { "test", "steps route", "id", ROLE_ATTRIBUTES, TRUE },
  { "failure", "steps route", "id", ROLE_ATTRIBUTES, TRUE },
  { "undo", "steps route", "id", ROLE_ATTRIBUTES, TRUE },
  { "note", "steps route", "id", ROLE_ATTRIBUTES, TRUE },
};

/* "2026-11-20", or "2026-11-20.2" for the second one of a day. */
static gboolean
is_version (const char *text)
{
  return g_regex_match_simple ("^[0-9]{4}-[0-9]{2}-[0-9]{2}(\\.[0-9]{1,4})?$", text, G_REGEX_DEFAULT,
                               G_REGEX_MATCH_DEFAULT);
}

/* Not a pipe that never ends: only what is a plain file. */
static GBytes *
load (const char *path, GError **error)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);

  if (g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_SPECIAL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, "not a regular file");
      return NULL;
    }

  return g_file_load_bytes (file, NULL, NULL, error);
}

/**
 * repoint_guide_file_read:
 * @path: of a file; with @shipped, of a resource
 * @problems: (element-type RepointGuideProblem): where what is wrong is added
 *
 * Returns: (transfer full) (nullable): the file; %NULL if it cannot be read, is not XML, or not of this format
 */
RepointGuideFile *
repoint_guide_file_read (const char *path, gboolean shipped, GPtrArray *problems)
{
  g_autoptr(RepointGuideFile) self = g_atomic_rc_box_new0 (RepointGuideFile);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;
  const char *format;

  self->path = g_strdup (path);
  self->name = g_path_get_basename (path);
  self->shipped = shipped;

  bytes = shipped ? g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, &error) : load (path, &error);
  if (!bytes)
    {
      repoint_guide_problem_add (problems, path, 0, "syntax", "%s", error->message);
      return NULL;
    }

  self->root = repoint_xml_node_parse (bytes, path, schema, G_N_ELEMENTS (schema), problems);
  if (!self->root)
    return NULL;

  format = repoint_xml_node_get_attribute (self->root, "format");
  self->version = repoint_xml_node_get_attribute (self->root, "version");
  if (!format || !self->version)
    return NULL;
  if (!g_str_equal (format, FORMAT))
    {
      repoint_guide_problem_add_at (problems, self->root, "bad-value", "format=\"%s\"; only \"" FORMAT "\" is known",
                                    format);
      return NULL;
    }
  if (!is_version (self->version))
    repoint_guide_problem_add_at (problems, self->root, "bad-value", "version=\"%s\" is not a date", self->version);

  return g_steal_pointer (&self);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
list_names (const char *directory, gboolean shipped)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  if (shipped)
    {
      g_auto(GStrv) children = g_resources_enumerate_children (directory, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

      for (guint i = 0; children && children[i]; i++)
        g_ptr_array_add (names, g_strdup (children[i]));
    }
  else
    {
      g_autoptr(GDir) opened = g_dir_open (directory, 0, NULL);
      const char *name;

      while (opened && (name = g_dir_read_name (opened)))
        if (g_str_has_suffix (name, ".xml") && !g_str_has_suffix (name, ".gresource.xml"))
          g_ptr_array_add (names, g_strdup (name));
    }

  g_ptr_array_sort (names, compare_names);
  return g_steal_pointer (&names);
}

/**
 * repoint_guide_file_list:
 * @directory: of files; with @shipped, of resources; one that does not exist has no files
 * @problems: (element-type RepointGuideProblem): where what is wrong is added
 *
 * Returns: (transfer full) (element-type RepointGuideFile): the files that could be read, by name
 */
GPtrArray *
repoint_guide_file_list (const char *directory, gboolean shipped, GPtrArray *problems)
{
  g_autoptr(GPtrArray) names = list_names (directory, shipped);
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_guide_file_unref);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (directory, g_ptr_array_index (names, i), NULL);
      RepointGuideFile *file = repoint_guide_file_read (path, shipped, problems);

      if (file)
        g_ptr_array_add (files, file);
    }

  return g_steal_pointer (&files);
}

RepointGuideFile *
repoint_guide_file_ref (RepointGuideFile *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (RepointGuideFile *self)
{
  g_clear_pointer (&self->root, repoint_xml_node_free);
  g_free (self->path);
  g_free (self->name);
}

void
repoint_guide_file_unref (RepointGuideFile *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear);
}

/**
 * repoint_guide_file_is_older:
 *
 * Returns: whether @self has a version before that of @other
 */
gboolean
repoint_guide_file_is_older (const RepointGuideFile *self, const RepointGuideFile *other)
{
  int order;

  return repoint_firmware_compare (REPOINT_FIRMWARE_SCHEME_DOTTED, self->version, other->version, &order) && order < 0;
}
