/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-mail-reply.h"

G_BEGIN_DECLS

/* The name a server gives itself in a reply; @greets: whether it is the one to the connection or to EHLO. NULL: none.
 * Free with g_free(). */
char *repoint_mail_server_name_find (RepointProtocol         protocol,
                                     const RepointMailReply *reply,
                                     gboolean                greets);

G_END_DECLS
