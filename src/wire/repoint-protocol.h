/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  REPOINT_PROTOCOL_SMTP,
  REPOINT_PROTOCOL_IMAP,
  REPOINT_PROTOCOL_POP3,
  REPOINT_PROTOCOL_HTTP,
  REPOINT_PROTOCOL_IPP,
  REPOINT_PROTOCOL_LDAP,
  REPOINT_PROTOCOL_TLS, /* nothing is known of what is spoken inside */
} RepointProtocol;

typedef enum
{
  REPOINT_SECURITY_NONE,
  REPOINT_SECURITY_STARTTLS,
  REPOINT_SECURITY_TLS, /* "implicit TLS", RFC 8314 */
} RepointSecurity;

/* Ids as in files and on the command line: "smtp", "imap", "pop3", … and "none", "starttls", "tls". */
const char *repoint_protocol_to_string   (RepointProtocol   protocol);
gboolean    repoint_protocol_from_string (const char       *text,
                                          RepointProtocol  *protocol);
const char *repoint_security_to_string   (RepointSecurity   security);
gboolean    repoint_security_from_string (const char       *text,
                                          RepointSecurity  *security);
guint16     repoint_protocol_get_port    (RepointProtocol   protocol,
                                          RepointSecurity   security);

G_END_DECLS
