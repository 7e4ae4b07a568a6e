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
  REPOINT_TLS_ANSWER_GARBAGE,      /* not TLS */
  REPOINT_TLS_ANSWER_ILLEGAL,      /* TLS, but nothing a client could go on with */
} RepointTlsAnswerKind;

/**
 * RepointTlsAnswer: what a server said to a ClientHello.
 */
typedef struct
{
  RepointTlsAnswerKind kind;
  RepointTlsVersion    version;    /* the one chosen */
  guint16              suite;      /* the one chosen */
  gboolean             retry;      /* it was a HelloRetryRequest */
  gboolean             downgraded; /* the server says that it could do better than it did (RFC 8446 section 4.1.3) */
  int                  alert;      /* the fatal or final alert's description; or a warning that came before; or -1 */
  const char          *illegal;    /* what was wrong, for the log; a static string */
} RepointTlsAnswer;

/**
 * RepointTlsAnswerReader: reads up to the end of the first ServerHello, however the bytes are cut into segments, records
 * and messages. Holds at most 64 KiB.
 */
typedef struct _RepointTlsAnswerReader RepointTlsAnswerReader;

RepointTlsAnswerReader *repoint_tls_answer_reader_new  (GBytes                 *hello);
void                    repoint_tls_answer_reader_free (RepointTlsAnswerReader *self);
RepointTlsAnswerKind    repoint_tls_answer_reader_feed (RepointTlsAnswerReader *self,
                                                        const guint8           *bytes,
                                                        gsize                   length);
const RepointTlsAnswer *repoint_tls_answer_reader_get  (RepointTlsAnswerReader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointTlsAnswerReader, repoint_tls_answer_reader_free)

G_END_DECLS
