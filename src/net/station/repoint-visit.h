/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "repoint-conversation.h"
#include "repoint-station-identity.h"
#include "repoint-visit-record.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_VISIT (repoint_visit_get_type ())
G_DECLARE_FINAL_TYPE (RepointVisit, repoint_visit, REPOINT, VISIT, GObject)

/* How long a visitor that says nothing is given to show that it begins with TLS, before it is greeted, in µs. A greeting that
 * came at once would break a client of direct TLS; clients that wait for it wait for minutes (RFC 5321 section 4.5.3.2). */
#define REPOINT_VISIT_GREETING_TIME (800 * G_TIME_SPAN_MILLISECOND)

/* How long a hello may take, from its first byte or from STARTTLS; and the whole visit; µs. */
#define REPOINT_VISIT_HELLO_TIME    (10 * G_TIME_SPAN_SECOND)
#define REPOINT_VISIT_TIME          (60 * G_TIME_SPAN_SECOND)

/* Told once when it is over, on the thread that runs the visit. @record is transfer full. */
typedef void (*RepointVisitReport) (RepointVisitRecord *record, gpointer user_data);

/**
 * RepointVisit: the conversation with one visitor of the station, in handshake mode: the dialogue up to STARTTLS unless the
 * visitor begins with TLS; the ClientHello; the handshake, by OpenSSL, with the very same bytes; the dialogue inside up to where
 * the visitor wants to sign in or to hand over mail; and a friendly temporary error. It never reads a credential.
 */
RepointConversation *repoint_visit_new (RepointVisitRecord     *record,
                                        RepointStationIdentity *identity,
                                        RepointVisitReport      report,
                                        gpointer                user_data,
                                        GDestroyNotify          destroy);

G_END_DECLS
