/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "repoint-bytes.h"

G_BEGIN_DECLS

/* What libFuzzer, and the replay of the corpus, call. Each harness defines it. */
int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

/* Unlike g_assert () it cannot be compiled out, and it ends in the signal that a fuzzer catches to keep the input. */
#define REPOINT_FUZZ_ASSERT(condition)                                                                                    \
  G_STMT_START                                                                                                            \
  {                                                                                                                       \
    if (!(condition))                                                                                                     \
      {                                                                                                                   \
        g_printerr ("%s:%d: not true: %s\n", __FILE__, __LINE__, #condition);                                             \
        abort ();                                                                                                         \
      }                                                                                                                   \
  }                                                                                                                       \
  G_STMT_END

/* Takes the next piece of @rest, of a length that looks random but depends on nothing but @state. It gets an allocation of
 * its own, so that a byte read behind its end is noticed. */
static inline guint8 *
repoint_fuzz_cut (RepointBytes *rest, guint32 *state, gsize *length)
{
  RepointBytes piece;

  *state = *state * 1103515245 + 12345;
  *length = MIN (rest->length, 1 + (*state >> 16) % ((*state & 0x100) != 0 ? 4 : 300));
  repoint_bytes_take (rest, *length, &piece);

  return g_memdup2 (piece.data, piece.length);
}

/* Where to begin with @state: another one for other bytes. */
static inline guint32
repoint_fuzz_seed (const uint8_t *data, size_t size)
{
  guint32 state = 5381;

  for (size_t i = 0; i < size; i++)
    state = state * 33 + data[i];

  return state;
}

G_END_DECLS
