/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-client-hello.h"
#include "repoint-tls-version.h"

G_BEGIN_DECLS

/* What a device offers. All zero: what OpenSSL likes, TLS 1.0 to 1.3. */
typedef struct
{
  RepointTlsVersion  min_version;
  RepointTlsVersion  max_version;
  const char        *ciphers;     /* OpenSSL's list below TLS 1.3, NULL for all */
  const char        *suites;      /* the same for TLS 1.3 */
  const char        *groups;      /* OpenSSL's list, NULL for its usual ones; the first one comes with a share */
  const char        *signatures;  /* OpenSSL's list, NULL for all */
  const char        *server_name; /* NULL: none */
  const char        *alpn;        /* one protocol; NULL: none */
  gboolean           resumes;     /* says hello with a session of an earlier visit */
} RepointTestDeviceOptions;

/* What became of a visit to a server on 127.0.0.1. */
typedef struct
{
  RepointTlsVersion version; /* NONE: no handshake was completed */
  guint16           suite;
  int               alert;   /* of the server, or -1 */
} RepointTestDeviceVisit;

/* The hello that OpenSSL says then. @port: where to get a session to resume; 0 unless it resumes. */
RepointClientHello     *repoint_test_device_get_hello (const RepointTestDeviceOptions *options,
                                                       guint16                         port);
RepointTestDeviceVisit  repoint_test_device_visit     (const RepointTestDeviceOptions *options,
                                                       guint16                         port);

G_END_DECLS
