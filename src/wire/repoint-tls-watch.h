/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-client-hello.h"
#include "repoint-tls-version.h"

G_BEGIN_DECLS

typedef enum
{
  REPOINT_TLS_SIDE_NONE,
  REPOINT_TLS_SIDE_CLIENT,
  REPOINT_TLS_SIDE_SERVER,
} RepointTlsSide;

/* How far it came, as far as somebody without the keys can see. */
typedef enum
{
  REPOINT_TLS_STAGE_NOTHING,
  REPOINT_TLS_STAGE_HELLO,       /* the client's is whole */
  REPOINT_TLS_STAGE_CHOSEN,      /* and the server has chosen version and suite */
  REPOINT_TLS_STAGE_CERTIFICATE, /* and shown its certificate; with TLS 1.3: begun what stands encrypted around it */
  REPOINT_TLS_STAGE_ESTABLISHED,
} RepointTlsStage;

/**
 * RepointTlsSight: what was seen of a TLS handshake between two others.
 *
 * Established means: below TLS 1.3, that both sides have changed to encryption and sent a first encrypted message of the
 * handshake, their Finished (RFC 5246 section 7.4.9); with TLS 1.3, that the client has sent an encrypted record that is
 * long enough for a Finished after the ServerHello, for it comes last (RFC 8446 section 4.4.4). What either side thought of
 * the other's Finished is not seen. An alert that is encrypted can be told by the type of its record below TLS 1.3, and by
 * its length with TLS 1.3; what it says cannot be read.
 */
typedef struct
{
  RepointTlsStage    stage;
  RepointTlsVersion  version;      /* chosen; NONE before */
  guint16            suite;        /* chosen */
  gboolean           retried;      /* a HelloRetryRequest was among it */
  guint              n_records;    /* that the first hello came in */
  int                alert;        /* that can be read: the first fatal one, or else the last; -1: none */
  gboolean           fatal;        /* of @alert */
  RepointTlsSide     alert_from;
  RepointTlsSide     hidden_alert_from; /* the first one that is encrypted, before it was established */
  gboolean           client_spoke; /* it was established, and then the client said something inside */
  const char        *illegal;      /* nullable: why no client could go on with the ServerHello; for the log, static */
  RepointTlsSide     broken_by;    /* who sent something that is not TLS */
} RepointTlsSight;

/**
 * RepointTlsWatch: reads along, without keys, what the client and the server of one TLS connection say, however it is cut.
 * Holds at most the unfinished messages of the handshake before encryption, 64 KiB of each side, and 64 KiB of certificates.
 */
typedef struct _RepointTlsWatch RepointTlsWatch;

RepointTlsWatch       *repoint_tls_watch_new        (void);
void                   repoint_tls_watch_free       (RepointTlsWatch *self);
gsize                  repoint_tls_watch_feed       (RepointTlsWatch *self,
                                                     RepointTlsSide   from,
                                                     const guint8    *bytes,
                                                     gsize            length);
const RepointTlsSight *repoint_tls_watch_get        (RepointTlsWatch *self);
GPtrArray             *repoint_tls_watch_get_hellos (RepointTlsWatch *self);
const char            *repoint_tls_side_to_string   (RepointTlsSide   side);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointTlsWatch, repoint_tls_watch_free)

G_END_DECLS
