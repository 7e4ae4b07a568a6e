/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-packet-decoder.h"

#include <string.h>

#include "repoint-packet-fragments.h"
#include "repoint-packet-frame.h"

#define IPV4_HEADER 20
#define IPV6_HEADER 40
#define IPV6_FRAGMENT_HEADER 8
#define MAX_EXTENSIONS 16

enum
{
  PROTOCOL_HOP_BY_HOP = 0,
  PROTOCOL_TCP = 6,
  PROTOCOL_ROUTING = 43,
  PROTOCOL_FRAGMENT = 44,
  PROTOCOL_AUTHENTICATION = 51,
  PROTOCOL_DESTINATION = 60,
  PROTOCOL_MOBILITY = 135,
  PROTOCOL_HIP = 139,
  PROTOCOL_SHIM6 = 140,
};

struct _RepointPacketDecoder
{
  RepointPacketFragments *fragments;
  guint64                 n_cut_fragments;
};

/* What is left of a datagram while its headers are taken off. */
typedef struct
{
  RepointBytes bytes;  /* as captured */
  gsize        length; /* on the wire */
  guint        protocol;
} Payload;

RepointPacketDecoder *
repoint_packet_decoder_new (void)
{
  RepointPacketDecoder *self = g_new0 (RepointPacketDecoder, 1);

  self->fragments = repoint_packet_fragments_new ();

  return self;
}

/**
 * repoint_packet_decoder_free:
 * @self: (nullable) (transfer full): a decoder
 */
void
repoint_packet_decoder_free (RepointPacketDecoder *self)
{
  if (self == NULL)
    return;

  repoint_packet_fragments_free (self->fragments);
  g_free (self);
}

/* The length that a datagram says it has counts; 0 stands in packets that the card was to cut up itself (or, with IPv6, in
 * ones beyond 64 KiB), and then it is the frame's. */
static gboolean
limit (Payload *payload, const RepointPacketFrame *frame, gsize said, gsize header_length)
{
  RepointBytes header;

  payload->length = said > 0 ? said : frame->length;
  payload->bytes = repoint_bytes (frame->bytes.data, MIN (frame->bytes.length, payload->length));
  if (!repoint_bytes_take (&payload->bytes, header_length, &header))
    return FALSE;

  payload->length -= header_length;

  return TRUE;
}

static RepointPacketDecoderKind
read_tcp (Payload *payload, RepointTcpSegment *segment)
{
  return payload->protocol == PROTOCOL_TCP && repoint_tcp_segment_read (segment, payload->bytes, payload->length)
             ? REPOINT_PACKET_DECODER_TCP
             : REPOINT_PACKET_DECODER_OTHER;
}

/* FALSE: there is more to come, or it will never be whole. */
static gboolean
join (RepointPacketDecoder *self, Payload *payload, RepointPacketFragment *fragment)
{
  if (payload->bytes.length < payload->length)
    {
      self->n_cut_fragments++;
      return FALSE;
    }

  fragment->bytes = payload->bytes;
  if (!repoint_packet_fragments_add (self->fragments, fragment, &payload->bytes))
    return FALSE;

  payload->length = payload->bytes.length;

  return TRUE;
}

/* Few systems begin to count hops at anything but these numbers: who is seen with one of them has sent the frame itself, and no
 * router on its behalf, whose MAC it would have. */
static gboolean
is_neighbor (guint8 hops)
{
  return hops == 32 || hops == 60 || hops == 64 || hops == 128 || hops == 255;
}

static void
map_address (guint8 *address, const guint8 *ipv4)
{
  memset (address, 0, 10);
  memset (address + 10, 0xff, 2);
  memcpy (address + 12, ipv4, 4);
}

static RepointPacketDecoderKind
read_ipv4 (RepointPacketDecoder *self, const RepointPacketFrame *frame, RepointTcpSegment *segment)
{
  const guint8 *header = frame->bytes.data;
  Payload payload = { 0 };
  gsize header_length;
  guint offset;
  gboolean more;

  if (frame->bytes.length < IPV4_HEADER)
    return REPOINT_PACKET_DECODER_OTHER;

  header_length = (header[0] & 0x0f) * 4u;
  if (header_length < IPV4_HEADER || !limit (&payload, frame, (gsize) header[2] << 8 | header[3], header_length))
    return REPOINT_PACKET_DECODER_OTHER;

  payload.protocol = header[9];
  if (payload.protocol != PROTOCOL_TCP)
    return REPOINT_PACKET_DECODER_OTHER;

  map_address (segment->source.address, header + 12);
  map_address (segment->destination.address, header + 16);
  if (is_neighbor (header[8]))
    memcpy (segment->mac, frame->mac, REPOINT_TCP_MAC_LENGTH);

  offset = ((header[6] & 0x1fu) << 8 | header[7]) * 8;
  more = (header[6] & 0x20) != 0;
  if (more || offset > 0)
    {
      RepointPacketFragment fragment = { .time = segment->time, .offset = offset, .more = more };

      memcpy (fragment.key, header + 12, 8);
      memcpy (fragment.key + 8, header + 4, 2);
      fragment.key[10] = header[9];
      if (!join (self, &payload, &fragment))
        return REPOINT_PACKET_DECODER_WAITING;
    }

  return read_tcp (&payload, segment);
}

/* Takes off one extension header (RFC 8200 section 4), of the kinds that say their length in the second byte. */
static gboolean
skip_extension (Payload *payload)
{
  RepointBytes extension;
  gsize length;

  if (payload->bytes.length < 2)
    return FALSE;

  length = payload->protocol == PROTOCOL_AUTHENTICATION ? (payload->bytes.data[1] + 2u) * 4 : (payload->bytes.data[1] + 1u) * 8;
  payload->protocol = payload->bytes.data[0];
  if (!repoint_bytes_take (&payload->bytes, length, &extension))
    return FALSE;

  payload->length -= length;

  return TRUE;
}

/* FALSE: what is in the datagram is not whole. */
static gboolean
join_ipv6 (RepointPacketDecoder *self, Payload *payload, const guint8 *addresses, gint64 time)
{
  RepointPacketFragment fragment = { .time = time };
  RepointBytes header;

  if (!repoint_bytes_take (&payload->bytes, IPV6_FRAGMENT_HEADER, &header))
    return FALSE;

  payload->length -= IPV6_FRAGMENT_HEADER;
  payload->protocol = header.data[0];
  fragment.offset = ((guint) header.data[2] << 8 | header.data[3]) & 0xfff8u;
  fragment.more = (header.data[3] & 1) != 0;
  if (fragment.offset == 0 && !fragment.more) /* an "atomic" one, RFC 6946 */
    return TRUE;

  memcpy (fragment.key, addresses, 2 * REPOINT_TCP_ADDRESS_LENGTH);
  memcpy (fragment.key + 2 * REPOINT_TCP_ADDRESS_LENGTH, header.data + 4, 4);
  fragment.key[REPOINT_PACKET_FRAGMENTS_KEY_LENGTH - 1] = 6;

  return join (self, payload, &fragment);
}

static RepointPacketDecoderKind
read_ipv6 (RepointPacketDecoder *self, const RepointPacketFrame *frame, RepointTcpSegment *segment)
{
  const guint8 *header = frame->bytes.data;
  Payload payload = { 0 };
  gsize said;

  if (frame->bytes.length < IPV6_HEADER)
    return REPOINT_PACKET_DECODER_OTHER;

  said = (gsize) header[4] << 8 | header[5];
  if (!limit (&payload, frame, said > 0 ? said + IPV6_HEADER : 0, IPV6_HEADER))
    return REPOINT_PACKET_DECODER_OTHER;

  payload.protocol = header[6];
  memcpy (segment->source.address, header + 8, REPOINT_TCP_ADDRESS_LENGTH);
  memcpy (segment->destination.address, header + 24, REPOINT_TCP_ADDRESS_LENGTH);
  if (is_neighbor (header[7]))
    memcpy (segment->mac, frame->mac, REPOINT_TCP_MAC_LENGTH);

  for (guint i = 0; i < MAX_EXTENSIONS; i++)
    switch (payload.protocol)
      {
      case PROTOCOL_HOP_BY_HOP:
      case PROTOCOL_ROUTING:
      case PROTOCOL_AUTHENTICATION:
      case PROTOCOL_DESTINATION:
      case PROTOCOL_MOBILITY:
      case PROTOCOL_HIP:
      case PROTOCOL_SHIM6:
        if (!skip_extension (&payload))
          return REPOINT_PACKET_DECODER_OTHER;
        break;
      case PROTOCOL_FRAGMENT:
        if (!join_ipv6 (self, &payload, header + 8, segment->time))
          return REPOINT_PACKET_DECODER_WAITING;
        break;
      default:
        return read_tcp (&payload, segment);
      }

  return REPOINT_PACKET_DECODER_OTHER;
}

/**
 * repoint_packet_decoder_read:
 * @segment: (out caller-allocates): the segment, if there is one; its bytes are valid as long as those of @packet, and until the
 *   next call
 *
 * Returns: whether there is one
 */
RepointPacketDecoderKind
repoint_packet_decoder_read (RepointPacketDecoder *self, const RepointPacket *packet, RepointTcpSegment *segment)
{
  RepointPacketFrame frame;

  g_return_val_if_fail (self != NULL, REPOINT_PACKET_DECODER_OTHER);
  g_return_val_if_fail (segment != NULL, REPOINT_PACKET_DECODER_OTHER);

  switch (repoint_packet_frame_read (&frame, packet))
    {
    case REPOINT_PACKET_FRAME_IP:
      break;
    case REPOINT_PACKET_FRAME_UNKNOWN:
      return REPOINT_PACKET_DECODER_UNKNOWN;
    case REPOINT_PACKET_FRAME_OTHER:
      return REPOINT_PACKET_DECODER_OTHER;
    }

  *segment = (RepointTcpSegment) { .time = packet->time };

  return frame.bytes.data[0] >> 4 == 4 ? read_ipv4 (self, &frame, segment) : read_ipv6 (self, &frame, segment);
}

/**
 * repoint_packet_decoder_get_lost_fragmented:
 *
 * Returns: how many datagrams never became whole, those included of which a fragment was captured only in part
 */
guint64
repoint_packet_decoder_get_lost_fragmented (RepointPacketDecoder *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_cut_fragments + repoint_packet_fragments_get_n_lost (self->fragments);
}
