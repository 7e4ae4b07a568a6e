/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-tcp-stream.h"

#include <string.h>

#define MAX_PIECES  256
#define MAX_WAITING (128 * 1024)
#define MAX_AHEAD   (1024 * 1024) /* no window is larger so early in a connection */

struct _RepointTcpStreamPiece
{
  RepointTcpStreamPiece *next;
  guint32                sequence;
  guint32                length;
  gboolean               lost;    /* no bytes: they were sent, and not captured */
  guint8                 bytes[];
};

static gint32
distance (guint32 from, guint32 to)
{
  return (gint32) (to - from);
}

/**
 * repoint_tcp_stream_clear:
 *
 * Frees what waits and makes it a stream that has not begun.
 */
void
repoint_tcp_stream_clear (RepointTcpStream *self)
{
  RepointTcpStreamPiece *next;

  g_return_if_fail (self != NULL);

  for (RepointTcpStreamPiece *piece = self->waiting; piece != NULL; piece = next)
    {
      next = piece->next;
      g_free (piece);
    }
  g_free (self->given);
  *self = (RepointTcpStream) { 0 };
}

/**
 * repoint_tcp_stream_is_other:
 *
 * Returns: whether the segment begins another stream between the same ends
 */
gboolean
repoint_tcp_stream_is_other (RepointTcpStream *self, const RepointTcpSegment *segment)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (segment != NULL, FALSE);

  return self->has_begun && (segment->flags & REPOINT_TCP_SYN) != 0 && segment->sequence + 1 != self->begin;
}

/* Inserts a copy behind @place. */
static RepointTcpStreamPiece **
insert (RepointTcpStream *self, RepointTcpStreamPiece **place, guint32 sequence, const guint8 *bytes, guint32 length)
{
  RepointTcpStreamPiece *piece = g_malloc (sizeof *piece + (bytes != NULL ? length : 0));

  *piece = (RepointTcpStreamPiece) { .next = *place, .sequence = sequence, .length = length, .lost = bytes == NULL };
  if (bytes != NULL)
    {
      memcpy (piece->bytes, bytes, length);
      self->waiting_bytes += length;
    }
  self->n_waiting++;
  *place = piece;

  return &piece->next;
}

/* Keeps what of @bytes does not wait already; %NULL stands for lost ones. */
static void
keep (RepointTcpStream *self, guint32 sequence, const guint8 *bytes, guint32 length)
{
  RepointTcpStreamPiece **place = &self->waiting;

  while (length > 0)
    {
      RepointTcpStreamPiece *piece = *place;
      gint32 ahead = piece != NULL ? distance (sequence, piece->sequence) : G_MAXINT32;
      guint32 taken;

      if (ahead > 0)
        {
          taken = MIN (length, (guint32) ahead);
          place = insert (self, place, sequence, bytes, taken);
        }
      else
        {
          gint32 left = distance (sequence, piece->sequence + piece->length);

          taken = left > 0 ? MIN (length, (guint32) left) : 0;
          place = &piece->next;
        }

      sequence += taken;
      length -= taken;
      if (bytes != NULL)
        bytes += taken;
    }
}

/* What is expected now need not be copied, up to what has been waiting. */
static void
take (RepointTcpStream *self, guint32 sequence, RepointBytes bytes)
{
  gint32 ahead = distance (self->next, sequence);
  RepointBytes rest = bytes;
  RepointBytes part;

  if (ahead < 0)
    {
      repoint_bytes_take (&rest, MIN (rest.length, self->next - sequence), &part);
      sequence = self->next;
      ahead = 0;
    }
  if (ahead == 0)
    {
      gint32 room = self->waiting != NULL ? distance (self->next, self->waiting->sequence) : G_MAXINT32;

      repoint_bytes_take (&rest, MIN (rest.length, (guint32) room), &self->now);
      sequence += (guint32) self->now.length;
    }

  if (rest.length > 0)
    keep (self, sequence, rest.data, (guint32) rest.length);
}

/**
 * repoint_tcp_stream_push:
 * @segment: one of this side; its bytes have to stay until repoint_tcp_stream_pop() says that there is nothing
 *
 * What there was before has to be popped first.
 */
void
repoint_tcp_stream_push (RepointTcpStream *self, const RepointTcpSegment *segment)
{
  gboolean syn;
  guint32 sequence;
  gint32 ahead;

  g_return_if_fail (self != NULL);
  g_return_if_fail (segment != NULL);
  g_return_if_fail (self->now.length == 0);

  syn = (segment->flags & REPOINT_TCP_SYN) != 0;
  sequence = segment->sequence + (syn ? 1 : 0);
  if (!self->has_begun && (syn || segment->length > 0))
    {
      self->has_begun = TRUE;
      self->has_syn = syn;
      self->begin = self->next = sequence;
    }

  ahead = distance (self->next, sequence);
  if (!self->has_begun || self->has_ended || ahead > MAX_AHEAD || segment->length > MAX_AHEAD)
    return;

  if (segment->data.length > 0)
    take (self, sequence, segment->data);

  if (segment->length > segment->data.length)
    {
      guint32 from = sequence + (guint32) segment->data.length;
      guint32 to = sequence + (guint32) segment->length;

      if (distance (self->next, from) < 0)
        from = self->next;
      if (distance (from, to) > 0)
        keep (self, from, NULL, to - from);
    }

  if ((segment->flags & REPOINT_TCP_FIN) != 0 && !self->has_end)
    {
      self->has_end = TRUE;
      self->end = sequence + (guint32) segment->length;
    }
}

/**
 * repoint_tcp_stream_flush:
 *
 * No segment will come any more: what waits is given out, with its gaps.
 */
void
repoint_tcp_stream_flush (RepointTcpStream *self)
{
  g_return_if_fail (self != NULL);

  self->is_flushed = TRUE;
}

static RepointTcpStreamEvent
pop_waiting (RepointTcpStream *self, RepointBytes *bytes)
{
  RepointTcpStreamPiece *piece = self->waiting;

  if (piece->sequence != self->next)
    {
      if (!self->is_flushed && self->n_waiting <= MAX_PIECES && self->waiting_bytes <= MAX_WAITING)
        return REPOINT_TCP_STREAM_NOTHING;

      self->next = piece->sequence;
      return REPOINT_TCP_STREAM_GAP;
    }

  self->waiting = piece->next;
  self->n_waiting--;
  self->next += piece->length;
  self->given = piece;
  if (piece->lost)
    return REPOINT_TCP_STREAM_GAP;

  self->waiting_bytes -= piece->length;
  *bytes = repoint_bytes (piece->bytes, piece->length);

  return REPOINT_TCP_STREAM_BYTES;
}

/**
 * repoint_tcp_stream_pop:
 * @bytes: (out caller-allocates): the next bytes, if there are any; valid until the stream is used again
 *
 * Returns: what comes next
 */
RepointTcpStreamEvent
repoint_tcp_stream_pop (RepointTcpStream *self, RepointBytes *bytes)
{
  RepointTcpStreamEvent event = REPOINT_TCP_STREAM_NOTHING;

  g_return_val_if_fail (self != NULL, REPOINT_TCP_STREAM_NOTHING);
  g_return_val_if_fail (bytes != NULL, REPOINT_TCP_STREAM_NOTHING);

  g_clear_pointer (&self->given, g_free);
  if (self->has_ended)
    return REPOINT_TCP_STREAM_NOTHING;
  if (self->now.length > 0)
    {
      *bytes = self->now;
      self->next += (guint32) self->now.length;
      self->now = repoint_bytes (NULL, 0);
      return REPOINT_TCP_STREAM_BYTES;
    }

  if (self->waiting != NULL)
    event = pop_waiting (self, bytes);
  if (event == REPOINT_TCP_STREAM_NOTHING && self->has_end && self->next == self->end)
    {
      self->has_ended = TRUE;
      event = REPOINT_TCP_STREAM_END;
    }

  return event;
}

/**
 * repoint_tcp_stream_get_memory:
 *
 * Returns: how many bytes what waits takes
 */
gsize
repoint_tcp_stream_get_memory (RepointTcpStream *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->waiting_bytes + self->n_waiting * sizeof (RepointTcpStreamPiece);
}
