/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-sheet.h"

/* Pixels around the paper, for its shadow; and the narrowest and widest it is shown. */
#define MARGIN 12
#define MIN_WIDTH 240
#define MAX_WIDTH 720

struct _RepointSheet
{
  GtkWidget parent_instance;

  RepointChecklistLayout *layout;
  GtkWidget *paper;
  guint page;
  double width;
  double height;
};

G_DEFINE_FINAL_TYPE (RepointSheet, repoint_sheet, GTK_TYPE_WIDGET)

static void
draw_cb (GtkDrawingArea *area,
         cairo_t        *cr,
         int             width,
         int             height,
         gpointer        user_data)
{
  RepointSheet *self = user_data;

  if (self->layout == NULL)
    return;
  cairo_scale (cr, width / self->width, height / self->height);
  repoint_checklist_layout_draw_page (self->layout, cr, self->page);
}

static GtkSizeRequestMode
repoint_sheet_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static int
paper_width (int for_size)
{
  return CLAMP (for_size - 2 * MARGIN, MIN_WIDTH, MAX_WIDTH);
}

static void
repoint_sheet_measure (GtkWidget      *widget,
                       GtkOrientation  orientation,
                       int             for_size,
                       int            *minimum,
                       int            *natural,
                       int            *minimum_baseline,
                       int            *natural_baseline)
{
  RepointSheet *self = REPOINT_SHEET (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MIN_WIDTH + 2 * MARGIN;
      *natural = MAX_WIDTH + 2 * MARGIN;
    }
  else
    {
      int width = paper_width (for_size > 0 ? for_size : MAX_WIDTH + 2 * MARGIN);

      *minimum = *natural = (int) (width * self->height / self->width) + 2 * MARGIN;
    }
}

static void
repoint_sheet_size_allocate (GtkWidget *widget,
                             int        width,
                             int        height,
                             int        baseline)
{
  RepointSheet *self = REPOINT_SHEET (widget);
  int paper = paper_width (width);
  GtkAllocation place = { (width - paper) / 2, MARGIN, paper, height - 2 * MARGIN };

  gtk_widget_measure (self->paper, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_size_allocate (self->paper, &place, -1);
}

static void
repoint_sheet_dispose (GObject *object)
{
  RepointSheet *self = REPOINT_SHEET (object);

  g_clear_pointer (&self->paper, gtk_widget_unparent);
  g_clear_object (&self->layout);

  G_OBJECT_CLASS (repoint_sheet_parent_class)->dispose (object);
}

static void
repoint_sheet_class_init (RepointSheetClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = repoint_sheet_dispose;
  widget_class->get_request_mode = repoint_sheet_get_request_mode;
  widget_class->measure = repoint_sheet_measure;
  widget_class->size_allocate = repoint_sheet_size_allocate;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
repoint_sheet_init (RepointSheet *self)
{
  self->width = self->height = 1;
  self->paper = gtk_drawing_area_new ();
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->paper), draw_cb, self, NULL);
  gtk_widget_add_css_class (self->paper, "sheet");
  gtk_widget_set_parent (self->paper, GTK_WIDGET (self));
}

/** repoint_sheet_new: an empty sheet. */
GtkWidget *
repoint_sheet_new (void)
{
  return g_object_new (REPOINT_TYPE_SHEET, NULL);
}

/** repoint_sheet_set_page: shows page @page (from 0) of @layout, on paper of @width × @height points. */
void
repoint_sheet_set_page (RepointSheet           *self,
                        RepointChecklistLayout *layout,
                        guint                   page,
                        double                  width,
                        double                  height)
{
  g_return_if_fail (REPOINT_IS_SHEET (self));
  g_return_if_fail (width > 0 && height > 0);

  g_set_object (&self->layout, layout);
  self->page = page;
  self->width = width;
  self->height = height;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  gtk_widget_queue_draw (self->paper);
}
