/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-guides-check.h"
#include "repoint-xml-node.h"

G_BEGIN_DECLS

void repoint_guide_problem_free   (RepointGuideProblem *self);
void repoint_guide_problem_add    (GPtrArray            *problems,
                                   const char           *file,
                                   int                   line,
                                   const char           *id,
                                   const char           *format,
                                   ...) G_GNUC_PRINTF (5, 6);

/* The same, at the place of @node. */
#define repoint_guide_problem_add_at(problems, node, id, ...) \
  repoint_guide_problem_add ((problems), (node)->file, (node)->line, (id), __VA_ARGS__)

G_END_DECLS
