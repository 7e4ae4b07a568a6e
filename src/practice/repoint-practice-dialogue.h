/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-tls-version.h"

G_BEGIN_DECLS

/* What the server does after it has sent the reply. */
typedef enum
{
  REPOINT_PRACTICE_NEXT_LISTEN,
  REPOINT_PRACTICE_NEXT_START_TLS,
  REPOINT_PRACTICE_NEXT_CLOSE,
} RepointPracticeNext;

/**
 * RepointPracticeDialogue: how one protocol is spoken, line by line, free of sockets and TLS.
 *
 * @open is called when a connection is there, and again when TLS came up after a START_TLS; with TLS from the first
 * byte it is called once. @line gets each line without its end. Both append to the reply. A line may hold a
 * credential: no dialogue looks at one, keeps it or logs it.
 */
typedef struct
{
  gsize                 max_line; /* bytes; a longer line ends the connection */
  gpointer            (*create) (gpointer settings);
  RepointPracticeNext (*open)   (gpointer dialogue, RepointTlsVersion version, GString *reply);
  RepointPracticeNext (*line)   (gpointer dialogue, const char *line, GString *reply);
  void                (*free)   (gpointer dialogue);
} RepointPracticeDialogue;

G_END_DECLS
