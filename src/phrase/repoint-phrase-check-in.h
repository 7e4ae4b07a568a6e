/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-phrase.h"

G_BEGIN_DECLS

/* Words of the page on which a device checks in: what to type, what the station is doing, what it proves. Same rules as
 * repoint-phrase.h. */

char      *repoint_phrase_listening         (guint            n_visits,
                                             GDateTime       *since,
                                             GDateTime       *now);  /* "Listening since 10:38 · 2 visits" */
char      *repoint_phrase_waiting           (const char      *device, /* nullable: any */
                                             RepointProtocol  protocol,
                                             gboolean         overdue);
char      *repoint_phrase_visiting          (const char      *address); /* somebody is here just now */
char      *repoint_phrase_visited           (const char      *visitor, /* somebody was here: what to do next */
                                             JsonObject      *visit,
                                             gboolean         more);   /* there is another mail server to try */
char      *repoint_phrase_check_in          (gboolean         passing); /* what it is */
char      *repoint_phrase_sign_in           (gboolean         passing); /* what becomes of user name and password */
char      *repoint_phrase_passing           (GPtrArray       *servers); /* of const char*, host names, in turn; empty: there is none */
char      *repoint_phrase_encryption        (RepointSecurity  security); /* what to choose in the device */
char      *repoint_phrase_other_encryption  (RepointSecurity  security); /* what may be chosen as well */
char      *repoint_phrase_values            (const char      *server,
                                             guint            port,
                                             RepointSecurity  security); /* all there is to type in, a line each */
char      *repoint_phrase_it_was            (const char      *device);   /* a button; its underscores are doubled */
char      *repoint_phrase_assigned          (const char      *device);   /* a toast */

/* For a device that takes no other port than the one it has preset: lets programs of this computer listen there. */
char      *repoint_phrase_low_port_hint     (guint            port);
char      *repoint_phrase_low_port_command  (guint            port);

/* Packet captures that are imported instead of a visit. */
char      *repoint_phrase_capture_progress  (const char      *name,
                                             guint64          read,
                                             guint64          size);  /* 0: not known */
char      *repoint_phrase_capture_summary   (guint64          n_packets,
                                             guint            n_clients,  /* mail clients, each with one setting */
                                             guint            n_devices,
                                             guint            n_visitors);

G_END_DECLS
