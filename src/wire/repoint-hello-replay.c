/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-hello-replay.h"

#include "repoint-client-hello-parts.h"

#include <arpa/inet.h>
#include <string.h>

#define HANDSHAKE_HEADER 4
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
  CLIENT_HELLO = 1,

  EXTENSION_SERVER_NAME = 0,
  EXTENSION_PADDING = 21,
  EXTENSION_SESSION_TICKET = 35,
  EXTENSION_PRE_SHARED_KEY = 41,
  EXTENSION_EARLY_DATA = 42,
  EXTENSION_COOKIE = 44,
  EXTENSION_KEY_SHARE = 51,

  HOST_NAME = 0,
};

typedef struct
{
  guint16     type;
  GByteArray *content;
} Extension;

/* A hello taken apart. The parts are places in the old one. */
typedef struct
{
  RepointClientHelloParts  parts;
  GByteArray              *random;
  GByteArray              *session_id;
  GPtrArray               *extensions; /* of Extension */
  RepointHelloReplayNotes  notes;
} Draft;

G_DEFINE_QUARK (repoint-hello-replay-error-quark, repoint_hello_replay_error)

static void
append (GByteArray *out, RepointBytes bytes)
{
  if (bytes.length > 0)
    g_byte_array_append (out, bytes.data, (guint) bytes.length);
}

static void
append_number (GByteArray *out, guint width, gsize value)
{
  for (guint i = width; i > 0; i--)
    {
      guint8 byte = (guint8) (value >> 8 * (i - 1));

      g_byte_array_append (out, &byte, 1);
    }
}

static void
append_vector (GByteArray *out, guint width, RepointBytes bytes)
{
  append_number (out, width, bytes.length);
  append (out, bytes);
}

static RepointBytes
borrow (GBytes *bytes)
{
  RepointBytes borrowed;

  borrowed.data = g_bytes_get_data (bytes, &borrowed.length);

  return borrowed;
}

static RepointBytes
borrow_array (GByteArray *array)
{
  return repoint_bytes (array->data, array->len);
}

static GByteArray *
copy (RepointBytes bytes)
{
  GByteArray *out = g_byte_array_sized_new ((guint) bytes.length);

  append (out, bytes);

  return out;
}

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

static Extension *
extension_new (guint16 type, RepointBytes content)
{
  Extension *self = g_new (Extension, 1);

  self->type = type;
  self->content = copy (content);

  return self;
}

static void
extension_free (gpointer data)
{
  Extension *self = data;

  if (self == NULL)
    return;

  g_byte_array_unref (self->content);
  g_free (self);
}

static Draft *
draft_new (GBytes *message)
{
  Draft *self = g_new0 (Draft, 1);
  RepointBytes rest;
  RepointBytes content;
  guint16 type;

  repoint_client_hello_parts_read (&self->parts, borrow (message));
  self->random = copy (self->parts.random);
  self->session_id = copy (self->parts.session_id);
  self->extensions = g_ptr_array_new_with_free_func (extension_free);
  rest = self->parts.extensions;
  while (repoint_client_hello_parts_take_extension (&rest, &type, &content, &self->parts.cut_short))
    g_ptr_array_add (self->extensions, extension_new (type, content));

  return self;
}

static void
draft_free (Draft *self)
{
  g_byte_array_unref (self->random);
  g_byte_array_unref (self->session_id);
  g_ptr_array_unref (self->extensions);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Draft, draft_free)

static Extension *
find_extension (Draft *self, guint16 type)
{
  for (guint i = 0; i < self->extensions->len; i++)
    {
      Extension *extension = g_ptr_array_index (self->extensions, i);

      if (extension->type == type)
        return extension;
    }

  return NULL;
}

/* Returns: whether there was any. */
static gboolean
drop_extensions (Draft *self, guint16 type)
{
  guint n_kept = 0;
  gboolean dropped;

  for (guint i = 0; i < self->extensions->len; i++)
    {
      Extension *extension = g_steal_pointer (&self->extensions->pdata[i]);

      if (extension->type == type)
        extension_free (extension);
      else
        self->extensions->pdata[n_kept++] = extension;
    }
  dropped = n_kept < self->extensions->len;
  g_ptr_array_set_size (self->extensions, (int) n_kept);

  return dropped;
}

/* TLS 1.3 sends an id that means nothing, to look like a session of TLS 1.2 (RFC 8446 appendix D.4). */
static void
drop_session (Draft *self, const RepointClientHello *hello, const RepointHelloReplayInputs *inputs)
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
      Extension *extension = g_ptr_array_index (self->extensions, i);

      if (extension->type == EXTENSION_SESSION_TICKET && extension->content->len > 0)
        {
          g_byte_array_set_size (extension->content, 0);
          dropped = TRUE;
        }
    }

  dropped |= drop_extensions (self, EXTENSION_PRE_SHARED_KEY);
  dropped |= drop_extensions (self, EXTENSION_EARLY_DATA);
  dropped |= drop_extensions (self, EXTENSION_COOKIE);
  if (dropped)
    self->notes |= REPOINT_HELLO_REPLAY_SESSION_DROPPED;
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

  append_number (content, 2, length + 3);
  append_number (content, 1, HOST_NAME);
  append_vector (content, 2, repoint_bytes ((const guint8 *) name, length));

  return content;
}

static void
set_server_name (Draft *self, const char *name)
{
  Extension *extension = find_extension (self, EXTENSION_SERVER_NAME);
  g_autoptr (GByteArray) content = NULL;

  if (name == NULL || name[0] == '\0' || is_address (name))
    {
      if (drop_extensions (self, EXTENSION_SERVER_NAME))
        self->notes |= REPOINT_HELLO_REPLAY_SERVER_NAME_DROPPED;
      return;
    }
  if (!self->parts.has_extensions)
    {
      self->notes |= REPOINT_HELLO_REPLAY_SERVER_NAME_IMPOSSIBLE;
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
      g_ptr_array_insert (self->extensions, 0, extension_new (EXTENSION_SERVER_NAME, borrow_array (content)));
      self->notes |= REPOINT_HELLO_REPLAY_SERVER_NAME_ADDED;
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
      append_number (list, 2, group);
      append_vector (list, 2, fresh != NULL ? borrow (fresh) : key);
    }

  out = g_byte_array_new ();
  append_vector (out, 2, borrow_array (list));
  append (out, content);

  return out;
}

static void
renew_shares (Draft *self, const RepointHelloReplayInputs *inputs)
{
  Extension *extension = find_extension (self, EXTENSION_KEY_SHARE);
  GByteArray *content;
  gboolean has_old = FALSE;

  if (extension == NULL)
    return;

  content = write_new_shares (borrow_array (extension->content), inputs, &has_old);
  if (content == NULL || has_old)
    self->notes |= REPOINT_HELLO_REPLAY_OLD_SHARE;
  if (content == NULL)
    return;

  g_byte_array_unref (extension->content);
  extension->content = content;
}

static gsize
get_extensions_length (Draft *self)
{
  gsize length = 0;

  for (guint i = 0; i < self->extensions->len; i++)
    {
      Extension *extension = g_ptr_array_index (self->extensions, i);

      length += EXTENSION_HEADER + extension->content->len;
    }

  return length;
}

/* Of the message with its header. */
static gsize
get_length (Draft *self)
{
  return HANDSHAKE_HEADER + 2 + self->random->len + 1 + self->session_id->len + 2 + self->parts.suites.length + 1 +
         self->parts.compressions.length + (self->parts.has_extensions ? 2 + get_extensions_length (self) : 0) +
         self->parts.rest.length;
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
renew_padding (Draft *self, gsize old_length)
{
  Extension *padding = find_extension (self, EXTENSION_PADDING);
  gsize old_bare;
  gsize bare;

  if (padding == NULL)
    return;

  old_bare = old_length - EXTENSION_HEADER - padding->content->len;
  if (old_bare < HANG_FROM || old_bare >= HANG_TO || old_length < HANG_TO)
    return;

  bare = get_length (self) - EXTENSION_HEADER - padding->content->len;
  if (bare < HANG_FROM || bare >= HANG_TO)
    drop_extensions (self, EXTENSION_PADDING);
  else
    set_zeros (padding->content, MAX (HANG_TO - bare, EXTENSION_HEADER + 1) - EXTENSION_HEADER);
}

/* @session_id: (nullable): what one may be made of */
static void
avoid_unlucky_length (Draft *self, const guint8 *session_id)
{
  Extension *padding = find_extension (self, EXTENSION_PADDING);

  if (!is_unlucky (get_length (self)))
    return;

  if (padding != NULL)
    {
      set_zeros (padding->content, padding->content->len + STEP_ASIDE);
    }
  else if (session_id != NULL && self->session_id->len == 0)
    {
      fill (self->session_id, session_id, REPOINT_HELLO_REPLAY_RANDOM_LENGTH);
      self->notes |= REPOINT_HELLO_REPLAY_SESSION_ID_ADDED;
    }
  else
    {
      self->notes |= REPOINT_HELLO_REPLAY_UNLUCKY_LENGTH;
    }
}

static GBytes *
write_tls (Draft *self)
{
  GByteArray *out = g_byte_array_sized_new ((guint) get_length (self));

  append_number (out, 1, CLIENT_HELLO);
  append_number (out, 3, get_length (self) - HANDSHAKE_HEADER);
  append_number (out, 2, self->parts.version);
  append (out, borrow_array (self->random));
  append_vector (out, 1, borrow_array (self->session_id));
  append_vector (out, 2, self->parts.suites);
  append_vector (out, 1, self->parts.compressions);
  if (self->parts.has_extensions)
    append_number (out, 2, get_extensions_length (self));
  for (guint i = 0; i < self->extensions->len; i++)
    {
      Extension *extension = g_ptr_array_index (self->extensions, i);

      append_number (out, 2, extension->type);
      append_vector (out, 2, borrow_array (extension->content));
    }
  append (out, self->parts.rest);

  return g_byte_array_free_to_bytes (out);
}

static GBytes *
write_ssl2 (Draft *self)
{
  GByteArray *out = g_byte_array_new ();

  append_number (out, 2, 0);
  append_number (out, 1, CLIENT_HELLO);
  append_number (out, 2, self->parts.version);
  append_number (out, 2, self->parts.suites.length);
  append_number (out, 2, self->session_id->len);
  append_number (out, 2, self->random->len);
  append (out, self->parts.suites);
  append (out, borrow_array (self->session_id));
  append (out, borrow_array (self->random));
  append (out, self->parts.rest);
  /* The first bit says that the header has two bytes and nothing is padded. */
  out->data[0] = (guint8) (0x80 | (out->len - 2) >> 8);
  out->data[1] = (guint8) (out->len - 2);

  return g_byte_array_free_to_bytes (out);
}

static void
append_records (GByteArray *out, guint version, RepointBytes message)
{
  RepointBytes piece;

  while (repoint_bytes_take (&message, MIN (message.length, MAX_RECORD), &piece) && piece.length > 0)
    {
      append_number (out, 1, CONTENT_HANDSHAKE);
      append_number (out, 2, version);
      append_vector (out, 2, piece);
    }
}

/* RFC 8446 section 5.1: the first record has an old version, those that answer a HelloRetryRequest that of TLS 1.2, and there comes
 * a change_cipher_spec before them where there is the id of a session (appendix D.4). */
static GBytes *
write_records (Draft *self, GBytes *message, gboolean retry)
{
  GByteArray *out;

  if (self->parts.ssl2_format)
    return g_bytes_ref (message);

  out = g_byte_array_new ();
  if (retry && self->session_id->len > 0)
    {
      append_number (out, 1, CONTENT_CHANGE_CIPHER_SPEC);
      append_number (out, 2, REPOINT_TLS_VERSION_1_2);
      append_number (out, 2, 1);
      append_number (out, 1, 1);
    }
  append_records (out,
                  retry ? REPOINT_TLS_VERSION_1_2 : CLAMP (self->parts.version, REPOINT_TLS_VERSION_SSL3, REPOINT_TLS_VERSION_1_0),
                  borrow (message));

  return g_byte_array_free_to_bytes (out);
}

static RepointHelloReplay *
finish (Draft *draft, gboolean retry, GError **error)
{
  RepointHelloReplay *self;

  if (!draft->parts.ssl2_format &&
      (get_extensions_length (draft) > G_MAXUINT16 || get_length (draft) > REPOINT_CLIENT_HELLO_MAX_LENGTH))
    {
      g_set_error_literal (error, REPOINT_HELLO_REPLAY_ERROR, REPOINT_HELLO_REPLAY_ERROR_TOO_BIG, "the hello would be too big");
      return NULL;
    }

  self = g_new0 (RepointHelloReplay, 1);
  self->message = draft->parts.ssl2_format ? write_ssl2 (draft) : write_tls (draft);
  self->bytes = write_records (draft, self->message, retry);
  self->notes = draft->notes;

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
  g_autoptr (Draft) draft = NULL;

  g_return_val_if_fail (hello != NULL && inputs != NULL, NULL);

  if (inputs->server_name != NULL && strlen (inputs->server_name) > REPOINT_HELLO_REPLAY_MAX_SERVER_NAME)
    {
      g_set_error (error, REPOINT_HELLO_REPLAY_ERROR, REPOINT_HELLO_REPLAY_ERROR_SERVER_NAME,
                   "the server's name has more than %d bytes", REPOINT_HELLO_REPLAY_MAX_SERVER_NAME);
      return NULL;
    }

  draft = draft_new (hello->raw);
  if (draft->parts.cut_short)
    {
      g_set_error_literal (error, REPOINT_HELLO_REPLAY_ERROR, REPOINT_HELLO_REPLAY_ERROR_FLAWED, "the hello is cut short");
      return NULL;
    }

  fill (draft->random, inputs->random, draft->random->len);
  drop_session (draft, hello, inputs);
  set_server_name (draft, inputs->server_name);
  renew_shares (draft, inputs);
  if (!hello->ssl2_format)
    {
      renew_padding (draft, g_bytes_get_size (hello->raw));
      avoid_unlucky_length (draft, inputs->session_id);
    }

  return finish (draft, FALSE, error);
}

/* RFC 8446 section 4.1.2: the key that was asked for, in the place of all others. */
static void
set_share (Extension *extension, const RepointHelloShare *share)
{
  RepointBytes key = borrow (share->key);

  g_byte_array_set_size (extension->content, 0);
  append_number (extension->content, 2, 4 + key.length);
  append_number (extension->content, 2, share->group);
  append_vector (extension->content, 2, key);
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
  g_autoptr (Draft) draft = NULL;
  Extension *key_share;

  g_return_val_if_fail (first != NULL, NULL);

  draft = draft_new (first->message);
  draft->notes = first->notes & ~(guint) (REPOINT_HELLO_REPLAY_OLD_SHARE | REPOINT_HELLO_REPLAY_UNLUCKY_LENGTH);
  key_share = find_extension (draft, EXTENSION_KEY_SHARE);
  if (key_share == NULL)
    {
      g_set_error_literal (error, REPOINT_HELLO_REPLAY_ERROR, REPOINT_HELLO_REPLAY_ERROR_RETRY, "the hello has no key share");
      return NULL;
    }

  if (share != NULL)
    set_share (key_share, share);
  else
    draft->notes |= first->notes & REPOINT_HELLO_REPLAY_OLD_SHARE;
  if (cookie != NULL)
    g_ptr_array_add (draft->extensions, extension_new (EXTENSION_COOKIE, borrow (cookie)));
  avoid_unlucky_length (draft, NULL);

  return finish (draft, TRUE, error);
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
