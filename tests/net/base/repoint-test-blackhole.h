/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RepointTestBlackhole: a port on loopback at which a connect is not answered at all, because the queue of its listener is
 * full.
 */
typedef struct _RepointTestBlackhole RepointTestBlackhole;

/* @port 0: a free one. */
RepointTestBlackhole *repoint_test_blackhole_new      (const char           *address,
                                                       guint16               port);
void                  repoint_test_blackhole_free     (RepointTestBlackhole *self);
guint16               repoint_test_blackhole_get_port (RepointTestBlackhole *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointTestBlackhole, repoint_test_blackhole_free)

G_END_DECLS
