/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "repoint-session-conversation.h"

G_BEGIN_DECLS

/**
 * RepointApplicationTally: what mail servers said after the handshake, counted over several tries at one version, because
 * some turn away a share of the connections only.
 *
 * Each try is one of: not refused before the sign-in; refused by a reply; refused in the handshake, by an alert or by
 * hanging up; throttled; lost, where the connection ended or fell silent without an answer. Where there was no reply, how
 * the tries ended is counted, too. A try that our own OpenSSL could not make is none.
 */
typedef struct _RepointApplicationTally RepointApplicationTally;

RepointApplicationTally *repoint_application_tally_new     (void);
void                     repoint_application_tally_free    (RepointApplicationTally    *self);
void                     repoint_application_tally_add     (RepointApplicationTally    *self,
                                                            const RepointSessionResult *result,
                                                            gboolean                    suite_known);
void                     repoint_application_tally_add_local (RepointApplicationTally *self);
JsonObject              *repoint_application_tally_to_json (RepointApplicationTally    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointApplicationTally, repoint_application_tally_free)

G_END_DECLS
