/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "repoint-page.h"
#include "repoint-recents.h"
#include "repoint-session.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_WINDOW (repoint_window_get_type ())
G_DECLARE_FINAL_TYPE (RepointWindow, repoint_window, REPOINT, WINDOW, AdwApplicationWindow)

/**
 * RepointWindow: one office, or the start page while there is none.
 *
 * Properties (read-only): session (nullable), page (the visible step, nullable). Everything that can be pressed around
 * the pages follows from the visible page and the work under way, in one function.
 */
RepointWindow  *repoint_window_new           (AdwApplication *application,
                                              RepointRecents *recents);
RepointSession *repoint_window_get_session   (RepointWindow  *self);
void            repoint_window_set_session   (RepointWindow  *self,
                                              RepointSession *session);
RepointPage    *repoint_window_get_page      (RepointWindow  *self);
void            repoint_window_show_step     (RepointWindow  *self,
                                              guint           step); /* from 0 */
void            repoint_window_new_office    (RepointWindow  *self);
void            repoint_window_open_practice (RepointWindow  *self);
void            repoint_window_open_file     (RepointWindow  *self,
                                              GFile          *file);
void            repoint_window_recover       (RepointWindow  *self,
                                              GFile          *file);
GFile          *repoint_window_get_file      (RepointWindow  *self); /* transfer none, nullable */
void            repoint_window_show_error    (RepointWindow  *self,
                                              const GError   *error,
                                              const char     *what);

/* For pages: explains what did not work, and to what (nullable), in a dialog: a sentence that must be read. */
void            repoint_window_tell_error    (GtkWidget      *widget,
                                              const GError   *error,
                                              const char     *what);

/* For pages: tells of something that happened; with an undo button when it can be taken back. Finds the window by the
 * widget, does nothing when there is none. */
void            repoint_window_toast         (GtkWidget      *widget,
                                              const char     *title,
                                              gboolean        with_undo);

G_END_DECLS
