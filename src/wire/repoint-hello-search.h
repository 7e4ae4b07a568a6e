/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-bytes.h"
#include "repoint-client-hello.h"
#include "repoint-protocol.h"
#include "repoint-tls-answer.h"

G_BEGIN_DECLS

typedef enum
{
  REPOINT_HELLO_ANSWER_UNSEEN,       /* nobody captured it, or there was none */
  REPOINT_HELLO_ANSWER_SERVER_HELLO, /* or a HelloRetryRequest */
  REPOINT_HELLO_ANSWER_ALERT,
  REPOINT_HELLO_ANSWER_CLOSE,        /* the server hung up instead, in order … */
  REPOINT_HELLO_ANSWER_RESET,        /* … or with a reset */
  REPOINT_HELLO_ANSWER_ILLEGAL,      /* nothing this client could go on with */
} RepointHelloAnswer;

/* What the client did with the answer. */
typedef enum
{
  REPOINT_HELLO_REACTION_UNSEEN,
  REPOINT_HELLO_REACTION_WENT_ON,
  REPOINT_HELLO_REACTION_ALERT,  /* one that can be read */
  REPOINT_HELLO_REACTION_CLOSE,  /* it hung up instead, in order … */
  REPOINT_HELLO_REACTION_RESET,  /* … or with a reset */
} RepointHelloReaction;

/**
 * RepointFoundHello: a ClientHello in what two computers said to each other, what came back, and what became of that.
 */
typedef struct
{
  RepointClientHello  *hello;
  gint64               time;        /* when its last byte came, as in RepointPacket */
  guint                side;        /* who sent it: 0 or 1 */
  RepointProtocol      protocol;    /* SMTP, IMAP, POP3, or TLS where it is not known */
  RepointSecurity      security;    /* STARTTLS or TLS */
  gboolean             after_retry; /* it is the second one, which a HelloRetryRequest asked for */

  RepointHelloAnswer   answer;
  RepointTlsVersion    version;    /* the one chosen; NONE unless there was a ServerHello */
  guint32              suite;      /* the one chosen; 0 with SSLv2, where the client chooses */
  gboolean             retry;      /* it was a HelloRetryRequest */
  RepointHelloReaction reaction;
  int                  alert;      /* the description of the server's, or of the client's; or -1 */
} RepointFoundHello;

/**
 * RepointHelloSearch: looks for ClientHellos in one connection, whose sides are fed in whatever order they were captured: at its
 * beginning, behind STARTTLS or STLS, behind CONNECT. Who is the client shows itself.
 *
 * What is said in clear is looked through for the words that lead to TLS, and not collected. Where bytes lack, it goes on behind
 * the gap as if that were the beginning: segments tend to begin where lines and records do. Nothing is read behind the first
 * 80 KiB of a side.
 */
typedef struct _RepointHelloSearch RepointHelloSearch;

RepointHelloSearch *repoint_hello_search_new        (const guint16        ports[2],
                                                     gboolean             from_begin);
void                repoint_hello_search_free       (RepointHelloSearch  *self);
void                repoint_hello_search_feed       (RepointHelloSearch  *self,
                                                     guint                side,
                                                     gint64               time,
                                                     RepointBytes         bytes);
void                repoint_hello_search_gap        (RepointHelloSearch  *self,
                                                     guint                side);
void                repoint_hello_search_end        (RepointHelloSearch  *self,
                                                     guint                side,
                                                     gboolean             reset);
void                repoint_hello_search_finish     (RepointHelloSearch  *self);
gboolean            repoint_hello_search_is_reading (RepointHelloSearch  *self);
gboolean            repoint_hello_search_wants      (RepointHelloSearch  *self,
                                                     guint                side);
RepointFoundHello  *repoint_hello_search_pop        (RepointHelloSearch  *self);
guint               repoint_hello_search_get_n_lost (RepointHelloSearch  *self);
gsize               repoint_hello_search_get_memory (RepointHelloSearch  *self);

void                repoint_found_hello_free        (RepointFoundHello   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointHelloSearch, repoint_hello_search_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointFoundHello, repoint_found_hello_free)

G_END_DECLS
