/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Extensions by their number on the wire and their name in the IANA registry ("TLS ExtensionType Values"). */
const char *repoint_tls_extension_to_string (guint16 type);

G_END_DECLS
