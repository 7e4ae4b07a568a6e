/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-conversation.h"
#include "repoint-mail-passage.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_PASSAGE_SERVER (repoint_passage_server_get_type ())
G_DECLARE_FINAL_TYPE (RepointPassageServer, repoint_passage_server, REPOINT, PASSAGE_SERVER, GObject)

/* Something has happened that concerns the visitor, too. On the scheduler's thread. */
typedef void (*RepointPassageServerNews) (gint64 now, gpointer user_data);

/**
 * RepointPassageServer: the conversation with the mail server that a visitor is passed on to; the visitor's half is RepointPassage.
 */
RepointPassageServer *repoint_passage_server_new         (RepointMailPassage       *passage,
                                                          gint64                    time,
                                                          RepointPassageServerNews  news,
                                                          gpointer                  user_data);
gboolean              repoint_passage_server_is_open     (RepointPassageServer     *self);
RepointClosed         repoint_passage_server_get_closed  (RepointPassageServer     *self);
/* The visitor's half goes away: nothing is passed on, or told, any more. */
void                  repoint_passage_server_leave       (RepointPassageServer     *self);

G_END_DECLS
