/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-bytes.h"

G_BEGIN_DECLS

#define REPOINT_TCP_ADDRESS_LENGTH 16
#define REPOINT_TCP_MAC_LENGTH     6

typedef enum
{
  REPOINT_TCP_FIN = 1 << 0,
  REPOINT_TCP_SYN = 1 << 1,
  REPOINT_TCP_RST = 1 << 2,
  REPOINT_TCP_ACK = 1 << 4,
} RepointTcpFlags;

/* One end of a connection. */
typedef struct
{
  guint8  address[REPOINT_TCP_ADDRESS_LENGTH]; /* an IPv4 address as ::ffff:192.0.2.1 (RFC 4291 section 2.5.5.2) */
  guint16 port;
} RepointTcpEnd;

/**
 * RepointTcpSegment: what a packet carries of a TCP connection.
 */
typedef struct
{
  gint64        time;      /* as in RepointPacket */
  RepointTcpEnd source;
  RepointTcpEnd destination;
  guint8        mac[REPOINT_TCP_MAC_LENGTH]; /* of the computer that sent it; all zero where it is not known */
  guint32       sequence;
  guint         flags;     /* RepointTcpFlags, and others */
  RepointBytes  data;      /* what was captured of it; belongs to whoever read it */
  gsize         length;    /* what it had on the wire, at least what was captured */
} RepointTcpSegment;

char     *repoint_tcp_end_to_string  (const RepointTcpEnd *self);
gboolean  repoint_tcp_segment_read   (RepointTcpSegment   *self,
                                      RepointBytes         bytes,
                                      gsize                length);

G_END_DECLS
