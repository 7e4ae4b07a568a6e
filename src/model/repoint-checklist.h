/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "repoint-checklist-block.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_CHECKLIST (repoint_checklist_get_type ())
G_DECLARE_FINAL_TYPE (RepointChecklist, repoint_checklist, REPOINT, CHECKLIST, GObject)

/* A date that applies: ISO date, the sentence about it, and where it comes from. */
typedef struct
{
  char *date;
  char *text;
  char *source;
} RepointChecklistDate;

/**
 * RepointChecklist: an issued checklist — an immutable copy of the rendered steps, so that paper and history stay
 * true when a guide changes. Only the ticks of its items can change.
 *
 * Properties (read-only): id, issued (GDateTime), today (string, YYYY-MM-DD), title, domain, summary (GStrv of
 * sentences), dates (GPtrArray of RepointChecklistDate), catalog-version, guides-version, blocks (GListModel of
 * RepointChecklistBlock; tenant steps first, then one per device), n-items, n-ticked (of the steps).
 * Signals: "item-changing" before and "item-changed" after a tick (RepointChecklistItem *).
 */
RepointChecklist   *repoint_checklist_new                 (GDateTime          *issued,
                                                           const char         *today,
                                                           const char         *title,
                                                           const char         *domain,
                                                           const char         *catalog_version,
                                                           const char         *guides_version);
void                repoint_checklist_add_summary         (RepointChecklist   *self, const char *sentence);
void                repoint_checklist_add_date            (RepointChecklist   *self, const char *date, const char *text, const char *source);
void                repoint_checklist_add_block           (RepointChecklist   *self, RepointChecklistBlock *block);
/* Takes over the ticks of an older checklist: a step that says the same for the same device and mail use is still done. */
void                repoint_checklist_take_ticks          (RepointChecklist   *self, RepointChecklist *from);
/* Another one that is the same now, ticks and id included: for a thread that reads it while ticks change. */
RepointChecklist   *repoint_checklist_copy                (RepointChecklist   *self); /* transfer full */
const char         *repoint_checklist_get_id              (RepointChecklist   *self);
GDateTime          *repoint_checklist_get_issued          (RepointChecklist   *self);
const char         *repoint_checklist_get_today           (RepointChecklist   *self);
const char         *repoint_checklist_get_title           (RepointChecklist   *self);
const char         *repoint_checklist_get_domain          (RepointChecklist   *self);
const char         *repoint_checklist_get_catalog_version (RepointChecklist   *self);
const char         *repoint_checklist_get_guides_version  (RepointChecklist   *self);
const char * const *repoint_checklist_get_summary         (RepointChecklist   *self);
GPtrArray          *repoint_checklist_get_dates           (RepointChecklist   *self); /* transfer none, of RepointChecklistDate */
GListModel         *repoint_checklist_get_blocks          (RepointChecklist   *self);
guint               repoint_checklist_get_n_items         (RepointChecklist   *self);
guint               repoint_checklist_get_n_ticked        (RepointChecklist   *self);

G_END_DECLS
