/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-tls-version.h"

G_BEGIN_DECLS

struct ossl_lib_ctx_st;
struct ssl_ctx_st;
struct ssl_st;
struct x509_store_st;

/* OpenSSL, set up once for the whole process so that it refuses nothing by itself and no configuration file of this
 * computer has a say. May be called from any thread; what they return is never freed. */

/* For whatever else is to be made with it. */
struct ossl_lib_ctx_st *repoint_session_context_get_library (void);

/* For exactly one version; NULL where this computer's OpenSSL cannot speak it. */
struct ssl_ctx_st    *repoint_session_context_get       (RepointTlsVersion version);

/* Makes a hello of one such context less than 256 bytes long, if the server's name is no longer than 30: with @suite alone,
 * which must be one that OpenSSL here knows, below TLS 1.3. */
void                  repoint_session_context_shrink    (struct ssl_st     *ssl,
                                                         RepointTlsVersion  version,
                                                         guint16            suite);

/* The authorities this computer trusts. */
struct x509_store_st *repoint_session_context_get_trust (void);

/* Where their list is: a file, a directory, or both with a comma between. NULL: there is none. */
const char           *repoint_session_context_get_trust_name (void);

/* Whether OpenSSL here knows the suite; if not, its failure says nothing about the server. */
gboolean              repoint_session_context_has_suite (RepointTlsVersion version,
                                                         guint16           suite);

G_END_DECLS
