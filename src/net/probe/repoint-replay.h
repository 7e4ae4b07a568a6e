/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-client-hello.h"
#include "repoint-target-job.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_REPLAY (repoint_replay_get_type ())
G_DECLARE_FINAL_TYPE (RepointReplay, repoint_replay, REPOINT, REPLAY, RepointTargetJob)

/**
 * RepointReplay: says the hello of a device to servers, and so finds out what they would answer the device.
 *
 * What is sent is the hello as it was captured, but for what is new each time (random, session id, keys), what belongs to one
 * visit (session ticket, pre-shared key, early data) and the name of the server. A HelloRetryRequest is answered, once. Then a
 * session is held by OpenSSL, pinned to the version and the suite that the server chose, and to the groups and signature
 * algorithms of the device, up to the sign-in: some servers complete the handshake and turn the client away behind it.
 *
 * A result is the `replay` object of the command line (design section 5):
 *   "result"    accepted: the server chose a version and a suite that the device offered, and below TLS 1.3 signed its part of the
 *               key exchange; after HelloRetryRequest too
 *               refused: it said no, see "refused_by": alert N, close_notify, close, reset (both only if it does so twice),
 *               other-signature (it signs with an algorithm that the device does not offer), no-cipher (of SSLv2)
 *               not-observed: see "problem"
 *   "problem"   as in repoint-survey.h; also
 *               illegal-answer: what came breaks the rules of TLS, or is something that was not offered ("not_offered": version,
 *               cipher, group), so that no client would go on; which proves nothing about the server, somebody may be between
 *               downgraded: a server that could do better says so (RFC 8446 section 4.1.3) to a device that could, too:
 *               somebody is between, and the device would hang up
 *               hello-unusable: it is cut short, or has no place for the name of the server
 *   "changed"   in what the hello that was sent differs from what the device would send this server: session-dropped,
 *               server-name-added (it sent none, as one does that was given an address), server-name-impossible (it has no
 *               place for one), server-name-dropped (the target is an address), old-key-share, session-id-added,
 *               unlucky-length
 *   "session"   null where there was nothing to hold; "result":
 *               completed: not refused before the sign-in
 *               refused: by "reply" at "stage", "error" being the catalog's id for it, or in the handshake by "ended_by"
 *               local-limitation: this computer's OpenSSL has not what it takes; says nothing about the server
 *               not-observed: see "ended_by"
 *
 * The same hello that is to be said to the same target by several jobs at the same time is said once. One hello is the same as
 * another if they have the same id.
 */
typedef struct
{
  guint timeout_ms;  /* absolute, per target; 0 = 30 s */
} RepointReplayOptions;

RepointReplay *repoint_replay_new (RepointScheduler           *scheduler,
                                   const RepointClientHello   *hello,
                                   GPtrArray                  *targets, /* of RepointTarget, all with TLS; copied */
                                   const RepointReplayOptions *options);

G_END_DECLS
