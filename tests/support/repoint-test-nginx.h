/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-test-daemon.h"

G_BEGIN_DECLS

/* Starts nginx as the web page of an old device, with this title: it speaks TLS 1.0 and nothing else. NULL after
 * marking the test as skipped when nginx is not installed. */
RepointTestDaemon *repoint_test_nginx_start (const char *title,
                                             guint16    *port);

G_END_DECLS
