/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-fuzz.h"
#include "repoint-tls-watch.h"

#include <string.h>

static void
check (RepointTlsWatch *watch)
{
  const RepointTlsSight *sight = repoint_tls_watch_get (watch);
  guint n_hellos = repoint_tls_watch_get_hellos (watch)->len;

  REPOINT_FUZZ_ASSERT (n_hellos <= 2 && (n_hellos < 2 || sight->retried));
  REPOINT_FUZZ_ASSERT ((sight->stage == REPOINT_TLS_STAGE_NOTHING) == (n_hellos == 0) ||
                       sight->stage == REPOINT_TLS_STAGE_ESTABLISHED);
  REPOINT_FUZZ_ASSERT (sight->stage != REPOINT_TLS_STAGE_CHOSEN || sight->version != REPOINT_TLS_VERSION_NONE);
  REPOINT_FUZZ_ASSERT ((sight->alert >= 0) == (sight->alert_from != REPOINT_TLS_SIDE_NONE) && sight->alert <= 255);
  REPOINT_FUZZ_ASSERT (!sight->client_spoke || sight->stage == REPOINT_TLS_STAGE_ESTABLISHED);
}

/* Pieces of one side and the other: a byte with the side in its lowest bit, two with the length, then so many. */
static gsize
watch_all (RepointTlsWatch *watch, const uint8_t *data, size_t size, gboolean in_pieces)
{
  RepointBytes rest = repoint_bytes (data, size);
  guint32 state = repoint_fuzz_seed (data, size);
  gsize total = 0;
  guint32 side;
  guint32 length;

  while (repoint_bytes_take_number (&rest, 1, &side) && repoint_bytes_take_number (&rest, 2, &length))
    {
      RepointTlsSide from = (side & 1) != 0 ? REPOINT_TLS_SIDE_SERVER : REPOINT_TLS_SIDE_CLIENT;
      RepointBytes words;

      repoint_bytes_take (&rest, MIN (length, rest.length), &words);
      while (words.length > 0)
        {
          gsize cut = words.length;
          g_autofree guint8 *piece = in_pieces ? repoint_fuzz_cut (&words, &state, &cut) : g_memdup2 (words.data, words.length);
          gsize good;

          if (!in_pieces)
            words.length = 0;
          good = repoint_tls_watch_feed (watch, from, piece, cut);
          REPOINT_FUZZ_ASSERT (good <= cut);
          total += good;
          check (watch);
        }
    }

  return total;
}

/* What is seen does not depend on how the bytes come. Where they stop being TLS may: a hello that is none is noticed with
 * the piece that its last byte is in. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (RepointTlsWatch) whole = repoint_tls_watch_new ();
  g_autoptr (RepointTlsWatch) pieces = repoint_tls_watch_new ();
  gsize a = watch_all (whole, data, size, FALSE);
  gsize b = watch_all (pieces, data, size, TRUE);
  const RepointTlsSight *one = repoint_tls_watch_get (whole);
  const RepointTlsSight *other = repoint_tls_watch_get (pieces);

  REPOINT_FUZZ_ASSERT (a == b || one->broken_by == REPOINT_TLS_SIDE_CLIENT);
  REPOINT_FUZZ_ASSERT (one->stage == other->stage && one->version == other->version && one->suite == other->suite);
  REPOINT_FUZZ_ASSERT (one->alert == other->alert && one->fatal == other->fatal && one->alert_from == other->alert_from);
  REPOINT_FUZZ_ASSERT (one->hidden_alert_from == other->hidden_alert_from && one->broken_by == other->broken_by);
  REPOINT_FUZZ_ASSERT (one->retried == other->retried && one->client_spoke == other->client_spoke);
  REPOINT_FUZZ_ASSERT (repoint_tls_watch_get_hellos (whole)->len == repoint_tls_watch_get_hellos (pieces)->len);

  return 0;
}
