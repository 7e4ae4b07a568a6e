/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-fuzz.h"
#include "repoint-hello-search.h"

#define MAX_MEMORY (1024 * 1024)

enum
{
  SIDE = 1,
  KIND = 6,
  KIND_GAP = 4,
  KIND_END = 6,
  RESET = 8,
};

static void
describe (RepointHelloSearch *search, GString *text)
{
  RepointFoundHello *next;

  while ((next = repoint_hello_search_pop (search)) != NULL)
    {
      g_autoptr (RepointFoundHello) found = next;

      REPOINT_FUZZ_ASSERT (found->hello != NULL && found->side < 2 && found->alert >= -1 && found->alert <= 255);
      REPOINT_FUZZ_ASSERT (found->security == REPOINT_SECURITY_TLS || found->security == REPOINT_SECURITY_STARTTLS);
      REPOINT_FUZZ_ASSERT ((found->answer == REPOINT_HELLO_ANSWER_SERVER_HELLO) == (found->version != REPOINT_TLS_VERSION_NONE));
      g_string_append_printf (text, "%u %u %u %u %d %u %u %u %u %d %d|", g_bytes_hash (found->hello->raw), found->side,
                              found->protocol, found->security, found->after_retry, found->answer, found->version, found->suite,
                              found->reaction, found->retry, found->alert);
    }
}

static void
feed (RepointHelloSearch *search, guint side, RepointBytes bytes, gboolean in_pieces)
{
  guint32 state = repoint_fuzz_seed (bytes.data, bytes.length);

  while (bytes.length > 0)
    {
      gsize length = bytes.length;
      g_autofree guint8 *piece = in_pieces ? repoint_fuzz_cut (&bytes, &state, &length) : g_memdup2 (bytes.data, bytes.length);

      if (!in_pieces)
        bytes.length = 0;
      repoint_hello_search_feed (search, side, 0, repoint_bytes (piece, length));
    }
}

/* Steps: what, and, unless it is a gap or an end, a vector of bytes behind its length in two. */
static char *
search_all (const guint16 ports[2], gboolean from_begin, RepointBytes in, gboolean in_pieces)
{
  g_autoptr (RepointHelloSearch) search = repoint_hello_search_new (ports, from_begin);
  GString *text = g_string_new (NULL);
  RepointBytes bytes;
  guint32 step;

  while (repoint_bytes_take_number (&in, 1, &step))
    {
      guint side = step & SIDE;

      if ((step & KIND) == KIND_GAP)
        repoint_hello_search_gap (search, side);
      else if ((step & KIND) == KIND_END)
        repoint_hello_search_end (search, side, (step & RESET) != 0);
      else if (repoint_bytes_take_vector (&in, 2, &bytes))
        feed (search, side, bytes, in_pieces);
      else
        feed (search, side, in, in_pieces), in.length = 0;
      REPOINT_FUZZ_ASSERT (repoint_hello_search_get_memory (search) < MAX_MEMORY);
      describe (search, text);
    }

  repoint_hello_search_finish (search);
  describe (search, text);
  REPOINT_FUZZ_ASSERT (!repoint_hello_search_wants (search, 0) && !repoint_hello_search_wants (search, 1));
  REPOINT_FUZZ_ASSERT (!repoint_hello_search_is_reading (search));
  g_string_append_printf (text, "%u lost", repoint_hello_search_get_n_lost (search));

  return g_string_free (text, FALSE);
}

/* The first byte chooses ports and whether the beginning was captured. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const guint16 ports[][2] = { { 50000, 587 }, { 993, 50000 }, { 50000, 4711 }, { 50000, 3128 } };
  RepointBytes in = repoint_bytes (data, size);
  g_autofree char *whole = NULL;
  g_autofree char *pieces = NULL;
  guint32 kind;

  if (!repoint_bytes_take_number (&in, 1, &kind))
    return 0;

  whole = search_all (ports[kind & 3], (kind & 4) != 0, in, FALSE);
  pieces = search_all (ports[kind & 3], (kind & 4) != 0, in, TRUE);
  REPOINT_FUZZ_ASSERT (g_str_equal (whole, pieces));

  return 0;
}
