/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-conversation.h"
#include "repoint-mail-dialogue.h"
#include "repoint-target.h"
#include "repoint-tls-answer.h"
#include "repoint-tls-hello.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_HELLO_CONVERSATION (repoint_hello_conversation_get_type ())
G_DECLARE_FINAL_TYPE (RepointHelloConversation, repoint_hello_conversation, REPOINT, HELLO_CONVERSATION, GObject)

typedef enum
{
  REPOINT_HELLO_NONE,        /* not known yet */
  REPOINT_HELLO_UNCONNECTED, /* there was no connection; see closed */
  REPOINT_HELLO_CONNECTED,   /* no TLS was asked for, and the port is open */
  REPOINT_HELLO_DIALOGUE,    /* the dialogue before TLS led nowhere; see report, or closed */
  REPOINT_HELLO_ANSWERED,    /* a ServerHello, whatever came after it; see answer */
  REPOINT_HELLO_ALERT,       /* see answer */
  REPOINT_HELLO_CLOSED,
  REPOINT_HELLO_RESET,
  REPOINT_HELLO_SILENT,      /* the deadline came first */
  REPOINT_HELLO_ILLEGAL,     /* see answer */
  REPOINT_HELLO_GARBAGE,     /* not TLS */
  REPOINT_HELLO_STOPPED,     /* cancelled, or this computer could not */
} RepointHelloOutcome;

typedef struct
{
  RepointHelloOutcome      outcome;
  RepointClosed            closed;   /* if the connection ended before we did */
  gint64                   opened;   /* monotonic µs; 0 if there was no connection */
  gboolean                 heard;    /* at least one byte came */
  gboolean                 late;     /* the deadline came before the end, although a ServerHello had come */
  RepointTlsAnswer         answer;
  const RepointMailReport *report;   /* nullable: STARTTLS only */
} RepointHelloResult;

/* Makes what answers a HelloRetryRequest. Called on a worker thread. Returns: (transfer full) (nullable): the bytes to send;
 * %NULL where the group it asks for is one this computer cannot make a key for. @message: (out) (transfer full): the message
 * in them. */
typedef GBytes *(*RepointHelloRetry) (const RepointTlsAnswer *request,
                                      GBytes                **message,
                                      gpointer                user_data);

/**
 * RepointHelloConversation: sends one ClientHello, after STARTTLS where the target wants it, and reads the answer up to
 * the ServerHello, or the whole flight where that is wanted. No cryptography, so that it can ask for what this computer's
 * OpenSSL no longer speaks.
 */
RepointConversation      *repoint_hello_conversation_new        (const RepointTarget      *target,
                                                                 const RepointTlsHello    *hello,
                                                                 gint64                    budget);
RepointConversation      *repoint_hello_conversation_new_bytes  (const RepointTarget      *target,
                                                                 GBytes                   *hello,
                                                                 GBytes                   *message,
                                                                 gint64                    budget);
void                      repoint_hello_conversation_want_flight (RepointHelloConversation *self);
void                      repoint_hello_conversation_follow_retry (RepointHelloConversation *self,
                                                                  RepointHelloRetry         retry,
                                                                  gpointer                  user_data,
                                                                  GDestroyNotify            destroy);
const RepointHelloResult *repoint_hello_conversation_get_result (RepointHelloConversation *self);

char                     *repoint_hello_result_describe_denial  (const RepointHelloResult *result);

G_END_DECLS
