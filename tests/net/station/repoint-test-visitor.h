/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-tls-version.h"
#include "repoint-visit.h"

#include <openssl/ssl.h>

G_BEGIN_DECLS

/**
 * RepointTestVisitor: a client that talks to a visit without a socket, in a time of its own, and keeps the record.
 */
typedef struct
{
  RepointConversation *conversation;
  RepointVisitRecord  *record;    /* NULL until it is over */
  gint64               now;
  GString             *heard;     /* everything the station said in clear */
  gsize                step;      /* feeds so many bytes at a time; 0: all at once */
  SSL                 *ssl;       /* NULL before TLS */
  GString             *heard_inside;
  gboolean             handshaken;
} RepointTestVisitor;

RepointTestVisitor *repoint_test_visitor_new       (RepointProtocol      protocol);
void                repoint_test_visitor_free      (RepointTestVisitor  *self);
void                repoint_test_visitor_feed      (RepointTestVisitor  *self,
                                                    const void          *bytes,
                                                    gsize                length);
void                repoint_test_visitor_say       (RepointTestVisitor  *self,
                                                    const char          *text);
/* Time passes until the visit's deadline, which it hears. */
void                repoint_test_visitor_wait      (RepointTestVisitor  *self);
void                repoint_test_visitor_hang_up   (RepointTestVisitor  *self,
                                                    RepointClosed        how);
/* Begins TLS; the client checks certificates if @verify. The SSL is set up, and not a byte was sent. */
SSL                *repoint_test_visitor_begin_tls (RepointTestVisitor  *self,
                                                    RepointTlsVersion    version,
                                                    const char          *ciphers,
                                                    gboolean             verify);
/* Carries bytes to and fro until both have nothing to say. */
void                repoint_test_visitor_shake     (RepointTestVisitor  *self);
void                repoint_test_visitor_say_inside (RepointTestVisitor *self,
                                                    const char          *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointTestVisitor, repoint_test_visitor_free)

G_END_DECLS
