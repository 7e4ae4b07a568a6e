/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-timeline.h"

#include "repoint-phrase-window.h"

/* Pixels. */
#define HEIGHT 78
#define MARGIN 40
#define LINE_Y 34
#define LINE_WIDTH 2
#define MARK_RADIUS 6
#define LABEL_Y 48
#define TODAY_Y 2
#define LABEL_GAP 12

/* The narrowest stretch of time that is drawn, in days; a single date must not divide by nothing. */
#define MIN_DAYS 30

/* What has passed longer ago than this, in days, is history: it would press what matters together. */
#define MAX_PAST_DAYS 300

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

/* Draws the label under @x unless it would touch one of those that are @taken (of graphene_rect_t). */
static void
draw_label (RepointTimeline *self,
            GtkSnapshot     *snapshot,
            const char      *text,
            double           x,
            double           y,
            GArray          *taken,
            const GdkRGBA   *color)
{
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  graphene_rect_t place;
  int width, height;
  double left;

  pango_layout_get_pixel_size (layout, &width, &height);
  left = CLAMP (x - width / 2.0, 0, MAX (0, gtk_widget_get_width (GTK_WIDGET (self)) - width));
  graphene_rect_init (&place, left, y, width + LABEL_GAP, height);
  for (guint i = 0; i < taken->len; i++)
    if (graphene_rect_intersection (&place, &g_array_index (taken, graphene_rect_t, i), NULL))
      return;

  g_array_append_val (taken, place);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (left, y));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

static void
draw_date (RepointTimeline *self,
           GtkSnapshot     *snapshot,
           guint            n,
           GArray          *taken,
           const GdkRGBA   *color)
{
  double x = x_of_day (self, g_array_index (self->days, guint32, n), gtk_widget_get_width (GTK_WIDGET (self)));

  draw_dot (snapshot, x, MARK_RADIUS, color);
  draw_label (self, snapshot, g_ptr_array_index (self->labels, n), x, LABEL_Y, taken, color);
}

static void
repoint_timeline_snapshot (GtkWidget   *widget,
                           GtkSnapshot *snapshot)
{
  RepointTimeline *self = REPOINT_TIMELINE (widget);
  GtkStyleContext *style = gtk_widget_get_style_context (widget);
  g_autoptr(GArray) taken = g_array_new (FALSE, FALSE, sizeof (graphene_rect_t));
  int width = gtk_widget_get_width (widget);
  double today_x;
  GdkRGBA color, accent, faint;

  if (self->days->len == 0)
    return;

  gtk_style_context_get_color (style, &color);
  if (!gtk_style_context_lookup_color (style, "accent_color", &accent))
    accent = color;
  faint = color;
  faint.alpha *= 0.4;

  /* What matters more takes its place first: what comes next, then what has passed. */
  today_x = x_of_day (self, self->today, width);
  gtk_snapshot_append_color (snapshot, &faint, &GRAPHENE_RECT_INIT (MARGIN / 2, LINE_Y - LINE_WIDTH / 2.0, width - MARGIN, LINE_WIDTH));
  draw_label (self, snapshot, self->today_label, today_x, TODAY_Y, taken, &accent);
  for (guint i = 0; i < self->days->len; i++)
    if (g_array_index (self->days, guint32, i) >= self->today)
      draw_date (self, snapshot, i, taken, &color);
  for (guint i = self->days->len; i > 0; i--)
    if (g_array_index (self->days, guint32, i - 1) < self->today)
      draw_date (self, snapshot, i - 1, taken, &faint);
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

          if (julian + MAX_PAST_DAYS < g_date_get_julian (today))
            continue;
          g_array_append_val (self->days, julian);
          g_ptr_array_add (self->labels, repoint_phrase_month (date->date));
        }
    }
  self->today = g_date_get_julian (today);
  g_free (self->today_label);
  self->today_label = g_strdup (repoint_phrase_text (REPOINT_TEXT_TODAY));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
