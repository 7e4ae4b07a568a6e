/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define REPOINT_TYPE_RECENT (repoint_recent_get_type ())
G_DECLARE_FINAL_TYPE (RepointRecent, repoint_recent, REPOINT, RECENT, GObject)

/**
 * RepointRecent: an office that was open lately. Immutable.
 *
 * Properties (read-only): file, title, opened (GDateTime), n-done and n-total (uint: devices done of those on the
 * checklist when it was closed).
 */
RepointRecent *repoint_recent_new          (GFile         *file,
                                            const char    *title,
                                            GDateTime     *opened,
                                            guint          n_done,
                                            guint          n_total);
GFile         *repoint_recent_get_file     (RepointRecent *self);
const char    *repoint_recent_get_title    (RepointRecent *self);
GDateTime     *repoint_recent_get_opened   (RepointRecent *self);
void           repoint_recent_get_progress (RepointRecent *self,
                                            guint         *n_done,
                                            guint         *n_total);

G_END_DECLS
