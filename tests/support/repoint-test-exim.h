/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-test-daemon.h"
#include "repoint-test-dovecot.h"

G_BEGIN_DECLS

/* Where a client that came with TLS 1.0 or 1.1 is told 421 4.7.66, after a handshake that succeeded. */
typedef enum
{
  REPOINT_TEST_REFUSAL_NONE,
  REPOINT_TEST_REFUSAL_EHLO,
  REPOINT_TEST_REFUSAL_AUTH,
  REPOINT_TEST_REFUSAL_CREDENTIALS, /* after a sign-in that succeeded: at MAIL FROM */
} RepointTestRefusal;

typedef struct
{
  guint16 submission;  /* STARTTLS */
  guint16 submissions; /* implicit TLS */
} RepointTestEximPorts;

/* Starts Exim for mail submission; percent of the sessions with old TLS meet the refusal. NULL after marking the test
 * as skipped when Exim is not there. */
RepointTestDaemon *repoint_test_exim_start (RepointTestAge        age,
                                            RepointTestRefusal    refusal,
                                            guint                 percent,
                                            RepointTestEximPorts *ports);

G_END_DECLS
