/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-test-daemon.h"

G_BEGIN_DECLS

/* What a mail server accepts: as the standard endpoints do, or as the legacy ones. */
typedef enum
{
  REPOINT_TEST_STANDARD, /* TLS 1.2 and newer */
  REPOINT_TEST_LEGACY,   /* TLS 1.0 and newer */
} RepointTestAge;

typedef struct
{
  guint16 imap;
  guint16 imaps;
  guint16 pop3;
  guint16 pop3s;
} RepointTestDovecotPorts;

/* Starts Dovecot; NULL after marking the test as skipped when it is not installed. */
RepointTestDaemon *repoint_test_dovecot_start (RepointTestAge           age,
                                               RepointTestDovecotPorts *ports);

G_END_DECLS
