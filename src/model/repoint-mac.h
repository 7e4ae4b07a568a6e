/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char     *repoint_mac_normalize     (const char *text);
gboolean  repoint_mac_is_universal  (const char *mac);

G_END_DECLS
