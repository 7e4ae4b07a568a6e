/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-phrase-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "repoint-phrase.h"

#define FIRST_STRONG_ISOLATE "\xe2\x81\xa8"    /* U+2068 */
#define POP_DIRECTIONAL_ISOLATE "\xe2\x81\xa9" /* U+2069 */
#define ISOLATE_LENGTH 3

/**
 * repoint_phrase_find_words:
 * @context: (nullable): that of the words, where they were marked with one
 * @id: (nullable): perhaps from a document that somebody else wrote
 *
 * Returns: (transfer none) (nullable): the translation; %NULL when there are no words for @id
 */
const char *
repoint_phrase_find_words (const RepointPhraseWords *words,
                           gsize                     n_words,
                           const char               *context,
                           const char               *id)
{
  for (gsize i = 0; id != NULL && i < n_words; i++)
    if (strcmp (words[i].id, id) == 0)
      return context != NULL ? g_dpgettext2 (GETTEXT_PACKAGE, context, words[i].words)
                             : g_dgettext (GETTEXT_PACKAGE, words[i].words);

  return NULL;
}

static const char *
find_value (GPtrArray  *arguments,
            const char *name,
            gsize       length)
{
  for (guint i = 0; i + 1 < arguments->len; i += 2)
    {
      const char *candidate = g_ptr_array_index (arguments, i);

      if (strncmp (candidate, name, length) == 0 && candidate[length] == '\0')
        return g_ptr_array_index (arguments, i + 1);
    }

  return NULL;
}

/**
 * repoint_phrase_fill_from:
 * @sentence: with {names} in it
 * @arguments: (element-type utf8): name, value, name, value, …
 *
 * Puts values in the place of names. A value is not looked at: braces in it stay. A name without a value is dropped.
 *
 * Returns: (transfer full): the sentence
 */
char *
repoint_phrase_fill_from (const char *sentence,
                          GPtrArray  *arguments)
{
  g_autoptr(GString) filled = g_string_new (NULL);

  g_return_val_if_fail (sentence != NULL, NULL);

  while (*sentence != '\0')
    {
      const char *open = sentence + strcspn (sentence, "{");
      const char *close = strchr (open, '}');
      const char *value;

      g_string_append_len (filled, sentence, open - sentence);
      if (close == NULL)
        {
          g_string_append (filled, open);
          break;
        }

      value = find_value (arguments, open + 1, (gsize) (close - open - 1));
      if (value != NULL)
        g_string_append (filled, value);
      sentence = close + 1;
    }

  return g_string_free (g_steal_pointer (&filled), FALSE);
}

/**
 * repoint_phrase_fill:
 * @sentence: with {names} in it
 * @...: name, value, name, value, …, %NULL
 *
 * As repoint_phrase_fill_from().
 *
 * Returns: (transfer full): the sentence
 */
char *
repoint_phrase_fill (const char *sentence,
                     ...)
{
  g_autoptr(GPtrArray) arguments = g_ptr_array_new ();
  const char *argument;
  va_list list;

  g_return_val_if_fail (sentence != NULL, NULL);

  va_start (list, sentence);
  while ((argument = va_arg (list, const char *)) != NULL)
    g_ptr_array_add (arguments, (char *) argument);
  va_end (list);

  return repoint_phrase_fill_from (sentence, arguments);
}

/**
 * repoint_phrase_clean:
 * @text: (nullable): from the network, a device or a file
 *
 * Returns: (transfer full): valid UTF-8 on one line, without control characters and characters that turn the
 *   direction of what follows
 */
char *
repoint_phrase_clean (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  g_autoptr(GString) clean = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if ((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f)
        continue;
      if (g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029)
        c = ' ';
      g_string_append_unichar (clean, c);
    }

  return g_string_free (g_steal_pointer (&clean), FALSE);
}

/**
 * repoint_phrase_isolate:
 *
 * Returns: (transfer full): a value to type in, between U+2068 and U+2069
 */
char *
repoint_phrase_isolate (const char *value)
{
  g_autofree char *clean = repoint_phrase_clean (value);

  return g_strconcat (FIRST_STRONG_ISOLATE, clean, POP_DIRECTIONAL_ISOLATE, NULL);
}

/**
 * repoint_phrase_join:
 * @words: (element-type utf8)
 *
 * Returns: (transfer full): "a", "a and b", "a, b and c"
 */
char *
repoint_phrase_join (GPtrArray *words)
{
  g_autoptr(GString) head = g_string_new (NULL);

  if (words->len == 0)
    return g_strdup ("");

  for (guint i = 0; i + 1 < words->len; i++)
    {
      if (i > 0)
        /* Translators: between the items of a list, but for the last two: "a, b and c" */
        g_string_append (head, C_("list", ", "));
      g_string_append (head, g_ptr_array_index (words, i));
    }

  if (words->len == 1)
    return g_strdup (g_ptr_array_index (words, 0));

  /* Translators: the end of a list: "a, b and c" */
  return repoint_phrase_fill (C_("list", "{head} and {last}"),
                              "head", head->str,
                              "last", (char *) g_ptr_array_index (words, words->len - 1),
                              NULL);
}

/**
 * repoint_phrase_to_markup:
 * @text: a phrase
 *
 * Returns: (transfer full): Pango markup in which values to type in are monospace; nothing of @text is markup
 */
char *
repoint_phrase_to_markup (const char *text)
{
  g_autoptr(GString) markup = g_string_new (NULL);
  gboolean open = FALSE;

  g_return_val_if_fail (text != NULL, NULL);

  while (*text != '\0')
    {
      gsize length = 0;

      while (text[length] != '\0' && !g_str_has_prefix (text + length, FIRST_STRONG_ISOLATE) &&
             !g_str_has_prefix (text + length, POP_DIRECTIONAL_ISOLATE))
        length++;

      if (length > 0)
        {
          g_autofree char *part = g_strndup (text, length);
          g_autofree char *valid = g_utf8_make_valid (part, -1);
          g_autofree char *escaped = g_markup_escape_text (valid, -1);

          g_string_append (markup, escaped);
        }

      text += length;
      if (*text == '\0')
        break;

      if (g_str_has_prefix (text, FIRST_STRONG_ISOLATE) && !open)
        {
          g_string_append (markup, FIRST_STRONG_ISOLATE "<tt>");
          open = TRUE;
        }
      else if (g_str_has_prefix (text, POP_DIRECTIONAL_ISOLATE) && open)
        {
          g_string_append (markup, "</tt>" POP_DIRECTIONAL_ISOLATE);
          open = FALSE;
        }
      text += ISOLATE_LENGTH;
    }

  if (open)
    g_string_append (markup, "</tt>" POP_DIRECTIONAL_ISOLATE);

  return g_string_free (g_steal_pointer (&markup), FALSE);
}

/**
 * repoint_phrase_to_plain:
 *
 * Returns: (transfer full): the phrase without the marks around values
 */
char *
repoint_phrase_to_plain (const char *text)
{
  g_autoptr(GString) plain = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  plain = g_string_new (text);
  g_string_replace (plain, FIRST_STRONG_ISOLATE, "", 0);
  g_string_replace (plain, POP_DIRECTIONAL_ISOLATE, "", 0);

  return g_string_free (g_steal_pointer (&plain), FALSE);
}
