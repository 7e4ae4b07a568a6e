/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-hello-judgement.h"

#include "repoint-tls-suite.h"

static gboolean
contains (const GArray *suites,
          guint16       suite)
{
  for (guint i = 0; i < suites->len; i++)
    if (g_array_index (suites, guint16, i) == suite)
      return TRUE;

  return FALSE;
}

/* The first suite of the client's that the list has. */
static gboolean
find_common (const GArray *offered,
             const GArray *documented,
             guint16      *suite)
{
  for (guint i = 0; documented != NULL && i < offered->len; i++)
    if (contains (documented, g_array_index (offered, guint16, i)))
      {
        *suite = g_array_index (offered, guint16, i);
        return TRUE;
      }

  return FALSE;
}

/* Whether all that could be chosen from is for TLS 1.3; what only signals something, or is reserved, cannot be chosen. */
static gboolean
is_for_tls13_alone (const GArray *offered)
{
  for (guint i = 0; i < offered->len; i++)
    if (repoint_tls_suite_exists_at (g_array_index (offered, guint16, i), REPOINT_TLS_VERSION_1_2))
      return FALSE;

  return TRUE;
}

static RepointHelloJudgement
judge_suites (const GArray                 *offered,
              RepointTlsVersion             max_version,
              const RepointCatalogEndpoint *endpoint)
{
  guint16 suite = 0;

  if (find_common (offered, endpoint->suites, &suite))
    return (RepointHelloJudgement) { REPOINT_HELLO_VERDICT_ACCEPTED, "suite-documented", suite, &endpoint->suites_fact };

  if (find_common (offered, endpoint->doubtful_suites, &suite))
    return (RepointHelloJudgement) { REPOINT_HELLO_VERDICT_UNCLEAR, "suite-doubtful", suite, &endpoint->doubt_fact };

  if (max_version >= REPOINT_TLS_VERSION_1_3 && is_for_tls13_alone (offered))
    return (RepointHelloJudgement) { REPOINT_HELLO_VERDICT_UNCLEAR, "tls13-only", 0, &endpoint->suites_fact };

  return (RepointHelloJudgement) { REPOINT_HELLO_VERDICT_REFUSED, "no-suite", 0, &endpoint->suites_fact };
}

static RepointHelloJudgement
judge (RepointTlsVersion             max_version,
       const GArray                 *suites,
       const RepointCatalogEndpoint *endpoint)
{
  if (endpoint->min_tls == REPOINT_TLS_VERSION_NONE)
    return (RepointHelloJudgement) { REPOINT_HELLO_VERDICT_UNKNOWN, "not-documented", 0, NULL };

  if (max_version == REPOINT_TLS_VERSION_NONE)
    return (RepointHelloJudgement) { REPOINT_HELLO_VERDICT_UNKNOWN, "version-unknown", 0, NULL };

  if (max_version < endpoint->min_tls)
    return (RepointHelloJudgement) { REPOINT_HELLO_VERDICT_REFUSED, "below-minimum", 0, &endpoint->tls_fact };

  if (endpoint->documented_max != REPOINT_TLS_VERSION_NONE && max_version > endpoint->documented_max)
    return (RepointHelloJudgement) { REPOINT_HELLO_VERDICT_UNCLEAR, "beyond-documented", 0, &endpoint->tls_fact };

  if (endpoint->suites == NULL || suites == NULL)
    return (RepointHelloJudgement) { REPOINT_HELLO_VERDICT_ACCEPTED, "version-fits", 0, &endpoint->tls_fact };

  return judge_suites (suites, max_version, endpoint);
}

/**
 * repoint_hello_judge:
 * @hello: what a client offers
 * @endpoint: what is published of an endpoint
 *
 * Whether the tenant has opted in to a legacy endpoint is not asked.
 *
 * Returns: how @endpoint would take the client
 */
RepointHelloJudgement
repoint_hello_judge (const RepointClientHello     *hello,
                     const RepointCatalogEndpoint *endpoint)
{
  g_return_val_if_fail (hello != NULL, (RepointHelloJudgement) { 0 });
  g_return_val_if_fail (endpoint != NULL, (RepointHelloJudgement) { 0 });

  return judge (hello->max_version, hello->suites, endpoint);
}

/**
 * repoint_hello_judge_known:
 * @client: a well-known client
 * @endpoint: what is published of an endpoint
 *
 * Returns: how @endpoint would take the client
 */
RepointHelloJudgement
repoint_hello_judge_known (const RepointCatalogClient   *client,
                           const RepointCatalogEndpoint *endpoint)
{
  g_return_val_if_fail (client != NULL, (RepointHelloJudgement) { 0 });
  g_return_val_if_fail (endpoint != NULL, (RepointHelloJudgement) { 0 });

  return judge (client->max_version, client->suites, endpoint);
}

/**
 * repoint_hello_verdict_to_string:
 *
 * Returns: (transfer none): "unknown", "unclear", "accepted" or "refused"
 */
const char *
repoint_hello_verdict_to_string (RepointHelloVerdict verdict)
{
  static const char * const ids[] = { "unknown", "unclear", "accepted", "refused" };

  g_return_val_if_fail ((guint) verdict < G_N_ELEMENTS (ids), ids[0]);

  return ids[verdict];
}
