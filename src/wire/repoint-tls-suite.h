/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-tls-version.h"

G_BEGIN_DECLS

typedef enum
{
  REPOINT_TLS_KEY_EXCHANGE_UNKNOWN,
  REPOINT_TLS_KEY_EXCHANGE_RSA,
  REPOINT_TLS_KEY_EXCHANGE_RSA_EXPORT, /* with a key of its own of 512 or 1024 bits, unless that of the certificate is it */
  REPOINT_TLS_KEY_EXCHANGE_DH,         /* the key is in the certificate */
  REPOINT_TLS_KEY_EXCHANGE_DHE,
  REPOINT_TLS_KEY_EXCHANGE_DH_ANON,
  REPOINT_TLS_KEY_EXCHANGE_ECDH,       /* the key is in the certificate */
  REPOINT_TLS_KEY_EXCHANGE_ECDHE,
  REPOINT_TLS_KEY_EXCHANGE_ECDH_ANON,
  REPOINT_TLS_KEY_EXCHANGE_ANY,        /* a suite of TLS 1.3, which leaves that to the key shares */
  REPOINT_TLS_KEY_EXCHANGE_OTHER,      /* PSK, SRP, Kerberos, GOST, …, SSLv2, and what only signals something */
} RepointTlsKeyExchange;

/* Cipher suites by their number on the wire and their name in the IANA registry. */
const char            *repoint_tls_suite_to_string        (guint32     suite);
gboolean               repoint_tls_suite_from_string      (const char *name,
                                                           guint32    *suite);
RepointTlsKeyExchange  repoint_tls_suite_get_key_exchange (guint32     suite);
gboolean               repoint_tls_suite_exists_at        (guint32     suite,
                                                           RepointTlsVersion version);

/* All of them, in the order of their numbers: FALSE after the last. */
gboolean               repoint_tls_suite_get_nth          (guint       n,
                                                           guint32    *suite);

G_END_DECLS
