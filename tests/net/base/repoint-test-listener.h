/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RepointTestListener: a TCP server on loopback; each connection is handled on a thread of its own, blocking, with
 * the descriptor in hand, so that a test can be as rude as it likes.
 */
typedef struct _RepointTestListener RepointTestListener;

/* Talks on @fd; the listener closes it afterwards. */
typedef void (*RepointTestHandler) (int fd, gpointer user_data);

/* @address NULL: all of 127.0.0.0/8; @port 0: a free one; a port that is taken aborts the test. */
RepointTestListener *repoint_test_listener_new          (const char          *address,
                                                         guint16              port,
                                                         RepointTestHandler   handler,
                                                         gpointer             user_data);
/* Stops listening and waits for the handlers. */
void                 repoint_test_listener_free         (RepointTestListener *self);
guint16              repoint_test_listener_get_port     (RepointTestListener *self);
/* Connections accepted so far, and the most that were open at once, in all and to one address: those that the client
 * has ended with a FIN do not count. */
guint                repoint_test_listener_get_accepted (RepointTestListener *self);
/* Waits until so many were accepted, which may be after their client is gone. */
void                 repoint_test_listener_wait         (RepointTestListener *self,
                                                         guint                accepted);
guint                repoint_test_listener_get_peak     (RepointTestListener *self);
guint                repoint_test_listener_get_peak_per_address (RepointTestListener *self);

/* Helpers for handlers. */
void                 repoint_test_send                  (int                  fd,
                                                         gconstpointer        bytes,
                                                         gsize                length);
/* Reads until the peer's end: 0 for FIN, else the errno (ECONNRESET). Appends what came to @received if given. */
int                  repoint_test_read_to_end           (int                  fd,
                                                         GString             *received);
/* Closes with RST instead of FIN when the handler returns. */
void                 repoint_test_reset_on_close        (int                  fd);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointTestListener, repoint_test_listener_free)

G_END_DECLS
