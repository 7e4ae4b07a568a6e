/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *repoint_text_bound  (const char *text,
                           gsize       max_bytes);
char *repoint_text_tidy   (const char *text,
                           gsize       max_bytes);

G_END_DECLS
