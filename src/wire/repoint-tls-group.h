/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Named groups by their number on the wire and their name in the IANA registry ("TLS Supported Groups"). */
const char *repoint_tls_group_to_string   (guint16     group);
gboolean    repoint_tls_group_from_string (const char *name,
                                           guint16    *group);

G_END_DECLS
