/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define REPOINT_TYPE_COMMAND_ROW (repoint_command_row_get_type ())
G_DECLARE_FINAL_TYPE (RepointCommandRow, repoint_command_row, REPOINT, COMMAND_ROW, GtkListBoxRow)

/* RepointCommandRow: something to type in elsewhere, word for word, in monospace and with a copy button.
 * Properties: command (string), name (string, nullable: what it is for, above it). */
GtkWidget *repoint_command_row_new       (const char *command);
GtkWidget *repoint_command_row_new_named (const char *name,
                                          const char *command);

G_END_DECLS
