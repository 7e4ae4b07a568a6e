/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

struct ssl_st;

/* What a server's certificates say and what is wrong with them: the "certificate" object of a survey. Problems are
 * observations, not errors: the ids of repoint-certificate-chain.h. Of a chain at most ten are described. */
JsonObject *repoint_certificate_describe     (struct ssl_st   *ssl,
                                              const char      *host,
                                              gint64           now);
JsonObject *repoint_certificate_describe_der (const GPtrArray *certificates,
                                              const char      *host,
                                              gint64           now);

G_END_DECLS
