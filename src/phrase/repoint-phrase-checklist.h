/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "repoint-plan.h"

G_BEGIN_DECLS

/* The fixed words of a checklist. */
typedef enum
{
  REPOINT_CHECKLIST_WORD_TITLE,    /* "Mail checklist" */
  REPOINT_CHECKLIST_WORD_DATES,    /* "Dates that apply" */
  REPOINT_CHECKLIST_WORD_TODAY,
  REPOINT_CHECKLIST_WORD_BEFORE,   /* "First:" */
  REPOINT_CHECKLIST_WORD_TEST,     /* "Test:" */
  REPOINT_CHECKLIST_WORD_FAILURE,  /* "If it fails:" */
  REPOINT_CHECKLIST_WORD_INITIALS,
  REPOINT_CHECKLIST_WORD_DATE,
  REPOINT_CHECKLIST_WORD_NOTES,
} RepointChecklistWord;

/* All return translated plain text, transfer full but for the words. */
const char *repoint_phrase_checklist_word         (RepointChecklistWord  word);
char       *repoint_phrase_checklist_subtitle     (const char           *domain,
                                                   const char           *today);
char       *repoint_phrase_checklist_page         (guint                 page,
                                                   guint                 n_pages);
char       *repoint_phrase_checklist_versions     (const char           *catalog_version,
                                                   const char           *guides_version);
char       *repoint_phrase_checklist_ticked       (const char           *by,
                                                   const char           *date);
char       *repoint_phrase_checklist_tenant_title (RepointCloud          cloud);
char       *repoint_phrase_checklist_block_title  (const char           *device,
                                                   RepointProtocol       protocol);
char      **repoint_phrase_checklist_summary      (guint                 n_uses,
                                                   guint                 n_working,
                                                   guint                 n_without_mail);

G_END_DECLS
