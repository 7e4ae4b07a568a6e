/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-client-hello.h"
#include "repoint-scheduler.h"
#include "repoint-target-job.h"

G_BEGIN_DECLS

/* As repoint_target_replay_run(), but joins whoever is already asking the same target with the same hello through the same
 * scheduler: several copiers of one model say the same. Each hears the result, in an object of its own, and cancelling ends it
 * for who cancels alone, until nobody is left who wants to know. To be called on the scheduler's thread. */
void repoint_replay_share_run (RepointScheduler         *scheduler,
                               const RepointClientHello *hello,
                               const RepointTarget      *target,
                               guint                     timeout_ms, /* absolute; 0: 30 s; of who comes first */
                               GCancellable             *cancellable,
                               RepointTargetProgress     progress,
                               RepointTargetDone         done,
                               gpointer                  user_data);

G_END_DECLS
