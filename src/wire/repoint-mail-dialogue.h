/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-mail-report.h"
#include "repoint-protocol.h"

G_BEGIN_DECLS

/**
 * RepointMailDialogue: the client's part of SMTP, IMAP or POP3, up to STARTTLS or, inside TLS, up to the sign-in, which
 * it opens and cancels. It never sends a name or a password. Takes bytes, gives bytes; holds at most 64 KiB.
 */
typedef struct _RepointMailDialogue RepointMailDialogue;

RepointMailDialogue     *repoint_mail_dialogue_new_clear  (RepointProtocol      protocol);
RepointMailDialogue     *repoint_mail_dialogue_new_secure (RepointProtocol      protocol,
                                                           gboolean             greeting);
void                     repoint_mail_dialogue_free       (RepointMailDialogue *self);
void                     repoint_mail_dialogue_feed       (RepointMailDialogue *self,
                                                           const guint8        *bytes,
                                                           gsize                length);
GBytes                  *repoint_mail_dialogue_take       (RepointMailDialogue *self);
gboolean                 repoint_mail_dialogue_is_done    (RepointMailDialogue *self);
gboolean                 repoint_mail_dialogue_expects_silence (RepointMailDialogue *self);
const RepointMailReport *repoint_mail_dialogue_get_report (RepointMailDialogue *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointMailDialogue, repoint_mail_dialogue_free)

G_END_DECLS
