/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-mail-reply.h"
#include "repoint-mail-report.h"

G_BEGIN_DECLS

/* Reads the reply to EHLO, CAPABILITY or CAPA into @report: capabilities, sign-in methods, and whether STARTTLS is
 * offered, missing or masked. @sasl (of char*) gets the methods that AUTH or AUTHENTICATE takes. */
void     repoint_mail_capabilities_read      (RepointProtocol         protocol,
                                              const RepointMailReply *reply,
                                              RepointMailReport      *report,
                                              GPtrArray              *sasl);

/* TRUE if a firewall has overwritten the greeting. @text: the reply, in one line. */
gboolean repoint_mail_greeting_is_masked     (const char             *text);

/* TRUE if the server complains of a command that we never sent, because a firewall has overwritten STARTTLS. */
gboolean repoint_mail_complaint_is_of_masked (const char             *text);

G_END_DECLS
