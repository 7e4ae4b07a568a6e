/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-guides-check.h"

#include "repoint-guide-private.h"
#include "repoint-guide-problem.h"
#include "repoint-guide-set.h"
#include "repoint-guide-vocabulary.h"

#include <string.h>

static void
share_free (RepointGuideShare *share)
{
  g_free (share->guide);
  g_free (share);
}

static RepointGuidesReport *
report_new (void)
{
  RepointGuidesReport *report = g_new0 (RepointGuidesReport, 1);

  report->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_guide_problem_free);
  report->shares = g_ptr_array_new_with_free_func ((GDestroyNotify) share_free);
  return report;
}

void
repoint_guides_report_free (RepointGuidesReport *self)
{
  g_ptr_array_unref (self->problems);
  g_ptr_array_unref (self->shares);
  g_free (self);
}

/* All situations but for the firmware, of which there is no end. */
static gboolean
next_situation (RepointGuideSituation *situation)
{
  if (++situation->protocol <= REPOINT_PROTOCOL_POP3)
    return TRUE;
  situation->protocol = REPOINT_PROTOCOL_SMTP;
  if (++situation->security <= REPOINT_SECURITY_TLS)
    return TRUE;
  situation->security = REPOINT_SECURITY_NONE;
  if (++situation->sign_in <= REPOINT_SIGN_IN_NONE)
    return TRUE;
  situation->sign_in = REPOINT_SIGN_IN_UNKNOWN;
  if (++situation->recipients <= REPOINT_RECIPIENTS_EXTERNAL)
    return TRUE;
  situation->recipients = REPOINT_RECIPIENTS_UNKNOWN;
  situation->own_provider = !situation->own_provider;
  return situation->own_provider;
}

static char *
describe (const RepointGuideSituation *situation, const char *guide, const char *route)
{
  return g_strdup_printf ("guide \"%s\", route \"%s\" (%s, security \"%s\", sign-in \"%s\", recipients \"%s\", %s)", guide,
                          route, repoint_protocol_to_string (situation->protocol),
                          repoint_security_to_string (situation->security),
                          repoint_enum_to_string (REPOINT_TYPE_SIGN_IN, situation->sign_in),
                          repoint_enum_to_string (REPOINT_TYPE_RECIPIENTS, situation->recipients),
                          situation->own_provider ? "own provider" : "Microsoft 365");
}

/* One route in one situation must say what to do and how to see that it worked, and name each step once. */
static const char *
find_fault (GPtrArray *steps, const char **step_id)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  gboolean does = FALSE;
  gboolean tests = FALSE;

  for (guint i = 0; i < steps->len; i++)
    {
      const RepointGuideStep *step = g_ptr_array_index (steps, i);

      does = does || strcmp (step->role, "step") == 0;
      tests = tests || strcmp (step->role, "test") == 0;
      *step_id = step->id;
      if (!g_hash_table_add (seen, (gpointer) step->id))
        return "duplicate-id";
    }
  *step_id = "";

  return !does ? "missing-step" : !tests ? "missing-test" : NULL;
}

static const RepointXmlNode *
find_route_node (RepointGuide *guide, RepointAction action, const char *step_id)
{
  GPtrArray *entries = g_hash_table_lookup (guide->routes, GINT_TO_POINTER (action));
  const RepointXmlNode *node = NULL;

  for (guint i = 0; i < entries->len; i++)
    {
      const RepointGuideEntry *entry = g_ptr_array_index (entries, i);

      if (!node || strcmp (entry->step.id, step_id) == 0)
        node = entry->node;
    }

  return node;
}

/* Reports the first fault of a route: the others are most often the same. */
static void
rehearse (RepointGuide *guide, RepointAction action, GPtrArray *problems)
{
  const char *route = repoint_enum_to_string (REPOINT_TYPE_ACTION, action);
  RepointGuideSituation situation = { 0 };

  do
    {
      g_autoptr(GPtrArray) steps = repoint_guide_list_steps (guide, action, &situation);
      const char *step_id;
      const char *fault = find_fault (steps, &step_id);

      if (fault)
        {
          const RepointXmlNode *node = find_route_node (guide, action, step_id);
          g_autofree char *where = describe (&situation, guide->id, route);

          repoint_guide_problem_add (problems, node ? node->file : guide->id, node ? node->line : 0, fault, "%s %s", where,
                                     step_id);
          return;
        }
    }
  while (next_situation (&situation));
}

static void
count (RepointGuideShare *share, const char *text, const RepointFact *fact)
{
  if (!text)
    share->undocumented++;
  else if (fact->source)
    share->sourced++;
  else
    share->general++;
}

static void
count_names (RepointGuideShare *share, GHashTable *names)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, NULL, &name))
    count (share, ((RepointGuideName *) name)->text, &((RepointGuideName *) name)->fact);
}

static void
count_routes (RepointGuideShare *share, RepointGuide *guide)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer entries;

  g_hash_table_iter_init (&iter, guide->routes);
  while (g_hash_table_iter_next (&iter, NULL, &entries))
    for (guint i = 0; i < ((GPtrArray *) entries)->len; i++)
      {
        const RepointGuideEntry *entry = g_ptr_array_index ((GPtrArray *) entries, i);

        if (g_hash_table_add (seen, (gpointer) entry->node))
          count (share, entry->step.documented ? entry->step.text : NULL, &entry->step.fact);
      }
}

/* Labels, their values, paths, functions, capabilities and steps; a step that several routes include counts once. */
static RepointGuideShare *
measure (RepointGuide *guide)
{
  RepointGuideShare *share = g_new0 (RepointGuideShare, 1);
  const RepointGuideWord *capabilities;
  GHashTableIter iter;
  gpointer value;
  gsize n_capabilities;

  share->guide = g_strdup (guide->id);
  g_hash_table_iter_init (&iter, guide->settings);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const RepointGuideSetting *setting = value;

      count (share, setting->field.label, &setting->field.fact);
      count_names (share, setting->options);
    }
  count_names (share, guide->paths);
  count (share, guide->functions.text, &guide->functions.fact);
  capabilities = repoint_guide_vocabulary_capabilities (&n_capabilities);
  for (gsize i = 0; i < n_capabilities; i++)
    if (g_hash_table_contains (guide->claims, capabilities[i].id))
      share->sourced++;
    else
      share->undocumented++;
  if (g_hash_table_contains (guide->claims, REPOINT_GUIDE_MAX_TLS))
    share->sourced++;
  else
    share->undocumented++;
  count_routes (share, guide);

  return share;
}

static GPtrArray *
read_path (const char *path, GPtrArray *problems)
{
  g_autoptr(GPtrArray) files = NULL;
  RepointGuideFile *file;

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return repoint_guide_file_list (path, FALSE, problems);

  files = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_guide_file_unref);
  file = repoint_guide_file_read (path, FALSE, problems);
  if (file)
    g_ptr_array_add (files, file);

  return g_steal_pointer (&files);
}

static int
compare_problems (gconstpointer a, gconstpointer b)
{
  const RepointGuideProblem *first = *(RepointGuideProblem *const *) a;
  const RepointGuideProblem *second = *(RepointGuideProblem *const *) b;
  int order = strcmp (first->file, second->file);

  return order != 0 ? order : first->line - second->line;
}

/**
 * repoint_guides_check:
 * @paths: (nullable) (array zero-terminated=1): guide files, or directories of them, to check together with the guides
 *   that come with the program, in whose place they come when they have the same name; %NULL or empty: only those
 *
 * Checks the guides as strictly as repoint_guides_load() does, and then goes through every route of every guide in
 * every situation. Reads files; may be called in any thread.
 *
 * Returns: (transfer full): what is wrong, and if nothing is, how much of each guide has a source
 */
RepointGuidesReport *
repoint_guides_check (const char *const *paths)
{
  RepointGuidesReport *report = report_new ();
  g_autoptr(GPtrArray) files = repoint_guide_set_read_shipped (report->problems);
  g_autoptr(GPtrArray) guides = NULL;
  gboolean sound;

  for (guint i = 0; paths && paths[i]; i++)
    {
      g_autoptr(GPtrArray) found = read_path (paths[i], report->problems);
      g_autoptr(GPtrArray) together = repoint_guide_set_overlay (files, found, FALSE);

      g_clear_pointer (&files, g_ptr_array_unref);
      files = g_steal_pointer (&together);
    }

  guides = repoint_guide_set_build (files, report->problems);
  sound = report->problems->len == 0;
  for (guint i = 0; sound && i < guides->len; i++)
    for (int action = REPOINT_ACTION_NONE + 1; action <= REPOINT_ACTION_TEST_FIRST; action++)
      rehearse (g_ptr_array_index (guides, i), (RepointAction) action, report->problems);
  for (guint i = 0; report->problems->len == 0 && i < guides->len; i++)
    g_ptr_array_add (report->shares, measure (g_ptr_array_index (guides, i)));
  g_ptr_array_sort (report->problems, compare_problems);

  return report;
}
