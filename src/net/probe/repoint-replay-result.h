/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "repoint-client-hello.h"
#include "repoint-hello-conversation.h"
#include "repoint-hello-replay.h"
#include "repoint-mail-record.h"
#include "repoint-session-conversation.h"
#include "repoint-target.h"

G_BEGIN_DECLS

typedef enum
{
  REPOINT_REPLAY_NOT_OBSERVED,
  REPOINT_REPLAY_ACCEPTED,
  REPOINT_REPLAY_REFUSED,
} RepointReplayVerdict;

typedef enum
{
  REPOINT_REPLAY_SESSION_NOT_HELD,
  REPOINT_REPLAY_SESSION_COMPLETED,
  REPOINT_REPLAY_SESSION_REFUSED,
  REPOINT_REPLAY_SESSION_LOCAL_LIMITATION,
  REPOINT_REPLAY_SESSION_NOT_OBSERVED,
} RepointReplaySession;

/**
 * RepointReplayResult: what is being found out about one hello and one target; becomes the `replay` object of the command line.
 */
typedef struct
{
  RepointTarget        *target;
  RepointClientHello   *hello;
  char                 *address;        /* nullable */
  gboolean              reachable;
  const char           *problem;        /* nullable: an id, see repoint-replay.h */
  char                 *problem_detail; /* nullable: the same */
  char                 *proxy;          /* nullable */
  RepointMailRecord    *mail;
  RepointHelloReplayNotes notes;        /* of the hello that was sent */

  RepointReplayVerdict  verdict;
  RepointTlsAnswer      answer;         /* the numbers in it; what it points to is not kept */
  guint32               suite;          /* in the format of SSLv2 a kind of cipher; 0 while none was chosen */
  char                 *refused_by;     /* nullable */

  RepointReplaySession  session;
  gboolean              completed;      /* the handshake of the session was */
  const char           *stage;          /* nullable: where the dialogue, or the handshake, ended */
  char                 *reply;          /* nullable: the server's, word for word */
  const char           *error;          /* nullable: of a reply that refused */
  char                 *ended_by;       /* nullable: how it ended where no reply says why */
} RepointReplayResult;

RepointReplayResult *repoint_replay_result_new          (const RepointClientHello   *hello,
                                                         const RepointTarget        *target);
void                 repoint_replay_result_free         (RepointReplayResult        *self);
void                 repoint_replay_result_take_hello   (RepointReplayResult        *self,
                                                         const RepointHelloResult   *hello);
gboolean             repoint_replay_result_can_hold     (const RepointReplayResult  *self);
void                 repoint_replay_result_take_session (RepointReplayResult        *self,
                                                         const RepointSessionResult *session);
JsonObject          *repoint_replay_result_to_json      (const RepointReplayResult  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointReplayResult, repoint_replay_result_free)

G_END_DECLS
