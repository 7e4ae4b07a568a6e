/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-guide-set.h"

#include "repoint-guide-builder.h"
#include "repoint-guide-private.h"
#include "repoint-guide-problem.h"
#include "repoint-guide-resources.h"

#include <string.h>

#define MAX_DEPTH 8

/**
 * repoint_guide_set_read_shipped:
 *
 * Returns: (transfer full) (element-type RepointGuideFile): the files that come with the program
 */
GPtrArray *
repoint_guide_set_read_shipped (GPtrArray *problems)
{
  static gsize registered;

  /* By hand: nothing refers to the constructor that would do it, so a static library would leave it out. */
  if (g_once_init_enter (&registered))
    {
      repoint_guide_register_resource ();
      g_once_init_leave (&registered, 1);
    }

  return repoint_guide_file_list (REPOINT_GUIDE_RESOURCES, TRUE, problems);
}

static guint
find_name (GPtrArray *files, const char *name)
{
  guint i = 0;

  while (i < files->len && strcmp (((RepointGuideFile *) g_ptr_array_index (files, i))->name, name) != 0)
    i++;

  return i;
}

/**
 * repoint_guide_set_overlay:
 * @files: (element-type RepointGuideFile): a set
 * @others: (element-type RepointGuideFile): what to lay over it
 * @keep_newer: an older file does not take the place of a newer one
 *
 * Returns: (transfer full) (element-type RepointGuideFile): the set in which the file of the same name in @others takes
 *   the place of one in @files
 */
GPtrArray *
repoint_guide_set_overlay (GPtrArray *files, GPtrArray *others, gboolean keep_newer)
{
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_guide_file_unref);

  for (guint i = 0; i < files->len; i++)
    g_ptr_array_add (all, repoint_guide_file_ref (g_ptr_array_index (files, i)));

  for (guint i = 0; i < others->len; i++)
    {
      RepointGuideFile *other = g_ptr_array_index (others, i);
      guint place = find_name (all, other->name);

      if (place == all->len)
        g_ptr_array_add (all, repoint_guide_file_ref (other));
      else if (!keep_newer || !repoint_guide_file_is_older (other, g_ptr_array_index (all, place)))
        {
          repoint_guide_file_unref (g_ptr_array_index (all, place));
          g_ptr_array_index (all, place) = repoint_guide_file_ref (other);
        }
    }

  return g_steal_pointer (&all);
}

static gboolean
is_date (const char *text)
{
  GDate date;
  int year;
  int month;
  int day;

  if (!g_regex_match_simple ("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", text, G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT))
    return FALSE;
  year = atoi (text);
  month = atoi (text + 5);
  day = atoi (text + 8);
  g_date_clear (&date, 1);
  return month >= 1 && month <= 12 && g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year);
}

static void
check_source (const RepointXmlNode *node, GPtrArray *problems)
{
  const char *as_of = repoint_xml_node_get_attribute (node, "as-of");
  const char *url = repoint_xml_node_get_attribute (node, "url");

  if (as_of && !is_date (as_of))
    repoint_guide_problem_add_at (problems, node, "bad-value", "as-of=\"%s\" is not a date", as_of);
  if (url && !g_str_has_prefix (url, "https://") && !g_str_has_prefix (url, "http://"))
    repoint_guide_problem_add_at (problems, node, "bad-value", "url=\"%s\" is not a web address", url);
}

/* What makes an element the same as another one beside it; NULL: it may come several times. */
static char *
identify (const RepointXmlNode *node)
{
  static const char *const repeatable[] = { "capability", "include", "item", "max-tls", "not", "rule" };
  const char *id = repoint_xml_node_get_attribute (node, "id");

  for (gsize i = 0; i < G_N_ELEMENTS (repeatable); i++)
    if (repoint_xml_node_is (node, repeatable[i]))
      return NULL;

  /* Steps may stand for different situations under one id; repoint_guides_check() looks at each situation. */
  if (repoint_xml_node_is (node->parent, "steps") || repoint_xml_node_is (node->parent, "route"))
    return NULL;
  if (!id)
    id = repoint_xml_node_get_attribute (node, "key");
  if (!id)
    id = repoint_xml_node_get_attribute (node, "value");
  if (!id)
    id = repoint_xml_node_get_attribute (node, "page");

  return g_strjoin (" ", node->element->name, id ? id : "", repoint_xml_node_get_attribute (node, "ui"), NULL);
}

static void
check_duplicates (const RepointXmlNode *node, GPtrArray *problems)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < node->children->len; i++)
    {
      const RepointXmlNode *child = g_ptr_array_index (node->children, i);
      char *identity = identify (child);

      if (identity && g_hash_table_contains (seen, identity))
        repoint_guide_problem_add_at (problems, child, "duplicate-id", "a second <%s>", g_strchomp (identity));
      if (identity)
        g_hash_table_add (seen, identity);
      check_duplicates (child, problems);
    }
}

/* Sources and guides are known by one id in all files together. */
static void
index_file (const RepointXmlNode *root, GHashTable *sources, GHashTable *guides, GPtrArray *problems)
{
  for (guint i = 0; i < root->children->len; i++)
    {
      RepointXmlNode *node = g_ptr_array_index (root->children, i);
      GHashTable *table = repoint_xml_node_is (node, "source") ? sources : guides;
      const char *id = repoint_xml_node_get_attribute (node, "id");
      const RepointXmlNode *other = id ? g_hash_table_lookup (table, id) : NULL;

      if (table == sources)
        check_source (node, problems);
      if (other)
        repoint_guide_problem_add_at (problems, node, "duplicate-id", "\"%s\" is also in %s:%d", id, other->file,
                                      other->line);
      else if (id)
        g_hash_table_insert (table, (gpointer) id, node);
    }
}

/* What @node extends, the most general first, and itself last; NULL if something is wrong with that. */
static GPtrArray *
follow (RepointXmlNode *node, GHashTable *guides, GPtrArray *problems)
{
  g_autoptr(GPtrArray) chain = g_ptr_array_new ();
  const RepointXmlNode *leaf = node;

  while (node)
    {
      const char *extends = repoint_xml_node_get_attribute (node, "extends");
      RepointXmlNode *base = extends ? g_hash_table_lookup (guides, extends) : NULL;

      if (extends && !base)
        {
          repoint_guide_problem_add_at (problems, node, "unknown-reference", "there is no guide \"%s\" to extend",
                                        extends);
          return NULL;
        }
      g_ptr_array_insert (chain, 0, node);
      if (base && chain->len >= MAX_DEPTH)
        {
          repoint_guide_problem_add_at (problems, leaf, "bad-value", "extends=\"%s\" comes back to itself or goes too deep",
                                        repoint_xml_node_get_attribute (leaf, "extends"));
          return NULL;
        }
      node = base;
    }

  return g_steal_pointer (&chain);
}

static void
check_generic (GPtrArray *guides, GPtrArray *files, GPtrArray *problems)
{
  g_autoptr(GEnumClass) kinds = g_type_class_ref (REPOINT_TYPE_DEVICE_KIND);
  const char *file = files->len > 0 ? ((RepointGuideFile *) g_ptr_array_index (files, 0))->path : "";

  for (guint i = 0; i < kinds->n_values; i++)
    {
      guint found = 0;

      for (guint k = 0; k < guides->len; k++)
        {
          RepointGuide *guide = g_ptr_array_index (guides, k);

          found += guide->generic && (guide->kinds & 1u << kinds->values[i].value) ? 1 : 0;
        }
      if (found != 1)
        repoint_guide_problem_add (problems, file, 0, found == 0 ? "missing-generic" : "duplicate-id",
                                   "%u generic guides for the kind \"%s\"", found, kinds->values[i].value_nick);
    }
}

/**
 * repoint_guide_set_build:
 * @files: (element-type RepointGuideFile): all of them: a guide may extend one of another file
 * @problems: (element-type RepointGuideProblem): where to add what is wrong
 *
 * Returns: (transfer full) (element-type RepointGuide): the guides, without the abstract ones; not to be used when
 *   problems were found
 */
GPtrArray *
repoint_guide_set_build (GPtrArray *files, GPtrArray *problems)
{
  g_autoptr(GPtrArray) built = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GHashTable) sources = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GHashTable) guides = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) documents = repoint_guide_set_overlay (files, files, FALSE);

  for (guint i = 0; i < files->len; i++)
    {
      const RepointXmlNode *root = ((RepointGuideFile *) g_ptr_array_index (files, i))->root;

      index_file (root, sources, guides, problems);
      for (guint k = 0; k < root->children->len; k++)
        check_duplicates (g_ptr_array_index (root->children, k), problems);
    }

  for (guint i = 0; i < files->len; i++)
    {
      const RepointXmlNode *root = ((RepointGuideFile *) g_ptr_array_index (files, i))->root;

      for (guint k = 0; k < root->children->len; k++)
        {
          RepointXmlNode *node = g_ptr_array_index (root->children, k);
          g_autoptr(GPtrArray) chain = NULL;
          g_autoptr(RepointGuide) guide = NULL;

          if (!repoint_xml_node_is (node, "guide") || !repoint_xml_node_get_attribute (node, "id"))
            continue;
          chain = follow (node, guides, problems);
          if (!chain)
            continue;
          guide = repoint_guide_build (&(RepointGuideMaterial) { documents, chain, sources }, problems);
          if (!guide->abstract)
            g_ptr_array_add (built, g_steal_pointer (&guide));
        }
    }
  check_generic (built, files, problems);

  return g_steal_pointer (&built);
}
