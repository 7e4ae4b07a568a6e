/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-checklist-layout.h"

G_BEGIN_DECLS

/* Each returns a whole file. They save nothing: the caller does. */
GBytes *repoint_checklist_to_pdf  (RepointChecklist *checklist, RepointPaper paper, GError **error);
GBytes *repoint_checklist_to_html (RepointChecklist *checklist); /* one self-contained file */
GBytes *repoint_checklist_to_csv  (RepointChecklist *checklist); /* UTF-8 with BOM; safe against formula injection */

G_END_DECLS
