/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "repoint-conversation.h"
#include "repoint-tls-version.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_TLS_TALK (repoint_tls_talk_get_type ())
G_DECLARE_FINAL_TYPE (RepointTlsTalk, repoint_tls_talk, REPOINT, TLS_TALK, GObject)

/**
 * RepointTlsTalk: TLS from the first byte at whatever version both sides like best, and another conversation inside it.
 *
 * For reading what a device shows to anybody, such as its web page: the certificate is described, not verified, and
 * old versions and suites are as welcome as new ones. Nothing confidential may be said inside.
 *
 * The inner conversation is opened when the handshake is complete, and closed with the connection, even if it never was
 * opened. Without one it says goodbye after the handshake.
 */
RepointConversation *repoint_tls_talk_new             (const char          *host,    /* whom the certificate should name */
                                                       RepointTlsVersion    highest, /* version to offer */
                                                       RepointConversation *inner,   /* transfer none, nullable */
                                                       gint64               budget); /* for the handshake, µs */
RepointConversation *repoint_tls_talk_get_inner       (RepointTlsTalk      *self);   /* transfer none, nullable */
RepointTlsVersion    repoint_tls_talk_get_highest     (RepointTlsTalk      *self);
/* The version that the handshake ended with; REPOINT_TLS_VERSION_NONE: it did not. */
RepointTlsVersion    repoint_tls_talk_get_version     (RepointTlsTalk      *self);
/* Whether the handshake did not end because nothing came any more. */
gboolean             repoint_tls_talk_get_timed_out   (RepointTlsTalk      *self);
/* Transfer none, nullable: the "certificate" object of a survey. */
JsonObject          *repoint_tls_talk_get_certificate (RepointTlsTalk      *self);

G_END_DECLS
