/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-test-capture.h"

G_BEGIN_DECLS

#define REPOINT_TEST_TCP_CLIENT 0
#define REPOINT_TEST_TCP_SERVER 1

/* What stands around each segment. All zero: IPv4 as the link type says, without anything special. */
typedef struct
{
  gboolean ipv6;
  guint    n_tags;        /* VLAN tags, on links that have a type of Ethernet */
  gboolean pppoe;         /* in a PPPoE session */
  guint    n_options;     /* words of options of IPv4, or extension headers of IPv6 */
  guint    fragment;      /* bytes of the datagram's content in a fragment; 0: not fragmented */
  guint    padding;       /* bytes behind the datagram */
  gboolean no_length;     /* the datagram does not say how long it is, as where the card was to cut it */
  guint    hops;          /* 0: 64 */
} RepointTestLayers;

/* A packet that was sent, before it is written. */
typedef struct
{
  gint64  time;
  GBytes *frame;
} RepointTestFrame;

/**
 * RepointTestTcpTalk: a TCP connection, as the packets that it makes. Checksums are all zero: whoever looks at them sees nothing.
 */
typedef struct
{
  RepointLinkType   link_type;
  RepointTestLayers layers;
  guint8            addresses[2][16]; /* of IPv4 the first four bytes */
  guint16           ports[2];
  guint8            macs[2][6];
  guint32           begin[2];         /* the number of the first byte */
  guint32           said[2];          /* bytes so far */
  gsize             segment;          /* the largest; 0: 1460 */
  gint64            time;             /* of the next packet; they are a millisecond apart */
  guint16           datagram;         /* number of the next datagram */
  GPtrArray        *frames;           /* of RepointTestFrame */
} RepointTestTcpTalk;

/* 10.77.0.21:50021 or [fd77::21]:50021 talks to 10.77.0.2 or [fd77::2] at this port. */
RepointTestTcpTalk *repoint_test_tcp_talk_new      (RepointLinkType          link_type,
                                                    const RepointTestLayers *layers,
                                                    guint16                  port);
void                repoint_test_tcp_talk_free     (RepointTestTcpTalk      *self);

void                repoint_test_tcp_talk_open     (RepointTestTcpTalk      *self);
void                repoint_test_tcp_talk_say      (RepointTestTcpTalk      *self,
                                                    guint                    side,
                                                    gconstpointer            bytes,
                                                    gsize                    length);
void                repoint_test_tcp_talk_say_text (RepointTestTcpTalk      *self,
                                                    guint                    side,
                                                    const char              *text);
void                repoint_test_tcp_talk_close    (RepointTestTcpTalk      *self,
                                                    guint                    side);
void                repoint_test_tcp_talk_reset    (RepointTestTcpTalk      *self,
                                                    guint                    side);
/* One segment: at this place of what the side says, with these flags, and ACK on all but a first SYN. */
void                repoint_test_tcp_talk_segment  (RepointTestTcpTalk      *self,
                                                    guint                    side,
                                                    guint32                  at,
                                                    guint8                   flags,
                                                    gconstpointer            bytes,
                                                    gsize                    length);

void                repoint_test_tcp_talk_write    (RepointTestTcpTalk      *self,
                                                    RepointTestCapture      *capture);
/* The whole capture, in pcap of this computer's order. */
GBytes             *repoint_test_tcp_talk_to_pcap  (RepointTestTcpTalk      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointTestTcpTalk, repoint_test_tcp_talk_free)

G_END_DECLS
