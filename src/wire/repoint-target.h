/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "repoint-protocol.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_TARGET  (repoint_target_get_type ())
#define REPOINT_TARGET_ERROR (repoint_target_error_quark ())

typedef enum
{
  REPOINT_TARGET_ERROR_SCHEME,
  REPOINT_TARGET_ERROR_HOST,
  REPOINT_TARGET_ERROR_PORT,
  REPOINT_TARGET_ERROR_LINK_LOCAL, /* an address that means nothing without the name of a link, which no target has */
} RepointTargetError;

/**
 * RepointTarget: one server port and what is spoken there; written as a URI such as `smtp://mail.example:587`.
 *
 * Schemes: smtp (STARTTLS) smtps imap imaps pop3 pop3s https ipps ldaps tls, and http for a page without TLS.
 * An immutable boxed value; %host is a name in lower case and ASCII or an address in its shortest form, an IPv6 one without
 * brackets. Every target there is has a valid host and port: repoint_target_new() returns %NULL otherwise.
 */
typedef struct
{
  RepointProtocol protocol;
  RepointSecurity security;
  char           *host;
  guint16         port;
} RepointTarget;

GType          repoint_target_get_type    (void);
GQuark         repoint_target_error_quark (void);
RepointTarget *repoint_target_new         (RepointProtocol       protocol,
                                           RepointSecurity       security,
                                           const char           *host,
                                           guint16               port);
RepointTarget *repoint_target_parse       (const char           *uri,
                                           GError              **error);
char          *repoint_target_to_string   (const RepointTarget  *self);
RepointTarget *repoint_target_copy        (const RepointTarget  *self);
void           repoint_target_free        (RepointTarget        *self);
gboolean       repoint_target_equal       (gconstpointer         a,
                                           gconstpointer         b);
guint          repoint_target_hash        (gconstpointer         self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointTarget, repoint_target_free)

G_END_DECLS
