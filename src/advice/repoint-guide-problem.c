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

/**
 * repoint_guide_problem_add:
 * @problems: (element-type RepointGuideProblem): where to add it; full lists stay as they are
 * @file: path or resource name
 * @line: from 1; 0: the file as a whole
 * @id: what kind of problem
 * @format: technical detail
 */
void
repoint_guide_problem_add (GPtrArray *problems, const char *file, int line, const char *id, const char *format, ...)
{
  RepointGuideProblem *problem;
  va_list arguments;

  if (problems->len >= MAX_PROBLEMS)
    return;

  problem = g_new0 (RepointGuideProblem, 1);
  problem->file = g_strdup (file);
  problem->line = line;
  problem->id = g_strdup (id);
  va_start (arguments, format);
  problem->detail = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (problems, problem);
}
