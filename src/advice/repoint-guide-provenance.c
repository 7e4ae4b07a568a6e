/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-guide-provenance.h"

#include "repoint-enums.h"
#include "repoint-guide-problem.h"

#include <string.h>

/* The source of what is the same for every device and is cited from nowhere. */
#define GENERAL "general"

static void
cite (RepointFact *fact, const RepointXmlNode *source, GStringChunk *strings)
{
  const char *title = repoint_xml_node_get_attribute (source, "title");
  const char *as_of = repoint_xml_node_get_attribute (source, "as-of");

  if (!title || !as_of)
    return; /* told where the source was read */

  if (fact->source)
    {
      g_autofree char *both = g_strconcat (fact->source, "; ", title, NULL);

      fact->source = g_string_chunk_insert_const (strings, both);
      fact->as_of = strcmp (as_of, fact->as_of) < 0 ? as_of : fact->as_of;
    }
  else
    {
      fact->source = title;
      fact->url = repoint_xml_node_get_attribute (source, "url");
      fact->as_of = as_of;
    }
}

/**
 * repoint_guide_provenance_read:
 * @node: an element with the attributes "source" and "confidence"
 * @sources: id → RepointXmlNode <source>
 * @strings: where to keep a text that had to be put together
 * @problems: where to add what is wrong
 *
 * Several sources make one fact: all are named, the oldest gives the date, the first the address.
 *
 * Returns: the fact; with a %NULL source for what is general practice, and when something is wrong
 */
RepointFact
repoint_guide_provenance_read (const RepointXmlNode *node, GHashTable *sources, GStringChunk *strings,
                               GPtrArray *problems)
{
  const char *text = repoint_xml_node_get_attribute (node, "source");
  const char *confidence = repoint_xml_node_get_attribute (node, "confidence");
  g_auto(GStrv) ids = text ? g_strsplit (text, " ", -1) : NULL;
  RepointFact fact = { NULL };
  int value = REPOINT_CONFIDENCE_LOW;

  if (!text)
    repoint_guide_problem_add_at (problems, node, "missing-source", "<%s> does not say where it is from",
                                  node->element->name);
  if (!text || strcmp (text, GENERAL) == 0)
    return fact;

  for (guint i = 0; ids[i]; i++)
    {
      const RepointXmlNode *source = g_hash_table_lookup (sources, ids[i]);

      if (source)
        cite (&fact, source, strings);
      else
        repoint_guide_problem_add_at (problems, node, "unknown-reference", "there is no source \"%s\"", ids[i]);
    }

  if (!confidence)
    repoint_guide_problem_add_at (problems, node, "missing-attribute", "<%s> has a source and needs a \"confidence\"",
                                  node->element->name);
  else if (!repoint_enum_from_string (REPOINT_TYPE_CONFIDENCE, confidence, &value))
    repoint_guide_problem_add_at (problems, node, "bad-value", "confidence=\"%s\" is not known", confidence);
  fact.confidence = (RepointConfidence) value;

  return fact;
}
