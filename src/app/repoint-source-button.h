/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A small button that tells where a statement comes from: opens @source when that is a web address, and shows @text
 * (where from, as of when, how sure) as its name. */
GtkWidget *repoint_source_button_new (const char *text,
                                      const char *source);

G_END_DECLS
