/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RepointSlowHandshake: tells from what a server sends whether this computer will need long for the rest of the
 * handshake, before OpenSSL gets to see it. A finite field Diffie-Hellman exchange costs 5 ms with 2048 bits and
 * 270 ms with 8192 – the server chooses –, checking an endless chain as much; any other takes half a millisecond.
 */
typedef struct _RepointSlowHandshake RepointSlowHandshake;

RepointSlowHandshake *repoint_slow_handshake_new  (GBytes               *hello); /* the record with our ClientHello */
void                  repoint_slow_handshake_free (RepointSlowHandshake *self);
/* Returns TRUE once the rest is slow, or cannot be told. */
gboolean              repoint_slow_handshake_feed (RepointSlowHandshake *self,
                                                   const guint8         *bytes,
                                                   gsize                 length);

G_END_DECLS
