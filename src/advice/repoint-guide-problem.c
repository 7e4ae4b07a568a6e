/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-guide-problem.h"

/* A file that is all wrong need not be told so a million times. */
#define MAX_PROBLEMS 200

void
repoint_guide_problem_free (RepointGuideProblem *self)
{
  g_free (self->file);
  g_free (self->id);
  g_free (self->detail);
  g_free (self);
}

static gboolean
is_same (const RepointGuideProblem *a, const RepointGuideProblem *b)
{
  return a->line == b->line && g_str_equal (a->id, b->id) && g_str_equal (a->file, b->file) &&
         g_str_equal (a->detail, b->detail);
}

/**
 * repoint_guide_problem_add:
 * @problems: (element-type RepointGuideProblem): where to add it; a full list, and one that has it, stay as they are
 * @file: path or resource name
 * @line: from 1; 0: the file as a whole
 * @id: what kind of problem
 * @format: technical detail
 */
void
repoint_guide_problem_add (GPtrArray *problems, const char *file, int line, const char *id, const char *format, ...)
{
  g_autofree char *detail = NULL;
  RepointGuideProblem *problem;
  va_list arguments;

  if (problems->len >= MAX_PROBLEMS)
    return;

  problem = g_new0 (RepointGuideProblem, 1);
  problem->file = g_strdup (file);
  problem->line = line;
  problem->id = g_strdup (id);
  va_start (arguments, format);
  detail = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  problem->detail = g_utf8_make_valid (detail, -1); /* it may quote the file */

  for (guint i = 0; i < problems->len; i++)
    if (is_same (g_ptr_array_index (problems, i), problem))
      {
        repoint_guide_problem_free (problem);
        return;
      }
  g_ptr_array_add (problems, problem);
}
