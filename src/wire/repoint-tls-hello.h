/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-tls-version.h"

G_BEGIN_DECLS

#define REPOINT_TLS_RANDOM_LENGTH 32

/* The smallest hello is for servers that break on a large one: both limits were met in the field. */
#define REPOINT_TLS_HELLO_SMALL_LENGTH 255
#define REPOINT_TLS_HELLO_SMALL_SUITES 48

/* Servers are known that break on more. The usual list stays below; own lists should. */
#define REPOINT_TLS_HELLO_MAX_SUITES 128

/**
 * RepointTlsHello: what to ask a TLS server.
 *
 * A server answers a hello with the highest version both sides know, up to @max_version. Only TLS 1.3 lists what else
 * is welcome (RFC 8446 section 4.2.1), so that @min_version matters there alone; older hellos always stand for
 * "@max_version or below".
 *
 * Each of the three lists is the usual one while it is %NULL. One that is given is offered exactly, in its order, and
 * left out with its extension if it has no elements; it is not the hello's to free. Beside given suites stands
 * TLS_EMPTY_RENEGOTIATION_INFO_SCSV where there is no extension to say the same (RFC 5746 section 3.3): no server can
 * choose it, and one that insists on secure renegotiation would refuse for the wrong reason without it.
 *
 * With %REPOINT_TLS_VERSION_SSL2 it is the CLIENT-HELLO of SSL 2.0, which has lists of its own: all seven kinds of cipher
 * are offered, and of the members below only @random counts.
 */
typedef struct
{
  RepointTlsVersion max_version;  /* SSLv2 to TLS 1.3 */
  RepointTlsVersion min_version;  /* the lowest listed beside TLS 1.3; TLS 1.3 itself to ask for nothing else */
  gboolean          small;        /* stay below the limits above: fewer of the usual suites, groups and algorithms */
  gboolean          no_extensions; /* none at all, as from before RFC 3546; not with TLS 1.3 */
  const guint16    *suites;
  guint             n_suites;     /* at least 1 if @suites is given */
  const guint16    *groups;
  guint             n_groups;
  const guint16    *signature_algorithms; /* offered from TLS 1.2 on */
  guint             n_signature_algorithms;
  const char       *server_name;  /* nullable; an address is not sent (RFC 6066 section 3) */
  const guint8     *key_share;    /* nullable: 32 bytes of X25519 for TLS 1.3, left out unless that group is offered;
                                     without, the answer is a HelloRetryRequest */
  guint8            random[REPOINT_TLS_RANDOM_LENGTH];
  guint8            session_id[REPOINT_TLS_RANDOM_LENGTH]; /* sent with TLS 1.3, or to get off an unlucky length */
} RepointTlsHello;

GBytes *repoint_tls_hello_build             (const RepointTlsHello *self);
GArray *repoint_tls_hello_list_usual_suites (RepointTlsVersion      version);
GBytes *repoint_tls_hello_build_farewell    (RepointTlsVersion      version);

G_END_DECLS
