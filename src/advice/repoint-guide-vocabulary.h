/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One word of a closed list. */
typedef struct
{
  const char *id;
  const char *meaning; /* for the documentation, not for the screen */
} RepointGuideWord;

const RepointGuideWord *repoint_guide_vocabulary_settings     (gsize      *n_words);
const RepointGuideWord *repoint_guide_vocabulary_pages        (gsize      *n_words);
const RepointGuideWord *repoint_guide_vocabulary_capabilities (gsize      *n_words);
gboolean                repoint_guide_vocabulary_has_setting    (const char *id);
gboolean                repoint_guide_vocabulary_has_page       (const char *id);
gboolean                repoint_guide_vocabulary_has_capability (const char *id);
const char             *repoint_guide_vocabulary_find_role      (const char *element);

G_END_DECLS
