/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Signature algorithms by their number on the wire and their name in the IANA registry ("TLS SignatureScheme"); and those pairs
 * of hash and signature of RFC 5246 section 7.4.1.4.1 that the registry only calls reserved, named in the same manner. */
const char *repoint_tls_signature_algorithm_to_string (guint16 algorithm);

G_END_DECLS
