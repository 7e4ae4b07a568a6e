/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-catalog.h"
#include "repoint-client-hello.h"

G_BEGIN_DECLS

typedef enum
{
  REPOINT_HELLO_VERDICT_UNKNOWN,  /* nothing is documented, or nothing known of the client */
  REPOINT_HELLO_VERDICT_UNCLEAR,  /* documents and reports disagree, or the documents do not speak of it */
  REPOINT_HELLO_VERDICT_ACCEPTED,
  REPOINT_HELLO_VERDICT_REFUSED,
} RepointHelloVerdict;

/**
 * RepointHelloJudgement: how an endpoint would take a client according to what is published of it. Nobody was asked: what a
 * server really answers is stronger. @reason says why:
 *   not-documented     nothing is known of the endpoint's TLS
 *   version-unknown    or of the client's
 *   below-minimum      the client's highest version is too old
 *   beyond-documented  it is newer than what the endpoint is documented to take
 *   version-fits       no more is known: the suites of one of both are not documented
 *   suite-documented   @suite is the first of the client's that is documented
 *   suite-doubtful     @suite is, but is reported not to be taken, and so are all that the client has in common with the documents
 *   tls13-only         nothing but suites of TLS 1.3, of which the documents do not speak
 *   no-suite           no suite of the client is documented
 */
typedef struct
{
  RepointHelloVerdict  verdict;
  const char          *reason;
  guint16              suite;
  const RepointFact   *fact; /* (nullable): what it rests on; the endpoint's */
} RepointHelloJudgement;

RepointHelloJudgement repoint_hello_judge       (const RepointClientHello     *hello,
                                                 const RepointCatalogEndpoint *endpoint);
RepointHelloJudgement repoint_hello_judge_known (const RepointCatalogClient   *client,
                                                 const RepointCatalogEndpoint *endpoint);
const char           *repoint_hello_verdict_to_string (RepointHelloVerdict     verdict);

G_END_DECLS
