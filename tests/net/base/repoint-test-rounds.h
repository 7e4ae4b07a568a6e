/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-scheduler.h"

G_BEGIN_DECLS

/* A source that does nothing but count how often the scheduler's loop goes round: some hundred thousand times a second
 * when it does not sleep. To be destroyed. */
GSource *repoint_test_rounds_new (RepointScheduler *scheduler);
guint    repoint_test_rounds_get (GSource          *rounds);

G_END_DECLS
