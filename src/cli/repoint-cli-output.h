/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "repoint-cli-command.h"

G_BEGIN_DECLS

/**
 * repoint_cli_parse:
 * @usage: what follows the command's name, such as "PROJECT FILE…"
 * @summary: one translated sentence
 *
 * Parses a command's options; what is left in @argv is its arguments. When this returns FALSE the command ends with
 * @status: after --help, or after the complaint about a wrong option was printed.
 */
gboolean repoint_cli_parse      (int                 *argc,
                                 char              ***argv,
                                 const GOptionEntry  *entries,
                                 const char          *usage,
                                 const char          *summary,
                                 RepointCliStatus    *status);

/* A line on stderr, after the program's name. */
void     repoint_cli_complain   (const char          *format, ...) G_GNUC_PRINTF (1, 2);
/* A complaint about @error, in words for people; takes @error. */
void     repoint_cli_complain_error (GError          *error,
                                 const char          *what);

/* One JSON object on one line of stdout. */
void     repoint_cli_print_json (JsonObject          *object);
/* A line on stdout for people: control characters and isolates are taken out, so that nothing from the network can
 * steer the terminal. */
void     repoint_cli_print      (const char          *format, ...) G_GNUC_PRINTF (1, 2);

G_END_DECLS
