/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the files of this folder share: sentences with {names} in them, and lists. Unlike printf formats they are data,
 * so that a translation that goes wrong cannot do harm. */

/* An id and the words for it, to be translated. */
typedef struct
{
  const char *id;
  const char *words;
} RepointPhraseWords;

const char *repoint_phrase_find_words (const RepointPhraseWords *words,
                                       gsize                     n_words,
                                       const char               *context,
                                       const char               *id);

char *repoint_phrase_fill      (const char *sentence,
                                ...) G_GNUC_NULL_TERMINATED;
char *repoint_phrase_fill_from (const char *sentence,
                                GPtrArray  *arguments);
char *repoint_phrase_isolate   (const char *value);
char *repoint_phrase_join      (GPtrArray  *words);
char *repoint_phrase_clean     (const char *text);

G_END_DECLS
