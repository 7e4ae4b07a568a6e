/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-tls-version.h"

static const struct
{
  RepointTlsVersion version;
  const char       *name;
} versions[] = {
  { REPOINT_TLS_VERSION_SSL2, "SSLv2" },
  { REPOINT_TLS_VERSION_SSL3, "SSLv3" },
  { REPOINT_TLS_VERSION_1_0, "TLSv1.0" },
  { REPOINT_TLS_VERSION_1_1, "TLSv1.1" },
  { REPOINT_TLS_VERSION_1_2, "TLSv1.2" },
  { REPOINT_TLS_VERSION_1_3, "TLSv1.3" },
};

/**
 * repoint_tls_version_to_string:
 *
 * Returns: (nullable): the name used in documents and on the command line, such as "TLSv1.0"; %NULL for
 *   %REPOINT_TLS_VERSION_NONE and for a number that is no known version
 */
const char *
repoint_tls_version_to_string (RepointTlsVersion version)
{
  for (gsize i = 0; i < G_N_ELEMENTS (versions); i++)
    if (versions[i].version == version)
      return versions[i].name;

  return NULL;
}

/**
 * repoint_tls_version_from_string:
 * @text: (nullable): a name as repoint_tls_version_to_string() gives it; case matters
 *
 * Returns: the version, or %REPOINT_TLS_VERSION_NONE for any other text
 */
RepointTlsVersion
repoint_tls_version_from_string (const char *text)
{
  for (gsize i = 0; i < G_N_ELEMENTS (versions); i++)
    if (g_strcmp0 (versions[i].name, text) == 0)
      return versions[i].version;

  return REPOINT_TLS_VERSION_NONE;
}
