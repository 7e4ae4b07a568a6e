/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-cli-file.h"

#include "repoint-cli-output.h"

#include <gio/gio.h>

gboolean
repoint_cli_file_format_from_string (const char           *text,
                                     RepointCliFileFormat *format)
{
  if (g_str_equal (text, "pdf"))
    *format = REPOINT_CLI_FILE_PDF;
  else if (g_str_equal (text, "html"))
    *format = REPOINT_CLI_FILE_HTML;
  else if (g_str_equal (text, "csv"))
    *format = REPOINT_CLI_FILE_CSV;
  else
    return FALSE;

  return TRUE;
}

static GBytes *
render (RepointChecklist      *checklist,
        RepointCliFileFormat   format,
        RepointPaper           paper,
        GError               **error)
{
  switch (format)
    {
    case REPOINT_CLI_FILE_PDF:
      return repoint_checklist_to_pdf (checklist, paper, error);

    case REPOINT_CLI_FILE_HTML:
      return repoint_checklist_to_html (checklist);

    case REPOINT_CLI_FILE_CSV:
      return repoint_checklist_to_csv (checklist);
    }

  g_assert_not_reached ();
}

gboolean
repoint_cli_file_write (RepointChecklist     *checklist,
                        RepointCliFileFormat  format,
                        RepointPaper          paper,
                        const char           *path)
{
  g_autoptr(GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr(GBytes) bytes = NULL;
  gboolean was_there = g_file_query_exists (file, NULL);
  GError *error = NULL;

  bytes = render (checklist, format, paper, &error);
  if (bytes != NULL &&
      g_file_replace_contents (file, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL, FALSE,
                               G_FILE_CREATE_NONE, NULL, NULL, &error))
    return TRUE;

  /* What replaces a file is complete or not there; a file that is new begins empty, and stays so on a full disk. */
  if (!was_there)
    g_file_delete (file, NULL, NULL);
  repoint_cli_complain_error (error, path);

  return FALSE;
}
