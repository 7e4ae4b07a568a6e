/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-known-hello.h"

#include "repoint-tls-hello.h"

#define RECORD_HEADER_LENGTH 5 /* RFC 8446 section 5.1 */

/**
 * repoint_known_hello_new:
 * @client: a well-known client
 *
 * Makes the hello of a client that is not here to say it: with its versions, suites and groups as far as they are documented, and
 * otherwise as Repoint says hello itself. Random bytes are zero: it is to be said again by somebody who fills them in.
 *
 * Returns: (transfer full) (nullable): %NULL when the suites of @client are not documented
 */
RepointClientHello *
repoint_known_hello_new (const RepointCatalogClient *client)
{
  RepointTlsHello hello = { 0 };
  g_autoptr(GBytes) record = NULL;
  g_autoptr(GBytes) message = NULL;

  g_return_val_if_fail (client != NULL, NULL);

  if (client->suites == NULL)
    return NULL;

  hello.max_version = client->max_version;
  hello.min_version = REPOINT_TLS_VERSION_1_0;
  hello.no_extensions = client->no_extensions;
  hello.suites = (const guint16 *) client->suites->data;
  hello.n_suites = client->suites->len;
  if (client->groups != NULL)
    {
      hello.groups = (const guint16 *) client->groups->data;
      hello.n_groups = client->groups->len;
    }

  record = repoint_tls_hello_build (&hello);
  message = g_bytes_new_from_bytes (record, RECORD_HEADER_LENGTH, g_bytes_get_size (record) - RECORD_HEADER_LENGTH);

  return repoint_client_hello_parse (message, NULL);
}
