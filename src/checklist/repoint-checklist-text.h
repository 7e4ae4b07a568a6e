/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Text of the checklist, made harmless for whoever sets or writes it. Transfer full. */
char     *repoint_checklist_clean      (const char *text);
char     *repoint_checklist_clean_line (const char *text);
char     *repoint_checklist_to_markup  (const char *text);
gboolean  repoint_checklist_is_uri     (const char *text);

G_END_DECLS
