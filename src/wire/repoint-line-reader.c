/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-line-reader.h"

#include <string.h>

/* RFC 5321 section 4.5.3.1.5 allows 512 bytes in a reply line, RFC 7162 section 4 asks IMAP clients for 8192. */
#define MAX_LINE  8192
#define MAX_TOTAL 65536

struct _RepointLineReader
{
  GByteArray *pending;
  gsize       searched; /* this many pending bytes hold no line feed */
  gsize       total;
};

RepointLineReader *
repoint_line_reader_new (void)
{
  RepointLineReader *self = g_new0 (RepointLineReader, 1);

  self->pending = g_byte_array_new ();

  return self;
}

/**
 * repoint_line_reader_free:
 * @self: (nullable) (transfer full): a reader
 */
void
repoint_line_reader_free (RepointLineReader *self)
{
  if (self == NULL)
    return;

  g_byte_array_unref (self->pending);
  g_free (self);
}

/**
 * repoint_line_reader_push:
 *
 * Appends bytes that arrived.
 *
 * Returns: %FALSE when a limit is passed; nothing was appended then
 */
gboolean
repoint_line_reader_push (RepointLineReader *self, const guint8 *bytes, gsize length)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (length > MAX_TOTAL - self->total)
    {
      self->total = MAX_TOTAL;
      return FALSE;
    }

  self->total += length;
  g_byte_array_append (self->pending, bytes, (guint) length);

  return self->pending->len <= MAX_LINE || memchr (self->pending->data, '\n', MAX_LINE) != NULL;
}

static char *
make_text (const guint8 *bytes, gsize length)
{
  g_autofree char *valid = g_utf8_make_valid ((const char *) bytes, (gssize) length);
  GString *text = g_string_sized_new (length);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      switch ((int) g_unichar_type (c))
        {
        case G_UNICODE_CONTROL:
        case G_UNICODE_FORMAT: /* marks that turn the direction of writing, among others */
        case G_UNICODE_LINE_SEPARATOR:
        case G_UNICODE_PARAGRAPH_SEPARATOR:
          g_string_append_unichar (text, c == '\t' ? ' ' : 0xfffd);
          break;

        default:
          g_string_append_unichar (text, c);
        }
    }

  return g_string_free (text, FALSE);
}

/**
 * repoint_line_reader_pop:
 *
 * Returns: (transfer full) (nullable): the next whole line without its end, or %NULL if there is none yet or if it is
 *   longer than allowed
 */
char *
repoint_line_reader_pop (RepointLineReader *self)
{
  const guint8 *end;
  gsize length;
  char *line;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->pending->len == self->searched)
    return NULL;

  end = memchr (self->pending->data + self->searched, '\n', self->pending->len - self->searched);
  if (end == NULL || end - self->pending->data > MAX_LINE)
    {
      self->searched = self->pending->len;
      return NULL;
    }

  length = end - self->pending->data;
  line = make_text (self->pending->data,
                    length > 0 && self->pending->data[length - 1] == '\r' ? length - 1 : length);
  g_byte_array_remove_range (self->pending, 0, (guint) length + 1);
  self->searched = 0;

  return line;
}

/**
 * repoint_line_reader_get_pending:
 *
 * Returns: how many bytes were pushed and not yet popped, whole lines or not
 */
gsize
repoint_line_reader_get_pending (RepointLineReader *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->pending->len;
}
