/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-client-hello.h"

G_BEGIN_DECLS

#define REPOINT_HELLO_REPLAY_ERROR (repoint_hello_replay_error_quark ())

#define REPOINT_HELLO_REPLAY_RANDOM_LENGTH 32

/* Some clients and servers break on longer ones. */
#define REPOINT_HELLO_REPLAY_MAX_SERVER_NAME 250

typedef enum
{
  REPOINT_HELLO_REPLAY_ERROR_SERVER_NAME, /* longer than %REPOINT_HELLO_REPLAY_MAX_SERVER_NAME */
  REPOINT_HELLO_REPLAY_ERROR_FLAWED,      /* the hello is cut short, so that nobody knows what else it would have said */
  REPOINT_HELLO_REPLAY_ERROR_TOO_BIG,     /* with the name of the server it would be */
  REPOINT_HELLO_REPLAY_ERROR_RETRY,       /* a HelloRetryRequest that this hello cannot be answered with */
} RepointHelloReplayError;

/* In what the replay differs from what the client would send. */
typedef enum
{
  REPOINT_HELLO_REPLAY_SESSION_DROPPED = 1 << 0,      /* a session id, ticket, PSK or early data, cookie: of an earlier visit */
  REPOINT_HELLO_REPLAY_SERVER_NAME_ADDED = 1 << 1,    /* the client sent none, as one does that was given an address */
  REPOINT_HELLO_REPLAY_SERVER_NAME_IMPOSSIBLE = 1 << 2, /* there are no extensions, so that this client has none to send a name in */
  REPOINT_HELLO_REPLAY_SERVER_NAME_DROPPED = 1 << 3,  /* the server is known by its address */
  REPOINT_HELLO_REPLAY_OLD_SHARE = 1 << 4,            /* a key of the client itself, for lack of a new one */
  REPOINT_HELLO_REPLAY_SESSION_ID_ADDED = 1 << 5,     /* to get off an unlucky length */
  REPOINT_HELLO_REPLAY_UNLUCKY_LENGTH = 1 << 6,       /* some servers and load balancers break on it; it could not be avoided */
} RepointHelloReplayNotes;

/* A public key, as it stands in key_share (RFC 8446 section 4.2.8). */
typedef struct
{
  guint16  group;
  GBytes  *key;
} RepointHelloShare;

typedef struct
{
  const char              *server_name; /* (nullable): of whom it is sent to; an address is not sent (RFC 6066 section 3) */
  const RepointHelloShare *shares;      /* one for each of the hello's key_shares that can be made; in any order */
  guint                    n_shares;
  guint8                   random[REPOINT_HELLO_REPLAY_RANDOM_LENGTH];
  guint8                   session_id[REPOINT_HELLO_REPLAY_RANDOM_LENGTH];
} RepointHelloReplayInputs;

/**
 * RepointHelloReplay: the hello of a client, made fit to be sent by somebody else to another server.
 *
 * What is offered, and in which order, stays, flaws included. New are random, session id and keys; the server's name comes in
 * the place of the old one, or in front; nothing is left of earlier sessions. Padding (RFC 7685) gets the length that the client
 * would give it. Servers are known that break on certain lengths (RepointTlsHello): such a one is got off by a longer padding, or by
 * the id of a session that nobody knows, which is as good as none.
 */
typedef struct
{
  GBytes                  *message; /* the message with its header, or the record of SSLv2, as in RepointClientHello */
  GBytes                  *bytes;   /* the same in records, to be sent in one write */
  RepointHelloReplayNotes  notes;
} RepointHelloReplay;

GQuark              repoint_hello_replay_error_quark (void);
RepointHelloReplay *repoint_hello_replay_new         (const RepointClientHello        *hello,
                                                      const RepointHelloReplayInputs  *inputs,
                                                      GError                         **error);
RepointHelloReplay *repoint_hello_replay_new_retry   (const RepointHelloReplay        *first,
                                                      const RepointHelloShare         *share,
                                                      GBytes                          *cookie,
                                                      GError                         **error);
void                repoint_hello_replay_free        (RepointHelloReplay              *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointHelloReplay, repoint_hello_replay_free)

G_END_DECLS
