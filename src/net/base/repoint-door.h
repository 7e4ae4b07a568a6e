/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-listener.h"
#include "repoint-visitors.h"

G_BEGIN_DECLS

/**
 * RepointDoor: a listening socket and who may come in through it. Private to the engine, which opens and closes it, and
 * used on its thread but for new(), drop() and the references.
 *
 * While as many are inside as may be, or no descriptor is left, it is shut: nothing is accepted, and epoll is not asked,
 * which would tell of those who wait again and again.
 */
typedef struct
{
  gatomicrefcount         references;
  int                     fd;
  guint16                 port;
  gint                    dropped;    /* atomic: its listener is gone */
  RepointListenerLimits   limits;
  RepointListenerReceive  receive;
  gpointer                user_data;
  GDestroyNotify          destroy;

  gboolean                is_open;    /* the engine has taken it over */
  int                     epoll;
  gpointer                tag;        /* what its events carry */
  gboolean                watched;    /* a member of @epoll */
  gint64                  shut_until; /* monotonic µs, for want of descriptors; -1: it is not */
  RepointVisitors        *visitors;
  GQueue                  inside;     /* of RepointEntry.link */
} RepointDoor;

typedef struct
{
  int                  fd;
  RepointConversation *conversation;
  GInetAddress        *address;
} RepointDoorVisitor;

typedef enum
{
  REPOINT_DOOR_NOBODY,  /* nobody is waiting, or the door is shut */
  REPOINT_DOOR_TURNED,  /* somebody was turned away */
  REPOINT_DOOR_VISITOR,
} RepointDoorAnswer;

/* Listens. The socket is non-blocking and close-on-exec. */
RepointDoor       *repoint_door_new       (guint16                      port,
                                           const RepointListenerLimits *limits,
                                           RepointListenerReceive       receive,
                                           gpointer                     user_data,
                                           GDestroyNotify               destroy,
                                           GError                     **error);
RepointDoor       *repoint_door_ref       (RepointDoor                 *self);
void               repoint_door_unref     (gpointer                     self);
/* The listener goes away, on any thread: the port is free from now on. */
void               repoint_door_drop      (RepointDoor                 *self);
gboolean           repoint_door_is_dropped (RepointDoor                *self);

void               repoint_door_open      (RepointDoor                 *self,
                                           int                          epoll,
                                           gpointer                     tag);
/* Who is inside may still stay. Lets go of what the caller gave. */
void               repoint_door_close     (RepointDoor                 *self);
/* Looks for the next who waits. What @visitor has then is the caller's. */
RepointDoorAnswer  repoint_door_next      (RepointDoor                 *self,
                                           gint64                       now,
                                           RepointDoorVisitor          *visitor);
/* @link is that of an entry; address as in the visitor. */
void               repoint_door_entered   (RepointDoor                 *self,
                                           GList                       *link);
void               repoint_door_left      (RepointDoor                 *self,
                                           GList                       *link,
                                           GInetAddress                *address,
                                           gint64                       now);
/* To be called when shut_until has come. */
void               repoint_door_look      (RepointDoor                 *self,
                                           gint64                       now);

G_END_DECLS
