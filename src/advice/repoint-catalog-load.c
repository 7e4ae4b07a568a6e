/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-catalog-private.h"

#include "repoint-catalog-data.h"

#include "repoint-tls-group.h"
#include "repoint-tls-suite.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#define RESOURCE_PATH "/io/github/repoint/Repoint/catalog"
#define MAX_FILES 64             /* in one directory */
#define MAX_BYTES (1024 * 1024)  /* in one file */
#define ALL_MICROSOFT ((1u << REPOINT_CLOUD_OWN) - 1)

G_STATIC_ASSERT (REPOINT_CLOUD_OWN == 5); /* the last one: the bits below it are Microsoft's clouds */

static const char *
translate (const char *text)
{
  return g_dgettext (GETTEXT_PACKAGE, text);
}

static const RepointXmlNode *
find_child (const RepointXmlNode *node,
            const char           *name)
{
  for (guint i = 0; i < node->children->len; i++)
    if (repoint_xml_node_is (g_ptr_array_index (node->children, i), name))
      return g_ptr_array_index (node->children, i);

  return NULL;
}

static const char *
get_child_text (const RepointXmlNode *node,
                const char           *name)
{
  const RepointXmlNode *child = find_child (node, name);

  return child != NULL ? child->text->str : NULL;
}

static gboolean
is_yes (const RepointXmlNode *node,
        const char           *name)
{
  return g_strcmp0 (repoint_xml_node_get_attribute (node, name), "yes") == 0;
}

static RepointTlsVersion
get_tls_version (const RepointXmlNode *node,
                 const char           *name)
{
  const char *text = repoint_xml_node_get_attribute (node, name);

  return text != NULL ? repoint_tls_version_from_string (text) : REPOINT_TLS_VERSION_NONE;
}

static guint
get_cloud_bits (const char *list)
{
  g_auto(GStrv) clouds = NULL;
  guint bits = 0;
  int cloud = 0;

  if (list == NULL)
    return ALL_MICROSOFT;

  clouds = g_strsplit (list, " ", -1);
  for (guint i = 0; clouds[i] != NULL; i++)
    if (repoint_enum_from_string (REPOINT_TYPE_CLOUD, clouds[i], &cloud))
      bits |= 1u << cloud;

  return bits;
}

static RepointEndpoint *
make_endpoint (const RepointXmlNode *node)
{
  g_autoptr(RepointTarget) target = repoint_target_parse (repoint_xml_node_get_attribute (node, "uri"), NULL);
  int standing = REPOINT_STANDING_STANDARD;

  repoint_enum_from_string (REPOINT_TYPE_STANDING, repoint_xml_node_get_attribute (node, "standing"), &standing);

  return repoint_endpoint_new ((RepointStanding) standing, target);
}

static const char **
list_aliases (const RepointXmlNode *node)
{
  GPtrArray *aliases = g_ptr_array_new ();

  for (guint i = 0; i < node->children->len; i++)
    {
      const RepointXmlNode *child = g_ptr_array_index (node->children, i);

      if (repoint_xml_node_is (child, "alias"))
        g_ptr_array_add (aliases, (char *) repoint_xml_node_get_attribute (child, "host"));
    }
  g_ptr_array_add (aliases, NULL);

  return (const char **) g_ptr_array_free (aliases, FALSE);
}

static void
add_endpoint (RepointCatalog       *self,
              RepointCatalogFile   *file,
              const RepointXmlNode *node)
{
  const RepointXmlNode *tls = find_child (node, "tls");
  const RepointXmlNode *sign_in = find_child (node, "sign-in");
  const RepointXmlNode *block = find_child (node, "block");
  RepointCatalogEntry *entry = g_new0 (RepointCatalogEntry, 1);
  RepointCatalogEndpoint *endpoint = &entry->endpoint;

  entry->clouds = get_cloud_bits (repoint_xml_node_get_attribute (node->parent, "id"));
  endpoint->endpoint = make_endpoint (node);
  endpoint->available = g_strcmp0 (repoint_xml_node_get_attribute (node, "available"), "no") != 0;
  endpoint->needs_opt_in = is_yes (node, "opt-in");
  endpoint->aliases = list_aliases (node);
  endpoint->fact = repoint_catalog_file_get_fact (file, node);

  if (tls != NULL)
    {
      endpoint->min_tls = get_tls_version (tls, "min");
      endpoint->documented_max = get_tls_version (tls, "documented-max");
      endpoint->tls_fact = repoint_catalog_file_get_fact (file, tls);
    }

  if (sign_in != NULL)
    {
      endpoint->basic = is_yes (sign_in, "basic");
      endpoint->oauth = is_yes (sign_in, "oauth");
      endpoint->basic_off_after = repoint_xml_node_get_attribute (sign_in, "basic-off-after");
      endpoint->sign_in_fact = repoint_catalog_file_get_fact (file, sign_in);
    }

  if (block != NULL)
    {
      endpoint->block_from = repoint_xml_node_get_attribute (block, "from");
      endpoint->block_until = repoint_xml_node_get_attribute (block, "until");
      endpoint->block_fact = repoint_catalog_file_get_fact (file, block);
    }

  g_ptr_array_add (self->endpoints, entry);
}

static RepointCatalogDate *
make_date (RepointCatalogFile   *file,
           const RepointXmlNode *node)
{
  RepointCatalogDate *date = g_new0 (RepointCatalogDate, 1);

  date->date = repoint_xml_node_get_attribute (node, "date");
  date->end = repoint_xml_node_get_attribute (node, "end");
  date->fact = repoint_catalog_file_get_fact (file, node);

  return date;
}

static void
add_date (RepointCatalog       *self,
          RepointCatalogFile   *file,
          const RepointXmlNode *node)
{
  g_autofree RepointCatalogDate *date = make_date (file, node);
  RepointCatalogEntry *entry = g_new0 (RepointCatalogEntry, 1);

  entry->clouds = get_cloud_bits (repoint_xml_node_get_attribute (node, "clouds"));
  entry->date = *date;
  entry->date.id = repoint_xml_node_get_attribute (node, "id");
  entry->date.text = translate (get_child_text (node, "text"));
  entry->date.superseded = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < node->children->len; i++)
    {
      const RepointXmlNode *child = g_ptr_array_index (node->children, i);

      if (repoint_xml_node_is (child, "superseded"))
        g_ptr_array_add (entry->date.superseded, make_date (file, child));
    }

  g_ptr_array_add (self->dates, entry);
}

static void
add_step (RepointCatalog       *self,
          RepointCatalogFile   *file,
          const RepointXmlNode *node)
{
  const char *role = repoint_xml_node_get_attribute (node, "role");
  RepointCatalogEntry *entry = g_new0 (RepointCatalogEntry, 1);

  entry->clouds = ALL_MICROSOFT;
  entry->step.id = repoint_xml_node_get_attribute (node, "id");
  entry->step.role = role != NULL ? role : "step";
  entry->step.text = translate (get_child_text (node, "text"));
  entry->step.command = get_child_text (node, "command");
  entry->step.when = repoint_xml_node_get_attribute (node, "when");
  entry->step.per_mailbox = repoint_xml_node_get_attribute (node, "for") != NULL;
  entry->step.fact = repoint_catalog_file_get_fact (file, node);

  g_ptr_array_add (self->steps, entry);
}

static void
add_service (RepointCatalog       *self,
             const RepointXmlNode *node)
{
  const char *id = repoint_xml_node_get_attribute (node, "id");
  RepointCatalogService service = { REPOINT_SERVICE_MICROSOFT };

  if (strcmp (id, "direct-send") == 0)
    service.service = REPOINT_SERVICE_DIRECT_SEND;
  else if (strcmp (id, "high-volume") == 0)
    service.service = REPOINT_SERVICE_HIGH_VOLUME;

  service.host = repoint_xml_node_get_attribute (node, "host");
  service.suffix = repoint_xml_node_get_attribute (node, "suffix");
  g_array_append_val (self->services, service);
}

static void
add_error (RepointCatalog       *self,
           RepointCatalogFile   *file,
           const RepointXmlNode *node)
{
  RepointCatalogKnownError known = { { NULL } };

  known.error.id = repoint_xml_node_get_attribute (node, "id");
  known.error.meaning = translate (get_child_text (node, "meaning"));
  known.error.remedy = translate (get_child_text (node, "remedy"));
  known.error.fact = repoint_catalog_file_get_fact (file, node);
  known.node = node;
  g_array_append_val (self->errors, known);
}

static void
add_root (RepointCatalog       *self,
          RepointCatalogFile   *file,
          const RepointXmlNode *node)
{
  RepointCatalogRootEntry entry = { { NULL } };

  entry.root.id = repoint_xml_node_get_attribute (node, "id");
  entry.root.name = repoint_xml_node_get_attribute (node, "name");
  entry.root.organization = repoint_xml_node_get_attribute (node, "organization");
  entry.root.sha256 = repoint_xml_node_get_attribute (node, "sha256");
  entry.root.trusted_until = repoint_xml_node_get_attribute (node, "until");
  entry.root.fact = repoint_catalog_file_get_fact (file, node);
  entry.clouds = get_cloud_bits (repoint_xml_node_get_attribute (node, "clouds"));
  g_array_append_val (self->roots, entry);
}

/* The names have been checked. */
static GArray *
read_suites (const RepointXmlNode *node)
{
  g_auto(GStrv) names = g_strsplit (node->text->str, " ", -1);
  GArray *suites = g_array_new (FALSE, FALSE, sizeof (guint16));

  for (guint i = 0; names[i] != NULL; i++)
    {
      guint32 number = 0;
      guint16 suite;

      repoint_tls_suite_from_string (names[i], &number);
      suite = (guint16) number;
      g_array_append_val (suites, suite);
    }

  return suites;
}

static GArray *
read_groups (const RepointXmlNode *node)
{
  g_auto(GStrv) names = g_strsplit (node->text->str, " ", -1);
  GArray *groups = g_array_new (FALSE, FALSE, sizeof (guint16));

  for (guint i = 0; names[i] != NULL; i++)
    {
      guint16 group = 0;

      repoint_tls_group_from_string (names[i], &group);
      g_array_append_val (groups, group);
    }

  return groups;
}

static void
add_suites (RepointCatalog       *self,
            RepointCatalogFile   *file,
            const RepointXmlNode *node)
{
  RepointCatalogSuites suites = { 0 };
  int standing = REPOINT_STANDING_STANDARD;

  if (repoint_xml_node_get_attribute (node, "standing") != NULL)
    repoint_enum_from_string (REPOINT_TYPE_STANDING, repoint_xml_node_get_attribute (node, "standing"), &standing);

  suites.clouds = get_cloud_bits (repoint_xml_node_get_attribute (node, "clouds"));
  suites.standing = (RepointStanding) standing;
  suites.doubtful = is_yes (node, "doubtful");
  suites.suites = read_suites (node);
  suites.fact = repoint_catalog_file_get_fact (file, node);
  g_array_append_val (self->suites, suites);
}

static void
add_client (RepointCatalog       *self,
            RepointCatalogFile   *file,
            const RepointXmlNode *node)
{
  const RepointXmlNode *suites = find_child (node, "suites");
  const RepointXmlNode *groups = find_child (node, "groups");
  RepointCatalogClient *client = g_new0 (RepointCatalogClient, 1);

  client->id = repoint_xml_node_get_attribute (node, "id");
  client->original_name = get_child_text (node, "name");
  client->name = translate (client->original_name);
  client->max_version = get_tls_version (node, "max");
  client->no_extensions = g_strcmp0 (repoint_xml_node_get_attribute (node, "extensions"), "no") == 0;
  client->fact = repoint_catalog_file_get_fact (file, node);
  if (suites != NULL)
    {
      client->suites = read_suites (suites);
      client->suites_fact = repoint_catalog_file_get_fact (file, suites);
    }
  if (groups != NULL)
    client->groups = read_groups (groups);

  g_ptr_array_add (self->clients, client);
}

/* What is documented of many endpoints at once. */
static void
give_suites (RepointCatalog      *self,
             RepointCatalogEntry *entry)
{
  RepointCatalogEndpoint *endpoint = &entry->endpoint;

  for (guint i = 0; i < self->suites->len; i++)
    {
      RepointCatalogSuites *suites = &g_array_index (self->suites, RepointCatalogSuites, i);

      if ((suites->clouds & entry->clouds) == 0 || suites->standing != repoint_endpoint_get_standing (endpoint->endpoint))
        continue;

      if (suites->doubtful)
        {
          endpoint->doubtful_suites = suites->suites;
          endpoint->doubt_fact = suites->fact;
        }
      else
        {
          endpoint->suites = suites->suites;
          endpoint->suites_fact = suites->fact;
        }
    }
}

static void
add_file (RepointCatalog     *self,
          RepointCatalogFile *file)
{
  if (self->version == NULL || repoint_catalog_file_compare_version (file->version, self->version) > 0)
    self->version = file->version;

  for (guint i = 0; i < file->root->children->len; i++)
    {
      const RepointXmlNode *node = g_ptr_array_index (file->root->children, i);

      if (repoint_xml_node_is (node, "cloud"))
        {
          for (guint j = 0; j < node->children->len; j++)
            add_endpoint (self, file, g_ptr_array_index (node->children, j));
        }
      else if (repoint_xml_node_is (node, "date"))
        add_date (self, file, node);
      else if (repoint_xml_node_is (node, "step"))
        add_step (self, file, node);
      else if (repoint_xml_node_is (node, "service"))
        add_service (self, node);
      else if (repoint_xml_node_is (node, "error"))
        add_error (self, file, node);
      else if (repoint_xml_node_is (node, "root"))
        add_root (self, file, node);
      else if (repoint_xml_node_is (node, "suites"))
        add_suites (self, file, node);
      else if (repoint_xml_node_is (node, "client"))
        add_client (self, file, node);
    }
}

/* Puts a file in, instead of one of the same name that is not newer. */
static void
take_file (GPtrArray          *files,
           RepointCatalogFile *file)
{
  for (guint i = 0; i < files->len; i++)
    {
      RepointCatalogFile *other = g_ptr_array_index (files, i);

      if (strcmp (other->name, file->name) != 0)
        continue;

      if (repoint_catalog_file_compare_version (file->version, other->version) > 0)
        {
          files->pdata[i] = file;
          repoint_catalog_file_free (other);
        }
      else
        repoint_catalog_file_free (file);
      return;
    }

  g_ptr_array_add (files, file);
}

static gboolean
read_embedded (GPtrArray  *files,
               GError    **error)
{
  GResource *resource = repoint_catalog_data_get_resource ();
  g_auto(GStrv) names = g_resource_enumerate_children (resource, RESOURCE_PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  if (names == NULL)
    return FALSE;

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_build_path ("/", RESOURCE_PATH, names[i], NULL);
      g_autoptr(GBytes) bytes = g_resource_lookup_data (resource, path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
      RepointCatalogFile *file = bytes != NULL ? repoint_catalog_file_parse (names[i], bytes, error) : NULL;

      if (file == NULL)
        return FALSE;

      take_file (files, file);
    }

  return TRUE;
}

static GBytes *
read_bytes (const char  *path,
            GError     **error)
{
  GStatBuf status;
  char *content;
  gsize length;

  if (g_stat (path, &status) == 0 && status.st_size > MAX_BYTES)
    {
      g_set_error (error, REPOINT_CATALOG_ERROR, REPOINT_CATALOG_ERROR_SYNTAX, "larger than %d bytes", MAX_BYTES);
      return NULL;
    }

  return g_file_get_contents (path, &content, &length, error) ? g_bytes_new_take (content, length) : NULL;
}

/* A copy that somebody put into a data directory: when it is not sound, the one that came with Repoint serves. */
static void
read_copy (GPtrArray  *files,
           const char *path,
           const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = read_bytes (path, &error);
  RepointCatalogFile *file = bytes != NULL ? repoint_catalog_file_parse (name, bytes, &error) : NULL;

  if (file != NULL)
    take_file (files, file);
  else
    g_warning ("Catalog file %s is left out: %s", path, error->message);
}

static void
read_directory (GPtrArray  *files,
                const char *directory)
{
  g_autoptr(GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;
  guint n_files = 0;

  while (dir != NULL && n_files < MAX_FILES && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);

      if (!g_str_has_suffix (name, ".xml") || !g_file_test (path, G_FILE_TEST_IS_REGULAR))
        continue;

      n_files++;
      read_copy (files, path, name);
    }
}

/**
 * repoint_catalog_load_from:
 * @directories: (array zero-terminated=1): where newer copies may be; one that does not exist is no fault
 * @error: from the domain %REPOINT_CATALOG_ERROR
 *
 * Reads the catalog that is part of the program. A file of the same name in one of @directories wins when its version
 * is newer, one of another name is added; one that is not sound is left out with a warning.
 *
 * Returns: (transfer full) (nullable): the catalog
 */
RepointCatalog *
repoint_catalog_load_from (const char * const  *directories,
                           GError             **error)
{
  g_autoptr(RepointCatalog) self = g_object_new (REPOINT_TYPE_CATALOG, NULL);

  g_return_val_if_fail (directories != NULL, NULL);

  if (!read_embedded (self->files, error))
    return NULL;

  for (guint i = 0; directories[i] != NULL; i++)
    read_directory (self->files, directories[i]);

  for (guint i = 0; i < self->files->len; i++)
    add_file (self, g_ptr_array_index (self->files, i));
  for (guint i = 0; i < self->endpoints->len; i++)
    give_suites (self, g_ptr_array_index (self->endpoints, i));

  return g_steal_pointer (&self);
}

/**
 * repoint_catalog_load:
 * @error: from the domain %REPOINT_CATALOG_ERROR
 *
 * Reads the catalog that is part of the program, and newer copies of its files in `repoint/catalog` of the user's and
 * the system's data directories.
 *
 * Returns: (transfer full) (nullable): the catalog
 */
RepointCatalog *
repoint_catalog_load (GError **error)
{
  g_autoptr(GPtrArray) directories = g_ptr_array_new_with_free_func (g_free);
  const char * const *system = g_get_system_data_dirs ();

  g_ptr_array_add (directories, g_build_filename (g_get_user_data_dir (), "repoint", "catalog", NULL));
  for (guint i = 0; system[i] != NULL; i++)
    g_ptr_array_add (directories, g_build_filename (system[i], "repoint", "catalog", NULL));
  g_ptr_array_add (directories, NULL);

  return repoint_catalog_load_from ((const char * const *) directories->pdata, error);
}
