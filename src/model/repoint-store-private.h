/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-document-file.h"
#include "repoint-recovery.h"
#include "repoint-store.h"

G_BEGIN_DECLS

RepointStore *repoint_store_new_loaded (RepointProject      *project,
                                        RepointDocumentFile *document,
                                        GDateTime           *modified,
                                        RepointRecovery     *recovery);

/* For tests, which cannot wait: the clock that autosave goes by (microseconds, as g_get_monotonic_time()), and what
 * the timer does when it goes off. */
typedef gint64 (*RepointStoreClock) (void);

void repoint_store_set_clock (RepointStore      *self,
                              RepointStoreClock  clock);
void repoint_store_wake      (RepointStore      *self);

G_END_DECLS
