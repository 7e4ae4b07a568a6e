/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-test-tcp-talk.h"
#include "repoint-tls-version.h"

G_BEGIN_DECLS

/* Two OpenSSLs that meet. All zero: any version that both know. */
typedef struct
{
  RepointTlsVersion max_version;   /* of the client */
  RepointTlsVersion server_min;
  RepointTlsVersion server_max;
  const char       *server_groups; /* OpenSSL's list; another than the client begins with makes a HelloRetryRequest */
  const char       *ciphers;       /* of the client, below TLS 1.3 */
  const char       *name;          /* that the client asks for; NULL: none */
  gboolean          checks;        /* the client looks at the certificate, which it does not know */
} RepointTestHandshake;

/* What one side sends before it waits for the other. */
typedef struct
{
  guint   side; /* as in RepointTestTcpTalk */
  GBytes *bytes;
} RepointTestTurn;

/* The turns, from the ClientHello up to the first words inside or the alert. Free with g_ptr_array_unref(). */
GPtrArray *repoint_test_handshake_list_turns (const RepointTestHandshake *options);

/* Lets a talk go through them. */
void       repoint_test_handshake_say        (RepointTestTcpTalk            *talk,
                                              GPtrArray                  *turns);

G_END_DECLS
