/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-timeline.h"

#include "repoint-phrase-window.h"

/* Pixels. */
#define HEIGHT 64
#define MARGIN 40
#define LINE_Y 20
#define LINE_WIDTH 2
#define MARK_RADIUS 6
#define LABEL_Y 34
#define LABEL_GAP 12

/* The narrowest stretch of time that is drawn, in days; a single date must not divide by nothing. */
#define MIN_DAYS 30

struct _RepointTimeline
{
  GtkWidget parent_instance;

  GArray *days; /* of guint32: Julian days */
  GPtrArray *labels; /* of char*, one for each of days */
  guint32 today;
  char *today_label;
};

G_DEFINE_FINAL_TYPE (RepointTimeline, repoint_timeline, GTK_TYPE_WIDGET)

static double
x_of_day (RepointTimeline *self,
          guint32          day,
          int              width)
{
  guint32 first = self->today;
  guint32 last = self->today + MIN_DAYS;
  double fraction;

  for (guint i = 0; i < self->days->len; i++)
    {
      first = MIN (first, g_array_index (self->days, guint32, i));
      last = MAX (last, g_array_index (self->days, guint32, i));
    }
  fraction = (double) (day - first) / (last - first);
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    fraction = 1 - fraction;
  return MARGIN + fraction * (width - 2 * MARGIN);
}

static void
draw_dot (GtkSnapshot   *snapshot,
          double         x,
          double         radius,
          const GdkRGBA *color)
{
  GskRoundedRect clip;
  graphene_rect_t bounds;

  graphene_rect_init (&bounds, x - radius, LINE_Y - radius, 2 * radius, 2 * radius);
  gsk_rounded_rect_init_from_rect (&clip, &bounds, radius);
  gtk_snapshot_push_rounded_clip (snapshot, &clip);
  gtk_snapshot_append_color (snapshot, color, &bounds);
  gtk_snapshot_pop (snapshot);
}

/* Draws the label under @x unless it would touch the one that ends at @taken; returns where labels end now. */
static double
draw_label (RepointTimeline *self,
            GtkSnapshot     *snapshot,
            const char      *text,
            double           x,
            double           taken,
            const GdkRGBA   *color)
{
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  int width;
  double left;

  pango_layout_get_pixel_size (layout, &width, NULL);
  left = CLAMP (x - width / 2.0, 0, MAX (0, gtk_widget_get_width (GTK_WIDGET (self)) - width));
  if (left < taken)
    return taken;

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (left, LABEL_Y));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
  return left + width + LABEL_GAP;
}

static void
repoint_timeline_snapshot (GtkWidget   *widget,
                           GtkSnapshot *snapshot)
{
  RepointTimeline *self = REPOINT_TIMELINE (widget);
  GtkStyleContext *style = gtk_widget_get_style_context (widget);
  int width = gtk_widget_get_width (widget);
  double today_x, taken = 0;
  GdkRGBA color, accent, faint;
  gboolean today_drawn = FALSE;

  if (self->days->len == 0)
    return;

  gtk_style_context_get_color (style, &color);
  if (!gtk_style_context_lookup_color (style, "accent_color", &accent))
    accent = color;
  faint = color;
  faint.alpha *= 0.3;

  today_x = x_of_day (self, self->today, width);
  gtk_snapshot_append_color (snapshot, &faint, &GRAPHENE_RECT_INIT (MARGIN / 2, LINE_Y - LINE_WIDTH / 2.0, width - MARGIN, LINE_WIDTH));
  for (guint i = 0; i < self->days->len; i++)
    {
      guint32 day = g_array_index (self->days, guint32, i);
      double x = x_of_day (self, day, width);

      draw_dot (snapshot, x, MARK_RADIUS, day < self->today ? &faint : &color);
      /* From left to right, with today in its place, so that no two labels touch. */
      if (!today_drawn && day >= self->today)
        {
          taken = draw_label (self, snapshot, self->today_label, today_x, taken, &accent);
          today_drawn = TRUE;
        }
      taken = draw_label (self, snapshot, g_ptr_array_index (self->labels, i), x, taken, day < self->today ? &faint : &color);
    }
  if (!today_drawn)
    draw_label (self, snapshot, self->today_label, today_x, taken, &accent);
  draw_dot (snapshot, today_x, MARK_RADIUS + 2, &accent);
}

static void
repoint_timeline_measure (GtkWidget      *widget,
                          GtkOrientation  orientation,
                          int             for_size,
                          int            *minimum,
                          int            *natural,
                          int            *minimum_baseline,
                          int            *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_VERTICAL ? HEIGHT : 2 * MARGIN;
  *natural = orientation == GTK_ORIENTATION_VERTICAL ? HEIGHT : 480;
}

static void
repoint_timeline_finalize (GObject *object)
{
  RepointTimeline *self = REPOINT_TIMELINE (object);

  g_array_unref (self->days);
  g_ptr_array_unref (self->labels);
  g_free (self->today_label);

  G_OBJECT_CLASS (repoint_timeline_parent_class)->finalize (object);
}

static void
repoint_timeline_class_init (RepointTimelineClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = repoint_timeline_finalize;
  widget_class->snapshot = repoint_timeline_snapshot;
  widget_class->measure = repoint_timeline_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
  gtk_widget_class_set_css_name (widget_class, "timeline");
}

static void
repoint_timeline_init (RepointTimeline *self)
{
  self->days = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->labels = g_ptr_array_new_with_free_func (g_free);
}

/** repoint_timeline_set_dates: draws @dates, in their order, and @today. */
void
repoint_timeline_set_dates (RepointTimeline *self,
                            GPtrArray       *dates,
                            const GDate     *today)
{
  g_return_if_fail (REPOINT_IS_TIMELINE (self));
  g_return_if_fail (dates != NULL && today != NULL && g_date_valid (today));

  g_array_set_size (self->days, 0);
  g_ptr_array_set_size (self->labels, 0);
  for (guint i = 0; i < dates->len; i++)
    {
      const RepointCatalogDate *date = g_ptr_array_index (dates, i);
      guint year, month, day;

      if (sscanf (date->date, "%4u-%2u-%2u", &year, &month, &day) == 3 && g_date_valid_dmy (day, month, year))
        {
          g_autoptr(GDate) parsed = g_date_new_dmy (day, month, year);
          guint32 julian = g_date_get_julian (parsed);

          g_array_append_val (self->days, julian);
          g_ptr_array_add (self->labels, repoint_phrase_month (date->date));
        }
    }
  self->today = g_date_get_julian (today);
  g_free (self->today_label);
  self->today_label = g_strdup (repoint_phrase_text (REPOINT_TEXT_TODAY));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
