/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-cli-output.h"
#include "repoint-cli-project.h"
#include "repoint-inventory-file.h"
#include "repoint-phrase.h"

#include <gio/gunixinputstream.h>
#include <glib/gi18n.h>
#include <unistd.h>

/* "-" is standard input. What is longer than an inventory can be is not read to its end, which it may not have. */
static GBytes *
read_file (const char  *path,
           GError     **error)
{
  g_autoptr(GInputStream) input = NULL;
  g_autoptr(GByteArray) content = g_byte_array_new ();
  guint8 piece[64 * 1024];
  gsize length;

  if (g_str_equal (path, "-"))
    {
      input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
    }
  else
    {
      g_autoptr(GFile) file = g_file_new_for_commandline_arg (path);

      input = G_INPUT_STREAM (g_file_read (file, NULL, error));
      if (input == NULL)
        return NULL;
    }

  do
    {
      if (!g_input_stream_read_all (input, piece, sizeof piece, &length, NULL, error))
        return NULL;
      g_byte_array_append (content, piece, length);
    }
  while (length == sizeof piece && content->len <= REPOINT_INVENTORY_FILE_MAX_BYTES);

  return g_byte_array_free_to_bytes (g_steal_pointer (&content));
}

static void
print_import (const char           *path,
              RepointInventoryFile *inventory,
              guint                 n_added)
{
  GPtrArray *devices = repoint_inventory_file_get_devices (inventory);

  repoint_cli_print (ngettext ("%s: %u device read, %u new", "%s: %u devices read, %u new", devices->len),
                     path, devices->len, n_added);
}

static void
print_import_json (const char           *path,
                   RepointInventoryFile *inventory,
                   guint                 n_added)
{
  GPtrArray *problems = repoint_inventory_file_get_problems (inventory);
  g_autoptr(JsonObject) object = json_object_new ();
  JsonArray *array = json_array_new ();

  json_object_set_string_member (object, "file", path);
  json_object_set_int_member (object, "devices", repoint_inventory_file_get_devices (inventory)->len);
  json_object_set_int_member (object, "added", n_added);

  for (guint i = 0; i < problems->len; i++)
    {
      const RepointInventoryProblem *problem = g_ptr_array_index (problems, i);
      JsonObject *entry = json_object_new ();

      json_object_set_int_member (entry, "line", problem->line);
      json_object_set_string_member (entry, "column", problem->column);
      json_object_set_string_member (entry, "value", problem->value);
      json_object_set_string_member (entry, "problem", problem->problem);
      json_array_add_object_element (array, entry);
    }

  json_object_set_array_member (object, "problems", array);
  repoint_cli_print_json (object);
}

/* FALSE when something in the file was not taken over. */
static gboolean
import_file (RepointProject *project,
             const char     *path,
             gboolean        json)
{
  static const char * const kept_whole[] = { "ignored-column", "repeated-column", "beyond-columns", NULL };
  g_autoptr(RepointInventoryFile) inventory = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  GPtrArray *problems;
  GError *error = NULL;
  gboolean complete = TRUE;
  guint n_added;

  bytes = read_file (path, &error);
  if (bytes != NULL)
    inventory = repoint_inventory_file_read (bytes, &error);

  if (inventory == NULL)
    {
      repoint_cli_complain_error (error, path);
      return FALSE;
    }

  n_added = repoint_inventory_file_apply (inventory, project, now);
  problems = repoint_inventory_file_get_problems (inventory);

  for (guint i = 0; i < problems->len; i++)
    {
      const RepointInventoryProblem *problem = g_ptr_array_index (problems, i);
      g_autofree char *text = repoint_phrase_inventory_problem (problem->problem, problem->column, problem->value);

      repoint_cli_complain (_("%s, line %u: %s"), path, problem->line, text);
      complete = complete && g_strv_contains (kept_whole, problem->problem);
    }

  if (json)
    print_import_json (path, inventory, n_added);
  else
    print_import (path, inventory, n_added);

  return complete;
}

RepointCliStatus
repoint_cli_import (int    argc,
                    char **argv)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Print one JSON object per file"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr(RepointCliProject) project = NULL;
  RepointCliStatus status;
  gboolean complete = TRUE;

  if (!repoint_cli_parse (&argc, &argv, entries, _("PROJECT FILE…"),
                          _("Takes over inventories: CSV, or what “discover --json” printed; - is standard input."),
                          &status))
    return status;

  if (argc < 3)
    {
      repoint_cli_complain (_("Name the office and at least one file."));
      return REPOINT_CLI_USAGE;
    }

  project = repoint_cli_project_open (argv[1], NULL, NULL);
  if (project == NULL)
    return REPOINT_CLI_FAILED;

  for (int i = 2; i < argc; i++)
    complete = import_file (repoint_journey_get_project (project->journey), argv[i], json) && complete;

  return repoint_cli_project_save (project) && complete ? REPOINT_CLI_DONE : REPOINT_CLI_FAILED;
}
