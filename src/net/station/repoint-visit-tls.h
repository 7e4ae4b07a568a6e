/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-station-identity.h"
#include "repoint-visit-record.h"

G_BEGIN_DECLS

typedef enum
{
  REPOINT_VISIT_TLS_MORE,     /* of the handshake is to come */
  REPOINT_VISIT_TLS_COMPLETE,
  REPOINT_VISIT_TLS_FAILED,
} RepointVisitTlsStep;

/* What there was to be read inside TLS. */
typedef enum
{
  REPOINT_VISIT_TLS_READ,
  REPOINT_VISIT_TLS_NOTHING,  /* for now */
  REPOINT_VISIT_TLS_CLOSED,   /* close_notify */
  REPOINT_VISIT_TLS_BROKEN,   /* an alert, or nonsense */
} RepointVisitTlsRead;

/**
 * RepointVisitTls: the server's end of a visitor's TLS: OpenSSL on memory, and what can be told of the visitor from it.
 *
 * Belongs to one thread at a time. Only step() may take long: it makes the key if there is none yet, signs, and exchanges keys.
 */
typedef struct _RepointVisitTls RepointVisitTls;

RepointVisitTls       *repoint_visit_tls_new           (RepointStationIdentity   *identity,
                                                        const RepointClientHello *hello);
void                   repoint_visit_tls_free          (RepointVisitTls          *self);
void                   repoint_visit_tls_feed          (RepointVisitTls          *self,
                                                        const guint8             *bytes,
                                                        gsize                     length);
RepointVisitTlsStep    repoint_visit_tls_step          (RepointVisitTls          *self);
RepointVisitTlsRead    repoint_visit_tls_read          (RepointVisitTls          *self,
                                                        guint8                   *buffer,
                                                        gsize                     size,
                                                        gsize                    *length);
void                   repoint_visit_tls_write         (RepointVisitTls          *self,
                                                        GBytes                   *bytes);
void                   repoint_visit_tls_close         (RepointVisitTls          *self);
GBytes                *repoint_visit_tls_take          (RepointVisitTls          *self);
guint                  repoint_visit_tls_get_n_hellos  (RepointVisitTls          *self);
RepointVisitHandshake  repoint_visit_tls_get_handshake (RepointVisitTls          *self);
gboolean               repoint_visit_tls_has_certificate (RepointVisitTls        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointVisitTls, repoint_visit_tls_free)

G_END_DECLS
