/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-tcp-talk.h"

#include <string.h>

#define TIME G_GINT64_CONSTANT (1795183380000000000) /* 20 November 2026, 14:03 UTC */
#define MILLISECOND 1000000
#define FIN 1
#define SYN 2
#define RST 4
#define PSH 8
#define ACK 16

static void
put (GByteArray *bytes, guint width, guint32 value)
{
  for (guint i = width; i > 0; i--)
    g_byte_array_append (bytes, (guint8[]) { (guint8) (value >> (8 * (i - 1))) }, 1);
}

static void
frame_free (RepointTestFrame *frame)
{
  g_bytes_unref (frame->frame);
  g_free (frame);
}

/* Ethernet's type, behind tags and in front of PPPoE. */
static void
put_type (RepointTestTcpTalk *self, GByteArray *frame)
{
  guint32 protocol = self->layers.ipv6 ? 0x86dd : 0x0800;

  for (guint i = 0; i < self->layers.n_tags; i++)
    {
      put (frame, 2, i + 1 < self->layers.n_tags ? 0x88a8 : 0x8100);
      put (frame, 2, 0x2000 + 77 + i);
    }
  put (frame, 2, self->layers.pppoe ? 0x8864 : protocol);
}

static void
put_link (RepointTestTcpTalk *self, GByteArray *frame, guint side, gsize length)
{
  const guint8 *mac = self->macs[side];

  switch ((guint) self->link_type)
    {
    case REPOINT_LINK_TYPE_ETHERNET:
      g_byte_array_append (frame, self->macs[1 - side], 6);
      g_byte_array_append (frame, mac, 6);
      put_type (self, frame);
      break;
    case REPOINT_LINK_TYPE_LINUX_SLL:
      put (frame, 2, 0);
      put (frame, 2, 1);
      put (frame, 2, 6);
      g_byte_array_append (frame, mac, 6);
      put (frame, 2, 0);
      put_type (self, frame);
      break;
    case REPOINT_LINK_TYPE_LINUX_SLL2:
      put (frame, 2, self->layers.ipv6 ? 0x86dd : 0x0800);
      put (frame, 2, 0);
      put (frame, 4, 3);
      put (frame, 2, 1);
      put (frame, 1, 0);
      put (frame, 1, 6);
      g_byte_array_append (frame, mac, 6);
      put (frame, 2, 0);
      break;
    case REPOINT_LINK_TYPE_NULL:
      put (frame, 4, GUINT32_SWAP_LE_BE (self->layers.ipv6 ? 30 : 2));
      break;
    case REPOINT_LINK_TYPE_LOOP:
      put (frame, 4, self->layers.ipv6 ? 24 : 2);
      break;
    default:
      break;
    }

  if (self->layers.pppoe)
    {
      put (frame, 2, 0x1100);
      put (frame, 2, 0x4321);
      put (frame, 2, (guint32) length + 2);
      put (frame, 2, self->layers.ipv6 ? 0x0057 : 0x0021);
    }
}

static void
add_frame (RepointTestTcpTalk *self, GByteArray *frame)
{
  RepointTestFrame *added = g_new0 (RepointTestFrame, 1);

  for (guint i = 0; i < self->layers.padding; i++)
    put (frame, 1, 0xee);
  added->time = self->time;
  added->frame = g_byte_array_free_to_bytes (frame);
  g_ptr_array_add (self->frames, added);
  self->time += MILLISECOND;
}

static void
add_ipv4 (RepointTestTcpTalk *self, guint side, const guint8 *content, gsize length, gsize offset, gboolean more)
{
  GByteArray *frame = g_byte_array_new ();
  guint header = 20 + 4 * self->layers.n_options;

  put_link (self, frame, side, header + length);
  put (frame, 1, 0x40 | header / 4);
  put (frame, 1, 0);
  put (frame, 2, self->layers.no_length ? 0 : header + (guint32) length);
  put (frame, 2, self->datagram);
  put (frame, 2, (more ? 0x2000 : 0) | (guint32) offset / 8);
  put (frame, 1, self->layers.hops > 0 ? self->layers.hops : 64);
  put (frame, 1, 6);
  put (frame, 2, 0);
  g_byte_array_append (frame, self->addresses[side], 4);
  g_byte_array_append (frame, self->addresses[1 - side], 4);
  for (guint i = 0; i < self->layers.n_options; i++)
    put (frame, 4, 0x01010101);
  g_byte_array_append (frame, content, (guint) length);
  add_frame (self, frame);
}

static void
add_ipv6 (RepointTestTcpTalk *self, guint side, const guint8 *content, gsize length, gsize offset, gboolean more)
{
  static const guint8 kinds[] = { 0, 43, 60, 60 }; /* hop by hop, routing, options for the destination */
  GByteArray *frame = g_byte_array_new ();
  gboolean fragmented = more || offset > 0;
  guint n = self->layers.n_options;
  guint headers = 8 * n + (fragmented ? 8 : 0);

  put_link (self, frame, side, 40 + headers + length);
  put (frame, 4, 0x60000000);
  put (frame, 2, self->layers.no_length ? 0 : headers + (guint32) length);
  put (frame, 1, n > 0 ? kinds[0] : fragmented ? 44 : 6);
  put (frame, 1, self->layers.hops > 0 ? self->layers.hops : 64);
  g_byte_array_append (frame, self->addresses[side], 16);
  g_byte_array_append (frame, self->addresses[1 - side], 16);
  for (guint i = 0; i < n; i++)
    {
      put (frame, 1, i + 1 < n ? kinds[MIN (i + 1, 3)] : fragmented ? 44 : 6);
      put (frame, 1, 0);
      put (frame, 2, 0x0104);
      put (frame, 4, 0);
    }
  if (fragmented)
    {
      put (frame, 2, 0x0600);
      put (frame, 2, (guint32) offset | more);
      put (frame, 4, 0x77770000u | self->datagram);
    }
  g_byte_array_append (frame, content, (guint) length);
  add_frame (self, frame);
}

void
repoint_test_tcp_talk_segment (RepointTestTcpTalk *self, guint side, guint32 at, guint8 flags, gconstpointer bytes, gsize length)
{
  g_autoptr (GByteArray) segment = g_byte_array_new ();
  gboolean first = (flags & SYN) != 0 && side == REPOINT_TEST_TCP_CLIENT;
  gsize step = self->layers.fragment > 0 ? self->layers.fragment : G_MAXSSIZE;

  put (segment, 2, self->ports[side]);
  put (segment, 2, self->ports[1 - side]);
  put (segment, 4, self->begin[side] + at - ((flags & SYN) != 0 ? 1 : 0));
  put (segment, 4, first ? 0 : self->begin[1 - side] + self->said[1 - side]);
  put (segment, 1, 0x80); /* with twelve bytes of options */
  put (segment, 1, flags | (first ? 0 : ACK));
  put (segment, 2, 64240);
  put (segment, 4, 0);
  put (segment, 4, 0x0101080a);
  put (segment, 4, 7);
  put (segment, 4, 0);
  if (length > 0)
    g_byte_array_append (segment, bytes, (guint) length);

  for (gsize offset = 0; offset < segment->len; offset += step)
    {
      gsize part = MIN (step, segment->len - offset);

      if (self->layers.ipv6)
        add_ipv6 (self, side, segment->data + offset, part, offset, offset + part < segment->len);
      else
        add_ipv4 (self, side, segment->data + offset, part, offset, offset + part < segment->len);
    }
  self->datagram++;
}

RepointTestTcpTalk *
repoint_test_tcp_talk_new (RepointLinkType link_type, const RepointTestLayers *layers, guint16 port)
{
  RepointTestTcpTalk *self = g_new0 (RepointTestTcpTalk, 1);
  static const guint8 ipv4[2][4] = { { 10, 77, 0, 21 }, { 10, 77, 0, 2 } };
  static const guint8 macs[2][6] = { { 0x00, 0x1b, 0xa9, 0x77, 0x00, 0x21 }, { 0x00, 0x11, 0x32, 0x77, 0x00, 0x02 } };

  self->link_type = link_type;
  if (layers != NULL)
    self->layers = *layers;
  for (guint i = 0; i < 2; i++)
    {
      if (self->layers.ipv6)
        {
          self->addresses[i][0] = 0xfd;
          self->addresses[i][1] = 0x77;
          self->addresses[i][15] = i == 0 ? 0x21 : 0x02;
        }
      else
        {
          memcpy (self->addresses[i], ipv4[i], 4);
        }
      memcpy (self->macs[i], macs[i], 6);
    }
  self->ports[REPOINT_TEST_TCP_CLIENT] = 50021;
  self->ports[REPOINT_TEST_TCP_SERVER] = port;
  self->begin[0] = 1000;
  self->begin[1] = 5000;
  self->time = TIME;
  self->frames = g_ptr_array_new_with_free_func ((GDestroyNotify) frame_free);

  return self;
}

void
repoint_test_tcp_talk_free (RepointTestTcpTalk *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->frames);
  g_free (self);
}

void
repoint_test_tcp_talk_open (RepointTestTcpTalk *self)
{
  repoint_test_tcp_talk_segment (self, REPOINT_TEST_TCP_CLIENT, 0, SYN, NULL, 0);
  repoint_test_tcp_talk_segment (self, REPOINT_TEST_TCP_SERVER, 0, SYN, NULL, 0);
  repoint_test_tcp_talk_segment (self, REPOINT_TEST_TCP_CLIENT, 0, 0, NULL, 0);
}

void
repoint_test_tcp_talk_say (RepointTestTcpTalk *self, guint side, gconstpointer bytes, gsize length)
{
  gsize largest = self->segment > 0 ? self->segment : 1460;

  for (gsize at = 0; at < length; at += largest)
    {
      gsize part = MIN (largest, length - at);

      repoint_test_tcp_talk_segment (self, side, self->said[side], PSH, (const guint8 *) bytes + at, part);
      self->said[side] += (guint32) part;
    }
}

void
repoint_test_tcp_talk_say_text (RepointTestTcpTalk *self, guint side, const char *text)
{
  repoint_test_tcp_talk_say (self, side, text, strlen (text));
}

void
repoint_test_tcp_talk_close (RepointTestTcpTalk *self, guint side)
{
  repoint_test_tcp_talk_segment (self, side, self->said[side], FIN, NULL, 0);
}

void
repoint_test_tcp_talk_reset (RepointTestTcpTalk *self, guint side)
{
  repoint_test_tcp_talk_segment (self, side, self->said[side], RST, NULL, 0);
}

void
repoint_test_tcp_talk_write (RepointTestTcpTalk *self, RepointTestCapture *capture)
{
  for (guint i = 0; i < self->frames->len; i++)
    {
      const RepointTestFrame *frame = g_ptr_array_index (self->frames, i);
      gsize length;
      const guint8 *bytes = g_bytes_get_data (frame->frame, &length);

      repoint_test_capture_add (capture, frame->time, bytes, length);
    }
}

GBytes *
repoint_test_tcp_talk_to_pcap (RepointTestTcpTalk *self)
{
  RepointTestCaptureOptions options = { .link_type = self->link_type, .little = G_BYTE_ORDER == G_LITTLE_ENDIAN };
  g_autoptr (RepointTestCapture) capture = repoint_test_capture_new (&options);

  repoint_test_tcp_talk_write (self, capture);

  return repoint_test_capture_to_bytes (capture);
}
