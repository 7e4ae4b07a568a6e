/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "repoint-enums.h"
#include "repoint-protocol.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_MAIL_USE (repoint_mail_use_get_type ())
G_DECLARE_FINAL_TYPE (RepointMailUse, repoint_mail_use, REPOINT, MAIL_USE, GObject)

/**
 * RepointMailUse: one way in which a device sends or collects mail, as it is configured today.
 *
 * Properties (read-write but for id): id, protocol (int, SMTP/IMAP/POP3 only), host (string, "" = not known),
 * port (uint, 0 = not known), security (int), security-known (boolean), sign-in, mailbox, recipients,
 * route (string: the route the admin chose instead of the first, "" = the first).
 * Signals: "changing" before and "changed" after each change.
 */
RepointMailUse    *repoint_mail_use_new                (RepointProtocol protocol);
const char        *repoint_mail_use_get_id             (RepointMailUse *self);
RepointProtocol    repoint_mail_use_get_protocol       (RepointMailUse *self);
void               repoint_mail_use_set_protocol       (RepointMailUse *self, RepointProtocol protocol);
const char        *repoint_mail_use_get_host           (RepointMailUse *self);
void               repoint_mail_use_set_host           (RepointMailUse *self, const char *host);
guint16            repoint_mail_use_get_port           (RepointMailUse *self);
void               repoint_mail_use_set_port           (RepointMailUse *self, guint16 port);
gboolean           repoint_mail_use_get_security       (RepointMailUse *self, RepointSecurity *security);
void               repoint_mail_use_set_security       (RepointMailUse *self, RepointSecurity security);
void               repoint_mail_use_forget_security    (RepointMailUse *self);
RepointSignIn      repoint_mail_use_get_sign_in        (RepointMailUse *self);
void               repoint_mail_use_set_sign_in        (RepointMailUse *self, RepointSignIn sign_in);
const char        *repoint_mail_use_get_mailbox        (RepointMailUse *self);
void               repoint_mail_use_set_mailbox        (RepointMailUse *self, const char *mailbox);
RepointRecipients  repoint_mail_use_get_recipients     (RepointMailUse *self);
void               repoint_mail_use_set_recipients     (RepointMailUse *self, RepointRecipients recipients);
const char        *repoint_mail_use_get_route          (RepointMailUse *self);
void               repoint_mail_use_set_route          (RepointMailUse *self, const char *route);

G_END_DECLS
