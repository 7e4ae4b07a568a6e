/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-csv.h"

#include <string.h>

#define MAX_BYTES  (100 * 1024 * 1024)
#define MAX_FIELDS (2 * 1000 * 1000)

G_DEFINE_QUARK (repoint-csv-error-quark, repoint_csv_error)

static const char separators[] = { ',', ';', '\t' };

/* ---- Encoding ---- */

/* A zero byte is what tells data from text. Other control characters may have slipped into one field: it is for
 * whoever takes over the field to drop them, and no reason to lose the whole table. */
static gboolean
is_text (const char *utf8,
         gsize       length)
{
  return memchr (utf8, '\0', length) == NULL;
}

/* Without a mark it is UTF-8 if it can be, and else the code page that spreadsheets in the West save in. */
static const char *
detect_encoding (const char *data,
                 gsize       length,
                 gsize      *mark)
{
  const guchar *bytes = (const guchar *) data;

  *mark = 0;
  if (length >= 3 && bytes[0] == 0xef && bytes[1] == 0xbb && bytes[2] == 0xbf)
    {
      *mark = 3;
      return "UTF-8";
    }
  if (length >= 2 && ((bytes[0] == 0xff && bytes[1] == 0xfe) || (bytes[0] == 0xfe && bytes[1] == 0xff)))
    {
      *mark = 2;
      return bytes[0] == 0xff ? "UTF-16LE" : "UTF-16BE";
    }
  return g_utf8_validate_len (data, length, NULL) ? "UTF-8" : "WINDOWS-1252";
}

static char *
decode (const char  *data,
        gsize        length,
        gsize       *decoded_length,
        GError     **error)
{
  g_autofree char *text = NULL;
  gsize mark;
  const char *encoding = detect_encoding (data, length, &mark);

  if (g_str_equal (encoding, "UTF-8") && g_utf8_validate_len (data + mark, length - mark, NULL))
    {
      text = g_strndup (data + mark, length - mark);
      *decoded_length = length - mark;
    }
  else if (!g_str_equal (encoding, "UTF-8"))
    {
      text = g_convert (data + mark, length - mark, "UTF-8", encoding, NULL, decoded_length, NULL);
    }

  if (text == NULL || !is_text (text, *decoded_length))
    {
      g_set_error (error, REPOINT_CSV_ERROR, REPOINT_CSV_ERROR_ENCODING, "this is not %s text", encoding);
      return NULL;
    }
  return g_steal_pointer (&text);
}

/* ---- Table ---- */

typedef struct
{
  const char *next;
  const char *end;
  guint       line;
  guint       fields;
} Reader;

/* Takes a line break of any kind, if there is one. */
static gboolean
take_break (Reader *reader)
{
  if (reader->next < reader->end && *reader->next == '\r')
    {
      reader->next++;
      if (reader->next < reader->end && *reader->next == '\n')
        reader->next++;
      reader->line++;
      return TRUE;
    }
  if (reader->next < reader->end && *reader->next == '\n')
    {
      reader->next++;
      reader->line++;
      return TRUE;
    }
  return FALSE;
}

static gboolean
at_break (const Reader *reader)
{
  return reader->next == reader->end || *reader->next == '\r' || *reader->next == '\n';
}

/* Reads what stands between quotes; a doubled quote is a quote. */
static gboolean
take_quoted (Reader   *reader,
             GString  *field,
             GError  **error)
{
  guint line = reader->line;

  reader->next++;
  while (reader->next < reader->end)
    {
      if (*reader->next == '"' && reader->next + 1 < reader->end && reader->next[1] == '"')
        {
          g_string_append_c (field, '"');
          reader->next += 2;
        }
      else if (*reader->next == '"')
        {
          reader->next++;
          return TRUE;
        }
      else if (take_break (reader))
        {
          g_string_append_c (field, '\n');
        }
      else
        {
          g_string_append_c (field, *reader->next++);
        }
    }
  g_set_error (error, REPOINT_CSV_ERROR, REPOINT_CSV_ERROR_QUOTE, "the quoted field that begins on line %u is not closed", line);
  return FALSE;
}

static char *
take_field (Reader  *reader,
            char     separator,
            GError **error)
{
  g_autoptr (GString) field = g_string_new (NULL);

  if (++reader->fields > MAX_FIELDS)
    {
      g_set_error (error, REPOINT_CSV_ERROR, REPOINT_CSV_ERROR_TOO_BIG, "more than %d fields", MAX_FIELDS);
      return NULL;
    }
  if (reader->next < reader->end && *reader->next == '"' && !take_quoted (reader, field, error))
    return NULL;
  /* What follows a closing quote should be a separator; where it is not, the text is kept as it stands. */
  while (!at_break (reader) && *reader->next != separator)
    g_string_append_c (field, *reader->next++);
  return g_string_free (g_steal_pointer (&field), FALSE);
}

static GPtrArray *
take_row (Reader  *reader,
          char     separator,
          GError **error)
{
  g_autoptr (GPtrArray) row = g_ptr_array_new_with_free_func (g_free);

  for (;;)
    {
      char *field = take_field (reader, separator, error);

      if (field == NULL)
        return NULL;
      g_ptr_array_add (row, field);
      if (at_break (reader))
        break;
      reader->next++;
    }
  take_break (reader);
  return g_steal_pointer (&row);
}

static gboolean
is_blank (GPtrArray *row)
{
  for (guint i = 0; i < row->len; i++)
    {
      const char *field = g_ptr_array_index (row, i);

      if (field[strspn (field, " \t")] != '\0')
        return FALSE;
    }
  return TRUE;
}

/* The separator that the first row has most of, outside of quotes. */
static char
guess_separator (const char *text,
                 const char *end)
{
  guint counts[G_N_ELEMENTS (separators)] = { 0 };
  gboolean quoted = FALSE;
  guint best = 0;

  while (text < end && (*text == '\r' || *text == '\n'))
    text++;
  for (; text < end && (quoted || (*text != '\r' && *text != '\n')); text++)
    {
      if (*text == '"')
        quoted = !quoted;
      for (guint i = 0; !quoted && i < G_N_ELEMENTS (separators); i++)
        counts[i] += *text == separators[i];
    }
  for (guint i = 1; i < G_N_ELEMENTS (separators); i++)
    if (counts[i] > counts[best])
      best = i;
  return separators[best];
}

/* A first line "sep=;" is how some spreadsheets are told the separator. */
static char
take_separator (Reader *reader)
{
  if (reader->end - reader->next >= 5 && g_ascii_strncasecmp (reader->next, "sep=", 4) == 0)
    {
      Reader after = *reader;
      char separator = reader->next[4];

      after.next += 5;
      if (memchr (separators, separator, sizeof separators) != NULL && take_break (&after))
        {
          *reader = after;
          return separator;
        }
    }
  return guess_separator (reader->next, reader->end);
}

/**
 * repoint_csv_parse:
 * @bytes: a file's content
 * @error: return location
 *
 * Reads a table. Rows without any text are left out; rows may differ in length. Nothing is interpreted: a field
 * that a spreadsheet would run as a formula is text like any other.
 *
 * Returns: (transfer full) (nullable): the table, with at least one row
 */
RepointCsv *
repoint_csv_parse (GBytes  *bytes,
                   GError **error)
{
  g_autoptr (RepointCsv) self = NULL;
  g_autofree char *text = NULL;
  const char *data;
  gsize length;
  Reader reader = { .line = 1 };

  g_return_val_if_fail (bytes != NULL, NULL);

  data = g_bytes_get_data (bytes, &length);
  if (length > MAX_BYTES)
    {
      g_set_error (error, REPOINT_CSV_ERROR, REPOINT_CSV_ERROR_TOO_BIG, "more than %d bytes", MAX_BYTES);
      return NULL;
    }
  text = decode (data != NULL ? data : "", length, &length, error);
  if (text == NULL)
    return NULL;

  self = g_new0 (RepointCsv, 1);
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  self->lines = g_array_new (FALSE, FALSE, sizeof (guint));
  reader.next = text;
  reader.end = text + length;
  self->separator = take_separator (&reader);

  while (reader.next < reader.end)
    {
      guint line = reader.line;
      g_autoptr (GPtrArray) row = take_row (&reader, self->separator, error);

      if (row == NULL)
        return NULL;
      if (is_blank (row))
        continue;
      g_ptr_array_add (self->rows, g_steal_pointer (&row));
      g_array_append_val (self->lines, line);
    }

  if (self->rows->len == 0)
    {
      g_set_error (error, REPOINT_CSV_ERROR, REPOINT_CSV_ERROR_EMPTY, "there is nothing in it");
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
repoint_csv_free (RepointCsv *self)
{
  g_ptr_array_unref (self->rows);
  g_array_unref (self->lines);
  g_free (self);
}

/**
 * repoint_csv_append_field:
 * @line: where to append; no separator is written
 * @field: (nullable): UTF-8 text
 */
void
repoint_csv_append_field (GString    *line,
                          const char *field)
{
  gboolean runs;
  gboolean quoted;

  g_return_if_fail (line != NULL);

  if (field == NULL || *field == '\0')
    return;
  runs = strchr ("=+-@\t\r", *field) != NULL;
  quoted = strpbrk (field, "\",;\t\r\n") != NULL;

  if (quoted)
    g_string_append_c (line, '"');
  if (runs)
    g_string_append_c (line, '\'');
  for (const char *c = field; *c != '\0'; c++)
    {
      if (*c == '"')
        g_string_append_c (line, '"');
      g_string_append_c (line, *c);
    }
  if (quoted)
    g_string_append_c (line, '"');
}
