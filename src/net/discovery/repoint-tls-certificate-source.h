/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-source.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_TLS_CERTIFICATE_SOURCE (repoint_tls_certificate_source_get_type ())
G_DECLARE_FINAL_TYPE (RepointTlsCertificateSource, repoint_tls_certificate_source, REPOINT, TLS_CERTIFICATE_SOURCE, GObject)

/**
 * RepointTlsCertificateSource: the names in the certificate of whatever speaks TLS from the first byte. It reads them
 * from the session that another source opened, and opens one only where none did.
 */
RepointSource       *repoint_tls_certificate_source_new (void);

/* For sources: a session at @address with @inner (nullable) inside, of which @held were tried at this port before. What
 * is confused by TLS 1.3 and 1.2 is tried once more with TLS 1.0 alone; NULL: there is nothing left to try. */
RepointConversation *repoint_tls_certificate_source_open (GInetAddress        *address,
                                                          GPtrArray           *held,
                                                          RepointConversation *inner);

G_END_DECLS
