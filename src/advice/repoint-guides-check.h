/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Something wrong with a guide file. Printed as "FILE:LINE: ID: detail". */
typedef struct
{
  char *file;
  int   line;   /* from 1; 0: the file as a whole */
  char *id;     /* "syntax", "unknown-element", "unknown-placeholder", "missing-source", …: data/guides/README.md */
  char *detail; /* technical, not translated */
} RepointGuideProblem;

/* How much of what a guide says, in all its routes, labels and paths, has a source. */
typedef struct
{
  char  *guide;        /* id */
  guint  sourced;      /* with a source of its own */
  guint  general;      /* general practice, the same for every device */
  guint  undocumented; /* "not documented: look for …" */
} RepointGuideShare;

/* The result of repoint_guides_check(). */
typedef struct
{
  GPtrArray *problems; /* of RepointGuideProblem, by file and line */
  GPtrArray *shares;   /* of RepointGuideShare, by guide; empty when there are problems */
} RepointGuidesReport;

RepointGuidesReport *repoint_guides_check       (const char * const  *paths);
void                 repoint_guides_report_free (RepointGuidesReport *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointGuidesReport, repoint_guides_report_free)

G_END_DECLS
