/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "repoint-conversation.h"

G_BEGIN_DECLS

/**
 * RepointConnection: a conversation and the socket it is held on. Private to the scheduler, used on its thread.
 *
 *   WAITING ──start()──▶ CONNECTING ──writable──▶ TALKING ──done──▶ CLOSING ──their FIN, or time──▶ CLOSED
 *      │ cancel              │ refused, time-out      │ FIN, reset, time-out       ▲
 *      └─────────────────────┴───────────────────────▶┴────────────────────────────┘
 *
 * A visitor's begins with accept(), which leads from WAITING to TALKING at once.
 *
 * CLOSING sends what is left, then FIN, and throws away what still arrives for a short while: closing a socket
 * with unread bytes in it would send RST, at which fragile devices stumble. For the budget of the address it is over
 * when the FIN has left (@since).
 */
typedef enum
{
  REPOINT_CONNECTION_WAITING,
  REPOINT_CONNECTION_CONNECTING,
  REPOINT_CONNECTION_TALKING,
  REPOINT_CONNECTION_CLOSING,
  REPOINT_CONNECTION_CLOSED,
} RepointConnectionState;

typedef struct
{
  RepointConversation    *conversation;
  RepointConnectionState  state;
  gboolean                over;      /* the conversation has ended; only the socket is left */
  gboolean                working;   /* the conversation has work to do that is not for this thread; see worked() */
  gint64                  since;     /* when our FIN left, the pause counts from here; -1: the connection never stood */
  gint64                  deadline;  /* monotonic µs, of the present state */

  int                     epoll;
  int                     fd;
  gboolean                watched;   /* a member of @epoll; while working, or full with nothing to send, it is not, for
                                      * there a hang-up is always told */
  gboolean                full;      /* the conversation wants nothing more to read for now */
  guint32                 interest;
  GByteArray             *out;       /* taken, not yet sent */
  gsize                   sent;      /* of @out */
  gsize                   discarded; /* bytes that arrived after the end */
  gboolean                deaf;      /* nothing more can arrive */
  gboolean                broken;    /* nothing more can be sent */
  gboolean                was_reset; /* learned while sending */
  gint64                  last;      /* the absolute deadline of the conversation */
} RepointConnection;

void     repoint_connection_init    (RepointConnection   *self,
                                     RepointConversation *conversation);
void     repoint_connection_clear   (RepointConnection   *self);

/* Opens the socket. Returns 0, or the errno that kept it from being opened because this computer is short of
 * descriptors (then nothing has happened). Any other failure is told to the conversation. Its events in @epoll
 * carry @self. */
int      repoint_connection_start   (RepointConnection   *self,
                                     int                  epoll,
                                     GInetAddress        *address,
                                     guint16              port,
                                     gint64               connect_time,      /* µs */
                                     gint64               conversation_time, /* µs */
                                     gint64               now);
/* Begins with a socket that is connected already, which it takes over: non-blocking, close-on-exec. */
void     repoint_connection_accept  (RepointConnection   *self,
                                     int                  epoll,
                                     int                  fd,
                                     gint64               conversation_time, /* µs */
                                     gint64               now);
void     repoint_connection_handle  (RepointConnection   *self,
                                     guint32              events,
                                     gint64               now);
/* To be called when the work is done that made @working TRUE, on whatever thread it was; and only if it was not
 * over in the meantime. */
void     repoint_connection_worked  (RepointConnection   *self,
                                     gint64               now);
/* Asks the conversation again though nothing has happened here. */
void     repoint_connection_wake    (RepointConnection   *self,
                                     gint64               now);
void     repoint_connection_expire  (RepointConnection   *self,
                                     gint64               now);
void     repoint_connection_cancel  (RepointConnection   *self,
                                     gint64               now);
/* Ends it before it began because this computer cannot. */
void     repoint_connection_fail    (RepointConnection   *self);
/* Ends it without the courtesies, because the scheduler goes away. */
void     repoint_connection_abandon (RepointConnection   *self);

G_END_DECLS
