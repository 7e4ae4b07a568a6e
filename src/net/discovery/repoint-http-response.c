/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-http-response.h"

#include <libsoup/soup.h>
#include <string.h>

#define MAX_HEAD  (16 * 1024)
#define MAX_BODY  (64 * 1024)
#define MAX_FIELD 512

/* RFC 9112, section 7.1 */
typedef enum
{
  CHUNK_SIZE,
  CHUNK_EXTENSION, /* the rest of the size line */
  CHUNK_DATA,
  CHUNK_END,       /* the line break after the data */
} RepointHttpChunk;

/* ---- Header fields ---- */

static char *
copy_field (const char *value)
{
  return value != NULL ? g_strndup (value, MAX_FIELD) : NULL;
}

/* The realm of the first challenge: "Basic realm=\"x\"" (RFC 9110, section 11.6.1). */
static char *
find_realm (const char *challenge)
{
  g_autoptr (GHashTable) parameters = NULL;
  const char *space = challenge != NULL ? strchr (challenge, ' ') : NULL;

  if (space == NULL)
    return NULL;
  parameters = soup_header_parse_param_list (space + 1);
  return copy_field (g_hash_table_lookup (parameters, "realm"));
}

static char *
find_charset (SoupMessageHeaders *headers)
{
  g_autoptr (GHashTable) parameters = NULL;

  if (soup_message_headers_get_content_type (headers, &parameters) == NULL)
    return NULL;
  return copy_field (g_hash_table_lookup (parameters, "charset"));
}

/* Reads the first @length bytes of the head. One that was cut short is closed first: libsoup wants whole lines. */
static void
parse_head (RepointHttpResponse *self,
            gsize                length,
            gboolean             cut_short)
{
  g_autoptr (SoupMessageHeaders) headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  SoupEncoding encoding;
  SoupHTTPVersion version;

  if (cut_short)
    {
      g_byte_array_set_size (self->head, length);
      g_byte_array_append (self->head, (const guint8 *) "\r\n\r\n", 4);
      length = self->head->len;
    }
  if (!soup_headers_parse_response ((const char *) self->head->data, (int) length, headers, &version, &self->status, NULL))
    return;

  self->server = copy_field (soup_message_headers_get_list (headers, "Server"));
  self->location = copy_field (soup_message_headers_get_one (headers, "Location"));
  self->realm = find_realm (soup_message_headers_get_list (headers, "WWW-Authenticate"));
  self->charset = find_charset (headers);
  encoding = soup_message_headers_get_encoding (headers);
  self->chunked = encoding == SOUP_ENCODING_CHUNKED;
  if (encoding == SOUP_ENCODING_CONTENT_LENGTH)
    self->left = soup_message_headers_get_content_length (headers);
  else if (self->chunked)
    self->left = 0;
  if (self->location != NULL && self->status >= 300 && self->status < 400)
    self->complete = TRUE;
}

/* ---- Body ---- */

static gboolean
starts_title_end (const guint8 *bytes)
{
  return g_ascii_strncasecmp ((const char *) bytes, "</title", 7) == 0;
}

static void
append_body (RepointHttpResponse *self,
             const guint8        *bytes,
             gsize                length)
{
  g_byte_array_append (self->body, bytes, MIN (length, MAX_BODY - self->body->len));
  for (; self->searched + 7 <= self->body->len; self->searched++)
    if (self->body->data[self->searched] == '<' && starts_title_end (self->body->data + self->searched))
      self->complete = TRUE;
  if (self->body->len >= MAX_BODY)
    self->complete = TRUE;
}

static void
feed_chunked (RepointHttpResponse *self,
              const guint8        *bytes,
              gsize                length)
{
  while (length > 0 && !self->complete)
    {
      gsize n = 1;

      switch ((RepointHttpChunk) self->chunk)
        {
        case CHUNK_SIZE:
          if (g_ascii_isxdigit (*bytes) && self->left < G_MAXINT32)
            self->left = self->left * 16 + g_ascii_xdigit_value (*bytes);
          else if (*bytes == '\n')
            self->chunk = CHUNK_DATA;
          else if (*bytes == ';' || *bytes == '\r' || *bytes == ' ')
            self->chunk = CHUNK_EXTENSION;
          else
            self->complete = TRUE; /* not what it claims to be */
          break;
        case CHUNK_EXTENSION:
          if (*bytes == '\n')
            self->chunk = CHUNK_DATA;
          break;
        case CHUNK_DATA:
          n = MIN (length, (gsize) self->left);
          append_body (self, bytes, n);
          self->left -= n;
          if (self->left == 0)
            self->chunk = CHUNK_END;
          break;
        case CHUNK_END:
          if (*bytes == '\n')
            self->chunk = CHUNK_SIZE;
          break;
        default:
          g_assert_not_reached ();
        }
      if (self->chunk == CHUNK_DATA && self->left == 0)
        self->complete = TRUE; /* the last chunk is empty */
      bytes += n;
      length -= n;
    }
}

static void
feed_body (RepointHttpResponse *self,
           const guint8        *bytes,
           gsize                length)
{
  if (self->chunked)
    {
      feed_chunked (self, bytes, length);
    }
  else if (self->left >= 0)
    {
      gsize n = MIN (length, (gsize) self->left);

      append_body (self, bytes, n);
      self->left -= n;
      if (self->left == 0)
        self->complete = TRUE;
    }
  else
    {
      append_body (self, bytes, length);
    }
}

/* ---- Head ---- */

/* Where the body begins in the head that has come so far; 0: not yet. A bare LF is a line break, too. */
static gsize
find_body (const GByteArray *head,
           gsize             from)
{
  for (gsize i = from; i < head->len; i++)
    {
      if (head->data[i] != '\n')
        continue;
      if (i + 1 < head->len && head->data[i + 1] == '\n')
        return i + 2;
      if (i + 2 < head->len && head->data[i + 1] == '\r' && head->data[i + 2] == '\n')
        return i + 3;
    }
  return 0;
}

static gboolean
may_be_http (const GByteArray *head)
{
  return g_ascii_strncasecmp ((const char *) head->data, "HTTP/", MIN (head->len, 5)) == 0;
}

static void
begin_body (RepointHttpResponse *self,
            gsize                at)
{
  self->in_body = TRUE;
  if (!self->complete && self->left == 0 && !self->chunked)
    self->complete = TRUE;
  if (!self->complete && at < self->head->len)
    feed_body (self, self->head->data + at, self->head->len - at);
}

void
repoint_http_response_init (RepointHttpResponse *self)
{
  memset (self, 0, sizeof *self);
  self->head = g_byte_array_new ();
  self->body = g_byte_array_new ();
  self->left = -1;
}

void
repoint_http_response_clear (RepointHttpResponse *self)
{
  g_clear_pointer (&self->server, g_free);
  g_clear_pointer (&self->realm, g_free);
  g_clear_pointer (&self->location, g_free);
  g_clear_pointer (&self->charset, g_free);
  g_clear_pointer (&self->body, g_byte_array_unref);
  g_clear_pointer (&self->head, g_byte_array_unref);
}

void
repoint_http_response_feed (RepointHttpResponse *self,
                            const guint8        *bytes,
                            gsize                length)
{
  gsize before = self->head->len;
  gsize body;

  if (self->complete)
    return;
  if (self->in_body)
    {
      feed_body (self, bytes, length);
      return;
    }

  /* What is more than a head may be is body, or of no interest. */
  g_byte_array_append (self->head, bytes, MIN (length, MAX_HEAD + MAX_BODY - before));
  if (!may_be_http (self->head))
    {
      begin_body (self, 0);
      return;
    }
  body = find_body (self->head, before > 2 ? before - 2 : 0);
  if (body > 0 && body <= MAX_HEAD)
    {
      parse_head (self, body, FALSE);
      begin_body (self, body);
    }
  else if (self->head->len >= MAX_HEAD)
    {
      parse_head (self, MAX_HEAD, TRUE);
      self->complete = TRUE;
    }
}

void
repoint_http_response_end (RepointHttpResponse *self)
{
  if (!self->complete && !self->in_body && self->head->len > 0)
    parse_head (self, self->head->len, TRUE);
  self->complete = TRUE;
}
