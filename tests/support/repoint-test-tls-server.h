/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-protocol.h"
#include "repoint-test-pki.h"
#include "repoint-tls-version.h"

G_BEGIN_DECLS

/* Where a mail server of TLS turns old versions away. */
typedef enum
{
  REPOINT_TEST_REFUSAL_NONE,
  REPOINT_TEST_REFUSAL_GREETING, /* only where TLS comes first */
  REPOINT_TEST_REFUSAL_EHLO,     /* or CAPABILITY, or CAPA */
  REPOINT_TEST_REFUSAL_AUTH,
  REPOINT_TEST_REFUSAL_CREDENTIALS,
  REPOINT_TEST_REFUSAL_HANDSHAKE,       /* handshake_failure in answer to the client's last flight; below TLS 1.3 */
  REPOINT_TEST_REFUSAL_HANDSHAKE_RESET, /* the same, but hangs up with a reset */
  REPOINT_TEST_REFUSAL_DROP,            /* a reset in answer to what is said first inside TLS */
} RepointTestRefusal;

/* What the server is like. All zero: any version, a good certificate, no mail, nothing odd. */
typedef struct
{
  const char        *address;      /* of loopback; NULL: 127.0.0.1 */
  guint16            port;         /* 0: a free one; one that is taken aborts the test */
  RepointProtocol    protocol;     /* SMTP, IMAP and POP3 are spoken; others: silence inside TLS */
  RepointSecurity    security;     /* 0 counts as REPOINT_SECURITY_TLS unless is_clear */
  gboolean           is_clear;     /* never TLS: STARTTLS is not offered */
  RepointTlsVersion  min_version;
  RepointTlsVersion  max_version;
  const char        *ciphers;      /* OpenSSL's list, NULL for all */
  const char        *old_ciphers;  /* the same below TLS 1.2, NULL for no other */
  gboolean           own_order;    /* of suites and groups */
  const char        *groups;       /* OpenSSL's list, NULL for its usual ones */
  const char        *signatures;   /* OpenSSL's list of what may be signed with, NULL for its usual ones */
  gboolean           small_dh;     /* Diffie-Hellman with 768 bits */
  const char        *dh_group;     /* or with this group, named as in RFC 7919; NULL: as OpenSSL likes it */
  RepointTestPki     certificate;
  guint              n_chain;      /* more certificates, which do not matter, behind the server's */

  RepointTestRefusal refusal;
  RepointTlsVersion  refuse_up_to; /* 0: TLS 1.1 */
  guint              refuse_every; /* every nth session of such a version; 0 and 1: each */
  const char        *refuse_with;  /* the whole line, without its end */

  guint              chunk;        /* bytes in a write; 0: all */
  guint              chunk_ms;     /* pause between two writes */
  guint              fragment;     /* bytes in a record of the handshake, as long as it is readable; 0: as it comes */
  int                reset_after;  /* so many bytes, counted from 1; 0: never, -1: at once */
  int                close_after;
  int                stall_after;
  gboolean           mute_alerts;  /* hangs up instead of sending an alert, like Dovecot */
  gboolean           warn_first;   /* a warning alert before the ServerHello */
  guint              max_hello;    /* resets when the record with the ClientHello is longer; 0: any */
  guint              max_suites;   /* or when it offers more suites; 0: any */
  gboolean           no_extensions;/* or when it has extensions */
  gboolean           no_names;     /* alert unrecognized_name to every name */
  const guint8      *ssl2;         /* sent in answer to an SSLv2 CLIENT-HELLO */
  gsize              ssl2_length;
  guint              throttle_from;/* 421 or the like from the nth connection on; 0: never */
  const char        *greeting;     /* replaces everything the server says, from the first byte on */
  gboolean           endless;      /* the greeting, again and again */
  const char        *starttls_as;  /* stands where STARTTLS is announced, "" for nothing; the command works as before */
  const char        *inject;       /* follows the reply to STARTTLS, in the same write */
  const guint8      *canned;       /* sent in answer to the ClientHello, instead of a handshake */
  gsize              canned_length;
} RepointTestTlsOptions;

/**
 * RepointTestTlsServer: a TLS server on loopback, on threads of its own.
 */
typedef struct _RepointTestTlsServer RepointTestTlsServer;

RepointTestTlsServer *repoint_test_tls_server_new             (const RepointTestTlsOptions *options);
void                  repoint_test_tls_server_free            (RepointTestTlsServer        *self);
guint16               repoint_test_tls_server_get_port        (RepointTestTlsServer        *self);
guint                 repoint_test_tls_server_get_connections (RepointTestTlsServer        *self);

/* Handshakes that were completed. Waits until the connections there were are over, which clients have to see to. */
guint                 repoint_test_tls_server_get_handshakes  (RepointTestTlsServer        *self);

/* Everything clients said in clear or inside TLS so far, lines joined with "|". Free with g_free(). */
char                 *repoint_test_tls_server_get_transcript  (RepointTestTlsServer        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointTestTlsServer, repoint_test_tls_server_free)

G_END_DECLS
