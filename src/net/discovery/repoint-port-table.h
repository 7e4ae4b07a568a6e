/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-target.h"

G_BEGIN_DECLS

#define REPOINT_PORT_TABLE_ERROR (repoint_port_table_error_quark ())

typedef enum
{
  REPOINT_PORT_TABLE_ERROR_SYNTAX,
  REPOINT_PORT_TABLE_ERROR_FORBIDDEN,
} RepointPortTableError;

/* A port and what is expected there. */
typedef struct
{
  guint16         port;
  RepointProtocol protocol;
  RepointSecurity security;
} RepointPort;

GQuark  repoint_port_table_error_quark (void);
/* 80/http 443/https 631/ipps 25/smtp 465/smtps 587/smtp 110/pop3 143/imap 993/imaps 995/pop3s 8080/http 8443/https 5000/http 5001/https. */
GArray *repoint_port_table_default     (void);                              /* of RepointPort */
/* "80,443/https,8080/http": a port without a scheme is what the default table says, or tls. */
GArray *repoint_port_table_parse       (const char *text, GError **error);

G_END_DECLS
