/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-fresh-hello.h"

#include "repoint-key-share.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

/* More than any client sends; a hello that was made to cost time would have hundreds. */
#define MAX_SHARES 8

static void
share_clear (gpointer data)
{
  RepointHelloShare *self = data;

  g_bytes_unref (self->key);
}

static gboolean
has_share (GArray *shares, guint16 group)
{
  for (guint i = 0; i < shares->len; i++)
    if (g_array_index (shares, RepointHelloShare, i).group == group)
      return TRUE;

  return FALSE;
}

static GArray *
make_shares (const RepointClientHello *hello)
{
  GArray *shares = g_array_new (FALSE, FALSE, sizeof (RepointHelloShare));

  g_array_set_clear_func (shares, share_clear);
  for (guint i = 0; i < hello->key_shares->len && shares->len < MAX_SHARES; i++)
    {
      RepointHelloShare share = { .group = g_array_index (hello->key_shares, guint16, i) };

      if (has_share (shares, share.group) || !repoint_key_share_is_quick (share.group))
        continue;

      share.key = repoint_key_share_new (share.group);
      if (share.key != NULL)
        g_array_append_val (shares, share);
    }

  return shares;
}

/**
 * repoint_fresh_hello_new:
 * @hello: the hello of a device
 * @server_name: (nullable): the host it is sent to
 *
 * Gives a device's hello the random numbers and keys that this computer makes. A key that would take long to make, or that
 * OpenSSL knows nothing of, stays the one the device sent.
 *
 * Returns: (transfer full) (nullable): the hello to send; %NULL with a %REPOINT_HELLO_REPLAY_ERROR
 */
RepointHelloReplay *
repoint_fresh_hello_new (const RepointClientHello *hello, const char *server_name, GError **error)
{
  guint8 random[2 * REPOINT_HELLO_REPLAY_RANDOM_LENGTH];
  RepointHelloReplayInputs inputs = { .server_name = server_name };
  g_autoptr (GArray) shares = NULL;

  g_return_val_if_fail (hello != NULL, NULL);

  /* At most 256 bytes are given whole, or not at all (getrandom(2)). */
  if (getrandom (random, sizeof random, 0) != sizeof random)
    g_error ("This computer gives no random numbers: %s", g_strerror (errno));

  memcpy (inputs.random, random, sizeof inputs.random);
  memcpy (inputs.session_id, random + sizeof inputs.random, sizeof inputs.session_id);
  shares = make_shares (hello);
  inputs.shares = (const RepointHelloShare *) shares->data;
  inputs.n_shares = shares->len;

  return repoint_hello_replay_new (hello, &inputs, error);
}

/**
 * repoint_fresh_hello_answer_retry:
 * @request: a HelloRetryRequest that came in answer to @first
 * @message: (out) (transfer full): the message in what is to be sent
 * @first: a RepointHelloReplay
 *
 * A RepointHelloRetry.
 *
 * Returns: (transfer full) (nullable): the second hello, or %NULL where this computer cannot make one
 */
GBytes *
repoint_fresh_hello_answer_retry (const RepointTlsAnswer *request, GBytes **message, gpointer first)
{
  RepointHelloShare share = { .group = request->group };
  g_autoptr (RepointHelloReplay) second = NULL;
  g_autoptr (GBytes) key = NULL;
  g_autoptr (GError) error = NULL;

  key = share.key = request->group != 0 ? repoint_key_share_new (request->group) : NULL;
  if (request->group != 0 && key == NULL)
    return NULL;

  second = repoint_hello_replay_new_retry (first, key != NULL ? &share : NULL, request->cookie, &error);
  if (second == NULL)
    {
      g_debug ("no answer to a HelloRetryRequest: %s", error->message);
      return NULL;
    }

  *message = g_bytes_ref (second->message);

  return g_bytes_ref (second->bytes);
}
