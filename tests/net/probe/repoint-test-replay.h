/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-replay.h"
#include "repoint-test-device.h"
#include "repoint-test-tls-server.h"

G_BEGIN_DECLS

/* Says a hello to a target and waits for what comes of it. */
JsonObject *repoint_test_replay          (const RepointClientHello       *hello,
                                          const char                     *uri,
                                          guint                           timeout_ms); /* 0: 30 s */

/* The same with the hello of such a device. */
JsonObject *repoint_test_replay_device   (const RepointTestDeviceOptions *device,
                                          const char                     *uri);

/* "accepted TLSv1.2 TLS_RSA_…", "refused alert 70", "not-observed timeout". */
char       *repoint_test_replay_describe (JsonObject                     *result);

/* The same for the session: "completed TLSv1.2 TLS_RSA_…", "refused auth legacy-tls-refused", "not-observed timeout", "none". */
char       *repoint_test_replay_describe_session (JsonObject             *result);

G_END_DECLS
