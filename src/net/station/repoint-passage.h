/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-relays.h"
#include "repoint-scheduler.h"
#include "repoint-visit.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_PASSAGE (repoint_passage_get_type ())
G_DECLARE_FINAL_TYPE (RepointPassage, repoint_passage, REPOINT, PASSAGE, GObject)

/* µs: a passage in all; until the server is connected to; without a byte from either side; and how long a device may keep
 * silent where the server begins with TLS, before it is taken for one that waits for a greeting. */
#define REPOINT_PASSAGE_TIME         (5 * G_TIME_SPAN_MINUTE)
#define REPOINT_PASSAGE_REACH_TIME   (20 * G_TIME_SPAN_SECOND)
#define REPOINT_PASSAGE_SILENCE_TIME (60 * G_TIME_SPAN_SECOND)
#define REPOINT_PASSAGE_FIRST_TIME   (5 * G_TIME_SPAN_SECOND)

/**
 * RepointPassage: the conversation with a visitor that is passed on to a mail server, which is connected to when the visitor has
 * come. Two conversations that hold little for each other: who is slow slows the other down. What it has shown is in the record's
 * "relay", src/DESIGN.md section 5.
 *
 * The server is looked for like any target, and may be reached through the system's proxy; but it does not wait for its
 * turn at the server's address, nor take one from others (repoint_conversation_is_urgent()), for the visitor waits.
 */
RepointConversation *repoint_passage_new (RepointScheduler    *scheduler,
                                          RepointRelays       *relays,
                                          const RepointTarget *target,
                                          RepointRelaysChoice  choice,
                                          GInetSocketAddress  *peer,
                                          GInetSocketAddress  *local,
                                          RepointVisitReport   report,
                                          gpointer             user_data,
                                          GDestroyNotify       destroy);

G_END_DECLS
