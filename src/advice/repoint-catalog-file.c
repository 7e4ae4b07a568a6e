/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-catalog-file.h"

#include "repoint-catalog.h"
#include "repoint-guide-problem.h"
#include "repoint-placeholder.h"
#include "repoint-target.h"
#include "repoint-tls-group.h"
#include "repoint-tls-suite.h"

#include <string.h>

#define FACT "source confidence"

static const RepointXmlElement schema[] = {
  { "catalog", "", "version", "", FALSE },
  { "source", "catalog", "id as-of title", "url", FALSE },
  { "cloud", "catalog", "id", "", FALSE },
  { "endpoint", "cloud", "standing uri " FACT, "as-of available opt-in", FALSE },
  { "alias", "endpoint", "host " FACT, "as-of", FALSE },
  { "tls", "endpoint", "min " FACT, "as-of documented-max", FALSE },
  { "sign-in", "endpoint", "basic oauth " FACT, "as-of basic-off-after", FALSE },
  { "block", "endpoint", "until " FACT, "as-of from", FALSE },
  { "service", "catalog", "id " FACT, "as-of host suffix", FALSE },
  { "root", "catalog", "id name organization sha256 clouds " FACT, "as-of until", FALSE },
  { "client", "catalog", "id max " FACT, "as-of extensions", FALSE },
  { "name", "client", "", "", TRUE },
  { "suites", "catalog client", FACT, "as-of clouds standing doubtful", TRUE },
  { "groups", "client", FACT, "as-of", TRUE },
  { "date", "catalog", "id date " FACT, "as-of end clouds", FALSE },
  { "superseded", "date", "date " FACT, "as-of end", FALSE },
  { "text", "date step", "", "", TRUE },
  { "step", "catalog", "id when " FACT, "as-of role for", FALSE },
  { "command", "step", "", "", TRUE },
  { "error", "catalog", "id " FACT, "as-of", FALSE },
  { "match", "error", "", "code text", FALSE },
  { "meaning", "error", "", "", TRUE },
  { "remedy", "error", "", "", TRUE },
};

/* What an attribute may hold. The first row whose element (NULL: any) and attribute fit counts. */
typedef gboolean (*ValueCheck) (const char *value);

static gboolean
is_date (const char *value)
{
  GDate date;
  g_autofree char *again = NULL;

  if (strlen (value) != 10)
    return FALSE;

  g_date_clear (&date, 1);
  for (gsize i = 0; i < 10; i++)
    if ((i == 4 || i == 7) ? value[i] != '-' : !g_ascii_isdigit (value[i]))
      return FALSE;

  return g_date_valid_dmy ((GDateDay) atoi (value + 8), (GDateMonth) atoi (value + 5), (GDateYear) atoi (value));
}

static gboolean
is_version (const char *value)
{
  g_autofree char *date = g_strndup (value, 10);

  if (!is_date (date))
    return FALSE;
  if (value[10] == '\0')
    return TRUE;

  return value[10] == '.' && value[11] != '\0' && strspn (value + 11, "0123456789") == strlen (value + 11) &&
         strlen (value + 11) <= 4;
}

static gboolean
is_id (const char *value)
{
  return strspn (value, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen (value);
}

static gboolean
is_yes_or_no (const char *value)
{
  return strcmp (value, "yes") == 0 || strcmp (value, "no") == 0;
}

static gboolean
is_mark (const char *value)
{
  return strlen (value) == 1 && strchr ("ABCD", value[0]) != NULL;
}

static gboolean
is_tls_version (const char *value)
{
  return repoint_tls_version_from_string (value) != REPOINT_TLS_VERSION_NONE;
}

static gboolean
is_standing (const char *value)
{
  int standing;

  return repoint_enum_from_string (REPOINT_TYPE_STANDING, value, &standing);
}

/* An own provider is the admin's: a catalog says nothing of it. */
static gboolean
is_cloud (const char *value)
{
  int cloud;

  return repoint_enum_from_string (REPOINT_TYPE_CLOUD, value, &cloud) && cloud != REPOINT_CLOUD_OWN;
}

static gboolean
is_cloud_list (const char *value)
{
  g_auto(GStrv) clouds = g_strsplit (value, " ", -1);

  for (guint i = 0; clouds[i] != NULL; i++)
    if (!is_cloud (clouds[i]))
      return FALSE;

  return TRUE;
}

static gboolean
is_fingerprint (const char *value)
{
  return strlen (value) == 64 && strspn (value, "0123456789abcdef") == 64;
}

static gboolean
is_uri (const char *value)
{
  g_autoptr(RepointTarget) target = repoint_target_parse (value, NULL);

  return target != NULL && target->protocol <= REPOINT_PROTOCOL_POP3;
}

static gboolean
is_role (const char *value)
{
  return g_strv_contains ((const char * const[]) { "before", "step", "test", "failure", "note", NULL }, value);
}

static gboolean
is_service (const char *value)
{
  return g_strv_contains ((const char * const[]) { "direct-send", "high-volume", "microsoft", NULL }, value);
}

/* The conditions that repoint-tenant.c can decide. */
static gboolean
is_condition (const char *value)
{
  return g_strv_contains ((const char * const[]) { "always", "legacy-unknown", "smtp-auth-unknown", "smtp-auth-used",
                                                   "smtp-auth-off", "oauth-used", "legacy-needed", "legacy-stopgap",
                                                   "basic-used", "basic-ended", "direct-send", "legacy-unneeded", NULL }, value);
}

static gboolean
is_mailbox (const char *value)
{
  return strcmp (value, "mailbox") == 0;
}

static const struct
{
  const char *element;
  const char *attribute;
  ValueCheck  check;
} values[] = {
  { "catalog", "version", is_version },
  { "cloud", "id", is_cloud },
  { "service", "id", is_service },
  { NULL, "id", is_id },
  { NULL, "as-of", is_date },
  { NULL, "date", is_date },
  { NULL, "end", is_date },
  { NULL, "from", is_date },
  { NULL, "until", is_date },
  { NULL, "basic-off-after", is_date },
  { NULL, "confidence", is_mark },
  { NULL, "available", is_yes_or_no },
  { NULL, "opt-in", is_yes_or_no },
  { NULL, "extensions", is_yes_or_no },
  { NULL, "doubtful", is_yes_or_no },
  { NULL, "basic", is_yes_or_no },
  { NULL, "oauth", is_yes_or_no },
  { NULL, "min", is_tls_version },
  { NULL, "max", is_tls_version },
  { NULL, "documented-max", is_tls_version },
  { NULL, "standing", is_standing },
  { NULL, "clouds", is_cloud_list },
  { NULL, "sha256", is_fingerprint },
  { NULL, "uri", is_uri },
  { NULL, "role", is_role },
  { NULL, "when", is_condition },
  { NULL, "for", is_mailbox },
};

/* How often a child must stand in its parent: exactly once, or at least once. */
static const struct
{
  const char *parent;
  const char *child;
  gboolean    once;
} children[] = {
  { "date", "text", TRUE },
  { "step", "text", TRUE },
  { "error", "meaning", TRUE },
  { "error", "remedy", TRUE },
  { "error", "match", FALSE },
  { "client", "name", TRUE },
};

static void
check_values (const RepointXmlNode *node,
              GPtrArray            *problems)
{
  for (guint i = 0; node->attributes[i] != NULL; i += 2)
    {
      for (gsize j = 0; j < G_N_ELEMENTS (values); j++)
        {
          if (strcmp (values[j].attribute, node->attributes[i]) != 0 ||
              (values[j].element != NULL && !repoint_xml_node_is (node, values[j].element)))
            continue;

          if (!values[j].check (node->attributes[i + 1]))
            repoint_guide_problem_add_at (problems, node, "bad-value", "%s=\"%s\" of <%s>", node->attributes[i],
                                          node->attributes[i + 1], node->element->name);
          break;
        }
    }
}

static guint
count_children (const RepointXmlNode *node,
                const char           *name)
{
  guint count = 0;

  for (guint i = 0; i < node->children->len; i++)
    if (repoint_xml_node_is (g_ptr_array_index (node->children, i), name))
      count++;

  return count;
}

static void
check_children (const RepointXmlNode *node,
                GPtrArray            *problems)
{
  for (gsize i = 0; i < G_N_ELEMENTS (children); i++)
    {
      guint count;

      if (!repoint_xml_node_is (node, children[i].parent))
        continue;

      count = count_children (node, children[i].child);
      if (count == 0 || (children[i].once && count > 1))
        repoint_guide_problem_add_at (problems, node, "missing-element", "<%s> has %u <%s>", node->element->name,
                                      count, children[i].child);
    }

  /* An endpoint that may be used says what it requires; no aspect is told twice. */
  if (repoint_xml_node_is (node, "endpoint"))
    {
      guint expected = g_strcmp0 (repoint_xml_node_get_attribute (node, "available"), "no") != 0;

      if (count_children (node, "tls") != expected || count_children (node, "sign-in") != expected ||
          count_children (node, "block") > 1)
        repoint_guide_problem_add_at (problems, node, "missing-element",
                                      "<endpoint> has %u <tls>, %u <sign-in>, %u <block>", count_children (node, "tls"),
                                      count_children (node, "sign-in"), count_children (node, "block"));
    }

  if (repoint_xml_node_is (node, "client") && (count_children (node, "suites") > 1 || count_children (node, "groups") > 1))
    repoint_guide_problem_add_at (problems, node, "duplicate-element", "<client> has %u <suites>, %u <groups>",
                                  count_children (node, "suites"), count_children (node, "groups"));

  if (repoint_xml_node_is (node, "service") &&
      (repoint_xml_node_get_attribute (node, "host") != NULL) == (repoint_xml_node_get_attribute (node, "suffix") != NULL))
    repoint_guide_problem_add_at (problems, node, "missing-attribute", "<service> has either host or suffix");

  if (repoint_xml_node_is (node, "match") && node->attributes[0] == NULL)
    repoint_guide_problem_add_at (problems, node, "missing-attribute", "<match> has neither code nor text");
}

typedef struct
{
  const RepointXmlNode *node;
  GPtrArray            *problems;
} PlaceholderCheck;

static void
check_placeholder (const char               *name,
                   const RepointPlaceholder *placeholder,
                   const char               *key,
                   gpointer                  data)
{
  PlaceholderCheck *check = data;

  if (placeholder == NULL || placeholder->owner == REPOINT_PLACEHOLDER_GUIDE)
    repoint_guide_problem_add_at (check->problems, check->node, "unknown-placeholder", "{%s}", name);
}

static void
check_text (const RepointXmlNode *node,
            GPtrArray            *problems)
{
  PlaceholderCheck check = { node, problems };

  /* Only steps are filled in; elsewhere a brace would be shown as it is. */
  if (!node->element->has_text)
    return;

  if (node->parent != NULL && repoint_xml_node_is (node->parent, "step")
        ? !repoint_placeholder_foreach (node->text->str, check_placeholder, &check)
        : strpbrk (node->text->str, "{}") != NULL)
    repoint_guide_problem_add_at (problems, node, "unknown-placeholder", "braces in: %.40s", node->text->str);
}

/* The names of a list, separated by single spaces. */
static void
check_names (const RepointXmlNode *node,
             GPtrArray            *problems)
{
  gboolean suites = repoint_xml_node_is (node, "suites");
  g_auto(GStrv) names = NULL;
  guint32 suite;
  guint16 group;

  if (!suites && !repoint_xml_node_is (node, "groups"))
    return;

  names = g_strsplit (node->text->str, " ", -1);
  for (guint i = 0; names[i] != NULL; i++)
    if (!(suites ? repoint_tls_suite_from_string (names[i], &suite) : repoint_tls_group_from_string (names[i], &group)))
      repoint_guide_problem_add_at (problems, node, "bad-value", "%.60s in <%s>", names[i], node->element->name);
}

static void
check_source (RepointCatalogFile   *self,
              const RepointXmlNode *node,
              GPtrArray            *problems)
{
  const char *source = repoint_xml_node_get_attribute (node, "source");

  if (source != NULL && !g_hash_table_contains (self->sources, source))
    repoint_guide_problem_add_at (problems, node, "missing-source", "no <source id=\"%s\">", source);
}

/* Ids are unique among the elements of one name; services are not things of their own. */
static void
check_unique (const RepointXmlNode *node,
              GHashTable           *seen,
              GPtrArray            *problems)
{
  const char *id = repoint_xml_node_get_attribute (node, "id");

  if (id != NULL && !repoint_xml_node_is (node, "service") &&
      !g_hash_table_add (seen, g_strdup_printf ("%s/%s", node->element->name, id)))
    repoint_guide_problem_add_at (problems, node, "duplicate-id", "<%s id=\"%s\">", node->element->name, id);
}

static void
check_node (RepointCatalogFile   *self,
            const RepointXmlNode *node,
            GHashTable           *seen,
            GPtrArray            *problems)
{
  check_values (node, problems);
  check_children (node, problems);
  check_text (node, problems);
  check_names (node, problems);
  check_source (self, node, problems);
  check_unique (node, seen, problems);

  for (guint i = 0; i < node->children->len; i++)
    check_node (self, g_ptr_array_index (node->children, i), seen, problems);
}

static void
set_error (GError    **error,
           GPtrArray  *problems)
{
  const RepointGuideProblem *problem = g_ptr_array_index (problems, 0);

  g_set_error (error, REPOINT_CATALOG_ERROR,
               strcmp (problem->id, "syntax") == 0 ? REPOINT_CATALOG_ERROR_SYNTAX : REPOINT_CATALOG_ERROR_CONTENT,
               "%s:%d: %s: %s", problem->file, problem->line, problem->id, problem->detail);
}

/**
 * repoint_catalog_file_parse:
 * @name: the file's name, for errors
 * @bytes: its content, from the resources or from a directory that others may write to
 * @error: from the domain %REPOINT_CATALOG_ERROR; names file, line and fault
 *
 * Returns: (transfer full) (nullable): the file, %NULL when anything in it is not as it must be
 */
RepointCatalogFile *
repoint_catalog_file_parse (const char  *name,
                            GBytes      *bytes,
                            GError     **error)
{
  g_autoptr(RepointCatalogFile) self = g_new0 (RepointCatalogFile, 1);
  g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_guide_problem_free);
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (bytes != NULL, NULL);

  self->name = g_strdup (name);
  self->sources = g_hash_table_new (g_str_hash, g_str_equal);
  self->root = repoint_xml_node_parse (bytes, name, schema, G_N_ELEMENTS (schema), problems);

  if (problems->len == 0 && self->root == NULL)
    repoint_guide_problem_add (problems, name, 0, "syntax", "no element in it");

  if (problems->len == 0)
    {
      for (guint i = 0; i < self->root->children->len; i++)
        {
          RepointXmlNode *child = g_ptr_array_index (self->root->children, i);

          if (repoint_xml_node_is (child, "source"))
            g_hash_table_insert (self->sources, (char *) repoint_xml_node_get_attribute (child, "id"), child);
        }

      self->version = repoint_xml_node_get_attribute (self->root, "version");
      check_node (self, self->root, seen, problems);
    }

  if (problems->len > 0)
    {
      set_error (error, problems);
      return NULL;
    }

  return g_steal_pointer (&self);
}

void
repoint_catalog_file_free (RepointCatalogFile *self)
{
  g_clear_pointer (&self->sources, g_hash_table_unref);
  g_clear_pointer (&self->root, repoint_xml_node_free);
  g_free (self->name);
  g_free (self);
}

/**
 * repoint_catalog_file_get_fact:
 * @node: an element with source and confidence
 *
 * Returns: where its statement comes from; the strings belong to the file
 */
RepointFact
repoint_catalog_file_get_fact (RepointCatalogFile   *self,
                               const RepointXmlNode *node)
{
  const RepointXmlNode *source = g_hash_table_lookup (self->sources, repoint_xml_node_get_attribute (node, "source"));
  const char *as_of = repoint_xml_node_get_attribute (node, "as-of");
  const char *mark = repoint_xml_node_get_attribute (node, "confidence");
  RepointFact fact = { NULL };

  fact.source = repoint_xml_node_get_attribute (source, "title");
  fact.url = repoint_xml_node_get_attribute (source, "url");
  fact.as_of = as_of != NULL ? as_of : repoint_xml_node_get_attribute (source, "as-of");
  fact.confidence = mark[0] == 'A' ? REPOINT_CONFIDENCE_HIGH
                    : mark[0] == 'B' ? REPOINT_CONFIDENCE_MEDIUM
                                     : REPOINT_CONFIDENCE_LOW;

  return fact;
}

/**
 * repoint_catalog_file_compare_version:
 *
 * Compares two versions: a day, then the number behind it.
 */
int
repoint_catalog_file_compare_version (const char *a,
                                      const char *b)
{
  int by_date = strncmp (a, b, 10);
  guint64 number_a = a[10] == '.' ? g_ascii_strtoull (a + 11, NULL, 10) : 0;
  guint64 number_b = b[10] == '.' ? g_ascii_strtoull (b + 11, NULL, 10) : 0;

  return by_date != 0 ? by_date : (number_a > number_b) - (number_a < number_b);
}
