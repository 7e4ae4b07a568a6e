/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-rules.h"

#include <string.h>

#define MAX_BYTES (4 * 1024 * 1024)

G_DEFINE_QUARK (repoint-rules-error-quark, repoint_rules_error)

static const char * const field_names[REPOINT_RULES_N_FIELDS] = {
  [REPOINT_RULES_VENDOR] = "vendor",
  [REPOINT_RULES_KIND] = "kind",
  [REPOINT_RULES_MODEL] = "model",
  [REPOINT_RULES_NAME] = "name",
  [REPOINT_RULES_FIRMWARE] = "firmware",
  [REPOINT_RULES_SERIAL] = "serial",
};

typedef struct
{
  char   *what;
  GRegex *pattern;
} When;

typedef struct
{
  char *what;
  char *text;
  char *expected[REPOINT_RULES_N_FIELDS];
} Example;

typedef struct
{
  char      *id;
  double     confidence;
  GPtrArray *whens;    /* of When */
  GPtrArray *examples; /* of Example */
  char      *fields[REPOINT_RULES_N_FIELDS]; /* templates */
} Rule;

struct _RepointRules
{
  char      *version;
  GPtrArray *rules; /* of Rule */
};

static void
when_free (gpointer data)
{
  When *self = data;

  g_free (self->what);
  g_clear_pointer (&self->pattern, g_regex_unref);
  g_free (self);
}

static void
example_free (gpointer data)
{
  Example *self = data;

  g_free (self->what);
  g_free (self->text);
  for (guint i = 0; i < REPOINT_RULES_N_FIELDS; i++)
    g_free (self->expected[i]);
  g_free (self);
}

static void
rule_free (gpointer data)
{
  Rule *self = data;

  g_free (self->id);
  g_ptr_array_unref (self->whens);
  g_ptr_array_unref (self->examples);
  for (guint i = 0; i < REPOINT_RULES_N_FIELDS; i++)
    g_free (self->fields[i]);
  g_free (self);
}

void
repoint_findings_clear (RepointFindings *self)
{
  for (guint i = 0; i < REPOINT_RULES_N_FIELDS; i++)
    g_clear_pointer (&self->values[i], g_free);
}

/* ---- Applying ---- */

/* Between two equals the order must not decide, so the alphabet does. */
static void
offer (RepointFindings *findings,
       guint            field,
       char            *value,
       double           confidence)
{
  g_strstrip (value);
  if (*value == '\0'
      || (findings->values[field] != NULL
          && (confidence < findings->confidence[field]
              || (confidence == findings->confidence[field] && strcmp (value, findings->values[field]) >= 0))))
    {
      g_free (value);
      return;
    }
  g_free (findings->values[field]);
  findings->values[field] = value;
  findings->confidence[field] = confidence;
}

static gboolean
matches_any (const When *when,
             GPtrArray  *evidence)
{
  for (guint i = 0; i < evidence->len; i++)
    {
      const RepointEvidence *piece = g_ptr_array_index (evidence, i);

      if (g_str_equal (piece->what, when->what) && g_regex_match (when->pattern, piece->value, 0, NULL))
        return TRUE;
    }
  return FALSE;
}

static void
take_findings (const Rule       *rule,
               const GMatchInfo *match,
               RepointFindings  *findings)
{
  for (guint i = 0; i < REPOINT_RULES_N_FIELDS; i++)
    {
      char *value = rule->fields[i] != NULL ? g_match_info_expand_references (match, rule->fields[i], NULL) : NULL;

      if (value != NULL)
        offer (findings, i, value, rule->confidence);
    }
}

static void
apply_rule (const Rule      *rule,
            GPtrArray       *evidence,
            RepointFindings *findings)
{
  const When *first = g_ptr_array_index (rule->whens, 0);

  for (guint i = 1; i < rule->whens->len; i++)
    if (!matches_any (g_ptr_array_index (rule->whens, i), evidence))
      return;

  for (guint i = 0; i < evidence->len; i++)
    {
      const RepointEvidence *piece = g_ptr_array_index (evidence, i);
      g_autoptr (GMatchInfo) match = NULL;

      if (g_str_equal (piece->what, first->what) && g_regex_match (first->pattern, piece->value, 0, &match))
        take_findings (rule, match, findings);
    }
}

void
repoint_rules_apply (RepointRules    *self,
                     GPtrArray       *evidence,
                     RepointFindings *findings)
{
  g_return_if_fail (self != NULL && evidence != NULL && findings != NULL);

  for (guint i = 0; i < self->rules->len; i++)
    apply_rule (g_ptr_array_index (self->rules, i), evidence, findings);
}

/* ---- Reading ---- */

typedef struct
{
  RepointRules *rules;
  Rule         *rule;  /* the one that is open; owned by rules */
  GString      *text;  /* of the element that is open */
} Reader;

static int
find_field (const char *name)
{
  for (guint i = 0; i < REPOINT_RULES_N_FIELDS; i++)
    if (g_str_equal (name, field_names[i]))
      return (int) i;
  return -1;
}

static void
fail (GMarkupParseContext  *context,
      const Reader         *reader,
      int                   code,
      const char           *what,
      const char           *detail,
      GError              **error)
{
  int line;

  g_markup_parse_context_get_position (context, &line, NULL);
  g_set_error (error, REPOINT_RULES_ERROR, code, "line %d%s%s: %s%s%s", line,
               reader->rule != NULL ? ", rule " : "", reader->rule != NULL ? reader->rule->id : "",
               what, detail != NULL ? ": " : "", detail != NULL ? detail : "");
}

static const char *
get_attribute (const char **names,
               const char **values,
               const char  *name)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], name))
      return values[i];
  return NULL;
}

static gboolean
begin_rule (GMarkupParseContext  *context,
            Reader               *reader,
            const char          **names,
            const char          **values,
            GError              **error)
{
  const char *id = get_attribute (names, values, "id");
  const char *confidence = get_attribute (names, values, "confidence");
  char *end = NULL;
  double number = confidence != NULL ? g_ascii_strtod (confidence, &end) : 0;
  Rule *rule;

  if (id == NULL || confidence == NULL || *end != '\0' || !(number > 0 && number <= 1))
    {
      fail (context, reader, REPOINT_RULES_ERROR_SYNTAX, "a rule needs an id and a confidence above 0 and up to 1", id, error);
      return FALSE;
    }
  rule = g_new0 (Rule, 1);
  rule->id = g_strdup (id);
  rule->confidence = number;
  rule->whens = g_ptr_array_new_with_free_func (when_free);
  rule->examples = g_ptr_array_new_with_free_func (example_free);
  g_ptr_array_add (reader->rules->rules, rule);
  reader->rule = rule;
  return TRUE;
}

static gboolean
begin_when_or_example (GMarkupParseContext  *context,
                       Reader               *reader,
                       const char           *element,
                       const char          **names,
                       const char          **values,
                       GError              **error)
{
  const char *what = get_attribute (names, values, "what");

  if (what == NULL)
    {
      fail (context, reader, REPOINT_RULES_ERROR_SYNTAX, "what is it about", element, error);
      return FALSE;
    }
  if (g_str_equal (element, "when"))
    {
      When *when = g_new0 (When, 1);

      when->what = g_strdup (what);
      g_ptr_array_add (reader->rule->whens, when);
    }
  else
    {
      Example *example = g_new0 (Example, 1);

      example->what = g_strdup (what);
      for (guint i = 0; i < REPOINT_RULES_N_FIELDS; i++)
        example->expected[i] = g_strdup (get_attribute (names, values, field_names[i]));
      g_ptr_array_add (reader->rule->examples, example);
    }
  return TRUE;
}

static void
start_element (GMarkupParseContext  *context,
               const char           *element,
               const char          **names,
               const char          **values,
               gpointer              user_data,
               GError              **error)
{
  Reader *reader = user_data;
  const GSList *stack = g_markup_parse_context_get_element_stack (context);
  guint depth = g_slist_length ((GSList *) stack);

  g_string_truncate (reader->text, 0);
  if (depth == 1 && g_str_equal (element, "identify") && get_attribute (names, values, "version") != NULL)
    reader->rules->version = g_strdup (get_attribute (names, values, "version"));
  else if (depth == 2 && g_str_equal (element, "rule"))
    (void) begin_rule (context, reader, names, values, error);
  else if (depth == 3 && (g_str_equal (element, "when") || g_str_equal (element, "example")))
    (void) begin_when_or_example (context, reader, element, names, values, error);
  else if (depth != 3 || find_field (element) < 0)
    fail (context, reader, REPOINT_RULES_ERROR_SYNTAX, "unexpected element", element, error);
}

static gboolean
end_rule (GMarkupParseContext  *context,
          Reader               *reader,
          GError              **error)
{
  gboolean says_something = FALSE;

  for (guint i = 0; i < REPOINT_RULES_N_FIELDS; i++)
    says_something |= reader->rule->fields[i] != NULL;
  if (reader->rule->whens->len == 0 || reader->rule->examples->len == 0 || !says_something)
    {
      fail (context, reader, REPOINT_RULES_ERROR_SYNTAX, "a rule needs a pattern, something it says, and an example", NULL, error);
      return FALSE;
    }
  return TRUE;
}

static gboolean
end_when (GMarkupParseContext  *context,
          Reader               *reader,
          const char           *text,
          GError              **error)
{
  When *when = g_ptr_array_index (reader->rule->whens, reader->rule->whens->len - 1);
  g_autoptr (GError) problem = NULL;

  when->pattern = g_regex_new (text, G_REGEX_OPTIMIZE, 0, &problem);
  if (when->pattern == NULL)
    fail (context, reader, REPOINT_RULES_ERROR_PATTERN, "the pattern does not compile", problem->message, error);
  return when->pattern != NULL;
}

static gboolean
end_field (GMarkupParseContext  *context,
           Reader               *reader,
           guint                 field,
           const char           *text,
           GError              **error)
{
  int kind;

  if (*text == '\0' || reader->rule->fields[field] != NULL || !g_regex_check_replacement (text, NULL, NULL)
      || (field == REPOINT_RULES_KIND && !repoint_enum_from_string (REPOINT_TYPE_DEVICE_KIND, text, &kind)))
    {
      fail (context, reader, REPOINT_RULES_ERROR_SYNTAX, "this cannot be said", field_names[field], error);
      return FALSE;
    }
  reader->rule->fields[field] = g_strdup (text);
  return TRUE;
}

static void
end_element (GMarkupParseContext  *context,
             const char           *element,
             gpointer              user_data,
             GError              **error)
{
  Reader *reader = user_data;
  const char *text = g_strstrip (reader->text->str);
  int field = find_field (element);

  if (g_str_equal (element, "rule"))
    {
      if (end_rule (context, reader, error))
        reader->rule = NULL;
    }
  else if (g_str_equal (element, "when"))
    {
      (void) end_when (context, reader, text, error);
    }
  else if (g_str_equal (element, "example"))
    {
      Example *example = g_ptr_array_index (reader->rule->examples, reader->rule->examples->len - 1);

      example->text = g_strdup (text);
    }
  else if (field >= 0)
    {
      (void) end_field (context, reader, (guint) field, text, error);
    }
  g_string_truncate (reader->text, 0);
}

static void
take_text (GMarkupParseContext  *context,
           const char           *text,
           gsize                 length,
           gpointer              user_data,
           GError              **error)
{
  Reader *reader = user_data;

  g_string_append_len (reader->text, text, length);
}

/* ---- Checking ---- */

static gboolean
check_example (const Rule     *rule,
               const Example  *example,
               GError        **error)
{
  g_autoptr (GPtrArray) evidence = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_evidence_free);
  RepointFindings findings = { 0 };
  gboolean good = FALSE;

  g_ptr_array_add (evidence, repoint_evidence_new ("example", example->what, example->text));
  apply_rule (rule, evidence, &findings);
  for (guint i = 0; i < REPOINT_RULES_N_FIELDS; i++)
    good |= findings.values[i] != NULL;
  for (guint i = 0; i < REPOINT_RULES_N_FIELDS; i++)
    if (example->expected[i] != NULL && g_strcmp0 (example->expected[i], findings.values[i]) != 0)
      good = FALSE;
  repoint_findings_clear (&findings);

  if (!good)
    g_set_error (error, REPOINT_RULES_ERROR, REPOINT_RULES_ERROR_EXAMPLE,
                 "rule %s does not give what its example says: %s", rule->id, example->text);
  return good;
}

static gboolean
check_rules (RepointRules  *self,
             GError       **error)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->rules->len; i++)
    {
      const Rule *rule = g_ptr_array_index (self->rules, i);

      if (!g_hash_table_add (ids, rule->id))
        {
          g_set_error (error, REPOINT_RULES_ERROR, REPOINT_RULES_ERROR_SYNTAX, "two rules are called %s", rule->id);
          return FALSE;
        }
      for (guint k = 0; k < rule->examples->len; k++)
        if (!check_example (rule, g_ptr_array_index (rule->examples, k), error))
          return FALSE;
    }
  return TRUE;
}

RepointRules *
repoint_rules_parse (GBytes  *bytes,
                     GError **error)
{
  static const GMarkupParser parser = { .start_element = start_element, .end_element = end_element, .text = take_text };
  g_autoptr (RepointRules) self = NULL;
  g_autoptr (GMarkupParseContext) context = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  Reader reader = { .text = text };

  g_return_val_if_fail (bytes != NULL, NULL);

  if (g_bytes_get_size (bytes) > MAX_BYTES)
    {
      g_set_error (error, REPOINT_RULES_ERROR, REPOINT_RULES_ERROR_SYNTAX, "larger than %d bytes", MAX_BYTES);
      return NULL;
    }
  self = g_new0 (RepointRules, 1);
  self->rules = g_ptr_array_new_with_free_func (rule_free);
  reader.rules = self;
  context = g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT | G_MARKUP_PREFIX_ERROR_POSITION, &reader, NULL);
  if (!g_markup_parse_context_parse (context, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error)
      || !g_markup_parse_context_end_parse (context, error)
      || !check_rules (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
repoint_rules_free (RepointRules *self)
{
  g_free (self->version);
  g_ptr_array_unref (self->rules);
  g_free (self);
}

const char *
repoint_rules_get_version (RepointRules *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->version;
}

guint
repoint_rules_get_size (RepointRules *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->rules->len;
}
