/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

struct ssl_ctx_st;

/* All are for localhost and 127.0.0.1 and come from one test authority, unless the name says otherwise. */
typedef enum
{
  REPOINT_TEST_PKI_GOOD,
  REPOINT_TEST_PKI_SELF_SIGNED,
  REPOINT_TEST_PKI_EXPIRED,
  REPOINT_TEST_PKI_NOT_YET_VALID,
  REPOINT_TEST_PKI_OTHER_NAME,
  REPOINT_TEST_PKI_WEAK,       /* RSA 1024, SHA-1, self-signed, only a common name */
  REPOINT_TEST_PKI_INCOMPLETE, /* an authority between is not sent */
  REPOINT_TEST_PKI_PRIVATE,    /* sent with its root, which nobody knows */
  REPOINT_TEST_PKI_HOSTILE,    /* names that are markup, control characters and not UTF-8 */
  REPOINT_TEST_PKI_N_KINDS,
} RepointTestPki;

/* Makes the certificates, once, and puts the test authority's into a file of @directory; SSL_CERT_FILE pointing there makes
 * OpenSSL trust it. To be called before anything else uses OpenSSL. */
char *repoint_test_pki_write_authority (const char        *directory);

/* Gives a context its certificate, chain and key. May be called from any thread. */
void  repoint_test_pki_use             (struct ssl_ctx_st *context,
                                        RepointTestPki     kind);

G_END_DECLS
