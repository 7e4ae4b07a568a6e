/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-fuzz.h"
#include "repoint-proxy-dialogue.h"

#define MAX_ANSWER 65536

typedef struct
{
  RepointProxyAnswer answer;
  guint              status;
  gsize              used;
  gsize              sent;
} Outcome;

static gsize
take_all (RepointProxyDialogue *dialogue)
{
  gsize sent = 0;
  GBytes *bytes;

  while ((bytes = repoint_proxy_dialogue_take (dialogue)) != NULL)
    {
      REPOINT_FUZZ_ASSERT (g_bytes_get_size (bytes) > 0);
      sent += g_bytes_get_size (bytes);
      g_bytes_unref (bytes);
    }

  return sent;
}

static Outcome
talk (uint8_t kind, RepointBytes in, gboolean in_pieces)
{
  static const char *const hosts[] = { "mail.example", "2001:db8::1", "192.0.2.1" };
  g_autoptr (RepointProxyDialogue) dialogue =
      repoint_proxy_dialogue_new (kind % 2 == 0 ? REPOINT_PROXY_PROTOCOL_HTTP : REPOINT_PROXY_PROTOCOL_SOCKS5,
                                  hosts[kind / 2 % G_N_ELEMENTS (hosts)], 587);
  guint32 state = repoint_fuzz_seed (in.data, in.length);
  Outcome outcome = { REPOINT_PROXY_ANSWER_MORE, 0, 0, take_all (dialogue) };

  while (in.length > 0 && outcome.answer == REPOINT_PROXY_ANSWER_MORE)
    {
      gsize length = in.length;
      g_autofree guint8 *piece = in_pieces ? repoint_fuzz_cut (&in, &state, &length) : g_memdup2 (in.data, in.length);
      gsize used = 0;

      if (!in_pieces)
        in.length = 0;
      outcome.answer = repoint_proxy_dialogue_feed (dialogue, piece, length, &used);
      REPOINT_FUZZ_ASSERT (used <= length);
      REPOINT_FUZZ_ASSERT (used == length || outcome.answer != REPOINT_PROXY_ANSWER_MORE);
      outcome.used += used;
      outcome.sent += take_all (dialogue);
    }

  outcome.status = repoint_proxy_dialogue_get_status (dialogue);
  REPOINT_FUZZ_ASSERT (outcome.answer != REPOINT_PROXY_ANSWER_MORE || outcome.used < MAX_ANSWER);

  return outcome;
}

/* The first byte says which kind of proxy, and which kind of host. Where the proxy's answer ends, and the target's bytes
 * begin, must not depend on how they come. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  Outcome whole;
  Outcome pieces;

  if (size == 0)
    return 0;

  whole = talk (data[0], repoint_bytes (data + 1, size - 1), FALSE);
  pieces = talk (data[0], repoint_bytes (data + 1, size - 1), TRUE);
  REPOINT_FUZZ_ASSERT (whole.answer == pieces.answer && whole.status == pieces.status && whole.sent == pieces.sent);
  REPOINT_FUZZ_ASSERT (whole.answer != REPOINT_PROXY_ANSWER_OPEN || whole.used == pieces.used);

  return 0;
}
