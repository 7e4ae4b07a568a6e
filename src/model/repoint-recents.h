/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-recent.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_RECENTS (repoint_recents_get_type ())
G_DECLARE_FINAL_TYPE (RepointRecents, repoint_recents, REPOINT, RECENTS, GObject)

/**
 * RepointRecents: the offices that were open lately, newest first (GListModel of RepointRecent), kept in a bookmark
 * file of our own under the user's data directory; at most 50; a file that is gone is left out.
 */
RepointRecents *repoint_recents_new    (GFile          *store); /* nullable: the usual place */
void            repoint_recents_add    (RepointRecents *self,
                                        GFile          *file,
                                        const char     *title,
                                        guint           n_done,
                                        guint           n_total);
void            repoint_recents_remove (RepointRecents *self,
                                        RepointRecent  *recent);

G_END_DECLS
