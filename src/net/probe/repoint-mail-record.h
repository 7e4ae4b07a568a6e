/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "repoint-mail-report.h"

G_BEGIN_DECLS

/**
 * RepointMailRecord: what a mail server says of itself, over all conversations with it. The first one that knows counts;
 * names and sign-in methods add up, because behind one address there may be many servers.
 */
typedef struct _RepointMailRecord RepointMailRecord;

RepointMailRecord *repoint_mail_record_new           (void);
void               repoint_mail_record_free          (RepointMailRecord       *self);
void               repoint_mail_record_add_clear     (RepointMailRecord       *self,
                                                      const RepointMailReport *report);
void               repoint_mail_record_add_secure    (RepointMailRecord       *self,
                                                      const RepointMailReport *report);
void               repoint_mail_record_add_to_result (RepointMailRecord       *self,
                                                      gboolean                 starttls,
                                                      JsonObject              *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointMailRecord, repoint_mail_record_free)

G_END_DECLS
