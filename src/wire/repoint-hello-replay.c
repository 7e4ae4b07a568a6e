/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-hello-replay.h"

#include "repoint-hello-draft.h"

#include <arpa/inet.h>
#include <string.h>

#define EXTENSION_HEADER 4
#define MAX_RECORD       (1 << 14) /* RFC 8446 section 5.1 */

/* RFC 7685 section 4: some servers hang on a message of 256 to 511 bytes; a client that knows pads it to 512. */
#define HANG_FROM 256
#define HANG_TO   512

/* How much longer the padding becomes to get off an unlucky length. */
#define STEP_ASIDE 5

enum
{
  CONTENT_CHANGE_CIPHER_SPEC = 20,
  CONTENT_HANDSHAKE = 22,

  EXTENSION_SERVER_NAME = 0,
  EXTENSION_PADDING = 21,
  EXTENSION_SESSION_TICKET = 35,
  EXTENSION_PRE_SHARED_KEY = 41,
  EXTENSION_EARLY_DATA = 42,
  EXTENSION_COOKIE = 44,
  EXTENSION_KEY_SHARE = 51,

  HOST_NAME = 0,
};

G_DEFINE_QUARK (repoint-hello-replay-error-quark, repoint_hello_replay_error)

static void
set_zeros (GByteArray *out, gsize length)
{
  g_byte_array_set_size (out, (guint) length);
  if (length > 0)
    memset (out->data, 0, length);
}

/* As many random bytes as wanted, over and over the same where it is more than there are: no server takes so many. */
static void
fill (GByteArray *out, const guint8 *random, gsize length)
{
  g_byte_array_set_size (out, 0);
  while (out->len < length)
    g_byte_array_append (out, random, (guint) MIN (length - out->len, REPOINT_HELLO_REPLAY_RANDOM_LENGTH));
}

/* TLS 1.3 sends an id that means nothing, to look like a session of TLS 1.2 (RFC 8446 appendix D.4). */
static void
drop_session (RepointHelloDraft *self, const RepointClientHello *hello, const RepointHelloReplayInputs *inputs,
              RepointHelloReplayNotes *notes)
{
  gboolean dropped = FALSE;

  if (hello->max_version == REPOINT_TLS_VERSION_1_3)
    fill (self->session_id, inputs->session_id, self->session_id->len);
  else if (self->session_id->len > 0)
    {
      g_byte_array_set_size (self->session_id, 0);
      dropped = TRUE;
    }

  for (guint i = 0; i < self->extensions->len; i++)
    {
      RepointHelloExtension *extension = g_ptr_array_index (self->extensions, i);

      if (extension->type == EXTENSION_SESSION_TICKET && extension->content->len > 0)
        {
          g_byte_array_set_size (extension->content, 0);
          dropped = TRUE;
        }
    }

  dropped |= repoint_hello_draft_drop (self, EXTENSION_PRE_SHARED_KEY);
  dropped |= repoint_hello_draft_drop (self, EXTENSION_EARLY_DATA);
  dropped |= repoint_hello_draft_drop (self, EXTENSION_COOKIE);
  if (dropped)
    *notes |= REPOINT_HELLO_REPLAY_SESSION_DROPPED;
}

static gboolean
is_address (const char *name)
{
  guint8 address[sizeof (struct in6_addr)];

  return inet_pton (AF_INET, name, address) == 1 || inet_pton (AF_INET6, name, address) == 1;
}

/* RFC 6066 section 3 */
static GByteArray *
write_server_name (const char *name)
{
  GByteArray *content = g_byte_array_new ();
  gsize length = strlen (name);

  repoint_bytes_append_number (content, 2, length + 3);
  repoint_bytes_append_number (content, 1, HOST_NAME);
  repoint_bytes_append_vector (content, 2, repoint_bytes ((const guint8 *) name, length));

  return content;
}

static void
set_server_name (RepointHelloDraft *self, const char *name, RepointHelloReplayNotes *notes)
{
  RepointHelloExtension *extension = repoint_hello_draft_find (self, EXTENSION_SERVER_NAME);
  g_autoptr (GByteArray) content = NULL;

  if (name == NULL || name[0] == '\0' || is_address (name))
    {
      if (repoint_hello_draft_drop (self, EXTENSION_SERVER_NAME))
        *notes |= REPOINT_HELLO_REPLAY_SERVER_NAME_DROPPED;
      return;
    }
  if (!self->parts.has_extensions)
    {
      *notes |= REPOINT_HELLO_REPLAY_SERVER_NAME_IMPOSSIBLE;
      return;
    }

  content = write_server_name (name);
  if (extension != NULL)
    {
      g_byte_array_unref (extension->content);
      extension->content = g_steal_pointer (&content);
    }
  else
    {
      repoint_hello_draft_insert (self, 0, EXTENSION_SERVER_NAME, repoint_bytes_borrow_array (content));
      *notes |= REPOINT_HELLO_REPLAY_SERVER_NAME_ADDED;
    }
}

static GBytes *
find_key (const RepointHelloReplayInputs *inputs, guint32 group)
{
  for (guint i = 0; i < inputs->n_shares; i++)
    if (inputs->shares[i].group == group)
      return inputs->shares[i].key;

  return NULL;
}

/* Returns: (transfer full) (nullable): key_share with new keys; %NULL if it cannot be read. The key of a reserved group is none and
 * stays. That of another group for which there is no new one stays as well: it is a sound public key, so that the server goes
 * on as with the client itself. */
static GByteArray *
write_new_shares (RepointBytes content, const RepointHelloReplayInputs *inputs, gboolean *has_old)
{
  g_autoptr (GByteArray) list = g_byte_array_new ();
  GByteArray *out;
  RepointBytes shares;
  RepointBytes key;
  guint32 group;

  if (!repoint_bytes_take_vector (&content, 2, &shares))
    return NULL;

  while (shares.length > 0)
    {
      GBytes *fresh;

      if (!repoint_bytes_take_number (&shares, 2, &group) || !repoint_bytes_take_vector (&shares, 2, &key))
        return NULL;

      fresh = find_key (inputs, group);
      *has_old |= fresh == NULL && !repoint_client_hello_is_grease ((guint16) group);
      repoint_bytes_append_number (list, 2, group);
      repoint_bytes_append_vector (list, 2, fresh != NULL ? repoint_bytes_borrow (fresh) : key);
    }

  out = g_byte_array_new ();
  repoint_bytes_append_vector (out, 2, repoint_bytes_borrow_array (list));
  repoint_bytes_append (out, content);

  return out;
}

static void
renew_shares (RepointHelloDraft *self, const RepointHelloReplayInputs *inputs, RepointHelloReplayNotes *notes)
{
  RepointHelloExtension *extension = repoint_hello_draft_find (self, EXTENSION_KEY_SHARE);
  GByteArray *content;
  gboolean has_old = FALSE;

  if (extension == NULL)
    return;

  content = write_new_shares (repoint_bytes_borrow_array (extension->content), inputs, &has_old);
  if (content == NULL || has_old)
    *notes |= REPOINT_HELLO_REPLAY_OLD_SHARE;
  if (content == NULL)
    return;

  g_byte_array_unref (extension->content);
  extension->content = content;
}

/* As in RepointTlsHello: the length of the record and that of the message's body are kept off 10 and 14, modulo 256. */
static gboolean
is_unlucky (gsize length)
{
  gsize low = length % 256;

  return low == 10 || low == 14 || low == 18;
}

/* A client that pads at all does it where its hello would else be of a length that hangs, and to where that ends. It is known
 * by what it did: @old_length is what the message had. */
static void
renew_padding (RepointHelloDraft *self, gsize old_length)
{
  RepointHelloExtension *padding = repoint_hello_draft_find (self, EXTENSION_PADDING);
  gsize old_bare;
  gsize bare;

  if (padding == NULL)
    return;

  old_bare = old_length - EXTENSION_HEADER - padding->content->len;
  if (old_bare < HANG_FROM || old_bare >= HANG_TO || old_length < HANG_TO)
    return;

  bare = repoint_hello_draft_get_length (self) - EXTENSION_HEADER - padding->content->len;
  if (bare < HANG_FROM || bare >= HANG_TO)
    repoint_hello_draft_drop (self, EXTENSION_PADDING);
  else
    set_zeros (padding->content, MAX (HANG_TO - bare, EXTENSION_HEADER + 1) - EXTENSION_HEADER);
}

/* @session_id: (nullable): what one may be made of */
static void
avoid_unlucky_length (RepointHelloDraft *self, const guint8 *session_id, RepointHelloReplayNotes *notes)
{
  RepointHelloExtension *padding = repoint_hello_draft_find (self, EXTENSION_PADDING);

  if (!is_unlucky (repoint_hello_draft_get_length (self)))
    return;

  if (padding != NULL)
    {
      set_zeros (padding->content, padding->content->len + STEP_ASIDE);
    }
  else if (session_id != NULL && self->session_id->len == 0)
    {
      fill (self->session_id, session_id, REPOINT_HELLO_REPLAY_RANDOM_LENGTH);
      *notes |= REPOINT_HELLO_REPLAY_SESSION_ID_ADDED;
    }
  else
    {
      *notes |= REPOINT_HELLO_REPLAY_UNLUCKY_LENGTH;
    }
}

static void
append_records (GByteArray *out, guint version, RepointBytes message)
{
  RepointBytes piece;

  while (repoint_bytes_take (&message, MIN (message.length, MAX_RECORD), &piece) && piece.length > 0)
    {
      repoint_bytes_append_number (out, 1, CONTENT_HANDSHAKE);
      repoint_bytes_append_number (out, 2, version);
      repoint_bytes_append_vector (out, 2, piece);
    }
}

/* RFC 8446 section 5.1: the first record has an old version, those that answer a HelloRetryRequest that of TLS 1.2, and there comes
 * a change_cipher_spec before them where there is the id of a session (appendix D.4). */
static GBytes *
write_records (RepointHelloDraft *self, GBytes *message, gboolean retry)
{
  GByteArray *out;

  if (self->parts.ssl2_format)
    return g_bytes_ref (message);

  out = g_byte_array_new ();
  if (retry && self->session_id->len > 0)
    {
      repoint_bytes_append_number (out, 1, CONTENT_CHANGE_CIPHER_SPEC);
      repoint_bytes_append_number (out, 2, REPOINT_TLS_VERSION_1_2);
      repoint_bytes_append_number (out, 2, 1);
      repoint_bytes_append_number (out, 1, 1);
    }
  append_records (out,
                  retry ? REPOINT_TLS_VERSION_1_2 : CLAMP (self->parts.version, REPOINT_TLS_VERSION_SSL3, REPOINT_TLS_VERSION_1_0),
                  repoint_bytes_borrow (message));

  return g_byte_array_free_to_bytes (out);
}

static RepointHelloReplay *
finish (RepointHelloDraft *draft, RepointHelloReplayNotes notes, gboolean retry, GError **error)
{
  g_autoptr (GBytes) message = repoint_hello_draft_write (draft);
  RepointHelloReplay *self;

  if (message == NULL)
    {
      g_set_error_literal (error, REPOINT_HELLO_REPLAY_ERROR, REPOINT_HELLO_REPLAY_ERROR_TOO_BIG, "the hello would be too big");
      return NULL;
    }

  self = g_new0 (RepointHelloReplay, 1);
  self->bytes = write_records (draft, message, retry);
  self->message = g_steal_pointer (&message);
  self->notes = notes;

  return self;
}

/**
 * repoint_hello_replay_new:
 * @hello: what a client sent
 * @inputs: what is put in its place
 *
 * Returns: (transfer full): the hello to send, or %NULL with @error set in %REPOINT_HELLO_REPLAY_ERROR
 */
RepointHelloReplay *
repoint_hello_replay_new (const RepointClientHello *hello, const RepointHelloReplayInputs *inputs, GError **error)
{
  g_autoptr (RepointHelloDraft) draft = NULL;
  RepointHelloReplayNotes notes = 0;

  g_return_val_if_fail (hello != NULL && inputs != NULL, NULL);

  if (inputs->server_name != NULL && strlen (inputs->server_name) > REPOINT_HELLO_REPLAY_MAX_SERVER_NAME)
    {
      g_set_error (error, REPOINT_HELLO_REPLAY_ERROR, REPOINT_HELLO_REPLAY_ERROR_SERVER_NAME,
                   "the server's name has more than %d bytes", REPOINT_HELLO_REPLAY_MAX_SERVER_NAME);
      return NULL;
    }

  draft = repoint_hello_draft_new (hello->raw);
  if (draft->parts.cut_short)
    {
      g_set_error_literal (error, REPOINT_HELLO_REPLAY_ERROR, REPOINT_HELLO_REPLAY_ERROR_FLAWED, "the hello is cut short");
      return NULL;
    }

  fill (draft->random, inputs->random, draft->random->len);
  drop_session (draft, hello, inputs, &notes);
  set_server_name (draft, inputs->server_name, &notes);
  renew_shares (draft, inputs, &notes);
  if (!hello->ssl2_format)
    {
      renew_padding (draft, g_bytes_get_size (hello->raw));
      avoid_unlucky_length (draft, inputs->session_id, &notes);
    }

  return finish (draft, notes, FALSE, error);
}

/* RFC 8446 section 4.1.2: the key that was asked for, in the place of all others. */
static void
set_share (RepointHelloExtension *extension, const RepointHelloShare *share)
{
  RepointBytes key = repoint_bytes_borrow (share->key);

  g_byte_array_set_size (extension->content, 0);
  repoint_bytes_append_number (extension->content, 2, 4 + key.length);
  repoint_bytes_append_number (extension->content, 2, share->group);
  repoint_bytes_append_vector (extension->content, 2, key);
}

/**
 * repoint_hello_replay_new_retry:
 * @first: what was sent first
 * @share: (nullable): a key for the group that the HelloRetryRequest asks for; %NULL if it asks for none
 * @cookie: (nullable): what stands in its cookie extension (RFC 8446 section 4.2.2)
 *
 * Makes what answers a HelloRetryRequest: the same, but for the key and the cookie. The bytes to send begin with a
 * change_cipher_spec where a client would send one.
 *
 * Returns: (transfer full): the hello to send, or %NULL with @error set in %REPOINT_HELLO_REPLAY_ERROR
 */
RepointHelloReplay *
repoint_hello_replay_new_retry (const RepointHelloReplay *first, const RepointHelloShare *share, GBytes *cookie, GError **error)
{
  g_autoptr (RepointHelloDraft) draft = NULL;
  RepointHelloExtension *key_share;
  RepointHelloReplayNotes notes;

  g_return_val_if_fail (first != NULL, NULL);

  draft = repoint_hello_draft_new (first->message);
  notes = first->notes & ~(guint) REPOINT_HELLO_REPLAY_UNLUCKY_LENGTH;
  key_share = repoint_hello_draft_find (draft, EXTENSION_KEY_SHARE);
  if (key_share == NULL)
    {
      g_set_error_literal (error, REPOINT_HELLO_REPLAY_ERROR, REPOINT_HELLO_REPLAY_ERROR_RETRY, "the hello has no key share");
      return NULL;
    }

  if (share != NULL)
    {
      set_share (key_share, share);
      notes &= ~(guint) REPOINT_HELLO_REPLAY_OLD_SHARE;
    }
  if (cookie != NULL)
    repoint_hello_draft_insert (draft, -1, EXTENSION_COOKIE, repoint_bytes_borrow (cookie));
  avoid_unlucky_length (draft, NULL, &notes);

  return finish (draft, notes, TRUE, error);
}

/**
 * repoint_hello_replay_free:
 * @self: (nullable) (transfer full): a replay
 */
void
repoint_hello_replay_free (RepointHelloReplay *self)
{
  if (self == NULL)
    return;

  g_bytes_unref (self->message);
  g_bytes_unref (self->bytes);
  g_free (self);
}
