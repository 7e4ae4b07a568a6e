/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-phrase-section.h"

#include "repoint-phrase-text.h"
#include "repoint-survey-data.h"

static void
row_free (RepointPhraseRow *row)
{
  g_free (row->name);
  g_free (row->value);
  g_free (row);
}

static void
section_free (RepointPhraseSection *section)
{
  g_free (section->title);
  g_ptr_array_unref (section->rows);
  g_free (section);
}

/* A line per item. */
static char *
join_lines (GPtrArray *items)
{
  g_autoptr(GString) lines = g_string_new (NULL);

  for (guint i = 0; i < MIN (items->len, REPOINT_PHRASE_MAX_LINES); i++)
    {
      g_autofree char *clean = repoint_phrase_isolate (g_ptr_array_index (items, i));

      if (i > 0)
        g_string_append_c (lines, '\n');
      g_string_append (lines, clean);
    }

  return g_string_free (g_steal_pointer (&lines), FALSE);
}

/** repoint_phrase_sections_new: Returns: (transfer full) (element-type RepointPhraseSection): without any yet. */
GPtrArray *
repoint_phrase_sections_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) section_free);
}

/**
 * repoint_phrase_section_new:
 * @id: of a literal
 *
 * Returns: (transfer full): a section without rows, to be given to repoint_phrase_section_take()
 */
RepointPhraseSection *
repoint_phrase_section_new (const char *id,
                            const char *title)
{
  RepointPhraseSection *section = g_new0 (RepointPhraseSection, 1);

  section->id = id;
  section->title = g_strdup (title);
  section->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) row_free);

  return section;
}

/** repoint_phrase_section_add: a row of phrases; none without a value (nullable). */
void
repoint_phrase_section_add (RepointPhraseSection *section,
                            const char           *name,
                            const char           *value)
{
  RepointPhraseRow *row;

  if (value == NULL || value[0] == '\0')
    return;

  row = g_new0 (RepointPhraseRow, 1);
  row->name = g_strdup (name);
  row->value = g_strdup (value);
  g_ptr_array_add (section->rows, row);
}

/** repoint_phrase_section_add_text: a value from the network, word for word; none where @object has no such text. */
void
repoint_phrase_section_add_text (RepointPhraseSection *section,
                                 const char           *name,
                                 JsonObject           *object,
                                 const char           *member)
{
  const char *text = repoint_survey_data_get_string (object, member);
  g_autofree char *clean = text != NULL && text[0] != '\0' ? repoint_phrase_isolate (text) : NULL;

  repoint_phrase_section_add (section, name, clean);
}

/** repoint_phrase_section_add_list: values from the network, a line each; none where @object has no such list. */
void
repoint_phrase_section_add_list (RepointPhraseSection *section,
                                 const char           *name,
                                 JsonObject           *object,
                                 const char           *member)
{
  g_autoptr(GPtrArray) items = repoint_survey_data_list_strings (object, member);
  g_autofree char *lines = join_lines (items);

  repoint_phrase_section_add (section, name, lines);
}

/** repoint_phrase_section_take: puts @section (transfer full) at the end of @sections, unless nothing is in it. */
void
repoint_phrase_section_take (GPtrArray            *sections,
                             RepointPhraseSection *section)
{
  if (section->rows->len > 0)
    g_ptr_array_add (sections, section);
  else
    section_free (section);
}
