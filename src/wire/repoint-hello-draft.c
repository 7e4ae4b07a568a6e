/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-hello-draft.h"

#include "repoint-client-hello.h"

#define HANDSHAKE_HEADER 4
#define EXTENSION_HEADER 4
#define SSL2_HEADER      2
#define MAX_SSL2_RECORD  0x7fff

#define CLIENT_HELLO 1 /* in TLS and in SSLv2 */

static GByteArray *
copy (RepointBytes bytes)
{
  GByteArray *out = g_byte_array_sized_new ((guint) bytes.length);

  repoint_bytes_append (out, bytes);

  return out;
}

static RepointHelloExtension *
extension_new (guint16 type, RepointBytes content)
{
  RepointHelloExtension *self = g_new (RepointHelloExtension, 1);

  self->type = type;
  self->content = copy (content);

  return self;
}

static void
extension_free (gpointer data)
{
  RepointHelloExtension *self = data;

  if (self == NULL)
    return;

  g_byte_array_unref (self->content);
  g_free (self);
}

/**
 * repoint_hello_draft_new:
 * @message: one that repoint_client_hello_parse() takes
 *
 * Returns: (transfer full): the draft
 */
RepointHelloDraft *
repoint_hello_draft_new (GBytes *message)
{
  RepointHelloDraft *self = g_new0 (RepointHelloDraft, 1);
  RepointBytes rest;
  RepointBytes content;
  guint16 type;

  repoint_client_hello_parts_read (&self->parts, repoint_bytes_borrow (message));
  self->random = copy (self->parts.random);
  self->session_id = copy (self->parts.session_id);
  self->extensions = g_ptr_array_new_with_free_func (extension_free);
  rest = self->parts.extensions;
  while (repoint_client_hello_parts_take_extension (&rest, &type, &content, &self->parts.cut_short))
    g_ptr_array_add (self->extensions, extension_new (type, content));

  return self;
}

/**
 * repoint_hello_draft_free:
 * @self: (nullable) (transfer full): a draft
 */
void
repoint_hello_draft_free (RepointHelloDraft *self)
{
  if (self == NULL)
    return;

  g_byte_array_unref (self->random);
  g_byte_array_unref (self->session_id);
  g_ptr_array_unref (self->extensions);
  g_free (self);
}

/**
 * repoint_hello_draft_find:
 *
 * Returns: (transfer none) (nullable): the first extension of that type
 */
RepointHelloExtension *
repoint_hello_draft_find (RepointHelloDraft *self, guint16 type)
{
  for (guint i = 0; i < self->extensions->len; i++)
    {
      RepointHelloExtension *extension = g_ptr_array_index (self->extensions, i);

      if (extension->type == type)
        return extension;
    }

  return NULL;
}

/**
 * repoint_hello_draft_insert:
 * @index: before which one; -1: behind all
 *
 * Adds an extension with a copy of @content.
 */
void
repoint_hello_draft_insert (RepointHelloDraft *self, int index, guint16 type, RepointBytes content)
{
  g_ptr_array_insert (self->extensions, index, extension_new (type, content));
}

/**
 * repoint_hello_draft_drop:
 *
 * Takes away all extensions of that type.
 *
 * Returns: whether there was any
 */
gboolean
repoint_hello_draft_drop (RepointHelloDraft *self, guint16 type)
{
  guint n_kept = 0;
  gboolean dropped;

  for (guint i = 0; i < self->extensions->len; i++)
    {
      RepointHelloExtension *extension = g_steal_pointer (&self->extensions->pdata[i]);

      if (extension->type == type)
        extension_free (extension);
      else
        self->extensions->pdata[n_kept++] = extension;
    }
  dropped = n_kept < self->extensions->len;
  g_ptr_array_set_size (self->extensions, (int) n_kept);

  return dropped;
}

static gsize
get_extensions_length (RepointHelloDraft *self)
{
  gsize length = 0;

  for (guint i = 0; i < self->extensions->len; i++)
    {
      RepointHelloExtension *extension = g_ptr_array_index (self->extensions, i);

      length += EXTENSION_HEADER + extension->content->len;
    }

  return length;
}

/**
 * repoint_hello_draft_get_length:
 *
 * Returns: how long the message would be, with its header
 */
gsize
repoint_hello_draft_get_length (RepointHelloDraft *self)
{
  if (self->parts.ssl2_format)
    return SSL2_HEADER + 9 + self->parts.suites.length + self->session_id->len + self->random->len + self->parts.rest.length;

  return HANDSHAKE_HEADER + 2 + self->random->len + 1 + self->session_id->len + 2 + self->parts.suites.length + 1 +
         self->parts.compressions.length + (self->parts.has_extensions ? 2 + get_extensions_length (self) : 0) +
         self->parts.rest.length;
}

static GBytes *
write_tls (RepointHelloDraft *self)
{
  GByteArray *out = g_byte_array_sized_new ((guint) repoint_hello_draft_get_length (self));

  repoint_bytes_append_number (out, 1, CLIENT_HELLO);
  repoint_bytes_append_number (out, 3, repoint_hello_draft_get_length (self) - HANDSHAKE_HEADER);
  repoint_bytes_append_number (out, 2, self->parts.version);
  repoint_bytes_append (out, repoint_bytes_borrow_array (self->random));
  repoint_bytes_append_vector (out, 1, repoint_bytes_borrow_array (self->session_id));
  repoint_bytes_append_vector (out, 2, self->parts.suites);
  repoint_bytes_append_vector (out, 1, self->parts.compressions);
  if (self->parts.has_extensions)
    repoint_bytes_append_number (out, 2, get_extensions_length (self));
  for (guint i = 0; i < self->extensions->len; i++)
    {
      RepointHelloExtension *extension = g_ptr_array_index (self->extensions, i);

      repoint_bytes_append_number (out, 2, extension->type);
      repoint_bytes_append_vector (out, 2, repoint_bytes_borrow_array (extension->content));
    }
  repoint_bytes_append (out, self->parts.rest);

  return g_byte_array_free_to_bytes (out);
}

static GBytes *
write_ssl2 (RepointHelloDraft *self)
{
  GByteArray *out = g_byte_array_new ();

  repoint_bytes_append_number (out, 2, 0);
  repoint_bytes_append_number (out, 1, CLIENT_HELLO);
  repoint_bytes_append_number (out, 2, self->parts.version);
  repoint_bytes_append_number (out, 2, self->parts.suites.length);
  repoint_bytes_append_number (out, 2, self->session_id->len);
  repoint_bytes_append_number (out, 2, self->random->len);
  repoint_bytes_append (out, self->parts.suites);
  repoint_bytes_append (out, repoint_bytes_borrow_array (self->session_id));
  repoint_bytes_append (out, repoint_bytes_borrow_array (self->random));
  repoint_bytes_append (out, self->parts.rest);
  /* The first bit says that the header has two bytes and nothing is padded. */
  out->data[0] = (guint8) (0x80 | (out->len - 2) >> 8);
  out->data[1] = (guint8) (out->len - 2);

  return g_byte_array_free_to_bytes (out);
}

/**
 * repoint_hello_draft_write:
 *
 * Returns: (transfer full) (nullable): the message, or the record in the format of SSLv2; %NULL if it is too big
 */
GBytes *
repoint_hello_draft_write (RepointHelloDraft *self)
{
  if (self->parts.ssl2_format)
    return repoint_hello_draft_get_length (self) - SSL2_HEADER <= MAX_SSL2_RECORD ? write_ssl2 (self) : NULL;
  if (get_extensions_length (self) > G_MAXUINT16 || repoint_hello_draft_get_length (self) > REPOINT_CLIENT_HELLO_MAX_LENGTH)
    return NULL;

  return write_tls (self);
}
