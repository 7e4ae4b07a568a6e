/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-checklist-export.h"

G_BEGIN_DECLS

/* What a checklist can be written as. */
typedef enum
{
  REPOINT_CLI_FILE_PDF,
  REPOINT_CLI_FILE_HTML,
  REPOINT_CLI_FILE_CSV,
} RepointCliFileFormat;

gboolean repoint_cli_file_format_from_string (const char           *text,
                                              RepointCliFileFormat *format);
/* Writes @checklist to @path, replacing an ordinary file that is there in one step, and what a link leads to. FALSE after the complaint was printed. */
gboolean repoint_cli_file_write              (RepointChecklist     *checklist,
                                              RepointCliFileFormat  format,
                                              RepointPaper          paper,
                                              const char           *path);

G_END_DECLS
