/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "repoint-target.h"

G_BEGIN_DECLS

/* So many devices are passed on at once; an office tests one or two. */
#define REPOINT_RELAYS_MAX_OPEN 16

/**
 * RepointRelays: to which mail servers visitors are passed on, and whose turn it is. Each address that comes has the servers of
 * its protocol in turn, in their order: the next one once a visit has shown something about the one before.
 *
 * Only what the admin named is ever in it; never a port that Repoint does not touch, never Repoint's own. May be used on any
 * thread.
 */
typedef struct _RepointRelays RepointRelays;

typedef enum
{
  REPOINT_RELAYS_NONE,   /* visitors of this protocol are not passed on */
  REPOINT_RELAYS_TARGET,
  REPOINT_RELAYS_FULL,   /* they are, but not this one, now */
} RepointRelaysChoice;

RepointRelays       *repoint_relays_new         (void);
RepointRelays       *repoint_relays_ref         (RepointRelays       *self);
void                 repoint_relays_unref       (RepointRelays       *self);
gboolean             repoint_relays_accepts     (RepointProtocol      protocol,
                                                 const RepointTarget *target);
void                 repoint_relays_set_targets (RepointRelays       *self,
                                                 RepointProtocol      protocol,
                                                 GPtrArray           *targets);
void                 repoint_relays_set_port    (RepointRelays       *self,
                                                 RepointProtocol      protocol,
                                                 guint16              port);
gboolean             repoint_relays_is_own      (RepointRelays       *self,
                                                 GInetAddress        *address,
                                                 guint16              port);
RepointRelaysChoice  repoint_relays_begin       (RepointRelays       *self,
                                                 RepointProtocol      protocol,
                                                 GInetAddress        *peer,
                                                 RepointTarget      **target);
void                 repoint_relays_end         (RepointRelays       *self,
                                                 const RepointTarget *target,
                                                 GInetAddress        *peer,
                                                 gboolean             next);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointRelays, repoint_relays_unref)

G_END_DECLS
