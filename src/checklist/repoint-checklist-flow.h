/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pangocairo.h>

G_BEGIN_DECLS

/* What stands in the margin beside a paragraph's first line. */
typedef enum
{
  REPOINT_CHECKLIST_MARK_NONE,
  REPOINT_CHECKLIST_MARK_BOX,
  REPOINT_CHECKLIST_MARK_TICKED_BOX,
} RepointChecklistMark;

/* How a paragraph is set. Lengths in points. */
typedef struct
{
  double                size;
  PangoWeight           weight;
  double                gray;         /* 0 black … 1 white */
  double                indent;       /* of the text; the mark stands at the left edge */
  double                space_before;
  gboolean              keep_next;    /* no page break between this paragraph and the next */
  RepointChecklistMark  mark;
  const char           *tag;          /* of a tagged PDF: "H1", "H2", "P", "LI" */
} RepointChecklistStyle;

typedef void (*RepointChecklistDrawFunc) (cairo_t *cr,
                                          double   width,
                                          gpointer data);

/**
 * RepointChecklistFlow: paragraphs and drawings broken into rows, and rows into pages. A row is one line of text or one
 * drawing: the smallest thing that goes to one page as a whole.
 */
typedef struct _RepointChecklistFlow RepointChecklistFlow;

RepointChecklistFlow *repoint_checklist_flow_new           (PangoContext                *context,
                                                            double                       width,
                                                            double                       height);
void                  repoint_checklist_flow_free          (RepointChecklistFlow        *self);
void                  repoint_checklist_flow_add_paragraph (RepointChecklistFlow        *self,
                                                            const RepointChecklistStyle *style,
                                                            const char                  *markup,
                                                            const char                  *number,
                                                            const char                  *uri);
void                  repoint_checklist_flow_add_drawing   (RepointChecklistFlow        *self,
                                                            double                       height,
                                                            double                       space_before,
                                                            gboolean                     keep_next,
                                                            RepointChecklistDrawFunc     draw,
                                                            gpointer                     data,
                                                            GDestroyNotify               destroy);
void                  repoint_checklist_flow_keep_last     (RepointChecklistFlow        *self);
guint                 repoint_checklist_flow_get_n_rows    (RepointChecklistFlow        *self);
guint                 repoint_checklist_flow_get_n_pages   (RepointChecklistFlow        *self);
guint                 repoint_checklist_flow_get_page      (RepointChecklistFlow        *self,
                                                            guint                        row);
void                  repoint_checklist_flow_draw          (RepointChecklistFlow        *self,
                                                            cairo_t                     *cr,
                                                            guint                        page);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointChecklistFlow, repoint_checklist_flow_free)

G_END_DECLS
