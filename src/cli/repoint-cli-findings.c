/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-cli-findings.h"

#include "repoint-cli-output.h"

#include <glib/gi18n.h>
#include <string.h>

static guint
get_width (const char *text)
{
  g_autofree char *plain = repoint_phrase_to_plain (text);
  guint width = 0;

  for (const char *p = plain; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      width += g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
    }

  return width;
}

/* The name, then the lines of the value below each other. */
static void
print_row (const char *name,
           const char *value,
           guint       indent,
           guint       width)
{
  g_auto(GStrv) lines = g_strsplit (value, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *head = i == 0 ? name : "";
      guint gap = width - MIN (width, get_width (head));

      repoint_cli_print ("%*s%s%*s  %s", (int) indent, "", head, (int) gap, "", lines[i]);
    }
}

void
repoint_cli_print_findings (GPtrArray *findings)
{
  guint width = 0;

  for (int severity = REPOINT_SEVERITY_GOOD; severity <= REPOINT_SEVERITY_PROBLEM; severity++)
    {
      g_autofree char *word = repoint_phrase_enum (REPOINT_TYPE_SEVERITY, severity);

      width = MAX (width, get_width (word));
    }

  for (guint i = 0; i < findings->len; i++)
    {
      const RepointFinding *finding = g_ptr_array_index (findings, i);
      g_autofree char *word = repoint_phrase_enum (REPOINT_TYPE_SEVERITY, (int) finding->severity);
      g_autofree char *sentence = repoint_phrase_finding (finding);
      g_autofree char *detail = repoint_phrase_finding_detail (finding);

      print_row (word, sentence, 2, width);
      if (finding->severity >= REPOINT_SEVERITY_WARNING && detail[0] != '\0')
        print_row ("", detail, 4, width);
    }
}

void
repoint_cli_complain_incomplete (guint n_incomplete,
                                 guint n_results)
{
  if (n_incomplete > 0)
    repoint_cli_complain (g_dngettext (GETTEXT_PACKAGE, "%u of %u server could not be asked to the end.",
                                       "%u of %u servers could not be asked to the end.", n_results),
                          n_incomplete, n_results);
}

void
repoint_cli_print_section (const RepointPhraseSection *section)
{
  guint width = 0;

  for (guint i = 0; i < section->rows->len; i++)
    width = MAX (width, get_width (((RepointPhraseRow *) g_ptr_array_index (section->rows, i))->name));

  repoint_cli_print ("\n  %s", section->title);
  for (guint i = 0; i < section->rows->len; i++)
    {
      const RepointPhraseRow *row = g_ptr_array_index (section->rows, i);

      print_row (row->name, row->value, 4, width);
    }
}

void
repoint_cli_print_survey (JsonObject *survey,
                          gboolean    certificate)
{
  static const char * const of_certificate[] = { "certificate", "chain", NULL };
  g_autoptr(GPtrArray) sections = repoint_phrase_survey_sections (survey);

  for (guint i = 0; i < sections->len; i++)
    {
      const RepointPhraseSection *section = g_ptr_array_index (sections, i);

      if (certificate || !g_strv_contains (of_certificate, section->id))
        repoint_cli_print_section (section);
    }
}

static void
copy_member (JsonObject *object,
             const char *name,
             JsonNode   *node,
             gpointer    copy)
{
  json_object_set_member (copy, name, json_node_ref (node));
}

JsonObject *
repoint_cli_json_for_survey (JsonObject *survey,
                             GPtrArray  *findings)
{
  JsonObject *copy = json_object_new ();
  JsonArray *array = json_array_new ();

  json_object_foreach_member (survey, copy_member, copy);
  for (guint i = 0; i < findings->len; i++)
    {
      const RepointFinding *finding = g_ptr_array_index (findings, i);
      g_autofree char *sentence = repoint_phrase_finding (finding);
      g_autofree char *plain = repoint_phrase_to_plain (sentence);
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "id", finding->id);
      json_object_set_string_member (object, "severity",
                                     repoint_enum_to_string (REPOINT_TYPE_SEVERITY, (int) finding->severity));
      json_object_set_string_member (object, "text", plain);
      json_array_add_object_element (array, object);
    }
  json_object_set_array_member (copy, "findings", array);

  return copy;
}
