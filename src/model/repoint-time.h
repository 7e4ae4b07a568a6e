/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void     repoint_time_append (GString    *text,
                              gint64      time);
gboolean repoint_time_parse  (const char *text,
                              gint64     *time);

G_END_DECLS
