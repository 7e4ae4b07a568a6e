/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-hello-search.h"
#include "repoint-pcap-reader.h"
#include "repoint-tcp-segment.h"
#include "repoint-tcp-table.h"

G_BEGIN_DECLS

/* A hello, and who sent it to whom. Belongs to the search. */
typedef struct
{
  const RepointFoundHello *found;
  RepointTcpEnd            client;
  RepointTcpEnd            server;
  guint8                   mac[REPOINT_TCP_MAC_LENGTH]; /* the client's; all zero where it is not known for sure */
} RepointPacketHello;

/* What was read, and what could not be. */
typedef struct
{
  guint64 n_packets;
  guint64 n_segments;      /* those of TCP among them */
  guint64 n_connections;
  guint64 n_hellos;
  guint64 n_unknown_links; /* packets of a kind of link that is not taken apart … */
  guint   unknown_link;    /* … the first such kind */
  guint64 n_shortened;     /* TCP segments that were captured only in part */
  guint64 n_fragmented;    /* fragmented datagrams that did not become whole */
  guint64 n_lost;          /* hellos that began and of which something was not captured */
  guint64 n_given_up;      /* connections in the midst of something, for which there was no room any more */
} RepointPacketCounts;

/* hello: valid during the call */
typedef void (*RepointPacketFound) (const RepointPacketHello *hello,
                                    gpointer                  user_data);

/**
 * RepointPacketSearch: looks for ClientHellos in a packet capture, which is fed piece by piece.
 *
 * Memory is bounded whatever comes: 32768 connections are known at a time, and 32 MiB are held of what they said; the one that
 * was silent for longest is given up first. Of a connection in which nothing can come any more, each further packet costs one
 * look into a table.
 */
typedef struct _RepointPacketSearch RepointPacketSearch;

RepointPacketSearch       *repoint_packet_search_new        (const RepointTcpTableSeed *seed,
                                                             RepointPacketFound         found,
                                                             gpointer                   user_data);
void                       repoint_packet_search_free       (RepointPacketSearch       *self);
RepointPcapState           repoint_packet_search_feed       (RepointPacketSearch       *self,
                                                             const guint8              *bytes,
                                                             gsize                      length);
void                       repoint_packet_search_finish     (RepointPacketSearch       *self);
RepointPcapReader         *repoint_packet_search_get_reader (RepointPacketSearch       *self);
const RepointPacketCounts *repoint_packet_search_get_counts (RepointPacketSearch       *self);
gsize                      repoint_packet_search_get_memory (RepointPacketSearch       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointPacketSearch, repoint_packet_search_free)

G_END_DECLS
