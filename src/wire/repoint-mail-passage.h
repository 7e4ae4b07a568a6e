/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-passage-verdict.h"

G_BEGIN_DECLS

/* A mail with the largest attachments that mail servers take, and what goes around it. */
#define REPOINT_MAIL_PASSAGE_MAX_BYTES (64 * 1024 * 1024)

/* So much may wait for a side that reads slowly; then the other side should not be read from (is_full()). */
#define REPOINT_MAIL_PASSAGE_MAX_HELD  (64 * 1024)

/**
 * RepointMailPassage: passes the bytes of a device on to a mail server and back, without I/O: through the gate up to the
 * ClientHello, then as they come, as long as they are TLS, under the eyes of the watch.
 *
 * The sides are those of TLS: the device is the client.
 */
typedef struct _RepointMailPassage RepointMailPassage;

RepointMailPassage    *repoint_mail_passage_new             (RepointProtocol         protocol,
                                                             RepointSecurity         security);
void                   repoint_mail_passage_free            (RepointMailPassage     *self);
void                   repoint_mail_passage_feed            (RepointMailPassage     *self,
                                                             RepointTlsSide          from,
                                                             const guint8           *bytes,
                                                             gsize                   length);
void                   repoint_mail_passage_closed          (RepointMailPassage     *self,
                                                             RepointTlsSide          side,
                                                             const char             *how);
void                   repoint_mail_passage_end             (RepointMailPassage     *self,
                                                             RepointMailGateReason   reason,
                                                             const char             *how);
GBytes                *repoint_mail_passage_take            (RepointMailPassage     *self,
                                                             RepointTlsSide          to);
gboolean               repoint_mail_passage_is_full         (RepointMailPassage     *self,
                                                             RepointTlsSide          from);
gboolean               repoint_mail_passage_is_done         (RepointMailPassage     *self,
                                                             RepointTlsSide          side);
guint64                repoint_mail_passage_get_n_bytes     (RepointMailPassage     *self,
                                                             RepointTlsSide          from);
RepointMailGate       *repoint_mail_passage_get_gate        (RepointMailPassage     *self);
RepointTlsWatch       *repoint_mail_passage_get_watch       (RepointMailPassage     *self);
RepointPassageClosedBy repoint_mail_passage_get_closed_by   (RepointMailPassage     *self);
void                   repoint_mail_passage_judge           (RepointMailPassage     *self,
                                                             RepointPassageVerdict  *verdict);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointMailPassage, repoint_mail_passage_free)

G_END_DECLS
