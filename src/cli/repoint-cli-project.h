/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-journey.h"
#include "repoint-store.h"

G_BEGIN_DECLS

/* An office opened for one command. */
typedef struct
{
  RepointStore   *store;
  RepointJourney *journey;
} RepointCliProject;

/* Opens @path; NULL after the complaint was printed. @limits and @today ("YYYY-MM-DD") may be NULL. */
RepointCliProject *repoint_cli_project_open (const char          *path,
                                             const RepointLimits *limits,
                                             const char          *today);
/* Writes it back. FALSE after the complaint was printed. */
gboolean           repoint_cli_project_save (RepointCliProject   *self);
void               repoint_cli_project_free (RepointCliProject   *self);

/* FALSE after a complaint unless @text is a date such as 2026-11-20; NULL is fine. */
gboolean           repoint_cli_check_today  (const char          *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointCliProject, repoint_cli_project_free)

G_END_DECLS
