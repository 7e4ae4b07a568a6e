/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is odd about the way to the server. All zero: nothing. */
typedef struct
{
  guint16  upstream;   /* port of the real server, on 127.0.0.1 */
  guint    greet_ms;   /* nothing is passed on so long; who talks before is told off with 554 */
  guint    first_ms;   /* the server's first bytes come so late */
  guint    segment;    /* the server's bytes come so many at a time; 0: as they come */
  guint    pause_ms;   /* between two segments, or two lines */
  gboolean by_line;    /* text comes line by line */
  guint    max_hello;  /* resets when the ClientHello, with its record header, is longer; 0: any */
  guint    max_suites; /* or offers more suites; 0: any number */
} RepointTestRelayOptions;

/**
 * RepointTestRelay: stands before a real server on a loopback address of its own and makes it behave oddly.
 */
typedef struct _RepointTestRelay RepointTestRelay;

RepointTestRelay *repoint_test_relay_new             (const char                    *address,
                                                      const RepointTestRelayOptions *options);
void              repoint_test_relay_free            (RepointTestRelay              *self);
guint16           repoint_test_relay_get_port        (RepointTestRelay              *self);
guint             repoint_test_relay_get_connections (RepointTestRelay              *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointTestRelay, repoint_test_relay_free)

G_END_DECLS
