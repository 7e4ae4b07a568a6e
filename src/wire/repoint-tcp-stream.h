/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-bytes.h"
#include "repoint-tcp-segment.h"

G_BEGIN_DECLS

typedef enum
{
  REPOINT_TCP_STREAM_NOTHING, /* until the next segment */
  REPOINT_TCP_STREAM_BYTES,
  REPOINT_TCP_STREAM_GAP,     /* bytes that were not captured; what comes next does not follow what came before */
  REPOINT_TCP_STREAM_END,     /* the sender has said all: once, and nothing follows */
} RepointTcpStreamEvent;

typedef struct _RepointTcpStreamPiece RepointTcpStreamPiece;

/**
 * RepointTcpStream: what one side of a connection sent, put in order (RFC 9293 section 3.4). All zero is one that has not begun.
 *
 * It begins with the SYN, or, in a capture that began later, with the first segment that holds something. What comes again is
 * passed over; of bytes that come twice and differ, the first win, because they are those that were acted upon. What comes too
 * early waits, in a copy: at most 256 pieces and 128 KiB. Beyond that, what lacks is lost. A segment of which only the beginning
 * was captured is followed by a gap at once. Segments that no window could hold are not looked at.
 */
typedef struct
{
  guint32                begin;
  guint32                next;          /* the sequence number expected */
  guint32                end;           /* that of the FIN */
  guint                  has_begun : 1;
  guint                  has_syn : 1;   /* and that with its SYN */
  guint                  has_end : 1;
  guint                  has_ended : 1;
  guint                  is_flushed : 1;
  guint                  n_waiting;
  gsize                  waiting_bytes;
  RepointTcpStreamPiece *waiting;       /* in order, none overlaps another */
  RepointTcpStreamPiece *given;         /* the one whose bytes were given out */
  RepointBytes           now;           /* of the last segment, still where that is */
} RepointTcpStream;

void                  repoint_tcp_stream_clear    (RepointTcpStream        *self);
gboolean              repoint_tcp_stream_is_other (RepointTcpStream        *self,
                                                   const RepointTcpSegment *segment);
void                  repoint_tcp_stream_push     (RepointTcpStream        *self,
                                                   const RepointTcpSegment *segment);
void                  repoint_tcp_stream_flush    (RepointTcpStream        *self);
RepointTcpStreamEvent repoint_tcp_stream_pop      (RepointTcpStream        *self,
                                                   RepointBytes            *bytes);
gsize                 repoint_tcp_stream_get_memory (RepointTcpStream      *self);

G_END_DECLS
