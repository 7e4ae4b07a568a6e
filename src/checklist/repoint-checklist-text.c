/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-checklist-text.h"

#include "repoint-phrase.h"

#include <pango/pango.h>

#define MAX_CHARACTERS 4000
#define MAX_WHOLE_WORD 36   /* characters; fits into a line of a step on the narrowest page */
#define MAX_MARKS      6 /* on one base character: more would climb out of the line */

#define FIRST_STRONG_ISOLATE  0x2068
#define POP_ISOLATE           0x2069

/* Characters that turn the direction of what follows them and need not end where the text ends. */
static gboolean
is_direction_control (gunichar character)
{
  return (character >= 0x202a && character <= 0x202e) || character == 0x2066 || character == 0x2067;
}

static gboolean
is_space (gunichar character)
{
  return g_unichar_iscntrl (character) || character == 0x2028 || character == 0x2029;
}

/**
 * repoint_checklist_clean: text as it may be shown: valid UTF-8, bounded, without control characters but line feeds,
 * with every value's isolates in pairs.
 */
char *
repoint_checklist_clean (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *clean = g_string_new (NULL);
  guint n_characters = 0, n_marks = 0;
  gboolean in_value = FALSE;

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar character = g_utf8_get_char (p);

      n_marks = g_unichar_ismark (character) ? n_marks + 1 : 0;
      if (n_marks > MAX_MARKS || is_direction_control (character) ||
          (character == FIRST_STRONG_ISOLATE && in_value) || (character == POP_ISOLATE && !in_value))
        continue;
      if (character == FIRST_STRONG_ISOLATE || character == POP_ISOLATE)
        in_value = character == FIRST_STRONG_ISOLATE;
      if (n_characters++ >= MAX_CHARACTERS)
        {
          g_string_append (clean, "…");
          break;
        }
      if (character != '\n' && is_space (character))
        character = ' ';
      g_string_append_unichar (clean, character);
    }
  if (in_value)
    g_string_append_unichar (clean, POP_ISOLATE);
  return g_strstrip (g_string_free (clean, FALSE));
}

/* The same for what has to stand on one line: a name, a place. */
char *
repoint_checklist_clean_line (const char *text)
{
  return g_strdelimit (repoint_checklist_clean (text), "\n", ' ');
}

/* A value's words stay whole, or "Set-TransportConfig" would be broken at its hyphen; long ones have to break. */
static void
append_value (GString    *markup,
              const char *value,
              gsize       length)
{
  g_autofree char *copy = g_strndup (value, length);
  g_auto (GStrv) words = g_strsplit (copy, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      gboolean whole = words[i][0] != '\0' && g_utf8_strlen (words[i], -1) <= MAX_WHOLE_WORD;

      g_string_append_printf (markup, "%s%s%s%s", i > 0 ? " " : "", whole ? "<span allow_breaks='false'>" : "",
                              words[i], whole ? "</span>" : "");
    }
}

static char *
keep_values_whole (const char *markup)
{
  GString *whole = g_string_new (NULL);
  const char *begin;

  while ((begin = strstr (markup, "<tt>")) != NULL)
    {
      const char *end = strstr (begin, "</tt>");

      if (end == NULL)
        break;
      begin += strlen ("<tt>");
      g_string_append_len (whole, markup, begin - markup);
      append_value (whole, begin, (gsize) (end - begin));
      markup = end;
    }
  g_string_append (whole, markup);
  return g_string_free (whole, FALSE);
}

/* Pango markup that parses, with values in monospace. */
char *
repoint_checklist_to_markup (const char *text)
{
  g_autofree char *clean = repoint_checklist_clean (text);
  g_autofree char *values = repoint_phrase_to_markup (clean);
  g_autofree char *markup = keep_values_whole (values);

  if (pango_parse_markup (markup, -1, 0, NULL, NULL, NULL, NULL))
    return g_steal_pointer (&markup);
  return g_markup_escape_text (clean, -1);
}

/* Whether something may be a link: HTTP, printable ASCII, nothing that would end an attribute. */
gboolean
repoint_checklist_is_uri (const char *text)
{
  if (!g_str_has_prefix (text, "http://") && !g_str_has_prefix (text, "https://"))
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isgraph (*p) || strchr ("'\"\\<>`", *p) != NULL)
      return FALSE;
  return strlen (text) <= 2000;
}
