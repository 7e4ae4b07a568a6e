/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The alerts of TLS by their number on the wire and their name in the IANA registry. */
const char *repoint_tls_alert_to_string           (guint    alert);
gboolean    repoint_tls_alert_rejects_certificate (guint    alert);

G_END_DECLS
