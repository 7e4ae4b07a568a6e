/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "repoint-practice-dialogue.h"

G_BEGIN_DECLS

struct ssl_ctx_st;

/**
 * RepointPracticeServer: one listening socket and the connections that came of it. Lives on the thread that iterates
 * the main context it was made for. Everything a client can make it hold is bounded.
 */
typedef struct _RepointPracticeServer RepointPracticeServer;

RepointPracticeServer *repoint_practice_server_new  (GMainContext                  *main_context,
                                                     GSocket                       *listener,
                                                     const RepointPracticeDialogue *dialogue,
                                                     gpointer                       settings,
                                                     struct ssl_ctx_st             *tls_context,
                                                     gboolean                       tls_first);
void                   repoint_practice_server_free (RepointPracticeServer         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointPracticeServer, repoint_practice_server_free)

G_END_DECLS
