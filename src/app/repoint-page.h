/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "repoint-session.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_PAGE (repoint_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (RepointPage, repoint_page, REPOINT, PAGE, AdwBin)

/**
 * RepointPage: one of the five steps. It says what it is and how it stands; the window derives every button from that
 * in one function and knows nothing else of a page.
 *
 * Properties (read-write, explicit notify):
 *   title, description, icon-name  set in the .ui file
 *   content                        the widget below title and description, set in the .ui file
 *   fills                          content scrolls by itself and gets the whole height; otherwise the page scrolls
 *   session                        the office; subclasses override set_session() to bind to it
 *   status                         one line for the list of steps: "7 tested, 2 not yet"
 *   complete                       the step is done (a mark, never a gate)
 *   busy                           something is under way that the page waits for; its action is not offered meanwhile
 *   forward-label                  what the suggested action does: "Start Tests"; "" = there is nothing to do here
 *   can-forward                    the suggested action may be used now
 *   nested                         (read-only) shows something one level down: Back leaves it
 *
 * Signal "advance": the page is through, show the next one.
 */
struct _RepointPageClass
{
  AdwBinClass parent_class;

  /* Chain up first. The session may be NULL when the page is taken down. */
  void (*set_session) (RepointPage *self, RepointSession *session);
  /* The suggested action. The default emits "advance". */
  void (*forward)     (RepointPage *self);
  /* The page has become the visible one. */
  void (*shown)       (RepointPage *self);
};

const char     *repoint_page_get_title         (RepointPage    *self);
RepointSession *repoint_page_get_session       (RepointPage    *self);
void            repoint_page_set_session       (RepointPage    *self,
                                                RepointSession *session);
const char     *repoint_page_get_status        (RepointPage    *self);
void            repoint_page_set_status        (RepointPage    *self,
                                                const char     *status);
gboolean        repoint_page_get_complete      (RepointPage    *self);
void            repoint_page_set_complete      (RepointPage    *self,
                                                gboolean        complete);
gboolean        repoint_page_get_busy          (RepointPage    *self);
void            repoint_page_set_busy          (RepointPage    *self,
                                                gboolean        busy);
const char     *repoint_page_get_forward_label (RepointPage    *self);
void            repoint_page_set_forward_label (RepointPage    *self,
                                                const char     *label);
gboolean        repoint_page_get_can_forward   (RepointPage    *self);
void            repoint_page_set_can_forward   (RepointPage    *self,
                                                gboolean        can_forward);
gboolean        repoint_page_get_nested        (RepointPage    *self);
/* Shows @nested, which brings its own title and scrolls by itself, instead of the page; repoint_page_back() leaves it. */
void            repoint_page_push              (RepointPage    *self,
                                                GtkWidget      *nested);
GtkWidget      *repoint_page_get_nested_child  (RepointPage    *self); /* transfer none, nullable */
void            repoint_page_forward           (RepointPage    *self);
void            repoint_page_back              (RepointPage    *self);
void            repoint_page_shown             (RepointPage    *self);
void            repoint_page_advance           (RepointPage    *self);

G_END_DECLS
