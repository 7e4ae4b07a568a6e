/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-fuzz.h"
#include "repoint-tls-answer.h"
#include "repoint-tls-hello.h"
#include "repoint-tls-offer.h"

#include <string.h>

/* The first byte chooses what was sent, and its highest bit whether the whole flight is read. A HelloRetryRequest is followed
 * by a hello with a share. The last choice is a hello
 * of somebody else: its length in two bytes, and the hello, come before the answer. */
enum
{
  HELLO_1_3,
  HELLO_1_3_WITH_SHARE,
  HELLO_1_2,
  HELLO_1_2_OWN_LISTS,
  HELLO_1_2_NO_EXTENSIONS,
  HELLO_1_1,
  HELLO_1_0_SMALL,
  HELLO_SSL3,
  HELLO_SSL2,
  HELLO_OTHER,
  N_HELLOS,
};

static GBytes *
make_hello (uint8_t kind, RepointBytes *in)
{
  static const guint16 suites[] = { 0xc02f, 0x009e, 0x002f, 0xc018, 0x0018, 0x0003 };
  static const guint16 groups[] = { 23, 24 };
  static const guint16 algorithms[] = { 0x0401, 0x0201 };
  static const guint8 share[REPOINT_TLS_RANDOM_LENGTH] = { 9 };
  RepointTlsHello hello = { .max_version = REPOINT_TLS_VERSION_1_2, .min_version = REPOINT_TLS_VERSION_1_0 };
  RepointBytes other = { 0 };

  switch (kind % N_HELLOS)
    {
    case HELLO_1_3_WITH_SHARE:
      hello.key_share = share;
      hello.max_version = REPOINT_TLS_VERSION_1_3;
      break;
    case HELLO_1_3:
      hello.max_version = REPOINT_TLS_VERSION_1_3;
      break;
    case HELLO_1_2_OWN_LISTS:
      hello.suites = suites;
      hello.n_suites = G_N_ELEMENTS (suites);
      hello.groups = groups;
      hello.n_groups = G_N_ELEMENTS (groups);
      hello.signature_algorithms = algorithms;
      hello.n_signature_algorithms = G_N_ELEMENTS (algorithms);
      break;
    case HELLO_1_2_NO_EXTENSIONS:
      hello.no_extensions = TRUE;
      break;
    case HELLO_1_1:
      hello.max_version = REPOINT_TLS_VERSION_1_1;
      break;
    case HELLO_1_0_SMALL:
      hello.max_version = REPOINT_TLS_VERSION_1_0;
      hello.small = TRUE;
      break;
    case HELLO_SSL3:
      hello.max_version = REPOINT_TLS_VERSION_SSL3;
      break;
    case HELLO_SSL2:
      hello.max_version = REPOINT_TLS_VERSION_SSL2;
      break;
    case HELLO_OTHER:
      repoint_bytes_take_vector (in, 2, &other);
      return g_bytes_new (other.data, other.length);
    default:
      break;
    }

  return repoint_tls_hello_build (&hello);
}

static void
check_answer (const RepointTlsAnswer *answer, GBytes *hello)
{
  gsize held = 0;
  RepointTlsOffer offer;

  if (!repoint_tls_offer_read (&offer, repoint_bytes (g_bytes_get_data (hello, NULL), g_bytes_get_size (hello))))
    {
      REPOINT_FUZZ_ASSERT (answer->kind == REPOINT_TLS_ANSWER_ILLEGAL);
      return;
    }

  if (answer->kind == REPOINT_TLS_ANSWER_SERVER_HELLO)
    REPOINT_FUZZ_ASSERT (answer->version != REPOINT_TLS_VERSION_NONE);
  if (answer->kind == REPOINT_TLS_ANSWER_GARBAGE)
    REPOINT_FUZZ_ASSERT (answer->version == REPOINT_TLS_VERSION_NONE);
  if (answer->version == REPOINT_TLS_VERSION_SSL2)
    REPOINT_FUZZ_ASSERT (offer.ssl2);
  if (answer->version >= REPOINT_TLS_VERSION_SSL3)
    REPOINT_FUZZ_ASSERT (repoint_tls_offer_has_suite (&offer, answer->suite));
  REPOINT_FUZZ_ASSERT ((answer->kind == REPOINT_TLS_ANSWER_ILLEGAL || answer->kind == REPOINT_TLS_ANSWER_GARBAGE) ==
                       (answer->illegal != NULL));
  REPOINT_FUZZ_ASSERT (answer->alert >= -1 && answer->alert <= 255);
  REPOINT_FUZZ_ASSERT (answer->n_ssl2_suites <= REPOINT_TLS_ANSWER_MAX_SSL2_SUITES);

  for (guint i = 0; answer->certificates != NULL && i < answer->certificates->len; i++)
    held += g_bytes_get_size (g_ptr_array_index (answer->certificates, i));
  REPOINT_FUZZ_ASSERT (held <= 65536);
  REPOINT_FUZZ_ASSERT (answer->certificates == NULL || (answer->certificates->len > 0 && answer->certificates->len <= REPOINT_TLS_ANSWER_MAX_CERTIFICATES));
}

static void
compare (const RepointTlsAnswer *a, const RepointTlsAnswer *b)
{
  REPOINT_FUZZ_ASSERT (a->kind == b->kind && a->version == b->version && a->suite == b->suite && a->alert == b->alert);
  REPOINT_FUZZ_ASSERT (a->retry == b->retry && a->retried == b->retried && a->not_offered == b->not_offered);
  REPOINT_FUZZ_ASSERT ((a->cookie == NULL) == (b->cookie == NULL) && (a->cookie == NULL || g_bytes_equal (a->cookie, b->cookie)));
  REPOINT_FUZZ_ASSERT ( a->downgraded == b->downgraded && a->illegal == b->illegal);
  REPOINT_FUZZ_ASSERT (a->group == b->group && a->dh_bits == b->dh_bits && a->signature_algorithm == b->signature_algorithm);
  REPOINT_FUZZ_ASSERT (a->n_ssl2_suites == b->n_ssl2_suites && a->ssl2_error == b->ssl2_error);
  REPOINT_FUZZ_ASSERT ((a->certificates == NULL) == (b->certificates == NULL));
  for (guint i = 0; a->certificates != NULL && i < a->certificates->len; i++)
    REPOINT_FUZZ_ASSERT (a->certificates->len == b->certificates->len &&
                         g_bytes_equal (g_ptr_array_index (a->certificates, i), g_ptr_array_index (b->certificates, i)));
}

static RepointTlsAnswerReader *
read_answer (GBytes *hello, gboolean flight, RepointBytes in, gboolean in_pieces)
{
  RepointTlsAnswerReader *reader = flight ? repoint_tls_answer_reader_new_flight (hello) : repoint_tls_answer_reader_new (hello);
  RepointTlsAnswerKind kind = repoint_tls_answer_reader_get (reader)->kind;
  RepointBytes none = { 0 };
  g_autoptr (GBytes) second = make_hello (HELLO_1_3_WITH_SHARE, &none);
  guint32 state = repoint_fuzz_seed (in.data, in.length);

  while (in.length > 0)
    {
      gsize length = in.length;
      g_autofree guint8 *piece = in_pieces ? repoint_fuzz_cut (&in, &state, &length) : g_memdup2 (in.data, in.length);
      RepointTlsAnswerKind next = repoint_tls_answer_reader_feed (reader, piece, length);

      if (!in_pieces)
        in.length = 0;
      REPOINT_FUZZ_ASSERT (kind == REPOINT_TLS_ANSWER_MORE || next == kind);
      REPOINT_FUZZ_ASSERT (next == repoint_tls_answer_reader_get (reader)->kind);
      if (next == REPOINT_TLS_ANSWER_SERVER_HELLO && repoint_tls_answer_reader_get (reader)->retry)
        next = repoint_tls_answer_reader_retry (reader, second);
      kind = next;
    }
  check_answer (repoint_tls_answer_reader_get (reader), hello);

  return reader;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  RepointBytes in = repoint_bytes (data, size);
  g_autoptr (GBytes) hello = NULL;
  g_autoptr (RepointTlsAnswerReader) whole = NULL;
  g_autoptr (RepointTlsAnswerReader) pieces = NULL;
  guint32 kind;

  if (!repoint_bytes_take_number (&in, 1, &kind))
    return 0;

  hello = make_hello (kind & 0x7f, &in);
  whole = read_answer (hello, (kind & 0x80) != 0, in, FALSE);
  pieces = read_answer (hello, (kind & 0x80) != 0, in, TRUE);
  compare (repoint_tls_answer_reader_get (whole), repoint_tls_answer_reader_get (pieces));

  return 0;
}
