/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-test-daemon.h"

G_BEGIN_DECLS

/* Starts tinyproxy on 127.0.0.1. It opens ways to @connect_port alone, knows @name as 127.0.0.1, and with @password asks for
 * it and the name "user". NULL after marking the test as skipped when tinyproxy is not installed. */
RepointTestDaemon *repoint_test_tinyproxy_start (guint16     connect_port,
                                                 const char *name,
                                                 const char *password,
                                                 guint16    *port);

G_END_DECLS
