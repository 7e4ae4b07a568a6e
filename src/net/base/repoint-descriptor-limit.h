/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Makes room for @wanted sockets beside what else needs descriptors. Returns how many of them there may be. */
guint repoint_descriptor_limit_raise (guint wanted);

G_END_DECLS
