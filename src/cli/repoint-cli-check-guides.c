/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-catalog-file.h"
#include "repoint-catalog.h"
#include "repoint-cli-output.h"
#include "repoint-guides-check.h"
#include "repoint-rules.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

static void
print_problem (const RepointGuideProblem *problem,
               gboolean                   json)
{
  if (json)
    {
      g_autoptr(JsonObject) object = json_object_new ();

      json_object_set_string_member (object, "file", problem->file);
      json_object_set_int_member (object, "line", problem->line);
      json_object_set_string_member (object, "problem", problem->id);
      json_object_set_string_member (object, "detail", problem->detail);
      repoint_cli_print_json (object);
    }
  else
    {
      repoint_cli_print ("%s:%d: %s: %s", problem->file, problem->line, problem->id, problem->detail);
    }
}

static void
print_share (const RepointGuideShare *share,
             gboolean                 json)
{
  guint total = share->sourced + share->undocumented;

  if (json)
    {
      g_autoptr(JsonObject) object = json_object_new ();

      json_object_set_string_member (object, "guide", share->guide);
      json_object_set_int_member (object, "sourced", share->sourced);
      json_object_set_int_member (object, "general", share->general);
      json_object_set_int_member (object, "undocumented", share->undocumented);
      repoint_cli_print_json (object);
    }
  else
    {
      repoint_cli_print (_("%-30s %3u of %3u sourced, %u general"), share->guide, share->sourced, total,
                         share->general);
    }
}

static void
start_element (GMarkupParseContext  *context,
               const char           *name,
               const char          **attribute_names,
               const char          **attribute_values,
               gpointer              user_data,
               GError              **error)
{
  char **root = user_data;

  if (*root == NULL)
    *root = g_strdup (name);
}

/* The name of a document's first element, NULL when there is none. What is wrong further on is for its own reader. */
static char *
find_root (GBytes *bytes)
{
  const GMarkupParser parser = { .start_element = start_element };
  char *root = NULL;
  g_autoptr(GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &root, NULL);
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  if (text != NULL)
    g_markup_parse_context_parse (context, text, length, NULL);

  return root;
}

/* Checks @path when it is one of the catalog's files or of the identification rules; else it is added to @guides, whose
 * files have to be checked together. FALSE when something is wrong with it. */
static gboolean
check_file (const char *path,
            GPtrArray  *guides)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *root = NULL;
  g_autofree char *name = g_path_get_basename (path);

  bytes = g_file_load_bytes (file, NULL, NULL, &error);
  if (bytes == NULL)
    {
      repoint_cli_complain_error (g_steal_pointer (&error), path);
      return FALSE;
    }

  root = find_root (bytes);
  if (g_strcmp0 (root, "identify") == 0)
    {
      RepointRules *rules = repoint_rules_parse (bytes, &error);

      g_clear_pointer (&rules, repoint_rules_free);
    }
  else if (g_strcmp0 (root, "catalog") == 0)
    {
      g_autoptr(RepointCatalogFile) catalog = repoint_catalog_file_parse (name, bytes, &error);
    }
  else if (g_strcmp0 (root, "gresources") != 0)
    {
      g_ptr_array_add (guides, g_strdup (path));
    }

  if (error != NULL)
    repoint_cli_print ("%s: %s", path, error->message);

  return error == NULL;
}

static gboolean
check_path (const char *path,
            GPtrArray  *guides)
{
  g_autoptr(GDir) directory = NULL;
  gboolean sound = TRUE;
  const char *name;

  if (!g_file_test (path, G_FILE_TEST_IS_DIR))
    return check_file (path, guides);

  directory = g_dir_open (path, 0, NULL);
  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_str_has_suffix (name, ".xml"))
        sound = check_file (child, guides) && sound;
    }

  return sound;
}

/* What came with Repoint: the guides are checked by their own function, the rules whenever they are read. */
static gboolean
check_catalog (void)
{
  g_autoptr(RepointCatalog) catalog = NULL;
  GError *error = NULL;

  catalog = repoint_catalog_load (&error);
  if (catalog != NULL)
    return TRUE;

  repoint_cli_complain_error (error, _("catalog and guides"));

  return FALSE;
}

RepointCliStatus
repoint_cli_check_guides (int    argc,
                          char **argv)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Print one JSON object per problem, then per guide"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr(RepointGuidesReport) report = NULL;
  g_autoptr(GPtrArray) guides = g_ptr_array_new_with_free_func (g_free);
  RepointCliStatus status;
  gboolean sound = TRUE;

  if (!repoint_cli_parse (&argc, &argv, entries, _("[DIRECTORY…]"),
                          _("Validates catalog, guides and identification rules: those in the directories named, or those Repoint came with."),
                          &status))
    return status;

  for (int i = 1; i < argc; i++)
    sound = check_path (argv[i], guides) && sound;

  if (argc == 1)
    sound = check_catalog ();

  g_ptr_array_add (guides, NULL);
  report = repoint_guides_check ((const char * const *) guides->pdata);

  for (guint i = 0; i < report->problems->len; i++)
    print_problem (g_ptr_array_index (report->problems, i), json);

  for (guint i = 0; i < report->shares->len; i++)
    print_share (g_ptr_array_index (report->shares, i), json);

  return sound && report->problems->len == 0 ? REPOINT_CLI_DONE : REPOINT_CLI_FAILED;
}
