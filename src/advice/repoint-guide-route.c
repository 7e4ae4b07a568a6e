/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-guide-route.h"

#include "repoint-guide-problem.h"
#include "repoint-guide-provenance.h"
#include "repoint-guide-vocabulary.h"
#include "repoint-placeholder.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const RepointProtocol protocols[] = { REPOINT_PROTOCOL_SMTP, REPOINT_PROTOCOL_IMAP, REPOINT_PROTOCOL_POP3 };
static const RepointSecurity securities[] = { REPOINT_SECURITY_NONE, REPOINT_SECURITY_STARTTLS, REPOINT_SECURITY_TLS };

typedef struct
{
  RepointGuide            *guide;
  const RepointGuideEntry *entry;
  gboolean                 in_route;
  GPtrArray               *problems;
} Check;

static gboolean
allows (const RepointGuideEntry *entry, RepointProtocol protocol, RepointSecurity security)
{
  return (entry->own.protocols == 0 || entry->own.protocols & 1u << protocol) &&
         (entry->of_include.protocols == 0 || entry->of_include.protocols & 1u << protocol) &&
         (entry->own.securities == 0 || entry->own.securities & 1u << security) &&
         (entry->of_include.securities == 0 || entry->of_include.securities & 1u << security);
}

static gboolean
can_fill (RepointGuide *guide, const RepointPlaceholder *placeholder, const char *key, RepointProtocol protocol,
          RepointSecurity security)
{
  g_autofree char *full_key = NULL;
  const RepointGuideField *field;

  if (strcmp (placeholder->name, "label") != 0 && strcmp (placeholder->name, "initial") != 0)
    return repoint_guide_find_name (guide, placeholder->name, key, protocol, security) != NULL;

  full_key = repoint_guide_full_key (placeholder->name, key, protocol);
  field = repoint_guide_find_field (guide, full_key);
  return field && (strcmp (placeholder->name, "label") == 0 || field->initial);
}

static void
check_placeholder (const char *name, const RepointPlaceholder *placeholder, const char *key, gpointer data)
{
  Check *check = data;

  if (!placeholder || placeholder->owner == REPOINT_PLACEHOLDER_TENANT)
    {
      repoint_guide_problem_add_at (check->problems, check->entry->node, "unknown-placeholder", "{%s}", name);
      return;
    }
  if (placeholder->owner != REPOINT_PLACEHOLDER_GUIDE || !check->in_route)
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    for (gsize k = 0; k < G_N_ELEMENTS (securities); k++)
      if (allows (check->entry, protocols[i], securities[k]) &&
          !can_fill (check->guide, placeholder, key, protocols[i], securities[k]))
        {
          repoint_guide_problem_add_at (check->problems, check->entry->node, "unknown-reference",
                                        "the guide \"%s\" has nothing for {%s} with %s and \"%s\"", check->guide->id, name,
                                        repoint_protocol_to_string (protocols[i]),
                                        repoint_security_to_string (securities[k]));
          return;
        }
}

static void
collect_placeholder (const char *name, const RepointPlaceholder *placeholder, const char *key, gpointer data)
{
  g_hash_table_add (data, g_strdup (name));
}

/* A translation that lost or made up a placeholder is not used: the step would be wrong. */
static const char *
translate (const char *text)
{
  const char *translated = text[0] != '\0' ? g_dgettext (GETTEXT_PACKAGE, text) : text;
  g_autoptr(GHashTable) wanted = NULL;
  g_autoptr(GHashTable) found = NULL;
  GHashTableIter iter;
  gpointer name;

  if (translated == text)
    return text;

  wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  repoint_placeholder_foreach (text, collect_placeholder, wanted);
  if (!repoint_placeholder_foreach (translated, collect_placeholder, found) ||
      g_hash_table_size (wanted) != g_hash_table_size (found))
    return text;
  g_hash_table_iter_init (&iter, wanted);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (!g_hash_table_contains (found, name))
      return text;

  return translated;
}

static gboolean
read_documented (const RepointXmlNode *node, GPtrArray *problems)
{
  const char *documented = repoint_xml_node_get_attribute (node, "documented");

  if (documented && strcmp (documented, "no") != 0)
    repoint_guide_problem_add_at (problems, node, "bad-value", "documented=\"%s\": only \"no\" has a meaning",
                                  documented);
  if (documented && repoint_xml_node_get_attribute (node, "source"))
    repoint_guide_problem_add_at (problems, node, "bad-value", "<%s> is not documented, and yet has a source",
                                  node->element->name);

  return documented == NULL;
}

static RepointGuideEntry *
entry_new (RepointGuide *guide, const RepointXmlNode *node, GHashTable *sources, GPtrArray *problems)
{
  RepointGuideEntry *entry = g_new0 (RepointGuideEntry, 1);

  entry->node = node;
  entry->step.id = repoint_xml_node_get_attribute (node, "id");
  entry->step.role = repoint_guide_vocabulary_find_role (node->element->name);
  entry->step.text = translate (node->text->str);
  entry->step.documented = read_documented (node, problems);
  if (entry->step.documented)
    entry->step.fact = repoint_guide_provenance_read (node, sources, guide->strings, problems);
  repoint_guide_condition_read (&entry->own, node, guide->scheme, problems);

  return entry;
}

static void
check_text (RepointGuide *guide, const RepointGuideEntry *entry, gboolean in_route, GPtrArray *problems)
{
  Check check = { guide, entry, in_route, problems };

  if (!repoint_placeholder_foreach (entry->node->text->str, check_placeholder, &check))
    repoint_guide_problem_add_at (problems, entry->node, "unknown-placeholder", "the braces do not match");
}

static void
include (RepointGuide *guide, const RepointXmlNode *node, GHashTable *groups, GHashTable *sources, GPtrArray *entries,
         GPtrArray *problems)
{
  const char *id = repoint_xml_node_get_attribute (node, "steps");
  const RepointXmlNode *group = id ? g_hash_table_lookup (groups, id) : NULL;
  RepointGuideCondition condition = { 0 };

  if (id && !group)
    repoint_guide_problem_add_at (problems, node, "unknown-reference", "there are no <steps> \"%s\"", id);
  if (!group)
    return;

  repoint_guide_condition_read (&condition, node, guide->scheme, problems);
  for (guint i = 0; i < group->children->len; i++)
    {
      RepointGuideEntry *entry = entry_new (guide, g_ptr_array_index (group->children, i), sources, problems);

      entry->of_include = condition;
      g_ptr_array_add (entries, entry);
    }
}

/**
 * repoint_guide_route_read:
 * @guide: that the steps are for; its settings, paths and functions have been read
 * @route: the <route> element, of the guide or of one that it extends
 * @groups: id → RepointXmlNode <steps>, as the guide has them
 * @sources: id → RepointXmlNode <source>
 * @problems: where to add what is wrong
 *
 * Returns: (transfer full) (element-type RepointGuideEntry): the steps in order, those of the groups in place
 */
GPtrArray *
repoint_guide_route_read (RepointGuide *guide, const RepointXmlNode *route, GHashTable *groups, GHashTable *sources,
                          GPtrArray *problems)
{
  g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < route->children->len; i++)
    {
      const RepointXmlNode *node = g_ptr_array_index (route->children, i);

      if (repoint_xml_node_is (node, "include"))
        include (guide, node, groups, sources, entries, problems);
      else
        g_ptr_array_add (entries, entry_new (guide, node, sources, problems));
    }

  for (guint i = 0; i < entries->len; i++)
    check_text (guide, g_ptr_array_index (entries, i), TRUE, problems);

  return g_steal_pointer (&entries);
}

/**
 * repoint_guide_route_check_group:
 * @guide: that has the group
 * @group: a <steps> element
 * @sources: id → RepointXmlNode <source>
 * @problems: where to add what is wrong
 *
 * Checks what can be checked of steps that perhaps no route of @guide includes.
 */
void
repoint_guide_route_check_group (RepointGuide *guide, const RepointXmlNode *group, GHashTable *sources,
                                 GPtrArray *problems)
{
  for (guint i = 0; i < group->children->len; i++)
    {
      g_autofree RepointGuideEntry *entry = entry_new (guide, g_ptr_array_index (group->children, i), sources, problems);

      check_text (guide, entry, FALSE, problems);
    }
}
