/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The ids of devices, mail uses and checklists: 16 hexadecimal digits, random, so that objects made apart from each
 * other can meet in one project. */
char    *repoint_id_new (void);
gboolean repoint_id_is  (const char *text);

G_END_DECLS
