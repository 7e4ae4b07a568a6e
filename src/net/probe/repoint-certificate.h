/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

struct ssl_st;

/* What the server's certificate says and what is wrong with it: the "certificate" object of a survey. Problems are
 * observations, not errors: expired, not-yet-valid, name-mismatch, self-signed, untrusted, incomplete-chain, weak-key,
 * weak-signature, invalid. */
JsonObject *repoint_certificate_describe (struct ssl_st *ssl,
                                          const char    *host,
                                          gint64         now);

G_END_DECLS
