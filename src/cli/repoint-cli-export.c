/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-cli-file.h"
#include "repoint-cli-output.h"
#include "repoint-cli-project.h"

#include <glib/gi18n.h>

/* "list.pdf" → "pdf"; NULL without an extension. */
static const char *
find_extension (const char *path)
{
  const char *dot = strrchr (path, '.');

  return dot != NULL && strchr (dot, G_DIR_SEPARATOR) == NULL ? dot + 1 : NULL;
}

static gboolean
parse_paper (const char   *text,
             RepointPaper *paper)
{
  if (text == NULL)
    *paper = repoint_paper_for_locale ();
  else if (g_ascii_strcasecmp (text, "a4") == 0)
    *paper = REPOINT_PAPER_A4;
  else if (g_ascii_strcasecmp (text, "letter") == 0)
    *paper = REPOINT_PAPER_LETTER;
  else
    return FALSE;

  return TRUE;
}

RepointCliStatus
repoint_cli_export (int    argc,
                    char **argv)
{
  g_autofree char *format_text = NULL;
  g_autofree char *paper_text = NULL;
  g_autofree char *today = NULL;
  const GOptionEntry entries[] = {
    { "format", 0, 0, G_OPTION_ARG_STRING, &format_text, N_("pdf, html or csv, where the file's name does not say it"), N_("FORMAT") },
    { "paper", 0, 0, G_OPTION_ARG_STRING, &paper_text, N_("a4 or letter; by locale if not given"), N_("SIZE") },
    { "today", 0, 0, G_OPTION_ARG_STRING, &today, N_("Plan for this day instead of today"), N_("YYYY-MM-DD") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr(RepointCliProject) project = NULL;
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  RepointChecklist *checklist;
  RepointCliFileFormat format;
  RepointPaper paper;
  RepointCliStatus status;
  const char *wanted;

  if (!repoint_cli_parse (&argc, &argv, entries, _("PROJECT FILE"),
                          _("Issues a checklist, keeps it in the office and writes it to a file."), &status))
    return status;

  if (!repoint_cli_check_today (today))
    return REPOINT_CLI_USAGE;

  if (argc != 3)
    {
      repoint_cli_complain (_("Name the office and the file to write, such as checklist.pdf."));
      return REPOINT_CLI_USAGE;
    }

  wanted = format_text != NULL ? format_text : find_extension (argv[2]);
  if (wanted == NULL || !repoint_cli_file_format_from_string (wanted, &format))
    {
      repoint_cli_complain (_("A checklist is written as .pdf, .html or .csv."));
      return REPOINT_CLI_USAGE;
    }

  if (!parse_paper (paper_text, &paper))
    {
      repoint_cli_complain (_("--paper takes a4 or letter."));
      return REPOINT_CLI_USAGE;
    }

  project = repoint_cli_project_open (argv[1], NULL, today);
  if (project == NULL)
    return REPOINT_CLI_FAILED;

  checklist = repoint_journey_issue (project->journey, now);
  if (!repoint_cli_file_write (checklist, format, paper, argv[2]) || !repoint_cli_project_save (project))
    return REPOINT_CLI_FAILED;

  return REPOINT_CLI_DONE;
}
