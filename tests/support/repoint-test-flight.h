/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-test-pki.h"
#include "repoint-tls-version.h"

G_BEGIN_DECLS

/* Reads one TLS or SSLv2 record, header and all, which the ClientHello of Repoint fits in. Returns an empty array at the end of the
 * connection. */
GByteArray *repoint_test_read_record (int               fd);

/* What a real server (OpenSSL) that speaks this version alone answers to a ClientHello: ServerHello and all that follows it
 * in the same flight, or an alert. @hello: the record. */
GByteArray *repoint_test_flight_new  (const GByteArray *hello,
                                      RepointTlsVersion version,
                                      RepointTestPki    certificate);

G_END_DECLS
