/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RepointTlsVersion: protocol versions by their number on the wire.
 *
 * The numbers grow with the version, so they can be compared; %REPOINT_TLS_VERSION_NONE is below all.
 */
typedef enum
{
  REPOINT_TLS_VERSION_NONE = 0,
  REPOINT_TLS_VERSION_SSL2 = 0x0002,
  REPOINT_TLS_VERSION_SSL3 = 0x0300,
  REPOINT_TLS_VERSION_1_0 = 0x0301,
  REPOINT_TLS_VERSION_1_1 = 0x0302,
  REPOINT_TLS_VERSION_1_2 = 0x0303,
  REPOINT_TLS_VERSION_1_3 = 0x0304,
} RepointTlsVersion;

const char        *repoint_tls_version_to_string   (RepointTlsVersion  version);
RepointTlsVersion  repoint_tls_version_from_string (const char        *text);

G_END_DECLS
