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
  REPOINT_TEST_PKI_ROOT_SENT,     /* with all that stand above it */
  REPOINT_TEST_PKI_WRONG_ORDER,   /* the root before the authority between */
  REPOINT_TEST_PKI_KNOWN_BETWEEN, /* an authority between is not sent, but trusted beside its root */
  REPOINT_TEST_PKI_CROSS_SIGNED,  /* its root is unknown, but was signed by the test authority */
  REPOINT_TEST_PKI_WEAK_KEY,      /* RSA 1024 */
  REPOINT_TEST_PKI_SHA1,
  REPOINT_TEST_PKI_MD5,
  REPOINT_TEST_PKI_FORGED,        /* names the test authority as its issuer, which did not sign it */
  REPOINT_TEST_PKI_BY_A_SERVER,   /* signed by a certificate that may not sign */
  REPOINT_TEST_PKI_N_KINDS,
} RepointTestPki;

/* Makes the certificates, once, and puts the test authority's into a file of @directory; SSL_CERT_FILE pointing there makes
 * OpenSSL trust it. To be called before anything else uses OpenSSL. */
char *repoint_test_pki_write_authority (const char        *directory);

/* Its certificates in DER, as they are sent. */
GPtrArray *repoint_test_pki_list_der (RepointTestPki kind);

/* A certificate of the test authority for these names, as in openssl.cnf: "DNS:*.example,IP:127.0.0.1"; NULL: for the
 * common name. */
GBytes *repoint_test_pki_issue (const char *common_name,
                                const char *names);

/* Gives a context its certificate, chain and key. May be called from any thread. */
void  repoint_test_pki_use             (struct ssl_ctx_st *context,
                                        RepointTestPki     kind);

G_END_DECLS
