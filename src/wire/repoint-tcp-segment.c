/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-tcp-segment.h"

#include <string.h>

#define HEADER 20

static const guint8 mapped_prefix[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

/* RFC 5952 section 4: the longest run of zeros, the first of several, is left out; one alone is not. */
static void
find_zeros (const guint16 *groups, guint *begin, guint *length)
{
  guint run = 0;

  *begin = *length = 0;
  for (guint i = 0; i < 8; i++)
    {
      run = groups[i] == 0 ? run + 1 : 0;
      if (run > 1 && run > *length)
        {
          *length = run;
          *begin = i + 1 - run;
        }
    }
}

/**
 * repoint_tcp_end_to_string:
 *
 * Returns: (transfer full): the address as text, in the form of RFC 5952
 */
char *
repoint_tcp_end_to_string (const RepointTcpEnd *self)
{
  const guint8 *bytes;
  GString *text;
  guint16 groups[8];
  guint zeros;
  guint n_zeros;

  g_return_val_if_fail (self != NULL, NULL);

  bytes = self->address;
  if (memcmp (bytes, mapped_prefix, sizeof mapped_prefix) == 0)
    return g_strdup_printf ("%u.%u.%u.%u", bytes[12], bytes[13], bytes[14], bytes[15]);

  for (guint i = 0; i < 8; i++)
    groups[i] = (guint16) (bytes[2 * i] << 8 | bytes[2 * i + 1]);
  find_zeros (groups, &zeros, &n_zeros);

  text = g_string_new (NULL);
  for (guint i = 0; i < 8; i++)
    {
      if (n_zeros > 0 && i == zeros)
        {
          g_string_append (text, "::");
          i += n_zeros - 1;
          continue;
        }
      if (text->len > 0 && text->str[text->len - 1] != ':')
        g_string_append_c (text, ':');
      g_string_append_printf (text, "%x", groups[i]);
    }

  return g_string_free (text, FALSE);
}

/**
 * repoint_tcp_segment_read:
 * @self: the ports, sequence number, flags and data of which are set (RFC 9293 section 3.1)
 * @bytes: what was captured of the segment
 * @length: what it had on the wire
 *
 * The checksum is not looked at: network cards fill it in after a capture has seen the packet.
 *
 * Returns: whether the header was captured and makes sense
 */
gboolean
repoint_tcp_segment_read (RepointTcpSegment *self, RepointBytes bytes, gsize length)
{
  RepointBytes header;
  gsize header_length;

  g_return_val_if_fail (self != NULL, FALSE);

  if (bytes.length < HEADER)
    return FALSE;

  header_length = (bytes.data[12] >> 4) * 4u;
  if (header_length < HEADER || length < header_length)
    return FALSE;

  self->source.port = (guint16) (bytes.data[0] << 8 | bytes.data[1]);
  self->destination.port = (guint16) (bytes.data[2] << 8 | bytes.data[3]);
  self->sequence = (guint32) bytes.data[4] << 24 | (guint32) bytes.data[5] << 16 | (guint32) bytes.data[6] << 8 | bytes.data[7];
  self->flags = bytes.data[13];
  self->length = length - header_length;
  /* The options may be cut where only the beginning of each packet was kept. */
  repoint_bytes_take (&bytes, MIN (header_length, bytes.length), &header);
  self->data = repoint_bytes (bytes.data, MIN (bytes.length, self->length));

  return TRUE;
}
