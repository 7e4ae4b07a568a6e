/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-conversation.h"
#include "repoint-port-table.h"
#include "repoint-sighting.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RepointSource: one way of learning about a device from one of its ports. A source asks by conversations, which
 * the discovery holds for it within all limits, and makes evidence of what they brought.
 *
 * All of it happens on the scheduler's thread. A source keeps no state about a device: what was said before comes
 * with every question, so that sources share connections instead of opening one each.
 */
#define REPOINT_TYPE_SOURCE (repoint_source_get_type ())
G_DECLARE_INTERFACE (RepointSource, repoint_source, REPOINT, SOURCE, GObject)

struct _RepointSourceInterface
{
  GTypeInterface parent_iface;

  RepointConversation *(*ask)   (RepointSource     *self,
                                 GInetAddress      *address,
                                 const RepointPort *port,
                                 GPtrArray         *held);
  void                 (*learn) (RepointSource       *self,
                                 RepointConversation *conversation,
                                 RepointSighting     *sighting);
};

/* What to say to @address at @port, of which @held (of RepointConversation, with whatever source) was said already;
 * NULL: nothing more. Transfer full. */
RepointConversation *repoint_source_ask   (RepointSource       *self,
                                           GInetAddress        *address,
                                           const RepointPort   *port,
                                           GPtrArray           *held);
/* Adds to @sighting what @conversation, which has ended and may be another source's, taught. */
void                 repoint_source_learn (RepointSource       *self,
                                           RepointConversation *conversation,
                                           RepointSighting     *sighting);

/* For sources: adds a piece of evidence unless @value is NULL or the very same is there already. */
void                 repoint_source_add   (RepointSighting     *sighting,
                                           const char          *source,
                                           const char          *what,
                                           const char          *value);

G_END_DECLS
