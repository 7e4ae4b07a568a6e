/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-cli-output.h"
#include "repoint-guides-check.h"

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
  RepointCliStatus status;

  if (!repoint_cli_parse (&argc, &argv, entries, _("[DIRECTORY…]"),
                          _("Validates guides: those in the directories named, or those Repoint came with."), &status))
    return status;

  report = repoint_guides_check (argc > 1 ? (const char * const *) argv + 1 : NULL);

  for (guint i = 0; i < report->problems->len; i++)
    print_problem (g_ptr_array_index (report->problems, i), json);

  for (guint i = 0; i < report->shares->len; i++)
    print_share (g_ptr_array_index (report->shares, i), json);

  return report->problems->len == 0 ? REPOINT_CLI_DONE : REPOINT_CLI_FAILED;
}
