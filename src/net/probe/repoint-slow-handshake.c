/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-slow-handshake.h"

#include "repoint-tls-answer.h"
#include "repoint-tls-suite.h"

/* The flights of servers with ordinary chains are a third of it. */
#define LONG_FLIGHT (16 * 1024)

/* RFC 7919, section 2 */
enum
{
  FFDHE2048 = 256,
  FFDHE8192 = 260,
};

struct _RepointSlowHandshake
{
  RepointTlsAnswerReader *reader; /* NULL once the ServerHello was read */
  gsize                   n_bytes;
  gboolean                slow;
};

RepointSlowHandshake *
repoint_slow_handshake_new (GBytes *hello)
{
  RepointSlowHandshake *self = g_new0 (RepointSlowHandshake, 1);

  self->reader = repoint_tls_answer_reader_new (hello);
  return self;
}

void
repoint_slow_handshake_free (RepointSlowHandshake *self)
{
  g_clear_pointer (&self->reader, repoint_tls_answer_reader_free);
  g_free (self);
}

/* RFC 5246, section 7.4.3: these suites have the server choose the prime. In TLS 1.3 the group says it (RFC 8446, section
 * 4.2.7). */
static gboolean
is_slow (const RepointTlsAnswer *answer)
{
  RepointTlsKeyExchange exchange = repoint_tls_suite_get_key_exchange (answer->suite);

  return exchange == REPOINT_TLS_KEY_EXCHANGE_DHE || exchange == REPOINT_TLS_KEY_EXCHANGE_DH_ANON ||
         (answer->group >= FFDHE2048 && answer->group <= FFDHE8192);
}

gboolean
repoint_slow_handshake_feed (RepointSlowHandshake *self,
                             const guint8         *bytes,
                             gsize                 length)
{
  RepointTlsAnswerKind kind;

  g_return_val_if_fail (self != NULL, TRUE);

  self->n_bytes += length;
  if (self->n_bytes > LONG_FLIGHT)
    self->slow = TRUE;
  if (self->reader == NULL)
    return self->slow;

  kind = repoint_tls_answer_reader_feed (self->reader, bytes, length);
  if (kind == REPOINT_TLS_ANSWER_MORE)
    return self->slow;

  /* What our reader does not like OpenSSL may still take; an alert or garbage it does not. */
  if (kind == REPOINT_TLS_ANSWER_ILLEGAL || is_slow (repoint_tls_answer_reader_get (self->reader)))
    self->slow = TRUE;
  g_clear_pointer (&self->reader, repoint_tls_answer_reader_free);
  return self->slow;
}
