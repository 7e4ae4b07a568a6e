/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-http-response.h"

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

static void
take_field (char       **field,
            const char  *value,
            gsize        length)
{
  if (*field == NULL)
    *field = g_strndup (value, MIN (length, MAX_FIELD));
}

/* The value of a parameter such as realm="x" or charset=x; NULL if there is none. */
static char *
find_parameter (const char *value,
                gsize       length,
                const char *name)
{
  g_autofree char *text = g_strndup (value, length);
  gsize name_length = strlen (name);

  for (const char *at = text; *at != '\0'; at++)
    {
      const char *begin = at + name_length;
      gsize size;

      if (g_ascii_strncasecmp (at, name, name_length) != 0
          || (at > text && strchr (" \t;,", at[-1]) == NULL))
        continue;
      begin += strspn (begin, " \t");
      if (*begin != '=')
        continue;
      begin++;
      begin += strspn (begin, " \t");
      if (*begin == '"')
        {
          begin++;
          size = strcspn (begin, "\"");
        }
      else
        {
          size = strcspn (begin, " \t;,");
        }
      return g_strndup (begin, MIN (size, MAX_FIELD));
    }
  return NULL;
}

static gboolean
contains_word (const char *value,
               gsize       length,
               const char *word)
{
  g_autofree char *text = g_ascii_strdown (value, length);

  return strstr (text, word) != NULL;
}

static void
handle_field (RepointHttpResponse *self,
              const char          *name,
              gsize                name_length,
              const char          *value,
              gsize                length)
{
  g_autofree char *lower = g_ascii_strdown (name, name_length);

  if (g_str_equal (lower, "server"))
    {
      take_field (&self->server, value, length);
    }
  else if (g_str_equal (lower, "location"))
    {
      take_field (&self->location, value, length);
    }
  else if (g_str_equal (lower, "www-authenticate") && self->realm == NULL)
    {
      self->realm = find_parameter (value, length, "realm");
    }
  else if (g_str_equal (lower, "content-type") && self->charset == NULL)
    {
      self->charset = find_parameter (value, length, "charset");
    }
  else if (g_str_equal (lower, "transfer-encoding"))
    {
      self->chunked = contains_word (value, length, "chunked");
    }
  else if (g_str_equal (lower, "content-length"))
    {
      g_autofree char *text = g_strndup (value, length);
      guint64 number;

      if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, &number, NULL))
        self->left = (gint64) number;
    }
}

static void
handle_line (RepointHttpResponse *self,
             const char          *line,
             gsize                length)
{
  const char *colon = memchr (line, ':', length);
  const char *value;
  const char *end = line + length;

  if (colon == NULL || colon == line)
    return;
  value = colon + 1;
  while (value < end && (*value == ' ' || *value == '\t'))
    value++;
  while (end > value && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\r'))
    end--;
  handle_field (self, line, colon - line, value, end - value);
}

static void
parse_head (RepointHttpResponse *self,
            gsize                length)
{
  const char *text = (const char *) self->head->data;
  const char *end = text + length;

  for (const char *line = text; line < end;)
    {
      const char *next = memchr (line, '\n', end - line);

      if (next == NULL)
        next = end;
      if (line == text)
        {
          /* "HTTP/1.1 200 OK" */
          g_autofree char *status = g_strndup (line, MIN (next - line, 32));
          const char *space = strchr (status, ' ');

          self->status = space != NULL ? (guint) (g_ascii_strtoull (space, NULL, 10) % 1000) : 0;
        }
      else
        {
          handle_line (self, line, next - line);
        }
      line = next + 1;
    }
  if (self->chunked)
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
      parse_head (self, body);
      begin_body (self, body);
    }
  else if (self->head->len >= MAX_HEAD)
    {
      parse_head (self, MAX_HEAD);
      self->complete = TRUE;
    }
}

void
repoint_http_response_end (RepointHttpResponse *self)
{
  if (!self->complete && !self->in_body && self->head->len > 0)
    parse_head (self, self->head->len);
  self->complete = TRUE;
}
