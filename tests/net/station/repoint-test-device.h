/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-protocol.h"
#include "repoint-tls-version.h"

#include <openssl/ssl.h>

G_BEGIN_DECLS

/**
 * RepointTestDevice: a mail client with a blocking socket, as simple as the ones in copiers.
 */
typedef struct
{
  int      fd;
  SSL     *ssl;       /* NULL before TLS */
  GString *heard;     /* everything in clear */
  gboolean checks;    /* certificates; set before TLS begins */
  char    *authority; /* (nullable): a file with what it trusts */
  char    *name;      /* (nullable): whom it expects */
} RepointTestDevice;

RepointTestDevice *repoint_test_device_new         (guint16             port);
void               repoint_test_device_free        (RepointTestDevice  *self);
void               repoint_test_device_send        (RepointTestDevice  *self,
                                                    const void         *bytes,
                                                    gsize               length);
void               repoint_test_device_say         (RepointTestDevice  *self,
                                                    const char         *text);
/* Up to and with a line that begins with @beginning. FALSE: they hung up first. */
gboolean           repoint_test_device_hear        (RepointTestDevice  *self,
                                                    const char         *beginning);
/* Until they hang up; returns everything that was ever heard in clear. */
const char        *repoint_test_device_hear_all    (RepointTestDevice  *self);
/* The greeting, what leads to STARTTLS, and its reply. */
void               repoint_test_device_ask_for_tls (RepointTestDevice  *self,
                                                    RepointProtocol     protocol);
/* Shakes hands; FALSE: it did not work. */
gboolean           repoint_test_device_begin_tls   (RepointTestDevice  *self,
                                                    RepointTlsVersion   version);
void               repoint_test_device_say_inside  (RepointTestDevice  *self,
                                                    const char         *text);
/* One piece of what they say inside; "" when they hung up. */
char              *repoint_test_device_hear_inside (RepointTestDevice  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointTestDevice, repoint_test_device_free)

G_END_DECLS
