/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A row for reading, whose text can be selected: @value, a phrase of one or several lines, below @name (nullable). */
GtkWidget *repoint_detail_row_new (const char *name,
                                   const char *value);

G_END_DECLS
