/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-guide-builder.h"

#include "repoint-guide-private.h"
#include "repoint-guide-problem.h"
#include "repoint-guide-provenance.h"
#include "repoint-guide-route.h"
#include "repoint-guide-vocabulary.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  const RepointGuideMaterial *material;
  RepointGuide               *guide;
  GHashTable                 *groups;    /* id → RepointXmlNode <steps>, of the guide or the nearest it extends */
  GHashTable                 *route_nodes; /* RepointAction → RepointXmlNode <route>, the same */
  GHashTable                 *own_claims;  /* capabilities that the <guide> being read has said something of */
  GPtrArray                  *problems;
} Builder;

static const char *
translate (const RepointXmlNode *node)
{
  return node->text->len > 0 ? g_dgettext (GETTEXT_PACKAGE, node->text->str) : "";
}

static const RepointXmlNode *
find_child (const RepointXmlNode *node, const char *name)
{
  for (guint i = 0; i < node->children->len; i++)
    if (repoint_xml_node_is (g_ptr_array_index (node->children, i), name))
      return g_ptr_array_index (node->children, i);

  return NULL;
}

static gboolean
read_enum (Builder *builder, const RepointXmlNode *node, const char *attribute, GType type, int *value)
{
  const char *text = repoint_xml_node_get_attribute (node, attribute);

  if (!text || repoint_enum_from_string (type, text, value))
    return text != NULL;

  repoint_guide_problem_add_at (builder->problems, node, "bad-value", "%s=\"%s\" is not known", attribute, text);
  return FALSE;
}

static RepointFact
read_fact (Builder *builder, const RepointXmlNode *node)
{
  return repoint_guide_provenance_read (node, builder->material->sources, builder->guide->strings, builder->problems);
}

/* Text and hint of what the device names: each replaces the one of the guide that is extended. */
static void
read_name (Builder *builder, const RepointXmlNode *node, const RepointXmlNode *text, RepointGuideName *name)
{
  const RepointXmlNode *hint = find_child (node, "hint");

  if (text)
    name->text = text->text->str;
  if (hint)
    name->hint = translate (hint);
  if (!name->text && !name->hint)
    repoint_guide_problem_add_at (builder->problems, node, "missing-hint",
                                  "<%s> says neither what it is called nor what to look for", node->element->name);
}

static void
read_option (Builder *builder, const RepointXmlNode *node, const RepointFact *fact, GHashTable *options)
{
  const char *value = repoint_xml_node_get_attribute (node, "value");
  RepointGuideName *option;

  if (!value)
    return;

  option = g_hash_table_lookup (options, value);
  if (!option)
    {
      option = g_new0 (RepointGuideName, 1);
      g_hash_table_insert (options, g_strdup (value), option);
    }
  read_name (builder, node, find_child (node, "label"), option);
  if (find_child (node, "label"))
    option->fact = *fact;
}

static RepointGuideSetting *
require_setting (RepointGuide *guide, const char *key)
{
  RepointGuideSetting *setting = g_hash_table_lookup (guide->settings, key);

  if (!setting)
    {
      setting = g_new0 (RepointGuideSetting, 1);
      setting->options = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      g_hash_table_insert (guide->settings, g_strdup (key), setting);
    }

  return setting;
}

static gboolean
names_something (const RepointXmlNode *node)
{
  for (guint i = 0; i < node->children->len; i++)
    {
      const RepointXmlNode *child = g_ptr_array_index (node->children, i);

      if (repoint_xml_node_is (child, "label") || repoint_xml_node_is (child, "item") ||
          (repoint_xml_node_is (child, "option") && find_child (child, "label")))
        return TRUE;
    }

  return repoint_xml_node_get_attribute (node, "initial") || repoint_xml_node_get_attribute (node, "max-length");
}

static void
read_field (Builder *builder, const RepointXmlNode *node)
{
  const char *key = repoint_xml_node_get_attribute (node, "key");
  const char *initial = repoint_xml_node_get_attribute (node, "initial");
  const char *max_length = repoint_xml_node_get_attribute (node, "max-length");
  RepointGuideSetting *setting;
  RepointGuideName name;
  guint64 number;

  if (!key)
    return;
  if (!repoint_guide_vocabulary_has_setting (key))
    {
      repoint_guide_problem_add_at (builder->problems, node, "unknown-reference", "there is no setting \"%s\"", key);
      return;
    }

  setting = require_setting (builder->guide, key);
  setting->field.key = key;
  if (names_something (node))
    setting->field.fact = read_fact (builder, node);
  name = (RepointGuideName) { setting->field.label, setting->field.hint };
  read_name (builder, node, find_child (node, "label"), &name);
  setting->field.label = name.text;
  setting->field.hint = name.hint;
  if (initial)
    setting->field.initial = initial;
  if (max_length && g_ascii_string_to_unsigned (max_length, 10, 1, G_MAXUINT16, &number, NULL))
    setting->field.max_length = (guint) number;
  else if (max_length)
    repoint_guide_problem_add_at (builder->problems, node, "bad-value", "max-length=\"%s\" is no length", max_length);

  for (guint i = 0; i < node->children->len; i++)
    if (repoint_xml_node_is (g_ptr_array_index (node->children, i), "option"))
      read_option (builder, g_ptr_array_index (node->children, i), &setting->field.fact, setting->options);
}

/* The items of a path or a list in one text. */
static const char *
join_items (Builder *builder, const RepointXmlNode *node, const char *separator, gboolean quoted)
{
  g_autoptr(GString) joined = g_string_new (NULL);

  for (guint i = 0; i < node->children->len; i++)
    {
      const RepointXmlNode *item = g_ptr_array_index (node->children, i);

      if (!repoint_xml_node_is (item, "item"))
        continue;
      if (joined->len > 0)
        g_string_append (joined, separator);
      if (quoted)
        g_string_append_printf (joined, C_("device label", "“%s”"), item->text->str);
      else
        g_string_append (joined, item->text->str);
    }

  return joined->len > 0 ? g_string_chunk_insert_const (builder->guide->strings, joined->str) : NULL;
}

static void
read_items (Builder *builder, const RepointXmlNode *node, const char *separator, gboolean quoted,
            RepointGuideName *name)
{
  const char *joined = join_items (builder, node, separator, quoted);

  if (joined)
    {
      name->text = joined;
      name->fact = read_fact (builder, node);
    }
  read_name (builder, node, NULL, name);
}

static void
read_path (Builder *builder, const RepointXmlNode *node)
{
  const char *page = repoint_xml_node_get_attribute (node, "page");
  const char *ui = repoint_xml_node_get_attribute (node, "ui");
  g_autofree char *key = NULL;
  RepointGuideName *path;

  if (!page || !ui)
    return;
  if (!repoint_guide_vocabulary_has_page (page))
    repoint_guide_problem_add_at (builder->problems, node, "unknown-reference", "there is no page \"%s\"", page);
  if (strcmp (ui, "web") != 0 && strcmp (ui, "panel") != 0)
    repoint_guide_problem_add_at (builder->problems, node, "bad-value", "ui=\"%s\" is neither \"web\" nor \"panel\"", ui);

  key = g_strconcat (ui, ":", page, NULL);
  path = g_hash_table_lookup (builder->guide->paths, key);
  if (!path)
    {
      path = g_new0 (RepointGuideName, 1);
      g_hash_table_insert (builder->guide->paths, g_steal_pointer (&key), path);
    }
  read_items (builder, node, " › ", FALSE, path);
}

/* What a guide says of a capability replaces all that the extended one says of it. */
static void
add_claim (Builder *builder, const RepointXmlNode *node, const char *key, int value)
{
  RepointGuideClaim *claim = g_new0 (RepointGuideClaim, 1);
  GPtrArray *claims;

  claim->value = value;
  claim->firmware = repoint_xml_node_get_attribute (node, "firmware");
  claim->fact = read_fact (builder, node);
  if (claim->firmware && !repoint_firmware_condition_is_valid (builder->guide->scheme, claim->firmware))
    repoint_guide_problem_add_at (builder->problems, node, "bad-value", "firmware=\"%s\" cannot be understood",
                                  claim->firmware);

  if (g_hash_table_add (builder->own_claims, (gpointer) key))
    g_hash_table_insert (builder->guide->claims, g_strdup (key), g_ptr_array_new_with_free_func (g_free));
  claims = g_hash_table_lookup (builder->guide->claims, key);
  g_ptr_array_add (claims, claim);
}

static void
read_capability (Builder *builder, const RepointXmlNode *node)
{
  const char *id = repoint_xml_node_get_attribute (node, "id");
  int value;

  if (!id || !read_enum (builder, node, "value", REPOINT_TYPE_CAN, &value))
    return;
  if (!repoint_guide_vocabulary_has_capability (id))
    {
      repoint_guide_problem_add_at (builder->problems, node, "unknown-reference", "there is no capability \"%s\"", id);
      return;
    }

  add_claim (builder, node, id, value);
}

static void
read_max_tls (Builder *builder, const RepointXmlNode *node)
{
  const char *text = repoint_xml_node_get_attribute (node, "version");
  RepointTlsVersion version = text ? repoint_tls_version_from_string (text) : REPOINT_TLS_VERSION_NONE;

  if (version == REPOINT_TLS_VERSION_NONE)
    repoint_guide_problem_add_at (builder->problems, node, "bad-value", "version=\"%s\" is no TLS version",
                                  text ? text : "");
  else
    add_claim (builder, node, REPOINT_GUIDE_MAX_TLS, (int) version);
}

static void
read_route (Builder *builder, const RepointXmlNode *node)
{
  int action;

  if (!read_enum (builder, node, "id", REPOINT_TYPE_ACTION, &action))
    return;
  if (action == REPOINT_ACTION_NONE)
    repoint_guide_problem_add_at (builder->problems, node, "bad-value", "\"none\" is no route");
  else
    g_hash_table_insert (builder->route_nodes, GINT_TO_POINTER (action), (gpointer) node);
}

static void
read_kinds (Builder *builder, const RepointXmlNode *node)
{
  const char *text = repoint_xml_node_get_attribute (node, "kinds");
  g_auto(GStrv) kinds = text ? g_strsplit (text, " ", -1) : NULL;
  int kind;

  builder->guide->kinds = 0;
  for (guint i = 0; kinds && kinds[i]; i++)
    if (repoint_enum_from_string (REPOINT_TYPE_DEVICE_KIND, kinds[i], &kind))
      builder->guide->kinds |= 1u << kind;
    else
      repoint_guide_problem_add_at (builder->problems, node, "bad-value", "kinds=\"%s\": \"%s\" is not known", text,
                                    kinds[i]);
}

static gboolean
read_flag (Builder *builder, const RepointXmlNode *node, const char *attribute)
{
  const char *text = repoint_xml_node_get_attribute (node, attribute);

  if (text && strcmp (text, "yes") != 0)
    repoint_guide_problem_add_at (builder->problems, node, "bad-value", "%s=\"%s\": only \"yes\" has a meaning",
                                  attribute, text);
  return text != NULL;
}

static void
read_child (Builder *builder, const RepointXmlNode *node)
{
  const char *id = repoint_xml_node_get_attribute (node, "id");

  if (repoint_xml_node_is (node, "functions"))
    read_items (builder, node, ", ", TRUE, &builder->guide->functions);
  else if (repoint_xml_node_is (node, "field"))
    read_field (builder, node);
  else if (repoint_xml_node_is (node, "path"))
    read_path (builder, node);
  else if (repoint_xml_node_is (node, "capability"))
    read_capability (builder, node);
  else if (repoint_xml_node_is (node, "max-tls"))
    read_max_tls (builder, node);
  else if (repoint_xml_node_is (node, "steps") && id)
    g_hash_table_insert (builder->groups, (gpointer) id, (gpointer) node);
  else if (repoint_xml_node_is (node, "route"))
    read_route (builder, node);
}

/* One <guide> of the chain. Page and way of counting firmware are inherited, what makes it found is not. */
static void
read_guide (Builder *builder, const RepointXmlNode *node)
{
  RepointGuide *guide = builder->guide;
  const RepointXmlNode *title = find_child (node, "title");
  const char *page = repoint_xml_node_get_attribute (node, "page");
  int scheme;

  guide->id = repoint_xml_node_get_attribute (node, "id");
  guide->title = title ? translate (title) : NULL;
  guide->generic = read_flag (builder, node, "generic");
  guide->abstract = read_flag (builder, node, "abstract");
  guide->page = page ? page : guide->page;
  if (read_enum (builder, node, "firmware", REPOINT_TYPE_FIRMWARE_SCHEME, &scheme))
    guide->scheme = (RepointFirmwareScheme) scheme;
  read_kinds (builder, node);

  g_hash_table_remove_all (builder->own_claims);
  for (guint i = 0; i < node->children->len; i++)
    read_child (builder, g_ptr_array_index (node->children, i));
}

static void
expand_routes (Builder *builder)
{
  GHashTableIter iter;
  gpointer action;
  gpointer node;

  g_hash_table_iter_init (&iter, builder->groups);
  while (g_hash_table_iter_next (&iter, NULL, &node))
    repoint_guide_route_check_group (builder->guide, node, builder->material->sources, builder->problems);

  g_hash_table_iter_init (&iter, builder->route_nodes);
  while (g_hash_table_iter_next (&iter, &action, &node))
    g_hash_table_insert (builder->guide->routes, action,
                         repoint_guide_route_read (builder->guide, node, builder->groups, builder->material->sources,
                                                   builder->problems));
}

static void
check_whole (Builder *builder, const RepointXmlNode *node)
{
  RepointGuide *guide = builder->guide;

  if (!guide->title)
    repoint_guide_problem_add_at (builder->problems, node, "missing-element", "<guide> has no <title>");
  if (guide->kinds == 0)
    repoint_guide_problem_add_at (builder->problems, node, "missing-attribute", "<guide> needs \"kinds\"");
  if (!guide->generic && !guide->matcher)
    repoint_guide_problem_add_at (builder->problems, node, "missing-element", "<guide> has no <match>");
  for (int action = REPOINT_ACTION_NONE + 1; action <= REPOINT_ACTION_TEST_FIRST; action++)
    if (!g_hash_table_contains (builder->route_nodes, GINT_TO_POINTER (action)))
      repoint_guide_problem_add_at (builder->problems, node, "missing-route", "the guide \"%s\" has no route \"%s\"",
                                    guide->id, repoint_enum_to_string (REPOINT_TYPE_ACTION, action));
}

/**
 * repoint_guide_build:
 * @material: what the guide is made of
 * @problems: (element-type RepointGuideProblem): where to add what is wrong with it
 *
 * Puts a guide together from what it says itself and what it inherits: a setting, a path, a capability, a group of
 * steps or a route replaces the one of the same name in the guide that is extended; a route takes the groups that it
 * includes as the guide itself has them. An abstract guide only serves others, so its routes are not looked at.
 *
 * Returns: (transfer full): the guide, not to be used when problems were found
 */
RepointGuide *
repoint_guide_build (const RepointGuideMaterial *material, GPtrArray *problems)
{
  g_autoptr(RepointGuide) guide = g_object_new (REPOINT_TYPE_GUIDE, NULL);
  g_autoptr(GHashTable) groups = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GHashTable) route_nodes = g_hash_table_new (NULL, NULL);
  g_autoptr(GHashTable) own_claims = g_hash_table_new (g_str_hash, g_str_equal);
  Builder builder = { material, guide, groups, route_nodes, own_claims, problems };
  const RepointXmlNode *node = g_ptr_array_index (material->chain, material->chain->len - 1);
  const RepointXmlNode *match = find_child (node, "match");

  guide->documents = g_ptr_array_ref (material->documents);
  guide->depth = material->chain->len - 1;
  for (guint i = 0; i < material->chain->len; i++)
    read_guide (&builder, g_ptr_array_index (material->chain, i));
  if (match)
    guide->matcher = repoint_guide_matcher_new (match, problems);

  if (!guide->abstract)
    {
      expand_routes (&builder);
      check_whole (&builder, node);
    }

  return g_steal_pointer (&guide);
}
