/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Point a device of the practice office at the check-in station: it sends, or looks for, mail at a port of this computer as its
 * kind does, from its own address, and takes what comes. On a thread of its own; what came of it is seen at the station. */

/* The device that has that address; -1: none. */
int  repoint_practice_mailer_find (const char *address);
/* FALSE: the device does not use mail that way. */
gboolean repoint_practice_mailer_visit (guint       device,
                                        const char *protocol, /* "smtp", "imap", "pop3" */
                                        guint16     port);

G_END_DECLS
