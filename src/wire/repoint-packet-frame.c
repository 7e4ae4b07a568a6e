/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-packet-frame.h"

#include <string.h>

#define MAX_TAGS 4

enum
{
  ETHERTYPE_IPV4 = 0x0800,
  ETHERTYPE_VLAN = 0x8100,     /* IEEE 802.1Q */
  ETHERTYPE_IPV6 = 0x86dd,
  ETHERTYPE_PPPOE = 0x8864,    /* RFC 2516; in a session */
  ETHERTYPE_VLAN_SERVICE = 0x88a8, /* IEEE 802.1ad */
  ETHERTYPE_VLAN_OLD = 0x9100, /* the same, before there was a standard */

  PPP_IPV4 = 0x0021,
  PPP_IPV6 = 0x0057,
};

static gboolean
skip (RepointPacketFrame *self, gsize length)
{
  RepointBytes skipped;

  if (!repoint_bytes_take (&self->bytes, length, &skipped))
    return FALSE;

  self->length -= length;

  return TRUE;
}

static gboolean
take_16 (RepointPacketFrame *self, guint32 *value)
{
  if (!repoint_bytes_take_number (&self->bytes, 2, value))
    return FALSE;

  self->length -= 2;

  return TRUE;
}

static RepointPacketFrameKind
read_ip (RepointPacketFrame *self)
{
  guint version = self->bytes.length > 0 ? self->bytes.data[0] >> 4 : 0;

  return version == 4 || version == 6 ? REPOINT_PACKET_FRAME_IP : REPOINT_PACKET_FRAME_OTHER;
}

/* PPPoE: six bytes of header, then PPP (RFC 2516 section 4, RFC 1661 section 2). */
static RepointPacketFrameKind
read_pppoe (RepointPacketFrame *self)
{
  guint32 protocol;

  if (!skip (self, 6) || !take_16 (self, &protocol) || (protocol != PPP_IPV4 && protocol != PPP_IPV6))
    return REPOINT_PACKET_FRAME_OTHER;

  return read_ip (self);
}

static RepointPacketFrameKind
read_ethertype (RepointPacketFrame *self, guint32 type)
{
  for (guint i = 0; i < MAX_TAGS; i++)
    {
      if (type != ETHERTYPE_VLAN && type != ETHERTYPE_VLAN_SERVICE && type != ETHERTYPE_VLAN_OLD)
        break;
      if (!skip (self, 2) || !take_16 (self, &type))
        return REPOINT_PACKET_FRAME_OTHER;
    }

  switch (type)
    {
    case ETHERTYPE_IPV4:
    case ETHERTYPE_IPV6:
      return read_ip (self);
    case ETHERTYPE_PPPOE:
      return read_pppoe (self);
    default:
      return REPOINT_PACKET_FRAME_OTHER;
    }
}

static RepointPacketFrameKind
read_ethernet (RepointPacketFrame *self)
{
  const guint8 *header = self->bytes.data;
  guint32 type;

  if (!skip (self, 2 * REPOINT_TCP_MAC_LENGTH) || !take_16 (self, &type))
    return REPOINT_PACKET_FRAME_OTHER;

  memcpy (self->mac, header + REPOINT_TCP_MAC_LENGTH, REPOINT_TCP_MAC_LENGTH);

  return read_ethertype (self, type);
}

/* https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html and LINKTYPE_LINUX_SLL2.html: where the header holds the
 * length of the address, in how many bytes, where the address, and where the type of what follows. */
static RepointPacketFrameKind
read_cooked (RepointPacketFrame *self, gsize header_length, gsize mac_length_at, gsize mac_at, gsize type_at)
{
  const guint8 *header = self->bytes.data;

  if (!skip (self, header_length))
    return REPOINT_PACKET_FRAME_OTHER;

  if (header[mac_length_at] == REPOINT_TCP_MAC_LENGTH)
    memcpy (self->mac, header + mac_at, REPOINT_TCP_MAC_LENGTH);

  return read_ethertype (self, (guint32) header[type_at] << 8 | header[type_at + 1]);
}

/**
 * repoint_packet_frame_read:
 * @self: (out caller-allocates): what the frame carries, if that is IP
 *
 * Takes off what the link put around a datagram: Ethernet with at most four tags and PPPoE, the "cooked" headers of Linux,
 * the family of a loopback, or nothing at all.
 *
 * Returns: what it was
 */
RepointPacketFrameKind
repoint_packet_frame_read (RepointPacketFrame *self, const RepointPacket *packet)
{
  g_return_val_if_fail (self != NULL, REPOINT_PACKET_FRAME_UNKNOWN);
  g_return_val_if_fail (packet != NULL, REPOINT_PACKET_FRAME_UNKNOWN);

  *self = (RepointPacketFrame) { .bytes = packet->bytes, .length = packet->length };
  switch ((guint) packet->link_type)
    {
    case REPOINT_LINK_TYPE_ETHERNET:
      return read_ethernet (self);
    case REPOINT_LINK_TYPE_LINUX_SLL:
      return read_cooked (self, 16, 5, 6, 14);
    case REPOINT_LINK_TYPE_LINUX_SLL2:
      return read_cooked (self, 20, 11, 12, 0);
    case REPOINT_LINK_TYPE_NULL:
    case REPOINT_LINK_TYPE_LOOP:
      /* Each system has a number of its own for the family IPv6, in an order of its own; the datagram tells, too. */
      return skip (self, 4) ? read_ip (self) : REPOINT_PACKET_FRAME_OTHER;
    case REPOINT_LINK_TYPE_RAW:
    case REPOINT_LINK_TYPE_RAW_BSD:
    case REPOINT_LINK_TYPE_RAW_OPENBSD:
    case REPOINT_LINK_TYPE_IPV4:
    case REPOINT_LINK_TYPE_IPV6:
      return read_ip (self);
    default:
      return REPOINT_PACKET_FRAME_UNKNOWN;
    }
}
