/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-bytes.h"

G_BEGIN_DECLS

#define REPOINT_PACKET_FRAGMENTS_KEY_LENGTH 40

/* One fragment of a datagram of IPv4 (RFC 791 section 3.2) or IPv6 (RFC 8200 section 4.5). */
typedef struct
{
  guint8       key[REPOINT_PACKET_FRAGMENTS_KEY_LENGTH]; /* addresses, number and protocol: the same for all of a datagram */
  gint64       time;   /* as in RepointPacket */
  guint        offset; /* of its bytes, a multiple of 8 */
  gboolean     more;   /* it is not the last */
  RepointBytes bytes;
} RepointPacketFragment;

/**
 * RepointPacketFragments: puts datagrams together that came in fragments, in whatever order.
 *
 * Where fragments overlap, the first one wins. At most 64 datagrams of at most 64 KiB wait for the rest of theirs; the one that
 * was begun first goes when one too many begins, and each after a minute, because its number may then be in use for another.
 */
typedef struct _RepointPacketFragments RepointPacketFragments;

RepointPacketFragments *repoint_packet_fragments_new         (void);
void                    repoint_packet_fragments_free        (RepointPacketFragments      *self);
gboolean                repoint_packet_fragments_add         (RepointPacketFragments      *self,
                                                              const RepointPacketFragment *fragment,
                                                              RepointBytes                *whole);
guint64                 repoint_packet_fragments_get_n_lost  (RepointPacketFragments      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointPacketFragments, repoint_packet_fragments_free)

G_END_DECLS
