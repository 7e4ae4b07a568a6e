/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-replay-result.h"
#include "repoint-scheduler.h"
#include "repoint-target-job.h"

G_BEGIN_DECLS

/* Called once, on the scheduler's thread. */
typedef void (*RepointTargetReplayDone) (const RepointReplayResult *result,
                                         gpointer                   user_data);

/* Asks one target with the hello of a device, then holds a session as that device would. To be called on the scheduler's
 * thread; cancelling ends it at once, with what was found until then. Calling @done is the last thing it does. */
void repoint_target_replay_run (RepointScheduler         *scheduler,
                                const RepointClientHello *hello,
                                const RepointTarget      *target,
                                guint                     timeout_ms, /* absolute; 0: 30 s */
                                GCancellable             *cancellable,
                                RepointTargetProgress     progress,
                                RepointTargetReplayDone   done,
                                gpointer                  user_data);

G_END_DECLS
