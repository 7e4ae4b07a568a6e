/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "repoint-conversation.h"
#include "repoint-mail-dialogue.h"
#include "repoint-session-pin.h"
#include "repoint-target.h"
#include "repoint-tls-version.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_SESSION_CONVERSATION (repoint_session_conversation_get_type ())
G_DECLARE_FINAL_TYPE (RepointSessionConversation, repoint_session_conversation, REPOINT, SESSION_CONVERSATION, GObject)

typedef enum
{
  REPOINT_SESSION_NONE,        /* not known yet */
  REPOINT_SESSION_UNCONNECTED, /* there was no connection; see closed */
  REPOINT_SESSION_DIALOGUE,    /* the dialogue before TLS led nowhere; see clear, or closed */
  REPOINT_SESSION_LOCAL,       /* this computer's OpenSSL could not: says nothing about the server */
  REPOINT_SESSION_HANDSHAKE,   /* the server ended the handshake, or broke its rules; see alert, or closed */
  REPOINT_SESSION_ENDED,       /* the server ended the session without a word; see closed */
  REPOINT_SESSION_DONE,        /* everything was said; see secure */
  REPOINT_SESSION_STOPPED,     /* cancelled, or this computer could not open a connection */
} RepointSessionOutcome;

typedef struct
{
  RepointSessionOutcome    outcome;
  RepointClosed            closed;      /* if the connection ended before we did */
  gint64                   opened;      /* monotonic µs; 0 if there was no connection */
  gboolean                 answered;    /* the hello was, with a ServerHello that OpenSSL could go on with */
  gboolean                 completed;   /* the handshake was */
  int                      alert;       /* the last fatal one of the server, or -1 */
  gboolean                 breach;      /* the server broke the rules of TLS */
  JsonObject              *certificate; /* nullable */
  const RepointMailReport *clear;       /* nullable: before TLS */
  const RepointMailReport *secure;      /* nullable: inside TLS */
} RepointSessionResult;

/**
 * RepointSessionConversation: a real session at one version: handshake, certificate, and for mail the dialogue inside, up
 * to the sign-in, which is opened and canceled.
 */
RepointConversation        *repoint_session_conversation_new        (const RepointTarget        *target,
                                                                     RepointTlsVersion           version,
                                                                     gboolean                    certificate,
                                                                     gint64                      budget);
void                        repoint_session_conversation_withhold_name (RepointSessionConversation *self);
void                        repoint_session_conversation_keep_small    (RepointSessionConversation *self,
                                                                        guint16                     suite);
void                        repoint_session_conversation_pin           (RepointSessionConversation *self,
                                                                        const RepointSessionPin    *pin);
const RepointSessionResult *repoint_session_conversation_get_result (RepointSessionConversation *self);

G_END_DECLS
