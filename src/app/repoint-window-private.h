/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-adaptive-bin.h"
#include "repoint-start-page.h"
#include "repoint-station-bar.h"
#include "repoint-window.h"

G_BEGIN_DECLS

/* Shared by repoint-window.c (what is shown) and repoint-window-office.c (opening, saving, closing). */
struct _RepointWindow
{
  AdwApplicationWindow parent_instance;

  RepointSession *session;
  RepointRecents *recents;
  GSettings *settings;
  GListStore *pages; /* of RepointPage, in the order of the steps */
  GSignalGroup *session_signals;
  GCancellable *loading;
  GFile *file_loading;
  gboolean may_close; /* whoever was asked wants to close */
  gboolean may_lose;  /* and to lose what is not saved */
  gboolean disposed;

  AdwToastOverlay *toasts;
  GtkStack *root;
  RepointStartPage *start_page;
  AdwStatusPage *error_page;
  RepointAdaptiveBin *office;
  GtkStack *steps;
  GtkListBox *sidebar_list;
  GtkListBox *popover_list;
  GtkPopover *place_popover;
  GtkStack *title_stack;
  AdwWindowTitle *title;
  GtkLabel *place_label;
  GtkLabel *place_detail;
  GtkRevealer *notice_revealer;
  GtkLabel *notice_label;
  RepointStationBar *station_bar;
  GtkRevealer *work_revealer;
  GtkLabel *work_label;
  GtkProgressBar *work_bar;
  GtkButton *pause_button;
  GtkButton *stop_button;
  GtkButton *back_button;
  GtkLabel *status_label;
  GtkButton *forward_button;
  GMenu *edit_menu;
};

gboolean _repoint_window_close_request   (GtkWindow      *window);
void     _repoint_window_install_actions (GtkWidgetClass *widget_class);
char    *_repoint_window_name_unsaved    (RepointWindow  *self,
                                          GFile          *file,
                                          const GError   *error);

G_END_DECLS
