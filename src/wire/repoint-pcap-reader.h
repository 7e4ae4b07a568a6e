/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-bytes.h"

G_BEGIN_DECLS

#define REPOINT_PACKET_NO_TIME G_MININT64

/* The kinds of frames that are taken apart (https://www.tcpdump.org/linktypes.html). */
typedef enum
{
  REPOINT_LINK_TYPE_NULL = 0,       /* loopback of BSD: the family in the order of the computer that captured */
  REPOINT_LINK_TYPE_ETHERNET = 1,
  REPOINT_LINK_TYPE_RAW_BSD = 12,   /* IPv4 or IPv6, as some systems number it */
  REPOINT_LINK_TYPE_RAW_OPENBSD = 14,
  REPOINT_LINK_TYPE_RAW = 101,
  REPOINT_LINK_TYPE_LOOP = 108,     /* loopback of OpenBSD: the family in network order */
  REPOINT_LINK_TYPE_LINUX_SLL = 113, /* "cooked": Linux, device "any" */
  REPOINT_LINK_TYPE_IPV4 = 228,
  REPOINT_LINK_TYPE_IPV6 = 229,
  REPOINT_LINK_TYPE_LINUX_SLL2 = 276,
} RepointLinkType;

/**
 * RepointPacket: a frame as it stands in a capture.
 */
typedef struct
{
  gint64       time;      /* nanoseconds since 1970 in UTC, or %REPOINT_PACKET_NO_TIME */
  guint        link_type; /* a RepointLinkType, or another number of that registry */
  RepointBytes bytes;     /* what was captured of it; belongs to the reader */
  gsize        length;    /* what it had on the wire, at least what was captured */
} RepointPacket;

typedef enum
{
  REPOINT_PCAP_MORE,          /* feed more */
  REPOINT_PCAP_PACKET,
  REPOINT_PCAP_NOT_A_CAPTURE, /* the first bytes are neither those of pcap nor of pcapng */
  REPOINT_PCAP_DAMAGED,       /* what follows cannot be told apart */
} RepointPcapState;

/**
 * RepointPcapReader: reads the packets of a capture in the formats pcap (draft-ietf-opsawg-pcap) and pcapng
 * (draft-ietf-opsawg-pcapng), in either byte order, however the bytes are cut.
 *
 * A packet that lies whole within what was fed is not copied. Of what is cut, at most 1 MiB is held; a longer packet is
 * damage. Blocks of unknown types are passed over whatever they claim as their length.
 */
typedef struct _RepointPcapReader RepointPcapReader;

RepointPcapReader *repoint_pcap_reader_new        (void);
void               repoint_pcap_reader_free       (RepointPcapReader *self);
void               repoint_pcap_reader_feed       (RepointPcapReader *self,
                                                   const guint8      *bytes,
                                                   gsize              length);
RepointPcapState   repoint_pcap_reader_next       (RepointPcapReader *self,
                                                   RepointPacket     *packet);
gboolean           repoint_pcap_reader_is_cut     (RepointPcapReader *self);
guint64            repoint_pcap_reader_get_offset (RepointPcapReader *self);
const char        *repoint_pcap_reader_get_damage (RepointPcapReader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointPcapReader, repoint_pcap_reader_free)

G_END_DECLS
