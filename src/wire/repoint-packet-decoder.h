/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-pcap-reader.h"
#include "repoint-tcp-segment.h"

G_BEGIN_DECLS

typedef enum
{
  REPOINT_PACKET_DECODER_TCP,
  REPOINT_PACKET_DECODER_OTHER,   /* not TCP, or too little of it was captured */
  REPOINT_PACKET_DECODER_WAITING, /* a fragment of a datagram of which others lack */
  REPOINT_PACKET_DECODER_UNKNOWN, /* a kind of link that is not taken apart */
} RepointPacketDecoderKind;

/**
 * RepointPacketDecoder: finds the TCP segment in a packet, under link layer, IPv4 or IPv6, putting together what was fragmented.
 *
 * Checksums are not looked at, lengths are: what stands behind a datagram, padding or a checksum of the link, is none of it.
 */
typedef struct _RepointPacketDecoder RepointPacketDecoder;

RepointPacketDecoder     *repoint_packet_decoder_new                 (void);
void                      repoint_packet_decoder_free                (RepointPacketDecoder *self);
RepointPacketDecoderKind  repoint_packet_decoder_read                (RepointPacketDecoder *self,
                                                                      const RepointPacket  *packet,
                                                                      RepointTcpSegment    *segment);
guint64                   repoint_packet_decoder_get_lost_fragmented (RepointPacketDecoder *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointPacketDecoder, repoint_packet_decoder_free)

G_END_DECLS
