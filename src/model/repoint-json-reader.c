/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-json-reader.h"

#include <string.h>

#include "repoint-json-write.h"
#include "repoint-project.h"

/* Objects that one document may make of itself; a file of 512 MiB full of "{}" stops here. */
#define MAX_OBJECTS 2000000

/* One array or object that is open. */
typedef struct
{
  gboolean    is_object;
  gboolean    started; /* at least one member or element has been begun */
  guint       index;   /* of the element */
  const char *start;
  GString    *key;     /* of the member; made with the first one */
} Frame;

struct _RepointJsonReader
{
  const char *text;
  const char *end;
  const char *p;
  const char *value;   /* where the value begins that is read next, or was read last */
  gboolean    pending; /* a member or an element was begun and its value not read yet */
  Frame       frames[REPOINT_JSON_MAX_DEPTH];
  guint       depth;
  guint       n_objects;
  GError     *error;
};

/* Lines and columns count from 1; a column is a character, not a byte. */
static void
locate (RepointJsonReader *self,
        const char        *where,
        guint             *line,
        gsize             *column)
{
  const char *start = self->text;

  *line = 1;
  for (const char *p = self->text; p < where; p++)
    {
      if (*p == '\n')
        {
          (*line)++;
          start = p + 1;
        }
    }

  *column = 1;
  for (const char *p = start; p < where; p++)
    {
      if (((guchar) *p & 0xc0) != 0x80)
        (*column)++;
    }
}

/* Such as "devices[3].mail_uses[0].port". */
static char *
describe_place (RepointJsonReader *self)
{
  g_autoptr (GString) place = g_string_new (NULL);

  for (guint i = 0; i < self->depth; i++)
    {
      const Frame *frame = &self->frames[i];

      if (!frame->started)
        break;

      if (frame->is_object)
        g_string_append_printf (place, "%s%.64s", place->len > 0 ? "." : "", frame->key->str);
      else
        g_string_append_printf (place, "[%u]", frame->index);
    }

  /* The 64 bytes may end within a character. */
  return g_utf8_make_valid (place->str, place->len);
}

static void
set_error (RepointJsonReader *self,
           int                code,
           const char        *where,
           const char        *message)
{
  g_autofree char *place = NULL;
  guint line;
  gsize column;

  if (self->error != NULL)
    return;

  locate (self, where, &line, &column);
  if (code == REPOINT_PROJECT_ERROR_CONTENT)
    place = describe_place (self);

  if (place != NULL && *place != '\0')
    g_set_error (&self->error, REPOINT_PROJECT_ERROR, code, "line %u, column %" G_GSIZE_FORMAT ": %s: %s",
                 line, column, place, message);
  else
    g_set_error (&self->error, REPOINT_PROJECT_ERROR, code, "line %u, column %" G_GSIZE_FORMAT ": %s",
                 line, column, message);
}

static gboolean
fail_syntax (RepointJsonReader *self,
             const char        *message)
{
  set_error (self, REPOINT_PROJECT_ERROR_SYNTAX, self->p,
             self->p < self->end ? message : "the file ends in the middle");

  return FALSE;
}

static void
skip_space (RepointJsonReader *self)
{
  while (self->p < self->end && (*self->p == ' ' || *self->p == '\n' || *self->p == '\r' || *self->p == '\t'))
    self->p++;
}

/* Four hexadecimal digits at p, -1 if there is anything else. */
static int
peek_hex (RepointJsonReader *self)
{
  int number = 0;

  if (self->end - self->p < 4)
    return -1;

  for (guint i = 0; i < 4; i++)
    {
      if (!g_ascii_isxdigit (self->p[i]))
        return -1;

      number = number * 16 + g_ascii_xdigit_value (self->p[i]);
    }

  return number;
}

/* What stands after "\u", the low half of a surrogate pair included (RFC 8259, section 7). */
static gboolean
scan_unicode (RepointJsonReader *self,
              gunichar          *character)
{
  int high = peek_hex (self);
  int low;

  if (high < 0)
    return fail_syntax (self, "four hexadecimal digits are missing after \\u");

  if (high == 0)
    {
      /* It is JSON, but no string of C can hold it. */
      set_error (self, REPOINT_PROJECT_ERROR_CONTENT, self->p - 2, "U+0000 in a string");
      return FALSE;
    }

  if (high < 0xd800 || high > 0xdfff)
    {
      self->p += 4;
      *character = (gunichar) high;
      return TRUE;
    }

  if (high > 0xdbff || self->end - self->p < 10 || self->p[4] != '\\' || self->p[5] != 'u')
    return fail_syntax (self, "half of a surrogate pair");

  self->p += 6;
  low = peek_hex (self);
  if (low < 0xdc00 || low > 0xdfff)
    return fail_syntax (self, "half of a surrogate pair");

  self->p += 4;
  *character = 0x10000 + (((gunichar) high - 0xd800) << 10) + ((gunichar) low - 0xdc00);

  return TRUE;
}

static gboolean
scan_escape (RepointJsonReader *self,
             GString           *string)
{
  static const char escapes[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";
  const char *found;
  gunichar character;

  if (self->p == self->end)
    return fail_syntax (self, "");

  if (*self->p == 'u')
    {
      self->p++;
      if (!scan_unicode (self, &character))
        return FALSE;

      if (string != NULL)
        g_string_append_unichar (string, character);
      return TRUE;
    }

  found = memchr (escapes, *self->p, sizeof escapes - 1);
  if (found == NULL)
    return fail_syntax (self, "unknown escape in a string");

  self->p++;
  if (string != NULL)
    g_string_append_c (string, meanings[found - escapes]);

  return TRUE;
}

/* Scans a string and appends what it means to @string (nullable). */
static gboolean
scan_string (RepointJsonReader *self,
             GString           *string)
{
  const char *start;

  if (self->p == self->end || *self->p != '"')
    return fail_syntax (self, "a string was expected");

  start = ++self->p;
  while (self->p < self->end && *self->p != '"')
    {
      if ((guchar) *self->p < 0x20)
        return fail_syntax (self, "control character in a string");

      if (*self->p != '\\')
        {
          self->p++;
          continue;
        }

      if (string != NULL)
        g_string_append_len (string, start, self->p - start);
      self->p++;
      if (!scan_escape (self, string))
        return FALSE;
      start = self->p;
    }

  if (self->p == self->end)
    return fail_syntax (self, "");

  if (string != NULL)
    g_string_append_len (string, start, self->p - start);
  self->p++;

  return TRUE;
}

static gboolean
scan_digits (RepointJsonReader *self)
{
  if (self->p == self->end || !g_ascii_isdigit (*self->p))
    return fail_syntax (self, "a digit was expected");

  while (self->p < self->end && g_ascii_isdigit (*self->p))
    self->p++;

  return TRUE;
}

static gboolean
scan_number (RepointJsonReader *self)
{
  if (*self->p == '-')
    self->p++;

  if (self->p < self->end && *self->p == '0')
    self->p++;
  else if (!scan_digits (self))
    return FALSE;

  if (self->p < self->end && *self->p == '.')
    {
      self->p++;
      if (!scan_digits (self))
        return FALSE;
    }

  if (self->p < self->end && (*self->p == 'e' || *self->p == 'E'))
    {
      self->p++;
      if (self->p < self->end && (*self->p == '+' || *self->p == '-'))
        self->p++;
      if (!scan_digits (self))
        return FALSE;
    }

  return TRUE;
}

static gboolean
scan_word (RepointJsonReader *self)
{
  static const char * const words[] = { "true", "false", "null" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      gsize length = strlen (words[i]);

      if ((gsize) (self->end - self->p) >= length && strncmp (self->p, words[i], length) == 0)
        {
          self->p += length;
          return TRUE;
        }

      /* A word that the end of the file cuts off is not a wrong word. */
      if (self->p < self->end && strncmp (self->p, words[i], self->end - self->p) == 0)
        self->p = self->end;
    }

  return fail_syntax (self, "a value was expected");
}

/* Begins to read the value that is due, if it begins with one of @first (nullable: any). */
static gboolean
begin_value (RepointJsonReader *self,
             const char        *first,
             const char        *expected)
{
  if (self->error != NULL)
    return FALSE;

  skip_space (self);
  self->value = self->p;
  self->pending = FALSE;
  if (self->p == self->end)
    return fail_syntax (self, "");

  if (first == NULL || strchr (first, *self->p) != NULL)
    return TRUE;

  /* What is no JSON at all is a matter of syntax; what is of another type is one of content. */
  if (strchr ("{[\"-0123456789tfn", *self->p) == NULL)
    return fail_syntax (self, "a value was expected");

  repoint_json_reader_fail (self, "%s was expected", expected);

  return FALSE;
}

static gboolean
push (RepointJsonReader *self,
      gboolean           is_object)
{
  Frame *frame;

  if (self->depth == REPOINT_JSON_MAX_DEPTH)
    {
      repoint_json_reader_fail (self, "nested more than %u deep", REPOINT_JSON_MAX_DEPTH);
      return FALSE;
    }

  if (++self->n_objects > MAX_OBJECTS)
    {
      repoint_json_reader_fail_code (self, REPOINT_PROJECT_ERROR_TOO_BIG, "too many objects");
      return FALSE;
    }

  frame = &self->frames[self->depth++];
  frame->is_object = is_object;
  frame->started = FALSE;
  frame->index = 0;
  frame->start = self->p;
  if (frame->key == NULL)
    frame->key = g_string_new (NULL);
  self->p++;

  return TRUE;
}

/* Steps to the next member or element. Returns whether there is one; the end closes the object or array. */
static gboolean
next (RepointJsonReader *self,
      char               close)
{
  Frame *frame = &self->frames[self->depth - 1];

  if (self->pending && !repoint_json_reader_skip (self))
    return FALSE;

  if (self->error != NULL)
    return FALSE;

  skip_space (self);
  if (self->p < self->end && *self->p == close)
    {
      self->p++;
      self->depth--;
      self->value = frame->start; /* what is missed in it, is missed there */
      return FALSE;
    }

  if (frame->started)
    {
      if (self->p == self->end || *self->p != ',')
        return fail_syntax (self, close == '}' ? "a comma or } was expected" : "a comma or ] was expected");

      self->p++;
      skip_space (self);
      frame->index++;
    }

  frame->started = TRUE;

  return TRUE;
}

/* Copies @length bytes of valid JSON without the space between its tokens. */
static char *
compact (const char *text,
         gsize       length)
{
  char *copy = g_malloc (length + 1);
  char *q = copy;
  gboolean in_string = FALSE;

  for (const char *p = text; p < text + length; p++)
    {
      if (in_string && *p == '\\')
        {
          *q++ = *p++;
        }
      else if (*p == '"')
        {
          in_string = !in_string;
        }
      else if (!in_string && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t'))
        {
          continue;
        }

      *q++ = *p;
    }
  *q = '\0';

  return g_realloc (copy, q - copy + 1);
}

/* Passes over one value without building anything. No recursion: @open has one bit per open object or array. */
static gboolean
scan_value (RepointJsonReader *self)
{
  guint64 objects = 0; /* bit n: the value open at depth n is an object */
  guint depth = 0;

  G_STATIC_ASSERT (REPOINT_JSON_MAX_DEPTH <= 64);

  for (;;)
    {
      gboolean closed = TRUE;

      skip_space (self);
      if (self->p == self->end)
        return fail_syntax (self, "");

      if (*self->p == '{' || *self->p == '[')
        {
          gboolean is_object = *self->p == '{';

          if (self->depth + depth >= REPOINT_JSON_MAX_DEPTH)
            {
              repoint_json_reader_fail (self, "nested more than %u deep", REPOINT_JSON_MAX_DEPTH);
              return FALSE;
            }

          self->p++;
          skip_space (self);
          if (self->p < self->end && *self->p == (is_object ? '}' : ']'))
            {
              self->p++;
            }
          else
            {
              objects = is_object ? objects | (G_GUINT64_CONSTANT (1) << depth)
                                  : objects & ~(G_GUINT64_CONSTANT (1) << depth);
              depth++;
              closed = FALSE;
            }
        }
      else if (*self->p == '"')
        {
          if (!scan_string (self, NULL))
            return FALSE;
        }
      else if (*self->p == '-' || g_ascii_isdigit (*self->p))
        {
          if (!scan_number (self))
            return FALSE;
        }
      else if (!scan_word (self))
        {
          return FALSE;
        }

      /* After a value: close what ends here, then go on to the next member or element. */
      while (closed && depth > 0)
        {
          gboolean is_object = (objects >> (depth - 1)) & 1;

          skip_space (self);
          if (self->p < self->end && *self->p == ',')
            {
              self->p++;
              closed = FALSE;
            }
          else if (self->p < self->end && *self->p == (is_object ? '}' : ']'))
            {
              self->p++;
              depth--;
            }
          else
            {
              return fail_syntax (self, is_object ? "a comma or } was expected" : "a comma or ] was expected");
            }
        }

      if (depth == 0)
        return TRUE;

      if ((objects >> (depth - 1)) & 1)
        {
          skip_space (self);
          if (!scan_string (self, NULL))
            return FALSE;

          skip_space (self);
          if (self->p == self->end || *self->p != ':')
            return fail_syntax (self, "a colon was expected");
          self->p++;
        }
    }
}

/**
 * repoint_json_reader_new: begins to read.
 * @text: what is read; it must live as long as the reader. A UTF-8 byte order mark in front is passed over.
 * @length: in bytes
 *
 * Returns: (transfer full): a reader, which has failed already if @text is not UTF-8.
 */
RepointJsonReader *
repoint_json_reader_new (const char *text,
                         gsize       length)
{
  RepointJsonReader *self = g_new0 (RepointJsonReader, 1);
  const char *invalid;

  self->text = self->p = self->value = text;
  self->end = text + length;
  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    self->text = self->p = self->value = text + 3;

  if (!g_utf8_validate_len (self->p, self->end - self->p, &invalid))
    set_error (self, REPOINT_PROJECT_ERROR_SYNTAX, invalid, "this is not UTF-8 text");

  return self;
}

void
repoint_json_reader_free (RepointJsonReader *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (self->frames) && self->frames[i].key != NULL; i++)
    g_string_free (self->frames[i].key, TRUE);
  g_clear_error (&self->error);
  g_free (self);
}

/** repoint_json_reader_begin_object: enters the object that is due; repoint_json_reader_next_member() leaves it. */
gboolean
repoint_json_reader_begin_object (RepointJsonReader *self)
{
  return begin_value (self, "{", "an object") && push (self, TRUE);
}

/** repoint_json_reader_next_member: (nullable): the name of the next member, %NULL at the end. A value that was not
 * read is passed over. */
const char *
repoint_json_reader_next_member (RepointJsonReader *self)
{
  Frame *frame;

  if (self->error != NULL || !next (self, '}'))
    return NULL;

  frame = &self->frames[self->depth - 1];
  g_string_truncate (frame->key, 0);
  if (!scan_string (self, frame->key))
    return NULL;

  skip_space (self);
  if (self->p == self->end || *self->p != ':')
    {
      fail_syntax (self, "a colon was expected");
      return NULL;
    }
  self->p++;
  skip_space (self);
  self->value = self->p;
  self->pending = TRUE;

  return frame->key->str;
}

/** repoint_json_reader_begin_array: enters the array that is due; repoint_json_reader_next_element() leaves it. */
gboolean
repoint_json_reader_begin_array (RepointJsonReader *self)
{
  return begin_value (self, "[", "an array") && push (self, FALSE);
}

/** repoint_json_reader_next_element: whether there is one more element. */
gboolean
repoint_json_reader_next_element (RepointJsonReader *self)
{
  if (self->error != NULL || !next (self, ']'))
    return FALSE;

  self->value = self->p;
  self->pending = TRUE;

  return TRUE;
}

/** repoint_json_reader_read_string: (transfer full) (nullable): the string that is due. */
char *
repoint_json_reader_read_string (RepointJsonReader *self)
{
  GString *string;

  if (!begin_value (self, "\"", "a string"))
    return NULL;

  string = g_string_new (NULL);
  if (!scan_string (self, string))
    {
      g_string_free (string, TRUE);
      return NULL;
    }

  return g_string_free (string, FALSE);
}

/** repoint_json_reader_read_boolean: the boolean that is due. */
gboolean
repoint_json_reader_read_boolean (RepointJsonReader *self,
                                  gboolean          *value)
{
  if (!begin_value (self, "tf", "true or false") || !scan_word (self))
    return FALSE;

  *value = *self->value == 't';

  return TRUE;
}

/** repoint_json_reader_read_uint: the whole number from 0 to @max that is due. */
gboolean
repoint_json_reader_read_uint (RepointJsonReader *self,
                               guint64            max,
                               guint64           *value)
{
  g_autofree char *digits = NULL;

  if (!begin_value (self, "-0123456789", "a number") || !scan_number (self))
    return FALSE;

  digits = g_strndup (self->value, self->p - self->value);
  if (!g_ascii_string_to_unsigned (digits, 10, 0, max, value, NULL))
    {
      repoint_json_reader_fail (self, "a whole number from 0 to %" G_GUINT64_FORMAT " was expected", max);
      return FALSE;
    }

  return TRUE;
}

/** repoint_json_reader_read_text: (transfer full) (nullable): the value that is due, whatever it is, as JSON on one
 * line. */
char *
repoint_json_reader_read_text (RepointJsonReader *self)
{
  if (!begin_value (self, NULL, NULL) || !scan_value (self))
    return NULL;

  return compact (self->value, self->p - self->value);
}

/** repoint_json_reader_read_object_text: (transfer full) (nullable): as repoint_json_reader_read_text(), for an
 * object. */
char *
repoint_json_reader_read_object_text (RepointJsonReader *self)
{
  if (!begin_value (self, "{", "an object") || !scan_value (self))
    return NULL;

  return compact (self->value, self->p - self->value);
}

/** repoint_json_reader_peek: the first character of the value that is due, 0 if there is none. */
char
repoint_json_reader_peek (RepointJsonReader *self)
{
  if (self->error != NULL)
    return '\0';

  skip_space (self);

  return self->p < self->end ? *self->p : '\0';
}

/** repoint_json_reader_skip: passes over the value that is due. */
gboolean
repoint_json_reader_skip (RepointJsonReader *self)
{
  return begin_value (self, NULL, NULL) && scan_value (self);
}

/** repoint_json_reader_finish: whether the text ends here, and nothing has failed. */
gboolean
repoint_json_reader_finish (RepointJsonReader *self)
{
  if (self->error != NULL)
    return FALSE;

  skip_space (self);
  if (self->p < self->end)
    return fail_syntax (self, "the document ends before this");

  return TRUE;
}

/** repoint_json_reader_fail: what was read last is not what the document allows there; the place is named. */
void
repoint_json_reader_fail (RepointJsonReader *self,
                          const char        *format,
                          ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  set_error (self, REPOINT_PROJECT_ERROR_CONTENT, self->value, message);
}

/** repoint_json_reader_fail_code: as repoint_json_reader_fail(), with another code. */
void
repoint_json_reader_fail_code (RepointJsonReader *self,
                               int                code,
                               const char        *message)
{
  set_error (self, code, self->value, message);
}

/** repoint_json_reader_has_failed: whether an error has ended the reading. */
gboolean
repoint_json_reader_has_failed (RepointJsonReader *self)
{
  return self->error != NULL;
}

/** repoint_json_reader_steal_error: (transfer full) (nullable): the error. */
GError *
repoint_json_reader_steal_error (RepointJsonReader *self)
{
  return g_steal_pointer (&self->error);
}
