/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-pcap-reader.h"
#include "repoint-tcp-segment.h"

G_BEGIN_DECLS

typedef enum
{
  REPOINT_PACKET_FRAME_IP,
  REPOINT_PACKET_FRAME_OTHER,   /* ARP and the like, or cut too early */
  REPOINT_PACKET_FRAME_UNKNOWN, /* a kind of link that is not taken apart */
} RepointPacketFrameKind;

/* What a frame carries. */
typedef struct
{
  RepointBytes bytes;  /* beginning with the header of IPv4 or IPv6; as captured */
  gsize        length; /* on the wire, with what may be behind the datagram */
  guint8       mac[REPOINT_TCP_MAC_LENGTH]; /* of the sender on this link; all zero where it is not told */
} RepointPacketFrame;

RepointPacketFrameKind repoint_packet_frame_read (RepointPacketFrame  *self,
                                                  const RepointPacket *packet);

G_END_DECLS
