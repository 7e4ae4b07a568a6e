/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-clear-line.h"
#include "repoint-client-hello-reader.h"
#include "repoint-hello-search.h"

G_BEGIN_DECLS

/*
 * The sides, of which one turns out to be the client:
 *
 *                 ┌────────────────────────── next line ──────────────────────────┐
 *                 ▼                                                               │
 *               BEGIN ──could be a record──▶ PEEK ──is none────────────────────▶ LINE
 *                                             │
 *        ClientHello, where one may come ─────┼───── ServerHello or alert
 *                      ▼                      │           │          ▼ no hello of the other side yet
 *                    HELLO                    │           │         HELD
 *                      ▼                                  ▼◀─────────┘ there it is
 *                   RECORDS ──second ClientHello──▶     ANSWER ──HelloRetryRequest──▶ RECORDS ──▶ PEEK
 *                      │                                  │
 *                      ▼ the client's reaction            ▼ anything else
 *                    QUIET                              QUIET
 */

#define REPOINT_HELLO_SEARCH_HEADER 5                                 /* of a record */
#define REPOINT_HELLO_SEARCH_PEEK   (REPOINT_HELLO_SEARCH_HEADER + 1) /* with the type of the message */

enum
{
  REPOINT_CONTENT_CHANGE_CIPHER_SPEC = 20,
  REPOINT_CONTENT_ALERT = 21,
  REPOINT_CONTENT_HANDSHAKE = 22,
  REPOINT_CONTENT_APPLICATION_DATA = 23,
};

typedef enum
{
  REPOINT_HELLO_SEARCH_BEGIN,
  REPOINT_HELLO_SEARCH_PEEKING,
  REPOINT_HELLO_SEARCH_LINE,
  REPOINT_HELLO_SEARCH_HELLO,
  REPOINT_HELLO_SEARCH_RECORDS,
  REPOINT_HELLO_SEARCH_HELD,
  REPOINT_HELLO_SEARCH_ANSWER,
  REPOINT_HELLO_SEARCH_QUIET,
} RepointHelloSearchState;

typedef struct
{
  RepointHelloSearchState   state;
  gboolean                  may_begin;    /* a hello may come next */
  gboolean                  is_due;       /* and will, for it was announced */
  RepointSecurity           security;     /* … and this is how it came to that */
  gboolean                  in_headers;   /* behind CONNECT, up to an empty line */
  gboolean                  has_answered; /* with a HelloRetryRequest: records follow, not lines */
  RepointClearLine          line;
  guint8                    peeked[REPOINT_HELLO_SEARCH_PEEK + 1];
  gsize                     n_peeked;
  gsize                     record_left;
  gsize                     total;
  gsize                     fed_reader;   /* bytes that a reader may hold */
  RepointClientHelloReader *hello_reader;
  RepointTlsAnswerReader   *answer_reader;
  GByteArray               *held;
} RepointHelloSearchSide;

struct _RepointHelloSearch
{
  guint16                ports[2];
  RepointHelloSearchSide sides[2];
  RepointFoundHello     *open;          /* one of which not all is known yet */
  GQueue                 found;         /* of RepointFoundHello */
  guint16                proxied;       /* where CONNECT wanted to go */
  gboolean               has_starttls;
  RepointProtocol        starttls;      /* of the word that led to TLS */
  gboolean               is_mail;       /* words of SMTP were heard */
  gboolean               is_clear;      /* there was talk in clear */
  guint                  n_lost;
};

static inline RepointHelloSearchSide *
repoint_hello_search_get_other (RepointHelloSearch *self, RepointHelloSearchSide *side)
{
  return &self->sides[side == &self->sides[0] ? 1 : 0];
}

static inline gboolean
repoint_hello_search_is_client (RepointHelloSearch *self, RepointHelloSearchSide *side)
{
  return self->open != NULL && side == &self->sides[self->open->side];
}

/* The TLS part: repoint-hello-search-tls.c. Each takes of @in what it can use. */
void            repoint_hello_search_begin_hello   (RepointHelloSearch     *self,
                                                    RepointHelloSearchSide *side,
                                                    gint64                  time,
                                                    RepointBytes           *in);
void            repoint_hello_search_read_hello    (RepointHelloSearch     *self,
                                                    RepointHelloSearchSide *side,
                                                    gint64                  time,
                                                    RepointBytes           *in);
void            repoint_hello_search_begin_answer  (RepointHelloSearch     *self,
                                                    RepointHelloSearchSide *side);
void            repoint_hello_search_read_answer   (RepointHelloSearch     *self,
                                                    RepointHelloSearchSide *side,
                                                    RepointBytes           *in);
void            repoint_hello_search_read_records  (RepointHelloSearch     *self,
                                                    RepointHelloSearchSide *side,
                                                    gint64                  time,
                                                    RepointBytes           *in);

/* The part in clear, and what both use: repoint-hello-search.c. */
void            repoint_hello_search_clear_side    (RepointHelloSearchSide *side);
void            repoint_hello_search_fall_quiet    (RepointHelloSearchSide *side);
void            repoint_hello_search_close_open    (RepointHelloSearch     *self);
void            repoint_hello_search_feed_side     (RepointHelloSearch     *self,
                                                    RepointHelloSearchSide *side,
                                                    gint64                  time,
                                                    RepointBytes            bytes);
void            repoint_hello_search_end_peek      (RepointHelloSearch     *self,
                                                    RepointHelloSearchSide *side,
                                                    gint64                  time);
gboolean        repoint_hello_search_is_hello      (const guint8           *peeked);
gboolean        repoint_hello_search_is_answer     (const guint8           *peeked);
RepointProtocol repoint_hello_search_find_protocol (RepointHelloSearch     *self,
                                                    RepointHelloSearchSide *client);

G_END_DECLS
