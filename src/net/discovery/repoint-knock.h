/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-conversation.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_KNOCK (repoint_knock_get_type ())
G_DECLARE_FINAL_TYPE (RepointKnock, repoint_knock, REPOINT, KNOCK, GObject)

typedef enum
{
  REPOINT_KNOCK_OPEN,
  REPOINT_KNOCK_REFUSED,     /* somebody is there, but not at this port */
  REPOINT_KNOCK_SILENT,
  REPOINT_KNOCK_UNREACHABLE, /* nobody is there */
  REPOINT_KNOCK_NOT_TRIED,   /* cancelled, forbidden, or this computer could not */
} RepointKnockAnswer;

/**
 * RepointKnock: connects, finds out whether a port is open, and then lets another conversation speak on the same
 * connection. Without one it hangs up at once and says nothing.
 */
RepointKnock        *repoint_knock_new        (RepointConversation *inner,         /* transfer none, nullable */
                                               gint64               connect_time); /* µs */
RepointConversation *repoint_knock_get_inner  (RepointKnock        *self);  /* transfer none, nullable */
RepointKnockAnswer   repoint_knock_get_answer (RepointKnock        *self);

G_END_DECLS
