/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-guide-matcher.h"

#include "repoint-guide-problem.h"

#include <string.h>

/* A guide is for a device when the weights of the rules that fit come to this. */
#define ENOUGH 100
#define MAX_WORDS_LENGTH 256

typedef struct
{
  gboolean  forbids;
  guint     weight;
  char     *words;   /* nullable */
  GRegex   *pattern; /* nullable */
} Rule;

struct _RepointGuideMatcher
{
  GPtrArray *rules; /* of Rule */
};

static void
rule_free (Rule *rule)
{
  g_free (rule->words);
  g_clear_pointer (&rule->pattern, g_regex_unref);
  g_free (rule);
}

/* "iR-ADV C3325" → " ir adv c3325 ": case, punctuation and spacing differ between the places where a name is read. Only
 * a plus tells models apart: "ineo+ 266" → " ineo plus 266 ". */
static void
append_words (GString *words, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *folded = g_utf8_casefold (valid, -1);

  for (const char *c = folded; *c != '\0' && words->len < MAX_WORDS_LENGTH; c = g_utf8_next_char (c))
    {
      gunichar character = g_utf8_get_char (c);

      if (g_unichar_isalnum (character))
        g_string_append_unichar (words, character);
      else if (character == '+')
        g_string_append (words, words->str[words->len - 1] == ' ' ? "plus " : " plus ");
      else if (words->str[words->len - 1] != ' ')
        g_string_append_c (words, ' ');
    }
  if (words->str[words->len - 1] != ' ')
    g_string_append_c (words, ' ');
}

/**
 * repoint_guide_matcher_words:
 * @vendor: (nullable): as the device tells it, or as the admin wrote it
 * @model: (nullable): the same; often with the vendor in it
 * @name: (nullable): what the device is called; only used when neither vendor nor model is known
 *
 * Returns: (transfer full): for repoint_guide_matcher_score(); lower case, one space between words and at the ends
 */
char *
repoint_guide_matcher_words (const char *vendor, const char *model, const char *name)
{
  gboolean known = (vendor && vendor[0] != '\0') || (model && model[0] != '\0');
  GString *words = g_string_new (" ");

  if (known && vendor)
    append_words (words, vendor);
  if (known && model)
    append_words (words, model);
  if (!known && name)
    append_words (words, name);

  return g_string_free (words, FALSE);
}

static Rule *
rule_new (const RepointXmlNode *node, GPtrArray *problems)
{
  const char *words = repoint_xml_node_get_attribute (node, "words");
  const char *pattern = repoint_xml_node_get_attribute (node, "pattern");
  const char *weight = repoint_xml_node_get_attribute (node, "weight");
  Rule *rule = g_new0 (Rule, 1);
  guint64 number = ENOUGH;
  g_autoptr(GError) error = NULL;

  rule->forbids = repoint_xml_node_is (node, "not");
  if (!words && !pattern)
    repoint_guide_problem_add_at (problems, node, "missing-attribute", "<%s> needs \"words\" or \"pattern\"",
                                  node->element->name);
  if (words)
    {
      rule->words = repoint_guide_matcher_words (words, NULL, NULL);
      if (strlen (rule->words) < 3)
        repoint_guide_problem_add_at (problems, node, "bad-value", "words=\"%s\" has no letters and no digits", words);
    }
  if (pattern)
    {
      rule->pattern = g_regex_new (pattern, G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT, &error);
      if (!rule->pattern)
        repoint_guide_problem_add_at (problems, node, "bad-value", "pattern=\"%s\": %s", pattern, error->message);
    }
  if (weight && !g_ascii_string_to_unsigned (weight, 10, 1, ENOUGH, &number, &error))
    repoint_guide_problem_add_at (problems, node, "bad-value", "weight=\"%s\": %s", weight, error->message);
  rule->weight = (guint) number;

  return rule;
}

/**
 * repoint_guide_matcher_new:
 * @match: the <match> element
 * @problems: where to add what is wrong with it
 *
 * Returns: (transfer full): the matcher
 */
RepointGuideMatcher *
repoint_guide_matcher_new (const RepointXmlNode *match, GPtrArray *problems)
{
  RepointGuideMatcher *self = g_new0 (RepointGuideMatcher, 1);

  self->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) rule_free);
  for (guint i = 0; i < match->children->len; i++)
    g_ptr_array_add (self->rules, rule_new (g_ptr_array_index (match->children, i), problems));
  if (self->rules->len == 0)
    repoint_guide_problem_add_at (problems, match, "missing-element", "<match> has no <rule>");

  return self;
}

void
repoint_guide_matcher_free (RepointGuideMatcher *self)
{
  g_ptr_array_unref (self->rules);
  g_free (self);
}

static gboolean
rule_fits (const Rule *rule, const char *words)
{
  return (rule->words || rule->pattern) &&
         (!rule->words || strstr (words, rule->words)) &&
         (!rule->pattern || g_regex_match (rule->pattern, words, G_REGEX_MATCH_DEFAULT, NULL));
}

/**
 * repoint_guide_matcher_score:
 * @words: from repoint_guide_matcher_words()
 *
 * Returns: the sum of the weights of the rules that fit; 0 if that is not enough, or a rule forbids it
 */
guint
repoint_guide_matcher_score (const RepointGuideMatcher *self, const char *words)
{
  guint score = 0;

  for (guint i = 0; i < self->rules->len; i++)
    {
      const Rule *rule = g_ptr_array_index (self->rules, i);

      if (!rule_fits (rule, words))
        continue;
      if (rule->forbids)
        return 0;
      score += rule->weight;
    }

  return score >= ENOUGH ? score : 0;
}
