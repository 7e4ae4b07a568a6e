/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Cipher suites by their number on the wire and their name in the IANA registry. */
const char *repoint_tls_suite_to_string   (guint16     suite);
gboolean    repoint_tls_suite_from_string (const char *name,
                                           guint16    *suite);

G_END_DECLS
