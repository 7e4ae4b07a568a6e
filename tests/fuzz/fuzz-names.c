/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-fuzz.h"
#include "repoint-protocol.h"
#include "repoint-tls-group.h"
#include "repoint-tls-suite.h"
#include "repoint-tls-version.h"

/* Whatever text is taken for a name is the name of just that. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  RepointTlsVersion version = repoint_tls_version_from_string (text);
  RepointProtocol protocol;
  RepointSecurity security;
  guint32 suite;
  guint16 group;

  if (version != REPOINT_TLS_VERSION_NONE)
    REPOINT_FUZZ_ASSERT (g_str_equal (repoint_tls_version_to_string (version), text));
  if (repoint_tls_suite_from_string (text, &suite))
    {
      REPOINT_FUZZ_ASSERT (g_str_equal (repoint_tls_suite_to_string (suite), text));
      REPOINT_FUZZ_ASSERT (repoint_tls_suite_get_key_exchange (suite) != REPOINT_TLS_KEY_EXCHANGE_UNKNOWN);
    }
  if (repoint_tls_group_from_string (text, &group))
    REPOINT_FUZZ_ASSERT (g_str_equal (repoint_tls_group_to_string (group), text));
  if (repoint_protocol_from_string (text, &protocol))
    REPOINT_FUZZ_ASSERT (g_str_equal (repoint_protocol_to_string (protocol), text));
  if (repoint_security_from_string (text, &security))
    REPOINT_FUZZ_ASSERT (g_str_equal (repoint_security_to_string (security), text));

  return 0;
}
