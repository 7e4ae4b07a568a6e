/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "repoint-scheduler.h"
#include "repoint-target.h"

G_BEGIN_DECLS

/**
 * RepointTargetRoute: how the host of a target becomes connections.
 *
 * An address is what it says. For a name, and for a public address, the system is asked for a proxy; without one a name is
 * looked up. The first conversation then decides which of the addresses is used: the one that is connected first. All
 * later conversations are held with the same address, or through the same proxy.
 *
 * To be used on the scheduler's thread, one thing at a time, and not to be freed in between.
 */
typedef struct _RepointTargetRoute RepointTargetRoute;

/* Called once. What it is called for has ended, and freeing the route is allowed. */
typedef void (*RepointTargetRouteFound) (gpointer user_data);

RepointTargetRoute *repoint_target_route_new         (RepointScheduler        *scheduler,
                                                      const RepointTarget     *target,
                                                      gboolean                 proxies,
                                                      GCancellable            *cancellable);
void                repoint_target_route_free        (RepointTargetRoute      *self);
void                repoint_target_route_find        (RepointTargetRoute      *self,
                                                      guint                    timeout_ms,
                                                      RepointTargetRouteFound  found,
                                                      gpointer                 user_data);
void                repoint_target_route_run         (RepointTargetRoute      *self,
                                                      RepointConversation     *conversation,
                                                      RepointConversationDone  done,
                                                      gpointer                 user_data);
const char         *repoint_target_route_get_problem (RepointTargetRoute      *self);
const char         *repoint_target_route_get_detail  (RepointTargetRoute      *self);
GInetAddress       *repoint_target_route_get_address (RepointTargetRoute      *self);
const char         *repoint_target_route_get_proxy   (RepointTargetRoute      *self);
GPtrArray          *repoint_target_route_get_reports (RepointTargetRoute      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointTargetRoute, repoint_target_route_free)

G_END_DECLS
