/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "repoint-tls-version.h"

G_BEGIN_DECLS

struct ssl_ctx_st; /* OpenSSL's SSL_CTX */

/* Which suites a server knows. All of them need OpenSSL's security level 0, which a practice server sets. */
typedef enum
{
  REPOINT_PRACTICE_SUITES_MODERN, /* ECDHE only, as Exchange Online lists them */
  REPOINT_PRACTICE_SUITES_MIXED,  /* ECDHE and static RSA */
  REPOINT_PRACTICE_SUITES_OLD,    /* static RSA with AES-CBC and SHA-1 */
  REPOINT_PRACTICE_SUITES_SHORT_DH, /* Diffie-Hellman of 1024 bits, and static RSA */
} RepointPracticeSuites;

/* How a server's certificate is made. */
typedef enum
{
  REPOINT_PRACTICE_CERTIFICATE_ISSUED,      /* by the practice CA, for the name and the address */
  REPOINT_PRACTICE_CERTIFICATE_INCOMPLETE,  /* by an authority below it, whose certificate is not sent */
  REPOINT_PRACTICE_CERTIFICATE_DISORDERED,  /* by the same, with everything sent in the wrong order */
  REPOINT_PRACTICE_CERTIFICATE_SELF_SIGNED, /* RSA 2048, SHA-256 */
  REPOINT_PRACTICE_CERTIFICATE_EXPIRED,     /* RSA 1024, SHA-1, self-signed, and over */
} RepointPracticeCertificate;

/* What TLS one server speaks. Strings are borrowed and live as long as the program. */
typedef struct
{
  RepointTlsVersion           min_version;
  RepointTlsVersion           max_version;
  RepointPracticeSuites       suites;
  RepointPracticeCertificate  certificate;
  const char                 *subject; /* "CN=…,O=…": attribute=value, commas between */
  const char                 *dns_name; /* nullable */
} RepointPracticeTls;

/**
 * RepointPracticeAuthority: the practice CA and the keys its servers share, made anew in memory at each start.
 * Belongs to one thread.
 */
typedef struct _RepointPracticeAuthority RepointPracticeAuthority;

RepointPracticeAuthority *repoint_practice_authority_new            (GCancellable              *cancellable,
                                                                     GError                   **error);
void                      repoint_practice_authority_free           (RepointPracticeAuthority  *self);
struct ssl_ctx_st        *repoint_practice_authority_create_context (RepointPracticeAuthority  *self,
                                                                     const RepointPracticeTls  *tls,
                                                                     const char                *address,
                                                                     GError                   **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointPracticeAuthority, repoint_practice_authority_free)

G_END_DECLS
