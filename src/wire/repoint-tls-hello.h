/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-tls-version.h"

G_BEGIN_DECLS

#define REPOINT_TLS_RANDOM_LENGTH 32

/* The smallest hello is for servers that break on a large one: both limits were met in the field. */
#define REPOINT_TLS_HELLO_SMALL_LENGTH 255
#define REPOINT_TLS_HELLO_SMALL_SUITES 48

/**
 * RepointTlsHello: what to ask a TLS server.
 *
 * A server answers a hello with the highest version both sides know, up to @max_version. Only TLS 1.3 lists what else
 * is welcome (RFC 8446 section 4.2.1), so that @min_version matters there alone; older hellos always stand for
 * "@max_version or below".
 */
typedef struct
{
  RepointTlsVersion max_version;  /* SSLv3 to TLS 1.3 */
  RepointTlsVersion min_version;  /* the lowest listed beside TLS 1.3; TLS 1.3 itself to ask for nothing else */
  gboolean          small;        /* stay below the limits above: fewer suites, no padding */
  const char       *server_name;  /* nullable; an address is not sent (RFC 6066 section 3) */
  const guint8     *key_share;    /* nullable: 32 bytes of X25519 for TLS 1.3; without, the answer is a HelloRetryRequest */
  guint8            random[REPOINT_TLS_RANDOM_LENGTH];
  guint8            session_id[REPOINT_TLS_RANDOM_LENGTH]; /* sent with TLS 1.3 only */
} RepointTlsHello;

GBytes *repoint_tls_hello_build (const RepointTlsHello *self);

/* What to send when no more than the answer's version was wanted: user_canceled, then close_notify. */
GBytes *repoint_tls_hello_build_farewell (RepointTlsVersion version);

G_END_DECLS
