/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-tls-version.h"

G_BEGIN_DECLS

typedef enum
{
  REPOINT_TLS_ANSWER_MORE,         /* not yet known, feed more */
  REPOINT_TLS_ANSWER_SERVER_HELLO, /* also when it is a HelloRetryRequest */
  REPOINT_TLS_ANSWER_ALERT,
  REPOINT_TLS_ANSWER_SSL2_ERROR,   /* the ERROR message of SSLv2; to a TLS hello it comes from a server that knows no TLS */
  REPOINT_TLS_ANSWER_GARBAGE,      /* not TLS */
  REPOINT_TLS_ANSWER_ILLEGAL,      /* TLS, but nothing a client could go on with */
} RepointTlsAnswerKind;

/* What a server took although nobody offered it: the answer is illegal then. */
typedef enum
{
  REPOINT_TLS_NOT_OFFERED_NOTHING,
  REPOINT_TLS_NOT_OFFERED_VERSION,
  REPOINT_TLS_NOT_OFFERED_SUITE,
  REPOINT_TLS_NOT_OFFERED_GROUP,
  REPOINT_TLS_NOT_OFFERED_SIGNATURE_ALGORITHM,
} RepointTlsNotOffered;

#define REPOINT_TLS_ANSWER_MAX_CERTIFICATES 10
#define REPOINT_TLS_ANSWER_MAX_SSL2_SUITES  16

/**
 * RepointTlsAnswer: what a server said to a ClientHello. What is not known is 0, but for @alert.
 *
 * As soon as there is a @version, the server has chosen it, whatever comes after: when a whole flight is read, it may still
 * end in an alert or in something illegal, or the connection may end while the kind is still "more".
 */
typedef struct
{
  RepointTlsAnswerKind kind;
  RepointTlsVersion    version;    /* the one chosen */
  guint16              suite;      /* the one chosen; 0 with SSLv2, where the client chooses */
  gboolean             retry;      /* it was a HelloRetryRequest */
  gboolean             retried;    /* a HelloRetryRequest came before it, and was followed */
  GBytes              *cookie;     /* (nullable): of the HelloRetryRequest; belongs to the reader */
  gboolean             downgraded; /* the server says that it could do better than it did (RFC 8446 section 4.1.3) */
  int                  alert;      /* the fatal or final alert's description; or a warning that came before; or -1 */
  const char          *illegal;    /* what was wrong, for the log; a static string */
  RepointTlsNotOffered not_offered; /* where that is what was wrong */

  guint16              group;      /* TLS 1.3: of the key share, asked for or given; below, from a flight only: the curve,
                                      or the ffdhe group (RFC 7919) that the DHE prime is */
  guint                dh_bits;    /* flight only: size of the DHE prime */
  guint16              signature_algorithm; /* flight of TLS 1.2 only: what the key exchange is signed with */
  GPtrArray           *certificates; /* (nullable) (element-type GBytes): flight and SSLv2 only; DER, as sent, the first
                                        ten of at most 64 KiB; belongs to the reader */

  guint32              ssl2_suites[REPOINT_TLS_ANSWER_MAX_SSL2_SUITES]; /* the kinds of cipher that the server has in
                                        common with us; it may have none and still speak SSLv2 (CVE-2015-3197) */
  guint                n_ssl2_suites;
  guint                ssl2_error; /* its number: 1 for no common cipher, 2 no certificate, 4 bad certificate, 6 unsupported
                                      kind of certificate */
} RepointTlsAnswer;

/**
 * RepointTlsAnswerReader: reads a server's answer, however the bytes are cut into segments, records and messages: up to the
 * end of the first ServerHello or HelloRetryRequest, or the flight up to ServerHelloDone (TLS 1.2 and below). Holds at most 64 KiB of an
 * unfinished message, and 64 KiB of certificates.
 */
typedef struct _RepointTlsAnswerReader RepointTlsAnswerReader;

RepointTlsAnswerReader *repoint_tls_answer_reader_new        (GBytes                 *hello);
RepointTlsAnswerReader *repoint_tls_answer_reader_new_flight (GBytes                 *hello);
void                    repoint_tls_answer_reader_free       (RepointTlsAnswerReader *self);
RepointTlsAnswerKind    repoint_tls_answer_reader_feed       (RepointTlsAnswerReader *self,
                                                              const guint8           *bytes,
                                                              gsize                   length);
RepointTlsAnswerKind    repoint_tls_answer_reader_retry      (RepointTlsAnswerReader *self,
                                                              GBytes                 *hello);
const RepointTlsAnswer *repoint_tls_answer_reader_get        (RepointTlsAnswerReader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointTlsAnswerReader, repoint_tls_answer_reader_free)

G_END_DECLS
