/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define REPOINT_TYPE_ADAPTIVE_BIN (repoint_adaptive_bin_get_type ())
G_DECLARE_FINAL_TYPE (RepointAdaptiveBin, repoint_adaptive_bin, REPOINT, ADAPTIVE_BIN, GtkWidget)

/**
 * RepointAdaptiveBin: a sidebar beside its content, or the content alone when there is no room for both.
 *
 * Properties: sidebar, content (widgets), threshold (int, pixels: from this width on both are shown), sidebar-width
 * (int), show-sidebar (boolean: FALSE hides the sidebar at any width), narrow (boolean, read-only: the sidebar has no
 * room).
 */
gboolean repoint_adaptive_bin_get_narrow (RepointAdaptiveBin *self);

G_END_DECLS
