/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-hello-conversation.h"
#include "repoint-hello-replay.h"

G_BEGIN_DECLS

RepointHelloReplay *repoint_fresh_hello_new          (const RepointClientHello  *hello,
                                                      const char                *server_name,
                                                      GError                   **error);
GBytes             *repoint_fresh_hello_answer_retry (const RepointTlsAnswer    *request,
                                                      GBytes                   **message,
                                                      gpointer                   first);

G_END_DECLS
