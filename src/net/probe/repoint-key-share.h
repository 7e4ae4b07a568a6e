/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GBytes   *repoint_key_share_new      (guint16 group);
gboolean  repoint_key_share_is_quick (guint16 group);

G_END_DECLS
