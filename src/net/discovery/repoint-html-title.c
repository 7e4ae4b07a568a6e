/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-html-title.h"

#include <string.h>

#define MAX_RAW_TITLE 4096
#define MAX_TITLE     512
#define META_SEARCH   2048

/* Only what pages are really written in: a name from the network does not choose among all of iconv's converters. */
static const char * const charsets[] = {
  "utf-8", "us-ascii", "utf-16le", "utf-16be", "utf-16",
  "iso-8859-1", "iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-5", "iso-8859-7", "iso-8859-9",
  "iso-8859-13", "iso-8859-15",
  "windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254", "windows-1257",
  "shift_jis", "euc-jp", "euc-kr", "gb2312", "gbk", "gb18030", "big5", "koi8-r",
  NULL
};

static const struct
{
  const char *name;
  gunichar    character;
} entities[] = {
  { "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' }, { "apos", '\'' }, { "nbsp", ' ' },
  { "copy", 0xa9 }, { "reg", 0xae }, { "deg", 0xb0 }, { "middot", 0xb7 }, { "laquo", 0xab }, { "raquo", 0xbb },
  { "ndash", 0x2013 }, { "mdash", 0x2014 }, { "hellip", 0x2026 }, { "bull", 0x2022 }, { "trade", 0x2122 },
  { "auml", 0xe4 }, { "ouml", 0xf6 }, { "uuml", 0xfc }, { "Auml", 0xc4 }, { "Ouml", 0xd6 }, { "Uuml", 0xdc },
  { "szlig", 0xdf }, { "eacute", 0xe9 }, { "egrave", 0xe8 }, { "ecirc", 0xea }, { "agrave", 0xe0 },
  { "acirc", 0xe2 }, { "ccedil", 0xe7 }, { "ntilde", 0xf1 }, { "oacute", 0xf3 }, { "aacute", 0xe1 },
  { "iacute", 0xed }, { "uacute", 0xfa }, { "ocirc", 0xf4 }, { "aring", 0xe5 }, { "oslash", 0xf8 }, { "aelig", 0xe6 },
};

static const char *
find_ascii (const char *text,
            gsize       length,
            const char *needle)
{
  gsize size = strlen (needle);

  for (gsize i = 0; i + size <= length; i++)
    if (g_ascii_strncasecmp (text + i, needle, size) == 0)
      return text + i;
  return NULL;
}

/* Our name of a charset that is not dangerous to convert from, or NULL. */
static const char *
known_charset (const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  g_strstrip (lower);
  for (guint i = 0; charsets[i] != NULL; i++)
    if (g_str_equal (lower, charsets[i]))
      return charsets[i];
  if (g_str_equal (lower, "latin1") || g_str_equal (lower, "latin-1"))
    return "iso-8859-1";
  if (g_str_equal (lower, "utf8"))
    return "utf-8";
  if (g_str_equal (lower, "sjis") || g_str_equal (lower, "x-sjis") || g_str_equal (lower, "shift-jis"))
    return "shift_jis";
  return NULL;
}

/* <meta charset="x"> or <meta http-equiv="Content-Type" content="text/html; charset=x"> near the begin. */
static const char *
find_meta_charset (const char *page,
                   gsize       length)
{
  const char *end = page + MIN (length, META_SEARCH);
  const char *at = find_ascii (page, end - page, "charset=");
  gsize size = 0;
  g_autofree char *name = NULL;

  if (at == NULL)
    return NULL;
  at += strlen ("charset=");
  while (at < end && (*at == '"' || *at == '\'' || *at == ' '))
    at++;
  while (at + size < end && size < 40 && (g_ascii_isalnum (at[size]) || at[size] == '-' || at[size] == '_'))
    size++;
  name = g_strndup (at, size);
  return known_charset (name);
}

static char *
to_utf8 (const char *bytes,
         gsize       length,
         const char *charset)
{
  g_autofree char *text = NULL;

  if (charset != NULL && !g_str_equal (charset, "utf-8"))
    text = g_convert_with_fallback (bytes, length, "UTF-8", charset, "\357\277\275", NULL, NULL, NULL);
  if (text != NULL && g_utf8_validate (text, -1, NULL))
    return g_steal_pointer (&text);
  if (charset == NULL && !g_utf8_validate_len (bytes, length, NULL))
    {
      g_free (text);
      text = g_convert (bytes, length, "UTF-8", "WINDOWS-1252", NULL, NULL, NULL);
      if (text != NULL)
        return g_steal_pointer (&text);
    }
  return g_utf8_make_valid (bytes, length);
}

/* Reads "&#8211;", "&#x2013;" or "&ndash;" at @at; returns how long it is, 0: none of them. */
static gsize
read_entity (const char *at,
             gunichar   *character)
{
  gsize size = strcspn (at + 1, "; &<");

  if (at[1 + size] != ';' || size == 0 || size > 12)
    return 0;
  if (at[1] == '#')
    {
      gboolean hexadecimal = at[2] == 'x' || at[2] == 'X';
      g_autofree char *digits = g_strndup (at + (hexadecimal ? 3 : 2), size - (hexadecimal ? 2 : 1));
      guint64 number;

      if (!g_ascii_string_to_unsigned (digits, hexadecimal ? 16 : 10, 1, 0x10ffff, &number, NULL))
        return 0;
      *character = (gunichar) number;
      return size + 2;
    }
  for (guint i = 0; i < G_N_ELEMENTS (entities); i++)
    if (strlen (entities[i].name) == size && strncmp (entities[i].name, at + 1, size) == 0)
      {
        *character = entities[i].character;
        return size + 2;
      }
  return 0;
}

/* What would move the cursor, hide text or turn its direction is no part of a name. */
static gboolean
is_invisible (gunichar character)
{
  GUnicodeType type = g_unichar_type (character);

  return type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT || type == G_UNICODE_SURROGATE
         || type == G_UNICODE_PRIVATE_USE || type == G_UNICODE_UNASSIGNED || !g_unichar_validate (character);
}

static char *
clean (const char *text,
       gboolean    decode)
{
  g_autoptr (GString) line = g_string_new (NULL);
  gboolean space = FALSE;

  while (*text != '\0')
    {
      gunichar character = g_utf8_get_char (text);
      gsize size = decode && character == '&' ? read_entity (text, &character) : 0;

      text = size > 0 ? text + size : g_utf8_next_char (text);
      if (g_unichar_isspace (character) || g_unichar_type (character) == G_UNICODE_CONTROL)
        {
          space = line->len > 0;
        }
      else if (!is_invisible (character))
        {
          char bytes[6];
          gsize length = g_unichar_to_utf8 (character, bytes);

          if (line->len + space + length > MAX_TITLE)
            break;
          if (space)
            g_string_append_c (line, ' ');
          space = FALSE;
          g_string_append_len (line, bytes, length);
        }
    }
  return line->len > 0 ? g_string_free (g_steal_pointer (&line), FALSE) : NULL;
}

char *
repoint_html_title_find (const guint8 *page,
                         gsize         length,
                         const char   *charset)
{
  const char *text = (const char *) page;
  const char *known = charset != NULL ? known_charset (charset) : NULL;
  g_autofree char *converted = NULL;
  g_autofree char *title = NULL;
  const char *begin;
  const char *end;

  if (length == 0)
    return NULL;
  if (length >= 2 && ((page[0] == 0xff && page[1] == 0xfe) || (page[0] == 0xfe && page[1] == 0xff)))
    known = page[0] == 0xff ? "utf-16le" : "utf-16be";
  if (known == NULL)
    known = find_meta_charset (text, length);
  if (known != NULL && g_str_has_prefix (known, "utf-16"))
    {
      /* A page that names this in its own ASCII text is not written in it. */
      if (memchr (page, 0, MIN (length, 64)) != NULL)
        {
          converted = to_utf8 (text, length & ~(gsize) 1, known);
          text = converted;
          length = strlen (converted);
        }
      known = NULL;
    }

  begin = find_ascii (text, length, "<title");
  if (begin == NULL)
    return NULL;
  begin = memchr (begin, '>', text + length - begin);
  if (begin == NULL)
    return NULL;
  begin++;
  end = find_ascii (begin, text + length - begin, "</title");
  if (end == NULL)
    end = text + length;

  title = to_utf8 (begin, MIN (end - begin, MAX_RAW_TITLE), known);
  return clean (title, TRUE);
}

char *
repoint_html_title_clean (const char *text)
{
  g_autofree char *utf8 = to_utf8 (text, strnlen (text, MAX_RAW_TITLE), NULL);

  return clean (utf8, FALSE);
}
