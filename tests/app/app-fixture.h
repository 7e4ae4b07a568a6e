/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-window.h"

G_BEGIN_DECLS

/* What the tests of the window share. */

typedef gboolean (*AppCondition) (gpointer user_data);

/* Runs the main loop until @condition holds; fails the test when that takes longer than 60 s. */
void           app_run_until    (AppCondition  condition,
                                 gpointer      user_data);
/* Runs what is pending, so that windows are laid out. */
void           app_settle       (void);
/* A window at work on a new office that has no file; closes without asking when it is destroyed. */
RepointWindow *app_new_office   (void);
/* A window on the practice office. */
RepointWindow *app_new_practice (void);
/* The first descendant of @root of @type, depth first; NULL when there is none. */
GtkWidget     *app_find         (GtkWidget    *root,
                                 GType         type);
/* The first descendant button whose action is @action. */
GtkWidget     *app_find_button  (GtkWidget    *root,
                                 const char   *action);
/* How many descendants of @root are of @type. */
guint          app_count        (GtkWidget    *root,
                                 GType         type);
/* Adds devices that send mail, whose every text is as long as a device may have it. */
void           app_add_devices  (RepointWindow *window,
                                 guint          n);
void           app_destroy      (RepointWindow *window);
gboolean       app_action_enabled (RepointWindow *window,
                                 const char    *action);

G_END_DECLS
